# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""stunnel, socat and ncat: plain TCP in, TLS between the two ends, plain TCP out.

Each program stands at both ends, the seat's client at one and the seat's server at the other; what comes back through both must
be what was sent.
"""
import os
import socket

import pytest

from helpers import daemon, proc, tcp

VERSIONS = ("1.2", "1.3")
TEXT = os.urandom(300_000)
STUNNEL = "foreground = yes\npid =\nsyslog = no\ndebug = 6\noutput = @dir@/stunnel.log\n"


@pytest.fixture(scope="session")
def echo():
    with tcp.echo_server() as server:
        yield server


def through(port, data=TEXT):
    """What an echo server at the far end gives back, up to where the connection ends."""
    with socket.create_connection(("127.0.0.1", port), 10) as s:
        s.settimeout(10)
        got = bytearray()
        at = 0
        while len(got) < len(data):
            if at < len(data):
                at += s.send(data[at : at + 16000])
            while len(got) < at:
                block = s.recv(65536)
                if not block:
                    return bytes(got)
                got += block
        return bytes(got)


def refused(port):
    """Whether nothing comes back and the connection ends."""
    try:
        return through(port, b"hello") == b""
    except (ConnectionError, BrokenPipeError):
        return True


def stunnel(lib, where, conf, **how):
    d = daemon.Daemon(lib, where, ["stunnel4", "@dir@/stunnel.conf"], {"stunnel.conf": STUNNEL + conf}, **how)
    d.logs.append(d.dir / "stunnel.log")
    return d


@pytest.fixture(scope="session")
def stunnels(seat, pki, echo, workdir, start):
    def ends(name, *more, cert="p256"):
        lines = [f"[{name}]", f"accept = 127.0.0.1:@{name}@", f"connect = 127.0.0.1:{echo.port}"]
        lines += [f"cert = {pki.pem(cert)}", f"key = {pki.key(cert)}", *more]
        return "\n".join(lines) + "\n"

    asks = (f"CAfile = {pki.roots}", "verifyChain = yes")
    far = ends("any") + ends("v1.2", "sslVersionMax = TLSv1.2") + ends("v1.3", "sslVersionMin = TLSv1.3")
    far += ends("asks", *asks) + ends("bad", cert="expired")
    server = start(stunnel(seat.server, workdir("stunnel-server"), far))

    def begins(name, to, *more, ca=pki.roots, host="p256.test"):
        lines = [f"[{name}]", "client = yes", f"accept = 127.0.0.1:@{name}@", f"connect = 127.0.0.1:{server.ports[to]}"]
        lines += ["verifyChain = yes", f"CAfile = {ca}", f"checkHost = {host}", f"sni = {host}", *more]
        return "\n".join(lines) + "\n"

    near = begins("any", "any") + begins("v1.2", "v1.2") + begins("v1.3", "v1.3")
    near += begins("otherca", "any", ca=pki.crt("root-other")) + begins("otherhost", "any", host="other.test")
    near += begins("bad", "bad", host="bad.test") + begins("nocrt", "asks")
    near += begins("crt", "asks", f"cert = {pki.pem('client-p256')}", f"key = {pki.key('client-p256')}")
    near += begins("unknowncrt", "asks", f"cert = {pki.pem('client-unknown')}", f"key = {pki.key('client-unknown')}")
    client = stunnel(seat.client, workdir("stunnel-client"), near, ready=daemon.listening)
    return server, start(client)


@pytest.mark.parametrize("name", ["any", "v1.2", "v1.3", "crt"])
def test_stunnel(stunnels, name):
    server, client = stunnels
    for _ in range(3):
        assert through(client.ports[name]) == TEXT
    wanted = "TLSv1.2 ciphersuite" if name == "v1.2" else "TLSv1.3 ciphersuite"
    assert wanted in server.news() and wanted in client.news(), client.news()


@pytest.mark.parametrize("name", ["otherca", "otherhost", "bad", "nocrt", "unknowncrt"])
def test_stunnel_refuses(stunnels, name):
    server, client = stunnels
    assert refused(client.ports[name])
    words = {"nocrt": "peer did not return a certificate"}.get(name, "certificate verify failed")
    log = server if "crt" in name else client
    proc.wait_until(lambda: words in log.news(), 5, what=f"the reason in the log: {words}")


def socat(lib, where, first, second, name):
    return daemon.Daemon(lib, where, ["socat", first, second], name=name, ready=daemon.listening)


@pytest.fixture(scope="session")
def socat_server(seat, pki, echo, workdir, start):
    found = {}
    for version in VERSIONS:
        for verify in (0, 1):
            address = f"OPENSSL-LISTEN:@port@,bind=127.0.0.1,fork,reuseaddr,cert={pki.pem('p256')},key={pki.key('p256')}"
            address += f",cafile={pki.roots},verify={verify},openssl-min-proto-version=TLS{version},openssl-max-proto-version=TLS{version}"
            d = socat(seat.server, workdir("socat-server"), address, f"TCP:127.0.0.1:{echo.port}", "socat server")
            found[version, verify] = start(d).ports["port"]
    return found


def openssl_address(port, pki, *more, ca=None):
    return ",".join([f"OPENSSL:127.0.0.1:{port}", f"cafile={ca or pki.roots}", "commonname=p256.test", "snihost=p256.test", *more])


def socat_run(seat, address):
    return proc.run(["socat", "-t5", "-", address], lib=seat.client, input=b"through socat\n")


@pytest.mark.parametrize("version", VERSIONS)
def test_socat(seat, socat_server, pki, workdir, start_here, version):
    """Much through a listening socat, a line through one that reads its input."""
    near = socat(seat.client, workdir("socat"), "TCP-LISTEN:@port@,bind=127.0.0.1,fork", openssl_address(socat_server[version, 0], pki), "socat")
    assert through(start_here(near).ports["port"]) == TEXT
    r = socat_run(seat, openssl_address(socat_server[version, 0], pki))
    assert r.code == 0 and r.out == b"through socat\n", str(r)


@pytest.mark.parametrize("version", VERSIONS)
def test_socat_refuses(seat, socat_server, pki, version):
    plain, asks = socat_server[version, 0], socat_server[version, 1]
    r = socat_run(seat, openssl_address(plain, pki, ca=pki.crt("root-other")))
    assert r.code != 0 and "certificate verify failed" in r.errtext, str(r)
    r = socat_run(seat, openssl_address(plain, pki).replace("commonname=p256.test", "commonname=other.test"))
    assert r.code != 0 and r.out == b"", str(r)
    r = socat_run(seat, openssl_address(asks, pki, f"cert={pki.pem('client-p256')}", f"key={pki.key('client-p256')}"))
    assert r.code == 0 and r.out == b"through socat\n", str(r)
    r = socat_run(seat, openssl_address(asks, pki))
    assert r.out == b"", str(r)


@pytest.fixture(scope="session")
def ncat_server(seat, pki, workdir, start):
    argv = ["ncat", "--ssl", "--ssl-cert", pki.pem("p256"), "--ssl-key", pki.key("p256"), "-l", "127.0.0.1", "@port@", "-k"]
    return start(daemon.Daemon(seat.server, workdir("ncat"), argv))


def test_ncat(seat, ncat_server, pki):
    """What it gets it prints. It has no option to choose the version."""

    def run(*more, host="p256.test"):
        argv = ["ncat", "-v", "--send-only", "--ssl-verify", "--ssl-servername", host, *more, "127.0.0.1", ncat_server.ports["port"]]
        return proc.run(argv, lib=seat.client, input=b"through ncat\n", timeout=15)

    r = run("--ssl-trustfile", pki.roots)
    assert r.code == 0, str(r)
    proc.wait_until(lambda: "through ncat\n" in ncat_server.news(), 5, what="the line at the other end")
    ncat_server.mark()
    r = run("--ssl-trustfile", pki.crt("root-other"))
    assert r.code != 0 and "certificate" in r.errtext.lower(), str(r)
    r = run("--ssl-trustfile", pki.roots, host="other.test")
    assert r.code != 0, str(r)
    assert "through" not in ncat_server.news()
