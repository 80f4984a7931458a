# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""ALPN: lists that are accepted, and the choice between two lists."""
import itertools

import pytest

from differential import diff


def set_protos(t, hexes):
    ctx = t.ctx()
    s = t.new(ctx)
    out = []
    for h in hexes:
        b = bytes.fromhex(h)
        out += [t.ssl.SSL_CTX_set_alpn_protos(ctx, b, len(b)), t.ssl.SSL_set_alpn_protos(s, b, len(b)), t.errors()]
    p, n = t.ffi.new("unsigned char **"), t.ffi.new("unsigned int *", 7)
    t.ssl.SSL_get0_alpn_selected(s, p, n)
    return out + [p[0] == t.NULL, n[0], t.ssl.SSL_CTX_set_alpn_protos(ctx, t.NULL, 5), t.ssl.SSL_CTX_set_alpn_protos(ctx, t.NULL, 0), t.errors()]


LISTS = [b"\x02h2", b"\x02h2\x08http/1.1", b"", b"\x00", b"\x03h2", b"\x02h2\x00", b"\x02h2\x00\x02h3", b"\x02h2\x04h", b"\xff" + b"a" * 255, b"\x01", b"\x02h2" * 1000]


@pytest.mark.parametrize("one", LISTS)
def test_set_protos(one):
    diff.same(set_protos, [one.hex()])
    diff.same(set_protos, [LISTS[0].hex(), one.hex()])


def choose(t, cases):
    out = []
    for server, client in cases:
        s = t.ffi.NULL if server is None else t.ffi.new("unsigned char[]", bytes.fromhex(server) + b"\x07")
        c = t.ffi.NULL if client is None else t.ffi.new("unsigned char[]", bytes.fromhex(client) + b"\x07")
        p, n = t.ffi.new("unsigned char **"), t.ffi.new("unsigned char *", 99)
        r = t.ssl.SSL_select_next_proto(p, n, s, len(server or "") // 2, c, len(client or "") // 2)
        where = None if p[0] == t.NULL else "client" if c and c <= p[0] <= c + len(client) else "server"
        out.append([r, n[0], where, t.hex(p[0], n[0])])
    return out


SIDES = [None, b"", b"\x00", b"\x02h2", b"\x03h2", b"\x02h3\x02h2", b"\x02h2\x02h3", b"\x02h3\x00\x02h2", b"\x02h2\x03x", b"\x02h2\x00", b"\x01x", b"\x02H2", b"\x08http/1.1\x02h2", b"\x00\x02h2"]


def test_choose():
    cases = [[None if x is None else x.hex() for x in pair] for pair in itertools.product(SIDES, SIDES)]
    theirs, mine = diff.run(choose, cases)
    for case, a, b in zip(cases, mine, theirs):
        assert a == b, case
