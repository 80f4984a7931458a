# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""tlsclient and tlsserver, as built beside the library under test, over the library of a seat.

They are linked with a path to our library; LD_LIBRARY_PATH comes before it, so each library is given by a directory here. Those of an
installation have a path to both our libraries: installed() is a library for seats that puts them in the place of the others.
"""
import dataclasses
import re

from . import libs, nginx, proc

TOOLS = libs.our_file().parents[2] / "tools"
CLIENT, SERVER = TOOLS / "tlsclient", TOOLS / "tlsserver"


def over(lib):
    return dataclasses.replace(lib, extra_env=(*lib.extra_env, ("LD_LIBRARY_PATH", libs.lonely_dir(lib.path))))


def installed(prefix):
    """The tools of a prefix.Prefix over its two libraries, and Debian's nginx over these too; any other program over the drop-in."""
    both = prefix.pair()
    linked = dataclasses.replace(both, extra_env=())
    instead = tuple((n, str(prefix.bin / n), linked) for n in ("tlsclient", "tlsserver"))
    return dataclasses.replace(libs.ours(), name="installed", instead=(*instead, ("nginx", nginx.BINARY, both)))


def command(lib, argv):
    """The command line and the environment of a tool over the library of a seat, for those who start it themselves."""
    argv, lib = over(lib).running([str(a) for a in argv])
    return argv, lib.env()


def client(lib, pki, host, port, *more, input=b"", ca=None, **how):
    """tlsclient to a server on this machine. The name is resolved by the caller's means; localhost always is."""
    trust = [] if ca is False else ["--cafile", ca or pki.roots]
    return proc.run([CLIENT, *trust, "--port", port, *more, host], lib=over(lib), input=input, **how)


class Server(proc.Service):
    """tlsserver on a port of the kernel's choice."""

    def __init__(self, lib, where, certs, key, *args, mode=("echo",), env=None):
        argv = [SERVER, "--certs", certs, "--key", key, "--port", "127.0.0.1:0", "--verbose", *args, *mode]
        super().__init__(argv, over(lib), f"{where}.tlsserver.log", "tlsserver", env=env)
        self.port = None

    def start(self, ready=None, seconds=15):
        def listening():
            m = re.search(r"listening on port (\d+)", self.output())
            self.port = int(m[1]) if m else None
            return self.port

        return super().start(listening, seconds)

    def stop(self, seconds=10):
        code = super().stop(seconds)
        assert code in (0, None), f"tlsserver ended with {code} when told to stop:\n{self.output()[-4000:]}"
        return code


def agreed(line):
    """What a tool says of a connection: 'TLSv1.3, TLS_AES_128_GCM_SHA256, x25519, resumed, name a.test, …' in parts."""
    m = re.search(r"(TLSv[\d.]+), (\w+)(?:, ([\w-]+))?, (full handshake|resumed)(.*)", line)
    assert m, line
    more = dict(re.findall(r", (name|protocol|certificate) ([^,\n]*)", m[5]))
    return {"version": m[1], "suite": m[2], "group": m[3], "resumed": m[4] == "resumed"} | more
