# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""PEM: blocks, certificates, lists, public and private keys, in and out, whole and broken."""
import functools

import pytest

from differential import diff

from .test_pkey import KINDS, openssl

CDEF = """
typedef int pem_password_cb(char *, int, int, void *);
int PEM_read_bio(BIO *, char **, char **, unsigned char **, long *); int PEM_write_bio(BIO *, const char *, const char *, const unsigned char *, long);
int PEM_bytes_read_bio(unsigned char **, long *, char **, const char *, BIO *, pem_password_cb *, void *);
EVP_PKEY *PEM_read_bio_PrivateKey(BIO *, EVP_PKEY **, pem_password_cb *, void *); EVP_PKEY *PEM_read_bio_PUBKEY(BIO *, EVP_PKEY **, pem_password_cb *, void *); EVP_PKEY *PEM_read_bio_Parameters(BIO *, EVP_PKEY **);
X509 *PEM_read_bio_X509(BIO *, X509 **, pem_password_cb *, void *); X509 *PEM_read_bio_X509_AUX(BIO *, X509 **, pem_password_cb *, void *); X509_CRL *PEM_read_bio_X509_CRL(BIO *, X509_CRL **, pem_password_cb *, void *);
int PEM_write_bio_X509(BIO *, const X509 *); int PEM_write_bio_X509_AUX(BIO *, const X509 *); int PEM_write_bio_X509_CRL(BIO *, const X509_CRL *); int PEM_write_bio_PUBKEY(BIO *, const EVP_PKEY *);
int i2d_X509(X509 *, unsigned char **); int i2d_X509_AUX(X509 *, unsigned char **); int i2d_X509_CRL(X509_CRL *, unsigned char **);
EVP_PKEY *d2i_PrivateKey_bio(BIO *, EVP_PKEY **);
typedef struct { const void *cipher; unsigned char iv[16]; } CIPHER_INFO;
typedef struct { int version; void *alg, *enc; EVP_PKEY *dec_pkey; } X_PKEY;
typedef struct { X509 *x509; X509_CRL *crl; X_PKEY *x_pkey; CIPHER_INFO enc_cipher; int enc_len; char *enc_data; } X_INFO;
void *PEM_X509_INFO_read_bio(BIO *, void *, pem_password_cb *, void *); void X509_INFO_free(X_INFO *); void *OPENSSL_sk_pop(void *);
int PEM_get_EVP_CIPHER_INFO(char *, CIPHER_INFO *); int i2d_PUBKEY(const EVP_PKEY *, unsigned char **); void X509_CRL_free(X509_CRL *);
"""

# -- what the cases work with ----------------------------------------------------------------------------------------------


@functools.cache
def key_pem(kind):
    return openssl("genpkey", "-algorithm", *KINDS[kind]).decode()


@functools.cache
def made():
    """Certificate, the same with trust, list, public key, keys in the forms of their kinds: PEM of each."""
    import pathlib
    import tempfile

    with tempfile.TemporaryDirectory() as d:
        p = pathlib.Path(d)
        (p / "key").write_text(key_pem("p256"))
        (p / "rsa").write_text(key_pem("rsa2048"))
        cert = openssl("req", "-x509", "-key", str(p / "key"), "-subj", "/CN=pem", "-days", "30")
        (p / "cert").write_bytes(cert)
        (p / "index").write_text("")
        (p / "cnf").write_text(f"[ca]\ndefault_ca=c\n[c]\ndatabase={p}/index\ndefault_md=sha256\ndefault_crl_days=9\n")
        crl = openssl("ca", "-gencrl", "-config", str(p / "cnf"), "-cert", str(p / "cert"), "-keyfile", str(p / "key"))
        aux = openssl("x509", "-in", str(p / "cert"), "-addtrust", "serverAuth", "-setalias", "one", "-trustout")
        rsa = ("rsa", "-in", str(p / "rsa"), "-traditional")
        out = {
            "cert": cert, "aux": aux, "crl": crl, "pub": openssl("pkey", "-in", str(p / "key"), "-pubout"), "sec1": openssl("ec", "-in", str(p / "key")), "pkcs1": openssl(*rsa),
            "aes128": openssl(*rsa, "-aes128", "-passout", "pass:secret"), "aes256": openssl(*rsa, "-aes256", "-passout", "pass:secret"), "des3": openssl(*rsa, "-des3", "-passout", "pass:secret"),
            "param": openssl("ecparam", "-name", "prime256v1"),
        }
        return {k: v[v.index(b"-----BEGIN") :].decode() for k, v in out.items()}


def bio(t, text):
    raw = text.encode("latin-1")
    return t.crypto.BIO_new_mem_buf(t.keep(t.ffi.new("char[]", raw)), len(raw))


def take(t, function, what):
    out = t.ffi.new("unsigned char **")
    n = getattr(t.crypto, function)(what, out)
    return t.hex(out[0], n) if n > 0 else n


def left(t, b):
    buf = t.ffi.new("char[]", 65536)
    n = t.crypto.BIO_read(b, buf, 65536)
    return n if n < 0 else t.ffi.buffer(buf, n)[:].decode("latin-1")


# -- blocks ----------------------------------------------------------------------------------------------------------------


def blocks(t, text):
    """Every block that there is, and the error that ends them."""
    b, out = bio(t, text), []
    for _ in range(5):
        name, header, data, n = t.ffi.new("char **"), t.ffi.new("char **"), t.ffi.new("unsigned char **"), t.ffi.new("long *")
        r = t.crypto.PEM_read_bio(b, name, header, data, n)
        out.append([r, t.text(name[0]), t.text(header[0]), t.hex(data[0], n[0]), t.errors(True)] if r == 1 else [r, t.errors(True)])
        if r != 1:
            break
    return out


BODY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4v"
BLOCKS = {
    "plain": f"-----BEGIN A-----\n{BODY}\nMDEyMw==\n-----END A-----\n", "two": f"text\n-----BEGIN A-----\n{BODY}\n-----END A-----\nmore\n-----BEGIN B C-----\nAAAA\n-----END B C-----\n",
    "crlf": f"-----BEGIN A-----\r\n{BODY}\r\nMDEyMw==\r\n-----END A-----\r\n", "blanks": f"-----BEGIN A-----  \n{BODY} \nMDEyMw==\t\n-----END A-----  \n",
    "no end of line": f"-----BEGIN A-----\n{BODY}\n-----END A-----", "header": f"-----BEGIN A-----\nX: y\nZ: a b\n\n{BODY}\n-----END A-----\n",
    "header crlf": f"-----BEGIN A-----\r\nX: y\r\n\r\n{BODY}\r\n-----END A-----\r\n", "wrong end": f"-----BEGIN A-----\n{BODY}\n-----END B-----\n", "no end": f"-----BEGIN A-----\n{BODY}\n",
    "bad digit": f"-----BEGIN A-----\n!{BODY[1:]}\n-----END A-----\n", "cut": f"-----BEGIN A-----\n{BODY[:-1]}\n-----END A-----\n", "padded amid": "-----BEGIN A-----\nMDEyMw==\nMDEyMw==\n-----END A-----\n",
    "none": "nothing here\n", "empty": "", "half a line": "-----BEGIN A", "begin alone": "-----BEGIN A-----\n",
    "one line": f"-----BEGIN A-----\n{BODY}{BODY[:8]}\n-----END A-----\n", "76": f"-----BEGIN A-----\n{BODY}{BODY[:12]}\n{BODY[:8]}\n-----END A-----\n", "empty name": f"-----BEGIN -----\n{BODY}\n-----END -----\n",
    "indented": f" -----BEGIN A-----\n{BODY}\n-----END A-----\n", "long": f"-----BEGIN A-----\n{BODY * 3}\n-----END A-----\n", "blank lines": "-----BEGIN A-----\n\nAAAA\n-----END A-----\n",
}


@pytest.mark.parametrize("kind", BLOCKS)
def test_blocks(kind):
    diff.crypto_same(blocks, BLOCKS[kind])


@pytest.mark.parametrize("text", [f"-----BEGIN A-----\n-----BEGIN A-----\n{BODY}\n-----END A-----\n", f"-----BEGIN A-----\nX: y\n{BODY}\n-----END A-----\n", "-----BEGIN A-----\n-----END A-----\n", "-----BEGIN A-----\nX: y\n\n-----END A-----\n"])
def test_blocks_without_content(text):
    """OpenSSL reads none of these either, and queues nothing that would say why."""
    assert diff.crypto_run(blocks, text) == ([[0, []]], [[0, ["PEM:100"]]])


def write(t, name, header, n):
    b = t.crypto.BIO_new(t.crypto.BIO_s_mem())
    r = t.crypto.PEM_write_bio(b, name.encode(), t.NULL if header is None else header.encode(), bytes(i & 255 for i in range(n)), n)
    return [r, left(t, b), t.errors(True)]


def test_written_blocks():
    diff.crypto_each(write, [["A", None, n] for n in (1, 2, 3, 47, 48, 49, 96, 97, 1000)] + [["A B", "X: y\n", 5], ["A", "", 5]])


def of_kind(t, want, text):
    data, n, name = t.ffi.new("unsigned char **"), t.ffi.new("long *"), t.ffi.new("char **")
    r = t.crypto.PEM_bytes_read_bio(data, n, name, want.encode(), bio(t, text), t.NULL, t.NULL)
    return [r, t.text(name[0]), t.hex(data[0], n[0]) if r else None, t.errors(True)]


LABELS = ["CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE", "CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST", "ANY PRIVATE KEY", "PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "PUBLIC KEY",
          "PARAMETERS", "DH PARAMETERS", "X9.42 DH PARAMETERS", "EC PARAMETERS", "X509 CRL", "ODD PRIVATE KEY", "ODD PARAMETERS"]


def test_labels_that_fit():
    """DSA's are left out: OpenSSL knows of them, and nothing here reads such a key."""
    diff.crypto_each(of_kind, [[want, f"-----BEGIN {is_}-----\nAAAA\n-----END {is_}-----\n"] for want in LABELS for is_ in LABELS])


# -- certificates and lists -------------------------------------------------------------------------------------------------

READERS = {"X509": ("i2d_X509", "X509_free"), "X509_AUX": ("i2d_X509_AUX", "X509_free"), "X509_CRL": ("i2d_X509_CRL", "X509_CRL_free")}


def objects(t, kind, text):
    """All that one reader takes from a text, and what the writer makes of it."""
    b, out = bio(t, text), []
    for _ in range(4):
        x = getattr(t.crypto, "PEM_read_bio_" + kind)(b, t.NULL, t.NULL, t.NULL)
        if x == t.NULL:
            return out + [t.errors(True)]
        w = t.crypto.BIO_new(t.crypto.BIO_s_mem())
        out.append([take(t, READERS[kind][0], x), getattr(t.crypto, "PEM_write_bio_" + kind)(w, x), left(t, w), t.errors(True)])
        getattr(t.crypto, READERS[kind][1])(x)
    return out


@pytest.mark.parametrize("kind", READERS)
def test_objects(kind):
    m = made()
    cert, aux, crl = m["cert"], m["aux"], m["crl"]
    diff.crypto_each(objects, [[kind, text] for text in (cert, aux, crl, cert + cert, "junk\n" + cert + "junk\n" + crl + aux, m["sec1"] + cert, "", cert.replace("CERTIFICATE", "X509 CERTIFICATE"), cert + "-----BEGIN CERTIFICATE-----\n")])


def refused(t, kind, text):
    x = getattr(t.crypto, "PEM_read_bio_" + kind)(bio(t, text), t.NULL, t.NULL, t.NULL)
    return [x == t.NULL, t.errors()[-1:]]


@pytest.mark.parametrize("kind", ["X509", "X509_CRL"])
def test_broken_objects(kind):
    """The error that programs look at, the last, for contents cut at each line and with a wrong tag."""
    text = made()["cert" if kind == "X509" else "crl"].splitlines()
    rows = [[kind, "\n".join(text[:i] + text[-1:]) + "\n"] for i in range(2, len(text) - 1)] + [[kind, "\n".join(text[:i]) + "\n"] for i in range(1, len(text))]
    diff.crypto_each(refused, rows + [[kind, "\n".join([text[0], "A" + text[1][1:], *text[2:]]) + "\n"]])


# -- keys ------------------------------------------------------------------------------------------------------------------


def key(t, function, text, password=None):
    b = bio(t, text)
    u = t.NULL if password is None else t.keep(t.ffi.new("char[]", password.encode()))
    k = getattr(t.crypto, function)(b, t.NULL, *((t.NULL, u) if "Param" not in function else ()))
    if k == t.NULL:
        return [None, t.errors(True)[:1]]
    w = t.crypto.BIO_new(t.crypto.BIO_s_mem())
    out = [t.crypto.EVP_PKEY_get_id(k), take(t, "i2d_PrivateKey", k) if "Private" in function else None, take(t, "i2d_PUBKEY", k), t.crypto.PEM_write_bio_PUBKEY(w, k), left(t, w), t.errors(True)]
    t.crypto.EVP_PKEY_free(k)
    return out


@pytest.mark.parametrize("kind", KINDS)
def test_private_keys(kind):
    text = key_pem(kind)
    diff.crypto_each(key, [["PEM_read_bio_PrivateKey", x] for x in (text, made()["cert"] + text, "junk\n" + text, text.replace("\n", "\r\n"), text[:-20], text.replace("-----END", ""), made()["param"] + text)])


def test_keys_in_the_form_of_their_kind():
    diff.crypto_each(key, [["PEM_read_bio_PrivateKey", made()[n]] for n in ("sec1", "pkcs1", "cert", "pub", "crl")] + [["PEM_read_bio_PUBKEY", made()[n]] for n in ("sec1", "pkcs1", "cert", "pub")])


def test_no_keys():
    diff.crypto_each(key, [[f, x] for f in ("PEM_read_bio_PrivateKey", "PEM_read_bio_PUBKEY", "PEM_read_bio_Parameters") for x in ("", "junk\n", made()["cert"], "-----BEGIN PRIVATE KEY-----\nAAAA\n")])


def der_bio(t, data):
    raw = bytes.fromhex(data)
    k = t.crypto.d2i_PrivateKey_bio(t.crypto.BIO_new_mem_buf(t.keep(t.ffi.new("char[]", raw)), len(raw)), t.NULL)
    return [k != t.NULL, t.crypto.EVP_PKEY_get_id(k) if k != t.NULL else len(t.errors()) > 0]


def test_keys_from_der():
    import base64

    rows = [base64.b64decode("".join(x.splitlines()[1:-1])).hex() for x in [*map(key_pem, KINDS), made()["sec1"], made()["pkcs1"]]]
    diff.crypto_each(der_bio, [[r] for r in rows] + [[r[:-2]] for r in rows] + [[""], ["30"], ["3003616263"], ["616263"]])


def cipher_info(t, header):
    info = t.ffi.new("CIPHER_INFO *")
    r = t.crypto.PEM_get_EVP_CIPHER_INFO(t.keep(t.ffi.new("char[]", header.encode())), info)
    return [r, r and info.cipher != t.NULL, t.hex(info.iv, 16) if r else None, t.errors()]


def test_headers():
    iv = "00112233445566778899AABBCCDDEEFF"
    good = f"Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,{iv}\n"
    diff.crypto_each(cipher_info, [[h] for h in ("", "\n", good, good.lower(), "X: y\n", "Proc-Type: 4,MIC-ONLY\n", "Proc-Type: 4,ENCRYPTED", "Proc-Type: 4,ENCRYPTED\n", "Proc-Type: 4,ENCRYPTED\nX: y\n",
                                                 good.replace("AES-128", "AES-256"), good.replace("AES-128-CBC", "NONE"), good.replace(",0011", ",xx11"), good[:-4], good.replace(",0011", " 0011"), good.replace(" 4", "4"))])


def test_another_version_is_told():
    """OpenSSL refuses another version than 4 without a word: fuzzing found that ours did so too."""
    theirs, mine = diff.crypto_run(cipher_info, "Proc-Type: 3,ENCRYPTED\n")
    assert (theirs[0], theirs[3]) == (0, []) and mine[0] == 0 and mine[3] == ["PEM:107"]


def opened(t, text, password):
    return key(t, "PEM_read_bio_PrivateKey", text, password)


@pytest.mark.parametrize("kind", ["aes128", "aes256"])
def test_encrypted_as_a_whole(kind):
    text = made()[kind]
    diff.crypto_each(opened, [[text, p] for p in ("secret", "wrong", "", "secret2", "s" * 2000)])


def test_triple_des_is_refused():
    theirs, mine = diff.crypto_run(opened, made()["des3"], "secret")
    assert theirs[0] == 6 and mine == [None, ["PEM:114 DES-EDE3-CBC: re-encrypt with PBES2 and AES"]]


# -- everything of a file --------------------------------------------------------------------------------------------------


def infos(t, text):
    c = t.crypto
    sk = c.PEM_X509_INFO_read_bio(bio(t, text), t.NULL, t.NULL, t.NULL)
    if sk == t.NULL:
        return [None, t.errors()[-1:]]
    out = []
    for x in t.stack(sk, "X_INFO *"):
        k = x.x_pkey.dec_pkey if x.x_pkey != t.NULL else t.NULL
        out.append([take(t, "i2d_X509_AUX", x.x509) if x.x509 != t.NULL else None, take(t, "i2d_X509_CRL", x.crl) if x.crl != t.NULL else None, x.x_pkey != t.NULL, take(t, "i2d_PrivateKey", k) if k != t.NULL else None,
                    x.enc_len, t.hex(x.enc_data, x.enc_len), x.enc_cipher.cipher != t.NULL, t.hex(x.enc_cipher.iv, 16)])
        c.X509_INFO_free(x)
    c.X509_INFO_free(t.NULL)
    return out + [t.errors()]


def test_everything_of_a_file():
    m = made()
    cert, aux, crl, sec1, pkcs1 = m["cert"], m["aux"], m["crl"], m["sec1"], m["pkcs1"]
    diff.crypto_each(infos, [[x] for x in ("", "junk\n", cert, aux, crl, sec1, pkcs1, cert + sec1, sec1 + cert, cert + cert, cert + crl + pkcs1 + cert, crl + crl + sec1 + sec1, m["pub"] + cert, m["aes128"], cert + m["aes256"],
                                           cert + "-----BEGIN CERTIFICATE-----\n", cert + "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", key_pem("p256"), key_pem("p256") + cert, cert + key_pem("p256") + cert)])
