# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Loading certificates and keys: return values, error queues, and what is set afterwards."""
import itertools
import os

import pytest

from differential import diff
from differential.cert.common import Target, cert_stack, load_cert, load_key

CDEF = """
void SSL_set_default_passwd_cb(SSL *, passwd_cb); void SSL_set_default_passwd_cb_userdata(SSL *, void *);
passwd_cb SSL_get_default_passwd_cb(SSL *); void *SSL_get_default_passwd_cb_userdata(SSL *);
"""

KINDS = ("ctx", "ssl")
CERT_FILES = ("p256.crt", "p256.pem", "p256.der", "p384.crt", "p521.crt", "rsa2048.crt", "rsapss.crt", "ed25519.crt", "rsa1024-leaf.crt",
              "sha1.crt", "garbage.pem", "noise.pem", "empty.pem", "cut.pem", "p256.key", "no-such-file", "root-ec.crt", "selfsigned.crt", "expired.crt")
KEY_FILES = ("p256.key", "p256-sec1.key", "p384.key", "p521.key", "rsa2048.key", "rsa2048-pkcs1.key", "rsapss.key", "ed25519.key", "rsa1024.key",
             "client-p256.key.der", "locked.key", "locked-rsa.key", "garbage.pem", "noise.pem", "empty.pem", "p256.crt", "no-such-file")


def certificate_file(t, kind, path, filetype):
    T = Target(t, kind)
    r = T.call("use_certificate_file", path.encode(), filetype)
    return [r, t.errors(), T.shows()]


def many(t, function, sets):
    """One process for many cases: a fork takes longer than a case."""
    return [[args, globals()[function](t, *args)] for args in sets]


def same_many(function, sets):
    theirs, mine = diff.run(many, function.__name__, [list(s) for s in sets])
    for a, b in zip(theirs, mine):
        assert b == a


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("filetype", (1, 2, 3))
def test_certificate_file(pki, kind, filetype):
    same_many(certificate_file, [(kind, str(pki.dir / f), filetype) for f in CERT_FILES])


def chain_file(t, kind, path, level):
    T = Target(t, kind)
    if level is not None:
        T.call("set_security_level", level)
    r = T.call("use_certificate_chain_file", path.encode())
    return [r, t.errors(), T.shows()]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("level", (None, 0, 1, 3, 4))
def test_chain_file(pki, kind, level):
    files = CERT_FILES + ("deep.pem", "sha1.pem", "rsa1024-leaf.pem", "rsa4096.pem")
    same_many(chain_file, [(kind, str(pki.dir / f), level) for f in files])


def key_file(t, kind, function, path, filetype, password):
    T = Target(t, kind)
    asked = []

    @t.ffi.callback("passwd_cb")
    def give(buf, size, rw, u):
        asked.append([size, rw, t.text(u)])
        if password is None:
            return -1
        t.ffi.memmove(buf, password.encode(), len(password))
        return len(password)

    T.call("set_default_passwd_cb", give)
    T.call("set_default_passwd_cb_userdata", t.keep(t.ffi.new("char[]", b"data")))
    r = T.call(function, path.encode(), filetype)
    return [r, t.errors(), T.shows(), asked, T.call("check_private_key"), t.errors()]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("filetype", (1, 2, 7))
def test_key_file(pki, kind, filetype):
    sets = [(kind, "use_PrivateKey_file", str(pki.dir / f), filetype, "correct horse") for f in KEY_FILES]
    sets += [(kind, "use_PrivateKey_file", str(pki.dir / f), filetype, p) for f in KEY_FILES if f.startswith("locked") for p in ("wrong", None)]
    same_many(key_file, sets)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("filetype", (1, 2, 7))
def test_rsa_key_file(pki, kind, filetype):
    files = ("rsa2048.key", "rsa2048-pkcs1.key", "locked-rsa.key", "p256.key", "garbage.pem", "no-such-file")
    sets = [[kind, "use_RSAPrivateKey_file", str(pki.dir / f), filetype, "correct horse"] for f in files]
    for (args, theirs), (_, mine) in zip(*diff.run(many, "key_file", sets)):
        # The path to a refusal differs (RSA's own reader there, the general one here), its last entry does not.
        assert (mine[0], mine[1][-1:], mine[2:]) == (theirs[0], theirs[1][-1:], theirs[2:]), args


def null_files(t, kind):
    T = Target(t, kind)
    out = []
    for f, args in (("use_certificate_file", (1,)), ("use_PrivateKey_file", (1,)), ("use_certificate_chain_file", ()), ("use_RSAPrivateKey_file", (1,))):
        out.append([f, T.call(f, t.NULL, *args), t.errors()])
    for f in ("use_certificate", "use_PrivateKey"):
        out.append([f, T.call(f, t.NULL), t.errors()])
    return out


@pytest.mark.skipif("TEASEL_LD_PRELOAD" in os.environ, reason="the address sanitizer's fopen does not take NULL, the C library's does")
@pytest.mark.parametrize("kind", KINDS)
def test_null(kind):
    diff.same(null_files, kind)


PAIRS = ("p256", "p384", "rsa2048", "rsapss", "ed25519", "client-p256", "client-rsa2048")


def pairs(t, kind, where, steps):
    """Certificates and keys in some order: what fits stays, what does not goes."""
    T = Target(t, kind)
    out = []
    for step in steps:
        what, n = step.split(":")
        if what == "cert":
            r = T.call("use_certificate", load_cert(t, f"{where}/{n}.crt"))
        elif what == "key":
            r = T.call("use_PrivateKey", load_key(t, f"{where}/{n}.key"))
        else:
            r = T.call("use_certificate_chain_file", f"{where}/{n}.pem".encode())
        errors = t.errors()
        out.append([step, r, errors, T.shows(), T.call("check_private_key"), t.errors()])
    return out


@pytest.mark.parametrize("kind", KINDS)
def test_pairs(pki, kind):
    sets = []
    for a, b in itertools.product(PAIRS, ("p256", "rsa2048", "client-p256")):
        sets.append((kind, str(pki.dir), [f"cert:{a}", f"key:{b}", f"cert:{b}", f"key:{a}"]))
        sets.append((kind, str(pki.dir), [f"key:{a}", f"chain:{b}", f"key:{b}", f"chain:{a}", f"cert:{b}"]))
    same_many(pairs, sets)


def from_der(t, kind, cert, key, pk):
    T = Target(t, kind)
    with open(cert, "rb") as f:
        c = f.read()
    with open(key, "rb") as f:
        k = f.read()
    out = []
    for d in (c, c[:-1], c + b"x", b"", b"\x30"):
        args = (len(d), d) if kind == "ctx" else (d, len(d))
        r = T.call("use_certificate_ASN1", *args)
        out.append([r, t.errors(), T.shows()])
    for d in (k, k[:-1], b""):
        f = t.ssl.SSL_CTX_use_PrivateKey_ASN1 if kind == "ctx" else t.ssl.SSL_use_PrivateKey_ASN1
        r = f(pk, T.obj, d, len(d))
        out.append([r, t.errors(), T.shows()])
    return out


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("pk", (408, 6, 0))
def test_from_der(pki, kind, pk):
    diff.same(from_der, kind, str(pki.dir / "client-p256.der"), str(pki.dir / "client-p256.key.der"), pk)


def both_at_once(t, kind, where, first, cert, key, chain, override):
    T = Target(t, kind)
    out = []
    for c, k in ((first, first), (cert, key)):
        x = load_cert(t, f"{where}/{c}.crt") if c else t.NULL
        p = load_key(t, f"{where}/{k}.key") if k else t.NULL
        sk = cert_stack(t, [f"{where}/{n}.crt" for n in chain]) if chain is not None else t.NULL
        r = T.call("use_cert_and_key", x, p, sk, override)
        errors = t.errors()
        out.append([r, errors, T.shows(), T.call("check_private_key"), t.errors()])
    return out


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("override", (0, 1))
@pytest.mark.parametrize("cert,key,chain", [("p256", "p256", ["int-ec"]), ("p384", "p384", None), ("p256", "p384", None), ("rsa2048", "rsa2048", []),
                                            ("rsa2048", None, ["int-rsa"]), (None, "p256", None), ("rsa1024-leaf", "rsa1024", None), ("p256", "rsa2048", None), ("p384", "p384", ["sha1"])])
def test_both_at_once(pki, kind, cert, key, chain, override):
    diff.same(both_at_once, kind, str(pki.dir), "p256", cert, key, chain, override)


def unset(t, kind):
    T = Target(t, kind)
    return [T.shows(), T.call("check_private_key"), t.errors(), t.ssl.SSL_CTX_check_private_key(t.NULL), t.errors(),
            t.ssl.SSL_check_private_key(t.NULL), t.errors()]


@pytest.mark.parametrize("kind", KINDS)
def test_unset(kind):
    diff.same(unset, kind)


def inheritance(t, where):
    """An SSL has what its SSL_CTX had, and neither sees what the other sets later."""
    C = Target(t, "ctx")
    C.call("use_certificate_chain_file", f"{where}/p256.pem".encode())
    C.call("use_PrivateKey_file", f"{where}/p256.key".encode(), 1)
    S = Target(t, "ssl", C.ctx)
    out = [S.shows(), C.certificate() == S.certificate()]
    S.call("use_certificate_file", f"{where}/rsa2048.crt".encode(), 1)
    out += [C.shows(), S.shows()]
    C.call("use_certificate_file", f"{where}/p384.crt".encode(), 1)
    out += [C.shows(), S.shows()]
    t.ssl.SSL_certs_clear(S.obj)
    out += [C.shows(), S.shows(), t.errors()]
    other = Target(t, "ctx")
    other.call("use_certificate_file", f"{where}/ed25519.crt".encode(), 1)
    t.ssl.SSL_set_SSL_CTX(S.obj, other.ctx)
    out += [S.shows(), t.errors()]
    return out


def test_inheritance(pki):
    diff.same(inheritance, str(pki.dir))


def shows_nothing(t, version):
    """The server's own word for it, by a step of each side. A callback that could bring a certificate makes TLS 1.3 worth a try."""
    client, server = t.ctx("TLS_client_method"), t.ctx("TLS_server_method")
    for ctx in (client, server):
        t.ctrl(ctx, 123, version), t.ctrl(ctx, 124, version)
    t.ssl.SSL_CTX_set_cert_cb(server, t.callback("int(SSL *, void *)", lambda s, arg: 1), t.NULL)
    c, s = t.pair(client, server)
    out = []
    for x in (c, s, c):
        out += [t.ssl.SSL_do_handshake(x), t.errors()]
    return out


@pytest.mark.parametrize("version, reason", [(0x0303, 193), (0x0304, 118)])
def test_a_server_without_a_certificate(version, reason):
    assert diff.same(shows_nothing, version) == [-1, [], -1, [f"SSL:{reason}"], -1, ["SSL:1040"]]
