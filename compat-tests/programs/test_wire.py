# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""The conversation as a third party sees it: a relay between client and server, and a reader of TLS independent of both.

So what two programs over one library tell each other is checked by neither of them. Also here: the same conversation cut into
single bytes, and hellos seen field by field.
"""
import pytest

from helpers import nginx, peers, tcp, wire

VERSIONS = ("1.2", "1.3")


@pytest.fixture(scope="session")
def site(seat, pki, workdir, start):
    http = nginx.server("p256", "p256.test", pki.pem("p256"), pki.key("p256"))
    http += nginx.server("rsa2048", "rsa2048.test", pki.pem("rsa2048"), pki.key("rsa2048"))
    for port, curve in (("p384-only", "secp384r1"), ("x25519-only", "X25519")):
        http += nginx.server(
            *(port, "rsa2048.test", pki.pem("rsa2048"), pki.key("rsa2048")),
            f"ssl_ecdh_curve {curve};",
            f"location / {{ {nginx.FACTS} }}",
        )
    return start(nginx.Nginx(seat.server, workdir("wire"), http=http))


def through(seat, site, pki, port, kind, path="/", split=0, **how):
    with tcp.Relay(site.ports[port], split=split) as relay:
        r = peers.curl(seat.client, pki, f"{kind}.test", relay.port, path, **how)
        relay.settle()
    assert not relay.failures, relay.failures
    return r, relay


@pytest.mark.parametrize("combo", [c for c in peers.combos() if c[1] in ("p256", "rsa2048")], ids="-".join)
def test_what_is_negotiated(seat, site, pki, combo):
    version, kind, suite, group = combo
    groups = peers.offer_groups(version, kind, group)
    r, relay = through(seat, site, pki, kind, kind, version=version, suite=suite, groups=groups)
    assert r.code == 0, str(r)
    seen = wire.negotiated(relay.s2c)
    assert (seen["version"], seen["suite"], seen["group"]) == (version, suite, group)
    assert seen["retries"] == 0
    # Nothing readable after the clear part: neither the page nor its request stands on the wire.
    assert b"protocol" not in relay.s2c and b"GET /" not in relay.c2s


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("split", [1, 7])
def test_single_bytes(seat, site, pki, split, version):
    """Every byte of both directions in a segment of its own."""
    r, _ = through(seat, site, pki, "p256", "p256", split=split, version=version)
    assert peers.facts(r)["protocol"] == f"TLSv{version}"


def test_hello_retry(seat, site, pki):
    """The client's share is for X25519, the server takes P-384 alone: one HelloRetryRequest (RFC 8446 §4.1.4)."""
    r, relay = through(seat, site, pki, "p384-only", "rsa2048", groups="X25519:P-384", version="1.3")
    assert peers.facts(r)["group"] == "secp384r1"
    assert wire.negotiated(relay.s2c)["retries"] == 1
    hellos = [wire.client_hello(b) for t, b in wire._server_messages(relay.c2s) if t == 1]
    assert len(hellos) == 2
    first, second = hellos
    assert list(first["shares"]) == [29] and list(second["shares"]) == [24]
    # All but the share (and cookie, padding, pre-shared key, early data) stays as it was (RFC 8446 §4.1.2).
    for field in ("random", "session", "suites", "compression", "groups", "versions"):
        assert first[field] == second[field], field
    changed = {k for k in first["ext"].keys() | second["ext"].keys() if first["ext"].get(k) != second["ext"].get(k)}
    assert changed <= {51, 44, 41, 42, 21}


def test_no_common_group(seat, site, pki):
    """Nothing to retry with: handshake_failure, and the server lives on."""
    workers = site.workers()
    r, _ = through(seat, site, pki, "x25519-only", "rsa2048", groups="P-256", version="1.3")
    assert r.code == 35, str(r)
    site.assert_well(workers)


@pytest.mark.parametrize("version", VERSIONS)
def test_client_hello(seat, site, pki, version):
    """What our client says first, read field by field (RFC 8446 §4.1.2, RFC 7627, RFC 5746)."""
    r, relay = through(seat, site, pki, "p256", "p256", version=version)
    assert r.code == 0, str(r)
    kind, record_version, _ = wire.records(relay.c2s)[0]
    assert kind == wire.HANDSHAKE and record_version in (0x0301, 0x0303)
    hello = wire.client_hello(wire.messages(relay.c2s)[0][1])
    assert hello["legacy_version"] == 0x0303 and hello["compression"] == b"\0"
    assert hello["ext"][0][5:] == b"p256.test"
    assert b"\x02h2" in hello["ext"][16]
    assert 10 in hello["ext"] and 13 in hello["ext"]
    if version == "1.3":
        assert set(wire.SUITES) & set(hello["suites"]) == {0x1301, 0x1302, 0x1303}
        assert hello["versions"] == (0x0304,) and len(hello["session"]) == 32
    else:
        assert 23 in hello["ext"], "extended master secret"
        assert 0xFF01 in hello["ext"] or 0x00FF in hello["suites"], "secure renegotiation"
        assert 43 not in hello["ext"] or 0x0304 not in hello["versions"]
    if seat.client.name == "ours":
        offered = {s for s in hello["suites"] if s != 0x00FF and (s & 0x0F0F) != 0x0A0A}
        assert offered <= set(wire.SUITES), "a suite that is not ours to offer"
        assert not set(hello["ext"][13][i : i + 2] for i in range(2, len(hello["ext"][13]), 2)) & {b"\x02\x01", b"\x02\x03", b"\x01\x01"}


def test_server_hello_13(seat, site, pki):
    """Middlebox compatibility: the session is echoed and a ChangeCipherSpec follows (RFC 8446 §D.4)."""
    r, relay = through(seat, site, pki, "p256", "p256", version="1.3")
    assert r.code == 0, str(r)
    sent = wire.client_hello(wire.messages(relay.c2s)[0][1])
    hello = wire.negotiated(relay.s2c)["hello"]
    assert hello["session"] == sent["session"] and hello["compression"] == 0
    assert set(hello["ext"]) <= {43, 51}
    assert [k for k, _, _ in wire.records(relay.s2c)][1] == wire.CCS
    assert (wire.CCS, 0x0303, b"\x01") in wire.records(relay.c2s)


def test_server_hello_12(seat, site, pki):
    """Extended master secret and renegotiation info are answered; a server that could do more marks the downgrade."""
    r, relay = through(seat, site, pki, "p256", "p256", version="1.2")
    assert r.code == 0, str(r)
    hello = wire.negotiated(relay.s2c)["hello"]
    assert hello["ext"][23] == b"" and hello["ext"][0xFF01] == b"\0"
    assert hello["random"].endswith(wire.DOWNGRADE12), "RFC 8446 §4.1.3"


@pytest.mark.parametrize("version", VERSIONS)
def test_close_notify_at_the_end(seat, site, pki, version):
    """curl ends with an alert: the last record has an alert's size."""
    r, relay = through(seat, site, pki, "p256", "p256", http="http/1.1", version=version)
    assert r.code == 0, str(r)
    kind, _, body = wire.records(relay.c2s)[-1]
    assert (kind, len(body)) == ((wire.DATA, 19) if version == "1.3" else (wire.ALERT, len(body))) and len(body) < 40
