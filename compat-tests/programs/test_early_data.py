# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Early data (0-RTT) through real programs: a request that is on its way before the server has said anything, and answered.

Which of two packets a server sees first decides whether it calls a request early, so the client's pass a relay that gathers them:
the request arrives with the hello, and the client's Finished after the server's answer.
"""
import re
import subprocess
import time

import pytest

from helpers import haproxy, nginx, peers, proc, tcp

REQUEST = b"GET / HTTP/1.0\r\n\r\n"
FACTS = (
    'default_type application/json; return 200 \'{"early":"$ssl_early_data","reused":"$ssl_session_reused","protocol":"$ssl_protocol",'
    '"verify":"$ssl_client_verify","dn":"$ssl_client_s_dn"}\\n\';'
)
ACCEPTED = {
    "shared": "ssl_session_cache shared:early:1m;",
    "builtin": "ssl_session_cache builtin:100;",
    "tickets": "ssl_session_cache off;",
    "stateful": "ssl_session_cache shared:stateful:1m; ssl_session_tickets off;",
    "auth": "ssl_session_cache shared:auth:1m; ssl_verify_client on;",
}
REFUSED = {
    "off": "ssl_early_data off; ssl_session_cache shared:off:1m;",
    "hrr": "ssl_session_cache shared:hrr:1m; ssl_ecdh_curve secp384r1;",
}


@pytest.fixture(scope="session")
def site(seat, pki, workdir, start):
    http = ""
    for port, lines in {**ACCEPTED, **REFUSED}.items():
        early = "" if port == "off" else "ssl_early_data on;"
        ca = f"ssl_client_certificate {pki.roots}; ssl_verify_depth 3;" if port == "auth" else ""
        http += nginx.server(*(port, "p256.test localhost", pki.pem("p256"), pki.key("p256"), early, lines, ca, f"location / {{ {FACTS} }}"), http2=False)
    return start(nginx.Nginx(seat.server, workdir("early"), http=http))


def visit(lib, pki, port, where, *more, early=None, say=b""):
    """s_client with the session of the visit before and, in front of its handshake, `early`. (What it says of its early data,
    all it printed.)"""
    argv = ["openssl", "s_client", "-servername", "p256.test", "-verify_hostname", "p256.test", "-CAfile", pki.roots, "-verify_return_error"]
    argv += ["-ign_eof", "-tls1_3", "-sess_out", where / "session", *more]
    if (where / "session").exists():
        argv += ["-sess_in", where / "session"]
    if early is not None:
        (where / "early").write_bytes(early)
        argv += ["-early_data", where / "early"]
    with tcp.Relay(port, gather=0.1) as relay:
        r = proc.ok([*argv, "-connect", f"127.0.0.1:{relay.port}"], lib=lib, input=say)
    told = re.findall(r"^Early data was (\w+(?: sent)?)$", r.text, re.M)
    assert len(told) == 1, str(r)
    assert ("Reused, TLSv1.3" in r.text) == ("-sess_in" in argv), str(r)
    return told[0], r.text, r


@pytest.mark.parametrize("form", ACCEPTED)
def test_nginx(seat, site, pki, tmp_path, form):
    """$ssl_early_data, which a backend is told, is 1 for what came early and empty for the same asked again in time."""
    port = site.ports[form]
    auth = ["-cert", pki.crt("client-p256"), "-key", pki.key("client-p256"), "-cert_chain", pki.pem("client-p256")] if form == "auth" else []
    told, page, r = visit(seat.client, pki, port, tmp_path, *auth, say=REQUEST)
    assert told == "not sent" and '"early":"","reused":"."' in page, str(r)
    for _ in range(2):
        told, page, r = visit(seat.client, pki, port, tmp_path, *auth, early=REQUEST)
        assert told == "accepted" and page.count('"early":"1","reused":"r"') == 1, str(r)
        assert not auth or '"verify":"SUCCESS","dn":"CN=client p256"' in page, str(r)
    told, page, r = visit(seat.client, pki, port, tmp_path, *auth, say=REQUEST)
    assert told == "not sent" and '"early":"","reused":"r"' in page, str(r)
    site.assert_well()


@pytest.mark.parametrize("form", REFUSED)
def test_nginx_refuses(seat, site, pki, tmp_path, form):
    """Not allowed, or a HelloRetryRequest: what came early is passed over, and asked again it is answered."""
    port = site.ports[form]
    visit(seat.client, pki, port, tmp_path, say=REQUEST)
    told, page, r = visit(seat.client, pki, port, tmp_path, early=REQUEST, say=REQUEST)
    assert told == ("rejected" if form == "hrr" else "not sent"), str(r)
    assert page.count('"early":"","reused":"r"') == 1, str(r)
    site.assert_well()


# openssl s_server, which prints what came early, and whose default is that a ticket serves once.


@pytest.fixture(scope="session")
def s_server(seat, pki, workdir, start):
    files = ["-cert", pki.crt("p256"), "-cert_chain", pki.pem("p256"), "-key", pki.key("p256"), "-early_data"]
    d = workdir("s_server")
    forms = {"stateful": [], "stateless": ["-no_anti_replay"], "small": ["-max_early_data", "10"]}
    # It ends when its input does.
    return {form: start(peers.SServer(d / form, *files, *more, lib=seat.server, stdin=subprocess.PIPE)) for form, more in forms.items()}


def talk(lib, pki, port, session_in, session_out, early=None, say=b"in time\n"):
    """s_client, whose input is held open until its sessions have come: (whether it resumed, the fate of its early data, the run)."""
    argv = ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-CAfile", pki.roots, "-verify_return_error", "-tls1_3", "-sess_out", session_out]
    if session_in is not None:
        argv += ["-sess_in", session_in]
    if early is not None:
        f = session_out.with_suffix(".early")
        f.write_bytes(early)
        argv += ["-early_data", f]
    r = proc.converse(argv, say, lambda: session_out.exists() and session_out.stat().st_size, lib=lib)
    assert r.code == 0, str(r)
    (how,) = re.findall(r"^(New|Reused), TLSv1.3", r.text, re.M)
    (told,) = re.findall(r"^Early data was (\w+(?: sent)?)$", r.text, re.M)
    return how == "Reused", told, r


def arrived(server, *words):
    proc.wait_until(lambda: all(w in server.news() for w in words), 5, what=f"{words!r} in s_server's output")


@pytest.mark.parametrize("form", ("stateful", "stateless"))
def test_s_server(seat, s_server, pki, tmp_path, form):
    server = s_server[form]
    one, two, three = (tmp_path / n for n in ("one", "two", "three"))
    assert talk(seat.client, pki, server.port, None, one)[:2] == (False, "not sent")
    server.mark()
    assert talk(seat.client, pki, server.port, one, two, b"the early bird\n")[:2] == (True, "accepted")
    arrived(server, "Early data received:", "End of early data", "the early bird\n", "in time\n")
    server.mark()
    assert talk(seat.client, pki, server.port, two, three)[:2] == (True, "not sent")
    assert "the early bird" not in server.news()


@pytest.mark.parametrize("form", ("stateful", "stateless"))
def test_replayed(seat, s_server, pki, tmp_path, form):
    """The same session with the same early data again. A server that keeps its sessions has used it up, and takes the client for a
    stranger; one that was told not to care takes it again."""
    server = s_server[form]
    talk(seat.client, pki, server.port, None, tmp_path / "one")
    got = [talk(seat.client, pki, server.port, tmp_path / "one", tmp_path / f"again{i}", b"again and again\n")[:2] for i in range(3)]
    if form == "stateful":
        assert got == [(True, "accepted"), (False, "rejected"), (False, "rejected")]
    else:
        assert got == [(True, "accepted")] * 3


def test_too_much(seat, s_server, pki, tmp_path):
    """The session says how much the server takes; a byte more is not sent."""
    server = s_server["small"]
    one, two = tmp_path / "one", tmp_path / "two"
    talk(seat.client, pki, server.port, None, one)
    assert talk(seat.client, pki, server.port, one, two, b"ten bytes\n")[:2] == (True, "accepted")
    arrived(server, "Early data received:", "ten bytes\n")
    server.mark()
    (tmp_path / "long").write_bytes(b"eleven by.\n")
    argv = ["openssl", "s_client", "-connect", f"127.0.0.1:{server.port}", "-tls1_3", "-sess_in", two, "-early_data", tmp_path / "long"]
    r = proc.run(argv, lib=seat.client)
    told = r.text + r.errtext
    assert "Error writing early data" in told and "too much early data" in told, str(r)
    assert "eleven" not in server.news()


# GnuTLS.


@pytest.mark.parametrize("form", ACCEPTED)
@pytest.mark.seats("server")
def test_gnutls_client(seat, site, pki, tmp_path, form):
    (tmp_path / "early").write_bytes(REQUEST)
    more = ["--x509certfile", pki.pem("client-p256"), "--x509keyfile", pki.key("client-p256")] if form == "auth" else []
    with tcp.Relay(site.ports[form], gather=0.1) as relay:
        how = ["--resume", "--waitresumption", f"--earlydata={tmp_path}/early", *more]
        r = peers.gnutls_cli(pki, "p256.test", relay.port, peers.gnutls_priority("1.3"), *how, request=b"")
    assert r.code == 0 and "This is a resumed session" in r.text, str(r)
    assert r.text.count('"early":"1","reused":"r"') == 1, str(r)
    assert form != "auth" or '"verify":"SUCCESS"' in r.text, str(r)


@pytest.mark.seats("client")
def test_gnutls_server(seat, pki, workdir, start_here, tmp_path):
    """It takes early data and shows it to nobody; the request comes in time and is answered."""
    files = ["--x509certfile", pki.pem("p256"), "--x509keyfile", pki.key("p256")]
    server = start_here(peers.GnutlsServer(workdir("gnutls") / "early", *files, "--earlydata", "--maxearlydata=1000"))
    # A second ends between the two visits, and s_client's file tells a session's time in whole seconds: a client that claims an
    # age too great is refused.
    time.sleep((0.6 - time.time()) % 1)
    assert visit(seat.client, pki, server.port, tmp_path, say=REQUEST)[0] == "not sent"
    told, page, r = visit(seat.client, pki, server.port, tmp_path, early=b"early bird", say=REQUEST)
    assert told == "accepted" and "HTTP/1.0 200 OK" in page, str(r)


# HAProxy.


@pytest.fixture(scope="session")
def balancer(seat, pki, workdir, start):
    d = workdir("haproxy-early")
    crt = haproxy.pem(pki, "p256", d)
    body = ""
    for port, bind, rule in (("at-once", "allow-0rtt", ""), ("waits", "allow-0rtt", "http-request wait-for-handshake"), ("off", "", "")):
        body += f"frontend {port}\n    bind 127.0.0.1:@{port}@ ssl crt {crt} {bind}\n    {rule}\n    {haproxy.FACTS}\n"
    return start(haproxy.Haproxy(seat.server, d / "h", body))


@pytest.mark.parametrize("port", ("at-once", "waits", "off"))
def test_haproxy(seat, balancer, pki, tmp_path, port):
    visit(seat.client, pki, balancer.ports[port], tmp_path, say=REQUEST)
    for _ in range(2):
        told, page, r = visit(seat.client, pki, balancer.ports[port], tmp_path, early=REQUEST, say=REQUEST if port == "off" else b"")
        assert told == ("not sent" if port == "off" else "accepted"), str(r)
        assert page.count('"reused":"r"') == 1, str(r)
