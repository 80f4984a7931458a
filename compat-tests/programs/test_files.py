# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Keys and certificates as nginx and curl read them: forms of key, passwords, long chains, directories of roots; and what
nginx says to files it cannot use, compared with what it says over the system's library."""
import base64
import hashlib
import re

import pytest

from helpers import libs, nginx, peers, proc

VERSIONS = ("1.2", "1.3")


@pytest.fixture(scope="session")
def site(seat, pki, workdir, start):
    password = f"ssl_password_file {pki.dir / 'password'};"
    blocks = {
        "sec1": ("p256.test", pki.pem("p256"), pki.dir / "p256-sec1.key", ""),
        "pkcs1": ("rsa2048.test", pki.pem("rsa2048"), pki.dir / "rsa2048-pkcs1.key", ""),
        "locked": ("rsa2048.test", pki.pem("rsa2048"), pki.dir / "locked-rsa.key", password),
        "p521": ("p521.test", pki.pem("p521"), pki.key("p521"), ""),
        "deep": ("bad.test", pki.pem("deep"), pki.key("deep"), ""),
        "reordered": ("bad.test", pki.pem("reordered"), pki.key("reordered"), ""),
        "one-root": ("p256.test", pki.pem("p256"), pki.key("p256"), ""),
    }
    http = ""
    for port, (name, crt, key, extra) in blocks.items():
        http += nginx.server(port, name, crt, key, extra, f"location / {{ {nginx.FACTS} }}")
    site = nginx.Nginx(seat.server, workdir("files"), http=http)
    site.names = {port: b[0] for port, b in blocks.items()}
    return start(site)


@pytest.mark.parametrize("port", ["sec1", "pkcs1", "locked", "deep", "reordered"])
@pytest.mark.parametrize("version", VERSIONS)
def test_forms(seat, site, pki, version, port):
    r = peers.curl(seat.client, pki, site.names[port], site.ports[port], version=version)
    assert r.code == 0, str(r)


def test_p521_key(seat, site, pki):
    r = peers.curl(seat.client, pki, "p521.test", site.ports["p521"], version="1.3")
    assert r.code == 0, str(r)


@pytest.mark.seats("server")
def test_p521_key_in_12(seat, site, pki):
    """A TLS 1.2 server shows an ECDSA certificate only to clients that list its curve among their groups (RFC 8422 §5.1).
    secp521r1 is no group of ours, so our client never meets this; our server serves others."""
    r = peers.curl(seat.client, pki, "p521.test", site.ports["p521"], version="1.2", groups="P-521:P-256")
    assert r.code == 0, str(r)


@pytest.mark.parametrize("version", VERSIONS)
def test_capath(seat, site, pki, tmp_path, version):
    """A directory with hashed names, as /etc/ssl/certs is."""
    (tmp_path / "a.pem").write_bytes(pki.crt("root-ec").read_bytes())
    (tmp_path / "b.pem").write_bytes(pki.crt("root-rsa").read_bytes())
    proc.ok(["openssl", "rehash", tmp_path], lib=libs.system())
    for port in ("one-root", "pkcs1"):
        args = peers.curl_args(pki, site.names[port], site.ports[port], version=version)
        args[args.index("--cacert") + 1] = "/dev/null"
        args[args.index("--cacert")] = "--capath"
        args[args.index("--capath") + 1] = tmp_path
        r = proc.run([*args, site.url(port, site.names[port])], lib=seat.client)
        assert r.code == 0, str(r)


def test_pinned_key(seat, site, pki):
    """--pinnedpubkey hashes the key that the server showed."""
    name, port = site.names["sec1"], site.ports["sec1"]
    der = proc.ok(["openssl", "pkey", "-in", pki.key("p256"), "-pubout", "-outform", "DER"], lib=libs.system()).out
    pin = "sha256//" + base64.b64encode(hashlib.sha256(der).digest()).decode()
    assert peers.curl(seat.client, pki, name, port, "/", "--pinnedpubkey", pin).code == 0
    assert peers.curl(seat.client, pki, name, port, "/", "--pinnedpubkey", "sha256//" + "A" * 43 + "=").code == 90


@pytest.mark.parametrize("version", VERSIONS)
def test_certificate_details(seat, site, pki, version):
    """curl -w %{certs} prints every certificate of the chain; the same over both libraries."""
    port = site.ports["deep"]
    texts = [
        peers.curl(lib, pki, "bad.test", port, "/", "-w", "%{certs}%{num_certs}", "-o", "/dev/null", version=version).text
        for lib in (seat.client, libs.system())
    ]
    assert texts[0] == texts[1] and texts[0].endswith("3"), texts[0]


# -- nginx -t ----------------------------------------------------------------------------------------------------------

UNUSABLE = {
    "garbage certificate": ("garbage.pem", "p256.key"),
    "noise for a certificate": ("noise.pem", "p256.key"),
    "empty certificate": ("empty.pem", "p256.key"),
    "cut certificate": ("cut.pem", "p256.key"),
    "missing certificate": ("nosuch.pem", "p256.key"),
    "directory for a certificate": (".", "p256.key"),
    "garbage key": ("p256.pem", "garbage.pem"),
    "noise for a key": ("p256.pem", "noise.pem"),
    "empty key": ("p256.pem", "empty.pem"),
    "missing key": ("p256.pem", "nosuch.key"),
    "certificate for a key": ("p256.pem", "p256.crt"),
    "key for a certificate": ("p256.key", "p256.key"),
    "key of another certificate": ("p256.pem", "other.key"),
    "weak key": ("rsa1024-leaf.pem", "rsa1024-leaf.key"),
    "SHA-1 signature": ("sha1.pem", "sha1.key"),
}


def message_class(text):
    """nginx's complaint without the path of this run, the numbers of error codes' libraries and file names."""
    lines = [line for line in text.splitlines() if "[emerg]" in line]
    text = "\n".join(lines)
    text = re.sub(r"^.*?\[emerg\] \d+#\d+: ", "", text, flags=re.M)
    return re.sub(r'"[^"]*/([^/"]*)"', r'"\1"', text)


@pytest.mark.parametrize("what", UNUSABLE)
def test_nginx_refuses_files(lib, pki, tmp_path, what):
    crt, key = UNUSABLE[what]
    conf = nginx.server("x", "p256.test", pki.dir / crt, pki.dir / key)
    want = nginx.check_conf(libs.system(), tmp_path / "system", http=conf)
    got = nginx.check_conf(lib, tmp_path / "ours", http=conf)
    assert want.code == 1 and got.code == 1, f"{want}\n{got}"
    assert message_class(got.errtext) == message_class(want.errtext)


def test_nginx_takes_a_key_of_another_kind(lib, pki, tmp_path):
    """OpenSSL keeps one certificate and one key per kind; an RSA key beside an ECDSA certificate is no mismatch to it."""
    conf = nginx.server("x", "p256.test", pki.pem("p256"), pki.key("rsa2048"))
    for which in (libs.system(), lib):
        r = nginx.check_conf(which, tmp_path / which.name, http=conf)
        assert r.code == 0, str(r)


@pytest.mark.parametrize(
    "line",
    [
        "ssl_ciphers NOSUCHCIPHER;",
        "ssl_ecdh_curve nosuchcurve;",
        "ssl_conf_command NoSuchCommand x;",
        "ssl_conf_command Ciphersuites NOSUCH;",
        "ssl_client_certificate {dir}/garbage.pem; ssl_verify_client on;",
        "ssl_client_certificate {dir}/nosuch.pem; ssl_verify_client on;",
        "ssl_trusted_certificate {dir}/garbage.pem;",
        "ssl_trusted_certificate {dir}/nosuch.pem;",
        "ssl_crl {dir}/nosuch.pem; ssl_client_certificate {dir}/roots.pem; ssl_verify_client on;",
    ],
)
def test_nginx_refuses_settings(lib, pki, tmp_path, line):
    conf = nginx.server("x", "p256.test", pki.pem("p256"), pki.key("p256"), line.format(dir=pki.dir))
    want = nginx.check_conf(libs.system(), tmp_path / "system", http=conf)
    got = nginx.check_conf(lib, tmp_path / "ours", http=conf)
    assert want.code == 1 and got.code == 1, f"{want}\n{got}"
    assert message_class(got.errtext) == message_class(want.errtext)
