# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""A whole TLS stack in a megabyte and a half: the two libraries as they are shipped, without what only a debugger reads."""
import subprocess

from helpers import prefix

LIMIT = 1_500_000


def stripped(path, where):
    subprocess.run(["strip", "-o", where, path], check=True, timeout=60)
    return where.stat().st_size


def test_the_two_libraries_together(run_dir, tmp_path):
    installed = prefix.shared(run_dir / "prefix")
    sizes = {p.name: stripped(p.resolve(), tmp_path / p.name) for p in (installed.libssl, installed.libcrypto)}
    assert 1_000_000 < sum(sizes.values()) < LIMIT, sizes
