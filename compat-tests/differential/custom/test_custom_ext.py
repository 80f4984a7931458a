# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Extensions of the program's own, old calls and new: which messages carry them, which callbacks run in which order with
which arguments, and what each failure looks like."""
import pytest

from differential import diff
from differential.cert import common

CDEF = """
typedef int (*custom_add)(SSL *, unsigned, const unsigned char **, size_t *, int *, void *);
typedef void (*custom_free)(SSL *, unsigned, const unsigned char *, void *);
typedef int (*custom_parse)(SSL *, unsigned, const unsigned char *, size_t, int *, void *);
typedef int (*custom_add_ex)(SSL *, unsigned, unsigned, const unsigned char **, size_t *, X509 *, size_t, int *, void *);
typedef void (*custom_free_ex)(SSL *, unsigned, unsigned, const unsigned char *, void *);
typedef int (*custom_parse_ex)(SSL *, unsigned, unsigned, const unsigned char *, size_t, X509 *, size_t, int *, void *);
int SSL_CTX_add_client_custom_ext(SSL_CTX *, unsigned, custom_add, custom_free, void *, custom_parse, void *);
int SSL_CTX_add_server_custom_ext(SSL_CTX *, unsigned, custom_add, custom_free, void *, custom_parse, void *);
int SSL_CTX_add_custom_ext(SSL_CTX *, unsigned, unsigned, custom_add_ex, custom_free_ex, void *, custom_parse_ex, void *);
int SSL_CTX_has_client_custom_ext(const SSL_CTX *, unsigned);
void SSL_CTX_set_verify(SSL_CTX *, int, void *);
SSL_CTX *SSL_set_SSL_CTX(SSL *, SSL_CTX *);
"""

MIN_VERSION, MAX_VERSION = 123, 124
TLS_ONLY, BELOW_13, ONLY_13, IGNORE_RESUMED = 0x1, 0x10, 0x20, 0x40
CH, SH12, SH13, EE, HRR, CT, NST, CR = 0x80, 0x100, 0x200, 0x400, 0x800, 0x1000, 0x2000, 0x4000


class Diary:
    """Callbacks that write down what they are asked, who asked, and answer as told."""

    def __init__(self, t):
        self.t, self.lines = t, []

    def old(self, who, body=b"hi", add=1, parse=1, alert=None):
        t, ffi = self.t, self.t.ffi
        keep = t.keep(ffi.new("unsigned char[]", body))

        def on_add(s, kind, out, outlen, al, arg):
            self.lines.append([who, "add", kind])
            out[0], outlen[0] = keep, len(body)
            if alert:
                al[0] = alert
            return add

        def on_free(s, kind, out, arg):
            self.lines.append([who, "free", kind, out == keep])

        def on_parse(s, kind, data, n, al, arg):
            self.lines.append([who, "parse", kind, bytes(ffi.buffer(data, n)).hex() if n else ""])
            if alert:
                al[0] = alert
            return parse

        return t.callback("custom_add", on_add), t.callback("custom_free", on_free), t.callback("custom_parse", on_parse)

    def new(self, who, body=b"ho", add=1, parse=1, alert=None):
        t, ffi = self.t, self.t.ffi
        keep = t.keep(ffi.new("unsigned char[]", body))

        def on_add(s, kind, context, out, outlen, x, chain, al, arg):
            self.lines.append([who, "add", kind, context, common.subject(t, x), chain])
            out[0], outlen[0] = keep, len(body)
            if alert:
                al[0] = alert
            return add

        def on_free(s, kind, context, out, arg):
            self.lines.append([who, "free", kind, context, out == keep])

        def on_parse(s, kind, context, data, n, x, chain, al, arg):
            self.lines.append([who, "parse", kind, context, bytes(ffi.buffer(data, n)).hex() if n else "", common.subject(t, x), chain])
            if alert:
                al[0] = alert
            return parse

        return t.callback("custom_add_ex", on_add), t.callback("custom_free_ex", on_free), t.callback("custom_parse_ex", on_parse)


def add_old(t, ctx, side, kind, add, free, parse):
    return getattr(t.ssl, f"SSL_CTX_add_{side}_custom_ext")(ctx, kind, add, free, t.NULL, parse, t.NULL)


def add_new(t, ctx, kind, context, add, free, parse):
    return t.ssl.SSL_CTX_add_custom_ext(ctx, kind, context, add, free, t.NULL, parse, t.NULL)


def contexts(t, pki, version):
    """(client, server) of that version, the server with a chain."""
    cc, sc = t.ctx("TLS_client_method"), t.server_ctx(pki["pem"], pki["key"])
    for ctx in (cc, sc):
        t.ctrl(ctx, MIN_VERSION, 0x304 if version == "1.3" else 0x303)
        t.ctrl(ctx, MAX_VERSION, 0x303 if version == "1.2" else 0x304)
    return cc, sc


def finish(t, cc, sc):
    """The handshake, one byte each way, and the errors of each."""
    c, s = t.pair(cc, sc)
    told = t.shake(c, s)
    errors = t.errors()
    if told[0][0] == told[1][0] == 1:
        t.ssl.SSL_write(s, b"x", 1)
        told.append(t.read(c).decode())
    return told, errors


@pytest.fixture(scope="module")
def files(pki):
    return {"pem": str(pki.pem("p256")), "key": str(pki.key("p256"))}


# -- what may be added -------------------------------------------------------------------------------------------------


def registers(t, calls):
    ctx, d, out = t.ctx(), Diary(t), []
    for how, kind, context in calls:
        if how == "new":
            out.append(add_new(t, ctx, kind, context, *d.new("x")))
        elif how == "free alone":
            out.append(add_new(t, ctx, kind, context, t.NULL, d.new("x")[1], t.NULL))
        else:
            out.append(add_old(t, ctx, how, kind, *d.old("x")))
        out += [t.ssl.SSL_CTX_has_client_custom_ext(ctx, kind), t.errors()]
    return out


@pytest.mark.parametrize(
    "calls",
    [
        [["client", 1000, 0], ["client", 1000, 0], ["server", 1000, 0], ["server", 1000, 0], ["new", 1000, CH]],
        [["new", 1000, CH | EE], ["client", 1000, 0], ["server", 1000, 0], ["new", 1000, CT]],
        [["client", 0x10000, 0], ["client", 0xFFFF, 0], ["server", 65537, 0], ["new", 70000, CH]],
        [["free alone", 1001, CH], ["new", 1001, CH]],
        [["client", k, 0] for k in (0, 5, 10, 11, 13, 16, 18, 22, 23, 35, 41, 43, 51, 65281, 21, 27, 28, 19, 20, 13172)],
        [["server", 18, 0], ["new", 18, CH | CT]],
    ],
)
def test_registers(calls):
    diff.same(registers, calls)


# -- where they go -----------------------------------------------------------------------------------------------------


def exchange_old(t, pki, version, client, server):
    cc, sc = contexts(t, pki, version)
    d = Diary(t)
    for kind, how in client:
        add_old(t, cc, "client", kind, *(d.old("client", b"" if kind == 18 else b"hi") if how else (t.NULL,) * 3))
    for kind, how in server:
        add_old(t, sc, "server", kind, *(d.old("server", b"yes") if how else (t.NULL,) * 3))
    return [finish(t, cc, sc), d.lines]


@pytest.mark.parametrize("version", ["1.2", "1.3", "any"])
@pytest.mark.parametrize(
    "client, server",
    [
        ([[1000, 1]], [[1000, 1]]),
        ([[1000, 1]], []),
        ([], [[1000, 1]]),
        ([[1000, 0]], [[1000, 1]]),
        ([[1000, 1]], [[1000, 0]]),
        ([[1000, 1], [1001, 1], [18, 1]], [[18, 1], [1001, 1]]),
    ],
)
def test_old(files, version, client, server):
    diff.same(exchange_old, files, version, client, server)


def exchange_new(t, pki, version, context, both=True, ask=False):
    cc, sc = contexts(t, pki, version)
    d = Diary(t)
    add_new(t, cc, 1010, context, *d.new("client"))
    if both:
        add_new(t, sc, 1010, context, *d.new("server"))
    if ask:
        t.ssl.SSL_CTX_set_verify(sc, 1, t.NULL)
        assert t.ssl.SSL_CTX_use_certificate_chain_file(cc, pki["pem"].encode()) == 1
        assert t.ssl.SSL_CTX_use_PrivateKey_file(cc, pki["key"].encode(), 1) == 1
        t.ssl.SSL_CTX_set_verify(sc, 1, t.callback("int(int, X509_STORE_CTX *)", lambda ok, x: 1))
    return [finish(t, cc, sc), d.lines]


ALL = CH | SH12 | SH13 | EE | CT | NST | CR


@pytest.mark.parametrize("version", ["1.2", "1.3", "any"])
@pytest.mark.parametrize("context", [CH, CH | SH12, CH | EE, CH | SH13, CH | CT, CH | NST, CH | SH12 | EE, ALL, CH | EE | ONLY_13, CH | SH12 | EE | BELOW_13, EE, CT, 0])
def test_new(files, version, context):
    diff.same(exchange_new, files, version, context)


@pytest.mark.parametrize("context", [CR, CR | CT, CH | CR, ALL])
def test_in_certificate_requests(files, context):
    diff.same(exchange_new, files, "1.3", context, True, True)


@pytest.mark.parametrize("version", ["1.2", "1.3"])
def test_a_server_that_does_not_know_it(files, version):
    diff.same(exchange_new, files, version, ALL, False)


def after_retry(t, pki, context):
    cc, sc = contexts(t, pki, "1.3")
    d = Diary(t)
    add_new(t, cc, 1010, context, *d.new("client"))
    add_new(t, sc, 1010, context, *d.new("server"))
    add_old(t, cc, "client", 1011, *d.old("client"))
    add_old(t, sc, "server", 1011, *d.old("server"))
    assert t.ctrl(sc, 92, 0, "P-384") == 1  # another group than the client's first
    return [finish(t, cc, sc), d.lines]


@pytest.mark.parametrize("context", [CH | EE, CH | HRR, CH | HRR | SH13])
def test_after_retry(files, context):
    diff.same(after_retry, files, context)


# -- failures ----------------------------------------------------------------------------------------------------------


def failing(t, pki, version, kind, side, add, parse, alert):
    cc, sc = contexts(t, pki, version)
    d = Diary(t)
    for who, ctx in (("client", cc), ("server", sc)):
        extra = {"add": add, "parse": parse, "alert": alert} if who == side else {}
        if kind == "old":
            add_old(t, ctx, who, 1000, *d.old(who, **extra))
        else:
            add_new(t, ctx, 1000, CH | SH12 | EE, *d.new(who, **extra))
    return [finish(t, cc, sc), d.lines]


@pytest.mark.parametrize("version", ["1.2", "1.3"])
@pytest.mark.parametrize("side", ["client", "server"])
@pytest.mark.parametrize("add, parse", [(-1, 1), (0, 1), (1, 0), (1, -1)])
@pytest.mark.parametrize("kind, alert", [("new", 80), ("new", 47), ("old", 50)])
def test_failing(files, version, side, add, parse, kind, alert):
    if kind == "old" and version == "1.3" and (side == "server" or add == 1):
        pytest.skip("the old calls' extensions stay out of TLS 1.3, so nothing can fail")
    diff.same(failing, files, version, kind, side, add, parse, alert)


def moved(t, pki, version):
    """The server name callback puts the connection on another SSL_CTX: its extensions count from then on."""
    cc, first = contexts(t, pki, version)
    second = contexts(t, pki, version)[1]
    d = Diary(t)
    for kind, ctxs in ((1000, (first, second)), (1001, (first,)), (1002, (second,))):
        add_new(t, cc, kind, CH | SH12 | EE, *d.new("client"))
        for ctx in ctxs:
            add_new(t, ctx, kind, CH | SH12 | EE, *d.new("first" if ctx is first else "second"))

    def on_name(s, al, arg):
        d.lines.append("name")
        t.ssl.SSL_set_SSL_CTX(s, second)
        return 0

    t.ssl.SSL_CTX_callback_ctrl(first, 53, t.ffi.cast("void (*)(void)", t.callback("int(SSL *, int *, void *)", on_name)))
    return [finish(t, cc, first), d.lines]


@pytest.mark.parametrize("version", ["1.2", "1.3"])
def test_moved(files, version):
    diff.same(moved, files, version)
