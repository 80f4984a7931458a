# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Files of trust anchors, which are taken lazily here: found by names that are written otherwise, among several of one name,
mixed with what programs add, and shown whole to whoever looks."""
import subprocess

import pytest

from differential import diff
from differential.cert.common import load_cert, subjects
from differential.cert.test_judge import outcome
from helpers import libs

CDEF = """
STACK *X509_STORE_get1_all_certs(X509_STORE *);
"""

CONF = """
[req]
distinguished_name=dn
prompt=no
string_mask={mask}
[dn]
O=  {org}
CN={name}
[ca]
basicConstraints=critical,CA:TRUE
subjectKeyIdentifier=none
[leaf]
basicConstraints=CA:FALSE
subjectAltName=DNS:p256.test
"""


@pytest.fixture(scope="module")
def roots(tmp_path_factory):
    """a, b: two roots of one name; utf8, printable: one root's key under two writings of a name; leaf-N below each."""
    d = tmp_path_factory.mktemp("roots")

    def openssl(*args):
        subprocess.run(["openssl", *map(str, args)], cwd=d, env=libs.clean_env(), check=True, capture_output=True, timeout=30)

    def root(n, key, mask, org, name):
        (d / f"{n}.cnf").write_text(CONF.format(mask=mask, org=org, name=name))
        if not (d / f"{key}.key").exists():
            openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", f"{key}.key")
        openssl("req", "-new", "-x509", "-config", f"{n}.cnf", "-extensions", "ca", "-key", f"{key}.key", "-days", "30", "-out", f"{n}.pem")

    def leaf(n, issuer, key):
        (d / f"{n}.cnf").write_text(CONF.format(mask="utf8only", org="leaf", name=n))
        openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", f"{n}.key")
        openssl("req", "-new", "-config", f"{n}.cnf", "-key", f"{n}.key", "-out", f"{n}.csr")
        openssl("x509", "-req", "-in", f"{n}.csr", "-CA", f"{issuer}.pem", "-CAkey", f"{key}.key", "-CAcreateserial", "-days", "20",
                "-extfile", f"{n}.cnf", "-extensions", "leaf", "-out", f"{n}.pem")

    root("a", "a", "utf8only", "Same", "Name")
    root("b", "b", "utf8only", "Same", "Name")
    root("utf8", "w", "utf8only", "Written", "In Two Ways é")
    root("printable", "w", "nombstr", "WRITTEN", "in  two  WAYS é")
    root("bmp", "w", "pkix", "Written", "in two ways é")
    for n, key in (("a", "a"), ("b", "b"), ("utf8", "w"), ("printable", "w"), ("bmp", "w")):
        leaf(f"leaf-{n}", n, key)
    (d / "both.pem").write_bytes((d / "a.pem").read_bytes() + (d / "b.pem").read_bytes())
    (d / "text.pem").write_bytes(b"some words\n\n" + (d / "a.pem").read_bytes() + b"\nmore words\n" + (d / "utf8.pem").read_bytes().replace(b"\n", b"\r\n"))
    (d / "mixed.pem").write_bytes((d / "a.pem").read_bytes() + (d / "a.key").read_bytes())
    (d / "half.pem").write_bytes((d / "a.pem").read_bytes() + (d / "b.pem").read_bytes()[:300])
    return d


def trusting(t, where, leaf, steps, mode=1):
    """A client that trusts what the steps bring, against a server with that leaf."""
    f, c_ = t.ssl, t.crypto
    cctx = t.ctx("TLS_client_method")
    out = []
    for step in steps.split():
        what, _, name = step.partition(":")
        path = f"{where}/{name}.pem".encode()
        if what == "file":
            out.append(f.SSL_CTX_load_verify_locations(cctx, path, t.NULL))
        elif what == "dir":
            out.append(f.SSL_CTX_load_verify_locations(cctx, t.NULL, f"{where}/{name}".encode()))
        elif what == "default":
            out.append(f.SSL_CTX_set_default_verify_paths(cctx))
        elif what == "add":
            out.append(c_.X509_STORE_add_cert(f.SSL_CTX_get_cert_store(cctx), load_cert(t, path.decode())))
        elif what == "look":
            out.append(sorted(map(str, subjects(t, c_.X509_STORE_get1_all_certs(f.SSL_CTX_get_cert_store(cctx))))))
        elif what == "shake":
            sctx = t.server_ctx(f"{where}/{name}.pem", f"{where}/{name}.key")
            f.SSL_CTX_set_verify(cctx, mode, t.NULL)
            c, s = t.pair(cctx, sctx)
            out.append(outcome(t, c, s))
        out.append([step, t.errors()])
    return out


STEPS = (
    "file:a shake:leaf-a shake:leaf-b look",
    "file:b shake:leaf-a shake:leaf-b",
    "file:both shake:leaf-a shake:leaf-b look shake:leaf-b",
    "file:a file:b shake:leaf-b shake:leaf-a",
    "file:a shake:leaf-a file:b shake:leaf-b look",
    "file:a look file:b shake:leaf-b look",
    "file:a add:b shake:leaf-a shake:leaf-b",
    "add:a file:b shake:leaf-b shake:leaf-a look",
    "file:a shake:leaf-a add:b shake:leaf-b",
    "file:a default file:b shake:leaf-a shake:leaf-b",
    "dir:. file:b shake:leaf-b shake:leaf-a",
    "file:a dir:. shake:leaf-a shake:leaf-b",
    "file:text shake:leaf-a shake:leaf-utf8 look",
    "file:mixed shake:leaf-a look",
    "file:half shake:leaf-a shake:leaf-b look",
    "file:utf8 shake:leaf-utf8 shake:leaf-printable shake:leaf-bmp look",
    "file:printable shake:leaf-utf8 shake:leaf-printable shake:leaf-bmp look",
    "file:bmp shake:leaf-utf8 shake:leaf-printable shake:leaf-bmp look",
    "file:nothing file:a shake:leaf-a look",
)


@pytest.mark.parametrize("steps", STEPS)
def test_trusting(roots, steps):
    diff.same(trusting, str(roots), None, steps)


def system_bundle(t, path):
    f = t.ssl
    ctx = t.ctx()
    return [f.SSL_CTX_load_verify_locations(ctx, path.encode(), t.NULL), sorted(map(str, subjects(t, t.crypto.X509_STORE_get1_all_certs(f.SSL_CTX_get_cert_store(ctx))))), t.errors()]


def test_system_bundle():
    diff.same(system_bundle, "/etc/ssl/certs/ca-certificates.crt")
