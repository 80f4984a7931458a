# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""docs/COMPATIBILITY.md is what the tables say, and says what they say."""
import shutil

import pytest

from .library import TABLE, TOOLS, gen_symbols, run

GEN = TOOLS / "gen_compatibility.py"
TOP = TOOLS.parent


def test_the_page_is_current():
    done = run(GEN, "--check")
    assert done.returncode == 0, done.stderr


@pytest.fixture
def copy(tmp_path):
    (tmp_path / "compat" / "ssl").mkdir(parents=True)
    shutil.copy(TABLE, tmp_path / "compat" / "ssl")
    shutil.copytree(TOP / "docs" / "facts", tmp_path / "docs" / "facts")
    return tmp_path


def make(top):
    done = run(GEN, "--top", top)
    assert done.returncode == 0, done.stderr
    return (top / "docs" / "COMPATIBILITY.md").read_text()


def test_a_changed_table_is_noticed(copy):
    make(copy)
    assert run(GEN, "--top", copy, "--check").returncode == 0
    table = copy / "compat" / "ssl" / "symbols.tsv"
    table.write_text(table.read_text().replace("SRP is not offered", "SRP is gone"))
    done = run(GEN, "--top", copy, "--check")
    assert done.returncode == 1 and "gen_compatibility" in done.stderr


def test_every_symbol_stands_in_it(copy):
    text = make(copy)
    for row in gen_symbols.read_table(str(TABLE)):
        state = {"works": "works", "refused": "refused", "absent": "not yet"}[row.state]
        assert f"| `{row.symbol}` | {row.since} | {state} |" in text


def test_programs_that_were_run(copy):
    head = "program\tpackage\trole\texercised\tresult\n"
    (copy / "docs" / "programs.tsv").write_text(head + "curl\t7.88\tclient\ta|b\tworks\n" + "x\t1\tserver\tTLS\twants DTLS\n")
    text = make(copy)
    assert "1 of 2 rows" in text and "| curl | 7.88 | client | a\\|b | works |" in text and "wants DTLS" in text


def test_a_malformed_row_is_named(copy):
    (copy / "docs" / "programs.tsv").write_text("program\tpackage\trole\texercised\tresult\ncurl\t7.88\tclient\n")
    done = run(GEN, "--top", copy)
    assert done.returncode == 1 and "programs.tsv:2: " in done.stderr
