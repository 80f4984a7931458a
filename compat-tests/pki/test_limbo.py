# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""tests/limbo/run over its sample: the table, reasons, exit codes."""
import json
import pathlib
import subprocess

import pytest

LIMBO = pathlib.Path(__file__).resolve().parents[2] / "tests" / "limbo"
SAMPLE = LIMBO / "sample.json"


def run(*args):
    r = subprocess.run(["/usr/bin/python3", "-B", LIMBO / "run", *map(str, args)], capture_output=True, text=True, timeout=300)
    return r.returncode, r.stdout, r.stderr


@pytest.fixture
def reasons(tmp_path):
    f = tmp_path / "reasons.tsv"
    f.write_text("# reasons\nsample::wrong-*\tok\tthe sample is wrong there\n")
    return f


def test_table(reasons):
    code, out, err = run(SAMPLE, "--reasons", reasons)
    assert code == 0, out + err
    rows = {line.split()[0]: [int(n) for n in line.split()[1:]] for line in out.splitlines() if line.startswith(("sample", "all"))}
    assert rows == {"sample": [12, 10, 0, 1, 1, 10], "all": [12, 10, 0, 1, 1, 10]}
    assert "the sample is wrong there\n  sample::wrong-expectation: limbo refuses, we say ok, OpenSSL ok" in out
    assert "left out, 1: names signature algorithms" in out


def test_a_disagreement_without_a_reason(tmp_path):
    empty = tmp_path / "none.tsv"
    empty.write_text("")
    code, out, _ = run(SAMPLE, "--reasons", empty)
    assert code == 1 and "NO REASON\n  sample::wrong-expectation" in out
    # The reason must fit the verdict, too.
    empty.write_text("sample::wrong-expectation\t10@0\texpired\n")
    code, out, _ = run(SAMPLE, "--reasons", empty)
    assert code == 1 and "NO REASON" in out


def test_a_reason_without_a_case(reasons):
    reasons.write_text(reasons.read_text() + "sample::nowhere\t*\tnone\n")
    code, out, _ = run(SAMPLE, "--reasons", reasons)
    assert code == 1 and "reason without a case: sample::nowhere" in out
    assert run(SAMPLE, "--reasons", reasons, "--only", "sample::w*")[0] == 0


def test_flags(reasons):
    code, out, _ = run(SAMPLE, "--reasons", reasons, "--flags", "strict", "--only", "sample::plain")
    assert code == 1 and "limbo accepts, we say 85@0" in out  # no authority key identifier


def test_wrong_use(tmp_path):
    assert run("--help")[0] == 0
    assert run()[0] == 2
    assert run(tmp_path / "nowhere.json")[0] == 2
    assert run(SAMPLE, "--flags", "lax")[0] == 2
    assert run(SAMPLE, "--only", "nothing")[0] == 2
    broken = tmp_path / "broken.json"
    broken.write_text(json.dumps({"version": 1}))
    assert run(broken)[0] == 2


def test_the_sample_is_what_its_maker_writes():
    r = subprocess.run(["/usr/bin/python3", "-B", "-c", "import json, make_sample; print(json.dumps(make_sample.CASES))"],
                       cwd=LIMBO, capture_output=True,
                       text=True, timeout=60)
    assert json.loads(r.stdout) == json.loads(SAMPLE.read_text())["testcases"], r.stderr
