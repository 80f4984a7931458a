# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""BIO_f_base64 before a memory BIO: what is written in pieces, what is read in pieces, and what waits meanwhile."""
import base64
import tempfile

from differential import diff

CDEF = """
const BIO_METHOD *BIO_f_base64(void); void BIO_set_flags(BIO *, int);
"""
NO_NL = 0x100
RESET, EOF, PENDING, FLUSH, WPENDING = 1, 2, 10, 11, 13


def chain(t, flags, source=None):
    c = t.crypto
    b = c.BIO_new(c.BIO_f_base64())
    under = c.BIO_new(c.BIO_s_mem()) if source is None else c.BIO_new_file(source.encode(), b"r")
    c.BIO_push(b, under)
    c.BIO_set_flags(b, flags)
    return b, under


def taken(t, b, n):
    buf = t.ffi.new("char[]", n + 1)
    got = t.crypto.BIO_read(b, buf, n)
    return [got, t.hex(buf, max(got, 0))]


def written(t, flags, pieces):
    c = t.crypto
    b, under = chain(t, flags)
    out = [c.BIO_method_type(b), t.text(c.BIO_method_name(b)), c.BIO_gets(b, t.ffi.new("char[9]"), 9)]
    for _ in range(2):
        for n in pieces:
            out += [c.BIO_write(b, bytes(i & 0xFF for i in range(n)), n), *(c.BIO_ctrl(x, what, 0, t.NULL) for x in (b, under) for what in (WPENDING, PENDING))]
        out += [c.BIO_puts(b, b"text"), c.BIO_ctrl(b, FLUSH, 0, t.NULL), c.BIO_ctrl(b, WPENDING, 0, t.NULL), taken(t, under, 9000), c.BIO_ctrl(b, RESET, 0, t.NULL)]
    out += [t.errors(True), c.BIO_free_all(b)]
    return out


def test_written():
    diff.crypto_each(written, [[flags, pieces] for flags in (0, NO_NL) for pieces in ([], [0], [1], [2, 1], [1, 1, 1, 1], [44], [48], [47, 2], [50, 100], [2000], [700, 1, 900])])


def read(t, flags, text, sizes):
    c = t.crypto
    b, under = chain(t, flags)
    data = text.encode("latin-1")
    out = [c.BIO_write(under, data, len(data))]
    for n in sizes:
        out.append([*taken(t, b, n), c.BIO_test_flags(b, 0xFF), c.BIO_ctrl(b, EOF, 0, t.NULL)])
    out += [t.errors(True), c.BIO_free_all(b)]
    return out


OCTETS = bytes(range(256)) * 6
LINES, LINE = base64.encodebytes(OCTETS).decode(), base64.b64encode(OCTETS).decode()
TEXTS = ["", "\n\n", "YWJj\n", "YWI=\n", "YQ==\n", "Y W J j\n", "YWJj YWJj\n", "YWJ\njYW\nJj\n", "YWJjYWJj\r\nYWJj\r\n", "YWJj\n!!!!\nYWJj\n", "YWI=\nYWI=\n", "YWI=\n\nxyz", "YWJj\n\xff\n",
         "no base64!\nZm9vYmFy\n", "Zm9vYmFy\nno base64!\n", base64.encodebytes(bytes(100)).decode(), "-----BEGIN X-----\n" + base64.encodebytes(bytes(100)).decode() + "-----END X-----\n"]


def test_read():
    diff.crypto_each(read, [[0, text, sizes] for text in TEXTS for sizes in ([200, 200], [1, 2, 3, 60, 60, 60], [0, 4, 4])])
    diff.crypto_each(read, [[NO_NL, text, sizes] for text in ("", "YWJj", "YWJjYWJj\n", "!!!!", base64.b64encode(bytes(99)).decode()) for sizes in ([200, 200], [1, 2, 3, 60, 60])])


def from_file(t, flags, path, sizes):
    b, _ = chain(t, flags, path)
    out = [taken(t, b, n) for n in sizes]
    return out + [t.crypto.BIO_ctrl(b, EOF, 0, t.NULL), t.crypto.BIO_free_all(b)]


def test_read_to_the_end_of_a_file():
    for flags, text in ((0, LINES), (0, LINES.rstrip("\n")), (0, "words, not base64\n" * 90 + LINES), (0, ""), (NO_NL, LINE), (NO_NL, "YWJj")):
        with tempfile.NamedTemporaryFile("w") as f:
            f.write(text)
            f.flush()
            diff.crypto_each(from_file, [[flags, f.name, sizes] for sizes in ([2000, 2000], [1000, 7, 2000, 1])])


CHOSEN = [(0, "YWJj", b"abc"), (0, "YWJj\nYW", b"abc"), (NO_NL, LINES, OCTETS), (NO_NL, "Y W J j\r\n", b"abc"), (NO_NL, "YWI=", b"ab")]


def test_more_is_decoded_than_by_openssl():
    for flags, text, octets in CHOSEN:
        with tempfile.NamedTemporaryFile("w") as f:
            f.write(text)
            f.flush()
            out = diff.crypto_run(from_file, flags, f.name, [2000])[1]
            assert diff.BASELINE or bytes.fromhex(out[0][1]) == octets, text


def back(t, flags, pieces):
    """Through ours and back, a size after the other."""
    c = t.crypto
    b, _ = chain(t, flags)
    for n in pieces:
        c.BIO_write(b, OCTETS[:n], n)
    c.BIO_ctrl(b, FLUSH, 0, t.NULL)
    return taken(t, b, 9000)[1]


def test_back():
    for flags in (0, NO_NL):
        for pieces in ([1], [2], [3], [48], [49], [500, 1000], [1, 2, 3, 1500]):
            assert bytes.fromhex(diff.crypto_run(back, flags, pieces)[1]) == b"".join(OCTETS[:n] for n in pieces)
