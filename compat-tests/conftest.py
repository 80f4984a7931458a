# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Fixtures of all tests here: the seat, the certificates, servers, and what a failing test shows.

A test that takes `seat` runs once per seat: client (ours in the client), server (ours in the server), both. The option
--seats=system runs the same tests with the system's library everywhere: the baseline that shows the tests themselves right.
"""
import os
import resource
import shutil
import sys

import pytest

# relink/ imports tests of programs/: their assertions are to show values there too.
pytest.register_assert_rewrite("programs")

from helpers import debsource, libs, native, nginx, pki as pki_mod, prefix, proc, relink, tools  # noqa: E402

ALL_SEATS = ("client", "server", "both")
# Modules that name them in SEATS run in these, whatever seats a test is about elsewhere: programs over both our libraries.
# "relinked lighttpd" is "relinked" with one program more.
# "installed" are tlsclient and tlsserver as cmake --install leaves them.
WITHOUT_OPENSSL = ("relinked", "unmodified", "installed")
NEEDED = ("openssl", "curl", "gnutls-serv", "gnutls-cli", "h2load", nginx.BINARY)


def pytest_addoption(parser):
    parser.addoption(
        "--seats",
        default=os.environ.get("TEASEL_SEATS", "all"),
        help="comma-separated: client, server, both, system (the baseline: our library nowhere); default all = client,server,both",
    )


def chosen_seats(config):
    text = config.getoption("--seats")
    names = ALL_SEATS if text == "all" else tuple(text.split(","))
    unknown = set(names) - {*ALL_SEATS, "system"}
    if unknown:
        raise pytest.UsageError(f"--seats: {', '.join(unknown)}?")
    return names


def pytest_configure(config):
    # A user's usual 1,024 open files are too few for h2load with 2,000 connections; programs inherit what is set here.
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = 65536 if hard == resource.RLIM_INFINITY else min(hard, 65536)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, most), hard))
    missing = [p for p in NEEDED if shutil.which(p, path=libs.clean_env()["PATH"]) is None]
    if missing:
        raise pytest.UsageError(f"missing programs: {', '.join(missing)}; ./test installs them from Debian's packages")
    if chosen_seats(config) != ("system",) and not libs.our_file().exists():
        raise pytest.UsageError(f"{libs.our_file()} is not built; ./test builds it, --seats=system does without")


def pytest_generate_tests(metafunc):
    names = chosen_seats(metafunc.config)
    if hasattr(metafunc.module, "SEATS"):
        for fixture in {"seat", "lib"} & set(metafunc.fixturenames):
            metafunc.parametrize(fixture, metafunc.module.SEATS, indirect=True, scope="session")
        return
    if "seat" in metafunc.fixturenames:
        mark = metafunc.definition.get_closest_marker("seats")
        about = mark.args if mark else ALL_SEATS
        # In the baseline each test runs once, whatever seats it is about.
        metafunc.parametrize("seat", [n for n in names if n in about or n == "system"], indirect=True, scope="session")
    if "lib" in metafunc.fixturenames:
        which = ["system"] if names == ("system",) else ["ours"]
        metafunc.parametrize("lib", which, indirect=True, scope="session")


@pytest.fixture(scope="session")
def seat(request):
    """Which library the client and which the server runs over."""
    if request.param.startswith(WITHOUT_OPENSSL):
        both = without_openssl(request)
        return libs.Seat(request.param, both, both)
    return libs.seat(request.param)


def without_openssl(request):
    """'installed', 'unmodified', or 'relinked' and which programs besides curl and nginx."""
    kind, *names = request.param.split()
    if kind == "installed":
        return tools.installed(prefix.shared(request.getfixturevalue("run_dir") / "prefix"))
    try:
        if kind == "unmodified":
            return relink.unmodified()
        return relink.relinked(*names, "curl", "nginx")
    except debsource.Unavailable as e:
        pytest.skip(f"the sources of Debian's packages: {e}")
    except relink.NotBuilt as e:
        pytest.skip(f"not built, relink/test_builds.py shows why: {str(e).splitlines()[0][:100]}")


@pytest.fixture(scope="session")
def lib(request):
    """The library under test, for tests that put it into one program only."""
    if request.param.startswith(WITHOUT_OPENSSL):
        return without_openssl(request)
    return libs.system() if request.param == "system" else libs.ours()


@pytest.fixture(scope="session")
def asan(request):
    """Our library with sanitizers, for programs that were not built so."""
    if request.config.getoption("--seats") == "system":
        pytest.skip("baseline: the system's library is not sanitized")
    found = native.asan_library(preload=True)
    if found is None:
        pytest.skip("the preset asan is not built (./test --quick leaves it out)")
    # Leaks are counted where the program is ours (native/); nginx and curl leave things of their own at their end.
    env = dict(found.extra_env)
    env["ASAN_OPTIONS"] = env["ASAN_OPTIONS"].replace("detect_leaks=1", "detect_leaks=0")
    return libs.Library(found.name, found.path, tuple(env.items()))


@pytest.fixture(scope="session")
def run_dir(tmp_path_factory):
    """A directory that all workers of this run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


@pytest.fixture(scope="session")
def pki(run_dir):
    return pki_mod.shared(run_dir / "pki")


@pytest.fixture(scope="session")
def workdir(tmp_path_factory):
    """A maker of fresh directories: workdir("nginx")."""
    return lambda name: tmp_path_factory.mktemp(name, numbered=True)


@pytest.fixture(scope="session")
def start():
    """Starts services and stops them, newest first, when the session ends: start(Service(...))."""
    running = []

    def go(service):
        service.start()
        running.append(service)
        return service

    yield go
    errors = []
    for s in reversed(running):
        try:
            s.stop()
        except AssertionError as e:
            errors.append(str(e))
    assert not errors, "\n".join(errors)


@pytest.fixture
def start_here():
    """The same for the length of one test."""
    running = []

    def go(service):
        service.start()
        running.append(service)
        return service

    yield go
    for s in reversed(running):
        s.stop()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    proc.HISTORY.clear()
    for s in proc.LIVE:
        s.mark()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    report = outcome.get_result()
    if report.failed:
        for s in proc.LIVE:
            news = s.news()
            if news:
                report.sections.append((f"{s.name} (pid {s.pid}) while this test ran", news[-6000:]))
        told = report.longreprtext
        rest = [str(r) for r in proc.HISTORY[-6:] if " ".join(map(str, r.argv)) not in told]
        if rest:
            report.sections.append(("commands of this test", "\n".join(rest)))


def pytest_report_header(config):
    names = chosen_seats(config)
    ours = "-" if names == ("system",) else libs.our_file()
    return [f"seats: {', '.join(names)}", f"our library: {ours}", f"system's library: {libs.system().path}", f"python: {sys.executable}"]


def pytest_sessionfinish(session):
    """The gigabyte of test_transfer.py goes when the run ends; pytest would keep it for three runs."""
    if not hasattr(session.config, "workerinput"):
        base = session.config._tmp_path_factory.getbasetemp()
        for name in ("big", "big.sha256", "big.lock"):
            (base / name).unlink(missing_ok=True)
