# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Sources of Debian's packages: the upstream archive as Debian publishes it, unpacked and changed in nothing.

apt fetches and checks them, with an own configuration: the machine's own mirrors, read as sources, and lists of its own, so that
nothing of the system's changes. What was fetched once stays in CACHE (TEASEL_RELINK_DIR, else build/relink)."""
import fcntl
import os
import pathlib
import re
import subprocess

from . import libs

CACHE = pathlib.Path(os.environ.get("TEASEL_RELINK_DIR", libs.ROOT / "build" / "relink"))
APT = pathlib.Path("/etc/apt")


class Unavailable(Exception):
    """The source cannot be had here; the text says why."""


def _own_sources():
    """The machine's enabled entries for Debian's packages, in apt's newer form, with deb-src in the place of deb."""
    stanzas = []
    for f in sorted([*APT.glob("sources.list"), *APT.glob("sources.list.d/*.list")]):
        for line in f.read_text().splitlines():
            m = re.match(r"deb\s+(?:\[([^]]*)\]\s+)?(\S+)\s+(\S+)\s+(.+)", line.strip())
            if m:
                signed = re.search(r"signed-by=(\S+)", m[1] or "")
                key = f"Signed-By: {signed[1]}\n" if signed else ""
                stanzas.append(f"Types: deb\nURIs: {m[2]}\nSuites: {m[3]}\nComponents: {m[4]}\n{key}")
    for f in sorted(APT.glob("sources.list.d/*.sources")):
        stanzas += re.split(r"\n\s*\n", f.read_text().strip())
    debian = [s for s in stanzas if re.search(r"^Suites:.*\bbookworm", s, re.M) and re.search(r"^Components:.*\bmain\b", s, re.M)]
    return "\n\n".join(re.sub(r"^Types:.*$", "Types: deb-src", s, flags=re.M).strip() for s in debian) + "\n"


def _apt(*args, cwd=None, timeout=300):
    """apt with the lists and sources of CACHE; never as another user, who could not write there."""
    lists = CACHE / "apt"
    (lists / "lists" / "partial").mkdir(parents=True, exist_ok=True)
    sources = lists / "debian.sources"
    sources.write_text(_own_sources())
    options = {
        "Dir::Etc::sourcelist": sources,
        "Dir::Etc::sourceparts": "-",
        "Dir::State::lists": lists / "lists",
        "APT::Sandbox::User": "",
        "Acquire::Retries": 1,
        "Acquire::http::Timeout": 20,
        "Acquire::Languages": "none",
    }
    argv = [args[0], *(f"-o{k}={v}" for k, v in options.items()), *args[1:]]
    try:
        return subprocess.run(argv, cwd=cwd, env={**libs.clean_env(), **_proxies()}, capture_output=True, text=True, timeout=timeout, check=False)
    except subprocess.TimeoutExpired:
        raise Unavailable(f"apt did not end within {timeout} s") from None


def _proxies():
    return {k: v for k, v in os.environ.items() if k.lower() in ("http_proxy", "https_proxy", "no_proxy")}


def _versions(package):
    """As apt lists them; their upstream archive is most often the same. The lists are fetched once."""
    for fetch in (False, True):
        if fetch:
            r = _apt("apt-get", "update", "-q")
            if r.returncode != 0:
                raise Unavailable(f"apt-get update: {r.stderr.strip()[-300:]}")
        found = re.findall(r"^Version: (\S+)$", _apt("apt-cache", "showsrc", package).stdout, re.M)
        if found:
            return list(dict.fromkeys(found))
    raise Unavailable(f"no mirror of this machine lists the source of {package}")


def _archive(package):
    found = sorted(f for f in (CACHE / "sources").glob(f"{package}_*.orig.tar.*") if f.suffix != ".asc")
    return found[-1] if found else None


def fetch(package):
    """The upstream archive of a source package. Workers take turns: apt does not wait for another that holds its lists."""
    where = CACHE / "sources"
    where.mkdir(parents=True, exist_ok=True)
    with open(CACHE / "apt.lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return _fetch(package, where)


def _fetch(package, where):
    """A mirror may list a version that it no longer has: then another serves."""
    if _archive(package) is None:
        said = ""
        for version in _versions(package):
            r = _apt("apt-get", "source", "--download-only", "-q", f"{package}={version}", cwd=where)
            if r.returncode == 0 and _archive(package):
                break
            said = r.stderr.strip()[-300:]
        else:
            raise Unavailable(f"apt-get source {package}: {said}")
    return _archive(package)


def unpack(package, into):
    """Unpacks the archive into a directory that does not exist yet, without the directory that the archive itself has."""
    archive = fetch(package)
    into.mkdir(parents=True)
    subprocess.run(["tar", "-xf", archive, "-C", into, "--strip-components=1"], check=True, timeout=120, env=libs.clean_env())
    return into
