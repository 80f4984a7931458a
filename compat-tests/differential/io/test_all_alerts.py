# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Every alert number at every level, received and sent: the reason in the error queue, its text, what the info callback
hears and what goes onto the wire."""
import pytest

from differential import diff

CDEF = """
void SSL_CTX_set_info_callback(SSL_CTX *, void (*)(const SSL *, int, int));
void SSL_CTX_set_client_hello_cb(SSL_CTX *, int (*)(SSL *, int *, void *), void *);
int BIO_write(BIO *, const void *, int); int BIO_read(BIO *, void *, int);
"""


@pytest.fixture(scope="module")
def files(pki):
    return [str(pki.pem("p256")), str(pki.key("p256"))]


def reasons(t):
    """The queue with the sentence of each entry."""
    out = []
    while True:
        code = t.crypto.ERR_get_error()
        if code == 0:
            return out
        out.append([code >> 23 & 0xFF, code & 0x7FFFFF, t.text(t.crypto.ERR_reason_error_string(code))])


def wired(t, cc, sc):
    """(client, server, a function that hands the server's or client's peer some bytes): two SSLs that are not joined."""
    ends = []
    for ctx, state in ((cc, "connect"), (sc, "accept")):
        one, two = t.ffi.new("BIO **"), t.ffi.new("BIO **")
        assert t.crypto.BIO_new_bio_pair(one, 1 << 16, two, 1 << 16) == 1
        s = t.new(ctx)
        t.ssl.SSL_set_bio(s, one[0], one[0])
        getattr(t.ssl, f"SSL_set_{state}_state")(s)
        ends.append((s, two[0]))
    return ends


def carry(t, source, sink):
    buf = t.ffi.new("char[]", 1 << 16)
    n = t.crypto.BIO_read(source, buf, 1 << 16)
    if n > 0:
        assert t.crypto.BIO_write(sink, buf, n) == n
    return bytes(t.ffi.buffer(buf, max(n, 0)))


def watch(t, ctx):
    told = []
    t.ssl.SSL_CTX_set_info_callback(ctx, t.callback("void(const SSL *, int, int)", lambda s, where, ret: told.append([where, ret]) if where & 0x4000 else None))
    return told


def received(t, pki, role, version, level, number):
    """In the middle of the handshake, in the clear."""
    cc, sc = t.ctx("TLS_client_method"), t.server_ctx(*pki)
    for ctx in (cc, sc):
        t.ctrl(ctx, 123, version)
        t.ctrl(ctx, 124, version)
    told = watch(t, cc if role == "client" else sc)
    (c, c_far), (s, s_far) = wired(t, cc, sc)
    t.ssl.SSL_do_handshake(c)
    x, far = c, c_far
    if role == "server":
        carry(t, c_far, s_far)
        t.ssl.SSL_do_handshake(s)
        carry(t, s_far, c_far)
        x, far = s, s_far
    t.crypto.ERR_clear_error()
    alert = bytes([21, 3, 3, 0, 2, level, number])
    t.crypto.BIO_write(far, alert, 7)
    r = t.ssl.SSL_do_handshake(x)
    out = [number, r, t.ssl.SSL_get_error(x, r), reasons(t), list(told)]
    r = t.ssl.SSL_do_handshake(x)
    return out + [r, t.ssl.SSL_get_error(x, r), reasons(t), t.ssl.SSL_get_shutdown(x)]


NUMBERS = list(range(0, 121)) + [127, 128, 200, 255]


@pytest.mark.parametrize("version", [0x303, 0x304])
@pytest.mark.parametrize("role", ["client", "server"])
def test_received_fatal(files, role, version):
    if role == "server" and version == 0x304:
        numbers = NUMBERS[::10]  # in the clear they are refused there, whatever they say
    else:
        numbers = NUMBERS
    diff.each(received, [[files, role, version, 2, n] for n in numbers])


@pytest.mark.parametrize("role", ["client", "server"])
def test_received_warnings(files, role):
    diff.each(received, [[files, role, 0x303, 1, n] for n in NUMBERS if n != 0])
    # After close_notify OpenSSL's next call waits for more; here it says once more that nothing will come.
    theirs, mine = diff.run(received, files, role, 0x303, 1, 0)
    assert mine[:5] == theirs[:5] and mine[6] == 6


def sent(t, pki, version, number):
    """The ClientHello callback chooses the alert: what leaves, and what the client makes of it."""
    cc, sc = t.ctx("TLS_client_method"), t.server_ctx(*pki)
    for ctx in (cc, sc):
        t.ctrl(ctx, 123, version)
    told = watch(t, sc)

    def refuse(s, al, arg):
        al[0] = number
        return 0

    t.ssl.SSL_CTX_set_client_hello_cb(sc, t.callback("int(SSL *, int *, void *)", refuse), t.NULL)
    (c, c_far), (s, s_far) = wired(t, cc, sc)
    t.ssl.SSL_do_handshake(c)
    carry(t, c_far, s_far)
    t.crypto.ERR_clear_error()
    r = t.ssl.SSL_do_handshake(s)
    out = [number, r, t.ssl.SSL_get_error(s, r), reasons(t), told]
    out.append(carry(t, s_far, c_far).hex())
    r = t.ssl.SSL_do_handshake(c)
    return out + [r, t.ssl.SSL_get_error(c, r), reasons(t)]


@pytest.mark.parametrize("version", [0x303, 0x304])
def test_sent(files, version):
    diff.each(sent, [[files, version, n] for n in NUMBERS if n not in (0, 90)])
