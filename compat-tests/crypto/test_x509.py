# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Certificates: read and written, everything that can be asked of them, checks, trust settings, and new ones signed."""
import base64
import functools
import re

import pytest

from crypto import test_sign, test_x509_name
from crypto.test_pkey import key
from crypto.test_pkey import load as load_key
from crypto.test_x509_name import memory
from crypto.test_x509_name import written as name_written
from differential import diff

CDEF = test_sign.CDEF + test_x509_name.CDEF + """
X509 *X509_new(void); X509 *X509_dup(const X509 *); long X509_get_version(const X509 *); const ASN1_STRING *X509_get0_serialNumber(const X509 *); const ASN1_STRING *X509_get0_notBefore(const X509 *); const ASN1_STRING *X509_get0_notAfter(const X509 *);
EVP_PKEY *X509_get0_pubkey(const X509 *); EVP_PKEY *X509_get_pubkey(X509 *); const ASN1_STRING *X509_get0_pubkey_bitstr(const X509 *); typedef struct X509_algor_st ALGOR; const ALGOR *X509_get0_tbs_sigalg(const X509 *);
void X509_get0_signature(const ASN1_STRING **, const ALGOR **, const X509 *); void X509_ALGOR_get0(const OBJ **, int *, const void **, const ALGOR *); int X509_ALGOR_cmp(const ALGOR *, const ALGOR *); int X509_get_signature_nid(const X509 *);
int X509_get_signature_info(X509 *, int *, int *, int *, uint32_t *); int X509_digest(const X509 *, const EVP_MD *, unsigned char *, unsigned int *); int X509_pubkey_digest(const X509 *, const EVP_MD *, unsigned char *, unsigned int *);
uint32_t X509_get_extension_flags(X509 *); uint32_t X509_get_key_usage(X509 *); uint32_t X509_get_extended_key_usage(X509 *); int X509_check_issued(X509 *, X509 *); int X509_check_private_key(const X509 *, const EVP_PKEY *);
int X509_check_host(X509 *, const char *, size_t, unsigned int, char **); int X509_check_email(X509 *, const char *, size_t, unsigned int); int X509_check_ip_asc(X509 *, const char *, unsigned int); int X509_check_ip(X509 *, const unsigned char *, size_t, unsigned int);
typedef struct X509_extension_st EXT; int X509_get_ext_count(const X509 *); EXT *X509_get_ext(const X509 *, int); OBJ *X509_EXTENSION_get_object(EXT *); ASN1_STRING *X509_EXTENSION_get_data(EXT *); int X509_EXTENSION_get_critical(const EXT *);
int X509_get_ext_by_NID(const X509 *, int, int); int X509_get_ext_by_critical(const X509 *, int, int); EXT *X509_EXTENSION_create_by_NID(EXT **, int, int, ASN1_STRING *); void X509_EXTENSION_free(EXT *); int X509_add_ext(X509 *, EXT *, int);
X509 *d2i_X509_AUX(X509 **, const unsigned char **, long); int i2d_X509_AUX(const X509 *, unsigned char **); int X509_trusted(const X509 *); int X509_add1_trust_object(X509 *, const OBJ *); int X509_add1_reject_object(X509 *, const OBJ *); OBJ *OBJ_nid2obj(int);
int X509_alias_set1(X509 *, const unsigned char *, int); unsigned char *X509_alias_get0(X509 *, int *); X509 *d2i_X509_bio(BIO *, X509 **); int i2d_X509_bio(BIO *, const X509 *); int X509_verify(X509 *, EVP_PKEY *);
int X509_set_version(X509 *, long); int X509_set_serialNumber(X509 *, ASN1_STRING *); int X509_set_subject_name(X509 *, const X509_NAME *); int X509_set_issuer_name(X509 *, const X509_NAME *); int X509_set_pubkey(X509 *, EVP_PKEY *);
ASN1_STRING *X509_getm_notBefore(const X509 *); ASN1_STRING *X509_getm_notAfter(const X509 *); ASN1_STRING *ASN1_TIME_set(ASN1_STRING *, long); int X509_sign(X509 *, EVP_PKEY *, const EVP_MD *); int ASN1_INTEGER_set(ASN1_STRING *, long);
typedef struct X509_pubkey_st XPUB; XPUB *X509_get_X509_PUBKEY(const X509 *); int i2d_X509_PUBKEY(const XPUB *, unsigned char **); int X509_PUBKEY_get0_param(OBJ **, const unsigned char **, int *, ALGOR **, const XPUB *);
unsigned long X509_subject_name_hash(X509 *); int X509_subject_name_cmp(const X509 *, const X509 *); int X509_issuer_and_serial_cmp(const X509 *, const X509 *); STACK *X509_chain_up_ref(STACK *); int OPENSSL_sk_push(STACK *, const void *); STACK *OPENSSL_sk_new_null(void); void OPENSSL_sk_free(STACK *);
const char *X509_get_default_cert_file(void); const char *X509_get_default_cert_dir(void); const char *X509_get_default_cert_area(void); const char *X509_get_default_private_dir(void); const char *X509_get_default_cert_dir_env(void); const char *X509_get_default_cert_file_env(void);
ASN1_STRING *a2i_IPADDRESS(const char *); void ASN1_STRING_free(ASN1_STRING *);
void *X509V3_EXT_d2i(EXT *); void AUTHORITY_INFO_ACCESS_free(void *); typedef struct { int type; void *d; } NAME_OF_KIND; typedef struct { OBJ *method; NAME_OF_KIND *location; } DESCRIPTION;
"""

GOOD = ["root-ec", "root-rsa", "int-ec", "int-rsa", "sub", "p256", "p384", "p521", "ed25519", "rsa2048", "rsapss", "rsa4096", "wronghost", "wrongip", "wrongeku", "client-p256", "deep", "int-old", "int-notca", "int-short", "expired", "selfsigned", "sha1"]


def der_of(text):
    return base64.b64decode(re.search(r"BEGIN CERTIFICATE-----(.*?)-----END", text, re.S).group(1))


@functools.cache
def certificates(pki):
    return {p.stem: der_of(p.read_text()).hex() for p in sorted(pki.dir.glob("*.crt")) if "BEGIN CERT" in p.read_text(errors="replace")}


def load(t, data, function="d2i_X509"):
    raw = bytes.fromhex(data)
    p = t.ffi.new("const unsigned char **", t.keep(t.ffi.new("unsigned char[]", raw + b"\0")))
    start = p[0]
    return getattr(t.crypto, function)(t.NULL, p, len(raw)), p[0] - start


def written(t, x, function="i2d_X509"):
    out = t.ffi.new("unsigned char **")
    n = getattr(t.crypto, function)(x, out)
    return t.hex(out[0], n) if n > 0 else n


def string(t, s):
    return None if s == t.NULL else [t.crypto.ASN1_STRING_type(s), t.hex(t.crypto.ASN1_STRING_get0_data(s), t.crypto.ASN1_STRING_length(s))]


def algorithm(t, a):
    o, kind, value = t.ffi.new("const OBJ **"), t.ffi.new("int *"), t.ffi.new("const void **")
    t.crypto.X509_ALGOR_get0(o, kind, value, a)
    return [t.crypto.OBJ_obj2nid(o[0]), kind[0], value[0] == t.NULL]


def everything(t, data):
    c, ffi = t.crypto, t.ffi
    x, taken = load(t, data)
    if x == t.NULL:
        return [None, len(t.errors()) > 0]
    md, n, sig, alg = ffi.new("unsigned char[64]"), ffi.new("unsigned int *"), ffi.new("const ASN1_STRING **"), ffi.new("const ALGOR **")
    out = [taken, written(t, x), c.X509_get_version(x), string(t, c.X509_get0_serialNumber(x)), string(t, c.X509_get0_notBefore(x)), string(t, c.X509_get0_notAfter(x)), name_written(t, c.X509_get_subject_name(x)),
           name_written(t, c.X509_get_issuer_name(x)), string(t, c.X509_get0_pubkey_bitstr(x)), algorithm(t, c.X509_get0_tbs_sigalg(x)), c.X509_get_signature_nid(x), c.X509_subject_name_hash(x)]
    c.X509_get0_signature(sig, alg, x)
    out += [string(t, sig[0]), algorithm(t, alg[0]), c.X509_ALGOR_cmp(alg[0], c.X509_get0_tbs_sigalg(x))]
    out += [c.X509_digest(x, c.EVP_sha256(), md, n), t.hex(md, n[0]), c.X509_pubkey_digest(x, c.EVP_sha256(), md, n), t.hex(md, n[0])]
    info, flags = [ffi.new("int *") for _ in range(3)], ffi.new("uint32_t *")
    out += [c.X509_get_signature_info(x, *info, flags), [i[0] for i in info], flags[0]]
    out += [hex(c.X509_get_extension_flags(x)), hex(c.X509_get_key_usage(x)), hex(c.X509_get_extended_key_usage(x)), c.X509_get_ext_count(x)]
    for i in range(c.X509_get_ext_count(x)):
        e = c.X509_get_ext(x, i)
        out.append([c.OBJ_obj2nid(c.X509_EXTENSION_get_object(e)), c.X509_EXTENSION_get_critical(e), string(t, c.X509_EXTENSION_get_data(e))])
    out += [c.X509_get_ext(x, 99) == t.NULL, [c.X509_get_ext_by_NID(x, nid, -1) for nid in (85, 87, 83, 126, 90, 13)], c.X509_get_ext_by_critical(x, 1, -1), c.X509_get_ext_by_critical(x, 0, 0)]
    k = c.X509_get0_pubkey(x)
    out.append(None if k == t.NULL else [c.EVP_PKEY_get_id(k), c.EVP_PKEY_get_bits(k), c.X509_verify(x, k) == 1])
    p, o, octets, length = c.X509_get_X509_PUBKEY(x), ffi.new("OBJ **"), ffi.new("const unsigned char **"), ffi.new("int *")
    out += [written(t, p, "i2d_X509_PUBKEY"), c.X509_PUBKEY_get0_param(o, octets, length, t.NULL, p), c.OBJ_obj2nid(o[0]), length[0], octets[0] != t.NULL]
    copy = c.X509_dup(x)
    out += [c.X509_cmp(x, copy), written(t, copy), c.X509_up_ref(x)]
    for y in (x, x, copy):
        c.X509_free(y)
    t.errors()
    return out


def test_everything(pki):
    all_ = certificates(pki)
    assert set(GOOD) <= set(all_) | {"deep"} and len(all_) > 25
    for name, data in all_.items():
        theirs, mine = diff.crypto_run(everything, data)
        if name in ("rsa1024", "sha1") or "1024" in name:
            # Weak keys and digests verify nothing here.
            theirs, mine = [[y[:2] if isinstance(y, list) and len(y) == 3 and isinstance(y[2], bool) else y for y in v] for v in (theirs, mine)]
        assert mine == theirs, name


def test_damaged(pki):
    good = certificates(pki)["p256"]
    diff.crypto_each(everything, [[d] for d in ("", "30", "3000", good[:-2], "31" + good[2:], good[:40], "3003020100")])
    theirs, mine = diff.crypto_run(everything, good + "0500")
    assert mine == theirs


def same_and_other(t, a, b):
    c = t.crypto
    x, y = load(t, a)[0], load(t, b)[0]
    sk = c.OPENSSL_sk_new_null()
    c.OPENSSL_sk_push(sk, x)
    copy = c.X509_chain_up_ref(sk)
    out = [c.X509_cmp(x, y), c.X509_subject_name_cmp(x, y), c.X509_issuer_and_serial_cmp(x, y), c.X509_check_issued(x, y), c.X509_check_issued(y, x), t.stack(copy)[0] == t.stack(sk)[0]]
    c.OPENSSL_sk_free(copy)
    c.X509_free(x)
    return out + [c.X509_get_version(x)]


def test_pairs(pki):
    all_ = certificates(pki)
    names = [n for n in GOOD if n in all_]
    diff.crypto_each(same_and_other, [[all_[a], all_[b]] for a in names[:12] for b in names])


def checks(t, data):
    c = t.crypto
    x, _ = load(t, data)
    out = []
    for host in ("p256.test", "www.p256.test", "P256.TEST", "127.0.0.1", "bad.test", "other.test", "*.test", "x", "", ".test", "localhost", "p256.test."):
        for flags in (0, 1, 2, 4, 8, 16, 32):
            peer = t.ffi.new("char **")
            out.append([host, flags, c.X509_check_host(x, host.encode(), 0, flags, peer), t.text(peer[0])])
    out += [c.X509_check_host(x, b"p256.test\0", 10, 0, t.NULL), c.X509_check_host(x, b"p2\x0056.test", 9, 0, t.NULL), c.X509_check_host(x, b"p256.testxx", 9, 0, t.NULL), c.X509_check_host(x, t.NULL, 0, 0, t.NULL)]
    out += [c.X509_check_ip_asc(x, ip, 0) for ip in (b"127.0.0.1", b"127.0.0.2", b"::1", b"nonsense", b"1.2.3", b"::ffff:127.0.0.1")] + [c.X509_check_ip(x, b"\x7f\0\0\1", 4, 0), c.X509_check_ip(x, b"\x7f\0\0\1", 3, 0)]
    out += [c.X509_check_email(x, e, 0, 0) for e in (b"me@example.org", b"", b"x")]
    return out


def test_checks(pki):
    all_ = certificates(pki)
    diff.crypto_each(checks, [[all_[n]] for n in ("p256", "wronghost", "wrongip", "root-ec", "rsa2048", "selfsigned")])


def address(t, text):
    s = t.crypto.a2i_IPADDRESS(text.encode())
    return string(t, s)


def test_addresses():
    diff.crypto_each(address, [[a] for a in ("127.0.0.1", "1.2.3.4", "255.255.255.255", "256.1.1.1", "1.2.3", "::", "::1", "2001:db8::1", "fe80::1:2:3", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7", "::ffff:1.2.3.4", "nonsense", "", "1:2", ":::", "g::1")])


def key_fits(t, data, p8):
    x, k = load(t, data)[0], load_key(t, "d2i_AutoPrivateKey", p8)[0]
    return [t.crypto.X509_check_private_key(x, k), t.errors()]


def test_private_keys(pki):
    all_ = certificates(pki)
    diff.crypto_each(key_fits, [[all_[n], key(k)[0]] for n in ("p256", "rsa2048", "ed25519") for k in ("p256", "p384", "rsa2048", "ed25519")])


def trusted(t, data, trust, reject, alias):
    c = t.crypto
    x, _ = load(t, data)
    out = [c.X509_trusted(x)]
    for nid in trust:
        out.append(c.X509_add1_trust_object(x, c.OBJ_nid2obj(nid)))
    for nid in reject:
        out.append(c.X509_add1_reject_object(x, c.OBJ_nid2obj(nid)))
    if alias:
        out.append(c.X509_alias_set1(x, alias.encode(), -1))
    n = t.ffi.new("int *")
    der = written(t, x, "i2d_X509_AUX")
    y, taken = load(t, der, "d2i_X509_AUX")
    out += [c.X509_trusted(x), der, taken, written(t, y, "i2d_X509_AUX"), written(t, y) == data, c.X509_trusted(y), t.text(c.X509_alias_get0(y, n)), n[0]]
    z, taken = load(t, der[:-2] + "ff" if len(der) > len(data) else der, "d2i_X509_AUX")
    return out


def test_trust_settings(pki):
    data = certificates(pki)["root-ec"]
    diff.crypto_each(trusted, [[data, [], [], ""], [data, [129], [], ""], [data, [], [130], ""], [data, [129, 130], [132], "a name"], [data, [], [], "only a name"]])


def by_bio(t, data, reuse):
    c = t.crypto
    raw = bytes.fromhex(data)
    b = c.BIO_new_mem_buf(raw, len(raw))
    x = t.ffi.new("X509 **")
    if reuse:
        x[0] = c.X509_new()
    before = x[0]
    y = c.d2i_X509_bio(b, x)
    if y == t.NULL:
        return [None, x[0] == t.NULL, len(t.errors()) > 0]
    rest = t.ffi.new("char[16]")
    return [y == x[0], reuse and y == before, memory(t, lambda out: c.i2d_X509_bio(out, y)), c.BIO_read(b, rest, 16), written(t, y) == data[:len(written(t, y))], t.errors()]


def test_by_bio(pki):
    data = certificates(pki)["p256"]
    diff.crypto_each(by_bio, [[d, r] for d in (data, data + "0102", data[:-2], "30", "3000", "3082ffff00", "") for r in (False, True)])


def made(t, issuer_p8, subject_p8, md, exts):
    """A certificate made here, which the other library is to find good."""
    c = t.crypto
    k, s = load_key(t, "d2i_AutoPrivateKey", issuer_p8)[0], load_key(t, "d2i_AutoPrivateKey", subject_p8)[0]
    x, n, i = c.X509_new(), c.X509_NAME_new(), c.X509_NAME_new()
    c.X509_NAME_add_entry_by_txt(n, b"CN", 0x1001, b"made here", -1, -1, 0)
    c.X509_NAME_add_entry_by_txt(i, b"O", 0x1001, b"issuer", -1, -1, 0)
    serial = c.ASN1_STRING_type_new(2)
    out = [c.ASN1_INTEGER_set(serial, 4711), c.X509_set_version(x, 2), c.X509_set_serialNumber(x, serial), c.X509_set_subject_name(x, n), c.X509_set_issuer_name(x, i), c.X509_set_pubkey(x, s),
           c.ASN1_TIME_set(c.X509_getm_notBefore(x), 1700000000) != t.NULL, c.ASN1_TIME_set(c.X509_getm_notAfter(x), 2700000000) != t.NULL]
    for nid, critical, value in exts:
        data = c.ASN1_STRING_type_new(4)
        raw = bytes.fromhex(value)
        c.ASN1_STRING_set(data, raw, len(raw))
        e = c.X509_EXTENSION_create_by_NID(t.NULL, nid, critical, data)
        out.append(c.X509_add_ext(x, e, -1))
        c.X509_EXTENSION_free(e)
    size = c.X509_sign(x, k, c.EVP_get_digestbyname(md.encode()) if md else t.NULL)
    out += [size > 0, c.X509_verify(x, k), c.X509_verify(x, s)]
    t.errors()
    return [out, written(t, x) if size > 0 else None]


def judged(t, data, p8):
    x, k = load(t, data)[0], load_key(t, "d2i_AutoPrivateKey", p8)[0]
    return [everything(t, data)[:1], t.crypto.X509_verify(x, k), hex(t.crypto.X509_get_extension_flags(x))]



def test_parameters_of_any_type(pki):
    """An algorithm's parameters have to be well-formed, for programs get them as objects; what they are is no matter."""
    good, sha256rsa = certificates(pki)["rsa2048"], "300d06092a864886f70d01010b"
    assert good.count(sha256rsa + "0500") == 2
    values = ("0500", "0200", "0300", "0600", "0a00", "1000", "1100", "0100", "0400", "0c00", "3000", "8000")
    diff.crypto_each(parameters, [[good.replace(sha256rsa + "0500", sha256rsa + v)] for v in values])


def parameters(t, data):
    x, _ = load(t, data)
    return [None, len(t.errors()) > 0] if x == t.NULL else algorithm(t, t.crypto.X509_get0_tbs_sigalg(x))


@pytest.mark.parametrize("issuer,md", [("rsa2048", "SHA256"), ("rsa2048", "SHA512"), ("p256", "SHA256"), ("p384", "SHA384"), ("p521", "SHA512"), ("p256", None), ("ed25519", None), ("pss", "SHA256"), ("pssfree", "SHA384")])
def test_made_and_signed(issuer, md):
    exts = [[87, 1, "30030101ff"], [83, 1, "03020106"], [85, 0, "300682046d616465"]]
    theirs, mine = diff.crypto_run(made, key(issuer)[0], key("p256" if issuer != "p256" else "p384")[0], md, exts)
    assert mine[0] == theirs[0]
    for data in (theirs[1], mine[1]):
        answer = diff.crypto_same(judged, data, key(issuer)[0])
        assert answer[1] == 1
    # These signatures are the same each time, so all octets must be.
    if issuer in ("rsa2048", "ed25519"):
        assert mine[1] == theirs[1]


def test_empty():
    diff.crypto_same(incomplete, key("p256")[0])


def incomplete(t, p8):
    c = t.crypto
    x, k = c.X509_new(), load_key(t, "d2i_AutoPrivateKey", p8)[0]
    return [c.X509_get_version(x), c.X509_get_ext_count(x), name_written(t, c.X509_get_subject_name(x)), c.X509_get0_pubkey(x) == t.NULL, len(t.errors()) > 0]


def places(t):
    return [t.text(getattr(t.crypto, "X509_get_default_" + n)()) for n in ("cert_file", "cert_dir", "cert_area", "private_dir", "cert_dir_env", "cert_file_env")]


def test_places():
    diff.crypto_same(places)


# -- extensions as structures


def responder(t, location):
    """An AuthorityInfoAccess with one location, decoded, looked at and freed."""
    c, ffi = t.crypto, t.ffi
    one = "06082b06010505073001" + location
    one = f"30{len(one) // 2:02x}{one}"
    raw = bytes.fromhex(f"30{len(one) // 2:02x}{one}")
    data = c.ASN1_STRING_type_new(4)
    c.ASN1_STRING_set(data, raw, len(raw))
    e = c.X509_EXTENSION_create_by_NID(ffi.NULL, 177, 0, data)
    info = c.X509V3_EXT_d2i(e)
    kinds = [ffi.cast("DESCRIPTION *", d).location.type for d in t.stack(info) or []]
    c.AUTHORITY_INFO_ACCESS_free(info)
    c.X509_EXTENSION_free(e)
    c.ASN1_STRING_free(data)
    return [kinds, len(t.errors()) > 0]


def test_locations_of_every_tag():
    """A location that is no GeneralName, or has the number of one in another class or form, is none (RFC 5280 §4.2.2.1)."""
    name = "300d310b3009060355040613024445"
    contents = ["", "616263", "7f000001", "2a0304", name, "06032a0304a0030201" + "05"]
    forms = [f"{first | n:02x}{len(c) // 2:02x}{c}" for first in (0, 0x20, 0x80, 0xa0, 0xc0) for n in range(10) for c in contents]
    theirs, mine = diff.crypto_run(responders, forms)
    taken = [f for f, (kinds, _) in zip(forms, mine, strict=True) if kinds]
    assert {f[:2] for f in taken} >= {"81", "82", "86", "87", "88", "a4", "a0"}
    for f, a, b in zip(forms, mine, theirs, strict=True):
        # Ours never takes what OpenSSL refuses.
        assert a == b or a == [[], True], f


def responders(t, forms):
    return [responder(t, f) for f in forms]
