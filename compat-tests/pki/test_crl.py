# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Revocation by CRLs in engine/pki beside X509_verify_cert: the same events, verdict and depth, also after overruled failures.
Where we are stricter the case says so, with both answers.
"""
import pytest

import both
import certgen as g
from both import Case

KID, OTHER_KID, THIRD_KID = b"\x01" * 20, b"\x02" * 20, b"\x03" * 20
URI, OTHER_URI = ("uri", "http://crl.example/a"), ("uri", "http://crl.example/b")
ROOT = g.root()
INT = g.ca("Int", ROOT, number=1, exts=g.CA_USAGE + (g.skid(KID), g.akid()))
LEAF = g.leaf(INT)
OTHER_LEAF = g.leaf(INT, "other")
ROOT_CRL = g.crl(ROOT)
NO_CRL, CRL_SIGNATURE, NOT_YET, EXPIRED, REVOKED, NO_SIGN, CRITICAL, SCOPE, PATH = 3, 8, 11, 12, 23, 35, 36, 44, 54


def agree(shim, **case):
    for overrule in (True, False):
        theirs, ours = both.by_openssl(Case(**case, overrule=overrule)), both.by_engine(shim, Case(**case, overrule=overrule))
        assert str(theirs) == str(ours), f"\nopenssl {theirs}\nengine  {ours}"
    return ours


def chain(*crls, flags=(), leaf=LEAF, int_=INT, root=ROOT, more=(), **rest):
    return dict(leaf=leaf.der, untrusted=[int_.der, *more], anchors=[root.der], crls=tuple(crls), crl_flags=flags, **rest)


def with_points(*points, **more):
    return g.leaf(INT, exts=(g.san(("dns", "www.example.com")), g.dist_points(*points)), **more)


def plain_cases():
    hit = (g.revoked(OTHER_LEAF), g.revoked(LEAF), g.revoked(4711))
    yield "no list", chain(), NO_CRL
    yield "good", chain(g.crl(INT)), 0
    yield "good among others", chain(g.crl(INT, (g.revoked(OTHER_LEAF), g.revoked(4711)))), 0
    yield "revoked", chain(g.crl(INT, hit)), REVOKED
    for reason in range(11):
        yield f"revoked for reason {reason}", chain(g.crl(INT, (g.revoked(LEAF, reason=reason),))), 0 if reason == 8 else REVOKED
    yield "revoked in the future", chain(g.crl(INT, (g.revoked(LEAF, "2100-01-01"),))), REVOKED
    yield "revoked in a list of version 1", chain(g.crl(INT, hit, version=1)), REVOKED
    yield "a list of version 1", chain(g.crl(INT, version=1)), 0
    yield "the list of another issuer", chain(ROOT_CRL), NO_CRL
    yield "the same serial at another issuer", chain(g.crl(ROOT, (g.revoked(LEAF),)), g.crl(INT)), 0
    yield "of another key", chain(g.crl(INT, signer=g.key("p256", 7))), CRL_SIGNATURE
    yield "flipped", chain(g.crl(INT, hit, flip=True)), CRL_SIGNATURE
    yield "two algorithms", chain(g.crl(INT, outer_alg=g.sig_alg(INT.key, "sha384"))), CRL_SIGNATURE
    yield "expired", chain(g.crl(INT, next_="2023-12-31")), EXPIRED
    yield "expired and revoked", chain(g.crl(INT, hit, next_="2023-12-31")), EXPIRED
    yield "expires now", chain(g.crl(INT, next_="2024-01-01")), EXPIRED
    yield "expires in a second", chain(g.crl(INT, next_="2024-01-01 00:00:01")), 0
    yield "not yet valid", chain(g.crl(INT, this="2024-01-02")), NOT_YET
    yield "valid from now", chain(g.crl(INT, this="2024-01-01")), 0
    yield "without end", chain(g.crl(INT, next_=None)), 0
    yield "expired, without times", chain(g.crl(INT, hit, next_="2023-12-31"), flags=(), **{}) | {"flags": ("trusted_first", "notime")}, REVOKED
    yield "the newer list counts", chain(g.crl(INT, hit), g.crl(INT, this="2023-07-01")), 0
    yield "the newer list counts, in the other order", chain(g.crl(INT, this="2023-07-01"), g.crl(INT, hit)), 0
    yield "the newer list revokes", chain(g.crl(INT), g.crl(INT, hit, this="2023-07-01")), REVOKED
    yield "the valid list counts", chain(g.crl(INT, hit), g.crl(INT, this="2023-07-01", next_="2023-08-01")), REVOKED
    yield "no key usage for lists", chain(g.crl(INT), int_=g.ca("Int", ROOT, number=1, exts=(g.basic(), g.usage(g.CERT_SIGN)))), NO_SIGN
    yield "no key usage", chain(g.crl(INT), int_=g.ca("Int", ROOT, number=1, exts=(g.basic(),))), 0
    yield "key identifier", chain(g.crl(INT, exts=(g.akid(KID),))), 0
    yield "another key identifier", chain(g.crl(INT, exts=(g.akid(OTHER_KID),))), NO_CRL
    yield "issuer and serial", chain(g.crl(INT, exts=(g.akid(issuer=ROOT.subject, serial=INT.serial),))), 0
    yield "another serial", chain(g.crl(INT, exts=(g.akid(issuer=ROOT.subject, serial=INT.serial + 1),))), NO_CRL
    yield "another issuer's issuer", chain(g.crl(INT, exts=(g.akid(issuer=g.name("x"), serial=INT.serial),))), NO_CRL
    yield "critical key identifier", chain(g.crl(INT, exts=(g.akid(KID, critical=True),))), 0
    yield "unknown extension", chain(g.crl(INT, exts=(g.ext("1.2.3.4", g.null()),))), 0
    unknown = g.ext("1.2.3.4", g.null(), True)
    yield "unknown critical extension", chain(g.crl(INT, exts=(unknown,))), CRITICAL
    yield "unknown critical extension, revoked", chain(g.crl(INT, hit, exts=(unknown,))), CRITICAL
    yield "unknown critical extension, ignored", chain(g.crl(INT, hit, exts=(unknown,))) | {"flags": ("trusted_first", "ignore_critical")}, REVOKED
    yield "unknown critical extension, and a list without", chain(g.crl(INT, exts=(unknown,), this="2023-08-01"), g.crl(INT, hit)), REVOKED
    yield "unknown critical extension of an entry", chain(g.crl(INT, (g.revoked(4711, exts=(unknown,)),))), CRITICAL
    yield "unknown extension of an entry", chain(g.crl(INT, (g.revoked(LEAF, exts=(g.ext("1.2.3.4", g.null()),)),))), REVOKED
    yield "critical number", chain(g.crl(INT, exts=(g.ext(g.CRL_NUMBER, g.integer(1), True),))), CRITICAL
    yield "numbered", chain(g.crl(INT, exts=(g.crl_number(2**150),))), 0
    yield "RSA", chain(g.crl(g.ca("Int", ROOT, "rsa2048", 1)), int_=g.ca("Int", ROOT, "rsa2048", 1), leaf=g.leaf(g.ca("Int", ROOT, "rsa2048", 1))), 0
    ed = g.ca("Int", ROOT, "ed25519", 1)
    yield "Ed25519", chain(g.crl(ed), int_=ed, leaf=g.leaf(ed)), 0
    yield "another writing of the name", chain(g.crl(INT, hit, issuer_name=g.name((g.CN, g.printable("INT"))))), REVOKED
    yield "no anchor", chain(g.crl(INT, hit), root=g.root("Other")), 20
    yield "no anchor, without list", chain(root=g.root("Other")), 20
    yield "self-signed leaf, trusted", dict(leaf=ROOT.der, anchors=[ROOT.der], purpose="any", crls=(ROOT_CRL,)), 0
    yield "self-signed leaf, trusted and revoked", dict(leaf=ROOT.der, anchors=[ROOT.der], purpose="any", crls=(g.crl(ROOT, (g.revoked(ROOT),)),)), REVOKED


def chain_cases():
    all_ = ("all",)
    hit = (g.revoked(INT),)
    yield "all good", chain(g.crl(INT), ROOT_CRL, flags=all_), 0
    yield "none for the intermediate", chain(g.crl(INT), flags=all_), NO_CRL
    yield "none for the leaf", chain(ROOT_CRL, flags=all_), NO_CRL
    yield "intermediate revoked", chain(g.crl(INT), g.crl(ROOT, hit), flags=all_), REVOKED
    yield "intermediate revoked, leaf alone asked for", chain(g.crl(INT), g.crl(ROOT, hit)), 0
    yield "root revoked", chain(g.crl(INT), g.crl(ROOT, (g.revoked(ROOT),)), flags=all_), REVOKED
    yield "both revoked", chain(g.crl(INT, (g.revoked(LEAF),)), g.crl(ROOT, hit), flags=all_), REVOKED
    yield "intermediate's list expired", chain(g.crl(INT), g.crl(ROOT, next_="2023-07-01"), flags=all_), EXPIRED
    top = g.ca("Top", ROOT, number=3)
    low = g.ca("Low", top, number=4)
    low_leaf = g.leaf(low)
    lists = (g.crl(low), g.crl(top), ROOT_CRL)
    yield "four", chain(*lists, flags=all_, leaf=low_leaf, int_=low, more=(top.der,)), 0
    yield "four, upper revoked", chain(*lists[:2], g.crl(ROOT, (g.revoked(top),)), flags=all_, leaf=low_leaf, int_=low, more=(top.der,)), REVOKED
    yield "intermediate trusted, partial", dict(leaf=LEAF.der, anchors=[INT.der], crls=(g.crl(INT),), crl_flags=all_, flags=("trusted_first", "partial")), NO_CRL
    yield "intermediate trusted, partial, leaf asked for", dict(leaf=LEAF.der, anchors=[INT.der], crls=(g.crl(INT),), flags=("trusted_first", "partial")), 0


def scope_cases():
    ext_ = ("extended",)
    hit = (g.revoked(LEAF),)
    ca_leaf = g.leaf(INT, exts=(g.basic(),))
    for name, more in (("plain", ()), ("extended", ext_)):
        yield f"only users, {name}", chain(g.crl(INT, exts=(g.idp(user=True),)), flags=more), 0
        yield f"only users, revoked, {name}", chain(g.crl(INT, hit, exts=(g.idp(user=True),)), flags=more), REVOKED
        yield f"only CAs, {name}", chain(g.crl(INT, exts=(g.idp(ca=True),)), flags=more), SCOPE
        yield f"only attributes, {name}", chain(g.crl(INT, exts=(g.idp(attribute=True),)), flags=more), SCOPE
        yield f"only users, of a CA, {name}", chain(g.crl(INT, exts=(g.idp(user=True),)), leaf=ca_leaf, flags=more), SCOPE
        yield f"only CAs, of a CA, {name}", chain(g.crl(INT, exts=(g.idp(ca=True),)), leaf=ca_leaf, flags=more), 0
        yield f"users and CAs, {name}", chain(g.crl(INT, exts=(g.idp(user=True, ca=True),)), flags=more), NO_CRL
        yield f"indirect, {name}", chain(g.crl(INT, exts=(g.idp(indirect=True),)), flags=more), 0 if more else NO_CRL
        yield f"some reasons, {name}", chain(g.crl(INT, exts=(g.idp(some=("key", "ca")),)), flags=more), NO_CRL
        yield f"a point, none in the certificate, {name}", chain(g.crl(INT, exts=(g.idp(URI),)), flags=more), SCOPE
        yield f"a point, {name}", chain(g.crl(INT, exts=(g.idp(URI),)), leaf=with_points(g.dist_point(URI)), flags=more), 0
        yield f"another point, {name}", chain(g.crl(INT, exts=(g.idp(OTHER_URI),)), leaf=with_points(g.dist_point(URI)), flags=more), SCOPE
        yield f"one of two points, {name}", chain(g.crl(INT, exts=(g.idp(OTHER_URI),)), leaf=with_points(g.dist_point(URI), g.dist_point(OTHER_URI)), flags=more), 0
        yield f"one of two names, {name}", chain(g.crl(INT, exts=(g.idp(OTHER_URI),)), leaf=with_points(g.dist_point(URI, OTHER_URI)), flags=more), 0
        yield f"a point in the certificate alone, {name}", chain(g.crl(INT), leaf=with_points(g.dist_point(URI)), flags=more), 0
        yield f"a point of some reasons, {name}", chain(g.crl(INT), leaf=with_points(g.dist_point(URI, some=("key",))), flags=more), NO_CRL
        dir_ = ("dir", g.name("Point"))
        yield f"a directory name, {name}", chain(g.crl(INT, exts=(g.idp(("dir", g.name((g.CN, g.printable("POINT")))),),)), leaf=with_points(g.dist_point(dir_)), flags=more), 0
        yield f"the same octets as another kind, {name}", chain(g.crl(INT, exts=(g.idp(("dns", URI[1])),)), leaf=with_points(g.dist_point(URI)), flags=more), SCOPE
        yield f"a point of another issuer, {name}", chain(g.crl(INT, exts=(g.idp(URI),)), leaf=with_points(g.dist_point(URI, issuer=g.name("Other"))), flags=more), SCOPE
        yield f"a point of the issuer by name, {name}", chain(g.crl(INT, exts=(g.idp(URI),)), leaf=with_points(g.dist_point(URI, issuer=INT.subject)), flags=more), 0
        relative = (g.CN, "piece")
        yield f"relative names, {name}", chain(g.crl(INT, exts=(g.idp(relative=relative),)), leaf=with_points(g.dist_point(relative=relative)), flags=more), 0
        yield f"other relative names, {name}", chain(g.crl(INT, exts=(g.idp(relative=relative),)), leaf=with_points(g.dist_point(relative=(g.CN, "other"))), flags=more), SCOPE
    yield "not critical scope", chain(g.crl(INT, exts=(g.idp(user=True, critical=False),))), 0
    most = tuple(g.REASONS)[:4]
    rest = tuple(g.REASONS)[4:]
    some = (g.idp(some=most),), (g.idp(some=rest),)
    yield "reasons in two lists", chain(g.crl(INT, exts=some[0]), g.crl(INT, exts=some[1]), flags=ext_), 0
    yield "reasons in two lists, revoked in the first", chain(g.crl(INT, hit, exts=some[0]), g.crl(INT, exts=some[1]), flags=ext_), REVOKED
    yield "reasons in two lists, revoked in the second", chain(g.crl(INT, exts=some[0]), g.crl(INT, hit, exts=some[1]), flags=ext_), REVOKED
    yield "reasons in two lists that overlap", chain(g.crl(INT, exts=(g.idp(some=tuple(g.REASONS)[:6]),)), g.crl(INT, exts=(g.idp(some=tuple(g.REASONS)[3:]),)), flags=ext_), 0
    yield "all reasons by name", chain(g.crl(INT, exts=(g.idp(some=tuple(g.REASONS)),)), flags=ext_), 0
    yield "points of reasons in two lists", chain(g.crl(INT, exts=(g.idp(URI),)), g.crl(INT, hit, exts=(g.idp(OTHER_URI),)),
                                                  leaf=with_points(g.dist_point(URI, some=most), g.dist_point(OTHER_URI, some=rest), serial=LEAF.serial), flags=ext_), REVOKED
    yield "points of reasons in two lists, good", chain(g.crl(INT, exts=(g.idp(URI),)), g.crl(INT, exts=(g.idp(OTHER_URI),)),
                                                        leaf=with_points(g.dist_point(URI, some=most), g.dist_point(OTHER_URI, some=rest)), flags=ext_), 0


def indirect_cases():
    ext_ = ("extended",)
    both_ = (g.idp(indirect=True),)
    yield "an entry of another issuer", chain(g.crl(INT, (g.revoked(LEAF, issuer="Other"),), exts=both_), flags=ext_), 0
    yield "an entry of the issuer", chain(g.crl(INT, (g.revoked(LEAF, issuer="Int"),), exts=both_), flags=ext_), REVOKED
    yield "an entry after one of another issuer", chain(g.crl(INT, (g.revoked(1, issuer="Other"), g.revoked(LEAF)), exts=both_), flags=ext_), 0
    yield "an entry after one of the issuer", chain(g.crl(INT, (g.revoked(1, issuer="Other"), g.revoked(2, issuer="Int"), g.revoked(LEAF)), exts=both_), flags=ext_), REVOKED
    yield "an entry before one of another issuer", chain(g.crl(INT, (g.revoked(LEAF), g.revoked(1, issuer="Other")), exts=both_), flags=ext_), REVOKED
    yield "the same serial twice", chain(g.crl(INT, (g.revoked(LEAF, issuer="Other"), g.revoked(LEAF, issuer="Int")), exts=both_), flags=ext_), REVOKED
    # A key of its own for lists, under the CA's name.
    signer = g.ca("Int", ROOT, number=6, exts=(g.basic(), g.usage(g.CRL_SIGN), g.skid(OTHER_KID)))
    list_ = g.crl(signer, exts=(g.akid(OTHER_KID),))
    hit = g.crl(signer, (g.revoked(LEAF),), exts=(g.akid(OTHER_KID),))
    int_ = g.ca("Int", ROOT, number=1, exts=g.CA_USAGE + (g.skid(KID),))
    leaf = g.leaf(int_, exts=(g.san(("dns", "www.example.com")), g.akid(KID)), serial=LEAF.serial)
    own = dict(leaf=leaf, int_=int_)
    yield "a key of its own", chain(list_, more=(signer.der,), flags=ext_, **own), 0
    yield "a key of its own, revoked", chain(hit, more=(signer.der,), flags=ext_, **own), REVOKED
    yield "a key of its own, not extended", chain(list_, more=(signer.der,), **own), NO_CRL
    yield "a key of its own, not sent", chain(list_, flags=ext_, **own), NO_CRL
    yield "a key of its own, and the usual list", chain(hit, g.crl(int_), more=(signer.der,), flags=ext_, **own), 0
    yield "a key of its own, whole chain", chain(list_, ROOT_CRL, more=(signer.der,), flags=("extended", "all"), **own), 0
    yield "a key of its own, whole chain, revoked itself", chain(list_, g.crl(ROOT, (g.revoked(signer),)), more=(signer.der,), flags=("extended", "all"), **own), PATH
    strange = g.ca("Int", g.root("Stranger", number=8), number=6, exts=(g.basic(), g.usage(g.CRL_SIGN), g.skid(OTHER_KID)))
    yield "a key of nobody's", chain(list_, more=(strange.der,), flags=ext_, **own), PATH
    other_root = g.root("Stranger", number=8)
    yield "a key under another anchor", dict(leaf=leaf.der, untrusted=[int_.der, strange.der], anchors=[ROOT.der, other_root.der], crls=(list_,), crl_flags=ext_), PATH
    late = g.ca("Int", ROOT, number=6, exts=(g.basic(), g.usage(g.CRL_SIGN), g.skid(OTHER_KID)), not_after="2023-01-01")
    yield "a key of its own that has expired", chain(list_, more=(late.der,), flags=ext_, **own), PATH
    # An old key of the CA further up the chain.
    old = g.ca("Int", ROOT, number=1, exts=g.CA_USAGE + (g.skid(KID),))
    new = g.cert("Int", g.key("p256", 6), old, exts=g.CA_USAGE + (g.skid(OTHER_KID), g.akid(KID)))
    new_leaf = g.leaf(new, serial=LEAF.serial)
    rolled = dict(leaf=new_leaf, int_=new, more=(old.der,))
    yield "a list by the old key", chain(g.crl(old, exts=(g.akid(KID),)), **rolled), 0
    yield "a list by the old key, revoked", chain(g.crl(old, (g.revoked(LEAF),), exts=(g.akid(KID),)), **rolled), REVOKED
    yield "a list by the old key without identifier", chain(g.crl(old), **rolled), CRL_SIGNATURE


FRESH = g.ext(g.FRESHEST, g.seq(g.dist_point(URI)))


def delta(n=7, of=5, entries=(), **more):
    exts = (g.crl_number(n), g.delta_of(of)) + tuple(more.pop("exts", ()))
    return g.crl(INT, entries, exts=exts, this=more.pop("this", "2023-07-01"), **more)


def bases():
    """A list that deltas go with, and the same with the leaf in it."""
    return [g.crl(INT, entries, exts=(g.crl_number(5), FRESH)) for entries in ((), (g.revoked(LEAF, reason=6),))]


def delta_cases():
    use, fresh = ("deltas",), FRESH
    base, base_hit = bases()
    hit, gone = (g.revoked(LEAF),), (g.revoked(LEAF, reason=8),)
    yield "good", chain(base, delta(), flags=use), 0
    yield "revoked since", chain(base, delta(entries=hit), flags=use), REVOKED
    yield "removed since", chain(base_hit, delta(entries=gone), flags=use), 0
    yield "the delta first", chain(delta(entries=gone), base_hit, flags=use), 0
    yield "of an earlier list", chain(base, delta(7, 3, hit), flags=use), REVOKED
    yield "expired", chain(base, delta(entries=hit, next_="2023-08-01"), flags=use), REVOKED
    expired = g.crl(INT, exts=(g.crl_number(5), fresh), next_="2023-08-01")
    yield "the list expired", chain(expired, delta(), flags=use), None
    yield "the list expired, revoked since", chain(expired, delta(entries=hit), flags=use), None
    yield "flipped", chain(base, delta(entries=hit, flip=True), flags=use), CRL_SIGNATURE
    yield "unknown critical extension", chain(base, delta(exts=(g.ext("1.2.3.4", g.null(), True),)), flags=use), CRITICAL
    lone = g.crl(INT, exts=(g.crl_number(5),))
    leaf = g.leaf(INT, exts=(g.san(("dns", "www.example.com")), fresh), serial=LEAF.serial)
    yield "the certificate tells of deltas", chain(lone, delta(entries=hit), leaf=leaf, flags=use), REVOKED
    yield "extended too", chain(base, delta(entries=hit), flags=("deltas", "extended")), REVOKED


def expect(cases, kind):
    return [pytest.param(case, err, id=f"{kind}: {name}") for name, case, err in cases if case is not None]


@pytest.mark.parametrize("case, err", expect(plain_cases(), "plain") + expect(chain_cases(), "chain") + expect(scope_cases(), "scope")
                         + expect(indirect_cases(), "indirect") + expect(delta_cases(), "delta"))
def test_agree(shim, case, err):
    answer = agree(shim, **case)
    if err is not None:
        assert answer.err == err, answer


def stricter_cases():
    """Name, case, OpenSSL's verdict, ours. OpenSSL takes a delta for a list of all that is revoked, RFC 5280 section 5.2.4
    to the contrary, and of several lists the newest counts. Here a delta is never enough, and what it revokes counts always."""
    use = ("deltas",)
    base, base_hit = bases()
    hit, gone = (g.revoked(LEAF),), (g.revoked(LEAF, reason=8),)
    yield "a delta that says nothing beside the list that revokes", chain(base_hit, delta(), flags=use), 0, REVOKED
    yield "the same, deltas not asked for", chain(base_hit, delta()), 0, REVOKED
    yield "removed by a delta, deltas not asked for", chain(base_hit, delta(entries=gone)), 0, REVOKED
    yield "a delta alone", chain(delta()), 0, NO_CRL
    yield "a delta alone that revokes", chain(delta(entries=hit)), REVOKED, NO_CRL
    yield "an expired list and an expired delta", chain(g.crl(INT, exts=(g.crl_number(5), FRESH), next_="2023-08-01"), delta(next_="2023-08-01"), flags=use), EXPIRED, EXPIRED
    # What is malformed or contradicts itself in a list makes it useless.
    broken = g.ext(g.IDP, g.seq(g.integer(1)), True)
    yield "a scope that cannot be read", chain(g.crl(INT, exts=(broken,))), None, NO_CRL
    yield "two scopes", chain(g.crl(INT, exts=(g.idp(ca=True), g.idp(user=True)))), None, NO_CRL
    yield "a reason that cannot be read", chain(g.crl(INT, (g.revoked(1, exts=(g.ext(g.CRL_REASON, g.null()),)),))), None, NO_CRL
    yield "a delta without number", chain(g.crl(INT), g.crl(INT, exts=(g.delta_of(5),), this="2023-09-01")), None, 0
    yield "SHA-1", chain(g.crl(INT, md="sha1")), 0, CRL_SIGNATURE
    # OpenSSL reads the key usage of a certificate that it has not met before only after this check.
    signer = g.ca("Int", ROOT, number=6, exts=(g.basic(), g.usage(g.CERT_SIGN), g.skid(OTHER_KID)))
    int_ = g.ca("Int", ROOT, number=1, exts=g.CA_USAGE + (g.skid(KID),))
    leaf = g.leaf(int_, exts=(g.san(("dns", "www.example.com")), g.akid(KID)))
    yield ("a key of its own without the usage", chain(g.crl(signer, exts=(g.akid(OTHER_KID),)), more=(signer.der,), leaf=leaf, int_=int_, flags=("extended",)), PATH, NO_SIGN)


@pytest.mark.parametrize("case, theirs, ours", [pytest.param(*rest, id=name) for name, *rest in stricter_cases()])
def test_stricter(shim, case, theirs, ours):
    told, answer = both.by_openssl(Case(**case)).err, both.by_engine(shim, Case(**case)).err
    assert (theirs if theirs is not None else told, ours) == (told, answer)


# Deltas that may not be combined with the list, RFC 5280 section 5.2.4: what they revoke counts all the same.
@pytest.mark.parametrize("name, list_, entries", [
    ("of a later list", 5, dict(n=9, of=6)), ("older than the list", 5, dict(n=4, of=3)), ("another scope", 5, dict(exts=(g.idp(user=True),))),
    ("another key identifier", 5, dict(exts=(g.akid(KID),))), ("no number in the list", None, {})])
@pytest.mark.parametrize("flags", ((), ("deltas",)))
def test_deltas_apart(shim, name, list_, entries, flags):
    base = g.crl(INT, exts=(FRESH,) if list_ is None else (g.crl_number(list_), FRESH))
    hit = both.by_engine(shim, Case(**chain(base, delta(entries=(g.revoked(LEAF),), **entries), flags=flags)))
    assert hit.err == REVOKED == both.by_openssl(Case(**chain(base, delta(entries=(g.revoked(LEAF),), **entries), flags=flags))).err
    assert both.by_engine(shim, Case(**chain(base, delta(**entries), flags=flags))).err == 0
    assert both.by_engine(shim, Case(**chain(base, delta(entries=(g.revoked(LEAF),), flip=True, **entries), flags=flags))).err == 0
    assert both.by_engine(shim, Case(**chain(base, delta(entries=(g.revoked(LEAF),), next_="2023-08-01", **entries), flags=flags))).err == 0


def test_names_of_those_who_sign_lists(shim):
    """The names that were asked for are asked of whoever signs lists apart from the chain, too; as OpenSSL does."""
    signer = g.ca("Int", ROOT, number=6, exts=(g.basic(), g.usage(g.CRL_SIGN), g.skid(OTHER_KID)))
    int_ = g.ca("Int", ROOT, number=1, exts=g.CA_USAGE + (g.skid(KID),))
    leaf = g.leaf(int_, exts=(g.san(("dns", "www.example.com")), g.akid(KID)))
    case = chain(g.crl(signer, exts=(g.akid(OTHER_KID),)), more=(signer.der,), leaf=leaf, int_=int_, flags=("extended",), hosts=("www.example.com",))
    theirs, ours = both.by_openssl(Case(**case)), both.by_engine(shim, Case(**case))
    assert (ours.err, ours.trace) == (theirs.err, theirs.trace) == (PATH, [(False, 62, 0), (False, PATH, 0)])


def malformed():
    good = g.crl(INT, (g.revoked(LEAF),), exts=(g.crl_number(1),))
    yield "cut", good[:-1]
    yield "longer", good + b"\0"
    yield "empty", b""
    yield "no list", LEAF.der
    yield "nested", b"\x30\x80" * 10000
    yield "nested, definite", g.tlv(0x30, g.tlv(0x30, b"\x30" * 5000))
    yield "a negative version", g.seq(g.seq(g.integer(-1), g.sig_alg(INT.key, "sha256"), INT.subject, g.time("2023-01-01")), g.sig_alg(INT.key, "sha256"), g.bits(b""))


@pytest.mark.parametrize("der", [pytest.param(der, id=name) for name, der in malformed()])
def test_malformed(shim, der):
    assert not shim.shim_crl_parses(der, len(der))


def test_many_entries(shim):
    """A list of a hundred thousand entries is read and searched."""
    big = g.crl(INT, [g.revoked(10**6 + i) for i in range(100000)] + [g.revoked(LEAF)])
    assert agree(shim, **chain(big)).err == REVOKED
