# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""SCTs that come inside a stapled OCSP response (RFC 6962 section 3.3), for clients that ask for certificate transparency."""
import base64
import time

import pytest

from differential import diff
from differential.cert import test_ct
from differential.cert.test_ct import LOG, OTHER_LOG, g, listed, pem, sct, scts, version
from differential.cert.test_judge import outcome
from differential.cert.test_staple import SET_CB, SET_RESPONSE, at

CDEF = test_ct.CDEF + "void *CRYPTO_malloc(size_t, const char *, int);"
OCSP_SCTS = "1.3.6.1.4.1.11129.2.4.5"
PERMISSIVE, STRICT = 0, 1
KINDS = ("none", "valid", "flipped", "unknown log", "two", "garbage", "in another statement", "no list")


@pytest.fixture(scope="module")
def stapled_scts(tmp_path_factory):
    """root.pem, logs.cnf, leaf.pem and its key, and KIND.ocsp."""
    d = tmp_path_factory.mktemp("ct-stapled")
    root = g.root("CT stapling root")
    leaf = g.leaf(root, exts=(g.san(("dns", "ct.test")),))
    (d / "root.pem").write_text(pem(root.der))
    (d / "logs.cnf").write_text("enabled_logs=one\n[one]\ndescription = Log One\nkey = " + base64.b64encode(g.key("p256", LOG).spki).decode() + "\n")
    (d / "leaf.pem").write_text(pem(leaf.der))
    (d / "leaf.key").write_bytes(leaf.key.pem)
    entry = b"\0\0" + len(leaf.der).to_bytes(3, "big") + leaf.der
    when = int(time.time() * 1000) - 10**6
    good = sct(LOG, entry, when)
    lists = {"valid": listed(good), "flipped": listed(sct(LOG, entry, when, True)), "unknown log": listed(sct(OTHER_LOG, entry, when)),
             "two": listed(sct(LOG, entry, when, True), good), "garbage": b"\0\5abcde", "in another statement": listed(good)}
    for kind in KINDS:
        exts = (g.ext(OCSP_SCTS, g.octets(lists[kind])),) if kind in lists else (g.ext(OCSP_SCTS, g.null()),) if kind == "no list" else ()
        own, id_ = () if kind == "in another statement" else exts, g.cert_id(leaf, root)
        other = g.single(g.cert_id(leaf, root, serial=5), "good", at(-60), at(86400), exts=exts if not own else ())
        (d / f"{kind}.ocsp").write_bytes(g.ocsp((g.single(id_, "good", at(-60), at(86400), exts=own), other), root))
    return d


def shaken(t, where, kind, v, mode):
    f = t.ssl
    sctx, cctx = t.server_ctx(f"{where}/leaf.pem", f"{where}/leaf.key"), t.ctx("TLS_client_method")
    version(t, cctx, v)
    f.SSL_CTX_load_verify_locations(cctx, f"{where}/root.pem".encode(), t.NULL)
    f.SSL_CTX_set_verify(cctx, 1, t.NULL)

    def give(s, arg):
        der = open(f"{where}/{kind}.ocsp", "rb").read()
        copy = t.crypto.CRYPTO_malloc(len(der), b"", 0)
        t.ffi.memmove(copy, der, len(der))
        t.ctrl(s, SET_RESPONSE, len(der), copy)
        return 0

    f.SSL_CTX_callback_ctrl(sctx, SET_CB, t.ffi.cast("void (*)(void)", t.callback("int(SSL *, void *)", give)))
    out = [f.SSL_CTX_set_ctlog_list_file(cctx, f"{where}/logs.cnf".encode()), f.SSL_CTX_enable_ct(cctx, mode), t.errors()]
    c, s = t.pair(cctx, sctx)
    f.SSL_set1_host(c, b"ct.test")
    return out + [outcome(t, c, s), scts(t, f.SSL_get0_peer_scts(c)), t.errors()]


def kinds(t, where, v, mode):
    return [[kind, shaken(t, where, kind, v, mode)] for kind in KINDS]


@pytest.mark.parametrize("v", (0x0303, 0x0304))
@pytest.mark.parametrize("mode", (PERMISSIVE, STRICT))
def test_stapled(stapled_scts, v, mode):
    theirs, mine = diff.run(kinds, str(stapled_scts), v, mode)
    for a, b in zip(theirs, mine):
        assert b == a
    found = dict(mine)
    # SCT_SOURCE_OCSP_STAPLED_RESPONSE, SCT_VALIDATION_STATUS_VALID.
    assert found["valid"][4][0][:2] == [3, 2] and found["valid"][3]["shaken"][0][0] == 1
    assert (found["none"][3]["shaken"][0][0] == 1) == (mode == PERMISSIVE)
