# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Tests of what our libcrypto.so.3 reads and prints once more, over its build with the address and undefined-behaviour sanitizers.

./test runs the few that read most of what strangers send; TEASEL_SANITIZED=all runs all, which takes some six minutes of one processor.
Leaks are not looked for here, for Python never frees all it has: the fuzz targets and tests/ do.
"""
import os
import subprocess
import sys

import pytest

from helpers import libs, native

# Each group is one run of pytest, which makes its certificates once.
FEW = {"certificates": ("ct", "ext_print", "x509_print"), "answers": ("ocsp",), "text": ("pem", "asn1", "objects")}
ALL = {
    "certificates": ("ct", "ext_print", "ext_conf", "ocsp", "x509", "x509_name", "x509_print"),
    "verification": ("store", "file_errors", "x509_verify"),
    "keys": ("pem", "pkcs8", "pkcs12", "pkey", "sign"),
    "text": ("asn1", "bio", "conf", "objects", "params", "passwords", "time", "ui"),
}
GROUPS = ALL if os.environ.get("TEASEL_SANITIZED") == "all" else FEW
ASAN_FILE = libs.ROOT / "build" / "asan" / "compat" / "crypto" / "libcrypto.so.3"


@pytest.fixture(scope="module")
def env(request):
    """The environment by which helpers.libs takes that build for ours."""
    if request.config.getoption("--seats") == "system":
        pytest.skip("baseline: the system's library is not sanitized")
    if not ASAN_FILE.exists():
        pytest.skip("the preset asan is not built (./test --quick leaves it out)")
    found = subprocess.run(["gcc", "-print-file-name=libasan.so"], capture_output=True, check=True, text=True, timeout=60)
    # Python never frees all it has.
    asan = native.ASAN_OPTIONS.replace("detect_leaks=1", "detect_leaks=0")
    return {
        "TEASEL_LIBCRYPTO": str(ASAN_FILE), "TEASEL_LD_PRELOAD": os.path.realpath(found.stdout.strip()),
        "TEASEL_ASAN_OPTIONS": asan, "TEASEL_UBSAN_OPTIONS": native.UBSAN_OPTIONS,
    }


def test_a_fault_would_be_seen(env):
    """One octet is written behind what CRYPTO_malloc gave."""
    program = "import ctypes, sys; c = ctypes.CDLL(sys.argv[1]); c.CRYPTO_malloc.restype = ctypes.c_void_p\n"
    program += "c.OPENSSL_cleanse(ctypes.c_void_p(c.CRYPTO_malloc(16, b'', 0)), ctypes.c_size_t(int(sys.argv[2])))"
    loaded = {key.removeprefix("TEASEL_"): value for key, value in env.items()}
    for octets, code in ((16, 0), (17, 99)):
        run = subprocess.run([sys.executable, "-c", program, str(ASAN_FILE), str(octets)], env=libs.clean_env() | loaded,
                             capture_output=True, text=True, timeout=60)
        assert run.returncode == code and (code == 0) == ("heap-buffer-overflow" not in run.stderr), run.stderr[-2000:]


@pytest.mark.slow
@pytest.mark.parametrize("group", GROUPS)
def test_again(env, group):
    files = [f"compat-tests/crypto/test_{name}.py" for name in GROUPS[group]]
    words = ["-m", "pytest", "-c", "compat-tests/pytest.ini", "-q", "--tb=short", "-p", "no:cacheprovider", "-p", "no:xdist", *files]
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    run = subprocess.run([sys.executable, *words], cwd=libs.ROOT, env=inherited | env, capture_output=True, text=True, timeout=900)
    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]
