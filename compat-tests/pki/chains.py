# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""The suite of chains: one row per case, each rule in both directions, the same octets in every run.

    rule, name, want, case

`want` is what OpenSSL's X509_verify_cert says: "ok", "CODE@DEPTH" in X509_V_ERR_* numbers, or "unreadable" where the leaf is no
certificate. Where the engine answers otherwise, differences.tsv has a row. test_chains.py runs them all.
"""
import functools
import importlib
import pathlib
from dataclasses import dataclass

import both
import certgen as g

FIRST = ("trusted_first",)
PARTIAL = FIRST + ("partial",)
STRICT = FIRST + ("strict",)
KID, OTHER_KID = b"\x01" * 20, b"\x02" * 20
WWW = g.san(("dns", "www.example.com"))
UNKNOWN = "1.3.6.1.4.1.99999.1"


@dataclass
class Row:
    rule: str
    name: str
    want: str
    case: both.Case


class Rows:
    """Collects the rows of one rule."""

    def __init__(self, rule):
        self.rule, self.rows = rule, []

    def row(self, name, want, **case):
        self.rows.append(Row(self.rule, name, want, both.Case(**case)))

    def ok(self, name, **case):
        self.row(name, "ok", **case)


RULES = {}


def rule(function):
    RULES[function.__name__.replace("_", "-")] = function
    return function


def load():
    """Fills RULES."""
    for module in ("path", "extensions", "constraints", "names", "keys"):
        importlib.import_module(f"chains_{module}")


@functools.cache
def rows(name):
    """The rows of a rule."""
    r = Rows(name)
    RULES[name](r)
    return r.rows


def differences():
    """(rule, name) -> what differences.tsv says of the engine's verdict."""
    out = {}
    for line in pathlib.Path(__file__).with_name("differences.tsv").read_text().splitlines():
        if not line.startswith("#"):
            rule, name, ours, section, reason = line.split("\t")
            assert (rule, name) not in out and section and reason, line
            out[rule, name] = ours
    return out


# ---- what most cases share ------------------------------------------------------------------------------------------

ROOT = g.root()
INT = g.ca("Int", ROOT, number=1)
LEAF = g.leaf(INT)


def chain(leaf=LEAF, *untrusted, root=ROOT, **more):
    """leaf first; without others, the intermediate."""
    return dict(leaf=leaf.der, untrusted=[c.der for c in untrusted or (INT,)], anchors=[root.der], **more)


def leaf_with(*exts, san=WWW, **more):
    return g.leaf(INT, exts=(*([san] if san else []), *exts), **more)


def int_with(*exts, subject="Int", issuer=ROOT, number=1, **more):
    return g.ca(subject, issuer, number=number, exts=exts, **more)


def below(ca, exts=(WWW,), **more):
    return chain(g.leaf(ca, exts=exts, **more.pop("leaf", {})), ca, **more)
