# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Debian's HAProxy, from a configuration of the test's own; `@name@` stands for a port that the kernel gave."""
import os
import pathlib

from . import daemon

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


class Haproxy(daemon.Daemon):
    def __init__(self, lib, where, body, more=""):
        super().__init__(lib, where, [BINARY, "-db", "-f", "@dir@/haproxy.cfg"], {"haproxy.cfg": _HEAD.format(more=more) + body})


def pem(pki, kind, where):
    """Certificates and key in one file, as HAProxy wants them."""
    f = pathlib.Path(where) / f"{kind}.one.pem"
    f.write_bytes(pki.pem(kind).read_bytes() + pki.key(kind).read_bytes())
    os.chmod(f, 0o644)
    return f
