# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""The suite of chains (compat-tests/pki/chains.py) in handshakes: the server sends the chain, the client has the anchors in its store
and what the row asks for in its X509_VERIFY_PARAM. Result, peername and verified chain over both libraries, without a verify callback
and with one that says yes to everything and writes down what it is asked.

Without a callback the engine judges. With one X509_verify_cert does, in our library too: the callback may ask its X509_STORE_CTX for
the issuer of the certificate concerned, which no public function of libcrypto could tell it otherwise. What X509_verify_cert accepts
goes to the engine as well, and its objections to the callback, but for those that the callback has overruled already.
"""
import hashlib
import pathlib
import sys

import pytest

from differential import diff

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "pki"))
import chains  # noqa: E402

chains.load()
g = chains.g

CDEF = """
void X509_VERIFY_PARAM_set_auth_level(X509_VERIFY_PARAM *, int); void X509_VERIFY_PARAM_set_time(X509_VERIFY_PARAM *, long);
void X509_VERIFY_PARAM_set_depth(X509_VERIFY_PARAM *, int); int X509_VERIFY_PARAM_set_purpose(X509_VERIFY_PARAM *, int);
int X509_VERIFY_PARAM_set_flags(X509_VERIFY_PARAM *, unsigned long); int X509_VERIFY_PARAM_clear_flags(X509_VERIFY_PARAM *, unsigned long);
int X509_VERIFY_PARAM_add1_host(X509_VERIFY_PARAM *, const char *, size_t);
void X509_VERIFY_PARAM_set_hostflags(X509_VERIFY_PARAM *, unsigned int);
int X509_VERIFY_PARAM_set1_email(X509_VERIFY_PARAM *, const char *, size_t);
int X509_VERIFY_PARAM_set1_ip(X509_VERIFY_PARAM *, const unsigned char *, size_t);
X509 *d2i_X509(X509 **a, const unsigned char **in, long len); int i2d_X509(const X509 *, unsigned char **);
EVP_PKEY *d2i_AutoPrivateKey(EVP_PKEY **a, const unsigned char **in, long len);
"""
# What our own server does not send, or our client not take to judge, and so is nothing for a verifier here.
NOT_SENT = {"100 intermediates by default": "more certificates than the engine reads in one message",
            "101 intermediates by default": "the same",
            "unknown algorithm": "a certificate whose signature nobody here knows is not used",
            "no parameters": "the same", "negative salt": "the same",
            "trailer 2": "the same"}
# What the engine objects to beside a failure that the callback has overruled: a digest that is too weak, and a signature by a key
# that it does not take.
BESIDE = {"masked with another digest": [0, 68, 0], "root RSA of 1024 bits, level 2": [0, 7, 0], "root p256-explicit": [0, 6, 1]}
PURPOSES = {"client": 1, "server": 2, "any": 7}
CHAIN_CERT = 89


def plain(row):
    """A row as JSON can hold it; None where nobody could send that leaf."""
    c = row.case
    key = next((k for k in g.made_keys() if k.spki in c.leaf), None)
    unreadable = "unreadable" in (row.want, chains.differences().get((row.rule, row.name)))
    if unreadable or row.name in NOT_SENT or key is None or key.kind in ("dsa", "p192", "p224", "k256", "p256-explicit", "rsa1024"):
        return None
    flags, host_flags = sum(chains.both.FLAGS[f][1] for f in c.flags), sum(chains.both.NAME_FLAGS[f] for f in c.host_flags)
    return {"name": row.name, "leaf": c.leaf.hex(), "key": key.der.hex(), "sent": [d.hex() for d in c.untrusted],
            "anchors": [d.hex() for d in c.anchors],
            "time": None if "notime" in c.flags else c.time, "purpose": PURPOSES[c.purpose], "flags": flags, "depth": 100 if c.depth < 0 else c.depth,
            "level": c.level, "hosts": list(c.hosts), "host_flags": host_flags, "email": c.email, "ip": c.ip.hex()}


def load(t, kind, text):
    der = bytes.fromhex(text)
    at = t.ffi.new("const unsigned char **", t.ffi.cast("const unsigned char *", t.keep(t.ffi.from_buffer(der))))
    return getattr(t.crypto, "d2i_" + kind)(t.NULL, at, len(der))


def certificates(t, texts):
    return [x for x in (load(t, "X509", text) for text in texts) if x != t.NULL]


def server(t, row):
    ctx = t.ctx("TLS_server_method")
    t.ssl.SSL_CTX_set_security_level(ctx, 0)
    t.ctrl(ctx, 33, 0x8)  # SSL_MODE_NO_AUTO_CHAIN
    used = (t.ssl.SSL_CTX_use_certificate(ctx, load(t, "X509", row["leaf"])),
            t.ssl.SSL_CTX_use_PrivateKey(ctx, load(t, "AutoPrivateKey", row["key"])))
    for x in certificates(t, row["sent"]):
        used += (t.ctrl(ctx, CHAIN_CERT, 1, x),)
    return ctx, list(used)


def ask(t, p, row):
    c = t.crypto
    c.X509_VERIFY_PARAM_clear_flags(p, 0xFFFFFFFF)
    c.X509_VERIFY_PARAM_set_flags(p, row["flags"])
    if row["time"] is not None:
        c.X509_VERIFY_PARAM_set_time(p, row["time"])
    c.X509_VERIFY_PARAM_set_purpose(p, row["purpose"])
    c.X509_VERIFY_PARAM_set_depth(p, row["depth"])
    c.X509_VERIFY_PARAM_set_auth_level(p, row["level"])
    for h in row["hosts"]:
        c.X509_VERIFY_PARAM_add1_host(p, h.encode(), 0)
    c.X509_VERIFY_PARAM_set_hostflags(p, row["host_flags"])
    if row["email"]:
        c.X509_VERIFY_PARAM_set1_email(p, row["email"].encode(), 0)
    if row["ip"]:
        c.X509_VERIFY_PARAM_set1_ip(p, bytes.fromhex(row["ip"]), len(row["ip"]) // 2)


def fingerprint(t, x):
    out = t.ffi.new("unsigned char **")
    n = t.crypto.i2d_X509(x, out)
    return hashlib.sha256(t.ffi.buffer(out[0], n)).hexdigest()[:16]


def judged(t, row, watched):
    f, asked = t.ssl, []

    def yes(ok, sc):
        asked.append([ok, t.crypto.X509_STORE_CTX_get_error(sc), t.crypto.X509_STORE_CTX_get_error_depth(sc)])
        return 1

    sctx, used = server(t, row)
    cctx = t.ctx("TLS_client_method")
    f.SSL_CTX_set_security_level(cctx, 0)
    for x in certificates(t, row["anchors"]):
        t.crypto.X509_STORE_add_cert(f.SSL_CTX_get_cert_store(cctx), x)
    f.SSL_CTX_set_verify(cctx, 0, t.callback("verify_cb", yes) if watched else t.NULL)
    c, s = t.pair(cctx, sctx)
    ask(t, f.SSL_get0_param(c), row)
    shaken = t.shake(c, s)
    verified = t.stack(f.SSL_get0_verified_chain(c), "X509 *") or []
    return {"used": used, "shaken": shaken, "result": f.SSL_get_verify_result(c), "peername": t.text(f.SSL_get0_peername(c)),
            "verified": [fingerprint(t, x) for x in verified], "asked": asked, "errors": t.errors()}


def all_judged(t, rows, watched):
    return [judged(t, row, watched) for row in rows]


def served(rule):
    return [(row, p) for row in chains.rows(rule) if (p := plain(row)) is not None]


def differ(rule):
    """Rows of differences.tsv whose verdict is another: name -> our X509_V_ERR."""
    return {name: ours for (of, name), ours in chains.differences().items() if of == rule and not ours.startswith("then ")}


def complaint(row, theirs, mine, known, watched):
    """What is wrong with both answers, or None."""
    if row.name in known and (not watched or theirs["result"] == 0):
        want, depth = map(int, known[row.name].split("@"))
        if not watched:
            return None if mine["result"] == want != theirs["result"] and not mine["asked"] else f"{mine} for {want}"
        # The callback is told of it behind all that it is told over OpenSSL, and of what follows once it has said yes.
        n = len(theirs["asked"])
        more = mine["asked"][n:]
        good = mine["asked"][:n] == theirs["asked"] and more[:1] == [[0, want, depth]] and not any(ok for ok, _, _ in more)
        return None if good and mine["result"] == more[-1][1] else f"{mine} for {want}"
    if watched and row.name in BESIDE:
        told = theirs["asked"] + [BESIDE[row.name]]
        return None if mine["asked"] == told and mine["result"] == told[-1][1] else f"{mine} for {told}"
    if mine != theirs:
        return f"\n    OpenSSL {theirs}\n    ours    {mine}"
    # A store's own parameters have trusted-first, whatever an SSL asks for; after a callback's yes the last failure stands.
    want = 0 if row.want == "ok" else int(row.want.split("@")[0])
    if "trusted_first" in row.case.flags and not watched and mine["result"] != want:
        return f"{mine} for {want}"
    return None


@pytest.mark.parametrize("watched", (False, True), ids=("engine", "callback"))
@pytest.mark.parametrize("rule", chains.RULES)
def test_rule(rule, watched):
    known, rows = differ(rule), served(rule)
    theirs, mine = diff.run(all_judged, [p for _, p in rows], watched)
    told = [(row.name, complaint(row, a, b, known, watched)) for (row, _), a, b in zip(rows, theirs, mine, strict=True)]
    assert not [f"{name}: {text}" for name, text in told if text], told


def test_most_are_sent():
    assert sum(len(served(rule)) for rule in chains.RULES) >= 550


def test_the_engine_objects():
    """A chain that X509_verify_cert accepts and the engine does not, under callbacks that say yes, no, and what they are told."""
    row = next(p for r, p in served("extensions") if r.name == "unknown twice")
    for answer in ("yes", "no", "same"):
        theirs, mine = diff.run(objected, row, answer)
        if answer == "no":
            assert mine == theirs  # it ends at the first certificate that passes
            continue
        assert theirs == {"shaken": 1, "result": 0, "asked": [[1, 0, 2], [1, 0, 1], [1, 0, 0]]}
        more = [[0, 20, 0], [0, 21, 0]] if answer == "yes" else [[0, 20, 0]]
        assert mine == {"shaken": 1 if answer == "yes" else -1, "result": more[-1][1], "asked": theirs["asked"] + more}


def objected(t, row, answer):
    f, asked = t.ssl, []

    def told(ok, sc):
        asked.append([ok, t.crypto.X509_STORE_CTX_get_error(sc), t.crypto.X509_STORE_CTX_get_error_depth(sc)])
        return {"yes": 1, "no": 0, "same": ok}[answer]

    cctx = t.ctx("TLS_client_method")
    for x in certificates(t, row["anchors"]):
        t.crypto.X509_STORE_add_cert(f.SSL_CTX_get_cert_store(cctx), x)
    f.SSL_CTX_set_verify(cctx, 1, t.callback("verify_cb", told))
    c, s = t.pair(cctx, server(t, row)[0])
    ask(t, f.SSL_get0_param(c), row)
    return {"shaken": t.shake(c, s)[0][0], "result": f.SSL_get_verify_result(c), "asked": asked}
