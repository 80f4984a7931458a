# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""tlsclient and tlsserver: each option does what its help says. The tools run over the library of a seat, so each line here
also compares them with themselves over OpenSSL's."""
import os
import re
import shutil
import signal
import socket
import subprocess

import pytest

from helpers import libs, peers, proc, tcp, tools, wire

MEN = sorted((libs.ROOT / "docs" / "man").glob("*.1"))


@pytest.fixture(scope="session")
def serve(seat, pki, workdir, start):
    """serve(*options, mode=…, kind=…): a tlsserver over the seat's server, one for each set of options."""
    made = {}

    def go(*args, mode=("http",), kind="p256"):
        key = (args, mode, kind)
        if key not in made:
            where = workdir("tlsserver") / "log"
            made[key] = start(tools.Server(seat.server, where, pki.pem(kind), pki.key(kind), *args, mode=mode))
        made[key].mark()
        return made[key]

    return go


@pytest.fixture
def fetch(seat, pki):
    """fetch(server, *options): tlsclient --http to localhost; what both ends say of the connection must be the same."""

    def go(server, *args, host="localhost", code=0, **how):
        r = tools.client(seat.client, pki, host, server.port, "--http", "--verbose", *args, **how)
        assert r.code == code, f"{r}\n{server.output()}"
        if code:
            return r
        here, there = tools.agreed(r.errtext), tools.agreed(r.text)
        for key in ("version", "suite", "group", "resumed"):
            assert here[key] == there[key], str(r)
        return there

    return go


# The command line.


@pytest.mark.parametrize("tool", [tools.CLIENT, tools.SERVER], ids=lambda p: p.name)
def test_help_and_version(tool, lib):
    for option in ("--help", "-h"):
        r = proc.run([tool, option], lib=tools.over(lib))
        assert r.code == 0 and r.errtext == "" and f"usage: {tool.name}" in r.text
        assert max(map(len, r.text.splitlines())) <= 80
    for option in ("--version", "-v"):
        r = proc.run([tool, option], lib=tools.over(lib))
        assert r.code == 0 and re.fullmatch(rf"{tool.name} \d+\.\d+\.\d+\n", r.text), str(r)


BAD = {
    "tlsclient": {
        ("--no-such", "localhost"): "unrecognized option",
        (): "the name of the server is missing",
        ("a", "b"): "more than one",
        ("--port", "0", "localhost"): "a number from 1 to 65535",
        ("--port", "65536", "localhost"): "a number from 1 to 65535",
        ("--port", "44x", "localhost"): "a number from 1 to 65535",
        ("--port", "-1", "localhost"): "a number from 1 to 65535",
        ("--mtu", "540", "localhost"): "a number from 541",
        ("--protover", "1.1", "localhost"): "the versions are 1.2 and 1.3",
        ("--suite", "TLS_RSA_WITH_RC4_128_MD5", "localhost"): "no such suite",
        ("--suite", "TLS_AES_128_GCM_SHA256", "--protover", "1.2", "localhost"): "no suite of --suite",
        ("--proto", "", "localhost"): "1 to 255 bytes",
        ("--auth-key", "x", "localhost"): "go together",
        ("--auth-certs", "x", "localhost"): "go together",
    },
    "tlsserver": {
        ("--no-such", "echo"): "unrecognized option",
        ("echo",): "--certs and --key are needed",
        ("--certs", "x", "--key", "y"): "what is the server to do",
        ("--certs", "x", "--key", "y", "sing"): "'sing' is none of",
        ("--certs", "x", "--key", "y", "echo", "1"): "takes nothing behind it",
        ("--certs", "x", "--key", "y", "forward"): "forward takes one port",
        ("--certs", "x", "--key", "y", "forward", "0"): "a number from 1 to 65535",
        ("--certs", "x", "--key", "y", "--require-auth", "echo"): "--require-auth needs --auth",
        ("--certs", "x", "--key", "y", "--port", "65536", "echo"): "a number from 0 to 65535",
    },
}


@pytest.mark.parametrize("tool,words", [(t, w) for t in BAD for w in BAD[t]], ids=lambda v: v if isinstance(v, str) else "_".join(v))
def test_wrong_command_line(tool, words, lib):
    """Status 2, the reason, and where help is."""
    r = proc.run([tools.TOOLS / tool, *words], lib=tools.over(lib))
    assert r.code == 2 and r.text == "", str(r)
    assert BAD[tool][words] in r.errtext and r.errtext.endswith(f"Try '{tool} --help'.\n"), str(r)


@pytest.mark.parametrize(
    "certs,key,reason",
    [
        ("/nonexistent", "p256.key", "cannot take certificates from /nonexistent: No such file or directory"),
        ("p256.pem", "/nonexistent", "cannot take a private key from /nonexistent: No such file or directory"),
        ("p256.key", "p256.key", "cannot take certificates"),
        ("p256.pem", "p384.key", "cannot take a private key|is not that of the first certificate"),
    ],
)
def test_files_that_do_not_fit(pki, lib, certs, key, reason):
    argv = [tools.SERVER, "--certs", pki.dir / certs, "--key", pki.dir / key, "--port", "127.0.0.1:0", "echo"]
    r = proc.run(argv, lib=tools.over(lib))
    assert r.code == 1 and re.search(reason, r.errtext) and r.errtext.count("\n") == 1, str(r)


def test_port_that_is_taken(pki, lib):
    with socket.create_server(("127.0.0.1", 0)) as s:
        where = f"127.0.0.1:{s.getsockname()[1]}"
        r = proc.run([tools.SERVER, "--certs", pki.pem("p256"), "--key", pki.key("p256"), "-p", where, "echo"], lib=tools.over(lib))
    assert r.code == 1 and "Address already in use" in r.errtext, str(r)


@pytest.mark.parametrize("page", MEN, ids=lambda p: p.name)
def test_manual_page(page, lib):
    """man has nothing to complain of, and the page names every option that --help does."""
    if shutil.which("man", path=libs.clean_env()["PATH"]) is None:
        pytest.skip("man is not installed")
    env = {"MANWIDTH": "100", "MANROFFSEQ": "", "GROFF_NO_SGR": "1", "MANPAGER": "cat", "PAGER": "cat"}
    r = proc.ok(["man", "--warnings", "-E", "UTF-8", "-l", page], env=env)
    assert r.errtext == "", str(r)
    if page.stem == "with-teasel":
        return
    told = proc.ok([tools.TOOLS / page.stem, "--help"], lib=tools.over(lib)).text
    for option in set(re.findall(r"--[a-z-]+", told)):
        assert option in r.text.replace("‐", "-").replace("−", "-"), f"{option} is not in {page.name}"


# What is offered.

SUITES = {
    "TLS_AES_128_GCM_SHA256": "TLS_AES_128_GCM_SHA256",
    "TLS13_AES_256_GCM_SHA384": "TLS_AES_256_GCM_SHA384",
    "tls13_chacha20_poly1305_sha256": "TLS_CHACHA20_POLY1305_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256": "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
    "tls_ecdhe_ecdsa_with_aes_256_gcm_sha384": "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
    "ECDHE-ECDSA-CHACHA20-POLY1305": "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
}


@pytest.mark.parametrize("suite", SUITES)
@pytest.mark.parametrize("side", ["client", "server"])
def test_suite(serve, fetch, suite, side):
    """Named on either side it is taken, and with it the only version that it has."""
    if side == "client":
        got = fetch(serve(), "--suite", suite)
    else:
        got = fetch(serve("--suite", suite))
    assert got["suite"] == SUITES[suite]
    assert got["version"] == ("TLSv1.2" if "ECDHE" in SUITES[suite] else "TLSv1.3")


def test_suites_in_order(serve, fetch):
    order = ["TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256"]
    for first, second in (order, order[::-1]):
        assert fetch(serve(), "--suite", first, "--suite", second)["suite"] == first


@pytest.mark.parametrize("version", ["1.2", "1.3"])
def test_protover(serve, fetch, version):
    assert fetch(serve(), "--protover", version)["version"] == f"TLSv{version}"
    assert fetch(serve("--protover", version))["version"] == f"TLSv{version}"
    other = {"1.2": "1.3", "1.3": "1.2"}[version]
    r = fetch(serve("--protover", version), "--protover", other, code=1)
    assert r.errtext.endswith("TLS error: the server sent an alert: protocol version\nConnection closed\n"), str(r)
    assert fetch(serve("--protover", version), "--protover", other, "--protover", version)["version"] == f"TLSv{version}"


def test_proto(serve, fetch):
    server = serve("--proto", "h2", "--proto", "http/1.1")
    assert fetch(server, "--proto", "http/1.1")["protocol"] == "http/1.1"
    assert fetch(server, "--proto", "http/1.1", "--proto", "h2")["protocol"] == "h2"  # the server's order counts
    assert "protocol" not in fetch(server)
    r = fetch(server, "--proto", "smtp", code=1)
    assert "the server sent an alert: no application protocol" in r.errtext, str(r)


def test_strange_names_do_not_reach_the_terminal(serve, fetch):
    server = serve("--proto", "h2\x1b[31m\n")
    assert fetch(server, "--proto", "h2\x1b[31m\n")["resumed"] is False
    assert "protocol h2\\x1b[31m\\x0a" in server.news()


def test_sni(serve, fetch):
    assert fetch(serve())["name"] == "localhost"
    assert "name" not in fetch(serve(), "--no-sni")
    assert "name" not in fetch(serve(), host="127.0.0.1")  # an address is no name


@pytest.mark.parametrize("version,kind", [("1.2", "client-p256"), ("1.3", "client-rsa2048")])
def test_mtu(serve, fetch, seat, pki, version, kind):
    """No record of the client is larger, be it of the handshake or of data."""
    server = serve("--auth", pki.roots, mode=("echo",))
    said = os.urandom(20000)
    auth = ["--auth-certs", pki.pem(kind), "--auth-key", pki.key(kind)]
    for mtu, most in (("600", 600), (None, 16384 + 256 + 5)):
        with tcp.Relay(server.port) as relay:
            argv = [tools.CLIENT, "--cafile", pki.roots, "--port", relay.port, "--protover", version, *auth, "localhost"]
            argv += ["--mtu", mtu] if mtu else []
            with Talk(seat.client, argv, said) as talk:
                assert talk.read(len(said)) == said
            relay.settle()
        sizes = [5 + len(body) for _, _, body in wire.records(relay.c2s)]
        assert max(sizes) <= most and sum(sizes) > 20000
        assert mtu is None or max(sizes) > 540  # and not much smaller either
        assert mtu is not None or max(sizes) > 16384


# Certificates.


class Talk:
    """A tlsclient that is spoken to and listened to while it lives; it does not end by itself, as its server does not."""

    def __init__(self, lib, argv, said):
        argv, env = tools.command(lib, argv)
        self.p = subprocess.Popen(
            argv,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.p.stdin.write(said)
        self.p.stdin.close()

    def read(self, n, seconds=15):
        got = b""
        os.set_blocking(self.p.stdout.fileno(), False)

        def more():
            nonlocal got
            got += self.p.stdout.read(n - len(got)) or b""
            return len(got) >= n or self.p.poll() is not None

        proc.wait_until(more, seconds, what=f"{n} bytes from tlsclient")
        if len(got) < n:
            raise AssertionError(f"tlsclient ended with {self.p.returncode} and {self.p.stderr.read()!r} after {len(got)} bytes")
        return got

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.p.terminate()
        self.p.wait(5)
        self.p.stdout.close()
        self.p.stderr.close()


REASONS = {
    "expired": "certificate has expired",
    "notyet": "certificate is not yet valid",
    "selfsigned": "self-signed certificate",
    "unknownca": "unable to get local issuer certificate|unable to verify the first certificate",
    "wrongip": "IP address mismatch",
    "wrongeku": "unsuitable certificate purpose|unsupported certificate purpose",
    "badsig": "certificate signature failure",
}


@pytest.mark.parametrize("name", REASONS)
def test_bad_certificate(serve, fetch, name):
    """One line names the reason, one says what became of the connection."""
    r = fetch(serve(kind=name), host="127.0.0.1", code=1)
    assert re.fullmatch(rf"TLS error: the server's certificate is refused: ({REASONS[name]})\nConnection closed\n", r.errtext), str(r)
    assert r.text == ""
    assert fetch(serve(kind=name), "--insecure", host="127.0.0.1")["version"] == "TLSv1.3"


def test_name_is_verified_without_sni(serve, fetch, pki):
    r = fetch(serve(kind="wronghost"), "--no-sni", code=1)
    assert "certificate is refused: hostname mismatch" in r.errtext.lower(), str(r)


def test_system_trust(serve, fetch, pki):
    """Without --cafile the system's certificates count: ours are not among them, but where SSL_CERT_FILE leads."""
    r = fetch(serve(), ca=False, code=1)
    assert "certificate is refused" in r.errtext, str(r)
    assert fetch(serve(), ca=False, env={"SSL_CERT_FILE": str(pki.roots)})["version"] == "TLSv1.3"


@pytest.mark.parametrize("version", ["1.2", "1.3"])
def test_client_certificates(serve, fetch, pki, version):
    auth = ["--auth-certs", pki.pem("client-p256"), "--auth-key", pki.key("client-p256")]
    bad = ["--auth-certs", pki.pem("client-expired"), "--auth-key", pki.key("client-expired")]
    asks, requires = serve("--auth", pki.roots), serve("--auth", pki.roots, "--require-auth")
    at = ["--protover", version]
    assert fetch(requires, *at, *auth)["certificate"] == "/CN=client p256"
    assert "certificate" not in fetch(asks, *at)
    assert "certificate" not in fetch(serve(), *at, *auth)
    requires.mark()
    r = fetch(requires, *at, code=1)
    assert re.search("TLS error: the server sent an alert: (tlsv13 alert certificate required|handshake failure)", r.errtext), str(r)
    assert requires.says("TLS error: peer did not return a certificate")
    asks.mark()
    r = fetch(asks, *at, *bad, code=1)
    assert "TLS error: the server sent an alert: certificate expired" in r.errtext, str(r)
    assert asks.says("TLS error: the client's certificate is refused: certificate has expired")


# Modes.


@pytest.mark.parametrize("size", [0, 1, 16384, 1 << 20])
def test_echo(serve, seat, pki, size):
    """A megabyte comes back while it is still being sent: neither side holds more than a block."""
    server = serve(mode=("echo",))
    said = os.urandom(size)
    argv = [tools.CLIENT, "--cafile", pki.roots, "-p", server.port, "localhost"]
    with Talk(seat.client, argv, said) as talk:
        assert talk.read(size) == said


def test_forward(serve, fetch, seat, pki):
    """Both ways, and to the end: the backend's close_notify-less FIN becomes a close_notify."""
    backend = tcp.http_backend()
    server = serve(mode=("forward", str(backend.port)))
    r = tools.client(seat.client, pki, "localhost", server.port, "--http")
    assert r.code == 0 and "GET / HTTP/1.1" in r.text and f"host: localhost:{server.port}" in r.text, str(r)
    backend.close()
    r = tools.client(seat.client, pki, "localhost", server.port, "--http")
    assert r.code == 0 and r.text == "", str(r)
    assert f"port {backend.port}: Connection refused" in server.news()


def test_cut_short(serve, seat, pki):
    """A server that goes away without close_notify: what came is shown, and the end is a failure."""
    server = serve()
    with tcp.Relay(server.port, cut="last") as relay:
        r = tools.client(seat.client, pki, "localhost", relay.port, "--http", "--protover", "1.2")
    assert r.code == 1 and "what came may be cut short" in r.errtext and "HTTP/1.1 200 OK" in r.text, str(r)


def test_no_server(seat, pki):
    (port,) = proc.free_ports(1)
    r = tools.client(seat.client, pki, "localhost", port, "--http")
    assert r.code == 1 and r.errtext == f"tlsclient: localhost port {port}: Connection refused\n", str(r)
    r = tools.client(seat.client, pki, "no-such-name.invalid", port, "--http")
    assert r.code == 1 and r.errtext.startswith("tlsclient: no-such-name.invalid: "), str(r)


def test_thousands_of_connections(serve, seat, pki):
    """2,000 clients at once, all served; then none is left."""
    server = serve()
    r = peers.h2load(seat.client, f"https://p256.test:{server.port}/", server.port, "--h1", requests=2000, clients=2000)
    assert peers.h2load_facts(r.text)["succeeded"] == 2000, str(r)
    proc.wait_until(lambda: len(os.listdir(f"/proc/{server.pid}/fd")) < 20, what="connections that end")


def test_slow_reader_stops_the_server_reading(serve, pki, seat):
    """A client that sends and never reads: the server holds a block of it and waits, and others are served meanwhile."""
    server = serve(mode=("echo",))
    argv = ["openssl", "s_client", "-quiet", "-connect", f"127.0.0.1:{server.port}"]
    with subprocess.Popen(argv, env=libs.clean_env(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as p:
        os.set_blocking(p.stdin.fileno(), False)
        sent, stuck = 0, 0
        while sent < (64 << 20) and stuck < 20:
            n = None
            try:
                n = os.write(p.stdin.fileno(), bytes(65536))
            except BlockingIOError:
                proc.time.sleep(0.02)
            sent, stuck = (sent + n, 0) if n else (sent, stuck + 1)
        assert sent < (64 << 20), "the server took it all"
        status = open(f"/proc/{server.pid}/status", encoding="ascii").read()
        assert int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) < 100_000
        with Talk(seat.client, [tools.CLIENT, "--cafile", pki.roots, "-p", server.port, "localhost"], b"others") as talk:
            assert talk.read(6) == b"others"
        p.kill()


def test_garbage_ends_one_connection(serve, fetch):
    server = serve()
    with socket.create_connection(("127.0.0.1", server.port)) as s:
        s.settimeout(10)
        s.sendall(b"GET / HTTP/1.0\r\n\r\n" * 10)
        assert len(b"".join(iter(lambda: s.recv(4096), b""))) <= 7  # an alert or nothing, and no reset
    proc.wait_until(lambda: "TLS error" in server.news(), what="a line about it")
    assert fetch(server)["version"] == "TLSv1.3"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_told_to_stop(seat, pki, tmp_path, number):
    server = tools.Server(seat.server, tmp_path / "log", pki.pem("p256"), pki.key("p256"))
    server.start()
    os.kill(server.pid, number)
    assert server.p.wait(5) == 0
    server.stop()


# Sessions.


def resumed(fetch, server, *args, n=3):
    """Whether the second and third connection resumed; the first never does."""
    all_of = [fetch(server, *args)["resumed"] for _ in range(n)]
    assert all_of[0] is False and len(set(all_of[1:])) == 1, all_of
    return all_of[1]


@pytest.mark.parametrize("version", ["1.2", "1.3"])
@pytest.mark.parametrize("server_has", ["nothing", "resumption", "tickets", "both"])
@pytest.mark.parametrize("client_takes", ["tickets", "no-tickets"])
def test_resumption(serve, fetch, tmp_path, version, server_has, client_takes):
    server = serve(*{"nothing": [], "resumption": ["--resumption"], "tickets": ["--tickets"]}.get(server_has, ["--resumption", "--tickets"]))
    args = ["--protover", version, "--cache", tmp_path / "sessions"] + (["--no-tickets"] if client_takes == "no-tickets" else [])
    want = server_has != "nothing"
    if client_takes == "no-tickets":
        # TLS 1.2 has session ids, which take a server that remembers; TLS 1.3 has tickets only.
        want = version == "1.2" and server_has in ("resumption", "both")
    assert resumed(fetch, server, *args) is want


@pytest.mark.parametrize("version", ["1.2", "1.3"])
@pytest.mark.parametrize("server_has", [("--resumption",), ("--tickets",), ("--resumption", "--tickets")], ids="".join)
def test_resumed_client_keeps_its_certificate(serve, fetch, pki, tmp_path, version, server_has):
    """Both ends are known by the certificates of the first connection; whoever comes without one does not get in."""
    server = serve("--auth", pki.roots, "--require-auth", *server_has)
    args = ["--protover", version, "--cache", tmp_path / "sessions", "--auth-certs", pki.pem("client-p256"), "--auth-key", pki.key("client-p256")]
    got = [fetch(server, *args) for _ in range(3)]
    assert [(x["resumed"], x["certificate"]) for x in got] == [(r, "/CN=client p256") for r in (False, True, True)]
    fetch(server, "--protover", version, code=1)


def test_cache_keeps_apart(serve, fetch, pki, tmp_path):
    """Sessions are for a host, a port, and what was trusted; a session made with --insecure opens no other door."""
    server, other = serve("--tickets"), serve("--tickets", kind="rsa2048")
    cache = ["--cache", tmp_path / "sessions"]
    assert resumed(fetch, server, *cache)
    assert (tmp_path / "sessions").stat().st_mode & 0o777 == 0o600
    assert fetch(other, *cache)["resumed"] is False
    assert fetch(server, "--insecure", *cache)["resumed"] is False
    assert fetch(server, *cache, host="127.0.0.1")["resumed"] is False
    assert fetch(server, *cache, ca=pki.crt("root-ec"))["resumed"] is False
    assert fetch(server, *cache)["resumed"] is True
    # Whoever trusts others must see the certificate again, and refuses it.
    assert fetch(server, "--insecure", *cache)["resumed"] is True
    assert "certificate is refused" in fetch(server, *cache, ca=pki.crt("root-other"), code=1).errtext


def test_cache_that_is_none(serve, fetch, tmp_path):
    """A file with something else in it is left alone; one that was cut or damaged gives what is whole."""
    server = serve("--tickets")
    precious = tmp_path / "letter"
    precious.write_text("Dear Alice\n")
    r = fetch(server, "--cache", precious, code=1)
    assert "holds something else" in r.errtext and precious.read_text() == "Dear Alice\n", str(r)
    good = tmp_path / "good"
    fetch(server, "--cache", good)
    whole = good.read_bytes()
    for damaged in (whole[: len(whole) // 3], whole[:-30], whole.replace(b"A", b"B"), whole + b"more\n", whole[:30] + b"\0" * 5000):
        good.write_bytes(damaged)
        fetch(server, "--cache", good)
        assert fetch(server, "--cache", good)["resumed"] is True
    r = fetch(server, "--cache", tmp_path / "no" / "such", code=1)
    assert "No such file or directory" in r.errtext, str(r)


def test_cache_of_many(serve, fetch, seat, pki, tmp_path):
    """Eight clients at once with one file: it stays whole."""
    server = serve("--tickets")
    argv, env = tools.command(
        seat.client, [tools.CLIENT, "--cafile", pki.roots, "-p", server.port, "--http", "--cache", tmp_path / "sessions", "localhost"]
    )
    running = [subprocess.Popen(argv, env=env, stdout=subprocess.PIPE) for _ in range(8)]
    for p in running:
        out, _ = p.communicate(timeout=20)
        assert p.returncode == 0 and b"200 OK" in out
    text = (tmp_path / "sessions").read_text()
    assert 1 <= text.count("BEGIN SSL SESSION") == text.count("END SSL SESSION") <= 4
    assert fetch(server, "--cache", tmp_path / "sessions")["resumed"] is True
