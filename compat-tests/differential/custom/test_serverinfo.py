# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Serverinfo: ready-made extensions beside a certificate, from memory and from files, and what a client gets of them."""
import base64
import struct

import pytest

from differential import diff

from . import test_custom_ext as ce

CDEF = (
    ce.CDEF
    + """
int SSL_CTX_use_serverinfo(SSL_CTX *, const unsigned char *, size_t);
int SSL_CTX_use_serverinfo_ex(SSL_CTX *, unsigned, const unsigned char *, size_t);
int SSL_CTX_use_serverinfo_file(SSL_CTX *, const char *);
"""
)


@pytest.fixture(scope="module")
def files(pki):
    return {"pem": str(pki.pem("p256")), "key": str(pki.key("p256"))}


def one(kind, body, context=None):
    return (b"" if context is None else struct.pack("!I", context)) + struct.pack("!HH", kind, len(body)) + body


V1 = one(1000, b"first") + one(1001, b"second")
V2 = one(1000, b"first", ce.CH | ce.SH12 | ce.EE) + one(1001, b"second", ce.CH | ce.CT) + one(18, b"scts", ce.CH | ce.CT | ce.SH12)


def sets(t, version, data, times=1):
    ctx, out = t.ctx(), []
    raw = bytes.fromhex(data)
    for _ in range(times):
        r = t.ssl.SSL_CTX_use_serverinfo_ex(ctx, version, raw, len(raw)) if version else t.ssl.SSL_CTX_use_serverinfo(ctx, raw, len(raw))
        out += [r, t.errors()]
    return out


@pytest.mark.parametrize("version", [0, 1, 2, 3])
@pytest.mark.parametrize(
    "data", [b"", b"\0", V1, V2, V1[:-1], V2[:-1], V1 + b"\0", one(0, b"x"), one(0, b"x", ce.CH), one(1000, b""), one(1000, b"", ce.CH), one(1000, b"a") * 2, one(1000, b"a", ce.CH) * 2]
)
def test_sets(version, data):
    diff.same(sets, version, data.hex())
    diff.same(sets, version, data.hex(), 2)


def nulls(t):
    ctx = t.ctx()
    return [t.ssl.SSL_CTX_use_serverinfo(ctx, t.NULL, 4), t.ssl.SSL_CTX_use_serverinfo_file(ctx, t.NULL), t.ssl.SSL_CTX_use_serverinfo_file(ctx, b"/nonexistent"), t.errors()]


def test_nulls():
    theirs, mine = diff.run(nulls)
    assert mine[:3] == theirs[:3] == [0, 0, 0]
    assert mine[3][:2] == theirs[3][:2] and mine[3][-1] == theirs[3][-1]


def block(name, data):
    text = base64.encodebytes(data).decode()
    return f"-----BEGIN {name}-----\n{text}-----END {name}-----\n"


FILES = {
    "one": block("SERVERINFO FOR THING", one(1000, b"abc")),
    "two kinds": block("SERVERINFO FOR A", one(1000, b"abc")) + block("SERVERINFOV2 FOR B", one(1001, b"de", ce.CH | ce.EE)),
    "empty": "",
    "no PEM": "hello\n",
    "short name": block("SERVER", one(1000, b"abc")),
    "other name": block("CERTIFICATE FOR SOMETHING", one(1000, b"abc")),
    "nearly": block("SERVERINFOV2 FO", one(1000, b"abc")),
    "too long": block("SERVERINFO FOR A", one(1000, b"abc") + b"x"),
    "too short": block("SERVERINFO FOR A", b"\x03\xe8\0"),
    "v2 too short": block("SERVERINFOV2 FOR A", one(1000, b"abc")[:7]),
    "second bad": block("SERVERINFO FOR A", one(1000, b"abc")) + block("SERVERINFO FOR A", b"xyz"),
    "known type": block("SERVERINFO FOR A", one(13, b"abc")),
    "same twice": block("SERVERINFO FOR A", one(1000, b"abc")) * 2,
}


def from_file(t, path):
    ctx = t.ctx()
    return [t.ssl.SSL_CTX_use_serverinfo_file(ctx, path.encode()), t.errors()]


@pytest.mark.parametrize("name", FILES)
def test_from_file(tmp_path, name):
    path = tmp_path / "info.pem"
    path.write_text(FILES[name])
    diff.same(from_file, str(path))


def served(t, pki, version, form, data, wanted):
    cc, sc = ce.contexts(t, pki, version)
    raw, d = bytes.fromhex(data), ce.Diary(t)
    assert t.ssl.SSL_CTX_use_serverinfo_ex(sc, form, raw, len(raw)) == 1
    for kind, body in wanted:
        if form == 1:
            add, free, parse = d.old("client", body.encode())
            ce.add_old(t, cc, "client", kind, add if body else t.NULL, free, parse)
        else:
            add, free, parse = d.new("client", body.encode())
            ce.add_new(t, cc, kind, ce.CH | ce.SH12 | ce.EE | ce.CT, add if body else t.NULL, free if body else t.NULL, parse)
    return [ce.finish(t, cc, sc), [line for line in d.lines if line[1] == "parse"]]


@pytest.mark.parametrize("version", ["1.2", "1.3"])
@pytest.mark.parametrize("form, data", [(1, one(1000, b"first")), (2, V2)])
@pytest.mark.parametrize("wanted", [[[1000, ""]], [[1001, ""], [1000, ""]], [[18, ""]], [[1000, "not empty"]], [[1002, ""]]])
def test_served(files, version, form, data, wanted):
    diff.same(served, files, version, form, data.hex(), wanted)
