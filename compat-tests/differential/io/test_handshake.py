# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Handshakes between two SSL objects of one process: what each call answers, in which state it leaves the SSL, what the
info and message callbacks hear, and in which pieces the bytes leave."""
import pytest
from differential import diff
from differential.io.tls import *  # noqa: F403


def case_step_by_step(t):
    """Client and server in turn over memory, each call's answer and the state behind it."""
    told = {}
    for version in BOTH_VERSIONS:
        p = Pair(version, connect=False)
        story = [["client", *p.client.state()], ["server", *p.server.state()]]
        for _ in range(4):
            for who, end in (("client", p.client), ("server", p.server)):
                story.append([who, end.handshake(), end.state()])
        story.append(text(ssl.SSL_get_version(p.client.s)))
        told[version] = story
    return told


def case_byte_by_byte(t):
    """One byte a call, so that every step is suspended at every place."""
    told = {}
    for version in BOTH_VERSIONS:
        p = Pair(version, step=1, connect=False)
        ends = p.connect()
        told[version] = [ends, p.client.state(), p.server.state()]
        p.to_server.room = 1
        waits = 0
        for _ in range(3000):
            a = p.client.write(b"one byte at a time")
            if a[1] == "NONE":
                break
            assert a[1] == "WANT_WRITE", a
            waits += 1
            got, data = p.server.read()
            assert got[1] in ("WANT_READ", "NONE")
        told[version] += [a, waits > 10]
        while not data:
            got, data = p.server.read()
        told[version] += [data.decode()]
    return told


def case_no_room(t):
    """The peer's side of the wire takes a few bytes at a time: the handshake wants to write, and goes on."""
    told = {}
    for version in BOTH_VERSIONS:
        p = Pair(version, connect=False)
        p.to_client.room = p.to_server.room = 100
        seen = set()
        for _ in range(2000):
            c, s = p.client.handshake(), p.server.handshake()
            seen |= {c[1], s[1]}
            if c[0] == 1 and s[0] == 1:
                break
        told[version] = [c, s, sorted(seen)]
    return told


def case_through_read_and_write(t):
    """SSL_read and SSL_write do the handshake themselves."""
    told = {}
    for version in BOTH_VERSIONS:
        p = Pair(version, connect=False)
        story = []
        for _ in range(4):
            story.append(p.client.write(b"hello"))
            got, data = p.server.read()
            story.append([got, data.decode()])
        told[version] = story
    return told


def case_not_set_up(t):
    """No role, the wrong role, no BIO."""
    ctx = context()
    s = ssl.SSL_new(ctx)
    buf = ffi.new("char[10]")
    told = [ssl.SSL_is_server(s), answer(s, ssl.SSL_do_handshake(s)), answer(s, ssl.SSL_read(s, buf, 10)),
            answer(s, ssl.SSL_write(s, buf, 10)), answer(s, ssl.SSL_peek(s, buf, 10)), answer(s, ssl.SSL_shutdown(s)),
            ssl.SSL_pending(s), ssl.SSL_has_pending(s)]
    told += [answer(s, ssl.SSL_connect(s)), ssl.SSL_is_server(s), text(ssl.SSL_state_string_long(s))]
    s = ssl.SSL_new(context(True))
    told += [answer(s, ssl.SSL_accept(s)), ssl.SSL_is_server(s)]
    for method, state, call in (
        (ssl.TLS_client_method, ssl.SSL_set_accept_state, ssl.SSL_do_handshake),
        (ssl.TLS_server_method, ssl.SSL_set_connect_state, ssl.SSL_do_handshake),
        (ssl.TLS_client_method, None, ssl.SSL_accept),
        (ssl.TLS_server_method, None, ssl.SSL_connect),
    ):
        s = ssl.SSL_new(context(method=method))
        told.append(ssl.SSL_is_server(s))
        if state:
            state(s)
        told += [answer(s, call(s)), ssl.SSL_is_server(s)]
    told.append([ssl.SSL_CTX_new(NULL) == NULL, queue(), ssl.SSL_new(NULL) == NULL, queue()])
    return told


def case_info_callback(t):
    """Each event with its value and the state that the callback may ask for."""
    told = {}
    story = []

    @ffi.callback("void(const SSL *, int, int)")
    def info(s, where, ret):
        story.append([where, ret, text(ssl.SSL_state_string_long(s))])

    for version in BOTH_VERSIONS:
        for who in ("client", "server"):
            p = Pair(version, connect=False)
            end = p.client if who == "client" else p.server
            ssl.SSL_CTX_set_info_callback(end.ctx, info)
            story.clear()
            p.connect()
            story.append("connected")
            p.client.read()
            p.server.write(b"x")
            p.client.read()
            story.append("closing")
            end.shutdown()
            other = p.server if who == "client" else p.client
            other.read()
            other.shutdown()
            end.shutdown()
            told[f"{version:x} {who}"] = list(story)
    return told


def case_message_callback(t):
    """The messages in order: direction, version, content type, and the first byte. How many of them share a record, and so
    how many headers there are in a row, differs."""
    told = {}
    story = []
    records = set()

    @ffi.callback("void(int, int, int, const void *, size_t, SSL *, void *)")
    def message(sent, version, kind, buf, n, s, arg):
        b = ffi.buffer(buf, n)[:]
        if kind in (0x100, 0x101):
            records.add((sent, version, kind, b[0]))
        else:
            story.append([sent, version, kind, b[0] if kind == 22 else b.hex()])

    for version in BOTH_VERSIONS:
        for who in ("client", "server"):
            p = Pair(version, connect=False)
            end = p.client if who == "client" else p.server
            ssl.SSL_CTX_set_msg_callback(end.ctx, message)
            ssl.SSL_free(end.s)
            fresh = End(end.ctx, Wire(end.wire.incoming, end.wire.outgoing), end.server)
            p.client, p.server = (fresh, p.server) if who == "client" else (p.client, fresh)
            story.clear()
            records.clear()
            p.connect()
            fresh.write(b"data")
            fresh.shutdown()
            told[f"{version:x} {who}"] = [list(story), sorted(records)]
    return told


def case_last_of_a_flight(t):
    """What the message callback heard of last whenever a handshake stops to wait: FreeRADIUS takes from it that one is under way."""
    told = {}
    last = []

    @ffi.callback("void(int, int, int, const void *, size_t, SSL *, void *)")
    def message(sent, version, kind, buf, n, s, arg):
        last[:] = [sent, kind, ffi.buffer(buf, n)[0:1].hex()]

    for version in BOTH_VERSIONS:
        for who in ("client", "server"):
            client_ctx, server_ctx = context(version=version), context(True, version)
            ssl.SSL_CTX_set_msg_callback(client_ctx if who == "client" else server_ctx, message)
            p = Pair(client_ctx=client_ctx, server_ctx=server_ctx, connect=False)
            last.clear()
            for turn in range(3):
                for end in (p.client, p.server):
                    told[f"{version:x} {who} {turn} {end.server}"] = [end.handshake(), list(last)]
    return told


def case_other_handshakes(t):
    """The info callback's and the message callback's story where the handshake has more parts: HelloRetryRequest, a client
    certificate, a stapled response asked for, a session resumed by ticket or by id."""
    told = {}
    infos, messages = [], []

    @ffi.callback("void(const SSL *, int, int)")
    def info(s, where, ret):
        infos.append([where, ret, text(ssl.SSL_state_string(s))])

    @ffi.callback("void(int, int, int, const void *, size_t, SSL *, void *)")
    def message(sent, version, kind, buf, n, s, arg):
        if kind not in (0x100, 0x101):
            b = ffi.buffer(buf, n)[:]
            messages.append([sent, version, kind, b[0] if kind == 22 else b.hex()])

    for version in BOTH_VERSIONS:
        for what in ("retry", "client certificate", "ticket", "id"):
            for who in ("client", "server"):
                client_ctx, server_ctx = context(version=version), context(True, version)
                session = NULL
                if what == "retry":
                    ssl.SSL_CTX_ctrl(server_ctx, CTRL_SET_GROUPS_LIST, 0, ffi.new("char[]", b"P-384"))
                elif what == "client certificate":
                    ssl.SSL_CTX_set_verify(server_ctx, 1, ffi.cast("void *", accept_any))
                    x, key = certificate("client.example")
                    ssl.SSL_CTX_use_certificate(client_ctx, x)
                    ssl.SSL_CTX_use_PrivateKey(client_ctx, key)
                else:
                    if what == "id":
                        ssl.SSL_CTX_set_options(server_ctx, OP_NO_TICKET)
                    first = Pair(client_ctx=client_ctx, server_ctx=server_ctx)
                    first.drain_tickets()
                    session = ssl.SSL_get1_session(first.client.s)
                    first.client.shutdown()
                    first.server.shutdown()
                chosen = client_ctx if who == "client" else server_ctx
                ssl.SSL_CTX_set_info_callback(chosen, info)
                ssl.SSL_CTX_set_msg_callback(chosen, message)
                p = Pair(client_ctx=client_ctx, server_ctx=server_ctx, connect=False)
                if session != NULL:
                    assert ssl.SSL_set_session(p.client.s, session) == 1
                infos.clear()
                messages.clear()
                story = [p.connect(), ssl.SSL_session_reused(p.client.s), ssl.SSL_session_reused(p.server.s)]
                p.drain_tickets()
                told[f"{version:x} {what} {who}"] = [story, list(infos), list(messages)]
    return told


@ffi.callback("int(int, void *)")
def accept_any(ok, store_ctx):
    return 1


def case_key_log(t):
    """The labels, and that each line has two hexadecimal values."""
    told = {}
    lines = []

    @ffi.callback("void(const SSL *, const char *)")
    def keylog(s, line):
        lines.append(text(line))

    for version in BOTH_VERSIONS:
        p = Pair(version, connect=False)
        ssl.SSL_CTX_set_keylog_callback(p.client.ctx, keylog)
        ssl.SSL_CTX_set_keylog_callback(p.server.ctx, keylog)
        lines.clear()
        p.connect()
        told[version] = sorted([label, len(random), len(secret)] for label, random, secret in map(str.split, lines))
        assert all(int(x, 16) >= 0 for line in lines for x in line.split()[1:])
    return told


def case_flights(t):
    """Each flight is one write and one flush; nothing is waited for that is not needed. (OpenSSL flushes each ticket.)"""
    told = {}
    for version in BOTH_VERSIONS:
        p = Pair(version)
        for end in (p.client, p.server):
            d = [x for x in end.wire.diary if x != "read"]
            short = " ".join(x for i, x in enumerate(d) if i == 0 or x != d[i - 1])
            told[f"{version:x} {end.server}"] = short.replace("write flush write flush", "write flush")
    return told


def case_flush_refused(t):
    """A BIO that cannot flush stops the handshake; after an alert nobody minds."""
    p = Pair(TLS13, connect=False)
    p.client.wire.flush_answer = 0
    first = p.client.handshake()
    p.client.wire.flush_answer = 1
    return [first, p.client.handshake(), p.connect()]


def case_used_again(t):
    """SSL_clear, then another handshake with the same SSL."""
    told = {}
    for version in BOTH_VERSIONS:
        p = Pair(version)
        story = [p.client.shutdown(), p.server.read()[0], p.server.shutdown(), p.client.read()[0]]
        for end in (p.client, p.server):
            story += [ssl.SSL_clear(end.s), end.state(), end.flags()]
        p.to_client.bytes.clear()
        p.to_server.bytes.clear()
        story += [p.connect(), p.client.write(b"again"), p.server.read()[1].decode()]
        # In the middle of a connection, too.
        for end in (p.client, p.server):
            story += [ssl.SSL_clear(end.s), end.state()]
        p.to_client.bytes.clear()
        p.to_server.bytes.clear()
        story += [p.connect()]
        told[version] = story
    return told


def case_key_update(t):
    """Asking for new keys: who may, when it happens, and that data still flow."""
    told = {}
    for version in BOTH_VERSIONS:
        p = Pair(version)
        p.drain_tickets()
        story = [ssl.SSL_get_key_update_type(p.client.s)]
        for kind in (7, 0, 1):
            story += [ssl.SSL_key_update(p.client.s, kind), queue(), ssl.SSL_get_key_update_type(p.client.s),
                      ssl.SSL_in_init(p.client.s)]
            story += [p.client.handshake(), ssl.SSL_get_key_update_type(p.client.s), ssl.SSL_in_init(p.client.s)]
            story += [p.client.write(b"new keys"), p.server.read()[1].decode()]
            story += [p.server.write(b"and back"), p.client.read()[1].decode()]
        story += [ssl.SSL_key_update(p.server.s, 1), queue(), p.server.write(b"along"), p.client.read()[1].decode()]
        story += [p.client.write(b"answer"), p.server.read()[1].decode()]
        told[version] = story
    s = ssl.SSL_new(context())
    told["before"] = [ssl.SSL_key_update(s, 0), queue()]
    return told


def case_early_data_without_any(t):
    """A server that asks for early data which nobody sends; a client that may not send any."""
    told = {}
    for version in BOTH_VERSIONS:
        p = Pair(version, connect=False)
        n = ffi.new("size_t *")
        buf = ffi.new("char[100]")
        story = [ssl.SSL_write_early_data(p.client.s, b"early", 5, n), queue()]
        story += [ssl.SSL_read_early_data(p.client.s, buf, 100, n), queue()]
        for _ in range(6):
            p.client.handshake()
            ret = ssl.SSL_read_early_data(p.server.s, buf, 100, n)
            if ret != 0:
                break
            assert answer(p.server.s, ret)[1] == "WANT_READ"
        story += [ret, n[0], p.connect(), ssl.SSL_get_early_data_status(p.client.s),
                  ssl.SSL_get_early_data_status(p.server.s)]
        story += [ssl.SSL_read_early_data(p.server.s, buf, 100, n), queue()]
        told[version] = story
    return told


@pytest.mark.parametrize("case", [v for k, v in sorted(globals().items()) if k.startswith("case_")])
def test_same_answers(case):
    diff.same(case)
