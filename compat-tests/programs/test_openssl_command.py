# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""The openssl command over our libssl: s_client and s_server, one against the other."""
import re

import pytest

from helpers import peers, proc

VERSIONS = ("1.2", "1.3")


@pytest.fixture(scope="session")
def server(seat, pki, workdir, start):
    args = ["-cert", pki.crt("p256"), "-key", pki.key("p256"), "-cert_chain", pki.crt("int-ec"), "-www"]
    plain = peers.SServer(workdir("s_server") / "plain", *args)
    asks = peers.SServer(workdir("s_server") / "asks", *args, "-Verify", "3", "-CAfile", pki.roots, "-verify_return_error")
    for s in (plain, asks):
        s.lib = seat.server
        start(s)
    return plain, asks


def s_client(seat, pki, port, *more, ca=None, host="p256.test"):
    argv = ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-servername", host, "-verify_hostname", host]
    argv += ["-CAfile", ca or pki.roots, "-verify_return_error", "-ign_eof", *more]
    return proc.run(argv, lib=seat.client, input=b"GET / HTTP/1.0\r\n\r\n")


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("group", ["X25519", "P-256", "P-384"])
def test_page(seat, server, pki, version, group):
    r = s_client(seat, pki, server[0].port, "-tls" + version.replace(".", "_"), "-groups", peers.offer_groups(version, "p256", group))
    got = peers.s_client_facts(r.text)
    assert r.code == 0 and "HTTP/1.0 200" in r.text, str(r)
    assert got["protocol"] == f"TLSv{version}" and got["verify"] == 0, str(r)


@pytest.mark.parametrize("version", VERSIONS)
def test_client_certificate(seat, server, pki, version):
    v = "-tls" + version.replace(".", "_")
    port = server[1].port
    good = ["-cert", pki.crt("client-p256"), "-key", pki.key("client-p256"), "-cert_chain", pki.crt("int-ec")]
    r = s_client(seat, pki, port, v, *good)
    assert "HTTP/1.0 200" in r.text, str(r)
    bad = ["-cert", pki.crt("client-expired"), "-key", pki.key("client-expired"), "-cert_chain", pki.crt("int-ec")]
    for more, alert in ((bad, "alert certificate expired"), ([], "certificate required" if version == "1.3" else "handshake failure")):
        r = s_client(seat, pki, port, v, *more)
        assert "HTTP/1.0 200" not in r.text and alert in r.errtext, str(r)


@pytest.mark.parametrize("version", VERSIONS)
def test_refusals(seat, server, pki, version):
    v = "-tls" + version.replace(".", "_")
    r = s_client(seat, pki, server[0].port, v, ca=pki.crt("root-other"))
    assert r.code == 1 and "certificate verify failed" in r.errtext, str(r)
    r = s_client(seat, pki, server[0].port, v, host="other.test")
    assert r.code == 1 and "hostname mismatch" in r.errtext.lower(), str(r)


@pytest.mark.parametrize("version", VERSIONS)
def test_session_in_a_file(seat, server, pki, tmp_path, version):
    """-sess_out and -sess_in: the session goes through PEM."""
    v = "-tls" + version.replace(".", "_")
    first = s_client(seat, pki, server[0].port, v, "-sess_out", tmp_path / "session")
    assert first.code == 0 and (tmp_path / "session").stat().st_size > 500, str(first)
    again = s_client(seat, pki, server[0].port, v, "-sess_in", tmp_path / "session")
    assert again.code == 0 and re.search(r"^Reused, TLSv1\.", again.text, re.M), str(again)


@pytest.mark.parametrize("version", VERSIONS)
def test_keying_material(seat, server, pki, version):
    r = s_client(seat, pki, server[0].port, "-tls" + version.replace(".", "_"), "-keymatexport", "EXPORTER-teasel", "-keymatexportlen", "32")
    assert r.code == 0 and re.search(r"Keying material: [0-9A-F]{64}", r.text), str(r)


def test_ciphers(seat):
    """The command asks libssl which suites a string names."""
    r = proc.ok(["openssl", "ciphers", "-s", "-v", "ECDHE+AESGCM"], lib=seat.client)
    assert len(r.text.splitlines()) >= 4 and "ECDHE-RSA-AES128-GCM-SHA256" in r.text, str(r)
