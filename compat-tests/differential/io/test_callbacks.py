# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""The program's callbacks in the handshake: what they may see, what their answers do, and that "later" is asked again."""
import pytest
from differential import diff
from differential.io.tls import *  # noqa: F403

SERVER_NAME_CB = "int(SSL *, int *, void *)"
OK, ALERT_WARNING, ALERT_FATAL, NOACK = 0, 1, 2, 3


def set_server_name_cb(ctx, cb):
    assert ssl.SSL_CTX_callback_ctrl(ctx, CTRL_SERVERNAME_CB, ffi.cast("void(*)(void)", cb)) == 1


def set_host(s, name):
    return ssl.SSL_ctrl(s, CTRL_HOSTNAME, 0, ffi.new("char[]", name.encode()))


def name_of(s):
    return text(ssl.SSL_get_servername(s, 0))


def case_server_name(t):
    """Every answer of the callback, with and without a name."""
    told = {}
    for version in BOTH_VERSIONS:
        for verdict in (OK, ALERT_WARNING, ALERT_FATAL, NOACK):
            for name in ("one.example", None):
                p = Pair(version, connect=False)
                seen = []

                @ffi.callback(SERVER_NAME_CB)
                def cb(s, alert, arg):
                    seen.append([name_of(s), ssl.SSL_get_servername_type(s), alert[0]])
                    return verdict

                set_server_name_cb(p.server.ctx, cb)
                if name:
                    assert set_host(p.client.s, name) == 1
                story = [name_of(p.client.s), name_of(p.server.s)]
                c, s = p.connect()
                story += [s, c[:2] if verdict == ALERT_FATAL else c, p.client.handshake() if verdict == ALERT_FATAL else 0]
                story += [seen, name_of(p.client.s), name_of(p.server.s), ssl.SSL_get_servername_type(p.server.s)]
                told[f"{version:x} {verdict} {name}"] = story
    return told


def case_server_name_for_the_client(t):
    """A client's own callback hears once the server's extensions are there."""
    told = {}
    for version in BOTH_VERSIONS:
        p = Pair(version, connect=False)
        seen = []

        @ffi.callback(SERVER_NAME_CB)
        def cb(s, alert, arg):
            seen.append([name_of(s), text(ssl.SSL_get_version(s))])
            return OK

        set_server_name_cb(p.client.ctx, cb)
        set_host(p.client.s, "one.example")
        told[version] = [p.connect(), seen]
    return told


def case_host_names(t):
    """What may be set as a name."""
    s = ssl.SSL_new(context())
    told = [ssl.SSL_get_servername_type(s)]
    for name in ("a", "one.example", "", "x" * 255, "x" * 256, "1.2.3.4"):
        told += [set_host(s, name), queue(), name_of(s)]
    told += [ssl.SSL_ctrl(s, CTRL_HOSTNAME, 1, ffi.new("char[]", b"b")), queue(), name_of(s)]
    told += [ssl.SSL_ctrl(s, CTRL_HOSTNAME, 0, NULL), name_of(s), text(ssl.SSL_get_servername(s, 5))]
    return told


def case_other_context_by_name(t):
    """SSL_set_SSL_CTX in the server name callback: the other certificate serves."""
    told = {}
    for version in BOTH_VERSIONS:
        for name in ("two.example", "one.example", "three.example"):
            p = Pair(version, connect=False)
            two = context(True, version, "two.example")
            story = []

            @ffi.callback(SERVER_NAME_CB)
            def cb(s, alert, arg):
                if name_of(s) == "two.example":
                    story.append(ssl.SSL_set_SSL_CTX(s, two) == two)
                    story.append(ssl.SSL_get_SSL_CTX(s) == two)
                return OK if name_of(s) != "three.example" else NOACK

            set_server_name_cb(p.server.ctx, cb)
            set_host(p.client.s, name)
            story += [p.connect(), peer_name(p.client.s), subject(ssl.SSL_get_certificate(p.server.s))]
            story += [ssl.SSL_set_SSL_CTX(p.server.s, NULL) == p.server.ctx]
            told[f"{version:x} {name}"] = story
    return told


def case_alpn_of_the_other_context(t):
    """Which SSL_CTX's ALPN callback is asked after a switch."""
    told = {}
    for version in BOTH_VERSIONS:
        p = Pair(version, connect=False)
        two = context(True, version, "two.example")
        seen = []

        def select(which):
            @ffi.callback("int(SSL *, const unsigned char **, unsigned char *, const unsigned char *, unsigned, void *)")
            def cb(s, out, outlen, offered, n, arg):
                seen.append([which, ffi.buffer(offered, n)[:].hex()])
                out[0], outlen[0] = offered + 1, offered[0]
                return OK

            return cb

        first, second = select("first"), select("second")
        ssl.SSL_CTX_set_alpn_select_cb(p.server.ctx, first, NULL)
        ssl.SSL_CTX_set_alpn_select_cb(two, second, NULL)

        @ffi.callback(SERVER_NAME_CB)
        def cb(s, alert, arg):
            ssl.SSL_set_SSL_CTX(s, two)
            return OK

        set_server_name_cb(p.server.ctx, cb)
        assert ssl.SSL_set_alpn_protos(p.client.s, b"\x02h2\x08http/1.1", 12) == 0
        told[version] = [p.connect(), seen, alpn(p.client.s), alpn(p.server.s)]
    return told


def alpn(s):
    p, n = ffi.new("unsigned char **"), ffi.new("unsigned *")
    ssl.SSL_get0_alpn_selected(s, p, n)
    return None if p[0] == NULL else ffi.buffer(p[0], n[0])[:].decode()


def case_alpn_answers(t):
    told = {}
    for version in BOTH_VERSIONS:
        for verdict in (OK, ALERT_WARNING, ALERT_FATAL, NOACK):
            p = Pair(version, connect=False)
            keep = ffi.new("char[]", b"http/1.1")

            @ffi.callback("int(SSL *, const unsigned char **, unsigned char *, const unsigned char *, unsigned, void *)")
            def cb(s, out, outlen, offered, n, arg):
                out[0], outlen[0] = ffi.cast("unsigned char *", keep), 8
                return verdict

            ssl.SSL_CTX_set_alpn_select_cb(p.server.ctx, cb, NULL)
            assert ssl.SSL_CTX_set_alpn_protos(p.client.ctx, b"\x02h2\x08http/1.1", 12) == 0
            assert ssl.SSL_set_alpn_protos(p.client.s, b"\x02h2\x08http/1.1", 12) == 0
            c, s = p.connect()
            bad = verdict in (ALERT_WARNING, ALERT_FATAL)
            told[f"{version:x} {verdict}"] = [s, c[:2] if bad else c, p.client.handshake() if bad else 0, alpn(p.client.s),
                                              alpn(p.server.s)]
    return told


def case_client_hello(t):
    """The ClientHello callback: what it sees, "retry", and failure with an alert of its own."""
    told = {}
    for version in BOTH_VERSIONS:
        for plan in ((1,), (-1, -1, 1), (0,)):
            p = Pair(version, connect=False)
            set_host(p.client.s, "one.example")
            asked, seen = [], []

            @ffi.callback("int(SSL *, int *, void *)")
            def cb(s, alert, arg):
                ptr, n = ffi.new("const unsigned char **"), ffi.new("size_t *")
                types = ffi.new("int **")
                look = [ssl.SSL_client_hello_isv2(s), ssl.SSL_client_hello_get0_legacy_version(s),
                        ssl.SSL_client_hello_get0_random(s, ptr), ssl.SSL_client_hello_get0_compression_methods(s, ptr),
                        ssl.SSL_client_hello_get0_ciphers(s, ptr) > 0, name_of(s), alert[0]]
                look += [ssl.SSL_client_hello_get1_extensions_present(s, types, n)]
                found = sorted(types[0][i] for i in range(n[0]))
                look += [[e for e in found if e in (0, 10, 13, 43, 51)]]
                crypto.CRYPTO_free(types[0], NULL, 0)
                look += [ssl.SSL_client_hello_get0_ext(s, 0, ptr, n), ffi.buffer(ptr[0], n[0])[:].hex()]
                look += [ssl.SSL_client_hello_get0_ext(s, 4711, ptr, n)]
                seen.append(look)
                asked.append(1)
                alert[0] = 112
                return plan[min(len(asked), len(plan)) - 1]

            ssl.SSL_CTX_set_client_hello_cb(p.server.ctx, cb, NULL)
            story = [p.client.handshake()]
            for _ in plan:
                story += [p.server.handshake()]
            story += [p.client.handshake() for _ in range(1)]
            story += [seen]
            ptr, n = ffi.new("const unsigned char **"), ffi.new("size_t *")
            story += [ssl.SSL_client_hello_get0_random(p.server.s, ptr), ssl.SSL_client_hello_get0_ext(p.server.s, 0, ptr, n)]
            if 0 not in plan:
                story += [p.connect()]
            told[f"{version:x} {plan}"] = story
    return told


def case_certificate_callback(t):
    """A server's certificate callback: it sets the certificate at once, later, or fails."""
    told = {}
    for version in BOTH_VERSIONS:
        for plan in ((1,), (-1, -1, 1), (0,)):
            p = Pair(client_ctx=context(version=version), server_ctx=context(version=version), connect=False)
            asked = []

            @ffi.callback("int(SSL *, void *)")
            def cb(s, arg):
                asked.append(name_of(s))
                if plan[min(len(asked), len(plan)) - 1] == 1:
                    x, key = certificate("set.example")
                    assert ssl.SSL_use_certificate(s, x) == 1 and ssl.SSL_use_PrivateKey(s, key) == 1
                return plan[min(len(asked), len(plan)) - 1]

            ssl.SSL_set_cert_cb(p.server.s, cb, NULL)
            story = [p.client.handshake()]
            for _ in plan:
                story += [p.server.handshake()]
            if 0 in plan:
                story += [p.client.handshake()]
            else:
                story += [p.connect(), peer_name(p.client.s), asked]
            told[f"{version:x} {plan}"] = story
    return told


def case_client_certificate_callbacks(t):
    """A client is asked for a certificate: the two callbacks, at once, later, none, failure."""
    told = {}
    for version in BOTH_VERSIONS:
        for which in ("cert_cb", "client_cert_cb"):
            for plan in ((1,), (-1, 1), (0,)):
                p = Pair(version, connect=False)
                ssl.SSL_free(p.server.s)
                ssl.SSL_CTX_set_verify(p.server.ctx, 1, ffi.cast("void *", accept_any))
                wire = Wire(p.to_server, p.to_client)
                p.server = End(p.server.ctx, wire, True)
                asked = []

                @ffi.callback("int(SSL *, void *)")
                def cert_cb(s, arg):
                    asked.append(1)
                    answer = plan[min(len(asked), len(plan)) - 1]
                    if answer == 1:
                        x, key = certificate("client.example")
                        assert ssl.SSL_use_certificate(s, x) == 1 and ssl.SSL_use_PrivateKey(s, key) == 1
                    return answer

                @ffi.callback("int(SSL *, X509 **, EVP_PKEY **)")
                def client_cert_cb(s, x, key):
                    asked.append(1)
                    answer = plan[min(len(asked), len(plan)) - 1]
                    if answer == 1:
                        x[0], key[0] = certificate("client.example")
                    return answer

                if which == "cert_cb":
                    ssl.SSL_set_cert_cb(p.client.s, cert_cb, NULL)
                else:
                    ssl.SSL_CTX_set_client_cert_cb(p.client.ctx, client_cert_cb)
                story = []
                for _ in range(6):
                    story += [p.client.handshake(), p.server.handshake()]
                    if story[-1][1] in ("NONE", "SSL") or story[-2][1] == "SSL":
                        break
                story += [peer_name(p.server.s), len(asked)]
                told[f"{version:x} {which} {plan}"] = story
    return told


@ffi.callback("int(int, void *)")
def accept_any(ok, store_ctx):
    return 1


def case_stapling(t):
    """The status callback of both ends, and the response in between."""
    told = {}
    for version in BOTH_VERSIONS:
        for server_says in (OK, NOACK, ALERT_FATAL):
            for client_says in (1, 0, -1):
                p = Pair(version, connect=False)
                seen = []

                @ffi.callback("int(SSL *, void *)")
                def server_cb(s, arg):
                    body = crypto.CRYPTO_malloc(8, NULL, 0)
                    ffi.buffer(body, 8)[:] = b"response"
                    seen.append(["server", ssl.SSL_ctrl(s, CTRL_SET_OCSP, 8, body)])
                    return server_says

                @ffi.callback("int(SSL *, void *)")
                def client_cb(s, arg):
                    ptr = ffi.new("unsigned char **")
                    n = ssl.SSL_ctrl(s, CTRL_GET_OCSP, 0, ptr)
                    seen.append(["client", n, ffi.buffer(ptr[0], n)[:].decode() if n > 0 else None])
                    return client_says

                ssl.SSL_CTX_callback_ctrl(p.server.ctx, CTRL_STATUS_CB, ffi.cast("void(*)(void)", server_cb))
                ssl.SSL_CTX_callback_ctrl(p.client.ctx, CTRL_STATUS_CB, ffi.cast("void(*)(void)", client_cb))
                ssl.SSL_ctrl(p.client.s, CTRL_STATUS_TYPE, 1, NULL)
                c, s = p.connect()
                told[f"{version:x} {server_says} {client_says}"] = [c[:3], c[3][:1], s[:2], seen]
    return told


@pytest.mark.parametrize("case", [v for k, v in sorted(globals().items()) if k.startswith("case_")])
def test_same_answers(case):
    diff.same(case)
