# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""wrk, ab, nghttp, w3m and links over our library, nginx over the system's."""
import re

import pytest

from helpers import compare, libs, nginx, proc

VERSIONS = ("1.2", "1.3")
pytestmark = pytest.mark.seats("client")


@pytest.fixture(scope="session")
def site(seat, pki, workdir, start):
    http = ""
    for version in VERSIONS:
        http += nginx.server(
            *(f"v{version}", "p256.test", pki.pem("p256"), pki.key("p256")),
            f"ssl_protocols TLSv{version};",
            f"location / {{ {nginx.FACTS} }}",
        )
    http += nginx.server(
        *("asks", "p256.test", pki.pem("p256"), pki.key("p256")),
        f"ssl_verify_client on; ssl_client_certificate {pki.roots}; ssl_verify_depth 3;",
        f"location / {{ {nginx.FACTS} }}",
    )
    http += nginx.server("expired", "p256.test", pki.pem("expired"), pki.key("expired"))
    return start(nginx.Nginx(seat.server, workdir("http-clients"), http=http))


def url(site, name):
    return f"https://127.0.0.1:{site.ports[name]}/"


@pytest.mark.parametrize("version", VERSIONS)
def test_wrk(seat, site, version):
    """wrk verifies nothing; a server that asks for a certificate gives it errors."""
    r = proc.ok(["wrk", "-t1", "-c4", "-d1s", url(site, f"v{version}")], lib=seat.client)
    assert int(re.search(r"(\d+) requests in", r.text)[1]) > 100 and "Socket errors" not in r.text and "Non-2xx" not in r.text, str(r)
    r = proc.ok(["wrk", "-t1", "-c1", "-d1s", url(site, "asks")], lib=seat.client)
    assert "Non-2xx" in r.text, str(r)


@pytest.mark.parametrize("version", VERSIONS)
def test_ab(seat, site, pki, version):
    """ab verifies nothing, but has a client certificate."""
    r = proc.ok(["ab", "-n", "200", "-c", "4", "-f", f"TLS{version}", url(site, f"v{version}")], lib=seat.client)
    assert re.search(r"Complete requests:\s+200\b", r.text) and re.search(r"Failed requests:\s+0\b", r.text), str(r)
    assert f"TLSv{version}," in r.text, str(r)
    one = ["ab", "-n", "4", "-f", f"TLS{version}"]
    r = proc.ok([*one, url(site, "asks")], lib=seat.client)
    assert re.search(r"Non-2xx responses:\s+4\b", r.text), str(r)
    both = pki.dir / f"ab-{version}.pem"
    both.write_bytes(pki.pem("client-p256").read_bytes() + pki.key("client-p256").read_bytes())
    r = proc.ok([*one, "-E", both, url(site, "asks")], lib=seat.client)
    assert "Non-2xx" not in r.text and re.search(r"Complete requests:\s+4\b", r.text), str(r)
    # The other version alone: no handshake.
    other = "1.3" if version == "1.2" else "1.2"
    r = proc.run(["ab", "-n", "2", "-f", f"TLS{other}", url(site, f"v{version}")], lib=seat.client)
    assert "SSL handshake failed" in r.text + r.errtext, str(r)


@pytest.mark.parametrize("version", VERSIONS)
def test_nghttp(seat, site, pki, version):
    r = proc.ok(["nghttp", "-v", url(site, f"v{version}")], lib=seat.client)
    assert f'"protocol":"TLSv{version}"' in r.text and '"http":"HTTP/2.0"' in r.text, str(r)
    given = ["--cert", pki.pem("client-p256"), "--key", pki.key("client-p256")]
    assert '"verify":"SUCCESS"' in proc.ok(["nghttp", *given, url(site, "asks")], lib=seat.client).text
    assert "400 Bad Request" in proc.ok(["nghttp", url(site, "asks")], lib=seat.client).text


# -- browsers for the terminal --------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def with_intermediate(pki, run_dir):
    """Neither browser sends more than the certificate it is given, but for what the library finds among the authorities."""
    f = run_dir / "roots-and-intermediate.pem"
    f.write_bytes(pki.roots.read_bytes() + pki.crt("int-ec").read_bytes())
    return f


def w3m(site, home, name, ca, *more, host="localhost"):
    options = ["-o", "ssl_verify_server=1", "-o", "ssl_ca_default=0", "-o", f"ssl_ca_file={ca}", *more]
    return lambda lib: proc.run(["w3m", "-dump_source", *options, f"https://{host}:{site.ports[name]}/"], lib=lib, env={"HOME": str(home)})


def links(site, home, name, ca, *more, host="localhost"):
    argv = ["links", "-source", "-ssl.certificates", "2", *more, f"https://{host}:{site.ports[name]}/"]
    return lambda lib: proc.run(argv, lib=lib, env={"HOME": str(home), "SSL_CERT_FILE": str(ca)})


BROWSERS = {
    "w3m": (w3m, lambda crt, key: ("-o", f"ssl_cert_file={crt}", "-o", f"ssl_key_file={key}")),
    "links": (links, lambda crt, key: ("-ssl.client-cert-crt", crt, "-ssl.client-cert-key", key)),
}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", BROWSERS)
def test_browser(seat, site, pki, with_intermediate, tmp_path, name, version):
    """Each leaves files in its user's home, so it gets one."""
    browser, pair = BROWSERS[name]
    r = browser(site, tmp_path, f"v{version}", pki.roots)(seat.client)
    assert r.code == 0 and f'"protocol":"TLSv{version}"' in r.text, str(r)
    given = pair(pki.crt("client-p256"), pki.key("client-p256"))
    r = browser(site, tmp_path, "asks", with_intermediate, *given)(seat.client)
    assert r.code == 0 and '"verify":"SUCCESS"' in r.text, str(r)
    r = browser(site, tmp_path, "asks", pki.roots)(seat.client)
    assert "400 Bad Request" in r.text, str(r)


WRONG = {
    # what w3m says of it; links calls each an invalid certificate
    "ca": ("v1.3", "unable to get local issuer certificate"),
    "name": ("v1.3", "Bad cert ident from 127.1"),
    "expired": ("expired", "certificate has expired"),
}


@pytest.mark.parametrize("why", WRONG)
@pytest.mark.parametrize("name", BROWSERS)
def test_browser_refuses(seat, site, pki, tmp_path, name, why):
    to, words = WRONG[why]
    ca = pki.crt("root-other") if why == "ca" else pki.roots
    # The same address by a name that no certificate has.
    run = BROWSERS[name][0](site, tmp_path, to, ca, host="127.1" if why == "name" else "localhost")
    for r in [run(seat.client)] if seat.client == libs.system() else compare.same(run, seat.client):
        assert "protocol" not in r.text and (words if name == "w3m" else "Invalid certificate") in r.text + r.errtext, str(r)
