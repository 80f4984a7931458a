# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Verification's settings: modes, callbacks, parameters, stores and places, before any handshake."""
import pytest

from differential import diff
from differential.cert.common import Target, load_cert

CDEF = """
int SSL_CTX_set_default_verify_store(SSL_CTX *);
STACK *X509_STORE_get1_all_certs(X509_STORE *);
unsigned int X509_VERIFY_PARAM_get_inh_flags(const X509_VERIFY_PARAM *); char *X509_VERIFY_PARAM_get0_email(X509_VERIFY_PARAM *);
int X509_VERIFY_PARAM_set1_email(X509_VERIFY_PARAM *, const char *, size_t); int64_t X509_VERIFY_PARAM_get_time(const X509_VERIFY_PARAM *);
void X509_VERIFY_PARAM_set_auth_level(X509_VERIFY_PARAM *, int);
"""

KINDS = ("ctx", "ssl")


def modes(t, kind):
    T = Target(t, kind)
    cb = t.keep(t.ffi.callback("verify_cb", lambda ok, sc: ok))
    out = [T.call("get_verify_mode"), T.call("get_verify_callback") == t.NULL]
    for mode, f in ((1, cb), (3, t.NULL), (0, cb), (7, t.NULL), (-1, t.NULL), (255, cb)):
        T.call("set_verify", mode, f)
        out += [T.call("get_verify_mode"), T.call("get_verify_callback") == cb]
    s = t.new(T.ctx)
    return out + [t.ssl.SSL_get_verify_mode(s), t.ssl.SSL_get_verify_callback(s) == cb, t.errors()]


@pytest.mark.parametrize("kind", KINDS)
def test_modes(kind):
    diff.same(modes, kind)


def look(t, p):
    """What can be read of an X509_VERIFY_PARAM."""
    c = t.crypto
    hosts = []
    while c.X509_VERIFY_PARAM_get0_host(p, len(hosts)) != t.NULL:
        hosts.append(t.text(c.X509_VERIFY_PARAM_get0_host(p, len(hosts))))
    return [c.X509_VERIFY_PARAM_get_flags(p), c.X509_VERIFY_PARAM_get_depth(p), c.X509_VERIFY_PARAM_get_auth_level(p), c.X509_VERIFY_PARAM_get_hostflags(p),
            c.X509_VERIFY_PARAM_get_inh_flags(p), hosts, t.text(c.X509_VERIFY_PARAM_get1_ip_asc(p)), t.text(c.X509_VERIFY_PARAM_get0_email(p)),
            t.text(c.X509_VERIFY_PARAM_get0_name(p)), t.text(c.X509_VERIFY_PARAM_get0_peername(p))]


def params(t, kind):
    T = Target(t, kind)
    out = [look(t, T.call("get0_param"))]
    for depth in (4, 0, -1, 100):
        T.call("set_verify_depth", depth)
        out.append(T.call("get_verify_depth"))
    p = t.crypto.X509_VERIFY_PARAM_new()
    c = t.crypto
    out += [c.X509_VERIFY_PARAM_set_flags(p, 0x80000), c.X509_VERIFY_PARAM_set1_host(p, b"example.org", 0), c.X509_VERIFY_PARAM_set1_email(p, b"a@example.org", 0),
            c.X509_VERIFY_PARAM_set1_ip_asc(p, b"::1")]
    c.X509_VERIFY_PARAM_set_auth_level(p, 3)
    out += [T.call("set1_param", p), look(t, T.call("get0_param"))]
    out += [T.call("set1_param", t.NULL), look(t, T.call("get0_param"))]
    for purpose in (0, 1, 2, 7, 9, 10, 99, -1):
        out.append([purpose, T.call("set_purpose", purpose), t.errors(), T.call("set_trust", purpose), t.errors()])
    s = t.new(T.ctx)
    out += [look(t, t.ssl.SSL_get0_param(s)), look(t, t.ssl.SSL_CTX_get0_param(T.ctx))]
    out.append(look(t, t.ssl.SSL_get0_param(t.ssl.SSL_dup(s))))
    return out + t.errors()


@pytest.mark.parametrize("kind", KINDS)
def test_params(kind):
    diff.same(params, kind)


def hosts(t):
    s = t.new()
    p = t.ssl.SSL_get0_param(s)
    out = []
    for call, name in (("set1", b"a.example"), ("add1", b"b.example"), ("add1", b".example"), ("set1", b"c.example"), ("add1", b""), ("set1", b""),
                       ("add1", b"d.example"), ("set1", None), ("add1", None), ("set1", b"127.0.0.1"), ("add1", b"::1"), ("set1", b"x" * 300)):
        r = getattr(t.ssl, f"SSL_{call}_host")(s, name if name is not None else t.NULL)
        out.append([call, str(name), r, look(t, p), t.errors()])
    t.ssl.SSL_set_hostflags(s, 0x4)
    out += [look(t, p), t.text(t.ssl.SSL_get0_peername(s))]
    return out


def test_hosts():
    diff.same(hosts)


def count(t, ctx):
    return len(t.stack(t.crypto.X509_STORE_get1_all_certs(t.ssl.SSL_CTX_get_cert_store(ctx))) or [])


def places(t, where):
    out = []
    d = f"{where}/".encode()
    none = t.NULL
    for f, path in ((d + b"roots.pem", none), (d + b"p256.pem", none), (d + b"garbage.pem", none), (d + b"noise.pem", none), (d + b"empty.pem", none),
                    (d + b"nothing", none), (none, d), (none, d + b"nothing"), (none, none), (d + b"roots.pem", d), (d + b"nothing", d), (d + b"p256.key", none),
                    (d + b"p256.der", none), (d + b"cut.pem", none)):
        ctx = t.ctx()
        r = t.ssl.SSL_CTX_load_verify_locations(ctx, f, path)
        out.append([str(f), str(path), r, t.errors(), count(t, ctx)])
        for g in ("file", "dir", "store"):
            for p in (f, path):
                ctx = t.ctx()
                r = getattr(t.ssl, f"SSL_CTX_load_verify_{g}")(ctx, p)
                out.append([g, str(p), r, t.errors(), count(t, ctx)])
    for g in ("paths", "file", "dir", "store"):
        ctx = t.ctx()
        r = getattr(t.ssl, f"SSL_CTX_set_default_verify_{g}")(ctx)
        out.append([g, r, t.errors(), count(t, ctx)])
    return out


def test_places(pki):
    theirs, mine = diff.run(places, str(pki.dir))
    for a, b in zip(theirs, mine):
        assert b == a


def own_store(t, where):
    ctx = t.ctx()
    first = t.ssl.SSL_CTX_get_cert_store(ctx)
    store = t.crypto.X509_STORE_new()
    t.crypto.X509_STORE_add_cert(store, load_cert(t, f"{where}/root-ec.crt"))
    t.ssl.SSL_CTX_set_cert_store(ctx, store)
    out = [first != t.NULL, t.ssl.SSL_CTX_get_cert_store(ctx) == store, count(t, ctx)]
    other = t.ctx()
    t.ssl.SSL_CTX_set1_cert_store(other, store)
    out += [t.ssl.SSL_CTX_get_cert_store(other) == store, t.ssl.SSL_CTX_load_verify_locations(other, f"{where}/root-rsa.crt".encode(), t.NULL), count(t, ctx)]
    t.ssl.SSL_CTX_free(ctx)
    out.append(count(t, other))
    t.ssl.SSL_CTX_set1_cert_store(other, t.NULL)
    out.append(t.ssl.SSL_CTX_get_cert_store(other) == t.NULL)
    return out + t.errors()


def test_own_store(pki):
    diff.same(own_store, str(pki.dir))


def results(t):
    s = t.new()
    out = [t.ssl.SSL_get_verify_result(s)]
    for r in (10, 0, -1, 123456):
        t.ssl.SSL_set_verify_result(s, r)
        out.append(t.ssl.SSL_get_verify_result(s))
    out += [t.ssl.SSL_clear(s), t.ssl.SSL_get_verify_result(s)]
    out += [f(s) == t.NULL for f in (t.ssl.SSL_get0_peer_certificate, t.ssl.SSL_get1_peer_certificate, t.ssl.SSL_get_peer_cert_chain, t.ssl.SSL_get0_verified_chain)]
    out += [t.ssl.SSL_get0_peer_certificate(t.NULL) == t.NULL, t.ssl.SSL_get_peer_cert_chain(t.NULL) == t.NULL, t.ssl.SSL_get_ex_data_X509_STORE_CTX_idx()]
    return out + t.errors()


def test_results():
    diff.same(results)
