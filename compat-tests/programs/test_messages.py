# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Mosquitto: its broker, its clients, and a broker that is the client of another. rsyslog, which receives and sends."""
import functools
import os
import re
import socket

import pytest

from helpers import daemon, libs, proc

TEXT = "teasel " * 20000

# -- Mosquitto ------------------------------------------------------------------------------------------------------------


def listener(pki, name, *more, cert="p256"):
    lines = [f"listener @{name}@ 127.0.0.1", f"certfile {pki.pem(cert)}", f"keyfile {pki.key(cert)}", "allow_anonymous true", *more]
    return "\n".join(lines) + "\n"


def broker(lib, where, conf, name="mosquitto"):
    text = "log_dest stderr\nlog_type all\nper_listener_settings true\n" + ("user root\n" if os.geteuid() == 0 else "") + conf
    return daemon.Daemon(lib, where, ["mosquitto", "-c", "@dir@/conf"], {"conf": text}, ready=daemon.listening, name=name)


@pytest.fixture(scope="session")
def mosquitto(seat, pki, workdir, start):
    asks = (f"cafile {pki.roots}", "require_certificate true", "use_identity_as_username true")
    conf = listener(pki, "v1.2", "tls_version tlsv1.2") + listener(pki, "v1.3", "tls_version tlsv1.3")
    conf += listener(pki, "asks", *asks, cert="rsa2048") + listener(pki, "expired", cert="expired") + listener(pki, "wronghost", cert="wronghost")
    return start(broker(seat.server, workdir("mosquitto"), conf))


def mosquitto_client(pki, program, server, name, *more, ca=None, given=None, topic=None):
    argv = [f"mosquitto_{program}", "-h", "localhost", "-p", server.ports[name], "-t", topic or f"t/{name}", "--cafile", ca or pki.roots, *more]
    argv += ["--cert", pki.pem(given), "--key", pki.key(given)] if given else []
    return functools.partial(proc.run, argv, timeout=15)


@pytest.mark.parametrize("name", ["v1.2", "v1.3", "asks"])
def test_mosquitto(seat, pki, mosquitto, tmp_path, name):
    """A retained message that fills many records goes there and comes back."""
    letter = tmp_path / "letter"
    letter.write_text(TEXT)
    given = "client-p256" if name == "asks" else None
    r = mosquitto_client(pki, "pub", mosquitto, name, "-r", "-q", "1", "-f", letter, given=given)(lib=seat.client)
    assert r.code == 0, str(r)
    r = mosquitto_client(pki, "sub", mosquitto, name, "-C", "1", "-W", "10", given=given)(lib=seat.client)
    assert r.code == 0 and r.text == TEXT + "\n", str(r)
    if given:
        assert "u'client p256'" in mosquitto.news(), mosquitto.news()[-3000:]


def test_mosquitto_version(seat, pki, mosquitto, tmp_path):
    """What it calls its version is the least it takes; the most comes from openssl.cnf."""
    conf = tmp_path / "openssl.cnf"
    conf.write_text("openssl_conf = o\n[o]\nssl_conf = s\n[s]\nsystem_default = d\n[d]\nMaxProtocol = TLSv1.2\n")

    def publish(name, *, lib):
        argv = mosquitto_client(pki, "pub", mosquitto, name, "-m", "x", "-d")
        return argv(lib=lib, env={"OPENSSL_CONF": str(conf)})

    assert publish("v1.2", lib=seat.client).code == 0
    assert "protocol version" in refused(functools.partial(publish, "v1.3"), seat.client)


def refused(run, lib):
    """What the client prints of OpenSSL's errors, the same over both libraries; the rest depends on when it hears of the end."""
    told = [re.findall(r"OpenSSL Error.*|.*verification failed.*", r.errtext + r.text) for r in (run(lib=lib), run(lib=libs.system())) if r.code != 0]
    assert len(told) == 2 and told[0] == told[1], told
    return "\n".join(told[0])


def test_mosquitto_refuses(seat, pki, mosquitto):
    def publish(name, **kw):
        return refused(mosquitto_client(pki, "pub", mosquitto, name, "-m", "x", "-d", **kw), seat.client)

    for text in (publish("v1.3", ca=pki.crt("root-other")), publish("v1.2", ca=pki.crt("root-other")), publish("expired")):
        assert "certificate verify failed" in text, text
    assert "host name verification failed" in publish("wronghost")
    # Without a certificate, with one of an authority that the broker does not know, and an expired one.
    for given in (None, "client-unknown", "client-expired"):
        r = mosquitto_client(pki, "pub", mosquitto, "asks", "-m", "x", given=given)(lib=seat.client)
        assert r.code != 0, str(r)
    for words in ("peer did not return a certificate", "certificate verify failed"):
        assert words in mosquitto.news(), mosquitto.news()[-3000:]


def test_mosquitto_bridge(seat, pki, mosquitto, workdir, start_here, tmp_path):
    """The client's seat has a broker, which hands what it gets to the other one; nothing by way of a wrong authority."""

    def bridge(name, port, ca, *more):
        lines = [f"listener @plain-{name}@ 127.0.0.1", "allow_anonymous true", f"connection {name}", f"address localhost:{port}"]
        lines += [f"topic bridged/{name} out 1", "try_private false", f"bridge_cafile {ca}", "restart_timeout 1", *more]
        return start_here(broker(seat.client, workdir(f"bridge-{name}"), "\n".join(lines) + "\n", f"mosquitto bridge {name}"))

    port = mosquitto.ports["asks"]
    pair = (f"bridge_certfile {pki.pem('client-rsa2048')}", f"bridge_keyfile {pki.key('client-rsa2048')}")
    for name, ca in (("good", pki.roots), ("bad", pki.crt("root-other"))):
        b = bridge(name, port, ca, *pair)
        if name == "good":
            proc.wait_until(lambda: "client rsa2048" in mosquitto.news(), 10, what="the bridge at the other broker")
        else:
            proc.wait_until(lambda: "certificate verify failed" in b.output(), 10, what="the reason in the bridge's log")
        argv = ["mosquitto_pub", "-h", "127.0.0.1", "-p", b.ports[f"plain-{name}"], "-t", f"bridged/{name}", "-q", "1", "-r", "-m", "over"]
        proc.ok(argv, lib=seat.client)
    far = mosquitto_client(pki, "sub", mosquitto, "v1.3", "-C", "1", "-W", "10", "-v", topic="bridged/#")(lib=seat.client)
    assert far.text == "bridged/good over\n", str(far)


# -- rsyslog --------------------------------------------------------------------------------------------------------------


class Rsyslog(daemon.Daemon):
    """When it ends it may wait without an end for what the other says last, over either library: then it is ended."""

    def stop(self, seconds=3):
        return super().stop(seconds)


def rsyslog(lib, where, pki, conf, cert, ca="roots.pem", name="rsyslog", **how):
    head = f"""
global(workDirectory="@dir@" maxMessageSize="64k" defaultNetstreamDriver="ossl" defaultNetstreamDriverCAFile="@dir@/{ca}"
    defaultNetstreamDriverCertFile="@dir@/{cert}.pem" defaultNetstreamDriverKeyFile="@dir@/{cert}.key")
"""
    return Rsyslog(
        *(lib, where, ["rsyslogd", "-n", "-f", "@dir@/conf", "-i", "@dir@/pid"]),
        files={"conf": head + conf},
        copies=daemon.credentials(pki, cert, more=[pki.crt("root-other")]),
        user=daemon.NOBODY,
        ready=daemon.listening,
        name=name,
        **how,
    )


COMPLAINTS = """
template(name="own" type="string" string="%msg%\\n")
if $syslogtag startswith "rsyslogd" then { action(type="omfile" file="@dir@/own" template="own") stop }
"""


@pytest.fixture(scope="session")
def rsyslogs(seat, pki, workdir, start):
    """Servers that want a certificate of a certain name, one of which offers an expired one itself."""
    found = {}
    for name, cert, bound in (("v1.3", "p256", ""), ("v1.2", "rsa2048", "MaxProtocol=TLSv1.2"), ("expired", "expired", "")):
        commands = f'gnutlsPriorityString="{bound}"' if bound else ""
        conf = COMPLAINTS + f"""
module(load="imtcp" StreamDriver.Name="ossl" StreamDriver.Mode="1" StreamDriver.AuthMode="x509/name" PermittedPeer=["client p256"] {commands})
input(type="imtcp" address="127.0.0.1" port="@syslog@")
action(type="omfile" file="@dir@/got" template="own")
"""
        d = rsyslog(seat.server, workdir("rsyslog"), pki, conf, cert, name=f"rsyslog {name}")
        d.logs.append(d.dir / "own")
        found[name] = start(d)
    return found


def sender(seat, pki, where, port, peer, cert="client-p256", ca="roots.pem"):
    """Takes lines without TLS and hands them on over TLS."""
    conf = COMPLAINTS + f"""
module(load="imptcp")
input(type="imptcp" address="127.0.0.1" port="@lines@")
action(type="omfwd" target="127.0.0.1" port="{port}" protocol="tcp" template="own" StreamDriver="ossl" StreamDriverMode="1"
    StreamDriverAuthMode="x509/name" StreamDriverPermittedPeers="{peer}" action.resumeRetryCount="-1" action.resumeInterval="1")
"""
    d = rsyslog(seat.client, where, pki, conf, cert, ca, "rsyslog that sends", mapped=lambda d: [])
    d.logs.append(d.dir / "own")
    return d


def say(d, text):
    with socket.create_connection(("127.0.0.1", d.ports["lines"]), 5) as s:
        s.sendall(f"<13>Nov 25 12:00:00 here test: {text}\n".encode())


@pytest.mark.parametrize("name, peer", [("v1.3", "p256.test"), ("v1.2", "rsa2048.test")])
def test_rsyslog(seat, pki, rsyslogs, workdir, start_here, name, peer):
    server = rsyslogs[name]
    near = start_here(sender(seat, pki, workdir("sender"), server.ports["syslog"], peer))
    text = f"{name} " + "thistle " * 4000
    say(near, text)
    proc.wait_until(lambda: (server.dir / "got").exists() and text in (server.dir / "got").read_text(), 10, what="the line at the other end")
    assert libs.mapped_libssl(near.pid) == {daemon.reachable(seat.client).path}


@pytest.mark.parametrize("why", ["otherca", "othername", "expired", "unknown"])
def test_rsyslog_refuses(seat, pki, rsyslogs, workdir, start_here, why):
    case = {
        # the server, the name it should have, the client's certificate, its authority, who complains, of what
        "otherca": ("v1.3", "p256.test", "client-p256", "root-other.crt", "client", "certificate verify failed|not valid|invalid"),
        # Of a name that is not permitted the two say at most that the connection ends.
        "othername": ("v1.3", "other.test", "client-p256", "roots.pem", "server", "will be closed due to error"),
        "expired": ("expired", "bad.test", "client-p256", "roots.pem", "client", "expired"),
        "unknown": ("v1.3", "p256.test", "client-unknown", "roots.pem", "server", "certificate verify failed|not valid|invalid|issuer"),
    }
    name, peer, cert, ca, who, words = case[why]
    server = rsyslogs[name]
    near = start_here(sender(seat, pki, workdir("sender"), server.ports["syslog"], peer, cert, ca))
    say(near, f"never {why}")
    d = near if who == "client" else server
    proc.wait_until(lambda: re.search(words, d.news()), 10, what=words)
    if name == "v1.3":  # what another says meanwhile does arrive
        good = start_here(sender(seat, pki, workdir("sender"), server.ports["syslog"], "p256.test"))
        say(good, f"not {why}")
        proc.wait_until(lambda: (server.dir / "got").exists() and f"not {why}" in (server.dir / "got").read_text(), 10, what="the other's line")
    assert not (server.dir / "got").exists() or f"never {why}" not in (server.dir / "got").read_text()
