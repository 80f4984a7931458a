# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""differences.tsv, the list of what differs from OpenSSL on purpose, names tests that exist, each with what and why; and a
case that is asked of ours alone, outside the folder for what came after OpenSSL 3.0, stands in it."""
import ast
import pathlib

HERE = pathlib.Path(__file__).resolve().parent


def rows():
    return [line.split("\t") for line in (HERE / "differences.tsv").read_text(encoding="utf-8").splitlines()[1:]]


def known():
    """{"file::test": source}"""
    found = {}
    for path in sorted(HERE.rglob("test_*.py")):
        if "newer" in path.parts or path == pathlib.Path(__file__).resolve():
            continue
        source = path.read_text(encoding="utf-8")
        for node in ast.parse(source).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test"):
                found[f"{path.relative_to(HERE)}::{node.name}"] = ast.get_source_segment(source, node)
    return found


def test_rows():
    names = [r[0] for r in rows()]
    assert len(names) == len(set(names)) and not set(names) - set(known())
    assert all(len(r) == 3 and r[1] and r[2] for r in rows())


def test_ours_alone_is_explained():
    alone = {name for name, source in known().items() if "over_ours(" in source and "over_system(" not in source and "diff.same(" not in source}
    assert alone and not alone - {r[0] for r in rows()}


def test_the_list_is_short():
    assert len(rows()) < 60
