# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""tlsclient and tlsserver as cmake --install leaves them, with no OpenSSL in the process: all that programs/test_tls_tools.py asks."""
import os
import re
import subprocess

import pytest

from helpers import libs, prefix as prefix_mod, proc, tools
from programs.test_tls_tools import *  # noqa: F401,F403
from programs.test_tls_tools import Talk

SEATS = ("installed",)
TOOLS = libs.ROOT / "tools"
# What a process maps of these names, whoever's they are.
NAMES = ("libssl", "libcrypto")


def mapped(pid):
    return {f for name in NAMES for f in libs.mapped(pid, name)}


def test_the_two_libraries_of_the_prefix_and_no_other(seat, serve, pki, run_dir):
    installed = prefix_mod.shared(run_dir / "prefix")
    both = {str(f.resolve()) for f in (installed.libssl, installed.libcrypto)}
    server = serve(mode=("echo",))
    with Talk(seat.client, [tools.CLIENT, "--cafile", pki.roots, "-p", server.port, "localhost"], b"here") as talk:
        assert talk.read(4) == b"here"
        assert mapped(talk.p.pid) == both and mapped(server.pid) == both


@pytest.mark.parametrize("linked", ["shared", "static"])
def test_built_from_source_over_the_prefix(pki, run_dir, tmp_path, start_here, linked):
    """The sources of tools/ ask for nothing but what pkg-config tells of the prefix, and of OpenSSL's headers for none."""
    installed = prefix_mod.shared(run_dir / "prefix")
    both = {str(f.resolve()) for f in (installed.libssl, installed.libcrypto)} if linked == "shared" else set()
    client, server = (build(installed, tmp_path, tool, linked == "static") for tool in ("tlsclient", "tlsserver"))
    argv = [server, "--certs", pki.pem("p256"), "--key", pki.key("p256"), "--port", "127.0.0.1:0", "--verbose", "echo"]
    served = start_here(Alone(argv, tmp_path / "log"))
    with Talk(libs.system(), ["/usr/bin/env", "-u", "LD_LIBRARY_PATH", client, "--cafile", pki.roots, "-p", served.port, "localhost"],
              b"here") as talk:
        assert talk.read(4) == b"here"
        assert mapped(talk.p.pid) == both and mapped(served.pid) == both


class Alone(proc.Service):
    """A tlsserver that finds its libraries itself."""

    def __init__(self, argv, log):
        super().__init__(argv, None, log)
        self.port = None

    def start(self, ready=None, seconds=15):
        def listening():
            found = re.search(r"listening on port (\d+)", self.output())
            self.port = int(found[1]) if found else None
            return self.port

        return super().start(listening, seconds)


def build(installed, where, tool, static):
    """The program of that name, compiled in `where`."""
    own = {"tlsclient": "cache.c", "tlsserver": "server.c"}[tool]
    sources = [TOOLS / f"{tool}.c", *(TOOLS / "tls" / f for f in (own, "tool.c", "report.c", "offer.c", "keylog.c"))]
    words = installed.flags(*(["--static"] if static else []), "--cflags", "--libs")
    if static:
        words = [{"-lssl": "-l:libssl.a", "-lcrypto": "-l:libcrypto.a"}.get(w, w) for w in words]
    exe = where / tool
    argv = ["gcc", "-std=gnu11", "-D_GNU_SOURCE", "-O1", "-Wall", "-Wextra", "-pedantic", "-Werror", "-H", "-o", exe, *sources, *words]
    done = subprocess.run([str(a) for a in argv], env=libs.clean_env(), capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr[-4000:]
    # -H writes down each file that was included.
    folders = {os.path.dirname(h) for h in re.findall(r"^\.+ (\S*/openssl/\S+)$", done.stderr, re.M)}
    assert {os.path.realpath(f) for f in folders} == {os.path.realpath(installed.include / "openssl")}
    return exe
