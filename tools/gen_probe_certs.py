#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Writes compat/ssl/bridge/probe_certs.h: a chain of four certificates whose extended key usages tell the purposes apart.

They are only ever looked at, never checked: the key is a fixed string of octets and the signatures are zeros.
"""
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "pki"))
import certgen as g  # noqa: E402


class Key:
    kind = "ed25519"
    spki = g.seq(g.seq(g.oid(g.ED25519)), g.bits(bytes(range(32))))


def chain():
    """Leaf first: (identifier, extensions)."""
    ca, sign = (g.basic(), g.usage(g.CERT_SIGN)), g.usage(g.DIGITAL_SIGNATURE)
    return [("server_leaf", (g.eku("server"), sign)), ("client_ca", (g.eku("client"), *ca)),
            ("code_ca", (g.eku("code"), *ca)), ("no_ca", (g.eku("code"), sign))]


def main():
    rows = chain()
    out = ["/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */",
           "/* Made by tools/gen_probe_certs.py: the chain of probe.c, leaf first. */"]
    for i, (name, exts) in enumerate(rows):
        issuer = f"probe {min(i + 1, len(rows) - 1)}"
        c = g.cert(f"probe {i}", Key, issuer_name=issuer, exts=exts, serial=i + 1, signature=bytes(64))
        out += ["", f"static const unsigned char {name}[] = {{"]
        out += ["    " + ", ".join(f"0x{b:02x}" for b in c.der[k:k + 16]) + "," for k in range(0, len(c.der), 16)]
        out += ["};"]
    (ROOT / "compat" / "ssl" / "bridge" / "probe_certs.h").write_text("\n".join(out) + "\n")


main()
