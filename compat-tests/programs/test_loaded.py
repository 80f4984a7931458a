# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Proof from /proc/PID/maps: each program has the library of its seat mapped, and no other libssl.

Every server is looked at when it starts and every short command in passing; here the clients are held in the middle of their
work so that the look cannot miss.
"""
import os
import subprocess
import threading

import pytest

from helpers import libs, nginx, peers, proc


@pytest.fixture(scope="module")
def site(seat, pki, workdir, start):
    d = workdir("loaded")
    http = nginx.server(
        "https", "p256.test", pki.pem("p256"), pki.key("p256"), "root " + str(d) + ";", "location / { dav_methods PUT; }"
    )
    return start(nginx.Nginx(seat.server, d, http=http))


def test_nginx_master_and_worker(seat, site):
    for pid in (site.pid, *site.workers()):
        assert libs.mapped_libssl(pid) == {seat.server.path}


def test_curl(seat, site, pki):
    """curl reads its upload from a pipe that we keep open while we look."""
    hold, feed = os.pipe()
    seen = {}

    def look():
        def mapped():
            for pid in proc.children(os.getpid()):
                with open(f"/proc/{pid}/cmdline", "rb") as f:
                    if f.read().startswith(b"curl\0"):
                        seen[pid] = libs.mapped_libssl(pid)
            return any(seen.values())

        try:
            proc.wait_until(mapped, 10, what="a curl with a libssl")
        finally:
            os.write(feed, b"done")
            os.close(feed)

    t = threading.Thread(target=look)
    t.start()
    try:
        r = peers.curl(seat.client, pki, "p256.test", site.ports["https"], "/x", "-T", "-", stdin=hold)
    finally:
        t.join(15)
        os.close(hold)
    assert r.code == 0, str(r)
    assert [m for m in seen.values() if m] == [{seat.client.path}]
    assert r.mapped == {seat.client.path}


def test_h2load(seat, site):
    url = f"https://p256.test:{site.ports['https']}/"
    argv = ["h2load", "-D", "1", "-c", "2", f"--connect-to=127.0.0.1:{site.ports['https']}", url]
    p = subprocess.Popen(argv, env=seat.client.env(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        seen = proc.wait_until(lambda: libs.mapped_libssl(p.pid), 5, what="h2load's libssl")
        assert seen == {seat.client.path}
    finally:
        p.kill()
        p.wait()


def test_libcrypto_is_the_systems(seat, site):
    """The drop-in replaces libssl.so.3 alone."""
    maps = open(f"/proc/{site.pid}/maps", encoding="utf-8").read()
    files = {line.split()[-1] for line in maps.splitlines() if "/libcrypto.so" in line}
    assert files == {os.path.realpath(libs.TRIPLET_DIR / "libcrypto.so.3")}
