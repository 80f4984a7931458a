# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""with-teasel --no-openssl: an unmodified program over both our libraries, or beforehand what is missing and for whom."""
import os
import re
import subprocess

import pytest

from helpers import libs, prefix as prefix_mod, proc

# Functions of OpenSSL's libcrypto that ours refuses for good by not exporting them.
SOURCE = """
#include <stdio.h>
void *ENGINE_new(void);
const char *OpenSSL_version(int);
int main(int argc, char **argv)
{
	puts(OpenSSL_version(0));
#ifdef WANTS_ENGINE
	return argc > 1 ? ENGINE_new() != 0 : 0;
#endif
	return 0;
}
"""
SYSTEMS = libs.TRIPLET_DIR / "libcrypto.so.3"


@pytest.fixture(scope="session")
def prefix(run_dir):
    return prefix_mod.shared(run_dir / "prefix")


def with_teasel(prefix, *words, **env):
    return proc.run([prefix.bin / "with-teasel", *words], env=env)


def build(tmp_path, *options, name="program"):
    (tmp_path / "p.c").write_text(SOURCE)
    exe = tmp_path / name
    subprocess.run(["gcc", "-o", exe, tmp_path / "p.c", *options, SYSTEMS], check=True, timeout=60)
    assert proc.run([exe]).text.startswith("OpenSSL 3")
    return exe


def test_a_program_of_which_nothing_is_missing(prefix, tmp_path):
    exe = build(tmp_path)
    r = with_teasel(prefix, "--no-openssl", "--verify", exe)
    assert r.code == 0 and "Teasel" in r.text, str(r)
    r = with_teasel(prefix, "--check", "--no-openssl", exe)
    assert r.code == 0 and "everything that it imports" in r.text, str(r)
    # Without the option the program keeps OpenSSL's libcrypto.
    assert with_teasel(prefix, exe).text.startswith("OpenSSL 3")


@pytest.mark.parametrize("tags", ["--disable-new-dtags", "--enable-new-dtags"])
def test_a_program_with_a_path_of_its_own(prefix, tmp_path, tags):
    exe = build(tmp_path, f"-Wl,{tags},-rpath,{libs.TRIPLET_DIR}")
    r = with_teasel(prefix, "--no-openssl", "--verify", exe)
    assert r.code == 0 and "Teasel" in r.text, str(r)


def test_what_is_missing_is_told_before_anything_runs(prefix, tmp_path):
    exe = build(tmp_path, "-DWANTS_ENGINE")
    r = with_teasel(prefix, "--no-openssl", exe)
    assert r.code == 126 and r.text == "" and "does not run without OpenSSL" in r.errtext, str(r)
    assert re.search(rf"\n  ENGINE_new +wanted by {exe}", r.errtext) and "\n1 function is missing" in r.errtext
    r = with_teasel(prefix, "--check", exe, "--no-openssl")
    assert r.code == 1 and re.search(rf"^  ENGINE_new +wanted by {exe}", r.text, re.M), str(r)


def test_what_a_library_of_the_program_wants_is_told_too(prefix, tmp_path):
    (tmp_path / "l.c").write_text("void *ENGINE_new(void); void *f(void); void *f(void) { return ENGINE_new(); }\n")
    subprocess.run(["gcc", "-shared", "-fPIC", "-o", tmp_path / "libl.so", tmp_path / "l.c", SYSTEMS], check=True, timeout=60)
    exe = build(tmp_path, "-Wl,--no-as-needed", tmp_path / "libl.so")
    r = with_teasel(prefix, "--no-openssl", exe)
    assert r.code == 126 and re.search(rf"ENGINE_new +wanted by {tmp_path}/libl.so", r.errtext), str(r)
    # A module names no library and no version; BIO_new is there.
    (tmp_path / "m.c").write_text("void *PKCS7_new(void), *BIO_new(void), *mine(void); void *f(void);\n"
                                  "void *f(void) { PKCS7_new(); mine(); return BIO_new(); }\n")
    subprocess.run(["gcc", "-shared", "-fPIC", "-o", tmp_path / "m.so", tmp_path / "m.c"], check=True, timeout=60)
    plain = build(tmp_path, name="plain")
    r = with_teasel(prefix, "--check", "--no-openssl", plain, tmp_path / "m.so")
    rows = (prefix.path / "share/teasel/libcrypto-symbols.tsv").read_text()
    assert r.code == (1 if "PKCS7_new\t" in rows else 0) and "BIO_new" not in r.text and "mine" not in r.text, str(r)


def test_another_interface_is_not_taken_for_ours(prefix, tmp_path):
    (tmp_path / "v.map").write_text("OPENSSL_9.9.9 { global: BIO_new; };\n")
    (tmp_path / "v.c").write_text("void *BIO_new(void); void *BIO_new(void) { return 0; }\n")
    other = tmp_path / "libcrypto.so.3"
    subprocess.run(["gcc", "-shared", "-fPIC", "-Wl,-soname,libcrypto.so.3", f"-Wl,--version-script={tmp_path / 'v.map'}", "-o", other,
                    tmp_path / "v.c"], check=True, timeout=60)
    (tmp_path / "q.c").write_text("void *BIO_new(void); int main(void) { return BIO_new() != 0; }\n")
    subprocess.run(["gcc", "-o", tmp_path / "q", tmp_path / "q.c", other], check=True, timeout=60)
    r = with_teasel(prefix, "--no-openssl", tmp_path / "q")
    assert r.code == 126 and "wanted as OPENSSL_9.9.9, which is another interface" in r.errtext, str(r)


def test_a_pair_is_two(prefix, tmp_path):
    os.symlink(prefix.libssl, tmp_path / "libssl.so.3")
    r = with_teasel(prefix, "--no-openssl", "--libdir", tmp_path, "true")
    assert r.code == 125 and f"there is no libcrypto.so.3 in {tmp_path}" in r.errtext, str(r)


def test_tlsclient_of_the_prefix(prefix):
    missing = prefix.missing()
    r = with_teasel(prefix, "--no-openssl", "--verify", prefix.bin / "tlsclient", "--version")
    if missing:
        # Our libssl itself wants what is not there yet.
        assert r.code == 126 and all(re.search(rf"\n  {n} +wanted by {prefix.lib}", r.errtext) for n in missing), str(r)
    else:
        assert r.code == 0 and r.text.startswith("tlsclient "), str(r)
