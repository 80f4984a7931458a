# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Debian's Apache, from a directory and a configuration of the test's own; and memcached for several of them."""
import os
import re

from . import daemon, proc

BINARY = "/usr/sbin/apache2"
MODULES = "/usr/lib/apache2/modules"

_CONF = """
ServerRoot @dir@
ServerName localhost
PidFile @dir@/apache.pid
Mutex file:@dir@
ErrorLog @dir@/error.log
LogLevel ssl:debug
{user}
LoadModule mpm_event_module {modules}/mod_mpm_event.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule headers_module {modules}/mod_headers.so
LoadModule socache_shmcb_module {modules}/mod_socache_shmcb.so
LoadModule socache_memcache_module {modules}/mod_socache_memcache.so
LoadModule ssl_module {modules}/mod_ssl.so
StartServers 2
ServerLimit 2
ThreadsPerChild 8
ThreadLimit 8
MaxRequestWorkers 16
MinSpareThreads 1
MaxSpareThreads 16
KeepAlive off
DocumentRoot @dir@/www
SSLProtocol -all +TLSv1.2 +TLSv1.3
{body}
"""

# What it knows of a connection: resumed or not, in the words that resuming.Visit reads.
FACTS = (
    'SSLEngine on\nSSLOptions +StdEnvVars\n'
    'Header always set X-Facts "\\"reused\\":\\"%{SSL_SESSION_RESUMED}s\\" \\"protocol\\":\\"%{SSL_PROTOCOL}s\\"'
    ' \\"dn\\":\\"%{SSL_CLIENT_S_DN_CN}s\\""'
)


def page(text):
    """The words of X-Facts with Apache's Initial and Resumed as nginx writes them."""
    return text.replace('"reused":"Initial"', '"reused":"."').replace('"reused":"Resumed"', '"reused":"r"')


class Apache(daemon.Daemon):
    def __init__(self, lib, where, body):
        user = "User www-data\nGroup www-data" if os.geteuid() == 0 else ""
        files = {"apache.conf": _CONF.format(modules=MODULES, user=user, body=body), "www/index.html": "here\n"}
        super().__init__(lib, where, [BINARY, "-f", "@dir@/apache.conf", "-D", "FOREGROUND"], files)
        (self.dir / "www").mkdir(exist_ok=True)
        self.logs.append(self.dir / "error.log")

    def errors(self):
        f = self.dir / "error.log"
        return f.read_text("utf-8", "replace") if f.exists() else ""

    def stop(self, seconds=10):
        code = super().stop(seconds)
        assert not re.search(r"exit signal (Segmentation|Abort)|AddressSanitizer", self.errors()), self.errors()[-4000:]
        return code


class Memcached(proc.Service):
    def __init__(self, where):
        self.port = None
        super().__init__([], None, f"{where}.memcached.log", "memcached")

    def start(self, ready=None, seconds=10):
        for attempt in range(5):
            (self.port,) = proc.free_ports(1)
            user = ["-u", "nobody"] if os.geteuid() == 0 else []
            self.argv = ["memcached", "-l", "127.0.0.1", "-p", str(self.port), "-U", "0", "-m", "16", *user]
            try:
                return super().start(lambda: proc.can_connect(self.port), seconds)
            except proc.ServiceDied as e:
                if attempt == 4:
                    raise e
        raise AssertionError("unreachable")
