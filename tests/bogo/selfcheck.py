#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Checks the shim without its runner: selfcheck.py SHIM.

An unknown flag ends with 89, a bad value does not; and a shim as client meets a shim as server, both of which connect
to us, as they would to the runner: we take the eight bytes of their numbers and pass on the rest.
"""
import base64
import os
import pathlib
import select
import socket
import struct
import subprocess
import sys
import tempfile
import time

KEYS = pathlib.Path(__file__).resolve().parents[1] / "tls" / "data"
DEADLINE = 30


def run(shim, *flags, **more):
    return subprocess.run([shim, *flags], capture_output=True, text=True, timeout=DEADLINE, check=False, **more)


def pem(label, der):
    text = base64.encodebytes(der).decode()
    return f"-----BEGIN {label}-----\n{text}-----END {label}-----\n"


def check_flags(shim, directory):
    skips = directory / "skips"
    assert run(shim, "-is-handshaker-supported").stdout == "No\n"
    done = run(shim, "-port", "1", "-no-such-flag", env={**os.environ, "SHIM_SKIPS": str(skips)})
    assert done.returncode == 89, done
    assert skips.read_text() == "-no-such-flag\n"
    for flags in (["-on-resume-no-such-flag"], ["-dtls"], ["-curves", "1", "-port", "1"]):
        assert run(shim, *flags).returncode == 89, flags
    for flags in (["-port"], ["-port", "x"], ["-ocsp-response", "%%%%", "-port", "1"]):
        assert run(shim, *flags).returncode == 1, flags


def accept(listener):
    """A shim's connection and its number."""
    connection, _ = listener.accept()
    connection.settimeout(DEADLINE)
    number = b""
    while len(number) < 8:
        got = connection.recv(8 - len(number))
        assert got, "a shim closed before it said who it is"
        number += got
    return struct.unpack("<Q", number)[0], connection


def relay(a, b):
    """Passes bytes both ways until both have ended."""
    peers = {a: b, b: a}
    end = time.monotonic() + DEADLINE
    while peers:
        ready, _, _ = select.select(list(peers), [], [], max(0, end - time.monotonic()))
        assert ready, "the shims wait for each other"
        for source in ready:
            data = source.recv(65536)
            if data:
                peers[source].sendall(data)
            else:
                peers.pop(source)
                (b if source is a else a).shutdown(socket.SHUT_WR)


def meet(shim, directory, connections, client_flags, server_flags):
    (directory / "cert.pem").write_text(pem("CERTIFICATE", (KEYS / "p256.cert.der").read_bytes()))
    (directory / "key.pem").write_text(pem("EC PRIVATE KEY", (KEYS / "p256.key.der").read_bytes()))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(DEADLINE)
        both = ["-port", str(listener.getsockname()[1]), "-resume-count", str(connections - 1)]
        # The client writes, has its bytes back from the server, inverts them again and so on, until somebody closes.
        client = subprocess.Popen([shim, *both, "-shim-id", "1", "-shim-shuts-down", *client_flags],
                                  stderr=subprocess.PIPE, text=True)
        server = subprocess.Popen([shim, *both, "-shim-id", "2", "-server", "-cert-file", str(directory / "cert.pem"),
                                   "-key-file", str(directory / "key.pem"), *server_flags],
                                  stderr=subprocess.PIPE, text=True)
        try:
            for _ in range(connections):
                ends = dict([accept(listener), accept(listener)])
                relay(ends[1], ends[2])
                for end in ends.values():
                    end.close()
        finally:
            errors = []
            for process in (client, server):
                try:
                    errors.append(process.communicate(timeout=DEADLINE)[1])
                except subprocess.TimeoutExpired:
                    process.kill()
                    errors.append(process.communicate()[1])
    return client.returncode, server.returncode, errors


def main():
    shim = sys.argv[1]
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        check_flags(shim, directory)
        for version in (771, 772):
            for flags in ([], ["-async"]):
                same = ["-expect-version", str(version), "-max-version", str(version), *flags]
                client, server, errors = meet(shim, directory, 1, [*same, "-shim-writes-first"], same)
                assert (client, server) == (0, 0), (version, flags, errors)
        # An expectation that is not met ends with 1 and says so.
        client, server, errors = meet(shim, directory, 1, ["-expect-version", "771"], [])
        assert client == 1 and "version 0x304" in errors[0], (client, errors)


if __name__ == "__main__":
    main()
