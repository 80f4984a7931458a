# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Dovecot and Postfix, servers and clients of each other kind: a letter in and out, STARTTLS and TLS from the first byte."""
import grp
import os
import pathlib
import pwd
import re
import tempfile

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


# -- Postfix --------------------------------------------------------------------------------------------------------------

MAIN = """
compatibility_level = 3.6
queue_directory = @dir@/spool
data_directory = @dir@/data
maillog_file = @dir@/log
maillog_file_prefixes = @dir@
import_environment = MAIL_CONFIG=@dir@ LD_LIBRARY_PATH LANG=C
myhostname = mx.test
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtpd_peername_lookup = no
smtpd_relay_restrictions = permit_mynetworks, reject
alias_maps =
local_recipient_maps =
transport_maps = texthash:@dir@/transport
virtual_mailbox_domains = here.test, good.test, crt.test, v12.test, wrapped.test
virtual_mailbox_base = @dir@/box
virtual_mailbox_maps = static:letters
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
smtpd_tls_session_cache_database = btree:@dir@/data/smtpd_scache
smtp_tls_session_cache_database = btree:@dir@/data/smtp_scache
smtpd_tls_loglevel = 2
smtp_tls_loglevel = 2
smtpd_tls_received_header = yes
smtpd_tls_ccert_verifydepth = 5
"""
MASTER = """
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
virtual unix - n n - - virtual
postlog unix-dgram n - n - 1 postlogd
"""


class Postfix(daemon.Daemon):
    """A mail system of its own. Its master runs as root and gives its parts to the user postfix."""

    def __init__(self, lib, where, pki, services, transport="", name="postfix"):
        user = pwd.getpwnam("postfix")
        main = MAIN.format(uid=user.pw_uid, gid=user.pw_gid)
        names = ("p256", "rsa2048", "expired", "client-p256", "client-unknown")
        super().__init__(
            *(daemon.reachable(lib), where, ["/usr/lib/postfix/sbin/master", "-c", "@dir@", "-d"]),
            files={"main.cf": main, "master.cf": MASTER + services, "transport": transport},
            copies=daemon.credentials(pki, *names, more=[pki.crt("root-other")]),
            ready=lambda d: all(map(proc.can_connect, d.ports.values())) and smtpds(d) and all(map(libs.mapped_libssl, smtpds(d))),
            mapped=smtpds,
            name=name,
        )
        self.logs.append(self.dir / "log")

    def write(self):
        super().write()
        self.dir.chmod(0o755)
        uid, gid = pwd.getpwnam("postfix").pw_uid, grp.getgrnam("postdrop").gr_gid
        for part in ("active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "maildrop", "private", "public", "saved", "trace"):
            (self.dir / "spool" / part).mkdir(parents=True, exist_ok=True)
            os.chown(self.dir / "spool" / part, uid, gid)
        (self.dir / "spool" / "pid").mkdir(exist_ok=True)
        for part in ("data", "box"):
            (self.dir / part).mkdir(exist_ok=True)
            os.chown(self.dir / part, uid, gid)


def smtpds(d):
    return daemon.descendants(d.pid, "smtpd -n")


@pytest.fixture(scope="session")
def postfix_dir():
    if os.geteuid() != 0:
        pytest.skip("Postfix's master runs as root alone")
    with tempfile.TemporaryDirectory(prefix="teasel-postfix-") as where:
        os.chmod(where, 0o755)
        yield lambda name: pathlib.Path(tempfile.mkdtemp(prefix=name, dir=where))


@pytest.fixture(scope="session")
def postfix(seat, pki, postfix_dir, start):
    def smtpd(name, *settings, cert="p256"):
        settings = [f"smtpd_tls_cert_file=@dir@/{cert}.pem", f"smtpd_tls_key_file=@dir@/{cert}.key", "smtpd_tls_CAfile=@dir@/roots.pem", *settings]
        return f"127.0.0.1:@{name}@ inet n - n - - smtpd\n" + "".join(f"  -o {s}\n" for s in ["smtpd_tls_security_level=encrypt", *settings])

    services = smtpd("smtp", "smtpd_tls_ask_ccert=yes") + smtpd("smtps", "smtpd_tls_wrappermode=yes", cert="rsa2048")
    services += smtpd("asks", "smtpd_tls_req_ccert=yes") + smtpd("expired", cert="expired")
    services += smtpd("v1.2", "smtpd_tls_mandatory_protocols=<=TLSv1.2")
    return start(Postfix(seat.server, postfix_dir("far"), pki, services))


def leave(seat, pki, server, name, *more, tls=False, host="p256.test", **how):
    port = server.ports[name]
    argv = [*peers.curl_args(pki, host, port, **how), "--mail-from", "a@here.test", "--mail-rcpt", "b@here.test", *more]
    argv += [] if tls else ["--ssl-reqd"]
    return proc.run([*argv, f"smtp{'s' if tls else ''}://{host}:{port}/client.test"], lib=seat.client, input=mail.MESSAGE.encode())


def letters(server):
    box = server.dir / "box" / "letters"
    return box.read_text() if box.exists() else ""


@pytest.mark.parametrize("tls", [True, False], ids=["tls", "starttls"])
@pytest.mark.parametrize("version", VERSIONS)
def test_postfix_in(seat, pki, postfix, version, tls):
    had = len(letters(postfix))
    name, host = ("smtps", "rsa2048.test") if tls else ("smtp", "p256.test")
    r = leave(seat, pki, postfix, name, "-T", "-", tls=tls, version=version, host=host)
    assert r.code == 0, str(r)
    proc.wait_until(lambda: "line 1999 of the letter" in letters(postfix)[had:], 10, what="the letter in its box")
    assert f"(using TLSv{version} with cipher" in letters(postfix)[had:]


def test_postfix_client_certificate(seat, pki, postfix):
    for version in VERSIONS:
        had = len(letters(postfix))
        given = ["--cert", pki.pem("client-p256"), "--key", pki.key("client-p256")]
        assert leave(seat, pki, postfix, "asks", "-T", "-", *given, version=version).code == 0
        proc.wait_until(lambda: '(Client CN "client p256", Issuer "int-ec" (verified OK))' in letters(postfix)[had:], 10, what="the certificate's name")
        for bad in (None, "client-unknown"):
            given = ["--cert", pki.pem(bad), "--key", pki.key(bad)] if bad else []
            r = leave(seat, pki, postfix, "asks", "-T", "-", *given, version=version)
            assert r.code != 0, str(r)


OUT = {
    # domain: (service of the far end, settings of the client, what the letter or the log says)
    "good": ("smtp", ["smtp_tls_security_level=secure", "smtp_tls_secure_cert_match=p256.test"], "with cipher TLS_AES_256_GCM_SHA384"),
    "crt": ("asks", ["smtp_tls_cert_file=@dir@/client-p256.pem", "smtp_tls_key_file=@dir@/client-p256.key"], '(Client CN "client p256"'),
    "v12": ("v1.2", [], "(using TLSv1.2 with cipher"),
    "wrapped": ("smtps", ["smtp_tls_wrappermode=yes", "smtp_tls_secure_cert_match=rsa2048.test"], "server-signature RSA-PSS (2048 bits)"),
}
REFUSED = {
    "otherca": ("smtp", ["smtp_tls_CAfile=@dir@/root-other.crt"], "untrusted issuer /CN=Teasel test root-ec"),
    "othername": ("smtp", ["smtp_tls_secure_cert_match=other.test"], "status=deferred (Server certificate not verified)"),
    "expired": ("expired", ["smtp_tls_secure_cert_match=bad.test"], "certificate has expired"),
    "nocrt": ("asks", [], "No client certificate presented"),
}


@pytest.fixture(scope="session")
def postfix_client(seat, pki, postfix, postfix_dir, start):
    services, transport = "127.0.0.1:@in@ inet n - n - - smtpd\n  -o smtpd_tls_cert_file=@dir@/p256.pem\n  -o smtpd_tls_key_file=@dir@/p256.key\n", ""
    for domain, (to, settings, _) in (OUT | REFUSED).items():
        base = ["smtp_tls_security_level=secure", "smtp_tls_CAfile=@dir@/roots.pem", "smtp_tls_secure_cert_match=p256.test"]
        services += f"{domain} unix - - n - - smtp\n" + "".join(f"  -o {s}\n" for s in [*base, *settings])
        transport += f"{domain}.test {domain}:[127.0.0.1]:{postfix.ports[to]}\n"
    return start(Postfix(seat.client, postfix_dir("near"), pki, services, transport, name="postfix that sends"))


def pass_on(server, domain, text):
    argv = ["curl", "-q", "-sS", "-m", "10", "--mail-from", "a@here.test", "--mail-rcpt", f"b@{domain}.test", "-T", "-"]
    proc.ok([*argv, f"smtp://127.0.0.1:{server.ports['in']}/client.test"], input=text.encode())


@pytest.mark.parametrize("domain", OUT)
def test_postfix_out(seat, postfix, postfix_client, domain):
    """What comes by one Postfix goes to the other over TLS, twice: the second time with the session that tlsmgr keeps."""
    words = OUT[domain][2]
    for turn in ("first", "second"):
        had = len(letters(postfix))
        pass_on(postfix_client, domain, f"Subject: {domain} {turn}\r\n\r\n{mail.MESSAGE}")
        proc.wait_until(lambda: f"Subject: {domain} {turn}" in letters(postfix)[had:], 10, what="the letter at the other end")
        assert words in letters(postfix)[had:], letters(postfix)[had : had + 2000]
    sending = daemon.descendants(postfix_client.pid, f"smtp -n {domain}")
    assert sending and all(libs.mapped_libssl(p) == {daemon.reachable(seat.client).path} for p in sending)
    told = postfix_client.news()
    assert "Verified TLS connection established" in told and "Reusing old session" in told, told


@pytest.mark.parametrize("domain", REFUSED)
def test_postfix_out_refused(postfix, postfix_client, domain):
    had = letters(postfix)
    pass_on(postfix_client, domain, "Subject: never\r\n\r\nnever\r\n")
    proc.wait_until(lambda: re.search(rf"to=<b@{domain}.test>.*status=deferred", postfix_client.news()), 10, what="the letter put off")
    assert REFUSED[domain][2] in postfix_client.news() and letters(postfix) == had, postfix_client.news()
