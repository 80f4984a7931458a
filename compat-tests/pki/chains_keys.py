# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Keys, digests, signatures, and the encoding of certificates (chains.py)."""
import certgen as g
from chains import INT, ROOT, STRICT, WWW, chain, leaf_with, rule


@rule
def level_of_keys(r):
    # Bits that levels 1 to 5 ask for: 80, 112, 128, 192, 256.
    for kind, most in (("rsa2048", 2), ("rsa3072", 3), ("p256", 3), ("p384", 4), ("p521", 5), ("ed25519", 3)):
        top, short = g.root(kind=kind, md="sha512"), leaf_with(kind=kind, md="sha512")
        strong = g.root(kind="p521", md="sha512")
        for level in (most, most + 1):
            if level <= 5:
                want = "ok" if level <= most else "66@0"
                r.row(f"leaf {kind}, level {level}", want, leaf=g.leaf(strong, kind=kind, md="sha512").der, anchors=[strong.der],
                      level=level)
                want = "ok" if level <= most else "67@1"
                if (kind, level) == ("ed25519", 4):
                    want = "68@0"  # its signatures are too weak as well, and come first
                r.row(f"root {kind}, level {level}", want, leaf=g.leaf(top, kind="p521", md="sha512").der, anchors=[top.der],
                      level=level)
    r.row("leaf RSA of 1024 bits, level 2", "66@0", **chain(leaf_with(kind="rsa1024")))
    r.ok("leaf RSA of 1024 bits, level 1", **chain(leaf_with(kind="rsa1024")), level=1)
    small = g.root(kind="rsa1024")
    r.row("root RSA of 1024 bits, level 2", "67@1", leaf=g.leaf(small).der, anchors=[small.der])
    r.row("root RSA of 1024 bits, level 1", "ok", leaf=g.leaf(small).der, anchors=[small.der], level=1)
    r.ok("leaf RSA of 2050 bits", **chain(leaf_with(kind="rsa2050")))
    for kind, want in (("p224", "ok"), ("p192", "66@0"), ("k256", "ok"), ("dsa", "ok"), ("p256-explicit", "94@0")):
        r.row(f"leaf {kind}", want, **chain(leaf_with(kind=kind)))
    for kind, want in (("p224", "ok"), ("k256", "ok"), ("p256-explicit", "94@1")):
        top = g.root(kind=kind)
        r.row(f"root {kind}", want, leaf=g.leaf(top).der, anchors=[top.der])


@rule
def level_of_digests(r):
    top = g.root(kind="p521", md="sha512")
    for md, most in (("sha256", 3), ("sha384", 4), ("sha512", 5)):
        for level in (most, most + 1):
            if level <= 5:
                r.row(f"{md}, level {level}", "ok" if level <= most else "68@0", leaf=g.leaf(top, kind="p521", md=md).der,
                      anchors=[top.der], level=level)
    r.ok("root's own digest does not count", leaf=g.leaf(g.root(kind="p521", md="sha256"), kind="p521", md="sha512").der,
         anchors=[g.root(kind="p521", md="sha256").der], level=5)
    rsa = g.root(kind="rsa2048")
    for md, level, want in (("md5", 1, "68@0"), ("md5", 0, "ok"), ("sha1", 1, "68@0"), ("sha1", 2, "68@0"), ("sha1", 0, "ok"),
                            ("sha224", 2, "ok"), ("sha224", 3, "66@0")):
        r.row(f"RSA with {md}, level {level}", want, leaf=g.leaf(rsa, kind="rsa2048" if level == 3 else "p256", md=md).der,
              anchors=[rsa.der], level=level)
    old = g.root(kind="rsa2048", md="sha1")
    r.ok("root signed with SHA-1", leaf=g.leaf(old).der, anchors=[old.der])
    weak = g.ca("Int", rsa, number=1, md="sha1")
    r.row("intermediate signed with SHA-1", "68@1", **chain(g.leaf(weak), weak, root=rsa))


SIGNERS = [("p256", "sha256", None), ("p256", "sha384", None), ("p256", "sha512", None), ("p384", "sha256", None),
           ("p384", "sha384", None),
           ("p521", "sha256", None), ("p521", "sha512", None), ("rsa2048", "sha256", None), ("rsa2048", "sha384", None),
           ("rsa2048", "sha512", None),
           ("rsa3072", "sha256", None), ("rsa2048", "sha256", 32), ("rsa2048", "sha384", 48), ("rsa2048", "sha512", 64),
           ("rsa2048", "sha256", 20),
           ("rsa2048", "sha256", 0), ("rsapss", "sha256", 32), ("rsapss", "sha512", 64), ("rsapss256", "sha256", 32),
           ("ed25519", "sha512", None)]


@rule
def signatures(r):
    for kind, md, salt in SIGNERS:
        top = g.root(kind=kind, md=md, pss_salt=salt)
        name = f"{kind}, {md}" + (f", salt of {salt}" if salt is not None else "")
        r.ok(name, leaf=g.leaf(top, md=md, pss_salt=salt).der, anchors=[top.der])
        r.row(f"{name}, one bit wrong", "7@0", leaf=g.leaf(top, md=md, pss_salt=salt, flip=True).der, anchors=[top.der])
    r.row("of another key", "7@0", **chain(leaf_with(signer=g.key("p256", 8))))
    r.row("of a key of another kind", "20@0", **chain(leaf_with(signer=g.key("ed25519"))))
    r.row("empty", "7@0", **chain(leaf_with(signature=b"")))
    r.row("of 100 kilobytes", "7@0", **chain(leaf_with(signature=bytes(100_000))))
    r.row("outer algorithm differs", "7@0", **chain(leaf_with(outer_alg=g.sig_alg(g.key("p256"), "sha384"))))
    r.row("parameters NULL on one side", "7@0", **chain(leaf_with(outer_alg=g.seq(g.oid(g.ECDSA_SIG["sha256"]), g.null()))))
    null = g.seq(g.oid(g.ECDSA_SIG["sha256"]), g.null())
    r.ok("ECDSA with parameters NULL", **chain(leaf_with(alg=null)))
    r.row("unknown algorithm", "20@0", **chain(leaf_with(alg=g.seq(g.oid("1.2.3.4")))))


@rule
def rsa_pss(r):
    bound = g.root(kind="rsapss256", pss_salt=32)
    for name, md, salt, want in (("its digest and salt", "sha256", 32, "ok"), ("more salt", "sha256", 48, "ok"),
                                 ("less salt", "sha256", 20, "7@0"), ("another digest", "sha384", 48, "7@0")):
        r.row(f"key with parameters: {name}", want, leaf=g.leaf(bound, md=md, pss_salt=salt).der, anchors=[bound.der])
    r.row("key with parameters: PKCS#1", "20@0", leaf=g.leaf(bound).der, anchors=[bound.der])
    free = g.root(kind="rsapss", pss_salt=32)
    r.ok("key without parameters: any digest", leaf=g.leaf(free, md="sha384", pss_salt=48).der, anchors=[free.der])
    r.row("key without parameters: PKCS#1", "20@0", leaf=g.leaf(free).der, anchors=[free.der])
    rsa = g.root(kind="rsa2048")

    def with_params(params, **how):
        return dict(leaf=g.cert("leaf", g.key("p256", 9), rsa, exts=(WWW,), alg=g.seq(g.oid(g.RSA_PSS), *params), **how).der,
                    anchors=[rsa.der])

    r.ok("plain RSA key", **with_params([g.pss_params("sha256", 32)], pss_salt=32))
    r.row("masked with another digest", "7@0", **with_params([g.pss_params("sha256", 32, "sha384")], pss_salt=32))
    r.row("salt of another length than told", "7@0", **with_params([g.pss_params("sha256", 20)], pss_salt=32))
    r.row("SHA-1 by default", "68@0", **with_params([g.seq()], pss_salt=20, md="sha1"))
    r.row("no parameters", "68@0", **with_params([], pss_salt=20))
    r.row("negative salt", "68@0", **with_params([g.seq(g.tlv(0xA2, g.integer(-1)))], pss_salt=20))
    r.row("trailer 2", "68@0", **with_params([g.seq(g.tlv(0xA3, g.integer(2)))], pss_salt=20))
    r.ok("leaf", **chain(leaf_with(kind="rsapss256")))


# ---- encoding -------------------------------------------------------------------------------------------------------


@rule
def versions(r):
    r.ok("3", **chain())
    r.ok("1 without extensions", **chain(leaf_with(version=1, san=None)))
    r.ok("2 without extensions", **chain(leaf_with(version=2, san=None)))
    r.ok("1 with extensions", **chain(leaf_with(version=1)))
    r.row("4", "ok", **chain(leaf_with(version=4)))
    r.row("negative", "ok", **chain(leaf_with(version=0)))
    r.row("1 with extensions, strict", "93@0", **chain(leaf_with(g.akid(b"\x01"), version=1)), flags=STRICT)
    whole = leaf_with().der
    r.row("1 spelt out", "7@0", **chain(g.Cert(respelt(whole), None, None, None)))


def respelt(der):
    """A certificate whose version says 1, which DER leaves out; its signature no longer holds, but that is looked at later."""
    return der.replace(g.tlv(0xA0, g.integer(2)), g.tlv(0xA0, g.integer(0)), 1)


@rule
def serial_numbers(r):
    for name, serial, want in (("negative", -5, "ok"), ("zero", 0, "ok"), ("of 20 octets", 1 << 158, "ok"),
                               ("of 38 octets", 1 << 300, "ok"), ("of 4 kilobytes", 1 << 32000, "ok"),
                               ("empty", b"\x02\x00", "unreadable"), ("padded", b"\x02\x02\x00\x05", "unreadable"),
                               ("padded, negative", b"\x02\x02\xff\x85", "unreadable"),
                               ("not a number", b"\x04\x01\x05", "unreadable")):
        r.row(name, want, **chain(leaf_with(serial=serial)))
    twin = g.leaf(INT, serial=7, subject="one"), g.leaf(INT, serial=7, subject="two")
    r.ok("twice from one issuer", **chain(twin[0], twin[1], INT))


@rule
def distinguished_encoding(r):
    der = g.leaf(INT).der
    n = len(der)

    def as_is(d, name, want):
        r.row(name, want, **chain(g.Cert(d, None, None, None)))

    as_is(der, "as it should be", "ok")
    as_is(der + b"\0", "an octet behind", "ok")
    as_is(der[:-1], "cut at the end", "unreadable")
    as_is(der[: n // 2], "cut in the middle", "unreadable")
    as_is(b"", "nothing", "unreadable")
    as_is(b"\x30\x80" + der[4:] + b"\0\0", "indefinite length", "ok")
    as_is(b"\x30\x83\0" + der[2:], "length longer than needed", "ok")
    as_is(b"\x30\x84\xff\xff\xff\xff" + der[4:], "length beyond all", "unreadable")
    as_is(b"\x31" + der[1:], "a set", "unreadable")
    as_is(b"\x30\x84" + (10_000_000).to_bytes(4, "big") + der[4:], "length beyond the end", "unreadable")
    as_is(b"\x30\x80" * 10_000, "nested 10,000 deep", "unreadable")
    big = g.leaf(INT, exts=(WWW, g.ext("1.2.3.4", bytes(900_000))))
    as_is(big.der, "900 kilobytes", "ok")
    deep = b""
    for _ in range(9_000):
        deep = g.seq(deep)
    r.ok("an unknown extension nested 9,000 deep", **chain(leaf_with(g.ext("1.2.3.4", deep))))
    r.row("a subject nested 200 deep", "unreadable", **chain(leaf_with(subject=g.seq(b"\x30\x80" * 200 + b"\0\0" * 200))))
    r.row("true as 1", "34@0", **chain(leaf_with(g.seq(g.oid("1.2.3.4"), b"\x01\x01\x01", g.octets(b"")))))
    r.row("extensions empty", "ok", **chain(g.Cert(emptied(), None, None, None)))
    r.row("issuer that does not parse among the others", "20@0", leaf=der, untrusted=[INT.der[:-3]], anchors=[ROOT.der])
    r.ok("stranger that does not parse among the others", leaf=der, untrusted=[b"\x30\x03abc", INT.der], anchors=[ROOT.der])


def emptied():
    """A leaf whose list of extensions is there and empty, where RFC 5280 §4.1 has at least one."""
    c = g.key("p256", 9)
    alg = g.sig_alg(INT.key, "sha256")
    tbs = g.seq(g.tlv(0xA0, g.integer(2)), g.integer(5), alg, INT.subject, g.seq(g.time("2020-01-01"), g.time("2120-01-01")),
                g.name("leaf"), c.spki, g.tlv(0xA3, g.seq()))
    return g.seq(tbs, alg, g.bits(INT.key.sign(tbs, "sha256")))


@rule
def strict(r):
    """X509_V_FLAG_X509_STRICT: each of its rules in the leaf or the intermediate of a chain that keeps all the others."""
    top = g.root(exts=g.CA_USAGE + (g.skid(KID_TOP),))
    good_int = g.ca("Int", top, number=1, exts=g.CA_USAGE + (g.skid(KID_INT), g.akid(KID_TOP)))
    good = (WWW, g.akid(KID_INT))

    def at(leaf=None, mid=good_int, root=top):
        return dict(leaf=(leaf or g.leaf(mid, exts=good)).der, untrusted=[mid.der], anchors=[root.der], flags=STRICT)

    def mid(*exts, **more):
        return g.ca("Int", top, number=1, exts=exts, **more)

    def end(*exts, **more):
        return g.leaf(good_int, exts=exts, **more)

    r.ok("all kept", **at())
    r.row("path length without a CA", "80@0", **at(end(*good, g.basic(False, 0))))
    r.row("path length without certificate signing", "81@1", **at(mid=mid(g.basic(path_len=0), g.skid(KID_INT), g.akid(KID_TOP))))
    r.row("basic constraints not critical", "89@1", **at(mid=mid(g.basic(critical=False), g.usage(g.CERT_SIGN), g.skid(KID_INT),
                                                                 g.akid(KID_TOP))))
    r.row("CA without a key usage", "92@1", **at(mid=mid(g.basic(), g.skid(KID_INT), g.akid(KID_TOP))))
    r.row("certificate signing without a CA", "82@0", **at(end(*good, g.basic(False), g.usage(g.CERT_SIGN, g.DIGITAL_SIGNATURE))))
    r.row("no authority key id", "85@0", **at(end(WWW)))
    r.row("no subject key id", "86@1", **at(mid=mid(*g.CA_USAGE, g.akid(KID_TOP))))
    r.row("empty alternative name", "87@0", **at(end(g.san(), g.akid(KID_INT))))
    r.row("empty subject and alternative name not critical", "88@0", **at(end(*good, subject=g.name())))
    r.ok("empty subject and alternative name critical",
         **at(end(g.san(("dns", "www.example.com"), critical=True), g.akid(KID_INT), subject=g.name())))
    r.row("empty subject and no alternative name", "84@0", **at(end(g.akid(KID_INT), subject=g.name())))
    r.row("outer algorithm differs", "78@0", **at(end(*good, outer_alg=g.sig_alg(g.key("p256"), "sha384"))))
    r.row("extensions in version 1", "93@0", **at(end(*good, version=1)))
    r.row("root of version 1", "79@2", **at(root=g.root(exts=(), version=1)))


KID_TOP, KID_INT = b"\x0a" * 20, b"\x0b" * 20
