# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""The same verification by the system's libcrypto and by engine/pki: which events, which verdict, which chain."""
import glob
import os
import pathlib
import subprocess
import sys
from dataclasses import dataclass, field

import cffi

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "pki"))

ffi = cffi.FFI()
ffi.cdef("""
typedef void X509; typedef void X509_STORE; typedef void X509_STORE_CTX; typedef void X509_VERIFY_PARAM; typedef void STACK;
struct shim_cert { const unsigned char *der; size_t len; };
struct shim_call {
    struct shim_cert leaf; const struct shim_cert *untrusted; size_t n_untrusted;
    const struct shim_cert *anchors; size_t n_anchors;
    long long time; int purpose; unsigned flags; int depth, level;
    const char *const *hosts; size_t n_hosts; unsigned host_flags; const char *email;
    const unsigned char *ip; size_t ip_len; int overrule;
    int crl_check; unsigned crl_flags; const struct shim_cert *crls; size_t n_crls; int rounds;
    int trace[1024]; size_t n_trace; int ok, err, err_depth; size_t n_chain; int chain[256]; char peername[256];
    size_t candidates, signatures; double best_us;
};
int shim_verify(struct shim_call *c);
int shim_match_host(const unsigned char *der, size_t len, const char *host, unsigned flags, char *out, size_t out_len);
int shim_match_email(const unsigned char *der, size_t len, const char *email);
int shim_parses(const unsigned char *der, size_t len);
int shim_ocsp(const unsigned char *der, size_t len, const struct shim_cert *subject, const struct shim_cert *issuer, long long now);
int shim_must_staple(const struct shim_cert *cert);
typedef void OCSP_RESPONSE; typedef void OCSP_BASICRESP; typedef void OCSP_CERTID; typedef void EVP_MD; typedef void ASN1_TIME;
OCSP_RESPONSE *d2i_OCSP_RESPONSE(OCSP_RESPONSE **, const unsigned char **, long); void OCSP_RESPONSE_free(OCSP_RESPONSE *);
int OCSP_response_status(OCSP_RESPONSE *); OCSP_BASICRESP *OCSP_response_get1_basic(OCSP_RESPONSE *); void OCSP_BASICRESP_free(OCSP_BASICRESP *);
int OCSP_basic_verify(OCSP_BASICRESP *, STACK *certs, X509_STORE *, unsigned long flags);
OCSP_CERTID *OCSP_cert_to_id(const EVP_MD *, const X509 *, const X509 *); void OCSP_CERTID_free(OCSP_CERTID *);
int OCSP_resp_find_status(OCSP_BASICRESP *, OCSP_CERTID *, int *status, int *reason, ASN1_TIME **rev, ASN1_TIME **this_, ASN1_TIME **next);
int OCSP_check_validity(ASN1_TIME *, ASN1_TIME *, long sec, long maxsec);
const EVP_MD *EVP_sha1(void); const EVP_MD *EVP_sha256(void); const EVP_MD *EVP_sha384(void); const EVP_MD *EVP_sha512(void);
int shim_crl_parses(const unsigned char *der, size_t len);

X509 *d2i_X509(X509 **a, const unsigned char **in, long len);
int i2d_X509(X509 *a, unsigned char **out);
void X509_free(X509 *);
X509_STORE *X509_STORE_new(void); void X509_STORE_free(X509_STORE *);
int X509_STORE_add_cert(X509_STORE *, X509 *);
typedef void X509_CRL; X509_CRL *d2i_X509_CRL(X509_CRL **a, const unsigned char **in, long len); void X509_CRL_free(X509_CRL *);
int X509_STORE_add_crl(X509_STORE *, X509_CRL *);
X509_STORE_CTX *X509_STORE_CTX_new(void); void X509_STORE_CTX_free(X509_STORE_CTX *);
int X509_STORE_CTX_init(X509_STORE_CTX *, X509_STORE *, X509 *, STACK *);
X509_VERIFY_PARAM *X509_STORE_CTX_get0_param(X509_STORE_CTX *);
int X509_STORE_CTX_set_default(X509_STORE_CTX *, const char *name);
void X509_STORE_CTX_set_verify_cb(X509_STORE_CTX *, int (*cb)(int, X509_STORE_CTX *));
int X509_STORE_CTX_get_error(X509_STORE_CTX *); int X509_STORE_CTX_get_error_depth(X509_STORE_CTX *);
STACK *X509_STORE_CTX_get0_chain(X509_STORE_CTX *);
X509 *X509_STORE_CTX_get_current_cert(X509_STORE_CTX *);
int X509_verify_cert(X509_STORE_CTX *);
int X509_VERIFY_PARAM_set_flags(X509_VERIFY_PARAM *, unsigned long);
int X509_VERIFY_PARAM_clear_flags(X509_VERIFY_PARAM *, unsigned long);
int X509_VERIFY_PARAM_set_purpose(X509_VERIFY_PARAM *, int);
int X509_VERIFY_PARAM_set_trust(X509_VERIFY_PARAM *, int);
void X509_VERIFY_PARAM_set_time(X509_VERIFY_PARAM *, long);
void X509_VERIFY_PARAM_set_depth(X509_VERIFY_PARAM *, int);
void X509_VERIFY_PARAM_set_auth_level(X509_VERIFY_PARAM *, int);
int X509_VERIFY_PARAM_add1_host(X509_VERIFY_PARAM *, const char *, size_t);
void X509_VERIFY_PARAM_set_hostflags(X509_VERIFY_PARAM *, unsigned int);
int X509_VERIFY_PARAM_set1_email(X509_VERIFY_PARAM *, const char *, size_t);
int X509_VERIFY_PARAM_set1_ip(X509_VERIFY_PARAM *, const unsigned char *, size_t);
char *X509_VERIFY_PARAM_get0_peername(X509_VERIFY_PARAM *);
int X509_check_host(X509 *x, const char *chk, size_t chklen, unsigned int flags, char **peername);
int X509_check_email(X509 *x, const char *chk, size_t chklen, unsigned int flags);
STACK *OPENSSL_sk_new_null(void); int OPENSSL_sk_push(STACK *, const void *); int OPENSSL_sk_num(const STACK *);
void *OPENSSL_sk_value(const STACK *, int); void OPENSSL_sk_free(STACK *);
void ERR_clear_error(void);
void CRYPTO_free(void *p, const char *file, int line);
""")
crypto = ffi.dlopen("libcrypto.so.3")


def build_shim(where):
    """The shim as a shared object, over the engine's libraries of the build under test or, without one, over its sources."""
    out = pathlib.Path(where) / "engine_shim.so"
    libssl = pathlib.Path(os.environ.get("TEASEL_LIBSSL", ROOT / "build" / "release" / "compat" / "ssl" / "libssl.so.3"))
    built = [libssl.resolve().parents[2] / f"libteasel_{name}.a" for name in ("pki", "crypto", "rng", "base")]
    if all(f.exists() for f in built):
        engine = [str(f) for f in built]
    else:
        engine = [f for pattern in ("base/*.c", "crypto/*.c", "crypto/x86_64/*.c", "crypto/x86_64/*.S", "pki/*.c")
                  for f in sorted(glob.glob(str(ROOT / "engine" / pattern)))]
    subprocess.run([os.environ.get("CC", "cc"), "-std=gnu11", "-D_GNU_SOURCE", "-O1", "-g", "-fPIC", "-shared",
                    "-fvisibility=hidden", "-fno-strict-aliasing", f"-I{ROOT / 'engine'}", "-o", str(out),
                    str(ROOT / "compat-tests" / "pki" / "engine_shim.c"), *engine, "-Wl,--exclude-libs,ALL", "-Wl,-z,defs",
                    "-lhogweed", "-lnettle", "-lgmp", "-ltasn1"], check=True, timeout=600)
    return ffi.dlopen(str(out))


# What verify.h calls VERIFY_F_*, and X509_V_FLAG_*.
FLAGS = {"partial": (1, 0x80000), "notime": (2, 0x200000), "strict": (4, 0x20), "ignore_critical": (8, 0x10),
         "check_ss": (16, 0x4000), "trusted_first": (32, 0x8000), "no_alt": (64, 0x100000)}
# REVOCATION_F_* and X509_V_FLAG_*, which come on top of CRL_CHECK.
CRL_FLAGS = {"all": (1, 0x8), "extended": (2, 0x1000), "deltas": (4, 0x2000)}
CRL_CHECK = 0x4
# NAME_F_* are X509_CHECK_FLAG_* in the same order.
NAME_FLAGS = {"always_subject": 1, "no_wildcards": 2, "no_partial": 4, "multi_label": 8, "single_label": 16,
              "never_subject": 32}
TIME_2024 = 1704067200


@dataclass
class Case:
    leaf: bytes
    untrusted: list = field(default_factory=list)
    anchors: list = field(default_factory=list)
    time: int = TIME_2024
    purpose: str = "server"
    flags: tuple = ("trusted_first",)
    depth: int = -1
    level: int = 2
    hosts: tuple = ()
    host_flags: tuple = ()
    email: str = None
    ip: bytes = b""
    overrule: bool = False
    crls: tuple = None  # None: no revocation is asked for
    crl_flags: tuple = ()


@dataclass
class Answer:
    trace: list  # (ok, error, depth)
    ok: bool
    err: int
    depth: int
    chain: list
    peername: str = ""
    candidates: int = 0  # the engine's: issuers looked at, signatures checked, and the time of the fastest round
    signatures: int = 0
    best_us: float = 0

    def __str__(self):
        return f"ok={self.ok} err={self.err}@{self.depth} chain={self.chain} peer={self.peername!r} trace={self.trace}"


def _index(case, der):
    for i, c in enumerate(case.anchors):
        if c == der:
            return 1 + len(case.untrusted) + i
    for i, c in enumerate(case.untrusted):
        if c == der:
            return 1 + i
    return 0


def _d2i(der, decode=None):
    buf = ffi.from_buffer(der)
    x = (decode or crypto.d2i_X509)(ffi.NULL, ffi.new("const unsigned char **", ffi.cast("const unsigned char *", buf)), len(der))
    crypto.ERR_clear_error()
    return x


def _i2d(x):
    out = ffi.new("unsigned char **")
    n = crypto.i2d_X509(x, out)
    der = bytes(ffi.buffer(out[0], n))
    crypto.CRYPTO_free(out[0], b"", 0)
    return der


def by_openssl(case):
    """None when the leaf does not parse."""
    live = []

    def x509(der):
        x = _d2i(der)
        if x != ffi.NULL:
            live.append(x)
        return x

    leaf = x509(case.leaf)
    if leaf == ffi.NULL:
        return None
    trace = []
    store = crypto.X509_STORE_new()
    for der in case.anchors:
        x = x509(der)
        if x != ffi.NULL:
            crypto.X509_STORE_add_cert(store, x)
    for der in case.crls or ():
        crl = _d2i(der, crypto.d2i_X509_CRL)
        if crl != ffi.NULL:
            crypto.X509_STORE_add_crl(store, crl)
            crypto.X509_CRL_free(crl)
    others = crypto.OPENSSL_sk_new_null()
    for der in case.untrusted:
        x = x509(der)
        if x != ffi.NULL:
            crypto.OPENSSL_sk_push(others, x)
    ctx = crypto.X509_STORE_CTX_new()
    crypto.X509_STORE_CTX_init(ctx, store, leaf, others if case.untrusted else ffi.NULL)

    @ffi.callback("int(int, X509_STORE_CTX *)")
    def cb(ok, c):
        trace.append((bool(ok), 0 if ok else crypto.X509_STORE_CTX_get_error(c), crypto.X509_STORE_CTX_get_error_depth(c)))
        return int(ok or case.overrule)

    p = crypto.X509_STORE_CTX_get0_param(ctx)
    if case.purpose != "any":
        crypto.X509_STORE_CTX_set_default(ctx, b"ssl_server" if case.purpose == "server" else b"ssl_client")
    crypto.X509_VERIFY_PARAM_clear_flags(p, 0xFFFFFFFF)
    flags = sum(FLAGS[f][1] for f in case.flags)
    if case.crls is not None:
        flags |= CRL_CHECK + sum(CRL_FLAGS[f][1] for f in case.crl_flags)
    crypto.X509_VERIFY_PARAM_set_flags(p, flags)
    if "notime" not in case.flags:
        crypto.X509_VERIFY_PARAM_set_time(p, case.time)
    crypto.X509_VERIFY_PARAM_set_depth(p, 100 if case.depth < 0 else case.depth)
    crypto.X509_VERIFY_PARAM_set_auth_level(p, case.level)
    for h in case.hosts:
        crypto.X509_VERIFY_PARAM_add1_host(p, h.encode(), 0)
    crypto.X509_VERIFY_PARAM_set_hostflags(p, sum(NAME_FLAGS[f] for f in case.host_flags))
    if case.email:
        crypto.X509_VERIFY_PARAM_set1_email(p, case.email.encode(), 0)
    if case.ip:
        crypto.X509_VERIFY_PARAM_set1_ip(p, case.ip, len(case.ip))
    crypto.X509_STORE_CTX_set_verify_cb(ctx, cb)
    ok = crypto.X509_verify_cert(ctx) == 1
    err = crypto.X509_STORE_CTX_get_error(ctx)
    # The depth of the last failure: the context's own is that of the last event.
    failures = [t for t in trace if not t[0]]
    chain = crypto.X509_STORE_CTX_get0_chain(ctx)
    ders = [_i2d(crypto.OPENSSL_sk_value(chain, i)) for i in range(crypto.OPENSSL_sk_num(chain))] if chain != ffi.NULL else []
    peer = crypto.X509_VERIFY_PARAM_get0_peername(p)
    answer = Answer(trace, ok, err, failures[-1][2] if failures else 0, [_index(case, d) for d in ders],
                    "" if peer == ffi.NULL else ffi.string(peer).decode("latin1"))
    crypto.X509_STORE_CTX_free(ctx)
    crypto.OPENSSL_sk_free(others)
    crypto.X509_STORE_free(store)
    for x in live:
        crypto.X509_free(x)
    crypto.ERR_clear_error()
    return answer


def by_engine(shim, case, rounds=1):
    """None when the leaf does not parse. More rounds than one: with the time."""
    keep = []

    def cert(der):
        buf = ffi.new("unsigned char[]", der)
        keep.append(buf)
        return {"der": buf, "len": len(der)}

    def certs(ders):
        a = ffi.new("struct shim_cert[]", [cert(d) for d in ders])
        keep.append(a)
        return a

    def text(s):
        b = ffi.new("char[]", s.encode())
        keep.append(b)
        return b

    c = ffi.new("struct shim_call *")
    c.leaf = cert(case.leaf)
    c.untrusted, c.n_untrusted = certs(case.untrusted), len(case.untrusted)
    c.anchors, c.n_anchors = certs(case.anchors), len(case.anchors)
    c.time, c.purpose = case.time, {"any": 0, "server": 1, "client": 2}[case.purpose]
    c.flags = sum(FLAGS[f][0] for f in case.flags)
    c.depth, c.level, c.overrule = case.depth, case.level, case.overrule
    c.crl_check, c.crl_flags = case.crls is not None, sum(CRL_FLAGS[f][0] for f in case.crl_flags)
    c.crls, c.n_crls = certs(case.crls or ()), len(case.crls or ())
    hosts = ffi.new("char *[]", [text(h) for h in case.hosts])
    keep.append(hosts)
    c.hosts, c.n_hosts = ffi.cast("const char *const *", hosts), len(case.hosts)
    c.host_flags = sum(NAME_FLAGS[f] for f in case.host_flags)
    c.email = text(case.email) if case.email else ffi.NULL
    ip = ffi.new("unsigned char[]", case.ip)
    c.ip, c.ip_len, c.rounds = ip, len(case.ip), rounds
    if not shim.shim_verify(c):
        return None
    flat = list(c.trace[0:c.n_trace])
    trace = [(bool(flat[i]), flat[i + 1], flat[i + 2]) for i in range(0, len(flat), 3)]
    failures = [t for t in trace if not t[0]]
    return Answer(trace, bool(c.ok), c.err, failures[-1][2] if failures else 0, list(c.chain[0:c.n_chain]),
                  ffi.string(c.peername).decode("latin1"), c.candidates, c.signatures, c.best_us)


def ocsp_by_openssl(response, subject, issuer, root):
    """What a program that judges stapled responses by libcrypto comes to, step by step: the word of the first that fails."""
    r = _d2i(response, crypto.d2i_OCSP_RESPONSE)
    if r == ffi.NULL or crypto.OCSP_response_status(r) != 0:
        return "invalid"
    basic = crypto.OCSP_response_get1_basic(r)
    crypto.ERR_clear_error()
    if basic == ffi.NULL:
        return "invalid"
    x, i, anchor = _d2i(subject), _d2i(issuer), _d2i(root)
    store, certs = crypto.X509_STORE_new(), crypto.OPENSSL_sk_new_null()
    crypto.X509_STORE_add_cert(store, anchor)
    crypto.OPENSSL_sk_push(certs, i)
    verified = crypto.OCSP_basic_verify(basic, certs, store, 0)
    crypto.ERR_clear_error()
    if verified != 1:
        return "signature"
    status, reason, times = ffi.new("int *"), ffi.new("int *"), [ffi.new("ASN1_TIME **") for _ in range(3)]
    for md in (crypto.EVP_sha1(), crypto.EVP_sha256(), crypto.EVP_sha384(), crypto.EVP_sha512()):
        if crypto.OCSP_resp_find_status(basic, crypto.OCSP_cert_to_id(md, x, i), status, reason, *times):
            break
    else:
        return "unknown"
    if status[0] != 0:
        return {1: "revoked", 2: "unknown"}[status[0]]
    current = crypto.OCSP_check_validity(times[1][0], times[2][0], 300, -1)
    crypto.ERR_clear_error()
    return "good" if current else "time"


def ocsp_by_engine(shim, response, subject, issuer, now):
    keep = [ffi.new("unsigned char[]", d) for d in (subject, issuer)]
    a, b = (ffi.new("struct shim_cert *", {"der": k, "len": len(d)}) for k, d in zip(keep, (subject, issuer)))
    return shim.shim_ocsp(response, len(response), a, b, now)
