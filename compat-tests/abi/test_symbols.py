# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""What libssl.so.3 shows to the loader: names, version nodes, needed libraries, and how it was linked."""
import ctypes
import itertools
import os
import subprocess
import sys

import pytest

from .library import elfread, gen_symbols, libdir, ours, systems, table

STT_FUNC = 2


def exported(elf):
    return {(e.name, e.version) for e in elf.exports()}


def test_exports_are_the_table():
    assert exported(ours()) == {(r.symbol, r.node) for r in table().values()}


def test_openssl_exports_nothing_that_we_lack():
    theirs = exported(systems())
    assert len(theirs) >= 518
    assert not theirs - exported(ours())


def test_the_part_of_openssl_3_0_is_exactly_openssls():
    nodes = {n for _, n in exported(systems())}
    assert {e for e in exported(ours()) if e[1] in nodes} == exported(systems())


def test_every_export_is_a_function_in_its_default_version():
    assert [e.name for e in ours().exports() if e.kind != STT_FUNC or not e.default] == []


def test_nodes_form_one_chain():
    nodes = sorted(ours().version_nodes().values(), key=gen_symbols.node_key)
    assert nodes[0] == "OPENSSL_3.0.0"
    expected = {nodes[0]: []} | {later: [earlier] for earlier, later in itertools.pairwise(nodes)}
    assert ours().version_parents() == expected


def test_later_functions_stand_under_their_own_nodes():
    for row in table().values():
        assert row.node == f"OPENSSL_{row.since}.0", row.symbol


def test_soname_and_needed():
    assert ours().soname == "libssl.so.3"
    # Programs take libcrypto names through libssl, so libcrypto has to be needed by name.
    assert "libcrypto.so.3" in ours().needed
    stems = {n.split(".so")[0] for n in ours().needed}
    sanitizers = {"libasan", "libubsan", "libtsan", "libm", "libgcc_s"}
    assert stems - sanitizers <= {"libcrypto", "libnettle", "libhogweed", "libgmp", "libtasn1", "libc", "ld-linux-x86-64"}
    assert ours().rpath is None and ours().runpath is None


def test_hardening():
    assert ours().hardening == {"relro": True, "now": True, "exec_stack": False, "textrel": False}


def test_calls_of_our_own_exports_stay_inside():
    """A second libssl in the process must not be called by ours: nothing that we export is imported as well."""
    names = set(table())
    assert [i.name for i in ours().imports() if i.name in names] == []


CALL = """
import ctypes, sys
ssl = ctypes.CDLL(sys.argv[1], mode=ctypes.RTLD_GLOBAL)
crypto = ctypes.CDLL("libcrypto.so.3")
crypto.ERR_get_error_all.restype = ctypes.c_ulong
for line in sys.stdin.read().splitlines():
    name, ret = line.split()
    f = getattr(ssl, name)
    f.restype = {"NULL": ctypes.c_void_p, "void": None}.get(ret, ctypes.c_int)
    crypto.ERR_clear_error()
    got = f(None, None, None, None)
    text, flags = ctypes.c_char_p(), ctypes.c_int()
    code = crypto.ERR_get_error_all(None, None, None, ctypes.byref(text), ctypes.byref(flags))
    print(name, got, code, (text.value or b"").decode(), sep="\\t")
"""
# Defined by a source file, with arguments that it looks at.
DEFINED = {"SSL_renegotiate", "SSL_renegotiate_abbreviated"}


@pytest.mark.skipif("libasan.so.8" in ours().needed, reason="a sanitized library cannot be loaded into a plain Python")
def test_refused_functions_say_so():
    rows = [r for r in table().values() if r.state == "refused" and r.symbol not in DEFINED]
    out = subprocess.run(
        [sys.executable, "-c", CALL, str(libdir() / "libssl.so.3")], input="".join(f"{r.symbol} {r.ret}\n" for r in rows),
        capture_output=True, text=True, timeout=60, check=True, env={**os.environ, "LD_LIBRARY_PATH": str(libdir())}).stdout
    answers = {line.split("\t")[0]: line.split("\t")[1:] for line in out.splitlines()}
    assert len(answers) == len(rows) > 50
    for r in rows:
        got, code, text = answers[r.symbol]
        assert got == {"NULL": "None", "void": "None"}.get(r.ret, r.ret), r.symbol
        assert int(code) >> 23 & 0xFF == 20, f"{r.symbol}: library {int(code):x}"
        assert r.symbol in text and r.note in text, f"{r.symbol}: {text}"


def test_reader_agrees_with_nm():
    out = subprocess.run(["nm", "-D", "--with-symbol-versions", systems().path], capture_output=True, text=True, check=True)
    defined, undefined = set(), set()
    for line in out.stdout.splitlines():
        *_, kind, name = line.split()
        if kind in "UwW" and line.startswith(" "):
            undefined.add(name.split("@")[0])
        elif kind != "A":
            defined.add(tuple(name.split("@@")))
    assert defined == exported(systems())
    assert undefined == {i.name for i in systems().imports()}


@pytest.mark.parametrize("seed", range(8))
def test_reader_survives_damaged_files(tmp_path, seed):
    """Cut short or with bytes changed, a file yields an answer or an ElfError, and nothing else."""
    rng = __import__("random").Random(seed)
    with open("/usr/bin/env", "rb") as f:
        whole = f.read()
    target = tmp_path / "damaged"
    for _ in range(60):
        data = bytearray(whole[:rng.randrange(len(whole))] if rng.random() < 0.4 else whole)
        for _ in range(rng.randrange(40)):
            if data:
                # Headers and tables stand at the beginning, so that is where damage tells.
                data[rng.randrange(min(len(data), 4096))] = rng.randrange(256)
        target.write_bytes(bytes(data))
        try:
            elf = elfread.Elf(str(target))
            elf.imports(), elf.exports(), elf.defined(), elf.version_parents(), elf.hardening
        except elfread.ElfError as e:
            assert str(target) in str(e)


def test_ctypes_finds_the_functions():
    """The plain way in: dlopen and dlsym, as Qt does it."""
    if "libasan.so.8" in ours().needed:
        pytest.skip("a sanitized library cannot be loaded into a plain Python")
    lib = ctypes.CDLL(str(libdir() / "libssl.so.3"))
    assert all(hasattr(lib, name) for name in table())
