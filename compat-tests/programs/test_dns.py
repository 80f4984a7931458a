# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""BIND's named and dig, and Unbound: DNS over TLS and over HTTPS, zone transfers over TLS, and forwarding to a server over TLS."""
import re

import pytest

from helpers import compare, daemon, libs, peers, proc

VERSIONS = ("1.2", "1.3")
ZONE = "$TTL 60\n@ SOA ns hostmaster 1 60 60 60 60\n@ NS ns\nns A 127.0.0.1\n" + "".join(
    f"n{i} TXT {' '.join([chr(34) + 'thistle ' * 31 + chr(34)] * 8)}\n" for i in range(300)
)

# -- BIND -----------------------------------------------------------------------------------------------------------------


def named(lib, where, conf, pki, *certificates, name="named", **files):
    head = """
options { directory "@dir@"; pid-file "@dir@/pid"; session-keyfile "@dir@/session.key"; managed-keys-directory "@dir@"; recursion no;
    listen-on port @dns@ { 127.0.0.1; }; listen-on-v6 { none; }; dnssec-validation no; allow-transfer { any; }; %s };
controls { };
"""
    return daemon.Daemon(
        *(lib, where, ["named", "-g", "-n", "2", "-c", "@dir@/named.conf"]),
        files={"named.conf": head % conf[0] + conf[1], **files},
        copies=daemon.credentials(pki, *certificates, more=[pki.crt("root-other")]),
        user=daemon.NOBODY,
        ready=lambda d: "all zones loaded" in d.output() and daemon.listening(d),
        name=name,
    )


def tls(label, cert, *more):
    return f'tls {label} {{ cert-file "@dir@/{cert}.pem"; key-file "@dir@/{cert}.key"; {" ".join(more)} }};\n'


@pytest.fixture(scope="session")
def bind(seat, pki, workdir, start):
    listens = "listen-on port @doh@ tls plain http default { 127.0.0.1; };\n"
    blocks = 'zone "teasel.test" { type primary; file "@dir@/zone"; };\n'
    for label, cert, *more in (
        ("plain", "p256"),
        ("v1.2", "rsa2048", "protocols { TLSv1.2; };"),
        ("v1.3", "p256", "protocols { TLSv1.3; };"),
        ("asks", "p256", 'ca-file "@dir@/roots.pem";'),
        ("expired", "expired"),
    ):
        listens += f"listen-on port @{label}@ tls {label} {{ 127.0.0.1; }};\n"
        blocks += tls(label, cert, *more)
    return start(named(seat.server, workdir("named"), (listens, blocks), pki, "p256", "rsa2048", "expired", zone=ZONE))


def dig(pki, server, name, *query, host="p256.test", ca=None, given=None, how="+tls"):
    argv = ["dig", "-r", "+tries=1", "+time=8", "@127.0.0.1", "-p", server.ports[name], how, f"+tls-ca={ca or pki.roots}", f"+tls-hostname={host}"]
    argv += [f"+tls-certfile={pki.pem(given)}", f"+tls-keyfile={pki.key(given)}"] if given else []
    return lambda lib: proc.run([*argv, *(query or ["n1.teasel.test", "TXT"])], lib=lib)


@pytest.mark.parametrize("name, host", [("v1.2", "rsa2048.test"), ("v1.3", "p256.test"), ("asks", "p256.test")])
def test_dig_over_tls(seat, pki, bind, name, host):
    given = "client-p256" if name == "asks" else None
    r = dig(pki, bind, name, host=host, given=given)(seat.client)
    assert r.code == 0 and "status: NOERROR" in r.text and r.text.count("thistle") == 31 * 8 and "(TLS)" in r.text, str(r)
    r = dig(pki, bind, name, "teasel.test", "AXFR", host=host, given=given)(seat.client)
    assert r.code == 0 and "XFR size: 304 records" in r.text, str(r)


@pytest.mark.parametrize("how", ["+https", "+https-get"])
def test_dig_over_https(seat, pki, bind, how):
    r = dig(pki, bind, "doh", how=how)(seat.client)
    assert r.code == 0 and "status: NOERROR" in r.text and "(HTTPS" in r.text, str(r)


def refused(run, lib):
    """What dig complains of, the same over both libraries; it exits with 0 when it could not ask."""

    def complaint(over):
        r = run(over)
        assert "status:" not in r.text, str(r)
        r.err += "\n".join(re.findall("^;; .*failed.*", r.text, re.M)).encode()
        return r

    return (complaint(lib) if lib == libs.system() else compare.same(complaint, lib)[1]).errtext


@pytest.mark.parametrize("how, name", [("+tls", "v1.3"), ("+https", "doh")])
def test_dig_refuses(seat, pki, bind, how, name):
    def get(name, **kw):
        return refused(dig(pki, bind, name, how=how, **kw), seat.client)

    assert "TLS peer certificate verification" in get(name, ca=pki.crt("root-other"))
    assert "TLS peer certificate verification" in get(name, host="other.test")


def test_dig_certificates_refused(seat, pki, bind):
    assert "certificate has expired" in refused(dig(pki, bind, "expired", host="bad.test"), seat.client)
    for given in (None, "client-unknown", "client-expired"):
        r = dig(pki, bind, "asks", given=given)(seat.client)
        assert "status:" not in r.text, str(r)


def test_named_transfers_a_zone(seat, pki, bind, workdir, start_here):
    """A secondary takes the zone over TLS, and nothing from a primary that it cannot verify."""
    zones, blocks = "", ""
    for label, to, ca, host, *more in (
        ("good", "v1.3", "roots.pem", "p256.test"),
        ("old", "v1.2", "roots.pem", "rsa2048.test"),
        ("crt", "asks", "roots.pem", "p256.test", 'cert-file "@dir@/client-p256.pem"; key-file "@dir@/client-p256.key";'),
        ("otherca", "v1.3", "root-other.crt", "p256.test"),
        ("othername", "v1.3", "roots.pem", "other.test"),
        ("expired", "expired", "roots.pem", "bad.test"),
    ):
        blocks += f'tls {label} {{ ca-file "@dir@/{ca}"; remote-hostname "{host}"; {" ".join(more)} }};\n'
        zones += f'view {label} {{ zone "teasel.test" {{ type secondary; '
        zones += f'file "@dir@/{label}.zone"; masterfile-format text; primaries {{ 127.0.0.1 port {bind.ports[to]} tls {label}; }}; }}; }};\n'
    d = start_here(named(seat.client, workdir("secondary"), ("", blocks + zones), pki, "client-p256", name="named that asks for a zone"))
    taken = ("good", "old", "crt")
    proc.wait_until(lambda: all((d.dir / f"{n}.zone").exists() for n in taken), 10, what="the zones")
    proc.wait_until(lambda: d.output().count("TLS peer certificate verification failed") >= 3, 10, what="three refusals in the log")
    assert not any((d.dir / f"{n}.zone").exists() for n in ("otherca", "othername", "expired"))


# -- Unbound --------------------------------------------------------------------------------------------------------------


def unbound(lib, where, conf, pki, *certificates, name="unbound"):
    head = """
server:
  directory: "@dir@"
  chroot: ""
  username: ""
  pidfile: "@dir@/pid"
  use-syslog: no
  logfile: ""
  verbosity: 4
  do-daemonize: no
  num-threads: 1
  do-not-query-localhost: no
  module-config: "iterator"
  access-control: 127.0.0.0/8 allow
  interface: 127.0.0.1@@plain@
"""
    return daemon.Daemon(
        *(lib, where, ["unbound", "-d", "-p", "-c", "@dir@/conf"]),
        files={"conf": head + conf},
        copies=daemon.credentials(pki, *certificates, more=[pki.crt("root-other")]),
        user=daemon.NOBODY,
        ready=daemon.listening,
        name=name,
    )


@pytest.fixture(scope="session")
def unbound_server(seat, pki, workdir, start):
    conf = """
  interface: 127.0.0.1@@dot@
  interface: 127.0.0.1@@doh@
  tls-port: @dot@
  https-port: @doh@
  tls-service-key: "@dir@/p256.key"
  tls-service-pem: "@dir@/p256.pem"
  local-zone: "teasel.test." static
  local-data: 'n1.teasel.test. TXT "thistle"'
"""
    return start(unbound(seat.server, workdir("unbound"), conf, pki, "p256"))


def test_unbound_serves(seat, pki, unbound_server):
    for how, name in (("+tls", "dot"), ("+https", "doh")):
        r = dig(pki, unbound_server, name, how=how)(seat.client)
        assert r.code == 0 and '"thistle"' in r.text, str(r)
        told = refused(dig(pki, unbound_server, name, how=how, ca=pki.crt("root-other")), seat.client)
        assert "TLS peer certificate verification" in told, told
    for version in VERSIONS:
        r = peers.s_client(pki, "p256.test", unbound_server.ports["dot"], "-tls" + version.replace(".", "_"), request=b"\0\0")
        assert peers.s_client_facts(r.text)["verify"] == 0, str(r)


@pytest.fixture(scope="session")
def unbound_client(seat, pki, bind, workdir, start):
    """Forwarders that ask named over TLS; each has its own idea of which server to trust."""
    found = {}
    for label, to, ca, host in (
        ("v1.2", "v1.2", "roots.pem", "rsa2048.test"),
        ("v1.3", "v1.3", "roots.pem", "p256.test"),
        ("otherca", "v1.3", "root-other.crt", "p256.test"),
        ("othername", "v1.3", "roots.pem", "other.test"),
        ("expired", "expired", "roots.pem", "bad.test"),
    ):
        conf = f'  tls-cert-bundle: "@dir@/{ca}"\n  local-zone: "test." transparent\nforward-zone:\n  name: "."\n  forward-tls-upstream: yes\n'
        conf += f"  forward-addr: 127.0.0.1@{bind.ports[to]}#{host}\n"
        found[label] = start(unbound(seat.client, workdir("forwarder"), conf, pki, name=f"unbound that asks over TLS ({label})"))
    return found


@pytest.mark.parametrize("name", ["v1.2", "v1.3", "otherca", "othername", "expired"])
def test_unbound_forwards(unbound_client, name):
    near = unbound_client[name]
    r = proc.ok(["dig", "-r", "+tries=1", "+time=8", "+tcp", "@127.0.0.1", "-p", near.ports["plain"], "n2.teasel.test", "TXT"])
    if name.startswith("v"):
        assert "status: NOERROR" in r.text and r.text.count("thistle") == 31 * 8, str(r)
        return
    assert "status: SERVFAIL" in r.text, str(r)
    told = near.news()
    assert "certificate verify failed" in told or "ssl handshake failed" in told, told[-3000:]
