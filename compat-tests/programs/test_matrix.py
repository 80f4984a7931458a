# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Every version, suite, group and kind of server key, over HTTP/1.1 and h2, between real programs.

One nginx serves all kinds of key, a port for each kind and version (h2load cannot choose a version, so the server does).
The answer's body tells what the server negotiated; the client's own report is compared with it where it prints one.
"""
import pytest

from helpers import nginx, peers
from helpers.pki import KINDS

COMBOS = peers.combos()
NGINX_VERSION = {"1.2": "TLSv1.2", "1.3": "TLSv1.3"}


def ident(combo):
    return "-".join(combo)


def check(got, version, suite, group, http=None):
    assert got["protocol"] == NGINX_VERSION[version]
    assert got["cipher"] == suite
    assert got["group"] == peers.NGINX_GROUP[group]
    if http:
        assert got["http"] == {"h2": "HTTP/2.0", "http/1.1": "HTTP/1.1"}[http]


@pytest.fixture(scope="session")
def site(seat, pki, workdir, start):
    """nginx over the server's library: port KIND-VERSION, and KIND for both versions."""
    http = ""
    for kind in KINDS:
        for version, protocols in (("1.2", "TLSv1.2"), ("1.3", "TLSv1.3"), ("any", "TLSv1.2 TLSv1.3")):
            http += nginx.server(
                f"{kind}-{version}",
                f"{kind}.test",
                pki.pem(kind),
                pki.key(kind),
                f"ssl_protocols {protocols};",
                "ssl_ecdh_curve X25519:prime256v1:secp384r1;",
                f"location / {{ {nginx.FACTS} }}",
            )
    return start(nginx.Nginx(seat.server, workdir("matrix"), http=http))


@pytest.mark.parametrize("http", ["h2", "http/1.1"], ids=["h2", "h1"])
@pytest.mark.parametrize("combo", COMBOS, ids=ident)
def test_curl_nginx(seat, site, pki, combo, http):
    version, kind, suite, group = combo
    r = peers.curl(
        seat.client,
        pki,
        f"{kind}.test",
        site.ports[f"{kind}-any"],
        version=version,
        suite=suite,
        groups=peers.offer_groups(version, kind, group),
        http=http,
    )
    check(peers.facts(r), version, suite, group, http)


@pytest.mark.seats("server")
@pytest.mark.parametrize("alpn", ["h2", "http/1.1"], ids=["h2", "h1"])
@pytest.mark.parametrize("combo", COMBOS, ids=ident)
def test_s_client_nginx(seat, site, pki, combo, alpn):
    version, kind, suite, group = combo
    more = ["-tls1_3" if version == "1.3" else "-tls1_2", "-groups", peers.offer_groups(version, kind, group)]
    more += ["-ciphersuites" if version == "1.3" else "-cipher", suite, "-alpn", alpn]
    # s_client speaks no h2; nginx closes when the preface is not one, which shows data flows both ways.
    request = b"PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n" if alpn == "h2" else b"GET / HTTP/1.1\r\nConnection: close\r\nHost: x\r\n\r\n"
    r = peers.s_client(pki, f"{kind}.test", site.ports[f"{kind}-any"], *more, request=request)
    assert r.code == 0, str(r)
    got = peers.s_client_facts(r.text)
    assert got["verify"] == 0 and got["cipher"] == suite and got["alpn"] == alpn, str(r)
    assert got["protocol"] == NGINX_VERSION[version], str(r)
    assert got["group"] == group if group == "X25519" else got["group"] in (group, peers.NGINX_GROUP[group]), str(r)
    if alpn == "http/1.1":
        assert f'"cipher":"{suite}"' in r.text and f'"group":"{peers.NGINX_GROUP[group]}"' in r.text, str(r)


@pytest.mark.seats("server")
@pytest.mark.parametrize("alpn", ["h2", "http/1.1"], ids=["h2", "h1"])
@pytest.mark.parametrize("combo", COMBOS, ids=ident)
def test_gnutls_cli_nginx(seat, site, pki, combo, alpn):
    version, kind, suite, group = combo
    request = b"PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n" if alpn == "h2" else b"GET / HTTP/1.0\r\n\r\n"
    r = peers.gnutls_cli(
        pki,
        f"{kind}.test",
        site.ports[f"{kind}-any"],
        peers.gnutls_priority(version, suite, peers.offer_groups(version, kind, group)),
        f"--alpn={alpn}",
        request=request,
    )
    got = peers.gnutls_facts(r.text)
    assert r.code == 0, str(r)
    assert got["protocol"] == version and got["cipher"] == peers.gnutls_cipher(suite), str(r)
    assert got["group"] == peers.GNUTLS_GROUP[group], str(r)
    assert f"Application protocol: {alpn}" in r.text, str(r)
    if alpn == "http/1.1":
        assert f'"cipher":"{suite}"' in r.text, str(r)


@pytest.mark.parametrize("http", ["h2", "http/1.1"], ids=["h2", "h1"])
@pytest.mark.parametrize("combo", COMBOS, ids=ident)
def test_h2load_nginx(seat, site, combo, http):
    version, kind, suite, group = combo
    port = site.ports[f"{kind}-{version}"]
    more = [f"--groups={peers.offer_groups(version, kind, group)}"]
    more += [f"--tls13-ciphers={suite}" if version == "1.3" else f"--ciphers={suite}"]
    more += ["--h1"] if http == "http/1.1" else []
    r = peers.h2load(seat.client, f"https://{kind}.test/", port, *more)
    assert r.code == 0, str(r)
    got = peers.h2load_facts(r.text)
    assert got["succeeded"] == 4 and got["failed"] == got["errored"] == got["timeout"] == 0, str(r)
    assert got["protocol"] == NGINX_VERSION[version] and got["cipher"] == suite and got["http"] == http, str(r)
    assert got["group"] in (group, peers.NGINX_GROUP[group]), str(r)


@pytest.fixture(scope="session")
def gnutls_site(pki, workdir, start):
    d = workdir("gnutls")
    return {
        kind: start(
            peers.GnutlsServer(d / kind, "--x509certfile", pki.pem(kind), "--x509keyfile", pki.key(kind), "--disable-client-cert")
        )
        for kind in KINDS
    }


@pytest.mark.seats("client")
@pytest.mark.parametrize("combo", COMBOS, ids=ident)
def test_curl_gnutls(seat, gnutls_site, pki, combo):
    """GnuTLS's server speaks no h2, so ALPN is offered by curl and left unanswered."""
    version, kind, suite, group = combo
    r = peers.curl(
        seat.client,
        pki,
        f"{kind}.test",
        gnutls_site[kind].port,
        version=version,
        suite=suite,
        groups=peers.offer_groups(version, kind, group),
    )
    assert r.code == 0, str(r)
    page = r.text
    assert f"TLS{version}" in page and peers.gnutls_cipher(suite) in page and peers.GNUTLS_GROUP[group] in page, page


# -- which version is taken --------------------------------------------------------------------------------------------

RANGES = {"1.2": ("1.2", "1.2"), "1.3": ("1.3", "1.3"), "any": ("1.2", "1.3")}


@pytest.mark.parametrize("server", RANGES)
@pytest.mark.parametrize("client", RANGES)
def test_version_taken(seat, site, pki, client, server):
    low, high = RANGES[client]
    r = peers.curl(seat.client, pki, "p256.test", site.ports[f"p256-{server}"], version=low, max_version=high)
    common = {"1.2", "1.3"} if client == "any" else {client}
    common &= {"1.2", "1.3"} if server == "any" else {server}
    if common:
        assert peers.facts(r)["protocol"] == NGINX_VERSION[max(common)]
    else:
        assert r.code == 35, str(r)
    site.assert_well()


def test_defaults(seat, site, pki):
    """Nothing asked for on either side: TLS 1.3, X25519 and AES-256, as OpenSSL's defaults have it."""
    got = peers.facts(peers.curl(seat.client, pki, "p256.test", site.ports["p256-any"]))
    assert (got["protocol"], got["cipher"], got["group"]) == ("TLSv1.3", "TLS_AES_256_GCM_SHA384", "X25519")
    assert got["http"] == "HTTP/2.0"
