# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""docs/SETTINGS.md says of every option in our headers what it does, and names no other."""
import re

from helpers import libs


def test_table_is_complete():
    text = (libs.ROOT / "docs" / "SETTINGS.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`SSL_OP_.*?) \| (.+) \|$", text, re.MULTILINE)
    told = [name for names, _ in rows for name in re.findall(r"SSL_OP_\w+", names)]
    assert len(told) == len(set(told))
    declared = set()
    for header in (libs.ROOT / "include" / "openssl").glob("*.h"):
        declared |= set(re.findall(r"^#\s*define\s+(SSL_OP_\w+)\b(?!\()", header.read_text(encoding="utf-8"), re.MULTILINE))
    # Masks of several bits are no options of their own.
    assert set(told) == {n for n in declared if not n.endswith("_MASK")} - {"SSL_OP_ALL"}
