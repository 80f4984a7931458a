# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""with-teasel --no-openssl: an unmodified program over both our libraries, or beforehand what is missing and for whom."""
import dataclasses
import os
import re
import shutil
import subprocess

import pytest

from helpers import haproxy, libs, nginx, peers, prefix as prefix_mod, proc

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


def test_a_program_that_uses_neither(prefix, tmp_path):
    """Nothing is known of it: modules that it opens later may want anything."""
    exe = shutil.which("true", path=libs.clean_env()["PATH"])
    r = with_teasel(prefix, "--check", "--no-openssl", exe)
    assert r.code == 2 and r.text == "" and f"{exe} does not use libssl.so.3 or libcrypto.so.3 (its modules may: name them too)" in r.errtext
    assert with_teasel(prefix, "--no-openssl", exe).code == 0


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
    r = with_teasel(prefix, "--no-openssl", "--verify", prefix.bin / "tlsclient", "--version")
    assert r.code == 0 and r.text.startswith("tlsclient "), str(r)


# Debian's own servers, as with-teasel starts them.


@pytest.fixture(scope="session")
def started(prefix, run_dir):
    """A library for seats in which nginx and HAProxy are Debian's, started by with-teasel --no-openssl."""
    both = dataclasses.replace(prefix.pair(), extra_env=())
    instead = []
    for binary in (nginx.BINARY, haproxy.BINARY):
        script = run_dir / f"{os.path.basename(binary)}-without-openssl"
        script.write_text(f'#!/bin/sh\nexec {prefix.bin}/with-teasel --no-openssl {binary} "$@"\n')
        script.chmod(0o755)
        instead.append((os.path.basename(binary), str(script), both))
    return dataclasses.replace(libs.ours(), name="with-teasel --no-openssl", instead=tuple(instead))


class DebiansNginx(nginx.Nginx):
    """Its modules lie in files."""

    def _write(self):
        self.debians = True
        super()._write()


@pytest.mark.parametrize("version", ["1.2", "1.3"])
def test_debians_nginx(prefix, started, pki, tmp_path, start_here, version):
    """One exchange each over HTTP/2 and through the modules for streams, whose imports name no version."""
    site = nginx.server("web", "p256.test", pki.pem("p256"), pki.key("p256"))
    relay = f"server {{ listen 127.0.0.1:@relay@ ssl; ssl_certificate {pki.pem('p256')}; ssl_certificate_key {pki.key('p256')};\n" \
        "ssl_protocols TLSv1.2 TLSv1.3; proxy_pass 127.0.0.1:@web@; proxy_ssl on; }"
    ng = start_here(DebiansNginx(started, tmp_path / "nginx", http=site, stream=relay))
    for port in ("web", "relay"):
        r = peers.curl(libs.ours(), pki, "p256.test", ng.ports[port], version=version)
        facts = peers.facts(r)
        assert facts["server"] == "p256.test" and (port == "relay" or facts["protocol"] == f"TLSv{version}"), str(r)
    ng.assert_well()


def test_debians_haproxy(prefix, started, pki, tmp_path, start_here):
    body = f"frontend f\n    bind 127.0.0.1:@web@ ssl crt {haproxy.pem(pki, 'p256', tmp_path)}\n    {haproxy.FACTS}\n"
    server = start_here(haproxy.Haproxy(started, tmp_path / "haproxy", body))
    r = peers.curl(libs.ours(), pki, "p256.test", server.ports["web"])
    assert peers.facts(r)["protocol"] == "TLSv1.3", str(r)


@pytest.mark.parametrize("program,function,wanted", [
    # Of Debian's curl only its library for SFTP wants what is obsolete.
    ("/usr/bin/curl", "EVP_des_ede3_cbc", r"/\S*/libssh2\.so\.1"),
    ("/usr/bin/openssl", "CMS_EncryptedData_decrypt", "/usr/bin/openssl"),
])
def test_debians_others_are_told_what_they_miss(prefix, program, function, wanted):
    r = with_teasel(prefix, "--no-openssl", program, "version")
    assert r.code == 126 and r.text == "" and re.search(rf"\n  {function} +wanted by {wanted}", r.errtext), str(r)
    assert re.search(r"\n\d+ functions are missing from Teasel's libraries", r.errtext), str(r)
