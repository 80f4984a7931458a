# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Memory, strings, stacks, hash tables, ex_data, randomness, start and end."""
import random

import pytest

from differential import diff

CDEF = """
int CRYPTO_set_mem_functions(void *, void *, void *); void *CRYPTO_zalloc(size_t, const char *, int); void *CRYPTO_realloc(void *, size_t, const char *, int);
void *CRYPTO_clear_realloc(void *, size_t, size_t, const char *, int); void CRYPTO_clear_free(void *, size_t, const char *, int); void *CRYPTO_memdup(const void *, size_t, const char *, int);
char *CRYPTO_strdup(const char *, const char *, int); char *CRYPTO_strndup(const char *, size_t, const char *, int); int CRYPTO_memcmp(const void *, const void *, size_t);
size_t OPENSSL_strlcpy(char *, const char *, size_t); size_t OPENSSL_strlcat(char *, const char *, size_t); size_t OPENSSL_strnlen(const char *, size_t);
int OPENSSL_hexchar2int(unsigned char); int OPENSSL_hexstr2buf_ex(unsigned char *, size_t, size_t *, const char *, char); unsigned char *OPENSSL_hexstr2buf(const char *, long *);
int OPENSSL_buf2hexstr_ex(char *, size_t, size_t *, const unsigned char *, size_t, char); char *OPENSSL_buf2hexstr(const unsigned char *, long);
void *OPENSSL_sk_new(int (*)(const void *, const void *)); int OPENSSL_sk_unshift(void *, const void *); int OPENSSL_sk_insert(void *, const void *, int); void *OPENSSL_sk_pop(void *);
void *OPENSSL_sk_shift(void *); void *OPENSSL_sk_delete(void *, int); void *OPENSSL_sk_delete_ptr(void *, const void *); void *OPENSSL_sk_set(void *, int, const void *);
void OPENSSL_sk_zero(void *); void OPENSSL_sk_sort(void *); int OPENSSL_sk_is_sorted(const void *); int OPENSSL_sk_find(void *, const void *); int OPENSSL_sk_find_ex(void *, const void *);
int OPENSSL_sk_find_all(void *, const void *, int *); void *OPENSSL_sk_dup(const void *); int OPENSSL_sk_reserve(void *, int);
void *OPENSSL_LH_new(unsigned long (*)(const void *), int (*)(const void *, const void *)); void *OPENSSL_LH_insert(void *, void *); void *OPENSSL_LH_delete(void *, const void *);
void *OPENSSL_LH_retrieve(void *, const void *); void OPENSSL_LH_doall_arg(void *, void (*)(void *, void *), void *); unsigned long OPENSSL_LH_num_items(const void *); void OPENSSL_LH_free(void *);
int OPENSSL_LH_error(void *);
typedef struct { void *ctx; void *sk; } EXDATA; int CRYPTO_new_ex_data(int, void *, EXDATA *); int CRYPTO_set_ex_data(EXDATA *, int, void *); void *CRYPTO_get_ex_data(const EXDATA *, int);
void CRYPTO_free_ex_data(int, void *, EXDATA *); int CRYPTO_dup_ex_data(int, EXDATA *, const EXDATA *); int CRYPTO_free_ex_index(int, int);
int RAND_bytes(unsigned char *, int); int RAND_status(void); int OPENSSL_atexit(void (*)(void)); void OPENSSL_cleanup(void); int OPENSSL_init_crypto(uint64_t, void *);
int CRYPTO_secure_malloc_initialized(void); int CRYPTO_atomic_add(int *, int, int *, void *);
"""


def sizes(t):
    c, n = t.crypto, t.NULL
    p = c.CRYPTO_malloc(5, b"f", 1)
    p = c.CRYPTO_realloc(p, 50, b"f", 1)
    z = c.CRYPTO_zalloc(9, b"f", 1)
    out = [c.CRYPTO_malloc(0, b"f", 1) == n, c.CRYPTO_zalloc(0, b"f", 1) == n, t.hex(z, 9), c.CRYPTO_realloc(p, 0, b"f", 1) == n,
           c.CRYPTO_memdup(n, 4, b"f", 1) == n, c.CRYPTO_strdup(n, b"f", 1) == n, c.CRYPTO_secure_malloc_initialized()]
    s = t.ffi.new("char[]", b"some text")
    out += [t.text(c.CRYPTO_strdup(s, b"f", 1)), t.text(c.CRYPTO_strndup(s, 4, b"f", 1)), t.text(c.CRYPTO_strndup(s, 40, b"f", 1)),
            t.text(c.CRYPTO_strndup(s, 0, b"f", 1)), t.text(c.CRYPTO_memdup(s, 10, b"f", 1))]
    w = c.CRYPTO_clear_realloc(c.CRYPTO_strdup(s, b"f", 1), 10, 20, b"f", 1)
    out.append(t.text(w))
    w = c.CRYPTO_clear_realloc(w, 20, 4, b"f", 1)
    out.append(t.hex(w, 4))
    c.CRYPTO_clear_free(w, 4, b"f", 1)
    c.CRYPTO_clear_free(n, 4, b"f", 1)
    return out


def test_allocations():
    diff.crypto_same(sizes)


def own_allocator(t, late):
    ffi, c = t.ffi, t.crypto
    libc = ffi.dlopen(None)
    ffi.cdef("void *malloc(size_t); void *realloc(void *, size_t); void free(void *);")
    log = []
    m = t.callback("void *(size_t, const char *, int)", lambda n, f, line: log.append(["malloc", n]) or libc.malloc(n))
    r = t.callback("void *(void *, size_t, const char *, int)", lambda p, n, f, line: log.append(["realloc", n]) or libc.realloc(p, n))
    f = t.callback("void(void *, const char *, int)", lambda p, f, line: (log.append(["free"]), libc.free(p))[0])
    if late:
        c.CRYPTO_free(c.CRYPTO_malloc(3, b"", 0), b"", 0)
    out = [c.CRYPTO_set_mem_functions(m, r, f)]
    p = c.CRYPTO_malloc(12, b"", 0)
    p = c.CRYPTO_realloc(p, 24, b"", 0)
    c.CRYPTO_free(p, b"", 0)
    s = c.OPENSSL_sk_new_null()
    c.OPENSSL_sk_free(s)
    return out + [log[:3], len(log) > 3]


@pytest.mark.parametrize("late", [False, True])
def test_own_allocator(late):
    diff.crypto_same(own_allocator, late)


def bounded(t, src, dst, n):
    a, b = (t.ffi.new("char[64]", dst.encode()) for _ in range(2))
    s = t.ffi.new("char[]", src.encode())
    return [t.crypto.OPENSSL_strlcpy(a, s, n), t.hex(a, 64), t.crypto.OPENSSL_strlcat(b, s, n), t.hex(b, 64), t.crypto.OPENSSL_strnlen(s, n)]


def test_bounded_strings():
    diff.crypto_each(bounded, [[s, d, n] for s in ("", "a", "abcdefgh") for d in ("", "xyz") for n in (0, 1, 3, 4, 5, 11, 12, 40)])


def from_hex(t, text, sep):
    out = t.ffi.new("unsigned char[8]")
    n, length = t.ffi.new("size_t *"), t.ffi.new("long *")
    r = t.crypto.OPENSSL_hexstr2buf_ex(out, 8, n, text.encode(), sep.encode() or b"\0")
    ans = [r, n[0] if r else 0, t.hex(out, 8) if r else "", t.errors()]
    if text:
        p = t.crypto.OPENSSL_hexstr2buf(text.encode(), length)
        ans += [t.hex(p, length[0]) if p != t.NULL else None, t.errors()]
    return ans


def test_from_hex():
    diff.crypto_each(from_hex, [[s, sep] for s in ("00", "0", "aAfF", "gg", "01:02:03", "01-02", "0:1", "0011223344556677", "001122334455667788", ":01", "01:")
                                for sep in (":", "-", "")])


def to_hex(t, data, cap, sep):
    d = bytes.fromhex(data)
    buf, n, out = t.ffi.from_buffer(d), t.ffi.new("size_t *"), t.ffi.new("char[64]")
    r = t.crypto.OPENSSL_buf2hexstr_ex(out, cap, n, buf, len(d), sep.encode() or b"\0")
    return [r, n[0], t.text(out) if r else "", t.text(t.crypto.OPENSSL_buf2hexstr(buf, len(d))), t.errors()]


def test_to_hex():
    diff.crypto_each(to_hex, [[d, cap, sep] for d in ("", "00", "0aff", "010203040506") for cap in (1, 3, 6, 64) for sep in (":", "-", "")])


def stack_script(t, compare, steps):
    c, ffi = t.crypto, t.ffi
    cmp_ = t.callback("int(const void *, const void *)",
                      lambda a, b: (lambda x, y: (x > y) - (x < y))(*(int(ffi.cast("intptr_t", ffi.cast("void **", p)[0])) for p in (a, b))))
    sk = c.OPENSSL_sk_new(cmp_ if compare else t.NULL)
    num = lambda p: int(ffi.cast("intptr_t", p))
    ptr = lambda v: ffi.cast("void *", v)
    out, count = [], ffi.new("int *")
    for op, *a in steps:
        out.append({
            "push": lambda: c.OPENSSL_sk_push(sk, ptr(a[0])), "unshift": lambda: c.OPENSSL_sk_unshift(sk, ptr(a[0])),
            "insert": lambda: c.OPENSSL_sk_insert(sk, ptr(a[0]), a[1]), "pop": lambda: num(c.OPENSSL_sk_pop(sk)),
            "shift": lambda: num(c.OPENSSL_sk_shift(sk)), "delete": lambda: num(c.OPENSSL_sk_delete(sk, a[0])),
            "delete_ptr": lambda: num(c.OPENSSL_sk_delete_ptr(sk, ptr(a[0]))), "set": lambda: num(c.OPENSSL_sk_set(sk, a[0], ptr(a[1]))),
            "find": lambda: c.OPENSSL_sk_find(sk, ptr(a[0])), "find_ex": lambda: c.OPENSSL_sk_find_ex(sk, ptr(a[0])),
            "find_all": lambda: [c.OPENSSL_sk_find_all(sk, ptr(a[0]), count), count[0]], "sort": lambda: c.OPENSSL_sk_sort(sk),
            "sorted": lambda: c.OPENSSL_sk_is_sorted(sk), "zero": lambda: c.OPENSSL_sk_zero(sk), "reserve": lambda: c.OPENSSL_sk_reserve(sk, a[0]),
        }[op]())
    return [out, [num(p) for p in t.stack(sk)], [num(p) for p in t.stack(c.OPENSSL_sk_dup(sk))], c.OPENSSL_sk_num(t.NULL)]


def stack_scripts():
    rng = random.Random(1)
    yield [["pop"], ["shift"], ["delete", 0], ["find", 1], ["find_ex", 1], ["find_all", 1], ["sort"], ["sorted"]]
    for _ in range(40):
        steps = []
        for _ in range(rng.randrange(3, 40)):
            v, i = rng.randrange(1, 9), rng.randrange(-2, 12)
            steps.append(rng.choice([["push", v], ["push", v], ["unshift", v], ["insert", v, i], ["pop"], ["shift"], ["delete", i], ["delete_ptr", v],
                                     ["set", i, v], ["sort"], ["sorted"], ["reserve", 5]]))
        # Searching sorts, so it comes where the order is the same anyway.
        yield steps + [["sort"], ["find_all", 3], ["find", 4]]


@pytest.mark.parametrize("compare", [True, False])
def test_stacks(compare):
    diff.crypto_each(stack_script, [[compare, s] for s in stack_scripts()])


def table(t, seed):
    c, ffi = t.crypto, t.ffi
    rng = random.Random(seed)
    words = [ffi.new("char[]", f"word {i}".encode()) for i in range(200)]
    cmp_ = t.callback("int(const void *, const void *)", lambda a, b: ffi.string(ffi.cast("char *", a)) != ffi.string(ffi.cast("char *", b)))
    hash_ = t.callback("unsigned long(const void *)", lambda a: sum(ffi.string(ffi.cast("char *", a))) * 31)
    lh = c.OPENSSL_LH_new(hash_, cmp_)
    out = []
    for _ in range(600):
        w = rng.choice(words)
        op = rng.choice([c.OPENSSL_LH_insert, c.OPENSSL_LH_insert, c.OPENSSL_LH_delete, c.OPENSSL_LH_retrieve])
        out.append([t.text(op(lh, w)), c.OPENSSL_LH_num_items(lh), c.OPENSSL_LH_error(lh)])
    seen = []
    visit = t.callback("void(void *, void *)", lambda item, arg: seen.append(t.text(item)))
    c.OPENSSL_LH_doall_arg(lh, visit, t.NULL)
    drop = t.callback("void(void *, void *)", lambda item, arg: [c.OPENSSL_LH_delete(lh, item), None][1])
    c.OPENSSL_LH_doall_arg(lh, drop, t.NULL)
    left = c.OPENSSL_LH_num_items(lh)
    c.OPENSSL_LH_free(lh)
    return [out, sorted(seen), left]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_hash_tables(seed):
    diff.crypto_same(table, seed)


def ex_data(t, klass):
    c, ffi = t.crypto, t.ffi
    log = []
    num = lambda p: int(ffi.cast("intptr_t", p))
    new = t.callback("void(void *, void *, EXDATA *, int, long, void *)", lambda o, p, ad, i, n, a: log.append(["new", num(o), num(p), i, n, num(a)]))
    free = t.callback("void(void *, void *, EXDATA *, int, long, void *)", lambda o, p, ad, i, n, a: log.append(["free", num(o), num(p), i, n, num(a)]))

    def dup(to, frm, pp, i, n, a):
        log.append(["dup", num(ffi.cast("void **", pp)[0]), i])
        ffi.cast("void **", pp)[0] = ffi.cast("void *", 77)
        return 1

    dup_ = t.callback("int(EXDATA *, const EXDATA *, void *, int, long, void *)", dup)
    obj, arg = ffi.cast("void *", 4096), ffi.cast("void *", 5)
    first = c.CRYPTO_get_ex_new_index(klass, 3, arg, new, dup_, free)
    second = c.CRYPTO_get_ex_new_index(klass, 4, arg, t.NULL, t.NULL, free)
    ad, copy = ffi.new("EXDATA *"), ffi.new("EXDATA *")
    out = [first, second, c.CRYPTO_new_ex_data(klass, obj, ad), num(c.CRYPTO_get_ex_data(ad, first)), c.CRYPTO_set_ex_data(ad, first, ffi.cast("void *", 11)),
           c.CRYPTO_set_ex_data(ad, second, ffi.cast("void *", 12)), num(c.CRYPTO_get_ex_data(ad, first)), num(c.CRYPTO_get_ex_data(ad, 40)),
           c.CRYPTO_set_ex_data(ad, 0, ffi.cast("void *", 13)), c.CRYPTO_dup_ex_data(klass, copy, ad)]
    out += [num(c.CRYPTO_get_ex_data(copy, i)) for i in range(4)]
    c.CRYPTO_free_ex_data(klass, obj, ad)
    out += [ad.sk == t.NULL, c.CRYPTO_free_ex_index(klass, first), c.CRYPTO_free_ex_index(klass, 99)]
    c.CRYPTO_free_ex_data(klass, obj, copy)
    return [out, log, t.errors()]


@pytest.mark.parametrize("klass", [0, 1, 3, 12, 13, 17])
def test_ex_data(klass):
    diff.crypto_same(ex_data, klass)


def bad_class(t):
    return [t.crypto.CRYPTO_get_ex_new_index(n, 0, t.NULL, t.NULL, t.NULL, t.NULL) for n in (-1, 18, 99)] + t.errors()


def test_ex_data_of_no_class():
    diff.crypto_same(bad_class)


def randomness(t):
    c = t.crypto
    one, two = t.ffi.new("unsigned char[64]"), t.ffi.new("unsigned char[64]")
    return [c.RAND_bytes(one, 64), c.RAND_bytes(two, 64), t.hex(one, 64) != t.hex(two, 64), c.RAND_status(), c.RAND_bytes(one, 0)]


def test_randomness():
    diff.crypto_same(randomness)


def the_end(t):
    log = []
    handlers = [t.callback("void(void)", lambda i=i: log.append(i)) for i in range(3)]
    out = [t.crypto.OPENSSL_init_crypto(0, t.NULL)] + [t.crypto.OPENSSL_atexit(h) for h in handlers]
    t.crypto.OPENSSL_cleanup()
    return [out, log]


def test_handlers_run_newest_first():
    # OpenSSL's does not run handlers of a program for which it was opened by dlopen.
    assert diff.crypto_run(the_end)[1] == [[1, 1, 1, 1], [2, 1, 0]]
