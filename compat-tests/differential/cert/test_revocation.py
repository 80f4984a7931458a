# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""CRLs in handshakes: given in each of the ways that programs have, found in directories, asked for by each flag; by the engine, and,
where a callback or a store of the program's own wants it, by libcrypto. The rules themselves are in compat-tests/pki/test_crl.py.
"""
import base64
import os
import shutil
import subprocess
import sys

import pytest

from differential import diff
from differential.cert.common import load_cert
from differential.cert.test_judge import outcome
from helpers import libs

sys.path.insert(0, str(diff.ROOT.parent / "tests" / "pki"))
import certgen as g  # noqa: E402

CDEF = """
X509_LOOKUP *X509_STORE_add_lookup(X509_STORE *, void *); void *X509_LOOKUP_file(void); void *X509_LOOKUP_hash_dir(void);
int X509_load_crl_file(X509_LOOKUP *, const char *, int); int X509_load_cert_crl_file(X509_LOOKUP *, const char *, int);
int X509_LOOKUP_ctrl(X509_LOOKUP *, int, const char *, long, char **);
int X509_STORE_load_locations(X509_STORE *, const char *, const char *);
X509_CRL *PEM_read_bio_X509_CRL(BIO *, X509_CRL **, void *, void *); int X509_STORE_add_crl(X509_STORE *, X509_CRL *);
void X509_STORE_set_lookup_crls(X509_STORE *, STACK *(*)(const X509_STORE_CTX *, const void *));
void X509_STORE_set_get_crl(X509_STORE *, int (*)(X509_STORE_CTX *, X509_CRL **, X509 *));
X509_CRL *X509_STORE_CTX_get0_current_crl(const X509_STORE_CTX *);
STACK *OPENSSL_sk_new_null(void);
int SSL_CTX_dane_enable(SSL_CTX *); int SSL_dane_enable(SSL *, const char *); int SSL_dane_tlsa_add(SSL *, uint8_t, uint8_t, uint8_t, const unsigned char *, size_t);
"""
CHECK, ALL, EXTENDED, DELTAS = 0x4, 0x8, 0x1000, 0x2000


def pem(kind, der):
    text = base64.encodebytes(der).decode()
    return f"-----BEGIN {kind}-----\n{text}-----END {kind}-----\n"


@pytest.fixture(scope="module")
def lists(tmp_path_factory):
    """root.pem, leaf.pem with its key and issuer, and a PEM file a list."""
    d = tmp_path_factory.mktemp("lists")
    now = dict(this="2024-01-01")
    root = g.root("Revocation Root")
    int_ = g.ca("Revocation CA", root, number=1)
    leaf = g.leaf(int_, exts=(g.san(("dns", "p256.test")),))
    unsigning = g.ca("Revocation CA", root, number=1, exts=(g.basic(), g.usage(g.CERT_SIGN)))
    fresh = g.ext(g.FRESHEST, g.seq(g.dist_point(("uri", "http://crl.example/delta"))))
    (d / "root.pem").write_text(pem("CERTIFICATE", root.der))
    (d / "leaf.pem").write_text(pem("CERTIFICATE", leaf.der) + pem("CERTIFICATE", int_.der))
    (d / "unsigning.pem").write_text(pem("CERTIFICATE", leaf.der) + pem("CERTIFICATE", unsigning.der))
    for name in ("leaf", "unsigning"):
        (d / f"{name}.key").write_bytes(leaf.key.pem)
    made = {
        "good": g.crl(int_, **now), "hit": g.crl(int_, (g.revoked(leaf, reason=1),), **now), "root-good": g.crl(root, **now),
        "root-hit": g.crl(root, (g.revoked(int_),), **now), "expired": g.crl(int_, this="2023-01-01", next_="2024-01-01"),
        "early": g.crl(int_, this="2110-01-01"), "flipped": g.crl(int_, flip=True, **now), "stranger": g.crl(int_, signer=g.key("p256", 5), **now),
        "critical": g.crl(int_, exts=(g.ext("1.2.3.4", g.null(), True),), **now), "ca-only": g.crl(int_, exts=(g.idp(ca=True),), **now),
        "some": g.crl(int_, exts=(g.idp(some=("key",)),), **now), "removed": g.crl(int_, (g.revoked(leaf, reason=8),), **now),
        "base": g.crl(int_, exts=(g.crl_number(1), fresh), **now),
        "base-hit": g.crl(int_, (g.revoked(leaf, reason=6),), exts=(g.crl_number(1), fresh), **now),
        "delta-hit": g.crl(int_, (g.revoked(leaf),), exts=(g.crl_number(2), g.delta_of(1)), this="2024-02-01"),
        "delta-gone": g.crl(int_, (g.revoked(leaf, reason=8),), exts=(g.crl_number(2), g.delta_of(1)), this="2024-02-01"),
    }
    for name, der in made.items():
        (d / f"{name}.crl").write_text(pem("X509 CRL", der))
    return d


def hashed(where, into, names):
    """A directory as c_rehash makes it: NAME.pem as HASH.0, NAME.crl as HASH.rN."""
    os.makedirs(into, exist_ok=True)
    for name in names:
        kind = "crl" if name.endswith(".crl") else "x509"
        out = subprocess.run(["openssl", kind, "-noout", "-hash", "-in", f"{where}/{name}"], env=libs.clean_env(), capture_output=True, text=True, check=True, timeout=30)
        n = 0
        while os.path.exists(to := f"{into}/{out.stdout.strip()}.{'r' if kind == 'crl' else ''}{n}"):
            n += 1
        shutil.copy(f"{where}/{name}", to)


def give(t, cctx, where, way, names):
    """The lists to the client, in one of the ways that programs have."""
    f, c_ = t.ssl, t.crypto
    out = []
    for name in names:
        path = f"{where}/{name}.crl".encode()
        if way == "lookup":  # curl
            lookup = c_.X509_STORE_add_lookup(f.SSL_CTX_get_cert_store(cctx), c_.X509_LOOKUP_file())
            out.append(c_.X509_load_crl_file(lookup, path, 1))
        elif way == "locations":  # Python
            out.append(f.SSL_CTX_load_verify_locations(cctx, path, t.NULL))
        elif way == "store":  # PostgreSQL
            out.append(c_.X509_STORE_load_locations(f.SSL_CTX_get_cert_store(cctx), path, t.NULL))
        elif way == "object":
            bio = c_.BIO_new_file(path, b"r")
            out.append(c_.X509_STORE_add_crl(f.SSL_CTX_get_cert_store(cctx), c_.PEM_read_bio_X509_CRL(bio, t.NULL, t.NULL, t.NULL)))
            c_.BIO_free(bio)
    if way == "dir":
        out.append(f.SSL_CTX_load_verify_locations(cctx, t.NULL, f"{where}/{'+'.join(names)}".encode()))
    return out


def set_flags(t, cctx, ssl, place, flags):
    if place == "store":
        t.crypto.X509_STORE_set_flags(t.ssl.SSL_CTX_get_cert_store(cctx), flags)
    elif place == "ctx":
        t.crypto.X509_VERIFY_PARAM_set_flags(t.ssl.SSL_CTX_get0_param(cctx), flags)
    elif place == "ssl":
        t.crypto.X509_VERIFY_PARAM_set_flags(t.ssl.SSL_get0_param(ssl), flags)


def judged(t, where, leaf, way, names, flags, place="store", watched=False, mode=1, v=0x0304):
    f = t.ssl
    sctx, cctx = t.server_ctx(f"{where}/{leaf}.pem", f"{where}/{leaf}.key"), t.ctx("TLS_client_method")
    for cmd in (123, 124):
        t.ctrl(cctx, cmd, v)
    f.SSL_CTX_load_verify_locations(cctx, f"{where}/root.pem".encode(), t.NULL)
    log = []
    given = give(t, cctx, where, way, names.split())

    def seen(ok, sc):
        log.append([ok, t.crypto.X509_STORE_CTX_get_error(sc), t.crypto.X509_STORE_CTX_get_error_depth(sc)])
        return 1 if watched == "yes" else ok

    cb = t.callback("verify_cb", seen) if watched else t.NULL
    f.SSL_CTX_set_verify(cctx, mode, cb)
    if place == "ctx":
        set_flags(t, cctx, None, place, flags)
    c, s = t.pair(cctx, sctx)
    if place != "ctx":
        set_flags(t, cctx, c, place, flags)
    return [given, t.errors(), outcome(t, c, s), log]


CASES = [("leaf", names, flags) for names, flags in (
    ("", CHECK), ("good", 0), ("good", ALL), ("good", CHECK), ("hit", CHECK), ("hit", 0), ("good", CHECK | ALL), ("good root-good", CHECK | ALL), ("good root-hit", CHECK | ALL),
    ("good root-hit", CHECK), ("root-good", CHECK), ("expired", CHECK), ("early", CHECK), ("flipped", CHECK), ("stranger", CHECK), ("critical", CHECK), ("ca-only", CHECK),
    ("some", CHECK), ("some", CHECK | EXTENDED), ("removed", CHECK), ("base delta-hit", CHECK | DELTAS), ("base-hit delta-gone", CHECK | DELTAS),
    ("base delta-hit", CHECK | DELTAS | EXTENDED))] + [("unsigning", "good", CHECK)]


def in_every_way(t, where, leaf, names, flags):
    return [[way, judged(t, where, leaf, way, names, flags)] for way in ("lookup", "locations", "store", "object")] + [
        [way, v, judged(t, where, leaf, "lookup", names, flags, way, v=v)] for way in ("ctx", "ssl") for v in (0x0303, 0x0304)] + [
        ["not insisting", judged(t, where, leaf, "lookup", names, flags, mode=0)]] + [
        [watched, judged(t, where, leaf, "lookup", names, flags, watched=watched)] for watched in ("same", "yes")]


@pytest.mark.parametrize("leaf, names, flags", CASES)
def test_every_way(lists, leaf, names, flags):
    theirs, mine = diff.run(in_every_way, str(lists), leaf, names, flags)
    for a, b in zip(theirs, mine):
        assert b == a


def in_directory(t, where, names, flags):
    return judged(t, where, "leaf", "dir", names, flags)


@pytest.mark.parametrize("names, flags", (("good", CHECK), ("hit", CHECK), ("good root-good", CHECK | ALL), ("root-good", CHECK), ("good hit", CHECK)))
def test_directories(lists, names, flags):
    into = lists / "+".join(names.split())
    if not into.exists():
        hashed(lists, into, [f"{n}.crl" for n in names.split()])
    diff.same(in_directory, str(lists), names, flags)


def appearing(t, where, into):
    """Lists and anchors that join a directory, or replace one, while a context is in use."""
    f = t.ssl
    sctx, cctx = t.server_ctx(f"{where}/leaf.pem", f"{where}/leaf.key"), t.ctx("TLS_client_method")
    os.makedirs(into)
    out = [f.SSL_CTX_load_verify_locations(cctx, t.NULL, into.encode())]
    f.SSL_CTX_set_verify(cctx, 1, t.NULL)

    def shake():
        c, s = t.pair(cctx, sctx)
        out.append(outcome(t, c, s))

    shake()
    hashed(where, into, ["root.pem"])
    shake()
    set_flags(t, cctx, None, "ctx", CHECK)
    shake()
    hashed(where, into, ["good.crl"])
    shake()
    hashed(where, into, ["hit.crl"])
    shake()
    return out


def test_appearing(lists, tmp_path):
    assert diff.over_ours(appearing, str(lists), str(tmp_path / "ours")) == diff.over_system(appearing, str(lists), str(tmp_path / "theirs"))


def replaced(t, where, what, answer):
    """A store whose steps the program replaced is libcrypto's to ask."""
    f, c_ = t.ssl, t.crypto
    sctx, cctx = t.server_ctx(f"{where}/leaf.pem", f"{where}/leaf.key"), t.ctx("TLS_client_method")
    f.SSL_CTX_load_verify_locations(cctx, f"{where}/root.pem".encode(), t.NULL)
    give(t, cctx, where, "lookup", ["good"])
    store = f.SSL_CTX_get_cert_store(cctx)
    seen = []

    def lookup(sc, name):
        seen.append("lookup")
        return c_.OPENSSL_sk_new_null()

    def get(sc, crl, x):
        seen.append("get")
        return 0

    if what == "lookup":
        c_.X509_STORE_set_lookup_crls(store, t.callback("STACK *(const X509_STORE_CTX *, const void *)", lookup))
    else:
        c_.X509_STORE_set_get_crl(store, t.callback("int(X509_STORE_CTX *, X509_CRL **, X509 *)", get))
    c_.X509_STORE_set_flags(store, CHECK)
    f.SSL_CTX_set_verify(cctx, 1, t.NULL)
    c, s = t.pair(cctx, sctx)
    return [outcome(t, c, s), seen]


@pytest.mark.parametrize("what", ("lookup", "get"))
def test_replaced(lists, what):
    diff.same(replaced, str(lists), what, 0)
    assert diff.over_ours(replaced, str(lists), what, 0)[1]


def by_engine(t, where):
    """A list that libcrypto would take and the engine does not (a delta as the only list) shows which of them judges."""
    return judged(t, where, "leaf", "lookup", "base-hit delta-gone", CHECK)[2]["client"]["result"]


def test_engine_judges(lists):
    assert (diff.over_system(by_engine, str(lists)), diff.over_ours(by_engine, str(lists))) == (0, 23)


def as_server(t, where, names, flags, mode=3):
    """A server that asks for a certificate and looks for it in lists."""
    f = t.ssl
    sctx, cctx = t.server_ctx(f"{where}/leaf.pem", f"{where}/leaf.key"), t.ctx("TLS_client_method")
    f.SSL_CTX_use_certificate_chain_file(cctx, f"{where}/leaf.pem".encode())
    f.SSL_CTX_use_PrivateKey_file(cctx, f"{where}/leaf.key".encode(), 1)
    f.SSL_CTX_load_verify_locations(sctx, f"{where}/root.pem".encode(), t.NULL)
    give(t, sctx, where, "lookup", names.split())
    set_flags(t, sctx, None, "store", flags)
    f.SSL_CTX_set_verify(sctx, mode, t.NULL)
    c, s = t.pair(cctx, sctx)
    out = outcome(t, c, s)
    return [out, t.read(c, 10), t.errors()]


@pytest.mark.parametrize("names, flags", (("good", CHECK), ("hit", CHECK), ("", CHECK), ("good root-hit", CHECK | ALL)))
def test_servers(lists, names, flags):
    diff.same(as_server, str(lists), names, flags)


def with_dane(t, where, names, flags, usage):
    """TLSA records and lists: where OpenSSL has both judged, so have we."""
    f = t.ssl
    sctx, cctx = t.server_ctx(f"{where}/leaf.pem", f"{where}/leaf.key"), t.ctx("TLS_client_method")
    f.SSL_CTX_load_verify_locations(cctx, f"{where}/root.pem".encode(), t.NULL)
    give(t, cctx, where, "lookup", names.split())
    set_flags(t, cctx, None, "store", flags)
    f.SSL_CTX_set_verify(cctx, 1, t.NULL)
    out = [f.SSL_CTX_dane_enable(cctx)]
    c, s = t.pair(cctx, sctx)
    der = base64.b64decode("".join(open(f"{where}/{'leaf' if usage in (1, 3) else 'root'}.pem").read().split("-----")[2].split()))
    out += [f.SSL_dane_enable(c, b"p256.test"), f.SSL_dane_tlsa_add(c, usage, 0, 0, der, len(der))]
    return out + [outcome(t, c, s)]


@pytest.mark.parametrize("usage", (0, 1, 2, 3))
@pytest.mark.parametrize("names, flags", (("good", CHECK), ("hit", CHECK), ("", CHECK), ("good root-good", CHECK | ALL), ("good root-hit", CHECK | ALL)))
def test_dane(lists, names, flags, usage):
    diff.same(with_dane, str(lists), names, flags, usage)


def sentence(t, where, names):
    f = t.ssl
    sctx, cctx = t.ctx("TLS_server_method"), t.ctx("TLS_client_method")
    f.SSL_CTX_use_certificate_chain_file(sctx, f"{where}/leaf.pem".encode())
    f.SSL_CTX_use_PrivateKey_file(sctx, f"{where}/leaf.key".encode(), 1)
    f.SSL_CTX_load_verify_locations(cctx, f"{where}/root.pem".encode() if names else t.NULL, f"{where}".encode())
    f.SSL_CTX_set_verify(cctx, 1, t.NULL)
    c, s = t.pair(cctx, sctx)
    t.crypto.X509_VERIFY_PARAM_set_flags(f.SSL_get0_param(c), CHECK)
    for x in (c, s, c):
        f.SSL_do_handshake(x)
    return [f.SSL_get_verify_result(c), t.errors(data=True)]


def test_what_is_missing_is_said(lists):
    """The sentence beside the reason tells a list that is missing from an issuer that is not trusted."""
    said = [diff.run(sentence, str(lists), known)[1] for known in (True, False)]
    assert said == [[3, ["SSL:134 no revocation list was found for a certificate of the chain"]],
                    [20, ["SSL:134 the certificate's issuer is not trusted"]]]
