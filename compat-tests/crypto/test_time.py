# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Times of ASN.1, and lists in configuration values."""
from differential import diff

CDEF = """
typedef struct { int length; int type; unsigned char *data; long flags; } STR_; typedef struct { int sec, min, hour, mday, mon, year, wday, yday, isdst; long gmtoff; const char *zone; } TM_;
STR_ *ASN1_STRING_type_new(int); int ASN1_STRING_set(STR_ *, const void *, int); int ASN1_TIME_to_tm(const STR_ *, TM_ *); int ASN1_TIME_check(const STR_ *); int ASN1_TIME_print(BIO *, const STR_ *); int ASN1_UTCTIME_print(BIO *, const STR_ *);
int ASN1_GENERALIZEDTIME_print(BIO *, const STR_ *); STR_ *ASN1_TIME_adj(STR_ *, int64_t, int, long); STR_ *ASN1_TIME_set(STR_ *, int64_t); int ASN1_TIME_diff(int *, int *, const STR_ *, const STR_ *); int ASN1_TIME_compare(const STR_ *, const STR_ *);
int ASN1_TIME_cmp_time_t(const STR_ *, int64_t); int CONF_parse_list(const char *, int, int, int (*)(const char *, int, void *), void *);
"""

UTC, GENERALIZED = 23, 24


def time(t, kind, text):
    s = t.crypto.ASN1_STRING_type_new(kind)
    t.crypto.ASN1_STRING_set(s, text.encode(), len(text))
    return s


def printed(t, function, s):
    b = t.crypto.BIO_new(t.crypto.BIO_s_mem())
    buf = t.ffi.new("char[]", 100)
    r = function(b, s)
    n = t.crypto.BIO_read(b, buf, 100)
    return [r, t.ffi.buffer(buf, n)[:].decode() if n > 0 else ""]


def read(t, kind, text):
    c = t.crypto
    s, tm = time(t, kind, text), t.ffi.new("TM_ *")
    r = c.ASN1_TIME_to_tm(s, tm)
    return [r, [tm.year, tm.mon, tm.mday, tm.hour, tm.min, tm.sec, tm.wday, tm.yday] if r else None, c.ASN1_TIME_check(s), printed(t, c.ASN1_TIME_print, s),
            printed(t, c.ASN1_UTCTIME_print if kind == UTC else c.ASN1_GENERALIZEDTIME_print, s), c.ASN1_TIME_cmp_time_t(s, 1700000000)]


def test_reading():
    utc = ["230101000000Z", "491231235959Z", "500101000000Z", "000229120000Z", "010229120000Z", "2301010000Z", "230101000000", "230101000000+0100", "230101000000-1230", "231301000000Z", "230132000000Z",
           "230101240000Z", "230101006000Z", "230101000060Z", "23010100000Z", "", "Z", "230101000000.5Z", "230101000000z", "230101000000+1300", "230101000000+0", " 30101000000Z", "230101000000Z "]
    long_ = ["20230101000000Z", "19500101000000Z", "99991231235959Z", "202301010000Z", "20230101000000.123Z", "20230101000000.Z", "20230101000000.5+0530", "20240229000000Z", "20230229000000Z",
             "20230101000000", "20230101000000+0000", "99991231235959-0100", "21000229000000Z", "2023010100Z"]
    diff.crypto_each(read, [[UTC, s] for s in utc] + [[GENERALIZED, s] for s in long_] + [[4, "230101000000Z"]])


def made(t, seconds, days, more):
    s = t.crypto.ASN1_TIME_adj(t.NULL, seconds, days, more)
    return [None, t.errors()] if s == t.NULL else [s.type, s.length, t.hex(s.data, s.length)]


def test_making():
    diff.crypto_each(made, [[s, d, m] for s in (0, 1, -1, 951782400, 1700000000, 2524607999, 2524608000, -631152001, -631152000, 253402300799, 253402300800, -2208988800) for d, m in ((0, 0), (1, 0), (-1, 5), (365, -86400), (0, 10**7))])


def compared(t, a, b):
    x, y = time(t, *a), time(t, *b)
    d, s = t.ffi.new("int *"), t.ffi.new("int *")
    r = t.crypto.ASN1_TIME_diff(d, s, x, y)
    return [t.crypto.ASN1_TIME_compare(x, y), r, [d[0], s[0]] if r else None]


def test_comparing():
    times = [[UTC, "230101000000Z"], [GENERALIZED, "20230101000000Z"], [UTC, "230101000001Z"], [UTC, "491231235959Z"], [GENERALIZED, "20500101000000Z"], [UTC, "bad"], [UTC, "230101000000+0100"]]
    diff.crypto_each(compared, [[a, b] for a in times for b in times])


def pieces(t, text, sep, strip, stop):
    got = []
    cb = t.callback("int(const char *, int, void *)", lambda p, n, u: got.append(None if p == t.NULL else t.ffi.buffer(p, n)[:].decode()) or int(len(got) != stop))
    return [t.crypto.CONF_parse_list(text.encode(), ord(sep), strip, cb, t.NULL), got]


def test_lists():
    diff.crypto_each(pieces, [[s, ":", strip, stop] for s in ("", "a", "a:b", ":a", "a:", "::", " a : b ", " : ", "  ", "a b:c\td") for strip in (0, 1) for stop in (0, 1)])
    diff.crypto_same(no_list)


def no_list(t):
    return [t.crypto.CONF_parse_list(t.NULL, 58, 0, t.NULL, t.NULL), t.errors()]
