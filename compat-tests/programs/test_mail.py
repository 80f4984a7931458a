# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""nginx's mail module: IMAP, POP3 and SMTP, TLS from the first byte and by STARTTLS, curl at the other end."""
import re

import pytest

from helpers import libs, mail, nginx, peers, proc

VERSIONS = ("1.2", "1.3")


@pytest.fixture(scope="session")
def letters():
    return []


@pytest.fixture(scope="session")
def site(seat, pki, letters, workdir, start):
    boxes = {"imap": mail.imap_server(), "pop3": mail.pop3_server(), "smtp": mail.smtp_server(letters)}
    auth = mail.auth_server({k: s.port for k, s in boxes.items()})
    conf = f"""
    auth_http 127.0.0.1:{auth.port}/;
    ssl_protocols TLSv1.2 TLSv1.3;
    ssl_certificate {pki.pem('p256')};
    ssl_certificate_key {pki.key('p256')};
    proxy_pass_error_message on;
    server_name p256.test;
    xclient off;
"""
    for protocol in boxes:
        conf += f"server {{ listen 127.0.0.1:@{protocol}s@ ssl; protocol {protocol}; }}\n"
        conf += f"server {{ listen 127.0.0.1:@{protocol}@; protocol {protocol}; starttls on; }}\n"
        conf += f"server {{ listen 127.0.0.1:@{protocol}-asks@ ssl; protocol {protocol};"
        conf += f" ssl_verify_client on; ssl_client_certificate {pki.roots}; ssl_verify_depth 3; }}\n"
    site = start(nginx.Nginx(seat.server, workdir("mail"), mail=conf))
    yield site
    for s in (auth, *boxes.values()):
        s.close()


def curl(seat, site, pki, port, protocol, version, path, *more, password=mail.PASSWORD, tls=True):
    args = peers.curl_args(pki, "p256.test", site.ports[port], version=version)
    args += ["--user", f"{mail.USER}:{password}", *more] + ([] if tls else ["--ssl-reqd"])
    scheme = protocol + ("s" if tls else "")
    return proc.run([*args, f"{scheme}://p256.test:{site.ports[port]}{path}"], lib=seat.client)


PATHS = {"imap": "/INBOX;UID=1", "pop3": "/1"}


@pytest.mark.parametrize("tls", [True, False], ids=["tls", "starttls"])
@pytest.mark.parametrize("protocol", ["imap", "pop3"])
@pytest.mark.parametrize("version", VERSIONS)
def test_fetch_a_letter(seat, site, pki, version, protocol, tls):
    r = curl(seat, site, pki, protocol + ("s" if tls else ""), protocol, version, PATHS[protocol], tls=tls)
    assert r.code == 0 and r.text.rstrip() == mail.MESSAGE.rstrip(), str(r)


@pytest.mark.parametrize("tls", [True, False], ids=["tls", "starttls"])
@pytest.mark.parametrize("version", VERSIONS)
def test_leave_a_letter(seat, site, pki, letters, tmp_path, version, tls):
    letter = tmp_path / "letter"
    letter.write_bytes(mail.MESSAGE.encode())
    had = len(letters)
    more = ["--mail-from", "a@example.test", "--mail-rcpt", "b@example.test", "--upload-file", letter]
    r = curl(seat, site, pki, "smtps" if tls else "smtp", "smtp", version, "/client.test", *more, tls=tls)
    assert r.code == 0, str(r)
    assert letters[had:] == [mail.MESSAGE]


@pytest.mark.parametrize("protocol", ["imap", "pop3"])
def test_wrong_password(seat, site, pki, protocol):
    r = curl(seat, site, pki, protocol + "s", protocol, "1.3", PATHS[protocol], password="wrong")
    assert r.code == 67, str(r)
    site.assert_well()


@pytest.mark.parametrize("protocol", ["imap", "pop3", "smtp"])
@pytest.mark.parametrize("version", VERSIONS)
def test_client_certificate(seat, site, pki, version, protocol):
    """The mail module says so in the mail protocol and closes."""
    more = ["--cert", pki.pem("client-p256"), "--key", pki.key("client-p256")]
    path = PATHS.get(protocol, "/client.test")
    if protocol != "smtp":
        r = curl(seat, site, pki, f"{protocol}-asks", protocol, version, path, *more)
        assert r.code == 0 and "line 1999" in r.text, str(r)
    site.mark()
    r = curl(seat, site, pki, f"{protocol}-asks", protocol, version, path)
    assert r.code != 0, str(r)
    assert "client sent no required SSL certificate" in site.news()
    site.assert_well()


@pytest.mark.seats("server")
@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("protocol", ["imap", "pop3", "smtp"])
def test_foreign_starttls(seat, site, pki, protocol, version):
    """openssl s_client's and gnutls-cli's own STARTTLS."""
    port = site.ports[protocol]
    argv = ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-starttls", protocol, "-CAfile", pki.roots]
    r = proc.run([*argv, "-tls" + version.replace(".", "_")], lib=libs.system(), input=b"")
    assert r.code == 0 and re.search(r"Verify return code: 0|Verification: OK", r.text), str(r)
    argv = ["gnutls-cli", "--x509cafile", pki.roots, "--verify-hostname", "p256.test", "--priority", peers.gnutls_priority(version)]
    r = proc.run([*argv, f"--starttls-proto={protocol}", "-p", port, "127.0.0.1"], input=b"")
    assert "Handshake was completed" in r.text, str(r)
    site.assert_well()
