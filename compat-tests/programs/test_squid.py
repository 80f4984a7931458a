# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Squid: a proxy that is spoken to over TLS, one that speaks TLS to the servers behind it, and one that opens what goes through."""
import re

import pytest

from helpers import daemon, libs, nginx, peers, proc, tcp

VERSIONS = ("1.2", "1.3")
HEAD = """
visible_hostname @host@.test
pid_filename @dir@/pid
cache_log @dir@/cache.log
logformat told %rp %>Hs %err_code/%err_detail
access_log stdio:@dir@/access.log logformat=told
buffered_logs off
cache deny all
cache_mem 8 MB
coredump_dir @dir@
pinger_enable off
shutdown_lifetime 0 seconds
http_access allow all
connect_timeout 5 seconds
netdb_filename none
server_persistent_connections off
"""


def squid(lib, where, pki, conf, *certificates, host, name):
    d = daemon.Daemon(
        *(lib, where, ["squid", "-N", "-d", "1", "-f", "@dir@/squid.conf"]),
        files={"squid.conf": HEAD.replace("@host@", host) + conf},
        copies=daemon.credentials(pki, *certificates, more=[pki.crt("root-other")]),
        user=daemon.NOBODY,
        ready=daemon.listening,
        name=name,
    )
    d.logs.append(d.dir / "access.log")
    return d


@pytest.fixture(scope="session")
def backend():
    with tcp.http_backend() as server:
        yield server


@pytest.fixture(scope="session")
def front(seat, pki, backend, workdir, start):
    """Ends TLS before a plain server."""
    conf = f"cache_peer 127.0.0.1 parent {backend.port} 0 no-query originserver name=plain\nnever_direct allow all\n"
    for name, cert, more in (
        ("any", "p256", ""),
        ("v1.2", "rsa2048", "options=NO_TLSv1_3"),
        ("asks", "p256", "tls-clientca=@dir@/roots.pem"),
        ("expired", "expired", ""),
    ):
        conf += f"https_port 127.0.0.1:@{name}@ accel defaultsite=p256.test no-vhost tls-cert=@dir@/{cert}.pem tls-key=@dir@/{cert}.key {more}\n"
    return start(squid(seat.server, workdir("squid"), pki, conf, "p256", "rsa2048", "expired", host="front", name="squid before a server"))


@pytest.mark.parametrize("version", VERSIONS)
def test_squid_https_port(seat, front, pki, version):
    name, host = ("v1.2", "rsa2048.test") if version == "1.2" else ("any", "p256.test")
    r = peers.curl(seat.client, pki, host, front.ports[name], "/x", "-w", "%{ssl_verify_result} %{http_version}", version=version)
    assert r.code == 0 and "GET /x HTTP" in r.text and "via: 1.1 front.test" in r.text, str(r)
    r = peers.curl(seat.client, pki, host, front.ports[name], "/x", "--cacert", pki.crt("root-other"), version=version)
    assert r.code == 60, str(r)
    if version == "1.3":
        assert peers.curl(seat.client, pki, "rsa2048.test", front.ports["v1.2"], version="1.3").code == 35
        assert peers.curl(seat.client, pki, "bad.test", front.ports["expired"]).code == 60


def test_squid_client_certificate(seat, front, pki):
    for version in VERSIONS:

        def get(given):
            more = ["--cert", pki.pem(given), "--key", pki.key(given)] if given else []
            return peers.curl(seat.client, pki, "p256.test", front.ports["asks"], "/x", *more, version=version)

        assert "GET /x" in get("client-p256").text
        front.mark()
        for given in (None, "client-unknown", "client-expired"):
            r = get(given)
            assert r.code != 0 and "GET /x" not in r.text, str(r)
        refused = "failure while accepting a TLS connection"
        proc.wait_until(lambda: front.news().count(refused) == 3, 5, what="three lines in the log")


BEHIND = {
    # name: (port of the front, options of cache_peer)
    "good": ("any", "tls-cafile=@dir@/roots.pem ssldomain=p256.test"),
    "v1.2": ("v1.2", "tls-cafile=@dir@/roots.pem ssldomain=rsa2048.test"),
    "crt": ("asks", "tls-cafile=@dir@/roots.pem ssldomain=p256.test sslcert=@dir@/client-p384.pem sslkey=@dir@/client-p384.key"),
    "otherca": ("any", "tls-cafile=@dir@/root-other.crt ssldomain=p256.test"),
    "othername": ("any", "tls-cafile=@dir@/roots.pem ssldomain=other.test"),
    "expired": ("expired", "tls-cafile=@dir@/roots.pem ssldomain=bad.test"),
    "nocrt": ("asks", "tls-cafile=@dir@/roots.pem ssldomain=p256.test"),
}


@pytest.fixture(scope="session")
def chained(seat, pki, front, workdir, start):
    """Plain on one side, TLS to the proxy above on the other."""
    conf = "never_direct allow all\n"
    for name, (to, options) in BEHIND.items():
        conf += f"http_port 127.0.0.1:@{name}@ accel defaultsite=p256.test no-vhost name={name}\n"
        conf += f"cache_peer 127.0.0.1 parent {front.ports[to]} 0 no-query originserver name={name} tls default-ca=off {options}\n"
        conf += f"acl {name} myportname {name}\ncache_peer_access {name} allow {name}\ncache_peer_access {name} deny all\n"
    return start(squid(seat.client, workdir("chained"), pki, conf, "client-p384", host="chained", name="squid that speaks TLS to another"))


@pytest.mark.parametrize("name", BEHIND)
def test_squid_to_a_server(chained, name):
    r = proc.ok(["curl", "-q", "-s", "-i", "-m", "10", f"http://127.0.0.1:{chained.ports[name]}/y"], lib=libs.system())
    if name in ("good", "v1.2", "crt"):
        assert "GET /y HTTP" in r.text and r.text.startswith("HTTP/1.1 200"), str(r)
        return
    assert re.match("HTTP/1.1 50[23]", r.text), str(r)
    words = {
        "otherca": "SECURE_CONNECT_FAIL/SQUID_TLS_ERR_CONNECT+TLS_IO_ERR=1",
        "othername": "SECURE_CONNECT_FAIL/SQUID_X509_V_ERR_DOMAIN_MISMATCH",
        "expired": "SECURE_CONNECT_FAIL/X509_V_ERR_CERT_HAS_EXPIRED",
        "nocrt": "ERR_",  # in TLS 1.3 it hears of it behind its own handshake, as an answer that does not come
    }
    proc.wait_until(lambda: words[name] in chained.news(), 5, what=words[name])


# -- a proxy that looks into TLS ------------------------------------------------------------------------------------------


class Bump(daemon.Daemon):
    """Its helper keeps the certificates that it makes in a directory that must be there before the start."""

    def write(self):
        super().write()
        made = [*(daemon.as_user(self.user) if self.user else []), "/usr/lib/squid/security_file_certgen", "-c", "-s", self.dir / "certs", "-M", "4MB"]
        if not (self.dir / "certs").exists():
            proc.ok(made)


@pytest.fixture(scope="session")
def site(seat, pki, workdir, start):
    http = nginx.server("any", "p256.test", pki.pem("p256"), pki.key("p256"))
    http += nginx.server("any", "rsa2048.test", pki.pem("rsa2048"), pki.key("rsa2048"))
    http += nginx.server("v1.2", "p256.test", pki.pem("p256"), pki.key("p256"), f"ssl_protocols TLSv1.2; location / {{ {nginx.FACTS} }}")
    http += nginx.server("expired", "bad.test", pki.pem("expired"), pki.key("expired"))
    return start(nginx.Nginx(libs.system(), workdir("behind-squid"), http=http))


@pytest.fixture(scope="session")
def bump(seat, pki, workdir, start):
    """What it opens it closes again with a certificate of its own for the server's name; to rsa2048.test it lets through unopened."""
    conf = """
http_port 127.0.0.1:@proxy@ ssl-bump tls-cert=@dir@/root-other.crt tls-key=@dir@/root-other.key generate-host-certificates=on
sslcrtd_program /usr/lib/squid/security_file_certgen -s @dir@/certs -M 4MB
sslcrtd_children 1
tls_outgoing_options cafile=@dir@/roots.pem default-ca=off
hosts_file @dir@/hosts
acl first at_step SslBump1
acl spliced ssl::server_name rsa2048.test
ssl_bump peek first
ssl_bump splice spliced
ssl_bump bump all
"""
    d = Bump(
        *(seat.server, workdir("bump"), ["squid", "-N", "-d", "1", "-f", "@dir@/squid.conf"]),
        files={"squid.conf": HEAD.replace("@host@", "bump") + conf, "hosts": "127.0.0.1 p256.test rsa2048.test bad.test\n"},
        copies=daemon.credentials(pki, more=[pki.crt("root-other"), pki.key("root-other")]),
        user=daemon.NOBODY,
        ready=daemon.listening,
        name="squid that opens TLS",
    )
    d.logs.append(d.dir / "access.log")
    return start(d)


def through(seat, pki, bump, site, name, host, ca, version="1.3"):
    argv = ["curl", "-q", "-sS", "-i", "-m", "15", "-x", f"http://127.0.0.1:{bump.ports['proxy']}", "--cacert", ca, f"--tlsv{version}", "--tls-max", version]
    return proc.run([*argv, f"https://{host}:{site.ports[name]}/"], lib=seat.client)


@pytest.mark.seats("server", "both")
@pytest.mark.parametrize("version", VERSIONS)
def test_squid_bumps(seat, pki, bump, site, version):
    """It is a server to curl, with a certificate made in passing, and a client to nginx."""
    r = through(seat, pki, bump, site, "any" if version == "1.3" else "v1.2", "p256.test", pki.crt("root-other"), version)
    assert r.code == 0 and f'"protocol":"TLSv{version}"' in r.text and "bump.test" in r.text, str(r)
    r = through(seat, pki, bump, site, "any", "p256.test", pki.roots, version)
    assert r.code == 60, str(r)
    r = through(seat, pki, bump, site, "expired", "bad.test", pki.crt("root-other"), version)
    assert "503 Service Unavailable" in r.text and "X509_V_ERR_CERT_HAS_EXPIRED" in bump.news(), str(r)


@pytest.mark.seats("server", "both")
@pytest.mark.parametrize("version", VERSIONS)
def test_squid_splices(seat, pki, bump, site, version):
    """It reads the name in the client's hello and no more: nginx's own certificate arrives."""
    r = through(seat, pki, bump, site, "any", "rsa2048.test", pki.roots, version)
    assert r.code == 0 and f'"protocol":"TLSv{version}"' in r.text and "bump.test" not in r.text, str(r)
    r = through(seat, pki, bump, site, "any", "rsa2048.test", pki.crt("root-other"), version)
    assert r.code == 60, str(r)
