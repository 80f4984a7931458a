# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Stores, lookups, parameters, and chains judged: verdicts, the callbacks on the way, and the chain that is left."""
import functools
import subprocess

import pytest

from crypto import test_x509
from crypto.test_x509 import certificates, load, string, written
from differential import diff
from helpers import libs

CDEF = test_x509.CDEF + """
X509_VERIFY_PARAM *X509_STORE_CTX_get0_param(const X509_STORE_CTX *); int X509_VERIFY_PARAM_clear_flags(X509_VERIFY_PARAM *, unsigned long); int X509_VERIFY_PARAM_inherit(X509_VERIFY_PARAM *, const X509_VERIFY_PARAM *); int X509_VERIFY_PARAM_set1(X509_VERIFY_PARAM *, const X509_VERIFY_PARAM *);
int X509_VERIFY_PARAM_set_inh_flags(X509_VERIFY_PARAM *, uint32_t); int X509_VERIFY_PARAM_set_trust(X509_VERIFY_PARAM *, int); int X509_VERIFY_PARAM_add1_host(X509_VERIFY_PARAM *, const char *, size_t); int X509_VERIFY_PARAM_set1_email(X509_VERIFY_PARAM *, const char *, size_t);
char *X509_VERIFY_PARAM_get0_email(X509_VERIFY_PARAM *); int X509_VERIFY_PARAM_set1_ip(X509_VERIFY_PARAM *, const unsigned char *, size_t); void X509_VERIFY_PARAM_set_auth_level(X509_VERIFY_PARAM *, int); long X509_VERIFY_PARAM_get_time(const X509_VERIFY_PARAM *);
const X509_VERIFY_PARAM *X509_VERIFY_PARAM_lookup(const char *); uint32_t X509_VERIFY_PARAM_get_inh_flags(const X509_VERIFY_PARAM *); const char *X509_VERIFY_PARAM_get0_name(const X509_VERIFY_PARAM *);
X509_STORE_CTX *X509_STORE_CTX_new(void); void X509_STORE_CTX_free(X509_STORE_CTX *); int X509_STORE_CTX_init(X509_STORE_CTX *, X509_STORE *, X509 *, STACK *); int X509_STORE_CTX_set_default(X509_STORE_CTX *, const char *); void X509_STORE_CTX_set_verify_cb(X509_STORE_CTX *, verify_cb);
void X509_STORE_CTX_set0_trusted_stack(X509_STORE_CTX *, STACK *); int X509_STORE_CTX_set_purpose(X509_STORE_CTX *, int); STACK *X509_STORE_CTX_get1_chain(const X509_STORE_CTX *); STACK *X509_STORE_CTX_get1_certs(X509_STORE_CTX *, const X509_NAME *); int X509_STORE_CTX_get1_issuer(X509 **, X509_STORE_CTX *, X509 *);
X509 *X509_STORE_CTX_get0_current_issuer(const X509_STORE_CTX *); int X509_STORE_load_file(X509_STORE *, const char *); int X509_STORE_load_path(X509_STORE *, const char *); int X509_STORE_load_store(X509_STORE *, const char *); int X509_STORE_set_default_paths(X509_STORE *); int X509_STORE_load_locations(X509_STORE *, const char *, const char *);
X509_LOOKUP *X509_STORE_add_lookup(X509_STORE *, void *); void *X509_LOOKUP_file(void); void *X509_LOOKUP_hash_dir(void); int X509_LOOKUP_ctrl(X509_LOOKUP *, int, const char *, long, char **); int X509_load_crl_file(X509_LOOKUP *, const char *, int); int X509_load_cert_crl_file(X509_LOOKUP *, const char *, int); int X509_load_cert_file(X509_LOOKUP *, const char *, int);
typedef struct x509_object_st OBJECT; int X509_OBJECT_get_type(const OBJECT *); X509 *X509_OBJECT_get0_X509(const OBJECT *); X509_CRL *X509_OBJECT_get0_X509_CRL(const OBJECT *); int X509_STORE_add_crl(X509_STORE *, X509_CRL *); int OPENSSL_sk_num(const STACK *); void *OPENSSL_sk_value(const STACK *, int);
X509_CRL *d2i_X509_CRL(X509_CRL **, const unsigned char **, long); int i2d_X509_CRL(const X509_CRL *, unsigned char **); void X509_CRL_free(X509_CRL *); X509_NAME *X509_CRL_get_issuer(const X509_CRL *); const ASN1_STRING *X509_CRL_get0_lastUpdate(const X509_CRL *); const ASN1_STRING *X509_CRL_get0_nextUpdate(const X509_CRL *);
long X509_CRL_get_version(const X509_CRL *); int X509_CRL_get_signature_nid(const X509_CRL *); STACK *X509_CRL_get_REVOKED(X509_CRL *); typedef struct x509_revoked_st REVOKED; const ASN1_STRING *X509_REVOKED_get0_serialNumber(const REVOKED *); const ASN1_STRING *X509_REVOKED_get0_revocationDate(const REVOKED *);
int X509_PURPOSE_get_count(void); void *X509_PURPOSE_get0(int); char *X509_PURPOSE_get0_sname(void *); char *X509_PURPOSE_get0_name(void *); int X509_PURPOSE_get_id(void *); int X509_PURPOSE_get_trust(void *); int X509_PURPOSE_get_by_sname(const char *); int X509_PURPOSE_get_by_id(int); int X509_TRUST_get_count(void);
void *X509_get_ext_d2i(const X509 *, int, int *, int *); typedef struct { int type; void *d; } GN; typedef struct { int ca; ASN1_STRING *pathlen; } BCONS; typedef struct { ASN1_STRING *keyid; STACK *issuer; ASN1_STRING *serial; } AKID; typedef struct { OBJ *method; GN *location; } AINFO;
typedef struct { int type; STACK *fullname; X509_NAME *dpname; } DPNAME; typedef struct { DPNAME *distpoint; ASN1_STRING *reasons; STACK *CRLissuer; int dp_reasons; } DPOINT; void GENERAL_NAMES_free(STACK *); STACK *X509_get1_ocsp(X509 *); void X509_email_free(STACK *);
"""

FLAGS = {"none": 0, "partial": 0x80000, "notime": 0x200000, "strict": 0x20, "ss": 0x4000, "notfirst": -0x8000, "noalt": 0x100000, "critical": 0x10}
BAD = ["badsig", "bad-sig", "expired", "notyet", "selfsigned", "unknownca", "wrongeku", "rsa1024", "sha1", "under-old", "under-notca", "under-short", "critical", "constrained", "notca"]


def stack(t, *items):
    sk = t.crypto.OPENSSL_sk_new_null()
    for x in items:
        t.crypto.OPENSSL_sk_push(sk, x)
    return sk


def judged(t, leaf, untrusted, trusted, param, content):
    """Everything that a verification says. content: what the callback answers to failures; None: no callback."""
    c, ffi = t.crypto, t.ffi
    x = load(t, leaf)[0]
    rest, anchors = [load(t, d)[0] for d in untrusted], [load(t, d)[0] for d in trusted]
    known = {int(ffi.cast("intptr_t", v)): n for n, v in [("leaf", x)] + [(f"u{i}", v) for i, v in enumerate(rest)] + [(f"t{i}", v) for i, v in enumerate(anchors)]}
    who = lambda p: None if p == t.NULL else known.get(int(ffi.cast("intptr_t", p)), "another")
    store, sc = c.X509_STORE_new(), c.X509_STORE_CTX_new()
    for a in anchors:
        assert c.X509_STORE_add_cert(store, a) == 1
    log = []
    assert c.X509_STORE_CTX_init(sc, store, x, stack(t, *rest)) == 1
    p = c.X509_STORE_CTX_get0_param(sc)
    for name, value in param.items():
        if name == "flags":
            c.X509_VERIFY_PARAM_set_flags(p, value) if value >= 0 else c.X509_VERIFY_PARAM_clear_flags(p, -value)
        elif name == "default":
            log.append(c.X509_STORE_CTX_set_default(sc, value.encode()))
        elif name == "host":
            c.X509_VERIFY_PARAM_set1_host(p, value.encode(), 0)
        elif name == "ip":
            c.X509_VERIFY_PARAM_set1_ip_asc(p, value.encode())
        elif name == "email":
            c.X509_VERIFY_PARAM_set1_email(p, value.encode(), 0)
        elif name == "stack":
            c.X509_STORE_CTX_set0_trusted_stack(sc, stack(t, *anchors))
        else:
            getattr(c, "X509_VERIFY_PARAM_set_" + name)(p, value)
    if content is not None:
        def cb(ok, ctx):
            chain = t.stack(c.X509_STORE_CTX_get0_chain(ctx)) or []
            log.append([ok, c.X509_STORE_CTX_get_error(ctx), c.X509_STORE_CTX_get_error_depth(ctx), who(c.X509_STORE_CTX_get_current_cert(ctx)), [who(y) for y in chain]])
            return 1 if ok else content
        c.X509_STORE_CTX_set_verify_cb(sc, t.callback("int(int, X509_STORE_CTX *)", cb))
    r = c.X509_verify_cert(sc)
    chain = t.stack(c.X509_STORE_CTX_get0_chain(sc))
    out = [r, c.X509_STORE_CTX_get_error(sc), c.X509_STORE_CTX_get_error_depth(sc) if r <= 0 else 0, None if chain is None else [who(y) for y in chain], log, t.text(c.X509_VERIFY_PARAM_get0_peername(p)) if r > 0 else None,
           t.text(c.X509_verify_cert_error_string(c.X509_STORE_CTX_get_error(sc)))]
    again = c.X509_verify_cert(sc)
    c.X509_STORE_CTX_free(sc)
    c.X509_STORE_free(store)
    t.errors()
    return out + [again if chain is not None else 0]


def chain_of(pki, name):
    import base64
    import re
    return [base64.b64decode(b).hex() for b in re.findall(r"BEGIN CERTIFICATE-----(.*?)-----END", pki.pem(name).read_text(), re.S)]


@functools.cache
def cases(pki):
    all_ = certificates(pki)
    roots = [all_["root-ec"], all_["root-rsa"]]
    return {n: (chain_of(pki, n)[0], chain_of(pki, n)[1:], roots) for n in sorted(p.stem for p in pki.dir.glob("*.pem")) if n in all_}


# OpenSSL looks at each signature and date; with a weak key or digest both refuse, but ours also where nobody asked for strength.
WEAK = {"rsa1024", "sha1"}


@pytest.mark.parametrize("content", [None, 0, 1])
def test_verdicts(pki, content):
    assert len(cases(pki)) > 20
    for param in ({}, {"default": "ssl_server"}, {"default": "ssl_client"}):
        diff.crypto_each(judged, [[leaf, rest, roots, param, content] for name, (leaf, rest, roots) in cases(pki).items() if name not in WEAK])


def test_weak_signatures_are_refused(pki):
    for name in WEAK & set(cases(pki)):
        leaf, rest, roots = cases(pki)[name]
        assert diff.crypto_run(judged, leaf, rest, roots, {}, None)[1][0] == 0


@pytest.mark.parametrize("flag", FLAGS)
def test_flags(pki, flag):
    rows = [[leaf, rest, trusted, {"flags": FLAGS[flag], "default": "ssl_server"}, 1] for name, (leaf, rest, roots) in cases(pki).items() if name not in WEAK for trusted in (roots, rest[:1], [leaf], [])]
    for i in range(0, len(rows), 40):
        diff.crypto_each(judged, rows[i:i + 40])


def test_names_and_levels(pki):
    leaf, rest, roots = cases(pki)["p256"]
    good = [{"host": h} for h in ("p256.test", "other.test", "P256.TEST")] + [{"ip": i} for i in ("127.0.0.1", "127.0.0.2", "::1")] + [{"email": "a@b"}] + [{"auth_level": n} for n in range(6)]
    more = [{"depth": n} for n in range(4)] + [{"time": n} for n in (0, 1, 2**31, 2**33)] + [{"stack": 1}, {"purpose": 7}, {"purpose": 8}, {"host": "p256.test", "default": "ssl_server", "depth": 3}]
    diff.crypto_each(judged, [[leaf, rest, roots, param, content] for param in good + more for content in (None, 1)])


def test_nothing_to_judge():
    diff.crypto_same(no_certificate)


OWN_STEPS = ("verify", "get_issuer", "check_issued", "check_revocation", "get_crl", "check_crl", "cert_crl", "lookup_crls")


def own_step(t, leaf, root, step):
    """A store whose step is the program's. It is never called here: what is asked is whether the verdict does without it."""
    c = t.crypto
    store, sc = c.X509_STORE_new(), c.X509_STORE_CTX_new()
    assert c.X509_STORE_add_cert(store, load(t, root)[0]) == 1
    if step is not None:
        t.ffi.cdef(f"void X509_STORE_set_{step}(X509_STORE *, void *);", override=True)
        getattr(c, f"X509_STORE_set_{step}")(store, t.ffi.cast("void *", 1))
    assert c.X509_STORE_CTX_init(sc, store, load(t, leaf)[0], t.NULL) == 1
    out = [c.X509_verify_cert(sc), c.X509_STORE_CTX_get_error(sc), [e[-1] if isinstance(e, list) else e for e in t.errors()]]
    c.X509_STORE_CTX_free(sc)
    c.X509_STORE_free(store)
    return out


def test_steps_of_the_programs_are_not_passed_over(pki):
    """Ours has no use for them yet, and says so instead of judging without."""
    root = certificates(pki)["root-ec"]
    assert diff.crypto_run(own_step, root, root, None)[1][0] == 1
    for step in OWN_STEPS:
        r, error, queue = diff._one("crypto-ours", own_step, (root, root, step))
        assert (r, error) == (-1, 69) and queue, step


def test_kinds_of_trust(pki):
    """For OCSP (6 and 7) OpenSSL wants the anchor's settings to say so. These kinds are not judged by here: nothing passes."""
    leaf, rest, roots = cases(pki)["p256"]
    for kind in range(1, 9):
        theirs, mine = diff.crypto_run(judged, leaf, rest, roots, {"trust": kind}, None)
        if kind not in (6, 7):
            assert mine == theirs, kind
        else:
            assert mine[:2] == [-1, 69] and theirs[0] == 0, (kind, mine, theirs)


def settled(t, leaf, rest, root, trust):
    """The verdict over one anchor with trust settings, in DER."""
    c = t.crypto
    aux = trust and f"30{len(trust) // 2 + 2:02x}30{len(trust) // 2:02x}{trust}"
    store, sc = c.X509_STORE_new(), c.X509_STORE_CTX_new()
    assert c.X509_STORE_add_cert(store, load(t, root + aux, "d2i_X509_AUX")[0]) == 1
    assert c.X509_STORE_CTX_init(sc, store, load(t, leaf)[0], stack(t, *[load(t, d)[0] for d in rest])) == 1
    r = c.X509_verify_cert(sc)
    c.X509_STORE_CTX_free(sc)
    c.X509_STORE_free(store)
    t.errors()
    return r


def test_trust_settings_without_a_purpose(pki):
    """Settings that name only what nobody asked for, known or not, make no anchor."""
    leaf, rest, _ = cases(pki)["p256"]
    rows = [[leaf, rest, certificates(pki)["root-ec"], trust] for trust in ("", "06032a0304", "06082b06010505070301", "0604551d2500")]
    diff.crypto_each(settled, rows)
    assert [diff.crypto_run(settled, *r)[1] for r in rows] == [1, 0, 0, 1]


def no_certificate(t):
    c = t.crypto
    sc = c.X509_STORE_CTX_new()
    out = [c.X509_STORE_CTX_init(sc, t.NULL, t.NULL, t.NULL), c.X509_verify_cert(sc), c.X509_STORE_CTX_get_error(sc), len(t.errors()) > 0]
    c.X509_STORE_CTX_free(sc)
    return out


def words(t, n):
    return t.text(t.crypto.X509_verify_cert_error_string(n))


def test_words():
    diff.crypto_each(words, [[n] for n in list(range(-2, 100)) + [2**31]])


# -- parameters


def show(t, p):
    c = t.crypto
    return [hex(c.X509_VERIFY_PARAM_get_flags(p)), c.X509_VERIFY_PARAM_get_depth(p), c.X509_VERIFY_PARAM_get_auth_level(p), c.X509_VERIFY_PARAM_get_hostflags(p), [t.text(c.X509_VERIFY_PARAM_get0_host(p, i)) for i in range(-1, 4)],
            t.text(c.X509_VERIFY_PARAM_get0_email(p)), t.text(c.X509_VERIFY_PARAM_get1_ip_asc(p)), c.X509_VERIFY_PARAM_get_time(p), c.X509_VERIFY_PARAM_get_inh_flags(p), t.text(c.X509_VERIFY_PARAM_get0_name(p))]


def param(t, p, steps):
    out = []
    for name, *args in steps:
        args = [a.encode("latin-1") if isinstance(a, str) else t.NULL if a is None else a for a in args]
        f = getattr(t.crypto, "X509_VERIFY_PARAM_" + name)
        out.append(f(p, *args))
    return out + [show(t, p)]


STEPS = [[], [["set1_host", "a.example", 0]], [["set1_host", "a.example", 0], ["add1_host", "b.example", 0], ["add1_host", "c.examplexx", 9]], [["set1_host", "a\0b", 3]], [["set1_host", "ab\0", 3]], [["set1_host", "x", 0], ["set1_host", None, 0]],
         [["set1_host", "x", 0], ["set1_host", "", 0]], [["add1_host", None, 0]], [["set1_email", "a@b", 0]], [["set1_email", "a@bcd", 3]], [["set1_email", "a@b", 0], ["set1_email", None, 0]], [["set1_ip", "\x7f\0\0\1", 4]], [["set1_ip", "123", 3]], [["set1_ip_asc", "::1"]],
         [["set1_ip_asc", "2001:db8::ff00:42:8329"]], [["set1_ip_asc", "nonsense"]], [["set1_ip_asc", "1.2.3.4"], ["set1_ip", None, 0]], [["set_flags", 0x20], ["set_flags", 0x100], ["clear_flags", 0x20]], [["set_depth", 5], ["set_auth_level", 2]], [["set_hostflags", 0x24]],
         [["set_time", 12345]], [["set_purpose", 1], ["set_trust", 3]], [["set_purpose", 0]], [["set_purpose", 10]], [["set_trust", 0]], [["set_trust", 9]], [["set_inh_flags", 3]]]


def set_up(t, steps):
    p = t.crypto.X509_VERIFY_PARAM_new()
    out = param(t, p, steps)
    t.crypto.X509_VERIFY_PARAM_free(p)
    return out


def test_parameters():
    diff.crypto_each(set_up, [[s] for s in STEPS])


def met(t, to, frm, how, flags):
    c = t.crypto
    a, b = c.X509_VERIFY_PARAM_new(), c.X509_VERIFY_PARAM_new()
    param(t, a, to), param(t, b, frm)
    c.X509_VERIFY_PARAM_set_inh_flags(a, flags)
    return [getattr(c, "X509_VERIFY_PARAM_" + how)(a, b), show(t, a), show(t, b)]


def test_inheritance():
    some = [STEPS[i] for i in (0, 2, 8, 11, 17, 18, 19, 20)]
    diff.crypto_each(met, [[a, b, how, f] for a in some for b in some for how, f in (("inherit", 0), ("set1", 0), ("inherit", 1), ("inherit", 2), ("inherit", 4), ("inherit", 8), ("inherit", 16), ("set1", 2))])


def known(t, name):
    p = t.crypto.X509_VERIFY_PARAM_lookup(name.encode())
    return None if p == t.NULL else show(t, t.ffi.cast("X509_VERIFY_PARAM *", p))


def test_known_parameters():
    diff.crypto_each(known, [[n] for n in ("default", "pkcs7", "smime_sign", "ssl_client", "ssl_server", "nonsense")])


def purposes(t):
    c = t.crypto
    n = c.X509_PURPOSE_get_count()
    return [n, c.X509_TRUST_get_count(), [[c.X509_PURPOSE_get_id(p), c.X509_PURPOSE_get_trust(p), t.text(c.X509_PURPOSE_get0_name(p)), t.text(c.X509_PURPOSE_get0_sname(p))] for p in map(c.X509_PURPOSE_get0, range(n))],
            c.X509_PURPOSE_get0(-1) == t.NULL, c.X509_PURPOSE_get0(n) == t.NULL, [c.X509_PURPOSE_get_by_sname(s) for s in (b"sslserver", b"any", b"nonsense")], [c.X509_PURPOSE_get_by_id(i) for i in range(-1, 12)]]


def test_purposes():
    diff.crypto_same(purposes)


# -- stores


def contents(t, store):
    c = t.crypto
    out = []
    for o in t.stack(c.X509_STORE_get0_objects(store), "OBJECT *"):
        kind = c.X509_OBJECT_get_type(o)
        out.append([kind, written(t, c.X509_OBJECT_get0_X509(o)) if kind == 1 else written(t, c.X509_OBJECT_get0_X509_CRL(o), "i2d_X509_CRL"), c.X509_OBJECT_get0_X509(o) == t.NULL])
    return sorted(out)


def loaded(t, how, *args):
    store = t.crypto.X509_STORE_new()
    args = [a.encode() if isinstance(a, str) else t.NULL if a is None else a for a in args]
    r = getattr(t.crypto, how)(store, *args)
    return [r, contents(t, store), len(t.errors()) > 0, getattr(t.crypto, how)(store, *args), len(contents(t, store))]


def by_lookup(t, how, file, kind):
    c = t.crypto
    store = c.X509_STORE_new()
    l = c.X509_STORE_add_lookup(store, c.X509_LOOKUP_file())
    again = c.X509_STORE_add_lookup(store, c.X509_LOOKUP_file())
    return [l == again, getattr(c, how)(l, str(file).encode(), kind), contents(t, store), len(t.errors()) > 0]


@functools.cache
def files(pki, where):
    """Files of each kind, among them lists of revoked certificates."""
    where.mkdir(exist_ok=True)

    def openssl(*words, data=None):
        return subprocess.run(["openssl", *map(str, words)], cwd=where, input=data, capture_output=True, check=True, timeout=60, env=libs.clean_env()).stdout
    (where / "index.txt").write_text("")
    (where / "crlnumber").write_text("01\n")
    (where / "ca.cnf").write_text("[ca]\ndefault_ca=c\n[c]\ndatabase=index.txt\ncrlnumber=crlnumber\ndefault_md=sha256\ndefault_crl_days=30\n")
    lists = {}
    for ca in ("root-ec", "int-ec"):
        (where / "index.txt").write_text("")
        sign = ["-config", "ca.cnf", "-cert", pki.crt(ca), "-keyfile", pki.key(ca)]
        openssl("ca", *sign, "-gencrl", "-out", f"{ca}.empty.crl")
        openssl("ca", *sign, "-revoke", pki.crt("int-ec" if ca == "root-ec" else "p256"), "-crl_reason", "keyCompromise")
        openssl("ca", *sign, "-gencrl", "-out", f"{ca}.crl")
        openssl("crl", "-in", f"{ca}.crl", "-outform", "DER", "-out", f"{ca}.crl.der")
        lists[ca] = (openssl("crl", "-in", f"{ca}.empty.crl", "-outform", "DER").hex(), (where / f"{ca}.crl.der").read_bytes().hex())
    (where / "both.pem").write_bytes(b"leading words\n" + pki.roots.read_bytes() + (where / "int-ec.crl").read_bytes() + b"trailing words\n")
    openssl("x509", "-in", pki.crt("root-ec"), "-outform", "DER", "-out", "root.der")
    openssl("x509", "-in", pki.crt("root-ec"), "-trustout", "-addtrust", "serverAuth", "-out", "trusted.pem")
    (where / "broken.pem").write_text(pki.roots.read_text().replace("MII", "M!I", 1))
    (where / "empty.pem").write_text("")
    (where / "key.pem").write_bytes(pki.key("p256").read_bytes())
    hashed = where / "hashed"
    hashed.mkdir()
    for name in ("root-ec", "root-rsa"):
        digits = openssl("x509", "-in", pki.crt(name), "-noout", "-subject_hash").decode().strip()
        (hashed / f"{digits}.0").write_bytes(pki.crt(name).read_bytes())
    digits = openssl("crl", "-in", "int-ec.crl", "-noout", "-hash").decode().strip()
    (hashed / f"{digits}.r0").write_bytes((where / "int-ec.crl").read_bytes())
    return lists


@pytest.fixture
def place(pki, run_dir):
    import fcntl
    where = run_dir / "x509-files"
    with open(run_dir / "x509-files.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (where / "done").exists():
            files(pki, where)
            (where / "done").write_text("")
    return where


KINDS_OF_FILE = ("both.pem", "root.der", "trusted.pem", "broken.pem", "empty.pem", "key.pem", "nowhere.pem", "int-ec.crl", "int-ec.crl.der")


def test_loading(place):
    diff.crypto_each(loaded, [["X509_STORE_load_file", str(place / name)] for name in KINDS_OF_FILE])
    diff.crypto_each(by_lookup, [[how, str(place / name), kind] for name in KINDS_OF_FILE for how in ("X509_load_cert_file", "X509_load_crl_file", "X509_load_cert_crl_file") for kind in (1, 2, 9)])
    diff.crypto_same(loaded, "X509_STORE_load_locations", None, None)
    diff.crypto_same(loaded, "X509_STORE_load_locations", str(place / "both.pem"), str(place / "hashed"))
    diff.crypto_same(loaded, "X509_STORE_load_path", str(place / "hashed"))
    diff.crypto_same(loaded, "X509_STORE_load_path", "")


def asked(t, how, where, leaf, rest, purpose):
    """A store that is asked only during the verification."""
    c = t.crypto
    store, sc = c.X509_STORE_new(), c.X509_STORE_CTX_new()
    x = load(t, leaf)[0]
    out = [getattr(c, how)(store, where.encode()), len(contents(t, store))]
    c.X509_STORE_CTX_init(sc, store, x, stack(t, *[load(t, d)[0] for d in rest]))
    c.X509_STORE_CTX_set_default(sc, purpose.encode())
    out += [c.X509_verify_cert(sc), c.X509_STORE_CTX_get_error(sc), [written(t, y) for y in t.stack(c.X509_STORE_CTX_get0_chain(sc), "X509 *") or []]]
    issuer = t.ffi.new("X509 **")
    out.append(c.X509_STORE_CTX_get1_issuer(issuer, sc, load(t, rest[-1])[0] if rest else x))
    out.append(written(t, issuer[0]) if issuer[0] != t.NULL else None)
    found = c.X509_STORE_CTX_get1_certs(sc, c.X509_get_issuer_name(load(t, rest[-1])[0]))
    out.append([written(t, y) for y in t.stack(found, "X509 *") or []])
    c.X509_STORE_CTX_free(sc)
    c.X509_STORE_free(store)
    return out


def test_hashed_directory(pki, place):
    for name in ("p256", "rsa2048"):
        leaf, rest, _ = cases(pki)[name]
        for how, where in (("X509_STORE_load_path", place / "hashed"), ("X509_STORE_load_path", f"/nowhere:{place}/hashed"), ("X509_STORE_load_path", "/nowhere"), ("X509_STORE_load_file", place / "both.pem"), ("X509_STORE_load_file", place / "trusted.pem"),
                           ("X509_STORE_load_store", f"file:{place}/both.pem"), ("X509_STORE_load_store", place / "hashed")):
            diff.crypto_same(asked, how, str(where), leaf, rest, "ssl_server")
            if where != place / "trusted.pem":
                diff.crypto_same(asked, how, str(where), leaf, rest, "default")
    # An anchor that is trusted for something else is no anchor here; OpenSSL finds it and then rejects it.
    leaf, rest, _ = cases(pki)["p256"]
    theirs, mine = diff.crypto_run(asked, "X509_STORE_load_file", str(place / "trusted.pem"), leaf, rest, "default")
    assert (theirs[2:4], mine[2:4]) == ([0, 28], [0, 20])


# -- lists of revoked certificates


def list_facts(t, data):
    c = t.crypto
    crl, taken = load(t, data, "d2i_X509_CRL")
    if crl == t.NULL:
        return [None, len(t.errors()) > 0]
    r = c.X509_CRL_get_REVOKED(crl)
    return [taken, written(t, crl, "i2d_X509_CRL"), c.X509_CRL_get_version(crl), c.X509_CRL_get_signature_nid(crl), string(t, c.X509_CRL_get0_lastUpdate(crl)), string(t, c.X509_CRL_get0_nextUpdate(crl)),
            None if r == t.NULL else [[string(t, c.X509_REVOKED_get0_serialNumber(x)), string(t, c.X509_REVOKED_get0_revocationDate(x))] for x in t.stack(r, "REVOKED *")]]


def revoked(t, leaf, rest, roots, lists, flags, content):
    c = t.crypto
    store, sc = c.X509_STORE_new(), c.X509_STORE_CTX_new()
    for a in roots:
        c.X509_STORE_add_cert(store, load(t, a)[0])
    for d in lists:
        assert c.X509_STORE_add_crl(store, load(t, d, "d2i_X509_CRL")[0]) == 1
    c.X509_STORE_CTX_init(sc, store, load(t, leaf)[0], stack(t, *[load(t, d)[0] for d in rest]))
    c.X509_VERIFY_PARAM_set_flags(c.X509_STORE_CTX_get0_param(sc), flags)
    log = []

    def cb(ok, ctx):
        log.append([ok, c.X509_STORE_CTX_get_error(ctx), c.X509_STORE_CTX_get_error_depth(ctx)])
        return 1 if ok else content
    c.X509_STORE_CTX_set_verify_cb(sc, t.callback("int(int, X509_STORE_CTX *)", cb))
    return [c.X509_verify_cert(sc), c.X509_STORE_CTX_get_error(sc), log]


def test_revocation(pki, place):
    der = lambda name: subprocess.run(["openssl", "crl", "-in", str(place / name), "-outform", "DER"], capture_output=True, check=True, timeout=20, env=libs.clean_env()).stdout.hex()
    r, r0, i, i0 = (der(n) for n in ("root-ec.crl", "root-ec.empty.crl", "int-ec.crl", "int-ec.empty.crl"))
    diff.crypto_each(list_facts, [[d] for d in (r, r0, i, i0, r[:-2], "", "3000")])
    diff.crypto_each(revoked, [[*cases(pki)[name], lists, flags, content] for name in ("p256", "p384") for lists in ([], [i], [i0], [i, r], [i0, r0], [i0, r], [r0]) for flags in (4, 12, 8) for content in (0, 1)])


# -- extensions


def general_names(t, sk):
    c = t.crypto
    out = []
    for g in t.stack(sk, "GN *") or []:
        value = t.ffi.cast("ASN1_STRING *", g.d)
        out.append([g.type, string(t, value) if g.type in (1, 2, 6, 7) else test_x509.name_written(t, t.ffi.cast("X509_NAME *", g.d)) if g.type == 4 else None])
    return out


def extension(t, data, nid):
    c, ffi = t.crypto, t.ffi
    x = load(t, data)[0]
    crit, idx = ffi.new("int *"), ffi.new("int *", -1)
    p = c.X509_get_ext_d2i(x, nid, crit, t.NULL)
    out = [p == t.NULL, crit[0], c.X509_get_ext_d2i(x, nid, t.NULL, idx) == t.NULL, idx[0], c.X509_get_ext_d2i(x, nid, crit, idx) == t.NULL, idx[0], crit[0]]
    t.errors()
    if p == t.NULL:
        return out
    if nid in (85, 86):
        out.append(general_names(t, ffi.cast("STACK *", p)))
        c.GENERAL_NAMES_free(ffi.cast("STACK *", p))
    elif nid in (83, 82, 88):
        out.append(string(t, ffi.cast("ASN1_STRING *", p)))
    elif nid == 87:
        b = ffi.cast("BCONS *", p)
        out.append([b.ca, string(t, b.pathlen)])
    elif nid == 126:
        out.append([c.OBJ_obj2nid(o) for o in t.stack(ffi.cast("STACK *", p), "OBJ *")])
    elif nid == 90:
        a = ffi.cast("AKID *", p)
        out.append([string(t, a.keyid), general_names(t, a.issuer), string(t, a.serial)])
    elif nid == 177:
        out.append([[c.OBJ_obj2nid(a.method), a.location.type, string(t, ffi.cast("ASN1_STRING *", a.location.d))] for a in t.stack(ffi.cast("STACK *", p), "AINFO *")])
        out.append([t.text(s) for s in t.stack(c.X509_get1_ocsp(x)) or []])
    elif nid == 103:
        out.append([[d.distpoint.type, general_names(t, d.distpoint.fullname), d.reasons == t.NULL, d.CRLissuer == t.NULL] for d in t.stack(ffi.cast("STACK *", p), "DPOINT *")])
    return out


RICH = """[req]
distinguished_name=dn
prompt=no
x509_extensions=e
[dn]
CN=rich
[e]
subjectAltName=DNS:a.example,DNS:b.example,IP:1.2.3.4,IP:::1,email:me@example.org,URI:https://example.org/x,RID:1.2.3.4,otherName:1.2.3.5;UTF8:other,dirName:dir
basicConstraints=critical,CA:TRUE,pathlen:3
keyUsage=critical,digitalSignature,keyCertSign,cRLSign
extendedKeyUsage=serverAuth,clientAuth,1.2.3.4.5
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid,issuer:always
authorityInfoAccess=OCSP;URI:http://ocsp.example/,OCSP;URI:http://two.example/,caIssuers;URI:http://ca.example/ca.crt,OCSP;URI:http://ocsp.example/
crlDistributionPoints=URI:http://crl.example/one.crl,cdp
[cdp]
fullname=URI:http://crl.example/two.crl
CRLissuer=dirName:dir
reasons=keyCompromise,CACompromise
[dir]
C=DE
O=Some
"""


def test_extensions(pki, run_dir):
    conf = run_dir / "rich.cnf"
    conf.write_text(RICH)
    rich = subprocess.run(["openssl", "req", "-x509", "-new", "-key", str(pki.key("p256")), "-config", str(conf), "-outform", "DER"], capture_output=True, check=True, timeout=20, env=libs.clean_env()).stdout.hex()
    nids = (85, 86, 83, 87, 126, 82, 90, 177, 103, 88, 89)
    diff.crypto_each(extension, [[d, n] for d in (rich, certificates(pki)["p256"], certificates(pki)["root-ec"], certificates(pki)["int-ec"]) for n in nids])
