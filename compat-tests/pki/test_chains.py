# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""The suite of chains (chains.py) over X509_verify_cert and over engine/pki: the same verdict, error and depth, the same callbacks
in the same order, the same chain and peername; and once more with a callback that says yes to every failure, which shows all that
follows the first. Where the engine is stricter, differences.tsv has a row, and both answers are asserted.
"""
import collections
import dataclasses
import hashlib
import pathlib
import re
import subprocess
import sys

import pytest

import both
import chains

chains.load()


def verdict(answer):
    if answer is None:
        return "unreadable"
    return "ok" if answer.ok else f"{answer.err}@{answer.depth}"


def failures(answer):
    return [f"{err}@{depth}" for ok, err, depth in answer.trace if not ok]


def complaints(shim, row, different):
    """What is not as it should be, a line each."""
    theirs, ours = both.by_openssl(row.case), both.by_engine(shim, row.case)
    if verdict(theirs) != row.want:
        yield f"OpenSSL says {verdict(theirs)}, the row {row.want}"
    if different and not different.startswith("then "):
        if verdict(ours) != different or different in ("ok", row.want):
            yield f"the engine says {verdict(ours)}, differences.tsv {different}"
        return
    if str(theirs) != str(ours):
        yield f"\n    OpenSSL {theirs}\n    engine  {ours}"
        return
    if theirs is None:
        return
    overruled = dataclasses.replace(row.case, overrule=True)
    theirs, ours = both.by_openssl(overruled), both.by_engine(shim, overruled)
    if different:
        want = [row.want] + ([] if different == "then nothing" else [different.removeprefix("then ")])
        if failures(ours)[:1] != want[:1] or failures(ours)[-1:] != want[-1:] or str(theirs) == str(ours):
            yield f"overruled, the engine says {failures(ours)}, differences.tsv {different}"
    elif str(theirs) != str(ours):
        yield f"overruled\n    OpenSSL {theirs}\n    engine  {ours}"


@pytest.mark.parametrize("rule", chains.RULES)
def test_rule(shim, rule):
    known = chains.differences()
    bad = [f"{row.name}: {text}" for row in chains.rows(rule) for text in complaints(shim, row, known.get((rule, row.name)))]
    assert not bad, "\n".join(bad)


def every_row():
    return [row for rule in chains.RULES for row in chains.rows(rule)]


def test_both_directions():
    """Each rule has a chain that passes and one that fails; names are unique; every difference is of a row that there is."""
    rows = every_row()
    assert len(rows) >= 600
    names = collections.Counter((r.rule, r.name) for r in rows)
    assert [n for n, count in names.items() if count > 1] == []
    for rule in chains.RULES:
        assert {r.want == "ok" for r in rows if r.rule == rule} == {True, False}, rule
    assert chains.differences().keys() <= names.keys()
    assert all(re.fullmatch(r"ok|unreadable|\d+@\d+", r.want) for r in rows)


def octets():
    h = hashlib.sha256()
    for row in every_row():
        for der in (row.case.leaf, *row.case.untrusted, *row.case.anchors):
            h.update(len(der).to_bytes(4, "big") + der)
    return h.hexdigest()


def test_the_same_octets_in_every_run():
    program = "import sys; sys.path.insert(0, sys.argv[1]); import test_chains; print(test_chains.octets())"
    r = subprocess.run([sys.executable, "-B", "-c", program, str(pathlib.Path(__file__).parent)], capture_output=True, text=True, timeout=120)
    assert r.stdout.strip() == octets(), r.stderr
