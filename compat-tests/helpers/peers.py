# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""The other programs: curl, openssl s_client and s_server, gnutls-cli and gnutls-serv, h2load.

curl, h2load and nginx take the library of a seat; the openssl command always runs over the system's, and GnuTLS's tools
have none. What each prints about the connection is read into the same words: protocol, cipher, group.
"""
import json
import re

from . import libs, proc

SUITES13 = ("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256")
SUITES12 = {
    "ecdsa": ("ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305"),
    "rsa": ("ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-RSA-AES256-GCM-SHA384", "ECDHE-RSA-CHACHA20-POLY1305"),
}
GROUPS = ("X25519", "P-256", "P-384")
# The names nginx ($ssl_curve) has for the groups.
NGINX_GROUP = {"X25519": "X25519", "P-256": "prime256v1", "P-384": "secp384r1"}
# An ECDSA key's own curve: in TLS 1.2 a client that does not list it refuses the certificate (RFC 8422 §5.1).
OWN_CURVE = {"p256": "P-256", "p384": "P-384"}


def auth_of(kind):
    return "rsa" if kind.startswith("rsa") else "ecdsa"


def suites(version, kind):
    return SUITES13 if version == "1.3" else SUITES12[auth_of(kind)]


def offer_groups(version, kind, group):
    """What a client lists so that `group` is taken: in TLS 1.2 the curve of the server's key stands behind it."""
    own = OWN_CURVE.get(kind)
    return f"{group}:{own}" if version == "1.2" and own and own != group else group


def combos():
    """Every (version, kind of key, suite, group)."""
    from .pki import KINDS

    return [
        (version, kind, suite, group)
        for version in ("1.3", "1.2")
        for kind in KINDS
        for suite in suites(version, kind)
        for group in GROUPS
    ]


# -- curl ---------------------------------------------------------------------------------------------------------------


def curl_args(pki, host, port, version=None, suite=None, groups=None, http=None, max_version=None):
    args = ["curl", "-q", "--silent", "--show-error", "--max-time", "20", "--cacert", pki.roots]
    args += ["--resolve", f"{host}:{port}:127.0.0.1", "--noproxy", "*"]
    if version:
        args += [f"--tlsv{version}", "--tls-max", max_version or version]
    if suite:
        args += ["--tls13-ciphers" if suite.startswith("TLS_") else "--ciphers", suite]
    if groups:
        args += ["--curves", groups]
    if http:
        args += ["--http2" if http == "h2" else "--http1.1"]
    return args


def curl(lib, pki, host, port, path="/", *more, timeout=30, input=None, stdin=None, **how):
    argv = [*curl_args(pki, host, port, **how), *more, f"https://{host}:{port}{path}"]
    return proc.run(argv, lib=lib, timeout=timeout, input=input, stdin=stdin)


def facts(result):
    assert result.code == 0, str(result)
    return json.loads(result.text)


# -- openssl --------------------------------------------------------------------------------------------------------------


def s_client(pki, host, port, *more, request=b"GET / HTTP/1.1\r\nConnection: close\r\nHost: x\r\n\r\n", ca=None):
    argv = ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-servername", host, "-verify_hostname", host]
    argv += ["-CAfile", ca or pki.roots, "-verify_return_error", "-ign_eof", *more]
    return proc.run(argv, lib=libs.system(), input=request)


def s_client_facts(text):
    """protocol, cipher, group and more out of s_client's report."""
    found = {}
    if m := re.search(r"^New, (\S+), Cipher is (\S+)", text, re.M):
        found["cipher"] = m[2]
    if m := re.search(r"^\s+Protocol\s*: (\S+)|^(?:New|Reused), (TLSv1\.3)", text, re.M):
        found["protocol"] = m[1] or m[2]
    if m := re.search(r"^Server Temp Key: (?:ECDH, )?([\w-]+), \d+ bits", text, re.M):
        found["group"] = m[1]
    if m := re.search(r"^Verify return code: (\d+)|Verification: (OK)", text, re.M):
        found["verify"] = 0 if m[2] else int(m[1])
    if m := re.search(r"^ALPN protocol: (\S+)", text, re.M):
        found["alpn"] = m[1]
    return found


class SServer(proc.Service):
    """openssl s_server over the system's library or another, on a port of the kernel's choice."""

    def __init__(self, where, *args, lib=None, **how):
        argv = ["openssl", "s_server", "-accept", "127.0.0.1:0", *args]
        super().__init__(argv, lib or libs.system(), f"{where}.s_server.log", "openssl s_server", **how)
        self.port = None

    def start(self, ready=None, seconds=15):
        def accepting():
            m = re.search(r"^ACCEPT \S+:(\d+)", self.output(), re.M)
            self.port = int(m[1]) if m else None
            return self.port

        return super().start(accepting, seconds)


# -- GnuTLS ---------------------------------------------------------------------------------------------------------------

GNUTLS_CIPHER = {
    "AES128": "AES-128-GCM",
    "AES_128": "AES-128-GCM",
    "AES256": "AES-256-GCM",
    "AES_256": "AES-256-GCM",
    "CHACHA20": "CHACHA20-POLY1305",
}
GNUTLS_GROUP = {"X25519": "X25519", "P-256": "SECP256R1", "P-384": "SECP384R1"}


def gnutls_cipher(suite):
    return next(v for k, v in GNUTLS_CIPHER.items() if k in suite)


def gnutls_priority(version, suite=None, groups=None):
    p = f"NORMAL:-VERS-ALL:+VERS-TLS{version}"
    if suite:
        p += f":-CIPHER-ALL:+{gnutls_cipher(suite)}"
    if groups:
        p += ":-GROUP-ALL" + "".join(f":+GROUP-{GNUTLS_GROUP[g]}" for g in groups.split(":"))
    return p


def gnutls_cli(pki, host, port, priority, *more, request=b"GET / HTTP/1.0\r\n\r\n"):
    argv = ["gnutls-cli", "--x509cafile", pki.roots, "--sni-hostname", host, "--verify-hostname", host]
    argv += ["--priority", priority, "-p", port, *more, "127.0.0.1"]
    return proc.run(argv, input=request)


def gnutls_facts(text):
    """Out of '- Description: (TLS1.3-X.509)-(ECDHE-X25519)-(ECDSA-SECP256R1-SHA256)-(AES-128-GCM)'."""
    m = re.search(r"Description: \(TLS([\d.]+)[^)]*\)-\(ECDHE-(\w+)\)-\((.+?)\)-\(([\w-]+)\)", text)
    return {"protocol": m[1], "group": m[2], "signature": m[3], "cipher": m[4]} if m else {}


class GnutlsServer(proc.Service):
    """gnutls-serv; it cannot say which port it got, so one is chosen and tried again when it was taken."""

    def __init__(self, where, *args):
        self.args = args
        self.port = None
        super().__init__([], None, f"{where}.gnutls-serv.log", "gnutls-serv")

    def start(self, ready=None, seconds=15):
        for attempt in range(5):
            self.port = proc.free_ports(1)[0]
            self.argv = ["gnutls-serv", "--http", "-p", str(self.port), *map(str, self.args)]
            try:
                return super().start(lambda: proc.can_connect(self.port), seconds)
            except proc.ServiceDied as e:
                if "already in use" not in str(e) or attempt == 4:
                    raise
        raise AssertionError("unreachable")


# -- h2load ---------------------------------------------------------------------------------------------------------------


def h2load(lib, url, connect_port, *more, requests=4, clients=2, timeout=60):
    argv = ["h2load", "-n", requests, "-c", clients, f"--connect-to=127.0.0.1:{connect_port}", *more, url]
    return proc.run(argv, lib=lib, timeout=timeout)


def h2load_facts(text):
    found = {}
    if m := re.search(r"^TLS Protocol: (\S+)", text, re.M):
        found["protocol"] = m[1]
    if m := re.search(r"^Cipher: (\S+)", text, re.M):
        found["cipher"] = m[1]
    if m := re.search(r"^Server Temp Key: (\S+)(?: (\S+))?", text, re.M):
        found["group"] = m[2] if m[1] == "ECDH" and m[2] and not m[2].isdigit() else m[1]
    if m := re.search(r"^Application protocol: (\S+)", text, re.M):
        found["http"] = m[1]
    if m := re.search(
        r"^requests: (\d+) total, (\d+) started, (\d+) done, (\d+) succeeded, (\d+) failed, (\d+) errored, (\d+) timeout",
        text,
        re.M,
    ):
        found |= dict(zip(("total", "started", "done", "succeeded", "failed", "errored", "timeout"), map(int, m.groups())))
    return found
