# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Debian's nginx, run from a directory of its own over the library of a seat.

The configuration is given as the bodies of http, stream and mail; `@name@` stands for a port that the kernel gave, the same
number wherever the same name stands. Nothing of /etc/nginx is read, nothing outside the directory is written.
"""
import os
import pathlib
import re
import signal

from . import proc

BINARY = "/usr/sbin/nginx"
MODULES = pathlib.Path("/usr/lib/nginx/modules")

# What a server knows of the connection, as a page: tests read it back through the client.
FACTS = (
    'default_type application/json; return 200 \'{"protocol":"$ssl_protocol","cipher":"$ssl_cipher","group":"$ssl_curve",'
    '"http":"$server_protocol","reused":"$ssl_session_reused","sni":"$ssl_server_name","verify":"$ssl_client_verify",'
    '"dn":"$ssl_client_s_dn","server":"$server_name"}\\n\';'
)

_SKELETON = """
daemon off;
master_process on;
worker_processes {workers};
pid {dir}/nginx.pid;
lock_file {dir}/nginx.lock;
error_log {dir}/error.log info;
{user}
{modules}
{main}
events {{ worker_connections 4096; }}
{http}
{stream}
{mail}
"""

_HTTP = """
http {{
    access_log {dir}/access.log;
    client_body_temp_path {dir}/tmp-body;
    proxy_temp_path {dir}/tmp-proxy;
    fastcgi_temp_path {dir}/tmp-fastcgi;
    uwsgi_temp_path {dir}/tmp-uwsgi;
    scgi_temp_path {dir}/tmp-scgi;
    keepalive_requests 100000;
    server_tokens off;
    ssl_protocols TLSv1.2 TLSv1.3;  # without it nginx 1.22 offers no TLS 1.3
{body}
}}
"""

_CRASH = re.compile(r"exited on signal|\[emerg\]|\[alert\]|AddressSanitizer|runtime error|double free|corrupt")


class Nginx(proc.Service):
    def __init__(self, lib, where, http="", stream="", mail="", main="", workers=1, env=None):
        self.dir = pathlib.Path(where)
        self.dir.mkdir(parents=True, exist_ok=True)
        self.parts = dict(http=http, stream=stream, mail=mail, main=main, workers=workers)
        self.ports = {}
        self.conf = self.dir / "nginx.conf"
        self.error_log = self.dir / "error.log"
        argv, lib = lib.running([BINARY, "-p", self.dir, "-c", self.conf, "-e", self.error_log])
        self.debians = argv[0] == BINARY
        super().__init__(argv, lib, self.dir / "out.log", "nginx", env=env)
        self.logs.append(self.error_log)

    def _write(self):
        # Bound at the same time, so that no two names get one port.
        text = "".join(self.parts[p] for p in ("http", "stream", "mail"))
        names = sorted(set(re.findall(r"@([\w.-]+)@", text)))
        self.ports = dict(zip(names, proc.free_ports(len(names))))

        def fill(s):
            return re.sub(r"@([\w.-]+)@", lambda m: str(self.ports[m.group(1)]), s)

        p = self.parts
        # Debian's has them as files; those that tests build have them inside.
        modules = [m for m, used in (("stream", p["stream"]), ("mail", p["mail"])) if used and self.debians]
        self.conf.write_text(
            _SKELETON.format(
                dir=self.dir,
                workers=p["workers"],
                user="user root;" if os.geteuid() == 0 else "",
                modules="\n".join(f"load_module {MODULES}/ngx_{m}_module.so;" for m in modules),
                main=p["main"],
                http=_HTTP.format(dir=self.dir, body=fill(p["http"])) if p["http"] else "",
                stream="stream {\n" + fill(p["stream"]) + "\n}" if p["stream"] else "",
                mail="mail {\n" + fill(p["mail"]) + "\n}" if p["mail"] else "",
            )
        )

    def start(self, ready=None, seconds=30):
        """Takes other ports and tries again when another program was faster to one of them."""
        for attempt in range(5):
            self._write()
            self.error_log.write_text("")
            try:
                return self._start(seconds)
            except proc.ServiceDied as e:
                if "Address already in use" not in str(e) + self.error_log.read_text() or attempt == 4:
                    raise proc.ServiceDied(f"{e}\n{self.error_log.read_text()[-4000:]}") from None
        raise AssertionError("unreachable")

    def _start(self, seconds):
        # nginx has bound all its ports before it makes its first worker.
        super().start(ready=lambda: len(self.workers()) >= self.parts["workers"], seconds=seconds)
        proc.wait_until(lambda: all(map(proc.can_connect, self.ports.values())), what="nginx accepting")
        for w in self.workers():
            self.assert_mapped(w)
        return self

    def workers(self):
        """The workers that take connections; after a reload the old ones are left out as they shut down."""
        found = []
        for pid in proc.children(self.pid):
            try:
                title = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes()
            except OSError:
                continue
            if title.startswith(b"nginx: worker process") and b"shutting down" not in title:
                found.append(pid)
        return sorted(found)

    def reload(self, seconds=20):
        """SIGHUP, and wait until new workers alone take connections; old ones may still be finishing theirs."""
        before = set(self.workers())
        os.kill(self.pid, signal.SIGHUP)

        def changed():
            now = set(self.workers())
            return not now & before and len(now) >= self.parts["workers"]

        proc.wait_until(changed, seconds, what="new workers after SIGHUP")

    def url(self, name, host, path="/"):
        return f"https://{host}:{self.ports[name]}{path}"

    def errors(self):
        return self.error_log.read_text("utf-8", "replace")

    def assert_well(self, workers=None):
        """Master and workers live, the same ones as `workers` when given, and the log tells of no crash."""
        assert self.alive(), f"nginx ended with {self.p.returncode}:\n{self.errors()[-4000:]}"
        crash = _CRASH.search(self.errors())
        assert crash is None, f"nginx's log tells of a crash: {crash.group()}\n{self.errors()[-4000:]}"
        if workers is not None:
            assert self.workers() == workers, f"workers were {workers}, are {self.workers()}\n{self.errors()[-4000:]}"

    def stop(self, seconds=10):
        code = super().stop(seconds)
        if code not in (0, None, -15):
            raise AssertionError(f"nginx ended with {code} when told to stop:\n{self.errors()[-4000:]}")
        return code


def check_conf(lib, where, **parts):
    """nginx -t on a configuration: for those it must refuse."""
    ng = Nginx(lib, where, **parts)
    ng._write()
    return proc.run([ng.argv[0], "-t", "-q", "-p", ng.dir, "-c", ng.conf, "-e", "stderr"], lib=ng.lib)


def server(port, name, crt, key, *lines, http2=True, flags=""):
    """A server block for the http body."""
    h2 = " http2" if http2 else ""
    body = "\n        ".join(lines) if lines else f"location / {{ {FACTS} }}"
    return f"""
    server {{
        listen 127.0.0.1:@{port}@ ssl{h2}{flags};
        server_name {name};
        ssl_certificate {crt};
        ssl_certificate_key {key};
        {body}
    }}
"""
