# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Debian's Python with no OpenSSL in the process: its modules _ssl and _hashlib rebuilt against our headers, and as they are with both
our libraries by library path. CPython's own tests run over both."""
import os
import subprocess

import pytest

from cpython import test_cpython as suites
from helpers import debsource, libs, nginx, relink

WAYS = ("rebuilt", "unmodified")


def python(way):
    try:
        both = relink.python() if way == "rebuilt" else relink.pair()
    except debsource.Unavailable as e:
        pytest.skip(f"the source of python3.11: {e}")
    except relink.NotBuilt as e:
        pytest.skip(f"not built, relink/test_builds.py shows why: {str(e).splitlines()[0][:100]}")
    env = (*both.extra_env, ("LD_LIBRARY_PATH", str(relink.PREFIX / "lib"))) if way == "unmodified" else both.extra_env
    return libs.Library(way, both.path, env, libcrypto=both.libcrypto)


def mapped(lib):
    code = "import ssl, _hashlib; print(*{l.split()[-1] for l in open('/proc/self/maps') if '/libssl.so' in l or '/libcrypto.so' in l})"
    r = subprocess.run(["/usr/bin/python3", "-c", code], env=lib.env(), capture_output=True, text=True, timeout=30, check=True)
    return set(r.stdout.split())


@pytest.mark.parametrize("way", WAYS)
def test_the_libraries_in_python(way):
    lib = python(way)
    assert mapped(lib) == {lib.path, lib.libcrypto}


# What our headers leave out shows in a module that was compiled against them.
COMPILED_OUT = {"test.test_ssl.ContextTests.test_min_max_version": "versions below TLS 1.2 are compiled out, by OPENSSL_NO_TLS1 and its like"}


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
def test_ssl_suite(way, tmp_path):
    listed = {} if relink.BASELINE else suites.obsolete()
    if way == "rebuilt":
        listed = listed | COMPILED_OUT
    suites.hold(python(way), suites.GROUPS["ssl"], suites.LEAST["ssl"], listed, tmp_path)


@pytest.mark.parametrize("way", WAYS)
def test_hashes_suite(way, tmp_path):
    suites.hold(python(way), [("test_hashlib", "test_hmac")], 90, {}, tmp_path)


@pytest.fixture(scope="session")
def site(pki, workdir, start):
    server = nginx.server("one", "p256.test localhost", pki.pem("p256"), pki.key("p256"), f"location / {{ {nginx.FACTS} }}")
    return start(nginx.Nginx(libs.system(), workdir("python"), http=server))


REQUEST = """
import hashlib, ssl, sys, urllib.request
print("mapped", *{l.split()[-1] for l in open("/proc/self/maps") if "/libssl.so" in l or "/libcrypto.so" in l})
print(urllib.request.urlopen(sys.argv[1], context=ssl.create_default_context(cafile=sys.argv[2]), timeout=10).read().decode())
print("digest", hashlib.sha256(b"abc").hexdigest())
"""


def ask(site, cafile):
    teasel = [libs.ROOT / "tools" / "with-teasel", "--no-openssl", "--libdir", relink.PREFIX / "lib"]
    argv = [*teasel, "/usr/bin/python3", "-c", REQUEST, f"https://localhost:{site.ports['one']}/", cafile]
    return subprocess.run(argv, env=libs.clean_env(), capture_output=True, text=True, timeout=30, check=False)


def test_request_with_teasel(site, pki):
    """The whole interpreter by the launcher: it imports, asks a server, and hashes."""
    python("unmodified")
    r = ask(site, pki.roots)
    assert r.returncode == 0 and '"protocol":"TLSv1.3"' in r.stdout, r
    assert "digest ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" in r.stdout
    if not relink.BASELINE:
        there = r.stdout.split("mapped ")[1].splitlines()[0].split()
        assert set(there) == {os.path.realpath(relink.PREFIX / "lib" / f"lib{n}.so.3") for n in ("ssl", "crypto")}
    r = ask(site, pki.crt("root-other"))
    assert r.returncode == 1 and "CERTIFICATE_VERIFY_FAILED" in r.stderr, r
