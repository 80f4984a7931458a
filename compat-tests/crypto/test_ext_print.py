# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Extensions and general names as text, byte for byte as OpenSSL's, good ones and broken ones; X509_check_ca beside them."""
import pathlib

import pytest

from differential import diff
from helpers import proc

CDEF = """
typedef struct asn1_string_st STRING; void *X509V3_EXT_d2i(void *); int GENERAL_NAME_print(void *, void *); void GENERAL_NAMES_free(void *); void *OPENSSL_sk_value(const void *, int);
void *BIO_new(const void *); const void *BIO_s_mem(void); int BIO_read(void *, void *, int); int BIO_free(void *);
void *X509_EXTENSION_create_by_NID(void *, int, int, STRING *); void X509_EXTENSION_free(void *); STRING *ASN1_STRING_type_new(int); int ASN1_STRING_set(STRING *, const void *, int); void ASN1_STRING_free(STRING *);
int X509V3_EXT_print(void *, void *, unsigned long, int); typedef struct method { int ext_nid, ext_flags; void *it; void *(*ext_new)(void); void (*ext_free)(void *); void *(*d2i)(void *, const unsigned char **, long); void *i2d, *i2s, *s2i, *i2v, *v2i; int (*i2r)(const struct method *, void *, void *, int); void *r2i, *usr_data; } METHOD;
const METHOD *X509V3_EXT_get(void *); const METHOD *X509V3_EXT_get_nid(int); void *ASN1_item_d2i(void *, const unsigned char **, long, const void *); void ASN1_item_free(void *, const void *); int OPENSSL_sk_num(const void *);
void *d2i_X509(void *, const unsigned char **, long); int X509_check_ca(void *); void X509_free(void *); int X509_get_ext_count(const void *); void *X509_get_ext(const void *, int);
"""

SAN, IAN, BC, KU, NS, EKU, SKI, AKI, AIA, SIA, CDP, FRESH, NUMBER, DELTA, ANY, NONCE, NO_CHECK, CUTOFF, TLS_FEATURE = 85, 86, 87, 83, 71, 126, 82, 90, 177, 398, 103, 857, 88, 140, 748, 366, 369, 370, 1020
ERROR, DUMP = 1 << 16, 3 << 16


def tlv(tag, *parts):
    body = b"".join(parts)
    assert len(body) < 128
    return bytes([tag, len(body)]) + body


def seq(*parts):
    return tlv(0x30, *parts)


OTHER = [bytes.fromhex(h) for h in ("060a2b060104018237140203", "06032a0304", "06082b06010505070807", "06082b06010505070809", "06082b06010505070805", "06082b06010505070808")]
VALUES = [tlv(12, b"some"), tlv(0x16, b"ia5"), tlv(4, b"oct"), tlv(1, b"\xff"), tlv(0x13, b"pr"), tlv(5)]
URI = tlv(0x86, b"http://x")
NAMES = [tlv(0xA0, o, tlv(0xA0, v)) for o in OTHER for v in VALUES]
NAMES += [tlv(0x81, b"a@b"), tlv(0x81), tlv(0x82, b"a.test"), tlv(0x82, b"a\0b\nc,d\xe4"), tlv(0x82, b"a\nb,\xe4\x7f\t"), URI, tlv(0xA3), tlv(0xA3, seq())]
NAMES += [tlv(0xA5, tlv(0xA1, tlv(12, b"p"))), tlv(0xA4, seq()), tlv(0xA4, seq(tlv(0x31, seq(bytes.fromhex("0603550403"), tlv(12, b'a, b="c"+\xc3\xa4')))))]
NAMES += [tlv(0xA4, seq(*(tlv(0x31, seq(bytes.fromhex("0603550403"), tlv(12, b"x" * 9))) for _ in range(5))))]
NAMES += [tlv(0x87, bytes(range(n))) for n in (0, 4, 5, 8, 16)] + [tlv(0x88, b"\x2a\x03\x04"), tlv(0x88, bytes.fromhex("551d20"))]


def name(t, data):
    e = made(t, SAN, seq(bytes.fromhex(data)))
    all_ = t.crypto.X509V3_EXT_d2i(e)
    assert all_ != t.NULL, data
    bio = t.crypto.BIO_new(t.crypto.BIO_s_mem())
    out = [t.crypto.GENERAL_NAME_print(bio, t.crypto.OPENSSL_sk_value(all_, 0)), said(t, bio)]
    t.crypto.GENERAL_NAMES_free(all_)
    t.crypto.X509_EXTENSION_free(e)
    return out


def made(t, nid, raw):
    s = t.crypto.ASN1_STRING_type_new(4)
    t.crypto.ASN1_STRING_set(s, t.ffi.new("unsigned char[]", raw), len(raw))
    e = t.crypto.X509_EXTENSION_create_by_NID(t.NULL, nid, 0, s)
    t.crypto.ASN1_STRING_free(s)
    return e


def said(t, bio):
    room = t.ffi.new("char[8192]")
    n = t.crypto.BIO_read(bio, room, 8192)
    t.crypto.BIO_free(bio)
    return t.hex(room, max(n, 0))


def test_general_names():
    diff.crypto_each(name, [[n.hex()] for n in NAMES])


def extension(t, nid, data, flags, indent):
    c = t.crypto
    e = made(t, nid, bytes.fromhex(data))
    bio = c.BIO_new(c.BIO_s_mem())
    out = [c.X509V3_EXT_print(bio, e, flags, indent), said(t, bio)]
    c.X509_EXTENSION_free(e)
    return out


def full(*names):
    return tlv(0xA0, tlv(0xA0, *names))


def integers():
    return [tlv(2, v) for v in (b"\0", b"\5", b"\xff", b"\x80", b"\1\0", b"\x7f" + b"\xff" * 7, b"\1" * 16, b"\0" + b"\xff" * 15, b"\0" + b"\xff" * 16, b"\1" * 17, b"\xff" * 9)]


GOOD = [(SAN, seq(n)) for n in NAMES] + [(SAN, seq()), (SAN, seq(NAMES[-1], URI)), (IAN, seq(URI, NAMES[-2])), (IAN, seq())]
GOOD += [(BC, seq(v)) for v in (b"", b"\1\1\xff", b"\2\1\5", b"\1\1\xff\2\1\0", b"\1\1\xff\2\1\xff")] + [(BC, seq(b"\1\1\xff", n)) for n in integers()]
BITS = [tlv(3, v) for v in (b"\0\x80", b"\7\x80", b"\0\xff", b"\7\xff\x80", b"\7\xff\xff\x80", b"\0\x7f", b"\1\6", b"\2\4", b"\0\1")]
GOOD += [(nid, b) for nid in (KU, NS) for b in BITS]
GOOD += [(EKU, seq(*map(bytes.fromhex, oids))) for oids in (["06082b06010505070301"], ["06082b06010505070302", "06032a0304", "0604551d2500"])]
GOOD += [(SKI, tlv(4, v)) for v in (b"", b"a", bytes(range(100)))]
AUTHORITY = [tlv(0x80), tlv(0x80, b"ab"), tlv(0x82, b"\1\2"), tlv(0xA1, URI, tlv(0x82, b"q")), tlv(0xA1), tlv(0x80, b"ab") + tlv(0xA1, URI) + tlv(0x82, b"\0"), tlv(0x80, b"ab") + tlv(0x82, b"\7")]
GOOD += [(AKI, seq(a)) for a in AUTHORITY]
OCSP, ISSUERS = bytes.fromhex("06082b06010505073001"), bytes.fromhex("06082b06010505073002")
GOOD += [(nid, v) for nid in (AIA, SIA) for v in (seq(), seq(seq(OCSP, URI)), seq(seq(OCSP, URI), seq(ISSUERS, tlv(0x82, b"d")), seq(b"\6\2\x2a\3", URI)))]
REASONS = [tlv(0x81, v) for v in (b"\0\x80", b"\0\xff", b"\7\xff\x80", b"\0", b"\1\6")]
POINTS = [seq(), seq(full(URI)), seq(full(URI, NAMES[-2])), seq(full(URI), *REASONS[:1]), *(seq(r) for r in REASONS), seq(tlv(0xA2, URI, URI)), seq(full(URI), REASONS[4], tlv(0xA2, NAMES[-8]))]
GOOD += [(nid, seq(p)) for nid in (CDP, FRESH) for p in POINTS] + [(CDP, seq(*POINTS[:4])), (CDP, seq(*POINTS[7:9])), (CDP, seq())]
GOOD += [(nid, n) for nid in (NUMBER, DELTA, ANY) for n in integers()]
GOOD += [(TLS_FEATURE, seq(v)) for v in (b"", b"\2\1\5", b"\2\1\x11\2\1\5\2\2\1\0\2\1\xff")] + [(nid, tlv(0x16, v)) for nid in range(72, 79) for v in (b"", b"some text", b"a\0b\n\xe4")]
OCSP_KINDS = [(NONCE, v) for v in (b"", b"a", bytes(range(100)))] + [(NO_CHECK, tlv(5)), (CUTOFF, tlv(24, b"20240101000000Z"))]


def test_extensions():
    diff.crypto_each(extension, [[nid, v.hex(), 0, indent] for nid, v in GOOD for indent in (0, 4)])
    # OpenSSL prints some of these only where there is something to indent by.
    diff.crypto_each(extension, [[nid, v.hex(), 0, 4] for nid, v in OCSP_KINDS])


def test_broken_extensions():
    """Cut at each byte, another tag; with each thing that a caller can want of them. Octets behind the value and lengths of BER make it malformed
    here, where OpenSSL passes over them: that is chosen."""
    rows = []
    for nid, v in {nid: v for nid, v in GOOD}.items():
        broken = [v[:n] for n in range(len(v))] + [bytes([v[0] ^ 1]) + v[1:], b"\x30\x82\xff\xff", b"\x05\0"]
        rows += [[nid, b.hex(), flags, 3] for b in broken for flags in (0, ERROR, DUMP)]
    diff.crypto_each(extension, rows)


@pytest.mark.parametrize("flags", [0, ERROR, DUMP])
def test_unknown_kind(flags):
    diff.crypto_same(extension, 14, b"\x0c\5hello".hex(), flags, 2)


def method(t, nid, data):
    """As programs decode alternative names: by the method's item where it has one, else by its function."""
    c, e = t.crypto, made(t, nid, bytes.fromhex(data))
    m = c.X509V3_EXT_get(e)
    out = [m == c.X509V3_EXT_get_nid(nid), m != t.NULL and m.ext_nid]
    if m != t.NULL:
        raw = t.keep(t.ffi.new("unsigned char[]", bytes.fromhex(data)))
        p = t.ffi.new("const unsigned char **", raw)
        item = t.NULL if m.it == t.NULL else t.ffi.cast("void *(*)(void)", m.it)()
        names = m.d2i(t.NULL, p, len(data) // 2) if item == t.NULL else c.ASN1_item_d2i(t.NULL, p, len(data) // 2, item)
        out += [names != t.NULL, p[0] - raw if names != t.NULL else None]
        if names != t.NULL:
            out.append(c.OPENSSL_sk_num(names) if nid == SAN else None)
            m.ext_free(names) if item == t.NULL else c.ASN1_item_free(names, item)
    c.X509_EXTENSION_free(e)
    return out


def test_methods():
    assert diff.crypto_same(method, SAN, seq(URI, URI).hex()) == [True, SAN, True, len(seq(URI, URI)), 2]
    diff.crypto_each(method, [[nid, v.hex()] for nid, v in {nid: v for nid, v in GOOD}.items()] + [[SAN, "30"], [SAN, "3001"], [SAN, seq(URI).hex() + "00"], [14, "0500"]])


def printed(t, nid, data, indent):
    c, raw = t.crypto, t.keep(t.ffi.new("unsigned char[]", bytes.fromhex(data)))
    m, bio = c.X509V3_EXT_get_nid(nid), c.BIO_new(c.BIO_s_mem())
    x = m.d2i(t.NULL, t.ffi.new("const unsigned char **", raw), len(data) // 2)
    out = [x != t.NULL and m.i2r(m, x, bio, indent), said(t, bio)]
    if x != t.NULL:
        m.ext_free(x)
    return out


def test_methods_print():
    """Ours prints by i2r what OpenSSL has various functions for: the same as X509V3_EXT_print."""
    for nid, v in {nid: v for nid, v in GOOD}.items():
        assert diff.BASELINE or diff.crypto_ours(printed, nid, v.hex(), 4) == diff.crypto_ours(extension, nid, v.hex(), 0, 4)


def authority(t, data):
    raw = bytes.fromhex(data)
    p = t.ffi.new("const unsigned char **", t.keep(t.ffi.new("unsigned char[]", raw)))
    x = t.crypto.d2i_X509(t.NULL, p, len(raw))
    out = t.crypto.X509_check_ca(x)
    t.crypto.X509_free(x)
    return out


KINDS = {
    "ca": "basicConstraints=CA:TRUE", "leaf": "basicConstraints=CA:FALSE", "nothing": "subjectAltName=DNS:x", "signs": "keyUsage=keyCertSign",
    "signs not": "basicConstraints=CA:TRUE\nkeyUsage=digitalSignature", "usage": "keyUsage=digitalSignature", "netscape": "nsCertType=sslCA",
    "netscape not": "nsCertType=server", "both": "basicConstraints=CA:TRUE\nkeyUsage=keyCertSign", "version 1": None,
}


def test_check_ca(pki, tmp_path):
    seen = set()
    for kind, lines in KINDS.items():
        conf, der = tmp_path / "conf", pathlib.Path(tmp_path / "der")
        conf.write_text(f"[req]\ndistinguished_name=d\nprompt=no\n[d]\nCN=x\n[e]\n{lines or ''}\n")
        ext = ["-extensions", "e"] if lines else []
        proc.ok(["openssl", "req", "-x509", "-key", pki.key("p256"), "-config", conf, *ext, "-outform", "DER", "-out", der])
        seen.add(diff.crypto_same(authority, der.read_bytes().hex()))
    assert {0, 1, 4, 5} <= seen, seen
