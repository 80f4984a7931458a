# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""SSL_CTX and SSL as objects: reference counts, the program's own data, copies, what SSL_new inherits and when."""
import pytest
from differential import diff
from differential.io.tls import *  # noqa: F403

CLASS_SSL, CLASS_SSL_CTX = 0, 1


def case_program_data(t):
    """ex_data with its callbacks."""
    log = []
    alive = {}

    @ffi.callback("void(void *, void *, void *, int, long, void *)")
    def new(parent, ptr, ad, idx, argl, argp):
        log.append(["new", argl])

    @ffi.callback("int(void *, const void *, void **, int, long, void *)")
    def dup(to, frm, data, idx, argl, argp):
        log.append(["dup", argl])
        return 1

    @ffi.callback("void(void *, void *, void *, int, long, void *)")
    def free(parent, ptr, ad, idx, argl, argp):
        log.append(["free", argl, ptr != NULL])

    index = {}
    for cls in (CLASS_SSL, CLASS_SSL_CTX):
        index[cls] = crypto.CRYPTO_get_ex_new_index(cls, 70 + cls, NULL, new, dup, free)
    ctx = context()
    s = ssl.SSL_new(ctx)
    box = alive["box"] = ffi.new("int *", 5)
    told = [ssl.SSL_set_ex_data(s, index[0], box), ssl.SSL_get_ex_data(s, index[0]) == box,
            ssl.SSL_CTX_set_ex_data(ctx, index[1], box), ssl.SSL_CTX_get_ex_data(ctx, index[1]) == box,
            ssl.SSL_get_ex_data(s, index[0] + 5) == NULL]
    copy = ssl.SSL_dup(s)
    told += [copy != s, ssl.SSL_get_ex_data(copy, index[0]) == box]
    ssl.SSL_free(copy)
    ssl.SSL_clear(s)
    told += [ssl.SSL_get_ex_data(s, index[0]) == box]
    ssl.SSL_free(s)
    ssl.SSL_CTX_free(ctx)
    return told + [log]


def case_references(t):
    """An SSL keeps its SSL_CTX; each object lives as long as its last reference."""
    freed = []

    @ffi.callback("void(void *, void *, void *, int, long, void *)")
    def free(parent, ptr, ad, idx, argl, argp):
        freed.append(argl)

    for cls in (CLASS_SSL, CLASS_SSL_CTX):
        crypto.CRYPTO_get_ex_new_index(cls, cls, NULL, NULL, NULL, free)
    ctx = context()
    told = [ssl.SSL_CTX_up_ref(ctx)]
    s = ssl.SSL_new(ctx)
    told += [ssl.SSL_up_ref(s)]
    ssl.SSL_CTX_free(ctx)
    ssl.SSL_CTX_free(ctx)
    told += [list(freed)]
    ssl.SSL_free(s)
    told += [list(freed), ssl.SSL_get_SSL_CTX(s) == ctx]
    ssl.SSL_free(s)
    ssl.SSL_free(NULL)
    ssl.SSL_CTX_free(NULL)
    return told + [freed]


def case_free_order(t):
    """The order in which an SSL lets go of what is the program's."""
    log = []

    @ffi.callback("void(void *, void *, void *, int, long, void *)")
    def free(parent, ptr, ad, idx, argl, argp):
        log.append(["ex_data", wire.freed])

    crypto.CRYPTO_get_ex_new_index(CLASS_SSL, 0, NULL, NULL, NULL, free)
    wire = Wire(Pipe(), Pipe())
    s = ssl.SSL_new(context())
    ssl.SSL_set_bio(s, wire.bio, wire.bio)
    ssl.SSL_free(s)
    return log + [wire.freed]


def case_copies(t):
    """SSL_dup before and after the handshake began."""
    told = []
    ctx = context(True)
    s = ssl.SSL_new(ctx)
    for role in (None, ssl.SSL_set_connect_state, ssl.SSL_set_accept_state):
        if role:
            role(s)
        wire = Wire(Pipe(), Pipe())
        ssl.SSL_set_bio(s, wire.bio, wire.bio)
        ssl.SSL_set_quiet_shutdown(s, 1)
        ssl.SSL_ctrl(s, CTRL_SET_READ_AHEAD, 1, NULL)
        d = ssl.SSL_dup(s)
        told += [d != s, ssl.SSL_get_SSL_CTX(d) == ctx, ssl.SSL_is_server(d), ssl.SSL_get_rbio(d) == NULL,
                 ssl.SSL_get_wbio(d) == NULL, ssl.SSL_get_quiet_shutdown(d), ssl.SSL_ctrl(d, 40, 0, NULL), wire.freed]
        ssl.SSL_free(d)
    p = Pair(TLS13)
    d = ssl.SSL_dup(p.client.s)
    told += [d == p.client.s]
    ssl.SSL_free(d)
    return told + [p.client.write(b"still there")]


def case_inherited_at_birth(t):
    """What changes in the SSL_CTX after SSL_new does not reach the SSL."""
    told = []
    client_ctx, server_ctx = context(version=TLS12), context(True, version=TLS12)
    p = Pair(client_ctx=client_ctx, server_ctx=server_ctx, connect=False)
    for ctx in (client_ctx, server_ctx):
        ssl.SSL_CTX_ctrl(ctx, CTRL_SET_MAX, TLS13, NULL)
        ssl.SSL_CTX_ctrl(ctx, CTRL_SET_MIN, TLS13, NULL)
    x, key = certificate("late.example")
    ssl.SSL_CTX_use_certificate(server_ctx, x)
    ssl.SSL_CTX_use_PrivateKey(server_ctx, key)
    told += [p.connect(), text(ssl.SSL_get_version(p.client.s)), peer_name(p.client.s)]
    p = Pair(client_ctx=client_ctx, server_ctx=server_ctx, connect=False)
    told += [p.connect(), text(ssl.SSL_get_version(p.client.s)), peer_name(p.client.s)]
    return told


def case_changed_for_one(t):
    """What changes in one SSL stays there."""
    client_ctx, server_ctx = context(), context(True)
    one = Pair(client_ctx=client_ctx, server_ctx=server_ctx, connect=False)
    two = Pair(client_ctx=client_ctx, server_ctx=server_ctx, connect=False)
    ssl.SSL_ctrl(one.client.s, CTRL_SET_MAX, TLS12, NULL)
    x, key = certificate("own.example")
    ssl.SSL_use_certificate(one.server.s, x)
    ssl.SSL_use_PrivateKey(one.server.s, key)
    return [[p.connect(), text(ssl.SSL_get_version(p.client.s)), peer_name(p.client.s)] for p in (one, two)]


def case_role_set_again(t):
    """SSL_set_connect_state in the middle of things."""
    p = Pair(TLS13)
    told = []
    ssl.SSL_set_connect_state(p.client.s)
    told += [p.client.state(), p.client.flags()]
    p = Pair(TLS13, connect=False)
    p.client.handshake()
    ssl.SSL_set_connect_state(p.client.s)
    told += [p.client.state()]
    return told


def case_version_of_one_method(t):
    p = Pair(client_ctx=context(method=ssl.TLSv1_2_method), server_ctx=context(True), connect=False)
    told = [p.connect(), text(ssl.SSL_get_version(p.client.s))]
    p = Pair(client_ctx=context(), server_ctx=context(True, method=ssl.TLSv1_2_method), connect=False)
    return told + [p.connect(), text(ssl.SSL_get_version(p.client.s))]


def case_other_context_before(t):
    """SSL_set_SSL_CTX before the handshake."""
    one, two = context(True), context(True, name="two.example")
    p = Pair(server_ctx=one, connect=False)
    told = [ssl.SSL_set_SSL_CTX(p.server.s, two) == two, ssl.SSL_set_SSL_CTX(p.server.s, two) == two]
    told += [p.connect(), peer_name(p.client.s)]
    told += [ssl.SSL_set_SSL_CTX(p.server.s, NULL) == one, ssl.SSL_get_SSL_CTX(p.server.s) == one]
    return told


@pytest.mark.parametrize("case", [v for k, v in sorted(globals().items()) if k.startswith("case_")])
def test_same_answers(case):
    diff.same(case)
