# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Certificate transparency: SCTs in certificates and in the TLS extension, valid and not, and who judges them."""
import base64
import hashlib
import pathlib
import struct
import sys
import time

import pytest

from differential import diff
from differential.cert.test_judge import outcome, version

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "tests" / "pki"))
import certgen as g  # noqa: E402

CDEF = """
typedef struct sct_st SCT; typedef struct ctlog_store_st CTLOG_STORE; typedef struct ct_policy_eval_ctx_st CT_POLICY_EVAL_CTX;
typedef int (*ct_cb)(const CT_POLICY_EVAL_CTX *, const STACK *, void *);
int SSL_CTX_enable_ct(SSL_CTX *, int); int SSL_enable_ct(SSL *, int); int SSL_CTX_ct_is_enabled(const SSL_CTX *); int SSL_ct_is_enabled(const SSL *);
int SSL_CTX_set_ct_validation_callback(SSL_CTX *, ct_cb, void *); int SSL_set_ct_validation_callback(SSL *, ct_cb, void *);
int SSL_CTX_set_ctlog_list_file(SSL_CTX *, const char *); int SSL_CTX_set_default_ctlog_list_file(SSL_CTX *);
void SSL_CTX_set0_ctlog_store(SSL_CTX *, CTLOG_STORE *); const CTLOG_STORE *SSL_CTX_get0_ctlog_store(const SSL_CTX *); CTLOG_STORE *CTLOG_STORE_new(void);
const STACK *SSL_get0_peer_scts(SSL *); int SCT_get_validation_status(const SCT *); int SCT_get_source(const SCT *); uint64_t SCT_get_timestamp(const SCT *);
int SSL_CTX_use_serverinfo_ex(SSL_CTX *, unsigned int, const unsigned char *, size_t);
int SSL_CTX_add_client_custom_ext(SSL_CTX *, unsigned int, void *, void *, void *, void *, void *);
X509 *CT_POLICY_EVAL_CTX_get0_cert(const CT_POLICY_EVAL_CTX *); X509 *CT_POLICY_EVAL_CTX_get0_issuer(const CT_POLICY_EVAL_CTX *);
const CTLOG_STORE *CT_POLICY_EVAL_CTX_get0_log_store(const CT_POLICY_EVAL_CTX *);
"""

LOG, OTHER_LOG = 20, 21  # numbers of P-256 keys
OFF, PERMISSIVE, STRICT = None, 0, 1


def sct(log, signed, when, flip=False):
    key = g.key("p256", log)
    stamp = struct.pack("!Q", when)
    signature = key.sign(b"\0\0" + stamp + signed + b"\0\0", "sha256")
    signature = signature[:-1] + bytes([signature[-1] ^ flip])
    one = b"\0" + hashlib.sha256(key.spki).digest() + stamp + b"\0\0" + b"\x04\x03" + struct.pack("!H", len(signature)) + signature
    return struct.pack("!H", len(one)) + one


def listed(*scts):
    return struct.pack("!H", sum(map(len, scts))) + b"".join(scts)


def tbs_of(der):
    """The TBSCertificate of a certificate."""

    def head(b):
        return 2 + (b[1] & 0x7F if b[1] & 0x80 else 0)

    inner = der[head(der) :]
    n = head(inner)
    return inner[: n + (int.from_bytes(inner[2:n], "big") if n > 2 else inner[1])]


def pem(der, label="CERTIFICATE"):
    return f"-----BEGIN {label}-----\n{base64.encodebytes(der).decode()}-----END {label}-----\n"


KINDS = ("none", "valid", "flipped", "unknown log", "future", "valid and flipped", "garbage")


@pytest.fixture(scope="session")
def ct(tmp_path_factory):
    """A directory with root.pem, logs.cnf, KIND.pem and KIND.key, and tls-KIND: the same as content of the TLS extension."""
    d = tmp_path_factory.mktemp("ct")
    root = g.root("CT root")
    (d / "root.pem").write_text(pem(root.der))
    (d / "logs.cnf").write_text("enabled_logs=one\n[one]\ndescription = Log One\nkey = " + base64.b64encode(g.key("p256", LOG).spki).decode() + "\n")
    (d / "bad.cnf").write_text("enabled_logs=one\n[one]\ndescription = Log One\nkey = AAAA\n")
    now = int(time.time() * 1000)

    def make(kind, precert):
        def one(log=LOG, when=now - 10**6, flip=False):
            return sct(log, precert, when, flip)

        return {"none": lambda: None, "valid": lambda: listed(one()), "flipped": lambda: listed(one(flip=True)), "unknown log": lambda: listed(one(log=OTHER_LOG)),
                "future": lambda: listed(one(when=now + 10**8)), "valid and flipped": lambda: listed(one(), one(flip=True)), "garbage": lambda: b"\0\x05abcde"}[kind]()

    for i, kind in enumerate(KINDS):
        names = (g.san(("dns", "ct.test")),)
        plain = g.leaf(root, exts=names, serial=5000 + i)
        entry = tbs_of(plain.der)
        scts = make(kind, b"\0\1" + hashlib.sha256(root.key.spki).digest() + len(entry).to_bytes(3, "big") + entry)
        cert = plain if scts is None else g.leaf(root, exts=(*names, g.ext("1.3.6.1.4.1.11129.2.4.2", g.octets(scts))), serial=5000 + i)
        (d / f"{kind}.pem").write_text(pem(cert.der))
        (d / f"{kind}.key").write_bytes(cert.key.pem)
        if kind != "none":
            none = (d / "none.pem").read_text()
            der = base64.b64decode("".join(none.splitlines()[1:-1]))
            content = make(kind, b"\0\0" + len(der).to_bytes(3, "big") + der)
            # Serverinfo with contexts: SSL_EXT_CLIENT_HELLO, _TLS1_2_SERVER_HELLO, _TLS1_3_CERTIFICATE.
            (d / f"tls-{kind}").write_bytes(struct.pack("!IHH", 0x1180, 18, len(content)) + content)
    (d / "self.pem").write_text(pem(g.cert("ct.test", g.key("p256", 9), exts=(g.san(("dns", "ct.test")),)).der))
    (d / "self.key").write_bytes(g.key("p256", 9).pem)
    return d


def scts(t, sk):
    found = t.stack(sk, "SCT *")
    return None if found is None else [[t.crypto.SCT_get_source(x), t.crypto.SCT_get_validation_status(x), t.crypto.SCT_get_timestamp(x)] for x in found]


def shaken(t, where, kind, v, mode, verify=1, answer=None, logs="logs.cnf", host=b"ct.test", trust="root.pem", on="ctx", tls=None):
    f = t.ssl
    sctx, cctx = t.server_ctx(f"{where}/{kind}.pem", f"{where}/{kind}.key"), t.ctx("TLS_client_method")
    if tls:
        info = pathlib.Path(f"{where}/tls-{tls}").read_bytes()
        assert f.SSL_CTX_use_serverinfo_ex(sctx, 2, info, len(info)) == 1, t.errors()
    version(t, cctx, v)
    if trust:
        f.SSL_CTX_load_verify_locations(cctx, f"{where}/{trust}".encode(), t.NULL)
    f.SSL_CTX_set_verify(cctx, verify, t.NULL)
    log = []

    def judge(policy, sk, arg):
        log.append([scts(t, sk), t.crypto.CT_POLICY_EVAL_CTX_get0_issuer(policy) != t.NULL,
                    t.crypto.CT_POLICY_EVAL_CTX_get0_log_store(policy) == f.SSL_CTX_get0_ctlog_store(cctx), t.text(arg)])
        return answer

    arg = t.keep(t.ffi.new("char[]", b"mine"))
    cb = t.callback("ct_cb", judge)
    out = [f.SSL_CTX_set_ctlog_list_file(cctx, f"{where}/{logs}".encode()) if logs else None]
    if on == "ctx":
        out.append(f.SSL_CTX_enable_ct(cctx, mode) if mode is not None else f.SSL_CTX_set_ct_validation_callback(cctx, cb, arg) if answer is not None else 0)
    c, s = t.pair(cctx, sctx)
    if on == "ssl":
        out.append(f.SSL_enable_ct(c, mode) if mode is not None else f.SSL_set_ct_validation_callback(c, cb, arg) if answer is not None else 0)
    out += [f.SSL_CTX_ct_is_enabled(cctx), f.SSL_ct_is_enabled(c), t.ctrl(c, 127), t.errors()]
    f.SSL_set1_host(c, host)
    return out + [outcome(t, c, s), scts(t, f.SSL_get0_peer_scts(c)), log, t.errors()]


def kinds(t, where, v, mode, on):
    return [[k, shaken(t, where, k, v, mode, on=on)] for k in KINDS]


@pytest.mark.parametrize("v", (0x0303, 0x0304))
@pytest.mark.parametrize("mode", (OFF, PERMISSIVE, STRICT))
@pytest.mark.parametrize("on", ("ctx", "ssl"))
def test_certificates(ct, v, mode, on):
    theirs, mine = diff.run(kinds, str(ct), v, mode, on)
    for a, b in zip(theirs, mine, strict=True):
        assert b == a
    if mode == STRICT:
        assert [a[0] for a in theirs if a[1][6]["client"]["result"] == 0] == ["valid", "valid and flipped"]


def extensions(t, where, v, mode):
    return [[k, shaken(t, where, "none", v, mode, tls=k)] for k in KINDS[1:]] + [shaken(t, where, "flipped", v, mode, tls="valid")]


@pytest.mark.parametrize("v", (0x0303, 0x0304))
@pytest.mark.parametrize("mode", (PERMISSIVE, STRICT))
def test_extension(ct, v, mode):
    theirs, mine = diff.run(extensions, str(ct), v, mode)
    for a, b in zip(theirs, mine, strict=True):
        assert b == a


def asked(t, where, v, answer, verify):
    return [[k, shaken(t, where, k, v, None, verify=verify, answer=answer)] for k in ("none", "valid", "flipped")]


@pytest.mark.parametrize("v", (0x0303, 0x0304))
@pytest.mark.parametrize("answer", (1, 0, -1, 2))
@pytest.mark.parametrize("verify", (1,))
def test_own_callback(ct, v, answer, verify):
    diff.same(asked, str(ct), v, answer, verify)


def exempt(t, where, v):
    """Chains that were not accepted, and leaves that are trusted themselves, are not asked for SCTs."""
    return [shaken(t, where, "none", v, STRICT, verify=0, trust=None), shaken(t, where, "none", v, STRICT, verify=0, host=b"other.test"), shaken(t, where, "self", v, STRICT, trust="self.pem"),
            shaken(t, where, "valid", v, STRICT, logs=None)]


@pytest.mark.parametrize("v", (0x0303, 0x0304))
def test_exempt(ct, v):
    diff.same(exempt, str(ct), v)


def settings(t, where):
    f = t.ssl
    ctx = t.ctx()
    out = [[m, f.SSL_CTX_enable_ct(ctx, m), t.errors(), f.SSL_CTX_ct_is_enabled(ctx), f.SSL_enable_ct(t.new(ctx), m), t.errors()] for m in (0, 1, 2, -1, 100)]
    out += [f.SSL_CTX_set_ct_validation_callback(ctx, t.NULL, t.NULL), f.SSL_CTX_ct_is_enabled(ctx), f.SSL_ct_is_enabled(t.new(ctx))]
    out += [[n, f.SSL_CTX_set_ctlog_list_file(ctx, f"{where}/{n}".encode()), t.errors()[-1:]] for n in ("logs.cnf", "bad.cnf", "root.pem", "missing")]
    out += [f.SSL_CTX_get0_ctlog_store(ctx) == t.NULL]
    f.SSL_CTX_set0_ctlog_store(ctx, t.crypto.CTLOG_STORE_new())
    out += [f.SSL_CTX_get0_ctlog_store(ctx) == t.NULL, scts(t, f.SSL_get0_peer_scts(t.new(ctx))), f.SSL_CTX_set_default_ctlog_list_file(ctx) in (0, 1)]
    t.errors()
    other = t.ctx()
    f.SSL_CTX_add_client_custom_ext(other, 18, t.NULL, t.NULL, t.NULL, t.NULL, t.NULL)
    return out + [t.errors(), f.SSL_CTX_enable_ct(other, 1), t.errors(), f.SSL_enable_ct(t.new(other), 1), t.errors()]


def test_settings(ct):
    diff.same(settings, str(ct))
