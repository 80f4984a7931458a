# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Any server that takes its configuration from files: it runs from a directory of its own, on ports that the kernel gave.

In the command line and in the files `@name@` stands for a port, the same number wherever the same name stands, and `@dir@` for
the directory. Servers that refuse to run as root run as nobody then, from a directory that nobody can reach.
"""
import os
import pathlib
import pwd
import re
import shutil
import tempfile
import time

from . import libs, proc

NOBODY = "nobody"
TAKEN = re.compile(r"address( is)? already in use|Address in use|could not bind|cannot bind", re.I)


def as_user(name):
    """What stands before a command so that it runs as that user, in the same process; nothing when we are not root."""
    if os.geteuid() != 0:
        return []
    return ["setpriv", f"--reuid={name}", f"--regid={pwd.getpwnam(name).pw_gid}", "--clear-groups", "--"]


def reachable(lib):
    """The same library where every user can read it: a clone may lie in a directory that is root's alone."""
    if os.geteuid() != 0 or lib.path.startswith("/usr/"):
        return lib
    parents = [p for p in pathlib.Path(lib.path).parents if not p.stat().st_mode & 0o001]
    if not parents:
        return lib
    copy = pathlib.Path(tempfile.gettempdir()) / f"teasel-libssl-{os.getpid()}" / "libssl.so.3"
    if not copy.exists():
        copy.parent.mkdir(mode=0o755)
        shutil.copy(lib.path, copy)
    return libs.Library(lib.name, str(copy), (("LD_LIBRARY_PATH", str(copy.parent)),))


class Daemon(proc.Service):
    """argv, files ({name: text}), copies ({name: file}): what to run, what to write and what to copy into the directory.

    user: who runs it when we are root. ready(daemon): when it may be used; without it, when every port accepts.
    mapped(daemon): the processes that must have the library mapped; without it, the one started.
    """

    def __init__(self, lib, where, argv, files=None, copies=None, user=None, ready=None, mapped=None, name=None, env=None):
        self.user = user if os.geteuid() == 0 else None
        self.temporary = None
        if self.user:
            # Where pytest puts its directories only root may go.
            self.temporary = tempfile.TemporaryDirectory(prefix="teasel-daemon-", ignore_cleanup_errors=True)
            where = self.temporary.name
            lib = reachable(lib)
        self.dir = pathlib.Path(where)
        self.dir.mkdir(parents=True, exist_ok=True)
        self.template = [str(a) for a in argv]
        self.files = files or {}
        self.copies = copies or {}
        self.ports = {}
        self.is_ready = ready
        self.mapped = mapped
        super().__init__(self.template, lib, self.dir / "out.log", name or os.path.basename(argv[0]), env=env, cwd=self.dir)

    def fill(self, text):
        def value(m):
            return str(self.dir) if m[1] == "dir" else str(self.ports[m[1]])

        return re.sub(r"@([a-z][\w.-]*)@", value, text)

    def write(self):
        """Chooses the ports and writes the files."""
        found = re.findall(r"@([a-z][\w.-]*)@", "\n".join([*self.template, *self.files.values()]))
        names = sorted(set(found) - {"dir"})
        self.ports = dict(zip(names, proc.free_ports(len(names))))
        for name, text in self.files.items():
            (self.dir / name).write_text(self.fill(text))
        for name, source in self.copies.items():
            shutil.copy(source, self.dir / name)
            os.chmod(self.dir / name, 0o600)
        if self.user:
            entry = pwd.getpwnam(self.user)
            for path in (self.dir, *self.dir.rglob("*")):
                os.chown(path, entry.pw_uid, entry.pw_gid)
        self.argv = (as_user(self.user) if self.user else []) + [self.fill(a) for a in self.template]

    def start(self, ready=None, seconds=20):
        def accepting():
            return self.is_ready(self) if self.is_ready else all(map(proc.can_connect, self.ports.values()))

        for attempt in range(5):
            self.write()
            try:
                super().start(ready or accepting, seconds)
                break
            except proc.ServiceDied as e:
                if attempt == 4 or not TAKEN.search(str(e) + self.news()):
                    raise
        return self

    def assert_mapped(self, pid):
        """Called for the process that was started; looks at the ones that speak TLS. One that was forked just now has yet to
        load its libraries, and one that ends has none left."""
        end = time.monotonic() + 5
        while self.mapped and not all(map(self.lib.is_in, self.mapped(self))) and time.monotonic() < end:
            time.sleep(0.02)
        for p in self.mapped(self) if self.mapped else [pid]:
            super().assert_mapped(p)

    def stop(self, seconds=10):
        code = super().stop(seconds)
        if self.temporary:
            self.temporary.cleanup()
        return code


def credentials(pki, *names, more=()):
    """Copies for a Daemon: NAME.pem and NAME.key of each, roots.pem, and further files of the PKI."""
    found = {"roots.pem": pki.roots} | {pathlib.Path(f).name: f for f in more}
    for n in names:
        found |= {f"{n}.pem": pki.pem(n), f"{n}.key": pki.key(n)}
    return found


def listening(d):
    """Whether the kernel lists all ports of a daemon as listening: for those that take a silent connection amiss."""
    with open("/proc/net/tcp", encoding="ascii") as f:
        ports = {int(line.split()[1].rpartition(":")[2], 16) for line in f if " 0A " in line}
    return set(d.ports.values()) <= ports


def descendants(pid, title=""):
    """The processes below one, all generations, whose command line contains `title`."""
    found = []
    for child in proc.children(pid):
        try:
            line = pathlib.Path(f"/proc/{child}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
        except OSError:
            continue
        if title in line:
            found.append(child)
        found += descendants(child, title)
    return found
