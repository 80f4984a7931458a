# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""How a path is built and when it is valid (chains.py)."""
import certgen as g
from chains import FIRST, INT, KID, LEAF, OTHER_KID, PARTIAL, ROOT, WWW, below, chain, int_with, leaf_with, rule


@rule
def path_length(r):
    def limited(n):
        return (g.basic(path_len=n), g.usage(g.CERT_SIGN))

    for where, limit, want in (("root", 0, "25@3"), ("root", 1, "25@3"), ("root", 2, "ok"), ("root", 1 << 40, "ok"),
                               ("upper", 0, "25@2"),
                               ("upper", 1, "ok"), ("lower", 0, "ok")):
        top = g.root(exts=limited(limit) if where == "root" else g.CA_USAGE)
        upper = int_with(*(limited(limit) if where == "upper" else g.CA_USAGE), subject="Upper", issuer=top)
        lower = int_with(*(limited(limit) if where == "lower" else g.CA_USAGE), subject="Lower", issuer=upper, number=2)
        r.row(f"{where} {limit} of two intermediates", want, **chain(g.leaf(lower), lower, upper, root=top))
    for limit, want in ((0, "25@2"), (1, "ok")):
        top = g.root(exts=limited(limit))
        one = int_with(*g.CA_USAGE, subject="One", issuer=top)
        r.row(f"root {limit} over one intermediate", want, **chain(g.leaf(one), one, root=top))
    none = g.root(exts=limited(0))
    r.ok("root 0 over the leaf", leaf=g.leaf(none).der, anchors=[none.der])
    r.row("negative", "20@0", **below(int_with(*limited(-1))))
    r.ok("without a CA", **chain(leaf_with(g.basic(False, 0))))
    r.row("huge negative", "20@0", **below(int_with(g.ext("2.5.29.19", g.seq(g.boolean(True), g.integer(-(1 << 80))), True))))


@rule
def self_issued(r):
    top = g.root(exts=(g.basic(path_len=0), g.usage(g.CERT_SIGN), g.skid(KID)))
    renewed = g.ca("Root", top, number=5, exts=g.CA_USAGE + (g.skid(OTHER_KID), g.akid(KID)))
    end = g.leaf(renewed, exts=(WWW, g.akid(OTHER_KID)))
    r.ok("does not count towards the path length", **chain(end, renewed, root=top))
    other = g.ca("Elsewhere", top, number=5)
    r.row("another name does", "25@2", **chain(g.leaf(other), other, root=top))
    con = g.constraints([g.subtree("dns", "example.org")])
    bound = g.root(exts=g.CA_USAGE + (g.skid(KID), con))
    again = g.ca("Root", bound, number=5, exts=g.CA_USAGE + (g.skid(OTHER_KID), g.akid(KID), g.san(("dns", "www.example.com"))))
    inside = g.leaf(again, exts=(g.san(("dns", "www.example.org")), g.akid(OTHER_KID)))
    r.ok("name constraints pass over it", **chain(inside, again, root=bound))
    r.row("but not over what it issued", "47@0", **chain(g.leaf(again, exts=(WWW, g.akid(OTHER_KID))), again, root=bound))
    own = g.cert("Int", g.key("p256", 7), INT)
    r.row("leaf whose issuer is elsewhere", "18@0", **chain(own, INT))
    r.row("leaf under its own name alone", "18@0", leaf=own.der, anchors=[ROOT.der])


@rule
def self_signed(r):
    own = g.cert("self", g.key("p256", 5), exts=(WWW,))
    r.row("leaf", "18@0", leaf=own.der)
    r.ok("leaf, trusted", leaf=own.der, anchors=[own.der])
    r.row("leaf, another of its name trusted", "18@0", leaf=g.cert("self", g.key("p256", 6), exts=(WWW,)).der, anchors=[own.der])
    r.row("root sent and not trusted", "19@2", leaf=LEAF.der, untrusted=[INT.der, ROOT.der])
    r.ok("root sent and trusted", leaf=LEAF.der, untrusted=[INT.der, ROOT.der], anchors=[ROOT.der])
    r.row("root of the same name and another key trusted", "7@1", leaf=LEAF.der, untrusted=[INT.der, ROOT.der],
          anchors=[g.root(number=4).der])
    broken = g.root(flip=True)
    r.ok("root's own signature is not looked at", **chain(root=broken))
    r.row("unless asked for", "7@2", **chain(root=broken), flags=FIRST + ("check_ss",))
    r.ok("and good", **chain(), flags=FIRST + ("check_ss",))
    no_sign = g.root(exts=(g.basic(), g.usage(g.CRL_SIGN)))
    r.row("root that may not sign certificates", "79@1", **chain(g.leaf(no_sign), root=no_sign))


@rule
def issuers(r):
    r.ok("plain", **chain())
    r.ok("shuffled, with strangers", leaf=LEAF.der, untrusted=[ROOT.der, g.root("Other").der, LEAF.der, INT.der],
         anchors=[g.root("Other").der, ROOT.der])
    r.row("intermediate missing", "20@0", leaf=LEAF.der, anchors=[ROOT.der])
    r.row("root missing", "20@1", leaf=LEAF.der, untrusted=[INT.der])
    r.row("all missing", "20@0", leaf=LEAF.der)
    r.row("nobody trusted, anchors empty", "20@1", leaf=LEAF.der, untrusted=[INT.der, INT.der])
    r.ok("same certificate three times", leaf=LEAF.der, untrusted=[INT.der] * 3, anchors=[ROOT.der])
    r.row("issuer's name differs by one letter", "20@0", **chain(g.leaf(INT, issuer_name="Inf")))
    fancy = g.ca(g.name((g.O, g.printable("  Example   Org ")), (g.CN, g.utf8("Int X"))), ROOT, number=1)
    r.ok("name folded", **chain(g.leaf(fancy, issuer_name=g.name((g.O, g.utf8("EXAMPLE org")), (g.CN, g.bmp("INT x")))), fancy))
    r.row("name in another order", "20@0", **chain(g.leaf(fancy, issuer_name=g.name((g.CN, "Int X"), (g.O, "Example Org"))), fancy))
    multi = g.ca(g.name([(g.O, "X"), (g.CN, "Y")]), ROOT, number=1)
    r.ok("multi-valued name", **chain(g.leaf(multi, issuer_name=g.name([(g.O, "x"), (g.CN, "y")])), multi))
    r.row("multi-valued name against two", "20@0", **chain(g.leaf(multi, issuer_name=g.name((g.O, "X"), (g.CN, "Y"))), multi))
    r.row("empty issuer name", "20@0", **chain(g.leaf(INT, issuer_name=g.name())))
    nameless = g.root(g.name())
    r.ok("root without a name", leaf=g.leaf(nameless).der, anchors=[nameless.der])


@rule
def key_identifiers(r):
    mid = int_with(*g.CA_USAGE, g.skid(KID))
    for name, e, want in (("right", g.akid(KID), "ok"), ("wrong", g.akid(OTHER_KID), "20@0"), ("empty", g.akid(), "ok"),
                          ("longer", g.akid(KID + b"\0"), "20@0"), ("right, critical", g.akid(KID, critical=True), "34@0"),
                          ("serial right", g.akid(issuer=ROOT.subject, serial=mid.serial), "ok"),
                          ("serial wrong", g.akid(issuer=ROOT.subject, serial=77), "20@0"),
                          ("issuer wrong", g.akid(issuer=g.name("No"), serial=mid.serial), "20@0"),
                          ("key right, serial wrong", g.akid(KID, ROOT.subject, 77), "20@0"),
                          ("key wrong, serial right", g.akid(OTHER_KID, ROOT.subject, mid.serial), "20@0"),
                          ("malformed", g.ext("2.5.29.35", b"\x04\x00"), "20@0")):
        r.row(f"authority's {name}", want, **chain(g.leaf(mid, exts=(WWW, e)), mid))
    r.ok("issuer has none", **chain(leaf_with(g.akid(KID))))
    twin = g.ca("Int", ROOT, number=2, exts=g.CA_USAGE + (g.skid(OTHER_KID),))
    for first, second in ((mid, twin), (twin, mid)):
        r.ok(f"choose between two of a name, the right one {'first' if first is mid else 'last'}",
             **chain(g.leaf(mid, exts=(WWW, g.akid(KID))), first, second))
    r.row("choose the wrong key", "7@0", **chain(g.leaf(mid, exts=(WWW, g.akid(OTHER_KID))), twin, mid))
    torn = g.cert("Root", g.key("p256"), exts=g.CA_USAGE + (g.skid(KID), g.akid(OTHER_KID)))
    r.row("root contradicts itself", "2@1", leaf=g.leaf(torn).der, anchors=[torn.der])
    r.row("subject's malformed", "20@0", **chain(leaf_with(g.ext("2.5.29.14", b"\x30\x00"))))


@rule
def partial_chain(r):
    r.ok("intermediate trusted", leaf=LEAF.der, anchors=[INT.der], flags=PARTIAL)
    r.row("intermediate trusted, flag missing", "2@1", leaf=LEAF.der, anchors=[INT.der])
    r.ok("leaf trusted", leaf=LEAF.der, anchors=[LEAF.der], flags=PARTIAL)
    r.row("leaf trusted, flag missing", "20@0", leaf=LEAF.der, anchors=[LEAF.der])
    r.ok("leaf trusted and issuer sent", leaf=LEAF.der, untrusted=[INT.der], anchors=[LEAF.der], flags=PARTIAL)
    r.ok("intermediate trusted, peer's first", leaf=LEAF.der, untrusted=[INT.der], anchors=[INT.der], flags=("partial",))
    expired = g.ca("Int", ROOT, number=1, not_after="2021-01-01")
    r.row("expired intermediate trusted", "10@1", leaf=LEAF.der, anchors=[expired.der], flags=PARTIAL)
    r.row("trusted issuer is no CA", "79@1", leaf=g.leaf(int_with(g.basic(False))).der, anchors=[int_with(g.basic(False)).der],
          flags=PARTIAL)
    wrong = g.ca("Int", ROOT, number=2)
    r.row("trusted issuer has another key", "7@0", leaf=LEAF.der, anchors=[wrong.der], flags=PARTIAL)


@rule
def trusted_first(r):
    cross_root = g.root("Cross", number=3)
    cross = g.ca("Root", cross_root)
    sent = [INT.der, cross.der]
    r.ok("shorter way to an anchor", leaf=LEAF.der, untrusted=sent, anchors=[ROOT.der])
    r.ok("peer's first, then the alternative", leaf=LEAF.der, untrusted=sent, anchors=[ROOT.der], flags=())
    r.row("peer's first, no alternative", "20@2", leaf=LEAF.der, untrusted=sent, anchors=[ROOT.der], flags=("no_alt",))
    r.ok("peer's first to the other root", leaf=LEAF.der, untrusted=sent, anchors=[cross_root.der], flags=())
    r.ok("peer's first, both roots", leaf=LEAF.der, untrusted=sent, anchors=[ROOT.der, cross_root.der], flags=())
    r.ok("peer's first, other root sent and not trusted", leaf=LEAF.der, untrusted=[*sent, cross_root.der], anchors=[ROOT.der],
         flags=())
    old = g.ca("Root", cross_root, not_after="2021-01-01")
    r.ok("expired cross certificate passed over", leaf=LEAF.der, untrusted=[INT.der, old.der], anchors=[ROOT.der])
    r.row("expired cross certificate is all there is", "10@2", leaf=LEAF.der, untrusted=[INT.der, old.der],
          anchors=[cross_root.der])
    r.row("expired cross certificate and peer's first", "10@2", leaf=LEAF.der, untrusted=[INT.der, old.der],
          anchors=[ROOT.der, cross_root.der], flags=())


@rule
def cross_signed(r):
    one, two = g.root("One"), g.root("Two", number=3)
    a, b = g.ca("Shared", one, number=1), g.ca("Shared", two, number=1)
    end = g.leaf(a)
    for trusted in (one, two):
        for sent in ((a, b), (b, a)):
            name = f"{'first' if trusted is one else 'second'} root trusted, {'its' if (sent[0] is a) == (trusted is one) else 'the other'} first"
            r.row(name, "ok" if (sent[0] is a) == (trusted is one) else "20@1", leaf=end.der, untrusted=[c.der for c in sent],
                  anchors=[trusted.der])
    r.ok("both trusted", leaf=end.der, untrusted=[b.der, a.der], anchors=[one.der, two.der])
    dead = g.ca("Shared", two, number=1, not_after="2021-01-01")
    r.ok("expired twin passed over", leaf=end.der, untrusted=[dead.der, a.der], anchors=[one.der])
    r.row("only the expired twin leads to an anchor", "20@1", leaf=end.der, untrusted=[dead.der, a.der], anchors=[two.der])
    late = g.ca("Shared", one, number=1, not_before="2030-01-01")
    r.row("twin of the future alone", "9@1", leaf=end.der, untrusted=[late.der], anchors=[one.der])


@rule
def loops(r):
    a = g.ca("A", g.Cert(b"", g.name("B"), g.key("p256", 2), 0), number=1)
    b = g.ca("B", g.Cert(b"", g.name("A"), g.key("p256", 1), 0), number=2)
    end = g.leaf(a)
    r.row("two name each other, sent", "20@2", leaf=end.der, untrusted=[a.der, b.der], anchors=[ROOT.der])
    r.row("two name each other, trusted", "22@10", leaf=end.der, anchors=[a.der, b.der], depth=9)
    r.ok("two name each other, trusted as they are", leaf=end.der, anchors=[a.der, b.der], flags=PARTIAL)
    way_out = g.ca("B", ROOT, number=2)
    r.ok("with a way out", leaf=end.der, untrusted=[a.der, way_out.der, b.der], anchors=[ROOT.der])
    names = [g.name(f"Ring {i}") for i in range(6)]
    ring = [g.ca(names[i], g.Cert(b"", names[(i + 1) % 6], g.key("p256", (i + 1) % 6 + 1), 0), number=i + 1) for i in range(6)]
    r.row("ring of six", "20@6", leaf=g.leaf(ring[0]).der, untrusted=[c.der for c in ring], anchors=[ROOT.der])
    r.row("ring of six, depth 3", "22@4", leaf=g.leaf(ring[0]).der, untrusted=[c.der for c in ring], anchors=[ROOT.der], depth=3)
    own = g.ca("Loop", g.Cert(b"", g.name("Loop"), g.key("p256", 1), 0), number=1,
               exts=g.CA_USAGE + (g.skid(KID), g.akid(OTHER_KID)))
    r.row("names itself with another's key", "20@1", leaf=g.leaf(own).der, untrusted=[own.der], anchors=[ROOT.der])


@rule
def depth(r):
    cas = [ROOT]
    for i in range(4):
        cas.append(g.ca(f"Int {i}", cas[-1], number=1 + i % 3))
    end = g.leaf(cas[-1])
    case = dict(leaf=end.der, untrusted=[c.der for c in cas[1:]], anchors=[ROOT.der])
    for n in range(6):
        r.row(f"{n} for four intermediates", "ok" if n >= 4 else f"22@{n + 1}", **case, depth=n)
    r.row("0 for none, root trusted", "ok", leaf=g.leaf(ROOT).der, anchors=[ROOT.der], depth=0)
    r.row("1 for one and no root", "20@1", leaf=LEAF.der, untrusted=[INT.der], depth=1)
    r.ok("2 with a trusted intermediate", leaf=end.der, untrusted=[c.der for c in cas[1:]], anchors=[cas[3].der], depth=2,
         flags=PARTIAL)
    r.row("0 with a trusted intermediate above", "22@1", leaf=end.der, untrusted=[c.der for c in cas[1:]], anchors=[cas[2].der],
          depth=0,
          flags=PARTIAL)
    far = [ROOT]
    for i in range(101):
        far.append(g.ca(f"Far {i}", far[-1], number=1 + i % 3))
    r.ok("100 intermediates by default", leaf=g.leaf(far[100]).der, untrusted=[c.der for c in far[1:101]], anchors=[ROOT.der])
    r.row("101 intermediates by default", "22@101", leaf=g.leaf(far[101]).der, untrusted=[c.der for c in far[1:]],
          anchors=[ROOT.der])


# ---- dates ----------------------------------------------------------------------------------------------------------


@rule
def dates(r):
    for name, want, more in (
            ("expired", "10@0", dict(not_after="2023-12-31")), ("expires this second", "10@0", dict(not_after="2024-01-01")),
            ("expires the next second", "ok", dict(not_after="2024-01-01 00:00:01")),
            ("begins this second", "ok", dict(not_before="2024-01-01")),
            ("begins the next second", "9@0", dict(not_before="2024-01-01 00:00:01")),
            ("ends before it begins", "9@0", dict(not_before="2030-01-01", not_after="2020-01-01")),
            ("without an end", "ok", dict(not_after=b"\x18\x0f99991231235959Z")),
            ("generalized time before 2050", "ok", dict(not_before=b"\x18\x0f20200101000000Z")),
            ("1950 begins", "ok", dict(not_before=b"\x17\x0d500101000000Z")),
            ("2049 ends", "ok", dict(not_after=b"\x17\x0d491231235959Z")),
            ("no seconds", "13@0", dict(not_before=b"\x17\x0b2001010000Z")),
            ("an offset", "unreadable", dict(not_after=b"\x17\x112801010000+0100")),
            ("fractions of seconds", "14@0", dict(not_after=b"\x18\x1120990101000000.5Z")),
            ("nonsense", "14@0", dict(not_after=b"\x17\x0dxxxxxxxxxxxxx")),
            ("month 13", "14@0", dict(not_after=b"\x17\x0d251301000000Z")),
            ("30 February", "14@0", dict(not_after=b"\x17\x0d250230000000Z")),
            ("29 February of a leap year", "ok", dict(not_after=b"\x17\x0d280229000000Z")),
            ("second 60", "14@0", dict(not_after=b"\x17\x0d251231235960Z")),
            ("local time", "14@0", dict(not_after=b"\x17\x0c280101000000"))):
        r.row(f"leaf {name}", want, **chain(leaf_with(**more)))
    for name, want, more in (("expired", "10@1", dict(not_after="2021-01-01")),
                             ("not yet valid", "9@1", dict(not_before="2030-01-01"))):
        r.row(f"intermediate {name}", want, **below(g.ca("Int", ROOT, number=1, **more)))
        top = g.root(**more)
        mid = g.ca("Int", top, number=1)
        r.row(f"root {name}", want.replace("@1", "@2"), **chain(g.leaf(mid), mid, root=top))


@rule
def time_of_verification(r):
    end = leaf_with(not_before="2030-01-01", not_after="2031-01-01")
    r.row("before", "9@0", **chain(end), time=g.seconds("2029-12-31 23:59:59"))
    r.ok("at the beginning", **chain(end), time=g.seconds("2030-01-01"))
    r.ok("in the last second", **chain(end), time=g.seconds("2030-12-31 23:59:59"))
    r.row("at the end", "10@0", **chain(end), time=g.seconds("2031-01-01"))
    r.ok("time does not count", **chain(end), time=0, flags=FIRST + ("notime",))
    r.row("1970", "9@2", **chain(), time=1)
    r.row("far future", "10@2", **chain(), time=g.seconds("2200-01-01"))
    both_ways = [g.ca("Int", ROOT, number=1, not_after="2025-01-01"), g.ca("Int", ROOT, number=1, not_before="2025-01-01")]
    for year in (2024, 2026):
        r.ok(f"the intermediate of {year} is chosen", **chain(LEAF, *both_ways), time=g.seconds(f"{year}-06-01"))
