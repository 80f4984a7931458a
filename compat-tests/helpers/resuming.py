# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Clients that come back: each connects several times and offers what it kept of the connection before.

A client is a function (lib, pki, host, ports, version, where, auth) that returns a Visit for each connection, one to each of
`ports` in order. `resumed` is what the client's own program says of it, None where it says nothing; `page` is what the
server answered. `auth` names a client certificate of the PKI.
"""
import itertools
import json
import re
import select
import socket
from dataclasses import dataclass

from . import libs, peers, proc, tcp, tools

PYTHON = "/usr/bin/python3"
HERE = libs.ROOT / "compat-tests" / "helpers"


@dataclass
class Visit:
    resumed: bool
    page: str
    told: str
    head: str = ""

    @property
    def server_says(self):
        """Out of nginx's and the Python server's page, or tlsserver's."""
        if m := re.search(r'"reused":\s*"(r|\.)"', self.page):
            return m[1] == "r"
        m = re.search(r"\b(resumed|full handshake)\b", self.page)
        assert m, f"the page does not tell: {self.page!r}\n{self.told}"
        return m[1] == "resumed"


def outcomes(visits):
    """Whether each connection resumed, as both sides must say alike."""
    for v in visits:
        assert v.resumed in (None, v.server_says), f"the client says {v.resumed}, the server {v.server_says}\n{v.told}"
    return [v.server_says for v in visits]


def curl(lib, pki, host, ports, version, where, auth=None, more=()):
    """All URLs on one handle, each with a connection of its own because the server is asked to close."""
    argv = peers.curl_args(pki, host, ports[0], version=version, http="http/1.1")
    for port in sorted(set(ports[1:])):
        argv += ["--resolve", f"{host}:{port}:127.0.0.1"]
    if auth:
        argv += ["--cert", pki.pem(auth), "--key", pki.key(auth)]
    argv += ["-H", "Connection: close", *more]
    r = proc.ok([*argv, "-w", "\\n-- next --\\n", *(f"https://{host}:{p}/" for p in ports)], lib=lib)
    return [Visit(None, page, str(r)) for page in r.text.split("\n-- next --\n")[:-1]]


def python(lib, pki, host, ports, version, where, auth=None, more=()):
    argv = [PYTHON, HERE / "py_client.py", host, *ports, "--cafile", pki.roots, "--version", version, *more]
    if auth:
        argv += ["--cert", pki.pem(auth), "--key", pki.key(auth)]
    r = proc.ok(argv, lib=lib)
    lines = [json.loads(line) for line in r.text.splitlines()]
    return [Visit(v["reused"], v["page"], str(r), v["head"]) for v in lines]


def s_client(lib, pki, host, ports, version, where, auth=None, more=()):
    """-sess_out and -sess_in: every connection is a process of its own."""
    visits = []
    for i, port in enumerate(ports):
        argv = ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-servername", host, "-verify_hostname", host]
        argv += ["-CAfile", pki.roots, "-verify_return_error", "-ign_eof", "-tls1_3" if version == "1.3" else "-tls1_2", *more]
        if i and (where / "session").exists():  # a server that resumes nothing may give none
            argv += ["-sess_in", where / "session"]
        argv += ["-sess_out", where / "session"]
        if auth:
            argv += ["-cert", pki.crt(auth), "-key", pki.key(auth), "-cert_chain", pki.pem(auth)]
        r = proc.ok(argv, lib=lib, input=f"GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        m = re.search(r"^(New|Reused), TLSv", r.text, re.M)
        visits.append(Visit(m[1] == "Reused", r.text, str(r), r.text))
    return visits


def tlsclient(lib, pki, host, ports, version, where, auth=None, more=()):
    more = [*more, "--auth-certs", pki.pem(auth), "--auth-key", pki.key(auth)] if auth else [*more]
    visits = []
    for port in ports:
        args = ["--http", "--verbose", "--cache", where / "sessions", "--protover", version, *more]
        r = tools.client(lib, pki, "localhost", port, *args)
        assert r.code == 0, str(r)
        visits.append(Visit(tools.agreed(r.errtext)["resumed"], r.text, str(r)))
    return visits


def gnutls_cli(lib, pki, host, ports, version, where, auth=None, more=()):
    """-r: twice to one server in one process; it asks for the page the second time only. `lib` has no meaning.

    more=["--waitresumption"]: TLS 1.3's tickets come after the handshake, and without it the first connection ends before.
    """
    port = ports[0]
    more = [*more, "--x509certfile", pki.pem(auth), "--x509keyfile", pki.key(auth)] if auth else [*more]
    r = peers.gnutls_cli(pki, host, port, peers.gnutls_priority(version), "--resume", *more)
    assert r.code == 0, str(r)
    first, _, second = r.text.partition("- Disconnecting")
    return [Visit("This is a resumed session" in second, r.text, str(r))]


CLIENTS = {"curl": curl, "python": python, "s_client": s_client, "tlsclient": tlsclient, "gnutls": gnutls_cli}


class Balancer(tcp.Server):
    """One port, behind which those of several servers take turns, a connection each."""

    def __init__(self, ports):
        self.turns = itertools.cycle(ports)
        super().__init__(self._pass)

    def _pass(self, client):
        with socket.create_connection(("127.0.0.1", next(self.turns)), 10) as server:
            ends = {client: server, server: client}
            while ends:
                ready, _, _ = select.select(list(ends), [], [], 20)
                for s in ready:
                    data = s.recv(65536)
                    if data:
                        ends[s].sendall(data)
                    else:
                        ends.pop(s).shutdown(socket.SHUT_WR)
                if not ready:
                    return


class PythonServer(proc.Service):
    def __init__(self, lib, where, cert, key, *more):
        argv = [PYTHON, HERE / "py_server.py", "--cert", cert, "--key", key, *more]
        super().__init__(argv, lib, f"{where}.python.log", "python's ssl server")
        self.port = None

    def start(self, ready=None, seconds=15):
        def listening():
            m = re.search(r"^port (\d+)", self.output(), re.M)
            self.port = int(m[1]) if m else None
            return self.port

        return super().start(listening, seconds)
