# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""curl and nginx over the build with address and undefined-behaviour sanitizers: the common paths and some crooked ones."""
import socket

import pytest

from helpers import libs, nginx, peers, tcp, wire

VERSIONS = ("1.2", "1.3")


@pytest.fixture(scope="session")
def site(asan, pki, workdir, start):
    d = workdir("sanitized")
    (d / "file").write_bytes(bytes(range(256)) * 2000)
    http = ""
    for kind in ("p256", "rsapss", "ed25519"):
        http += nginx.server(kind, f"{kind}.test", pki.pem(kind), pki.key(kind), f"location /file {{ root {d}; }}",
                             f"location / {{ {nginx.FACTS} }}")
    http += nginx.server(
        *("asks", "p256.test", pki.pem("p256"), pki.key("p256")),
        f"ssl_verify_client on; ssl_client_certificate {pki.roots}; ssl_verify_depth 3;",
        f"location / {{ {nginx.FACTS} }}",
    )
    # nginx hands its environment on to its workers only where it is told to.
    main = "".join(f"env {name};\n" for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LD_PRELOAD", "LD_LIBRARY_PATH"))
    return start(nginx.Nginx(asan, d, http=http, main=main))


@pytest.mark.parametrize("kind", ["p256", "rsapss", "ed25519"])
@pytest.mark.parametrize("version", VERSIONS)
def test_fetch(asan, site, pki, version, kind):
    for suite in peers.suites(version, kind):
        r = peers.curl(asan, pki, f"{kind}.test", site.ports[kind], "/file", "-o", "/dev/null", version=version, suite=suite)
        assert r.code == 0, str(r)
    site.assert_well()


@pytest.mark.parametrize("name", ["client-p256", "client-rsa2048", "client-expired", None], ids=str)
@pytest.mark.parametrize("version", VERSIONS)
def test_client_certificate(asan, site, pki, version, name):
    cert = ["--cert", pki.pem(name), "--key", pki.key(name)] if name else []
    r = peers.curl(asan, pki, "p256.test", site.ports["asks"], "/", *cert, version=version)
    assert r.code == 0, str(r)
    site.assert_well()


def test_hello_retry_and_load(asan, site, pki):
    r = peers.curl(asan, pki, "p256.test", site.ports["p256"], groups="P-384:X25519", version="1.3")
    assert r.code == 0, str(r)
    url = f"https://p256.test:{site.ports['p256']}/"
    got = peers.h2load_facts(peers.h2load(libs.system(), url, site.ports["p256"], requests=500, clients=50).text)
    assert got["succeeded"] == 500
    site.assert_well()


def test_reload(asan, site, pki):
    site.reload()
    assert peers.curl(asan, pki, "p256.test", site.ports["p256"]).code == 0
    site.assert_well()


@pytest.mark.parametrize("version", VERSIONS)
def test_curl_and_cut_answers(asan, site, pki, version):
    for record in range(8):
        for offset in (0, 3, 21, None):
            with tcp.Relay(site.ports["p256"], cut=tcp.Cut(record, offset)) as relay:
                r = peers.curl(asan, pki, "p256.test", relay.port, "/file", "-o", "/dev/null", version=version)
            assert r.code not in (99, -6, -11) and "Sanitizer" not in r.errtext, str(r)
    site.assert_well()


def test_nginx_and_spoiled_hellos(asan, site, pki):
    """Every byte of a hello turned, one connection each."""
    hello = wire.record(wire.HANDSHAKE, wire.hello(), 0x0301)
    workers = site.workers()
    for at in range(0, len(hello)):
        spoiled = bytearray(hello)
        spoiled[at] ^= 0xFF
        with socket.create_connection(("127.0.0.1", site.ports["p256"]), 5) as s:
            try:
                s.sendall(spoiled)
                s.shutdown(socket.SHUT_WR)
                s.settimeout(5)
                while s.recv(65536):
                    pass
            except ConnectionError:
                pass
    assert peers.curl(libs.system(), pki, "p256.test", site.ports["p256"]).code == 0
    site.assert_well(workers)


def test_bad_files(asan, pki):
    for crt in ("garbage.pem", "noise.pem", "cut.pem", "empty.pem", "p256.der"):
        for args in (["--cacert", pki.dir / crt], ["--cert", pki.dir / crt, "--key", pki.key("client-p256")]):
            r = peers.curl(asan, pki, "p256.test", 1, "/", *args)
            assert r.code not in (0, 99, -6, -11) and "Sanitizer" not in r.errtext, str(r)
