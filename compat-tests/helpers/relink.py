# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Programs built from Debian's sources against our headers and linked with our libssl.so.3 and libcrypto.so.3.

A Recipe says how one of them is configured and built, in the way its own documentation tells people with an OpenSSL of their own.
Builds lie in debsource.CACHE and are made again when the recipe or a header of ours has changed; the libraries themselves are found
at run time, in PREFIX.

TEASEL_RELINK_LIBS=system links and runs the same builds with OpenSSL's libraries: the baseline, which shows the tests right.

Tests build what they want. python3 -m helpers.relink builds all beforehand, some side by side, for the scripts that configure them
use one processor each.
"""
import argparse
import concurrent.futures
import fcntl
import functools
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass

from . import debsource, libs, prefix

BASELINE = os.environ.get("TEASEL_RELINK_LIBS") == "system"
WORK = debsource.CACHE / ("baseline" if BASELINE else "ours")
PREFIX = WORK / "prefix"
INCLUDE = libs.ROOT / "include"


class NotBuilt(AssertionError):
    """The source is there and does not build over our headers and libraries."""


@dataclass(frozen=True)
class Recipe:
    package: str  # the source package
    steps: tuple  # command lines; {prefix}, {cc}, {src}, {jobs} are filled in
    programs: tuple  # what they make, relative to the source
    env: tuple = ()
    linked: tuple = ()  # those of them that are linked with libssl.so.3, when not all are


# These builds are for tests: what they cost most is the compiler. The library path is named so that no test has to set LD_LIBRARY_PATH.
FLAGS = "-O0 -g0"
LINK = "-L{prefix}/lib -Wl,-rpath,{prefix}/lib"

RECIPES = {
    "curl": Recipe(
        "curl",
        (
            "./configure -q --with-openssl={prefix} --disable-shared --with-nghttp2 --without-libpsl --without-brotli --without-zstd"
            " --without-libidn2 --without-librtmp --without-libssh2 --without-gssapi --disable-ldap --disable-ldaps --disable-manual"
            " --disable-rtsp --disable-dict --disable-gopher --disable-telnet --disable-tftp",
            "make -j{jobs} -s V=0",
        ),
        ("src/curl",),
        (("LDFLAGS", LINK), ("CFLAGS", FLAGS)),
    ),
    "nginx": Recipe(
        "nginx",
        (
            "./configure --with-cc={cc} --with-http_ssl_module --with-http_v2_module --with-http_stub_status_module"
            " --with-http_auth_request_module --with-http_dav_module --with-stream --with-stream_ssl_module --with-stream_ssl_preread_module --with-mail"
            " --with-mail_ssl_module --with-cc-opt=-O0~-g0~-I{prefix}/include --with-ld-opt=" + LINK.replace(" ", "~"),
            "make -j{jobs} -s",
        ),
        ("objs/nginx",),
    ),
    "haproxy": Recipe(
        "haproxy",
        (
            "make -j{jobs} -s TARGET=linux-glibc USE_OPENSSL=1 SSL_INC={prefix}/include SSL_LIB={prefix}/lib CC={cc} CPU_CFLAGS=-O0"
            " DEBUG_CFLAGS= ADDLIB=-Wl,-rpath,{prefix}/lib",
        ),
        ("haproxy",),
    ),
    "wget": Recipe(
        "wget",
        (
            "./configure -q --with-ssl=openssl --with-libssl-prefix={prefix} --disable-ntlm --disable-nls --without-libpsl --without-zlib"
            " --disable-pcre2 --disable-pcre --disable-iri --without-libuuid --without-metalink",
            "make -j{jobs} -s",
        ),
        ("src/wget",),
        (("LDFLAGS", LINK), ("CPPFLAGS", "-I{prefix}/include"), ("CFLAGS", FLAGS)),
    ),
    "stunnel": Recipe(
        "stunnel4",
        # Without its requests to OCSP responders: it makes them by OSSL_HTTP_*, an HTTP client that our libcrypto has not.
        # It includes x509v3.h by ocsp.h alone.
        (
            "./configure -q --with-ssl={prefix} --disable-libwrap --disable-systemd --disable-fips",
            "make -j{jobs} -s -C src stunnel",
            "mv src/stunnel src/stunnel4",  # as Debian calls it
        ),
        ("src/stunnel4",),
        (("LDFLAGS", LINK), ("CPPFLAGS", "-I{prefix}/include -DOPENSSL_NO_OCSP -include openssl/x509v3.h"), ("CFLAGS", FLAGS)),
    ),
    "socat": Recipe(
        "socat",
        ("./configure -q --disable-libwrap --disable-readline", "make -j{jobs} -s socat"),
        ("socat",),
        (("LDFLAGS", LINK), ("CPPFLAGS", "-I{prefix}/include"), ("CFLAGS", FLAGS)),
    ),
    "lighttpd": Recipe(
        "lighttpd",
        (
            "./configure -q --with-openssl={prefix} --with-pcre2 --without-zlib --without-bzip2 --prefix={out}",
            "make -j{jobs} -s install",
        ),
        ("../out/sbin/lighttpd", "../out/lib/mod_openssl.so"),
        (("LDFLAGS", LINK), ("CFLAGS", FLAGS)),
        ("../out/lib/mod_openssl.so",),
    ),
    "redis": Recipe(
        "redis",
        (
            "make -j{jobs} -s -C deps hiredis linenoise lua hdr_histogram HIREDIS_CFLAGS=-O0 BUILD_TLS=yes OPENSSL_PREFIX={prefix} CC={cc}",
            "make -j{jobs} -s -C src redis-server redis-cli BUILD_TLS=yes OPENSSL_PREFIX={prefix} MALLOC=libc OPTIMIZATION=-O0 USE_SYSTEMD=no"
            " CC={cc} DEBUG=",
        ),
        ("src/redis-server", "src/redis-cli"),
        (("LDFLAGS", "-Wl,-rpath,{prefix}/lib"),),
    ),
    "libevent": Recipe(
        "libevent",
        (
            "./configure -q --disable-libevent-regress --disable-static",
            "make -s include/event2/event-config.h",
            "make -j{jobs} -s sample/https-client sample/le-proxy",
        ),
        ("sample/.libs/https-client", "sample/.libs/le-proxy", ".libs/libevent_openssl.so"),
        (("LDFLAGS", LINK + " -Wl,-rpath,{src}/.libs"), ("CPPFLAGS", "-I{prefix}/include"), ("CFLAGS", FLAGS), ("PKG_CONFIG_PATH", "{prefix}/lib/pkgconfig")),
    ),
    # The two modules that want OpenSSL, for Debian's interpreter of the same release.
    "python": Recipe(
        "python3.11",
        tuple(
            "{cc} -O0 -g0 -shared -fPIC -DPy_BUILD_CORE_MODULE -I{prefix}/include -IModules -I/usr/include/python3.11"
            f" -I/usr/include/python3.11/internal Modules/{source} -o {module}.cpython-311-x86_64-linux-gnu.so {LINK} {libraries}"
            for source, module, libraries in (("_ssl.c", "_ssl", "-lssl -lcrypto"), ("_hashopenssl.c", "_hashlib", "-lcrypto"))
        ),
        ("_ssl.cpython-311-x86_64-linux-gnu.so", "_hashlib.cpython-311-x86_64-linux-gnu.so"),
    ),
}


@functools.cache
def fill_prefix():
    """Fills PREFIX, once for all workers."""
    WORK.mkdir(parents=True, exist_ok=True)
    with open(WORK / "prefix.lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _fill_prefix()
        _bar_the_systems_headers()


def _fill_prefix():
    """What cmake --install makes of the build under test. For the baseline: our headers and the system's libraries."""
    if not BASELINE:
        install = ["cmake", "--install", prefix.build_dir(), "--prefix", PREFIX]
        subprocess.run(install, env=libs.clean_env(), check=True, capture_output=True, timeout=120)
        return
    lib = PREFIX / "lib"
    (lib / "pkgconfig").mkdir(parents=True, exist_ok=True)
    (PREFIX / "include").mkdir(exist_ok=True)
    _link(PREFIX / "include" / "openssl", INCLUDE / "openssl")
    for name in ("ssl", "crypto"):
        _link(lib / f"lib{name}.so.3", os.path.realpath(libs.TRIPLET_DIR / f"lib{name}.so.3"))
        _link(lib / f"lib{name}.so", f"lib{name}.so.3")
    common = f"prefix={PREFIX}\nName: %s\nDescription: of the tests\nVersion: 3.0.0\nCflags: -I${{prefix}}/include\n"
    for name, more in (
        ("libcrypto", "Libs: -L${prefix}/lib -lcrypto\n"),
        ("libssl", "Requires.private: libcrypto\nLibs: -L${prefix}/lib -lssl\n"),
        ("openssl", "Requires: libssl libcrypto\n"),
    ):
        (lib / "pkgconfig" / f"{name}.pc").write_text(common % name + more)


def _bar_the_systems_headers():
    """Where the compiler looks after our headers and before the system's: a header that we lack is as if nobody had it."""
    for theirs in (pathlib.Path("/usr/include/openssl"), pathlib.Path("/usr/include/x86_64-linux-gnu/openssl")):
        for header in theirs.glob("*.h"):
            barred = WORK / "not-ours" / "openssl" / header.name
            barred.parent.mkdir(parents=True, exist_ok=True)
            barred.write_text("#error this header is not one of ours\n")


def _link(at, to):
    if not (at.is_symlink() and os.readlink(at) == str(to)):
        at.unlink(missing_ok=True)
        at.symlink_to(to)


def _compiler():
    return "ccache gcc" if shutil.which("ccache", path=libs.clean_env()["PATH"]) else "gcc"


def _stamp(recipe):
    """What a build depends on: the recipe and our headers. One that failed is tried again as well when our libraries offer more."""
    h = hashlib.sha256(repr(recipe).encode())
    for f in sorted((INCLUDE / "openssl").glob("*.h")):
        h.update(f.read_bytes())
    good = h.hexdigest()
    for f in ("libssl.so.3", "libcrypto.so.3"):
        h.update(_names(PREFIX / "lib" / f))
    return good, h.hexdigest()


def _names(library):
    """The names alone: the addresses change with each build of the library."""
    out = subprocess.run(["nm", "-D", "--defined-only", "--format=posix", library], capture_output=True, text=True, check=True).stdout
    return "\n".join(sorted(line.split()[0] for line in out.splitlines())).encode()


def build(name):
    """The source directory of a program that is built; raises debsource.Unavailable or NotBuilt. All workers share one build."""
    recipe = RECIPES[name]
    where = WORK / name
    where.mkdir(parents=True, exist_ok=True)
    fill_prefix()
    with open(where / "lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        (stamp, tried), src = _stamp(recipe), where / "src"
        done, failed = where / "done", where / "failed"
        if done.exists() and done.read_text() == stamp:
            return src
        if failed.exists() and failed.read_text().startswith(tried):
            raise NotBuilt(failed.read_text()[len(tried) :])
        for old in (src, where / "out"):
            shutil.rmtree(old, ignore_errors=True)
        done.unlink(missing_ok=True)
        debsource.unpack(recipe.package, src)
        told = _make(recipe, src)
        if told:
            failed.write_text(tried + told)
            raise NotBuilt(told)
        done.write_text(stamp)
    return src


def _make(recipe, src):
    """Runs the steps; empty when all went well, else the end of what the failing one said."""
    fill = {"prefix": PREFIX, "src": src, "out": src.parent / "out", "jobs": os.cpu_count(), "cc": _compiler().replace(" ", "~")}
    env = libs.clean_env() | {k: os.environ[k] for k in os.environ if k.startswith("CCACHE_")} | {"CC": _compiler()}
    env["HOME"] = str(WORK)  # for the compiler's cache, which would make the home of nobody where it is root
    env |= {k: v.format(**fill) for k, v in recipe.env} | {"C_INCLUDE_PATH": str(WORK / "not-ours")}
    for step in recipe.steps:
        argv = [word.format(**fill).replace("~", " ") for word in step.split()]
        argv = [*argv[0].split(), *argv[1:]]
        r = subprocess.run(argv, cwd=src, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=900, check=False)
        (src.parent / "build.log").write_text(r.stdout)
        if r.returncode != 0:
            wrong = [line for line in r.stdout.splitlines() if "error" in line or "undefined reference" in line]
            return f"$ {' '.join(argv)}\n" + "\n".join(dict.fromkeys(wrong[:60])) + "\n...\n" + r.stdout[-1500:]
    missing = [p for p in recipe.programs if not (src / p).exists()]
    return f"made no {', '.join(missing)}" if missing else ""


def programs(name):
    """Name to file of what a recipe makes."""
    src = build(name)
    return {pathlib.Path(p).name: src / p for p in RECIPES[name].programs}


# -- the seats ----------------------------------------------------------------------------------------------------------


def pair():
    """Both libraries as a program that was linked with them finds them."""
    fill_prefix()
    return libs.Library(
        "both ours", os.path.realpath(PREFIX / "lib" / "libssl.so.3"), libcrypto=os.path.realpath(PREFIX / "lib" / "libcrypto.so.3")
    )


def relinked(*names):
    """Those programs as they were rebuilt; every other over the library of the drop-in."""
    found = {p: f for n in names for p, f in programs(n).items()}
    beside = libs.system() if BASELINE else libs.ours()
    return libs.Library("relinked", beside.path, beside.extra_env, instead=tuple((p, str(f), pair()) for p, f in found.items()))


def unmodified():
    """Debian's own nginx and HAProxy with both our libraries by library path, and the curl that was rebuilt."""
    with_curl = relinked("curl")
    both = pair()
    path = libs.Library(both.name, both.path, (("LD_LIBRARY_PATH", str(PREFIX / "lib")),), libcrypto=both.libcrypto)
    instead = with_curl.instead + (("nginx", "/usr/sbin/nginx", path), ("haproxy", "/usr/sbin/haproxy", path))
    return libs.Library("unmodified", with_curl.path, with_curl.extra_env, instead=instead)


def python():
    """Debian's interpreter with the modules _ssl and _hashlib that were rebuilt."""
    src, both = build("python"), pair()
    return libs.Library("relinked", both.path, (("PYTHONPATH", str(src)),), libcrypto=both.libcrypto)


# -- all of them at once ------------------------------------------------------------------------------------------------


def _try(name):
    try:
        build(name)
        return ""
    except (NotBuilt, debsource.Unavailable) as e:
        return str(e)


def main():
    argparse.ArgumentParser(prog="python3 -m helpers.relink", description="Builds programs from Debian's sources over both our libraries.").parse_args()
    began, failed = time.monotonic(), 0
    fill_prefix()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() + 1) as pool:
        jobs = {pool.submit(_try, name): name for name in RECIPES}
        for n, job in enumerate(concurrent.futures.as_completed(jobs), 1):
            failed += bool(job.result())
            print(f"[{n}/{len(jobs)}] {jobs[job]}: {job.result() or 'built'} ({time.monotonic() - began:.0f} s)", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
