# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""BIOs of every kind through the same scripts of calls: values, contents, flags and errors after each step."""
import os
import socket
import tempfile

import pytest

from differential import diff

CDEF = """
int BIO_read_ex(BIO *, void *, size_t, size_t *); int BIO_write_ex(BIO *, const void *, size_t, size_t *); int BIO_get_line(BIO *, char *, int); int BIO_indent(BIO *, int, int);
uint64_t BIO_number_read(BIO *); uint64_t BIO_number_written(BIO *); long BIO_int_ctrl(BIO *, int, long, int); void *BIO_ptr_ctrl(BIO *, int, long); long BIO_callback_ctrl(BIO *, int, void *);
int BIO_printf(BIO *, const char *, ...); int BIO_snprintf(char *, size_t, const char *, ...); int BIO_dump_indent(BIO *, const void *, int, int); int BIO_hex_string(BIO *, int, int, const void *, int);
const BIO_METHOD *BIO_s_null(void); const BIO_METHOD *BIO_f_null(void); const BIO_METHOD *BIO_f_buffer(void); const BIO_METHOD *BIO_s_bio(void); const BIO_METHOD *BIO_s_fd(void);
const BIO_METHOD *BIO_s_socket(void); const BIO_METHOD *BIO_s_connect(void); BIO *BIO_new_socket(int, int); BIO *BIO_new_fd(int, int); BIO *BIO_new_connect(const char *);
int BIO_nread0(BIO *, char **); int BIO_nread(BIO *, char **, int); int BIO_nwrite0(BIO *, char **); int BIO_nwrite(BIO *, char **, int); BIO *BIO_get_retry_BIO(BIO *, int *);
BIO *BIO_dup_chain(BIO *); void BIO_set_callback_ex(BIO *, long (*)(BIO *, int, const char *, size_t, int, long, int, size_t *)); void BIO_set_callback(BIO *, long (*)(BIO *, int, const char *, int, long, long));
int BIO_get_init(BIO *); int BIO_get_shutdown(BIO *); void BIO_set_shutdown(BIO *, int); int BIO_meth_set_gets(BIO_METHOD *, int (*)(BIO *, char *, int));
int BIO_meth_set_puts(BIO_METHOD *, int (*)(BIO *, const char *)); int BIO_meth_set_read_ex(BIO_METHOD *, int (*)(BIO *, char *, size_t, size_t *)); int BIO_sock_should_retry(int);
typedef struct { size_t length; char *data; size_t max; unsigned long flags; } BUF_MEM_; BUF_MEM_ *BUF_MEM_new(void); size_t BUF_MEM_grow(BUF_MEM_ *, size_t); void BUF_MEM_free(BUF_MEM_ *);
int BIO_set_ex_data(BIO *, int, void *); void *BIO_get_ex_data(BIO *, int);
"""

RESET, EOF, INFO, GET_CLOSE, SET_CLOSE, PENDING, FLUSH, WPENDING, PEEK = 1, 2, 3, 8, 9, 10, 11, 13, 29
SET_FD, GET_FD, SEEK, TELL, EOF_RETURN, LINES = 104, 105, 128, 133, 130, 116


def step(t, b, op, *a):
    c, ffi = t.crypto, t.ffi
    if op == "read":
        buf = ffi.new("char[]", max(a[0], 0) + 1)
        r = c.BIO_read(b, buf, a[0])
        return [r, ffi.buffer(buf, r)[:].decode("latin-1") if r > 0 else None]
    if op == "read_ex":
        buf, n = ffi.new("char[]", a[0] + 1), ffi.new("size_t *")
        r = c.BIO_read_ex(b, buf, a[0], n)
        return [r, n[0] if r else None]
    if op in ("gets", "line"):
        buf = ffi.new("char[]", b"?" * (a[0] + 2))
        r = (c.BIO_gets if op == "gets" else c.BIO_get_line)(b, buf, a[0])
        return [r, t.text(buf) if r > 0 else None]
    if op == "write":
        s = a[0].encode() if isinstance(a[0], str) else b"x" * a[0]
        return c.BIO_write(b, s, len(s))
    if op == "write_ex":
        n = ffi.new("size_t *", 99)
        return [c.BIO_write_ex(b, a[0].encode(), len(a[0]), n), n[0]]
    if op == "puts":
        return c.BIO_puts(b, a[0].encode())
    if op == "ctrl":
        return c.BIO_ctrl(b, a[0], a[1] if len(a) > 1 else 0, t.NULL)
    if op == "printf":
        return c.BIO_printf(b, b"%s=%d;", ffi.new("char[]", a[0].encode()), ffi.cast("int", a[1]))
    if op == "indent":
        return c.BIO_indent(b, a[0], a[1])
    if op == "info":
        p = ffi.new("char **")
        n = c.BIO_ctrl(b, INFO, 0, p)
        return [n, ffi.buffer(p[0], n)[:].decode() if n > 0 else None]
    if op == "peek":
        buf = ffi.new("char[]", a[0])
        n = c.BIO_ctrl(b, PEEK, a[0], buf)
        return [n, ffi.buffer(buf, n)[:].decode() if n > 0 else None]
    if op == "size":
        return c.BIO_int_ctrl(b, 117, a[0], a[1])
    return {"nread0": lambda: c.BIO_nread0(b, t.NULL), "nread": lambda: c.BIO_nread(b, t.NULL, a[0]), "nwrite0": lambda: c.BIO_nwrite0(b, t.NULL),
            "nwrite": lambda: c.BIO_nwrite(b, t.NULL, a[0])}[op]()


def state(t, b):
    c = t.crypto
    return [c.BIO_test_flags(b, 0xffff), c.BIO_get_retry_reason(b), c.BIO_number_read(b), c.BIO_number_written(b), c.BIO_ctrl_pending(b), c.BIO_ctrl_wpending(b)]


def run(t, b, steps):
    return [[s, step(t, b, *s), state(t, b), t.errors(True)] for s in steps]


MEM = [
    [["read", 5], ["ctrl", EOF], ["write", "hello world"], ["ctrl", EOF], ["read", 0], ["read", 5], ["info"], ["ctrl", PENDING], ["write", "!"], ["read", 99], ["read", 1]],
    [["write", "one\ntwo\n\nthree"], ["gets", 100], ["gets", 3], ["gets", 1], ["gets", 0], ["gets", 100], ["gets", 100], ["gets", 100], ["gets", 100], ["line", 5]],
    [["ctrl", EOF_RETURN, 0], ["read", 3], ["ctrl", EOF_RETURN, -7], ["read", 3], ["read_ex", 3]],
    [["puts", "abc"], ["write_ex", "def"], ["write_ex", ""], ["printf", "key", 12], ["indent", 3, 10], ["indent", 30, 2], ["indent", -1, 2], ["info"], ["ctrl", RESET], ["info"]],
    [["write", "0123456789"], ["read", 4], ["ctrl", TELL], ["ctrl", SEEK, 2], ["read", 2], ["ctrl", SEEK, 99], ["ctrl", SEEK, -1], ["ctrl", RESET], ["read", 2]],
    [["ctrl", GET_CLOSE], ["ctrl", SET_CLOSE, 0], ["ctrl", GET_CLOSE], ["ctrl", FLUSH], ["ctrl", 999], ["ctrl", WPENDING], ["write", 3000], ["write", 70000], ["read", 60000], ["write", 90000], ["ctrl", PENDING]],
    [["read", -1], ["write", ""], ["line", 4], ["write", "abc\ndefghij"], ["line", 10], ["line", 4], ["line", 10], ["read_ex", 0]],
]


def memory(t, steps):
    b = t.crypto.BIO_new(t.crypto.BIO_s_mem())
    out = [t.crypto.BIO_method_type(b), t.text(t.crypto.BIO_method_name(b)), t.crypto.BIO_get_init(b), t.crypto.BIO_get_shutdown(b), run(t, b, steps)]
    return out + [t.crypto.BIO_free(b), t.crypto.BIO_free(t.NULL)]


@pytest.mark.parametrize("steps", MEM, ids=range(len(MEM)))
def test_memory(steps):
    diff.crypto_same(memory, steps)


def view(t, text, n, steps):
    data = t.keep(t.ffi.new("char[]", text.encode()))
    b = t.crypto.BIO_new_mem_buf(data, n)
    if b == t.NULL:
        return t.errors()
    out = run(t, b, steps)
    t.crypto.BIO_free(b)
    return out + [t.text(data)]


@pytest.mark.parametrize("steps", MEM, ids=range(len(MEM)))
def test_view_of_memory(steps):
    diff.crypto_each(view, [["a line\nanother line\n", n, steps] for n in (-1, 0, 3, 12)])


def view_of_nothing(t):
    return [t.crypto.BIO_new_mem_buf(t.NULL, 0) == t.NULL, t.errors()]


def test_view_of_nothing():
    diff.crypto_same(view_of_nothing)


def buf_mem(t, take):
    c, ffi = t.crypto, t.ffi
    b = c.BIO_new(c.BIO_s_mem())
    c.BIO_write(b, b"0123456789", 10)
    buf = ffi.new("char[4]")
    c.BIO_read(b, buf, 3)
    p = ffi.new("BUF_MEM_ **")
    out = [c.BIO_ctrl(b, 115, 0, p), p[0].length, ffi.buffer(p[0].data, p[0].length)[:].decode()]
    if take:
        own = p[0]
        out.append(c.BIO_ctrl(b, SET_CLOSE, 0, t.NULL))
        c.BIO_free(b)
        out += [own.length, c.BUF_MEM_grow(own, 50), own.length, own.max, t.hex(own.data, 12), c.BUF_MEM_grow(own, 2), own.length]
        c.BUF_MEM_free(own)
    else:
        new = c.BUF_MEM_new()
        c.BUF_MEM_grow(new, 5)
        out += [c.BIO_ctrl(b, 114, 1, new), step(t, b, "read", 9), c.BIO_free(b)]
    return out


@pytest.mark.parametrize("take", [True, False])
def test_buf_mem(take):
    diff.crypto_same(buf_mem, take)


def null(t, filter_):
    c = t.crypto
    b = c.BIO_new(c.BIO_f_null() if filter_ else c.BIO_s_null())
    if filter_ == "chain":
        c.BIO_push(b, c.BIO_new(c.BIO_s_mem()))
    steps = [["read", 4], ["write", "abcd\nx"], ["puts", "text"], ["gets", 9], ["read", 3], ["ctrl", RESET], ["ctrl", EOF], ["ctrl", FLUSH], ["ctrl", PENDING],
             ["ctrl", GET_CLOSE], ["ctrl", SET_CLOSE, 1], ["ctrl", INFO], ["ctrl", 12]]
    return [c.BIO_method_type(b), t.text(c.BIO_method_name(b)), run(t, b, steps), c.BIO_free_all(b)]


@pytest.mark.parametrize("kind", ["", "alone", "chain"])
def test_null(kind):
    diff.crypto_same(null, kind)


def file_steps(t, path, mode, steps):
    b = t.crypto.BIO_new_file(path.encode(), mode.encode())
    if b == t.NULL:
        return t.errors(True)
    out = [t.crypto.BIO_method_type(b), t.text(t.crypto.BIO_method_name(b)), run(t, b, steps), t.crypto.BIO_free(b)]
    with open(path, "rb") as f:
        return out + [f.read().decode()]


FILE = [["read", 4], ["gets", 50], ["gets", 3], ["ctrl", TELL], ["ctrl", INFO], ["ctrl", EOF], ["read", 100], ["read", 1], ["ctrl", EOF], ["ctrl", RESET], ["ctrl", SEEK, 2],
        ["read", 2], ["ctrl", PENDING], ["ctrl", GET_CLOSE], ["ctrl", FLUSH], ["write", "abc"], ["puts", "text\n"], ["ctrl", FLUSH], ["ctrl", 999]]


@pytest.mark.parametrize("mode", ["r", "w", "a", "r+", "rb"])
def test_files(mode):
    with tempfile.TemporaryDirectory() as d:
        answers = []
        for run_one in (diff._one,):
            for name in ("crypto-system", "crypto-ours"):
                path = os.path.join(d, "file")
                with open(path, "w", encoding="utf-8") as f:
                    f.write("first line\nsecond\n")
                answers.append(run_one(name, file_steps, [path, mode, FILE]))
    assert answers[1] == answers[0]


def test_files_that_are_not_there():
    diff.crypto_each(file_steps, [["/nonexistent/file", "r", []], ["/", "w", []], ["/etc/passwd", "?", []]])


def by_name(t, flags, path):
    b = t.crypto.BIO_new(t.crypto.BIO_s_file())
    name = t.ffi.new("char[]", path.encode())
    out = [t.crypto.BIO_ctrl(b, 108, flags, name), t.errors(True), t.crypto.BIO_get_init(b), t.crypto.BIO_get_shutdown(b)]
    return out + run(t, b, [["read", 4]]) + [t.crypto.BIO_free(b)]


def test_files_by_name():
    diff.crypto_each(by_name, [[1 | 2, "/etc/hostname"], [2, "/etc/hostname"], [1, "/etc/hostname"], [3, "/nonexistent"], [3, "/"]])


def pair(t, size, steps):
    c = t.crypto
    one, two = t.ffi.new("BIO **"), t.ffi.new("BIO **")
    out = [c.BIO_new_bio_pair(one, size, two, size)]
    ends = [one[0], two[0]]
    for which, *s in steps:
        out.append([s, step(t, ends[which], *s), state(t, ends[which]), state(t, ends[1 - which])[4:], t.errors(True)])
    return out + [c.BIO_free(one[0]), run(t, two[0], [["read", 3], ["write", "x"], ["ctrl", EOF]]), c.BIO_free(two[0])]


MAKE_WR, GUARANTEE, REQUEST, RESET_REQUEST, SHUT, SIZE = 138, 140, 141, 147, 142, 137
PAIR = [
    [[0, "write", "hello"], [1, "read", 3], [1, "read", 9], [1, "read", 7], [0, "ctrl", REQUEST], [0, "ctrl", RESET_REQUEST], [0, "ctrl", REQUEST], [1, "ctrl", EOF]],
    [[0, "write", 30], [0, "write", 3], [0, "ctrl", GUARANTEE], [1, "read", 10], [0, "write", "abcdefghijkl"], [0, "ctrl", WPENDING], [1, "ctrl", PENDING], [1, "read", 100], [1, "read", 5000]],
    [[0, "ctrl", SHUT], [0, "write", "x"], [1, "read", 5], [1, "ctrl", EOF], [1, "write", "still"], [0, "read", 9], [0, "ctrl", GUARANTEE]],
    [[0, "nwrite0"], [0, "nwrite", 5], [1, "nread0"], [1, "nread", 3], [1, "nread", 30], [1, "nread0"], [0, "nwrite", 5000], [0, "nwrite", 1], [1, "nread", 8], [0, "nwrite", 99]],
    [[0, "gets", 4], [0, "puts", "text"], [0, "ctrl", SIZE], [0, "ctrl", 136, 100], [0, "ctrl", RESET], [1, "read", 4], [0, "ctrl", FLUSH], [0, "ctrl", 999], [0, "ctrl", 139], [0, "write", "x"]],
]


@pytest.mark.parametrize("steps", PAIR, ids=range(len(PAIR)))
def test_pairs(steps):
    diff.crypto_each(pair, [[size, steps] for size in (0, 1, 16, 20)])


def bad_pairs(t):
    c = t.crypto
    a, b, d = (c.BIO_new(c.BIO_s_bio()) for _ in range(3))
    return [c.BIO_ctrl(a, 136, 0, t.NULL), c.BIO_ctrl(a, MAKE_WR, 0, b), c.BIO_ctrl(a, MAKE_WR, 0, d), c.BIO_nread0(d, t.NULL), step(t, d, "read", 1), step(t, d, "write", "x"), t.errors(True)]


def test_bad_pairs():
    diff.crypto_same(bad_pairs)


def buffered(t, steps, content):
    c = t.crypto
    m, f = c.BIO_new(c.BIO_s_mem()), c.BIO_new(c.BIO_f_buffer())
    c.BIO_write(m, content.encode(), len(content))
    c.BIO_push(f, m)
    out = [c.BIO_method_type(f), t.text(c.BIO_method_name(f))]
    out += [[s, step(t, f, *s), state(t, f), step(t, m, "ctrl", PENDING), t.errors()] for s in steps]
    c.BIO_free_all(f)
    return out


BUFFER = [
    [["read", 3], ["gets", 100], ["gets", 4], ["ctrl", PENDING], ["ctrl", LINES], ["read", 5000], ["read", 2], ["gets", 8]],
    [["write", "abc"], ["ctrl", WPENDING], ["ctrl", FLUSH], ["write", 4095], ["write", 2], ["ctrl", WPENDING], ["write", 9000], ["ctrl", FLUSH], ["ctrl", INFO]],
    [["peek", 4], ["read", 2], ["ctrl", EOF], ["ctrl", RESET], ["read", 4], ["puts", "text"], ["ctrl", FLUSH], ["ctrl", 999]],
    [["size", 8192, 0], ["read", 1], ["ctrl", PENDING], ["size", 100, 1], ["write", 8000], ["ctrl", WPENDING], ["ctrl", FLUSH]],
]


@pytest.mark.parametrize("steps", BUFFER, ids=range(len(BUFFER)))
def test_buffer(steps):
    diff.crypto_each(buffered, [[steps, s] for s in ("", "one\ntwo\nthree\nfour and no end", "x" * 5000 + "\nlast\n")])


def sockets(t, how):
    c = t.crypto
    one, two = socket.socketpair()
    one.setblocking(False)
    b = (c.BIO_new_fd if how == "fd" else c.BIO_new_socket)(one.fileno(), 0)
    out = [c.BIO_method_type(b), t.text(c.BIO_method_name(b)), run(t, b, [["read", 4], ["write", "hello"], ["puts", "text"]])]
    out.append(two.recv(100).decode())
    two.send(b"answer\nmore")
    out += run(t, b, [["gets", 20], ["read", 3], ["read", 40], ["read", 1], ["ctrl", EOF], ["ctrl", GET_CLOSE], ["ctrl", FLUSH], ["ctrl", PENDING], ["ctrl", WPENDING]])
    two.close()
    out += run(t, b, [["read", 4], ["ctrl", EOF]])
    fresh = c.BIO_new(c.BIO_s_fd() if how == "fd" else c.BIO_s_socket())
    return out + [c.BIO_free(b), run(t, fresh, [["read", 1], ["write", "x"], ["ctrl", GET_FD]]), c.BIO_free(fresh)]


@pytest.mark.parametrize("how", ["fd", "socket"])
def test_descriptors(how):
    diff.crypto_same(sockets, how)


def connecting(t, host, port, nonblocking):
    c = t.crypto
    b = c.BIO_new(c.BIO_s_connect())
    out = [c.BIO_method_type(b), t.text(c.BIO_method_name(b)), c.BIO_get_init(b)]
    if host is not None:
        out.append(c.BIO_ctrl(b, 100, 0, t.ffi.new("char[]", host.encode())))
    if port:
        out.append(c.BIO_ctrl(b, 100, 1, t.ffi.new("char[]", str(port).encode())))
    if nonblocking:
        c.BIO_ctrl(b, 102, 1, t.NULL)
    for _ in range(200):
        r = c.BIO_ctrl(b, 101, 0, t.NULL)
        if r > 0 or not c.BIO_test_flags(b, 8):
            break
    out += [r > 0, [e.split(" ")[0] for e in t.errors(True)]]
    if r > 0:
        out += [step(t, b, "write", "ping"), c.BIO_ctrl(b, GET_FD, 0, t.NULL) >= 0]
        out += [t.text(c.BIO_ptr_ctrl(b, 123, 0)), t.text(c.BIO_ptr_ctrl(b, 123, 1)) is not None]
    return out + [c.BIO_free(b)]


@pytest.mark.parametrize("nonblocking", [False, True])
def test_connecting(nonblocking):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        diff.crypto_same(connecting, "127.0.0.1", port, nonblocking)
        diff.crypto_same(connecting, f"127.0.0.1:{port}", None, nonblocking)


def test_connecting_in_vain():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    diff.crypto_same(connecting, "127.0.0.1", port, False)
    diff.crypto_same(connecting, None, None, False)


def program_method(t, missing, ex):
    c, ffi = t.crypto, t.ffi
    log = []
    m = c.BIO_meth_new(c.BIO_get_new_index() | 0x400, b"mine")
    keep = [t.callback("int(BIO *, const char *, int)", lambda b, p, n: log.append(["write", n]) or n - 1),
            t.callback("int(BIO *, char *, int)", lambda b, p, n: log.append(["read", n]) or -1),
            t.callback("long(BIO *, int, long, void *)", lambda b, cmd, n, p: log.append(["ctrl", cmd, n]) or 5),
            t.callback("int(BIO *)", lambda b: (log.append(["create"]), c.BIO_set_init(b, 1))[1] or 1),
            t.callback("int(BIO *)", lambda b: log.append(["destroy"]) or 1),
            t.callback("int(BIO *, const char *)", lambda b, p: log.append(["puts", t.text(p)]) or 3),
            t.callback("int(BIO *, char *, size_t, size_t *)", lambda b, p, n, done: (log.append(["read_ex", n]), done.__setitem__(0, n // 2))[0] or 1)]
    for name, fn in zip(("write", "read", "ctrl", "create", "destroy", "puts"), keep):
        if name != missing:
            getattr(c, "BIO_meth_set_" + name)(m, fn)
    if ex:
        c.BIO_meth_set_read_ex(m, keep[6])
    b = c.BIO_new(m)
    out = [c.BIO_method_type(b), t.text(c.BIO_method_name(b))]
    out += run(t, b, [["read", 8], ["write", "abcdef"], ["puts", "text"], ["gets", 8], ["ctrl", 77, 3], ["read_ex", 10], ["write_ex", "xyz"], ["line", 5], ["printf", "a", 1]])
    out += [c.BIO_callback_ctrl(b, 14, t.NULL), c.BIO_free(b), log, t.errors()]
    c.BIO_meth_free(m)
    return out


@pytest.mark.parametrize("ex", [False, True])
def test_methods_of_the_program(ex):
    diff.crypto_each(program_method, [[missing, ex] for missing in ("", "write", "read", "ctrl", "create", "destroy", "puts")])


def watched(t, old, stop):
    c = t.crypto
    log = []
    if old:
        cb = t.callback("long(BIO *, int, const char *, int, long, long)",
                        lambda b, op, p, i, n, r: log.append([op, i, n, r]) or (0 if op == stop else r))
    else:
        cb = t.callback("long(BIO *, int, const char *, size_t, int, long, int, size_t *)",
                        lambda b, op, p, length, i, n, r, done: log.append([op, length, i, n, r, done[0] if done != t.NULL else None]) or (0 if op == stop else r))
    b = c.BIO_new(c.BIO_s_mem())
    (c.BIO_set_callback if old else c.BIO_set_callback_ex)(b, cb)
    out = run(t, b, [["write", "abc\ndef"], ["puts", "text"], ["gets", 20], ["read", 2], ["read", 99], ["read", 1], ["ctrl", FLUSH]])
    return out + [c.BIO_free(b), log]


@pytest.mark.parametrize("old", [False, True])
def test_callbacks(old):
    diff.crypto_each(watched, [[old, stop] for stop in (0, 2, 3, 4, 5, 6, 0x82, 0x83)])


def chains(t):
    c = t.crypto
    kinds = [c.BIO_f_null(), c.BIO_f_buffer(), c.BIO_f_null(), c.BIO_s_mem()]
    b = [c.BIO_new(k) for k in kinds]
    where = lambda x: None if x == t.NULL else b.index(x)
    for i in range(3):
        c.BIO_push(b[0], b[i + 1])
    out = [where(c.BIO_next(x)) for x in b] + [where(c.BIO_find_type(b[0], k)) for k in (0x201, 0x209, 0x211, 0x401, 0x400, 0x200, 0x100, 0)]
    out += [where(c.BIO_pop(b[1])), where(c.BIO_next(b[0])), where(c.BIO_next(b[1])), c.BIO_read(b[0], t.ffi.new("char[4]"), 4)]
    reason = t.ffi.new("int *")
    out += [where(c.BIO_get_retry_BIO(b[0], reason)), reason[0], c.BIO_push(t.NULL, b[3]) == b[3], c.BIO_next(t.NULL) == t.NULL]
    c.BIO_write(b[0], b"dup me", 6)
    d = c.BIO_dup_chain(b[3])
    out += [d != t.NULL and c.BIO_method_type(d), t.errors()]
    c.BIO_up_ref(b[0])
    c.BIO_free_all(b[0])
    return out + [c.BIO_method_type(b[0]), c.BIO_free(b[0])]


def test_chains():
    diff.crypto_same(chains)


def on_nothing(t):
    c = t.crypto
    n = t.NULL
    buf = t.ffi.new("char[8]")
    return [c.BIO_read(n, buf, 4), c.BIO_write(n, buf, 4), c.BIO_puts(n, buf), c.BIO_gets(n, buf, 4), c.BIO_ctrl(n, 1, 0, n), c.BIO_callback_ctrl(n, 14, n), c.BIO_free(n),
            c.BIO_ctrl_pending(n), c.BIO_number_read(n), c.BIO_find_type(n, 0x401) == n, c.BIO_write_ex(n, buf, 4, n), t.errors(True)]


def test_no_bio():
    diff.crypto_same(on_nothing)


def dumped(t, n, indent):
    c = t.crypto
    b = c.BIO_new(c.BIO_s_mem())
    data = t.ffi.from_buffer(bytes(range(30, 30 + n)))
    r = c.BIO_dump_indent(b, data, n, indent)
    h = c.BIO_hex_string(b, indent, 8, data, n)
    return [r, h, step(t, b, "read", 20000)]


def test_dumps():
    diff.crypto_each(dumped, [[n, i] for n in (0, 1, 7, 8, 9, 16, 17, 40, 200) for i in (0, 2, 6, 7, 10, 20, 64, 90)])


def formatted(t, n):
    buf = t.ffi.new("char[]", b"?" * 64)
    r = t.crypto.BIO_snprintf(buf, n, b"%d %s %05.1f %lx %c %-4s|", t.ffi.cast("int", -12), t.ffi.new("char[]", b"text"), t.ffi.cast("double", 3.26),
                              t.ffi.cast("unsigned long", 255), t.ffi.cast("int", 65), t.ffi.new("char[]", b"ab"))
    return [r, t.text(buf)]


def test_formats():
    diff.crypto_each(formatted, [[n] for n in (1, 5, 10, 26, 27, 28, 29, 60)])
