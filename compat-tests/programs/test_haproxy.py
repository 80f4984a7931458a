# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""HAProxy: a frontend with `bind … ssl` and a crt-list, and TLS to the servers behind it.

The seat's server is the HAProxy that ends TLS, the seat's client the one that speaks TLS to its servers.
"""
import re

import pytest

from helpers import daemon, peers, proc, tcp

VERSIONS = ("1.2", "1.3")
GLOBAL = """
global
    log stderr format raw local0 info
    maxconn 200
defaults
    mode http
    log global
    timeout connect 5s
    timeout client 10s
    timeout server 10s
    timeout http-keep-alive 1s
"""
NO_COMPLAINT = re.compile(r"error:[0-9A-F]{8}|openssl|unable to|\[ALERT\]|\[WARNING\]", re.I)


def haproxy(lib, where, conf, files=None):
    files = {"haproxy.cfg": GLOBAL + conf, **(files or {})}
    # To connect and say nothing would be an error in the log, so readiness is read from the kernel.
    return daemon.Daemon(lib, where, ["haproxy", "-f", "@dir@/haproxy.cfg"], files, ready=daemon.listening)


@pytest.fixture(scope="session")
def certificates(pki, run_dir):
    """HAProxy wants chain and key in one file."""

    def both(name):
        f = run_dir / f"haproxy-{name}.pem"
        f.write_bytes(pki.pem(name).read_bytes() + pki.key(name).read_bytes())
        return f

    return both


@pytest.fixture(scope="session")
def backend():
    with tcp.http_backend() as server:
        yield server


@pytest.fixture(scope="session")
def front(seat, pki, certificates, backend, workdir, start):
    lines = f"""
{certificates('p256')} [alpn h2,http/1.1] p256.test
{certificates('rsa2048')} [ssl-min-ver TLSv1.3] rsa2048.test
{certificates('ed25519')} [verify required ca-file {pki.roots}] ed25519.test
"""
    facts = "TLS=%[ssl_fc_protocol]/%[ssl_fc_cipher]/%[ssl_fc_sni]/%[ssl_fc_alpn]/%[ssl_c_verify]/%[ssl_c_s_dn(cn)]"
    conf = f"""
frontend https
    bind 127.0.0.1:@list@ ssl crt-list @dir@/list
    http-response set-header X-Facts {facts}
    default_backend plain
frontend simple
    bind 127.0.0.1:@plain-bind@ ssl crt {certificates('p256')}
    default_backend plain
backend plain
    server s 127.0.0.1:{backend.port}
"""
    return start(haproxy(seat.server, workdir("haproxy"), conf, {"list": lines}))


def test_starts_without_a_complaint(front):
    assert not NO_COMPLAINT.search(front.output()), front.output()


@pytest.mark.parametrize("http", ["h2", "http/1.1"])
@pytest.mark.parametrize("version", VERSIONS)
def test_https(seat, front, pki, version, http):
    r = peers.curl(seat.client, pki, "p256.test", front.ports["list"], "/x", "-i", version=version, http=http)
    assert r.code == 0 and "x-forwarded" not in r.text, str(r)
    facts = re.search(r"x-facts: TLS=(\S+)", r.text, re.I)[1].split("/")
    assert facts[0] == f"TLSv{version}" and facts[2] == "p256.test" and facts[3] == http.split("/")[0], str(r)
    assert ("GET /x HTTP" in r.text) and not re.search("error:", front.news()), front.news()


def test_plain_bind(seat, front, pki):
    r = peers.curl(seat.client, pki, "p256.test", front.ports["plain-bind"], "/x")
    assert r.code == 0 and "GET /x" in r.text, str(r)


def test_crt_list_sets_the_least_version(seat, front, pki):
    assert peers.curl(seat.client, pki, "rsa2048.test", front.ports["list"], version="1.3").code == 0
    r = peers.curl(seat.client, pki, "rsa2048.test", front.ports["list"], version="1.2")
    assert r.code == 35 and "protocol version" in r.errtext, str(r)


@pytest.mark.parametrize("version", VERSIONS)
def test_client_certificate(seat, front, pki, version):
    def get(*more):
        return peers.curl(seat.client, pki, "ed25519.test", front.ports["list"], "/x", "-i", *more, version=version)

    r = get("--cert", pki.pem("client-p256"), "--key", pki.key("client-p256"))
    assert r.code == 0 and "/0/client p256" in r.text, str(r)
    assert get().code != 0
    assert get("--cert", pki.pem("client-unknown"), "--key", pki.key("client-unknown")).code != 0
    proc.wait_until(lambda: front.news().count("SSL handshake failure") + front.news().count("SSL client") == 2, 5, what="two lines in the log")


def test_wrong_authority(seat, front, pki):
    argv = [*peers.curl_args(pki, "p256.test", front.ports["list"]), "--cacert", pki.crt("root-other")]
    r = proc.run([*argv, f"https://p256.test:{front.ports['list']}/"], lib=seat.client)
    assert r.code == 60, str(r)


@pytest.fixture(scope="session")
def chained(seat, pki, certificates, front, workdir, start):
    """A plain frontend; TLS to the front above, verified, with and without the right authority and name."""

    def behind(name, *more):
        return f"""
frontend {name}
    bind 127.0.0.1:@{name}@
    default_backend to-{name}
backend to-{name}
    server s 127.0.0.1:{front.ports['list']} ssl verify required {' '.join(more)}
"""

    good = f"ca-file {pki.roots} sni str(p256.test)"
    conf = behind("good", good) + behind("v12", good, "force-tlsv12") + behind("h2", good, "alpn h2,http/1.1")
    conf += behind("otherca", f"ca-file {pki.crt('root-other')} sni str(p256.test)")
    conf += behind("othername", f"ca-file {pki.roots} sni str(other.test)")
    conf += behind("crt", f"ca-file {pki.roots} sni str(ed25519.test) crt {certificates('client-rsa2048')}")
    conf += behind("nocrt", f"ca-file {pki.roots} sni str(ed25519.test)")
    return start(haproxy(seat.client, workdir("chained"), conf))


def through(chained, name):
    argv = ["curl", "-q", "-s", "-i", "-m", "10", f"http://127.0.0.1:{chained.ports[name]}/y"]
    text = proc.ok(argv).text
    return int(text.split()[1]), text


@pytest.mark.parametrize("name, fact", [("good", "TLSv1.3"), ("v12", "TLSv1.2"), ("h2", "/h2/"), ("crt", "client rsa2048")])
def test_servers(chained, name, fact):
    for _ in range(3):  # the later ones with a session, or over a connection kept open
        code, text = through(chained, name)
        assert code == 200 and "GET /y" in text and fact in text, text


@pytest.mark.parametrize("name", ["otherca", "othername", "nocrt"])
def test_servers_refused(chained, name):
    code, text = through(chained, name)
    assert code in (502, 503), text
