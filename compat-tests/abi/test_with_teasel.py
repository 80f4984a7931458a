# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""tools/with-teasel: runs programs over the library and tells what they ask of it."""
import os
import re
import shutil
import stat

import pytest

from .library import ROOT, TABLE, TOOLS, elfread, libdir, ours, run, systems

SCRIPT = TOOLS / "with-teasel"
CC = shutil.which("gcc")
plain_library = pytest.mark.skipif(
    any(n.startswith(("libasan", "libtsan")) for n in ours().needed), reason="programs do not run over a sanitized library")


def with_teasel(*words, **more):
    env = {k: v for k, v in os.environ.items() if k not in ("LD_LIBRARY_PATH", "LD_PRELOAD", "TEASEL_LIBDIR")}
    env.update(more.pop("env", {}))
    return run(SCRIPT, *words, env={"TEASEL_LIBDIR": str(libdir()), **env}, **more)


def program(tmp_path, source, *options, name="program"):
    (tmp_path / "p.c").write_text(source)
    exe = tmp_path / name
    done = run(CC, "-w", "-o", exe, tmp_path / "p.c", *options)
    assert done.returncode == 0, done.stderr
    return exe


@pytest.fixture
def installed(tmp_path):
    """A copy as installation lays it out, with a table whose rows a test can change."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "share").mkdir()
    text = SCRIPT.read_text()
    text = text.replace('INSTALLED_LIBDIR = ""', 'INSTALLED_LIBDIR = "../lib"')
    text = text.replace('INSTALLED_DATADIR = ""', 'INSTALLED_DATADIR = "../share"')
    (tmp_path / "bin" / "with-teasel").write_text(text)
    (tmp_path / "bin" / "with-teasel").chmod(0o755)
    shutil.copy(TOOLS / "elfread.py", tmp_path / "share")
    (tmp_path / "share" / "symbols.tsv").write_text(re.sub(r"\t(refused|absent)\t", "\tworks\t", TABLE.read_text()))
    return tmp_path


# Running.

@plain_library
def test_runs_over_our_library():
    done = with_teasel("sh", "-c", "grep -h libssl /proc/self/maps; exec curl --version")
    assert done.returncode == 0 and "curl" in done.stdout and "libssl" not in done.stdout.splitlines()[0], done.stderr
    done = with_teasel("python3", "-c", "import ssl; print(open('/proc/self/maps').read())", env={"PATH": "/usr/bin:/bin"})
    assert done.returncode == 0, done.stderr
    assert os.path.realpath(libdir() / "libssl.so.3") in done.stdout
    assert os.path.realpath(systems().path) not in done.stdout


@plain_library
def test_arguments_environment_and_status_pass_through():
    done = with_teasel("sh", "-c", 'echo "$1|$2|$LD_LIBRARY_PATH|$HERE"; exit 7', "sh", "a b", "--check",
                       env={"LD_LIBRARY_PATH": "/somewhere", "HERE": "x"})
    assert done.returncode == 7
    assert done.stdout == f"a b|--check|{libdir()}:/somewhere|x\n"


@plain_library
def test_verify():
    assert with_teasel("--verify", "curl", "--version").returncode == 0
    done = with_teasel("--verify", "true")
    assert done.returncode == 125 and "was never loaded" in done.stderr
    done = with_teasel("--verify", "env", "-u", "LD_LIBRARY_PATH", "curl", "--version")
    assert done.returncode == 125 and f"{systems().path} was loaded" in done.stderr
    assert with_teasel("--verify", "sh", "-c", "curl --version >&2; exit 9").returncode == 9


@plain_library
@pytest.mark.skipif(CC is None, reason="gcc is not installed")
@pytest.mark.parametrize("tags", ["--disable-new-dtags", "--enable-new-dtags"])
def test_a_library_that_the_program_names_by_rpath(tmp_path, tags):
    """RPATH beats the library path, so preloading takes over; RUNPATH does not."""
    exe = program(tmp_path, "const char *SSL_alert_type_string(int); int main(void) { return !SSL_alert_type_string(0); }",
                  systems().path, f"-Wl,{tags},-rpath,{os.path.dirname(systems().path)}")
    assert bool(elfread.Elf(str(exe)).rpath) == (tags == "--disable-new-dtags")
    done = with_teasel("--verify", exe)
    assert done.returncode in (0, 1), done.stderr


@pytest.mark.skipif(CC is None, reason="gcc is not installed")
def test_programs_that_cannot_take_the_library(tmp_path):
    static = program(tmp_path, "int main(void) { return 0; }", "-static", "-no-pie")
    done = with_teasel(static)
    assert done.returncode == 126 and "statically linked" in done.stderr
    done = with_teasel("--check", static)
    assert done.returncode == 2 and "statically linked" in done.stderr


@pytest.mark.skipif(CC is None or os.geteuid() != 0, reason="needs gcc and root")
def test_set_user_id_programs_are_refused(tmp_path):
    exe = program(tmp_path, "int main(void) { return 0; }", name="suid")
    os.chown(exe, 65534, 65534)
    exe.chmod(exe.stat().st_mode | stat.S_ISUID)
    done = with_teasel(exe)
    assert done.returncode == 126 and "rights of another user" in done.stderr


@pytest.mark.parametrize("words, status, text", [
    (["no-such-program-anywhere"], 127, "program not found"),
    (["/nowhere/program"], 127, "no such file"),
    (["/tmp"], 126, "is a directory"),
    (["/etc/passwd"], 126, "not an ELF file"),
    ([], 125, "which program"),
    (["--unheard-of", "curl"], 125, "unknown option --unheard-of"),
    (["--libdir"], 125, "needs a directory"),
    (["--libdir", "/nowhere", "curl"], 125, "there is no libssl.so.3 in /nowhere"),
    (["--check"], 2, "which program"),
    (["--check", "no-such-program-anywhere"], 2, "program not found"),
    (["--check", "/etc/passwd"], 2, "not an ELF file"),
    (["--check", "curl", "/nowhere/module.so"], 2, "/nowhere/module.so: No such file"),
    (["--check", "true"], 2, "does not use libssl.so.3"),
])
def test_faults_are_told(words, status, text):
    done = with_teasel(*words)
    assert done.returncode == status and text in done.stderr and "Traceback" not in done.stderr


def test_no_library_was_built(tmp_path):
    for name in ("with-teasel", "elfread.py"):
        (tmp_path / "tools").mkdir(exist_ok=True)
        shutil.copy(TOOLS / name, tmp_path / "tools" / name)
    done = run(tmp_path / "tools" / "with-teasel", "true", env={"PATH": os.environ["PATH"]})
    assert done.returncode == 125 and "no library was built" in done.stderr


def test_help_and_version():
    done = with_teasel("--help")
    assert done.returncode == 0 and "--check" in done.stdout
    done = with_teasel("--version")
    assert done.returncode == 0 and str(libdir() / "libssl.so.3") in done.stdout
    version = re.search(r"project\(teasel VERSION ([0-9.]+)", (ROOT / "CMakeLists.txt").read_text()).group(1)
    assert f"with-teasel {version}\n" in done.stdout
    assert f'"Teasel {version}"' in (ROOT / "include" / "openssl" / "opensslv.h").read_text()
    assert f'"Teasel {version}"' in (ROOT / "docs" / "man" / "with-teasel.1").read_text()


# Checking.

def test_check_lists_what_a_program_imports():
    done = with_teasel("--check", "curl")
    lines = done.stdout.splitlines()
    listed = {line.split()[1]: line.split()[0] for line in lines if re.match(r"(works|refused|absent|unknown) ", line)}
    curl = elfread.Elf(elfread.Searcher().find("libcurl.so.4", elfread.Elf("/usr/bin/curl"), elfread.Elf("/usr/bin/curl")))
    assert set(listed) == {i.name for i in curl.imports() if i.file == "libssl.so.3"}
    rows = {r.split("\t")[0]: r.split("\t")[3] for r in TABLE.read_text().splitlines()}
    assert all(state == rows[name] for name, state in listed.items())
    # Debian's curl has SRP, which is refused for good.
    assert listed["SSL_CTX_set_srp_password"] == "refused" and done.returncode == 1
    assert "SRP is not offered" in done.stdout
    # Aligned: all names begin in one column.
    assert len({line.index("SSL_") for line in lines if re.match(r"(works|refused|absent) +SSL_", line)}) == 1


def test_check_summary_and_modules():
    done = with_teasel("--check", "--summary", "curl")
    assert "works " not in done.stdout and re.search(r"together +\d+: \d+ work", done.stdout)
    module = "/usr/lib/nginx/modules/ngx_stream_module.so"
    if not os.path.exists(module):
        pytest.skip("nginx's stream module is not installed")
    # The module names no library and no version; it relies on nginx.
    done = with_teasel("--check", "--summary", "/usr/sbin/nginx", module)
    assert module in done.stdout and done.returncode in (0, 1)


def test_check_answers_zero_when_all_works(installed):
    done = run(installed / "bin" / "with-teasel", "--check", "curl")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "refused" not in done.stdout and "absent" not in done.stdout


def test_check_knows_what_it_does_not_know(installed):
    table = installed / "share" / "symbols.tsv"
    table.write_text("".join(line for line in table.read_text().splitlines(True) if not line.startswith("SSL_write\t")))
    done = run(installed / "bin" / "with-teasel", "--check", "curl")
    assert done.returncode == 1 and re.search(r"unknown +SSL_write ", done.stdout)


def test_check_follows_scripts(tmp_path):
    script = tmp_path / "script"
    script.write_text("#!/usr/bin/env curl\n")
    script.chmod(0o755)
    done = with_teasel("--check", "--summary", script)
    assert "is a script; looking at" in done.stdout and "functions of libssl.so.3" in done.stdout


# Installation.

@plain_library
def test_installed_tree_works(tmp_path):
    """cmake --install puts everything where the parts find each other, wherever the tree is moved."""
    build = libdir().parents[1]
    if not (build / "cmake_install.cmake").exists():
        pytest.skip("the library does not lie in a build tree")
    prefix = tmp_path / "prefix"
    done = run("cmake", "--install", build, "--prefix", prefix)
    assert done.returncode == 0, done.stderr
    moved = tmp_path / "moved"
    prefix.rename(moved)
    done = run(moved / "bin" / "with-teasel", "--verify", "curl", "--version", env={"PATH": "/usr/bin:/bin"})
    assert done.returncode == 0, done.stderr
    assert run(moved / "bin" / "with-teasel", "--check", "--summary", "curl").returncode in (0, 1)
    assert (moved / "share" / "man" / "man1" / "with-teasel.1").exists()
    for place in ("/", "/usr", "//usr/local/"):
        done = run("cmake", "--install", build, "--prefix", place)
        assert done.returncode != 0 and "choose a prefix of their own" in " ".join(done.stderr.split())
