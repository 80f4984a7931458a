# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Much data, many requests: a gigabyte each way, sizes around the record's edges, fifty URLs at once, 10,000 requests."""
import fcntl
import hashlib
import os
import subprocess

import pytest

from helpers import libs, nginx, peers, proc, tcp

GIB = 1 << 30
EDGES = (0, 1, 2, 1024, 16383, 16384, 16385, 32768, 65537, 1 << 20)


@pytest.fixture(scope="session")
def big(run_dir):
    """A GiB that does not repeat (AES-CTR over zeros), and its SHA-256; made once per run, removed when the run ends."""
    f = run_dir / "big"
    with open(f"{f}.lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (run_dir / "big.sha256").exists():
            make = f"openssl enc -aes-128-ctr -K {'5a' * 16} -iv {'00' * 16} -in /dev/zero 2>/dev/null | head -c {GIB} > '{f}'"
            subprocess.run(["sh", "-c", make], check=True, timeout=120, env=libs.clean_env())
            (run_dir / "big.sha256").write_text(sha256_of(f))
    return f, (run_dir / "big.sha256").read_text()


def sha256_of(path):
    return proc.ok(["sha256sum", path], timeout=120).text.split()[0]


@pytest.fixture(scope="session")
def site(seat, pki, run_dir, workdir, start):
    d = workdir("transfer")
    (d / "files").mkdir()
    (d / "up").mkdir()
    for n in EDGES:
        (d / "files" / str(n)).write_bytes(hashlib.shake_128(str(n).encode()).digest(n))
    for i in range(1, 51):
        (d / "files" / f"n{i}").write_bytes(hashlib.shake_128(f"n{i}".encode()).digest(i * 1777))
    http = ""
    for port, extra in (("main", ""), ("small", "ssl_buffer_size 1400;")):
        http += nginx.server(
            port,
            "p256.test",
            pki.pem("p256"),
            pki.key("p256"),
            extra,
            "client_max_body_size 2g; client_body_buffer_size 1m;",
            f"location /big {{ root {run_dir}; }}",
            f"location /files/ {{ root {d}; }}",
            f"location /up/ {{ root {d}; dav_methods PUT; }}",
            "location /echo { client_max_body_size 4m; proxy_http_version 1.1; proxy_pass http://127.0.0.1:%d; }" % 0,
            f"location / {{ {nginx.FACTS} }}",
        )
    backend = tcp.http_backend()
    http = http.replace("127.0.0.1:0;", f"127.0.0.1:{backend.port};")
    site = start(nginx.Nginx(seat.server, d, http=http))
    yield site
    backend.close()


HOW = {
    "1.3-h1": dict(version="1.3", http="http/1.1"),
    "1.2-h2": dict(version="1.2", http="h2"),
}


@pytest.mark.slow
@pytest.mark.parametrize("how", HOW)
def test_gigabyte_down(seat, site, pki, big, how):
    hasher = subprocess.Popen(["sha256sum"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=libs.clean_env())
    argv = [*peers.curl_args(pki, "p256.test", site.ports["main"], **HOW[how]), "--max-time", "120"]
    r = proc.run([*argv, site.url("main", "p256.test", "/big")], lib=seat.client, timeout=130, stdout=hasher.stdin)
    got = hasher.communicate()[0].split()[0].decode()
    assert r.code == 0, str(r)
    assert got == big[1]


@pytest.mark.slow
@pytest.mark.parametrize("how", HOW)
def test_gigabyte_up(seat, site, pki, big, how):
    target = site.dir / "up" / how
    argv = [*peers.curl_args(pki, "p256.test", site.ports["main"], **HOW[how]), "--max-time", "120", "-T", big[0]]
    try:
        r = proc.run([*argv, site.url("main", "p256.test", f"/up/{how}")], lib=seat.client, timeout=130)
        assert r.code == 0, str(r)
        assert sha256_of(target) == big[1]
    finally:
        target.unlink(missing_ok=True)


@pytest.mark.parametrize("port", ["main", "small"])
@pytest.mark.parametrize("http", ["h2", "http/1.1"], ids=["h2", "h1"])
@pytest.mark.parametrize("version", ["1.2", "1.3"])
def test_edges_down(seat, site, pki, tmp_path, version, http, port):
    """Sizes around 2^14, one connection for all."""
    args = peers.curl_args(pki, "p256.test", site.ports[port], version=version, http=http)
    for n in EDGES:
        args += ["-o", tmp_path / str(n), site.url(port, "p256.test", f"/files/{n}")]
    proc.ok(args, lib=seat.client)
    for n in EDGES:
        assert (tmp_path / str(n)).read_bytes() == (site.dir / "files" / str(n)).read_bytes()


@pytest.mark.parametrize("http", ["h2", "http/1.1"], ids=["h2", "h1"])
@pytest.mark.parametrize("version", ["1.2", "1.3"])
def test_edges_up(seat, site, pki, version, http):
    """The backend behind nginx answers with length and SHA-256 of what came."""
    args = peers.curl_args(pki, "p256.test", site.ports["main"], version=version, http=http)
    want = ""
    for n in EDGES:
        f = site.dir / "files" / str(n)
        args += ["-H", "Expect:", "--data-binary", f"@{f}", site.url("main", "p256.test", "/echo"), "--next"]
        args += peers.curl_args(pki, "p256.test", site.ports["main"], version=version, http=http)[2:]
        want += f"{n} {hashlib.sha256(f.read_bytes()).hexdigest()}\n"
    r = proc.ok([*args, site.url("main", "p256.test", "/")], lib=seat.client)
    assert r.text.startswith(want), str(r)


@pytest.mark.parametrize("http", ["h2", "http/1.1"], ids=["h2", "h1"])
@pytest.mark.parametrize("version", ["1.2", "1.3"])
def test_fifty_in_parallel(seat, site, pki, tmp_path, version, http):
    """curl -Z; over HTTP/1.1 every URL has a connection of its own."""
    args = peers.curl_args(pki, "p256.test", site.ports["main"], version=version, http=http)
    args += ["-Z", "--parallel-max", "50", "--parallel-immediate", "-w", "%{http_code} %{num_connects}\n"]
    args += ["-o", f"{tmp_path}/#1", site.url("main", "p256.test", "/files/n[1-50]")]
    r = proc.ok(args, lib=seat.client, timeout=60)
    rows = [line.split() for line in r.text.splitlines()]
    assert [row[0] for row in rows] == ["200"] * 50, str(r)
    if http == "http/1.1":
        assert sum(int(row[1]) for row in rows) > 1, str(r)
    for i in range(1, 51):
        assert (tmp_path / str(i)).read_bytes() == (site.dir / "files" / f"n{i}").read_bytes(), i


@pytest.mark.parametrize("http", ["h2", "http/1.1"], ids=["h2", "h1"])
@pytest.mark.parametrize("suite", ["TLS_AES_128_GCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256"])
def test_ten_thousand_requests(seat, site, suite, http):
    """10,000 requests over 200 connections, none fails, and the workers are the same afterwards."""
    workers = site.workers()
    more = [f"--tls13-ciphers={suite}"] + (["--h1"] if http == "http/1.1" else ["-m", "10"])
    url = site.url("main", "p256.test", "/files/1024")
    r = peers.h2load(seat.client, url, site.ports["main"], *more, requests=10000, clients=200, timeout=120)
    assert r.code == 0, str(r)
    got = peers.h2load_facts(r.text)
    assert got["succeeded"] == 10000 and got["failed"] == got["errored"] == got["timeout"] == 0, str(r)
    assert got["cipher"] == suite
    site.assert_well(workers)


def test_many_new_connections(seat, site):
    """2,000 connections, a request each: handshakes come and go in one worker."""
    workers = site.workers()
    url = site.url("main", "p256.test", "/files/1")
    r = peers.h2load(seat.client, url, site.ports["main"], requests=2000, clients=2000, timeout=120)
    got = peers.h2load_facts(r.text)
    assert got["succeeded"] == 2000, str(r)
    site.assert_well(workers)


def test_reading_slowly(seat, site, pki, tmp_path):
    """The client's window is full for a while: nginx must wait, keep its place and send the rest."""
    out = tmp_path / "out"
    r = peers.curl(
        *(seat.client, pki, "p256.test", site.ports["main"], "/files/1048576"),
        *("--limit-rate", "700k", "-o", out),
        http="http/1.1",
    )
    assert r.code == 0, str(r)
    assert out.read_bytes() == (site.dir / "files" / str(1 << 20)).read_bytes()
    assert os.path.getsize(out) == 1 << 20
