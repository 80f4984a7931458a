# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Pre-shared keys of the program's in TLS 1.3: the callbacks of both kinds, with and without certificates, early data, errors."""
import pytest

from differential import diff
from differential.session.test_early import Ends

CDEF = """
void SSL_CTX_set_psk_use_session_callback(SSL_CTX *, int (*)(SSL *, const void *, const unsigned char **, size_t *, SSL_SESSION **));
void SSL_CTX_set_psk_find_session_callback(SSL_CTX *, int (*)(SSL *, const unsigned char *, size_t, SSL_SESSION **));
void SSL_CTX_set_psk_client_callback(SSL_CTX *, unsigned int (*)(SSL *, const char *, char *, unsigned int, unsigned char *, unsigned int));
void SSL_CTX_set_psk_server_callback(SSL_CTX *, unsigned int (*)(SSL *, const char *, unsigned char *, unsigned int));
int SSL_CTX_use_psk_identity_hint(SSL_CTX *, const char *); int SSL_use_psk_identity_hint(SSL *, const char *);
const char *SSL_get_psk_identity(const SSL *); const char *SSL_get_psk_identity_hint(const SSL *);
int EVP_MD_get_size(const void *);
"""
GROUPS, TLS12, NO_ANTI_REPLAY = 92, 0x0303, 1 << 24
KEY, NAME = b"0123456789abcdef0123456789abcdef", b"somebody"


def key(t, suite=b"\x13\x01", secret=KEY, version=0x0304, early=0):
    f = t.ssl
    ss = f.SSL_SESSION_new()
    s = t.new(method="TLS_method")
    f.SSL_SESSION_set1_master_key(ss, secret, len(secret))
    if suite:
        f.SSL_SESSION_set_cipher(ss, f.SSL_CIPHER_find(s, suite))
    f.SSL_SESSION_set_protocol_version(ss, version)
    f.SSL_SESSION_set_max_early_data(ss, early)
    return ss


class World:
    """Contexts with new or old callbacks that write down what they were asked."""

    def __init__(self, t, where, client="new", server="new", cert=False, give=None, find=None, version=None, name=NAME, suites=b"TLS_AES_128_GCM_SHA256"):
        self.t, f = t, t.ssl
        self.asked = []
        self.sctx = t.server_ctx(f"{where}/p256.pem", f"{where}/p256.key") if cert else t.ctx("TLS_server_method")
        self.cctx = t.ctx("TLS_client_method")
        f.SSL_CTX_load_verify_locations(self.cctx, f"{where}/roots.pem".encode(), t.NULL)
        # OpenSSL's server settles on a suite before it looks at keys, and then takes none that is for another hash.
        f.SSL_CTX_set_ciphersuites(self.cctx, suites)
        if version:
            t.ctrl(self.cctx, 124, version)
        give, find = give or (lambda: key(t)), find or (lambda: key(t))
        identity = t.keep(t.ffi.new("unsigned char[]", name))

        def use(ssl, md, out, out_len, session):
            self.asked.append(["use", None if md == t.NULL else t.crypto.EVP_MD_get_size(md)])
            ss = give()
            if ss is False:
                return 0
            out[0], out_len[0], session[0] = identity, len(name), t.NULL if ss is None else ss
            return 1

        def search(ssl, got, n, session):
            got = t.ffi.buffer(got, n)[:]
            if n <= len(name):  # and is no ticket
                self.asked.append(["find", got.decode("latin-1")])
            ss = find() if got == name else None
            if ss is False:
                return 0
            session[0] = t.NULL if ss is None else ss
            return 1

        def old_client(ssl, hint, out, max_out, secret, max_secret):
            self.asked.append(["client", None if hint == t.NULL else t.text(hint), max_out, max_secret])
            t.ffi.memmove(out, name + b"\0", len(name) + 1)
            return self.old(secret)

        def old_server(ssl, got, secret, max_secret):
            if t.text(got).isalnum():  # and is no ticket
                self.asked.append(["server", t.text(got), max_secret])
            return self.old(secret) if t.text(got) == name.decode() else 0

        self.secret = KEY
        if client == "new":
            f.SSL_CTX_set_psk_use_session_callback(self.cctx, t.callback("int(SSL *, const void *, const unsigned char **, size_t *, SSL_SESSION **)", use))
        elif client == "old":
            f.SSL_CTX_set_psk_client_callback(self.cctx, t.callback("unsigned int(SSL *, const char *, char *, unsigned int, unsigned char *, unsigned int)", old_client))
        if server == "new":
            f.SSL_CTX_set_psk_find_session_callback(self.sctx, t.callback("int(SSL *, const unsigned char *, size_t, SSL_SESSION **)", search))
        elif server == "old":
            f.SSL_CTX_set_psk_server_callback(self.sctx, t.callback("unsigned int(SSL *, const char *, unsigned char *, unsigned int)", old_server))

    def old(self, secret):
        self.t.ffi.memmove(secret, self.secret, min(len(self.secret), 256))
        return len(self.secret)

    def connect(self, ss=None, before=lambda c, s: None):
        t, f = self.t, self.t.ssl
        c, s = t.pair(self.cctx, self.sctx)
        if ss is not None:
            f.SSL_set_session(c, ss)
        before(c, s)
        out = [t.shake(c, s), t.errors(), f.SSL_session_reused(c), f.SSL_session_reused(s), f.SSL_get_verify_result(c)]
        # A binder that does not verify: decrypt_error (RFC 8446 §6.2), where OpenSSL says illegal_parameter.
        out[1] = [{"SSL:1047": "SSL:1051"}.get(e, e) for e in out[1]]
        out += [t.text(f.SSL_CIPHER_get_name(f.SSL_get_current_cipher(c))) if out[0][0][0] == 1 else None]
        out += [f.SSL_write(s, b"hello", 5), str(t.read(c)), f.SSL_write(c, b"hello", 5), str(t.read(s))]
        out += [t.text(f.SSL_get_psk_identity(s)), t.text(f.SSL_get_psk_identity_hint(s)), list(self.asked)]
        t.errors()
        self.asked.clear()
        got = f.SSL_get1_session(c)
        f.SSL_shutdown(c), f.SSL_shutdown(s)
        return out, got


def agreed(t, where, client, server, cert):
    w = World(t, where, client, server, cert)
    first, ss = w.connect()
    # The ticket that came of it, beside the key.
    second, _ = w.connect(ss)
    return [*first, *second]


@pytest.mark.parametrize("cert", [False, True], ids=["key alone", "certificate too"])
@pytest.mark.parametrize("server", ["new", "old", None])
@pytest.mark.parametrize("client", ["new", "old", None])
def test_agreed(client, server, cert, pki):
    theirs, mine = diff.run(agreed, str(pki.dir), client, server, cert)
    # OpenSSL's SSL_get_verify_result() says "unspecified" of a session that came of a key, though not of the key itself.
    assert theirs[17] == int(bool(client and server)) and mine[17] == 0
    assert mine[:17] + mine[18:] == theirs[:17] + theirs[18:]


def by_hash(t, where, suite, offered):
    w = World(t, where, give=lambda: key(t, bytes.fromhex(suite), KEY + KEY[:16]), find=lambda: key(t, bytes.fromhex(suite), KEY + KEY[:16]))
    t.ssl.SSL_CTX_set_ciphersuites(w.cctx, offered.encode())
    return w.connect()[0][:9]


@pytest.mark.parametrize("offered", ["TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256:TLS_AES_256_GCM_SHA384"])
@pytest.mark.parametrize("suite", ["1301", "1302", "1303"])
def test_by_hash(suite, offered, pki):
    theirs, mine = diff.run(by_hash, str(pki.dir), suite, offered)
    # Ours takes a suite that fits the key, when there is one.
    assert mine[0] == [[1, 0], [1, 0]] and mine[2:4] == [1, 1] and mine[5].endswith({"1302": "SHA384"}.get(suite, "SHA256"))
    assert theirs[0] == [[-1, 1], [-1, 1]] or theirs == mine


def over_hello_retry(t, where, suite):
    make = lambda: key(t, bytes.fromhex(suite))
    w = World(t, where, give=make, find=make, cert=True, suites={"1301": b"TLS_AES_128_GCM_SHA256", "1302": b"TLS_AES_256_GCM_SHA384"}[suite])
    t.ctrl(w.cctx, GROUPS, 0, "X25519:P-256")
    t.ctrl(w.sctx, GROUPS, 0, "P-256")
    return w.connect()[0]


@pytest.mark.parametrize("suite", ["1301", "1302"])
def test_over_hello_retry(suite, pki):
    diff.same(over_hello_retry, str(pki.dir), suite)


def changed_over_hello_retry(t, where):
    keys = iter([b"\x13\x01", b"\x13\x02"])
    w = World(t, where, find=lambda: key(t, next(keys)), cert=True)
    t.ctrl(w.cctx, GROUPS, 0, "X25519:P-256")
    t.ctrl(w.sctx, GROUPS, 0, "P-256")
    return w.connect()[0]


def test_changed_over_hello_retry(pki):
    diff.same(changed_over_hello_retry, str(pki.dir))


def wrong(t, where, why):
    give = find = None
    kw = {"cert": True}
    if why == "other secret":
        find = lambda: key(t, secret=KEY[::-1])
    elif why == "unknown":
        find = lambda: None
    elif why == "no key":
        give = lambda: None
    elif why == "client fails":
        give = lambda: False
    elif why == "server fails":
        find = lambda: False
    elif why == "client's version":
        give = lambda: key(t, b"\xc0\x2b", version=TLS12)
    elif why == "TLS 1.2 alone":
        kw["version"] = TLS12
    elif why == "unknown and no certificate":
        find, kw = (lambda: None), {}
    w = World(t, where, give=give, find=find, **kw)
    return w.connect()[0]


@pytest.mark.parametrize("why", ["other secret", "unknown", "no key", "client fails", "server fails", "client's version", "TLS 1.2 alone",
                                 "unknown and no certificate"])
def test_wrong(why, pki):
    diff.same(wrong, str(pki.dir), why)


def old_sizes(t, where, n, side):
    w = World(t, where, "old" if side == "client" else "new", "old" if side == "server" else "new", True)
    w.secret = b"k" * n
    return w.connect()[0][:5]


@pytest.mark.parametrize("side", ["client", "server"])
@pytest.mark.parametrize("n", [0, 1, 16, 64])
def test_old_sizes(n, side, pki):
    diff.same(old_sizes, str(pki.dir), n, side)


def names(t, where, n):
    w = World(t, where, "old", "old", True, name=b"n" * n)
    return w.connect()[0][:5]


@pytest.mark.parametrize("n", [1, 128, 255])
def test_names(n, pki):
    diff.same(names, str(pki.dir), n)


def early(t, where, allowed, options):
    w = World(t, where, give=lambda: key(t, early=1000), find=lambda: key(t, early=allowed))
    t.ssl.SSL_CTX_set_max_early_data(w.sctx, 1000)
    t.ssl.SSL_CTX_set_options(w.sctx, options)
    e = Ends(t, w.cctx, w.sctx, None)
    out = [e.write_early(e.c, b"early"), e.read_early(), e.exported(e.c)[0], e.exported(e.c) == e.exported(e.s), e.read_early(), e.shake()]
    return [*out, e.state(e.c), e.state(e.s), e.write(e.c, b"late"), e.read(e.s), e.read(e.c), w.asked]


def test_early(pki):
    diff.same(early, str(pki.dir), 1000, NO_ANTI_REPLAY)


def test_early_may_be_a_replay(pki):
    # Nobody can tell a replay under such a key, so ours takes it only from programs that do not want to be protected.
    theirs, mine = diff.run(early, str(pki.dir), 1000, 0)
    assert theirs[1][4] == "early" and mine[1] == [2, "NONE", [], 0, None]
    assert mine[5] == theirs[5] == [[[1, 0], [1, 0]], []] and mine[8:] == theirs[8:]


def hints(t):
    f, ctx = t.ssl, t.ctx()
    s = t.new(ctx)
    out = [f.SSL_CTX_use_psk_identity_hint(ctx, h) for h in (b"", b"hint", b"h" * 128, b"h" * 257, t.NULL)]
    return out + [f.SSL_use_psk_identity_hint(s, h) for h in (b"hint", b"h" * 257, t.NULL)] + [t.errors(), t.text(f.SSL_get_psk_identity_hint(s))]


def test_hints():
    diff.same(hints)
