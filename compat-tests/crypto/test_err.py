# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""The error queue: order, marks, overflow, texts, printing."""
import re

import pytest

from differential import diff
from helpers import libs

CDEF = """
void ERR_new(void); void ERR_set_debug(const char *, int, const char *); void ERR_set_error(int, int, const char *, ...);
int ERR_set_mark(void); int ERR_pop_to_mark(void); int ERR_clear_last_mark(void); void ERR_add_error_data(int, ...);
void ERR_add_error_txt(const char *, const char *); void ERR_set_error_data(char *, int);
unsigned long ERR_peek_error_line(const char **, int *); unsigned long ERR_peek_error_func(const char **);
unsigned long ERR_peek_error_data(const char **, int *); unsigned long ERR_peek_last_error_all(const char **, int *, const char **, const char **, int *);
char *ERR_error_string(unsigned long, char *); void ERR_print_errors_cb(int (*)(const char *, size_t, void *), void *);
void ERR_print_errors(BIO *); int ERR_get_next_error_library(void); int ERR_load_strings(int, void *); int ERR_unload_strings(int, void *);
int OPENSSL_init_crypto(uint64_t, void *);
"""


def push(t, lib, reason, text=None, line=7):
    c = t.crypto
    c.ERR_new()
    c.ERR_set_debug(b"some/file.c", line, b"a_function")
    if text is None:
        c.ERR_set_error(lib, reason, t.NULL)
    else:
        c.ERR_set_error(lib, reason, b"%s", t.ffi.new("char[]", text.encode()))


def order(t, n):
    for i in range(n):
        push(t, 20, 100 + i)
    return [t.crypto.ERR_peek_error(), t.crypto.ERR_peek_last_error(), t.errors(), t.crypto.ERR_get_error()]


@pytest.mark.parametrize("n", [0, 1, 2, 14, 15, 16, 17, 40])
def test_order_and_overflow(n):
    diff.crypto_same(order, n)


def script(t, steps):
    """m sets a mark, p pops to it, c clears it, g takes one, C clears all, a digit pushes it."""
    out = []
    c = t.crypto
    for s in steps:
        if s.isdigit():
            push(t, 32, 100 + int(s))
        else:
            out.append({"m": c.ERR_set_mark, "p": c.ERR_pop_to_mark, "c": c.ERR_clear_last_mark, "g": c.ERR_get_error,
                        "C": lambda: c.ERR_clear_error() or 0}[s]())
    return [out, t.errors()]


def test_marks():
    diff.crypto_each(script, [[s] for s in (
        "m", "p", "c", "1m2p", "1m23p", "1mm2p3p", "1m2m3pp", "1m2c3p", "m1p", "1mg2p", "1m2gp", "12m34p5", "1mC2p", "1mcc", "1m2m3cp",
        "123456789123m456p", "1m23456789123456789p")])


def fields(t, text):
    c, ffi = t.crypto, t.ffi
    push(t, 6, 156, text, 99)
    s, n, f = ffi.new("const char **"), ffi.new("int *"), ffi.new("const char **")
    d, flags = ffi.new("const char **"), ffi.new("int *")
    out = [c.ERR_peek_error_line(s, n), t.text(s[0]), n[0], c.ERR_peek_error_func(f), t.text(f[0]),
           c.ERR_peek_error_data(d, flags), t.text(d[0]), flags[0], c.ERR_peek_last_error_all(s, n, f, d, flags), t.text(d[0])]
    return out + [t.errors(True)]


def test_fields():
    diff.crypto_each(fields, [[None], [""], ["a text"], ["x" * 1022], ["x" * 1023], ["x" * 1024], ["x" * 3000]])


def added(t, pieces):
    push(t, 11, 101, "start")
    args = [t.ffi.new("char[]", p.encode()) for p in pieces]
    t.crypto.ERR_add_error_data(len(args), *args)
    return t.errors(True)


def test_added_data():
    diff.crypto_each(added, [[[]], [["one"]], [["one", "two", "three"]], [["y" * 900, "z" * 900]]])


def added_text(t, sep, text, first):
    if first is not None:
        push(t, 11, 101, first)
    t.crypto.ERR_add_error_txt(sep.encode(), text.encode())
    return t.errors(True)


def test_added_text():
    diff.crypto_each(added_text, [["", "b", "a"], [" : ", "b", "a"], [":", "b", None], [":", "b", ""], ["/", "x" * 500, "start"]])


def words(t, codes):
    out, c = [], t.crypto
    c.OPENSSL_init_crypto(2, t.NULL)
    buf = t.ffi.new("char[]", 256)
    for code in codes:
        c.ERR_error_string_n(code, buf, 256)
        out.append([t.text(c.ERR_lib_error_string(code)), t.text(c.ERR_reason_error_string(code)), t.text(buf)])
    return out


def known_codes():
    """Every reason code of our headers, each with its library."""
    include = libs.ROOT / "include" / "openssl"
    numbers = dict(re.findall(r"#define ERR_LIB_(\w+)\s+(\d+)$", (include / "err.h").read_text(), re.M))
    found = set()
    for header in include.glob("*err*.h"):
        for lib, reason in re.findall(r"#define (\w+?)_R_\w+\s+(\d+)$", header.read_text(), re.M):
            # The reasons of libssl are registered by libssl.
            if lib in numbers and lib != "SSL":
                found.add(int(numbers[lib]) << 23 | int(reason))
    return sorted(found)


def test_all_words():
    codes = known_codes()
    assert len(codes) > 800
    diff.crypto_same(words, codes)


def test_words_of_every_library_and_common_reasons():
    common = [flags << 18 | n for flags in (2, 3) for n in list(range(0, 70)) + list(range(256, 275))]
    diff.crypto_same(words, [lib << 23 | r for lib in list(range(64)) + [128, 200, 255] for r in [0, 1, 999]])
    diff.crypto_same(words, [15 << 23 | r for r in common])


def test_words_of_system_errors():
    diff.crypto_same(words, [0x80000000 | n for n in (0, 1, 2, 13, 111, 9999)])


def cut(t, code, n):
    buf = t.ffi.new("char[]", b"?" * 300)
    t.crypto.OPENSSL_init_crypto(2, t.NULL)
    t.crypto.ERR_error_string_n(code, buf, n)
    return t.text(buf)


def test_words_cut_short():
    diff.crypto_each(cut, [[6 << 23 | 156, n] for n in (0, 1, 2, 5, 10, 20, 30, 40, 50, 60, 70, 256)])


def printed(t, through_bio):
    push(t, 6, 156, "the data")
    push(t, 2, 2, "calling fopen(x, r)")
    push(t, 240, 5)
    out = []
    if through_bio:
        b = t.crypto.BIO_new(t.crypto.BIO_s_mem())
        t.crypto.ERR_print_errors(b)
        buf = t.ffi.new("char[]", 4096)
        n = t.crypto.BIO_read(b, buf, 4096)
        out = t.ffi.buffer(buf, n)[:].decode().splitlines()
    else:
        keep = t.callback("int(const char *, size_t, void *)", lambda s, n, u: out.append(t.ffi.buffer(s, n)[:].decode()) or 1)
        t.crypto.ERR_print_errors_cb(keep, t.NULL)
    # The thread's number is the process's own business.
    return [re.sub(r"^[0-9A-F]+", "ID", line) for line in out] + t.errors()


@pytest.mark.parametrize("through_bio", [True, False])
def test_printing(through_bio):
    answer = diff.crypto_same(printed, through_bio)
    assert len(answer) == 3 and answer[0].startswith("ID:error:")


def registered(t):
    c, ffi = t.crypto, t.ffi
    lib = c.ERR_get_next_error_library()
    rows = ffi.new("struct { unsigned long code; const char *text; }[3]")
    texts = [ffi.new("char[]", s) for s in (b"library of mine", b"reason of mine")]
    rows[0].code, rows[0].text, rows[1].code, rows[1].text = 0, texts[0], 100, texts[1]
    rows[0].code = lib << 23
    one = c.ERR_load_strings(lib, rows)
    codes = [lib << 23 | 100, lib << 23 | 101]
    before = words(t, codes)
    two = c.ERR_unload_strings(lib, rows)
    return [lib, one, before, two, words(t, codes), c.ERR_get_next_error_library()]


def test_registered_words():
    diff.crypto_same(registered)
