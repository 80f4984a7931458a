# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Apache: mod_ssl with h2, client certificates per host and per directory, and mod_proxy with TLS to its backends.

The seat's server is the Apache that ends TLS, the seat's client the proxying Apache, and curl.
"""
import re

import pytest

from helpers import daemon, peers, proc

VERSIONS = ("1.2", "1.3")
MODULES = "mpm_event authz_core mime dir headers ssl socache_shmcb http2 proxy proxy_http"
SKELETON = """
ServerRoot @dir@
PidFile @dir@/httpd.pid
ServerName localhost
Mutex file:@dir@
ErrorLog @dir@/error.log
LogLevel info
ThreadsPerChild 8
MaxRequestWorkers 16
StartServers 1
MinSpareThreads 1
SSLSessionCache shmcb:@dir@/sessions(512000)
Protocols h2 http/1.1
DocumentRoot @dir@
TypesConfig /dev/null
"""
FACTS = "%{SSL_PROTOCOL}s/%{SSL_CIPHER}s/%{SSL_TLS_SNI}s/%{SSL_CLIENT_VERIFY}s/%{SSL_CLIENT_S_DN_CN}s"
KEYS = ("p256", "rsa2048", "ed25519", "client-rsa2048")


def apache(lib, where, pki, conf):
    text = "".join(f"LoadModule {m}_module /usr/lib/apache2/modules/mod_{m}.so\n" for m in MODULES.split()) + SKELETON + conf
    d = daemon.Daemon(
        *(lib, where, ["apache2", "-DFOREGROUND", "-f", "@dir@/apache.conf"]),
        files={"apache.conf": text, "index.html": "the page\n", "inner.html": "the inner page\n"},
        copies=daemon.credentials(pki, *KEYS, more=[pki.crt("root-other"), pki.crt("int-ec")]),
        user=daemon.NOBODY,
        mapped=lambda d: [d.pid, *daemon.descendants(d.pid)],
    )
    d.logs.append(d.dir / "error.log")
    return d


def host(port, name, *lines):
    body = [f"ServerName {name}.test", "SSLEngine on", f"SSLCertificateFile @dir@/{name}.pem", f"SSLCertificateKeyFile @dir@/{name}.key"]
    body += [f'Header always set X-Facts "TLS={FACTS}"', *lines]
    return f"<VirtualHost 127.0.0.1:@{port}@>\n" + "\n".join(body) + "\n</VirtualHost>\n"


@pytest.fixture(scope="session")
def site(seat, pki, workdir, start):
    conf = "".join(f"Listen 127.0.0.1:@{port}@ https\n" for port in ("main", "old", "asks"))
    conf += host("main", "p256") + host("main", "rsa2048") + host("main", "ed25519")
    conf += host("old", "p256", "SSLProtocol -all +TLSv1.2", "SSLCipherSuite ECDHE+CHACHA20")
    conf += host("asks", "p256", "SSLCACertificateFile @dir@/roots.pem", "SSLVerifyClient require", "SSLVerifyDepth 3")
    return start(apache(seat.server, workdir("apache"), pki, conf))


def facts(text):
    return re.search(r"x-facts: TLS=(.*)", text, re.I)[1].strip().split("/")


@pytest.mark.parametrize("http", ["h2", "http/1.1"])
@pytest.mark.parametrize("name", ["p256", "rsa2048", "ed25519"])
@pytest.mark.parametrize("version", VERSIONS)
def test_https(seat, site, pki, version, name, http):
    r = peers.curl(seat.client, pki, f"{name}.test", site.ports["main"], "/", "-i", version=version, http=http)
    assert r.code == 0 and "the page" in r.text, str(r)
    assert facts(r.text)[0] == f"TLSv{version}" and facts(r.text)[2] == f"{name}.test", str(r)
    assert r.text.startswith("HTTP/2 200" if http == "h2" else "HTTP/1.1 200"), str(r)


def test_one_version_and_suite(seat, site, pki):
    r = peers.curl(seat.client, pki, "p256.test", site.ports["old"], "/", "-i")
    assert facts(r.text)[:2] == ["TLSv1.2", "ECDHE-ECDSA-CHACHA20-POLY1305"], str(r)
    assert peers.curl(seat.client, pki, "p256.test", site.ports["old"], version="1.3").code == 35


@pytest.mark.parametrize("version", VERSIONS)
def test_client_certificate(seat, site, pki, version):
    def get(name):
        more = ["--cert", pki.pem(name), "--key", pki.key(name)] if name else []
        return peers.curl(seat.client, pki, "p256.test", site.ports["asks"], "/", "-i", *more, version=version)

    r = get("client-p256")
    assert r.code == 0 and facts(r.text)[3:] == ["SUCCESS", "client p256"], str(r)
    assert get(None).code != 0
    site.mark()
    assert get("client-expired").code != 0
    proc.wait_until(lambda: "certificate has expired" in site.news(), 5, what="Apache's log line")
    site.mark()
    assert get("client-unknown").code != 0
    proc.wait_until(lambda: "unable to get local issuer certificate" in site.news(), 5, what="Apache's log line")


def test_wrong_authority(seat, site, pki):
    argv = [*peers.curl_args(pki, "p256.test", site.ports["main"]), "--cacert", pki.crt("root-other")]
    r = proc.run([*argv, f"https://p256.test:{site.ports['main']}/"], lib=seat.client)
    assert r.code == 60, str(r)


@pytest.fixture(scope="session")
def front(seat, site, pki, workdir, start):
    """A plain Apache before the one above."""

    def behind(port, to, *lines):
        body = [f"ServerName {port}", "SSLProxyEngine on", "SSLProxyVerify require", "SSLProxyVerifyDepth 3", "SSLProxyCheckPeerName on"]
        body += ["ProxyPreserveHost on", f"ProxyPass / https://127.0.0.1:{site.ports[to]}/", *lines]
        return f"Listen 127.0.0.1:@{port}@\n<VirtualHost 127.0.0.1:@{port}@>\n" + "\n".join(body) + "\n</VirtualHost>\n"

    trust = "SSLProxyCACertificateFile @dir@/roots.pem"
    conf = behind("good", "main", trust) + behind("v12", "main", trust, "SSLProxyProtocol -all +TLSv1.2")
    conf += behind("crt", "asks", trust, *(f"SSLProxyMachineCertificate{f}" for f in ("File @dir@/machine.pem", "ChainFile @dir@/int-ec.crt")))
    conf += behind("nocrt", "asks", trust) + behind("otherca", "main", "SSLProxyCACertificateFile @dir@/root-other.crt")
    d = apache(seat.client, workdir("front"), pki, conf)
    d.files["machine.pem"] = pki.crt("client-rsa2048").read_text() + pki.key("client-rsa2048").read_text()
    return start(d)


def through(front, name, host="p256.test"):
    argv = ["curl", "-q", "-s", "-i", "-m", "10", "-H", f"Host: {host}", f"http://127.0.0.1:{front.ports[name]}/inner.html"]
    text = proc.ok(argv).text
    return int(text.split()[1]), text


@pytest.mark.parametrize("name, fact", [("good", "TLSv1.3"), ("v12", "TLSv1.2"), ("crt", "client rsa2048")])
def test_backends(front, name, fact):
    for _ in range(3):
        code, text = through(front, name)
        assert code == 200 and "the inner page" in text and fact in facts(text), text


@pytest.mark.parametrize("name, host", [("otherca", "p256.test"), ("nocrt", "p256.test"), ("good", "unknown.test")])
def test_backends_refused(front, name, host):
    code, text = through(front, name, host)
    assert code in (500, 502, 503), text
