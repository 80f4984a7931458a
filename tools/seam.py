#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""The seam: which functions of libcrypto.so.3 the built libssl.so.3 calls.

    seam.py LIBRARY             compares the library with compat/ssl/seam.txt; exit status 1 when they differ
    seam.py --update LIBRARY    writes the list anew, and rows for functions that compat/crypto/symbols.tsv lacks

The list is what a libcrypto of our own has to offer before it can take the system's place, so every change of it is
meant to be seen in a review.
"""
import argparse
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import elfread  # noqa: E402
import gen_symbols  # noqa: E402

LIBCRYPTO = "libcrypto.so.3"
LIST = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "compat", "ssl", "seam.txt")


def imports(path):
    """[(symbol, version node)], sorted: what the library takes from libcrypto."""
    return sorted((i.name, i.version) for i in elfread.Elf(path).imports() if i.file == LIBCRYPTO)


def read_list(path=LIST):
    with open(path, encoding="utf-8") as f:
        return sorted(tuple(line.split()) for line in f if line.strip() and not line.startswith("#"))


def write_list(entries, path=LIST):
    with open(path, "w", encoding="utf-8") as f:
        f.write("# The functions of libcrypto.so.3 that libssl.so.3 calls, with their version nodes.\n"
                "# Written by tools/seam.py --update; compat-tests/abi/test_seam.py compares.\n")
        f.writelines(f"{name} {node}\n" for name, node in entries)


TABLE = os.path.join(os.path.dirname(LIST), "..", "crypto", "symbols.tsv")


def kin(rows, name):
    """The row whose symbol has the most letters in common with name, from the first on."""
    return max(rows, key=lambda r: len(os.path.commonprefix([r.symbol, name])))


def add_absent(entries, path=TABLE):
    """Rows for what libcrypto's table does not have yet, in the order of the table; their symbols. What a function belongs
    to and how it fails is taken from the row that is named most alike, and meant to be looked at."""
    rows = gen_symbols.read_table(path)
    known = {r.symbol for r in rows}
    new = []
    for name, node in entries:
        if name not in known:
            family, ret = kin(rows, name).family, kin(rows, name).ret
            since = node.removeprefix("OPENSSL_").rpartition(".")[0]
            new.append(gen_symbols.Row(name, node, since, "absent", ret, "ERR_R_UNSUPPORTED", f"waits for {family}", family))
    with open(path, encoding="utf-8") as f:
        head, *lines = f.read().splitlines()
    with open(path, "w", encoding="utf-8") as f:
        f.writelines(line + "\n" for line in [head, *sorted(lines + ["\t".join(r) for r in new], key=lambda s: s.split("\t")[0])])
    return [r.symbol for r in new]


def difference(found, listed):
    """Sentences, one for each name that stands on one side only."""
    return ([f"{n} ({v}) is called but not in compat/ssl/seam.txt" for n, v in sorted(set(found) - set(listed))]
            + [f"{n} ({v}) is in compat/ssl/seam.txt but not called" for n, v in sorted(set(listed) - set(found))])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--update", action="store_true", help="write compat/ssl/seam.txt")
    parser.add_argument("library")
    args = parser.parse_args()
    try:
        found = imports(args.library)
    except (OSError, elfread.ElfError) as e:
        sys.exit(f"seam.py: {e}")
    if args.update:
        write_list(found)
        new = add_absent(found)
        print(f"{len(found)} functions" + (f"; new in libcrypto's table, as absent: {', '.join(new)}" if new else ""))
        return
    faults = difference(found, read_list())
    print("\n".join(faults) if faults else f"{len(found)} functions, as listed")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
