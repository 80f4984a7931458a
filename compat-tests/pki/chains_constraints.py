# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Name constraints, RFC 5280 §4.2.1.10 (chains.py)."""
import certgen as g
from chains import INT, below, chain, int_with, leaf_with, rule


def constrained(r, kind, base, inside, outside, unjudged=()):
    """A base as permitted and as excluded subtree over names inside, outside, and such as it cannot be applied to."""
    for how, at_inside, at_outside in (("permitted", "ok", "47@0"), ("excluded", "48@0", "ok")):
        m = int_with(*g.CA_USAGE, g.constraints(**{how: [g.subtree(kind, base)]}))
        for names, want in ((inside, at_inside), (outside, at_outside), (unjudged, "53@0")):
            for n in names:
                r.row(f"{how} {label(kind, base)}: {label(kind, n)}", want,
                      **below(m, exts=(g.san((kind, n)),), leaf=dict(subject=g.name())))


def label(kind, n):
    if kind == "ip":
        return ".".join(map(str, n))
    return n if isinstance(n, str) else n.hex()


@rule
def constraints_dns(r):
    constrained(r, "dns", "example.com", ["example.com", "www.example.com", "WWW.EXAMPLE.COM", "*.example.com"],
                ["xexample.com", "example.org", "com", ""])
    constrained(r, "dns", ".example.com", ["www.example.com", "a.b.example.com"], ["example.com", "example.org"])
    constrained(r, "dns", "", ["example.com"], [])
    m = int_with(*g.CA_USAGE, g.constraints((), [g.subtree("dns", "secret.example.com")]))
    for n in ("*.example.com", "*.EXAMPLE.com", "s*.example.com", "*t.example.com", "*.example.org", "*.com",
              "*.secret.example.com", "a*.example.com",
              "*.a.example.com", "secret*.example.com"):
        r.row(f"excluded secret.example.com: {n}", "48@0" if n == "*.secret.example.com" else "ok",
              **below(m, exts=(g.san(("dns", n)),)))
    r.ok("excluded secret.example.com: *.example.com as a common name", **below(m, exts=(), leaf=dict(subject="*.example.com")))
    m = int_with(*g.CA_USAGE, g.constraints([g.subtree("dns", "www.example.com")]))
    r.row("permitted host below a wildcard", "47@0", **below(m, exts=(g.san(("dns", "*.example.com")),)))


@rule
def constraints_ip(r):
    constrained(r, "ip", [192, 0, 2, 0, 255, 255, 255, 0], [[192, 0, 2, 77]], [[192, 0, 3, 1], [0] * 16], [[1, 2, 3]])
    constrained(r, "ip", [0x20, 1, 0xd, 0xb8] + [0] * 12 + [255] * 4 + [0] * 12, [[0x20, 1, 0xd, 0xb8] + [7] * 12],
                [[0x20, 1, 0xd, 0xb9] + [0] * 12, [192, 0, 2, 1]])
    constrained(r, "ip", [0] * 8, [[192, 0, 2, 77]], [[0] * 16])


@rule
def constraints_email(r):
    constrained(r, "email", "example.com", ["who@example.com", "who@EXAMPLE.com"], ["who@www.example.com", "who@example.org"],
                ["who"])
    constrained(r, "email", ".example.com", ["who@www.example.com"], ["who@example.com"])
    constrained(r, "email", "who@example.com", ["who@example.com"], ["Who@example.com", "other@example.com"])
    for how, want in (("permitted", "47@0"), ("excluded", "ok")):
        m = int_with(*g.CA_USAGE, g.constraints(**{how: [g.subtree("email", "example.com")]}))
        r.row(f"{how} in the subject", want, **below(m, leaf=dict(subject=g.name((g.EMAIL, g.ia5("who@evil.com"))))))
        r.row(f"{how} in the subject as UTF-8", "53@0", **below(m, leaf=dict(subject=g.name((g.EMAIL, g.utf8("who@evil.com"))))))


@rule
def constraints_uri(r):
    constrained(r, "uri", "example.com", ["http://example.com/", "https://EXAMPLE.com:8443/a"],
                ["http://www.example.com/", "http://example.org"], ["mailto:who@example.com", "http://", "example.com"])
    constrained(r, "uri", ".example.com", ["http://www.example.com/"], ["http://example.com/"])
    m = int_with(*g.CA_USAGE, g.constraints([g.subtree("uri", "example.com")]))
    r.row("user information before the host", "ok", **below(m, exts=(g.san(("uri", "http://example.com:x@evil.com/")),)))


@rule
def constraints_directory(r):
    de, org = g.name((g.C, g.printable("DE"))), g.name((g.C, g.printable("de")), (g.O, "ORG"))
    full = g.name((g.C, g.printable("DE")), (g.O, "Org"), "x")
    for base, text in ((de, "country"), (org, "country and organisation, folded"), (g.name(), "everything")):
        for how, wants in (("permitted", ("ok", "ok" if text == "everything" else "47@0")),
                           ("excluded", ("48@0", "48@0" if text == "everything" else "ok"))):
            m = int_with(*g.CA_USAGE, g.constraints(**{how: [g.subtree("dir", base)]}))
            for subject, want in ((full, wants[0]), (g.name((g.C, g.printable("FR")), "x"), wants[1])):
                r.row(f"{how} {text}: {'inside' if subject is full else 'outside'}", want, **below(m, leaf=dict(subject=subject)))
    m = int_with(*g.CA_USAGE, g.constraints([g.subtree("dir", de)]))
    r.row("permitted in the alternative name: outside", "47@0",
          **below(m, exts=(g.san(("dir", g.name((g.C, g.printable("FR"))))),), leaf=dict(subject=g.name())))
    r.row("permitted in the alternative name: inside", "ok", **below(m, exts=(g.san(("dir", full)),), leaf=dict(subject=g.name())))


@rule
def constraints_shape(r):
    com = ("dns", "example.com")
    for name, want, con in (
            ("minimum 0", "ok", g.constraints([g.subtree(*com, minimum=0)])),
            ("minimum 1", "49@0", g.constraints([g.subtree(*com, minimum=1)])),
            ("maximum", "49@0", g.constraints([g.subtree(*com, maximum=9)])),
            ("excluded with minimum", "49@0", g.constraints((), [g.subtree("dns", "evil.com", minimum=1)])),
            ("two permitted", "ok", g.constraints([g.subtree("dns", "a.com"), g.subtree(*com)])),
            ("permitted and excluded", "48@0", g.constraints([g.subtree(*com)], [g.subtree("dns", "www.example.com")])),
            ("not critical", "47@0", g.constraints([g.subtree("dns", "a.com")], critical=False)), ("empty", "ok", g.constraints()),
            ("another kind", "ok", g.constraints([g.subtree("email", "a.com")])),
            ("malformed", "20@0", g.ext("2.5.29.30", g.seq(g.tlv(0xA0, b"\x30\x01")), True))):
        r.row(name, want, **below(int_with(*g.CA_USAGE, con)))
    rid = int_with(*g.CA_USAGE, g.constraints([g.subtree("rid", b"\x2a\x03")]))
    r.row("kind that cannot be judged", "51@0", **below(rid, exts=(g.san(("rid", b"\x2a\x03")),)))
    r.ok("kind that cannot be judged and does not occur", **below(rid))
    upper = int_with(*g.CA_USAGE, g.constraints([g.subtree(*com)]), subject="Upper")
    for base, want in (("www.example.com", "ok"), ("example.org", "47@0")):
        lower = int_with(*g.CA_USAGE, g.constraints([g.subtree("dns", base)]), issuer=upper, number=2)
        r.row(f"two levels, lower {base}", want, **chain(g.leaf(lower), lower, upper))
    top = g.root(exts=g.CA_USAGE + (g.constraints([g.subtree("dns", "example.org")]),))
    mid = g.ca("Int", top, number=1)
    r.row("in the root", "47@0", **chain(g.leaf(mid), mid, root=top))
    r.ok("in the leaf itself", **chain(leaf_with(g.constraints([g.subtree("dns", "example.org")]))))


@rule
def constraints_common_name(r):
    m = int_with(*g.CA_USAGE, g.constraints([g.subtree("dns", "example.com")]))
    for subject, want in (("www.example.com", "ok"), ("www.evil.com", "47@0"), ("Some One", "ok"), ("evil", "ok"),
                          ("evil\0.com", "53@0"), ("*.evil.com", "ok")):
        r.row(f"{subject!r} without an alternative name", want, **below(m, exts=(), leaf=dict(subject=subject)))
    r.ok("'www.evil.com' with an alternative name", **below(m, leaf=dict(subject="www.evil.com")))
    r.row("'www.evil.com' always looked at", "47@0", **below(m, leaf=dict(subject="www.evil.com")), host_flags=("always_subject",))
    r.ok("'www.evil.com' never looked at", **below(m, exts=(), leaf=dict(subject="www.evil.com")), host_flags=("never_subject",))
