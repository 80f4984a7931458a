# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Many connections in one process (load.c): held and used again, one after the other, begun and never ended, slow."""
import pytest

from helpers import native, proc


@pytest.fixture
def load(lib, run_dir, bench_pki):
    prog = native.build(run_dir, "load")

    def rows(mode, count, timeout):
        r = proc.ok([prog, bench_pki, "p256", mode, count], lib=lib, timeout=timeout)
        return [line.split() for line in r.text.splitlines()]

    return rows


@pytest.mark.slow
def test_twenty_thousand_idle_connections(load, request):
    """They take what docs/PERFORMANCE.md says of a pair, and all of them still work."""
    idle, again, left = load("idle", 20000, 400)
    assert again[:2] == ["again", "20000"]
    if request.config.getoption("--seats") != "system":
        assert int(idle[2]) < 14000 and int(idle[3]) < 16000, idle
        assert int(left[1]) < 100000, left


@pytest.mark.slow
def test_a_hundred_thousand_handshakes(load):
    """The process does not grow: not a byte a connection from the first tenth to the last."""
    rows = [list(map(int, row[1:])) for row in load("soak", 100000, 600)]
    assert [row[0] for row in rows] == list(range(0, 100001, 10000)) and rows[-1][3] > 45000
    (_, heap, resident, _), (_, heap_end, resident_end, _) = rows[1], rows[-1]
    assert heap_end - heap < 16384 and resident_end - resident < 512 * 1024, rows


def test_hellos_without_end(load, request):
    """What a client costs that says hello and is never heard of again."""
    rows = load("flood", 5000, 120)
    assert [row[1] for row in rows] == ["1.3", "1.2"]
    if request.config.getoption("--seats") != "system":
        assert all(int(row[3]) < 12000 and int(row[4]) < 14000 for row in rows), rows


def test_slow_clients_slow_nobody(load):
    """Three hundred that say a byte a second, on the one thread that serves the others."""
    rows = {row[0]: list(map(int, row[1:])) for row in load("slow", 300, 120) if row[0] != "server"}
    assert rows["alone"][0] == rows["beside"][0] == 1000
    assert rows["beside"][1] < 2 * rows["alone"][1] + 1000, rows
