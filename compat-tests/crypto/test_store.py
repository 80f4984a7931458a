# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""OSSL_STORE: what files and directories hold; OSSL_DECODER: a key from a BIO or memory."""
import functools
import subprocess

import pytest

from differential import diff
from helpers import libs

CDEF = """
int X509_STORE_load_store(X509_STORE *, const char *); X509_LOOKUP *X509_STORE_add_lookup(X509_STORE *, void *); void *X509_LOOKUP_store(void); int X509_LOOKUP_ctrl(X509_LOOKUP *, int, const char *, long, char **);
typedef struct st_st ST; typedef struct sti_st STI; ST *OSSL_STORE_open(const char *, void *, void *, void *, void *); STI *OSSL_STORE_load(ST *); int OSSL_STORE_eof(ST *); int OSSL_STORE_error(ST *); int OSSL_STORE_close(ST *); int OSSL_STORE_expect(ST *, int);
void OSSL_STORE_INFO_free(STI *); int OSSL_STORE_INFO_get_type(const STI *); const char *OSSL_STORE_INFO_type_string(int); void *OSSL_STORE_INFO_get0_CERT(const STI *); void *OSSL_STORE_INFO_get0_CRL(const STI *);
void *OSSL_STORE_INFO_get0_PKEY(const STI *); void *OSSL_STORE_INFO_get0_PUBKEY(const STI *); const char *OSSL_STORE_INFO_get0_NAME(const STI *); void *OSSL_STORE_INFO_get1_CERT(const STI *); void *OSSL_STORE_INFO_get1_CRL(const STI *);
EVP_PKEY *OSSL_STORE_INFO_get1_PKEY(const STI *); EVP_PKEY *OSSL_STORE_INFO_get1_PUBKEY(const STI *); char *OSSL_STORE_INFO_get1_NAME(const STI *); int i2d_PUBKEY(const EVP_PKEY *, unsigned char **);
typedef struct dc_st DC; DC *OSSL_DECODER_CTX_new_for_pkey(EVP_PKEY **, const char *, const char *, const char *, int, void *, const char *); void OSSL_DECODER_CTX_free(DC *); int OSSL_DECODER_CTX_get_num_decoders(DC *);
int OSSL_DECODER_CTX_set_pem_password_cb(DC *, void *, void *); int OSSL_DECODER_from_bio(DC *, BIO *); int OSSL_DECODER_from_data(DC *, const unsigned char **, size_t *);
"""


def openssl(*words, data=b""):
    return subprocess.run(["openssl", *words], input=data, capture_output=True, check=True, timeout=60, env=libs.clean_env()).stdout


@functools.cache
def pieces():
    key = openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256")
    cert = openssl("req", "-x509", "-key", "/dev/stdin", "-subj", "/CN=store", data=key)
    return {"cert": cert, "key": key, "public": openssl("pkey", "-pubout", data=key), "cert.der": openssl("x509", "-outform", "DER", data=cert), "key.der": openssl("pkey", "-outform", "DER", data=key),
            "public.der": openssl("pkey", "-pubout", "-outform", "DER", data=key)}


def told(t):
    """The errors and their texts, without what OpenSSL says of providers, which there are none of here."""
    return [e for e in t.errors(data=True) if "No store loader found" not in e]


def listed(t, uri, expect, post):
    c = t.crypto
    leave_out = t.callback("void *(void *, void *)", lambda info, _: info) if post else t.NULL
    s = c.OSSL_STORE_open(uri.encode(), t.NULL, t.NULL, leave_out, t.NULL)
    if s == t.NULL:
        return [None, told(t)]
    out = [c.OSSL_STORE_expect(s, expect), c.OSSL_STORE_eof(s), c.OSSL_STORE_error(s), t.errors()]
    for _ in range(40):
        if c.OSSL_STORE_eof(s):
            break
        info = c.OSSL_STORE_load(s)
        if info == t.NULL:
            out.append([None, c.OSSL_STORE_eof(s), c.OSSL_STORE_error(s), t.errors()])
            continue
        kind = c.OSSL_STORE_INFO_get_type(info)
        there = [f(info) != t.NULL for f in (c.OSSL_STORE_INFO_get1_CERT, c.OSSL_STORE_INFO_get1_CRL, c.OSSL_STORE_INFO_get1_PKEY, c.OSSL_STORE_INFO_get1_PUBKEY, c.OSSL_STORE_INFO_get1_NAME)]
        # get0 of another kind is NULL.
        out.append([kind, t.text(c.OSSL_STORE_INFO_type_string(kind)), there, t.errors(), t.text(c.OSSL_STORE_INFO_get0_NAME(info)) if kind == 1 else None, c.OSSL_STORE_error(s)])
        c.OSSL_STORE_INFO_free(info)
    c.OSSL_STORE_INFO_free(t.NULL)
    return out + [c.OSSL_STORE_load(s) == t.NULL, c.OSSL_STORE_expect(s, 1), t.errors(), c.OSSL_STORE_close(s), c.OSSL_STORE_close(t.NULL)]


CONTENTS = {"certificate": ["cert"], "key": ["key"], "public": ["public"], "all": ["cert", "key", "public", "cert"], "der": ["cert.der"], "key der": ["key.der"], "public der": ["public.der"], "two der": ["cert.der", "cert.der"],
            "der and more": ["cert.der", "key.der"], "empty": []}


@pytest.mark.parametrize("name", CONTENTS)
def test_files(tmp_path, name):
    path = tmp_path / "file"
    path.write_bytes(b"".join(pieces()[p] for p in CONTENTS[name]))
    for uri in (str(path), "file://" + str(path), "file://localhost" + str(path), "file:" + str(path)):
        diff.crypto_same(listed, uri, 0, False)
    diff.crypto_same(listed, str(path), 0, True)


def test_broken_files(tmp_path):
    path = tmp_path / "file"
    for text in (b"nothing\n", b"\x30\x03\x02", pieces()["cert.der"][:100]):
        path.write_bytes(text)
        diff.crypto_same(listed, str(path), 0, False)
    # A block that is broken is an error, and those around it are loaded. OpenSSL may report it more than once.
    path.write_bytes(pieces()["cert"] + pieces()["cert"].replace(b"MII", b"M!!", 1) + pieces()["key"])
    for answer in diff.crypto_run(listed, str(path), 0, False):
        rows = answer[4:-5]
        assert [r[0] for r in rows if r[0]] == [5, 4] and any(r[0] is None and r[2] == 1 for r in rows)


def test_expected(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(pieces()["cert"] + pieces()["key"])
    for expect in (-1, 7, 0):
        diff.crypto_same(listed, str(path), expect, False)
    for expect in (4, 5):
        for answer in diff.crypto_run(listed, str(path), expect, False):
            assert [r[0] for r in answer[4:-5] if r[0]] == [expect]


def test_directories(tmp_path):
    (tmp_path / "sub").mkdir()
    for name in ("a.pem", "b.crt"):
        (tmp_path / name).write_bytes(pieces()["cert"])
    diff.crypto_same(listed, str(tmp_path), 0, False)
    (tmp_path / "empty").mkdir()
    diff.crypto_same(listed, str(tmp_path / "empty"), 0, False)


@pytest.mark.parametrize("uri", ["/nonexistent/file", "file:c.pem", "file://other/x", "http://x/", "pkcs11:x", ""])
def test_what_is_not_there(uri):
    diff.crypto_same(listed, uri, 0, False)


def looked_up(t, uri, command):
    """A certificate store's lookup: what it says of a place at once, and what it has taken from there by then."""
    c = t.crypto
    store = c.X509_STORE_new()
    lookup = c.X509_STORE_add_lookup(store, c.X509_LOOKUP_store())
    answer = c.X509_STORE_load_store(store, uri.encode()) if command == 0 else c.X509_LOOKUP_ctrl(lookup, command, uri.encode(), 0, t.NULL)
    return [answer, c.OPENSSL_sk_num(c.X509_STORE_get0_objects(store)), told(t)]


@pytest.mark.parametrize("command", [0, 3, 4])
def test_lookup_of_what_is_not_there(command):
    diff.crypto_each(looked_up, [[uri, command] for uri in ("/nonexistent/file", "file:/nonexistent", "file:rel", "file://other/x", "pkcs11:x", "")])


@pytest.mark.parametrize("command", [0, 3, 4])
def test_lookup_of_a_file(tmp_path, command):
    path = tmp_path / "file"
    path.write_bytes(pieces()["cert"])
    for uri in (str(path), "file:" + str(path)):
        diff.crypto_same(looked_up, uri, command)


def decoded(t, data, form, structure, kind, selection, from_data):
    c, ffi = t.crypto, t.ffi
    word = lambda w: t.NULL if w is None else t.keep(ffi.new("char[]", w.encode()))  # noqa: E731
    key = ffi.new("EVP_PKEY **")
    ctx = c.OSSL_DECODER_CTX_new_for_pkey(key, word(form), word(structure), word(kind), selection, t.NULL, t.NULL)
    raw = bytes.fromhex(data)
    buf = t.keep(ffi.new("unsigned char[]", raw + b"\0"))
    if from_data:
        p, n = ffi.new("const unsigned char **", buf), ffi.new("size_t *", len(raw))
        ok = c.OSSL_DECODER_from_data(ctx, p, n)
    else:
        bio = c.BIO_new_mem_buf(buf, len(raw))
        ok = c.OSSL_DECODER_from_bio(ctx, bio)
        c.BIO_free(bio)
    out = [c.OSSL_DECODER_CTX_get_num_decoders(ctx) > 0, ok, key[0] != t.NULL, len(t.errors()) > 0]
    if key[0] != t.NULL:
        o = ffi.new("unsigned char **")
        n = c.i2d_PUBKEY(key[0], o)
        out.append(t.hex(o[0], n))
    c.OSSL_DECODER_CTX_free(ctx)
    c.OSSL_DECODER_CTX_free(t.NULL)
    return out


@pytest.mark.parametrize("name", ["key", "key.der", "public", "public.der"])
def test_keys_are_decoded(name):
    data = pieces()[name]
    rows = [[data.hex(), form, None, kind, selection, from_data] for form in (None, "PEM", "DER") for kind in (None, "EC", "RSA") for selection in (0, 135 if name[0] == "k" else 134) for from_data in (False, True)]
    diff.crypto_each(decoded, rows)
    diff.crypto_each(decoded, [[data[:n].hex(), None, None, None, 0, False] for n in range(0, len(data), 7)])


def asked(t, data):
    c, ffi, times = t.crypto, t.ffi, []
    key = ffi.new("EVP_PKEY **")
    ctx = c.OSSL_DECODER_CTX_new_for_pkey(key, b"DER", t.NULL, t.NULL, 0, t.NULL, t.NULL)
    c.OSSL_DECODER_CTX_set_pem_password_cb(ctx, t.callback("int(char *, int, int, void *)", lambda *_: times.append(1) or -1), t.NULL)
    raw = bytes.fromhex(data)
    buf = t.keep(ffi.new("unsigned char[]", raw))
    ok = c.OSSL_DECODER_from_data(ctx, ffi.new("const unsigned char **", buf), ffi.new("size_t *", len(raw)))
    c.OSSL_DECODER_CTX_free(ctx)
    return [ok, len(times) > 0]


def test_only_for_an_encrypted_key_is_a_password_asked():
    diff.crypto_each(asked, [[d] for d in ("3000", "3003010100", "30063000020101")])
    encrypted = openssl("pkcs8", "-topk8", "-outform", "DER", "-v2", "aes-128-cbc", "-passout", "pass:x", data=pieces()["key"])
    assert diff.crypto_same(asked, encrypted.hex()) == [0, True]


def test_kinds_that_do_not_exist_have_no_decoder():
    """By this a program tells that there are no DH parameters here; OpenSSL has them."""
    theirs, mine = diff.crypto_run(decoded, "", "PEM", None, "DH", 132, False)
    assert theirs[:2] == [True, 0] and mine[:4] == [False, 0, False, True]
