# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Running programs: commands that end by themselves (run) and servers that are told to (Service).

Every wait has an end, every server is stopped by its own id, and what a program printed is kept so that a failing test can
show it. While a program lives, /proc/PID/maps is read and compared with the library its seat asks for.
"""
import ctypes
import os
import pathlib
import select
import signal
import socket
import subprocess
import time
from dataclasses import dataclass

from . import libs

LIVE = []  # services now running, oldest first; a failing test shows what they wrote while it ran
HISTORY = []  # commands of the test now running, for the same purpose


@dataclass
class Result:
    argv: list
    code: int
    out: bytes
    err: bytes
    seconds: float
    mapped: frozenset

    @property
    def text(self):
        return self.out.decode("utf-8", "replace")

    @property
    def errtext(self):
        return self.err.decode("utf-8", "replace")

    def __str__(self):
        out, err = self.text, self.errtext
        return (
            f"$ {' '.join(map(str, self.argv))}\n(exit {self.code}, {self.seconds:.2f} s, libssl {sorted(self.mapped)})\n"
            f"{out[-3000:]}{err[-3000:]}"
        )


def _watch_maps(p, want, deadline=0.5):
    """Look until libssl shows or the program ended. Popen returns after exec, so what is seen is the program's own."""
    end = time.monotonic() + deadline
    seen = set()
    while not seen and p.poll() is None and time.monotonic() < end:
        seen = libs.mapped_libssl(p.pid)
        if not seen:
            time.sleep(0.0005)
    if seen and want is not None:
        # The loader may be at work still, so that a libcrypto is not there yet; another one must not be.
        beside = libs.mapped(p.pid, "libcrypto.so") if want.libcrypto else set()
        if seen != {want.path} or not beside <= {want.libcrypto}:
            p.kill()
            p.wait()
            raise AssertionError(f"{p.args[0]} has {sorted(seen | beside)} mapped and should have {want.path} {want.libcrypto}")
    return frozenset(seen)


def run(argv, lib=None, timeout=30, input=None, env=None, cwd=None, stdin=None, stdout=subprocess.PIPE):
    """Runs a command to its end. lib=None: a program that uses no libssl."""
    argv = [str(a) for a in argv]
    if lib is not None:
        argv, lib = lib.running(argv)
    full = (lib or libs.system()).env()
    full.update(env or {})
    start = time.monotonic()
    if stdin is None:
        stdin = subprocess.PIPE if input is not None else subprocess.DEVNULL
    p = subprocess.Popen(
        argv, env=full, cwd=cwd, stdin=stdin, stdout=stdout, stderr=subprocess.PIPE, start_new_session=True
    )
    mapped = frozenset()
    try:
        if lib is not None:
            mapped = _watch_maps(p, lib)
        out, err = p.communicate(input, timeout=max(0.1, timeout - (time.monotonic() - start)))
    except subprocess.TimeoutExpired:
        p.kill()
        out, err = p.communicate()
        r = Result(argv, -9, out or b"", err or b"", time.monotonic() - start, mapped)
        HISTORY.append(r)
        raise AssertionError(f"no end after {timeout} s: {r}") from None
    except BaseException:
        p.kill()
        p.wait()
        raise
    r = Result(argv, p.returncode, out or b"", err or b"", time.monotonic() - start, mapped)
    HISTORY.append(r)
    return r


def converse(argv, say, until, lib=None, timeout=15):
    """Says something to a program and holds its input open until the program printed `until`, or until() is so; then lets it end."""
    hold, feed = os.pipe()
    out_r, out_w = os.pipe()
    argv = [str(a) for a in argv]
    if lib is not None:
        argv, lib = lib.running(argv)
    start = time.monotonic()
    p = subprocess.Popen(
        argv, env=(lib or libs.system()).env(), stdin=hold, stdout=out_w, stderr=subprocess.STDOUT, start_new_session=True
    )
    os.close(hold)
    os.close(out_w)
    out = bytearray()
    try:
        os.write(feed, say)
        while time.monotonic() - start < timeout:
            if feed is not None and (until() if callable(until) else until in out):
                os.close(feed)
                feed = None
            if not select.select([out_r], [], [], 0.2)[0]:
                continue
            block = os.read(out_r, 65536)
            if not block:
                break
            out += block
        else:
            raise AssertionError(f"$ {' '.join(argv)}\nno end after {timeout} s:\n{out[-4000:].decode('utf-8', 'replace')}")
        p.wait(5)
    finally:
        if feed is not None:
            os.close(feed)
        os.close(out_r)
        if p.poll() is None:
            p.kill()
            p.wait()
    r = Result(argv, p.returncode, bytes(out), b"", time.monotonic() - start, frozenset())
    HISTORY.append(r)
    return r


def ok(argv, **kw):
    r = run(argv, **kw)
    assert r.code == 0, str(r)
    return r


def free_ports(n):
    """n different ports that were free a moment ago."""
    socks = [socket.socket() for _ in range(n)]
    try:
        for s in socks:
            s.bind(("127.0.0.1", 0))
        return [s.getsockname()[1] for s in socks]
    finally:
        for s in socks:
            s.close()


def can_connect(port):
    try:
        with socket.create_connection(("127.0.0.1", port), 0.5):
            return True
    except OSError:
        return False


def wait_until(cond, seconds=10, step=0.01, what="the condition"):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = cond()
        if value:
            return value
        time.sleep(step)
    raise AssertionError(f"{what}: not within {seconds} s")


_prctl = ctypes.CDLL(None, use_errno=True).prctl


def _die_with_parent():
    _prctl(1, signal.SIGTERM, 0, 0, 0)  # PR_SET_PDEATHSIG: no server outlives a killed test run


class Service:
    """A server process. Its output goes to a file; stop() ends it and says how it ended."""

    def __init__(self, argv, lib, log, name=None, env=None, cwd=None, stdin=subprocess.DEVNULL):
        self.argv = [str(a) for a in argv]
        self.lib = lib
        self.log = pathlib.Path(log)
        self.name = name or os.path.basename(self.argv[0])
        self.env = env or {}
        self.cwd = cwd
        self.stdin = stdin
        self.p = None
        self.logs = [self.log]
        self.marks = {}

    @property
    def pid(self):
        return self.p.pid

    def start(self, ready=None, seconds=15):
        if self.lib is not None:
            self.argv, self.lib = self.lib.running(self.argv)
        env = (self.lib or libs.system()).env()
        env.update(self.env)
        with open(self.log, "ab") as f:
            self.p = subprocess.Popen(
                self.argv,
                env=env,
                cwd=self.cwd,
                stdin=self.stdin,
                stdout=f,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_die_with_parent,
            )
        LIVE.append(self)
        end = time.monotonic() + seconds
        while ready is not None and not ready():
            if self.p.poll() is not None:
                LIVE.remove(self)
                raise ServiceDied(f"{self.name} ended with {self.p.returncode} while starting:\n{self.output()[-4000:]}")
            if time.monotonic() > end:
                self.stop()
                raise AssertionError(f"{self.name} not ready after {seconds} s:\n{self.output()[-4000:]}")
            time.sleep(0.01)
        if self.lib is not None:
            self.assert_mapped(self.p.pid)
        return self

    def assert_mapped(self, pid):
        if not self.lib.is_in(pid):
            seen = sorted(libs.mapped_libssl(pid) | libs.mapped(pid, "libcrypto.so"))
            raise AssertionError(f"{self.name} (pid {pid}) has {seen} mapped, not {self.lib.path} {self.lib.libcrypto}")

    def alive(self):
        return self.p is not None and self.p.poll() is None

    def output(self):
        return self.log.read_text("utf-8", "replace") if self.log.exists() else ""

    def mark(self):
        """Remember where the logs end now; news() gives what came after."""
        self.marks = {f: f.stat().st_size if f.exists() else 0 for f in self.logs}

    def news(self):
        parts = []
        for f in self.logs:
            if f.exists():
                with open(f, "rb") as h:
                    h.seek(self.marks.get(f, 0))
                    parts.append(h.read().decode("utf-8", "replace"))
        return "".join(parts)

    def says(self, text, seconds=5):
        """Whether text is or comes among the news: a server may write its line after the client has ended."""
        end = time.monotonic() + seconds
        while text not in self.news():
            if time.monotonic() > end:
                return False
            time.sleep(0.02)
        return True

    def stop(self, seconds=10):
        if self in LIVE:
            LIVE.remove(self)
        if self.p is None:
            return None
        if self.p.poll() is None:
            self.p.terminate()
            try:
                self.p.wait(seconds)
            except subprocess.TimeoutExpired:
                self.p.kill()
                self.p.wait()
        return self.p.returncode

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.stop()


class ServiceDied(AssertionError):
    """The server ended before it was ready; callers that chose a port may try another."""


def children(pid):
    try:
        return [int(x) for x in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []
