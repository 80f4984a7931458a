# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""What functions say of a file that is not there, is a directory, or has something else in it. Programs print all of the error queue, the
mode of fopen in it too."""
import pytest

from differential import diff

CDEF = """
typedef struct mf_store MFS; MFS *X509_STORE_new(void); void X509_STORE_free(MFS *); int X509_STORE_load_file(MFS *, const char *); int X509_STORE_load_path(MFS *, const char *); int X509_STORE_load_store(MFS *, const char *);
typedef struct mf_lookup MFL; MFL *X509_STORE_add_lookup(MFS *, void *); void *X509_LOOKUP_file(void); int X509_load_cert_file(MFL *, const char *, int); int X509_load_crl_file(MFL *, const char *, int); int X509_load_cert_crl_file(MFL *, const char *, int);
typedef struct mf_conf MFC; MFC *NCONF_new(void *); void NCONF_free(MFC *); int NCONF_load(MFC *, const char *, long *); int CONF_modules_load_file(const char *, const char *, unsigned long);
int RAND_load_file(const char *, long); int RAND_write_file(const char *); BIO *BIO_new_file(const char *, const char *); void *OSSL_STORE_open(const char *, void *, void *, void *, void *);
typedef struct mf_log MFG; MFG *CTLOG_STORE_new(void); void CTLOG_STORE_free(MFG *); int CTLOG_STORE_load_file(MFG *, const char *);
void *d2i_X509_bio(BIO *, void *); void *d2i_X509_CRL_bio(BIO *, void *); EVP_PKEY *d2i_PrivateKey_bio(BIO *, void *);
"""

STORE = ("X509_STORE_load_file", "X509_STORE_load_path")
LOOKUP = ("X509_load_cert_file", "X509_load_crl_file", "X509_load_cert_crl_file")


def opened(t, how, path, more):
    """The answer, what the error queue holds, and the texts in it."""
    c, name = t.crypto, path.encode()
    store, conf, logs = c.X509_STORE_new(), c.NCONF_new(t.NULL), c.CTLOG_STORE_new()
    if how in STORE:
        answer = getattr(c, how)(store, name)
    elif how in LOOKUP:
        answer = getattr(c, how)(c.X509_STORE_add_lookup(store, c.X509_LOOKUP_file()), name, more)
    elif how == "NCONF_load":
        answer = c.NCONF_load(conf, name, t.NULL)
    elif how == "CONF_modules_load_file":
        answer = c.CONF_modules_load_file(name, t.NULL, more)
    elif how == "BIO_new_file":
        answer = c.BIO_new_file(name, more.encode()) != t.NULL
    elif how == "BIO_read_filename":
        bio = c.BIO_new(c.BIO_s_file())
        answer = c.BIO_ctrl(bio, 108, more, t.keep(t.ffi.new("char[]", name)))
        c.BIO_free(bio)
    elif how == "RAND_load_file":
        answer = c.RAND_load_file(name, more)
    elif how == "RAND_write_file":
        answer = c.RAND_write_file(name)
    elif how == "CTLOG_STORE_load_file":
        answer = c.CTLOG_STORE_load_file(logs, name)
    said = t.errors(data=True)
    c.X509_STORE_free(store)
    c.NCONF_free(conf)
    c.CTLOG_STORE_free(logs)
    return [answer, said]


CASES = [*((how, 0) for how in STORE), *((how, kind) for how in LOOKUP for kind in (1, 2)), ("NCONF_load", 0), ("CONF_modules_load_file", 0), ("CONF_modules_load_file", 0x10), *(("BIO_new_file", mode) for mode in ("r", "rb", "r+", "w", "wb", "a", "x", "")),
         *(("BIO_read_filename", flags) for flags in (0, 2, 3, 4, 6, 8, 10, 18)), ("RAND_load_file", -1), ("RAND_load_file", 10), ("RAND_write_file", 0), ("CTLOG_STORE_load_file", 0)]


@pytest.mark.parametrize("how, more", CASES)
def test_missing(how, more):
    for path in ("/nonexistent/file", ""):
        diff.crypto_same(opened, how, path, more)


@pytest.mark.parametrize("how, more", [case for case in CASES if case[0] != "RAND_write_file"])
def test_directory(tmp_path, how, more):
    diff.crypto_same(opened, how, str(tmp_path), more)


@pytest.fixture(scope="session")
def texts(pki):
    good = pki.crt("root-ec").read_text()
    key = pki.key("p256").read_text()
    undecoded, unparsed, cut = good.replace("MII", "M!I", 1), good.replace("MII", "AII", 1), good[:300]
    return {"empty": "", "key": key, "good": good, "undecoded": undecoded, "unparsed": unparsed, "cut": cut, "good and undecoded": good + undecoded, "good and unparsed": good + unparsed,
            "good and cut": good + cut, "good and key": good + key, "key and good": key + good, "octets": "0\3\2", "words": "no block\n"}


@pytest.mark.parametrize("how, more", [("X509_STORE_load_file", 0), *((how, kind) for how in LOOKUP for kind in (1, 2))])
def test_contents(tmp_path, texts, how, more):
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
        diff.crypto_same(opened, how, str(tmp_path / name), more)


def from_bio(t, how, path, data):
    c = t.crypto
    bio = c.BIO_new_file(path.encode(), b"r") if path else c.BIO_new_mem_buf(t.keep(t.ffi.new("char[]", data.encode())), len(data))
    answer = getattr(c, how)(bio, t.NULL) != t.NULL
    c.BIO_free(bio)
    return [answer, t.errors(data=True)]


@pytest.mark.parametrize("how", ("d2i_X509_bio", "d2i_X509_CRL_bio", "d2i_PrivateKey_bio"))
def test_where_the_octets_end(tmp_path, how):
    """A BIO at its end says nothing, one that cannot be read does; what is cut says whether the header or the rest is."""
    (tmp_path / "empty").write_text("")
    for path in (tmp_path / "empty", tmp_path):
        diff.crypto_same(from_bio, how, str(path), "")
    for data in ("", "0", "0\x03\x02"):
        diff.crypto_same(from_bio, how, "", data)
