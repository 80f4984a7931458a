# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Teasel installed into a prefix of its own, once per run: cmake --install from the build tree of the library under test."""
import fcntl
import os
import pathlib
import subprocess

from . import libs


class Prefix:
    def __init__(self, path):
        self.path = pathlib.Path(path)
        self.bin, self.lib, self.include = self.path / "bin", self.path / "lib", self.path / "include"
        self.libssl, self.libcrypto = self.lib / "libssl.so.3", self.lib / "libcrypto.so.3"

    def env(self):
        """The environment of a build that is to find this prefix before the system's OpenSSL."""
        env = libs.clean_env()
        env["PKG_CONFIG_PATH"] = str(self.lib / "pkgconfig")
        return env

    def flags(self, *options, package="openssl"):
        """What pkg-config answers, in words."""
        done = subprocess.run(["pkg-config", *options, package], env=self.env(), capture_output=True, text=True, check=True, timeout=60)
        return done.stdout.split()

    def pair(self):
        """Both our libraries for a program that is not linked against them."""
        return libs.Library("pair", os.path.realpath(self.libssl), (("LD_LIBRARY_PATH", str(self.lib)),), os.path.realpath(self.libcrypto))


def build_dir():
    return libs.our_file().resolve().parents[2]


def shared(where):
    """The Prefix in `where`, filled by whichever worker comes first."""
    where = pathlib.Path(where)
    where.parent.mkdir(parents=True, exist_ok=True)
    with open(f"{where}.lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = where / ".installed"
        if not done.exists():
            subprocess.run(["cmake", "--install", build_dir(), "--prefix", where], env=libs.clean_env(), check=True,
                           capture_output=True, timeout=120)
            done.touch()
    return Prefix(where)
