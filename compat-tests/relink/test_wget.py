# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""wget --with-ssl=openssl, rebuilt with no OpenSSL in the process. Debian's own speaks TLS by GnuTLS."""
import pytest

from helpers import nginx, proc

SEATS = ("relinked wget",)
VERSIONS = ("1.2", "1.3")


@pytest.fixture(scope="session")
def site(seat, pki, workdir, start):
    facts = f"location / {{ {nginx.FACTS} }}"
    ca = f"ssl_client_certificate {pki.roots}; ssl_verify_depth 3; ssl_verify_client optional_no_ca;"
    http = "".join(
        nginx.server(name, "p256.test localhost", pki.pem(kind), pki.key(kind), f"ssl_protocols {protocols};", ca, facts)
        for name, kind, protocols in (("1.2", "p256", "TLSv1.2"), ("1.3", "p256", "TLSv1.3"), ("expired", "expired", "TLSv1.2 TLSv1.3"))
    )
    return start(nginx.Nginx(seat.server, workdir("wget"), http=http))


def wget(seat, site, pki, port, *more, ca=None):
    argv = ["wget", "--no-config", "-q", "-O", "-", "--tries=1", "--timeout=10", f"--ca-certificate={ca or pki.roots}", *more]
    return proc.run([*argv, f"https://localhost:{site.ports[port]}/"], lib=seat.client)


@pytest.mark.parametrize("version", VERSIONS)
def test_page(seat, site, pki, version):
    r = wget(seat, site, pki, version)
    assert r.code == 0 and f'"protocol":"TLSv{version}"' in r.text, str(r)


@pytest.mark.parametrize("version", VERSIONS)
def test_client_certificate(seat, site, pki, version):
    r = wget(seat, site, pki, version, f"--certificate={pki.pem('client-p256')}", f"--private-key={pki.key('client-p256')}")
    # wget sends the leaf alone, so that nginx is told to look at no chain.
    assert r.code == 0 and '"dn":"CN=client p256"' in r.text, str(r)


def test_refused(seat, site, pki):
    """5: the verification of the server's certificate failed."""
    assert wget(seat, site, pki, "1.3", ca=pki.crt("root-other")).code == 5
    assert wget(seat, site, pki, "expired").code == 5
