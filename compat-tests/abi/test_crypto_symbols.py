# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Our libcrypto.so.3 as the loader sees it, held against its table, the seam, and what programs import."""
import functools
import os
import pathlib
import subprocess
import sys

import pytest

from .library import ROOT, elfread, gen_private, gen_symbols, seam

TABLE = ROOT / "compat" / "crypto" / "symbols.tsv"
SYSTEMS = "/usr/lib/x86_64-linux-gnu/libcrypto.so.3"
# Refused functions that a source file defines, because they have something to do besides failing.
DEFINED = {"CRYPTO_secure_malloc_init", "DES_ecb_encrypt", "DES_set_key_unchecked", "DES_set_odd_parity"}
PROGRAMS = ["/usr/lib/x86_64-linux-gnu/libcurl.so.4", "/usr/sbin/nginx", "/usr/sbin/haproxy",
            "/usr/lib/nginx/modules/ngx_stream_module.so", "/usr/lib/nginx/modules/ngx_mail_module.so"]


def path():
    given = os.environ.get("TEASEL_LIBCRYPTO")
    return pathlib.Path(given) if given else ROOT / "build" / "release" / "compat" / "crypto" / "libcrypto.so.3"


@functools.cache
def ours():
    return elfread.Elf(str(path()))


@functools.cache
def theirs():
    return {e.name: e.version for e in elfread.Elf(os.path.realpath(SYSTEMS)).exports()}


@functools.cache
def table():
    return {r.symbol: r for r in gen_symbols.read_table(str(TABLE))}


PRIVATE = "TEASEL_PRIVATE_"


def test_exports_are_the_table():
    assert {(e.name, e.version) for e in ours().exports() if not e.version.startswith(PRIVATE)} == {
        (r.symbol, r.node) for r in table().values() if r.state != "absent"}


def test_our_libssl_takes_the_engine_from_here():
    """What is exported besides the table is what our libssl without OpenSSL imports, under a node and names of our own."""
    exported = {(e.name, e.version) for e in ours().exports() if e.version.startswith(PRIVATE)}
    libssl = elfread.Elf(str(path().parents[1] / "pair" / "libssl.so.3"))
    assert exported == {(i.name, i.version) for i in libssl.imports() if (i.version or "").startswith(PRIVATE)}
    assert 40 < len(exported) < 150 and all(n.startswith("teasel_") for n, _ in exported)
    assert not {n.split(".so")[0] for n in libssl.needed} & {"libnettle", "libhogweed", "libgmp", "libtasn1"}


def test_an_interposed_name_stays_out(tmp_path):
    """Names of the engine's that are exported all have our prefix, so none can be taken for a program's own."""
    exe = tmp_path / "p.o"
    (tmp_path / "p.c").write_text("int rng_bytes, mine; int hash_init(void); int SSL_new(void) { return hash_init(); }\n")
    subprocess.run(["gcc", "-c", "-w", "-o", exe, tmp_path / "p.c"], check=True, timeout=60)
    lower = gen_private.symbols([str(exe)])
    assert lower == ({"rng_bytes", "mine", "SSL_new"}, {"hash_init"})
    down, up, shared = gen_private.plan(({"hash_init", "BIO_new", "helper"}, set()), lower, {"SSL_new", "BIO_new"})
    assert down == {"hash_init": "teasel_hash_init", "helper": "teasel_helper"} and shared == ["teasel_hash_init"]
    assert up == {"rng_bytes": "teasel_ssl_rng_bytes", "mine": "teasel_ssl_mine", "hash_init": "teasel_hash_init"}


def test_nodes_are_openssls():
    assert {r.symbol: r.node for r in table().values()} == {s: theirs().get(s) for s in table()}


def test_the_seam_is_in_the_table():
    assert [name for name, _ in seam.read_list() if name not in table()] == []


@pytest.mark.parametrize("program", PROGRAMS)
def test_what_programs_import_is_in_the_table(program):
    if not os.path.exists(program):
        pytest.skip(f"{program} is not installed")
    wanted = {i.name for i in elfread.Elf(os.path.realpath(program)).imports()
              if i.file == "libcrypto.so.3" or (not i.version and i.name in theirs())}
    assert wanted and sorted(wanted - set(table())) == []


def test_soname_and_needed():
    assert ours().soname == "libcrypto.so.3"
    stems = {n.split(".so")[0] for n in ours().needed}
    sanitizers = {"libasan", "libubsan", "libtsan", "libm", "libgcc_s"}
    assert stems - sanitizers <= {"libnettle", "libhogweed", "libgmp", "libtasn1", "libc", "ld-linux-x86-64"}
    assert ours().rpath is None and ours().runpath is None
    assert ours().hardening == {"relro": True, "now": True, "exec_stack": False, "textrel": False}


def test_calls_of_our_own_exports_stay_inside():
    assert [i.name for i in ours().imports() if i.name in table()] == []


CALL = """
import ctypes, sys
lib = ctypes.CDLL(sys.argv[1])
lib.ERR_get_error_all.restype = ctypes.c_ulong
for line in sys.stdin.read().splitlines():
    name, ret = line.split()
    f = getattr(lib, name)
    f.restype = {"NULL": ctypes.c_void_p, "void": None}.get(ret, ctypes.c_int)
    lib.ERR_clear_error()
    got = f(None, None, None, None)
    text, flags = ctypes.c_char_p(), ctypes.c_int()
    code = lib.ERR_get_error_all(None, None, None, ctypes.byref(text), ctypes.byref(flags))
    print(name, got, code >> 23, (text.value or b"").decode(), sep="\\t")
"""


def test_refused_functions_say_so():
    if any(n.startswith("libasan") for n in ours().needed):
        pytest.skip("a sanitized library cannot be loaded into a plain Python")
    rows = [r for r in table().values() if r.state == "refused"]
    out = subprocess.run([sys.executable, "-c", CALL, str(path())], input="".join(f"{r.symbol} {r.ret}\n" for r in rows),
                         capture_output=True, text=True, timeout=60, check=True).stdout
    answers = {line.split("\t")[0]: line.split("\t")[1:] for line in out.splitlines()}
    assert len(answers) == len(rows) > 10
    for r in rows:
        got, lib, text = answers[r.symbol]
        assert got == {"NULL": "None", "void": "None"}.get(r.ret, r.ret), r.symbol
        assert int(lib) == 15, r.symbol
        assert r.note in text and (r.symbol in text or r.symbol in DEFINED), f"{r.symbol}: {text}"
