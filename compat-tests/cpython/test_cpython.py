# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""CPython's own tests of everything that speaks TLS, Debian's build of them, over our library.

What does not pass over ours, skipped tests included, is run again over the system's library: if it passes there, it fails here,
unless obsolete.tsv says which obsolete feature it is about. Modules that mostly wait run side by side.
"""
import pathlib
import signal
import subprocess
import xml.etree.ElementTree as ET

import pytest

from helpers import libs

OBSOLETE = pathlib.Path(__file__).with_name("obsolete.tsv")
SUITE = pathlib.Path("/usr/lib/python3.11/test")

def of_asyncio(*files, sign="-m"):
    """test_asyncio takes as long as the rest together, so it runs in parts: options that choose its tests by file."""
    return [w for name in files for w in (sign, f"test.test_asyncio.test_{name}.*")]


ABOUT_TLS = ("events", "ssl", "sslproto", "streams", "selector_events")
ABOUT_TASKS = ("tasks", "taskgroups", "futures")

GROUPS = {
    "ssl": [("test_ssl",)],
    "asyncio": [
        ("test_asyncio", *of_asyncio(*ABOUT_TLS)),
        ("test_asyncio", *of_asyncio(*ABOUT_TASKS)),
        ("test_asyncio", *of_asyncio(*ABOUT_TLS, *ABOUT_TASKS, sign="-i")),
    ],
    "protocols": [
        ("test_httplib", "test_urllib2_localnet", "test_ftplib", "test_poplib", "test_smtplib"),
        ("test_imaplib",),
        ("test_xmlrpc", "test_docxmlrpc"),
    ],
}
LEAST = {"ssl": 180, "asyncio": 1900, "protocols": 480}  # tests at least: a suite that shrank would prove less


def obsolete():
    lines = [line for line in OBSOLETE.read_text().splitlines() if line and not line.startswith("#")]
    return dict(line.split("\t") for line in lines)


class Suite:
    """One run of `python3 -m test`, begun at once; finish() gives {test: ok | skipped | failure | error}."""

    def __init__(self, lib, where, *args):
        self.dir = where
        self.dir.mkdir()
        self.log = self.dir / "log"
        self.xml = self.dir / "junit.xml"
        argv = ["/usr/bin/python3", "-m", "test", "-v", "--tempdir", str(self.dir), "--junit-xml", str(self.xml), *args]
        with open(self.log, "wb") as f:
            # Some tests interrupt themselves, and a program in the background of a script has SIGINT ignored.
            self.p = subprocess.Popen(argv, env=lib.env(), cwd=self.dir, stdin=subprocess.DEVNULL, stdout=f, stderr=subprocess.STDOUT,
                                      preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))

    def finish(self, seconds=240):
        try:
            self.p.wait(seconds)
        finally:
            if self.p.poll() is None:
                self.p.kill()
                self.p.wait()
        assert self.xml.exists(), f"{self.p.args}\nleft no results\n{self.text()[-4000:]}"
        states = {}
        for case in ET.parse(self.xml).iter("testcase"):
            bad = [child.tag for child in case if child.tag in ("failure", "error", "skipped")]
            states[case.get("name")] = bad[0] if bad else "ok"
        return states

    def text(self):
        return self.log.read_text("utf-8", "replace")

    def about(self, name):
        """What the suite printed about a test that failed."""
        at = self.text().find(f": {name.rpartition('.')[2]} ({name})\n--")
        return self.text()[at : at + 1500] if at >= 0 else ""


def mapped(lib):
    """The libssl of an interpreter of the kind that runs the suites."""
    code = "import ssl; print(*{l.split()[-1] for l in open('/proc/self/maps') if '/libssl.so' in l})"
    r = subprocess.run(["/usr/bin/python3", "-c", code], env=lib.env(), capture_output=True, text=True, timeout=30, check=True)
    return r.stdout.split()


def test_the_library_in_python(lib):
    assert mapped(lib) == [lib.path]


def hold(lib, runs, least, listed, where):
    """Every test passes over this library or is listed with its reason, and nothing is listed that passes; runs: as in GROUPS."""
    assert SUITE.is_dir(), "no CPython tests: Debian's package libpython3.11-testsuite"
    running = [Suite(lib, where / str(i), *args) for i, args in enumerate(runs)]
    states, told = {}, {}
    for suite in running:
        for name, state in suite.finish().items():
            states[name] = state
            told[name] = suite
    assert len(states) >= least, f"{len(states)} tests only:\n{running[0].text()[-3000:]}"

    again = sorted(name for name, state in states.items() if state != "ok")
    over_openssl = {}
    if again:
        modules = sorted({name.split(".")[1] for name in again})
        patterns = [w for name in again for w in ("-m", name)]
        over_openssl = Suite(libs.system(), where / "system", *modules, *patterns).finish()
    worse = {n: states[n] for n in again if over_openssl.get(n) == "ok" and n not in listed}
    assert not worse, "\n".join(f"{n}: ok over OpenSSL, over ours {s}\n{told[n].about(n)}" for n, s in worse.items())
    # A failing setUpClass hides tests: it stands in the results under a name of its own, failing over both libraries or not.
    both = {n: s for n, s in states.items() if s in ("failure", "error") and over_openssl.get(n) != "ok"}
    assert not both, f"fail over both libraries, so these prove nothing: {both}\n{running[0].text()[-3000:]}"
    stale = [n for n in listed if states.get(n, "failure") == "ok"]
    assert not stale, f"listed, with a reason why they fail, are tests that pass: {stale}"


@pytest.mark.slow
@pytest.mark.parametrize("group", GROUPS)
def test_suite(lib, group, tmp_path):
    hold(lib, GROUPS[group], LEAST[group], obsolete() if lib.name == "ours" else {}, tmp_path)


@pytest.mark.slow
def test_ssl_suite_sanitized(asan, tmp_path):
    """test_ssl alone over the build with sanitizers: it dies with the first report, and no test of it ends otherwise."""
    assert mapped(asan) == [asan.path]
    suite = Suite(asan, tmp_path / "ours", "test_ssl")
    states = suite.finish()
    assert len(states) >= LEAST["ssl"], suite.text()[-3000:]
    assert "AddressSanitizer" not in suite.text() and "runtime error:" not in suite.text(), suite.text()[-6000:]
    listed = obsolete()
    bad = sorted(n for n, state in states.items() if state in ("failure", "error") and n not in listed)
    assert not bad, "\n".join(suite.about(n) for n in bad)
