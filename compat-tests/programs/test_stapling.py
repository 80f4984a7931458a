# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""What a server sends beside its certificate: a stapled OCSP response, signed certificate timestamps. A resumed connection has no
certificate, and so neither of them."""
import base64
import re
import struct
import subprocess

import pytest

from helpers import nginx, peers, proc, tools

VERSIONS = ("1.2", "1.3")
PAGE = b"GET / HTTP/1.0\r\n\r\n"


@pytest.fixture(scope="session")
def response(pki, workdir):
    """An OCSP response for the certificate of p256, by its issuer."""
    d = workdir("ocsp")
    issuer = ["-issuer", pki.crt("int-ec"), "-cert", pki.crt("p256")]
    proc.ok(["openssl", "ocsp", *issuer, "-no_nonce", "-reqout", d / "request"])
    signer = ["-CA", pki.crt("int-ec"), "-rsigner", pki.crt("int-ec"), "-rkey", pki.key("int-ec"), "-ndays", "1"]
    proc.ok(["openssl", "ocsp", "-index", pki.dir / "index.txt", *signer, "-reqin", d / "request", "-respout", d / "response"])
    (d / "response").chmod(0o644)
    return d / "response"


@pytest.fixture(scope="session")
def ports(seat, pki, response, workdir, start):
    d = workdir("stapling")
    lines = (f"ssl_stapling on; ssl_stapling_file {response}; ssl_session_cache shared:s:1m;", f"location / {{ {nginx.FACTS} }}")
    web = start(nginx.Nginx(seat.server, d / "n", http=nginx.server("web", "p256.test", pki.pem("p256"), pki.key("p256"), *lines, http2=False)))
    args = ("--ocsp", response, "--tickets", "--resumption")
    tool = start(tools.Server(seat.server, d / "t", pki.pem("p256"), pki.key("p256"), *args, mode=("http",)))
    none = start(tools.Server(seat.server, d / "none", pki.pem("p256"), pki.key("p256"), "--tickets", mode=("http",)))
    return {"nginx": web.ports["web"], "tlsserver": tool.port, "none": none.port}


def s_client(seat, pki, port, where, version, *more):
    argv = ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-servername", "p256.test", "-CAfile", pki.roots, "-verify_return_error"]
    argv += ["-ign_eof", f"-tls{version.replace('.', '_')}", "-sess_out", where / "session", *more]
    if (where / "session").exists():
        argv += ["-sess_in", where / "session"]
    return proc.ok(argv, lib=seat.client, input=PAGE)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("server", ["nginx", "tlsserver"])
def test_ocsp(seat, ports, pki, tmp_path, server, version):
    r = s_client(seat, pki, ports[server], tmp_path, version, "-status")
    assert "OCSP Response Status: successful (0x0)" in r.text and "Cert Status: good" in r.text and re.search("^New, TLS", r.text, re.M), str(r)
    for _ in range(2):
        r = s_client(seat, pki, ports[server], tmp_path, version, "-status")
        # Of TLS 1.2 s_client is not asked again.
        assert re.findall("OCSP response: (.*)", r.text) == (["no response sent"] if version == "1.3" else []), str(r)
        assert re.search("^Reused, TLS", r.text, re.M), str(r)


@pytest.mark.parametrize("version", VERSIONS)
def test_not_asked_or_not_there(seat, ports, pki, tmp_path, version):
    assert "OCSP" not in s_client(seat, pki, ports["tlsserver"], tmp_path, version).text
    (tmp_path / "session").unlink()
    assert "OCSP response: no response sent" in s_client(seat, pki, ports["none"], tmp_path, version, "-status").text


@pytest.mark.parametrize("version", VERSIONS)
def test_curl_demands_it(seat, ports, pki, version):
    """--cert-status: curl verifies the response itself, and wants one."""
    r = peers.curl(seat.client, pki, "p256.test", ports["nginx"], "/", "--cert-status", version=version)
    assert peers.facts(r)["protocol"] == f"TLSv{version}"
    r = peers.curl(seat.client, pki, "p256.test", ports["none"], "/", "--cert-status", version=version)
    assert r.code == 91 and "No OCSP response received" in r.errtext, str(r)


@pytest.mark.seats("server")
def test_gnutls_takes_it(seat, ports, pki):
    r = peers.gnutls_cli(pki, "p256.test", ports["tlsserver"], peers.gnutls_priority("1.3"), request=PAGE)
    assert r.code == 0 and re.search(r"Options:.*OCSP status request", r.text), str(r)


@pytest.fixture(scope="session")
def timestamps(seat, pki, workdir, start):
    """s_server with a ready-made extension 18 for its certificate (RFC 6962 section 3.3.1): the port, and the extension."""
    d = workdir("sct")
    sct = b"\0" + b"log" * 10 + b"id" + struct.pack("!QH", 1700000000000, 0) + b"\4\3" + b"\0\2ok"
    body = struct.pack("!HH", len(sct) + 2, len(sct)) + sct
    # To be sent where a hello asks for it: in ServerHello (TLS 1.2) or beside the certificate (TLS 1.3).
    data = struct.pack("!IHH", 0x80 | 0x100 | 0x1000, 18, len(body)) + body
    text = base64.encodebytes(data).decode()
    (d / "info.pem").write_text(f"-----BEGIN SERVERINFOV2 FOR CT-----\n{text}-----END SERVERINFOV2 FOR CT-----\n")
    files = ["-cert", pki.crt("p256"), "-key", pki.key("p256"), "-cert_chain", pki.pem("p256"), "-serverinfo", d / "info.pem", "-www"]
    return start(peers.SServer(d / "s", *files, lib=seat.server, stdin=subprocess.PIPE)).port, struct.pack("!HH", 18, len(body)) + body


def test_sct(seat, timestamps, pki, tmp_path):
    """s_client shows the bytes of the extension as they came, and none for a resumed session. It asks in TLS 1.2 alone."""
    port, extension = timestamps

    def shown():
        r = s_client(seat, pki, port, tmp_path, "1.2", "-serverinfo", "18")
        m = re.search(r"BEGIN SERVERINFO FOR EXTENSION 18-----\n(.*?)-----END", r.text, re.S)
        return m and base64.b64decode(m[1]), "Reused, TLS" in r.text, r

    data, reused, r = shown()
    assert (data, reused) == (extension, False), str(r)
    data, reused, r = shown()
    assert reused and data is None, str(r)


@pytest.mark.parametrize("version", VERSIONS)
def test_sct_listed(seat, timestamps, pki, tmp_path, version):
    """s_client -ct reads them, of TLS 1.3 from beside the certificate; it knows no log, so nothing can be said of them."""
    (tmp_path / "logs").write_text("enabled_logs=\n")
    ct = ["-ct", "-ctlogfile", tmp_path / "logs"]
    r = s_client(seat, pki, timestamps[0], tmp_path, version, *ct)
    assert "SCTs present (1)" in r.text and re.search("^New, TLS", r.text, re.M), str(r)
    r = s_client(seat, pki, timestamps[0], tmp_path, version, *ct)
    assert "SCTs present" not in r.text and re.search("^Reused, TLS", r.text, re.M), str(r)
