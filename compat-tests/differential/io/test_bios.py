# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Which BIO belongs to whom, sockets by descriptor, and BIO_f_ssl with its chains."""
import itertools
import socket

import pytest
from differential import diff
from differential.io.tls import *  # noqa: F403

BIO_C_SET_SSL, BIO_C_GET_SSL, BIO_C_SSL_MODE, BIO_C_DO_STATE_MACHINE, BIO_C_GET_FD = 109, 110, 119, 101, 105
BIO_CTRL_RESET, BIO_CTRL_PUSH, BIO_CTRL_POP, BIO_CTRL_GET_CLOSE, BIO_CTRL_SET_CLOSE, BIO_CTRL_WPENDING = 1, 6, 7, 8, 9, 13
BIO_C_SET_SSL_RENEGOTIATE_BYTES, BIO_C_GET_SSL_NUM_RENEGOTIATES, BIO_C_SET_SSL_RENEGOTIATE_TIMEOUT = 125, 126, 127
BIO_TYPE_SSL = 0x0207


def fresh_wire():
    return Wire(Pipe(), Pipe())


def case_ownership(t):
    """SSL_set_bio from every pair of old BIOs to every pair of new ones: which are freed by the call, which by SSL_free.

    The case hands over as many references as the manual page says that the call takes, found by trying: a BIO that is
    given one reference too many survives SSL_free, which shows."""
    told = {}
    names = ("A", "B", None)
    for r1, w1, r2, w2 in itertools.product(names, ("A", "B", None), ("A", "B", "C", None), ("A", "B", "C", None)):
        wires = {n: fresh_wire() for n in "ABC"}
        bio = {**{n: w.bio for n, w in wires.items()}, None: NULL}
        s = ssl.SSL_new(CTX)
        # Ten references each: the count is read off by letting go of them until the BIO is freed.
        for w in wires.values():
            for _ in range(10):
                crypto.BIO_up_ref(w.bio)
        ssl.SSL_set_bio(s, bio[r1], bio[w1])
        ssl.SSL_set_bio(s, bio[r2], bio[w2])
        kept = [n for n in "ABC" if ssl.SSL_get_rbio(s) == bio[n]], [n for n in "ABC" if ssl.SSL_get_wbio(s) == bio[n]]
        ssl.SSL_free(s)
        counts = []
        for w in wires.values():
            n = 0
            while not w.freed:
                crypto.BIO_free(w.bio)
                n += 1
            counts.append(n)
        told[f"{r1}{w1} {r2}{w2}"] = [kept, counts]
    return told


CTX = context()


def case_one_direction_each(t):
    """SSL_set0_rbio and SSL_set0_wbio."""
    a, b, c = fresh_wire(), fresh_wire(), fresh_wire()
    s = ssl.SSL_new(CTX)
    told = [ssl.SSL_get_rbio(s) == NULL, ssl.SSL_get_wbio(s) == NULL]
    ssl.SSL_set0_rbio(s, a.bio)
    ssl.SSL_set0_wbio(s, b.bio)
    told += [ssl.SSL_get_rbio(s) == a.bio, ssl.SSL_get_wbio(s) == b.bio, a.freed, b.freed]
    ssl.SSL_set0_rbio(s, c.bio)
    told += [a.freed, ssl.SSL_get_rbio(s) == c.bio]
    ssl.SSL_set0_wbio(s, NULL)
    told += [b.freed, ssl.SSL_get_wbio(s) == NULL]
    ssl.SSL_free(s)
    return told + [a.freed, b.freed, c.freed]


def case_chains_are_freed_whole(t):
    a, b = fresh_wire(), fresh_wire()
    s = ssl.SSL_new(CTX)
    buffered = crypto.BIO_push(crypto.BIO_new(crypto.BIO_f_buffer()), a.bio)
    ssl.SSL_set_bio(s, buffered, buffered)
    told = [a.freed]
    ssl.SSL_set_bio(s, b.bio, b.bio)
    told += [a.freed, b.freed]
    ssl.SSL_free(s)
    return told + [a.freed, b.freed]


def case_descriptors(t):
    one, two = socket.socketpair()
    s = ssl.SSL_new(CTX)
    told = [ssl.SSL_get_fd(s), ssl.SSL_get_rfd(s), ssl.SSL_get_wfd(s)]

    def look():
        which = {one.fileno(): "one", two.fileno(): "two", -1: None}
        return [which[f(s)] for f in (ssl.SSL_get_fd, ssl.SSL_get_rfd, ssl.SSL_get_wfd)] + [
            ssl.SSL_get_rbio(s) == ssl.SSL_get_wbio(s)]

    told += [ssl.SSL_set_fd(s, one.fileno()), look(), ssl.SSL_set_wfd(s, two.fileno()), look()]
    told += [ssl.SSL_set_wfd(s, one.fileno()), look(), ssl.SSL_set_rfd(s, two.fileno()), look()]
    told += [ssl.SSL_set_rfd(s, one.fileno()), look(), ssl.SSL_set_fd(s, two.fileno()), look()]
    wire = fresh_wire()
    ssl.SSL_set_bio(s, wire.bio, wire.bio)
    told += [look()]
    ssl.SSL_free(s)
    one.send(b"still open")
    return told + [two.recv(100).decode()]


def case_over_sockets(t):
    """Blocking and non-blocking sockets."""
    told = {}
    for version in BOTH_VERSIONS:
        one, two = socket.socketpair()
        one.setblocking(False)
        two.setblocking(False)
        c, s = ssl.SSL_new(context(version=version)), ssl.SSL_new(context(True, version))
        ssl.SSL_set_fd(c, one.fileno())
        ssl.SSL_set_fd(s, two.fileno())
        story = []
        for _ in range(4):
            story += [answer(c, ssl.SSL_connect(c)), answer(s, ssl.SSL_accept(s))]
        buf = ffi.new("char[100]")
        story += [answer(c, ssl.SSL_write(c, b"over a socket", 13)), answer(s, ssl.SSL_read(s, buf, 100)), ffi.string(buf).decode()]
        one.setblocking(True)
        two.setblocking(True)
        story += [answer(s, ssl.SSL_write(s, b"blocking", 8)), answer(c, ssl.SSL_read(c, buf, 100)), ffi.buffer(buf, 8)[:].decode()]
        story += [answer(c, ssl.SSL_shutdown(c)), answer(s, ssl.SSL_read(s, buf, 100)), answer(s, ssl.SSL_shutdown(s))]
        story += [answer(c, ssl.SSL_shutdown(c))]
        one.close()
        story += [answer(s, ssl.SSL_read(s, buf, 100))]
        told[version] = story
    return told


def case_socket_errors(t):
    """A peer that resets, a descriptor that is none."""
    one, two = socket.socketpair()
    s = ssl.SSL_new(CTX)
    ssl.SSL_set_fd(s, one.fileno())
    two.close()
    told = [answer(s, ssl.SSL_connect(s))]
    s = ssl.SSL_new(CTX)
    ssl.SSL_set_fd(s, 1000)
    ffi.errno = 0
    ret = ssl.SSL_connect(s)
    return told + [ffi.errno, answer(s, ret)]


# ---- BIO_f_ssl ------------------------------------------------------------------------------------------------------

def over_bios(version=None):
    """(client BIO, server BIO), each BIO_f_ssl over one end of a BIO pair."""
    left, right = ffi.new("BIO **"), ffi.new("BIO **")
    assert crypto.BIO_new_bio_pair(left, 0, right, 0) == 1
    c = ssl.BIO_new_ssl(context(version=version), 1)
    s = ssl.BIO_new_ssl(context(True, version), 0)
    return crypto.BIO_push(c, left[0]), crypto.BIO_push(s, right[0])


def flags(b):
    return [crypto.BIO_test_flags(b, f) for f in (FLAG_READ, FLAG_WRITE, FLAG_SPECIAL, FLAG_RETRY)] + [
        crypto.BIO_get_retry_reason(b)]


def ssl_of(b):
    p = ffi.new("SSL **")
    assert crypto.BIO_ctrl(b, BIO_C_GET_SSL, 0, p) == 1
    return p[0]


def case_filter(t):
    """Handshake, data, pending counts, retry flags and closing through BIO_f_ssl."""
    told = {}
    for version in BOTH_VERSIONS:
        c, s = over_bios(version)
        story = [crypto.BIO_method_type(c) == BIO_TYPE_SSL, crypto.BIO_ctrl(c, BIO_CTRL_GET_CLOSE, 0, NULL)]
        for _ in range(4):
            for b in (c, s):
                story += [crypto.BIO_ctrl(b, BIO_C_DO_STATE_MACHINE, 0, NULL), flags(b)]
        buf = ffi.new("char[100]")
        story += [crypto.BIO_write(c, b"through a filter", 16), flags(c)]
        story += [crypto.BIO_read(s, buf, 7), flags(s), crypto.BIO_ctrl(s, BIO_CTRL_PENDING, 0, NULL)]
        story += [crypto.BIO_read(s, buf, 100), crypto.BIO_read(s, buf, 100), flags(s), queue()]
        story += [crypto.BIO_ctrl(s, BIO_CTRL_FLUSH, 0, NULL), crypto.BIO_ctrl(s, BIO_CTRL_EOF, 0, NULL)]
        story += [crypto.BIO_ctrl(c, BIO_C_SET_SSL_RENEGOTIATE_BYTES, 100000, NULL),
                  crypto.BIO_ctrl(c, BIO_C_SET_SSL_RENEGOTIATE_BYTES, 100, NULL),
                  crypto.BIO_ctrl(c, BIO_C_GET_SSL_NUM_RENEGOTIATES, 0, NULL)]
        ssl.BIO_ssl_shutdown(c)
        story += [crypto.BIO_read(s, buf, 100), flags(s), queue(), ssl.SSL_get_shutdown(ssl_of(s))]
        story += [crypto.BIO_write(s, b"x", 1)]
        crypto.BIO_free_all(c)
        crypto.BIO_free_all(s)
        story += [queue()]
        told[version] = story
    return told


def case_filter_implicit(t):
    """Reading and writing start the handshake."""
    c, s = over_bios(TLS13)
    buf = ffi.new("char[100]")
    told = []
    for _ in range(4):
        told += [crypto.BIO_write(c, b"hello", 5), flags(c), crypto.BIO_read(s, buf, 100), flags(s), queue()]
    return told


def case_filter_attach(t):
    """BIO_set_ssl, with and without the SSL's own BIO; who frees it."""
    told = []
    for close in (0, 1):
        wire = fresh_wire()
        s = ssl.SSL_new(CTX)
        ssl.SSL_up_ref(s)
        ssl.SSL_set_bio(s, wire.bio, wire.bio)
        b = crypto.BIO_new(ssl.BIO_f_ssl())
        told += [crypto.BIO_ctrl(b, BIO_C_GET_SSL, 0, NULL), crypto.BIO_ctrl(b, BIO_C_SET_SSL, close, s)]
        told += [crypto.BIO_ctrl(b, BIO_CTRL_GET_CLOSE, 0, NULL), ssl_of(b) == s, crypto.BIO_next(b) == wire.bio]
        told += [crypto.BIO_ctrl(b, BIO_C_SSL_MODE, 1, NULL), ssl.SSL_is_server(s)]
        told += [crypto.BIO_ctrl(b, BIO_C_SSL_MODE, 0, NULL), ssl.SSL_is_server(s)]
        crypto.BIO_free_all(b)
        told += [wire.freed, queue()]
        if not close:
            ssl.SSL_free(s)
        ssl.SSL_free(s)
        told += [wire.freed]
    return told


def case_filter_push_and_pop(t):
    wire = fresh_wire()
    b = ssl.BIO_new_ssl(CTX, 1)
    s = ssl_of(b)
    told = [ssl.SSL_get_rbio(s) == NULL]
    crypto.BIO_push(b, wire.bio)
    told += [ssl.SSL_get_rbio(s) == wire.bio, ssl.SSL_get_wbio(s) == wire.bio]
    crypto.BIO_pop(b)
    told += [ssl.SSL_get_rbio(s) == NULL, wire.freed]
    crypto.BIO_free(b)
    told += [wire.freed]
    crypto.BIO_free(wire.bio)
    return told + [wire.freed, queue()]


def case_filter_without_ssl(t):
    b = crypto.BIO_new(ssl.BIO_f_ssl())
    buf = ffi.new("char[10]")
    told = [crypto.BIO_read(b, buf, 10), crypto.BIO_write(b, buf, 10), crypto.BIO_ctrl(b, BIO_CTRL_PENDING, 0, NULL)]
    told += [crypto.BIO_ctrl(b, BIO_CTRL_GET_CLOSE, 0, NULL), [e[0] for e in queue()]]
    crypto.BIO_free(b)
    return told


def case_made_to_connect(t):
    told = []
    for make, depth in ((ssl.BIO_new_ssl_connect, 2), (ssl.BIO_new_buffer_ssl_connect, 3)):
        b = make(CTX)
        chain, x = [], b
        while x != NULL:
            chain.append(crypto.BIO_method_type(x) & 0xff)
            x = crypto.BIO_next(x)
        told += [chain, ssl.SSL_is_server(ssl_of(b)), ssl.SSL_get_rbio(ssl_of(b)) != NULL]
        crypto.BIO_free_all(b)
    return told + [ssl.BIO_new_ssl(NULL, 1) == NULL, queue()]


@pytest.mark.parametrize("case", [v for k, v in sorted(globals().items()) if k.startswith("case_")])
def test_same_answers(case):
    diff.same(case)
