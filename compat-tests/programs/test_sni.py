# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Server names: several server blocks on one port, wildcards, addresses, rejection, and certificates chosen by variable."""
import pytest

from helpers import nginx, peers

VERSIONS = ("1.2", "1.3")


@pytest.fixture(scope="session")
def site(seat, pki, workdir, start):
    http = nginx.server("many", "p256.test", pki.pem("p256"), pki.key("p256"), flags=" default_server")
    for kind in ("p384", "rsa2048", "ed25519"):
        http += nginx.server("many", f"{kind}.test *.{kind}.test", pki.pem(kind), pki.key(kind))
    # One block may ask for a client certificate or another version while its neighbour does not.
    http += nginx.server(
        *("many", "asks.p256.test", pki.pem("p256"), pki.key("p256")),
        f"ssl_verify_client on; ssl_client_certificate {pki.roots}; ssl_verify_depth 3;",
        f"location / {{ {nginx.FACTS} }}",
    )
    # Two kinds of key in one block: the client's algorithms choose.
    http += nginx.server(
        *("dual", "localhost", pki.pem("rsa2048"), pki.key("rsa2048")),
        f"ssl_certificate {pki.pem('p256')}; ssl_certificate_key {pki.key('p256')};",
        f"location / {{ {nginx.FACTS} }}",
    )
    http += nginx.server("picky", "p256.test", pki.pem("p256"), pki.key("p256"))
    http += "server { listen 127.0.0.1:@picky@ ssl default_server; server_name _; ssl_reject_handshake on; }\n"
    http += nginx.server("variable", "_", f"{pki.dir}/$ssl_server_name.pem", f"{pki.dir}/$ssl_server_name.key")
    for kind in ("p256", "rsa2048"):  # the files of the variable's names
        for what, src in (("pem", pki.pem(kind)), ("key", pki.key(kind))):
            (pki.dir / f"{kind}.test.{what}").write_bytes(src.read_bytes())
    return start(nginx.Nginx(seat.server, workdir("sni"), http=http))


@pytest.mark.parametrize("name", ["p256.test", "p384.test", "rsa2048.test", "ed25519.test", "a.p384.test", "b.rsa2048.test"])
@pytest.mark.parametrize("version", VERSIONS)
def test_block_and_certificate_by_name(seat, site, pki, version, name):
    got = peers.facts(peers.curl(seat.client, pki, name, site.ports["many"], version=version))
    assert got["sni"] == name
    kind = name.split(".")[-2]
    assert got["server"] == f"{kind}.test"


@pytest.mark.parametrize("version", VERSIONS)
def test_wildcard_covers_one_label(seat, site, pki, version):
    r = peers.curl(seat.client, pki, "x.y.p384.test", site.ports["many"], version=version)
    assert r.code == 60 and "subject name" in r.errtext, str(r)


@pytest.mark.parametrize("version", VERSIONS)
def test_no_name_for_an_address(seat, site, pki, version):
    """To an address no name is sent (RFC 6066 §3); the default block answers and its certificate has the address."""
    r = peers.curl(seat.client, pki, "127.0.0.1", site.ports["many"], version=version)
    got = peers.facts(r)
    assert got["sni"] == "" and got["server"] == "p256.test"


@pytest.mark.parametrize("version", VERSIONS)
def test_other_name_gets_the_default(seat, site, pki, version):
    r = peers.curl(seat.client, pki, "unknown.test", site.ports["many"], "/", "--insecure", version=version)
    got = peers.facts(r)
    assert got["server"] == "p256.test" and got["sni"] == "unknown.test"


@pytest.mark.parametrize("version", VERSIONS)
def test_settings_of_the_named_block(seat, site, pki, version):
    """ssl_verify_client of the block that the name chose, though the connection began in another."""
    r = peers.curl(seat.client, pki, "asks.p256.test", site.ports["many"], "/", "--http1.1", version=version)
    assert "No required SSL certificate was sent" in r.text, str(r)
    cert = ["--cert", pki.pem("client-p256"), "--key", pki.key("client-p256")]
    got = peers.facts(peers.curl(seat.client, pki, "asks.p256.test", site.ports["many"], "/", *cert, version=version))
    assert got["verify"] == "SUCCESS"


@pytest.mark.parametrize("version", VERSIONS)
def test_rejected_names(seat, site, pki, version):
    """ssl_reject_handshake: alert unrecognized_name (112) for others, service for the one it knows."""
    workers = site.workers()
    r = peers.curl(seat.client, pki, "other.test", site.ports["picky"], version=version)
    assert r.code == 35 and "unrecognized name" in r.errtext, str(r)
    assert peers.curl(seat.client, pki, "p256.test", site.ports["picky"], version=version).code == 0
    site.assert_well(workers)


@pytest.mark.parametrize("kind", ["p256", "rsa2048"])
@pytest.mark.parametrize("version", VERSIONS)
def test_certificate_by_variable(seat, site, pki, version, kind):
    """nginx loads the certificate in the middle of the handshake (SSL_CTX_set_cert_cb)."""
    assert peers.curl(seat.client, pki, f"{kind}.test", site.ports["variable"], version=version).code == 0


def test_certificate_by_variable_missing(seat, site, pki):
    workers = site.workers()
    site.mark()
    r = peers.curl(seat.client, pki, "nosuch.test", site.ports["variable"])
    assert r.code == 35, str(r)
    assert "cannot load certificate" in site.news()
    site.assert_well(workers)


@pytest.mark.parametrize("suite,kind", [("ECDHE-ECDSA-AES128-GCM-SHA256", "p256"), ("ECDHE-RSA-AES128-GCM-SHA256", "rsa2048")])
def test_two_keys_suite_chooses(seat, site, pki, suite, kind):
    r = peers.curl(seat.client, pki, f"{kind}.test", site.ports["dual"], version="1.2", suite=suite)
    assert peers.facts(r)["cipher"] == suite


@pytest.mark.seats("server")
@pytest.mark.parametrize("sigalg,kind", [("ECDSA+SHA256", "p256"), ("RSA-PSS+SHA256", "rsa2048")])
def test_two_keys_signature_chooses(seat, site, pki, sigalg, kind):
    # Certificates are signed with ECDSA or PKCS#1, which a client says it can check by listing them too.
    r = peers.s_client(pki, f"{kind}.test", site.ports["dual"], "-tls1_3", "-sigalgs", f"{sigalg}:RSA+SHA256:ECDSA+SHA384")
    assert peers.s_client_facts(r.text).get("verify") == 0, str(r)
