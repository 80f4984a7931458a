#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""What libssl.so.3 and libcrypto.so.3 share when both are ours: names, and the version node that they are exported under.

    gen_private.py --node NODE --out DIR --tables TABLE... --lower OBJ... --upper OBJ...

LOWER are the objects of libcrypto with the engine's lower layers, UPPER those of libssl with the layer tls. Whatever
they define and no TABLE names is ours alone, and gets a prefix of ours. Without it a program that has a function called
rng_bytes would put it in the place of the engine's, by the dynamic linker's rules and, with the static libraries, by
the linker's. Written into DIR:

    lower.names, upper.names    for objcopy --redefine-syms: the old name and the new one, a pair a line
    private.map                 a version node with the functions of LOWER that UPPER calls, the node's only users
"""
import argparse
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import elfread  # noqa: E402
import gen_symbols  # noqa: E402

LOWER, UPPER = "teasel_", "teasel_ssl_"


def own(names, public):
    """The names that are neither public nor the compiler's (a sanitizer's begin with two underscores)."""
    return {n for n in names if n not in public and not n.startswith("__")}


def symbols(paths):
    """(defined, undefined) over all the object files."""
    defined, undefined = set(), set()
    for path in paths:
        elf = elfread.Elf(path)
        defined |= elf.defined()
        undefined |= elf.undefined()
    return defined, undefined - defined


def plan(lower, upper, public):
    """(renames of the lower objects, renames of the upper ones, what the upper ones take from the lower). Each of LOWER
    and UPPER is a pair as symbols() gives it."""
    below, above = own(lower[0], public), own(upper[0], public)
    shared = own(upper[1], public) & below
    down = {n: LOWER + n for n in below}
    up = {n: UPPER + n for n in above} | {n: LOWER + n for n in shared}
    return down, up, sorted(down[n] for n in shared)


def names_file(renames):
    return "".join(f"{old} {new}\n" for old, new in sorted(renames.items()))


def version_node(node, names):
    return "\n".join(["/* Made by tools/gen_private.py. No promise to anybody but the libssl.so.3 built with it. */",
                      f"{node} {{", "\tglobal:", *(f"\t\t{n};" for n in names), "};", ""])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--node", required=True)
    parser.add_argument("--out", required=True)
    for name in ("tables", "lower", "upper"):
        parser.add_argument(f"--{name}", nargs="+", required=True)
    args = parser.parse_args()
    if not re.fullmatch(r"TEASEL_PRIVATE_[0-9.]+", args.node):
        sys.exit(f"gen_private.py: {args.node} is no node of ours")
    try:
        lower, upper = symbols(args.lower), symbols(args.upper)
    except (OSError, elfread.ElfError) as e:
        sys.exit(f"gen_private.py: {e}")
    public = {r.symbol for t in args.tables for r in gen_symbols.read_table(t)}
    down, up, shared = plan(lower, upper, public)
    for name, text in (("lower.names", names_file(down)), ("upper.names", names_file(up)),
                       ("private.map", version_node(args.node, shared))):
        gen_symbols.write_if_changed(os.path.join(args.out, name), text)


if __name__ == "__main__":
    main()
