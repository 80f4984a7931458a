# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Stapled OCSP responses: what a server's callback gives reaches the client's, over both libraries alike; and what ours does beyond
OpenSSL 3.0, judge them when asked. The rules of judging are in compat-tests/pki/test_ocsp.py."""
import sys
import time

import pytest

from differential import diff
from differential.cert.test_judge import outcome
from differential.cert.test_revocation import pem

sys.path.insert(0, str(diff.ROOT.parent / "tests" / "pki"))
import certgen as g  # noqa: E402

SET_CB, SET_CB_ARG, SET_TYPE, GET_TYPE, GET_RESPONSE, SET_RESPONSE = 63, 64, 65, 127, 70, 71
RESP_CHECK, RESP_CHECK_ALL = 0x400000, 0x800000
V = (0x0303, 0x0304)
CDEF = "void *CRYPTO_malloc(size_t, const char *, int);"


def at(seconds):
    return time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(time.time() + seconds))


@pytest.fixture(scope="module")
def pki_dir(tmp_path_factory):
    """leaf and must: without and with the demand for a response; NAME.ocsp: responses for both."""
    d = tmp_path_factory.mktemp("staple")
    root = g.root("Staple Root")
    ca = g.ca("Staple CA", root, number=1)
    (d / "root.pem").write_text(pem("CERTIFICATE", root.der))
    names = g.san(("dns", "p256.test"))
    for name, exts in (("leaf", (names,)), ("must", (names, g.must_staple()))):
        leaf = g.leaf(ca, exts=exts)
        (d / f"{name}.pem").write_text(pem("CERTIFICATE", leaf.der) + pem("CERTIFICATE", ca.der))
        (d / f"{name}.key").write_bytes(leaf.key.pem)
        id_ = g.cert_id(leaf, ca)
        made = {"good": g.ocsp((g.single(id_, "good", at(-60), at(86400)),), ca), "revoked": g.ocsp((g.single(id_, "revoked", at(-60), at(86400)),), ca),
                "unknown": g.ocsp((g.single(id_, "unknown", at(-60), at(86400)),), ca), "old": g.ocsp((g.single(id_, "good", at(-86400), at(-3600)),), ca),
                "early": g.ocsp((g.single(id_, "good", at(3600), at(86400)),), ca), "forged": g.ocsp((g.single(id_, "good", at(-60), at(86400)),), ca, flip=True),
                "junk": b"no response at all", "later": g.seq(g.enumerated(3))}
        for kind, der in made.items():
            (d / f"{name}.{kind}.ocsp").write_bytes(der)
    return d


def stapled(t, where, leaf, kind, v, asks=True, answer=1, mode=1, tune=None, server_answer=0):
    f, c_ = t.ssl, t.crypto
    sctx, cctx = t.server_ctx(f"{where}/{leaf}.pem", f"{where}/{leaf}.key"), t.ctx("TLS_client_method")
    seen = []
    for cmd in (123, 124):
        t.ctrl(cctx, cmd, v)
    f.SSL_CTX_load_verify_locations(cctx, f"{where}/root.pem".encode(), t.NULL)
    f.SSL_CTX_set_verify(cctx, mode, t.NULL)

    def give(s, arg):
        seen.append(["server", t.text(t.ffi.cast("char *", arg))])
        if kind is None:
            return 3  # SSL_TLSEXT_ERR_NOACK
        der = open(f"{where}/{leaf}.{kind}.ocsp", "rb").read()
        copy = c_.CRYPTO_malloc(len(der), b"", 0)
        t.ffi.memmove(copy, der, len(der))
        t.ctrl(s, SET_RESPONSE, len(der), copy)
        return server_answer

    def take(s, arg):
        out = t.ffi.new("unsigned char **")
        n = t.ctrl(s, GET_RESPONSE, 0, out)
        seen.append(["client", n, bytes(t.ffi.buffer(out[0], n)).hex() if n > 0 else None])
        return answer

    sig = "int(SSL *, void *)"
    f.SSL_CTX_callback_ctrl(sctx, SET_CB, t.ffi.cast("void (*)(void)", t.callback(sig, give)))
    t.ctrl(sctx, SET_CB_ARG, 0, t.keep(t.ffi.new("char[]", b"argument")))
    f.SSL_CTX_callback_ctrl(cctx, SET_CB, t.ffi.cast("void (*)(void)", t.callback(sig, take)))
    if asks:
        t.ctrl(cctx, SET_TYPE, 1)
    if tune:
        tune(t, cctx)
    c, s = t.pair(cctx, sctx)
    return [outcome(t, c, s), seen, t.ctrl(c, GET_TYPE)]


def carried(t, where, v):
    out = [[kind, stapled(t, where, "leaf", kind, v)] for kind in (None, "good", "revoked", "junk")]
    out += [["not asked", stapled(t, where, "leaf", "good", v, asks=False)]]
    out += [["answer", a, kind, stapled(t, where, "leaf", kind, v, answer=a)] for a in (0, -1) for kind in ("good", None)]
    out += [["server", a, stapled(t, where, "leaf", "good", v, server_answer=a)] for a in (2, 3, 1)]
    return out + [["must, nobody judges", stapled(t, where, "must", kind, v)] for kind in (None, "revoked")]


@pytest.mark.parametrize("v", V)
def test_carried(pki_dir, v):
    theirs, mine = diff.run(carried, str(pki_dir), v)
    for a, b in zip(theirs, mine):
        assert b == a


def flagged(flags):
    return lambda t, ctx: t.crypto.X509_VERIFY_PARAM_set_flags(t.ssl.SSL_CTX_get0_param(ctx), flags)


def commanded(t, ctx):
    cc = t.ssl.SSL_CONF_CTX_new()
    t.ssl.SSL_CONF_CTX_set_flags(cc, 0x2 | 0x4)  # a file's, a client's
    t.ssl.SSL_CONF_CTX_set_ssl_ctx(cc, ctx)
    assert t.ssl.SSL_CONF_cmd(cc, b"MustStaple", b"maybe") == 0
    t.errors()
    assert t.ssl.SSL_CONF_cmd(cc, b"MustStaple", b"on") == 2
    assert t.ssl.SSL_CONF_CTX_finish(cc) == 1
    t.ssl.SSL_CONF_CTX_free(cc)


def callback_too(flags):
    """Where libcrypto judges the chain."""
    def go(t, ctx):
        flagged(flags)(t, ctx)
        t.ssl.SSL_CTX_set_verify(ctx, t.ssl.SSL_CTX_get_verify_mode(ctx), t.callback("verify_cb", lambda ok, sc: ok))

    return go


TUNES = {"flag": flagged(RESP_CHECK), "flag all": flagged(RESP_CHECK | RESP_CHECK_ALL), "flag, callback": callback_too(RESP_CHECK), "command": commanded}


def judged(t, where, leaf, kind, v, tune, mode, asks):
    out = stapled(t, where, leaf, kind, v, asks=asks, mode=mode, tune=TUNES[tune])
    return {"ok": out[0]["shaken"][0][0] == 1, "result": out[0]["client"]["result"], "errors": out[0]["errors"], "server": out[0]["shaken"][1]}


# X509_V_ERR_OCSP_VERIFY_NEEDED and _FAILED stand for numbers that libcrypto 3.0 has no words for.
RESULTS = {"good": 0, None: 73, "revoked": 23, "unknown": 75, "old": 74, "early": 74, "forged": 74, "junk": 74, "later": 74}


@pytest.mark.parametrize("v", V)
@pytest.mark.parametrize("kind", RESULTS)
@pytest.mark.parametrize("leaf, tune, asks", (("leaf", "flag", True), ("leaf", "flag, callback", True), ("must", "command", False), ("must", "command", True)))
def test_judged(pki_dir, leaf, kind, v, tune, asks):
    got = diff.over_ours(judged, str(pki_dir), leaf, kind, v, tune, 1, asks)
    assert (got["ok"], got["result"]) == (kind == "good", RESULTS[kind]), got
    # A client that does not insist goes on, and can ask.
    got = diff.over_ours(judged, str(pki_dir), leaf, kind, v, tune, 0, asks)
    assert (got["ok"], got["result"]) == (True, RESULTS[kind]), got


@pytest.mark.parametrize("v", V)
def test_not_judged(pki_dir, v):
    """The command is about certificates that demand a response; a flag without the request finds none; all cannot be had."""
    for kind in RESULTS:
        assert diff.over_ours(judged, str(pki_dir), "leaf", kind, v, "command", 1, False)["ok"]
    assert diff.over_ours(judged, str(pki_dir), "leaf", "good", v, "flag", 1, False)["result"] == 73
    assert diff.over_ours(judged, str(pki_dir), "leaf", "good", v, "flag all", 1, True)["result"] == 73


def resumed(t, where, v, tune):
    """A session that was made with a good response serves without another one."""
    f = t.ssl
    sctx, cctx = t.server_ctx(f"{where}/must.pem", f"{where}/must.key"), t.ctx("TLS_client_method")
    for cmd in (123, 124):
        t.ctrl(cctx, cmd, v)
    f.SSL_CTX_load_verify_locations(cctx, f"{where}/root.pem".encode(), t.NULL)
    f.SSL_CTX_set_verify(cctx, 1, t.NULL)
    t.ctrl(cctx, SET_TYPE, 1)
    TUNES[tune](t, cctx)
    given = []

    def give(s, arg):
        if given:
            return 3
        given.append(1)
        der = open(f"{where}/must.good.ocsp", "rb").read()
        copy = t.crypto.CRYPTO_malloc(len(der), b"", 0)
        t.ffi.memmove(copy, der, len(der))
        t.ctrl(s, SET_RESPONSE, len(der), copy)
        return 0

    f.SSL_CTX_callback_ctrl(sctx, SET_CB, t.ffi.cast("void (*)(void)", t.callback("int(SSL *, void *)", give)))
    out, session = [], t.NULL
    for _ in range(2):
        c, s = t.pair(cctx, sctx)
        if session != t.NULL:
            f.SSL_set_session(c, session)
        out.append([t.shake(c, s)[0][0], f.SSL_session_reused(c), f.SSL_get_verify_result(c)])
        f.SSL_write(s, b"x", 1)
        t.read(c, 1)
        session = f.SSL_get1_session(c)
        f.SSL_shutdown(c)
        f.SSL_shutdown(s)
    return out


@pytest.mark.parametrize("v", V)
@pytest.mark.parametrize("tune", ("flag", "command"))
def test_resumed(pki_dir, v, tune):
    assert diff.over_ours(resumed, str(pki_dir), v, tune) == [[1, 0, 0], [1, 1, 0]]
