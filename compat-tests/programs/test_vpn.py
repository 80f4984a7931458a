# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""TLS inside of other protocols, whose own keys are exported from it: OpenVPN, and RADIUS with EAP-TLS and EAP-TTLS.

Both ends prove that they exported the same keys: OpenVPN's by decrypting what the other sends, eapol_test by comparing with the
keys that FreeRADIUS hands to the access point.
"""
import re

import pytest

from helpers import daemon, proc

VERSIONS = ("1.2", "1.3")

# -- OpenVPN --------------------------------------------------------------------------------------------------------------


def openvpn(lib, where, pki, cert, *more, ca=None, name, ready=None):
    argv = ["openvpn", "--dev", "null", "--proto", "udp4", "--verb", "7", "--ping", "1", "--ca", ca or pki.roots, "--cert", pki.pem(cert), "--key", pki.key(cert)]
    argv += ["--data-ciphers", "AES-256-GCM:CHACHA20-POLY1305", "--hand-window", "5", "--tran-window", "10", "--connect-retry", "1", *more]
    return daemon.Daemon(lib, where, argv, name=name, ready=ready or (lambda d: "UDPv4 link local" in d.output()))


def tunnel(seat, pki, workdir, start_here, *, server_cert="p256", server=(), client_cert="client-p256", client=(), ca=None):
    far = openvpn(
        *(seat.server, workdir("openvpn-server"), pki, server_cert, "--tls-server", "--dh", "none", "--remote-cert-tls", "client"),
        *("--local", "127.0.0.1", "--lport", "@port@", *server),
        name="openvpn server",
    )
    start_here(far)
    near = openvpn(
        *(seat.client, workdir("openvpn-client"), pki, client_cert, "--tls-client", "--remote", "127.0.0.1", far.ports["port"], "--nobind"),
        *("--remote-cert-tls", "server", *client),
        ca=ca,
        name="openvpn client",
    )
    return far, start_here(near)


@pytest.mark.parametrize("version", VERSIONS)
def test_openvpn(seat, pki, workdir, start_here, version):
    server_cert, client_cert = ("rsa2048", "client-rsapss") if version == "1.2" else ("p256", "client-p384")
    bound = ["--tls-version-min", version, "--tls-version-max", version]
    named = ["--verify-x509-name", f"{server_cert}.test", "name"]
    ends = tunnel(seat, pki, workdir, start_here, server_cert=server_cert, client_cert=client_cert, server=bound, client=named)
    for d in ends:
        proc.wait_until(lambda d=d: "RECEIVED PING PACKET" in d.output(), 10, what="what the other end encrypted")
        told = d.output()
        assert f"Control Channel: TLSv{version}" in told and "Initialization Sequence Completed" in told, told[-3000:]
        assert "VERIFY OK: depth=0" in told and "Decrypt packet error" not in told and "OpenSSL: error" not in told, told[-3000:]
        assert "NCP negotiation result: TLS_export=1" in told, told[-3000:]


REFUSED = {
    # who complains, of what, and what is wrong
    "otherca": ("client", "VERIFY ERROR: depth=1, error=unable to get local issuer certificate", {"ca": "root-other"}),
    "expired": ("client", "VERIFY ERROR: depth=0, error=certificate has expired", {"server_cert": "expired"}),
    "clientexpired": ("server", "VERIFY ERROR: depth=0, error=certificate has expired", {"client_cert": "client-expired"}),
    "clientunknown": ("server", "VERIFY ERROR: depth=0, error=unable to get local issuer certificate", {"client_cert": "client-unknown"}),
    "purpose": ("client", "VERIFY ERROR: depth=0, error=unsuitable certificate purpose", {"server_cert": "client-p256"}),
    "name": ("client", "VERIFY X509NAME ERROR", {"client": ["--verify-x509-name", "other.test", "name"]}),
}


@pytest.mark.parametrize("why", REFUSED)
def test_openvpn_refuses(seat, pki, workdir, start_here, why):
    who, words, case = REFUSED[why]
    case = dict(case)
    if "ca" in case:
        case["ca"] = pki.crt(case["ca"])
    server, client = tunnel(seat, pki, workdir, start_here, **case)
    d = client if who == "client" else server
    proc.wait_until(lambda: "OpenSSL: error" in d.output(), 10, what="OpenSSL's error in the log")
    assert words in d.output() and re.search("OpenSSL: error:0A000086:SSL routines::certificate verify failed", d.output()), d.output()[-3000:]
    assert not any("Initialization Sequence Completed" in x.output() for x in (server, client))


# -- FreeRADIUS -----------------------------------------------------------------------------------------------------------

RADIUSD = """
prefix = /usr
libdir = /usr/lib/freeradius
logdir = "@dir@"
raddbdir = "@dir@"
run_dir = "@dir@"
pidfile = "@dir@/pid"
max_request_time = 10
security {{ allow_vulnerable_openssl = yes }}
client localhost {{ ipaddr = 127.0.0.1
    secret = testing123 }}
modules {{
    pap {{ }}
    files {{ usersfile = "@dir@/users" }}
    eap {{
        default_eap_type = tls
        tls-config common {{
            private_key_file = "@dir@/{cert}.key"
            certificate_file = "@dir@/{cert}.pem"
            ca_file = "@dir@/roots.pem"
            tls_min_version = "{version}"
            tls_max_version = "{version}"
            cipher_list = "DEFAULT"
            ecdh_curve = ""
            fragment_size = 1024
        }}
        tls {{ tls = common }}
        ttls {{ tls = common
            default_eap_type = tls
            virtual_server = inner }}
        peap {{ tls = common
            default_eap_type = gtc
            virtual_server = inner }}
        gtc {{ auth_type = PAP }}
    }}
}}
server default {{
    listen {{ type = auth
        ipaddr = 127.0.0.1
        port = @radius@ }}
    authorize {{
        eap
    }}
    authenticate {{
        eap
    }}
}}
server inner {{
    authorize {{
        files
        eap
        pap
    }}
    authenticate {{
        Auth-Type PAP {{
            pap
        }}
        eap
    }}
}}
"""
USERS = 'teasel Cleartext-Password := "spiny"\n'


@pytest.fixture(scope="session")
def radius(seat, pki, workdir, start):
    found = {}
    for name, version, cert in (("1.2", "1.2", "rsa2048"), ("1.3", "1.3", "p256"), ("expired", "1.2", "expired")):
        d = daemon.Daemon(
            *(seat.server, workdir("radius"), ["freeradius", "-f", "-xx", "-l", "stdout", "-n", "radiusd", "-d", "@dir@"]),
            files={"radiusd.conf": RADIUSD.format(version=version, cert=cert), "users": USERS},
            copies=daemon.credentials(pki, cert),
            user=daemon.NOBODY,
            ready=lambda d: "Ready to process requests" in d.output(),
            name=f"freeradius {name}",
        )
        found[name] = start(d)
    return found


def eapol(seat, pki, server, where, *lines, given="client-p256", ca=None, domain=None, method="TLS"):
    settings = ["key_mgmt=WPA-EAP", f"eap={method}", 'identity="teasel"', f'ca_cert="{ca or pki.roots}"', 'phase1="tls_disable_tlsv1_3=0"', *lines]
    settings += [f'client_cert="{pki.pem(given)}"', f'private_key="{pki.key(given)}"'] if given else []
    settings += [f'domain_match="{domain}"'] if domain else []
    conf = where / "eapol.conf"
    conf.write_text("network={\n" + "\n".join(settings) + "\n}\n")
    argv = ["eapol_test", "-c", conf, "-a", "127.0.0.1", "-p", server.ports["radius"], "-s", "testing123", "-t", "10"]
    return proc.run(argv, lib=seat.client, timeout=20)


def accepted(r):
    return r.code == 0 and "MPPE keys OK: 1" in r.text and r.text.rstrip().endswith("SUCCESS")


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("method", ["TLS", "TTLS", "PEAP"])
def test_radius(seat, pki, radius, tmp_path, version, method):
    domain = "rsa2048.test" if version == "1.2" else "p256.test"
    inner = {"TLS": [], "TTLS": ['password="spiny"', 'phase2="auth=PAP"'], "PEAP": ['password="spiny"', 'phase2="auth=GTC"']}[method]
    r = eapol(seat, pki, radius[version], tmp_path, *inner, method=method, given="client-p256" if method == "TLS" else None, domain=domain)
    assert accepted(r), str(r)
    told = radius[version].news()
    assert f"TLS {version}" in told or f"TLSv{version}" in told, told[-3000:]


def test_radius_refused(seat, pki, radius, tmp_path):
    r = eapol(seat, pki, radius["1.3"], tmp_path, ca=pki.crt("root-other"))
    assert not accepted(r) and "unable to get local issuer certificate" in r.text and "certificate verify failed" in r.text, str(r)
    r = eapol(seat, pki, radius["1.3"], tmp_path, domain="other.test")
    assert not accepted(r) and "certificate verify failed" in r.text, str(r)
    r = eapol(seat, pki, radius["expired"], tmp_path)
    assert not accepted(r) and "certificate has expired" in r.text, str(r)
    for version in VERSIONS:
        for given in ("client-unknown", "client-expired"):
            radius[version].mark()
            r = eapol(seat, pki, radius[version], tmp_path, given=given)
            assert not accepted(r) and "certificate verify failed" in radius[version].news(), str(r)
