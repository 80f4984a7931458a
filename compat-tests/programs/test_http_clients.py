# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""wrk, ab and nghttp over our library, nginx over the system's."""
import re

import pytest

from helpers import nginx, proc

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
