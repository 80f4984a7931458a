# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""After a TLS 1.3 handshake: tickets that a program asks for, and clients that authenticate late (RFC 8446 §4.6)."""
import pytest

from differential import diff
from differential.cert.common import subject

CDEF = """
int SSL_verify_client_post_handshake(SSL *); void SSL_set_post_handshake_auth(SSL *, int); void SSL_CTX_set_post_handshake_auth(SSL_CTX *, int);
"""
PEER, FAIL_IF_NONE, ONCE, LATER = 1, 2, 4, 8
TLS12 = 0x0303


def ends(t, where, mode=PEER | LATER, client="client-p256", offers=True, version=None):
    f = t.ssl
    sctx, cctx = t.server_ctx(f"{where}/p256.pem", f"{where}/p256.key"), t.ctx("TLS_client_method")
    for ctx in (sctx, cctx):
        f.SSL_CTX_load_verify_locations(ctx, f"{where}/roots.pem".encode(), t.NULL)
        if version:
            t.ctrl(ctx, 124, version)
    f.SSL_CTX_set_session_id_context(sctx, b"tests", 5)
    f.SSL_CTX_set_verify(sctx, mode, t.NULL)
    f.SSL_CTX_set_post_handshake_auth(cctx, int(offers))
    if client:
        f.SSL_CTX_use_certificate_chain_file(cctx, f"{where}/{client}.pem".encode())
        f.SSL_CTX_use_PrivateKey_file(cctx, f"{where}/{client}.key".encode(), 1)
    made = {"c": 0, "s": 0}
    keep = {}
    for side, ctx in (("c", cctx), ("s", sctx)):
        def new(ssl, ss, side=side):
            made[side] += 1
            keep[side] = ss
            return 1

        t.ctrl(ctx, 44, 3)
        f.SSL_CTX_sess_set_new_cb(ctx, t.callback("int(SSL *, SSL_SESSION *)", new))
    return cctx, sctx, made, keep


def peer(t, x):
    x509 = t.ssl.SSL_get0_peer_certificate(x)
    of_session = t.ssl.SSL_SESSION_get0_peer(t.ssl.SSL_get_session(x))
    return [subject(t, y) if y != t.NULL else None for y in (x509, of_session)] + [t.ssl.SSL_get_verify_result(x)]


def ask(t, s):
    f = t.ssl
    return [f.SSL_verify_client_post_handshake(s), f.SSL_in_init(s), f.SSL_is_init_finished(s), t.errors()]


def told(t, x, r):
    return [r, t.ssl.SSL_get_error(x, r), t.errors()]


def answers(t, c, s):
    """What both see when the request goes out, is answered, and data follows."""
    out = [told(t, s, t.ssl.SSL_do_handshake(s)), t.ssl.SSL_in_init(s)]
    for x in (c, s, c, s):
        got = t.read(x)
        out.append([got if isinstance(got, int) else got.decode(), t.errors()])
    return out


def authenticated(t, where, mode, client):
    f = t.ssl
    cctx, sctx, made, keep = ends(t, where, mode, client)
    c, s = t.pair(cctx, sctx)
    out = [t.shake(c, s), t.read(c), dict(made), peer(t, s)]
    out += [ask(t, s), answers(t, c, s), dict(made), peer(t, s), t.ssl.SSL_get_verify_result(c)]
    out += [f.SSL_write(s, b"one", 3), t.read(c) == b"one", f.SSL_write(c, b"two", 3), t.read(s) == b"two"]
    out += [ask(t, s), t.errors()]
    if mode & ONCE == 0 and (client or mode & FAIL_IF_NONE == 0):
        out += [answers(t, c, s), dict(made), peer(t, s)]
    f.SSL_shutdown(c), f.SSL_shutdown(s)
    # The sessions made after it know the client.
    if "c" in keep and (client or mode & FAIL_IF_NONE == 0):
        c, s = t.pair(cctx, sctx)
        f.SSL_set_session(c, keep["c"])
        out += [t.shake(c, s), f.SSL_session_reused(c), peer(t, s), ask(t, s)]
    return out


@pytest.mark.parametrize("client", ["client-p256", "client-rsa2048", None])
@pytest.mark.parametrize("mode", [PEER | LATER, PEER | LATER | FAIL_IF_NONE, PEER | LATER | ONCE, PEER], ids=["optional", "required", "once", "at-once"])
def test_authenticated(mode, client, pki):
    diff.same(authenticated, str(pki.dir), mode, client)


def refused(t, where):
    """A certificate that the server does not trust."""
    cctx, sctx, made, _ = ends(t, where, PEER | LATER, "client-unknown")
    c, s = t.pair(cctx, sctx)
    return [t.shake(c, s), t.read(c), ask(t, s), answers(t, c, s), t.ssl.SSL_get_verify_result(s)]


def test_refused(pki):
    diff.same(refused, str(pki.dir))


def misplaced(t, where):
    f = t.ssl
    out = []
    for offers, version, mode in ((True, None, PEER | LATER), (False, None, PEER | LATER), (True, TLS12, PEER | LATER), (True, None, 0), (True, None, LATER)):
        cctx, sctx, _, _ = ends(t, where, mode, offers=offers, version=version)
        c, s = t.pair(cctx, sctx)
        out += [ask(t, s), ask(t, c)]
        out += [t.shake(c, s), ask(t, c), ask(t, s), ask(t, s)]
        if mode:
            out += [told(t, s, f.SSL_do_handshake(s)), ask(t, s), f.SSL_new_session_ticket(s), t.errors()]
    return out


def test_misplaced(pki):
    diff.same(misplaced, str(pki.dir))


def data_in_between(t, where):
    """The client writes before it reads the request; the server changes its keys, too."""
    f = t.ssl
    cctx, sctx, _, _ = ends(t, where)
    c, s = t.pair(cctx, sctx)
    out = [t.shake(c, s), t.read(c), ask(t, s), told(t, s, f.SSL_do_handshake(s)), f.SSL_write(c, b"early bird", 10)]
    out += [f.SSL_key_update(c, 1), f.SSL_write(c, b"!", 1), t.read(s).decode(), t.read(s).decode(), peer(t, s), f.SSL_write(s, b"answer", 6)]
    out += [t.read(c).decode(), t.read(s), peer(t, s), f.SSL_write(c, b"x", 1), t.read(s).decode()]
    return out


def test_data_in_between(pki):
    diff.same(data_in_between, str(pki.dir))


def other_settings(t, where):
    """What is set after the handshake counts, as Apache does it for a directory."""
    f = t.ssl
    cctx, sctx, _, _ = ends(t, where, 0)
    c, s = t.pair(cctx, sctx)
    out = [t.shake(c, s), t.read(c), ask(t, s)]
    f.SSL_set_verify(s, PEER | FAIL_IF_NONE, t.NULL)
    return [*out, ask(t, s), answers(t, c, s), peer(t, s)]


def test_other_settings(pki):
    diff.same(other_settings, str(pki.dir))


def late_certificate(t, where):
    """A client that is asked by its callback, which wants to be asked again."""
    f = t.ssl
    cctx, sctx, _, _ = ends(t, where, client=None)
    calls = []

    def cert(ssl, arg):
        calls.append(1)
        if len(calls) < 3:
            return -1
        f.SSL_use_certificate_chain_file(ssl, f"{where}/client-p256.pem".encode())
        return f.SSL_use_PrivateKey_file(ssl, f"{where}/client-p256.key".encode(), 1)

    f.SSL_CTX_set_cert_cb(cctx, t.callback("int(SSL *, void *)", cert), t.NULL)
    c, s = t.pair(cctx, sctx)
    out = [t.shake(c, s), t.read(c), ask(t, s), told(t, s, f.SSL_do_handshake(s))]
    return out + [t.read(c), t.read(c), t.read(c), len(calls), t.read(s), peer(t, s)]


def test_late_certificate(pki):
    diff.same(late_certificate, str(pki.dir))


# ---- tickets --------------------------------------------------------------------------------------------------------


def more_tickets(t, where, num):
    f = t.ssl
    cctx, sctx, made, keep = ends(t, where, 0)
    f.SSL_CTX_set_num_tickets(sctx, num)
    c, s = t.pair(cctx, sctx)
    out = [f.SSL_new_session_ticket(s), f.SSL_new_session_ticket(c), t.errors(), t.shake(c, s), t.read(c), dict(made)]
    out += [f.SSL_new_session_ticket(c), f.SSL_new_session_ticket(s), f.SSL_in_init(s), f.SSL_new_session_ticket(s), t.read(c), dict(made)]
    out += [told(t, s, f.SSL_do_handshake(s)), f.SSL_in_init(s), t.read(c), dict(made)]
    out += [f.SSL_new_session_ticket(s), f.SSL_write(s, b"data", 4), t.read(c).decode(), dict(made)]
    f.SSL_shutdown(c), f.SSL_shutdown(s)
    out += [f.SSL_new_session_ticket(s), t.errors()]
    again = t.pair(cctx, sctx)
    f.SSL_set_session(again[0], keep["c"])
    return out + [t.shake(*again), f.SSL_session_reused(again[0]), t.read(again[0]), dict(made)]


@pytest.mark.parametrize("num", [0, 1, 2, 5])
def test_more_tickets(num, pki):
    diff.same(more_tickets, str(pki.dir), num)
