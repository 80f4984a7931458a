# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Where trust comes from, and what becomes of it when files change under a program: environment, default places, shared stores, stores for
verification alone and for chains alone, files that are rewritten, cut or removed. (Files taken lazily: test_bundle.py; directories
into which something comes: test_revocation.py.)"""
import os
import shutil
import sys

import pytest

from differential import diff
from differential.cert.common import SET_CHAIN_STORE, SET_VERIFY_STORE, load_cert, subjects
from differential.cert.test_judge import outcome
from differential.cert.test_revocation import hashed, pem

sys.path.insert(0, str(diff.ROOT.parent / "tests" / "pki"))
import certgen as g  # noqa: E402

CDEF = """
STACK *X509_STORE_get1_all_certs(X509_STORE *);
"""


@pytest.fixture(scope="module")
def trees(tmp_path_factory):
    """Two hierarchies, a and b: ROOT.pem, LEAF.pem with its issuer, LEAF.alone.pem without, INT.pem, and hashed directories."""
    d = tmp_path_factory.mktemp("trees")
    for n, name in enumerate("ab"):
        root = g.root(f"Trust Root {name}", number=n)
        int_ = g.ca(f"Trust CA {name}", root, number=2 + n)
        leaf = g.leaf(int_, exts=(g.san(("dns", "p256.test")),))
        (d / f"root-{name}.pem").write_text(pem("CERTIFICATE", root.der))
        (d / f"int-{name}.pem").write_text(pem("CERTIFICATE", int_.der))
        (d / f"leaf-{name}.pem").write_text(pem("CERTIFICATE", leaf.der) + pem("CERTIFICATE", int_.der))
        (d / f"leaf-{name}.alone.pem").write_text(pem("CERTIFICATE", leaf.der))
        for key in (f"leaf-{name}.key", f"leaf-{name}.alone.key"):
            (d / key).write_bytes(leaf.key.pem)
        hashed(d, d / f"dir-{name}", [f"root-{name}.pem"])
    return d


def shake(t, where, cctx, leaf):
    sctx = t.server_ctx(f"{where}/{leaf}.pem", f"{where}/{leaf}.key")
    t.ctrl(sctx, 33, 0x8)  # SSL_MODE_NO_AUTO_CHAIN
    t.ssl.SSL_CTX_set_verify(cctx, 1, t.NULL)
    c, s = t.pair(cctx, sctx)
    return outcome(t, c, s)


def by_environment(t, where, call, env):
    os.environ.update({k: f"{where}/{v}" for k, v in env.items()})
    cctx = t.ctx("TLS_client_method")
    out = [getattr(t.ssl, call)(cctx), t.errors()]
    return out + [shake(t, where, cctx, leaf) for leaf in ("leaf-a", "leaf-b")]


@pytest.mark.parametrize("env", ({}, {"SSL_CERT_FILE": "root-a.pem"}, {"SSL_CERT_DIR": "dir-a"}, {"SSL_CERT_FILE": "root-a.pem", "SSL_CERT_DIR": "dir-b"},
                                 {"SSL_CERT_FILE": "nothing.pem", "SSL_CERT_DIR": "nothing"}, {"SSL_CERT_DIR": "dir-a:dir-b"}, {"SSL_CERT_FILE": "leaf-a.key"}),
                         ids=lambda env: ",".join(f"{k}={v}" for k, v in env.items()) or "none")
@pytest.mark.parametrize("call", ("SSL_CTX_set_default_verify_paths", "SSL_CTX_set_default_verify_file", "SSL_CTX_set_default_verify_dir"))
def test_environment(trees, call, env):
    if ":" in env.get("SSL_CERT_DIR", ""):
        env = {"SSL_CERT_DIR": f"dir-a:{trees}/dir-b"}
    diff.same(by_environment, str(trees), call, env)


def loaded_by(t, where, loads):
    cctx = t.ctx("TLS_client_method")
    out = []
    for what, name in loads:
        path = f"{where}/{name}".encode()
        if what == "locations":
            out.append(t.ssl.SSL_CTX_load_verify_locations(cctx, path, t.NULL))
        elif what == "both":
            a, b = name.split()
            out.append(t.ssl.SSL_CTX_load_verify_locations(cctx, f"{where}/{a}".encode(), f"{where}/{b}".encode()))
        else:
            out.append(getattr(t.ssl, f"SSL_CTX_load_verify_{what}")(cctx, path))
        out.append(t.errors())
    return out + [shake(t, where, cctx, leaf) for leaf in ("leaf-a", "leaf-b")]


@pytest.mark.parametrize("loads", ([("file", "root-a.pem")], [("dir", "dir-a")], [("store", "root-a.pem")], [("locations", "root-a.pem"), ("dir", "dir-b")],
                                   [("both", "root-a.pem dir-b")], [("dir", "dir-b"), ("store", "root-a.pem")], [("file", "nothing.pem"), ("file", "root-b.pem")],
                                   [("dir", "nothing")], [("store", "nothing")], [("file", "leaf-a.key")]), ids=str)
def test_loaded_by(trees, loads):
    diff.same(loaded_by, str(trees), loads)


def shared(t, where, how):
    """One store for two contexts, the first of which is in use; what comes to it later counts for both."""
    f, c_ = t.ssl, t.crypto
    one, two = t.ctx("TLS_client_method"), t.ctx("TLS_client_method")
    f.SSL_CTX_load_verify_locations(one, f"{where}/root-a.pem".encode(), t.NULL)
    out = [shake(t, where, one, "leaf-a")]
    store = f.SSL_CTX_get_cert_store(one)
    if how == "set1":
        f.SSL_CTX_set1_cert_store(two, store)
    else:
        c_.X509_STORE_up_ref(store)
        f.SSL_CTX_set_cert_store(two, store)
    out += [f.SSL_CTX_get_cert_store(two) == store, shake(t, where, two, "leaf-a"), shake(t, where, two, "leaf-b")]
    if how == "load later":
        out.append(f.SSL_CTX_load_verify_locations(one, f"{where}/root-b.pem".encode(), t.NULL))
    else:
        out.append(c_.X509_STORE_add_cert(store, load_cert(t, f"{where}/root-b.pem")))
    out += [shake(t, where, ctx, leaf) for ctx in (one, two) for leaf in ("leaf-a", "leaf-b")]
    f.SSL_CTX_free(one)
    return out + [shake(t, where, two, "leaf-b"), sorted(map(str, subjects(t, c_.X509_STORE_get1_all_certs(f.SSL_CTX_get_cert_store(two)))))]


@pytest.mark.parametrize("how", ("set1", "set", "load later"))
def test_shared(trees, how):
    diff.same(shared, str(trees), how)


def apart(t, where, which, own, on):
    """A store for verification alone, or for building chains alone, beside the usual one."""
    f, c_ = t.ssl, t.crypto
    store = c_.X509_STORE_new()
    for name in own:
        c_.X509_STORE_add_cert(store, load_cert(t, f"{where}/{name}.pem"))
    cmd = SET_VERIFY_STORE if which == "verify" else SET_CHAIN_STORE
    out = []
    if which == "verify":
        cctx = t.ctx("TLS_client_method")
        f.SSL_CTX_load_verify_locations(cctx, f"{where}/root-a.pem".encode(), t.NULL)
        f.SSL_CTX_set_verify(cctx, 1, t.NULL)
        if on == "ctx":
            out.append(t.ctrl(cctx, cmd, 1, store))
        for leaf in ("leaf-a", "leaf-b"):
            c, s = t.pair(cctx, t.server_ctx(f"{where}/{leaf}.pem", f"{where}/{leaf}.key"))
            if on == "ssl":
                out.append(t.ctrl(c, cmd, 1, store))
            out.append(outcome(t, c, s))
        return out
    # The server finds the issuers to send in the chain store, or else in its trust store.
    sctx, cctx = t.server_ctx(f"{where}/leaf-a.alone.pem", f"{where}/leaf-a.key"), t.ctx("TLS_client_method")
    f.SSL_CTX_load_verify_locations(cctx, f"{where}/root-a.pem".encode(), t.NULL)
    f.SSL_CTX_load_verify_locations(sctx, f"{where}/root-b.pem".encode(), t.NULL)
    f.SSL_CTX_set_verify(cctx, 1, t.NULL)
    if on == "ctx":
        out.append(t.ctrl(sctx, cmd, 1, store))
    c, s = t.pair(cctx, sctx)
    if on == "ssl":
        out.append(t.ctrl(s, cmd, 1, store))
    return out + [outcome(t, c, s)]


@pytest.mark.parametrize("on", ("ctx", "ssl"))
@pytest.mark.parametrize("which, own", (("verify", ("root-b",)), ("verify", ()), ("verify", ("root-a", "root-b")), ("chain", ("int-a",)), ("chain", ("int-a", "root-a")),
                                        ("chain", ()), ("chain", ("int-b",))))
def test_apart(trees, which, own, on):
    diff.same(apart, str(trees), which, own, on)


def changed(t, where, scratch, how):
    """A file of anchors changes between two contexts, and under the first one: each goes by what it read."""
    f = t.ssl
    os.makedirs(scratch)
    path = f"{scratch}/anchors.pem"
    shutil.copy(f"{where}/root-a.pem", path)
    # Long unchanged, so that it is remembered.
    os.utime(path, (10**9, 10**9))
    one = t.ctx("TLS_client_method")
    out = [f.SSL_CTX_load_verify_locations(one, path.encode(), t.NULL)]
    if how == "after use":
        out.append(shake(t, where, one, "leaf-a"))
    new = open(f"{where}/root-b.pem", "rb").read()
    if how == "renamed":
        with open(path + ".new", "wb") as file:
            file.write(new)
        os.utime(path + ".new", (10**9, 10**9))
        os.rename(path + ".new", path)
    elif how == "cut":
        os.truncate(path, 100)
    elif how == "emptied":
        os.truncate(path, 0)
    elif how == "removed":
        os.remove(path)
    elif how == "appended":
        with open(path, "ab") as file:
            file.write(new)
    else:
        with open(path, "r+b") as file:
            file.write(new)
            file.truncate()
        os.utime(path, (10**9, 10**9))
    out += [shake(t, where, one, "leaf-a"), shake(t, where, one, "leaf-b")]
    two = t.ctx("TLS_client_method")
    out += [f.SSL_CTX_load_verify_locations(two, path.encode(), t.NULL), t.errors()]
    out += [shake(t, where, two, "leaf-a"), shake(t, where, two, "leaf-b")]
    store = f.SSL_CTX_get_cert_store(one)
    return out + [sorted(map(str, subjects(t, t.crypto.X509_STORE_get1_all_certs(store)) or []))]


@pytest.mark.parametrize("how", ("rewritten", "after use", "renamed", "cut", "emptied", "removed", "appended"))
def test_changed(trees, tmp_path, how):
    theirs, mine = diff.over_system(changed, str(trees), str(tmp_path / "theirs"), how), diff.over_ours(changed, str(trees), str(tmp_path / "ours"), how)
    assert mine == theirs
