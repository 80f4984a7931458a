# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Signed certificate timestamps: fields, codecs, logs, and the judgement."""
import base64
import hashlib
import pathlib
import struct
import sys

import pytest

from differential import diff
from differential.cert.test_ct import OTHER_LOG, listed, sct, tbs_of

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tests" / "pki"))
import certgen as g  # noqa: E402

CDEF = """
typedef struct sct_st SCT; typedef struct ctlog_st CTLOG; typedef struct ctlog_store_st CTLOG_STORE; typedef struct ct_policy_eval_ctx_st POLICY; typedef struct evp_pkey_st EVP_PKEY;
SCT *SCT_new(void); void SCT_free(SCT *); void SCT_LIST_free(STACK *); SCT *o2i_SCT(SCT **, const unsigned char **, size_t); int i2o_SCT(const SCT *, unsigned char **);
STACK *o2i_SCT_LIST(STACK **, const unsigned char **, size_t); int i2o_SCT_LIST(const STACK *, unsigned char **); STACK *d2i_SCT_LIST(STACK **, const unsigned char **, long); int i2d_SCT_LIST(const STACK *, unsigned char **);
int SCT_get_version(const SCT *); int SCT_set_version(SCT *, int); int SCT_get_log_entry_type(const SCT *); int SCT_set_log_entry_type(SCT *, int); int SCT_get_source(const SCT *); int SCT_set_source(SCT *, int);
size_t SCT_get0_log_id(const SCT *, unsigned char **); int SCT_set1_log_id(SCT *, const unsigned char *, size_t); uint64_t SCT_get_timestamp(const SCT *); void SCT_set_timestamp(SCT *, uint64_t);
int SCT_get_signature_nid(const SCT *); int SCT_set_signature_nid(SCT *, int); size_t SCT_get0_extensions(const SCT *, unsigned char **); int SCT_set1_extensions(SCT *, const unsigned char *, size_t);
size_t SCT_get0_signature(const SCT *, unsigned char **); int SCT_set1_signature(SCT *, const unsigned char *, size_t); int SCT_get_validation_status(const SCT *); const char *SCT_validation_status_string(const SCT *);
int CTLOG_new_from_base64(CTLOG **, const char *, const char *); void CTLOG_free(CTLOG *); const char *CTLOG_get0_name(const CTLOG *); void CTLOG_get0_log_id(const CTLOG *, const uint8_t **, size_t *); EVP_PKEY *CTLOG_get0_public_key(const CTLOG *);
CTLOG *CTLOG_new(EVP_PKEY *, const char *); int EVP_PKEY_up_ref(EVP_PKEY *); CTLOG_STORE *CTLOG_STORE_new(void); void CTLOG_STORE_free(CTLOG_STORE *); int CTLOG_STORE_load_file(CTLOG_STORE *, const char *); int CTLOG_STORE_load_default_file(CTLOG_STORE *); const CTLOG *CTLOG_STORE_get0_log_by_id(const CTLOG_STORE *, const uint8_t *, size_t);
POLICY *CT_POLICY_EVAL_CTX_new(void); void CT_POLICY_EVAL_CTX_free(POLICY *); int CT_POLICY_EVAL_CTX_set1_cert(POLICY *, X509 *); int CT_POLICY_EVAL_CTX_set1_issuer(POLICY *, X509 *); X509 *CT_POLICY_EVAL_CTX_get0_cert(const POLICY *);
X509 *CT_POLICY_EVAL_CTX_get0_issuer(const POLICY *); void CT_POLICY_EVAL_CTX_set_shared_CTLOG_STORE(POLICY *, CTLOG_STORE *); const CTLOG_STORE *CT_POLICY_EVAL_CTX_get0_log_store(const POLICY *); void CT_POLICY_EVAL_CTX_set_time(POLICY *, uint64_t);
uint64_t CT_POLICY_EVAL_CTX_get_time(const POLICY *); int SCT_validate(SCT *, const POLICY *); int SCT_LIST_validate(const STACK *, POLICY *); X509 *d2i_X509(X509 **, const unsigned char **, long); void X509_free(X509 *);
void *X509_get_ext_d2i(const X509 *, int, int *, int *); int i2d_re_X509_tbs(X509 *, unsigned char **); void *OPENSSL_sk_new_null(void); int OPENSSL_sk_push(void *, const void *);
"""

LOG = 20
WHEN = 1700000000000
V1, RSA_SHA256, ECDSA_SHA256 = 0, 668, 794


def one(signature=b"signature", algorithm=0x0403, version=0, extensions=b"", log=b"\x11" * 32, when=WHEN):
    return bytes([version]) + log + struct.pack("!QH", when, len(extensions)) + extensions + struct.pack("!HH", algorithm, len(signature)) + signature


def octets(t, get, s):
    p = t.ffi.new("unsigned char **")
    n = get(s, p)
    return t.hex(p[0], n) if n else [n, p[0] == t.NULL]


def told(t, s):
    c = t.crypto
    return [c.SCT_get_version(s), c.SCT_get_log_entry_type(s), c.SCT_get_source(s), octets(t, c.SCT_get0_log_id, s), c.SCT_get_timestamp(s), c.SCT_get_signature_nid(s), octets(t, c.SCT_get0_extensions, s),
            octets(t, c.SCT_get0_signature, s), c.SCT_get_validation_status(s), t.text(c.SCT_validation_status_string(s))]


def encoded(t, write, thing):
    out = t.ffi.new("unsigned char **")
    n = write(thing, out)
    return [n, t.hex(out[0], n) if n > 0 else None, t.errors()]


def read(t, raw):
    data = bytes.fromhex(raw)
    buf, p = t.ffi.new("unsigned char[]", data or b"\0"), t.ffi.new("const unsigned char **")
    p[0] = buf
    s = t.crypto.o2i_SCT(t.NULL, p, len(data))
    out = [s != t.NULL, t.errors()]
    if s != t.NULL:
        out += [p[0] - t.ffi.cast("const unsigned char *", buf), told(t, s), encoded(t, t.crypto.i2o_SCT, s)]
        t.crypto.SCT_free(s)
    return out


def test_one():
    good = one(extensions=b"more")
    rows = [good, one(), one(algorithm=0x0401), one(algorithm=0x0404), one(algorithm=0x0203), one(algorithm=0), one(version=1), b"\x07", b"\x01whatever", one(b""), one(b"s")]
    rows += [good[:n] for n in range(len(good))]
    diff.crypto_each(read, [[r.hex()] for r in rows])


def test_bytes_behind():
    """OpenSSL passes over what stands behind a signature, a list and a key; here nothing is passed over."""
    for case, *args in ((read, (one() + b"x").hex()), (log_of, spki() + spki(), "a log")):
        theirs, mine = diff.crypto_run(case, *args)
        assert theirs[0] and not mine[0], args
    theirs, mine = diff.crypto_run(read_list, (b"\x04\x02\0\0" + b"behind").hex(), "d2i_SCT_LIST")
    assert (theirs[2], mine[2]) == (10, 4)


def read_list(t, raw, function):
    data = bytes.fromhex(raw)
    buf, p = t.ffi.new("unsigned char[]", data or b"\0"), t.ffi.new("const unsigned char **")
    p[0] = buf
    stack = getattr(t.crypto, function)(t.NULL, p, len(data))
    errors = t.errors()
    out = [stack != t.NULL, errors if function.startswith("o") else bool(errors)]
    if stack != t.NULL:
        out += [p[0] - t.ffi.cast("const unsigned char *", buf), [told(t, s) for s in t.stack(stack, "SCT *")], encoded(t, t.crypto.i2o_SCT_LIST, stack), encoded(t, t.crypto.i2d_SCT_LIST, stack)]
        t.crypto.SCT_LIST_free(stack)
    return out


def prefixed(b):
    return struct.pack("!H", len(b)) + b


def test_lists():
    good = listed(prefixed(one()), prefixed(one(version=3)), prefixed(one(b"other", 0x0401)))
    rows = [good, listed(), listed(b"\0\0"), listed(prefixed(b"")), good + b"x", b"\0\5" + good[2:], b"\xff\xff" + good[2:], listed(prefixed(one())[:-1]), listed(prefixed(one(b"")))]
    rows += [good[:n] for n in range(0, len(good), 3)]
    diff.crypto_each(read_list, [[r.hex(), "o2i_SCT_LIST"] for r in rows])
    wrapped = [b"\x04\x81" + bytes([len(r)]) + r if len(r) > 127 else b"\x04" + bytes([len(r)]) + r for r in rows]
    wrapped += [b"", b"\x04", b"\x04\x02\0", b"\x30" + wrapped[1][1:]]
    diff.crypto_each(read_list, [[r.hex(), "d2i_SCT_LIST"] for r in wrapped])


def built(t, steps):
    c = t.crypto
    s = c.SCT_new()
    out = [told(t, s)]
    for name, *args in steps:
        args = [bytes.fromhex(a) if isinstance(a, str) else a for a in args]
        call = getattr(c, f"SCT_set{name}")
        sizes = [len(args[0])] if args and isinstance(args[0], bytes) else []
        out += [call(s, *args, *sizes) if name != "_timestamp" else call(s, *args) or 0, t.errors(), told(t, s)]
    out += [encoded(t, c.i2o_SCT, s), c.SCT_validate(s, c.CT_POLICY_EVAL_CTX_new()) if steps and steps[0] == ["_version", 3] else None]
    c.SCT_free(s)
    return out


def test_fields():
    whole = [["_version", 0], ["1_log_id", "11" * 32], ["_timestamp", WHEN], ["1_extensions", "aabb"], ["_signature_nid", RSA_SHA256], ["1_signature", "ccdd"]]
    rows = [[], whole, *[whole[:i] + whole[i + 1 :] for i in range(len(whole))]]
    rows += [[["_version", v]] for v in (-1, 1, 3)]
    rows += [[["_version", 0], ["1_log_id", "11" * n]] for n in (0, 31, 33)] + [[["1_log_id", "11" * 5]]]
    rows += [[["_log_entry_type", n]] for n in (-1, 0, 1, 2)] + [[["_source", n]] for n in (0, 1, 2, 3, 9)] + [[["_source", 2], ["_source", 0]]]
    rows += [[["_signature_nid", n]] for n in (0, RSA_SHA256, ECDSA_SHA256, 65, 795)]
    diff.crypto_each(built, [[r] for r in rows])


def log_of(t, text, name):
    c, ffi = t.crypto, t.ffi
    log, id_, n = ffi.new("CTLOG **"), ffi.new("const uint8_t **"), ffi.new("size_t *")
    r = c.CTLOG_new_from_base64(log, text.encode(), name.encode())
    out = [r, t.errors()[-1:]]
    if r == 1:
        c.CTLOG_get0_log_id(log[0], id_, n)
        out += [t.text(c.CTLOG_get0_name(log[0])), t.hex(id_[0], n[0]), c.CTLOG_get0_public_key(log[0]) != t.NULL]
        c.CTLOG_free(log[0])
    return out


def spki(number=LOG, kind="p256"):
    return base64.b64encode(g.key(kind, number).spki).decode()


def test_logs():
    good = spki()
    rows = [good, spki(1, "rsa2048"), "", "AAAA", "not base64!", good[:-4], good[:40], good[:-1] + "=", " " + good, good + "\n"]
    diff.crypto_each(log_of, [[r, "a log"] for r in rows])


def judged(t, cert, issuer, raw, source, logs, now):
    """The status of each timestamp of a list; logs are base64 keys."""
    c, ffi = t.crypto, t.ffi

    def x509(der):
        p = ffi.new("const unsigned char **")
        buf = t.keep(ffi.new("unsigned char[]", bytes.fromhex(der)))
        p[0] = buf
        return c.d2i_X509(t.NULL, p, len(buf) - 1)

    policy = c.CT_POLICY_EVAL_CTX_new()
    x, i = [x509(d) if d else t.NULL for d in (cert, issuer)]
    # OpenSSL dereferences a certificate that is NULL.
    out = [c.CT_POLICY_EVAL_CTX_set1_cert(policy, x), c.CT_POLICY_EVAL_CTX_set1_issuer(policy, i) if issuer else 1, c.CT_POLICY_EVAL_CTX_get0_cert(policy) == x, c.CT_POLICY_EVAL_CTX_get0_issuer(policy) == i]
    store = c.CTLOG_STORE_new()
    out.append(c.CTLOG_STORE_load_file(store, logs.encode()))
    c.CT_POLICY_EVAL_CTX_set_shared_CTLOG_STORE(policy, store)
    out.append(c.CT_POLICY_EVAL_CTX_get0_log_store(policy) == store)
    if now:
        c.CT_POLICY_EVAL_CTX_set_time(policy, now)
        out.append(c.CT_POLICY_EVAL_CTX_get_time(policy))
    if raw is None:
        stack = ffi.cast("STACK *", c.X509_get_ext_d2i(x, 951, t.NULL, t.NULL))
    else:
        data = bytes.fromhex(raw)
        p = ffi.new("const unsigned char **")
        buf = t.keep(ffi.new("unsigned char[]", data))
        p[0] = buf
        stack = c.o2i_SCT_LIST(t.NULL, p, len(data))
    scts = t.stack(stack, "SCT *")
    out += [c.SCT_set_source(s, source) for s in scts]
    out += [c.SCT_LIST_validate(stack, policy), sorted(set(t.errors())), [c.SCT_get_validation_status(s) for s in scts]]
    c.SCT_LIST_free(stack)
    c.CT_POLICY_EVAL_CTX_free(policy)
    c.CTLOG_STORE_free(store)
    return out


def log_file(tmp_path, *keys, text=None):
    path = tmp_path / "logs.cnf"
    path.write_text(text if text is not None else "enabled_logs = " + ",".join(f"log{i}" for i in range(len(keys))) + "\n" + "".join(f"[log{i}]\ndescription = Log {i}\nkey = {k}\n" for i, k in enumerate(keys)))
    return str(path)


def loaded(t, path, default):
    if default:
        import os

        os.environ["CTLOG_FILE"] = path
    store = t.crypto.CTLOG_STORE_new()
    r = t.crypto.CTLOG_STORE_load_default_file(store) if default else t.crypto.CTLOG_STORE_load_file(store, path.encode())
    errors = t.errors()
    found = [t.crypto.CTLOG_STORE_get0_log_by_id(store, hashlib.sha256(base64.b64decode(spki(n))).digest(), 32) != t.NULL for n in (LOG, OTHER_LOG)]
    t.crypto.CTLOG_STORE_free(store)
    return [r, errors[-2:], found]


@pytest.mark.parametrize("default", [False, True])
@pytest.mark.parametrize("text", [
    "enabled_logs = a\n[a]\ndescription = one\nkey = KEY\n",
    "enabled_logs = a, b\n[a]\ndescription = one\nkey = KEY\n[b]\ndescription = two\nkey = OTHER\n",
    "enabled_logs = a,,b\n[a]\ndescription = one\nkey = KEY\n[b]\ndescription = two\nkey = OTHER\n",
    "enabled_logs = b,a\n[a]\ndescription = one\nkey = KEY\n[b]\ndescription = two\nkey = nonsense\n",
    "enabled_logs = a\n[a]\nkey = KEY\n",
    "enabled_logs = a\n[a]\ndescription = one\n",
    "enabled_logs = a\n",
    "enabled_logs = \n",
    "[a]\ndescription = one\nkey = KEY\n",
    "enabled_logs = a\n[a\n",
    "",
])
def test_files_of_logs(tmp_path, text, default):
    path = log_file(tmp_path, text=text.replace("KEY", spki()).replace("OTHER", spki(OTHER_LOG)))
    diff.crypto_same(loaded, path, default)


def test_no_file_of_logs(tmp_path):
    diff.crypto_same(loaded, str(tmp_path / "none"), False)


TLS, X509V3, STAPLED = 1, 2, 3
SCTS, POISON = "1.3.6.1.4.1.11129.2.4.2", "1.3.6.1.4.1.11129.2.4.3"


def certificates():
    """[issuer, leaf without a list, {kind: leaf with a list in it}], in DER."""
    root = g.root("CT root")
    names = (g.san(("dns", "ct.test")),)
    plain = g.leaf(root, exts=names, serial=77)
    entry = tbs_of(plain.der)
    signed = b"\0\1" + hashlib.sha256(root.key.spki).digest() + len(entry).to_bytes(3, "big") + entry
    lists = {
        "valid": listed(sct(LOG, signed, WHEN)),
        "both": listed(sct(LOG, signed, WHEN), sct(OTHER_LOG, signed, WHEN)),
        "flipped": listed(sct(LOG, signed, WHEN, True)),
        "of another": listed(sct(LOG, signed[:-1] + b"x", WHEN)),
    }
    embedded = {k: g.leaf(root, exts=(*names, g.ext(SCTS, g.octets(v))), serial=77) for k, v in lists.items()}
    embedded["twice"] = g.leaf(root, exts=(*names, g.ext(SCTS, g.octets(lists["valid"])), g.ext(SCTS, g.octets(lists["valid"]))), serial=77)
    embedded["poisoned"] = g.leaf(root, exts=(*names, g.ext(SCTS, g.octets(lists["valid"])), g.ext(POISON, g.null(), critical=True)), serial=77)
    return root, plain, embedded, lists


def test_judgement(tmp_path):
    root, plain, embedded, lists = certificates()
    logs = log_file(tmp_path, spki())
    direct = b"\0\0" + len(plain.der).to_bytes(3, "big") + plain.der
    tls = {"valid": listed(sct(LOG, direct, WHEN)), "flipped": listed(sct(LOG, direct, WHEN, True)), "unknown log": listed(sct(OTHER_LOG, direct, WHEN)), "another version": listed(prefixed(b"\x05abc")),
           "mixed": listed(sct(LOG, direct, WHEN), prefixed(b"\x05abc")), "empty": listed()}
    rows = [[plain.der.hex(), root.der.hex(), v.hex(), source, logs, WHEN + ahead] for v in tls.values() for source in (TLS, STAPLED) for ahead in (-1, 0, 1)]
    rows += [[plain.der.hex(), issuer, v.hex(), source, logs, 0] for v in tls.values() for source in (TLS, X509V3, 0) for issuer in ("", root.der.hex())]
    rows += [[c.der.hex(), issuer, lists["valid" if k not in lists else k].hex(), X509V3, logs, WHEN] for k, c in embedded.items() for issuer in ("", root.der.hex(), plain.der.hex())]
    rows += [[c.der.hex(), root.der.hex(), None, X509V3, logs, WHEN] for k, c in embedded.items() if k in lists]
    diff.crypto_each(judged, rows)
    assert [diff.crypto_run(judged, c.der.hex(), root.der.hex(), lists[k].hex(), X509V3, logs, WHEN)[1][-1] for k, c in embedded.items() if k in lists] == [[2], [2, 1], [3], [3]]


def policy_without(t):
    """A policy that nothing was said to: its time is now and a little more."""
    import time

    policy = t.crypto.CT_POLICY_EVAL_CTX_new()
    ahead = t.crypto.CT_POLICY_EVAL_CTX_get_time(policy) // 1000 - int(time.time())
    out = [290 < ahead < 310, t.crypto.CT_POLICY_EVAL_CTX_get0_cert(policy) == t.NULL, t.crypto.CT_POLICY_EVAL_CTX_get0_log_store(policy) == t.NULL]
    t.crypto.CT_POLICY_EVAL_CTX_free(policy)
    return out


def test_policy_without():
    assert diff.crypto_same(policy_without) == [True] * 3
