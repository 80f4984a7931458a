# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Threads that share two SSL_CTX from their first handshake on: trust anchors, identities, session cache, ticket keys."""
import threading

import pytest

from differential import diff
from differential.session.test_resume import NO_TICKET, SET_MODE, TLS12, TLS13

THREADS, ROUNDS = 4, 3


def together(t, where, v, tickets, times):
    f, c_ = t.ssl, t.crypto
    totals = []
    for _ in range(times):
        sctx, cctx = t.server_ctx(f"{where}/p256.pem", f"{where}/p256.key"), t.ctx("TLS_client_method")
        for ctx in (sctx, cctx):
            t.ctrl(ctx, 123, v)
            t.ctrl(ctx, 124, v)
        f.SSL_CTX_load_verify_locations(cctx, f"{where}/roots.pem".encode(), t.NULL)
        f.SSL_CTX_set_verify(cctx, 1, t.NULL)
        t.ctrl(cctx, SET_MODE, 3)
        if not tickets:
            f.SSL_CTX_set_options(sctx, NO_TICKET)
        gate, done, reused = threading.Barrier(THREADS), [], []

        def work():
            session = t.NULL
            gate.wait()
            for _ in range(ROUNDS):
                one, two = t.ffi.new("BIO **"), t.ffi.new("BIO **")
                c_.BIO_new_bio_pair(one, 0, two, 0)
                c, s = f.SSL_new(cctx), f.SSL_new(sctx)
                f.SSL_set_bio(c, one[0], one[0])
                f.SSL_set_bio(s, two[0], two[0])
                f.SSL_set_connect_state(c)
                f.SSL_set_accept_state(s)
                f.SSL_set1_host(c, b"p256.test")
                if session != t.NULL:
                    f.SSL_set_session(c, session)
                told = t.shake(c, s)
                f.SSL_write(s, b"x", 1)
                t.read(c, 10)
                done.append(told == [[1, 0], [1, 0]])
                reused.append(f.SSL_session_reused(c))
                f.SSL_SESSION_free(session)
                session = f.SSL_get1_session(c)
                for x in (c, s, c):
                    f.SSL_shutdown(x)
                f.SSL_free(c)
                f.SSL_free(s)
            f.SSL_SESSION_free(session)

        threads = [threading.Thread(target=work) for _ in range(THREADS)]
        for x in threads:
            x.start()
        for x in threads:
            x.join()
        totals.append([sum(done), sum(reused)])
        f.SSL_CTX_free(cctx)
        f.SSL_CTX_free(sctx)
    return totals


@pytest.mark.parametrize("v", (TLS12, TLS13))
@pytest.mark.parametrize("tickets", (True, False))
def test_together(pki, v, tickets):
    told = diff.same(together, str(pki.dir), v, tickets, 10)
    assert told == [[THREADS * ROUNDS, THREADS * (ROUNDS - 1)]] * 10
