# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Client certificates: required, optional, not asked for, refused; every kind of key, both versions, each program."""
import pytest

from helpers import libs, nginx, peers

CLIENT_KINDS = ("p256", "p384", "rsa2048", "rsapss", "ed25519")
VERSIONS = ("1.2", "1.3")
REFUSED = ("client-expired", "client-unknown", "client-servereku")


@pytest.fixture(scope="session")
def site(seat, pki, workdir, start):
    http = ""
    for port, ask in (
        ("on", "ssl_verify_client on;"),
        ("optional", "ssl_verify_client optional;"),
        ("any", "ssl_verify_client optional_no_ca;"),
        ("off", ""),
    ):
        ca = f"ssl_client_certificate {pki.roots}; ssl_verify_depth 3;" if ask else ""
        http += nginx.server(
            port, "p256.test", pki.pem("p256"), pki.key("p256"), ca, ask, f"location / {{ {nginx.FACTS} }}"
        )
    return start(nginx.Nginx(seat.server, workdir("clientcert"), http=http))


def fetch(seat, site, pki, port, version, name=None, *more):
    cert = ["--cert", pki.pem(name), "--key", pki.key(name)] if name else []
    code = ["-w", "%{http_code}", "--http1.1"]
    return peers.curl(seat.client, pki, "p256.test", site.ports[port], "/", *cert, *code, *more, version=version)


@pytest.mark.parametrize("kind", CLIENT_KINDS)
@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("ask", ["on", "optional", "any"])
def test_good(seat, site, pki, ask, version, kind):
    r = fetch(seat, site, pki, ask, version, f"client-{kind}")
    assert '"verify":"SUCCESS"' in r.text and f'"dn":"CN=client {kind}"' in r.text, str(r)


@pytest.mark.parametrize("version", VERSIONS)
def test_not_asked_for(seat, site, pki, version):
    r = fetch(seat, site, pki, "off", version, "client-p256")
    assert '"verify":"NONE"' in r.text and '"dn":""' in r.text, str(r)


@pytest.mark.parametrize("version", VERSIONS)
def test_none_given(seat, site, pki, version):
    """nginx finishes the handshake and answers 400 where it requires a certificate."""
    assert '"verify":"NONE"' in fetch(seat, site, pki, "optional", version).text
    r = fetch(seat, site, pki, "on", version)
    assert r.text.endswith("400") and "No required SSL certificate was sent" in r.text, str(r)


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("ask", ["on", "optional"])
def test_refused(seat, site, pki, ask, version, name):
    site.mark()
    r = fetch(seat, site, pki, ask, version, name)
    assert r.text.endswith("400") and "The SSL certificate error" in r.text, str(r)
    why = {"client-expired": "certificate has expired", "client-servereku": "unsuitable certificate purpose"}
    reason = why.get(name, "unable to verify the first certificate")
    assert reason in site.news(), site.news()


@pytest.mark.parametrize("version", VERSIONS)
def test_unknown_is_told_where_any_is_taken(seat, site, pki, version):
    r = fetch(seat, site, pki, "any", version, "client-unknown")
    assert '"verify":"FAILED:unable to verify the first certificate"' in r.text, str(r)


@pytest.mark.parametrize("form", ["locked", "der", "one-file"])
def test_forms_of_key(seat, site, pki, form, tmp_path):
    """A key under a password, certificate and key as DER, both in one PEM."""
    one = tmp_path / "one.pem"
    one.write_bytes(pki.key("client-p256").read_bytes() + pki.pem("client-p256").read_bytes())
    how = {
        "locked": ["--cert", f"{pki.pem('client-p256')}:correct horse", "--key", pki.dir / "locked.key"],
        "der": ["--cert", pki.dir / "client-p256.der", "--cert-type", "DER"]
        + ["--key", pki.dir / "client-p256.key.der", "--key-type", "DER"],
        "one-file": ["--cert", one],
    }[form]
    # DER carries the leaf alone, so the server must know the intermediate: ask=any shows what arrived.
    r = peers.curl(seat.client, pki, "p256.test", site.ports["any"], "/", *how)
    assert '"dn":"CN=client p256"' in r.text, str(r)


@pytest.mark.parametrize("kind", CLIENT_KINDS)
@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.seats("server")
def test_s_client(seat, site, pki, version, kind):
    more = ["-tls1_3" if version == "1.3" else "-tls1_2", "-cert", pki.crt(f"client-{kind}"), "-key", pki.key(f"client-{kind}")]
    more += ["-cert_chain", pki.pem("client-p256")]
    r = peers.s_client(pki, "p256.test", site.ports["on"], *more)
    assert f'"dn":"CN=client {kind}"' in r.text and '"verify":"SUCCESS"' in r.text, str(r)


@pytest.mark.parametrize("kind", CLIENT_KINDS)
@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.seats("server")
def test_gnutls_cli(seat, site, pki, version, kind):
    more = ["--x509certfile", pki.pem(f"client-{kind}"), "--x509keyfile", pki.key(f"client-{kind}")]
    r = peers.gnutls_cli(pki, "p256.test", site.ports["on"], peers.gnutls_priority(version), *more)
    assert f'"dn":"CN=client {kind}"' in r.text and '"verify":"SUCCESS"' in r.text, str(r)


@pytest.fixture(scope="session")
def strict(pki, workdir, start):
    """Foreign servers that require a certificate and refuse at the TLS layer."""
    d = workdir("strict")
    return {
        "gnutls": start(
            peers.GnutlsServer(
                *(d / "g", "--x509certfile", pki.pem("p256"), "--x509keyfile", pki.key("p256")),
                *("--x509cafile", pki.roots, "--require-client-cert", "--verify-client-cert"),
            )
        ),
        "s_server": start(
            peers.SServer(
                *(d / "o", "-cert", pki.crt("p256"), "-cert_chain", pki.pem("p256"), "-key", pki.key("p256")),
                *("-CAfile", pki.roots, "-Verify", "3", "-verify_return_error", "-www"),
            )
        ),
    }


@pytest.mark.parametrize("server", ["gnutls", "s_server"])
@pytest.mark.parametrize("kind", CLIENT_KINDS)
@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.seats("client")
def test_strict_server_takes_ours(seat, strict, pki, version, kind, server):
    name = f"client-{kind}"
    cert = ["--cert", pki.pem(name), "--key", pki.key(name)]
    r = peers.curl(seat.client, pki, "p256.test", strict[server].port, "/", *cert, version=version)
    assert r.code == 0, str(r)
    assert f"client {kind}" in r.text, str(r)


@pytest.mark.parametrize(
    "server,name",
    [
        ("s_server", None),
        *(("s_server", n) for n in REFUSED),
        ("gnutls", None),
        ("gnutls", "client-expired"),
        ("gnutls", "client-unknown"),  # gnutls-serv does not look at the extended key usage
    ],
)
@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.seats("client")
def test_strict_server_refuses(seat, strict, pki, version, name, server):
    """curl's exit code is the one it gives over the system's library.

    In TLS 1.2 the alert arrives in the handshake. In TLS 1.3 it arrives after it, while curl writes its request, and curl
    ends by whichever of send, receive or connection check is first to notice.
    """
    cert = ["--cert", pki.pem(name), "--key", pki.key(name)] if name else []
    r = peers.curl(seat.client, pki, "p256.test", strict[server].port, "/", *cert, version=version)
    if version == "1.3":
        assert r.code in (35, 52, 55, 56), str(r)
    else:
        want = peers.curl(libs.system(), pki, "p256.test", strict[server].port, "/", *cert, version=version)
        assert want.code != 0 and r.code == want.code, f"system:\n{want}\n{seat.client}:\n{r}"
    assert strict[server].alive()
