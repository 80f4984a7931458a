# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""TLS as it stands on the wire, in Python and independent of every library under test.

Reads the clear part of a captured connection (hellos, TLS 1.2 key exchange, alerts) and builds ClientHellos, right and wrong.
"""
import os
import struct

HANDSHAKE, ALERT, CCS, DATA = 22, 21, 20, 23

SUITES = {
    0x1301: "TLS_AES_128_GCM_SHA256",
    0x1302: "TLS_AES_256_GCM_SHA384",
    0x1303: "TLS_CHACHA20_POLY1305_SHA256",
    0xC02B: "ECDHE-ECDSA-AES128-GCM-SHA256",
    0xC02C: "ECDHE-ECDSA-AES256-GCM-SHA384",
    0xCCA9: "ECDHE-ECDSA-CHACHA20-POLY1305",
    0xC02F: "ECDHE-RSA-AES128-GCM-SHA256",
    0xC030: "ECDHE-RSA-AES256-GCM-SHA384",
    0xCCA8: "ECDHE-RSA-CHACHA20-POLY1305",
}
SUITE_IDS = {v: k for k, v in SUITES.items()}
GROUPS = {29: "X25519", 23: "P-256", 24: "P-384"}
GROUP_IDS = {v: k for k, v in GROUPS.items()}

# SHA-256 of "HelloRetryRequest" (RFC 8446 §4.1.3), and the downgrade sentinel for TLS 1.2.
HRR_RANDOM = bytes.fromhex("CF21AD74E59A6111BE1D8C021E65B891C2A211167ABB8C5E079E09E2C8A8339C")
DOWNGRADE12 = b"DOWNGRD\x01"


class Malformed(AssertionError):
    pass


def records(stream):
    """[(type, version, body)] of the whole records in the stream."""
    out, at = [], 0
    while len(stream) - at >= 5:
        kind, version, n = struct.unpack_from(">BHH", stream, at)
        if kind not in (HANDSHAKE, ALERT, CCS, DATA):
            raise Malformed(f"record type {kind} at {at}")
        if n > 16384 + 256:
            raise Malformed(f"record of {n} bytes at {at} (RFC 8446 §5.2)")
        if len(stream) - at < 5 + n:
            break
        out.append((kind, version, bytes(stream[at + 5 : at + 5 + n])))
        at += 5 + n
    return out


def messages(stream):
    """[(type, body)] of the clear handshake messages, up to the first record that is not a handshake's or is encrypted."""
    data = bytearray()
    for kind, _, body in records(stream):
        if kind == CCS or kind == DATA or kind == ALERT:
            break
        data += body
    out, at = [], 0
    while len(data) - at >= 4:
        n = int.from_bytes(data[at + 1 : at + 4], "big")
        if len(data) - at < 4 + n:
            break
        out.append((data[at], bytes(data[at + 4 : at + 4 + n])))
        at += 4 + n
    return out


def extensions(block):
    found, at = {}, 0
    while at < len(block):
        kind, n = struct.unpack_from(">HH", block, at)
        if kind in found:
            raise Malformed(f"extension {kind} twice")
        found[kind] = block[at + 4 : at + 4 + n]
        at += 4 + n
    if at != len(block):
        raise Malformed("extensions overrun")
    return found


def client_hello(body):
    at = 34
    n = body[at]
    session, at = body[at + 1 : at + 1 + n], at + 1 + n
    (n,) = struct.unpack_from(">H", body, at)
    suites = struct.unpack_from(f">{n // 2}H", body, at + 2)
    at += 2 + n
    n = body[at]
    compression, at = body[at + 1 : at + 1 + n], at + 1 + n
    (n,) = struct.unpack_from(">H", body, at)
    assert at + 2 + n == len(body), "ClientHello has surplus bytes"
    ext = extensions(body[at + 2 :])
    return {
        "legacy_version": int.from_bytes(body[:2], "big"),
        "random": body[2:34],
        "session": session,
        "suites": suites,
        "compression": compression,
        "ext": ext,
        "groups": struct.unpack(f">{len(ext.get(10, b'')) // 2}H", ext[10])[1:] if 10 in ext else (),
        "versions": struct.unpack(f">{(len(ext[43]) - 1) // 2}H", ext[43][1:]) if 43 in ext else (),
        "shares": _shares(ext[51]) if 51 in ext else {},
    }


def _shares(block):
    found, at = {}, 2
    while at < len(block):
        group, n = struct.unpack_from(">HH", block, at)
        found[group] = block[at + 4 : at + 4 + n]
        at += 4 + n
    return found


def server_hello(body):
    n = body[34]
    at = 35 + n
    suite, compression = struct.unpack_from(">HB", body, at)
    ext = extensions(body[at + 5 :]) if len(body) > at + 3 else {}
    version = int.from_bytes(ext[43], "big") if 43 in ext else int.from_bytes(body[:2], "big")
    return {
        "version": version,
        "random": body[2:34],
        "session": body[35 : 35 + n],
        "suite": suite,
        "compression": compression,
        "ext": ext,
        "retry": body[2:34] == HRR_RANDOM,
        "group": int.from_bytes(ext[51][:2], "big") if 51 in ext else None,
    }


def negotiated(s2c):
    """What the server's clear messages say: version, suite, group, and how many HelloRetryRequests came before."""
    hellos = [server_hello(b) for t, b in _server_messages(s2c) if t == 2]
    last = hellos[-1]
    group = last["group"]
    if last["version"] == 0x0303:
        for t, b in _server_messages(s2c):
            if t == 12:  # ServerKeyExchange: named_curve (3), then the group (RFC 8422 §5.4)
                assert b[0] == 3
                group = int.from_bytes(b[1:3], "big")
    return {
        "version": {0x0303: "1.2", 0x0304: "1.3"}[last["version"]],
        "suite": SUITES[last["suite"]],
        "group": GROUPS[group],
        "retries": sum(h["retry"] for h in hellos),
        "hello": last,
    }


def _server_messages(s2c):
    """Clear messages with the ChangeCipherSpec of middlebox compatibility passed over (it may stand after a retry)."""
    clear = bytearray()
    for kind, _, body in records(s2c):
        if kind == DATA:
            break
        if kind == HANDSHAKE:
            clear += struct.pack(">BHH", kind, 0x0303, len(body)) + body
        if kind == CCS and len(messages(clear)) > 1:
            break  # TLS 1.2: what follows is encrypted though it still says handshake
    return messages(clear)


def alert(stream):
    """(level, description) of the first clear alert, or None."""
    for kind, _, body in records(stream):
        if kind == ALERT and len(body) == 2:
            return tuple(body)
        if kind == DATA:
            return None
    return None


# -- building --------------------------------------------------------------------------------------------------------------


def vec(n, data):
    return len(data).to_bytes(n, "big") + data


def ext(kind, data):
    return struct.pack(">H", kind) + vec(2, data)


def record(kind, body, version=0x0303):
    return struct.pack(">BH", kind, version) + vec(2, body)


def hello(
    versions=(0x0304, 0x0303),
    suites=tuple(SUITES),
    groups=(29, 23, 24),
    shares=((29, None),),
    sigalgs=(0x0403, 0x0503, 0x0804, 0x0805, 0x0401, 0x0807),
    sni=b"p256.test",
    legacy=0x0303,
    compression=b"\0",
    session=None,
    extra=b"",
    with_ext=True,
):
    """A ClientHello message, header and all; a share of None is a random one of 32 bytes (good for X25519)."""
    body = struct.pack(">H", legacy) + os.urandom(32)
    body += vec(1, os.urandom(32) if session is None else session)
    body += vec(2, b"".join(struct.pack(">H", s) for s in suites))
    body += vec(1, compression)
    if with_ext:
        e = b""
        if sni is not None:
            e += ext(0, vec(2, b"\0" + vec(2, sni)))
        if groups:
            e += ext(10, vec(2, b"".join(struct.pack(">H", g) for g in groups)))
            e += ext(11, b"\x01\x00")
        if sigalgs:
            e += ext(13, vec(2, b"".join(struct.pack(">H", s) for s in sigalgs)))
        e += ext(23, b"") + ext(0xFF01, b"\0")
        if versions:
            e += ext(43, vec(1, b"".join(struct.pack(">H", v) for v in versions)))
        if shares is not None:
            e += ext(51, vec(2, b"".join(struct.pack(">H", g) + vec(2, s or os.urandom(32)) for g, s in shares)))
        body += vec(2, e + extra)
    return b"\x01" + vec(3, body)
