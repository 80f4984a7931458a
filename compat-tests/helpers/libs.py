# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Which libssl.so.3 a program runs over, and who sits where.

A Library is a file and the environment that makes the loader take it. A Seat says which library the client and
which the server of a test runs over. Ours is loaded from a directory that holds libssl.so.3 and nothing else, so
nothing but that one file changes between two runs.
"""
import os
import pathlib
import tempfile
from dataclasses import dataclass

ROOT = pathlib.Path(__file__).resolve().parents[2]
TRIPLET_DIR = pathlib.Path("/usr/lib/x86_64-linux-gnu")

# Whatever of the caller's environment could steer curl, nginx, OpenSSL, GnuTLS or the loader stays outside.
KEPT = ("PATH", "TMPDIR", "TZ")


def clean_env():
    env = {k: os.environ[k] for k in KEPT if k in os.environ}
    env["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin"
    env["LANG"] = env["LC_ALL"] = "C.UTF-8"
    env["HOME"] = "/nonexistent"
    return env


@dataclass(frozen=True)
class Library:
    name: str
    path: str  # the real path that must show in /proc/PID/maps
    extra_env: tuple = ()
    libcrypto: str = ""  # the real path of the only libcrypto.so that may show beside it; empty: whichever does
    instead: tuple = ()  # (program, file, Library): run that file in its place, over that library

    def running(self, argv):
        """What to run for a command line, and over which library."""
        for program, file, library in self.instead:
            if os.path.basename(argv[0]) == program:
                return [file, *argv[1:]], library
        return argv, self

    def is_in(self, pid):
        """Whether a process maps this library and no other libssl, nor a libcrypto that is not the one beside it."""
        return mapped_libssl(pid) == {self.path} and (not self.libcrypto or mapped(pid, "libcrypto.so") == {self.libcrypto})

    def env(self):
        env = clean_env()
        env.update(dict(self.extra_env))
        return env

    def __str__(self):
        return self.name


@dataclass(frozen=True)
class Seat:
    name: str
    client: Library
    server: Library

    def __str__(self):
        return self.name


def system():
    return Library("system", os.path.realpath(TRIPLET_DIR / "libssl.so.3"))


def our_file():
    given = os.environ.get("TEASEL_LIBSSL")
    return pathlib.Path(given) if given else ROOT / "build" / "release" / "compat" / "ssl" / "libssl.so.3"


def our_libcrypto():
    given = os.environ.get("TEASEL_LIBCRYPTO")
    return pathlib.Path(given) if given else ROOT / "build" / "release" / "compat" / "crypto" / "libcrypto.so.3"


def libcrypto(ours):
    """Our libcrypto.so.3 or the system's, for programs that open it by its path. Ours may be built with sanitizers, which then have to be
    loaded before all else: TEASEL_LD_PRELOAD and the like stand in the environment of who opens it."""
    wanted = ("LD_PRELOAD", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS")
    env = tuple((key, os.environ["TEASEL_" + key]) for key in wanted if ours and "TEASEL_" + key in os.environ)
    path = os.path.realpath(our_libcrypto() if ours else TRIPLET_DIR / "libcrypto.so.3")
    return Library("ours" if ours else "system", path, env)


_lonely = {}


def lonely_dir(lib_file):
    """A directory with a link to that libssl.so.3 alone; made once per process and file."""
    real = os.path.realpath(lib_file)
    if real not in _lonely:
        d = tempfile.TemporaryDirectory(prefix="teasel-lib-")
        os.symlink(real, os.path.join(d.name, "libssl.so.3"))
        os.chmod(d.name, 0o755)
        _lonely[real] = d
    return _lonely[real].name


def ours():
    f = our_file()
    if not f.exists():
        raise FileNotFoundError(f"{f} is not built: cmake --preset release && cmake --build --preset release")
    return Library("ours", os.path.realpath(f), (("LD_LIBRARY_PATH", lonely_dir(f)),))


def seat(name):
    """client: ours is in the client alone; server: in the server alone; both; system: in neither (the baseline)."""
    if name == "system":
        return Seat(name, system(), system())
    return Seat(
        name,
        ours() if name in ("client", "both") else system(),
        ours() if name in ("server", "both") else system(),
    )


def mapped_libssl(pid):
    """The set of libssl files mapped in a process: empty while it loads, after it ended, or when it has none."""
    return mapped(pid, "libssl.so")


def mapped(pid, start):
    """The files mapped in a process whose names start so."""
    found = set()
    try:
        with open(f"/proc/{pid}/maps", encoding="utf-8", errors="replace") as f:
            for line in f:
                name = line.rstrip("\n").partition("/")[2]
                if name.rpartition("/")[2].startswith(start):
                    found.add("/" + name)
    except OSError:
        pass
    return found
