# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Graphs of certificates that are made to cost a verifier work: the number of paths grows beyond all measure, the certificates
themselves are some hundred. bench/hostile-chains measures them, test_hostile.py counts what they cost."""
import certgen as g
from both import Case

LEVELS = 20
TRUSTED = g.root("Elsewhere", number=50)


def key(i):
    return g.key("p256", 100 + i)


def cross(subject, subject_key, issuer, issuer_key, *, more=(), **how):
    return g.cert(subject, key(subject_key), g.Cert(b"", g.as_name(issuer), key(issuer_key), 0), exts=g.CA_USAGE + more, **how).der


def under(subject, number):
    return g.leaf(g.Cert(b"", g.as_name(subject), key(number), 0)).der


def all_to_all():
    """Twenty authorities, each certified by each other."""
    sent = [cross(f"CA {i}", i, f"CA {j}", j) for i in range(LEVELS) for j in range(LEVELS) if i != j]
    return Case(under("CA 0", 0), sent, [TRUSTED.der])


def all_to_all_long_names():
    """The same with names that differ in their last letters only."""
    name = "Certification Authority " * 20
    sent = [cross(f"{name}{i}", i, f"{name}{j}", j) for i in range(LEVELS) for j in range(LEVELS) if i != j]
    return Case(under(f"{name}0", 0), sent, [TRUSTED.der])


def one_name():
    """Twenty keys of one name, each certified by each other. The serial numbers that they give of their issuers keep them from
    being self-signed, and half of them may have issued the other half."""
    sent = [cross("CA", i, "CA", j, serial=1 + (i + j) % 2, more=(g.akid(issuer=g.name("CA"), serial=2 - (i + j) % 2),))
            for i in range(LEVELS) for j in range(LEVELS) if i != j]
    return Case(under("CA", 0), sent, [TRUSTED.der])


def ladder():
    """Twenty levels of four keys, each certified by each of the level above: 4 to the 20th paths."""
    sent = [cross(f"Level {i}", 4 * i + a, f"Level {i + 1}", 4 * i + 4 + b) for i in range(LEVELS) for a in range(4) for b in range(4)]
    return Case(under("Level 0", 0), sent, [TRUSTED.der])


def ladder_to_a_namesake():
    """The same below a root that has the name at its top and another key."""
    return Case(under("Level 0", 0), ladder().untrusted, [g.root(f"Level {LEVELS}", number=51).der])


def trusted_all_to_all():
    """The twenty are in the trust store, and none is a root."""
    c = all_to_all()
    return Case(c.leaf, [], c.untrusted)


def expired_all_to_all():
    sent = [cross(f"CA {i}", i, f"CA {j}", j, not_after="2021-01-01") for i in range(LEVELS) for j in range(LEVELS) if i != j]
    return Case(under("CA 0", 0), sent, [TRUSTED.der])


def many():
    """Thousands, ten times what the usual limit of 100 kilobytes lets in."""
    sent = [cross("X", 0, "X", 1, serial=1 + i % 2, more=(g.akid(issuer=g.name("X"), serial=2 - i % 2), g.ext("1.2.3", g.integer(i))))
            for i in range(3000)]
    return Case(under("X", 0), sent, [TRUSTED.der])


GRAPHS = [all_to_all, all_to_all_long_names, one_name, ladder, ladder_to_a_namesake, trusted_all_to_all, expired_all_to_all, many]
