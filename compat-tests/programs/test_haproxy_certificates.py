# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""HAProxy beyond certificates from files: those that it makes and signs by the name that is asked for, OCSP responses that it staples,
shows and takes at its control socket, and revoked clients."""
import base64
import socket

import pytest

from helpers import proc
from programs.test_haproxy import VERSIONS, haproxy
from programs.test_revocation import HOST, site_files  # noqa: F401

CONTROL = "global\n    stats socket @dir@/control level admin\n"
BINDS = {"stapled": "", "asks": "ca-file @dir@/root verify required crl-file @dir@/lists", "makes": "generate-certificates ca-sign-file @dir@/signer"}
PAGE = 'http-request return status 200 content-type text/plain lf-string "by %[ssl_fc_protocol] for %[ssl_c_s_dn(cn)]"'


@pytest.fixture(scope="session")
def site(seat, site_files, workdir, start):  # noqa: F811
    d = site_files.dir
    files = {
        "server": (d / "server.pem").read_text() + (d / "server.key").read_text(),
        "root": (d / "root.pem").read_text(),
        "lists": (d / "good.crl").read_text(),
        "signer": (d / "ca.pem").read_text() + site_files.ca.key.pem.decode(),
    }
    conf = CONTROL + "".join(f"frontend {name}\n    bind 127.0.0.1:@{name}@ ssl crt @dir@/server {more}\n    {PAGE}\n" for name, more in BINDS.items())
    made = haproxy(seat.server, workdir("haproxy-certificates"), conf, files)
    made.copies["server.ocsp"] = d / "good.ocsp"
    return start(made)


def curl(seat, site, name, roots, *more, host=HOST, version="1.3"):
    port = site.ports[name]
    argv = ["curl", "-q", "-s", "-S", "-m", "10", "--noproxy", "*", "--cacert", roots, "--connect-to", f"{host}:{port}:127.0.0.1:{port}"]
    argv += [f"--tlsv{version}", "--tls-max", version, *more, f"https://{host}:{port}/"]
    return proc.run(argv, lib=seat.client)


def command(site, line):
    with socket.socket(socket.AF_UNIX) as s:
        s.settimeout(10)
        s.connect(str(site.dir / "control"))
        s.sendall(line.encode() + b"\n")
        s.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: s.recv(65536), b"")).decode()


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("host", ["made.test", "another.made.test"])
def test_made_for_a_name(seat, site, site_files, host, version):  # noqa: F811
    """The certificate is new: its name is verified, and its issuer is the one that signs. The connection for which it is made, HAProxy 2.6 often
    ends behind the handshake, over OpenSSL as well."""
    curl(seat, site, "makes", site_files.dir / "ca.pem", host=host, version=version)
    for _ in range(2):
        r = curl(seat, site, "makes", site_files.dir / "ca.pem", "-v", host=host, version=version)
        assert r.code == 0 and f"by TLSv{version}" in r.text and f"CN={host}" in r.errtext, str(r)
    assert curl(seat, site, "makes", site_files.roots, version=version).code == 0


@pytest.mark.parametrize("version", VERSIONS)
def test_revoked_client(seat, site, site_files, version):  # noqa: F811
    def by(name):
        d = site_files.dir
        return curl(seat, site, "asks", site_files.roots, "--cert", d / f"{name}.pem", "--key", d / f"{name}.key", version=version)

    r = by("client")
    assert r.code == 0 and r.text == f"by TLSv{version} for client", str(r)
    r = by("gone")
    assert r.code in (35, 56) and "certificate revoked" in r.errtext, str(r)


def test_stapled(seat, site, site_files):  # noqa: F811
    """The response of the file, and then the one that the control socket takes, which tells of a revoked server."""

    def status(version):
        argv = ["openssl", "s_client", "-connect", f"127.0.0.1:{site.ports['stapled']}", "-servername", HOST, "-CAfile", site_files.roots, "-status"]
        return proc.ok([*argv, f"-tls{version.replace('.', '_')}"], lib=seat.client, input=b"").text

    shown = command(site, "show ssl ocsp-response")
    key = shown.split("Certificate ID key : ")[1].split()[0]
    shown = command(site, f"show ssl ocsp-response {key}")
    assert "OCSP Response Status: successful (0x0)" in shown and "Cert Status: good" in shown and "Next Update:" in shown, shown
    for version in VERSIONS:
        text = status(version)
        assert "Cert Status: good" in text and all(line in text for line in shown.splitlines()), (text, shown)
    r = curl(seat, site, "stapled", site_files.roots, "--cert-status")
    assert r.code == 0, str(r)
    other = base64.b64encode((site_files.dir / "revoked.ocsp").read_bytes()).decode()
    assert "OCSP Response updated" in command(site, f"set ssl ocsp-response {other}")
    for version in VERSIONS:
        assert "Cert Status: revoked" in status(version)
    r = curl(seat, site, "stapled", site_files.roots, "--cert-status")
    assert r.code == 91 and "revocation reason" in r.errtext, str(r)
