# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""What extensions say: constraints of CAs, usages, purposes (chains.py)."""
import certgen as g
from chains import FIRST, INT, KID, ROOT, UNKNOWN, WWW, below, chain, int_with, leaf_with, rule


@rule
def extensions(r):
    for name, want, exts in (
            ("unknown", "ok", [g.ext(UNKNOWN, b"\x05\x00")]), ("unknown, critical", "34@0", [g.ext(UNKNOWN, b"\x05\x00", True)]),
            ("unknown with any content", "ok", [g.ext(UNKNOWN, b"\xff\xff\xff")]),
            ("precertificate poison", "34@0", [g.ext("1.3.6.1.4.1.11129.2.4.3", b"\x05\x00", True)]),
            ("policies, critical", "ok", [g.ext("2.5.29.32", g.seq(g.seq(g.oid("2.5.29.32.0"))), True)]),
            ("policy constraints, critical", "ok", [g.ext("2.5.29.36", g.seq(g.tlv(0x80, b"\x00")), True)]),
            ("inhibit any policy, critical", "ok", [g.ext("2.5.29.54", g.integer(0), True)]),
            ("information access, critical", "34@0", [g.ext("1.3.6.1.5.5.7.1.1", g.seq(), True)]),
            ("TLS feature", "ok", [g.ext("1.3.6.1.5.5.7.1.24", g.seq(g.integer(5)))]),
            ("TLS feature, critical", "34@0", [g.ext("1.3.6.1.5.5.7.1.24", g.seq(g.integer(5)), True)]),
            ("subject key id, critical", "34@0", [g.skid(KID, True)]),
            ("alternative name, critical", "ok", [g.san(("dns", "www.example.com"), critical=True)]),
            ("basic constraints twice", "20@0", [g.basic(False), g.basic(False)]),
            ("unknown twice", "ok", [g.ext(UNKNOWN, b""), g.ext(UNKNOWN, b"")]),
            ("alternative name twice", "20@0", [WWW, WWW]),
            ("basic constraints malformed", "20@0", [g.ext("2.5.29.19", b"\x30\x03\x01")]),
            ("key usage malformed", "20@0", [g.ext("2.5.29.15", b"\x01\x02")]),
            ("extended key usage malformed", "20@0", [g.ext("2.5.29.37", b"\x30\x01")]),
            ("name constraints malformed", "20@0", [g.ext("2.5.29.30", b"\x30\x01")]),
            ("octets behind basic constraints", "ok", [g.ext("2.5.29.19", g.seq() + b"\0")]),
            ("false spelt out", "ok", [g.seq(g.oid(UNKNOWN), g.boolean(False), g.octets(b""))]),
            ("ninety", "ok", [g.ext(f"{UNKNOWN}.{i}", b"") for i in range(90)])):
        san = None if name.startswith("alternative name") else WWW
        r.row(name, want, **chain(leaf_with(*exts, san=san)))
    r.ok("unknown, critical, and told to pass over it", **chain(leaf_with(g.ext(UNKNOWN, b"", True))),
         flags=FIRST + ("ignore_critical",))
    r.row("unknown, critical, in the intermediate", "34@1", **below(int_with(*g.CA_USAGE, g.ext(UNKNOWN, b"", True))))
    top = g.root(exts=g.CA_USAGE + (g.ext(UNKNOWN, b"", True),))
    mid = g.ca("Int", top, number=1)
    r.row("unknown, critical, in the root", "34@2", **chain(g.leaf(mid), mid, root=top))
    r.row("proxy certificate", "40@0", **chain(leaf_with(g.ext("1.3.6.1.5.5.7.1.14", g.seq(g.seq(g.oid("1.3.6.1.5.5.7.21.1"))),
                                                               True), san=None)))


@rule
def ca(r):
    for name, want, exts in (
            ("plain", "ok", g.CA_USAGE), ("without a key usage", "ok", (g.basic(),)),
            ("constraints not critical", "ok", (g.basic(critical=False),)),
            ("no constraints", "79@1", ()), ("constraints say no", "79@1", (g.basic(False),)),
            ("key usage without signing", "79@1", (g.basic(), g.usage(g.DIGITAL_SIGNATURE))),
            ("key usage alone", "79@1", (g.usage(g.CERT_SIGN),)), ("Netscape's word", "79@1", (g.netscape(5),)),
            ("usage of CRLs only", "79@1", (g.basic(), g.usage(g.CRL_SIGN)))):
        r.row(f"intermediate, {name}", want, **below(int_with(*exts)))
    for name, want, exts, version in (
            ("version 1", "ok", (), 1), ("version 3 without extensions", "79@1", (), 3),
            ("key usage alone", "ok", (g.usage(g.CERT_SIGN),), 3), ("constraints say no", "79@1", (g.basic(False),), 3),
            ("Netscape's word", "ok", (g.netscape(5),), 3), ("Netscape's word for mail", "26@1", (g.netscape(6),), 3)):
        top = g.root(exts=exts, version=version)
        r.row(f"root, {name}", want, leaf=g.leaf(top).der, anchors=[top.der])
    r.row("intermediate of version 1", "79@1", **below(g.ca("Int", ROOT, number=1, version=1, exts=())))
    r.row("leaf issues", "79@1", **chain(g.leaf(g.cert("leaf", g.key("p256", 9), INT, exts=(WWW,)), "below"),
                                         g.cert("leaf", g.key("p256", 9), INT, exts=(WWW,)), INT))
    r.ok("leaf that is a CA", **chain(g.cert("leaf", g.key("p256", 9), INT,
                                             exts=(g.basic(), g.usage(g.CERT_SIGN, g.DIGITAL_SIGNATURE)))))


@rule
def key_usage(r):
    for purpose, bits_ in (("server", {"signature": (0, "ok"), "encipherment": (2, "ok"), "agreement": (4, "ok"),
                                       "cert sign": (5, "26@0"), "decipher only": (8, "26@0")}),
                           ("client", {"signature": (0, "ok"), "encipherment": (2, "26@0"), "agreement": (4, "ok"),
                                       "cert sign": (5, "26@0")})):
        for name, (bit, want) in bits_.items():
            r.row(f"{purpose} with {name}", want, **chain(leaf_with(g.usage(bit))), purpose=purpose)
    r.ok("any purpose with cert sign", **chain(leaf_with(g.usage(g.CERT_SIGN))), purpose="any")
    r.row("empty", "20@0", **chain(leaf_with(g.usage())))
    r.row("padded wrongly", "ok", **chain(leaf_with(g.ext("2.5.29.15", b"\x03\x02\x01\x81"))))


@rule
def extended_key_usage(r):
    for purpose in ("server", "client"):
        other = "client" if purpose == "server" else "server"
        for name, want, e in (("its own", "ok", [purpose]), ("both", "ok", ["server", "client"]), ("the other", "26@0", [other]),
                              ("code signing", "26@0", ["code"]),
                              ("any", "26@0", ["any"]), ("unknown", "26@0", ["other"]), ("none in the list", "26@0", [])):
            r.row(f"{purpose}: {name}", want, **chain(leaf_with(g.eku(*e))), purpose=purpose)
    r.row("server: code signing, critical", "26@0", **chain(leaf_with(g.eku("code", critical=True))))
    r.ok("server: its own, critical", **chain(leaf_with(g.eku("server", critical=True))))
    r.ok("server: server gated crypto", **chain(leaf_with(g.eku("sgc"))))
    r.row("client: server gated crypto", "26@0", **chain(leaf_with(g.eku("sgc"))), purpose="client")
    r.ok("any purpose: code signing", **chain(leaf_with(g.eku("code"))), purpose="any")


@rule
def extended_key_usage_nested(r):
    for name, want, mid, end in (("server in server", "ok", "server", "server"), ("client in server", "26@0", "server", "client"),
                                 ("server in client", "26@1", "client", "server"),
                                 ("server in code signing", "26@1", "code", "server"), ("none in server", "ok", "server", None),
                                 ("none in client", "26@1", "client", None),
                                 ("server in any", "26@1", "any", "server")):
        m = int_with(*g.CA_USAGE, g.eku(mid))
        r.row(name, want, **below(m, exts=(WWW, *([g.eku(end)] if end else []))))
    top = g.root(exts=g.CA_USAGE + (g.eku("client"),))
    mid = g.ca("Int", top, number=1)
    r.row("server under a root for clients", "26@2", **chain(g.leaf(mid), mid, root=top))
    r.ok("client under a root for clients", **chain(g.leaf(mid), mid, root=top), purpose="client")


@rule
def purposes(r):
    ns = {"server": 1, "client": 0, "object signing": 3}
    for purpose in ("server", "client"):
        for name, bit in ns.items():
            r.row(f"{purpose} by Netscape's type for {name}", "ok" if name == purpose else "26@0",
                  **chain(leaf_with(g.netscape(bit))), purpose=purpose)
    for purpose in ("server", "client", "any"):
        r.ok(f"{purpose} without any usage", **chain(), purpose=purpose)
        r.row(f"{purpose} under no CA", "79@1", **below(int_with(g.basic(False))), purpose=purpose)
    r.ok("any under an intermediate for code", **below(int_with(*g.CA_USAGE, g.eku("code"))), purpose="any")
