#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Makes libcrypto's table of objects from include/openssl/obj_mac.h.

    gen_objects.py -o FILE OBJ_MAC_H

A row per NID_: short name, long name, identifier in DER.
"""
import argparse
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from gen_symbols import c_string, write_if_changed  # noqa: E402


def arcs(name, bodies):
    """The numbers behind an OBJ_ macro, or None."""
    out = []
    for piece in bodies[name].split(","):
        piece = piece.strip()
        if re.fullmatch(r"\d+L?", piece):
            out.append(int(piece.rstrip("L")))
        elif piece in bodies:
            inner = arcs(piece, bodies)
            if inner is None:
                return None
            out += inner
        else:
            return None
    return out


def octets(numbers):
    """The content octets of an OBJECT IDENTIFIER (X.690 section 8.19)."""
    out = bytearray()
    for arc in [40 * numbers[0] + numbers[1]] + numbers[2:]:
        piece = [arc & 127]
        while arc > 127:
            arc >>= 7
            piece.append(arc & 127 | 128)
        out += bytes(reversed(piece))
    return bytes(out)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("header")
    parser.add_argument("-o", "--output", required=True)
    args = parser.parse_args()
    with open(args.header, encoding="utf-8") as f:
        text = f.read()
    nids = {n: int(v) for n, v in re.findall(r"#define NID_(\w+)\s+(\d+)$", text, re.M)}
    names = {p: dict(re.findall(rf'#define {p}_(\w+)\s+"(.*)"$', text, re.M)) for p in ("SN", "LN")}
    bodies = {"OBJ_" + n: b for n, b in re.findall(r"#define OBJ_(\w+)\s+(.*)$", text, re.M)}
    out = []
    for name, nid in sorted(nids.items(), key=lambda x: x[1]):
        numbers = arcs("OBJ_" + name, bodies) if "OBJ_" + name in bodies else None
        der = octets(numbers) if numbers and len(numbers) > 1 else b""
        short, long_ = names["SN"].get(name), names["LN"].get(name)
        der_c = '"' + "".join(f"\\x{b:02x}" for b in der) + '"' if der else "NULL"
        out.append(f"\t{{{c_string(short or long_ or name)}, {c_string(long_ or short or name)}, {nid}, {len(der)}, "
                   f"(const unsigned char *){der_c}, 0}},\n")
    write_if_changed(args.output, "/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */\n"
                     "/* Made by tools/gen_objects.py from include/openssl/obj_mac.h: sorted by number. */\n"
                     '#include "compat/crypto/objects/object.h"\n\n'
                     f"const ASN1_OBJECT obj_rows[] = {{\n{''.join(out)}}};\nconst unsigned obj_n_rows = {len(out)};\n")


if __name__ == "__main__":
    main()
