# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Early data (0-RTT) between two ends of one library: what is accepted, what is refused and why, states, errors, secrets."""
import pytest

from differential import diff

CDEF = """
void SSL_CTX_set_allow_early_data_cb(SSL_CTX *, int (*)(SSL *, void *), void *);
void SSL_set_allow_early_data_cb(SSL *, int (*)(SSL *, void *), void *);
"""

HOSTNAME, GROUPS = 55, 92
NO_TICKET, NO_ANTI_REPLAY = 1 << 14, 1 << 24
ERRORS = {1: "SSL", 2: "WANT_READ", 3: "WANT_WRITE", 5: "SYSCALL", 6: "ZERO_RETURN", 0: "NONE"}


def contexts(t, where, allowed=1000, options=0):
    """A client's and a server's SSL_CTX; the server allows so many bytes of early data."""
    f = t.ssl
    sctx, cctx = t.server_ctx(f"{where}/p256.pem", f"{where}/p256.key"), t.ctx("TLS_client_method")
    f.SSL_CTX_load_verify_locations(cctx, f"{where}/roots.pem".encode(), t.NULL)
    f.SSL_CTX_set_max_early_data(sctx, allowed)
    f.SSL_CTX_set_options(sctx, options)
    return cctx, sctx


def session(t, cctx, sctx, before=lambda c, s: None):
    """A session from a connection of its own."""
    c, s = t.pair(cctx, sctx)
    before(c, s)
    t.shake(c, s)
    t.read(c)
    ss = t.ssl.SSL_get1_session(c)
    for x in (c, s):
        t.ssl.SSL_shutdown(x)
    t.ssl.SSL_free(c)
    t.ssl.SSL_free(s)
    t.errors()
    return ss


class Ends:
    """A client that offers ss and a server, with calls that answer as a program sees them."""

    def __init__(self, t, cctx, sctx, ss):
        self.t, self.f = t, t.ssl
        self.c, self.s = t.pair(cctx, sctx)
        if ss is not None:
            assert self.f.SSL_set_session(self.c, ss) == 1

    def told(self, x, ret, good=1):
        return [ret, ERRORS.get(self.f.SSL_get_error(x, 1 if ret == good else ret)), self.t.errors()]

    def write_early(self, x, data):
        n = self.t.ffi.new("size_t *")
        ret = self.f.SSL_write_early_data(x, data, len(data), n)
        return [*self.told(x, ret), n[0]]

    def read_early(self, n=4000):
        got, buf = self.t.ffi.new("size_t *"), self.t.ffi.new("char[]", n)
        ret = self.f.SSL_read_early_data(self.s, buf, n, got)  # 0 error, 1 success, 2 finish
        told = [ret, "NONE" if ret else ERRORS.get(self.f.SSL_get_error(self.s, 0)), self.t.errors(), got[0]]
        return [*told, self.t.ffi.buffer(buf, got[0])[:].decode() if ret == 1 else None]

    def read(self, x):
        got = self.t.read(x)
        return [got.decode() if isinstance(got, bytes) else ERRORS.get(got), self.t.errors()]

    def write(self, x, data):
        return self.told(x, self.f.SSL_write(x, data, len(data)), len(data))

    def shake(self):
        return [self.t.shake(self.c, self.s), self.t.errors()]

    def state(self, x):
        f = self.f
        return [f.SSL_get_early_data_status(x), f.SSL_in_init(x), f.SSL_is_init_finished(x), f.SSL_in_before(x), f.SSL_session_reused(x),
                self.t.text(f.SSL_state_string_long(x))]

    def exported(self, x, early=True):
        out = self.t.ffi.new("char[]", 32)
        if early:
            r = self.f.SSL_export_keying_material_early(x, out, 32, b"EXPORTER-test", 13, b"ctx", 3)
        else:
            r = self.f.SSL_export_keying_material(x, out, 32, b"EXPORTER-test", 13, b"ctx", 3, 1)
        return r, self.t.ffi.buffer(out, 32)[:]


# ---- the whole way --------------------------------------------------------------------------------------------------


def accepted(t, where, options):
    cctx, sctx = contexts(t, where, options=options)
    e = Ends(t, cctx, sctx, session(t, cctx, sctx))
    out = [e.state(e.c), e.state(e.s)]
    out += [e.write_early(e.c, b"GET"), e.state(e.c), e.write_early(e.c, b" / "), e.exported(e.c)[0]]
    out += [e.read_early(), e.state(e.s), e.read_early(), e.read_early(), e.state(e.s), e.exported(e.s)[0], e.exported(e.s) == e.exported(e.c)]
    # The server answers before it has seen the client's Finished, the client reads that and sends more.
    out += [e.write_early(e.s, b"half"), e.state(e.s), e.read(e.c), e.state(e.c), e.write_early(e.c, b"more"), e.read(e.c)]
    out += [e.read_early(), e.write(e.s, b"no"), e.state(e.s)]
    # The client's next plain write completes its handshake.
    out += [e.write(e.c, b"plain"), e.state(e.c), e.write_early(e.c, b"late"), e.read_early(), e.state(e.s), e.read_early()]
    out += [e.write_early(e.s, b"again"), e.read(e.s), e.state(e.s), e.read(e.c), e.read(e.c), e.write(e.s, b"end"), e.read(e.c), e.state(e.c)]
    out += [e.exported(e.c, False) == e.exported(e.s, False), e.exported(e.c)[1] == e.exported(e.s)[1]]
    return out


@pytest.mark.parametrize("options", [0, NO_ANTI_REPLAY, NO_TICKET], ids=["default", "no-anti-replay", "no-ticket"])
def test_accepted(options, pki):
    told = diff.same(accepted, str(pki.dir), options)
    assert told[6][4] == "GET"


def completed_by_handshake(t, where):
    cctx, sctx = contexts(t, where)
    e = Ends(t, cctx, sctx, session(t, cctx, sctx))
    out = [e.write_early(e.c, b"one"), e.read_early(), e.read_early()]
    out += [t.shake(e.c, e.s), t.errors()]
    return out + [e.state(e.c), e.state(e.s), e.write(e.c, b"x"), e.read(e.s), e.write_early(e.c, b"two"), e.read_early()]


def test_completed_by_handshake(pki):
    diff.same(completed_by_handshake, str(pki.dir))


def large(t, where):
    cctx, sctx = contexts(t, where, allowed=100000)
    t.ssl.SSL_CTX_set_recv_max_early_data(sctx, 100000)
    one, two = t.ffi.new("BIO **"), t.ffi.new("BIO **")
    e = Ends(t, cctx, sctx, session(t, cctx, sctx))
    t.crypto.BIO_new_bio_pair(one, 1 << 18, two, 1 << 18)
    t.ssl.SSL_set_bio(e.c, one[0], one[0])
    t.ssl.SSL_set_bio(e.s, two[0], two[0])
    out = [e.write_early(e.c, b"a" * 50000), e.write_early(e.c, b"b" * 50000)]
    data = ""
    for _ in range(200):
        r = e.read_early()
        if r[0] != 1:
            out.append(r)
            break
        data += r[4]
    return out + [data == "a" * 50000 + "b" * 50000, e.shake(), e.state(e.s)]


def test_large(pki):
    diff.same(large, str(pki.dir))


# ---- refused --------------------------------------------------------------------------------------------------------


def refused(t, where, why):
    cctx, sctx = contexts(t, where)
    f = t.ssl
    alpn = lambda names: b"".join(bytes([len(n)]) + n for n in names)
    chosen = [b"\x02h2"]

    def select(ssl, out, out_len, offered, n, arg):
        found = chosen[0]
        if not found:
            return 3
        out[0], out_len[0] = t.keep(t.ffi.from_buffer(found)) + 1, len(found) - 1
        return 0

    names = {"alpn": [b"h2", b"http/1.1"], "alpn gone": [b"h2"]}.get(why)
    if names:
        f.SSL_CTX_set_alpn_protos(cctx, alpn(names), len(alpn(names)))
        f.SSL_CTX_set_alpn_select_cb(sctx, t.callback("int(SSL *, const unsigned char **, unsigned char *, const unsigned char *, unsigned int, void *)", select), t.NULL)
    if why == "hello retry":
        t.ctrl(cctx, GROUPS, 0, "X25519:P-256")
    ss = session(t, cctx, sctx)
    e = Ends(t, cctx, sctx, ss)
    if why == "alpn":
        chosen[0] = b"\x08http/1.1"
    elif why == "alpn gone":
        chosen[0] = None
    elif why == "hello retry":
        t.ctrl(e.s, GROUPS, 0, "P-256")
    elif why == "suite":
        f.SSL_set_ciphersuites(e.s, b"TLS_CHACHA20_POLY1305_SHA256")
    elif why == "suite gone":
        f.SSL_set_ciphersuites(e.s, b"TLS_AES_128_GCM_SHA256")
    elif why == "callback":
        f.SSL_set_allow_early_data_cb(e.s, t.callback("int(SSL *, void *)", lambda ssl, arg: 0), t.NULL)
    elif why == "none allowed":
        f.SSL_set_max_early_data(e.s, 0)
    elif why == "age":
        f.SSL_SESSION_set_time(ss, f.SSL_SESSION_get_time(ss) - 100)
    out = [e.write_early(e.c, b"early"), e.write_early(e.c, b" bird")]
    if why == "not asked for":
        out.append([f.SSL_accept(e.s), t.errors()])
    else:
        for _ in range(3):  # over a HelloRetryRequest it takes a reading client
            got = e.read_early()
            out.append([got[0], got[4]])
            if got[0]:
                break
            out.append(e.read(e.c))
    out += [e.shake(), e.state(e.c), e.state(e.s), e.write(e.c, b"late"), e.read(e.s)]
    if why not in ("suite gone", "none allowed"):  # OpenSSL 3.0 crashes there
        out += [e.exported(e.c)[0], e.exported(e.s)[0]]
    return out


REASONS = ["alpn", "alpn gone", "hello retry", "suite gone", "callback", "none allowed", "age", "not asked for"]


@pytest.mark.parametrize("why", REASONS)
def test_refused(why, pki):
    theirs, mine = diff.run(refused, str(pki.dir), why)
    # OpenSSL has used the ticket up for the first hello; and it takes the name of a session for a ticket.
    if why in ("hello retry", "none allowed"):
        assert [x[4] for x in theirs[4:6]] == [0, 0] and [x[4] for x in mine[4:6]] == [1, 1]
        theirs[4][4] = theirs[5][4] = 1
    assert mine == theirs


def written_after_refusal(t, where):
    cctx, sctx = contexts(t, where)
    e = Ends(t, cctx, sctx, session(t, cctx, sctx))
    t.ssl.SSL_set_allow_early_data_cb(e.s, t.callback("int(SSL *, void *)", lambda ssl, arg: 0), t.NULL)
    out = [e.write_early(e.c, b"early"), e.read_early(), e.write_early(e.s, b"0.5"), e.read(e.c), e.state(e.c), e.write_early(e.c, b"more")]
    return out + [e.shake(), e.state(e.c), e.write(e.c, b"late"), e.read(e.s)]


def test_written_after_refusal(pki):
    diff.same(written_after_refusal, str(pki.dir))


def replayed(t, where, options):
    """One session, twice: anti-replay makes a ticket serve once."""
    cctx, sctx = contexts(t, where, options=options)
    ss = session(t, cctx, sctx)
    copy = t.ssl.SSL_SESSION_dup(ss)
    out = []
    for x in (ss, copy):
        e = Ends(t, cctx, sctx, x)
        out += [e.write_early(e.c, b"once")[0], e.read_early()[0], e.shake()[0], e.state(e.c), e.state(e.s)]
    return out


@pytest.mark.parametrize("options", [0, NO_ANTI_REPLAY], ids=["default", "no-anti-replay"])
def test_replayed(options, pki):
    diff.same(replayed, str(pki.dir), options)


def single_use_without_early_data(t, where):
    """Where early data is allowed, a ticket serves once even for those who send none."""
    cctx, sctx = contexts(t, where)
    ss = session(t, cctx, sctx)
    copy = t.ssl.SSL_SESSION_dup(ss)
    out = []
    for x in (ss, copy):
        e = Ends(t, cctx, sctx, x)
        out += [e.shake(), e.state(e.c)]
    return out


def test_single_use_without_early_data(pki):
    diff.same(single_use_without_early_data, str(pki.dir))


# ---- errors ---------------------------------------------------------------------------------------------------------


def misplaced(t, where):
    f = t.ssl
    cctx, sctx = contexts(t, where)
    ss = session(t, cctx, sctx)
    out = []
    e = Ends(t, cctx, sctx, None)
    out += [e.write_early(e.c, b"x"), e.state(e.c), e.write_early(e.s, b"x")]
    e = Ends(t, cctx, sctx, ss)
    n, buf = t.ffi.new("size_t *"), t.ffi.new("char[10]")
    out += [f.SSL_read_early_data(e.c, buf, 10, n), t.errors()]
    out += [e.read_early(), e.read(e.s), e.write(e.s, b"x"), e.write_early(e.s, b"x")]  # between two calls of SSL_read_early_data
    out += [e.shake(), e.write_early(e.c, b"x"), e.read_early()]
    e = Ends(t, cctx, sctx, ss)
    out += [f.SSL_do_handshake(e.c), e.write_early(e.c, b"x")]
    e = Ends(t, cctx, sctx, None)
    out += [f.SSL_do_handshake(e.s), e.read_early()]
    return out


def test_misplaced(pki):
    diff.same(misplaced, str(pki.dir))


def too_much(t, where, who):
    cctx, sctx = contexts(t, where, allowed=20)
    f = t.ssl
    e = Ends(t, cctx, sctx, session(t, cctx, sctx))
    out = []
    if who == "server":
        f.SSL_set_recv_max_early_data(e.s, 8)
    if who == "client":
        out += [e.write_early(e.c, b"x" * 20), e.write_early(e.c, b"x"), e.write_early(e.c, b"x"), t.text(f.SSL_state_string_long(e.c))]
    else:
        out += [e.write_early(e.c, b"x" * 8), e.write_early(e.c, b"x"), e.read_early(), e.read_early(), e.read_early(), e.read(e.c)]
    return out


@pytest.mark.parametrize("who", ["client", "server"])
def test_too_much(who, pki):
    diff.same(too_much, str(pki.dir), who)


def inconsistent(t, where, why):
    cctx, sctx = contexts(t, where)
    f = t.ssl
    f.SSL_CTX_set_alpn_protos(cctx, b"\x02h2", 3)

    def select(ssl, out, out_len, offered, n, arg):
        out[0], out_len[0] = offered + 1, offered[0]
        return 0

    f.SSL_CTX_set_alpn_select_cb(sctx, t.callback("int(SSL *, const unsigned char **, unsigned char *, const unsigned char *, unsigned int, void *)", select), t.NULL)
    t.ssl.SSL_CTX_callback_ctrl(sctx, 53, t.ffi.cast("void (*)(void)", t.callback("int(SSL *, int *, void *)", lambda *a: 0)))
    ss = session(t, cctx, sctx, lambda c, s: t.ctrl(c, HOSTNAME, 0, "one.test"))
    e = Ends(t, cctx, sctx, ss)
    if why != "no name":
        t.ctrl(e.c, HOSTNAME, 0, "two.test" if why == "name" else "one.test")
    if why == "protocol":
        f.SSL_set_alpn_protos(e.c, b"\x02h3", 3)
    elif why == "no protocol":
        f.SSL_set_alpn_protos(e.c, t.NULL, 0)
    return [e.write_early(e.c, b"x"), e.write_early(e.c, b"x"), e.read_early()[0]]


@pytest.mark.parametrize("why", ["name", "no name", "protocol", "no protocol", "nothing"])
def test_inconsistent(why, pki):
    diff.same(inconsistent, str(pki.dir), why)


def left_unread(t, where):
    """A server that completes the handshake although early data waits."""
    cctx, sctx = contexts(t, where)
    e = Ends(t, cctx, sctx, session(t, cctx, sctx))
    out = [e.write_early(e.c, b"abc"), e.write_early(e.c, b"def"), e.read_early(1), e.shake()[0]]
    return out


def test_left_unread(pki):
    theirs, mine = diff.run(left_unread, str(pki.dir))
    assert theirs[3][1][0] == mine[3][1][0] == -1


# ---- callbacks ------------------------------------------------------------------------------------------------------


def secrets_logged(t, where):
    cctx, sctx = contexts(t, where)
    lines = {"c": [], "s": []}
    for side, ctx in (("c", cctx), ("s", sctx)):
        t.ssl.SSL_CTX_set_keylog_callback(ctx, t.callback("void(const SSL *, const char *)", lambda ssl, line, side=side: lines[side].append(t.text(line).split())))
    ss = session(t, cctx, sctx)
    lines["c"].clear(), lines["s"].clear()
    e = Ends(t, cctx, sctx, ss)
    e.write_early(e.c, b"x"), e.read_early(), e.read_early(), e.shake()
    return {k: sorted(line[0] for line in v) for k, v in lines.items()} | {"same": sorted(lines["c"]) == sorted(lines["s"])}


def test_secrets_logged(pki):
    diff.same(secrets_logged, str(pki.dir))


def messages_seen(t, where):
    cctx, sctx = contexts(t, where)
    ss = session(t, cctx, sctx)
    seen = {"c": [], "s": []}
    e = Ends(t, cctx, sctx, ss)
    for side, x in (("c", e.c), ("s", e.s)):
        def tell(sent, version, content, buf, n, ssl, arg, side=side):
            if content < 256:  # how messages share records is each library's own matter
                seen[side].append([sent, version, content, t.ffi.buffer(t.ffi.cast("char *", buf), 1)[:].hex()])

        t.ssl.SSL_set_msg_callback(x, t.callback("void(int, int, int, const void *, size_t, SSL *, void *)", tell))
    e.write_early(e.c, b"x"), e.read_early(), e.write_early(e.s, b"y"), e.read(e.c), e.write(e.c, b"z"), e.read_early(), e.read(e.s), e.read(e.c)
    return seen


def test_messages_seen(pki):
    diff.same(messages_seen, str(pki.dir))


def steps_told(t, where):
    cctx, sctx = contexts(t, where)
    ss = session(t, cctx, sctx)
    seen = {"c": [], "s": []}
    e = Ends(t, cctx, sctx, ss)
    for side, x in (("c", e.c), ("s", e.s)):
        def tell(ssl, what, ret, side=side):
            seen[side].append([what, t.text(t.ssl.SSL_state_string(ssl))])

        t.ssl.SSL_set_info_callback(x, t.callback("void(const SSL *, int, int)", tell))
    e.write_early(e.c, b"x"), e.read_early(), e.read_early(), e.shake()
    return seen


def test_steps_told(pki):
    diff.same(steps_told, str(pki.dir))
