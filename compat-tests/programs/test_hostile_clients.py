# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Clients that send what they should not: nginx logs, answers with the right alert, and lives on in the same worker.

The bytes come from Python sockets. Where a standard names the alert it is asserted; beside that, nginx over the system's
library is given the same, and where it answers with an alert or logs a reason, so must ours.
"""
import contextlib
import re
import select
import socket
import struct

import pytest

from helpers import libs, nginx, peers, tcp, wire
from helpers.wire import ext, hello, record, vec

UNEXPECTED, BAD_MAC, OVERFLOW, HANDSHAKE_FAILURE, ILLEGAL, DECODE, PROTOCOL_VERSION = 10, 20, 22, 40, 47, 50, 70
MISSING_EXTENSION, NO_ALPN = 109, 120


@pytest.fixture(scope="session")
def sites(lib, pki, workdir, start):
    """The same configuration twice: over the library under test and over the system's."""
    http = nginx.server("main", "p256.test", pki.pem("p256"), pki.key("p256"))
    http += nginx.server("rsa", "rsa2048.test", pki.pem("rsa2048"), pki.key("rsa2048"))
    # The http module looks at the first byte and answers in HTTP when it is no handshake's; the stream module does not.
    stream = f"""server {{
        listen 127.0.0.1:@stream@ ssl; ssl_protocols TLSv1.2 TLSv1.3;
        ssl_certificate {pki.pem("p256")}; ssl_certificate_key {pki.key("p256")};
        return "hello";
    }}"""
    return [start(nginx.Nginx(which, workdir("hostile"), http=http, stream=stream)) for which in (lib, libs.system())]


def talk(port, data, end=False, enough=lambda _: False):
    """Sends the data; gives what came back until the server closed, was silent for two seconds, or said enough."""
    got = bytearray()
    with socket.create_connection(("127.0.0.1", port), 5) as s:
        s.settimeout(2)
        # The server may have answered and gone before all was sent; its answer still waits to be read.
        with contextlib.suppress(OSError):
            s.sendall(data)
            if end:
                s.shutdown(socket.SHUT_WR)
        with contextlib.suppress(OSError):
            while not enough(got) and (block := s.recv(65536)):
                got += block
    return bytes(got)


def rec(body, version=0x0301):
    return record(wire.HANDSHAKE, body, version)


GOOD = hello()
OLD = dict(versions=None, shares=None)


def cut(n):
    return rec(GOOD)[:n]


def lengthened(at, by):
    body = bytearray(GOOD)
    body[at] = (body[at] + by) & 0xFF
    return rec(bytes(body))


# name: (bytes to send, alert that the standard asks for, two where it allows both, None where it leaves it open)
CASES = {
    # not TLS
    "nothing, then end": (b"", None),
    "noise": (bytes(range(200, 256)) * 8, None),
    "an SSL 2 hello": (bytes.fromhex("802e0100020015000000100100800200800300800400800500800600400700c0") + b"\0" * 16, None),
    "a record of an unknown type": (record(99, b"x" * 20), None),
    # records
    "application data first": (record(wire.DATA, b"x" * 40), UNEXPECTED),
    "ChangeCipherSpec first": (record(wire.CCS, b"\x01"), UNEXPECTED),
    "an alert first": (record(wire.ALERT, b"\x02\x28"), None),
    "close_notify first": (record(wire.ALERT, b"\x01\x00"), None),
    "an alert of three bytes": (record(wire.ALERT, b"\x02\x28\x00"), None),
    "an empty record": (record(wire.HANDSHAKE, b""), None),
    "a record too long": (struct.pack(">BHH", 22, 0x0301, 20000) + GOOD, None),
    # handshake messages
    "Finished first": (rec(b"\x14" + vec(3, b"\0" * 32)), UNEXPECTED),
    "ServerHello first": (rec(b"\x02" + vec(3, b"\0" * 80)), UNEXPECTED),
    "KeyUpdate first": (rec(b"\x18" + vec(3, b"\0")), UNEXPECTED),
    "an unknown message": (rec(b"\x63" + vec(3, b"\0" * 20)), UNEXPECTED),
    "a hello of no bytes": (rec(b"\x01\0\0\0"), DECODE),
    "a hello of sixteen megabytes": (rec(b"\x01\xff\xff\xff" + b"\0" * 1000), None),
    "a hello with a byte too many": (rec(b"\x01" + vec(3, GOOD[4:] + b"\0")), DECODE),
    "a hello with a byte too few": (rec(b"\x01" + vec(3, GOOD[4:-1])), DECODE),
    "a session id too long": (rec(hello(session=b"\0" * 33)), None),
    "an extensions' length too great": (rec(GOOD[:-1]), None),
    # versions
    "TLS 1.1 at most": (rec(hello(legacy=0x0302, **OLD)), PROTOCOL_VERSION),
    "TLS 1.0 at most": (rec(hello(legacy=0x0301, **OLD)), PROTOCOL_VERSION),
    "SSL 3": (rec(hello(legacy=0x0300, with_ext=False), 0x0300), None),
    "supported_versions without ours": (rec(hello(versions=(0x0302, 0x0301))), PROTOCOL_VERSION),
    "supported_versions empty": (rec(hello(versions=None, extra=ext(43, b"\0"))), (DECODE, PROTOCOL_VERSION)),
    # suites, groups, signatures, compression
    "no suites": (rec(hello(suites=())), None),
    "unknown suites": (rec(hello(suites=(0x1399, 0xFFFE))), HANDSHAKE_FAILURE),
    "CBC suites": (rec(hello(suites=(0xC013, 0xC009, 0x002F), **OLD)), HANDSHAKE_FAILURE),
    "static RSA suites": (rec(hello(suites=(0x009C, 0x009D, 0x002F), **OLD)), HANDSHAKE_FAILURE),
    "DHE suites": (rec(hello(suites=(0x009E, 0x009F), **OLD)), HANDSHAKE_FAILURE),
    "unknown groups": (rec(hello(groups=(0x6399,), shares=())), None),
    "TLS 1.2 with unknown groups": (rec(hello(groups=(0x6399,), **OLD)), HANDSHAKE_FAILURE),
    "SHA-1 signatures alone": (rec(hello(sigalgs=(0x0201, 0x0203))), None),
    "no signatures in TLS 1.3": (rec(hello(sigalgs=None, versions=(0x0304,))), MISSING_EXTENSION),
    "no groups in TLS 1.3": (rec(hello(groups=None, versions=(0x0304,))), MISSING_EXTENSION),
    "no share in TLS 1.3": (rec(hello(shares=None, versions=(0x0304,))), MISSING_EXTENSION),
    "compression in TLS 1.3": (rec(hello(compression=b"\x01\0")), None),
    "no null compression": (rec(hello(compression=b"\x01", **OLD)), None),
    # extensions
    "an extension twice": (rec(hello(extra=ext(23, b""))), None),
    "a share too short": (rec(hello(shares=((29, b"\x05" * 31),))), None),
    "a share for P-256 that is no point": (rec(hello(shares=((23, b"\x04" + b"\x11" * 64),))), ILLEGAL),
    "a share of zeros for X25519": (rec(hello(shares=((29, b"\0" * 32),))), None),
    "a share of a group not offered": (rec(hello(groups=(24,), shares=((29, None),))), None),
    "one group twice": (rec(hello(shares=((29, None), (29, None)))), None),
    "a server name with a zero": (rec(hello(sni=b"p256.test\0evil")), None),
    "a server name of no bytes": (rec(hello(sni=b"")), None),
    "an ALPN list of no names": (rec(hello(extra=ext(16, b"\0\0"))), DECODE),
    "ALPN with an empty name": (rec(hello(extra=ext(16, vec(2, b"\0")))), None),
    "a renegotiation of nothing": (rec(hello(sni=None).replace(b"\xff\x01\x00\x01\x00", b"\xff\x01\x00\x02\x01\x00")), None),
    "pre-shared key not last": (rec(hello(extra=ext(41, b"\0" * 10) + ext(0x6399, b""))), None),
}
# OpenSSL still answers these; ours must not.
OURS_ALONE = {"CBC suites"}
# Accepted hellos: the server answers with a ServerHello. Unknown things are not errors (GREASE, RFC 8701).
FINE = {
    "as it should be": rec(GOOD),
    "GREASE everywhere": rec(
        hello(
            suites=(0x0A0A, *wire.SUITES),
            groups=(0x1A1A, 29, 23),
            versions=(0x2A2A, 0x0304, 0x0303),
            shares=((0x1A1A, b"\0"), (29, None)),
            sigalgs=(0x3A3A, 0x0403, 0x0804),
            extra=ext(0x4A4A, b"") + ext(0x5A5A, b"\0"),
        )
    ),
    "TLS 1.2": rec(hello(**OLD)),
    "TLS 1.2 said twice": rec(hello(versions=(0x0303,), shares=None)),
    "an unknown extension of 3,000 bytes": rec(hello(extra=ext(0x6399, b"\0" * 3000))),
    "record version 3.3": rec(GOOD, 0x0303),
    "a share that must be asked for": rec(hello(shares=())),
    "no server name": rec(hello(sni=None)),
    "sliced into records of 50 bytes": b"".join(rec(GOOD[i : i + 50]) for i in range(0, len(GOOD), 50)),
    "sliced into records of 1 byte": b"".join(rec(GOOD[i : i + 1]) for i in range(len(GOOD))),
    "two signatures of SHA-1 among others": rec(hello(sigalgs=(0x0201, 0x0203, 0x0403))),
    "FALLBACK_SCSV at the top version": rec(hello(suites=(*wire.SUITES, 0x5600))),
}


def reasons(log):
    """The reasons of OpenSSL's queue that stand in the log, without file and line."""
    return re.findall(r"error:([0-9A-F]{8}):SSL routines::(.+?)(?=:|\)| error:)", log)


def lives_on(site, pki, workers):
    r = peers.curl(libs.system(), pki, "p256.test", site.ports["main"])
    assert r.code == 0, str(r)
    site.assert_well(workers)


@pytest.mark.parametrize("what", CASES)
def test_refused(sites, lib, pki, what):
    if what in OURS_ALONE and lib.name == "system":
        pytest.skip("baseline: OpenSSL's library speaks this")
    data, alert = CASES[what]
    port = "main" if data[:1] == b"\x16" else "stream"
    told = []
    for site in sites:
        workers = site.workers()
        site.mark()
        answer = talk(site.ports[port], data, end=True)
        lives_on(site, pki, workers)
        told.append((wire.alert(answer), reasons(site.news())))
    (got_alert, got_reasons), (want_alert, want_reasons) = told
    if what in OURS_ALONE:
        assert got_alert == (2, alert) and got_reasons, f"alert {got_alert}, log {got_reasons}"
        return
    if alert is not None:
        allowed = alert if isinstance(alert, tuple) else (alert,)
        assert got_alert and got_alert[0] == 2 and got_alert[1] in allowed, f"alert {got_alert}, the standard says {alert}, OpenSSL {want_alert}, log {got_reasons}"
    # Stricter than OpenSSL is allowed, silent where it speaks is not; and whoever sends an alert says in the log why.
    assert got_alert or not want_alert, f"no alert, OpenSSL {want_alert}"
    assert got_reasons or not (want_reasons or got_alert), f"log {got_reasons}, alert {got_alert}, OpenSSL {want_reasons}"


@pytest.mark.parametrize("what", FINE)
def test_accepted(sites, pki, what):
    for site in sites:
        workers = site.workers()
        answer = talk(site.ports["main"], FINE[what], enough=lambda got: wire._server_messages(got))
        kinds = [t for t, _ in wire._server_messages(answer)]
        assert kinds[:1] == [2], f"{site.lib}: alert {wire.alert(answer)}, messages {kinds}"
        lives_on(site, pki, workers)


@pytest.mark.parametrize("n", [1, 4, 5, 6, 9, 40, 100, len(rec(GOOD)) - 1])
@pytest.mark.parametrize("how", ["fin", "rst"])
def test_hello_cut_short(sites, pki, n, how):
    """Half a hello, then the end: logged at most, never fatal to the worker."""
    for site in sites:
        workers = site.workers()
        with socket.create_connection(("127.0.0.1", site.ports["main"]), 5) as s:
            s.sendall(cut(n))
            if how == "rst":
                tcp.reset(s)
            else:
                s.shutdown(socket.SHUT_WR)
                s.settimeout(2)
                try:
                    while s.recv(65536):
                        pass
                except OSError:
                    pass
        lives_on(site, pki, workers)


def spoiler(port, version, what):
    """Between a good client and the server: passes records on until the one to spoil; spoils it."""

    def index(kinds):
        """What the client's last record so far is: the Finished, data after it, or neither."""
        if version == "1.3":
            n = kinds.count(wire.DATA)
            return {0: None, 1: "Finished"}.get(n, "data") if kinds[-1] == wire.DATA else None
        if wire.CCS not in kinds or kinds[-1] == wire.CCS:
            return None
        return "data" if kinds[-1] == wire.DATA else "Finished"

    def spoil(client):
        with socket.create_connection(("127.0.0.1", port), 5) as server:
            kinds, pending, done = [], bytearray(), False
            while select.select([client, server], [], [], 5)[0]:
                if select.select([server], [], [], 0)[0]:
                    data = server.recv(65536)
                    if what == "end after ServerHello" or not data:
                        return
                    client.sendall(data)
                    continue
                data = client.recv(65536)
                if not data:
                    return
                pending += data
                for r in tcp.Relay.take_records(pending):
                    kinds.append(r[0])
                    now = None if done else index(kinds)
                    if now == "Finished" and what == "noise instead of Finished":
                        r, done = record(wire.HANDSHAKE if version == "1.2" else wire.DATA, b"\xee" * 60), True
                    elif now == "Finished" and what == "data before Finished":
                        r, done = record(wire.DATA, b"\xee" * 60) + r, True
                    elif (now, what) in (("Finished", "bad Finished"), ("data", "a record with one bit turned")):
                        r, done = r[:-1] + bytes([r[-1] ^ 1]), True
                    server.sendall(r)

    return spoil


@pytest.mark.parametrize("version", ["1.2", "1.3"])
@pytest.mark.parametrize(
    "what",
    ["end after ServerHello", "bad Finished", "data before Finished", "noise instead of Finished", "a record with one bit turned"],
)
def test_after_the_hello(sites, pki, version, what):
    """The server has answered; now the client goes astray. The client is the system's curl, spoiled on the way."""
    for site in sites:
        workers = site.workers()
        site.mark()
        with tcp.Server(spoiler(site.ports["main"], version, what)) as relay:
            r = peers.curl(libs.system(), pki, "p256.test", relay.port, version=version)
            relay.settle()
        assert r.code != 0, str(r)
        lives_on(site, pki, workers)
        if what != "end after ServerHello":
            assert reasons(site.news()), site.news()


def test_plain_http_on_the_tls_port(sites, pki):
    for site in sites:
        answer = talk(site.ports["main"], b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert b"The plain HTTP request was sent to HTTPS port" in answer
        lives_on(site, pki, site.workers())


def test_many_at_once(sites, pki):
    """Every bad hello, all connections open at the same time, then closed in a heap."""
    for site in sites:
        workers = site.workers()
        socks = []
        for data, _ in CASES.values():
            s = socket.create_connection(("127.0.0.1", site.ports["main"]), 5)
            s.sendall(data[: len(data) // 2])
            socks.append(s)
        for s, (data, _) in zip(socks, CASES.values()):
            try:
                s.sendall(data[len(data) // 2 :])
            except OSError:
                pass
        for s in socks:
            s.close()
        lives_on(site, pki, workers)
