# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Objects by number, name and identifier."""
import re

from differential import diff
from helpers import libs

CDEF = """
typedef struct asn1_object_st ASN1_OBJECT;
ASN1_OBJECT *OBJ_nid2obj(int); int OBJ_sn2nid(const char *); int OBJ_ln2nid(const char *); int OBJ_obj2nid(const ASN1_OBJECT *); ASN1_OBJECT *OBJ_txt2obj(const char *, int);
int OBJ_obj2txt(char *, int, const ASN1_OBJECT *, int); size_t OBJ_length(const ASN1_OBJECT *); const unsigned char *OBJ_get0_data(const ASN1_OBJECT *);
int OBJ_cmp(const ASN1_OBJECT *, const ASN1_OBJECT *); ASN1_OBJECT *OBJ_dup(const ASN1_OBJECT *); int OBJ_create(const char *, const char *, const char *);
void ASN1_OBJECT_free(ASN1_OBJECT *); int OBJ_find_sigid_algs(int, int *, int *);
"""


def nids():
    text = (libs.ROOT / "include" / "openssl" / "obj_mac.h").read_text()
    return sorted({int(n) for n in re.findall(r"#define NID_\w+\s+(\d+)$", text, re.M)})


def by_number(t, nid):
    c = t.crypto
    o = c.OBJ_nid2obj(nid)
    sn, ln = t.text(c.OBJ_nid2sn(nid)), t.text(c.OBJ_nid2ln(nid))
    if o == t.NULL:
        return [sn, ln, t.errors()]
    buf = t.ffi.new("char[128]")
    out = [sn, ln, c.OBJ_length(o), t.hex(c.OBJ_get0_data(o), c.OBJ_length(o)), c.OBJ_obj2nid(o), c.OBJ_sn2nid(sn.encode()), c.OBJ_ln2nid(ln.encode()),
           c.OBJ_txt2nid(sn.encode()), c.OBJ_obj2txt(buf, 128, o, 0), t.text(buf), c.OBJ_obj2txt(buf, 128, o, 1), t.text(buf)]
    dotted = t.text(buf)
    found = c.OBJ_txt2obj(dotted.encode(), 1)
    return out + [c.OBJ_obj2nid(found) if found != t.NULL else None, t.errors()]


def test_every_number():
    assert len(nids()) > 400
    diff.crypto_each(by_number, [[n] for n in nids()])


def test_unknown_numbers():
    diff.crypto_each(by_number, [[n] for n in (-1, 5000, 100000)])


def from_text(t, text, no_name):
    c = t.crypto
    o = c.OBJ_txt2obj(text.encode(), no_name)
    if o == t.NULL:
        # Which digit was wrong is said in words of each library's own.
        return [None, len(t.errors()) > 0]
    buf = t.ffi.new("char[256]")
    answer = [c.OBJ_obj2nid(o), t.hex(c.OBJ_get0_data(o), c.OBJ_length(o)), c.OBJ_obj2txt(buf, 256, o, 1), t.text(buf), c.OBJ_obj2txt(buf, 9, o, 1), t.text(buf),
              c.OBJ_obj2txt(t.NULL, 0, o, 1)]
    d = c.OBJ_dup(o)
    answer += [c.OBJ_cmp(o, d)]
    c.ASN1_OBJECT_free(d)
    c.ASN1_OBJECT_free(o)
    return answer


def test_text():
    texts = ["CN", "2.16181.18446744073709551565", "2.18446744073709551535", "1.2.18446744073709551615", "commonName", "2.5.4.3", "1.2.3.4.5", "0.0", "2.999.1", "1.39.1", "1.40.1", "3.1", "1", "", "1.2.x", "nothing", "1.2.840.113549.1.1.11",
             "1.3.6.1.4.1.99999999999.7", "2.5.29.17", "0.39.127.128.16383.16384"]
    diff.crypto_each(from_text, [[s, n] for s in texts for n in (0, 1)])


def created(t):
    c = t.crypto
    nid = c.OBJ_create(b"1.3.6.1.4.1.54321.7", b"mine", b"an object of mine")
    out = [nid > 0, c.OBJ_txt2nid(b"mine") == nid, c.OBJ_txt2nid(b"1.3.6.1.4.1.54321.7") == nid, c.OBJ_ln2nid(b"an object of mine") == nid, t.text(c.OBJ_nid2sn(nid)),
           c.OBJ_create(b"1.3.6.1.4.1.54321.7", b"mine2", b"again"), c.OBJ_create(b"2.5.4.3", b"mine3", b"another")]
    return out + [t.errors()]


def test_created():
    diff.crypto_same(created)


def signature(t, nid):
    d, k = t.ffi.new("int *"), t.ffi.new("int *")
    return [t.crypto.OBJ_find_sigid_algs(nid, d, k), d[0], k[0]]


def test_signature_algorithms():
    diff.crypto_each(signature, [[n] for n in (0, 8, 65, 668, 669, 670, 671, 672, 794, 795, 796, 912, 1087, 1088, 416)])
