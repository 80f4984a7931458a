# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Debian's HAProxy, from a configuration of the test's own; `@name@` stands for a port that the kernel gave."""
import os
import pathlib
import re

from . import proc

BINARY = "/usr/sbin/haproxy"

# What it knows of a connection, for `http-request return`.
FACTS = (
    'http-request return status 200 content-type application/json lf-string '
    '\'{"reused":"%[ssl_fc_is_resumed,iif(r,.)]","protocol":"%[ssl_fc_protocol]","early":"%[ssl_fc_has_early]",'
    '"cipher":"%[ssl_fc_cipher]","dn":"%[ssl_c_s_dn(cn)]"}\''
)

_HEAD = """
global
    ssl-default-bind-options ssl-min-ver TLSv1.2
    {more}
defaults
    mode http
    timeout connect 5s
    timeout client 20s
    timeout server 20s
    option httpclose
"""


class Haproxy(proc.Service):
    def __init__(self, lib, where, body, more=""):
        self.dir = pathlib.Path(where)
        self.dir.mkdir(parents=True, exist_ok=True)
        self.body, self.more = body, more
        self.ports = {}
        super().__init__([BINARY, "-db", "-f", self.dir / "haproxy.cfg"], lib, self.dir / "haproxy.log", "haproxy")

    def start(self, ready=None, seconds=15):
        names = sorted(set(re.findall(r"@([\w.-]+)@", self.body)))
        for attempt in range(5):
            self.ports = dict(zip(names, proc.free_ports(len(names))))
            text = re.sub(r"@([\w.-]+)@", lambda m: str(self.ports[m[1]]), self.body)
            (self.dir / "haproxy.cfg").write_text(_HEAD.format(more=self.more) + text)
            try:
                return super().start(lambda: all(map(proc.can_connect, self.ports.values())), seconds)
            except proc.ServiceDied as e:
                if "in use" not in str(e) or attempt == 4:
                    raise
        raise AssertionError("unreachable")


def pem(pki, kind, where):
    """Certificates and key in one file, as HAProxy wants them."""
    f = pathlib.Path(where) / f"{kind}.one.pem"
    f.write_bytes(pki.pem(kind).read_bytes() + pki.key(kind).read_bytes())
    os.chmod(f, 0o644)
    return f
