# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Reading and writing: sizes of nothing and much, waiting and repeating, what is pending."""
import pytest
from differential import diff
from differential.io.tls import *  # noqa: F403

BIG = bytes(range(256)) * 400  # 102,400 bytes


def read_all(end, want):
    data = b""
    while len(data) < want:
        got, more = end.read()
        if got[0] <= 0:
            return data, got
        data += more
    return data, None


def case_sizes(t):
    """Small, exactly a record, one more, many records; SSL_read gives at most one record at a time."""
    told = {}
    for version in BOTH_VERSIONS:
        p = Pair(version)
        story = []
        for n in (1, 100, 16383, 16384, 16385, 40000, len(BIG)):
            story += [p.client.write(BIG[:n])]
            reads = []
            data = b""
            while len(data) < n:
                got, more = p.server.read()
                reads.append(got[0])
                data += more
            assert data == BIG[:n]
            story += [reads]
        told[version] = story
    return told


def case_nothing(t):
    """Reads and writes of no bytes, and of fewer."""
    told = {}
    for version in BOTH_VERSIONS:
        p = Pair(version)
        p.drain_tickets()
        c, s = p.client, p.server
        n = ffi.new("size_t *", 77)
        story = [c.write(b"", 0), len(p.to_server.bytes), c.write(b"", -1), ssl.SSL_write_ex(c.s, b"", 0, n), n[0]]
        story += [s.read(0)[0], s.peek(0)[0], answer(s.s, ssl.SSL_read(s.s, NULL, -1))]
        c.write(b"abc")
        story += [s.read(0)[0], ssl.SSL_pending(s.s), s.peek(0)[0], ssl.SSL_pending(s.s)]
        story += [ssl.SSL_read_ex(s.s, ffi.new("char[8]"), 0, n), n[0], queue(), ssl.SSL_pending(s.s)]
        got, data = s.read()
        story += [got, data.decode()]
        p.to_server.closed = True
        story += [s.read(0)[0]]
        told[version] = story
    return told


def case_peek_and_pending(t):
    told = {}
    for version in BOTH_VERSIONS:
        p = Pair(version)
        p.drain_tickets()
        c, s = p.client, p.server
        n = ffi.new("size_t *")
        buf = ffi.new("char[100]")
        story = [s.peek(10)[0], ssl.SSL_pending(s.s), ssl.SSL_has_pending(s.s)]
        c.write(b"first")
        c.write(b"second")
        story += [ssl.SSL_pending(s.s), ssl.SSL_has_pending(s.s)]
        got, data = s.peek(3)
        story += [got, data.decode(), ssl.SSL_pending(s.s), ssl.SSL_has_pending(s.s)]
        got, data = s.peek(100)
        story += [got, data.decode()]
        got, data = s.read(2)
        story += [got, data.decode(), ssl.SSL_pending(s.s)]
        story += [ssl.SSL_peek_ex(s.s, buf, 100, n), n[0], ssl.SSL_read_ex(s.s, buf, 100, n), n[0], ssl.SSL_pending(s.s)]
        story += [ssl.SSL_has_pending(s.s), ssl.SSL_read_ex(s.s, buf, 100, n), n[0], ssl.SSL_has_pending(s.s)]
        story += [ssl.SSL_read_ex(s.s, buf, 100, n), ERRORS[ssl.SSL_get_error(s.s, 0)], queue()]
        told[version] = story
    return told


def case_read_ahead(t):
    """Without it what follows a record stays in the BIO; with it, it is had and SSL_has_pending knows."""
    told = {}
    for version in BOTH_VERSIONS:
        for ahead in (0, 1):
            p = Pair(version)
            p.drain_tickets()
            ssl.SSL_ctrl(p.server.s, CTRL_SET_READ_AHEAD, ahead, NULL)
            p.client.write(b"one")
            p.client.write(b"two")
            got, data = p.server.read()
            left = bool(p.to_server.bytes)
            told[f"{version:x} {ahead}"] = [got, data.decode(), left, ssl.SSL_pending(p.server.s),
                                            ssl.SSL_has_pending(p.server.s), p.server.read()[1].decode(),
                                            ssl.SSL_has_pending(p.server.s), p.server.read()[0]]
    return told


def case_auto_retry(t):
    """SSL_MODE_AUTO_RETRY off: a ticket in place of data ends the call. (How many tickets share a record differs.)"""
    told = {}
    for auto in (True, False):
        p = Pair(TLS13)
        if not auto:
            ssl.SSL_ctrl(p.client.s, CTRL_CLEAR_MODE, MODE_AUTO_RETRY, NULL)
        p.server.write(b"behind the tickets")
        story = []
        for _ in range(5):
            got, data = p.client.read()
            if not story or story[-1] != [got, data.decode()]:
                story.append([got, data.decode()])
        told[auto] = story
    return told


def case_blocked_write(t):
    """The wire fills up: the call is repeated with the same arguments, other ones are refused."""
    told = {}
    for version in BOTH_VERSIONS:
        p = Pair(version)
        p.drain_tickets()
        c, s = p.client, p.server
        p.to_server.room = 1000
        whole = ffi.new("char[]", BIG[:10000])
        story = [c.write(whole, 10000), c.write(whole, 10000), ssl.SSL_key_update(c.s, 0), queue()]
        story += [c.read()[0]]
        p.to_server.room = None
        story += [c.write(whole, 10000)]
        data, end = read_all(s, 10000)
        assert data == BIG[:10000]
        story += [end, c.write(b"next"), s.read()[1].decode()]
        told[version] = story
    return told


def case_moving_buffer(t):
    told = {}
    for version in BOTH_VERSIONS:
        p = Pair(version)
        p.drain_tickets()
        c, s = p.client, p.server
        ssl.SSL_ctrl(c.s, CTRL_MODE, MODE_MOVING, NULL)
        p.to_server.room = 1000
        story = [c.write(ffi.new("char[]", BIG[:10000]), 10000), c.write(ffi.new("char[]", BIG[:10000]), 10000)]
        p.to_server.room = None
        # Longer than before is well.
        story += [c.write(ffi.new("char[]", BIG[:12000]), 12000)]
        data, end = read_all(s, 12000)
        assert data == BIG[:len(data)]
        story += [len(data), end]
        told[version] = story
    return told


def case_other_retry(t):
    """Other bytes, or fewer than are sealed already, cannot be a repetition: the connection is lost."""
    told = {}
    for version in BOTH_VERSIONS:
        for what in ("other", "shorter", "nothing"):
            p = Pair(version)
            p.drain_tickets()
            c = p.client
            p.to_server.room = 1000
            whole = ffi.new("char[]", BIG[:10000])
            story = [c.write(whole, 10000)]
            if what == "other":
                story += [c.write(ffi.new("char[]", BIG[:10000]), 10000)]
            else:
                story += [c.write(whole, 5000 if what == "shorter" else 0)]
            story += [c.state()[0], c.flags()]
            p.to_server.room = None
            story += [c.write(whole, 10000), c.shutdown()]
            told[f"{version:x} {what}"] = story
    return told


def case_whole_writes(t):
    """Without partial writes a call ends when all is gone, in however many attempts."""
    told = {}
    for version in BOTH_VERSIONS:
        p = Pair(version)
        p.drain_tickets()
        c, s = p.client, p.server
        p.to_server.room = 30000
        whole = ffi.new("char[]", BIG)
        data = b""
        answers = set()
        for _ in range(100):
            a = c.write(whole, len(BIG))
            answers.add((a[0], a[1]))
            data += read_all(s, len(BIG) - len(data))[0]
            if a[0] > 0:
                break
        assert data == BIG
        told[version] = sorted(map(list, answers))
    return told


def case_partial_writes(t):
    """With SSL_MODE_ENABLE_PARTIAL_WRITE a call may end early, and the program goes on behind what it was told. How much
    that is differs between libraries; that nothing is lost or doubled does not."""
    told = {}
    for version in BOTH_VERSIONS:
        for room in (100, 5000, 16384, 20000, 50000):
            p = Pair(version)
            p.drain_tickets()
            c, s = p.client, p.server
            ssl.SSL_ctrl(c.s, CTRL_MODE, MODE_PARTIAL | MODE_MOVING, NULL)
            p.to_server.room = room
            sent, data, kinds = 0, b"", set()
            for _ in range(5000):
                if sent == len(BIG):
                    break
                a = c.write(ffi.new("char[]", BIG[sent:]), len(BIG) - sent)
                kinds.add(a[1] if a[1] not in ("NONE", "WANT_WRITE") else "well")
                if a[0] > 0:
                    sent += a[0]
                data += read_all(s, len(BIG))[0]
            data += read_all(s, len(BIG))[0]
            assert data == BIG, (version, room, len(data))
            told[f"{version:x} {room}"] = sorted(kinds)
    return told


def case_reading_while_a_write_waits(t):
    told = {}
    for version in BOTH_VERSIONS:
        p = Pair(version)
        p.drain_tickets()
        c, s = p.client, p.server
        p.to_server.room = 1000
        whole = ffi.new("char[]", BIG[:5000])
        story = [c.write(whole, 5000)]
        s.write(b"meanwhile")
        got, data = c.read()
        story += [got, data.decode()]
        p.to_server.room = None
        story += [c.write(whole, 5000), read_all(s, 5000)[0] == BIG[:5000]]
        told[version] = story
    return told


def case_buffers(t):
    p = Pair(TLS13)
    p.drain_tickets()
    s = p.server
    told = [ssl.SSL_alloc_buffers(s.s), ssl.SSL_free_buffers(s.s)]
    p.client.write(b"abcdef")
    s.read(2)
    told += [ssl.SSL_free_buffers(s.s), s.read()[1].decode(), ssl.SSL_free_buffers(s.s)]
    told += [ssl.SSL_waiting_for_async(s.s), ssl.SSL_get_async_status(s.s, ffi.new("int *"))]
    told += [ssl.SSL_sendfile(s.s, 0, 0, 10, 0), queue()]
    s.shutdown()
    told += [ssl.SSL_sendfile(s.s, 0, 0, 10, 0), queue()]
    return told


@pytest.mark.parametrize("case", [v for k, v in sorted(globals().items()) if k.startswith("case_")])
def test_same_answers(case):
    diff.same(case)
