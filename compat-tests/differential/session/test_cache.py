# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""The cache of an SSL_CTX: settings, adding, removing, expiry, bounds, callbacks, ticket keys."""
import pytest

from differential import diff
from differential.session.test_object import made

CDEF = """
unsigned long OPENSSL_LH_num_items(const void *); void OPENSSL_LH_doall(void *, void (*)(void *));
"""

# SSL_CTX_ctrl
NUMBER, FULL = 20, 31
SET_SIZE, GET_SIZE, SET_MODE, GET_MODE = 42, 43, 44, 45
GET_KEYS, SET_KEYS = 58, 59


def settings(t):
    f = t.ssl
    ctx = t.ctx()
    out = [t.ctrl(ctx, c) for c in (GET_SIZE, GET_MODE, NUMBER)] + [f.SSL_CTX_get_timeout(ctx), f.SSL_get_default_timeout(t.new(ctx))]
    out += [t.ctrl(ctx, SET_SIZE, n) for n in (5, 0, -1, 100)] + [t.ctrl(ctx, GET_SIZE)]
    out += [t.ctrl(ctx, SET_MODE, n) for n in (0, 3, 0x303, 0xFFFF)] + [t.ctrl(ctx, GET_MODE)]
    out += [f.SSL_CTX_set_timeout(ctx, n) for n in (10, 0, -5, 300)] + [f.SSL_CTX_get_timeout(ctx), f.SSL_CTX_get_timeout(t.NULL), f.SSL_CTX_set_timeout(t.NULL, 4)]
    out += [t.ctrl(ctx, c) for c in range(NUMBER, FULL + 1)]
    for n in (0, 5, 32, 33):
        out.append([f.SSL_CTX_set_session_id_context(ctx, b"x" * n, n), f.SSL_set_session_id_context(t.new(ctx), b"x" * n, n), t.errors()])
    return out


def test_settings():
    diff.same(settings)


def callbacks(t):
    f = t.ssl
    ctx = t.ctx()
    out = [f.SSL_CTX_sess_get_new_cb(ctx) == t.NULL, f.SSL_CTX_sess_get_remove_cb(ctx) == t.NULL, f.SSL_CTX_sess_get_get_cb(ctx) == t.NULL]
    p = t.ffi.cast("void *", 64)
    for what in ("new", "remove", "get"):
        getattr(f, f"SSL_CTX_sess_set_{what}_cb")(ctx, p)
        out.append(getattr(f, f"SSL_CTX_sess_get_{what}_cb")(ctx) == p)
        getattr(f, f"SSL_CTX_sess_set_{what}_cb")(ctx, t.NULL)
    return out + t.errors()


def test_callbacks():
    diff.same(callbacks)


def traffic(t, size, script):
    """add N, again N (the same object), twin N (another object of that id), remove N, flush T; with what the program hears of it."""
    f = t.ssl
    ctx = t.ctx()
    t.ctrl(ctx, SET_SIZE, size)
    index = {}
    gone = []

    def name(ss):
        return index.get(int(t.ffi.cast("intptr_t", ss)), "?")

    f.SSL_CTX_sess_set_remove_cb(ctx, t.callback("void(SSL_CTX *, SSL_SESSION *)", lambda c, ss: gone.append(name(ss))))
    kept, out = {}, []
    for step in script.split():
        what, n = step.split(":")
        if what in ("add", "twin"):
            ss = made(t, {"id": f"{int(n):064x}", "version": 0x0304 if int(n) % 2 else 0x0303})
            f.SSL_SESSION_set_time(ss, 1000 * int(n))
            f.SSL_SESSION_set_timeout(ss, 500)
            index[int(t.ffi.cast("intptr_t", ss))] = step
            kept[n] = ss
            r = f.SSL_CTX_add_session(ctx, ss)
        elif what == "again":
            r = f.SSL_CTX_add_session(ctx, kept[n])
        elif what == "remove":
            r = f.SSL_CTX_remove_session(ctx, kept[n])
        else:
            r = f.SSL_CTX_flush_sessions(ctx, int(n))
        s = t.new(ctx)
        here = [k for k in kept if f.SSL_has_matching_session_id(s, bytes.fromhex(f"{int(k):064x}"), 32)]
        out.append([step, r, t.ctrl(ctx, NUMBER), t.ctrl(ctx, FULL), here, list(gone), t.errors(), [f.SSL_SESSION_is_resumable(x) for x in kept.values()]])
        gone.clear()
        f.SSL_free(s)
    f.SSL_CTX_free(ctx)
    return out + [sorted(gone)]


@pytest.mark.parametrize("size,script", [
    (0, "add:1 add:2 again:1 twin:2 remove:1 remove:1 again:1 remove:2 add:3"),
    (100, "add:1 add:2 add:3 flush:1501 flush:2400 flush:2501 add:4 add:5 flush:0"),
    (3, "add:1 add:2 add:3 add:4 add:5 add:6 remove:5 add:7 add:8"),
    (1, "add:1 add:2 twin:2 add:3 remove:3 remove:2"),
])
def test_traffic(size, script):
    diff.same(traffic, size, script)


def without_id(t):
    f = t.ssl
    ctx = t.ctx()
    a, b = made(t, {"id": ""}), made(t, {"id": ""})
    out = [f.SSL_CTX_add_session(ctx, a), f.SSL_CTX_add_session(ctx, b), t.ctrl(ctx, NUMBER), f.SSL_CTX_remove_session(ctx, a), f.SSL_CTX_remove_session(ctx, t.NULL), t.ctrl(ctx, NUMBER)]
    s = t.new(ctx)
    out += [f.SSL_has_matching_session_id(s, b"", 0), f.SSL_has_matching_session_id(s, b"x" * 40, 40), f.SSL_has_matching_session_id(s, b"abc", 3)]
    return out + t.errors()


def test_without_id():
    diff.same(without_id)


def many(t, n):
    f = t.ssl
    ctx = t.ctx()
    t.ctrl(ctx, SET_SIZE, 0)
    kept = [made(t, {"id": f"{i:064x}", "version": 0x0304}) for i in range(n)]
    added = sum(f.SSL_CTX_add_session(ctx, ss) for ss in kept)
    s = t.new(ctx)
    out = [added, t.ctrl(ctx, NUMBER), sum(f.SSL_has_matching_session_id(s, bytes.fromhex(f"{i:064x}"), 32) for i in range(n + 50))]
    out += [sum(f.SSL_CTX_remove_session(ctx, ss) for ss in kept[::2]), t.ctrl(ctx, NUMBER)]
    return out + t.errors()


def test_many():
    diff.same(many, 1500)


def listed(t):
    """SSL_CTX_sessions: how many, and which, as the cache changes."""
    f, c = t.ssl, t.crypto
    ctx = t.ctx()
    seen, out = [], []

    def look(p):
        n = t.ffi.new("unsigned *")
        seen.append(t.hex(f.SSL_SESSION_get_id(t.ffi.cast("SSL_SESSION *", p), n), 32))

    cb = t.callback("void(void *)", look)
    kept = [made(t, {"id": f"{i:064x}"}) for i in range(5)]
    for ss in kept:
        f.SSL_CTX_add_session(ctx, ss)
        table = f.SSL_CTX_sessions(ctx)
        c.OPENSSL_LH_doall(table, cb)
        out.append([c.OPENSSL_LH_num_items(table), sorted(seen)])
        seen.clear()
    f.SSL_CTX_remove_session(ctx, kept[2])
    out.append(c.OPENSSL_LH_num_items(f.SSL_CTX_sessions(ctx)))
    f.SSL_CTX_flush_sessions(ctx, 0)
    return out + [c.OPENSSL_LH_num_items(f.SSL_CTX_sessions(ctx)), t.errors()]


def test_listed():
    diff.same(listed)


def ticket_keys(t):
    ctx = t.ctx()
    keys = t.ffi.new("unsigned char[80]", bytes(range(80)))
    back = t.ffi.new("unsigned char[80]")
    out = [t.ctrl(ctx, GET_KEYS), t.ctrl(ctx, SET_KEYS)]
    out += [t.ctrl(ctx, SET_KEYS, n, keys) for n in (0, 48, 79, 81, 80)]
    out += [t.ctrl(ctx, GET_KEYS, n, back) for n in (0, 48, 80)] + [t.hex(back, 80), t.errors()]
    fresh = t.ctx()
    t.ctrl(fresh, GET_KEYS, 80, back)
    one = t.hex(back, 80)
    t.ctrl(t.ctx(), GET_KEYS, 80, back)
    out += [one != t.hex(back, 80), one != "00" * 80]
    return out + [t.ssl.SSL_CTX_set_tlsext_ticket_key_evp_cb(ctx, t.NULL), t.ssl.SSL_CTX_set_session_ticket_cb(ctx, t.NULL, t.NULL, t.NULL),
                  t.ssl.SSL_CTX_callback_ctrl(ctx, 72, t.NULL), t.errors()]


def test_ticket_keys():
    diff.same(ticket_keys)
