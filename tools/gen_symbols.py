#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Turns symbols.tsv, the one table of a library's ABI, into what the build and the reader need.

    gen_symbols.py map -o FILE TABLE            the linker's version script
    gen_symbols.py stubs -o FILE TABLE OBJ...   C: a failing function for each symbol that is to fail and that no object
                                                defines; stops when the table and the objects disagree
    gen_symbols.py summary TABLE                counts by state
    gen_symbols.py mark TABLE STATE SYMBOL...   sets the state of rows in place (works: reason and note are cleared)

A row has: symbol, version node, release that added it, state, value returned on failure, error reason, note, and in
libcrypto's table the family. A note explains a refusal to the user of the program, names what an absent function waits
for, or owns up to a peculiarity.

libssl exports what is absent and lets it fail, because a program would not even start without it. libcrypto's table is
a part of a much larger library: what is absent there is not exported, and the loader says so.
"""

import argparse
import collections
import fcntl
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import elfread  # noqa: E402

HEADER = ["symbol", "node", "since", "state", "ret", "reason", "note"]
FAMILY_HEADER = HEADER + ["family"]
STATES = ("works", "refused", "absent")
Row = collections.namedtuple("Row", FAMILY_HEADER, defaults=[""])

# What differs between the libraries: the error queue's name for the library, and whether absent functions are exported.
Library = collections.namedtuple("Library", ["error_library", "absent_is_exported"])
SSL, CRYPTO = Library("ERR_LIB_SSL", True), Library("ERR_LIB_CRYPTO", False)


def library_of(path):
    """compat/crypto/symbols.tsv is libcrypto's; any other table is taken for libssl's."""
    return CRYPTO if os.path.basename(os.path.dirname(os.path.abspath(path))) == "crypto" else SSL


def exported(rows, library):
    """The rows whose symbols the library exports."""
    return [r for r in rows if library.absent_is_exported or r.state != "absent"]


def read_table(path):
    """The rows of the table, each checked; SystemExit with file and line when one is malformed."""
    rows, seen = [], set()
    with open(path, encoding="utf-8") as f:
        lines = f.read().splitlines()
    header = lines[0].split("\t") if lines else []
    if header not in (HEADER, FAMILY_HEADER):
        sys.exit(f"{path}:1: the first line must be: {' '.join(HEADER)}, and perhaps: family")
    for number, line in enumerate(lines[1:], 2):
        fields = line.split("\t")
        fault = None
        if len(fields) != len(header):
            fault = f"{len(fields)} fields instead of {len(header)}"
        else:
            row = Row(*fields)
            if row.symbol in seen:
                fault = f"{row.symbol} stands twice"
            elif not re.fullmatch(r"OPENSSL_[0-9]+\.[0-9]+\.[0-9]+", row.node):
                fault = f"{row.node} is no version node"
            elif row.state not in STATES:
                fault = f"the state {row.state} is none of {', '.join(STATES)}"
            elif not re.fullmatch(r"-?[0-9]+|NULL|void", row.ret):
                fault = f"{row.ret} is no value to return"
            elif row.state != "works" and not re.fullmatch(r"(ERR|SSL)_R_[A-Z0-9_]+", row.reason):
                fault = f"{row.symbol} fails, so it needs a reason code"
            elif row.state != "works" and row.note in ("", "-"):
                fault = f"{row.symbol} fails, so it needs a note that says why"
        if fault:
            sys.exit(f"{path}:{number}: {fault}")
        seen.add(row.symbol)
        rows.append(row)
    return rows


def node_key(node):
    return tuple(int(n) for n in node.removeprefix("OPENSSL_").split("."))


def version_script(rows, library):
    """The nodes in order, each inheriting from the one before; whatever the table does not name stays local."""
    nodes = sorted({r.node for r in rows}, key=node_key)
    rows = exported(rows, library)
    out, before = ["/* Made by tools/gen_symbols.py from symbols.tsv. */"], ""
    for node in nodes:
        names = [f"\t\t{r.symbol};" for r in rows if r.node == node]
        out += [f"{node} {{"] + (["\tglobal:"] + names if names else [])
        if not before:
            out += ["\tlocal:", "\t\t*;"]
        out.append(f"}}{before};")
        before = f" {node}"
    return "\n".join(out) + "\n"


def c_string(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


STUBS_HEAD = """\
/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Made by tools/gen_symbols.py from symbols.tsv. The functions that are refused or not there yet: each leaves
 * its name and the reason in the error queue and returns what its manual page gives for failure. They take no notice of
 * their arguments, so they are declared without any; a long return value fills the register that every narrower integer
 * and every pointer is read from. The C names differ from the linked ones to keep clear of the headers' declarations.
 */
#include <openssl/err.h>
#include <openssl/sslerr.h>

static void fail(const char *function, int reason, const char *why)
{
	ERR_new();
	ERR_set_debug("symbols.tsv", 0, function);
	ERR_set_error(@library@, reason, "%s: %s", function, why);
}
"""


def stubs(rows, defined, library):
    """The C text. DEFINED: the names that the objects of the library define."""
    out = [STUBS_HEAD.replace("@library@", library.error_library)]
    for r in exported(rows, library):
        if r.state == "works" or r.symbol in defined:
            continue
        kind = {"void": "void", "NULL": "void *"}.get(r.ret, "long ")
        sep = "" if kind.endswith(("*", " ")) else " "
        why = r.note if r.state == "refused" else "not implemented yet: " + r.note
        out.append(f"{kind}{sep}fail_{r.symbol}(void) __asm__({c_string(r.symbol)});\n"
                   f"{kind}{sep}fail_{r.symbol}(void)\n{{\n"
                   f"\tfail({c_string(r.symbol)}, {r.reason}, {c_string(why)});")
        if r.ret != "void":
            out[-1] += f"\n\treturn {'0' if r.ret == 'NULL' else r.ret};"
        out[-1] += "\n}\n"
    return "\n".join(out)


def disagreements(rows, defined, table):
    """Sentences about rows which say other than the objects do."""
    out = []
    for r in rows:
        if r.state == "works" and r.symbol not in defined:
            out.append(f"{r.symbol} is marked works, but no object of the library defines it")
    ready = [r.symbol for r in rows if r.state == "absent" and r.symbol in defined]
    if ready:
        out.append(f"{ready[0]} is defined, but marked absent; {len(ready)} in all, once they do work: "
                   f"tools/gen_symbols.py mark {table} works {' '.join(ready)}")
    return out


def write_if_changed(path, text):
    try:
        with open(path, encoding="utf-8") as f:
            if f.read() == text:
                return
    except FileNotFoundError:
        pass
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)


def run_map(args):
    write_if_changed(args.output, version_script(read_table(args.table), library_of(args.table)))


def run_stubs(args):
    rows, defined = read_table(args.table), set()
    for path in args.objects:
        try:
            defined |= elfread.Elf(path).defined()
        except (OSError, elfread.ElfError) as e:
            sys.exit(f"gen_symbols.py: {e}")
    faults = disagreements(rows, defined, args.table)
    if faults:
        for fault in faults:
            print(f"{args.table}: {'warning' if args.lenient else 'error'}: {fault}", file=sys.stderr)
        if not args.lenient:
            sys.exit(1)
        # Keep every name exported, so that programs still load over a library in the making.
        rows = [r._replace(state="absent", reason="ERR_R_UNSUPPORTED", note="its source is missing from this build")
                if r.state == "works" and r.symbol not in defined else r for r in rows]
    write_if_changed(args.output, stubs(rows, defined, library_of(args.table)))


def run_summary(args):
    rows = read_table(args.table)
    nodes = sorted({r.node for r in rows}, key=node_key)
    print(f"{'':16}" + "".join(f"{s:>9}" for s in STATES) + f"{'all':>9}")
    for node in nodes + ["all"]:
        counts = [sum(1 for r in rows if r.state == s and node in (r.node, "all")) for s in STATES]
        print(f"{node:16}" + "".join(f"{c:9}" for c in counts) + f"{sum(counts):9}")
    if args.notes:
        for state in STATES[1:]:
            print(f"\n{state}:")
            notes = collections.Counter(r.note for r in rows if r.state == state)
            for note, count in notes.most_common():
                print(f"{count:6}  {note}")


def run_mark(args):
    if args.state != "works" and not args.note:
        sys.exit("gen_symbols.py: a refused or absent symbol needs --note")
    with open(args.table, "r+", encoding="utf-8") as f:
        # Two builders may mark at the same moment.
        fcntl.flock(f, fcntl.LOCK_EX)
        rows = read_table(args.table)
        unknown = set(args.symbols) - {r.symbol for r in rows}
        if unknown:
            sys.exit(f"gen_symbols.py: not in the table: {' '.join(sorted(unknown))}")
        for i, r in enumerate(rows):
            if r.symbol not in args.symbols:
                continue
            reason = "-" if args.state == "works" else args.reason
            rows[i] = r._replace(state=args.state, ret=args.ret or r.ret, reason=reason, note=args.note or "-")
        header = FAMILY_HEADER if rows and rows[0].family else HEADER
        f.seek(0)
        f.write("\n".join("\t".join(r[:len(header)]) for r in [header] + rows) + "\n")
        f.truncate()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    p = verbs.add_parser("map", help="write the version script")
    p.add_argument("table")
    p.add_argument("-o", "--output", required=True)
    p.set_defaults(run=run_map)
    p = verbs.add_parser("stubs", help="write the failing functions and check the table against the objects")
    p.add_argument("table")
    p.add_argument("-o", "--output", required=True)
    p.add_argument("--lenient", action="store_true", help="warn where table and objects disagree, and carry on")
    p.add_argument("objects", nargs="*")
    p.set_defaults(run=run_stubs)
    p = verbs.add_parser("summary", help="print counts by state")
    p.add_argument("table")
    p.add_argument("--notes", action="store_true", help="count the notes of refused and absent symbols too")
    p.set_defaults(run=run_summary)
    p = verbs.add_parser("mark", help="change the state of rows")
    p.add_argument("table")
    p.add_argument("state", choices=STATES)
    p.add_argument("symbols", nargs="+")
    p.add_argument("--note", help="text of the last column")
    p.add_argument("--reason", default="ERR_R_UNSUPPORTED", help="error reason of a refused or absent symbol")
    p.add_argument("--ret", help="another value for failure")
    p.set_defaults(run=run_mark)
    args = parser.parse_args()
    args.run(args)


if __name__ == "__main__":
    main()
