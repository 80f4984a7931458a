# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""What settings put into a ClientHello: read from the first flight of a client that nobody answers."""
import struct

import pytest

from differential import diff

SET_GROUPS_LIST, SET_SIGALGS_LIST, SET_MIN, SET_MAX, MODE = 92, 98, 123, 124, 33
OURS = {
    "suites": {0x1301, 0x1302, 0x1303, 0xC02B, 0xC02C, 0xC02F, 0xC030, 0xCCA8, 0xCCA9, 0x5600},
    "groups": {0x17, 0x18, 0x1D},
    "sigalgs": {0x0403, 0x0503, 0x0603, 0x0807, 0x0804, 0x0805, 0x0806, 0x0809, 0x080A, 0x080B, 0x0401, 0x0501, 0x0601},
    "versions": {0x0303, 0x0304},
}


def u16s(b):
    return [struct.unpack_from("!H", b, i)[0] for i in range(0, len(b), 2)]


def parse(record):
    assert record[0] == 22 and record[5] == 1, record[:10].hex()
    b, i = record[9:], 2 + 32
    i += 1 + b[i]
    n = struct.unpack_from("!H", b, i)[0]
    out = {"suites": u16s(b[i + 2 : i + 2 + n]), "groups": None, "sigalgs": None, "versions": None, "alpn": None, "shares": None, "types": []}
    i += 2 + n
    i += 1 + b[i]
    end = i + 2 + struct.unpack_from("!H", b, i)[0]
    i += 2
    while i < end:
        kind, n = struct.unpack_from("!HH", b, i)
        body = b[i + 4 : i + 4 + n]
        i += 4 + n
        out["types"].append(kind)
        if kind == 10:
            out["groups"] = u16s(body[2:])
        elif kind == 13:
            out["sigalgs"] = u16s(body[2:])
        elif kind == 43:
            out["versions"] = u16s(body[1:])
        elif kind == 16:
            out["alpn"] = body[2:].hex()
        elif kind == 0:
            out["name"] = body[5:].decode()
        elif kind == 51:
            out["shares"], j = [], 2
            while j < n:
                g, k = struct.unpack_from("!HH", body, j)
                out["shares"].append([g, k])
                j += 4 + k
    return out


def apply(t, o, kind, steps):
    for name, *args in steps:
        if name == "ctrl":
            t.ctrl(o, *args)
        else:
            fn = getattr(t.ssl, ("SSL_CTX_" if kind == "ctx" else "SSL_") + name)
            a = [bytes.fromhex(x[4:]) if isinstance(x, str) and x.startswith("hex:") else x.encode() if isinstance(x, str) else x for x in args]
            if name == "set_alpn_protos":
                a.append(len(a[0]))
            fn(o, *a)


def hello(t, kind, steps):
    ctx = t.ctx("TLS_client_method")
    if kind == "ctx":
        apply(t, ctx, kind, steps)
    s = t.new(ctx)
    if kind == "ssl":
        apply(t, s, kind, steps)
    out = t.crypto.BIO_new(t.crypto.BIO_s_mem())
    t.ssl.SSL_set_bio(s, t.crypto.BIO_new(t.crypto.BIO_s_mem()), out)
    t.ssl.SSL_set_connect_state(s)
    r = t.ssl.SSL_do_handshake(s)
    n = t.crypto.BIO_ctrl_pending(out)
    buf = t.ffi.new("char[]", n + 1)
    t.crypto.BIO_read(out, buf, n)
    got = bytes(t.ffi.buffer(buf, n))
    return [r, t.ssl.SSL_get_error(s, r), t.errors(), parse(got) if got[:1] == b"\x16" else got.hex()]


CASES = {
    "default": [],
    "suites": [["set_cipher_list", "ECDHE+CHACHA20:ECDHE+AESGCM"], ["set_ciphersuites", "TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256"]],
    "level 3": [["set_security_level", 3]],
    "level 4": [["set_security_level", 4]],
    "only 1.2": [["ctrl", SET_MAX, 0x0303], ["ctrl", SET_MIN, 0x0303]],
    "only 1.3": [["ctrl", SET_MIN, 0x0304]],
    "no 1.3 by option": [["set_options", 1 << 29]],
    "no ticket": [["set_options", 1 << 14]],
    "no ems": [["set_options", 1]],
    "no middlebox": [["clear_options", 1 << 20]],
    "groups": [["ctrl", SET_GROUPS_LIST, 0, "P-384:P-256"]],
    "one group": [["ctrl", SET_GROUPS_LIST, 0, "P-256"]],
    "groups with obsolete": [["ctrl", SET_GROUPS_LIST, 0, "P-384:X448:X25519"]],
    "sigalgs": [["ctrl", SET_SIGALGS_LIST, 0, "RSA-PSS+SHA512:ECDSA+SHA256:ed25519:RSA+SHA256"]],
    "alpn": [["set_alpn_protos", "hex:026832"]],
    "alpn given up": [["set_alpn_protos", "hex:026832"], ["set_alpn_protos", "hex:0368"]],
    "fallback": [["ctrl", MODE, 128], ["ctrl", SET_MAX, 0x0303]],
    "post-handshake": [["set_post_handshake_auth", 1]],
    "suite b": [["set_cipher_list", "SUITEB128"]],
    "suite b 192": [["set_cipher_list", "SUITEB192"]],
}


@pytest.mark.parametrize("kind", ["ctx", "ssl"])
@pytest.mark.parametrize("name", CASES)
def test_hello(kind, name):
    theirs, mine = diff.run(hello, kind, CASES[name])
    assert mine[:3] == theirs[:3]
    a, b = mine[3], theirs[3]
    for key, ours in OURS.items():
        # The renegotiation SCSV tells a TLS 1.3 server nothing.
        assert (a[key] and [x for x in a[key] if x != 0xFF]) == (None if b[key] is None else [x for x in b[key] if x in ours]), key
    assert a["alpn"] == b["alpn"]
    # OpenSSL sends one share, for its first group; so do we, unless that group is not here.
    assert a["shares"] == b["shares"] or b["shares"][0][0] not in OURS["groups"]
    # encrypt_then_mac (22) has no object here; padding and the order of extensions are a matter of taste.
    # What only TLS 1.2 knows (point formats, extended master secret, tickets) is not sent when only TLS 1.3 is offered.
    old = {11, 23, 35} if a["versions"] == [0x0304] else set()
    assert sorted(set(a["types"]) - {21} - old) == sorted(set(b["types"]) - {21, 22} - old)


def judged_hello(t, op, nid, bits):
    """A security callback that denies one thing."""
    ctx = t.ctx("TLS_client_method")

    def judge(s, c, asked, b, n, other, ex):
        return 0 if asked == op and nid in (0, n) and bits in (0, b) else 1

    t.ssl.SSL_CTX_set_security_callback(ctx, t.callback("int(SSL *, SSL_CTX *, int, int, int, void *, void *)", judge))
    s = t.new(ctx)
    out = t.crypto.BIO_new(t.crypto.BIO_s_mem())
    t.ssl.SSL_set_bio(s, t.crypto.BIO_new(t.crypto.BIO_s_mem()), out)
    t.ssl.SSL_set_connect_state(s)
    r = t.ssl.SSL_do_handshake(s)
    buf = t.ffi.new("char[]", 4096)
    n = t.crypto.BIO_read(out, buf, 4096)
    return [r, t.ssl.SSL_get_error(s, r), t.errors(), parse(bytes(t.ffi.buffer(buf, n)))]


@pytest.mark.parametrize(
    "op,nid,bits",
    [(0x10001, 0, 128), (0x10001, 0, 256), (0x20004, 1034, 0), (0x20004, 415, 0), (0x20004, 0, 192), (0x5000B, 672, 0), (0x5000B, 0, 256), (9, 0x0303, 0), (10, 0, 0), (0, 0, 0)],
)
def test_judged_hello(op, nid, bits):
    theirs, mine = diff.run(judged_hello, op, nid, bits)
    assert mine[:3] == theirs[:3]
    a, b = mine[3], theirs[3]
    if (op, nid) == (9, 0x0303):
        assert a["versions"] == [0x0304]  # OpenSSL would go down to TLS 1.1
        return
    for key, ours in OURS.items():
        assert (a[key] and [x for x in a[key] if x != 0xFF]) == (None if b[key] is None else [x for x in b[key] if x in ours]), key
    assert (35 in a["types"]) == (35 in b["types"])


def test_no_suites():
    """There is nothing to offer. OpenSSL sends an alert in the place of its first message."""
    steps = [["set_ciphersuites", ""], ["ctrl", SET_MIN, 0x0304]]
    theirs, mine = diff.run(hello, "ctx", steps)
    assert mine[:3] == theirs[:3] == [-1, 1, ["SSL:181"]]
    assert (theirs[3], mine[3]) == ("15030100020250", "")
