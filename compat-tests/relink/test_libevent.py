# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""libevent's bufferevents over TLS by its own two samples, rebuilt with no OpenSSL in the process."""
import pytest

from helpers import daemon, nginx, proc

SEATS = ("relinked libevent",)
VERSIONS = ("1.2", "1.3")


@pytest.fixture(scope="session")
def site(seat, pki, workdir, start):
    facts = f"location / {{ {nginx.FACTS} }}"
    http = "".join(
        nginx.server(version, "p256.test localhost", pki.pem("p256"), pki.key("p256"), f"ssl_protocols TLSv{version};", facts, http2=False)
        for version in VERSIONS
    )
    return start(nginx.Nginx(seat.server, workdir("libevent"), http=http))


@pytest.mark.parametrize("version", VERSIONS)
def test_https_client(seat, site, pki, version):
    argv = ["https-client", "-url", f"https://localhost:{site.ports[version]}/", "-4", "-timeout", "10", "-crt"]
    r = proc.run([*argv, pki.roots], lib=seat.client)
    assert r.code == 0 and f'"protocol":"TLSv{version}"' in r.text, str(r)
    # A request that failed ends the sample with 0 as well.
    r = proc.run([*argv, pki.crt("root-other")], lib=seat.client)
    assert '"protocol"' not in r.text and "certificate verify failed" in r.errtext, str(r)


@pytest.mark.parametrize("version", VERSIONS)
def test_proxy(seat, site, workdir, start_here, version):
    """le-proxy -s: plain connections in, TLS out."""
    argv = ["le-proxy", "-s", "127.0.0.1:@port@", f"127.0.0.1:{site.ports[version]}"]
    d = start_here(daemon.Daemon(seat.client, workdir("le-proxy"), argv, ready=daemon.listening))
    r = proc.ok(["curl", "-q", "-s", "-m", "10", f"http://127.0.0.1:{d.ports['port']}/"])
    assert f'"protocol":"TLSv{version}"' in r.text, str(r)
