# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""lighttpd with mod_openssl: several hosts on one port, h2, client certificates."""
import pytest

from helpers import daemon, peers, proc

VERSIONS = ("1.2", "1.3")
CONF = """
server.document-root = "@dir@"
server.modules = ("mod_openssl", "mod_setenv", "mod_access")
server.bind = "127.0.0.1"
server.port = @plain@
server.errorlog = "@dir@/error.log"
index-file.names = ("index.html")
debug.log-ssl-noise = "enable"
ssl.pemfile = "@dir@/p256.pem"
ssl.privkey = "@dir@/p256.key"
$SERVER["socket"] == "127.0.0.1:@main@" {
    ssl.engine = "enable"
    $HTTP["host"] =~ "^rsa2048.test" {
        ssl.pemfile = "@dir@/rsa2048.pem"
        ssl.privkey = "@dir@/rsa2048.key"
    }
}
$SERVER["socket"] == "127.0.0.1:@old@" {
    ssl.engine = "enable"
    ssl.pemfile = "@dir@/rsa2048.pem"
    ssl.privkey = "@dir@/rsa2048.key"
    ssl.openssl.ssl-conf-cmd = ("MaxProtocol" => "TLSv1.2", "CipherString" => "ECDHE+AES128", "Curves" => "P-384")
}
$SERVER["socket"] == "127.0.0.1:@asks@" {
    ssl.engine = "enable"
    ssl.pemfile = "@dir@/p256.pem"
    ssl.privkey = "@dir@/p256.key"
    ssl.ca-file = "@dir@/roots.pem"
    ssl.verifyclient.activate = "enable"
    ssl.verifyclient.enforce = "enable"
    ssl.verifyclient.depth = 3
}
"""


@pytest.fixture(scope="session")
def site(seat, pki, workdir, start):
    d = daemon.Daemon(
        *(seat.server, workdir("lighttpd"), ["lighttpd", "-D", "-f", "@dir@/lighttpd.conf"]),
        files={"lighttpd.conf": CONF, "index.html": "the page\n", "big": "0123456789abcdef" * 65536},
        copies=daemon.credentials(pki, "p256", "rsa2048"),
    )
    d.logs.append(d.dir / "error.log")
    return start(d)


@pytest.mark.parametrize("http", ["h2", "http/1.1"])
@pytest.mark.parametrize("name", ["p256", "rsa2048"])
@pytest.mark.parametrize("version", VERSIONS)
def test_https(seat, site, pki, version, name, http):
    r = peers.curl(seat.client, pki, f"{name}.test", site.ports["main"], "/", "-i", version=version, http=http)
    assert r.code == 0 and "the page" in r.text, str(r)
    assert r.text.startswith("HTTP/2 200" if http == "h2" else "HTTP/1.1 200"), str(r)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_megabyte(seat, site, pki, version):
    r = peers.curl(seat.client, pki, "p256.test", site.ports["main"], "/big", version=version)
    assert r.code == 0 and r.out == b"0123456789abcdef" * 65536


def test_conf_cmd(seat, site, pki):
    r = peers.s_client(pki, "rsa2048.test", site.ports["old"])
    got = peers.s_client_facts(r.text)
    assert got["protocol"] == "TLSv1.2" and got["cipher"] == "ECDHE-RSA-AES128-GCM-SHA256", str(r)
    assert got["group"] in ("P-384", "secp384r1"), str(r)


@pytest.mark.parametrize("version", VERSIONS)
def test_client_certificate(seat, site, pki, version):
    def get(*name):
        more = [w for n in name for w in ("--cert", pki.pem(n), "--key", pki.key(n))]
        return peers.curl(seat.client, pki, "p256.test", site.ports["asks"], "/", *more, version=version)

    assert get("client-ed25519").code == 0
    for name in ([], ["client-expired"], ["client-unknown"], ["client-servereku"]):
        assert get(*name).code != 0, name
    assert site.alive()


def test_wrong_authority(seat, site, pki):
    argv = [*peers.curl_args(pki, "p256.test", site.ports["main"]), "--cacert", pki.crt("root-other")]
    r = proc.run([*argv, f"https://p256.test:{site.ports['main']}/"], lib=seat.client)
    assert r.code == 60, str(r)
