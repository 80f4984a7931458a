# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""DANE: TLSA records of every usage, selector and matching type, taken, refused, and judged by in handshakes."""
import hashlib
import itertools

import pytest

from differential import diff
from differential.cert.common import load_cert, subject, subjects
from differential.cert.test_judge import outcome, serve, version

CDEF = """
void X509_STORE_set_check_revocation(X509_STORE *, int (*)(X509_STORE_CTX *));
int SSL_CTX_dane_enable(SSL_CTX *); int SSL_CTX_dane_mtype_set(SSL_CTX *, const EVP_MD *, uint8_t, uint8_t);
unsigned long SSL_CTX_dane_set_flags(SSL_CTX *, unsigned long); unsigned long SSL_CTX_dane_clear_flags(SSL_CTX *, unsigned long);
int SSL_dane_enable(SSL *, const char *); int SSL_dane_tlsa_add(SSL *, uint8_t, uint8_t, uint8_t, const unsigned char *, size_t);
unsigned long SSL_dane_set_flags(SSL *, unsigned long); unsigned long SSL_dane_clear_flags(SSL *, unsigned long);
int SSL_get0_dane_authority(SSL *, X509 **, EVP_PKEY **); void *SSL_get0_dane(SSL *);
int SSL_get0_dane_tlsa(SSL *, uint8_t *, uint8_t *, uint8_t *, const unsigned char **, size_t *);
void *X509_get_X509_PUBKEY(const X509 *); int i2d_X509_PUBKEY(const void *, unsigned char **); int i2d_PUBKEY(const EVP_PKEY *, unsigned char **);
const EVP_MD *EVP_sha384(void); const EVP_MD *EVP_sha512(void);
"""

TLS12, TLS13 = 0x0303, 0x0304
NO_NAME_CHECKS = 1
HASHES = {0: lambda b: b, 1: lambda b: hashlib.sha256(b).digest(), 2: lambda b: hashlib.sha512(b).digest()}


def encoded(t, call, thing):
    n = call(thing, t.NULL)
    buf = t.ffi.new("unsigned char[]", n)
    call(thing, t.ffi.new("unsigned char **", buf))
    return bytes(t.ffi.buffer(buf, n))


def tlsa(t, where, usage, selector, mtype, name):
    """The record's data for a certificate of the pki's; a name with ! in front is a record that matches nothing."""
    x = load_cert(t, f"{where}/{name.lstrip('!')}.crt")
    whole = encoded(t, t.crypto.i2d_X509, x) if selector == 0 else encoded(t, t.crypto.i2d_X509_PUBKEY, t.crypto.X509_get_X509_PUBKEY(x))
    data = HASHES[mtype](whole)
    return data[:-1] + bytes([data[-1] ^ 1]) if name[0] == "!" and mtype else data


def add(t, c, where, records):
    return [t.ssl.SSL_dane_tlsa_add(c, u, s, m, d, len(d)) for u, s, m, n in records for d in [tlsa(t, where, u, s, m, n)]]


def told(t, c):
    """All that SSL_get0_dane_* say."""
    f, ffi = t.ssl, t.ffi
    x, k, data, n = ffi.new("X509 **"), ffi.new("EVP_PKEY **"), ffi.new("unsigned char **"), ffi.new("size_t *")
    u = [ffi.new("uint8_t *", 99) for _ in range(3)]
    out = [f.SSL_get0_dane_authority(c, x, k), subject(t, x[0]), None if k[0] == t.NULL else encoded(t, t.crypto.i2d_PUBKEY, k[0]).hex()]
    out += [f.SSL_get0_dane_tlsa(c, u[0], u[1], u[2], data, n), [i[0] for i in u], t.hex(data[0], n[0])]
    return out


def dane(t, where, server, records, v, base=None, flags=0, watch=None, tune=None, mode=1, trust="roots.pem"):
    f, c_ = t.ssl, t.crypto
    sctx, cctx = serve(t, where, server), t.ctx("TLS_client_method")
    version(t, cctx, v)
    if trust:
        f.SSL_CTX_load_verify_locations(cctx, f"{where}/{trust}".encode(), t.NULL)
    f.SSL_CTX_dane_enable(cctx)
    f.SSL_CTX_dane_set_flags(cctx, flags)
    log = []

    def seen(ok, sc):
        x = c_.X509_STORE_CTX_get_current_cert(sc)
        log.append([ok, c_.X509_STORE_CTX_get_error(sc), c_.X509_STORE_CTX_get_error_depth(sc), subject(t, x), subjects(t, c_.X509_STORE_CTX_get0_chain(sc))])
        return {"yes": 1, "no": 0, "same": ok}[watch]

    f.SSL_CTX_set_verify(cctx, mode, t.callback("verify_cb", seen) if watch else t.NULL)
    c, s = t.pair(cctx, sctx)
    out = [f.SSL_dane_enable(c, (base or ("bad.test" if server not in GOOD else f"{server}.test")).encode()), add(t, c, where, records), t.errors()]
    if tune:
        TUNES[tune](t, c)
    return out + [outcome(t, c, s), told(t, c), log]


GOOD = ("p256", "p384", "p521", "ed25519", "rsa2048", "rsa4096", "rsapss")
TUNES = {
    "depth 0": lambda t, c: t.ssl.SSL_set_verify_depth(c, 0),
    "depth 1": lambda t, c: t.ssl.SSL_set_verify_depth(c, 1),
    "partial": lambda t, c: t.crypto.X509_VERIFY_PARAM_set_flags(t.ssl.SSL_get0_param(c), 0x80000),
    "check ss": lambda t, c: t.crypto.X509_VERIFY_PARAM_set_flags(t.ssl.SSL_get0_param(c), 0x4000),
    "strict": lambda t, c: t.crypto.X509_VERIFY_PARAM_set_flags(t.ssl.SSL_get0_param(c), 0x20),
    "level 4": lambda t, c: t.ssl.SSL_set_security_level(c, 4),
    "wrong time": lambda t, c: t.crypto.X509_VERIFY_PARAM_set_time(t.ssl.SSL_get0_param(c), 1000000000),
    "other host": lambda t, c: t.ssl.SSL_set1_host(c, b"nobody.test"),
    "more hosts": lambda t, c: t.ssl.SSL_add1_host(c, b"other.test"),
}


def one_record(t, where, server, names, v, watch):
    return [[[u, s, m, n], dane(t, where, server, [[u, s, m, n]], v, watch=watch)] for u, s, m, n in itertools.product(range(4), range(2), range(3), names)]


ONE = {
    "p256": ("p256", "int-ec", "root-ec", "!int-ec", "p384"),
    "deep": ("deep", "sub", "int-ec", "root-ec"),
    "unknownca": ("unknownca", "root-other", "root-ec"),
    "unknownca-sent": ("unknownca", "root-other", "root-ec"),
    "selfsigned": ("selfsigned", "p256"),
    "truncated": ("truncated", "sub", "int-ec", "root-ec"),
    "nointermediate": ("nointermediate", "int-ec", "root-ec"),
    "expired": ("expired", "int-ec", "root-ec"),
    "wronghost": ("wronghost", "int-ec"),
    "badsig": ("badsig", "int-ec"),
    "int-expired": ("int-expired", "int-old", "root-ec"),
    "notca": ("notca", "int-notca"),
    "pathlen": ("under-short", "int-short"),
    "wrongeku": ("wrongeku", "int-ec"),
    "rsapss": ("rsapss", "int-rsa", "root-rsa"),
    "ed25519": ("ed25519", "root-ec"),
}


@pytest.mark.parametrize("v", (TLS12, TLS13))
@pytest.mark.parametrize("server", ONE)
def test_one_record(pki, server, v):
    theirs, mine = diff.run(one_record, str(pki.dir), server, list(ONE[server]), v, None)
    for a, b in zip(theirs, mine, strict=True):
        assert b == a
    assert any(a[1][4][0] >= 0 for a in theirs) or server in ("badsig", "notca", "pathlen", "wronghost", "wrongeku"), "nothing matched"


@pytest.mark.parametrize("watch", ("same", "yes", "no"))
@pytest.mark.parametrize("server", ("p256", "deep", "unknownca", "unknownca-sent", "selfsigned", "expired", "wronghost", "int-expired", "badsig"))
def test_callbacks(pki, server, watch):
    theirs, mine = diff.run(one_record, str(pki.dir), server, list(ONE[server]), TLS13, watch)
    for a, b in zip(theirs, mine, strict=True):
        assert b == a


SETS = {
    "none": [],
    "agility: weaker matches": [[3, 1, 1, "p256"], [3, 1, 2, "!p256"]],
    "agility: stronger matches": [[3, 1, 1, "!p256"], [3, 1, 2, "p256"]],
    "agility: full beside digests": [[3, 1, 2, "!p256"], [3, 1, 0, "p256"]],
    "agility: other selector": [[3, 1, 2, "!p256"], [3, 0, 1, "p256"]],
    "agility: other usage": [[3, 1, 2, "!p256"], [1, 1, 1, "p256"]],
    "agility: two of one strength": [[3, 1, 2, "!p256"], [3, 1, 2, "p256"]],
    "ta and ee": [[2, 0, 1, "int-ec"], [3, 1, 1, "p256"]],
    "ta, wrong ee": [[2, 0, 1, "int-ec"], [3, 1, 1, "!p256"]],
    "wrong ta, ee": [[2, 0, 1, "!int-ec"], [3, 1, 1, "p256"]],
    "pkix-ee and wrong dane-ta": [[1, 1, 1, "p256"], [2, 0, 1, "!int-ec"]],
    "pkix-ta and wrong dane-ta": [[0, 1, 1, "root-ec"], [2, 0, 1, "!int-ec"]],
    "pkix-ta below and dane-ta above": [[0, 1, 1, "int-ec"], [2, 0, 1, "root-ec"]],
    "dane-ta and pkix-ta": [[2, 0, 1, "int-ec"], [0, 1, 1, "root-ec"]],
    "pkix both": [[0, 1, 1, "root-ec"], [1, 1, 1, "p256"]],
    "pkix-ee wrong, pkix-ta right": [[1, 1, 1, "!p256"], [0, 0, 0, "int-ec"]],
    "keys": [[2, 1, 0, "root-ec"], [2, 1, 0, "root-rsa"], [2, 1, 0, "int-ec"]],
    "certs": [[2, 0, 0, "root-other"], [2, 0, 0, "root-ec"]],
    "cert and key": [[2, 1, 0, "root-ec"], [2, 0, 0, "root-ec"]],
    "dane-ta that only the trust store has": [[0, 1, 1, "p384"], [2, 0, 1, "root-ec"]],
    "pkix-ee and dane-ta in the store": [[1, 1, 1, "p256"], [2, 1, 2, "root-ec"]],
    "same twice": [[3, 1, 1, "p256"], [3, 1, 1, "p256"]],
    "all": [[u, s, m, n] for u in range(4) for s in range(2) for m in range(3) for n in (("p256",) if u % 2 else ("int-ec", "root-ec"))],
}


def sets(t, where, name, v):
    return [[w, tr, dane(t, where, "p256", SETS[name], v, watch=w, trust=tr)] for w in (None, "same", "yes") for tr in ("roots.pem", "root-other.crt", None)]


@pytest.mark.parametrize("v", (TLS12, TLS13))
@pytest.mark.parametrize("name", SETS)
def test_sets(pki, name, v):
    diff.same(sets, str(pki.dir), name, v)


def flagged(t, where, server, flags):
    return [dane(t, where, server, [[u, 1, 1, server]], TLS13, flags=flags) for u in (1, 3)] + [dane(t, where, server, [[2, 1, 1, "int-ec"]], TLS13, flags=flags)]


@pytest.mark.parametrize("flags", (0, NO_NAME_CHECKS))
@pytest.mark.parametrize("server", ("p256", "wronghost", "expired", "selfsigned"))
def test_names(pki, server, flags):
    diff.same(flagged, str(pki.dir), server, flags)


def tuned(t, where, tune, v):
    rows = [[3, 1, 1, "p256"], [2, 0, 1, "int-ec"], [2, 0, 0, "root-ec"], [2, 1, 0, "root-ec"], [1, 1, 1, "p256"], [0, 0, 1, "root-ec"]]
    return [[r, dane(t, where, "p256", [r], v, tune=tune, watch="same")] for r in rows] + [
        [r, dane(t, where, "deep", [r], v, tune=tune, watch="same")] for r in ([2, 0, 1, "sub"], [2, 0, 1, "int-ec"], [2, 1, 0, "root-ec"])]


@pytest.mark.parametrize("tune", TUNES)
def test_tuned(pki, tune):
    theirs, mine = diff.run(tuned, str(pki.dir), tune, TLS13)
    for a, b in zip(theirs, mine, strict=True):
        assert b == a


def unverified(t, where, v):
    return [dane(t, where, s, r, v, mode=0) for s, r in (("selfsigned", [[3, 1, 1, "selfsigned"]]), ("selfsigned", [[3, 1, 1, "p256"]]), ("p256", [[2, 0, 1, "root-rsa"]]))]


@pytest.mark.parametrize("v", (TLS12, TLS13))
def test_unverified(pki, v):
    diff.same(unverified, str(pki.dir), v)


def refusals(t, where):
    f = t.ssl
    cert = tlsa(t, where, 3, 0, 0, "p256")
    key = tlsa(t, where, 3, 1, 0, "p256")
    ctx = t.ctx()
    s = t.new(ctx)
    out = [[f.SSL_dane_enable(s, b"a.test"), t.errors()], [f.SSL_dane_tlsa_add(s, 3, 1, 1, b"x" * 32, 32), t.errors()]]
    out.append([f.SSL_CTX_dane_enable(ctx), f.SSL_CTX_dane_enable(ctx), t.errors()])
    s = t.new(ctx)
    out.append([f.SSL_dane_tlsa_add(s, 3, 1, 1, b"x" * 32, 32), t.errors()])
    out.append([f.SSL_dane_enable(s, b""), t.errors(), f.SSL_dane_enable(s, b"x" * 300), t.errors(), f.SSL_dane_enable(s, b"a.test"), f.SSL_dane_enable(s, b"a.test"), t.errors()])
    rows = [(4, 0, 0, cert), (255, 0, 0, cert), (3, 2, 0, cert), (3, 0, 3, b"x" * 48), (3, 0, 255, b"x" * 32), (3, 1, 1, b"x" * 31), (3, 1, 1, b"x" * 33), (3, 1, 1, b""), (3, 1, 2, b"x" * 32),
            (3, 1, 2, b"x" * 65), (3, 0, 0, b""), (3, 1, 0, b""), (3, 0, 0, cert[:-1]), (3, 0, 0, cert + b"\0"), (3, 0, 0, key), (3, 1, 0, cert), (3, 1, 0, key[:-1]), (3, 1, 0, key + b"\0"),
            (3, 0, 0, b"\x30\x80" * 10000), (3, 1, 0, b"\x30\x80" * 10000), (2, 0, 0, b"x" * (1 << 20)), (2, 1, 0, b"\0" * (1 << 20)), (2, 0, 0, cert), (2, 1, 0, key), (0, 0, 0, cert),
            (1, 1, 0, key), (3, 1, 1, b"x" * 32), (3, 1, 2, b"x" * 64)]
    for u, sel, m, d in rows:
        out.append([[u, sel, m, len(d)], f.SSL_dane_tlsa_add(s, u, sel, m, d, len(d)), t.errors()])
    out.append([f.SSL_dane_tlsa_add(s, 3, 1, 1, t.NULL, 32), f.SSL_dane_tlsa_add(s, 3, 1, 0, t.NULL, 0), f.SSL_dane_tlsa_add(s, 3, 1, 0, cert, 1 << 40), t.errors()])
    out.append([told(t, s), f.SSL_get0_dane(s) == t.NULL, t.text(f.SSL_get_servername(s, 0)), t.errors()])
    return out


def test_refusals(pki):
    theirs, mine = diff.run(refusals, str(pki.dir))
    for a, b in zip(theirs, mine, strict=True):
        if len(a) == 3 and a[2]:
            # libcrypto's decoder leaves its own entries too. For data of no bytes OpenSSL reports that memory is out.
            a = [a[0], 0, {"SSL:180": a[2][-1:], "SSL:201": a[2][-1:]}.get(a[2][-1], a[2])] if a[1] == 0 else [a[0], 0, b[2]]
        assert b == a


def mtypes(t, where):
    f = t.ssl
    ctx = t.ctx()
    out = [[f.SSL_CTX_dane_enable(ctx), f.SSL_CTX_dane_mtype_set(ctx, t.crypto.EVP_sha256(), 0, 1), t.errors(), f.SSL_CTX_dane_mtype_set(ctx, t.NULL, 0, 0), t.errors(),
            f.SSL_CTX_dane_mtype_set(ctx, t.crypto.EVP_sha384(), 7, 9), f.SSL_CTX_dane_mtype_set(ctx, t.NULL, 1, 5), t.errors()]]
    s = t.new(ctx)
    f.SSL_dane_enable(s, b"p256.test")
    for m, n in ((7, 48), (7, 32), (1, 32), (2, 64), (6, 48), (8, 48)):
        out.append([m, n, f.SSL_dane_tlsa_add(s, 3, 1, m, b"x" * n, n), t.errors()])
    other = t.ctx()
    out.append([f.SSL_CTX_dane_mtype_set(other, t.crypto.EVP_sha512(), 2, 3), f.SSL_CTX_dane_enable(other)])
    s = t.new(other)
    out.append([f.SSL_dane_enable(s, b"a.test"), f.SSL_dane_tlsa_add(s, 3, 1, 1, b"x" * 32, 32), f.SSL_dane_tlsa_add(s, 3, 1, 2, b"x" * 64, 64), t.errors()])
    return out


def test_matching_types(pki):
    diff.same(mtypes, str(pki.dir))


def ranked(t, where, order):
    """A matching type of one's own beside the usual: whose ordinal is the highest is believed."""
    f = t.ssl
    sctx, cctx = serve(t, where, "p256"), t.ctx("TLS_client_method")
    f.SSL_CTX_dane_enable(cctx)
    f.SSL_CTX_dane_mtype_set(cctx, t.crypto.EVP_sha384(), 3, order)
    f.SSL_CTX_set_verify(cctx, 1, t.NULL)
    out = []
    for right in (1, 2, 3):
        c, s = t.pair(cctx, sctx)
        f.SSL_dane_enable(c, b"p256.test")
        for m, n in ((1, 32), (2, 64), (3, 48)):
            d = {1: hashlib.sha256, 2: hashlib.sha512, 3: hashlib.sha384}[m](tlsa(t, where, 3, 1, 0, "p256")).digest() if m == right else b"\0" * n
            f.SSL_dane_tlsa_add(c, 3, 1, m, d, n)
        out.append([outcome(t, c, s), told(t, c)])
    return out


@pytest.mark.parametrize("order", (0, 1, 2, 3, 255))
def test_ordinals(pki, order):
    diff.same(ranked, str(pki.dir), order)


def flags_kept(t):
    f = t.ssl
    ctx = t.ctx()
    out = [f.SSL_CTX_dane_set_flags(ctx, 1), f.SSL_CTX_dane_set_flags(ctx, 4), f.SSL_CTX_dane_clear_flags(ctx, 4), f.SSL_CTX_dane_clear_flags(ctx, 0)]
    s = t.new(ctx)
    return out + [f.SSL_dane_set_flags(s, 2), f.SSL_dane_clear_flags(s, 1), f.SSL_dane_set_flags(s, 0), f.SSL_CTX_dane_set_flags(ctx, 0), f.SSL_dane_set_flags(t.new(ctx), 0)]


def test_flags():
    diff.same(flags_kept)


def again(t, where, v, how):
    """The records outlive a connection, and go along with SSL_dup; a resumed connection is not judged anew."""
    f = t.ssl
    sctx, cctx = serve(t, where, "p256"), t.ctx("TLS_client_method")
    version(t, cctx, v)
    f.SSL_CTX_dane_enable(cctx)
    f.SSL_CTX_set_verify(cctx, 1, t.NULL)
    c, s = t.pair(cctx, sctx)
    f.SSL_dane_enable(c, b"p256.test")
    add(t, c, where, [[3, 1, 1, "p256"], [2, 0, 0, "root-ec"]])
    if how == "dup":
        first, c = c, f.SSL_dup(c)
        f.SSL_free(first)
        _, s = t.pair(cctx, sctx)
        one, two = t.ffi.new("BIO **"), t.ffi.new("BIO **")
        t.crypto.BIO_new_bio_pair(one, 0, two, 0)
        f.SSL_set_bio(c, one[0], one[0])
        f.SSL_set_bio(s, two[0], two[0])
    out = [outcome(t, c, s), told(t, c)]
    if how == "dup":
        return out
    t.read(c)
    session = f.SSL_get1_session(c)
    d, e = t.pair(cctx, sctx)
    f.SSL_dane_enable(d, b"p256.test")
    add(t, d, where, [[3, 1, 1, "p384" if how == "resume, other record" else "p256"]])
    f.SSL_set_session(d, session)
    out.append([outcome(t, d, e), told(t, d), f.SSL_session_reused(d)])
    f.SSL_clear(c)
    return out + [told(t, c)]


@pytest.mark.parametrize("v", (TLS12, TLS13))
@pytest.mark.parametrize("how", ("dup", "resume", "resume, other record"))
def test_again(pki, v, how):
    diff.same(again, str(pki.dir), v, how)


def own_verifier(t, where, name):
    """A program that verifies by a function of its own, over X509_verify_cert as most do."""
    f = t.ssl
    sctx, cctx = serve(t, where, "p256"), t.ctx("TLS_client_method")
    f.SSL_CTX_load_verify_locations(cctx, f"{where}/roots.pem".encode(), t.NULL)
    f.SSL_CTX_dane_enable(cctx)
    f.SSL_CTX_set_verify(cctx, 1, t.NULL)
    f.SSL_CTX_set_cert_verify_callback(cctx, t.callback("int(X509_STORE_CTX *, void *)", lambda sc, arg: t.crypto.X509_verify_cert(sc)), t.NULL)
    c, s = t.pair(cctx, sctx)
    f.SSL_dane_enable(c, b"p256.test")
    add(t, c, where, SETS[name])
    return [outcome(t, c, s), told(t, c)]


@pytest.mark.parametrize("name", ("none", "pkix both", "ta and ee", "agility: weaker matches"))
def test_own_verifier(pki, name):
    theirs, mine = diff.run(own_verifier, str(pki.dir), name)
    if name == "agility: weaker matches":
        # OpenSSL's X509_verify_cert knows the records; libcrypto's knows nothing of ours, and the engine refuses after it.
        assert mine[0]["client"]["result"] == theirs[0]["client"]["result"] == 65
        assert mine[0]["shaken"] == theirs[0]["shaken"] and mine[1] == theirs[1]
    else:
        assert mine == theirs


def store_steps(t, where, usage):
    """A store whose revocation check is the program's, which says no."""
    f = t.ssl
    sctx, cctx = serve(t, where, "p256"), t.ctx("TLS_client_method")
    f.SSL_CTX_load_verify_locations(cctx, f"{where}/roots.pem".encode(), t.NULL)
    f.SSL_CTX_dane_enable(cctx)
    f.SSL_CTX_set_verify(cctx, 1, t.NULL)
    asked = []
    t.crypto.X509_STORE_set_check_revocation(f.SSL_CTX_get_cert_store(cctx), t.callback("int(X509_STORE_CTX *)", lambda sc: asked.append(1) or 0))
    c, s = t.pair(cctx, sctx)
    f.SSL_dane_enable(c, b"p256.test")
    add(t, c, where, [(usage, 1, 1, ("root-ec", "p256", "int-ec", "p256")[usage])])
    return [t.shake(c, s)[0][0], f.SSL_get_verify_result(c) != 0, bool(asked)]


@pytest.mark.parametrize("usage", range(4))
def test_store_steps(pki, usage):
    """The engine does not carry out a store's own steps, so that what they might have refused is refused."""
    theirs, mine = diff.run(store_steps, str(pki.dir), usage)
    assert (theirs, mine) == (([-1, True, True], [-1, True, False]) if usage < 3 else ([1, False, False], [1, False, False]))
