# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""The C programs of native/: compiled once per run against our own headers, linked by name to the system's libssl.so.3, and
run over whichever library a test gives them. And the sanitized build of the library, for those who can load it."""
import fcntl
import os
import pathlib
import subprocess

from . import libs

HERE = libs.ROOT / "compat-tests" / "native"
ASAN_FILE = pathlib.Path(
    os.environ.get("TEASEL_ASAN_LIBSSL", libs.ROOT / "build" / "asan" / "compat" / "ssl" / "libssl.so.3")
)
TSAN_FILE = pathlib.Path(
    os.environ.get("TEASEL_TSAN_LIBSSL", libs.ROOT / "build" / "tsan" / "compat" / "ssl" / "libssl.so.3")
)
ASAN_OPTIONS = "exitcode=99:detect_leaks=1:abort_on_error=0:allocator_may_return_null=1:detect_stack_use_after_return=0"
UBSAN_OPTIONS = "print_stacktrace=1:halt_on_error=1:exitcode=99"


def build(run_dir, name, *flags):
    """The program NAME of native/ with pair.c, compiled with the flags; all workers of a run share it."""
    tag = "-".join([name, *(f.strip("-").replace("=", "-").replace(",", "-") for f in flags)])
    out = run_dir / f"native-{tag}"
    with open(f"{out}.lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not out.exists():
            cmd = ["cc", "-std=gnu11", "-Wall", "-Wextra", "-Werror", "-g", "-O1", *flags, "-I", libs.ROOT / "include"]
            cmd += [HERE / f"{name}.c", HERE / "pair.c", "-o", f"{out}.new"]
            cmd += [libs.TRIPLET_DIR / "libssl.so.3", libs.TRIPLET_DIR / "libcrypto.so.3"]
            subprocess.run([str(c) for c in cmd], check=True, env=libs.clean_env(), timeout=120)
            os.rename(f"{out}.new", out)
    return out


def asan_library(preload=False):
    """Our library with the address and undefined-behaviour sanitizers, or None when that preset is not built.

    preload: for programs that were not themselves built so; the sanitizer must then be loaded before all else.
    """
    if not ASAN_FILE.exists():
        return None
    env = [("LD_LIBRARY_PATH", libs.lonely_dir(ASAN_FILE)), ("ASAN_OPTIONS", ASAN_OPTIONS), ("UBSAN_OPTIONS", UBSAN_OPTIONS)]
    if preload:
        r = subprocess.run(["gcc", "-print-file-name=libasan.so"], capture_output=True, check=True, text=True)
        env.append(("LD_PRELOAD", os.path.realpath(r.stdout.strip())))
    return libs.Library("ours, sanitized", os.path.realpath(ASAN_FILE), tuple(env))


def tsan_library():
    """Our library with the thread sanitizer, or None when that preset is not built. For programs that were built so too."""
    if not TSAN_FILE.exists():
        return None
    env = (("LD_LIBRARY_PATH", libs.lonely_dir(TSAN_FILE)), ("TSAN_OPTIONS", "exitcode=99:halt_on_error=0"))
    return libs.Library("ours, for threads", os.path.realpath(TSAN_FILE), env)
