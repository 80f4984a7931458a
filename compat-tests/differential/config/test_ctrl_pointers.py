# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""The commands that test_ctrl.py leaves out because they follow their pointer: here it points at zeros, of an object that is
fresh and of both ends of a connection; and every number of a callback command, with no callback."""
import pytest

from differential import diff

GROUPS_LIST, CIPHERS = 92, b"ECDHE-ECDSA-AES128-GCM-SHA256"
# What writes through its pointer, or looks for a list, a key or a store at it; not those that take the object over.
READERS = [58, 66, 68, 70, 82, 90, 93, 108, 109, 111, 115, 128, 129, 132, 133, 134, 136, 137, 138]
POINT_FORMATS = 111  # OpenSSL's peers list three, and ours one
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
