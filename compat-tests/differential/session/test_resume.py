# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Resumption between two ends of one library: tickets, ids, caches, callbacks, ticket keys, what a session remembers."""
import os

import pytest

from differential import diff
from differential.cert.common import subject, subjects
from differential.session.test_object import drained, text

CDEF = """
int EVP_MAC_CTX_set_params(EVP_MAC_CTX *, void *);
int EVP_MAC_init(EVP_MAC_CTX *, const unsigned char *, size_t, void *);
typedef struct { const char *key; unsigned int data_type; void *data; size_t data_size; size_t return_size; } OSSL_PARAM_;
typedef struct { OSSL_PARAM_ p; } PARAM_;
OSSL_PARAM_ OSSL_PARAM_construct_utf8_string(const char *, char *, size_t);
int SSL_CTX_set_generate_session_id_x(void);
int SSL_SESSION_set_ex_data(SSL_SESSION *, int, void *); void *SSL_SESSION_get_ex_data(const SSL_SESSION *, int);
void SSL_set_hostflags(SSL *, unsigned int);
"""
CDEF = "\n".join(line for line in CDEF.splitlines() if "_x(void)" not in line and "SSL_set_hostflags" not in line)

SET_MODE, NUMBER = 44, 20
NO_TICKET = 1 << 14
TLS12, TLS13 = 0x0303, 0x0304


def ends(t, where, v, tickets=True, client_cert=None, cert="p256", context=b"tests"):
    f = t.ssl
    sctx, cctx = t.server_ctx(f"{where}/{cert}.pem", f"{where}/{cert}.key"), t.ctx("TLS_client_method")
    for ctx in (sctx, cctx):
        t.ctrl(ctx, 123, v)
        t.ctrl(ctx, 124, v)
    if not tickets:
        f.SSL_CTX_set_options(sctx, NO_TICKET)
    f.SSL_CTX_load_verify_locations(cctx, f"{where}/roots.pem".encode(), t.NULL)
    f.SSL_CTX_load_verify_locations(sctx, f"{where}/roots.pem".encode(), t.NULL)
    f.SSL_CTX_set_verify(cctx, 1, t.NULL)
    f.SSL_CTX_set_session_id_context(sctx, context, len(context))
    if client_cert:
        f.SSL_CTX_set_verify(sctx, 1, t.NULL)
        f.SSL_CTX_use_certificate_chain_file(cctx, f"{where}/{client_cert}.pem".encode())
        f.SSL_CTX_use_PrivateKey_file(cctx, f"{where}/{client_cert}.key".encode(), 1)
    return cctx, sctx


def knows(t, x):
    f = t.ssl
    # before anything else asks for the session; a handshake that failed had it or not, as the order of the steps was
    name = t.text(f.SSL_get_servername(x, 0)) if f.SSL_is_init_finished(x) else None
    peer = f.SSL_get0_peer_certificate(x)
    ss = f.SSL_get_session(x)
    out = {"name": name, "reused": f.SSL_session_reused(x), "result": f.SSL_get_verify_result(x), "peer": subject(t, peer) if peer != t.NULL else None,
           "chain": subjects(t, f.SSL_get_peer_cert_chain(x)), "session": ss != t.NULL}
    if ss != t.NULL:
        sp = f.SSL_SESSION_get0_peer(ss)
        c = f.SSL_SESSION_get0_cipher(ss)
        n = t.ffi.new("unsigned *")
        f.SSL_SESSION_get_id(ss, n)
        key = t.ffi.new("unsigned char[64]")
        out["session"] = {"version": f.SSL_SESSION_get_protocol_version(ss), "cipher": t.text(f.SSL_CIPHER_get_name(c)) if c != t.NULL else None, "timeout": f.SSL_SESSION_get_timeout(ss),
                          "ticket": f.SSL_SESSION_has_ticket(ss), "hint": f.SSL_SESSION_get_ticket_lifetime_hint(ss), "resumable": f.SSL_SESSION_is_resumable(ss),
                          "id": n[0], "host": t.text(f.SSL_SESSION_get0_hostname(ss)), "peer": subject(t, sp) if sp != t.NULL else None,
                          "early": f.SSL_SESSION_get_max_early_data(ss), "key": f.SSL_SESSION_get_master_key(ss, t.ffi.NULL, 0)}
        f.SSL_SESSION_get0_id_context(ss, n)
        out["session"]["context"] = n[0]
        if out["reused"] and f.SSL_is_server(x) and f.SSL_version(x) == TLS12:
            # OpenSSL's server takes over the id that the client made up for its ticket.
            del out["session"]["id"], out["session"]["resumable"]
    return out


def meet(t, cctx, sctx, session=None, host=b"p256.test", talk=True):
    """One connection; the session that the client has at its end (after data has flowed) or None."""
    f = t.ssl
    c, s = t.pair(cctx, sctx)
    if host:
        t.ctrl(c, 55, 0, host.decode())
        f.SSL_set1_host(c, host)
    if session:
        f.SSL_set_session(c, session)
    out = {"shaken": t.shake(c, s), "errors": t.errors()}
    if talk and out["shaken"][0][0] == out["shaken"][1][0] == 1:
        f.SSL_write(s, b"x", 1)
        out["read"] = t.read(c, 10).decode()
    out["client"], out["server"] = knows(t, c), knows(t, s)
    got = f.SSL_get1_session(c)
    f.SSL_shutdown(c)
    f.SSL_shutdown(s)
    f.SSL_shutdown(c)
    f.SSL_free(c)
    f.SSL_free(s)
    return out, got


def counts(t, ctx):
    return [t.ctrl(ctx, n) for n in range(20, 32)]


def again(t, where, v, tickets, client_cert, server_mode, times):
    cctx, sctx = ends(t, where, v, tickets, client_cert)
    if server_mode is not None:
        t.ctrl(sctx, SET_MODE, server_mode)
    out, session = [], None
    for _ in range(times):
        told, session = meet(t, cctx, sctx, session)
        out.append([told, counts(t, cctx), counts(t, sctx)])
    return out


def ways(modes):
    """Version, tickets, mode of the server's cache, but for what test_nothing_to_resume_by is about."""
    return [(v, tickets, m) for v in (TLS12, TLS13) for tickets in (True, False) for m in modes if v == TLS12 or tickets or m is None or m & 2]


@pytest.mark.parametrize("v,tickets,server_mode", ways((None, 0, 0x100 | 2, 0x200 | 2)))
@pytest.mark.parametrize("client_cert", (None, "client-p256"))
def test_again(pki, v, tickets, client_cert, server_mode):
    theirs, mine = diff.run(again, str(pki.dir), v, tickets, client_cert, server_mode, 3)
    for told in theirs + mine:
        if not tickets and told[0]["server"]["reused"]:
            told[0]["server"].pop("chain")  # a server's session keeps the client's certificate and not its issuers
    assert mine == theirs


def heard(t, where, v, tickets, modes, answer):
    """The program's new, get and remove callbacks, on both sides."""
    f = t.ssl
    cctx, sctx = ends(t, where, v, tickets)
    log, store = [], {}

    def ident(ss):
        n = t.ffi.new("unsigned *")
        p = f.SSL_SESSION_get_id(ss, n)
        return t.hex(p, n[0])

    def new(side):
        def cb(ssl, ss):
            log.append([side, "new", len(ident(ss)) // 2, f.SSL_SESSION_is_resumable(ss), f.SSL_get_session(ssl) == ss, f.SSL_SESSION_has_ticket(ss), f.SSL_get_verify_result(ssl)])
            if answer:
                store.setdefault(side, []).append(ss)
            return answer
        return t.callback("int(SSL *, SSL_SESSION *)", cb)

    def get(ssl, data, n, copy):
        log.append(["server", "get", n, copy[0]])
        for ss in store.get("server", []):
            if ident(ss) == t.hex(data, n):
                copy[0] = 1
                return ss
        return t.NULL

    def remove(side):
        return t.callback("void(SSL_CTX *, SSL_SESSION *)", lambda ctx, ss: log.append([side, "remove", len(ident(ss)) // 2]))

    for side, ctx in (("client", cctx), ("server", sctx)):
        t.ctrl(ctx, SET_MODE, modes)
        f.SSL_CTX_sess_set_new_cb(ctx, new(side))
        f.SSL_CTX_sess_set_remove_cb(ctx, remove(side))
    f.SSL_CTX_sess_set_get_cb(sctx, t.callback("SSL_SESSION *(SSL *, const unsigned char *, int, int *)", get))
    out, session = [], None
    for _ in range(3):
        told, session = meet(t, cctx, sctx, store["client"][-1] if answer and store.get("client") else session)
        out.append([told["shaken"], told["client"]["reused"], told["server"]["reused"], list(log), counts(t, cctx), counts(t, sctx)])
        log.clear()
    return out


@pytest.mark.parametrize("v,tickets,modes", ways((0, 1, 2, 3, 3 | 0x100, 3 | 0x200, 3 | 0x300, 3 | 0x80)))
@pytest.mark.parametrize("answer", (0, 1))
def test_heard(pki, v, tickets, modes, answer):
    diff.same(heard, str(pki.dir), v, tickets, modes, answer)


def nothing_to_resume_by(t, where):
    """TLS 1.3 without tickets of its own kind and without a cache."""
    cctx, sctx = ends(t, where, TLS13, False)
    t.ctrl(sctx, SET_MODE, 0)
    one, session = meet(t, cctx, sctx)
    two, _ = meet(t, cctx, sctx, session)
    return [[x["shaken"], x["errors"], x["client"]["reused"], x["server"]["reused"]] for x in (one, two)], one["client"]["session"]["ticket"], counts(t, sctx)[0]


def test_nothing_to_resume_by(pki):
    """A chosen difference: OpenSSL's server gives out tickets that name a session nobody keeps, ours gives none."""
    theirs, mine = diff.run(nothing_to_resume_by, str(pki.dir))
    assert (theirs[1], mine[1]) == (1, 0)
    assert mine[0] == theirs[0] == [[[[1, 0], [1, 0]], [], 0, 0]] * 2 and mine[2] == theirs[2] == 0


def renewed(t, where, v):
    """A ticket that the server renews while it resumes: what the client's program hears, and what its session then is."""
    f, c_ = t.ssl, t.crypto
    cctx, sctx = ends(t, where, v)
    keys, heard_of = [b"1" * 32], []

    def cb(ssl, name, iv, cipher, mac, enc):
        known = [b"1" * 16, b"2" * 16]
        key = keys[0] if enc else bytes(t.ffi.buffer(name, 16)) * 2
        if enc:
            t.ffi.memmove(name, key[:16], 16)
            t.ffi.memmove(iv, b"i" * 16, 16)
        elif key[:16] not in known:
            return 0
        (c_.EVP_EncryptInit_ex if enc else c_.EVP_DecryptInit_ex)(cipher, c_.EVP_aes_256_cbc(), t.NULL, key, t.ffi.buffer(iv, 16)[:])
        c_.HMAC_Init_ex(mac, key, 32, c_.EVP_sha256(), t.NULL)
        return 1 if enc or key == keys[0] else 2

    f.SSL_CTX_callback_ctrl(sctx, 72, t.callback("int(SSL *, unsigned char *, unsigned char *, EVP_CIPHER_CTX *, HMAC_CTX *, int)", cb))
    t.ctrl(cctx, SET_MODE, 1)
    f.SSL_CTX_sess_set_new_cb(cctx, t.callback("int(SSL *, SSL_SESSION *)", lambda ssl, ss: heard_of.append(1) or 0))
    p, n = t.ffi.new("const unsigned char **"), t.ffi.new("size_t *")

    def key_of(ss):
        f.SSL_SESSION_get0_ticket(ss, p, n)
        return bytes(t.ffi.buffer(p[0], 1)).decode()

    out, session = [], None
    for key in (b"1", b"2", b"2"):
        keys[0] = key * 32
        told, session = meet(t, cctx, sctx, session)
        out.append([told["shaken"], told["errors"], told["client"]["reused"], key_of(session), len(heard_of)])
        heard_of.clear()
    return out


@pytest.mark.parametrize("v", (TLS12, TLS13))
def test_renewed(pki, v):
    """A chosen difference: in TLS 1.2 OpenSSL does not tell its program of the fresh ticket, which ours may keep, so that
    sessions outlive the change of a server's keys (RFC 5077 section 3.3)."""
    theirs, mine = diff.run(renewed, str(pki.dir), v)
    assert [x[3] for x in mine] == ["1", "2", "2"] and [x[2] for x in mine] == [0, 1, 1]
    if v == TLS12:
        assert ([x.pop() for x in theirs], [x.pop() for x in mine]) == ([1, 0, 0], [1, 1, 0])
    assert [x[:4] for x in mine] == [x[:4] for x in theirs]


def status_asked(t, where, v, answers):
    """A client's callback about the stapled response: in a full handshake and in a resumed one, where there can be none."""
    f = t.ssl
    cctx, sctx = ends(t, where, v)
    log = []

    def asked(ssl, arg):
        p = t.ffi.new("const unsigned char **")
        n = t.ctrl(ssl, 70, 0, p)
        log.append([n, f.SSL_session_reused(ssl)])
        return answers[len(log) - 1]

    f.SSL_CTX_callback_ctrl(cctx, 63, t.callback("int(SSL *, void *)", asked))
    t.ctrl(cctx, 65, 1)  # SSL_CTX_set_tlsext_status_type, which its connections take over
    out, session = [], None
    for _ in range(2):
        told, session = meet(t, cctx, sctx, session, talk=len(out) == 0)
        out.append([told["shaken"], told["errors"], told["client"]["reused"], list(log)])
    return out


@pytest.mark.parametrize("v", (TLS12, TLS13))
@pytest.mark.parametrize("answers", ([1, 1], [1, 0], [1, -1]))
def test_status_asked(pki, v, answers):
    told = diff.same(status_asked, str(pki.dir), v, answers)
    assert len(told[1][3]) == (2 if v == TLS13 else 1)


def shared_keys(t, where, v, same, form):
    """Two servers: with the same ticket keys the second takes the first one's tickets."""
    f, c_ = t.ssl, t.crypto
    cctx, one = ends(t, where, v)
    _, two = ends(t, where, v)
    log = []

    def cb(who):
        def go(ssl, name, iv, cipher, mac, enc):
            log.append([who, enc])
            key = b"k" * 32
            if enc:
                t.ffi.memmove(name, b"name of the key!", 16)
                t.ffi.memmove(iv, b"i" * 16, 16)
                c_.EVP_EncryptInit_ex(cipher, c_.EVP_aes_256_cbc(), t.NULL, key, b"i" * 16)
            else:
                if t.ffi.buffer(name, 16)[:] != b"name of the key!":
                    return 0
                c_.EVP_DecryptInit_ex(cipher, c_.EVP_aes_256_cbc(), t.NULL, key, t.ffi.buffer(iv, 16)[:])
            c_.HMAC_Init_ex(mac, key, 32, c_.EVP_sha256(), t.NULL)
            return {"renew": 2, "refuse": 0, "fail": -1}.get(form, 1) if not enc else 1
        return t.callback("int(SSL *, unsigned char *, unsigned char *, EVP_CIPHER_CTX *, HMAC_CTX *, int)", go)

    for who, ctx in (("one", one), ("two", two)):
        if form == "keys":
            t.ctrl(ctx, 59, 80, t.ffi.new("unsigned char[80]", (b"s" if same else who[:1].encode()) * 80))
        else:
            f.SSL_CTX_callback_ctrl(ctx, 72, cb(who))
    out, session = meet(t, cctx, one)
    told = [out]
    for ctx in (two, two, one):
        out, session = meet(t, cctx, ctx, session)
        told.append([out, list(log), counts(t, ctx)])
    return told


@pytest.mark.parametrize("v", (TLS12, TLS13))
@pytest.mark.parametrize("same,form", ((True, "keys"), (False, "keys"), (True, "callback"), (True, "renew"), (True, "refuse")))
def test_shared_keys(pki, v, same, form):
    theirs, mine = diff.run(shared_keys, str(pki.dir), v, same, form)
    for told in (theirs, mine):
        for one in told[1:]:
            if (v, form) == (TLS13, "callback"):
                one.pop(1)  # ours renews every ticket of TLS 1.3 (RFC 8446 appendix C.4), OpenSSL those that the program says
            if (v, form) == (TLS12, "renew"):
                one[0]["client"]["session"].pop("hint")  # a renewed ticket's hint is the lifetime here, 0 there
    assert mine == theirs


def contexts(t, where, v, tickets):
    """A session is only taken where it was made: other id context, none with verification, other name."""
    f = t.ssl
    out = []
    for first, second, verify in ((b"a", b"a", False), (b"a", b"b", False), (b"a", b"", False), (b"", b"", False), (b"", b"", True), (b"a", b"a", True)):
        cctx, sctx = ends(t, where, v, tickets, "client-p256" if verify else None, context=first)
        told, session = meet(t, cctx, sctx)
        f.SSL_CTX_set_session_id_context(sctx, second, len(second))
        told, session = meet(t, cctx, sctx, session)
        out.append([str(first), str(second), verify, told["shaken"], told["errors"], told["client"]["reused"], told["server"]["reused"], counts(t, sctx)])
    return out


@pytest.mark.parametrize("v", (TLS12, TLS13))
@pytest.mark.parametrize("tickets", (True, False))
def test_contexts(pki, v, tickets):
    diff.same(contexts, str(pki.dir), v, tickets)


def kept_as_bytes(t, where, v, tickets):
    """Through i2d and d2i and into another SSL_CTX."""
    f = t.ssl
    cctx, sctx = ends(t, where, v, tickets)
    told, session = meet(t, cctx, sctx)
    p = t.ffi.new("unsigned char **")
    n = f.i2d_SSL_SESSION(session, p)
    q = t.ffi.new("const unsigned char **", t.ffi.cast("const unsigned char *", p[0]))
    back = f.d2i_SSL_SESSION(t.NULL, q, n)
    other, _ = ends(t, where, v, tickets)
    told, _ = meet(t, other, sctx, back)
    return [n > 100, told]


@pytest.mark.parametrize("v", (TLS12, TLS13))
@pytest.mark.parametrize("tickets", (True, False))
def test_kept_as_bytes(pki, v, tickets):
    diff.same(kept_as_bytes, str(pki.dir), v, tickets)


def own_ids(t, where, answer, length):
    """SSL_CTX_set_generate_session_id."""
    f = t.ssl
    cctx, sctx = ends(t, where, TLS12, False)
    log = []

    def cb(ssl, p, n):
        log.append(n[0])
        t.ffi.memmove(p, b"o" * 32, 32)
        n[0] = length
        return answer

    f.SSL_CTX_set_generate_session_id(sctx, t.callback("int(SSL *, unsigned char *, unsigned int *)", cb))
    out, session = [], None
    for keep in (False, True, False):
        told, got = meet(t, cctx, sctx, session)
        session = got if keep else None
        out.append([told["shaken"], told["errors"], told["server"], list(log), counts(t, sctx)])
    return out


@pytest.mark.parametrize("answer,length", ((1, 32), (1, 8), (1, 0), (1, 33), (0, 32)))
def test_own_ids(pki, answer, length):
    diff.same(own_ids, str(pki.dir), answer, length)


def expiry(t, where, v, tickets):
    """Timeouts that have passed, on either side, and one that never will."""
    f = t.ssl
    out = []
    for timeout, back in ((300, 0), (300, 400), (1, 10), (7200, 7000), (2**63 - 1, 0)):
        cctx, sctx = ends(t, where, v, tickets)
        f.SSL_CTX_set_timeout(sctx, timeout)
        told, session = meet(t, cctx, sctx)
        f.SSL_SESSION_set_time(session, f.SSL_SESSION_get_time(session) - back)
        told, _ = meet(t, cctx, sctx, session)
        out.append([timeout, back, told["client"]["reused"], told["server"]["reused"], counts(t, sctx)])
    return out


@pytest.mark.parametrize("v", (TLS12, TLS13))
@pytest.mark.parametrize("tickets", (True, False))
def test_expiry(pki, v, tickets):
    diff.same(expiry, str(pki.dir), v, tickets)


def app_data(t, where, v, returned):
    """SSL_CTX_set_session_ticket_cb: data of the program's goes into the ticket and comes back."""
    f = t.ssl
    cctx, sctx = ends(t, where, v)
    log = []

    def gen(ssl, arg):
        ss = f.SSL_get_session(ssl)
        log.append(["gen", ss != t.NULL, f.SSL_SESSION_set1_ticket_appdata(ss, b"of the program", 14)])
        return 1

    def dec(ssl, ss, name, n, status, arg):
        data, size = t.ffi.new("void **"), t.ffi.new("size_t *")
        if ss != t.NULL:
            f.SSL_SESSION_get0_ticket_appdata(ss, data, size)
        log.append(["dec", ss != t.NULL, t.hex(data[0], size[0]), n, status])
        return returned

    f.SSL_CTX_set_session_ticket_cb(sctx, t.callback("int(SSL *, void *)", gen), t.callback("int(SSL *, SSL_SESSION *, const unsigned char *, size_t, int, void *)", dec), t.NULL)
    out, session = [], None
    for _ in range(2):
        told, session = meet(t, cctx, sctx, session)
        out.append([told["shaken"], told["errors"], told["client"]["reused"], told["server"]["reused"], list(log)])
        log.clear()
    return out


@pytest.mark.parametrize("v,returned", ((TLS12, 2), (TLS13, 2), (TLS13, 4)))
def test_app_data(pki, v, returned):
    theirs, mine = diff.run(app_data, str(pki.dir), v, returned)
    if v == TLS12:
        # OpenSSL also reports a client that says it takes tickets and has none yet.
        for told in theirs:
            told[4] = [entry for entry in told[4] if entry[:2] != ["dec", False]]
    assert mine == theirs


def removed(t, where, v, tickets):
    """What ends badly is not resumed: no shutdown, or removed by hand; ex_data stays with the session."""
    f = t.ssl
    out = []
    index = t.crypto.CRYPTO_get_ex_new_index(2, 0, t.NULL, t.NULL, t.NULL, t.NULL)
    for how in ("clean", "rude", "removed", "cleared"):
        cctx, sctx = ends(t, where, v, tickets)
        c, s = t.pair(cctx, sctx)
        t.shake(c, s)
        f.SSL_write(s, b"x", 1)
        t.read(c, 10)
        session = f.SSL_get1_session(c)
        f.SSL_SESSION_set_ex_data(session, index, t.ffi.cast("void *", 99))
        if how in ("clean", "cleared"):
            for x in (c, s, c):
                f.SSL_shutdown(x)
        if how == "removed":
            out.append(f.SSL_CTX_remove_session(sctx, f.SSL_get_session(s)))
        if how == "cleared":
            out += [f.SSL_clear(c), f.SSL_get_session(c) == session, f.SSL_clear(s)]
        f.SSL_free(c)
        f.SSL_free(s)
        out += [how, f.SSL_SESSION_is_resumable(session), int(t.ffi.cast("intptr_t", f.SSL_SESSION_get_ex_data(session, index))), counts(t, sctx)]
        told, _ = meet(t, cctx, sctx, session, host=None)
        out += [told["shaken"], told["client"]["reused"], told["server"]["reused"], t.errors()]
    return out


@pytest.mark.parametrize("v", (TLS12, TLS13))
@pytest.mark.parametrize("tickets", (True, False))
def test_removed(pki, v, tickets):
    diff.same(removed, str(pki.dir), v, tickets)


def not_resumable(t, where, v, tickets, says):
    """SSL_set_not_resumable_session_callback."""
    f = t.ssl
    cctx, sctx = ends(t, where, v, tickets)
    log = []
    cb = t.callback("int(SSL *, int)", lambda ssl, forward: log.append(forward) or says)
    f.SSL_CTX_set_not_resumable_session_callback(sctx, cb)
    out, session = [], None
    for _ in range(3):
        told, session = meet(t, cctx, sctx, session)
        out.append([told["shaken"], told["client"]["reused"], told["server"]["reused"], t.ctrl(sctx, NUMBER), list(log)])
        log.clear()
    return out


@pytest.mark.parametrize("v", (TLS12, TLS13))
@pytest.mark.parametrize("tickets", (True, False))
@pytest.mark.parametrize("says", (0, 1))
def test_not_resumable(pki, v, tickets, says):
    diff.same(not_resumable, str(pki.dir), v, tickets, says)


def encoded(t, ss):
    n = t.ssl.i2d_SSL_SESSION(ss, t.NULL)
    buf = t.ffi.new("unsigned char[]", n)
    t.ssl.i2d_SSL_SESSION(ss, t.ffi.new("unsigned char **", buf))
    return bytes(t.ffi.buffer(buf, n))


def across_fork(t, where, v):
    """Servers that fork after they have set up: each child opens the other's tickets."""
    f = t.ssl
    cctx, sctx = ends(t, where, v)
    r, w = os.pipe()
    child = os.fork()
    c, s = t.pair(cctx, sctx)
    if child == 0:
        try:
            t.shake(c, s)
            t.read(c)
            os.write(w, encoded(t, f.SSL_get_session(c)))
        finally:
            os._exit(0)
    os.close(w)
    der = os.read(r, 65536)
    os.waitpid(child, 0)
    ss = f.d2i_SSL_SESSION(t.NULL, t.ffi.new("const unsigned char **", t.keep(t.ffi.new("unsigned char[]", der))), len(der))
    return [f.SSL_set_session(c, ss), t.shake(c, s), f.SSL_session_reused(c), f.SSL_session_reused(s)]


@pytest.mark.parametrize("v", [TLS12, TLS13])
def test_across_fork(v, pki):
    assert diff.same(across_fork, str(pki.dir), v)[2:] == [1, 1]
