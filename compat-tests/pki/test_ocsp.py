# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Stapled OCSP responses judged by engine/pki beside OCSP_basic_verify, OCSP_resp_find_status and OCSP_check_validity of the system's
OpenSSL. Where we are stricter the case says so, with both answers. Times are those of now: OpenSSL's functions know no other.
"""
import time

import pytest

import both
import certgen as g

WORDS = {0: "good", 23: "revoked", 75: "unknown", 96: "invalid", 97: "signature", 98: "time", 99: "time", 100: "none"}
NOW = int(time.time())
DAY = 86400
ROOT = g.root("OCSP Root")
CA = g.ca("OCSP CA", ROOT, number=1)
LEAF, OTHER = g.leaf(CA), g.leaf(CA, "other")
OCSP_USAGE = (g.eku("ocsp"), g.usage(g.DIGITAL_SIGNATURE))


def at(seconds):
    return time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(NOW + seconds))


@pytest.fixture(scope="session")
def shim(tmp_path_factory):
    return both.build_shim(tmp_path_factory.mktemp("shim"))


def one(status="good", of=LEAF, this=-DAY, next_=DAY, md="sha1", issuer=CA, **more):
    id_ = {k: more.pop(k) for k in ("serial", "name_", "key_") if k in more}
    return g.single(g.cert_id(of, issuer, md, **id_), status, at(this), at(next_) if next_ is not None else None, **more)


def responder(exts=OCSP_USAGE, issuer=CA, number=5, **more):
    return g.cert("Responder", g.key("p256", number), issuer, exts=exts, **more)


def by_delegate(who, **more):
    return g.ocsp((one(),), who, certs=(who,), **more)


def cases():
    good = (one(),)
    yield "good", g.ocsp(good, CA), "good"
    yield "good, responder by name", g.ocsp(good, CA, by="name"), "good"
    yield "good, with the issuer's certificate", g.ocsp(good, CA, certs=(CA,)), "good"
    yield "version spelled out", g.ocsp(good, CA, version=0), "good"
    for md in ("sha1", "sha256", "sha384", "sha512"):
        yield f"named by {md}", g.ocsp((one(md=md),), CA), "good"
    yield "revoked", g.ocsp((one("revoked"),), CA), "revoked"
    yield "revoked for a reason", g.ocsp((one("revoked", reason=1),), CA), "revoked"
    yield "unknown", g.ocsp((one("unknown"),), CA), "unknown"
    yield "of another certificate", g.ocsp((one(of=OTHER),), CA), "unknown"
    yield "of several", g.ocsp((one("revoked", of=OTHER), one(), one("unknown", of=ROOT)), CA), "good"
    yield "the second of two", g.ocsp((one("good", of=OTHER), one("revoked")), CA), "revoked"
    yield "another serial", g.ocsp((one(serial=LEAF.serial + 1),), CA), "unknown"
    yield "flipped", g.ocsp(good, CA, flip=True), "signature"
    yield "of another key", g.ocsp(good, CA, key_=g.key("p256", 7)), "signature"
    yield "by the root", g.ocsp(good, ROOT, certs=(ROOT,)), "signature"
    yield "by the leaf", g.ocsp(good, LEAF, certs=(LEAF,)), "signature"
    yield "SHA-384", g.ocsp(good, CA, md="sha384"), "good"
    for kind in ("rsa2048", "ed25519", "p384"):
        ca = g.ca(f"OCSP {kind}", ROOT, kind, 1)
        leaf = g.leaf(ca)
        yield f"by {kind}", (g.ocsp((one(of=leaf, issuer=ca),), ca), leaf, ca), "good"
    yield "ended", g.ocsp((one(next_=-900),), CA), "time"
    yield "begins now", g.ocsp((one(this=200),), CA), "good"
    yield "begins later", g.ocsp((one(this=90000),), CA), "time"
    yield "ends before it begins", g.ocsp((one(this=100, next_=50),), CA), "time"
    yield "without end, of now", g.ocsp((one(this=-60, next_=None),), CA), "good"
    yield "try later", g.seq(g.enumerated(3)), "invalid"
    yield "malformed request", g.seq(g.enumerated(1)), "invalid"
    yield "an error with an answer", g.ocsp(good, CA, status=3), "invalid"
    yield "another type", g.ocsp(good, CA, type_="1.2.3.4"), "invalid"
    yield "cut", g.ocsp(good, CA)[:-1], "invalid"
    yield "no response", b"\x30\x00", "invalid"
    yield "a certificate", LEAF.der, "invalid"
    who = responder()
    yield "delegated", by_delegate(who), "good"
    yield "delegated, by name", by_delegate(who, by="name"), "good"
    yield "delegated, certificate not sent", g.ocsp(good, who), "signature"
    yield "delegated, another sent first", g.ocsp(good, who, certs=(OTHER, who)), "good"
    yield "delegated, no usage", by_delegate(responder(())), "signature"
    yield "delegated, another usage", by_delegate(responder((g.eku("server"),))), "signature"
    yield "delegated, any usage", by_delegate(responder((g.eku("any"),))), "signature"
    yield "delegated, by the root", by_delegate(responder(issuer=ROOT)), "signature"
    yield "delegated, by itself", by_delegate(g.cert("Responder", g.key("p256", 5), exts=OCSP_USAGE)), "signature"
    yield "delegated, by a namesake", by_delegate(responder(issuer=g.ca("OCSP CA", ROOT, number=8))), "signature"
    yield "delegated, flipped certificate", by_delegate(responder(flip=True)), "signature"
    yield "delegated, expired", by_delegate(responder(not_after="2024-01-01")), "signature"
    yield "delegated, not yet valid", by_delegate(responder(not_before="2119-01-01")), "signature"
    yield "delegated, by one that was delegated", by_delegate(responder(issuer=who, number=6)), "signature"
    yield "delegated, RSA", by_delegate(g.cert("Responder", g.key("rsa2048", 5), CA, exts=OCSP_USAGE)), "good"


def verdicts(shim, response):
    response, leaf, ca = response if isinstance(response, tuple) else (response, LEAF, CA)
    return both.ocsp_by_openssl(response, leaf.der, ca.der, ROOT.der), WORDS[both.ocsp_by_engine(shim, response, leaf.der, ca.der, NOW)]


@pytest.mark.parametrize("response, word", [pytest.param(r, w, id=name) for name, r, w in cases()])
def test_agree(shim, response, word):
    assert verdicts(shim, response) == (word, word)


def stricter():
    """Name, response, OpenSSL's word, ours."""
    good = (one(),)
    critical = g.ext("1.2.3.4", g.null(), True)
    # RFC 6960 section 4.2.2.1: such a statement says that newer ones are to be had all the time.
    yield "without end, of two days ago", g.ocsp((one(this=-2 * DAY, next_=None),), CA), "good", "time"
    yield "SHA-1", g.ocsp(good, CA, md="sha1"), "good", "signature"
    # RFC 6960 section 4.4 with RFC 5280 section 4.2: what is critical and not known cannot be passed over.
    yield "critical extension", g.ocsp(good, CA, exts=(critical,)), "good", "invalid"
    yield "critical extension of a statement", g.ocsp((one(exts=(critical,)),), CA), "good", "invalid"
    yield "longer inside", g.ocsp(good, CA) + b"\0", "good", "invalid"
    # OpenSSL takes the first statement about a certificate.
    yield "good, then revoked", g.ocsp((one(), one("revoked")), CA), "good", "revoked"
    yield "revoked long ago", g.ocsp((one("revoked", this=-20 * DAY, next_=-10 * DAY),), CA), "revoked", "revoked"
    # OpenSSL takes the key usage of a responder to be the issuer's business; RFC 5280 section 4.2.1.3 asks for digitalSignature.
    yield "delegated, key usage for certificates", by_delegate(responder((g.eku("ocsp"), g.usage(g.CERT_SIGN)))), "good", "signature"
    # Not good in either; OpenSSL calls a signer that speaks of another issuer's certificates a wrong one.
    yield "another issuer's name", g.ocsp((one(name_=b"\1" * 20),), CA), "signature", "unknown"
    yield "another issuer's key", g.ocsp((one(key_=b"\1" * 20),), CA), "signature", "unknown"
    yield "of nothing", g.ocsp((), CA), "signature", "unknown"
    yield "delegated by one with a critical extension", by_delegate(responder((*OCSP_USAGE, critical))), "signature", "signature"


@pytest.mark.parametrize("response, theirs, ours", [pytest.param(*rest, id=name) for name, *rest in stricter()])
def test_stricter(shim, response, theirs, ours):
    assert verdicts(shim, response) == (theirs, ours)


@pytest.mark.parametrize("response", [pytest.param(b, id=name) for name, b in (
    ("nested", b"\x30\x80" * 10000), ("nested, definite", g.tlv(0x30, g.tlv(0xA0, b"\x30" * 50000))), ("two megabytes", g.ocsp((one(),), CA) + b"\0" * 2**21),
    ("many statements", g.ocsp([one(serial=i) for i in range(300)], CA)), ("utc", g.ocsp((g.single(g.cert_id(LEAF, CA), "good", g.time("2024-01-01")),), CA)))])
def test_malformed(shim, response):
    assert both.ocsp_by_engine(shim, response, LEAF.der, CA.der, NOW) == 96


def test_every_cut_and_flip(shim):
    """No truncated or altered response says good."""
    whole = by_delegate(responder())
    assert both.ocsp_by_engine(shim, whole, LEAF.der, CA.der, NOW) == 0
    for n in range(1, len(whole)):
        assert both.ocsp_by_engine(shim, whole[:n], LEAF.der, CA.der, NOW) == 96
    for n in range(len(whole)):
        flipped = whole[:n] + bytes([whole[n] ^ 0x40]) + whole[n + 1:]
        # The certificate that came along is not covered by the response's signature; its own covers it.
        assert both.ocsp_by_engine(shim, flipped, LEAF.der, CA.der, NOW) != 0, n


def test_none(shim):
    assert both.ocsp_by_engine(shim, b"", LEAF.der, CA.der, NOW) == 100


@pytest.mark.parametrize("exts, must", [((), 0), ((g.must_staple(),), 1), ((g.must_staple(17),), 0), ((g.must_staple(17, 5),), 1),
                                        ((g.ext(g.MUST_STAPLE, g.null()),), 1), ((g.ext(g.MUST_STAPLE, g.seq(g.integer(-1))),), 1)])
def test_must_staple(shim, exts, must):
    plain = g.leaf(CA, exts=exts).der
    buf = both.ffi.from_buffer(plain)
    assert shim.shim_must_staple(both.ffi.new("struct shim_cert *", {"der": both.ffi.cast("unsigned char *", buf), "len": len(plain)})) == must
