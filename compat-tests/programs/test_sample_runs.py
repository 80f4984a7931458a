# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""The sample runs of the two programs' description, line by line as a reader would type them.

They name hosts of the internet and port 443, so each runs in namespaces of its own: a network that is loopback alone, and a
/etc/hosts that leads the names there. Certificates stand where the lines say, and are trusted as the system's are.
"""
import re
import shutil

import pytest

from helpers import libs, nginx, pki as pki_mod, proc, tools

GOOD, EXPIRED = "mozilla-modern.badssl.com", "expired.badssl.com"


def alone(script, where, timeout=30):
    """The lines of a script in a shell, in namespaces where GOOD and EXPIRED are this machine."""
    (where / "hosts").write_text(f"127.0.0.1 localhost {GOOD} {EXPIRED}\n")
    (where / "script").write_text(f"set -u\nip link set lo up\nmount --bind {where}/hosts /etc/hosts\ncd {where}\n{script}\n")
    return proc.run(["unshare", "--net", "--mount", "--map-root-user", "bash", where / "script"], timeout=timeout)


@pytest.fixture(scope="session")
def namespaces():
    for program in ("unshare", "ip"):
        if shutil.which(program, path=libs.clean_env()["PATH"]) is None:
            pytest.skip(f"{program} is not installed")
    r = proc.run(["unshare", "--net", "--mount", "--map-root-user", "sh", "-c", "ip link set lo up && mount --bind /etc/hosts /etc/hosts"])
    if r.code:
        pytest.skip(f"this machine lets us make no namespaces: {r.errtext.strip()}")


@pytest.fixture
def here(namespaces, tmp_path, pki, seat):
    """A directory with the programs and certificates at the names that the lines use."""
    (client, *_), _ = tools.command(seat.client, [tools.CLIENT])
    (server, *_), _ = tools.command(seat.server, [tools.SERVER])
    (tmp_path / "tlsclient").symlink_to(client)
    (tmp_path / "tlsserver").symlink_to(server)
    debug = tmp_path / "target" / "debug" / "examples"
    debug.mkdir(parents=True)
    (debug / "tlsclient").symlink_to(client)
    ca = tmp_path / "test-ca" / "rsa"
    ca.mkdir(parents=True)
    (ca / "ca.cert").write_bytes(pki.crt("root-rsa").read_bytes())
    # As in the description the chain goes up to the root, which s_client then complains of.
    (ca / "end.fullchain").write_bytes(pki.pem("rsa2048").read_bytes() + pki.crt("root-rsa").read_bytes())
    (ca / "end.rsa").write_bytes((pki.dir / "rsa2048-pkcs1.key").read_bytes())
    return tmp_path


@pytest.fixture
def issued(here, pki):
    """Certificates for the two names, one of them a day too old; in a copy of the PKI, which others are reading."""
    own = pki_mod.Pki(here / "pki")
    shutil.copytree(pki.dir, own.dir)
    for name, host, when in (("good", GOOD, {}), ("old", EXPIRED, {"start": -30, "end": -1})):
        own._alias(f"sample-{name}", "rsa2048")
        ext = ["basicConstraints=critical,CA:FALSE", "extendedKeyUsage=serverAuth", f"subjectAltName=DNS:{host}"]
        own._issue(f"sample-{name}", "int-rsa", host, ext, chain=("int-rsa",), **when)
    return here, own


def web(where, pki, name, host):
    """Lines that start nginx on port 443 with that certificate, and wait until it is there."""
    site = nginx.server("web", host, pki.pem(name), pki.key(name), "location / { return 200 'here'; }")
    ng = nginx.Nginx(libs.system(), where / "web", http=site)
    ng._write()
    ng.conf.write_text(ng.conf.read_text().replace(f"127.0.0.1:{ng.ports['web']}", "443"))
    start = f"{nginx.BINARY} -p {ng.dir} -c {ng.conf} -e {ng.error_log} & web=$!"
    return start + "\nuntil (: </dev/tcp/localhost/443) 2>/dev/null; do sleep 0.02; done"


def seen(pid):
    """A line that writes down what a process of the script has mapped, for was_over()."""
    return f"cat /proc/{pid}/maps >maps"


def was_over(where, lib, program):
    _, lib = lib.running([program])
    mapped = set(re.findall(r" (/\S*/lib(?:ssl|crypto)\.so\S*)", (where / "maps").read_text()))
    return {f for f in mapped if "/libssl" in f} == {lib.path} and (not lib.libcrypto or mapped == {lib.path, lib.libcrypto})


END = "kill $web; wait $web"


def path_of(lib, program):
    """Where the loader is to look; nowhere for a program that was installed with its libraries."""
    return f"LD_LIBRARY_PATH={tools.command(lib, [program])[1].get('LD_LIBRARY_PATH', '')}"


def test_http_fetch(seat, issued):
    where, pki = issued
    script = f"""
export {path_of(seat.server, "nginx")}
{web(where, pki, "sample-good", GOOD)}
{seen("$web")}
export SSL_CERT_FILE={pki.roots} {path_of(seat.client, "tlsclient")}
./tlsclient --http {GOOD}
echo "status $?"
{END}"""
    r = alone(script, where)
    assert r.text.startswith("HTTP/1.1 200 OK\r\nServer: nginx\r\nDate: "), str(r)
    assert r.text.endswith("herestatus 0\n"), str(r)
    assert was_over(where, seat.server, "nginx")


def test_expired(seat, issued):
    """The reason in a line, then what became of the connection."""
    where, pki = issued
    script = f"""
export {path_of(seat.server, "nginx")}
{web(where, pki, "sample-old", EXPIRED)}
{seen("$web")}
export SSL_CERT_FILE={pki.roots} {path_of(seat.client, "tlsclient")}
./target/debug/examples/tlsclient --http {EXPIRED}
echo "status $?"
{END}"""
    r = alone(script, where)
    assert r.text == "status 1\n", str(r)
    assert r.errtext.endswith("TLS error: the server's certificate is refused: certificate has expired\nConnection closed\n"), str(r)
    assert was_over(where, seat.server, "nginx")


def test_echo(seat, here):
    """The server stays, and so do clients of an echo: each is ended when it has shown its line."""
    script = f"""
until_shown() {{ for i in $(seq 500); do grep -q "hello world" $1 && break; sleep 0.02; done; }}
export {path_of(seat.server, "tlsserver")}
./tlsserver --certs test-ca/rsa/end.fullchain --key test-ca/rsa/end.rsa -p 8443 echo &
server=$!
until (: </dev/tcp/localhost/8443) 2>/dev/null; do sleep 0.02; done
{seen("$server")}
unset LD_LIBRARY_PATH
echo hello world | openssl s_client -ign_eof -quiet -connect localhost:8443 >s_client 2>&1 &
until_shown s_client; kill $!; wait $!
export {path_of(seat.client, "tlsclient")}
echo hello world | ./tlsclient --cafile test-ca/rsa/ca.cert -p 8443 localhost >tlsclient.out 2>&1 &
until_shown tlsclient.out; kill $!; wait $!
kill $server; wait $server; echo "server $?"
"""
    r = alone(script, here)
    assert r.text.endswith("server 0\n"), str(r)
    said = (here / "s_client").read_text()
    assert "verify error:num=19:self-signed certificate in certificate chain\n" in said and said.endswith("hello world\n"), said
    assert (here / "tlsclient.out").read_text() == "hello world\n"
    assert was_over(here, seat.server, "tlsserver")
