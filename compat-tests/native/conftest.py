# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""What the tests of this folder share."""
import fcntl
import subprocess

import pytest

from helpers import libs


@pytest.fixture(scope="session")
def bench_pki(run_dir):
    where = run_dir / "bench-pki"
    with open(f"{where}.lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        subprocess.run([libs.ROOT / "bench" / "make-pki", where], check=True, env=libs.clean_env(), timeout=120)
    return where
