# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""OSSL_PARAM_BLD: arrays of parameters built a value at a time; ECDSA_SIG: two numbers and their DER."""
import pytest

from differential import diff

CDEF = """
typedef struct { const char *key; unsigned data_type; void *data; size_t data_size; size_t return_size; } TROW; typedef struct bld_st BLD; typedef struct bn_st TBN;
BLD *OSSL_PARAM_BLD_new(void); void OSSL_PARAM_BLD_free(BLD *); TROW *OSSL_PARAM_BLD_to_param(BLD *); void OSSL_PARAM_free(TROW *);
int OSSL_PARAM_BLD_push_BN(BLD *, const char *, const TBN *); int OSSL_PARAM_BLD_push_BN_pad(BLD *, const char *, const TBN *, size_t); int OSSL_PARAM_BLD_push_double(BLD *, const char *, double);
int OSSL_PARAM_BLD_push_int(BLD *, const char *, int); int OSSL_PARAM_BLD_push_uint(BLD *, const char *, unsigned); int OSSL_PARAM_BLD_push_long(BLD *, const char *, long); int OSSL_PARAM_BLD_push_ulong(BLD *, const char *, unsigned long);
int OSSL_PARAM_BLD_push_int32(BLD *, const char *, int32_t); int OSSL_PARAM_BLD_push_uint32(BLD *, const char *, uint32_t); int OSSL_PARAM_BLD_push_int64(BLD *, const char *, int64_t); int OSSL_PARAM_BLD_push_uint64(BLD *, const char *, uint64_t);
int OSSL_PARAM_BLD_push_size_t(BLD *, const char *, size_t); int OSSL_PARAM_BLD_push_time_t(BLD *, const char *, long);
int OSSL_PARAM_BLD_push_utf8_string(BLD *, const char *, const char *, size_t); int OSSL_PARAM_BLD_push_utf8_ptr(BLD *, const char *, char *, size_t);
int OSSL_PARAM_BLD_push_octet_string(BLD *, const char *, const void *, size_t); int OSSL_PARAM_BLD_push_octet_ptr(BLD *, const char *, void *, size_t);
TBN *BN_bin2bn(const unsigned char *, int, TBN *); void BN_set_negative(TBN *, int); void BN_free(TBN *); char *BN_bn2hex(const TBN *); int OSSL_PARAM_set_utf8_ptr(TROW *, const char *);
typedef struct sig_st TSIG; TSIG *ECDSA_SIG_new(void); void ECDSA_SIG_free(TSIG *); int ECDSA_SIG_set0(TSIG *, TBN *, TBN *); void ECDSA_SIG_get0(const TSIG *, const TBN **, const TBN **);
const TBN *ECDSA_SIG_get0_r(const TSIG *); const TBN *ECDSA_SIG_get0_s(const TSIG *); TSIG *d2i_ECDSA_SIG(TSIG **, const unsigned char **, long); int i2d_ECDSA_SIG(const TSIG *, unsigned char **);
"""

NUMBERS = {"int": [0, 5, -5, 2**31 - 1, -2**31], "uint": [0, 2**32 - 1], "long": [-1, 2**63 - 1], "ulong": [2**64 - 1], "int32": [-2**31], "uint32": [7], "int64": [-2**63], "uint64": [2**63], "size_t": [9],
           "time_t": [-9], "double": [1.5, -0.0]}


def number(t, digits, negative=False):
    raw = bytes.fromhex(digits)
    bn = t.crypto.BN_bin2bn(raw, len(raw), t.NULL)
    t.crypto.BN_set_negative(bn, negative)
    return bn


def rows(t, bld):
    """The array, each value in hexadecimal; pointers are followed."""
    array = t.crypto.OSSL_PARAM_BLD_to_param(bld)
    out, i = [], 0
    while array[i].key != t.NULL:
        r = array[i]
        data = r.data if r.data_type < 6 else t.ffi.cast("void **", r.data)[0]
        tail = t.hex(t.ffi.cast("char *", data) + r.data_size, 1) if r.data_type == 4 else None
        out.append([t.text(r.key), r.data_type, r.data_size, r.return_size, t.hex(data, r.data_size), tail])
        i += 1
    t.crypto.OSSL_PARAM_free(array)
    return out


def builds(t):
    c, ffi = t.crypto, t.ffi
    bld = c.OSSL_PARAM_BLD_new()
    key, kept = t.keep(ffi.new("char[]", b"key")), t.keep(ffi.new("char[]", b"a pointed text"))
    out = [getattr(c, "OSSL_PARAM_BLD_push_" + kind)(bld, key, v) for kind, values in NUMBERS.items() for v in values]
    text = t.keep(ffi.new("char[]", b"hello"))
    out += [c.OSSL_PARAM_BLD_push_utf8_string(bld, key, text, n) for n in (0, 3, 5)]
    out += [c.OSSL_PARAM_BLD_push_octet_string(bld, key, text, n) for n in (0, 3, 6)]
    out += [c.OSSL_PARAM_BLD_push_utf8_ptr(bld, key, kept, n) for n in (0, 3)] + [c.OSSL_PARAM_BLD_push_octet_ptr(bld, key, kept, n) for n in (0, 5)]
    out += [c.OSSL_PARAM_BLD_push_utf8_string(bld, key, text, 2**40), t.errors(), c.OSSL_PARAM_BLD_push_octet_ptr(bld, key, text, 2**31), t.errors()]
    out += [rows(t, bld), rows(t, bld)]
    c.OSSL_PARAM_BLD_push_int(bld, key, 3)
    out += [rows(t, bld), t.errors()]
    c.OSSL_PARAM_BLD_push_int(bld, key, 3)
    c.OSSL_PARAM_BLD_free(bld)
    c.OSSL_PARAM_BLD_free(t.NULL)
    c.OSSL_PARAM_free(t.NULL)
    return out


def test_builder():
    diff.crypto_same(builds)


def builds_number(t, digits, negative, size):
    c = t.crypto
    bld, bn = c.OSSL_PARAM_BLD_new(), t.NULL if digits is None else number(t, digits, negative)
    out = [c.OSSL_PARAM_BLD_push_BN(bld, b"n", bn) if size is None else c.OSSL_PARAM_BLD_push_BN_pad(bld, b"n", bn, size), t.errors(data=True)]
    out += [[r[1:] for r in rows(t, bld)], t.errors()]
    c.BN_free(bn)
    c.OSSL_PARAM_BLD_free(bld)
    return out


def test_big_numbers_in_the_builder():
    diff.crypto_each(builds_number, [[d, n, s] for d in ("", "01", "00ff", "123456", "80" + "00" * 40) for n in (False, True) for s in (None, 0, 1, 2, 3, 64)] + [[None, False, s] for s in (None, 0, 8, 9, 100, 5000)])


def points(t, kind, has_place):
    c, ffi = t.crypto, t.ffi
    place, text = ffi.new("char **"), ffi.new("char[]", b"words")
    row = ffi.new("TROW *", {"key": t.keep(ffi.new("char[]", b"k")), "data_type": kind, "data": place if has_place else t.NULL, "data_size": 0, "return_size": 99})
    return [c.OSSL_PARAM_set_utf8_ptr(row, text), row.return_size, t.text(place[0]), c.OSSL_PARAM_set_utf8_ptr(row, t.NULL), row.return_size, place[0] == t.NULL, c.OSSL_PARAM_set_utf8_ptr(t.NULL, text)]


def test_pointers_are_set():
    diff.crypto_each(points, [[kind, place] for kind in (1, 4, 6, 7) for place in (False, True)])


SIGNATURE = "3045022100" + "ff" * 32 + "0220" + "11" * 32


def reads(t, der):
    c, ffi = t.crypto, t.ffi
    raw = t.keep(ffi.new("unsigned char[]", bytes.fromhex(der) + b"\0"))
    p = ffi.new("const unsigned char **", raw)
    sig = c.d2i_ECDSA_SIG(t.NULL, p, len(der) // 2)
    out = [sig != t.NULL, p[0] - raw, t.errors()]
    if sig != t.NULL:
        o = ffi.new("unsigned char **")
        n = c.i2d_ECDSA_SIG(sig, o)
        r, s = ffi.new("const TBN **"), ffi.new("const TBN **")
        c.ECDSA_SIG_get0(sig, r, s)
        out += [t.text(c.BN_bn2hex(r[0])), t.text(c.BN_bn2hex(s[0])), t.hex(o[0], n), c.i2d_ECDSA_SIG(sig, t.NULL), c.ECDSA_SIG_get0_r(sig) == r[0], c.ECDSA_SIG_get0_s(sig) == s[0]]
        # Into one that is there.
        p[0] = raw
        out.append(c.d2i_ECDSA_SIG(ffi.new("TSIG **", sig), p, len(der) // 2) == sig)
        c.ECDSA_SIG_free(sig)
    return out


def test_signatures_from_der():
    whole = [SIGNATURE, SIGNATURE + "0000", "3006020100020100", "3006020180020101", "300702020001020100", "308002010102010100 00".replace(" ", ""), "30040200 0200".replace(" ", ""), "3009020101020101020101", "3106020101020101",
             "3006020101040101", "30070201010202 0080".replace(" ", ""), "3084ffffffff020101", "30030201 01".replace(" ", "")]
    diff.crypto_each(reads, [[d] for d in whole] + [[SIGNATURE[:n]] for n in range(0, len(SIGNATURE), 2)])


def test_signatures_are_der_alone():
    """OpenSSL takes a length that is longer than it need be; RFC 3279 says DER."""
    theirs, mine = diff.crypto_run(reads, "308106020101020101")
    assert theirs[0] and not mine[0]


def makes(t, r, s, negative):
    c = t.crypto
    sig = c.ECDSA_SIG_new()
    out = [c.ECDSA_SIG_get0_r(sig) == t.NULL, c.ECDSA_SIG_set0(sig, t.NULL, t.NULL), c.ECDSA_SIG_set0(sig, number(t, r, negative), number(t, s))]
    o = t.ffi.new("unsigned char **")
    n = c.i2d_ECDSA_SIG(sig, o)
    out += [n, t.hex(o[0], n) if n > 0 else None, t.errors(), c.ECDSA_SIG_set0(sig, number(t, s), number(t, r)), c.i2d_ECDSA_SIG(sig, t.NULL)]
    c.ECDSA_SIG_free(sig)
    c.ECDSA_SIG_free(t.NULL)
    return out


@pytest.mark.parametrize("negative", [False, True])
def test_signatures_made(negative):
    diff.crypto_each(makes, [[r, s, negative] for r in ("01", "80", "ff" * 66, "00") for s in ("7f", "0080", "")])
