# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Peers that misbehave: what the calls answer, what the error queue holds, which alert leaves."""
import pytest
from differential import diff
from differential.io.tls import *  # noqa: F403


def alerts_in(data):
    """The alerts among unprotected records."""
    found = []
    while len(data) >= 5:
        n = data[3] << 8 | data[4]
        if data[0] == 21:
            found.append(list(data[5:5 + n]))
        data = data[5 + n:]
    return found


def against(data, server=True, version=None, close=False):
    """One end is given these bytes as its peer's first."""
    p = Pair(version, connect=False)
    end = p.server if server else p.client
    end.handshake()
    end.wire.outgoing.bytes.clear()
    end.wire.incoming.bytes += data
    end.wire.incoming.closed = close
    story = [end.handshake(), alerts_in(bytes(end.wire.outgoing.bytes)), end.state()[0], end.flags()]
    return story + [end.handshake()[:2], end.read()[0][:2], end.write(b"x")[:2], end.shutdown()]


def without_alert(story):
    """OpenSSL leaves a peer that does not speak TLS without an alert; ours sends it one."""
    return story[:1] + story[2:]


def case_not_tls(t):
    """HTTP and other protocols on a TLS port."""
    return {
        first.decode("latin-1"): without_alert(against(first))
        for first in (
            b"GET / HTTP/1.1\r\n\r\n", b"POST /x HTTP/1.1\r\n", b"HEAD / HTTP/1.0\r\n\r\n", b"PUT /a HTTP/1.1\r\n",
            b"CONNECT a:443 HTTP/1.1\r\n", b"SSH-2.0-OpenSSH_9.2\r\n", b"hello, world\r\n", b"\x00\x00\x00\x00\x00\x00",
            b"DELETE / HTTP/1.1\r\n",
        )
    }


def case_not_tls_for_a_client(t):
    return {
        first.decode("latin-1"): without_alert(against(first, server=False))
        for first in (b"HTTP/1.1 400 Bad Request\r\n\r\n", b"220 mail.example ESMTP\r\n", b"\x00\x00\x00\x00\x00\x00")
    }


def case_alerts_as_the_first_answer(t):
    """Fatal and warning alerts, known and unknown, to a client that waits for the ServerHello."""
    told = {}
    for level, number in ((2, 40), (2, 70), (2, 80), (2, 112), (1, 90), (2, 46), (2, 48), (2, 116), (2, 120)):
        told[f"{level} {number}"] = against(bytes([21, 3, 3, 0, 2, level, number]), server=False)
    told["close_notify"] = against(bytes([21, 3, 3, 0, 2, 1, 0]), server=False)[0]
    for version in BOTH_VERSIONS:
        told[f"{version:x}"] = against(bytes([21, 3, 3, 0, 2, 2, 40]), server=False, version=version)
    return told


def case_closed_at_once(t):
    told = {}
    for server in (True, False):
        for some in (b"", b"\x16", b"\x16\x03\x01", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc"):
            story = against(some, server, close=True)
            # OpenSSL sends decode_error to a peer that is gone.
            told[f"{server} {some.hex()}"] = story[:1] + story[2:]
    return told


def case_broken_records(t):
    """Lengths and types that no record has."""
    return {
        name: without_alert(against(data)) if name == "wrong major" else against(data)
        for name, data in (
            ("too long", b"\x16\x03\x01\xff\xff" + b"\x01" * 100),
            ("wrong major", b"\x16\x02\x00\x00\x05hello"),
            ("data first", b"\x17\x03\x03\x00\x05hello"),
        )
    }


def case_no_common_version(t):
    """The two ends are set to different versions."""
    told = {}
    for client, server in ((TLS12, TLS13), (TLS13, TLS12)):
        p = Pair(client_ctx=context(version=client), server_ctx=context(True, server), connect=False)
        told[f"{client:x} {server:x}"] = [p.connect(), p.client.handshake(), p.client.state()[0], p.server.state()[0],
                                          p.client.flags(), p.server.flags()]
    return told


def case_no_certificate(t):
    """A server without one."""
    told = {}
    for version in (TLS12, None):
        p = Pair(client_ctx=context(version=version), server_ctx=context(version=version), connect=False)
        told[str(version)] = [p.connect(), p.client.handshake()]
    return told


def case_damaged_record(t):
    """A bit flips on the way: the receiver says so, the sender hears of it."""
    told = {}
    for version in BOTH_VERSIONS:
        p = Pair(version)
        p.drain_tickets()
        c, s = p.client, p.server
        c.write(b"some bytes")
        p.to_server.bytes[-3] ^= 1
        broken = s.read()[0]
        # Above it OpenSSL has an entry of the cipher's own.
        story = [broken[:2], broken[3][-1], s.flags(), s.state()[0], s.read()[0], s.write(b"x"), s.shutdown()]
        story += [c.read()[0], c.flags(), c.state()[0], c.read()[0], c.write(b"x"), c.shutdown()]
        told[version] = story
    return told


def case_data_in_the_handshake(t):
    """Plain data while the handshake is not complete."""
    told = {}
    for version in BOTH_VERSIONS:
        p = Pair(version, connect=False)
        p.client.handshake()
        p.server.handshake()
        p.to_server.bytes += b"\x17\x03\x03\x00\x05hello"
        told[version] = [p.server.handshake(), p.server.state()[0]]
    return told


def case_queue_is_cleared(t):
    """An old error in the queue: the handshake clears it, SSL_read and SSL_write take it for their own."""
    def stain():
        crypto.ERR_new()
        crypto.ERR_set_error(20, 100, NULL)

    p = Pair(TLS13, connect=False)
    stain()
    told = [p.client.handshake()]
    p.connect()
    p.drain_tickets()
    stain()
    told += [p.client.read()[0]]
    stain()
    told += [p.client.write(b"fine")]
    stain()
    told += [p.client.handshake()]
    stain()
    told += [p.client.shutdown()]
    return told


def case_error_strings(t):
    """The sentence for each reason number."""
    context()
    return {n: text(crypto.ERR_reason_error_string(20 << 23 | n)) for n in range(1, 1200)}


@pytest.mark.parametrize("case", [v for k, v in sorted(globals().items()) if k.startswith("case_")])
def test_same_answers(case):
    diff.same(case)
