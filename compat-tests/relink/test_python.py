# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Python's module _ssl, rebuilt against our headers and both our libraries, in Debian's interpreter: CPython's own test_ssl."""
import subprocess

import pytest

from cpython import test_cpython as suites
from helpers import debsource, relink


@pytest.fixture(scope="session")
def built():
    if lacking := relink.lacking():
        pytest.skip(f"our libcrypto.so.3 lacks {len(lacking)} functions that our libssl.so.3 calls")
    try:
        return relink.python()
    except debsource.Unavailable as e:
        pytest.skip(f"the source of python3.11: {e}")
    except relink.NotBuilt as e:
        pytest.skip(f"not built, relink/test_builds.py shows why: {str(e).splitlines()[0][:100]}")


def test_the_libraries_in_python(built):
    code = "import ssl; print(*{l.split()[-1] for l in open('/proc/self/maps') if '/libssl.so' in l or '/libcrypto.so' in l})"
    r = subprocess.run(["/usr/bin/python3", "-c", code], env=built.env(), capture_output=True, text=True, timeout=30, check=True)
    assert set(r.stdout.split()) == {built.path, built.libcrypto}


# What our headers leave out shows in a module that was compiled against them.
COMPILED_OUT = {"test.test_ssl.ContextTests.test_min_max_version": "versions below TLS 1.2 are compiled out, by OPENSSL_NO_TLS1 and its like"}


@pytest.mark.slow
def test_ssl_suite(built, tmp_path, monkeypatch):
    listed = suites.obsolete() | COMPILED_OUT
    monkeypatch.setattr(suites, "obsolete", lambda: listed)
    suites.test_suite(built, "ssl", tmp_path)
