# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Revocation lists and stapled responses through programs: curl --crlfile and --cert-status, nginx's ssl_crl and ssl_stapling_file, Python's
VERIFY_CRL_CHECK_*, openssl's -crl_check, -status and -status_file; and DANE by s_client. What is refused is refused in OpenSSL's words."""
import base64
import hashlib
import sys
import time
import types

import pytest

from helpers import compare, libs, nginx, peers, proc

sys.path.insert(0, str(libs.ROOT / "tests" / "pki"))
import certgen as g  # noqa: E402

VERSIONS = ("1.2", "1.3")
HOST = "p256.test"
PYTHON = """
import socket, ssl, sys
host, port, ca, crl, flags = sys.argv[1:]
ctx = ssl.create_default_context(cafile=ca)
if crl:
    ctx.load_verify_locations(cafile=crl)
for name in flags.split(","):
    ctx.verify_flags |= getattr(ssl, name)
with socket.create_connection(("127.0.0.1", int(port)), 10) as tcp:
    try:
        with ctx.wrap_socket(tcp, server_hostname=host) as s:
            print("shaken", s.version())
    except ssl.SSLCertVerificationError as e:
        print("refused", e.verify_code, e.verify_message, e.reason)
"""


def pem(kind, der):
    return f"-----BEGIN {kind}-----\n{base64.encodebytes(der).decode()}-----END {kind}-----\n"


def at(seconds):
    return time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(time.time() + seconds))


@pytest.fixture(scope="session")
def site_files(workdir):
    """A root, a CA, a server and two clients, one of them revoked; every list and response."""
    d = workdir("revocation")
    root = g.root("Revoking Root")
    ca = g.ca("Revoking CA", root, number=1)
    leaf = g.leaf(ca, exts=(g.san(("dns", HOST)),))
    client, gone = (g.leaf(ca, name, number=n, exts=(g.eku("client"),)) for name, n in (("client", 3), ("gone", 4)))
    for name, c in (("server", leaf), ("client", client), ("gone", gone)):
        (d / f"{name}.pem").write_text(pem("CERTIFICATE", c.der) + pem("CERTIFICATE", ca.der))
        (d / f"{name}.key").write_bytes(c.key.pem)
    (d / "root.pem").write_text(pem("CERTIFICATE", root.der))
    (d / "ca.pem").write_text(pem("CERTIFICATE", ca.der))
    now = dict(this="2024-01-01")
    lists = {"good": g.crl(ca, (g.revoked(gone),), **now), "hit": g.crl(ca, (g.revoked(leaf, reason=1), g.revoked(gone)), **now), "root": g.crl(root, **now),
             "root-hit": g.crl(root, (g.revoked(ca),), **now), "old": g.crl(ca, this="2023-01-01", next_="2023-02-01")}
    for name, names in {"good": "good root", "hit": "hit root", "alone": "good", "none": "root", "root-hit": "good root-hit", "old": "old root"}.items():
        (d / f"{name}.crl").write_text("".join(pem("X509 CRL", lists[n]) for n in names.split()))
    id_ = g.cert_id(leaf, ca)
    for status in ("good", "revoked"):
        (d / f"{status}.ocsp").write_bytes(g.ocsp((g.single(id_, status, at(-60), at(86400)),), ca))
    return types.SimpleNamespace(dir=d, roots=str(d / "root.pem"), leaf=leaf, ca=ca, root=root)


@pytest.fixture(scope="session")
def site(seat, site_files, workdir, start):
    d = site_files.dir
    http = nginx.server("plain", HOST, d / "server.pem", d / "server.key")
    for status in ("good", "revoked"):
        http += nginx.server(status, HOST, d / "server.pem", d / "server.key", f"ssl_stapling on; ssl_stapling_file {d}/{status}.ocsp;", f"location / {{ {nginx.FACTS} }}")
    for name in ("good", "alone"):
        http += nginx.server(f"crl-{name}", HOST, d / "server.pem", d / "server.key", f"ssl_client_certificate {d}/root.pem; ssl_verify_client on; ssl_verify_depth 3;",
                             f"ssl_crl {d}/{name}.crl;", f"location / {{ {nginx.FACTS} }}")
    return start(nginx.Nginx(seat.server, workdir("revocation-nginx"), http=http))


# -- lists --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name, code", (("good", 0), ("hit", 60), ("alone", 60), ("none", 60), ("root-hit", 60), ("old", 60)))
def test_curl(seat, site, site_files, name, code, version):
    def run(lib):
        return peers.curl(lib, site_files, HOST, site.ports["plain"], "/", "--crlfile", site_files.dir / f"{name}.crl", version=version)

    compare.same(run, seat.client, code)


@pytest.mark.parametrize("name, code", (("nothing.crl", 82), ("server.key", 82)))
def test_curl_no_lists(seat, site, site_files, name, code):
    """A file that is not there, or has no list."""
    compare.same(lambda lib: peers.curl(lib, site_files, HOST, site.ports["plain"], "/", "--crlfile", site_files.dir / name), seat.client, code)


@pytest.mark.parametrize("flags", ("VERIFY_CRL_CHECK_LEAF", "VERIFY_CRL_CHECK_CHAIN", "VERIFY_DEFAULT", "VERIFY_CRL_CHECK_LEAF,VERIFY_X509_STRICT"))
@pytest.mark.parametrize("name", ("", "good", "hit", "alone", "root-hit", "old"))
def test_python(seat, site, site_files, name, flags):
    def run(lib):
        crl = str(site_files.dir / f"{name}.crl") if name else ""
        return proc.run(["/usr/bin/python3", "-c", PYTHON, HOST, str(site.ports["plain"]), site_files.roots, crl, flags], lib=lib)

    want, got = compare.same(run, seat.client, 0)
    assert got.text == want.text and got.text.split()[0] in ("shaken", "refused")


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("list_, who, passes", (("good", "client", True), ("good", "gone", False), ("alone", "client", False)))
def test_nginx(seat, site, site_files, list_, who, passes, version):
    d = site_files.dir
    r = peers.curl(seat.client, site_files, HOST, site.ports[f"crl-{list_}"], "/", "--cert", d / f"{who}.pem", "--key", d / f"{who}.key", "-w", "%{http_code}", version=version)
    if passes:
        assert '"verify":"SUCCESS"' in r.text and r.text.endswith("200"), str(r)
    else:
        assert r.text.endswith("400") and "The SSL certificate error" in r.text, str(r)
        why = "unable to get certificate CRL" if list_ == "alone" else "certificate revoked"
        assert why in site.errors() or why in site.error_log.read_text(), site.error_log.read_text()[-2000:]


def s_client(lib, port, roots, *more):
    argv = ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-servername", HOST, "-CAfile", roots, "-verify_return_error", "-ign_eof", *map(str, more)]
    return proc.run(argv, lib=lib, input=b"GET / HTTP/1.0\r\n\r\n")


def verdicts(result):
    """What openssl says of the verification. (After a failure the two libraries do not show the same of the session.)"""
    lines = result.errtext.splitlines() + result.text.splitlines()
    return [line for line in lines if line.startswith(("depth=", "verify error", "Verification", "DANE"))]


@pytest.mark.parametrize("flag", ("-crl_check", "-crl_check_all"))
@pytest.mark.parametrize("name", ("good", "hit", "alone", "root-hit", "old"))
def test_s_client(seat, site, site_files, name, flag):
    flags = [flag] if flag == "-crl_check" else ["-crl_check", flag]

    def run(lib):
        return s_client(lib, site.ports["plain"], site_files.roots, *flags, "-CRL", site_files.dir / f"{name}.crl")

    want, got = (run(lib) for lib in (libs.system(), seat.client))
    assert verdicts(want) and verdicts(got) == verdicts(want) and got.code == want.code, f"{want}\n{got}"


# -- stapled responses --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("port, code", (("good", 0), ("revoked", 91), ("plain", 91)))
def test_curl_cert_status(seat, site, site_files, port, code, version):
    compare.same(lambda lib: peers.curl(lib, site_files, HOST, site.ports[port], "/", "--cert-status", version=version), seat.client, code)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("port, word", (("good", "Cert Status: good"), ("revoked", "Cert Status: revoked"), ("plain", "OCSP response: no response sent")))
def test_s_client_status(seat, site, site_files, port, word, version):
    r = s_client(seat.client, site.ports[port], site_files.roots, "-status", "-tls" + version.replace(".", "_"))
    assert word in r.text and "HTTP/1.1 200" in r.text, str(r)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("status", ("good", "revoked"))
def test_s_server_status_file(seat, site_files, workdir, start_here, status, version):
    d = site_files.dir
    server = start_here(peers.SServer(workdir("s_server") / "status", "-cert", d / "server.pem", "-key", d / "server.key", "-cert_chain", d / "ca.pem",
                                      "-status_file", d / f"{status}.ocsp", "-www", lib=seat.server))
    r = s_client(seat.client, server.port, site_files.roots, "-status", "-tls" + version.replace(".", "_"))
    assert f"Cert Status: {status}" in r.text and "HTTP/1.0 200" in r.text, str(r)


# -- DANE ---------------------------------------------------------------------------------------------------------------


def records(f):
    """Usage, selector, matching type, data."""
    sha256 = hashlib.sha256
    yield "end entity, key", f"3 1 1 {sha256(f.leaf.key.spki).hexdigest()}", True
    yield "end entity, whole", f"3 0 0 {f.leaf.der.hex()}", True
    yield "anchor, certificate", f"2 0 1 {sha256(f.ca.der).hexdigest()}", True
    yield "anchor of the list", f"0 0 2 {hashlib.sha512(f.root.der).hexdigest()}", True
    yield "end entity, another key", f"3 1 1 {sha256(f.ca.key.spki).hexdigest()}", False
    yield "anchor, another", f"2 0 1 {sha256(f.leaf.der).hexdigest()}", False


@pytest.mark.parametrize("number", range(6))
@pytest.mark.parametrize("version", VERSIONS)
def test_dane(seat, site, site_files, number, version):
    name, record, passes = list(records(site_files))[number]

    def run(lib):
        return s_client(lib, site.ports["plain"], site_files.roots, "-dane_tlsa_domain", HOST, "-dane_tlsa_rrdata", record, "-tls" + version.replace(".", "_"))

    want, got = (run(lib) for lib in (libs.system(), seat.client))
    assert verdicts(want) and verdicts(got) == verdicts(want), f"{name}\n{want}\n{got}"
    assert (got.code, want.code) == ((0, 0) if passes else (1, 1)), f"{name}\n{got}"
