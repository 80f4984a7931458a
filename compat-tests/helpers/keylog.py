# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Key log files (SSLKEYLOGFILE, draft-ietf-tls-keylogfile) put to use: reads the records of a captured connection with what they say.

A reader of its own over python3-cryptography's ciphers, and a capture file for tshark where that is installed.
"""
import hashlib
import hmac
import struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305

from . import wire

# suite: hash, length of the key, cipher.
AEADS = {0x1301: ("sha256", 16, AESGCM), 0x1302: ("sha384", 32, AESGCM), 0x1303: ("sha256", 32, ChaCha20Poly1305)}
AEADS |= {0xC02B: AEADS[0x1301], 0xC02C: AEADS[0x1302], 0xCCA9: AEADS[0x1303]}


def parse(text):
    """{client random: {label: secret}}"""
    found = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            label, random, secret = line.split(" ")
            found.setdefault(bytes.fromhex(random), {})[label] = bytes.fromhex(secret)
    return found


def expand_label(algorithm, secret, label, n):
    """HKDF-Expand-Label with an empty context, of at most one block (RFC 8446 section 7.1)."""
    label = b"tls13 " + label
    info = struct.pack(">H", n) + bytes([len(label)]) + label + b"\0"
    return hmac.new(secret, info + b"\1", algorithm).digest()[:n]


def prf(algorithm, secret, seed, n):
    """RFC 5246 section 5."""
    out, a = b"", seed
    while len(out) < n:
        a = hmac.new(secret, a, algorithm).digest()
        out += hmac.new(secret, a + seed, algorithm).digest()
    return out[:n]


def nonce(iv, seq):
    return bytes(a ^ b for a, b in zip(iv, seq.to_bytes(len(iv), "big")))


def open_13(stream, suite, secrets):
    """Application data of one direction. The secrets follow each other; which one a record is under shows as it opens."""
    algorithm, key_len, cipher = AEADS[suite]
    keys = [(cipher(expand_label(algorithm, s, b"key", key_len)), expand_label(algorithm, s, b"iv", 12)) for s in secrets]
    at, seq, data = 0, 0, b""
    for kind, version, body in wire.records(stream):
        if kind != wire.DATA:
            continue
        head = struct.pack(">BHH", kind, version, len(body))
        while True:
            key, iv = keys[at]
            try:
                inner = key.decrypt(nonce(iv, seq), body, head).rstrip(b"\0")
                break
            except InvalidTag:
                at, seq = at + 1, 0
                assert at < len(keys), "no secret of the log opens this record"
        seq += 1
        if inner[-1] == wire.DATA:
            data += inner[:-1]
    return data


def open_12(stream, suite, key, iv):
    _, _, cipher = AEADS[suite]
    seq, data, clear = 0, b"", True
    for kind, version, body in wire.records(stream):
        if kind == wire.CCS:
            clear = False
        elif not clear:
            if cipher is AESGCM:
                how, body = iv + body[:8], body[8:]  # RFC 5288 section 3
            else:
                how = nonce(iv, seq)
            text = cipher(key).decrypt(how, body, struct.pack(">QBHH", seq, kind, version, len(body) - 16))
            seq += 1
            data += text if kind == wire.DATA else b""
    return data


def read(c2s, s2c, text):
    """(what the client said, what the server said) in a captured connection, by the lines of a key log."""
    hello = wire.client_hello(wire.messages(c2s)[0][1])
    server = wire.negotiated(s2c)["hello"] if 43 in wire.server_hello(_first(s2c))["ext"] else wire.server_hello(_first(s2c))
    secrets, suite = parse(text)[hello["random"]], server["suite"]
    if "CLIENT_RANDOM" not in secrets:
        client = [secrets[k] for k in ("CLIENT_EARLY_TRAFFIC_SECRET", "CLIENT_HANDSHAKE_TRAFFIC_SECRET", "CLIENT_TRAFFIC_SECRET_0") if k in secrets]
        return open_13(c2s, suite, client), open_13(s2c, suite, [secrets[f"SERVER_{k}"] for k in ("HANDSHAKE_TRAFFIC_SECRET", "TRAFFIC_SECRET_0")])
    algorithm, key_len, cipher = AEADS[suite]
    iv_len = 4 if cipher is AESGCM else 12
    block = prf(algorithm, secrets["CLIENT_RANDOM"], b"key expansion" + server["random"] + hello["random"], 2 * (key_len + iv_len))
    keys, ivs = (block[:key_len], block[key_len : 2 * key_len]), (block[2 * key_len :][:iv_len], block[2 * key_len + iv_len :])
    return open_12(c2s, suite, keys[0], ivs[0]), open_12(s2c, suite, keys[1], ivs[1])


def _first(s2c):
    return wire.messages(s2c)[0][1]


def pcap(c2s, s2c):
    """The two streams as a capture file, with the record that began it: the client's hello, the server's all, the client's rest.

    The network is made up (RAW IPv4); the port is 443, so that nobody has to be told it is TLS.
    """
    hello = 5 + int.from_bytes(c2s[3:5], "big")
    out = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 101)
    seqs, at = {True: 1, False: 1}, 0

    def packet(from_client, data, flags):
        nonlocal out, at
        a, b = (b"\x0a\0\0\1", b"\x0a\0\0\2") if from_client else (b"\x0a\0\0\2", b"\x0a\0\0\1")
        ports = (40000, 443) if from_client else (443, 40000)
        tcp = struct.pack(">HHIIBBHHH", *ports, seqs[from_client] & 0xFFFFFFFF, seqs[not from_client] & 0xFFFFFFFF, 5 << 4, flags, 65535, 0, 0) + data
        ip = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(tcp), 0, 0, 64, 6, 0) + a + b
        whole = ip + tcp
        at += 1
        out += struct.pack("<IIII", 1, at, len(whole), len(whole)) + whole
        seqs[from_client] += len(data)

    packet(True, b"", 2)
    seqs[True] += 1
    packet(False, b"", 0x12)
    seqs[False] += 1
    packet(True, b"", 0x10)
    for who, data in ((True, c2s[:hello]), (False, s2c), (True, c2s[hello:])):
        for i in range(0, len(data), 1400):
            packet(who, bytes(data[i : i + 1400]), 0x18)
    return out
