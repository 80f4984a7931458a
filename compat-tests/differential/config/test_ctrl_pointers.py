# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""The commands that test_ctrl.py leaves out because they follow their pointer: here it points at zeros, of an object that is
fresh and of both ends of a connection; and every number of a callback command, with no callback."""
import pytest

from differential import diff

GROUPS_LIST, CIPHERS = 92, b"ECDHE-ECDSA-AES128-GCM-SHA256"
# What writes through its pointer, or looks for a list, a key or a store at it; not those that take the object over.
READERS = [58, 66, 68, 70, 82, 90, 93, 108, 109, 111, 115, 128, 129, 132, 133, 134, 136, 137, 138]
POINT_FORMATS = 111  # below: OpenSSL's peers list three, and ours one
OF_SSL = {66, 68, 70, 90, 93, 108, 109, 111, 132, 133, 134, 136}


def answer(t, o, cmd, larg):
    buf = t.ffi.new("unsigned char[]", 256)
    r = t.ctrl(o, cmd, larg, buf)
    number = int.from_bytes(t.ffi.buffer(buf, 4)[:], "little")
    whole = int.from_bytes(t.ffi.buffer(buf, 8)[:], "little")
    # Numbers are shown, pointers are there or not.
    return [cmd, r, number if whole < 0x10000 else "something", t.errors()]


def fresh(t, kind):
    out = []
    for cmd in READERS:
        if (kind == "ctx" and cmd in OF_SSL) or cmd == 134:  # OpenSSL dies of 134 before there is a session
            continue
        for larg in (0, 1, 2):
            ctx = t.ctx()
            out.append([larg, answer(t, ctx if kind == "ctx" else t.new(ctx), cmd, larg)])
    return out


@pytest.mark.parametrize("kind", ["ctx", "ssl"])
def test_fresh(kind):
    diff.same(fresh, kind)


def connected(t, cert, key, version):
    client, server = t.server_ctx(cert, key, "TLS_client_method"), t.server_ctx(cert, key)
    for ctx in (client, server):
        t.ctrl(ctx, 123, version), t.ctrl(ctx, 124, version)
        assert t.ctrl(ctx, GROUPS_LIST, 0, "X25519:P-256") == 1
        assert t.ssl.SSL_CTX_set_cipher_list(ctx, CIPHERS) == 1
    t.ssl.SSL_CTX_set_verify(server, 1, t.callback("int(int, X509_STORE_CTX *)", lambda ok, sc: 1))
    c, s = t.pair(client, server)
    assert [r[0] for r in t.shake(c, s)] == [1, 1], t.errors()
    out = [[name, answer(t, o, cmd, larg)] for name, o in (("client", c), ("server", s)) for cmd in READERS if cmd != POINT_FORMATS for larg in (0, 1)]
    out += [[name, t.ctrl(o, cmd, larg)] for name, o in (("client", c), ("server", s)) for cmd in (93, 134) for larg in (-2, -1, 0, 1, 2, 9)]
    return out


@pytest.mark.parametrize("version", [0x0303, 0x0304])
def test_connected(pki, version):
    diff.same(connected, str(pki.pem("p256")), str(pki.key("p256")), version)


def formats(t, s):
    p = t.ffi.new("unsigned char **")
    n = t.ctrl(s, POINT_FORMATS, 0, p)
    return [n, bytes(t.ffi.buffer(p[0], n)).hex() if n > 0 else p[0] == t.NULL]


def told_formats(t, cert, key, version, listed):
    """A server hears the formats in listed, in the place of its client's own."""
    client, server = t.ctx("TLS_client_method"), t.server_ctx(cert, key)
    t.ctrl(server, 124, version)
    c, s = t.new(client), t.new(server)
    hello, heard, said = (t.crypto.BIO_new(t.crypto.BIO_s_mem()) for _ in range(3))
    t.ssl.SSL_set_bio(c, t.crypto.BIO_new(t.crypto.BIO_s_mem()), hello)
    t.ssl.SSL_set_bio(s, heard, said)
    t.ssl.SSL_set_connect_state(c), t.ssl.SSL_set_accept_state(s)
    t.ssl.SSL_do_handshake(c)
    buf = t.ffi.new("unsigned char[]", 4096)
    raw = bytes(t.ffi.buffer(buf, t.crypto.BIO_read(hello, buf, 4096)))
    at = raw.index(b"\x00\x0b\x00\x02\x01\x00" if b"\x00\x0b\x00\x02\x01\x00" in raw else b"\x00\x0b\x00\x04\x03\x00\x01\x02")
    old = 4 + raw[at + 3]
    new = bytes([0, 11, 0, 1 + len(listed), len(listed), *listed]) if listed else b""
    body = raw[9:at] + new + raw[at + old:]
    # The length of all extensions: behind version, random, session id, suites and compression.
    to = 35 + body[34]
    to += 2 + int.from_bytes(body[to:to + 2], "big")
    to += 1 + body[to]
    body = body[:to] + (len(body) - to - 2).to_bytes(2, "big") + body[to + 2:]
    record = raw[:3] + (len(body) + 4).to_bytes(2, "big") + b"\x01" + len(body).to_bytes(3, "big") + body
    assert t.crypto.BIO_write(heard, record, len(record)) == len(record)
    r = t.ssl.SSL_do_handshake(s)
    return [r, t.ssl.SSL_get_error(s, r), t.errors(), formats(t, s)]


@pytest.mark.parametrize("version", [0x0303, 0x0304])
@pytest.mark.parametrize("listed", [[0], [2, 0], [1, 0, 2, 77], []])
def test_point_formats_at_server(pki, version, listed):
    diff.same(told_formats, str(pki.pem("p256")), str(pki.key("p256")), version, listed)


def kept_formats(t, cert, key, version):
    """Of a full handshake and of a resumed one, whether there are any, and the one that everybody has is among them."""
    client, server = t.ctx("TLS_client_method"), t.server_ctx(cert, key)
    t.ctrl(client, 124, version)
    out, session = [], None
    for _ in range(2):
        c, s = t.pair(client, server)
        if session is not None:
            assert t.ssl.SSL_set_session(c, session) == 1
        assert [r[0] for r in t.shake(c, s)] == [1, 1], t.errors()
        assert t.ssl.SSL_write(s, b"x", 1) == 1 and t.read(c)
        session = t.ssl.SSL_get1_session(c)
        for o in (c, s):
            n, told = formats(t, o)
            out.append([t.ssl.SSL_session_reused(o), n > 0, "00" in told if n > 0 else told])
    return out


@pytest.mark.parametrize("version", [0x0303, 0x0304])
def test_point_formats_of_peers(pki, version):
    diff.same(kept_formats, str(pki.pem("p256")), str(pki.key("p256")), version)


def callbacks(t, numbers):
    out = []
    for cmd in numbers:
        ctx = t.ctx()
        out.append([cmd, t.ssl.SSL_CTX_callback_ctrl(ctx, cmd, t.NULL), t.errors()])
        out.append([cmd, t.ssl.SSL_callback_ctrl(t.new(ctx), cmd, t.NULL), t.errors()])
    return out


def test_callback_numbers():
    diff.same(callbacks, [n for n in range(160) if n not in (75, 76, 77)])  # SRP is refused by name


# Each option and mode, in the two SSL objects of a handshake: what is negotiated does not change, but where it must.
def shaken(t, cert, key, version, side, options, mode):
    client, server = t.server_ctx(cert, key, "TLS_client_method"), t.server_ctx(cert, key)
    for ctx in (client, server):
        t.ctrl(ctx, 123, version), t.ctrl(ctx, 124, version)
        assert t.ctrl(ctx, GROUPS_LIST, 0, "X25519:P-256") == 1
        assert t.ssl.SSL_CTX_set_cipher_list(ctx, CIPHERS) == 1
    ctx = client if side == "client" else server
    t.ssl.SSL_CTX_set_options(ctx, options)
    t.ctrl(ctx, 33, mode)
    c, s = t.pair(client, server)
    got = t.shake(c, s)
    t.errors()
    out = [[g[0] > 0 for g in got]]
    if got[0][0] == got[1][0] == 1:
        for o in (c, s):
            out += [t.text(t.ssl.SSL_get_version(o)), t.text(t.ssl.SSL_CIPHER_get_name(t.ssl.SSL_get_current_cipher(o))), t.ctrl(o, 134), t.ctrl(o, 122)]
        out.append(t.ssl.SSL_write(s, b"hello", 5))
        got = t.read(c)
        out += [got.decode() if isinstance(got, bytes) else got, t.ssl.SSL_SESSION_has_ticket(t.ssl.SSL_get_session(c))]
        out += [t.ssl.SSL_shutdown(c), t.ssl.SSL_shutdown(s), t.ssl.SSL_shutdown(c)]
    return out


# Not: NO_TLSv1_2 and NO_TLSv1_3 where a version is fixed are tested among the versions; ktls and DTLS bits are harmless here.
@pytest.mark.parametrize("version", [0x0303, 0x0304])
@pytest.mark.parametrize("side", ["client", "server"])
def test_every_option(pki, version, side):
    for bit in range(version == 0x0303, 40):  # without extended master secret: below
        diff.same(shaken, str(pki.pem("p256")), str(pki.key("p256")), version, side, 1 << bit, 0)


@pytest.mark.parametrize("version", [0x0303, 0x0304])
@pytest.mark.parametrize("side", ["client", "server"])
def test_every_mode(pki, version, side):
    for bit in range(12):
        if not (side == "client" and bit == 7):  # SEND_FALLBACK_SCSV is tested beside the versions
            diff.same(shaken, str(pki.pem("p256")), str(pki.key("p256")), version, side, 0, 1 << bit)


def test_key_exchange_without_ems(pki):
    """A chosen difference: what has no extended master secret is not resumed, so the session has no ticket."""
    theirs, mine = diff.run(shaken, str(pki.pem("p256")), str(pki.key("p256")), 0x0303, "client", 1, 0)
    assert theirs[11] == 1 and mine[11] == 0 and theirs[:11] + theirs[12:] == mine[:11] + mine[12:]
