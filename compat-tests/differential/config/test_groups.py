# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Lists of groups, by name and by NID. One of ours is added to lists of obsolete ones, which would fail here alone."""
import pytest

from differential import diff

SET_TMP_DH, SET_TMP_ECDH, SET_GROUPS, SET_GROUPS_LIST, SET_DH_AUTO = 3, 4, 91, 92, 118
NAMES = """P-192 P-224 P-256 P-384 P-521 B-163 B-233 B-283 B-409 B-571 K-163 K-233 K-283 K-409 K-571 prime192v1 prime256v1 secp160k1 secp160r1
secp160r2 secp192k1 secp192r1 secp224k1 secp224r1 secp256k1 secp256r1 secp384r1 secp521r1 sect163k1 sect163r1 sect163r2 sect193r1 sect193r2 sect233k1
sect233r1 sect239k1 sect283k1 sect283r1 sect409k1 sect409r1 sect571k1 sect571r1 brainpoolP256r1 brainpoolP384r1 brainpoolP512r1 X25519 x25519 X448 x448
ffdhe2048 ffdhe3072 ffdhe4096 ffdhe6144 ffdhe8192 p-256 SECP256R1 X25519Kyber768 brainpoolP256r1tls13 curve25519 ED25519 ffdhe1024 P256""".split()
OURS = {"P-256", "prime256v1", "secp256r1", "P-384", "secp384r1", "X25519", "x25519"}


def set_list(t, kind, text):
    ctx = t.ctx()
    o = ctx if kind == "ctx" else t.new(ctx)
    return [t.ctrl(o, SET_GROUPS_LIST, 0, text), t.errors(data=True)]


@pytest.mark.parametrize("name", NAMES)
def test_names(name):
    with_ours = name if name in OURS else ("X25519:" if "25519" not in name.lower() else "P-384:") + name
    diff.same(set_list, "ctx", with_ours)
    diff.same(set_list, "ssl", with_ours)


LISTS = ["", ":", "P-256:", ":P-256", "P-256::P-384", " P-256 : P-384 ", "P-256:P-256", "P-256:prime256v1", "X25519:P-256:P-384:P-521:X448", "FOO:P-256",
         "P-256:FOO", "P-256,P-384", "P-256 P-384", "X25519:" + "A" * 60, "X25519:" + "A" * 63, "X25519:" + "A" * 64, "X25519:" + "A" * 80,
         "auto"]  # fmt: skip


@pytest.mark.parametrize("text", LISTS)
def test_lists(text):
    diff.same(set_list, "ctx", text)


def set_nids(t, nids):
    ctx = t.ctx()
    v = t.ffi.new("int[]", nids + [0])
    out = [t.ctrl(ctx, SET_GROUPS, len(nids), v), t.errors(data=True)]
    s = t.new(ctx)
    return out + [t.ctrl(s, SET_GROUPS, len(nids), v), t.errors(data=True)]


@pytest.mark.parametrize(
    "nids",
    [[], [415], [715, 415], [1034], [1034, 415, 715, 716], [415, 415], [415, 0], [415, 672], [0], [999999], [-1], [415, 927], [1034, 1126], [1034, 409, 714], [415, 1087]],
)
def test_nids(nids):
    diff.same(set_nids, nids)


@pytest.mark.parametrize("text", ["X448", "P-521", "ffdhe2048:ffdhe3072", "brainpoolP256r1:sect163k1"])
def test_none_of_ours(text):
    """OpenSSL takes these; a list without any group that is here would leave a program without key exchange."""
    r, errors = diff.over_ours(set_list, "ctx", text)
    assert r == 0 and len(errors) == 1 and errors[0].startswith("SSL:315 ") and "X25519" in errors[0]


def tmp_keys(t):
    ctx = t.ctx()
    out = []
    for o in (ctx, t.new(ctx)):
        for nid in (415, 715):
            key = t.crypto.EC_KEY_new_by_curve_name(nid)
            out.append(t.ctrl(o, SET_TMP_ECDH, 0, key))
            t.crypto.EC_KEY_free(key)
        out += [t.ctrl(o, SET_TMP_ECDH, 0, t.NULL), t.errors()]
        dh = t.crypto.DH_get_2048_256()
        out += [t.ctrl(o, SET_TMP_DH, 0, dh), t.errors()]
        t.crypto.DH_free(dh)
        out += [t.ctrl(o, SET_TMP_DH, 0, t.NULL), t.errors(), t.ctrl(o, SET_DH_AUTO, 1), t.ctrl(o, SET_DH_AUTO, 0), t.ctrl(o, SET_DH_AUTO, 2), t.errors()]
    return out


def test_tmp_keys():
    diff.same(tmp_keys)


def test_hybrid_is_known_by_name():
    """OpenSSL has it from 3.5 on. Over 3.0 the name is an error, so ours is asked alone."""
    assert diff.over_ours(set_list, "ctx", "X25519MLKEM768:X25519") == [1, []]
    assert diff.over_ours(set_list, "ctx", "X25519MLKEM768") == [1, []]


def names_of(t):
    s = t.new()
    nids = list(range(400, 420)) + list(range(700, 740)) + list(range(920, 940)) + list(range(1030, 1040)) + list(range(1120, 1135)) + [0, 1, 23, 29, -1, 672]
    codes = [0x1000000 | c for c in list(range(0, 48)) + list(range(250, 265)) + [0xFF01, 0x11EC]]
    return {str(n): t.text(t.ssl.SSL_group_to_name(s, n)) for n in nids + codes}


def test_names_of():
    theirs, mine = diff.run(names_of)
    # A hybrid that came after OpenSSL 3.0 has its name here already.
    assert mine.pop(str(0x10011EC)) in (None, "X25519MLKEM768")
    theirs.pop(str(0x10011EC))
    assert mine == theirs


def before_handshake(t):
    s = t.new()
    return [t.ctrl(s, cmd, larg) for cmd, larg in ((90, 0), (93, -1), (93, 0), (93, -2))] + t.errors()


def test_before_handshake():
    diff.same(before_handshake)


def check_only(t, text):
    """Without an SSL_CTX a list is only checked."""
    v = t.ffi.new("char[]", text.encode())
    return [t.ssl.SSL_CTX_ctrl(t.ffi.cast("SSL_CTX *", 0), cmd, 0, v) for cmd in (98, 102)]


@pytest.mark.parametrize("text", ["FOO", "rsa_pkcs1_sha256", "ECDSA+SHA256:RSA+SHA256"])
def test_check_only(text):
    diff.same(check_only, text)
