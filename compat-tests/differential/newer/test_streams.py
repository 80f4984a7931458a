# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""The interface of QUIC, asked of TLS objects: what the manual pages of OpenSSL 3.5 say of "other kinds of SSL object"."""
import pytest

from differential import diff

CDEF = """
struct poll_descriptor { uint32_t type; union { int fd; void *custom; } value; };
struct poll_item { struct poll_descriptor desc; uint64_t events, revents; };
struct poll_time { long sec, usec; };
int SSL_get_blocking_mode(SSL *); int SSL_set_blocking_mode(SSL *, int);
int SSL_get_event_timeout(SSL *, struct poll_time *, int *);
int SSL_get_rpoll_descriptor(SSL *, struct poll_descriptor *); int SSL_get_wpoll_descriptor(SSL *, struct poll_descriptor *);
uint64_t SSL_get_stream_id(SSL *); int SSL_get_stream_type(SSL *); int SSL_is_stream_local(SSL *);
int SSL_get_stream_read_state(SSL *); int SSL_get_stream_write_state(SSL *); int SSL_stream_conclude(SSL *, uint64_t);
int SSL_shutdown_ex(SSL *, uint64_t, void *, size_t);
int SSL_is_listener(SSL *); SSL *SSL_get0_listener(SSL *); int SSL_is_domain(SSL *); SSL *SSL_get0_domain(SSL *);
int SSL_poll(struct poll_item *, size_t, size_t, void *, uint64_t, size_t *);
int SSL_get_handshake_rtt(const SSL *, uint64_t *); char *SSL_get1_builtin_sigalgs(void *);
"""

UNSUPPORTED = "SSL:524556"


def answers(t):
    ssl, s = t.ssl, t.new()
    tv, inf = t.ffi.new("struct poll_time *"), t.ffi.new("int *", 7)
    out = [ssl.SSL_get_blocking_mode(s), ssl.SSL_set_blocking_mode(s, 1), t.errors()]
    out += [ssl.SSL_get_event_timeout(s, tv, inf), inf[0]]
    out += [ssl.SSL_get_stream_id(s) == 2**64 - 1, ssl.SSL_get_stream_type(s), ssl.SSL_is_stream_local(s)]
    out += [ssl.SSL_get_stream_read_state(s), ssl.SSL_get_stream_write_state(s)]
    out += [ssl.SSL_is_listener(s), ssl.SSL_get0_listener(s) == t.NULL, ssl.SSL_is_domain(s), ssl.SSL_get0_domain(s) == t.NULL, t.errors()]
    return out + [ssl.SSL_stream_conclude(s, 0), t.errors()]


def test_answers():
    assert diff.over_ours(answers) == [-1, 0, [UNSUPPORTED], 1, 1, True, 3, -1, 0, 0, 0, True, 0, True, [], 0, [UNSUPPORTED]]


def descriptors(t, fds):
    ssl, s, d = t.ssl, t.new(), t.ffi.new("struct poll_descriptor *")
    out = [ssl.SSL_get_rpoll_descriptor(s, d), ssl.SSL_get_wpoll_descriptor(s, d)]
    ssl.SSL_set_rfd(s, fds[0]), ssl.SSL_set_wfd(s, fds[1])
    for call in (ssl.SSL_get_rpoll_descriptor, ssl.SSL_get_wpoll_descriptor):
        out += [call(s, d), d.type, d.value.fd]
    return out


def test_descriptors_are_those_of_the_sockets():
    assert diff.over_ours(descriptors, [5, 6]) == [0, 0, 1, 1, 5, 1, 1, 6]


def poll(t, kinds):
    items, n = t.ffi.new("struct poll_item[]", max(len(kinds), 1)), t.ffi.new("size_t *", 9)
    for item, kind in zip(items, kinds):
        item.revents = 77
        item.desc.type = {"none": 0, "fd": 1, "ssl": 2, "null": 2}[kind]
        if kind == "ssl":
            item.desc.value.custom = t.new()
    r = t.ssl.SSL_poll(items, len(kinds), t.ffi.sizeof("struct poll_item"), t.NULL, 0, n)
    return [r, n[0], [item.revents for item in items][: len(kinds)], len(t.errors())]


@pytest.mark.parametrize(
    "kinds, told", [([], [1, 0, [], 0]), (["none", "null"], [1, 0, [0, 0], 0]), (["none", "ssl", "fd"], [0, 2, [0, 1, 1], 1])]
)
def test_poll(kinds, told):
    assert diff.over_ours(poll, kinds) == told


def connected(t, cert, key):
    c, s = t.pair(t.ctx(), t.server_ctx(cert, key))
    rtt = t.ffi.new("uint64_t *", 2**63)
    out = [t.ssl.SSL_get_handshake_rtt(c, rtt), rtt[0] == 2**63]
    assert [r[0] for r in t.shake(c, s)] == [1, 1]
    for x in (c, s):
        rtt[0] = 2**63
        out += [t.ssl.SSL_get_handshake_rtt(x, rtt), 0 <= rtt[0] < 10**7]
    out += [t.ssl.SSL_shutdown_ex(c, 0, t.NULL, 0), t.ssl.SSL_shutdown_ex(s, 1, t.NULL, 0), t.ssl.SSL_shutdown_ex(s, 0, t.NULL, 0)]
    t.ssl.SSL_clear(c)
    return out + [t.ssl.SSL_get_handshake_rtt(c, rtt), t.errors()]


def test_round_trip_and_shutdown(pki):
    assert diff.over_ours(connected, str(pki.pem("p256")), str(pki.key("p256"))) == [0, True, 1, True, 1, True, 0, 0, 1, 0, []]


def builtin_sigalgs(t):
    p = t.ssl.SSL_get1_builtin_sigalgs(t.NULL)
    names = t.text(p)
    t.crypto.CRYPTO_free(p, b"", 0)
    ctx = t.ctx()
    return [names.split(":"), t.ctrl(ctx, 98, 0, names)]


def test_builtin_sigalgs():
    names, settable = diff.over_ours(builtin_sigalgs)
    assert {"ecdsa_secp256r1_sha256", "ed25519", "rsa_pss_rsae_sha256", "rsa_pkcs1_sha512"} <= set(names) and settable == 1
