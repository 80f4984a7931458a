# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""The names that a program asks for, RFC 9525 with X509_CHECK_FLAG_* (chains.py)."""
import certgen as g
from chains import INT, chain, rule


def asked(r, san, table, subject="Someone", flags=(), kind="hosts", note=""):
    """A leaf with these alternative names; what is asked for -> verdict."""
    end = g.leaf(INT, subject=subject, exts=(g.san(*san),) if san else ())
    for wanted, want in table.items():
        value = [wanted] if kind == "hosts" else wanted
        name = wanted.hex(".") if isinstance(wanted, bytes) else wanted
        r.row(f"{note}{name} in {san[0][1] if san else subject!r}", want, **chain(end), host_flags=flags, **{kind: value})


@rule
def hosts(r):
    asked(r, [("dns", "www.example.com")], {"www.example.com": "ok", "WWW.Example.COM": "ok", "example.com": "62@0",
                                            "www.example.com.": "62@0", "wwwxexample.com": "62@0",
                                            ".example.com": "ok", ".com": "ok", ".www.example.com": "62@0",
                                            "a.www.example.com": "62@0"})
    asked(r, [("dns", "a.b.example.com")], {".example.com": "62@0"}, flags=("single_label",), note="one label: ")
    asked(r, [("dns", "a.example.com")], {".example.com": "ok"}, flags=("single_label",), note="one label: ")
    asked(r, [("email", "who@example.com")], {"example.com": "62@0"})
    asked(r, [("uri", "https://www.example.com/")], {"www.example.com": "62@0"})
    asked(r, [("dns", "")], {"example.com": "62@0"})
    asked(r, [("dns", " www.example.com")], {"www.example.com": "62@0"})
    asked(r, [("dns", "www_1.example.com")], {"www_1.example.com": "ok"})


@rule
def wildcards(r):
    asked(r, [("dns", "*.example.com")], {"www.example.com": "ok", "WWW.EXAMPLE.COM": "ok", "example.com": "62@0",
                                          "a.b.example.com": "62@0", ".example.com": "ok", "*.example.com": "ok",
                                          "w_w.example.com": "62@0", "a.b.example.com.": "62@0"})
    asked(r, [("dns", "*.example.com")], {"www.example.com": "62@0", "*.example.com": "ok"}, flags=("no_wildcards",), note="none: ")
    asked(r, [("dns", "*.example.com")], {"a.b.example.com": "ok", "example.com": "62@0"}, flags=("multi_label",),
          note="many labels: ")
    for name, host in (("*.com", "example.com"), ("*", "example"), ("www.*.com", "www.example.com"),
                       ("*.*.com", "www.example.com"), ("**.example.com", "www.example.com"),
                       ("*.example.com.", "www.example.com"), ("*..com", "www..com"), ("*.-a.com", "www.-a.com"),
                       ("a.*.example.com", "a.b.example.com")):
        asked(r, [("dns", name)], {host: "62@0"})
    asked(r, [("dns", "*.co.uk")], {"x.co.uk": "ok"})  # whose domains are public, nobody knows here


@rule
def partial_wildcards(r):
    asked(r, [("dns", "w*.example.com")], {"www.example.com": "ok", "w.example.com": "ok", "a.example.com": "62@0"})
    asked(r, [("dns", "*w.example.com")], {"www.example.com": "ok", "wwwa.example.com": "62@0"})
    asked(r, [("dns", "w*w.example.com")], {"www.example.com": "62@0"})
    for name in ("w*.example.com", "*w.example.com"):
        asked(r, [("dns", name)], {"www.example.com": "62@0"}, flags=("no_partial",), note="none partial: ")
    asked(r, [("dns", "*.example.com")], {"www.example.com": "ok"}, flags=("no_partial",), note="none partial: ")


@rule
def internationalized(r):
    asked(r, [("dns", "xn--bcher-kva.example.com")],
          {"xn--bcher-kva.example.com": "ok", "XN--BCHER-KVA.example.com": "ok", "bücher.example.com": "62@0"})
    asked(r, [("dns", "*.example.com")], {"xn--bcher-kva.example.com": "ok"})
    asked(r, [("dns", "*.xn--bcher-kva.com")], {"www.xn--bcher-kva.com": "ok"})
    asked(r, [("dns", "xn--*.example.com")], {"xn--bcher-kva.example.com": "62@0"})
    asked(r, [("dns", "x*.example.com")], {"xn--bcher-kva.example.com": "62@0"})
    asked(r, [("dns", "*a.example.com")], {"xn--bcher-kva.example.com": "62@0"})
    asked(r, [("dns", "bücher.example.com".encode())], {"xn--bcher-kva.example.com": "62@0"})


@rule
def addresses(r):
    v4, v6 = b"\xc0\x00\x02\x01", bytes([0x20, 1, 0xd, 0xb8] + [0] * 11 + [1])
    asked(r, [("ip", v4), ("ip", v6)], {v4: "ok", v6: "ok", b"\xc0\x00\x02\x02": "64@0"}, kind="ip")
    asked(r, [("dns", "192.0.2.1")], {v4: "64@0"}, kind="ip")
    asked(r, [], {v4: "64@0"}, subject="192.0.2.1", kind="ip", note="common name: ")
    asked(r, [("ip", v4)], {"192.0.2.1": "62@0"})
    asked(r, [("dns", "192.0.2.1")], {"192.0.2.1": "ok"})
    asked(r, [("dns", "*.0.2.1")], {"192.0.2.1": "ok"})
    asked(r, [("ip", v4 + b"\0")], {v4: "64@0"}, kind="ip")
    asked(r, [("ip", b"\0" * 12 + v4)], {v4: "64@0"}, kind="ip")


@rule
def common_name(r):
    asked(r, [], {"www.example.com": "ok", "other.example.com": "62@0"}, subject="www.example.com")
    asked(r, [], {"www.example.com": "ok"}, subject="*.example.com")
    asked(r, [("dns", "san.example.com")], {"cn.example.com": "62@0", "san.example.com": "ok"}, subject="cn.example.com")
    asked(r, [("email", "who@example.com")], {"cn.example.com": "ok"}, subject="cn.example.com")
    asked(r, [("ip", b"\x01\x02\x03\x04")], {"cn.example.com": "ok"}, subject="cn.example.com")
    asked(r, [("dns", "san.example.com")], {"cn.example.com": "ok", "san.example.com": "ok"}, subject="cn.example.com",
          flags=("always_subject",), note="always: ")
    asked(r, [], {"cn.example.com": "62@0"}, subject="cn.example.com", flags=("never_subject",), note="never: ")
    asked(r, [("email", "who@example.com")], {"cn.example.com": "62@0"}, subject="cn.example.com", flags=("never_subject",),
          note="never: ")
    two = g.name("first.example.com", "second.example.com")
    for host, want in (("first.example.com", "ok"), ("second.example.com", "ok"), ("third.example.com", "62@0")):
        end = g.leaf(INT, subject=two, exts=())
        r.row(f"{host} of two", want, **chain(end), hosts=[host])
    r.row("in UTF-16", "ok", **chain(g.leaf(INT, subject=g.name((g.CN, g.bmp("www.example.com"))), exts=())),
          hosts=["www.example.com"])
    r.row("in another attribute", "62@0", **chain(g.leaf(INT, subject=g.name((g.OU, "www.example.com")), exts=())),
          hosts=["www.example.com"])


@rule
def several_hosts(r):
    end = g.leaf(INT, exts=(g.san(("dns", "a.example.com"), ("dns", "*.b.example.com")),))
    for name, wanted, want in (("first fits", ["a.example.com", "x"], "ok"), ("last fits", ["x", "y", "a.example.com"], "ok"),
                               ("wildcard fits", ["x", "w.b.example.com"], "ok"),
                               ("none fits", ["x", "y"], "62@0"), ("one of a kind", ["b.example.com"], "62@0")):
        r.row(name, want, **chain(end), hosts=wanted)
    r.row("host fits and address does not", "64@0", **chain(end), hosts=["a.example.com"], ip=b"\1\2\3\4")
    r.row("host, mailbox and address all wrong", "62@0", **chain(end), hosts=["x"], ip=b"\1\2\3\4", email="x@y")


@rule
def mailboxes(r):
    asked(r, [("email", "who@example.com")], {"who@example.com": "ok", "who@EXAMPLE.com": "ok", "WHO@example.com": "63@0",
                                              "other@example.com": "63@0", "example.com": "63@0"}, kind="email")
    asked(r, [("dns", "example.com")], {"who@example.com": "63@0"}, kind="email")
    subject = g.name((g.EMAIL, g.ia5("who@example.com")))
    r.ok("in the subject", **chain(g.leaf(INT, subject=subject, exts=())), email="who@example.com")
    r.row("in the subject beside another in the alternative name", "63@0",
          **chain(g.leaf(INT, subject=subject, exts=(g.san(("email", "else@example.com")),))), email="who@example.com")


@rule
def zero_octets(r):
    asked(r, [("dns", "www.example.com\0.evil.com")], {"www.example.com": "62@0"})
    asked(r, [("dns", "www.evil.com\0.example.com")], {".example.com": "62@0"})
    asked(r, [], {"www.example.com": "62@0"}, subject="www.example.com\0.evil.com", note="common name: ")
    asked(r, [("email", "who@example.com\0.evil.com")], {"who@example.com": "63@0"}, kind="email")
    asked(r, [("dns", "*.example.com\0.evil.com")], {"www.example.com": "62@0"})
    asked(r, [("dns", "www.example.com\0"), ("dns", "www.example.com")], {"www.example.com": "ok"})
