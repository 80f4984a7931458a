# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""C programs over the public API: what connections leave behind, valgrind, failing allocations, sanitizers."""
import re

import pytest

from helpers import native, proc

KINDS = ("p256", "p384", "ed25519", "rsa2048", "rsa4096")


def figures(text):
    return [tuple(map(int, line.split())) for line in text.splitlines()]


@pytest.mark.slow
def test_ten_thousand_connections(lib, run_dir, bench_pki):
    """Made and freed, every fourth torn down in another way: heap and resident size stay where they were."""
    prog = native.build(run_dir, "connections")
    r = proc.ok([prog, bench_pki, 10000, "p256", "ed25519"], lib=lib, timeout=300)
    rows = figures(r.text)
    assert rows[-1][0] == 10000
    (_, heap0, rss0), (_, heap1, rss1), (_, heap2, rss2) = rows[0], rows[1], rows[-1]
    told = "\n".join(f"{n:6} connections: heap {h:9} resident {s:9}" for n, h, s in rows)
    # A byte per connection kept would be 7,500 here.
    assert heap2 - heap1 < 4096, told
    assert heap2 - heap0 < 256 * 1024, told
    assert rss2 - rss1 < 256 * 1024 and rss2 - rss0 < 1024 * 1024, told


@pytest.mark.parametrize("kind", KINDS)
def test_valgrind(lib, run_dir, bench_pki, kind):
    """Both versions, all four ways to end: no invalid access, nothing read before it was written, nothing lost."""
    prog = native.build(run_dir, "connections")
    args = ["valgrind", "-q", "--leak-check=full", "--errors-for-leak-kinds=definite,indirect", "--error-exitcode=99"]
    proc.ok([*args, prog, bench_pki, 16, kind], lib=lib, timeout=240)


@pytest.mark.parametrize("kind,step", [("p256", 19), ("rsa2048", 0)])
@pytest.mark.parametrize("version", ["1.3", "1.2"])
def test_every_allocation_fails_once(lib, run_dir, bench_pki, version, kind, step):
    """A clean error and no leak, for each allocation of a connection's life in turn, and for some of a context's."""
    prog = native.build(run_dir, "allocfail")
    r = proc.ok([prog, bench_pki, kind, version, step], lib=lib, timeout=240)
    assert "\nresumed connection: " in r.text and "\nmismatched address: " in r.text and "\nwatched connection: " in r.text and ("contexts: " in r.text) == (step > 0), str(r)


@pytest.mark.parametrize("version", ["1.3", "1.2"])
def test_input_and_output_come_short(lib, run_dir, bench_pki, version):
    """Full and resumed, in pieces of every small size; then with a pause, an end, a broken pipe at each byte."""
    prog = native.build(run_dir, "shortio")
    r = proc.ok([prog, bench_pki, "p256", version], lib=lib, timeout=240)
    rows = re.findall(r"^(full|resumed): 40 in pieces, (\d+) with a fault$", r.text, re.M)
    assert [sort for sort, _ in rows] == ["full", "resumed"] and all(int(n) > 1000 for _, n in rows), str(r)


@pytest.mark.parametrize("version", ["1.3", "1.2"])
@pytest.mark.parametrize("form", ["tickets", "ids"])
def test_threads_share_no_lock(request, lib, run_dir, bench_pki, version, form):
    """Eight threads that resume over the same contexts: with tickets no lock at all, with ids those of the cache's shards."""
    if request.config.getoption("--seats") == "system":
        pytest.skip("baseline: OpenSSL's locks are rwlocks, which the program does not count")
    prog = native.build(run_dir, "contention", "-rdynamic")
    resumed, locks, waits = map(int, proc.ok([prog, bench_pki, version, form], lib=lib, timeout=60).text.split())
    assert resumed == 8 * 200
    if form == "tickets":
        assert (locks, waits) == (0, 0)
    else:  # one to find, in TLS 1.3 two to replace and two to keep
        assert 0 < locks <= 5 * resumed and waits <= locks // 10


def said(result):
    return [int(n) for n in re.findall(r"(\d+) ", result.text.splitlines()[-1])]


def test_threads_share_everything(lib, run_dir, bench_pki):
    """Eight threads over shared contexts, sessions and trust, with reloads in between."""
    prog = native.build(run_dir, "threads")
    done, resumed, switched, reloads, written, _ = said(proc.ok([prog, bench_pki, 200], lib=lib, timeout=120))
    assert done == 1000 and switched == 500 and resumed and reloads and written


def test_threads_do_not_race(request, run_dir, bench_pki):
    """The same under ThreadSanitizer, which has nothing to report and nothing that it was told to overlook."""
    if request.config.getoption("--seats") == "system":
        pytest.skip("baseline: the system's library is not sanitized")
    tsan = native.tsan_library()
    if tsan is None:
        pytest.skip("the preset tsan is not built (./test --quick leaves it out)")
    prog = native.build(run_dir, "threads", "-fsanitize=thread")
    r = proc.ok([prog, bench_pki, 80], lib=tsan, timeout=240)
    assert said(r)[0] == 400 and "ThreadSanitizer" not in r.errtext, str(r)


@pytest.mark.parametrize("version", ["1.3", "1.2"])
@pytest.mark.parametrize("kind", ["p256", "p384", "rsa2048", "rsa4096"])
def test_nothing_secret_is_left(request, lib, run_dir, bench_pki, kind, version):
    """No traffic secret, private key or plaintext is in the process image when connections and contexts are gone."""
    if request.config.getoption("--seats") == "system":
        pytest.skip("baseline: OpenSSL leaves the text of some secrets of its key log behind")
    prog = native.build(run_dir, "wiped")
    proc.ok([prog, bench_pki, kind, version], lib=lib, timeout=60)
    planted = proc.run([prog, bench_pki, kind, version, "plant"], lib=lib, timeout=60)
    assert planted.code == 1 and "plaintext in" in planted.text, str(planted)


@pytest.fixture(scope="session")
def asan(request):
    """The sanitized library. ./test builds it; a run without it says so."""
    if request.config.getoption("--seats") == "system":
        pytest.skip("baseline: the system's library is not sanitized")
    found = native.asan_library()
    if found is None:
        pytest.skip("the preset asan is not built (./test --quick leaves it out)")
    return found


SANITIZED = ("-fsanitize=address,undefined",)


@pytest.mark.parametrize("kind", KINDS)
def test_sanitized_connections(asan, run_dir, bench_pki, kind):
    prog = native.build(run_dir, "connections", *SANITIZED)
    proc.ok([prog, bench_pki, 40, kind], lib=asan, timeout=240)


@pytest.mark.parametrize("version", ["1.3", "1.2"])
def test_sanitized_input_and_output(asan, run_dir, bench_pki, version):
    prog = native.build(run_dir, "shortio", *SANITIZED)
    proc.ok([prog, bench_pki, "ed25519", version], lib=asan, timeout=500)


@pytest.mark.parametrize("version", ["1.3", "1.2"])
def test_sanitized_allocations_fail(asan, run_dir, bench_pki, version):
    """The same under the address sanitizer, for the library's own memory and what it asks of Nettle, GMP and libtasn1."""
    prog = native.build(run_dir, "allocfail", *SANITIZED)
    proc.ok([prog, bench_pki, "p256", version, 97], lib=asan, timeout=500)
