#!/usr/bin/python3
# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Makes tests/pki/data: keys in every form and certificates of every kind. Run by hand; the result is checked in.

Certificates are valid from 2020 to 2120 unless their name says otherwise; the tests verify as of 2024-01-01.
"""
import pathlib

import certgen as g

OUT = pathlib.Path(__file__).resolve().parent / "data"
SAN = (g.san(("dns", "www.example.com")),)


def write(name, data):
    (OUT / name).write_bytes(data)


def keys():
    for kind in ("rsa2048", "rsapss", "rsapss256", "p256", "p384", "p521", "ed25519", "p224", "p256-explicit", "rsa1024"):
        write(f"{kind}.key.der", g.key(kind).der)
        write(f"{kind}.spki.der", g.key(kind).spki)
    pem = g.key("rsa2048").pem
    write("rsa2048.pkcs1.der", g.openssl("rsa", "-traditional", "-outform", "DER", stdin=pem))
    for kind in ("p256", "p384", "p521"):
        write(f"{kind}.sec1.der", g.openssl("ec", "-outform", "DER", stdin=g.key(kind).pem))
    sec1 = g.openssl("ec", "-outform", "DER", stdin=g.key("p256").pem)
    other = g.openssl("ec", "-outform", "DER", stdin=g.key("p256", 1).pem)
    # One key's scalar with another's public point.
    write("p256.mixed.der", sec1[:-65] + other[-65:])
    write("rsa2048.encrypted.der", g.openssl("pkcs8", "-topk8", "-outform", "DER", "-passout", "pass:x", stdin=pem))
    ed = g.key("ed25519")
    seed, public = ed.der[-32:], ed.spki[-32:]
    write("ed25519.v2.der", g.seq(g.integer(1), g.seq(g.oid(g.ED25519)), g.octets(g.octets(seed)), g.tlv(0x81, b"\0" + public)))
    write("bundle.pem", b"text before\n" + g.openssl("x509", "-inform", "DER", stdin=root.der) + b"\n# between\n"
          + g.openssl("x509", "-inform", "DER", "-text", stdin=other_root.der) + g.key("p256").pem)


root, other_root = g.root(), g.root("Other root", number=4)
mid = g.ca("Intermediate", root, number=1)
subject = g.name((g.C, g.printable("DE")), (g.O, "Example"), "leaf", (g.EMAIL, g.ia5("who@example.com")))
KID = bytes(range(20))


def certs():
    rsa = g.root("RSA root", kind="rsa2048")
    full = g.leaf(mid, subject, exts=(
        g.san(("dns", "www.example.com"), ("dns", "*.wild.example.com"), ("ip", [192, 0, 2, 1]),
              ("ip", bytes.fromhex("20010db8000000000000000000000001")), ("email", "Someone@Example.com"), ("uri", "https://example.com/")),
        g.basic(False), g.usage(g.DIGITAL_SIGNATURE), g.eku("server", "client"), g.skid(KID),
        g.akid(KID, root.subject, mid.serial), g.ext("1.3.6.1.5.5.7.1.24", g.seq(g.integer(5))),
        g.ext("2.5.29.31", g.seq()), g.ext("1.3.6.1.5.5.7.1.1", g.seq()), g.ext("1.3.6.1.4.1.11129.2.4.2", g.octets(b"sct"))))
    limited = g.ca("Limited", root, number=2, exts=(g.basic(path_len=0), g.usage(g.CERT_SIGN)))
    below = g.ca("Below", limited, number=3)
    constrained = g.ca("Constrained", root, number=2, exts=g.CA_USAGE + (
        g.constraints([g.subtree("dns", "example.com")], [g.subtree("dns", "secret.example.com")]),))
    not_ca = g.cert("Not a CA", g.key("p256", 2), root, exts=())
    plain = {
        "root": root, "other_root": other_root, "mid": mid, "leaf": g.leaf(mid), "full": full, "rsa_root": rsa,
        "rsa_leaf": g.leaf(rsa, kind="rsa2048"), "pss_leaf": g.leaf(rsa, pss_salt=32), "sha1": g.leaf(rsa, md="sha1"), "md5": g.leaf(rsa, md="md5"),
        "rsa1024": g.leaf(mid, kind="rsa1024"), "p384": g.leaf(mid, kind="p384"), "p521": g.leaf(mid, kind="p521"),
        "ed25519": g.leaf(mid, kind="ed25519"), "rsapss": g.leaf(mid, kind="rsapss256"), "p224": g.leaf(mid, kind="p224"),
        "expired": g.leaf(mid, not_after="2023-01-01"), "future": g.leaf(mid, not_before="2030-01-01"),
        "wide": g.leaf(mid, not_before=b"\x18\x0f18991231235959Z", not_after=b"\x18\x0f99991231235959Z"),
        "bad_time": g.leaf(mid, not_after=b"\x17\x0b2001010000Z"), "flipped": g.leaf(mid, flip=True), "v1": g.leaf(mid, exts=(), version=1),
        "self_signed": g.cert("self", g.key("p256", 5), exts=SAN), "client_only": g.leaf(mid, exts=SAN + (g.eku("client"),)),
        "critical": g.leaf(mid, exts=SAN + (g.ext("1.2.3.4", b"\x05\0", True),)),
        "twice": g.leaf(mid, exts=SAN + (g.eku("server"), g.eku("server"))), "twice_unknown": g.leaf(mid, exts=(g.ext("1.2.3", b""),) * 2),
        "malformed_ext": g.leaf(mid, exts=SAN + (g.ext("2.5.29.15", b"\x01\x02"),)),
        "negative": g.leaf(mid, serial=-129), "nul": g.leaf(mid, exts=(g.san(("dns", "www.example.com\0.evil.org")),), subject="www.example.com\0.evil.org"),
        "cn_only": g.leaf(mid, subject="cn.example.com", exts=()), "cn_wild": g.leaf(mid, subject="*.example.com", exts=()),
        "partial_wild": g.leaf(mid, exts=(g.san(("dns", "f*.example.com"), ("dns", "*.com"), ("dns", "x*.example.com")),)),
        "differs": g.leaf(mid, outer_alg=g.sig_alg(g.key("p256"), "sha384")), "limited": limited, "below": below,
        "below_leaf": g.leaf(below), "not_ca": not_ca, "not_ca_leaf": g.leaf(not_ca), "constrained": constrained,
        "constrained_leaf": g.leaf(constrained), "constrained_out": g.leaf(constrained, exts=(g.san(("dns", "www.evil.org")),)),
        "constrained_secret": g.leaf(constrained, exts=(g.san(("dns", "a.secret.example.com")),)),
        "bmp_issuer": g.leaf(mid, issuer_name=g.name((g.CN, g.bmp(" INTERmediate  ")))),
    }
    for name, c in plain.items():
        write(f"{name}.crt.der", c.der)


def revocation():
    ca = g.root("Revocation CA", number=6)
    leaf = g.leaf(ca, exts=SAN)
    responder = g.cert("Responder", g.key("p256", 7), ca, exts=(g.eku("ocsp"),))
    for name, c in (("ca", ca), ("leaf", leaf)):
        write(f"revocation_{name}.crt.der", c.der)
    write("revocation_good.crl.der", g.crl(ca, (g.revoked(1, reason=1), g.revoked(2)), exts=(g.crl_number(1), g.idp(user=True))))
    write("revocation_hit.crl.der", g.crl(ca, (g.revoked(1), g.revoked(leaf))))
    answer = (g.single(g.cert_id(leaf, ca), "good", "2023-12-31 00:00:00", "2024-01-02 00:00:00"),)
    write("revocation_good.ocsp.der", g.ocsp(answer, ca, by="name"))
    write("revocation_delegated.ocsp.der", g.ocsp(answer, responder, certs=(responder,)))
    # A CA that has a key of its own for lists.
    kid, other = b"k" * 20, b"o" * 20
    ca = g.root("Own CA", number=5, exts=g.CA_USAGE + (g.skid(kid),))
    leaf = g.leaf(ca, exts=(*SAN, g.akid(kid)))
    signer = g.cert("Own CA", g.key("p256", 6), ca, exts=(g.basic(), g.usage(g.CRL_SIGN), g.skid(other), g.akid(kid)))
    for name, c in (("ca", ca), ("leaf", leaf), ("signer", signer)):
        write(f"revocation_own_{name}.crt.der", c.der)
    write("revocation_own_good.crl.der", g.crl(ca, exts=(g.crl_number(1),)))
    write("revocation_own_delta.crl.der", g.crl(ca, (g.revoked(leaf),), exts=(g.crl_number(2), g.delta_of(1))))
    write("revocation_own_signer.crl.der", g.crl(signer, exts=(g.akid(other),)))


OUT.mkdir(exist_ok=True)
certs()
revocation()
keys()
