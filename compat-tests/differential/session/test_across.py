# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""One end over our library, the other over OpenSSL's: sessions in every form, and secrets that both must compute alike.

The ends are processes that meet at a socket. Each tells what it knows of two connections, the second of which resumes the first.
"""
import socket
import time

import pytest

from differential import diff
from differential.session.test_resume import NO_TICKET, TLS12, TLS13, ends

GROUPS = 92
EARLY = b"said before anything was heard"
# label, context (None: none), how many bytes. TLS 1.2 has the last label for itself.
EXPORTED = [("EXPORTER-one", None, 32), ("EXPORTER-one", "", 32), ("EXPORTER-one", "context", 32), ("EXPERIMENTAL", "x" * 300, 12),
            ("EXPORTER-Channel-Binding", "", 200), ("client finished", None, 32)]
SUITES = {"1301": "TLS_AES_128_GCM_SHA256", "1302": "TLS_AES_256_GCM_SHA384", "1303": "TLS_CHACHA20_POLY1305_SHA256",
          "c02b": "ECDHE-ECDSA-AES128-GCM-SHA256", "c02c": "ECDHE-ECDSA-AES256-GCM-SHA384", "cca9": "ECDHE-ECDSA-CHACHA20-POLY1305"}


def context(t, where, role, how):
    """The SSL_CTX of one end."""
    cctx, sctx = ends(t, where, how["version"], "no-tickets" not in how, "client-p256" if "auth" in how else None)
    ctx = cctx if role == "client" else sctx
    suite = SUITES[how["suite"]].encode()
    assert (t.ssl.SSL_CTX_set_ciphersuites if how["version"] == TLS13 else t.ssl.SSL_CTX_set_cipher_list)(ctx, suite) == 1
    if "no-tickets" in how:
        t.ssl.SSL_CTX_set_options(ctx, NO_TICKET)
    if "retry" in how:
        t.ctrl(ctx, GROUPS, 0, "X25519:P-384" if role == "client" else "P-384")
    if "early" in how:
        t.ssl.SSL_CTX_set_max_early_data(sctx, 1000)
    return ctx


def exported(t, s, early=False):
    out = []
    for label, ctx, n in EXPORTED:
        buf, label = t.ffi.new("unsigned char[]", n), label.encode()
        if early:
            data = (ctx or "").encode()
            r = t.ssl.SSL_export_keying_material_early(s, buf, n, label, len(label), data, len(data))
        else:
            data = t.NULL if ctx is None else ctx.encode()
            r = t.ssl.SSL_export_keying_material(s, buf, n, label, len(label), data, len(ctx or ""), ctx is not None)
        out.append([r, t.hex(buf, n)])
    return out


def finished(t, s):
    """[the client's Finished, the server's], as this end has them."""
    buf, out = t.ffi.new("char[64]"), {}
    for name in ("SSL_get_finished", "SSL_get_peer_finished"):
        out[name] = t.hex(buf, getattr(t.ssl, name)(s, buf, 64))
    found = [out["SSL_get_finished"], out["SSL_get_peer_finished"]]
    return found[::-1] if t.ssl.SSL_is_server(s) else found


def told(t, s):
    """What both ends must say alike."""
    f = t.ssl
    out = {"reused": f.SSL_session_reused(s), "version": f.SSL_version(s), "cipher": t.text(f.SSL_CIPHER_get_name(f.SSL_get_current_cipher(s))),
           "finished": finished(t, s), "exported": exported(t, s), "early status": f.SSL_get_early_data_status(s)}
    if f.SSL_version(s) == TLS12:
        key = t.ffi.new("unsigned char[48]")
        out["master key"] = t.hex(key, f.SSL_SESSION_get_master_key(f.SSL_get_session(s), key, 48))
    return out


def must(t, s, r):
    assert r == 1, (r, t.ssl.SSL_get_error(s, r), t.errors(True))


def be_client(t, where, path, how):
    f, ctx, out, session, n = t.ssl, context(t, where, "client", how), [], t.NULL, t.ffi.new("size_t *")
    for i in range(2):
        with socket.socket(socket.AF_UNIX) as sock:
            for _ in range(1000):
                if sock.connect_ex(path) == 0:
                    break
                time.sleep(0.01)
            s = t.new(ctx)
            f.SSL_set_fd(s, sock.fileno())
            t.ctrl(s, 55, 0, "p256.test")
            early = None
            if i:
                f.SSL_set_session(s, session)
            if i and "early" in how:
                f.SSL_set_connect_state(s)
                must(t, s, f.SSL_write_early_data(s, EARLY, len(EARLY), n))
                early = exported(t, s, True)
            must(t, s, f.SSL_connect(s))
            out.append([told(t, s), early])
            assert t.read(s) == b"hello", t.errors(True)
            session = f.SSL_get1_session(s)
            f.SSL_write(s, b"bye", 3)
            f.SSL_shutdown(s)
            t.read(s)
            f.SSL_free(s)
    return out


def be_server(t, where, path, how):
    f, ctx, out, n = t.ssl, context(t, where, "server", how), [], t.ffi.new("size_t *")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen()
        for i in range(2):
            with listener.accept()[0] as sock:
                s = t.new(ctx)
                f.SSL_set_fd(s, sock.fileno())
                f.SSL_set_accept_state(s)
                early, got = None, b""
                if "early" in how:
                    buf = t.ffi.new("char[100]")
                    while (r := f.SSL_read_early_data(s, buf, 100, n)) == 1:
                        got += t.ffi.buffer(buf, n[0])[:]
                    assert r == 2, t.errors(True)
                    assert got == (EARLY if i else b"")
                    early = exported(t, s, True) if i else None
                must(t, s, f.SSL_accept(s))
                out.append([told(t, s), early])
                must(t, s, int(f.SSL_write(s, b"hello", 5) == 5))
                assert t.read(s) == b"bye", t.errors(True)
                f.SSL_shutdown(s)
                f.SSL_free(s)
    return out


HOW = [(v, suite, more) for v, suites in ((TLS13, ("1301", "1302", "1303")), (TLS12, ("c02b", "c02c", "cca9"))) for suite in suites
       for more in ("", "no-tickets", "auth", "auth no-tickets", "retry", "retry no-tickets", "early", "early no-tickets", "early auth")
       if (v == TLS13 or "retry" not in more and "early" not in more) and (suite in ("1302", "c02b") or more in ("", "early"))]


@pytest.mark.parametrize("v,suite,more", HOW)
@pytest.mark.parametrize("ours", ["client", "server"])
def test_across(pki, tmp_path, ours, v, suite, more):
    cases = (be_client, be_server) if ours == "client" else (be_server, be_client)
    mine, theirs = diff.across(*cases, str(pki.dir), str(tmp_path / "s"), dict.fromkeys(more.split(), True) | {"version": v, "suite": suite})
    assert mine == theirs
    assert [x[0]["reused"] for x in mine] == [0, 1]
    for told in (mine[0][0], mine[1][0]):
        keys = {key for r, key in told["exported"] if r == 1 and int(key, 16)}
        # TLS 1.2 refuses one; in TLS 1.3 no context is an empty one.
        assert len(keys) == len(EXPORTED) - 1, told["exported"]
    if "early" in more:
        assert mine[1][0]["early status"] == 2
        assert [r for r, _ in mine[1][1]] == [1] * len(EXPORTED) and len({key for _, key in mine[1][1]}) == len(EXPORTED) - 1
        assert not {key for _, key in mine[1][1]} & {key for _, key in mine[1][0]["exported"]}
