#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Writes docs/COMPATIBILITY.md from the table of the ABI and from facts about programs.

    gen_compatibility.py            write the page
    gen_compatibility.py --check    say whether the page is what would be written; 1 when it is not

Read are compat/ssl/symbols.tsv, docs/facts/imports-by-symbol.tsv and imports-by-program.tsv (what Debian 12's programs
import), and docs/programs.tsv (programs run over the library: program, package, role, exercised, result; a result that
does not begin with "works" says why not), and docs/relinked.tsv (programs run over both our libraries, without OpenSSL:
rebuilt from Debian's source, as Debian ships them, or both).
"""

import argparse
import collections
import csv
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import gen_symbols  # noqa: E402

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PAGE = os.path.join("docs", "COMPATIBILITY.md")
PROGRAMS = ["program", "package", "role", "exercised", "result"]
RELINKED = ["program", "package", "rebuilt", "unmodified", "exercised", "lacks"]
BY_SYMBOL = ["symbol", "programs", "names", "more"]
BY_PROGRAM = ["program", "package", "imports"]
MARK = {"works": "", "refused": "refused", "absent": "not yet"}

HEAD = """\
<!-- Made by tools/gen_compatibility.py from compat/ssl/symbols.tsv, docs/facts/, docs/programs.tsv and docs/relinked.tsv. Do not edit. -->
# What of OpenSSL's interface is here

Every function that OpenSSL's `libssl.so.3` exports, from 3.0 to 3.5, is exported under its own version node, so any program
loads. A function **works**, or it is **refused**: what it asks for is obsolete or not offered, it fails as its manual page
says failure looks, and it leaves the reason in the error queue. What each setting does is in `SETTINGS.md`.
"""


def read_tsv(path, header):
    """The rows of a file with that header; SystemExit with file and line when one is malformed."""
    with open(path, encoding="utf-8", newline="") as f:
        rows = list(csv.reader(f, delimiter="\t", quoting=csv.QUOTE_NONE))
    if not rows or rows[0] != header:
        sys.exit(f"{path}:1: the first line must be: {' '.join(header)}")
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(header) or not all(row):
            sys.exit(f"{path}:{number}: {len(header)} fields are needed, none empty")
    return rows[1:]


def cell(text):
    return text.replace("|", "\\|")


def table(head, rows):
    out = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    return "\n".join(out + ["| " + " | ".join(cell(str(c)) for c in row) + " |" for row in rows]) + "\n"


def code(names):
    return ", ".join(f"`{n}`" for n in names)


def counts(symbols):
    nodes = sorted({r.node for r in symbols}, key=gen_symbols.node_key)
    rows = []
    for node in [*nodes, "all"]:
        tally = collections.Counter(r.state for r in symbols if node in (r.node, "all"))
        rows.append([node] + [tally[s] for s in gen_symbols.STATES] + [sum(tally.values())])
    return table(["version node", "works", "refused", "not yet", "all"], rows)


def by_reason(symbols, state):
    """A row for each reason, with all that it keeps out."""
    groups = collections.defaultdict(list)
    for r in symbols:
        if r.state == state:
            groups[r.note].append(r.symbol)
    rows = sorted(groups.items(), key=lambda g: (-len(g[1]), g[0]))
    return table(["reason", "functions"], [[note, code(names)] for note, names in rows])


def by_program(symbols, by_symbol, programs):
    """What each program imports, and what of it would fail if it were called."""
    missing = collections.defaultdict(list)
    for r in symbols:
        names = by_symbol.get(r.symbol, ["0", "-", "0"])[1]
        if r.state != "works" and names != "-":
            for name in names.split(","):
                missing[name].append(r.symbol if r.state == "refused" else f"{r.symbol} (not yet)")
    return table(["program", "package", "imports", "of these refused"],
                 [[p, f"`{package}`", n, code(missing[p]) or "none"] for p, package, n in programs])


def page(top):
    def at(*names):
        return os.path.join(top, *names)

    symbols = gen_symbols.read_table(at("compat", "ssl", "symbols.tsv"))
    by_symbol = {r[0]: r[1:] for r in read_tsv(at("docs", "facts", "imports-by-symbol.tsv"), BY_SYMBOL)}
    programs = read_tsv(at("docs", "facts", "imports-by-program.tsv"), BY_PROGRAM)
    out = [HEAD, counts(symbols)]
    tested = at("docs", "programs.tsv")
    if os.path.exists(tested):
        rows = read_tsv(tested, PROGRAMS)
        works = sum(1 for r in rows if r[4].startswith("works"))
        out += ["## Programs that were run over it\n",
                f"Debian's unmodified programs, {works} of {len(rows)} rows working.\n", table(PROGRAMS, rows)]
    relinked = at("docs", "relinked.tsv")
    if os.path.exists(relinked):
        out += ["## Programs without OpenSSL\n",
                "Over our `libssl.so.3` and our `libcrypto.so.3`, with no library of OpenSSL in the process. *Rebuilt*: from Debian's\n"
                "source, in which nothing is changed, against our headers. *Unmodified*: the program as Debian ships it, by library path.\n"
                "`compat-tests/relink/` has the runs; `with-teasel --check --no-openssl PROGRAM` says what any other program lacks.\n",
                table(RELINKED, read_tsv(relinked, RELINKED))]
    out += ["## Refused\n", by_reason(symbols, "refused")]
    if any(r.state == "absent" for r in symbols):
        out += ["## Not there yet\n", by_reason(symbols, "absent")]
    out += ["## Peculiarities of what works\n",
            table(["function", "note"], [[f"`{r.symbol}`", r.note] for r in symbols
                                         if r.state == "works" and r.note != "-"])]
    out += ["## What programs import\n",
            "Read from the dynamic symbol tables of Debian 12's packages (amd64). A refused function matters only where the program\n"
            "is asked to do what it is for.\n",
            by_program(symbols, by_symbol, programs)]
    out += ["## All functions\n",
            "*since*: the release of OpenSSL. *programs*: how many of the programs above import it, and how many of 60 further ones.\n",
            table(["function", "since", "state", "programs"],
                  [[f"`{r.symbol}`", r.since, MARK[r.state] or "works",
                    "{0[0]} + {0[2]}".format(by_symbol.get(r.symbol, ["0", "-", "0"]))] for r in symbols])]
    return "\n".join(out)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    parser.add_argument("--top", default=TOP, help="the directory with compat/ and docs/")
    args = parser.parse_args()
    text, path = page(args.top), os.path.join(args.top, PAGE)
    if not args.check:
        gen_symbols.write_if_changed(path, text)
        return
    try:
        with open(path, encoding="utf-8") as f:
            current = f.read()
    except FileNotFoundError:
        current = None
    if current != text:
        sys.exit(f"{PAGE} is not what the tables say: run tools/gen_compatibility.py")


if __name__ == "__main__":
    main()
