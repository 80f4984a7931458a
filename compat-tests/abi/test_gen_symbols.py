# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""tools/gen_symbols.py: the table is checked, the build stops when table and objects disagree, marks are kept."""
import shutil

import pytest

from .library import TABLE, TOOLS, gen_symbols, run

GEN = TOOLS / "gen_symbols.py"
HEAD = "\t".join(gen_symbols.HEADER)
ROWS = [
    "SSL_one\tOPENSSL_3.0.0\t3.0\tworks\t0\t-\t-",
    "SSL_two\tOPENSSL_3.0.0\t3.0\trefused\t-1\tSSL_R_NO_RENEGOTIATION\tis \"obsolete\"",
    "SSL_three\tOPENSSL_3.2.0\t3.2\tabsent\tNULL\tERR_R_UNSUPPORTED\twaits",
]


@pytest.fixture
def small(tmp_path):
    path = tmp_path / "symbols.tsv"
    path.write_text("\n".join([HEAD] + ROWS) + "\n")
    return path


def objects(tmp_path, source):
    cc = shutil.which("cc") or shutil.which("gcc")
    (tmp_path / "o.c").write_text(source)
    done = run(cc, "-c", "-fvisibility=hidden", "-o", tmp_path / "o.o", tmp_path / "o.c")
    assert done.returncode == 0, done.stderr
    return tmp_path / "o.o"


def stubs(tmp_path, table, source, *options):
    out = tmp_path / "refused.c"
    done = run(GEN, "stubs", "-o", out, *options, table, objects(tmp_path, source))
    return done, out.read_text() if out.exists() else ""


def test_agreement(tmp_path, small):
    done, text = stubs(tmp_path, small, "int SSL_one(void); int SSL_one(void) { return 1; }")
    assert done.returncode == 0, done.stderr
    assert '__asm__("SSL_two")' in text and '__asm__("SSL_three")' in text and "SSL_one" not in text
    assert 'is \\"obsolete\\"' in text and "return -1;" in text
    # A refused function that a source file defines is left to it.
    done, text = stubs(tmp_path, small, "int SSL_one(void) { return 1; } int SSL_two(void) { return 2; }")
    assert done.returncode == 0 and "SSL_two" not in text


def test_works_but_undefined(tmp_path, small):
    done, _ = stubs(tmp_path, small, "static int SSL_one(void) { return 1; } int x(void) { return SSL_one(); }")
    assert done.returncode == 1 and "SSL_one is marked works" in done.stderr
    done, text = stubs(tmp_path, small, "int x;", "--lenient")
    assert done.returncode == 0 and "warning: SSL_one" in done.stderr and '__asm__("SSL_one")' in text


def test_absent_but_defined(tmp_path, small):
    done, _ = stubs(tmp_path, small, "int SSL_one(void) { return 1; } int SSL_three(void) { return 3; }")
    assert done.returncode == 1 and "SSL_three is defined, but marked absent" in done.stderr


def test_map(tmp_path, small):
    done = run(GEN, "map", "-o", tmp_path / "map", small)
    assert done.returncode == 0, done.stderr
    words = (tmp_path / "map").read_text().split()
    assert words[words.index("OPENSSL_3.2.0"):] == ["OPENSSL_3.2.0", "{", "global:", "SSL_three;", "}", "OPENSSL_3.0.0;"]
    assert words.count("*;") == 1


def test_mark(small):
    done = run(GEN, "mark", small, "works", "SSL_three")
    assert done.returncode == 0, done.stderr
    rows = {r.symbol: r for r in gen_symbols.read_table(str(small))}
    assert rows["SSL_three"][3:7] == ("works", "NULL", "-", "-") and rows["SSL_two"].state == "refused"
    assert run(GEN, "mark", small, "works", "SSL_nine").returncode == 1
    assert run(GEN, "mark", small, "refused", "SSL_one").returncode == 1
    assert run(GEN, "mark", small, "refused", "SSL_one", "--note", "why", "--ret", "-1").returncode == 0
    assert {r.symbol: r for r in gen_symbols.read_table(str(small))}["SSL_one"][3:7] == (
        "refused", "-1", "ERR_R_UNSUPPORTED", "why")


@pytest.mark.parametrize("row, fault", [
    ("SSL_x\tOPENSSL_3.0.0\t3.0\tworks\t0\t-", "6 fields"),
    ("SSL_one\tOPENSSL_3.0.0\t3.0\tworks\t0\t-\t-", "stands twice"),
    ("SSL_x\tOPENSSL_3\t3.0\tworks\t0\t-\t-", "no version node"),
    ("SSL_x\tOPENSSL_3.0.0\t3.0\tperhaps\t0\t-\t-", "the state perhaps"),
    ("SSL_x\tOPENSSL_3.0.0\t3.0\tworks\tyes\t-\t-", "no value to return"),
    ("SSL_x\tOPENSSL_3.0.0\t3.0\trefused\t0\t-\twhy", "a reason code"),
    ("SSL_x\tOPENSSL_3.0.0\t3.0\tabsent\t0\tERR_R_UNSUPPORTED\t-", "a note"),
])
def test_malformed_rows_are_named(small, row, fault):
    small.write_text("\n".join([HEAD] + ROWS + [row]) + "\n")
    done = run(GEN, "summary", small)
    assert done.returncode == 1 and f"{small}:5: " in done.stderr and fault in done.stderr


def test_libcrypto_leaves_absent_symbols_out(tmp_path, small):
    (tmp_path / "crypto").mkdir()
    table = tmp_path / "crypto" / "symbols.tsv"
    table.write_text(small.read_text())
    done = run(GEN, "map", "-o", tmp_path / "map", table)
    assert done.returncode == 0, done.stderr
    words = (tmp_path / "map").read_text().split()
    assert "SSL_two;" in words and "SSL_three;" not in words
    assert words[words.index("OPENSSL_3.2.0"):] == ["OPENSSL_3.2.0", "{", "}", "OPENSSL_3.0.0;"]
    done, text = stubs(tmp_path, table, "int SSL_one(void); int SSL_one(void) { return 1; }")
    assert done.returncode == 0 and '"SSL_two"' in text and "SSL_three" not in text and "ERR_LIB_CRYPTO" in text


def test_summary_counts():
    done = run(GEN, "summary", "--notes", TABLE)
    assert done.returncode == 0
    last = next(line for line in done.stdout.splitlines() if line.startswith("all"))
    assert last.split()[-1] == "604"
