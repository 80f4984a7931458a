# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Under which server name a session resumes: names asked for, acknowledged or not, and caches outside the library."""
import pytest

from differential import diff
from differential.session.test_resume import SET_MODE, TLS12, TLS13, encoded, ends, meet

SERVERNAME_CB = 53
OK, NOACK = 0, 3
INTERNAL, EXTERNAL = "internal", "external"


def visits(t, where, v, form, answer, names):
    """A connection for each of `names`, each with the session of the first: whether it resumed, and what the server calls it.

    form: "ticket", INTERNAL or EXTERNAL, a cache of the program's that holds bytes as Apache's do.
    """
    f = t.ssl
    cctx, sctx = ends(t, where, v, form == "ticket")
    if answer is not None:
        f.SSL_CTX_callback_ctrl(sctx, SERVERNAME_CB, t.callback("int(SSL *, int *, void *)", lambda *a: answer))
    kept = {}

    def ident(ss):
        n = t.ffi.new("unsigned *")
        p = f.SSL_SESSION_get_id(ss, n)
        return t.hex(p, n[0])

    def new(ssl, ss):
        kept[ident(ss)] = encoded(t, ss)
        return 0

    def get(ssl, data, n, copy):
        der = kept.get(t.hex(data, n))
        copy[0] = 0
        if der is None:
            return t.NULL
        return f.d2i_SSL_SESSION(t.NULL, t.ffi.new("const unsigned char **", t.keep(t.ffi.new("unsigned char[]", der))), len(der))

    if form == EXTERNAL:
        t.ctrl(sctx, SET_MODE, 2 | 0x300)
        f.SSL_CTX_sess_set_new_cb(sctx, t.callback("int(SSL *, SSL_SESSION *)", new))
        f.SSL_CTX_sess_set_get_cb(sctx, t.callback("SSL_SESSION *(SSL *, const unsigned char *, int, int *)", get))
    out, session = [], None
    for name in names:
        told, got = meet(t, cctx, sctx, session, host=name.encode() if name else None)
        session = session or got
        out.append([told["shaken"], told["errors"], told["client"]["reused"], told["server"]["reused"], told["server"]["session"]["host"]])
    return out


WAYS = [(v, form, answer) for v in (TLS12, TLS13) for form in ("ticket", INTERNAL, EXTERNAL) for answer in (None, OK, NOACK)]


@pytest.mark.parametrize("v,form,answer", WAYS)
def test_same_name(pki, v, form, answer):
    """Also when the server did not acknowledge the name, as Apache does not where no ServerName fits."""
    told = diff.same(visits, str(pki.dir), v, form, answer, ["p256.test", "p256.test", "p256.test"])
    assert [x[3] for x in told] == [0, 1, 1]


@pytest.mark.parametrize("v,form,answer", WAYS)
def test_no_name(pki, v, form, answer):
    told = diff.same(visits, str(pki.dir), v, form, answer, [None, None])
    assert [x[3] for x in told] == [0, 1]


@pytest.mark.parametrize("v,form,answer", WAYS)
@pytest.mark.parametrize("names", [["p256.test", "localhost"], ["p256.test", None], [None, "p256.test"]], ids=str)
def test_other_name(pki, v, form, answer, names):
    """A chosen difference: OpenSSL leaves it to the session id context, ours resumes under the same name alone (RFC 6066
    section 3), lest a client that one virtual host has authenticated be taken for authenticated by another."""
    theirs, mine = diff.run(visits, str(pki.dir), v, form, answer, names)
    assert [x[2:4] for x in theirs] == [[0, 0], [1, 1]] and [x[2:4] for x in mine] == [[0, 0], [0, 0]]
    assert [x[:2] for x in mine] == [x[:2] for x in theirs]
    assert all(x[4] in (None, name) for x, name in zip(mine, names))


def bytes_of(t, where, v, answer):
    """What a server's session, written and read again, says of the name; and that writing it once more changes nothing."""
    f = t.ssl
    cctx, sctx = ends(t, where, v, False)
    f.SSL_CTX_callback_ctrl(sctx, SERVERNAME_CB, t.callback("int(SSL *, int *, void *)", lambda *a: answer))
    out = []

    def new(ssl, ss):
        der = encoded(t, ss)
        back = f.d2i_SSL_SESSION(t.NULL, t.ffi.new("const unsigned char **", t.keep(t.ffi.new("unsigned char[]", der))), len(der))
        copy = f.SSL_SESSION_dup(back)
        out.append([t.text(f.SSL_SESSION_get0_hostname(x)) for x in (ss, back, copy)] + [encoded(t, x) == der for x in (back, copy)])
        return 0

    f.SSL_CTX_sess_set_new_cb(sctx, t.callback("int(SSL *, SSL_SESSION *)", new))
    meet(t, cctx, sctx)
    return out


@pytest.mark.parametrize("v", (TLS12, TLS13))
@pytest.mark.parametrize("answer", (OK, NOACK))
def test_bytes(pki, v, answer):
    diff.same(bytes_of, str(pki.dir), v, answer)
