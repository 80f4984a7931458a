# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Chains, extra chains, the current certificate, stores, and building a chain."""
import pytest

from differential import diff
from differential.cert import common as c
from differential.cert.common import Target, cert_stack, load_cert

KINDS = ("ctx", "ssl")


def chains(t, kind, where, take, files):
    T = Target(t, kind)
    out = [T.ctrl(c.CHAIN, take, t.NULL)]
    T.call("use_certificate_file", f"{where}/p256.crt".encode(), 1)
    sk = cert_stack(t, [f"{where}/{f}" for f in files])
    out += [T.ctrl(c.CHAIN, take, sk), t.errors(), T.shows()]
    x = load_cert(t, f"{where}/root-ec.crt")
    out += [T.ctrl(c.CHAIN_CERT, take, x), t.errors(), T.shows()]
    out += [T.ctrl(c.CHAIN, take, t.NULL), t.errors(), T.shows()]
    return out


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("take", (0, 1))
@pytest.mark.parametrize("files", (["int-ec.crt"], ["int-rsa.crt", "int-ec.crt"], [], ["sha1.crt"], ["rsa1024-leaf.crt"]))
def test_chains(pki, kind, take, files):
    diff.same(chains, kind, str(pki.dir), take, files)


def weak_chain_cert(t, kind, where, file, level):
    T = Target(t, kind)
    T.call("set_security_level", level)
    return [T.ctrl(c.CHAIN_CERT, 1, load_cert(t, f"{where}/{file}")), t.errors(), T.shows()]


def weak_chain_certs(t, kind, where):
    files = ("sha1.crt", "rsa1024-leaf.crt", "int-rsa.crt", "root-rsa.crt", "int-ec.crt", "ed25519.crt")
    return [[f, level, weak_chain_cert(t, kind, where, f, level)] for f in files for level in range(6)]


@pytest.mark.parametrize("kind", KINDS)
def test_weak_chain_certs(pki, kind):
    diff.same(weak_chain_certs, kind, str(pki.dir))


def extra(t, where):
    T = Target(t, "ctx")
    out = [T.shows()]
    for f in ("int-ec.crt", "sha1.crt", "rsa1024-leaf.crt"):
        out += [T.ctrl(c.EXTRA_CHAIN_CERT, 0, load_cert(t, f"{where}/{f}")), t.errors(), T.shows()]
    T.ctrl(c.CHAIN_CERT, 1, load_cert(t, f"{where}/root-ec.crt"))
    out += [T.shows(), T.ctrl(c.CLEAR_EXTRA), T.shows(), t.errors()]
    s = Target(t, "ssl", T.ctx)
    out += [s.ctrl(c.EXTRA_CHAIN_CERT, 0, load_cert(t, f"{where}/int-ec.crt")), s.ctrl(c.CLEAR_EXTRA), t.errors(), T.shows()]
    return out


def test_extra(pki):
    diff.same(extra, str(pki.dir))


def current(t, kind, where):
    T = Target(t, kind)
    out = [T.ctrl(c.SET_CURRENT, 1), T.ctrl(c.SET_CURRENT, 2), T.ctrl(c.SELECT_CURRENT, 0, t.NULL), t.errors()]
    for n in ("ed25519", "p256", "rsa2048", "rsapss"):
        T.call("use_certificate_file", f"{where}/{n}.crt".encode(), 1)
        if n != "rsapss":
            T.call("use_PrivateKey_file", f"{where}/{n}.key".encode(), 1)
        out.append(T.shows())
    for op in (1, 2, 2, 2, 2, 1, 3, 9):
        out += [op, T.ctrl(c.SET_CURRENT, op), t.errors(), T.shows()[0]]
    for n in ("p256", "ed25519", "rsapss", "p384", "client-p256"):
        out += [n, T.ctrl(c.SELECT_CURRENT, 0, load_cert(t, f"{where}/{n}.crt")), t.errors(), T.shows()[0]]
    out += [T.ctrl(c.SELECT_CURRENT, 0, T.certificate()), T.shows()[0]]
    return out


@pytest.mark.parametrize("kind", KINDS)
def test_current(pki, kind):
    diff.same(current, kind, str(pki.dir))


def stores(t, kind):
    T = Target(t, kind)
    out, p = [], c.t_ptr(t)
    for set_, get in ((c.SET_VERIFY_STORE, c.GET_VERIFY_STORE), (c.SET_CHAIN_STORE, c.GET_CHAIN_STORE)):
        out += [T.ctrl(get, 0, p), p[0] == t.NULL]
        for take in (0, 1):
            store = t.crypto.X509_STORE_new()
            out += [T.ctrl(set_, take, store), T.ctrl(get, 0, p), p[0] == store]
        out += [T.ctrl(set_, 0, t.NULL), T.ctrl(get, 0, p), p[0] == t.NULL]
    return out + t.errors()


@pytest.mark.parametrize("kind", KINDS)
def test_stores(kind):
    diff.same(stores, kind)


UNTRUSTED, NO_ROOT, CHECK, IGNORE, CLEAR = 1, 2, 4, 8, 16


def build(t, kind, where, leaf, flags, chain, trusted):
    T = Target(t, kind)
    out = [T.ctrl(c.BUILD_CHAIN, flags), t.errors(data=True)]
    T.call("use_certificate_file", f"{where}/{leaf}.crt".encode(), 1)
    if chain:
        T.ctrl(c.CHAIN, 0, cert_stack(t, [f"{where}/{n}.crt" for n in chain]))
    for n in trusted:
        t.ssl.SSL_CTX_load_verify_locations(T.ctx, f"{where}/{n}.crt".encode(), t.NULL)
    t.errors()
    out += [T.ctrl(c.BUILD_CHAIN, flags), t.errors(data=True), T.shows()]
    return out


FLAGS = (0, UNTRUSTED, NO_ROOT, UNTRUSTED | NO_ROOT, CHECK, CHECK | NO_ROOT, IGNORE, IGNORE | CLEAR, CHECK | IGNORE | CLEAR)


def builds(t, kind, where, leaf, chain, trusted):
    return [[flags, build(t, kind, where, leaf, flags, chain, trusted)] for flags in FLAGS]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("leaf,chain,trusted", [("p256", [], ["root-ec", "int-ec"]), ("p256", ["int-ec"], ["root-ec"]), ("p256", ["root-ec", "int-ec"], []),
                                                ("deep", ["int-ec", "sub"], ["root-ec"]), ("p256", [], []), ("expired", ["int-ec"], ["root-ec"]), ("selfsigned", [], ["selfsigned"])])
def test_build(pki, kind, leaf, chain, trusted):
    diff.same(builds, kind, str(pki.dir), leaf, chain, trusted)
