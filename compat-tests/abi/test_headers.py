# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Our headers say what OpenSSL's say: every prototype, constant, structure and control macro, compared by compiler."""
import pathlib
import re
import shutil

import pytest

from .library import ROOT, run, table

OURS = ROOT / "include"
THEIRS = pathlib.Path("/usr/include")
CC = shutil.which("gcc")

# Headers that only we have: parts of larger ones.
OWN = {"ssl_ctrl.h", "ssl_values.h", "tls1_suites.h", "evp_pkey.h"}
# Values that differ on purpose: what we are, and the level that Debian builds its library with.
DIFFERENT = {"OPENSSL_VERSION_TEXT", "OPENSSL_TLS_SECURITY_LEVEL"}
# Values that change with each release of libssl-dev within 3.0.
RELEASE = {"OPENSSL_VERSION_NUMBER", "OPENSSL_VERSION_PATCH", "OPENSSL_VERSION_STR", "OPENSSL_FULL_VERSION_STR",
           "OPENSSL_RELEASE_DATE", "SSLEAY_VERSION_NUMBER", "SHLIB_VERSION_NUMBER"}

needs_reference = pytest.mark.skipif(
    not (THEIRS / "openssl" / "ssl.h").exists() or CC is None, reason="libssl-dev or gcc is not installed")


def names():
    return sorted(p.name for p in (OURS / "openssl").glob("*.h"))


def prologue():
    return "".join(f"#include <openssl/{n}>\n" for n in names() if n not in OWN)


def flags(whose):
    return ["-I", OURS] if whose == "ours" else []


def prototypes(whose, tmp_path, *options):
    """Function to its prototype in the compiler's own spelling."""
    source, out = tmp_path / "all.c", tmp_path / f"{whose}.protos"
    source.write_text(prologue())
    done = run(CC, "-w", "-fsyntax-only", "-aux-info", out, *options, *flags(whose), source)
    assert done.returncode == 0, done.stderr
    found = {}
    for line in out.read_text().splitlines():
        m = re.match(r"/\* (\S*/openssl/\S*):\d+:\w+ \*/ extern (.*);", line)
        if m:
            text = re.sub(r"\s+", " ", m.group(2))
            name = re.match(r"[^(]*\(\*(\w+) \(", text) or re.match(r"[^(]*?(\w+) \(", text)
            if name:
                found[name.group(1)] = text
    return found


def macros(whose, tmp_path, *options):
    """Macro to (parameters or None, body)."""
    source = tmp_path / "all.c"
    source.write_text(prologue())
    done = run(CC, "-w", "-E", "-dM", *options, *flags(whose), source)
    assert done.returncode == 0, done.stderr
    found = {}
    for line in done.stdout.splitlines():
        m = re.match(r"#define (\w+)(\([^)]*\))? ?(.*)", line)
        found[m.group(1)] = (m.group(2), m.group(3))
    return found


@needs_reference
def test_prototypes(tmp_path):
    ours, theirs = prototypes("ours", tmp_path), prototypes("theirs", tmp_path)
    assert len(ours) > 1500
    assert {n: (p, theirs.get(n)) for n, p in ours.items() if p != theirs.get(n)} == {}


@pytest.mark.skipif(CC is None, reason="gcc is not installed")
def test_all_of_libssl_is_declared(tmp_path):
    ours = prototypes("ours", tmp_path)
    assert [r.symbol for r in table().values() if r.since == "3.0" and r.symbol not in ours] == []


def is_constant(name, macros_of):
    """True for a macro that comes down to numbers, strings and operators."""
    params, body = macros_of[name]
    if params is not None or not body:
        return False
    words = set(re.findall(r"\b[A-Za-z_]\w*", re.sub(r'"[^"]*"', "", body))) - {"uint64_t", "SSL_OP_BIT"}
    return all(w in macros_of and w != name and is_constant(w, macros_of) for w in words) and not re.search(r"[{};]", body)


@needs_reference
def test_constants(tmp_path):
    """Every macro without parameters that has a number or a string for a value, printed by both."""
    ours, theirs = macros("ours", tmp_path), macros("theirs", tmp_path)
    candidates = sorted(n for n in ours if n in theirs and not n.startswith("__")
                        and is_constant(n, ours) and is_constant(n, theirs))
    assert len(candidates) > 5000
    # An OBJ_ is a list of arcs.
    body = "".join(f'printf("{n}\\t"); {"ARCS" if n.startswith("OBJ_") and "NAME" not in n else "V"}({n});\n' for n in candidates)
    program = ("#define _GNU_SOURCE\n" + prologue() + "#include <limits.h>\nstatic void number(long long v)\n"
               '{ printf("%lld\\n", v); }\n'
               "#define V(x) _Generic((x), char *: puts, const char *: puts, default: number)(x)\n"
               "#define ARCS(...) do { long v[] = { __VA_ARGS__ }; for (unsigned i = 0; i < sizeof v / sizeof *v; i++) "
               '{ printf("%ld ", v[i]); } puts(""); } while (0)\n'
               "int main(void)\n{\n" + body + "return 0;\n}\n")
    values = {}
    for whose in ("ours", "theirs"):
        source, exe = tmp_path / f"{whose}.c", tmp_path / whose
        source.write_text(program)
        done = run(CC, "-w", "-O0", "-o", exe, *flags(whose), source)
        assert done.returncode == 0, done.stderr[:2000]
        values[whose] = dict(line.split("\t", 1) for line in run(exe).stdout.splitlines())
    differing = {n for n in candidates if values["ours"][n] != values["theirs"][n]}
    assert differing - RELEASE == DIFFERENT


@needs_reference
def test_macros_with_parameters_call_the_same(tmp_path):
    """Both spellings of each macro, expanded with the same arguments, without casts and parentheses."""
    ours, theirs = macros("ours", tmp_path), macros("theirs", tmp_path)
    common = sorted(n for n in ours if n in theirs and ours[n][0] and theirs[n][0] and not n.startswith("_")
                    and not re.match(r"DECLARE_|DEFINE_|IMPLEMENT_|SKM_|STACK_OF|LHASH_OF|int_|CHECKED_|TYPEDEF_|OSSL_DEPRECATED", n))
    assert len(common) > 350
    lines = []
    for n in common:
        count = len([p for p in ours[n][0][1:-1].split(",") if p])
        assert count == len([p for p in theirs[n][0][1:-1].split(",") if p]), n
        lines.append(f"@@{n}@ {n}({', '.join(f'arg{i}' for i in range(count))})\n")
    said = {}
    for whose in ("ours", "theirs"):
        source = tmp_path / f"{whose}.c"
        source.write_text(prologue() + "".join(lines))
        text = run(CC, "-w", "-E", "-P", *flags(whose), source).stdout
        # Newlines of a macro's body are gone, so a line of output is an answer.
        said[whose] = {}
        for chunk in text.split("@@")[1:]:
            name, _, rest = chunk.partition("@")
            rest = re.sub(r"\((?:const )?(?:void|char|int|long|size_t|unsigned char|void \(\*\)\(void\)) ?\**\)", "", rest)
            rest = re.sub(r'"[^"]*\.c"|\b\d+\b(?=, __func__)', "", rest)
            said[whose][name] = re.sub(r"[\s()]+", "", rest)
    different = {n: (said["ours"][n], said["theirs"][n]) for n in common if said["ours"][n] != said["theirs"][n]}
    assert different == {}


@needs_reference
def test_structures_have_the_same_layout(tmp_path):
    """Size of every complete structure and offset of every member, as the debug information of both has them."""
    found = {}
    for whose in ("ours", "theirs"):
        (tmp_path / "all.c").write_text(prologue())
        text = run(CC, "-w", "-E", *flags(whose), tmp_path / "all.c").stdout
        found[whose] = set(re.findall(r"struct (\w+)\s*\{", "".join(
            part for part in re.split(r"(?m)^# ", text) if "/openssl/" in part.split("\n", 1)[0])))
    tags = sorted(t for t in found["ours"] & found["theirs"] if not t.startswith(("lhash_st", "stack_st")))
    assert len(tags) > 40
    body = "".join(f'printf("{t} %zu\\n", sizeof(struct {t}));\n' for t in tags)
    sizes = {}
    for whose in ("ours", "theirs"):
        source, exe = tmp_path / f"{whose}.c", tmp_path / whose
        source.write_text(prologue() + "#include <stdio.h>\nint main(void)\n{\n" + body + "return 0;\n}\n")
        done = run(CC, "-w", "-O0", "-o", exe, *flags(whose), source)
        assert done.returncode == 0, done.stderr[:2000]
        sizes[whose] = run(exe).stdout
    assert sizes["ours"] == sizes["theirs"]


@needs_reference
@pytest.mark.parametrize("level", ["30000", "10101", "0x10101000L", "0x10100000L", "0x10002000L", "0x10000000L", "0x00908000L"])
def test_what_is_hidden_at_each_level(tmp_path, level):
    """With OPENSSL_NO_DEPRECATED the same names vanish as from OpenSSL's headers."""
    options = ["-DOPENSSL_NO_DEPRECATED", f"-DOPENSSL_API_COMPAT={level}"]
    for names_of in (macros, prototypes):
        all_ours, all_theirs = names_of("ours", tmp_path), names_of("theirs", tmp_path)
        ours, theirs = names_of("ours", tmp_path, *options), names_of("theirs", tmp_path, *options)
        common = {n for n in all_ours if n in all_theirs and not n.startswith("OSSL_DEPRECATEDIN_")}
        assert {n for n in common if n not in ours} == {n for n in common if n not in theirs}


@pytest.mark.skipif(CC is None, reason="gcc is not installed")
def test_impossible_levels_are_refused(tmp_path):
    source = tmp_path / "a.c"
    source.write_text("#include <openssl/macros.h>\nextern int x;\n")
    for level in ("40000", "25000", "5"):
        done = run(CC, "-fsyntax-only", f"-DOPENSSL_API_COMPAT={level}", "-I", OURS, source)
        assert done.returncode != 0 and "OPENSSL_API_COMPAT" in done.stderr
