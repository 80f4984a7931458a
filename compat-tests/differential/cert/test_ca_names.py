# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Lists of CA names: setting, fetching, inheriting, collecting."""
import pytest

from differential import diff
from differential.cert.common import Target, load_cert, names

CDEF = """
int SSL_add_store_cert_subjects_to_stack(STACK *, const char *);
"""


def shows(t, ctx, s):
    f = t.ssl
    return [names(t, f.SSL_CTX_get_client_CA_list(ctx)), names(t, f.SSL_get_client_CA_list(s)), names(t, f.SSL_CTX_get0_CA_list(ctx)),
            names(t, f.SSL_get0_CA_list(s)), names(t, f.SSL_get0_peer_CA_list(s))]


def lists(t, where, method, role):
    f = t.ssl
    ctx = t.ctx(method)
    s = t.new(ctx)
    if role:
        getattr(f, f"SSL_set_{role}_state")(s)
    certs = {n: load_cert(t, f"{where}/{n}.crt") for n in ("root-ec", "root-rsa", "int-ec", "p256")}
    out = [shows(t, ctx, s)]
    for call, obj, n in (("SSL_CTX_add_client_CA", ctx, "root-ec"), ("SSL_CTX_add_client_CA", ctx, "root-ec"), ("SSL_CTX_add1_to_CA_list", ctx, "root-rsa"),
                         ("SSL_add_client_CA", s, "int-ec"), ("SSL_add1_to_CA_list", s, "p256"), ("SSL_add1_to_CA_list", s, None), ("SSL_CTX_add_client_CA", ctx, None)):
        r = getattr(f, call)(obj, certs[n] if n else t.NULL)
        out.append([call, r, t.errors(), shows(t, ctx, s)])
    for call, obj, file in (("SSL_CTX_set_client_CA_list", ctx, "roots.pem"), ("SSL_set_client_CA_list", s, "p256.pem"), ("SSL_CTX_set0_CA_list", ctx, "roots.pem"),
                            ("SSL_set0_CA_list", s, "deep.pem"), ("SSL_set_client_CA_list", s, None), ("SSL_set0_CA_list", s, None), ("SSL_CTX_set_client_CA_list", ctx, None)):
        getattr(f, call)(obj, f.SSL_load_client_CA_file(f"{where}/{file}".encode()) if file else t.NULL)
        out.append([call, t.errors(), shows(t, ctx, s)])
    fresh = t.new(ctx)
    return out + [shows(t, ctx, fresh), shows(t, ctx, f.SSL_dup(s)), t.errors()]


@pytest.mark.parametrize("method", ("TLS_method", "TLS_client_method", "TLS_server_method"))
@pytest.mark.parametrize("role", (None, "accept", "connect"))
def test_lists(pki, method, role):
    diff.same(lists, str(pki.dir), method, role)


FILES = ("roots.pem", "p256.pem", "deep.pem", "garbage.pem", "noise.pem", "empty.pem", "cut.pem", "p256.key", "p256.der", "nothing")


def collecting(t, where, some):
    f = t.ssl
    out = []
    for file in FILES:
        path = f"{where}/{file}".encode()
        out.append([file, names(t, f.SSL_load_client_CA_file(path)), t.errors()])
        sk = t.ffi.cast("STACK *", t.crypto.OPENSSL_sk_new_null())
        r = [f.SSL_add_file_cert_subjects_to_stack(sk, path), t.errors(), f.SSL_add_file_cert_subjects_to_stack(sk, f"{where}/roots.pem".encode()), t.errors()]
        out.append([file, r, sorted(names(t, sk))])
        sk = t.ffi.cast("STACK *", t.crypto.OPENSSL_sk_new_null())
        r = [f.SSL_add_store_cert_subjects_to_stack(sk, path), len(t.errors()) > 0]
        out.append([file, r, sorted(names(t, sk))])
    for d in (some, f"{where}/nothing", f"{where}/roots.pem"):
        sk = t.ffi.cast("STACK *", t.crypto.OPENSSL_sk_new_null())
        r = [f.SSL_add_dir_cert_subjects_to_stack(sk, d.encode()), t.errors()]
        out.append([d, r, sorted(names(t, sk))])
        r = [f.SSL_add_store_cert_subjects_to_stack(sk, d.encode()), len(t.errors()) > 0]
        out.append([d, r, sorted(names(t, sk))])
    one = f.SSL_load_client_CA_file(f"{where}/roots.pem".encode())
    two = f.SSL_dup_CA_list(one)
    out += [names(t, two), one != two, names(t, f.SSL_dup_CA_list(t.NULL)), t.errors()]
    return out


def test_collecting(pki, tmp_path):
    for n in ("root-ec", "root-rsa", "int-ec"):
        (tmp_path / f"{n}.pem").write_bytes(pki.crt(n).read_bytes())
    (tmp_path / "folder").mkdir()
    theirs, mine = diff.run(collecting, str(pki.dir), str(tmp_path))
    for a, b in zip(theirs, mine):
        assert b == a
