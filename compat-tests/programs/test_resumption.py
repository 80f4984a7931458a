# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Sessions resumed in each form, between each client and each server, ours in either seat and in both.

That a connection resumed is what both programs say: nginx's $ssl_session_reused, Python's session_reused, s_client's "Reused",
GnuTLS's "resumed session". 0-RTT is in test_early_data.py, several servers in test_resumption_nodes.py.
"""
import re

import pytest

from helpers import libs, nginx, peers, proc, resuming

VERSIONS = ("1.2", "1.3")
OWN = ("curl", "python", "s_client", "tlsclient")  # clients that run over a seat's library

# What a port of nginx has, and whether sessions of TLS 1.2 and 1.3 are resumed there. Without tickets TLS 1.3 is stateful.
FORMS = {
    "id": "ssl_session_cache shared:id:1m; ssl_session_tickets off;",
    "ticket": "ssl_session_cache off; ssl_session_tickets on;",
    "both": "ssl_session_cache shared:both:1m; ssl_session_tickets on;",
    "builtin": "ssl_session_cache builtin:100; ssl_session_tickets off;",
    "hrr": "ssl_session_cache shared:hrr:1m; ssl_ecdh_curve secp384r1;",
    "hrr-id": "ssl_session_cache shared:hrrid:1m; ssl_session_tickets off; ssl_ecdh_curve secp384r1;",
    "auth": "ssl_session_cache shared:auth:1m; ssl_session_tickets off; ssl_verify_client on;",
    "auth-ticket": "ssl_session_cache off; ssl_verify_client on;",
    "none": "ssl_session_cache none; ssl_session_tickets off;",
    "off": "ssl_session_cache off; ssl_session_tickets off;",
}


@pytest.fixture(scope="session")
def site(seat, pki, workdir, start):
    http = ""
    for port, lines in FORMS.items():
        ca = f"ssl_client_certificate {pki.roots}; ssl_verify_depth 3;" if "auth" in port else ""
        http += nginx.server(
            *(port, "p256.test localhost", pki.pem("p256"), pki.key("p256"), lines, ca, f"location / {{ {nginx.FACTS} }}"), http2=False
        )
    return start(nginx.Nginx(seat.server, workdir("resumption"), http=http))


def clients_of(seat):
    """GnuTLS's client has no library of ours, so it counts where ours is in the server alone."""
    return OWN + (("gnutls",) if seat.name not in ("client", "both") else ())


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("client", [*OWN, "gnutls"])
@pytest.mark.parametrize("form", FORMS)
def test_nginx(seat, site, pki, tmp_path, form, client, version):
    if client not in clients_of(seat):
        pytest.skip("gnutls-cli runs over no libssl: one seat is enough")
    auth = "client-rsa2048" if "auth" in form else None
    want = form not in ("none", "off")
    more = ["--waitresumption"] if client == "gnutls" and want else []
    visits = resuming.CLIENTS[client](seat.client, pki, "p256.test", [site.ports[form]] * 3, version, tmp_path, auth, more)
    if client == "curl" and version == "1.2" and form in ("ticket", "auth-ticket"):
        want = False  # curl takes no tickets in TLS 1.2
    if client == "gnutls":
        # It shows the second connection alone.
        assert [v.resumed for v in visits] == [want] == [visits[-1].server_says], visits[-1].told
    else:
        assert resuming.outcomes(visits) == [False, want, want], visits[-1].told
    for v in visits:
        assert f'"protocol":"TLSv{version}"' in v.page, v.told
        # The certificate of the first connection is that of the resumed one.
        assert auth is None or ('"verify":"SUCCESS"' in v.page and '"dn":"CN=client rsa2048"' in v.page), v.told
    site.assert_well()


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("client,option", [("python", "--no-ticket"), ("s_client", "-no_ticket")])
@pytest.mark.parametrize("form", ["id", "ticket", "both"])
def test_without_tickets(seat, site, pki, tmp_path, form, client, option, version):
    """SSL_OP_NO_TICKET in the client: of TLS 1.2 it has ids, of TLS 1.3 nothing changes, for all its sessions come as tickets."""
    visits = resuming.CLIENTS[client](seat.client, pki, "p256.test", [site.ports[form]] * 3, version, tmp_path, more=[option])
    want = form != "ticket" or version == "1.3"
    assert resuming.outcomes(visits) == [False, want, want], visits[-1].told


@pytest.mark.parametrize("tickets", [True, False], ids=["tickets", "ids"])
@pytest.mark.parametrize("form", ["id", "ticket", "both"])
def test_s_client_reconnects(seat, site, pki, form, tickets):
    """Five times in a process that keeps the session in memory. TLS 1.2: s_client -reconnect does not wait for tickets that come
    after the handshake."""
    argv = ["openssl", "s_client", "-connect", f"127.0.0.1:{site.ports[form]}", "-servername", "p256.test", "-CAfile", pki.roots]
    argv += ["-reconnect", "-tls1_2", "-verify_return_error"] + ([] if tickets else ["-no_ticket"])
    r = proc.ok(argv, lib=seat.client)
    want = "Reused" if tickets or form != "ticket" else "New"
    assert re.findall(r"^(New|Reused), TLSv1\.2", r.text, re.M) == ["New"] + [want] * 5, str(r)


@pytest.mark.parametrize("version", VERSIONS)
def test_session_written_by_the_other_library(site, seat, pki, tmp_path, version):
    """A session that s_client wrote over one library is read and resumed over the other, both ways."""
    for form in ("id", "ticket"):
        for first, second in ((libs.system(), seat.client), (seat.client, libs.system())):
            (old,) = resuming.s_client(first, pki, "p256.test", [site.ports[form]], version, tmp_path)
            argv = ["openssl", "s_client", "-connect", f"127.0.0.1:{site.ports[form]}", "-servername", "p256.test", "-CAfile", pki.roots]
            argv += ["-sess_in", tmp_path / "session", "-ign_eof", "-verify_return_error", "-tls1_3" if version == "1.3" else "-tls1_2"]
            r = proc.ok(argv, lib=second, input=b"GET / HTTP/1.0\r\n\r\n")
            assert re.search(r"^Reused, TLSv", r.text, re.M) and '"reused":"r"' in r.text, f"{old.told}\n{r}"


@pytest.mark.parametrize("version", VERSIONS)
def test_session_of_another_name_or_suite(site, seat, pki, tmp_path, version):
    """What was kept does not fit what is asked for now: a full handshake, and no error."""

    def visit(*more):
        return resuming.s_client(seat.client, pki, "p256.test", [site.ports["ticket"]], version, tmp_path, more=more)[0]

    suites = ["-ciphersuites", "TLS_AES_128_GCM_SHA256"] if version == "1.3" else ["-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256"]
    other = ["-ciphersuites", "TLS_AES_256_GCM_SHA384"] if version == "1.3" else ["-cipher", "ECDHE-ECDSA-CHACHA20-POLY1305"]
    back = ["-sess_in", tmp_path / "session"]
    assert visit(*suites).resumed is False
    assert visit(*suites, *back).resumed is True
    if not (version == "1.2" and seat.name == "system"):  # OpenSSL's server refuses what OpenSSL's client offers here
        assert visit(*other, *back).resumed is False  # another hash in TLS 1.3, another suite in TLS 1.2
    turned = "-tls1_2" if version == "1.3" else "-tls1_3"
    argv = ["openssl", "s_client", "-connect", f"127.0.0.1:{site.ports['ticket']}", "-servername", "p256.test", "-CAfile", pki.roots]
    r = proc.run([*argv, *back, "-ign_eof", turned], lib=seat.client, input=b"GET / HTTP/1.0\r\n\r\n")
    assert "Reused" not in r.text and site.alive(), str(r)
    site.assert_well()


@pytest.fixture(scope="session")
def others(seat, pki, workdir, start):
    """Servers that are not nginx, over the seat's server library: port and whether they have tickets."""
    d = workdir("others")
    cert, key = pki.pem("p256"), pki.key("p256")
    return {
        "python": start(resuming.PythonServer(seat.server, d / "tickets", cert, key)),
        "python-id": start(resuming.PythonServer(seat.server, d / "ids", cert, key, "--no-ticket")),
    }


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("client", [*OWN, "gnutls"])
@pytest.mark.parametrize("server", ["python", "python-id"])
def test_python_server(seat, others, pki, tmp_path, server, client, version):
    if client not in clients_of(seat):
        pytest.skip("gnutls-cli runs over no libssl: one seat is enough")
    more = ["--waitresumption"] if client == "gnutls" else []
    visits = resuming.CLIENTS[client](seat.client, pki, "p256.test", [others[server].port] * 3, version, tmp_path, more=more)
    if client == "gnutls":
        assert visits[0].resumed is True and visits[0].server_says is True, visits[0].told
    else:
        assert resuming.outcomes(visits) == [False, True, True], visits[-1].told


@pytest.fixture(scope="session")
def foreign(pki, workdir, start):
    """GnuTLS's server, with tickets and with ids only."""
    d = workdir("foreign")
    files = ["--x509certfile", pki.pem("p256"), "--x509keyfile", pki.key("p256")]
    return {
        "tickets": start(peers.GnutlsServer(d / "t", *files, "--nodb")),
        "ids": start(peers.GnutlsServer(d / "i", *files, "--noticket")),
        "hrr": start(peers.GnutlsServer(d / "h", *files, "--priority", "NORMAL:-GROUP-ALL:+GROUP-SECP384R1:+GROUP-SECP256R1")),
        "auth": start(peers.GnutlsServer(d / "a", *files, "--require-client-cert", "--x509cafile", pki.roots)),
    }


@pytest.mark.parametrize("server,version", [("ids", "1.2")] + [(s, v) for s in ("tickets", "hrr", "auth") for v in VERSIONS])
@pytest.mark.parametrize("client", OWN)
@pytest.mark.seats("client")
def test_gnutls_server(seat, foreign, pki, tmp_path, client, server, version):
    """gnutls-serv's page tells the session id, which stays the same in TLS 1.2; the client's word counts where it gives it."""
    auth = "client-p256" if server == "auth" else None
    visits = resuming.CLIENTS[client](seat.client, pki, "p256.test", [foreign[server].port] * 3, version, tmp_path, auth)
    said = [v.resumed for v in visits]
    assert said in ([False, True, True], [None] * 3), visits[-1].told
    if client == "curl":
        assert len(visits) == 3, visits[-1].told
