# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""The end of a connection: SSL_shutdown's answers in every order, and ends that come without one."""
import pytest
from differential import diff
from differential.io.tls import *  # noqa: F403


def case_one_by_one(t):
    """The client closes, the server reads that and closes, the client reads that."""
    told = {}
    for version in BOTH_VERSIONS:
        p = Pair(version)
        c, s = p.client, p.server
        story = [c.flags(), c.shutdown(), c.flags(), c.shutdown(), c.shutdown()]
        story += [s.read()[0], s.flags(), s.read()[0], s.write(b"half open"), s.shutdown(), s.flags(), s.shutdown()]
        story += [c.read()[0], c.read()[1].decode(), c.read()[0], c.flags(), c.shutdown(), c.write(b"late")]
        told[version] = story
    return told


def case_both_at_once(t):
    told = {}
    for version in BOTH_VERSIONS:
        p = Pair(version)
        p.drain_tickets()
        c, s = p.client, p.server
        told[version] = [c.shutdown(), s.shutdown(), c.shutdown(), s.shutdown(), c.flags(), s.flags(), c.read()[0],
                         c.shutdown()]
    return told


def case_data_come_instead(t):
    """The peer goes on sending after our close_notify: SSL_read delivers, SSL_shutdown does not."""
    told = {}
    for version in BOTH_VERSIONS:
        story = []
        for read_first in (True, False):
            p = Pair(version)
            p.drain_tickets()
            c, s = p.client, p.server
            story += [c.shutdown(), s.write(b"more")]
            if read_first:
                got, data = c.read()
                story += [got, data.decode()]
            story += [c.shutdown(), c.flags(), c.shutdown(), c.read()[0], c.state()[0]]
        told[version] = story
    return told


def case_in_the_handshake(t):
    told = {}
    for version in BOTH_VERSIONS:
        p = Pair(version, connect=False)
        c = p.client
        story = [c.shutdown(), c.flags(), c.handshake(), c.shutdown(), c.flags()]
        ssl.SSL_set_quiet_shutdown(c.s, 1)
        story += [c.shutdown(), c.flags()]
        told[version] = story
    return told


def case_quiet(t):
    p = Pair()
    p.drain_tickets()
    c = p.client
    told = [ssl.SSL_CTX_get_quiet_shutdown(c.ctx), ssl.SSL_get_quiet_shutdown(c.s)]
    ssl.SSL_set_quiet_shutdown(c.s, 1)
    told += [ssl.SSL_get_quiet_shutdown(c.s), c.shutdown(), c.flags(), len(p.to_server.bytes), c.read()[0], c.write(b"x")]
    ctx = context()
    ssl.SSL_CTX_set_quiet_shutdown(ctx, 1)
    told += [ssl.SSL_CTX_get_quiet_shutdown(ctx), ssl.SSL_get_quiet_shutdown(ssl.SSL_new(ctx))]
    return told


def case_blocked(t):
    """close_notify does not fit: the call is repeated until it does."""
    told = {}
    for version in BOTH_VERSIONS:
        p = Pair(version)
        p.drain_tickets()
        c = p.client
        p.to_server.room = 5
        story = [c.shutdown(), c.flags(), c.shutdown()]
        p.to_server.room = None
        story += [c.shutdown(), c.shutdown(), p.server.read()[0], p.server.shutdown(), c.shutdown()]
        told[version] = story
    return told


def case_end_without_close_notify(t):
    """With and without SSL_OP_IGNORE_UNEXPECTED_EOF; what SSL_shutdown says then."""
    told = {}
    for version in BOTH_VERSIONS:
        story = []
        for ignore in (False, True):
            p = Pair(version)
            p.drain_tickets()
            c = p.client
            if ignore:
                ssl.SSL_set_options(c.s, OP_IGNORE_UNEXPECTED_EOF)
            p.server.write(b"last words")
            p.to_client.closed = True
            got, data = c.read()
            story += [got, data.decode(), c.read()[0], c.flags(), c.read()[0], c.state()[0], c.shutdown(), c.flags(),
                      c.write(b"x")]
        told[version] = story
    return told


def case_end_in_a_record(t):
    told = {}
    for version in BOTH_VERSIONS:
        story = []
        for keep in (3, 5, 20):
            p = Pair(version)
            p.drain_tickets()
            p.server.write(b"cut off in the middle")
            del p.to_client.bytes[keep:]
            story += [p.client.read()[0]]
            p.to_client.closed = True
            story += [p.client.read()[0], p.client.read()[0], p.client.flags(), p.client.state()[0]]
        told[version] = story
    return told


def case_end_in_shutdown(t):
    told = {}
    for version in BOTH_VERSIONS:
        p = Pair(version)
        p.drain_tickets()
        p.to_client.closed = True
        told[version] = [p.client.shutdown(), p.client.shutdown(), p.client.flags(), p.client.shutdown()]
    return told


def case_end_in_the_handshake(t):
    told = {}
    for version in BOTH_VERSIONS:
        story = []
        for ignore in (False, True):
            p = Pair(version, connect=False)
            if ignore:
                ssl.SSL_set_options(p.client.s, OP_IGNORE_UNEXPECTED_EOF)
            p.client.handshake()
            p.server.handshake()
            del p.to_client.bytes[30:]
            p.to_client.closed = True
            story += [p.client.handshake()[:3] if ignore else p.client.handshake(), p.client.flags()]
        told[version] = story
    return told


def case_broken_transport(t):
    """The BIO fails for good: errno is the program's to read, the queue is empty."""
    told = {}
    for version in BOTH_VERSIONS:
        p = Pair(version)
        p.drain_tickets()
        c = p.client
        c.wire.read_error = 104
        ffi.errno = 0
        story = [c.read()[0], c.flags()]
        c.wire.write_error = 32
        story += [c.write(b"x"), c.shutdown(), c.flags()]
        told[version] = story
    return told


def case_lost_tickets(t):
    """A client that is gone when the server sends tickets: the server's handshake is complete all the same."""
    told = {}
    for error in (32, 104, 5):
        p = Pair(TLS13, connect=False)
        p.client.handshake()
        p.server.handshake()
        story = [p.client.handshake()]
        p.server.wire.write_error = error
        story += [p.server.handshake(), p.server.state()[0]]
        told[error] = story
    return told


def case_set_by_hand(t):
    """SSL_set_shutdown: what the calls make of flags that the program sets."""
    told = {}
    for flags in (1, 2, 3):
        p = Pair(TLS13)
        p.drain_tickets()
        c = p.client
        ssl.SSL_set_shutdown(c.s, flags)
        told[flags] = [c.flags(), c.read()[0], c.write(b"x"), c.shutdown(), c.flags(), c.shutdown()]
    return told


@pytest.mark.parametrize("case", [v for k, v in sorted(globals().items()) if k.startswith("case_")])
def test_same_answers(case):
    diff.same(case)
