# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Dovecot and Postfix, servers and clients of each other kind: a letter in and out, STARTTLS and TLS from the first byte."""
import grp
import os
import pwd
import re

import pytest

from helpers import daemon, libs, mail, peers, proc

VERSIONS = ("1.2", "1.3")

# -- Dovecot --------------------------------------------------------------------------------------------------------------


def owner():
    """Who runs the daemon: nobody when the tests run as root, as daemon.Daemon has it."""
    return daemon.NOBODY if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name


def logins(d):
    """The processes that speak TLS."""
    return daemon.descendants(d.pid, "imap-login")


def dovecot(lib, where, pki, conf, *certificates, name="dovecot"):
    user = owner()
    text = f"""
protocols = imap
base_dir = @dir@/run
state_dir = @dir@/state
instance_name = teasel
log_path = /dev/stderr
verbose_ssl = yes
import_environment = LD_LIBRARY_PATH
default_internal_user = {user}
default_internal_group = {grp.getgrgid(pwd.getpwnam(user).pw_gid).gr_name}
default_login_user = {user}
first_valid_uid = 0
last_valid_uid = 0
listen = 127.0.0.1
mail_location = maildir:@dir@/%u
service anvil {{
    chroot =
}}
service imap-login {{
    chroot =
    service_count = 0
    process_min_avail = 1
    inet_listener imap {{
        port = @imap@
    }}
    inet_listener imaps {{
        port = @imaps@
        ssl = yes
    }}
}}
{conf}
"""
    return daemon.Daemon(
        *(lib, where, ["/usr/sbin/dovecot", "-F", "-c", "@dir@/conf"]),
        files={"conf": text},
        copies=daemon.credentials(pki, *certificates, more=[pki.crt("root-other")]),
        user=daemon.NOBODY,
        ready=lambda d: logins(d) and all(map(libs.mapped_libssl, logins(d))) and all(map(proc.can_connect, d.ports.values())),
        mapped=logins,
        name=name,
    )


def certificate(name):
    return f"ssl_cert = <@dir@/{name}.pem\nssl_key = <@dir@/{name}.key\n"


MAILBOX = f"passdb {{\n driver = static\n args = password={mail.PASSWORD}\n}}\nuserdb {{\n driver = static\n args = home=@dir@/%u\n}}\n"


@pytest.fixture(scope="session")
def dovecots(seat, pki, workdir, start):
    """One with a second certificate by name, one that wants a client certificate, one whose certificate has expired."""
    by_name = "local_name rsa2048.test {\n" + certificate("rsa2048") + "}\n"
    asks = "ssl_ca = <@dir@/roots.pem\nssl_require_crl = no\nssl_verify_client_cert = yes\nauth_ssl_require_client_cert = yes\n"
    must = "ssl = required\nssl_min_protocol = TLSv1.2\n" + MAILBOX
    found = {}
    for name, cert, more in (("plain", "p256", by_name), ("asks", "p256", asks), ("expired", "expired", "")):
        d = dovecot(seat.server, workdir("dovecot"), pki, must + certificate(cert) + more, cert, "rsa2048", name=f"dovecot {name}")
        found[name] = start(d)
    return found


def imap(seat, pki, server, path, *more, tls=True, host="p256.test", **how):
    port = server.ports["imaps" if tls else "imap"]
    argv = [*peers.curl_args(pki, host, port, **how), "--user", f"{mail.USER}:{mail.PASSWORD}", *more, *([] if tls else ["--ssl-reqd"])]
    return proc.run([*argv, f"imap{'s' if tls else ''}://{host}:{port}{path}"], lib=seat.client)


@pytest.mark.parametrize("tls", [True, False], ids=["tls", "starttls"])
@pytest.mark.parametrize("version", VERSIONS)
def test_dovecot(seat, pki, dovecots, tmp_path, version, tls):
    letter = tmp_path / "letter"
    letter.write_bytes(mail.MESSAGE.encode())
    r = imap(seat, pki, dovecots["plain"], "/INBOX", "-T", letter, tls=tls, version=version)
    assert r.code == 0, str(r)
    r = imap(seat, pki, dovecots["plain"], "/INBOX;UID=1", tls=tls, version=version, host="rsa2048.test")
    assert r.code == 0 and r.text.rstrip() == mail.MESSAGE.rstrip(), str(r)
    assert "TLS" in dovecots["plain"].news()


def test_dovecot_client_certificate(seat, pki, dovecots):
    for version in VERSIONS:
        dovecots["asks"].mark()
        r = imap(seat, pki, dovecots["asks"], "", "--cert", pki.pem("client-p256"), "--key", pki.key("client-p256"), version=version)
        assert r.code == 0 and "* LIST" in r.text, str(r)
        r = imap(seat, pki, dovecots["asks"], "", version=version)
        assert r.code == 67, str(r)
        for bad in ("client-unknown", "client-expired"):
            r = imap(seat, pki, dovecots["asks"], "", "--cert", pki.pem(bad), "--key", pki.key(bad), version=version)
            assert r.code != 0 and r.text == "", str(r)
        told = dovecots["asks"].news()
        for reason in ("unable to get local issuer certificate", "certificate has expired"):
            assert f"Received invalid SSL certificate: {reason}: /CN=bad.test" in told, told


@pytest.fixture(scope="session")
def imap_proxies(seat, pki, dovecots, workdir, start):
    """Dovecot as a client: it looks into the letter box that stands behind another one."""
    found = {}
    for name, to, ca, given in (
        ("good", "plain", "roots.pem", None),
        ("crt", "asks", "roots.pem", "client-rsa2048"),
        ("otherca", "plain", "root-other.crt", None),
        ("expired", "expired", "roots.pem", None),
    ):
        target = f"proxy=y nopassword=y host=localhost port={dovecots[to].ports['imaps']} ssl=yes pass={mail.PASSWORD}"
        conf = f"ssl = yes\n{certificate('p256')}passdb {{\n driver = static\n args = {target}\n}}\nauth_verbose = yes\n"
        conf += f"ssl_ca = <@dir@/{ca}\nssl_require_crl = no\nlogin_proxy_max_reconnects = 0\n"
        conf += f"ssl_client_cert = <@dir@/{given}.pem\nssl_client_key = <@dir@/{given}.key\n" if given else ""
        names = ["p256", *([given] if given else [])]
        found[name] = start(dovecot(seat.client, workdir("dovecot-proxy"), pki, conf, *names, name=f"dovecot proxy {name}"))
    return found


@pytest.mark.parametrize("name", ["good", "crt", "otherca", "expired"])
def test_dovecot_proxies(seat, pki, dovecots, imap_proxies, name):
    near = imap_proxies[name]
    r = imap(seat, pki, near, "", version="1.3")
    if name in ("good", "crt"):
        assert r.code == 0 and "* LIST" in r.text, str(r)
        return
    assert r.code != 0 and r.text == "", str(r)
    words = {"otherca": "unable to get local issuer certificate|self-signed certificate in", "expired": "certificate has expired"}[name]
    proc.wait_until(lambda: re.search(words, near.news()), 5, what=words)
