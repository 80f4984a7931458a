# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""The built library is hardened: what the linker and the compiler were told shows in the file."""
import pathlib
import re
import shutil

import pytest

from .library import libdir, run

pytestmark = pytest.mark.skipif(shutil.which("readelf") is None, reason="readelf (binutils) is not installed")


def weaknesses(path):
    """What an attacker would like about a shared library."""
    headers = run("readelf", "--wide", "--segments", path).stdout
    dynamic = run("readelf", "--wide", "--dynamic", path).stdout
    imports = set(re.findall(r" UND (\w+)", run("readelf", "--wide", "--dyn-syms", path).stdout))
    out = []
    if not re.search(r"^\s+GNU_RELRO\s", headers, re.M):
        out.append("no RELRO")
    if not re.search(r"\(FLAGS_1\).*\bNOW\b", dynamic):
        out.append("lazy binding")
    stack = re.search(r"^\s+GNU_STACK\s.*\s([RWE ]+)\s+0x\w+$", headers, re.M)
    if stack is None or "E" in stack.group(1):
        out.append("executable stack")
    for segment in re.findall(r"^\s+LOAD\s.*\s([R ][W ][E ])\s+0x\w+$", headers, re.M):
        if "W" in segment and "E" in segment:
            out.append("memory that is writable and executable")
    if "TEXTREL" in dynamic:
        out.append("relocations in code")
    if re.search(r"\((RPATH|RUNPATH)\)", dynamic):
        out.append("a search path of its own")
    if "__stack_chk_fail" not in imports:
        out.append("no stack protector")
    if not any(n.endswith("_chk") for n in imports):
        out.append("no FORTIFY_SOURCE")
    return out


def test_the_library_is_hardened():
    assert weaknesses(libdir() / "libssl.so.3") == []


# Of fuzz/null_crypto.c and fuzz/free_macs.c: what a library with crypto that does nothing would show.
NULL_CRYPTO = (b"teasel: crypto that does nothing", b"__wrap_", b"fuzz_")


def traces(path):
    data = path.read_bytes()
    return [t for t in NULL_CRYPTO if t in data]


def test_no_crypto_of_the_fuzz_targets_is_in_the_library():
    assert traces(libdir() / "libssl.so.3") == []
    target = libdir().parents[1] / "fuzz" / "fuzz_replay_client_free"
    if target.exists():
        assert len(traces(target)) == len(NULL_CRYPTO)


@pytest.mark.skipif(shutil.which("cmake") is None, reason="cmake is not installed")
def test_a_build_for_fuzzing_is_never_shipped(tmp_path):
    root = pathlib.Path(__file__).resolve().parents[2]
    released = run("cmake", "-S", root, "-B", tmp_path / "a", "-DTEASEL_FUZZ=ON", "-DCMAKE_BUILD_TYPE=Release")
    assert released.returncode != 0 and "TEASEL_FUZZ is for fuzz/run alone" in released.stderr
    made = run("cmake", "-S", root, "-B", tmp_path / "b", "-DTEASEL_FUZZ=ON", "-DCMAKE_BUILD_TYPE=RelWithDebInfo",
               "-DTEASEL_TESTS=OFF")
    assert made.returncode == 0, made.stderr
    installed = run("cmake", "--install", tmp_path / "b", "--prefix", tmp_path / "c")
    assert installed.returncode != 0 and "is not to be installed" in installed.stderr
    assert not (tmp_path / "c").exists()


SOURCE = """
#include <string.h>
void use(char *);
void f(const char *s) { char b[40]; strcpy(b, s); use(b); }
"""
HARD = ["-O2", "-fPIC", "-fstack-protector-strong", "-D_FORTIFY_SOURCE=2", "-Wl,-z,relro,-z,now,-z,noexecstack"]


@pytest.mark.skipif(shutil.which("gcc") is None, reason="gcc is not installed")
@pytest.mark.parametrize(
    "options, weakness",
    [
        ([], None),
        (["-Wl,-z,norelro"], "no RELRO"),
        (["-Wl,-z,lazy"], "lazy binding"),
        (["-Wl,-z,execstack"], "executable stack"),
        (["-nostdlib", "-Wl,-N"], "memory that is writable and executable"),
        (["-Wl,-rpath,/tmp"], "a search path of its own"),
        (["-fno-stack-protector"], "no stack protector"),
        (["-U_FORTIFY_SOURCE"], "no FORTIFY_SOURCE"),
    ],
)
def test_weaknesses_are_seen(tmp_path, options, weakness):
    (tmp_path / "lib.c").write_text(SOURCE)
    made = run("gcc", "-shared", *HARD, *options, "-w", "-o", tmp_path / "lib.so", tmp_path / "lib.c")
    assert made.returncode == 0, made.stderr
    found = weaknesses(tmp_path / "lib.so")
    assert found == [] if weakness is None else weakness in found
