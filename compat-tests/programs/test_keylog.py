# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Key logs: what programs write that ask for it opens the connection, for a reader of its own and for Wireshark's tshark."""
import re
import shutil

import pytest

from helpers import keylog, libs, nginx, peers, proc, tcp, tools

SUITES = ("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256")
SUITES += ("ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305")


@pytest.fixture(scope="session")
def site(seat, pki, workdir, start):
    lines = ("ssl_session_cache shared:k:1m; ssl_early_data on;", f"location / {{ {nginx.FACTS} }}")
    http = nginx.server("web", "p256.test localhost", pki.pem("p256"), pki.key("p256"), *lines, http2=False)
    return start(nginx.Nginx(seat.server, workdir("keylog"), http=http))


def curl(seat, pki, port, suite, log, where):
    argv = peers.curl_args(pki, "p256.test", port, suite=suite, version="1.3" if suite.startswith("TLS") else "1.2", http="http/1.1")
    proc.ok([*argv, f"https://p256.test:{port}/"], lib=seat.client, env={"SSLKEYLOGFILE": str(log)})


def tlsclient(seat, pki, port, suite, log, where):
    r = tools.client(seat.client, pki, "localhost", port, "--http", "--suite", suite, env={"SSLKEYLOGFILE": str(log)})
    assert r.code == 0, str(r)


def s_client(seat, pki, port, suite, log, where):
    argv = ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-servername", "p256.test", "-CAfile", pki.roots, "-ign_eof", "-keylogfile", log]
    argv += ["-tls1_3", "-ciphersuites", suite] if suite.startswith("TLS") else ["-tls1_2", "-cipher", suite]
    proc.ok(argv, lib=seat.client, input=b"GET / HTTP/1.0\r\n\r\n")


def tshark(relay, log, where):
    """The lines of decrypted TLS that tshark makes of it."""
    capture = where / "capture.pcap"
    capture.write_bytes(keylog.pcap(relay.c2s, relay.s2c))
    argv = ["tshark", "-r", capture, "-o", f"tls.keylog_file:{log}", "-q", "-z", "follow,tls,ascii,0"]
    return proc.ok(argv, env={"HOME": str(where)}).text


@pytest.mark.parametrize("suite", SUITES)
@pytest.mark.parametrize("client", (curl, tlsclient, s_client), ids=lambda f: f.__name__)
def test_client(seat, site, pki, tmp_path, client, suite):
    log = tmp_path / "keys"
    with tcp.Relay(site.ports["web"]) as relay:
        client(seat, pki, relay.port, suite, log, tmp_path)
        relay.settle()
    said, heard = keylog.read(relay.c2s, relay.s2c, log.read_text())
    assert said.startswith(b"GET / HTTP/1.") and heard.startswith(b"HTTP/1.1 200 OK") and b'"protocol":"TLSv1.' in heard
    assert (log.stat().st_mode & 0o077) == 0 or client is not tlsclient  # secrets are the user's alone


@pytest.mark.parametrize("suite", SUITES[1:6:3])
def test_tshark(seat, site, pki, tmp_path, suite):
    if shutil.which("tshark", path=libs.clean_env()["PATH"]) is None:
        pytest.skip("tshark is not installed; test_client reads the same log by itself")
    with tcp.Relay(site.ports["web"]) as relay:
        tlsclient(seat, pki, relay.port, suite, tmp_path / "keys", tmp_path)
        relay.settle()
    seen = tshark(relay, tmp_path / "keys", tmp_path)
    assert "GET / HTTP/1.1" in seen and "HTTP/1.1 200 OK" in seen and '"protocol":"TLSv1.' in seen, seen
    assert "HTTP/1.1 200 OK" not in tshark(relay, tmp_path / "none", tmp_path)


def test_early_data(seat, site, pki, tmp_path):
    """The secret of early data is in the log, too."""
    (tmp_path / "early").write_bytes(b"GET / HTTP/1.0\r\n\r\n")
    argv = ["openssl", "s_client", "-servername", "p256.test", "-CAfile", pki.roots, "-ign_eof", "-tls1_3"]
    argv += ["-keylogfile", tmp_path / "keys", "-sess_out", tmp_path / "session"]
    proc.ok([*argv, "-connect", f"127.0.0.1:{site.ports['web']}"], lib=seat.client, input=b"GET / HTTP/1.0\r\n\r\n")
    with tcp.Relay(site.ports["web"]) as relay:
        more = ["-sess_in", tmp_path / "session", "-early_data", tmp_path / "early"]
        r = proc.ok([*argv, *more, "-connect", f"127.0.0.1:{relay.port}"], lib=seat.client, input=b"")
        relay.settle()
    assert "Early data was accepted" in r.text, str(r)
    log = (tmp_path / "keys").read_text()
    said, heard = keylog.read(relay.c2s, relay.s2c, log)
    assert said == b"GET / HTTP/1.0\r\n\r\n" and heard.startswith(b"HTTP/1.1 200 OK")
    assert len(re.findall("^CLIENT_EARLY_TRAFFIC_SECRET ", log, re.M)) == len(re.findall("^EARLY_EXPORTER_SECRET ", log, re.M)) == 1


@pytest.mark.parametrize("version", ("1.2", "1.3"))
def test_tlsserver(seat, pki, tmp_path, start_here, version):
    """The server's log says the same as the client's, of resumed connections too."""
    logs = {k: tmp_path / k for k in ("client", "server")}
    server = start_here(
        tools.Server(seat.server, tmp_path / "s", pki.pem("p256"), pki.key("p256"), "--tickets", mode=("http",), env={"SSLKEYLOGFILE": str(logs["server"])})
    )
    for resumed in (False, True):
        args = ["--http", "--verbose", "--protover", version, "--cache", tmp_path / "sessions"]
        r = tools.client(seat.client, pki, "localhost", server.port, *args, env={"SSLKEYLOGFILE": str(logs["client"])})
        assert r.code == 0 and tools.agreed(r.errtext)["resumed"] is resumed, str(r)
    mine, theirs = (keylog.parse(logs[k].read_text()) for k in ("client", "server"))
    assert mine == theirs and len(mine) == 2


def test_only_for_those_who_ask(seat, site, pki, tmp_path):
    """The library itself does not look at SSLKEYLOGFILE: s_client, which has an option of its own for it, writes none."""
    env = {"SSLKEYLOGFILE": str(tmp_path / "keys")}
    argv = ["openssl", "s_client", "-connect", f"127.0.0.1:{site.ports['web']}", "-CAfile", pki.roots, "-ign_eof"]
    proc.ok(argv, lib=seat.client, input=b"GET / HTTP/1.0\r\n\r\n", env=env)
    assert not (tmp_path / "keys").exists()
