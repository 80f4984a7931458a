# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Questions to an SSL that never saw a byte: nothing is known, and nothing crashes."""
import pytest

from differential import diff


def unknown(t, method, role):
    ssl, s = t.ssl, t.new(t.ctx(method))
    if role:
        getattr(ssl, f"SSL_set_{role}_state")(s)
    buf, n = t.ffi.new("unsigned char[]", 64), t.NULL
    out = [t.text(ssl.SSL_get_version(s)), ssl.SSL_version(s), ssl.SSL_client_version(s)]
    out += [ssl.SSL_get_current_cipher(s) == n, ssl.SSL_get_pending_cipher(s) == n, ssl.SSL_session_reused(s), ssl.SSL_get_client_ciphers(s) == n]
    out += [ssl.SSL_get_shared_ciphers(s, t.ffi.cast("char *", buf), 64) == n]
    out += [ssl.SSL_get_finished(s, buf, 64), ssl.SSL_get_peer_finished(s, buf, 64)]
    for call in (ssl.SSL_get_client_random, ssl.SSL_get_server_random):
        t.ffi.memmove(buf, b"\xaa" * 64, 64)
        out += [call(s, buf, 0), call(s, n, 0), call(s, buf, 5), bytes(t.ffi.buffer(buf, 8)).hex(), call(s, buf, 64), bytes(t.ffi.buffer(buf, 40)).hex()]
    out += [ssl.SSL_export_keying_material(s, buf, 32, b"label", 5, n, 0, 0), t.errors()]
    p, m = t.ffi.new("unsigned char **"), t.ffi.new("unsigned int *", 9)
    ssl.SSL_get0_alpn_selected(s, p, m)
    out += [p[0] == n, m[0]]
    ssl.SSL_get0_next_proto_negotiated(s, p, m)
    out += [p[0] == n, m[0]]
    for cmd in (10, 11, 12, 76, 93, 103, 109, 110, 111, 122, 133):
        q = t.ffi.new("void **")
        out.append([cmd, t.ctrl(s, cmd, 0, q), q[0] == n])
    return out + [t.ctrl(s, 110), t.errors()]


@pytest.mark.parametrize("method", ["TLS_method", "TLSv1_2_method"])
@pytest.mark.parametrize("role", [None, "connect", "accept"])
def test_unknown(method, role):
    diff.same(unknown, method, role)
