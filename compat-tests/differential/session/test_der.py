# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Sessions of real handshakes, written by the system's library: read by both, written again, byte for byte the same."""
import re
import subprocess

import pytest

from differential import diff
from differential.session.test_object import der, shows, text
from helpers import libs, proc


def read_back(t, data, time):
    """d2i, every getter, print, i2d; then the bytes cut, lengthened and bent."""
    f, raw = t.ssl, bytes.fromhex(data)
    buf = t.ffi.from_buffer(raw)
    p = t.ffi.new("const unsigned char **", t.ffi.cast("const unsigned char *", buf))
    ss = f.d2i_SSL_SESSION(t.NULL, p, len(raw))
    assert ss != t.NULL, t.errors()
    out = [int(p[0] - t.ffi.cast("const unsigned char *", buf)), shows(t, ss), text(t, ss), der(t, ss)]
    if not time:
        f.SSL_SESSION_set_time(ss, 1)
    out.append(der(t, f.SSL_SESSION_dup(ss)))
    return out


def bent(t, data):
    """Which of many small damages are refused."""
    f, raw = t.ssl, bytes.fromhex(data)
    refused = []
    for what in [raw[:n] for n in range(len(raw))] + [raw[:i] + bytes([raw[i] ^ 1]) + raw[i + 1 :] for i in range(min(len(raw), 90))]:
        buf = t.ffi.new("unsigned char[]", what or b"\0")
        p = t.ffi.new("const unsigned char **", t.ffi.cast("const unsigned char *", buf))
        ss = f.d2i_SSL_SESSION(t.NULL, p, len(what))
        t.errors()
        refused.append(ss == t.NULL)
        if ss != t.NULL:
            f.SSL_SESSION_free(ss)
    return refused


@pytest.fixture(scope="module")
def sessions(pki, tmp_path_factory):
    """{name: DER} of sessions that s_client of the system kept."""
    where = tmp_path_factory.mktemp("sessions")
    found = {}
    for cert in ("p256", "rsa2048"):
        cmd = ["openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", pki.pem(cert), "-key", pki.key(cert), "-CAfile", pki.roots, "-alpn", "h2,http/1.1", "-early_data"]
        server = subprocess.Popen(list(map(str, cmd)), env=libs.clean_env(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        try:
            port = None
            for line in server.stdout:
                m = re.match(rb"ACCEPT 127\.0\.0\.1:(\d+)", line)
                if m:
                    port = m.group(1).decode()
                    break
            for name, more in {"13": ["-tls1_3", "-alpn", "h2"], "12": ["-tls1_2"], "12-id": ["-tls1_2", "-no_ticket"], "12-client": ["-tls1_2", "-cert", str(pki.pem("client-p256")), "-key", str(pki.key("client-p256"))],
                               "13-name": ["-tls1_3", "-servername", "p256.test"], "13-verified": ["-tls1_3", "-CAfile", str(pki.roots)]}.items():
                out = where / f"{cert}-{name}.pem"
                cmd = ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-sess_out", out, *more]
                # Its sessions of TLS 1.3 come after the handshake: it stays until it has one.
                proc.converse(cmd, b"hello\n", lambda out=out: out.exists() and out.stat().st_size)
                d = subprocess.run(["openssl", "sess_id", "-in", out, "-outform", "DER"], env=libs.clean_env(), capture_output=True, timeout=20)
                if d.returncode == 0:
                    found[f"{cert}-{name}"] = d.stdout.hex()
        finally:
            server.kill()
            server.wait()
    assert len(found) >= 8, found.keys()
    return found


def test_read_back(sessions):
    for name, data in sessions.items():
        theirs, mine = diff.run(read_back, data, True)
        assert mine == theirs, name
        assert mine[3][1] == data, name


def test_bent(sessions):
    for name in ("p256-13", "rsa2048-12"):
        if name in sessions:
            theirs, mine = diff.run(bent, sessions[name])
            assert len(theirs) == len(mine)
            wrong = [i for i, (a, b) in enumerate(zip(theirs, mine)) if a and not b]
            assert not wrong, (name, wrong)
