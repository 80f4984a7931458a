# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""SSL_trace(3): the same bytes shown to both libraries are printed alike, byte by byte."""
import pytest

from differential import diff

CDEF = """
void SSL_trace(int, int, int, const void *, size_t, SSL *, void *);
"""
HEADER, INNER, CCS, ALERT, HANDSHAKE, DATA = 0x100, 0x101, 20, 21, 22, 23


def u(n, v):
    return v.to_bytes(n, "big")


def vec(n, b):
    return u(n, len(b)) + b


def msg(kind, body):
    return u(1, kind) + vec(3, body)


def ext(kind, body):
    return u(2, kind) + vec(2, body)


RANDOM = bytes(range(32))
SUITES = b"".join(u(2, c) for c in (0x1301, 0x1302, 0x1303, 0xC02B, 0xC02C, 0xC02F, 0xC030, 0xCCA8, 0xCCA9, 0x00FF, 0x5600))
GROUPS = b"".join(u(2, c) for c in [*range(1, 31), *range(256, 261), 0x7A7A])
SIGALGS = b"".join(u(2, c) for c in (0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0809, 0x080A, 0x080B, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0303,
                                     0x0203, 0x0301, 0x0201, 0x0302, 0x0202, 0x0402, 0x0502, 0x0602, 0x1A1A))  # fmt: skip
HELLO_EXTS = [
    ext(0, vec(2, b"\0" + vec(2, b"one.example"))), ext(11, vec(1, b"\0\1\2\7")), ext(10, vec(2, GROUPS)), ext(35, b""), ext(35, b"a ticket"),
    ext(5, b"\1\0\0\0\0"), ext(16, vec(2, vec(1, b"h2") + vec(1, b"http/1.1"))), ext(22, b""), ext(23, b""), ext(13, vec(2, SIGALGS)),
    ext(43, vec(1, b"\3\4\3\3\3\2\3\1\x7f\x1c")), ext(45, vec(1, b"\1\0\2")), ext(51, vec(2, u(2, 29) + vec(2, b"x" * 32) + u(2, 23) + vec(2, b"y" * 65))),
    ext(0xFF01, vec(1, b"")), ext(0xFF01, vec(1, b"z" * 12)), ext(18, b""), ext(21, b"\0" * 20), ext(42, b""), ext(44, vec(2, b"cookie")),
    ext(47, vec(2, vec(2, b"0\0"))), ext(49, b""), ext(50, vec(2, b"\4\3")), ext(1, b"\4"), ext(9, b"abc"), ext(0x1234, b"what is this"), ext(0x1234, b""),
]  # fmt: skip


def client_hello(exts=b"", session=b"s" * 32, suites=SUITES, compression=b"\0", version=0x0303):
    return u(2, version) + RANDOM + vec(1, session) + vec(2, suites) + vec(1, compression) + exts


def server_hello(exts=b"", suite=0x1301, version=0x0303):
    return u(2, version) + RANDOM + vec(1, b"") + u(2, suite) + b"\0" + exts


def show(t, cert, key, version, rows, der):
    """Each row, as sent and as received, by a client and by a server of this version that have shaken hands."""
    client, server = t.ctx(), t.server_ctx(cert, key)
    for ctx in (client, server):
        t.ctrl(ctx, 123, version), t.ctrl(ctx, 124, version)
    c, s = t.pair(client, server)
    assert [r[0] for r in t.shake(c, s)] == [1, 1]
    out = []
    for kind, text in rows:
        b = bytes.fromhex(text)
        buf = t.ffi.new("unsigned char[]", b or b"\0")
        for end in (c, s):
            for sent in (0, 1):
                bio = t.crypto.BIO_new(t.crypto.BIO_s_mem())
                t.ssl.SSL_trace(sent, 0, kind, buf, len(b), end, bio)
                p = t.ffi.new("char **")
                n = t.crypto.BIO_ctrl(bio, 3, 0, p)
                out.append(t.ffi.buffer(p[0], n)[:].decode("latin-1") if n > 0 else "")
                t.crypto.BIO_free(bio)
    return out + t.errors()


def rows_of(*rows):
    return [[kind, b.hex()] for kind, b in rows]


ROWS = {
    "records": rows_of(*((HEADER, bytes([k]) + u(2, v) + u(2, n)) for k in (20, 21, 22, 23, 99) for v in (0x0301, 0x0303, 0x0304, 0x7F1C) for n in (0, 300)),
                       *((INNER, bytes([k])) for k in (20, 21, 22, 23, 0))),
    "alerts": rows_of(*((ALERT, bytes([lv, d])) for lv in (1, 2, 3) for d in (0, 10, 20, 40, 42, 48, 70, 80, 116, 255)), (ALERT, b"\1"), (ALERT, b"\1\2\3")),
    "change": rows_of((CCS, b"\1"), (CCS, b"\2"), (CCS, b"\1\1"), (DATA, b"data")),
    "hello": rows_of((HANDSHAKE, msg(1, client_hello())), (HANDSHAKE, msg(1, client_hello(vec(2, b"")))),
                     (HANDSHAKE, msg(1, client_hello(session=b"", compression=b"\0\1\7", version=0x0301))),
                     *((HANDSHAKE, msg(1, client_hello(vec(2, e)))) for e in HELLO_EXTS)),
    "server hello": rows_of((HANDSHAKE, msg(2, server_hello())), (HANDSHAKE, msg(2, server_hello(vec(2, b"")))),
                            (HANDSHAKE, msg(2, server_hello(vec(2, ext(43, b"\3\4") + ext(51, u(2, 29) + vec(2, b"k" * 32)))))),
                            (HANDSHAKE, msg(2, server_hello(vec(2, ext(43, b"\3\4") + ext(51, u(2, 23)) + ext(44, vec(2, b"cookie")))))),
                            (HANDSHAKE, msg(2, server_hello(vec(2, ext(0xFF01, b"\0") + ext(35, b"") + ext(16, vec(2, vec(1, b"h2"))) + ext(23, b"")), suite=0xC02B)))),
    "encrypted extensions": rows_of((HANDSHAKE, msg(8, vec(2, b""))), (HANDSHAKE, msg(8, vec(2, ext(16, vec(2, vec(1, b"h2"))) + ext(0, b"") + ext(42, b""))))),
    "finished": rows_of((HANDSHAKE, msg(20, b"f" * 12)), (HANDSHAKE, msg(20, b"f" * 48)), (HANDSHAKE, msg(20, b"")), (HANDSHAKE, msg(14, b"")), (HANDSHAKE, msg(14, b"xy"))),
    "verify": rows_of((HANDSHAKE, msg(15, b"\4\3" + vec(2, b"signature"))), (HANDSHAKE, msg(15, b"\1\2" + vec(2, b"")))),
    "key update": rows_of(*((HANDSHAKE, msg(24, bytes([k]))) for k in (0, 1, 2))),
    "others": rows_of(*((HANDSHAKE, msg(k, b"some bytes")) for k in (0, 3, 5, 22, 67, 99)), (HANDSHAKE, msg(5, b"")), (HANDSHAKE, msg(0, b""))),
}  # fmt: skip
ONLY_12 = rows_of((HANDSHAKE, msg(12, b"\3" + u(2, 29) + vec(1, b"p" * 32) + b"\4\3" + vec(2, b"signature"))), (HANDSHAKE, msg(16, vec(1, b"p" * 65))),
                  (HANDSHAKE, msg(13, vec(1, b"\1\2\x40\7") + vec(2, SIGALGS) + vec(2, b""))), (HANDSHAKE, msg(4, u(4, 7200) + vec(2, b"ticket"))),
                  (HANDSHAKE, msg(11, vec(3, b""))))  # fmt: skip
ONLY_13 = rows_of((HANDSHAKE, msg(13, vec(1, b"") + vec(2, ext(13, vec(2, SIGALGS))))), (HANDSHAKE, msg(13, vec(1, b"context") + vec(2, b""))),
                  (HANDSHAKE, msg(4, u(4, 7200) + u(4, 77) + vec(1, b"nonce") + vec(2, b"ticket") + vec(2, b""))),
                  (HANDSHAKE, msg(4, u(4, 7200) + u(4, 77) + vec(1, b"nonce") + vec(2, b"ticket") + vec(2, ext(42, u(4, 16384))))),
                  (HANDSHAKE, msg(11, vec(1, b"") + vec(3, b""))))  # fmt: skip


@pytest.mark.parametrize("version", [0x0303, 0x0304])
@pytest.mark.parametrize("name", ROWS)
def test_messages(pki, version, name):
    diff.same(show, str(pki.pem("p256")), str(pki.key("p256")), version, ROWS[name], "")


@pytest.mark.parametrize("version, rows", [(0x0303, ONLY_12), (0x0304, ONLY_13)])
def test_messages_of_one_version(pki, version, rows):
    diff.same(show, str(pki.pem("p256")), str(pki.key("p256")), version, rows, "")


@pytest.mark.parametrize("version", [0x0303, 0x0304])
def test_certificates(pki, version):
    import ssl

    der = ssl.PEM_cert_to_DER_cert(pki.crt("p256").read_text())
    names = ssl.PEM_cert_to_DER_cert(pki.crt("int-ec").read_text())
    entry = vec(3, der) + (vec(2, b"") if version == 0x0304 else b"")
    bad = vec(3, b"no certificate") + (vec(2, b"") if version == 0x0304 else b"")
    head = vec(1, b"") if version == 0x0304 else b""
    rows = rows_of((HANDSHAKE, msg(11, head + vec(3, entry))), (HANDSHAKE, msg(11, head + vec(3, entry + entry))), (HANDSHAKE, msg(11, head + vec(3, bad))))
    assert names
    diff.same(show, str(pki.pem("p256")), str(pki.key("p256")), version, rows, "")


@pytest.mark.parametrize("version", [0x0303, 0x0304])
def test_broken_messages_stay_within(pki, version):
    """Cut anywhere, nothing is read beyond the end and the printing says so; where each library stops differs."""
    whole = [bytes.fromhex(b) for r in ROWS.values() for k, b in r if k == HANDSHAKE][:60:4]
    rows = rows_of(*((HANDSHAKE, b[:n]) for b in whole for n in range(0, len(b), 7)), *((HANDSHAKE, b[:1] + vec(3, b[4:n])) for b in whole for n in range(4, len(b), 7)))
    told = diff.over_ours(show, str(pki.pem("p256")), str(pki.key("p256")), version, rows, "")
    assert len(told) == 4 * len(rows) and any("parse error" in x for x in told)
