# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""The same command over the system's library and over the one under test; exit code and message must be the same.

A message's class is its text without what changes from run to run: ports, addresses, process ids, and the numbers of error
codes' threads, and the place in the library's source. Nothing else is smoothed over: OpenSSL's reason texts and codes are part of the ABI.
"""
import re

from . import libs


def message(text):
    text = re.sub(r"\b127\.0\.0\.1[: ]port \d+|127\.0\.0\.1:\d+|(?<=\.test[: ])\d{4,5}\b|port \d+", "PORT", text)
    text = re.sub(r"/tmp/\S*/", "", text)
    text = re.sub(r"after \d+ (ms|milliseconds)", "after N ms", text)
    text = re.sub(r"\b\d+ out of \d+ bytes|\b\d+ bytes\b", "N bytes", text)
    text = re.sub(r"\b[0-9A-F]{16}:(error:[0-9A-F]{8}:[^:]*:)[^:]*:([^:]*):[^:]*:\d+:", r"\1\2:", text)
    text = re.sub(r"OpenSSL/3\.\d+\.\d+", "OpenSSL/3", text)
    return "\n".join(line.rstrip() for line in text.splitlines() if line.strip())


def same(run, lib, code=None, want_run=None):
    """run(library) -> Result. Asserts equal exit codes and messages; returns both results. `code`: what it must be."""
    want = (want_run or run)(libs.system())
    got = run(lib)
    both = f"system's library:\n{want}\n{lib}:\n{got}"
    if code is not None:
        assert want.code == code, both
    assert got.code == want.code, both
    assert message(got.errtext) == message(want.errtext), both
    return want, got


def refused(run, lib):
    """The same for a command that must fail; run over one library only where `lib` is the system's. The result over `lib`."""
    r = run(lib) if lib == libs.system() else same(run, lib)[1]
    assert r.code != 0, str(r)
    return r
