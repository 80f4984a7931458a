# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""A small project that wants OpenSSL finds ours instead, by pkg-config and by CMake, shared and static, and runs without OpenSSL."""
import pathlib
import re
import shutil
import subprocess

import pytest

from helpers import libs, prefix as prefix_mod, proc, tools

PROJECT = pathlib.Path(__file__).parent / "project"
STRICT = ["-Wall", "-Wextra", "-pedantic", "-Werror"]
COMPILERS = {"c": "gcc", "cc": "g++"}
# The library that both kinds of CMake's own search and ours must have found nothing of.
OPENSSLS = re.compile(r"/(libssl|libcrypto)\.so")


@pytest.fixture(scope="session")
def prefix(run_dir):
    return prefix_mod.shared(run_dir / "prefix")


@pytest.fixture(scope="session")
def server(pki, workdir, start):
    """A server over the drop-in, whatever the program asked over."""
    return start(tools.Server(libs.system(), workdir("server") / "log", pki.pem("p256"), pki.key("p256"), mode=("http",)))


def must(words, **how):
    done = subprocess.run([str(w) for w in words], capture_output=True, text=True, check=False, timeout=120, **how)
    assert done.returncode == 0, f"{' '.join(map(str, words))}\n{done.stdout[-3000:]}{done.stderr[-6000:]}"
    return done.stdout


def asks(program, prefix, server, pki, static):
    """The request succeeds, and of the process's libraries those named like OpenSSL's are ours, or there are none."""
    r = proc.run([program, server.port, pki.roots])
    assert r.code == 0 and "200 OK" in r.text, str(r)
    mapped = {line.split(" ", 1)[1] for line in r.text.splitlines() if line.startswith("mapped ")}
    found = {m for m in mapped if OPENSSLS.search(m)}
    assert found == (set() if static else {str(prefix.libssl.resolve()), str(prefix.libcrypto.resolve())}), mapped


@pytest.mark.parametrize("language", COMPILERS)
@pytest.mark.parametrize("linked", ["shared", "static"])
def test_pkg_config(prefix, server, pki, tmp_path, language, linked):
    source = tmp_path / f"request.{language}"
    shutil.copy(PROJECT / "request.c", source)
    exe = tmp_path / "request"
    if linked == "shared":
        words = prefix.flags("--cflags", "--libs")
    else:
        # The libraries of Debian below ours are shared; ours are taken from the archives.
        words = [{"-lssl": "-l:libssl.a", "-lcrypto": "-l:libcrypto.a"}.get(w, w) for w in prefix.flags("--static", "--cflags", "--libs")]
    must([COMPILERS[language], *STRICT, "-o", exe, source, *words])
    asks(exe, prefix, server, pki, linked == "static")


@pytest.mark.parametrize("linked", ["shared", "static"])
@pytest.mark.parametrize("way", ["config", "module", "module-root"])
def test_cmake(prefix, server, pki, tmp_path, way, linked):
    options = [f"-DCMAKE_PREFIX_PATH={prefix.path}", "-DCMAKE_FIND_PACKAGE_PREFER_CONFIG=ON"] if way == "config" else [
        f"-DCMAKE_PREFIX_PATH={prefix.path}" if way == "module" else f"-DOPENSSL_ROOT_DIR={prefix.path}"]
    if linked == "static":
        options.append("-DOPENSSL_USE_STATIC_LIBS=ON")
        if way != "config":
            # CMake's module knows what OpenSSL's archives need, not what ours do.
            options.append("-DCMAKE_C_STANDARD_LIBRARIES=-lhogweed -lnettle -lgmp -ltasn1")
            options.append("-DCMAKE_CXX_STANDARD_LIBRARIES=-lhogweed -lnettle -lgmp -ltasn1")
    said = must(["cmake", "-G", "Ninja", "-S", PROJECT, "-B", tmp_path / "b", *options], env=libs.clean_env())
    assert re.search(rf"OpenSSL 3[.\d]+: {re.escape(str(prefix.include))} {re.escape(str(prefix.lib))}/libssl", said), said
    must(["cmake", "--build", tmp_path / "b", "-j2"], env=libs.clean_env())
    for program in ("request_c", "request_cc"):
        asks(tmp_path / "b" / program, prefix, server, pki, linked == "static")


def test_the_archives_define_nothing_else(prefix):
    """A program may have a function of any name: what is not OpenSSL's interface has our prefix."""
    for archive, table in (("libssl.a", "symbols.tsv"), ("libcrypto.a", "libcrypto-symbols.tsv")):
        rows = (prefix.path / "share" / "teasel" / table).read_text().splitlines()[1:]
        public = {r.split("\t")[0] for r in rows}
        said = must(["nm", "--defined-only", "--extern-only", "--format=posix", prefix.lib / archive])
        names = {line.split()[0] for line in said.splitlines() if len(line.split()) > 2}
        assert len(names) > len(public) / 2
        assert {n for n in names - public if not n.startswith("teasel_")} == set()
