# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Tickets that are not what they should be, or not where they belong: a full handshake or a refusal, and nothing else. And the
largest ones."""
import time

import pytest

from differential import diff
from differential.session.test_resume import TLS12, TLS13, encoded, ends, meet

EARLY = 1000


def spoilt(t, where, v, how):
    """A ticket that is not what the server made, or not for it: a full handshake, and nothing in the error queue."""
    f = t.ssl
    cctx, sctx = ends(t, where, v)
    if how == "expired":
        f.SSL_CTX_set_timeout(sctx, 1)
    c, s = t.pair(cctx, sctx)
    t.shake(c, s)
    t.read(c)
    ss = f.SSL_get1_session(c)
    f.SSL_shutdown(c), f.SSL_shutdown(s)
    der = encoded(t, ss)
    p, length = t.ffi.new("const unsigned char **"), t.ffi.new("size_t *")
    f.SSL_SESSION_get0_ticket(ss, p, length)
    ticket = bytes(t.ffi.buffer(p[0], length[0])) if length[0] else b""
    if how == "keys":
        keys = t.ffi.new("unsigned char[80]", bytes(range(80)))
        t.ctrl(sctx, 59, 80, keys)
    elif how == "context":
        f.SSL_CTX_set_session_id_context(sctx, b"other", 5)
    elif how == "expired":
        time.sleep(2.2)
    out = []
    bad = {"cut": [ticket[:i] for i in (1, 15, 16, 17, 40, len(ticket) - 1)], "flipped": [ticket[:i] + bytes([ticket[i] ^ 1]) + ticket[i + 1 :] for i in range(len(ticket))],
           "long": [ticket + b"\0" * (n - len(ticket)) for n in (len(ticket) + 1, 4096, 16000, 65000, 65300, 65535)], "noise": [b"\xff" * 200, b"\0" * 200]}.get(how, [ticket])
    for b in bad:
        fresh = f.SSL_SESSION_dup(ss) if b == ticket else retold(t, der, ticket, b)
        if fresh == t.NULL:
            out.append("unreadable")
            t.errors()
            continue
        c, s = t.pair(cctx, sctx)
        f.SSL_set_session(c, fresh)
        out.append([t.shake(c, s), f.SSL_session_reused(s), t.errors()])
    return out


def retold(t, der, old, new):
    """The session with another ticket in its place: lengths of the DER around it are made anew."""
    at = der.index(old)
    head = lambda n: bytes([n]) if n < 128 else (bytes([0x81, n]) if n < 256 else b"\x82" + n.to_bytes(2, "big") if n < 65536 else b"\x83" + n.to_bytes(3, "big"))
    for size in (4, 3, 2):  # the octet string's own header, then its explicit tag's
        inner = b"\x04" + head(len(old))
        if der[at - len(inner) : at] == inner:
            break
    start = at - len(inner)
    outer = b"\xaa" + head(len(inner) + len(old))
    assert der[start - len(outer) : start] == outer
    field = b"\x04" + head(len(new)) + new
    field = b"\xaa" + head(len(field)) + field
    skip = 4 if der[1] == 0x82 else 3 if der[1] == 0x81 else 2
    body = der[skip : start - len(outer)] + field + der[at + len(old) :]
    whole = b"\x30" + head(len(body)) + body
    p = t.ffi.new("const unsigned char **", t.keep(t.ffi.new("unsigned char[]", whole)))
    return t.ssl.d2i_SSL_SESSION(t.NULL, p, len(whole))


@pytest.mark.parametrize("how", ["cut", "flipped", "long", "noise", "keys", "context", "expired"])
@pytest.mark.parametrize("v", [TLS12, TLS13])
def test_spoilt(v, how, pki):
    theirs, mine = diff.run(spoilt, str(pki.dir), v, how)
    # How long a ticket is, is each library's own matter, and so how many bytes there are to spoil.
    assert {repr(m) for m in mine} == {repr(m) for m in theirs}
    if how == "long":  # the last leaves no room for the rest of the hello, which either library says and sends nothing
        assert mine.pop() == theirs.pop() and mine[-1][0] == [[1, 0], [1, 0]]
    assert all(m[0] == [[1, 0], [1, 0]] and m[1] == 0 for m in mine if m != "unreadable")


def of_other_version(t, where, v, other):
    """A session of one version offered where only the other is spoken."""
    f = t.ssl
    cctx, sctx = ends(t, where, v)
    told, session = meet(t, cctx, sctx)
    out = []
    for ctx in (cctx, sctx):
        t.ctrl(ctx, 123, 0)
        t.ctrl(ctx, 124, 0)
    for who in (sctx, cctx):
        t.ctrl(who, 124, other) if other == TLS12 else t.ctrl(who, 123, other)
        told, _ = meet(t, cctx, sctx, session)
        out.append([told["shaken"], told["errors"], told["client"]["reused"], told["server"]["reused"], f.SSL_SESSION_is_resumable(session)])
    return out


@pytest.mark.parametrize("v,other", ((TLS12, TLS13), (TLS13, TLS12)))
def test_of_other_version(pki, v, other):
    for told in diff.run(of_other_version, str(pki.dir), v, other):
        # Whoever speaks other versions only makes a full handshake; a client whose own session cannot be is refused by OpenSSL.
        assert all(x[2:4] == [0, 0] or x[0][0][0] != 1 for x in told), told
    assert diff.over_ours(of_other_version, str(pki.dir), v, other)[0][0] == [[1, 0], [1, 0]]


def replayed(t, where, v, tickets, early):
    """One session again and again, and the hello of one connection sent to another."""
    f = t.ssl
    cctx, sctx = ends(t, where, v, tickets)
    if early:
        f.SSL_CTX_set_max_early_data(sctx, EARLY)
    _, session = meet(t, cctx, sctx)
    reused = []
    for _ in range(4):
        copy = f.SSL_SESSION_dup(session)
        told, _ = meet(t, cctx, sctx, copy)
        reused.append([told["shaken"], told["errors"], told["server"]["reused"]])
    # The bytes of a hello that was good once: the server answers, and comes no further without the client's secrets.
    c, s = t.pair(cctx, sctx)
    f.SSL_set_session(c, f.SSL_SESSION_dup(session))
    f.SSL_do_handshake(c)
    hello = t.ffi.new("char[]", 65536)
    wire = f.SSL_get_rbio(s)
    n = t.crypto.BIO_read(wire, hello, 65536)
    ends_of = []
    for _ in range(2):
        _, again = t.pair(cctx, sctx)
        peer = t.ffi.new("BIO **")
        mem_in, mem_out = t.crypto.BIO_new(t.crypto.BIO_s_mem()), t.crypto.BIO_new(t.crypto.BIO_s_mem())
        t.crypto.BIO_write(mem_in, hello, n)
        t.crypto.BIO_ctrl(mem_in, 130, -1, t.NULL)
        f.SSL_set_bio(again, mem_in, mem_out)
        r = f.SSL_do_handshake(again)
        ends_of.append([r, f.SSL_get_error(again, r), f.SSL_is_init_finished(again), t.errors(), t.read(again)])
        f.SSL_free(again)
    return reused, ends_of


@pytest.mark.parametrize("v,tickets,early", ((TLS12, True, 0), (TLS12, False, 0), (TLS13, True, 0), (TLS13, False, 0), (TLS13, True, 1)))
def test_replayed(pki, v, tickets, early):
    told = diff.same(replayed, str(pki.dir), v, tickets, early)
    assert [x[2] for x in told[0]] == ([1, 0, 0, 0] if early else [1] * 4)
    assert all(x[0] == -1 and x[2] == 0 for x in told[1])


def large(t, where, v, size):
    """Tickets that carry so much of the program's: issued, offered, opened; or not issued."""
    f = t.ssl
    cctx, sctx = ends(t, where, v)
    seen = []

    def gen(ssl, arg):
        return f.SSL_SESSION_set1_ticket_appdata(f.SSL_get_session(ssl), b"d" * size, size)

    def dec(ssl, ss, name, n, status, arg):
        data, length = t.ffi.new("void **"), t.ffi.new("size_t *")
        if ss != t.NULL:
            f.SSL_SESSION_get0_ticket_appdata(ss, data, length)
            seen.append([length[0], bytes(t.ffi.buffer(data[0], length[0])) == b"d" * size])
        return 3  # SSL_TICKET_RETURN_USE

    narrow = t.pair

    def wide(c_ctx, s_ctx):
        c, s = narrow(c_ctx, s_ctx)
        one, two = t.ffi.new("BIO **"), t.ffi.new("BIO **")
        t.crypto.BIO_new_bio_pair(one, 1 << 18, two, 1 << 18)
        f.SSL_set_bio(c, one[0], one[0])
        f.SSL_set_bio(s, two[0], two[0])
        return c, s

    t.pair = wide

    f.SSL_CTX_set_session_ticket_cb(sctx, t.callback("int(SSL *, void *)", gen), t.callback("int(SSL *, SSL_SESSION *, const unsigned char *, size_t, int, void *)", dec), t.NULL)
    out, session = [], None
    for _ in range(2):
        told, session = meet(t, cctx, sctx, session)
        p, n = t.ffi.new("const unsigned char **"), t.ffi.new("size_t *")
        if session != t.NULL:
            f.SSL_SESSION_get0_ticket(session, p, n)
        out.append([told["shaken"], told["errors"], told["client"]["reused"], told["server"]["reused"], n[0] > size, list(seen)])
    return out


@pytest.mark.parametrize("size", (16000, 40000, 64000))
def test_large(pki, size):
    told = diff.same(large, str(pki.dir), TLS13, size)
    assert told[1][3] == 1 and told[1][5][0] == [size, True]
    # OpenSSL's client of TLS 1.2 refuses a NewSessionTicket above 16 KiB, ours does not.
    told = diff.over_ours(large, str(pki.dir), TLS12, size)
    assert told[0][0] == [[1, 0], [1, 0]] and told[1][3] == 1 and told[1][5][0] == [size, True]


@pytest.mark.parametrize("v", (TLS12, TLS13))
@pytest.mark.parametrize("size", (65300, 65500, 70000))
def test_too_large(pki, v, size):
    """What no ticket can hold: OpenSSL ends the handshake, ours makes it and gives no ticket."""
    theirs, mine = diff.run(large, str(pki.dir), v, size)
    assert all(x[0] != [[1, 0], [1, 0]] for x in theirs)
    assert mine == [[[[1, 0], [1, 0]], [], 0, 0, False, []]] * 2
