# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Policies, name constraints, TLS features and timestamps of logs as text, byte for byte as OpenSSL's, and when they are cut or flipped."""
import struct

import pytest

from differential import diff

from .test_ext_print import DUMP, ERROR, extension

POLICIES, NAMES, SCTS, OCSP_SCTS, POISON, FEATURES, CONSTRAINTS, ANY, MAPPINGS = 89, 666, 951, 954, 952, 1020, 401, 748, 747


def tlv(tag, *parts):
    body = b"".join(parts)
    size = bytes([len(body)]) if len(body) < 128 else bytes([0x81, len(body)]) if len(body) < 256 else b"\x82" + struct.pack("!H", len(body))
    return bytes([tag]) + size + body


def seq(*parts):
    return tlv(0x30, *parts)


def oid(text):
    return tlv(6, bytes.fromhex(text))


EVERY, ONE, TWO, CPS, NOTICE = oid("551d2000"), oid("2a0304"), oid("2a0305"), oid("2b06010505070201"), oid("2b06010505070202")
TEXTS = [tlv(12, "hé\n\0x".encode()), tlv(0x1E, "hé".encode("utf-16-be")), tlv(0x1A, b"vis"), tlv(0x16, b"ia\5"), tlv(12)]
NUMBERS = [tlv(2, v) for v in (b"\1", b"\0\x80", b"\xff", b"\1" * 17)]


def policy(*qualifiers):
    return seq(seq(ONE, seq(*qualifiers)))


def notice(*parts):
    return policy(seq(NOTICE, seq(*parts)))


def reference(*numbers):
    return seq(TEXTS[2], seq(*numbers))


URL, OTHER = seq(CPS, tlv(0x16, b"http://x/\n")), seq(TWO, tlv(12, b"q"))
GOOD = [(POLICIES, v) for v in (seq(), seq(seq(EVERY)), seq(seq(EVERY), seq(ONE)), policy(), policy(URL), policy(OTHER), policy(seq(TWO, tlv(5))), notice(), notice(reference()), policy(seq(CPS, tlv(0x16))),
                                seq(seq(ONE, seq()), seq(EVERY)), seq(seq(ONE, seq(URL, URL)), seq(TWO, seq(OTHER))), policy(OTHER, URL, seq(NOTICE, seq(TEXTS[2])), URL, OTHER))]
GOOD += [(POLICIES, notice(t)) for t in TEXTS] + [(POLICIES, notice(seq(t, seq(NUMBERS[0])))) for t in TEXTS]
GOOD += [(POLICIES, notice(reference(*NUMBERS[:n]), *more)) for n in range(5) for more in ((), (TEXTS[0],))]

TREES = [seq(n) for n in (tlv(0x86, b"http://x"), tlv(0x82, b".a.test"), tlv(0x82, b"a\0b\n"), tlv(0x82), tlv(0x81, b"a@b"), tlv(0x88, b"\x2a\3"), tlv(0xA0, ONE, tlv(0xA0, tlv(12, b"x"))),
                          tlv(0xA4, seq(tlv(0x31, seq(oid("550403"), tlv(12, b"x,y"))))))]
TREES += [seq(tlv(0x87, bytes(range(n)))) for n in (0, 4, 5, 8, 10, 16, 20, 32, 40)]
TREES += [seq(tlv(0x82, b"x"), *more) for more in ((tlv(0x80, b"\0"),), (tlv(0x81, b"\5"),), (tlv(0x80, b"\1"), tlv(0x81, b"\2")))]
GOOD += [(NAMES, v) for v in (seq(), seq(tlv(0xA0)), seq(tlv(0xA0), tlv(0xA1)), seq(tlv(0xA0, *TREES)), seq(tlv(0xA1, *TREES)), seq(tlv(0xA0, *TREES[:2]), tlv(0xA1, *TREES[2:4])))]
GOOD += [(NAMES, seq(tlv(0xA0, t), tlv(0xA1, t))) for t in TREES]

GOOD += [(FEATURES, seq(*(tlv(2, v) for v in values))) for values in ((), (b"\5",), (b"\5", b"\x11"), (b"\6", b"\0\xff", b"\xff"), (b"\1" * 9,))]
GOOD += [(CONSTRAINTS, v) for v in (seq(), seq(tlv(0x80, b"\0")), seq(tlv(0x81, b"\3")), seq(tlv(0x80, b"\2"), tlv(0x81, b"\0\x80")))]
GOOD += [(ANY, n) for n in NUMBERS] + [(MAPPINGS, v) for v in (seq(), seq(seq(ONE, TWO)), seq(seq(ONE, TWO), seq(TWO, EVERY)))]
GOOD += [(POISON, tlv(5))]


def timestamp(at=1583064000123, more=b"", scheme=b"\4\3", signature=bytes(range(71))):
    return b"\0" + bytes(range(32)) + struct.pack("!QH", at, len(more)) + more + scheme + struct.pack("!H", len(signature)) + signature


def stamps(*all_):
    text = b"".join(struct.pack("!H", len(s)) + s for s in all_)
    return tlv(4, struct.pack("!H", len(text)) + text)


TIMES = (0, 1, 999, 2147483648000, 253402300799999, 253402300800000, (1 << 63) - 1, 1 << 63, (1 << 64) - 1)
GOOD += [(kind, stamps(*all_)) for kind in (SCTS, OCSP_SCTS) for all_ in ((), (timestamp(),), (timestamp(), timestamp(scheme=b"\4\1", signature=bytes(256)), timestamp(more=b"m")), (b"\1",), (b"\1a", timestamp()))]
GOOD += [(SCTS, stamps(timestamp(more=b"e" * n))) for n in (1, 16, 17, 32)] + [(SCTS, stamps(timestamp(at))) for at in TIMES] + [(SCTS, stamps(timestamp(signature=b"s" * n))) for n in (1, 15, 16, 32)]

BAD = [(POLICIES, policy(seq(CPS, tlv(12, b"x")))), (POLICIES, policy(seq(CPS))), (POLICIES, policy(seq(TWO))), (POLICIES, policy(seq(NOTICE, tlv(5)))), (POLICIES, notice(tlv(0x13, b"printable"))),
       (POLICIES, notice(TEXTS[2], reference())), (POLICIES, seq(seq(ONE, seq(), seq()))), (POLICIES, seq(ONE)), (POLICIES, tlv(5)), (NAMES, seq(tlv(0xA1, TREES[0]), tlv(0xA0, TREES[0]))),
       (NAMES, seq(tlv(0xA0, seq()))), (NAMES, seq(tlv(0xA0, seq(tlv(0x82, b"x"), tlv(0x81, b"\1"), tlv(0x80, b"\0"))))), (FEATURES, tlv(5)), (FEATURES, seq(tlv(4, b"x"))),
       (CONSTRAINTS, seq(tlv(0x81, b"\2"), tlv(0x80, b"\0"))), (MAPPINGS, seq(seq(ONE))), (MAPPINGS, seq(seq(ONE, TWO, EVERY))), (POISON, tlv(4)), (POISON, tlv(5, b"x")),
       (SCTS, stamps(timestamp(signature=b""))), (SCTS, stamps(timestamp(scheme=b"\2\1"))), (SCTS, stamps(timestamp(scheme=b"\4\2"))), (SCTS, tlv(4, b"\0\2\0\0")), (SCTS, tlv(4))]


@pytest.mark.parametrize("kind", sorted({k for k, _ in GOOD}))
def test_text(kind):
    diff.crypto_each(extension, [[k, v.hex(), 0, indent] for k, v in GOOD if k == kind for indent in (0, 12)])


def test_malformed():
    diff.crypto_each(extension, [[k, v.hex(), flags, 4] for k, v in BAD for flags in (0, ERROR, DUMP)])


@pytest.mark.parametrize("kind", sorted({k for k, _ in GOOD}))
def test_cut(kind):
    longest = max((v for k, v in GOOD if k == kind), key=len)
    diff.crypto_each(extension, [[kind, longest[:n].hex(), ERROR, 4] for n in range(len(longest))])


def test_lengthened():
    # OpenSSL passes over what stands behind an extension's value.
    for kind, value in {k: v for k, v in GOOD}.items():
        _, mine = diff.crypto_run(extension, kind, (value + b"\0").hex(), ERROR, 0)
        assert mine == [1, b"<Parse Error>".hex()], kind
