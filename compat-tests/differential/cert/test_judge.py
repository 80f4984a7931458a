# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Verification in handshakes: results, alerts, error queues, chains, callbacks and their power, for every bad kind."""
import pytest

from differential import diff
from differential.cert.common import load_cert, subject, subjects

CDEF = """
void X509_STORE_CTX_set_error_depth(X509_STORE_CTX *, int);
int X509_STORE_set_purpose(X509_STORE *, int); int X509_STORE_set_depth(X509_STORE *, int);
void X509_STORE_CTX_set0_verified_chain(X509_STORE_CTX *, STACK *); X509 *X509_STORE_CTX_get0_current_issuer(const X509_STORE_CTX *);
int X509_VERIFY_PARAM_set1_email(X509_VERIFY_PARAM *, const char *, size_t);
void X509_VERIFY_PARAM_set_auth_level(X509_VERIFY_PARAM *, int); int X509_VERIFY_PARAM_set_trust(X509_VERIFY_PARAM *, int);
int X509_PURPOSE_add(int id, int trust, int flags, int (*ck)(const void *, const X509 *, int), const char *name, const char *sname, void *arg);
int X509_TRUST_add(int id, int flags, int (*ck)(void *, X509 *, int), const char *name, int arg1, void *arg2);
int X509_VERIFY_PARAM_set_inh_flags(X509_VERIFY_PARAM *, uint32_t);
"""

SERVERS = ("p256", "p384", "p521", "ed25519", "rsa2048", "rsa4096", "rsapss", "expired", "notyet", "wronghost", "wrongip", "unknownca", "unknownca-sent", "selfsigned",
           "nointermediate", "truncated", "deep", "reordered", "wrongeku", "int-expired", "notca", "pathlen", "badsig", "sha1", "rsa1024-leaf")
CLIENTS = ("client-p256", "client-rsa2048", "client-rsapss", "client-ed25519", "client-expired", "client-unknown", "client-servereku", "p256", "selfsigned", None)
HOSTS = {"wronghost": "bad.test", "wrongip": "bad.test"}


def serve(t, where, name, level=None):
    ctx = t.ctx("TLS_server_method")
    # A server may be careless: what it sends is for the client to judge.
    t.ssl.SSL_CTX_set_security_level(ctx, 0)
    assert t.ssl.SSL_CTX_use_certificate_chain_file(ctx, f"{where}/{name}.pem".encode()) == 1, t.errors()
    assert t.ssl.SSL_CTX_use_PrivateKey_file(ctx, f"{where}/{name}.key".encode(), 1) == 1, t.errors()
    t.ctrl(ctx, 33, 0x8)  # SSL_MODE_NO_AUTO_CHAIN
    return ctx


def version(t, ctx, v):
    t.ctrl(ctx, 123, v)
    t.ctrl(ctx, 124, v)


def outcome(t, c, s):
    """What both sides know after the handshake."""
    f = t.ssl
    shaken = t.shake(c, s)
    out = {"shaken": shaken, "errors": t.errors()}
    for side, x in (("client", c), ("server", s)):
        peer = f.SSL_get0_peer_certificate(x)
        out[side] = {
            "result": f.SSL_get_verify_result(x),
            "peer": subject(t, peer) if peer != t.NULL else None,
            "chain": subjects(t, f.SSL_get_peer_cert_chain(x)),
            "verified": subjects(t, f.SSL_get0_verified_chain(x)),
            "name": t.text(f.SSL_get0_peername(x)),
        }
    if any(o[0] != 1 for o in shaken):
        # After a failure the peer's chain is of no use to anyone; OpenSSL shows what it had got to, version by version.
        for side in ("client", "server"):
            del out[side]["peer"], out[side]["chain"]
    return out


def judged(t, where, server, v, mode, setup=None):
    sctx, cctx = serve(t, where, server), t.ctx("TLS_client_method")
    version(t, cctx, v)
    f = t.ssl
    f.SSL_CTX_load_verify_locations(cctx, f"{where}/roots.pem".encode(), t.NULL)
    f.SSL_CTX_set_verify(cctx, mode, t.NULL)
    c, s = t.pair(cctx, sctx)
    host = "bad.test" if server not in ("p256", "p384", "p521", "ed25519", "rsa2048", "rsa4096", "rsapss") else f"{server}.test"
    f.SSL_set1_host(c, host.encode())
    return outcome(t, c, s)


def all_judged(t, where, v, mode):
    # A key of 1,024 bits is refused here even by a client that verifies nothing.
    return [[n, judged(t, where, n, v, mode)] for n in SERVERS if mode or n != "rsa1024-leaf"]


@pytest.mark.parametrize("v", (0x0303, 0x0304))
@pytest.mark.parametrize("mode", (0, 1))
def test_servers(pki, v, mode):
    theirs, mine = diff.run(all_judged, str(pki.dir), v, mode)
    for a, b in zip(theirs, mine):
        assert b == a


def client_judged(t, where, name, v, mode):
    f = t.ssl
    sctx, cctx = serve(t, where, "p256"), t.ctx("TLS_client_method")
    version(t, cctx, v)
    f.SSL_CTX_load_verify_locations(sctx, f"{where}/roots.pem".encode(), t.NULL)
    f.SSL_CTX_set_verify(sctx, mode, t.NULL)
    f.SSL_CTX_set_client_CA_list(sctx, f.SSL_load_client_CA_file(f"{where}/roots.pem".encode()))
    if name:
        assert f.SSL_CTX_use_certificate_chain_file(cctx, f"{where}/{name}.pem".encode()) == 1
        assert f.SSL_CTX_use_PrivateKey_file(cctx, f"{where}/{name}.key".encode(), 1) == 1
    c, s = t.pair(cctx, sctx)
    out = outcome(t, c, s)
    if out["shaken"][0][0] == 1:
        # In TLS 1.3 the client is done before the server has judged.
        out["after"] = [t.read(c, 10) if v == 0x0304 else None, t.errors()]
        sk = f.SSL_get_client_CA_list(c)
        out["asked for"] = len(t.stack(sk) or [])
    return out


def all_clients(t, where, v, mode):
    return [[n, client_judged(t, where, n, v, mode)] for n in CLIENTS]


@pytest.mark.parametrize("v", (0x0303, 0x0304))
@pytest.mark.parametrize("mode", (0, 1, 3, 5))
def test_clients(pki, v, mode):
    theirs, mine = diff.run(all_clients, str(pki.dir), v, mode)
    for a, b in zip(theirs, mine):
        assert b == a


def watched(t, where, server, v, policy, role="client"):
    """A verify callback that writes down all it can ask, and answers by a policy."""
    f, c_ = t.ssl, t.crypto
    log = []
    me = {}

    def seen(ok, sc):
        x = c_.X509_STORE_CTX_get_current_cert(sc)
        ssl = c_.X509_STORE_CTX_get_ex_data(sc, f.SSL_get_ex_data_X509_STORE_CTX_idx())
        log.append([ok, c_.X509_STORE_CTX_get_error(sc), c_.X509_STORE_CTX_get_error_depth(sc), subject(t, x) if x != t.NULL else None,
                    ssl == me["ssl"], subjects(t, c_.X509_STORE_CTX_get0_chain(sc)), subjects(t, c_.X509_STORE_CTX_get0_untrusted(sc)), subject(t, c_.X509_STORE_CTX_get0_cert(sc))])
        if policy == "yes":
            return 1
        if policy == "no":
            return 0
        if policy == "clear":
            c_.X509_STORE_CTX_set_error(sc, 0)
            return 1
        if policy == "other":
            c_.X509_STORE_CTX_set_error(sc, 50)
            return 0
        return ok

    cb = t.callback("verify_cb", seen)
    sctx, cctx = serve(t, where, server if role == "client" else "p256"), t.ctx("TLS_client_method")
    version(t, cctx, v)
    judge = cctx if role == "client" else sctx
    f.SSL_CTX_load_verify_locations(judge, f"{where}/roots.pem".encode(), t.NULL)
    f.SSL_CTX_set_verify(judge, 1, cb)
    if role == "server":
        f.SSL_CTX_use_certificate_chain_file(cctx, f"{where}/{server}.pem".encode())
        f.SSL_CTX_use_PrivateKey_file(cctx, f"{where}/{server}.key".encode(), 1)
    c, s = t.pair(cctx, sctx)
    me["ssl"] = t.ffi.cast("void *", c if role == "client" else s)
    if role == "client":
        f.SSL_set1_host(c, b"bad.test" if server != "p256" else b"p256.test")
    return [outcome(t, c, s), log]


def all_watched(t, where, v, policy):
    return [[n, watched(t, where, n, v, policy)] for n in ("p256", "deep", "expired", "wronghost", "unknownca", "unknownca-sent", "selfsigned", "nointermediate", "wrongeku", "badsig",
                                                            "int-expired", "notca", "pathlen", "sha1")] + [
        [n, watched(t, where, n, v, policy, "server")] for n in ("client-p256", "client-expired", "client-unknown", "client-servereku")]


@pytest.mark.parametrize("v", (0x0303, 0x0304))
@pytest.mark.parametrize("policy", ("same", "yes", "no", "clear", "other"))
def test_callbacks(pki, v, policy):
    theirs, mine = diff.run(all_watched, str(pki.dir), v, policy)
    for a, b in zip(theirs, mine):
        assert b == a


def by_own_function(t, where, v, answer, error, mode):
    """SSL_CTX_set_cert_verify_callback, with each X509_V_ERR_ number: the alert that the peer gets."""
    f, c_ = t.ssl, t.crypto
    seen = []

    def judge(sc, arg):
        seen.append([subject(t, c_.X509_STORE_CTX_get0_cert(sc)), subjects(t, c_.X509_STORE_CTX_get0_untrusted(sc)), t.text(arg)])
        c_.X509_STORE_CTX_set_error(sc, error)
        return answer

    cb = t.callback("int(X509_STORE_CTX *, void *)", judge)
    sctx, cctx = serve(t, where, "p256"), t.ctx("TLS_client_method")
    version(t, cctx, v)
    f.SSL_CTX_set_cert_verify_callback(cctx, cb, t.keep(t.ffi.new("char[]", b"my argument")))
    f.SSL_CTX_set_verify(cctx, mode, t.NULL)
    c, s = t.pair(cctx, sctx)
    return [outcome(t, c, s), seen]


def all_errors(t, where, v):
    return [[e, by_own_function(t, where, v, 0, e, 1)] for e in list(range(0, 100)) + [1000, -1]]


@pytest.mark.parametrize("v", (0x0303, 0x0304))
def test_alerts(pki, v):
    theirs, mine = diff.run(all_errors, str(pki.dir), v)
    for a, b in zip(theirs, mine):
        assert b == a


def own_answers(t, where, v):
    return [[a, e, m, by_own_function(t, where, v, a, e, m)] for a in (1, 0, -1, 2) for e in (0, 20) for m in (0, 1)]


@pytest.mark.parametrize("v", (0x0303, 0x0304))
def test_own_answers(pki, v):
    diff.same(own_answers, str(pki.dir), v)


def tune_nothing(t, where, ctx, ssl):
    pass


def _param(f):
    return lambda t, where, ctx, ssl: f(t, t.crypto, t.ssl.SSL_get0_param(ssl))


def _store(f):
    return lambda t, where, ctx, ssl: f(t, t.crypto, t.ssl.SSL_CTX_get_cert_store(ctx), where)


def _trust(*names, flags=0):
    def go(t, where, ctx, ssl):
        store = t.crypto.X509_STORE_new()
        for n in names:
            t.crypto.X509_STORE_add_cert(store, load_cert(t, f"{where}/{n}.crt"))
        t.crypto.X509_STORE_set_flags(store, flags)
        t.ssl.SSL_CTX_set_cert_store(ctx, store)

    return go


TUNINGS = {
    "nothing": tune_nothing,
    "depth 0": lambda t, w, ctx, ssl: t.ssl.SSL_set_verify_depth(ssl, 0),
    "depth 1": lambda t, w, ctx, ssl: t.ssl.SSL_set_verify_depth(ssl, 1),
    "depth 2": lambda t, w, ctx, ssl: t.ssl.SSL_set_verify_depth(ssl, 2),
    "purpose client": lambda t, w, ctx, ssl: t.ssl.SSL_set_purpose(ssl, 1),
    "purpose any": lambda t, w, ctx, ssl: t.ssl.SSL_set_purpose(ssl, 7),
    "trust email": lambda t, w, ctx, ssl: t.ssl.SSL_set_trust(ssl, 4),
    "trust object": lambda t, w, ctx, ssl: t.ssl.SSL_set_trust(ssl, 5),
    "param purpose": _param(lambda t, c, p: c.X509_VERIFY_PARAM_set_purpose(p, 1)),
    "param purpose any": _param(lambda t, c, p: c.X509_VERIFY_PARAM_set_purpose(p, 7)),
    "param trust": _param(lambda t, c, p: c.X509_VERIFY_PARAM_set_trust(p, 5)),
    "time": _param(lambda t, c, p: c.X509_VERIFY_PARAM_set_time(p, 1000000000)),
    "no time": _param(lambda t, c, p: c.X509_VERIFY_PARAM_set_flags(p, 0x200000)),
    "crl": _param(lambda t, c, p: c.X509_VERIFY_PARAM_set_flags(p, 0x4)),
    "partial": _param(lambda t, c, p: c.X509_VERIFY_PARAM_set_flags(p, 0x80000)),
    "strict": _param(lambda t, c, p: c.X509_VERIFY_PARAM_set_flags(p, 0x20)),
    "policy": _param(lambda t, c, p: c.X509_VERIFY_PARAM_set_flags(p, 0x180)),
    "suite b": _param(lambda t, c, p: c.X509_VERIFY_PARAM_set_flags(p, 0x30000)),
    "check ss": _param(lambda t, c, p: c.X509_VERIFY_PARAM_set_flags(p, 0x4000)),
    "no alt": _param(lambda t, c, p: c.X509_VERIFY_PARAM_set_flags(p, 0x100000)),
    "level 0": _param(lambda t, c, p: c.X509_VERIFY_PARAM_set_auth_level(p, 0)),
    "level 4": _param(lambda t, c, p: c.X509_VERIFY_PARAM_set_auth_level(p, 4)),
    "ssl level 0": lambda t, w, ctx, ssl: t.ssl.SSL_set_security_level(ssl, 0),
    "ssl level 3": lambda t, w, ctx, ssl: t.ssl.SSL_set_security_level(ssl, 3),
    "email": _param(lambda t, c, p: c.X509_VERIFY_PARAM_set1_email(p, b"a@b.c", 0)),
    "ip right": _param(lambda t, c, p: c.X509_VERIFY_PARAM_set1_ip_asc(p, b"127.0.0.1")),
    "ip wrong": _param(lambda t, c, p: c.X509_VERIFY_PARAM_set1_ip_asc(p, b"127.0.0.9")),
    "host wrong": lambda t, w, ctx, ssl: t.ssl.SSL_set1_host(ssl, b"nobody.test"),
    "host right": lambda t, w, ctx, ssl: (t.ssl.SSL_set1_host(ssl, b"x.test"), t.ssl.SSL_add1_host(ssl, b"bad.test"), t.ssl.SSL_add1_host(ssl, b"p256.test"))[0],
    "host wild": lambda t, w, ctx, ssl: t.ssl.SSL_set1_host(ssl, b"www.p256.test"),
    "host no wild": lambda t, w, ctx, ssl: (t.ssl.SSL_set1_host(ssl, b"www.p256.test"), t.ssl.SSL_set_hostflags(ssl, 2)),
    "host dot": lambda t, w, ctx, ssl: t.ssl.SSL_set1_host(ssl, b".p256.test"),
    "host ip": lambda t, w, ctx, ssl: t.ssl.SSL_set1_host(ssl, b"127.0.0.1"),
    "store purpose": _store(lambda t, c, st, w: c.X509_STORE_set_purpose(st, 1)),
    "store purpose any": _store(lambda t, c, st, w: c.X509_STORE_set_purpose(st, 7)),
    "store depth": _store(lambda t, c, st, w: c.X509_STORE_set_depth(st, 0)),
    "store crl": _store(lambda t, c, st, w: c.X509_STORE_set_flags(st, 0x4)),
    "store adds": _store(lambda t, c, st, w: c.X509_STORE_add_cert(st, load_cert(t, f"{w}/root-other.crt"))),
    "trust int": _trust("int-ec"),
    "trust int partial": _trust("int-ec", flags=0x80000),
    "trust leaf partial": _trust("p256", "selfsigned", flags=0x80000),
    "trust both": _trust("int-ec", "root-ec"),
    "trust self": _trust("selfsigned"),
    "trust none": _trust(),
    "verify store": lambda t, w, ctx, ssl: t.ctrl(ssl, 106, 0, t.crypto.X509_STORE_new()),
}


def tuned(t, where, tuning, v):
    out = []
    for server in ("p256", "deep", "expired", "wrongeku", "selfsigned", "unknownca", "nointermediate", "rsa2048", "sha1", "rsa1024-leaf"):
        if server in ("rsa1024-leaf", "sha1") and "level 0" in tuning:
            continue  # a key of 1,024 bits and a signature with SHA-1 are refused here at every level
        sctx, cctx = serve(t, where, server), t.ctx("TLS_client_method")
        version(t, cctx, v)
        t.ssl.SSL_CTX_load_verify_locations(cctx, f"{where}/roots.pem".encode(), t.NULL)
        t.ssl.SSL_CTX_set_verify(cctx, 1, t.NULL)
        c, s = t.pair(cctx, sctx)
        TUNINGS[tuning](t, where, cctx, c)
        t.errors()
        out.append([server, outcome(t, c, s)])
    return out


@pytest.mark.parametrize("tuning", TUNINGS)
def test_tuned(pki, tuning):
    theirs, mine = diff.run(tuned, str(pki.dir), tuning, 0x0304)
    for a, b in zip(theirs, mine):
        assert b == a


def purposes(t, where, place, purposes_, trusts):
    """Every purpose and trust setting that a program can put where no getter shows it."""
    out, f, c_ = [], t.ssl, t.crypto
    if 10 in purposes_:
        refuse = t.callback("int(const void *, const X509 *, int)", lambda p, x, ca: 0)
        assert c_.X509_PURPOSE_add(10, 3, 0, refuse, b"own", b"own", t.NULL) == 1
    if 9 in trusts:
        refuse_trust = t.callback("int(void *, X509 *, int)", lambda p, x, flags: 2)
        assert c_.X509_TRUST_add(9, 0, refuse_trust, b"own", 0, t.NULL) == 1
    for purpose in purposes_:
        for trust in trusts:
            for server in ("p256", "wrongeku", "selfsigned"):
                sctx, cctx = serve(t, where, server), t.ctx("TLS_client_method")
                f.SSL_CTX_load_verify_locations(cctx, f"{where}/roots.pem".encode(), t.NULL)
                f.SSL_CTX_set_verify(cctx, 1, t.NULL)
                c, s = t.pair(cctx, sctx)
                if place == "store":
                    p = c_.X509_STORE_get0_param(f.SSL_CTX_get_cert_store(cctx))
                elif place == "calls":
                    p = None
                    out.append([f.SSL_set_purpose(c, purpose), f.SSL_set_trust(c, trust)])
                else:
                    p = f.SSL_get0_param(c)
                    if place == "locked":
                        c_.X509_VERIFY_PARAM_set_inh_flags(p, 0x8)  # X509_VP_FLAG_LOCKED: nothing is inherited from it
                if p is not None:
                    out.append([c_.X509_VERIFY_PARAM_set_purpose(p, purpose), c_.X509_VERIFY_PARAM_set_trust(p, trust)])
                t.errors()
                out.append([purpose, trust, server, outcome(t, c, s)])
    return out


@pytest.mark.parametrize("place", ("store", "param", "calls", "locked"))
def test_purposes(pki, place):
    theirs, mine = diff.run(purposes, str(pki.dir), place, list(range(10)), list(range(9)))
    for a, b in zip(theirs, mine):
        assert b == a


def test_purposes_of_the_program(pki):
    theirs, mine = diff.run(purposes, str(pki.dir), "param", [2, 10], [3])
    assert mine == theirs
    theirs, mine = diff.run(purposes, str(pki.dir), "param", [2], [3, 9])
    assert mine == theirs


def later(t, where, v, role, times):
    """SSL_set_retry_verify: the handshake waits, and asks again."""
    f, c_ = t.ssl, t.crypto
    asked = []

    def judge(sc, arg):
        ssl = t.ffi.cast("SSL *", c_.X509_STORE_CTX_get_ex_data(sc, f.SSL_get_ex_data_X509_STORE_CTX_idx()))
        asked.append(1)
        if len(asked) <= times:
            return t.ctrl(ssl, 136)
        return c_.X509_verify_cert(sc)

    cb = t.callback("int(X509_STORE_CTX *, void *)", judge)
    sctx, cctx = serve(t, where, "p256"), t.ctx("TLS_client_method")
    version(t, cctx, v)
    for ctx in (cctx, sctx):
        f.SSL_CTX_load_verify_locations(ctx, f"{where}/roots.pem".encode(), t.NULL)
        f.SSL_CTX_set_verify(ctx, 1, t.NULL)
    f.SSL_CTX_use_certificate_chain_file(cctx, f"{where}/client-p256.pem".encode())
    f.SSL_CTX_use_PrivateKey_file(cctx, f"{where}/client-p256.key".encode(), 1)
    f.SSL_CTX_set_cert_verify_callback(cctx if role == "client" else sctx, cb, t.NULL)
    c, s = t.pair(cctx, sctx)
    told = {c: [], s: []}
    for _ in range(8 + 2 * times):
        for x in (c, s):
            r = f.SSL_do_handshake(x)
            told[x].append([r, f.SSL_get_error(x, r), f.SSL_want(x)])
    return [told[c], told[s], asked, outcome(t, c, s)]


@pytest.mark.parametrize("v", (0x0303, 0x0304))
def test_later(pki, v):
    for times in (0, 1, 3):
        diff.same(later, str(pki.dir), v, "client", times)


def test_later_at_server(pki):
    """OpenSSL's server takes the certificate without having it judged; ours waits as a client does."""
    _, mine = diff.run(later, str(pki.dir), 0x0304, "server", 2)
    assert [r for r in mine[1] if r[1] == 12] == [[-1, 12, 8]] * 2 and mine[1][-1][0] == 1 and len(mine[2]) == 3
