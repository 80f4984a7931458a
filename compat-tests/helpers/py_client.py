# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""A TLS client of Python's ssl module, run as a program of its own: several connections, each offering the session of the one
before. Prints a line of JSON for each: what ssl says (reused) and the page."""
import argparse
import json
import socket
import ssl

p = argparse.ArgumentParser()
p.add_argument("host")
p.add_argument("ports", type=int, nargs="+", help="one connection to each, in order")
p.add_argument("--cafile", required=True)
p.add_argument("--version", choices=("1.2", "1.3"))
p.add_argument("--cert")
p.add_argument("--key")
p.add_argument("--no-ticket", action="store_true")
p.add_argument("--curve")
p.add_argument("--address", default="127.0.0.1", nargs="+")
o = p.parse_args()

ctx = ssl.create_default_context(cafile=o.cafile)
if o.version:
    ctx.minimum_version = ctx.maximum_version = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}[o.version]
if o.cert:
    ctx.load_cert_chain(o.cert, o.key)
if o.no_ticket:
    ctx.options |= ssl.OP_NO_TICKET
if o.curve:
    ctx.set_ecdh_curve(o.curve)
addresses = [o.address] if isinstance(o.address, str) else o.address
session = None
for i, port in enumerate(o.ports):
    with socket.create_connection((addresses[i % len(addresses)], port), 10) as tcp:
        with ctx.wrap_socket(tcp, server_hostname=o.host, session=session) as s:
            s.sendall(f"GET / HTTP/1.1\r\nHost: {o.host}\r\nConnection: close\r\n\r\n".encode())
            page = b""
            while block := s.recv(65536):
                page += block
            session = s.session
            head, _, body = page.decode().partition("\r\n\r\n")
            print(json.dumps({"reused": s.session_reused, "head": head, "page": body}))
            try:
                s.unwrap()  # a server forgets the session of a connection that ends without close_notify
            except OSError:
                pass
