# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Servers with nothing that we speak: old versions, CBC, static RSA, finite-field DH, SHA-1, no secure renegotiation.

OpenSSL still offers some of these, so its curl is told TLS 1.2 at least and our suites: given the same offer, both must end alike.
"""
import pytest

from helpers import libs, peers
from helpers.compare import same

OURS12 = ["--tlsv1.2", "--ciphers", ":".join(s for suites in peers.SUITES12.values() for s in suites)]
OURS13 = ["--tls13-ciphers", ":".join(peers.SUITES13)]
RSA = ("rsa2048", "rsa2048.test")
EC = ("p256", "p256.test")

# name: (key and host, s_server's arguments, curl's exit code over the system's library)
S_SERVER = {
    "only TLS 1.1": (RSA, ["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"], 35),
    "only TLS 1.0": (RSA, ["-tls1", "-cipher", "ALL:@SECLEVEL=0"], 35),
    "only CBC, RSA key": (RSA, ["-tls1_2", "-cipher", "ECDHE-RSA-AES128-SHA256:ECDHE-RSA-AES256-SHA384:ECDHE-RSA-AES128-SHA"], 35),
    "only CBC, EC key": (EC, ["-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA256:ECDHE-ECDSA-AES256-SHA384"], 35),
    "only static RSA": (RSA, ["-tls1_2", "-cipher", "AES128-GCM-SHA256:AES256-GCM-SHA384:AES128-SHA"], 35),
    "only DHE": (RSA, ["-tls1_2", "-cipher", "DHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES256-GCM-SHA384:DHE-RSA-CHACHA20-POLY1305"], 35),
    "only CCM in TLS 1.2": (EC, ["-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-CCM:ECDHE-ECDSA-AES128-CCM8"], 35),
    "only CCM in TLS 1.3": (EC, ["-tls1_3", "-ciphersuites", "TLS_AES_128_CCM_SHA256:TLS_AES_128_CCM_8_SHA256"], 35),
    "only SHA-1 signatures": (RSA, ["-tls1_2", "-cipher", "ALL:@SECLEVEL=0", "-sigalgs", "RSA+SHA1"], 35),
    "suite of the other key": (EC, ["-tls1_2", "-cipher", "ECDHE-RSA-AES128-GCM-SHA256"], 35),
}
GNUTLS = {
    "only TLS 1.1": (RSA, "NORMAL:-VERS-ALL:+VERS-TLS1.1", 35),
    "only TLS 1.0": (RSA, "NORMAL:-VERS-ALL:+VERS-TLS1.0", 35),
    "only CBC": (RSA, "NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+AES-128-CBC:+AES-256-CBC", 35),
    "only static RSA": (RSA, "NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+RSA", 35),
    "only DHE": (RSA, "NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+DHE-RSA", 35),
    "only FFDHE groups in TLS 1.3": (RSA, "NORMAL:-VERS-ALL:+VERS-TLS1.3:-GROUP-ALL:+GROUP-FFDHE2048", 35),
    "only CCM": (EC, "NORMAL:-VERS-ALL:+VERS-TLS1.3:-CIPHER-ALL:+AES-128-CCM", 35),
    "no secure renegotiation": (EC, "NORMAL:-VERS-ALL:+VERS-TLS1.2:%DISABLE_SAFE_RENEGOTIATION", 35),
    "no extended master secret": (EC, "NORMAL:-VERS-ALL:+VERS-TLS1.2:%NO_SESSION_HASH", 0),
    "no session tickets": (EC, "NORMAL:-VERS-ALL:+VERS-TLS1.2:%NO_TICKETS", 0),
    "compatible": (EC, "NORMAL:%COMPAT", 0),
}


def compare(lib, pki, host, port, code):
    def as_told(which):
        return peers.curl(which, pki, host, port, "/", "-o", "/dev/null", *OURS12, *OURS13, "--curves", "X25519:P-256:P-384")

    def by_default(which):
        return peers.curl(which, pki, host, port, "/", "-o", "/dev/null")

    same(as_told, lib, code=code)
    if lib.name == "ours":
        same(by_default, lib, code=code, want_run=as_told)


@pytest.mark.parametrize("what", S_SERVER)
def test_s_server(lib, pki, workdir, start_here, what):
    (kind, host), args, code = S_SERVER[what]
    key = ["-cert", pki.crt(kind), "-cert_chain", pki.pem(kind), "-key", pki.key(kind)]
    server = start_here(peers.SServer(workdir("old") / "s", *key, "-www", *args))
    compare(lib, pki, host, server.port, code)
    assert server.alive()
    # The server is one that an old client can use, not one that nobody can.
    old = ["-connect", f"127.0.0.1:{server.port}", "-cipher", "ALL:@SECLEVEL=0", "-ciphersuites"]
    old += ["TLS_AES_128_CCM_SHA256:TLS_AES_128_GCM_SHA256", "-sigalgs", "RSA+SHA1:RSA+SHA256:ECDSA+SHA256:RSA-PSS+SHA256"]
    if "other key" not in what:
        r = peers.proc.run(["openssl", "s_client", *old], lib=libs.system(), input=b"Q\n")
        assert "Cipher is (NONE)" not in r.text and r.code == 0, str(r)


@pytest.mark.parametrize("what", GNUTLS)
def test_gnutls(lib, pki, workdir, start_here, what):
    (kind, host), priority, code = GNUTLS[what]
    args = ["--x509certfile", pki.pem(kind), "--x509keyfile", pki.key(kind), "--disable-client-cert", "--priority", priority]
    server = start_here(peers.GnutlsServer(workdir("old") / "g", *args))
    compare(lib, pki, host, server.port, code)
    assert server.alive()
    r = peers.gnutls_cli(pki, host, server.port, priority.replace("%DISABLE_SAFE_RENEGOTIATION", "%UNSAFE_RENEGOTIATION"))
    assert "Handshake was completed" in r.text, str(r)
