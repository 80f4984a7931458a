# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""A server that goes away in the middle: between and inside records of the handshake and of the answer, with and without
close_notify, by FIN and by RST. curl ends as it does over OpenSSL's library.

The server is always nginx over the system's library behind a relay that counts its records, so both curls see the same cut.
"""
import pytest

from helpers import libs, nginx, peers, tcp
from helpers.compare import same

VERSIONS = ("1.2", "1.3")
# Records an OpenSSL server sends. 1.3: ServerHello, ChangeCipherSpec, EncryptedExtensions, Certificate, CertificateVerify,
# Finished, two tickets, the answer. 1.2: ServerHello, Certificate, ServerKeyExchange, ServerHelloDone, ChangeCipherSpec,
# Finished, the answer (curl asks for no ticket).
HANDSHAKE = {"1.2": 6, "1.3": 6}
BEFORE_DATA = {"1.2": 6, "1.3": 8}
OFFSETS = (0, 3, 5, 21)


@pytest.fixture(scope="session")
def site(pki, workdir, start):
    d = workdir("cuts")
    (d / "100k").write_bytes(bytes(range(256)) * 400)
    backend = tcp.http_backend()
    http = nginx.server(
        *("main", "p256.test", pki.pem("p256"), pki.key("p256")),
        f"location /100k {{ root {d}; }}",
        f"location /endless {{ proxy_buffering off; proxy_pass http://127.0.0.1:{backend.port}; }}",
        f"location / {{ {nginx.FACTS} }}",
    )
    yield start(nginx.Nginx(libs.system(), d, http=http))
    backend.close()


def cuts(version, records, offsets=OFFSETS, how=("fin",)):
    return [(version, tcp.Cut(r, o, h)) for r in records for o in offsets for h in how]


IN_HANDSHAKE = [c for v in VERSIONS for c in cuts(v, range(HANDSHAKE[v])) + cuts(v, (0, 2), (3, 21), ("rst",))]
IN_ANSWER = [
    c
    for v in VERSIONS
    for c in cuts(v, (BEFORE_DATA[v] + i for i in (0, 1, 3)), (0, 3, 5, 900)) + cuts(v, (BEFORE_DATA[v] + 2,), (0, 900), ("rst",))
]


def ident(case):
    return f"{case[0]}-{case[1]}"


def through(site, pki, cut, path, *more, **how):
    def run(which):
        with tcp.Relay(site.ports["main"], cut=cut) as relay:
            return peers.curl(which, pki, "p256.test", relay.port, path, *(more if "-o" in more else ("-o", "/dev/null", *more)), **how)

    return run


@pytest.mark.parametrize("case", IN_HANDSHAKE, ids=ident)
def test_in_the_handshake(lib, site, pki, case):
    version, cut = case
    want, _ = same(through(site, pki, cut, "/", version=version), lib)
    assert want.code == 35, str(want)


@pytest.mark.parametrize("http", ["h2", "http/1.1"], ids=["h2", "h1"])
@pytest.mark.parametrize("case", IN_ANSWER, ids=ident)
def test_in_the_answer(lib, site, pki, case, http):
    version, cut = case
    want, _ = same(through(site, pki, cut, "/100k", version=version, http=http), lib)
    assert want.code in (16, 18, 52, 55, 56, 92), str(want)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("cut", [None, "last"], ids=["close_notify", "none"])
def test_answer_without_length(lib, site, pki, tmp_path, cut, version):
    """The end of the body is the end of the connection. curl sets SSL_OP_IGNORE_UNEXPECTED_EOF, so that the end without
    close_notify is an end like another, and the body must be whole."""
    out = tmp_path / "out"
    run = through(site, pki, cut, "/endless", "--http1.0", "-o", out, version=version)
    for which in (libs.system(), lib):
        r = run(which)
        assert r.code == 0, str(r)
        assert out.read_bytes() == b"no length\n" * 2000
        out.unlink()


@pytest.mark.parametrize("version", VERSIONS)
def test_answer_without_length_cut_inside_a_record(lib, site, pki, version):
    """In OpenSSL the same option covers even half a record; what curl then says must not depend on the library."""
    same(through(site, pki, tcp.Cut(BEFORE_DATA[version] + 1, 900), "/endless", "--http1.0", version=version), lib)


@pytest.mark.parametrize("version", VERSIONS)
def test_answer_with_length_without_close_notify(lib, site, pki, version):
    """All that was promised has come: no error."""
    more = ("--http1.1", "-H", "Connection: close")
    same(through(site, pki, "last", "/100k", *more, version=version), lib, code=0)


@pytest.mark.parametrize("version", VERSIONS)
def test_silence(lib, pki, version):
    """A server that takes the connection and says nothing: the time-out is curl's, the handshake waits without spinning."""

    def handle(s):
        while s.recv(65536):
            pass

    with tcp.Server(handle) as server:
        run = lambda which: peers.curl(which, pki, "p256.test", server.port, "/", "-m", "1", version=version)
        want, got = same(run, lib, code=28)
        assert got.seconds < 3
