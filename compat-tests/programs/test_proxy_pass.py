# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""nginx as a TLS client: proxy_pass https:// with verification on and off, names, client certificates, bad upstreams.

The seat's client is the proxying nginx here, the seat's server the upstream one.
"""
import json

import pytest

from helpers import libs, nginx, peers, proc

BAD = {
    "expired": "certificate has expired",
    "notyet": "certificate is not yet valid",
    "unknownca": "unable to get local issuer certificate|unable to verify the first certificate",
    "selfsigned": "self-signed certificate",
    "wronghost": "upstream SSL certificate does not match",
    "nointermediate": "unable to get local issuer certificate|unable to verify the first certificate",
    "badsig": "certificate signature failure",
}


@pytest.fixture(scope="session")
def upstream(seat, pki, workdir, start):
    http = nginx.server("main", "p256.test", pki.pem("p256"), pki.key("p256"))
    http += nginx.server("reuse", "p256.test", pki.pem("p256"), pki.key("p256"))
    http += nginx.server("main", "rsa2048.test", pki.pem("rsa2048"), pki.key("rsa2048"))
    for v in ("1.2", "1.3"):
        http += nginx.server(
            *(f"only-{v}", "p256.test", pki.pem("p256"), pki.key("p256")),
            f"ssl_protocols TLSv{v};",
            f"location / {{ {nginx.FACTS} }}",
        )
    http += nginx.server(
        *("asks", "p256.test", pki.pem("p256"), pki.key("p256")),
        f"ssl_verify_client on; ssl_client_certificate {pki.roots}; ssl_verify_depth 3;",
        f"location / {{ {nginx.FACTS} }}",
    )
    for name in BAD:
        http += nginx.server(name, "bad.test", pki.pem(name), pki.key(name))
    return start(nginx.Nginx(seat.server, workdir("upstream"), http=http))


@pytest.fixture(scope="session")
def front(seat, pki, upstream, workdir, start):
    u = upstream.ports
    verify = f"proxy_ssl_verify on; proxy_ssl_verify_depth 3; proxy_ssl_trusted_certificate {pki.roots};"

    def loc(path, port, name="p256.test", *lines):
        body = f"proxy_pass https://127.0.0.1:{u[port]}; proxy_ssl_name {name}; proxy_ssl_server_name on;"
        return f"location = {path} {{ {body} {' '.join(lines)} }}"

    lines = [
        "proxy_ssl_protocols TLSv1.2 TLSv1.3;",
        # A session is kept per upstream address, and with it the verdict of whoever made it: one location alone may reuse.
        "proxy_ssl_session_reuse off;",
        loc("/plain", "main"),
        loc("/verified", "main", "p256.test", verify),
        loc("/verified-rsa", "main", "rsa2048.test", verify),
        loc("/reuse", "reuse", "p256.test", verify, "proxy_ssl_session_reuse on;"),
        loc("/other-name", "main", "other.test", verify),
        loc("/only-1.2", "only-1.2", "p256.test", verify),
        loc("/only-1.3", "only-1.3", "p256.test", verify),
        loc("/mismatch", "only-1.3", "p256.test", "proxy_ssl_protocols TLSv1.2;"),
        loc("/suite", "only-1.2", "p256.test", verify, "proxy_ssl_ciphers ECDHE-ECDSA-CHACHA20-POLY1305;"),
        loc("/asks", "asks", "p256.test"),
        loc(
            *("/asks-given", "asks", "p256.test", verify),
            f"proxy_ssl_certificate {pki.pem('client-rsa2048')}; proxy_ssl_certificate_key {pki.key('client-rsa2048')};",
        ),
    ]
    for name in BAD:
        lines.append(loc(f"/off-{name}", name, "bad.test"))
        lines.append(loc(f"/on-{name}", name, "bad.test", verify))
    http = "server { listen 127.0.0.1:@plain@; proxy_http_version 1.1;\n" + "\n".join(lines) + "\n}\n"
    return start(nginx.Nginx(seat.client, workdir("front"), http=http))


def get(front, path):
    """Through the front's plain port, by the system's curl."""
    argv = ["curl", "-q", "-s", "-S", "-m", "20", "-w", "\n%{http_code}", f"http://127.0.0.1:{front.ports['plain']}{path}"]
    body, _, code = proc.ok(argv, lib=libs.system()).text.rpartition("\n")
    return int(code), body


@pytest.mark.parametrize("path", ["/plain", "/verified", "/verified-rsa", "/reuse", "/only-1.2", "/only-1.3"])
def test_passes(front, path):
    for _ in range(3):  # where it may, nginx keeps the session and offers it the second time
        code, body = get(front, path)
        assert code == 200, body
    got = json.loads(body)
    assert got["protocol"] == ("TLSv1.2" if path == "/only-1.2" else "TLSv1.3")
    assert got["sni"] == ("rsa2048.test" if path == "/verified-rsa" else "p256.test")


def test_suite(front):
    code, body = get(front, "/suite")
    assert code == 200 and json.loads(body)["cipher"] == "ECDHE-ECDSA-CHACHA20-POLY1305", body


def test_client_certificate(front):
    code, body = get(front, "/asks")
    assert code == 400 and "No required SSL certificate was sent" in body
    code, body = get(front, "/asks-given")
    assert code == 200 and json.loads(body)["dn"] == "CN=client rsa2048", body


def test_wrong_name(front):
    front.mark()
    code, _ = get(front, "/other-name")
    assert code == 502
    assert 'upstream SSL certificate does not match "other.test"' in front.news()


def test_no_common_version(front, upstream):
    front.mark()
    code, _ = get(front, "/mismatch")
    assert code == 502
    assert "SSL_do_handshake() failed" in front.news() and "alert protocol version" in front.news(), front.news()
    upstream.assert_well()


@pytest.mark.parametrize("name", BAD)
def test_bad_upstream(front, upstream, name):
    workers = front.workers()
    code, body = get(front, f"/off-{name}")
    assert code == 200, body
    front.mark()
    code, _ = get(front, f"/on-{name}")
    assert code == 502
    assert any(reason in front.news() for reason in BAD[name].split("|")), front.news()
    front.assert_well(workers)
    upstream.assert_well()


def test_many_through_both(front, upstream):
    """1,000 requests through the front, each a TLS connection to the upstream."""
    r = peers.h2load(
        libs.system(), f"http://127.0.0.1:{front.ports['plain']}/verified", front.ports["plain"], "--h1", requests=1000, clients=20
    )
    got = peers.h2load_facts(r.text)
    assert got["succeeded"] == 1000, str(r)
    front.assert_well()
    upstream.assert_well()
