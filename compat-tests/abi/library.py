# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""What the tests of this folder look at: the built library, the system's, the table, and the tools that read them."""
import functools
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
TOOLS = ROOT / "tools"
TABLE = ROOT / "compat" / "ssl" / "symbols.tsv"

sys.path.insert(0, str(TOOLS))
import elfread  # noqa: E402
import gen_private  # noqa: E402
import gen_symbols  # noqa: E402
import seam  # noqa: E402

__all__ = ["ROOT", "TOOLS", "TABLE", "elfread", "gen_private", "gen_symbols", "seam", "libdir", "ours", "systems", "table", "run"]


def libdir():
    """The directory of the library under test."""
    given = os.environ.get("TEASEL_LIBDIR")
    if given:
        return pathlib.Path(given)
    file = os.environ.get("TEASEL_LIBSSL")
    return pathlib.Path(file).parent if file else ROOT / "build" / "release" / "compat" / "ssl"


@functools.cache
def ours():
    return elfread.Elf(str(libdir() / "libssl.so.3"))


@functools.cache
def systems():
    """The system's libssl, found as the loader would without any help of ours."""
    python = elfread.Elf(os.path.realpath("/usr/bin/python3"))
    return elfread.Elf(elfread.Searcher().find("libssl.so.3", python, python))


@functools.cache
def table():
    return {r.symbol: r for r in gen_symbols.read_table(str(TABLE))}


def run(*words, **more):
    """A command's end: returncode, stdout and stderr as text."""
    return subprocess.run([str(w) for w in words], capture_output=True, text=True, timeout=60, check=False, **more)
