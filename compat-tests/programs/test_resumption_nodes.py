# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Resumption in servers that share sessions: nodes of one site behind a balancer, each a server with processes, addresses and
memory of its own.

nginx and HAProxy share ticket keys in a file, Apache shares sessions through memcached. The client moves to another node with
every connection. In the seat `both` the nodes are ours; in `client` OpenSSL's; `mixed` tests have one of each: tickets are of
a format of each library's own, so what crosses there is that nothing fails.
"""
import base64
import os
import shutil

import pytest

from helpers import apache, haproxy, libs, nginx, proc, resuming

VERSIONS = ("1.2", "1.3")
# curl is left out where tickets count: it takes none in TLS 1.2.
MOVERS = ("python", "s_client", "tlsclient")


def need(*programs):
    for p in programs:
        if shutil.which(p, path=libs.clean_env()["PATH"]) is None:
            pytest.skip(f"{p} is not installed")


def node(lib, pki, where, lines):
    """An nginx of two workers. The ports differ where in life the addresses would."""
    http = nginx.server("web", "p256.test localhost", pki.pem("p256"), pki.key("p256"), *lines, f"location / {{ {nginx.FACTS} }}", http2=False)
    return nginx.Nginx(lib, where, http=http, workers=2)


@pytest.fixture(scope="session")
def keys(run_dir, tmp_path_factory):
    """Three ticket keys: of 80 bytes (AES-256), of 80, of 48 (AES-128)."""
    d = tmp_path_factory.mktemp("ticket-keys")
    made = []
    for i, size in enumerate((80, 80, 48)):
        f = d / f"{i}.key"
        f.write_bytes(os.urandom(size))
        made.append(f)
    return made


@pytest.fixture(scope="session")
def nodes(seat, pki, keys, workdir, start):
    """a, b: the same key. rotated: a new key, and the old one still opens. short: 48 bytes. wrong: the new key alone."""
    old, new, short = (f"ssl_session_ticket_key {k};" for k in keys)
    d = workdir("nodes")
    off = "ssl_session_cache off;"
    made = {
        "a": [off, old],
        "b": [off, old],
        "rotated": [off, new, old],
        "wrong": [off, new],
        "short-a": [off, short],
        "short-b": [off, short],
    }
    return {name: start(node(seat.server, pki, d / name, lines)) for name, lines in made.items()}


def move(seat, nodes, pki, client, names, version, where, auth=None):
    """Connections to the nodes, in order; whether each resumed."""
    ports = [nodes[n].ports["web"] for n in names]
    if client == "tlsclient":
        # Its sessions are for a port, so it goes to one port, behind which the nodes take turns.
        with resuming.Balancer(ports) as balancer:
            visits = resuming.tlsclient(seat.client, pki, "localhost", [balancer.port] * len(ports), version, where, auth)
    else:
        visits = resuming.CLIENTS[client](seat.client, pki, "p256.test", ports, version, where, auth)
    got = resuming.outcomes(visits)
    for n in names:
        nodes[n].assert_well()
        assert "[crit]" not in nodes[n].errors() and "SSL_do_handshake() failed" not in nodes[n].errors(), nodes[n].errors()
    return got


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("client", MOVERS)
@pytest.mark.parametrize("pair", [("a", "b"), ("short-a", "short-b")], ids="+".join)
def test_every_move_resumes(seat, nodes, pki, tmp_path, client, version, pair):
    assert move(seat, nodes, pki, client, pair * 4, version, tmp_path) == [False] + [True] * 7


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("client", MOVERS)
def test_rotated_key(seat, nodes, pki, tmp_path, client, version):
    """The node with the new key opens tickets of the old one and gives its own in return, which a node that knows only the old
    key does not open: a full handshake there."""
    got = move(seat, nodes, pki, client, ("a", "rotated", "rotated", "wrong"), version, tmp_path)
    assert got[:3] == [False, True, True]
    # OpenSSL's client keeps no TLS 1.2 ticket that came while it resumed; ours does.
    assert got[3] or version == "1.2"
    assert move(seat, nodes, pki, client, ("rotated", "a"), version, tmp_path) == [False, False]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("client", MOVERS)
def test_wrong_key(seat, nodes, pki, tmp_path, client, version):
    assert move(seat, nodes, pki, client, ("a", "wrong", "wrong", "a", "a"), version, tmp_path) == [False, False, True, False, True]


def test_keys_change_by_reload(seat, pki, keys, workdir, start_here, tmp_path):
    """A node is reloaded with a new key in front and the old one behind it, then with the new one alone."""
    d = workdir("reload")
    current, previous = d / "current.key", d / "previous.key"
    current.write_bytes(keys[0].read_bytes())
    previous.write_bytes(keys[0].read_bytes())
    lines = ["ssl_session_cache off;", f"ssl_session_ticket_key {current};", f"ssl_session_ticket_key {previous};"]
    n = {"n": start_here(node(seat.server, pki, d / "n", lines))}
    for version in VERSIONS:
        current.write_bytes(keys[0].read_bytes())
        previous.write_bytes(keys[0].read_bytes())
        n["n"].reload()
        where = tmp_path / version
        where.mkdir()
        ports = [n["n"].ports["web"]]
        visit = lambda: resuming.outcomes(resuming.s_client(seat.client, pki, "p256.test", ports, version, where, more=back))[0]  # noqa: E731
        back = []
        assert visit() is False
        back = ["-sess_in", where / "session"]
        current.write_bytes(keys[1].read_bytes())
        n["n"].reload()
        assert visit() is True
        previous.write_bytes(keys[1].read_bytes())
        n["n"].reload()
        assert visit() is True or version == "1.2"  # as above
        current.write_bytes(os.urandom(80))
        previous.write_bytes(os.urandom(80))
        n["n"].reload()
        assert visit() is False
        n["n"].assert_well()


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.seats("both")
def test_nodes_of_two_libraries(seat, pki, nodes, keys, workdir, start_here, tmp_path, version):
    """One node is still OpenSSL's while a site is moved: with the same key, its tickets and ours are taken for strangers or
    resumed, and nobody is refused."""
    old = {"old": start_here(node(libs.system(), pki, workdir("mixed") / "old", ["ssl_session_cache off;", f"ssl_session_ticket_key {keys[0]};"]))}
    got = move(seat, {**nodes, **old}, pki, "s_client", ("a", "old", "old", "a", "a"), version, tmp_path)
    assert got[0] is False and got[2] is True and got[4] is True, got


# HAProxy.


@pytest.fixture(scope="session")
def haproxies(seat, pki, workdir, start):
    """Two with one file of ticket keys (base64, the last but one encrypts), and one with another."""
    need("haproxy")
    d = workdir("haproxy")
    crt = haproxy.pem(pki, "p256", d)
    sets = {"same": [os.urandom(80) for _ in range(3)], "other": [os.urandom(80) for _ in range(3)], "small": [os.urandom(48) for _ in range(3)]}
    for name, set_of_keys in sets.items():
        (d / name).write_text("".join(base64.b64encode(k).decode() + "\n" for k in set_of_keys))
    made = {}
    for name, file in (("a", "same"), ("b", "same"), ("wrong", "other"), ("small-a", "small"), ("small-b", "small")):
        body = f"frontend f\n    bind 127.0.0.1:@web@ ssl crt {crt} tls-ticket-keys {d / file}\n    {haproxy.FACTS}\n"
        # No cache in the process: what resumes does so by tickets.
        made[name] = start(haproxy.Haproxy(seat.server, d / f"node-{name}", body, "tune.ssl.cachesize 0"))
    return made


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("client", ("python", "s_client"))
def test_haproxy_nodes(seat, haproxies, pki, tmp_path, client, version):
    def visit(*names):
        where = tmp_path / "-".join(names)
        where.mkdir()
        ports = [haproxies[n].ports["web"] for n in names]
        return resuming.outcomes(resuming.CLIENTS[client](seat.client, pki, "p256.test", ports, version, where))

    assert visit("a", "b", "a", "b") == [False, True, True, True]
    assert visit("small-a", "small-b", "small-a") == [False, True, True]
    assert visit("a", "wrong", "wrong", "b") == [False, False, True, False]


# Apache.


@pytest.fixture(scope="session")
def apaches(seat, pki, workdir, start):
    """Two nodes of two processes each, their sessions in one memcached and no tickets; and one with a cache of its own."""
    need("apache2", "memcached")
    d = workdir("apache")
    cache = start(apache.Memcached(d / "m"))

    def body(sessions, tickets, extra="", name="p256.test"):
        return (
            f"SSLSessionCache {sessions}\nSSLSessionTickets {tickets}\nListen 127.0.0.1:@web@\n<VirtualHost *:@web@>\nServerName {name}\n"
            f"SSLCertificateFile {pki.pem('p256')}\nSSLCertificateKeyFile {pki.key('p256')}\n{apache.FACTS}\n{extra}</VirtualHost>\n"
        )

    auth = f"SSLVerifyClient require\nSSLVerifyDepth 3\nSSLCACertificateFile {pki.roots}\n"
    shared = f"memcache:127.0.0.1:{cache.port}"
    made = {
        "a": body(shared, "off"),
        "b": body(shared, "off"),
        "auth": body(shared, "off", auth),
        "unnamed": body(shared, "off", name="unknown.test"),
        "shmcb": body(f"shmcb:{d}/sessions(512000)", "off"),
        "tickets": body("none", "on"),
        "nothing": body("none", "off"),
    }
    nodes = {name: start(apache.Apache(seat.server, d / name, text)) for name, text in made.items()}
    return nodes, cache


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("client", ("python", "s_client"))
@pytest.mark.parametrize("names", ["a b a b a b", "shmcb shmcb shmcb shmcb", "auth auth auth", "unnamed unnamed unnamed", "tickets tickets tickets", "nothing nothing"])
def test_apache(seat, apaches, pki, tmp_path, client, version, names):
    nodes, cache = apaches
    names = names.split()
    auth = "client-p256" if "auth" in names else None
    ports = [nodes[n].ports["web"] for n in names]
    visits = resuming.CLIENTS[client](seat.client, pki, "p256.test", ports, version, tmp_path, auth)
    heads = [apache.page(v.head) for v in visits]
    for head in heads:
        assert '"reused":' in head and f'"protocol":"TLSv{version}"' in head, head
        assert auth is None or '"dn":"client p256"' in head, head
    assert ['"reused":"r"' in h for h in heads] == [False] + ["nothing" not in names] * (len(names) - 1), "\n".join(heads)
    assert [v.resumed for v in visits] == ['"reused":"r"' in h for h in heads]


def test_apache_outlives_its_cache(seat, apaches, pki, workdir, start_here, tmp_path):
    """memcached goes away: full handshakes, no error."""
    need("apache2", "memcached")
    d = workdir("lost")
    cache = start_here(apache.Memcached(d / "m"))
    body = (
        f"SSLSessionCache memcache:127.0.0.1:{cache.port}\nSSLSessionTickets off\nListen 127.0.0.1:@web@\n<VirtualHost *:@web@>\nServerName p256.test\n"
        f"SSLCertificateFile {pki.pem('p256')}\nSSLCertificateKeyFile {pki.key('p256')}\n{apache.FACTS}\n</VirtualHost>\n"
    )
    a = start_here(apache.Apache(seat.server, d / "a", body))
    assert [v.resumed for v in resuming.python(seat.client, pki, "p256.test", [a.ports["web"]] * 2, "1.3", tmp_path)] == [False, True]
    cache.stop()
    assert [v.resumed for v in resuming.python(seat.client, pki, "p256.test", [a.ports["web"]] * 2, "1.3", tmp_path)] == [False, False]
