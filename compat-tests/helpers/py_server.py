# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""A TLS server of Python's ssl module, run as a program of its own: answers each request with what ssl says of the connection."""
import argparse
import json
import socket
import ssl
import threading

p = argparse.ArgumentParser()
p.add_argument("--cert", required=True)
p.add_argument("--key", required=True)
p.add_argument("--no-ticket", action="store_true")
o = p.parse_args()

ctx = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
ctx.load_cert_chain(o.cert, o.key)
if o.no_ticket:
    ctx.options |= ssl.OP_NO_TICKET


def serve(tcp):
    tcp.settimeout(10)
    try:
        with ctx.wrap_socket(tcp, server_side=True) as s:
            s.recv(65536)
            page = json.dumps({"reused": "r" if s.session_reused else ".", "protocol": s.version()}).encode()
            s.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(page), page))
            s.unwrap()
    except OSError as e:
        print(e, flush=True)


with socket.create_server(("127.0.0.1", 0)) as listener:
    print("port", listener.getsockname()[1], flush=True)
    while True:
        tcp, _ = listener.accept()
        threading.Thread(target=serve, args=(tcp,), daemon=True).start()
