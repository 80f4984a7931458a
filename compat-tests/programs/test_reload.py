# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""nginx reloads its configuration while requests come: none is lost, new workers serve the new certificate, old ones go."""
import os
import pathlib
import signal
import threading

import pytest

from helpers import nginx, peers, proc


@pytest.fixture
def site(seat, pki, workdir, start_here):
    http = nginx.server("https", "p256.test", pki.pem("p256"), pki.key("p256"))
    http += nginx.server("slow", "p256.test", pki.pem("p256"), pki.key("p256"), f"root {pki.dir}; limit_rate 20k;")
    return start_here(nginx.Nginx(seat.server, workdir("reload"), http=http, workers=2))


@pytest.mark.parametrize("http", ["h2", "http/1.1"], ids=["h2", "h1"])
def test_under_load(seat, site, pki, http):
    """Commands of 150 requests each, two at a time, before, during and after four reloads."""
    results, stop = [], threading.Event()
    args = peers.curl_args(pki, "p256.test", site.ports["https"], http=http)
    args += ["-Z", "--parallel-max", "8", "-w", "%{http_code}\n", "-o", "/dev/null"]
    # Over HTTP/1.1 every request has its own connection and none may fail. Over h2, nginx 1.22 may close a connection at the
    # moment a request is on its way (curl 16 with any library), which a client is to try again.
    args += ["-H", "Connection: close"] if http == "http/1.1" else ["--retry", "3", "--retry-all-errors"]
    args += [site.url("https", "p256.test", "/?[1-150]")]

    def load():
        while not stop.is_set():
            results.append(proc.run(args, lib=seat.client, timeout=60))

    first = set(site.workers())
    threads = [threading.Thread(target=load) for _ in range(2)]
    for t in threads:
        t.start()
    for n in range(4):
        had = len(results)
        site.reload()
        proc.wait_until(lambda: len(results) > had + 1, 60, what="requests answered by the new workers")
    stop.set()
    for t in threads:
        t.join(90)
    assert len(results) >= 8
    for r in results:
        assert r.code == 0 and r.text.split() == ["200"] * 150, str(r)
    assert not first & set(site.workers())
    proc.wait_until(lambda: len(proc.children(site.pid)) == 2, 20, what="the old workers' end")
    site.assert_well()
    for w in site.workers():
        site.assert_mapped(w)


def test_running_answer_is_finished(seat, site, pki):
    """An answer of some seconds that began before the reload comes whole from the old worker."""
    got = []
    big = pki.dir / "slow.bin"
    big.write_bytes(bytes(range(256)) * 160)  # 40 KiB at 20 KiB/s

    def fetch():
        got.append(peers.curl(seat.client, pki, "p256.test", site.ports["slow"], "/slow.bin", "-o", site.dir / "slow"))

    old = set(site.workers())
    t = threading.Thread(target=fetch)
    t.start()
    proc.wait_until(lambda: (site.dir / "slow").exists(), 10, what="the answer's start")
    site.reload()
    assert any(pathlib.Path(f"/proc/{w}").exists() for w in old), "the old worker left its client alone"
    t.join(30)
    assert got and got[0].code == 0, str(got)
    assert (site.dir / "slow").read_bytes() == big.read_bytes()
    proc.wait_until(lambda: not set(proc.children(site.pid)) & old, 20, what="the old workers' end")
    site.assert_well()


def test_new_certificate(seat, site, pki):
    """The certificate file changes under nginx; after the reload the new one is served."""
    assert peers.curl(seat.client, pki, "p256.test", site.ports["https"]).code == 0
    site.conf.write_text(
        site.conf.read_text().replace(str(pki.pem("p256")), str(pki.pem("rsa2048"))).replace(
            str(pki.key("p256")), str(pki.key("rsa2048"))
        )
    )
    site.reload()
    # As the name in the certificate is another now, the old name must fail and the new one go.
    assert peers.curl(seat.client, pki, "p256.test", site.ports["https"]).code == 60
    assert peers.curl(seat.client, pki, "rsa2048.test", site.ports["https"]).code == 0
    site.assert_well()


def test_bad_certificate_keeps_the_old(seat, site, pki):
    """A reload that cannot read its certificate leaves the old configuration at work."""
    workers = site.workers()
    site.conf.write_text(site.conf.read_text().replace(str(pki.pem("p256")), str(pki.dir / "garbage.pem")))
    site.mark()
    os.kill(site.pid, signal.SIGHUP)
    proc.wait_until(lambda: "[emerg]" in site.news(), 10, what="nginx's complaint")
    assert "cannot load certificate" in site.news()
    assert peers.curl(seat.client, pki, "p256.test", site.ports["https"]).code == 0
    assert site.workers() == workers
