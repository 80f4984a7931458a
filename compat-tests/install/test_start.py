# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""A small program that makes one HTTPS request starts and ends with under half the work over our two libraries.

bench/start measures processor time; here instructions are counted, by Valgrind, which come out the same on a busy machine.
"""
import re
import subprocess

from helpers import libs, prefix as prefix_mod, proc, tools

PROJECT = libs.ROOT / "compat-tests" / "install" / "project"


def instructions(exe, library, server, pki):
    argv = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", exe, server.port, pki.crt("root-ec"), "p256.test"]
    r = proc.run(argv, env={"LD_LIBRARY_PATH": str(library)}, timeout=120)
    assert r.code == 0 and "200 OK" in r.text, str(r)
    mapped = set(re.findall(r"^mapped (/\S*/lib(?:ssl|crypto)\.so\S*)", r.text, re.M))
    assert mapped == {str((library / f"lib{name}.so.3").resolve()) for name in ("ssl", "crypto")}, str(r)
    return int(re.search(r"Collected : (\d+)", r.errtext)[1])


def test_one_request(run_dir, pki, tmp_path, start_here):
    installed = prefix_mod.shared(run_dir / "prefix")
    exe = tmp_path / "request"
    subprocess.run(["gcc", "-O2", "-I", installed.include, "-o", exe, PROJECT / "request.c", libs.TRIPLET_DIR / "libssl.so.3",
                    libs.TRIPLET_DIR / "libcrypto.so.3"], check=True, timeout=60)
    server = start_here(tools.Server(libs.system(), tmp_path / "log", pki.pem("p256"), pki.key("p256"), mode=("http",)))
    theirs, ours = (instructions(exe, library, server, pki) for library in (libs.TRIPLET_DIR, installed.lib))
    assert 0 < 2 * ours < theirs, f"{theirs} over OpenSSL's libraries, {ours} over ours"
