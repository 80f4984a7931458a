# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""nginx's stream module: TLS taken off, put on, passed through by name, client certificates."""
import contextlib
import hashlib
import socket
import threading

import pytest

from helpers import libs, nginx, peers, proc, tcp

VERSIONS = ("1.2", "1.3")


@pytest.fixture(scope="session")
def echo():
    with tcp.echo_server() as s:
        yield s


@pytest.fixture(scope="session")
def backend():
    with tcp.http_backend() as s:
        yield s


@pytest.fixture(scope="session")
def inner(seat, pki, echo, backend, workdir, start):
    """Takes TLS off: the server of the seat."""

    def block(port, kind, target, *lines):
        return f"""
    server {{
        listen 127.0.0.1:@{port}@ ssl;
        ssl_protocols TLSv1.2 TLSv1.3;
        ssl_certificate {pki.pem(kind)};
        ssl_certificate_key {pki.key(kind)};
        {' '.join(lines)}
        proxy_pass 127.0.0.1:{target.port};
    }}
"""

    conf = block("echo", "p256", echo) + block("echo-reuse", "p256", echo) + block("echo-rsa", "rsa2048", echo) + block("http", "p256", backend)
    conf += block(
        "asks", "p256", backend, f"ssl_verify_client on; ssl_client_certificate {pki.roots}; ssl_verify_depth 3;"
    )
    conf += block("alpn", "p256", echo, "ssl_alpn teasel/1 h2;")
    return start(nginx.Nginx(seat.server, workdir("stream-inner"), stream=conf))


@pytest.fixture(scope="session")
def outer(seat, pki, inner, workdir, start):
    """Puts TLS on: the client of the seat. And sorts by name without touching TLS (ssl_preread)."""
    verify = f"proxy_ssl_verify on; proxy_ssl_verify_depth 3; proxy_ssl_trusted_certificate {pki.roots};"

    # A session is kept per upstream address, and with it the verdict of whoever made it: one block alone may reuse.
    def block(port, target, name, *lines):
        return f"""
    server {{
        listen 127.0.0.1:@{port}@; proxy_ssl_session_reuse {"on" if port == "reuse" else "off"};
        proxy_ssl on; proxy_ssl_protocols TLSv1.2 TLSv1.3; proxy_ssl_name {name}; proxy_ssl_server_name on;
        {' '.join(lines)}
        proxy_pass 127.0.0.1:{inner.ports[target]};
    }}
"""

    conf = block("reuse", "echo-reuse", "p256.test", verify) + block("plain", "echo", "p256.test") + block("verified", "echo", "p256.test", verify)
    conf += block("verified-rsa", "echo-rsa", "rsa2048.test", verify)
    conf += block("wrong", "echo", "other.test", verify)
    for v in VERSIONS:
        conf += block(f"v{v}", "echo", "p256.test", verify, f"proxy_ssl_protocols TLSv{v};")
    conf += f"""
    map $ssl_preread_server_name $where {{
        p256.test 127.0.0.1:{inner.ports['http']};
        default 127.0.0.1:{inner.ports['echo-rsa']};
    }}
    server {{ listen 127.0.0.1:@sorted@; ssl_preread on; proxy_pass $where; }}
"""
    return start(nginx.Nginx(seat.client, workdir("stream-outer"), stream=conf))


def talk(port, data):
    with socket.create_connection(("127.0.0.1", port), 10) as s:
        s.settimeout(20)
        got = bytearray()
        t = threading.Thread(target=s.sendall, args=(data,))
        t.start()
        with contextlib.suppress(ConnectionResetError):
            while len(got) < len(data) and (block := s.recv(65536)):
                got += block
        t.join(10)
        return bytes(got)


@pytest.mark.parametrize("version", VERSIONS)
def test_tls_taken_off(seat, inner, pki, version):
    """curl through the stream module to a plain HTTP server."""
    r = peers.curl(seat.client, pki, "p256.test", inner.ports["http"], "/hello", version=version, http="http/1.1")
    assert r.code == 0 and r.text.startswith("GET /hello HTTP/1.1"), str(r)


@pytest.mark.parametrize("version", VERSIONS)
def test_client_certificate(seat, inner, pki, version):
    """The stream module ends the connection where the http module would answer 400."""
    cert = ["--cert", pki.pem("client-p256"), "--key", pki.key("client-p256")]
    r = peers.curl(seat.client, pki, "p256.test", inner.ports["asks"], "/", *cert, version=version, http="http/1.1")
    assert r.code == 0, str(r)
    inner.mark()
    r = peers.curl(seat.client, pki, "p256.test", inner.ports["asks"], "/", version=version, http="http/1.1")
    assert r.code in (52, 55, 56), str(r)
    assert "client sent no required SSL certificate" in inner.news()
    inner.assert_well()


@pytest.mark.parametrize("port", ["plain", "verified", "verified-rsa", "v1.2", "v1.3", "reuse"])
@pytest.mark.parametrize("size", [1, 16384, 3_000_001])
def test_tls_put_on_and_taken_off(outer, port, size):
    data = hashlib.shake_128(b"stream").digest(size)
    if port == "reuse":
        assert talk(outer.ports[port], b"the first makes the session") == b"the first makes the session"
    assert talk(outer.ports[port], data) == data


def test_wrong_name(outer):
    outer.mark()
    assert talk(outer.ports["wrong"], b"x") == b""
    assert 'upstream SSL certificate does not match "other.test"' in outer.news()


@pytest.mark.parametrize("version", VERSIONS)
def test_sorted_by_name(seat, outer, pki, version):
    """ssl_preread reads our ClientHello: the name must stand where nginx's own parser finds it."""
    r = peers.curl(seat.client, pki, "p256.test", outer.ports["sorted"], "/sorted", version=version, http="http/1.1")
    assert r.code == 0 and r.text.startswith("GET /sorted"), str(r)


@pytest.mark.seats("server")
@pytest.mark.parametrize("version", VERSIONS)
def test_alpn_of_the_stream_module(seat, inner, pki, version):
    argv = ["openssl", "s_client", "-connect", f"127.0.0.1:{inner.ports['alpn']}", "-CAfile", pki.roots]
    argv += ["-tls1_3" if version == "1.3" else "-tls1_2", "-alpn"]
    r = proc.run([*argv, "teasel/1"], lib=libs.system(), input=b"")
    assert r.code == 0 and "ALPN protocol: teasel/1" in r.text, str(r)
    r = proc.run([*argv, "nothing-shared"], lib=libs.system(), input=b"")
    assert r.code != 0 and "no application protocol" in r.errtext, str(r)


@pytest.mark.seats("server")
@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("client", ["s_client", "gnutls-cli"])
def test_echo_through_foreign_clients(seat, inner, pki, client, version):
    """A line goes and comes back through an interactive client, which then closes in its own way."""
    port = inner.ports["echo"]
    argv = {
        "s_client": ["openssl", "s_client", "-tls" + version.replace(".", "_"), "-connect", f"127.0.0.1:{port}"]
        + ["-CAfile", pki.roots, "-no_ign_eof", "-verify_return_error"],
        "gnutls-cli": ["gnutls-cli", "--x509cafile", pki.roots, "--verify-hostname", "p256.test"]
        + ["--priority", peers.gnutls_priority(version), "-p", port, "127.0.0.1"],
    }[client]
    r = proc.converse(argv, b"a line to come back\n", b"a line to come back")
    assert r.code == 0 and "a line to come back" in r.text, str(r)
    inner.assert_well()
