# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""What programs in other languages bring along: node, ruby, perl, php, and Python's aiohttp and requests, as clients and servers.

The scripts in languages/ take the same arguments whatever their language: client.X HOST PORT CAFILE VERSION PEM KEY prints a line
of JSON for each thing it learnt, server.X PORT PEM KEY CAFILE answers with one. Clients run over both libraries against the same
server, and all they say must be the same.
"""
import functools
import json
import os
import pathlib
import re

import pytest

from helpers import compare, daemon, libs, nginx, peers, proc

VERSIONS = ("1.2", "1.3")
HERE = pathlib.Path(__file__).parent / "languages"


@functools.cache
def node():
    """A node that links libssl.so.3, as Debian's does; TEASEL_NODE names another than /usr/bin/node."""
    program = os.environ.get("TEASEL_NODE", "/usr/bin/node")
    r = proc.run([program, "-p", "/libssl\\.so\\.3/.test(require('fs').readFileSync('/proc/self/maps'))"], lib=libs.system())
    return program if r.text.strip() == "true" else None


CLIENTS = {
    "node": ["client.js"],
    "ruby": ["/usr/bin/ruby", "client.rb"],
    "perl": ["/usr/bin/perl", "client.pl"],
    "php": ["/usr/bin/php", "client.php"],
    "requests": ["/usr/bin/python3", "client_requests.py"],
    "aiohttp": ["/usr/bin/python3", "client_aiohttp.py"],
}
SERVERS = {
    "node": ["server.js"],
    "ruby": ["/usr/bin/ruby", "server.rb"],
    "perl": ["/usr/bin/perl", "server.pl"],
    "php": ["/usr/bin/php", "server.php"],
    "aiohttp": ["/usr/bin/python3", "server_aiohttp.py"],
}


def command(table, name):
    *interpreter, script = table[name]
    if name == "node":
        if node() is None:
            pytest.skip("this machine's node carries OpenSSL inside; Debian's package nodejs links libssl.so.3 (or name one in TEASEL_NODE)")
        interpreter = [node()]
    return [*interpreter, HERE / script]


@pytest.fixture(scope="session")
def site(seat, pki, workdir, start):
    page = f"location / {{ {nginx.FACTS} }}"
    http = ""
    for version in VERSIONS:
        http += nginx.server(f"v{version}", "p256.test", pki.pem("p256"), pki.key("p256"), f"ssl_protocols TLSv{version}; {page}")
    asks = f"ssl_verify_client on; ssl_client_certificate {pki.roots}; ssl_verify_depth 3;"
    http += nginx.server("asks", "rsa2048.test", pki.pem("rsa2048"), pki.key("rsa2048"), f"{asks} {page}")
    for bad in ("expired", "selfsigned", "badsig"):
        http += nginx.server(bad, "bad.test", pki.pem(bad), pki.key(bad), page)
    return start(nginx.Nginx(seat.server, workdir("languages"), http=http))


def said(r):
    """What a client printed, but for its library, and Ed448, which ours does not offer."""
    return [line.replace('"Ed448+UNDEF",', "") for line in r.text.splitlines() if not line.startswith('{"libssl"')]


def client(seat, pki, name, port, host="p256.test", version="-", given=None, ca=None):
    """Runs the client over its seat's library, and over the system's where that is another; what both say must be the same."""
    pair = [pki.pem(given), pki.key(given)] if given else ["-", "-"]
    argv = [*command(CLIENTS, name), host, port, ca or pki.roots, version, *pair]
    r = proc.run(argv, lib=seat.client)
    if r.code == 0:
        assert json.loads(r.text.splitlines()[-1])["libssl"] == [seat.client.path], str(r)
    if seat.client != libs.system():
        want = proc.run(argv, lib=libs.system())
        assert (r.code, said(r), compare.message(r.errtext)) == (want.code, said(want), compare.message(want.errtext)), f"{r}\n{want}"
    return r


@pytest.mark.seats("client", "server")
@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", CLIENTS)
def test_client(seat, site, pki, name, version):
    r = client(seat, pki, name, site.ports[f"v{version}"], version=version)
    assert r.code == 0 and f'"protocol":"TLSv{version}"' in r.text.replace("\\", "") and "uploaded" in r.text, str(r)
    if name in ("node", "ruby", "perl"):  # those that can keep a session
        assert re.search('"reused":(true|1)', r.text), str(r)


@pytest.mark.seats("client", "server")
@pytest.mark.parametrize("name", CLIENTS)
def test_client_certificate(seat, site, pki, name):
    r = client(seat, pki, name, site.ports["asks"], "rsa2048.test", given="client-p256")
    assert r.code == 0 and "CN=client p256" in r.text, str(r)
    r = client(seat, pki, name, site.ports["asks"], "rsa2048.test")
    assert "400 No required SSL certificate was sent" in r.text, str(r)


REFUSED = {
    "ca": dict(where="v1.3", ca="root-other", words="unable to get local issuer|self-signed certificate in|certificate verify failed"),
    "name": dict(where="v1.3", host="other.test", words="other.test|hostname|did not match"),
    "expired": dict(where="expired", host="bad.test", words="has expired|certificate verify failed"),
    "selfsigned": dict(where="selfsigned", host="bad.test", words="self-signed certificate|certificate verify failed"),
    "badsig": dict(where="badsig", host="bad.test", words="signature failure|certificate verify failed"),
    "version": dict(where="v1.3", version="1.2", words="alert protocol version|Connection reset"),
}


@pytest.mark.seats("client")
@pytest.mark.parametrize("why", REFUSED)
@pytest.mark.parametrize("name", CLIENTS)
def test_client_refuses(seat, site, pki, name, why):
    case = dict(REFUSED[why])
    where, words = site.ports[case.pop("where")], case.pop("words")
    if "ca" in case:
        case["ca"] = pki.crt(case["ca"])
    r = client(seat, pki, name, where, **case)
    assert r.code == 1 and r.text == "" and re.search(words, r.errtext), str(r)


class Servers(dict):
    """The servers by name and whether they ask for a certificate, started when they are first wanted."""

    def __init__(self, seat, pki, workdir, start):
        super().__init__()
        self.make = lambda name, asks, cert: start(
            daemon.Daemon(
                seat.server,
                workdir(name),
                [*command(SERVERS, name), "@port@", pki.pem(cert), pki.key(cert), pki.roots if asks else "-"],
                name=f"{name} server",
            )
        )

    def __missing__(self, key):
        self[key] = self.make(*key)
        return self[key]


@pytest.fixture(scope="session")
def servers(seat, pki, workdir, start):
    return Servers(seat, pki, workdir, start)


@pytest.mark.seats("server")
@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", SERVERS)
def test_server(seat, servers, pki, tmp_path, name, version):
    port = servers[name, False, "p256"].ports["port"]
    facts = peers.facts(peers.curl(seat.client, pki, "p256.test", port, version=version))
    assert facts["protocol"] == f"TLSv{version}", facts
    big = tmp_path / "big"
    big.write_bytes(b"y" * 1_000_000)
    up = ["-H", "Expect:", "--data-binary", f"@{big}"]
    facts = peers.facts(peers.curl(seat.client, pki, "p384.test", port, "/up", *up, version=version))
    assert facts["n"] == 1_000_000, facts
    r = peers.curl(seat.client, pki, "p256.test", port, "/", "--cacert", pki.crt("root-other"), version=version)
    assert r.code == 60, str(r)
    # A second context by the server's name: its certificate, as s_client sees it.
    found = peers.s_client(pki, "p384.test", port, "-tls" + version.replace(".", "_"))
    assert "CN = p384.test" in found.text and '"n":0' in found.text.replace(" ", ""), str(found)


@pytest.mark.seats("server")
@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", SERVERS)
def test_server_asks(seat, servers, pki, name, version):
    server = servers[name, True, "p256"]

    def get(given=None):
        more = ["--cert", pki.pem(given), "--key", pki.key(given)] if given else []
        return peers.curl(seat.client, pki, "p256.test", server.ports["port"], "/", *more, version=version)

    assert peers.facts(get("client-p256"))["dn"] == "client p256"
    server.mark()
    for given in (None, "client-unknown", "client-expired"):
        r = get(given)
        assert r.code not in (0, 28) and r.text == "", str(r)
    if name != "aiohttp":  # which says nothing of a failed handshake
        proc.wait_until(lambda: server.news().count("refused") >= 3, 5, what="the server's reasons")
    assert peers.facts(get("client-rsa2048"))["dn"] == "client rsa2048"


@pytest.mark.seats("both")
@pytest.mark.parametrize("name", SERVERS)
def test_server_and_client(seat, servers, pki, name):
    """Each language's client at its own server."""
    assert client(seat, pki, name, servers[name, True, "p256"].ports["port"], given="client-p384").code == 0
    assert client(seat, pki, name, servers[name, False, "expired"].ports["port"], host="bad.test").code == 1
