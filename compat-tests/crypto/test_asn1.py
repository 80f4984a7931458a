# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""ASN.1 strings and integers, identifier and length octets, and the numbers that programs carry about."""
import random

import pytest

from differential import diff

CDEF = """
typedef struct { int length; int type; unsigned char *data; long flags; } STR; typedef struct bignum_st BIGNUM; typedef struct asn1_object_st ASN1_OBJECT;
STR *ASN1_STRING_type_new(int); void ASN1_STRING_free(STR *); int ASN1_STRING_set(STR *, const void *, int); STR *ASN1_STRING_dup(const STR *); int ASN1_STRING_cmp(const STR *, const STR *); int ASN1_STRING_length(const STR *);
const unsigned char *ASN1_STRING_get0_data(const STR *); int ASN1_STRING_type(const STR *); int ASN1_STRING_print(BIO *, const STR *); int i2a_ASN1_STRING(BIO *, const STR *, int); int i2a_ASN1_INTEGER(BIO *, const STR *);
STR *ASN1_INTEGER_new(void); int ASN1_INTEGER_set_int64(STR *, int64_t); int ASN1_INTEGER_set_uint64(STR *, uint64_t); int ASN1_INTEGER_set(STR *, long); int ASN1_INTEGER_get_int64(int64_t *, const STR *); int ASN1_INTEGER_get_uint64(uint64_t *, const STR *);
long ASN1_INTEGER_get(const STR *); int ASN1_INTEGER_cmp(const STR *, const STR *); int i2d_ASN1_INTEGER(const STR *, unsigned char **); STR *d2i_ASN1_INTEGER(STR **, const unsigned char **, long); BIGNUM *ASN1_INTEGER_to_BN(const STR *, BIGNUM *);
STR *BN_to_ASN1_INTEGER(const BIGNUM *, STR *); int ASN1_get_object(const unsigned char **, long *, int *, int *, long); void ASN1_put_object(unsigned char **, int, int, int, int); int ASN1_object_size(int, int, int);
BIGNUM *BN_new(void); void BN_free(BIGNUM *); BIGNUM *BN_bin2bn(const unsigned char *, int, BIGNUM *); int BN_bn2bin(const BIGNUM *, unsigned char *); int BN_bn2binpad(const BIGNUM *, unsigned char *, int); int BN_num_bits(const BIGNUM *);
char *BN_bn2hex(const BIGNUM *); int BN_hex2bn(BIGNUM **, const char *); int BN_print(BIO *, const BIGNUM *); int BN_cmp(const BIGNUM *, const BIGNUM *); int BN_ucmp(const BIGNUM *, const BIGNUM *); int BN_set_word(BIGNUM *, unsigned long);
unsigned long BN_get_word(const BIGNUM *); int BN_is_zero(const BIGNUM *); int BN_is_one(const BIGNUM *); int BN_is_odd(const BIGNUM *); int BN_is_word(const BIGNUM *, unsigned long); int BN_is_bit_set(const BIGNUM *, int); int BN_is_negative(const BIGNUM *);
void BN_set_negative(BIGNUM *, int); BIGNUM *BN_dup(const BIGNUM *); ASN1_OBJECT *OBJ_nid2obj(int); ASN1_OBJECT *OBJ_txt2obj(const char *, int); int i2a_ASN1_OBJECT(BIO *, const ASN1_OBJECT *); int i2t_ASN1_OBJECT(char *, int, const ASN1_OBJECT *);
"""


def printed(t, function, *args):
    b = t.crypto.BIO_new(t.crypto.BIO_s_mem())
    r = function(b, *args)
    buf = t.ffi.new("char[]", 4000)
    n = t.crypto.BIO_read(b, buf, 4000)
    t.crypto.BIO_free(b)
    return [r, t.ffi.buffer(buf, n)[:].decode("latin-1") if n > 0 else ""]


def string(t, kind, data):
    c, raw = t.crypto, bytes.fromhex(data)
    s = c.ASN1_STRING_type_new(kind)
    out = [s.length, s.data == t.NULL, c.ASN1_STRING_set(s, raw, len(raw)), c.ASN1_STRING_length(s), c.ASN1_STRING_type(s), t.hex(c.ASN1_STRING_get0_data(s), len(raw) + 1)]
    d, other = c.ASN1_STRING_dup(s), c.ASN1_STRING_type_new(12)
    c.ASN1_STRING_set(other, b"ab", -1)
    sign = lambda v: (v > 0) - (v < 0)
    out += [c.ASN1_STRING_cmp(s, d), sign(c.ASN1_STRING_cmp(s, other)), sign(c.ASN1_STRING_cmp(other, s)), d.type, other.length]
    out += [printed(t, c.ASN1_STRING_print, s), printed(t, lambda b: c.i2a_ASN1_STRING(b, s, kind))]
    for x in (s, d, other):
        c.ASN1_STRING_free(x)
    return out


def test_strings():
    diff.crypto_each(string, [[k, d] for k in (4, 12, 22) for d in ("", "6162", "00", "61620a0d09", "7f80ff", "41" * 34, "42" * 35, "43" * 36, "44" * 200)])


VALUES = [0, 1, -1, 127, 128, -127, -128, -129, 255, 256, -255, -256, -257, 32767, 32768, -32768, -32769, 2**31, -2**31, 2**40, -2**40, 2**63 - 1, -2**63, -2**62]


def integer(t, v):
    c, ffi = t.crypto, t.ffi
    a = c.ASN1_INTEGER_new()
    i, u, out = ffi.new("int64_t *"), ffi.new("uint64_t *"), ffi.new("unsigned char **")
    answer = [c.ASN1_INTEGER_set_int64(a, v), a.type, a.length, t.hex(a.data, a.length), c.ASN1_INTEGER_get_int64(i, a), i[0], c.ASN1_INTEGER_get_uint64(u, a), c.ASN1_INTEGER_get(a), t.errors()]
    n = c.i2d_ASN1_INTEGER(a, out)
    der = t.hex(out[0], n)
    place = ffi.new("unsigned char[40]")
    at = ffi.new("unsigned char **", place)
    answer += [n, der, c.i2d_ASN1_INTEGER(a, t.NULL), c.i2d_ASN1_INTEGER(a, at), at[0] - place, t.hex(place, n), printed(t, c.i2a_ASN1_INTEGER, a)]
    bn = c.ASN1_INTEGER_to_BN(a, t.NULL)
    back = c.BN_to_ASN1_INTEGER(bn, t.NULL)
    return answer + [t.text(c.BN_bn2hex(bn)), back.type, t.hex(back.data, back.length), c.ASN1_INTEGER_cmp(a, back), [c.ASN1_INTEGER_cmp(a, other) > 0 for other in [small(t, w) for w in (-300, -1, 0, 5, 300)]]]


def small(t, v):
    a = t.crypto.ASN1_INTEGER_new()
    t.crypto.ASN1_INTEGER_set(a, v)
    return a


def test_integers():
    diff.crypto_each(integer, [[v] for v in VALUES])


def from_der(t, data):
    c, raw = t.crypto, bytes.fromhex(data)
    buf = t.keep(t.ffi.new("unsigned char[]", raw + b"\0"))
    p = t.ffi.new("const unsigned char **", buf)
    a = c.d2i_ASN1_INTEGER(t.NULL, p, len(raw))
    if a == t.NULL:
        return [None, len(t.errors()) > 0]
    i, out = t.ffi.new("int64_t *"), t.ffi.new("unsigned char **")
    n = c.i2d_ASN1_INTEGER(a, out)
    return [p[0] - buf, a.type, t.hex(a.data, a.length), c.ASN1_INTEGER_get_int64(i, a), t.hex(out[0], n), t.errors()]


def test_integers_from_der():
    diff.crypto_each(from_der, [[d] for d in ("020100", "02017f", "020180", "0201ff", "02020080", "0202ff7f", "02028000", "0203ff0000", "020900ffffffffffffffff", "0209ff0000000000000000",
                                              "020a00ffffffffffffffffff", "0200", "02", "", "0301ff", "02020001", "0202ff80", "0202ffff", "020500", "02010500", "02020000")])


def header(t, data, limit):
    c, raw = t.crypto, bytes.fromhex(data)
    buf = t.keep(t.ffi.new("unsigned char[]", raw + b"\0"))
    p, n, tag, klass = t.ffi.new("const unsigned char **", buf), t.ffi.new("long *"), t.ffi.new("int *"), t.ffi.new("int *")
    r = c.ASN1_get_object(p, n, tag, klass, len(raw) if limit is None else limit)
    # What the outputs hold after a header that could not be read is nobody's promise.
    return [r, t.errors()] + ([p[0] - buf, n[0], tag[0], klass[0]] if not r & 0x80 else [])


def test_headers():
    diff.crypto_each(header, [[d, None] for d in ("0200", "020100", "3003020100", "3080", "0480", "1f8100", "1f810000", "1f818100", "1fffffffffff0000", "0481", "048180", "04820001aa", "0484ffffffff", "04890000000000000000ff",
                                                  "a003020100", "df1f00", "bf8f7f00", "0405aabb", "", "02", "1f", "0488ffffffffffffffff", "04880000000000000001aa")])


def put(t, constructed, length, tag, klass):
    place = t.ffi.new("unsigned char[32]")
    at = t.ffi.new("unsigned char **", place)
    t.crypto.ASN1_put_object(at, constructed, length, tag, klass)
    return [t.hex(place, at[0] - place), t.crypto.ASN1_object_size(constructed, length, tag)]


def test_headers_written():
    diff.crypto_each(put, [[k, n, tag, klass] for k in (0, 1, 2) for n in (0, 127, 128, 255, 256, 65535, 65536, 2**24) for tag in (1, 30, 31, 127, 128, 20000) for klass in (0, 0x80, 0xc0)])


def big(t, data, negative):
    c, raw = t.crypto, bytes.fromhex(data)
    b = c.BN_bin2bn(raw, len(raw), t.NULL)
    c.BN_set_negative(b, negative)
    out = t.ffi.new("unsigned char[100]")
    n = c.BN_bn2bin(b, out)
    answer = [n, t.hex(out, n), c.BN_bn2binpad(b, out, 40), t.hex(out, 40) if n <= 40 else None, c.BN_bn2binpad(b, out, 1), c.BN_num_bits(b), c.BN_get_word(b), c.BN_is_zero(b), c.BN_is_one(b),
              c.BN_is_odd(b), c.BN_is_word(b, 255), c.BN_is_negative(b), [c.BN_is_bit_set(b, i) for i in (-1, 0, 7, 8, 15, 63, 64, 500)], printed(t, c.BN_print, b)]
    if raw.lstrip(b"\0"):
        answer.append(t.text(c.BN_bn2hex(b)))
    other = c.BN_new()
    c.BN_set_word(other, 256)
    sign = lambda v: (v > 0) - (v < 0)
    return answer + [sign(c.BN_cmp(b, other)), sign(c.BN_ucmp(b, other)), c.BN_cmp(b, c.BN_dup(b)), c.BN_cmp(b, t.NULL), c.BN_cmp(t.NULL, b), c.BN_cmp(t.NULL, t.NULL)]


def test_numbers():
    diff.crypto_each(big, [[d, n] for n in (0, 1) for d in ("", "00", "01", "0001", "ff", "0100", "0101", "ffffffffffffffff", "010000000000000000", "0fedcba987654321", "ab" * 32, "12" * 40)])


def from_hex(t, text):
    p = t.ffi.new("BIGNUM **")
    n = t.crypto.BN_hex2bn(p, text.encode())
    return [n, t.text(t.crypto.BN_bn2hex(p[0])) if n and t.crypto.BN_num_bits(p[0]) else None, t.crypto.BN_hex2bn(t.NULL, text.encode())]


def test_numbers_from_hex():
    diff.crypto_each(from_hex, [[s] for s in ("", "0", "1", "-1", "-", "xyz", "0a", "abc", "ABCdef", "12x4", "-00ff", "f" * 65, "-0")])


def object_printed(t, text):
    c = t.crypto
    o = c.OBJ_txt2obj(text.encode(), 0)
    buf = t.ffi.new("char[64]")
    return [printed(t, c.i2a_ASN1_OBJECT, o), c.i2t_ASN1_OBJECT(buf, 64, o), t.text(buf), printed(t, c.i2a_ASN1_OBJECT, t.NULL)]


def test_objects_printed():
    diff.crypto_each(object_printed, [[s] for s in ("CN", "1.2.840.113549.1.1.11", "1.2.3.4", "1.3.6.1.4.1.99999.5.4.3.2.1", "2.999")])
