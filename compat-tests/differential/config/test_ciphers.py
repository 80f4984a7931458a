# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Cipher strings: for any string, our list is OpenSSL's without the suites that are not here, in the same order."""
import pytest

from differential import diff

OURS = {
    f"ECDHE-{auth}-{enc}" for auth in ("ECDSA", "RSA") for enc in ("AES128-GCM-SHA256", "AES256-GCM-SHA384", "CHACHA20-POLY1305")
} | {"TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"}
CERT_FLAGS = 99


def set_list(t, kind, strings):
    ctx = t.ctx()
    o = ctx if kind == "ctx" else t.new(ctx)
    put = t.ssl.SSL_CTX_set_cipher_list if kind == "ctx" else t.ssl.SSL_set_cipher_list
    get = t.ssl.SSL_CTX_get_ciphers if kind == "ctx" else t.ssl.SSL_get_ciphers
    level = t.ssl.SSL_CTX_get_security_level if kind == "ctx" else t.ssl.SSL_get_security_level
    out = []
    for s in strings:
        r = put(o, s.encode("latin-1"))
        out.append([r, t.errors(), level(o), t.ctrl(o, CERT_FLAGS)])
    return out, t.cipher_names(get(o)), t.cipher_names(t.ssl.SSL_CTX_get_ciphers(ctx))


def compare(kind, *strings):
    theirs, mine = diff.run(set_list, kind, list(strings))
    assert mine[0] == theirs[0]
    assert mine[1] == [c for c in theirs[1] if c in OURS]
    assert mine[2] == [c for c in theirs[2] if c in OURS]


WORDS = """ALL DEFAULT HIGH kECDHE kEECDH ECDHE EECDH ECDH aRSA aECDSA ECDSA AES AESGCM AES128 AES256 CHACHA20 FIPS TLSv1.2
ECDHE-RSA-AES128-GCM-SHA256 ECDHE-ECDSA-CHACHA20-POLY1305 ECDHE-ECDSA-AES256-GCM-SHA384""".split()


@pytest.mark.parametrize("word", WORDS)
def test_words(word):
    compare("ctx", word)
    compare("ssl", word)


@pytest.mark.parametrize(
    "string",
    [
        "ALL:!COMPLEMENTOFDEFAULT:!eNULL",
        "HIGH:!aNULL:!MD5",
        "HIGH:!aNULL:!eNULL:!EXPORT:!DES:!MD5:!PSK:!RC4",
        "EECDH+AESGCM:EDH+AESGCM",
        "ECDHE+AESGCM:ECDHE+CHACHA20:DHE+AESGCM:DHE+CHACHA20:ECDH+AESGCM:DH+AESGCM:ECDH+AES:DH+AES:RSA+AESGCM:RSA+AES:!aNULL:!MD5:!DSS",
        "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
        "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:DHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES256-GCM-SHA384",
        "ECDHE-RSA-AES128-GCM-SHA256:ECDHE:ECDH:AES:HIGH:!NULL:!aNULL:!MD5:!ADH:!RC4:!DH:!DHE",
        "ALL:+AES128:-AES256",
        "ALL:!AES",
        "ALL:-AES:AES128",
        "ALL:-ALL:ECDSA:RSA:aRSA",
        "AES128:AES256:CHACHA20",
        "CHACHA20:AES256:AES128:@STRENGTH",
        "AES128:@STRENGTH:AES256:CHACHA20",
        "AES128:AES256:CHACHA20:@STRENGTH",
        "ALL:+ECDSA",
        "ALL:+ECDSA:+AES128:+CHACHA20",
        "aECDSA+AESGCM:aRSA+CHACHA20",
        "ECDHE+aRSA+AESGCM",
        "ECDHE+FOO:AES128",
        "AES128+AES256:CHACHA20",
        "FOO:HIGH:BAR",
        "FOO+HIGH:AES128",
        "HIGH+FOO:AES128",
        "AES128,AES256 CHACHA20;ALL",
        "  AES128  ::  AES256 ",
        "!AES:ALL:AES",
        "!aRSA:ALL",
        "-AES128:ALL",
        "ALL:-AES128:-AES256:AES",
        "ALL:-ECDHE-RSA-AES128-GCM-SHA256:-ECDHE-ECDSA-AES256-GCM-SHA384:ALL",
        "HIGH:DEFAULT",
        "DEFAULT:!AES128",
        "DEFAULTX",
        "DEFAULT:-ALL:CHACHA20",
        "DEFAULT@SECLEVEL=1",
        "DEFAULT:@SECLEVEL=0",
        "HIGH:@SECLEVEL=3",
        "HIGH:@SECLEVEL=4:AES128",
        "@SECLEVEL=1:ALL",
        "ALL:!SHA:CHACHA20",
        "ALL:!SSLv3",
        "ALL:!TLSv1",
        "TLSv1.2:!SHA256:!SHA384",
        "TLSv1.2+HIGH",
        "ECDHE+HIGH:!SHA1",
        "kECDHE+aECDSA",
        "ALL:!kRSA:!PSK:!SRP:!CAMELLIA:!ARIA:!SEED:!3DES",
        "SUITEB128",
        "SUITEB128ONLY",
        "SUITEB128C2",
        "SUITEB192",
        "SUITEB128:ALL",
        "ALL:SUITEB128",
        "ALL:=",
        "ALL:a.b-c_d",
    ],
)
def test_strings(string):
    compare("ctx", string)
    compare("ssl", string)


@pytest.mark.parametrize(
    "string",
    ["", "FOO", "FOO:BAR", "!ALL", "@STRENGTH", "@SECLEVEL=3", "@SECLEVEL=6", "@SECLEVEL=", "@SECLEVEL=22", "@SECLEVEL=x", "@FOO", "@", "!", "-", "+", "%",
     "ALL:%", "ALL:@FOO", "ALL:@SECLEVEL=0:%", "ECDHE+", "+ECDHE", "-ALL", "ECDHE--", "=", "$", "ecdhe", "high", "TLS_AES_128_GCM_SHA256", "ALL:-ALL",
     "\xff", ":", "::", "ALL:!", "ALL:!:AES"],
)  # fmt: skip
def test_failing_strings(string):
    compare("ctx", string)
    compare("ssl", string)


def test_after_one_another():
    compare("ctx", "HIGH", "FOO")
    compare("ctx", "FOO", "HIGH")
    compare("ctx", "AES128", "%")
    compare("ssl", "AES128", "%")
    compare("ssl", "SUITEB128", "SUITEB192", "DEFAULT")


@pytest.mark.parametrize("string", ["AES128-SHA", "RSA", "ECDHE+SHA", "DHE-RSA-AES128-GCM-SHA256", "COMPLEMENTOFDEFAULT:NULL", "kRSA+AESGCM", "PSK", "ECDHE-RSA-AES128-SHA256:ARIAGCM"])
def test_only_obsolete(string):
    """Suites that OpenSSL has and this library lacks: nothing is left, and that is said."""
    told, after, _ = diff.over_ours(set_list, "ctx", [string])
    assert told == [[0, ["SSL:185"], 2, 0]]
    assert after == ["TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256"]


def test_standard_names():
    """Newer OpenSSL takes the names of the RFCs too, and so do we."""
    told, after, _ = diff.over_ours(set_list, "ctx", ["TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256:TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"])
    assert told[0][0] == 1 and after[3:] == ["ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-ECDSA-CHACHA20-POLY1305"]


# -- TLS 1.3 suites ----------------------------------------------------------------------------------------------------------


def set_suites(t, kind, steps):
    ctx = t.ctx()
    s = t.new(ctx)
    out = []
    for name in steps:
        o, fn = (ctx, t.ssl.SSL_CTX_set_ciphersuites) if kind == "ctx" else (s, t.ssl.SSL_set_ciphersuites)
        out.append([fn(o, name.encode()), t.errors()])
    return out, t.cipher_names(t.ssl.SSL_CTX_get_ciphers(ctx)), t.cipher_names(t.ssl.SSL_get_ciphers(s)), t.cipher_names(t.ssl.SSL_get_ciphers(t.new(ctx)))


@pytest.mark.parametrize("kind", ["ctx", "ssl"])
@pytest.mark.parametrize(
    "steps",
    [
        ["TLS_AES_128_GCM_SHA256"],
        ["TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256"],
        ["TLS_AES_128_GCM_SHA256:TLS_AES_128_GCM_SHA256"],
        ["TLS_AES_128_GCM_SHA256", "FOO"],
        ["FOO:TLS_AES_128_GCM_SHA256:BAR"],
        ["FOO"],
        [""],
        ["", "TLS_AES_128_GCM_SHA256"],
        [":"],
        ["::TLS_AES_128_GCM_SHA256:"],
        [" TLS_AES_128_GCM_SHA256 : TLS_AES_256_GCM_SHA384 "],
        ["tls_aes_128_gcm_sha256"],
        ["TLS_AES_128_GCM_SHA256,TLS_AES_256_GCM_SHA384"],
        ["AES128"],
        ["TLS_AES_128_CCM_SHA256:TLS_AES_128_GCM_SHA256"],
        ["A" * 100 + ":TLS_AES_128_GCM_SHA256"],
    ],
)
def test_suites(kind, steps):
    theirs, mine = diff.run(set_suites, kind, steps)
    assert mine[0] == theirs[0]
    for a, b in zip(mine[1:], theirs[1:]):
        assert a == [c for c in b if c in OURS]


def test_suites_not_here():
    told = diff.over_ours(set_suites, "ctx", ["TLS_AES_128_CCM_SHA256"])
    assert told[0] == [[0, ["SSL:185"]]]


def inheritance(t):
    """Which of its lists an SSL shares with its SSL_CTX when either of them changes."""
    ctx, other = t.ctx(), t.ctx()
    s = t.new(ctx)
    t.ssl.SSL_CTX_set_cipher_list(ctx, b"AES128")
    out = [t.cipher_names(t.ssl.SSL_get_ciphers(s))]
    t.ssl.SSL_CTX_set_ciphersuites(ctx, b"TLS_AES_128_GCM_SHA256")
    out.append(t.cipher_names(t.ssl.SSL_get_ciphers(s)))
    t.ssl.SSL_set_ciphersuites(s, b"TLS_CHACHA20_POLY1305_SHA256")
    out.append(t.cipher_names(t.ssl.SSL_get_ciphers(s)))
    t.ssl.SSL_CTX_set_cipher_list(ctx, b"AES256")
    out.append(t.cipher_names(t.ssl.SSL_get_ciphers(s)))
    t.ssl.SSL_CTX_set_cipher_list(other, b"CHACHA20")
    u = t.new(ctx)
    t.ssl.SSL_set_SSL_CTX(u, other)
    out.append(t.cipher_names(t.ssl.SSL_get_ciphers(u)))
    t.ssl.SSL_set_cipher_list(u, b"AES128")
    t.ssl.SSL_set_SSL_CTX(u, ctx)
    out.append(t.cipher_names(t.ssl.SSL_get_ciphers(u)))
    d = t.ssl.SSL_dup(u)
    out.append(t.cipher_names(t.ssl.SSL_get_ciphers(d)) if d != t.NULL else None)
    return out


def test_inheritance():
    theirs, mine = diff.run(inheritance)
    assert mine == [[c for c in row if c in OURS] for row in theirs]


def supported(t, level, options, bound):
    ctx = t.ctx()
    t.ssl.SSL_CTX_set_security_level(ctx, level)
    t.ssl.SSL_CTX_set_options(ctx, options)
    if bound:
        t.ctrl(ctx, bound[0], bound[1])
    s = t.new(ctx)
    sk = t.ssl.SSL_get1_supported_ciphers(s)
    first = [t.text(t.ssl.SSL_get_cipher_list(s, n)) for n in (-1, 0, 1, 2, 1000)]
    return t.cipher_names(sk), first[:4], first[4], t.errors()


@pytest.mark.parametrize("level", range(6))
@pytest.mark.parametrize("options,bound", [(0, None), (0x1E000000, None), (1 << 29, None), (0, (123, 0x0304)), (0, (124, 0x0303)), (0x3E000000, None)])
def test_supported(level, options, bound):
    theirs, mine = diff.run(supported, level, options, bound)
    kept = None if theirs[0] is None else [c for c in theirs[0] if c in OURS]
    assert mine[0] == kept and mine[1:] == theirs[1:]


def no_objects(t):
    return [t.ssl.SSL_get_ciphers(t.NULL) == t.NULL, t.ssl.SSL_CTX_get_ciphers(t.NULL) == t.NULL, t.ssl.SSL_get_cipher_list(t.NULL, 0) == t.NULL,
            t.text(t.ssl.OSSL_default_cipher_list()), t.text(t.ssl.OSSL_default_ciphersuites())]  # fmt: skip


def test_no_objects():
    diff.same(no_objects)
