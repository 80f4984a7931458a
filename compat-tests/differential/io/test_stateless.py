# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""SSL_stateless: a HelloRetryRequest with a cookie, after which any other SSL of the same SSL_CTX can go on."""
import pytest

from differential import diff
from differential.io.tls import *  # noqa: F403

ffi.cdef("""
int SSL_stateless(SSL *);
void SSL_CTX_set_stateless_cookie_generate_cb(SSL_CTX *, int (*)(SSL *, unsigned char *, size_t *));
void SSL_CTX_set_stateless_cookie_verify_cb(SSL_CTX *, int (*)(SSL *, const unsigned char *, size_t));
""")
OWN = b"for this client"


def callbacks(ctx, story, generates=1, verifies=1, own=OWN):
    @ffi.callback("int(SSL *, unsigned char *, size_t *)")
    def generate(s, out, n):
        ffi.buffer(out, len(own))[:] = own
        n[0] = len(own)
        story.append("generate")
        return generates

    @ffi.callback("int(SSL *, const unsigned char *, size_t)")
    def verify(s, cookie, n):
        story.append(["verify", ffi.buffer(cookie, n)[:] == own])
        return verifies

    ssl.SSL_CTX_set_stateless_cookie_generate_cb(ctx, generate)
    ssl.SSL_CTX_set_stateless_cookie_verify_cb(ctx, verify)
    return generate, verify


def stateless(s):
    """As a program does that is told of each arrival: a ChangeCipherSpec may take a call of its own."""
    for _ in range(3):
        r = ssl.SSL_stateless(s)
        errors = queue()
        if r >= 0 or errors:
            break
    return [r, errors]


def run(version=None, groups=None, same=False, again=None, setup=None, **cb):
    """Two calls for two hellos, by one SSL or by two, and then the rest of the handshake."""
    p = Pair(version, connect=False)
    story = []
    held = callbacks(p.server.ctx, story, **cb)
    if groups:
        for ctx, names in zip((p.client.ctx, p.server.ctx), groups):
            assert ssl.SSL_CTX_ctrl(ctx, CTRL_SET_GROUPS_LIST, 0, ffi.new("char[]", names)) == 1
    if setup:
        setup(p)
    out = [p.client.handshake()[:2], stateless(p.server.s)]
    if out[1][0] == 0:
        out.append(p.client.handshake()[:2])
        if again:
            again(p)
        if not same:
            p.server = End(p.server.ctx, Wire(p.to_server, p.to_client), True)
        out.append(stateless(p.server.s))
        if out[-1][0] == 1:
            c, s = p.connect()
            out += [c, s, ssl.SSL_session_reused(p.server.s)]
            p.client.write(b"hello")
            out.append(p.server.read()[1].decode())
    out.append(p.client.handshake()[:2])
    return [out, story, held is not None]


def case_one(t):
    return run(same=True)


def case_two(t):
    return run()


def case_another_group(t):
    return run(groups=(b"P-256:X25519", b"X25519"))


def case_no_cookie_callbacks(t):
    p = Pair(connect=False)
    return [p.client.handshake()[:2], stateless(p.server.s), p.client.handshake()[:2]]


def case_generate_fails(t):
    return run(generates=0)


def case_verify_fails(t):
    return run(verifies=0)


def case_empty_cookie(t):
    return run(own=b"")


def case_long_cookie(t):
    return run(own=bytes(range(250)))


def spoil(at):
    def change(p):
        b = p.to_server.bytes
        b[b.index(OWN) + at] ^= 1

    return change


def case_cookie_of_another(t):
    return run(again=spoil(0))


def case_broken_mac(t):
    return run(again=spoil(len(OWN)))


def case_tls12(t):
    """A client without TLS 1.3 cannot be sent away."""
    p = Pair(connect=False)
    held = callbacks(p.server.ctx, [])
    ssl.SSL_ctrl(p.client.s, CTRL_SET_MAX, TLS12, NULL)
    out = [p.client.handshake()[:2], stateless(p.server.s)[0]]
    return out + [held is not None]


def case_nothing_came(t):
    p = Pair(connect=False)
    held = callbacks(p.server.ctx, [])
    return [stateless(p.server.s), stateless(p.server.s), held is not None]


def case_cookie_for_who_is_not_stateless(t):
    """SSL_accept does not look at cookies, so the second hello is a first one for it."""
    p = Pair(connect=False)
    story = []
    held = callbacks(p.server.ctx, story)
    out = [p.client.handshake()[:2], stateless(p.server.s), p.client.handshake()[:2]]
    p.to_server.bytes[:6] = b""  # the ChangeCipherSpec in front
    p.server = End(p.server.ctx, Wire(p.to_server, p.to_client), True)
    return out + [p.server.handshake()[:2], p.client.handshake()[:2], story, held is not None]


@pytest.mark.parametrize("case", [v for k, v in sorted(globals().items()) if k.startswith("case_")])
def test_same_answers(case):
    diff.same(case)
