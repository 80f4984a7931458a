# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""What the cases about certificates share: objects from files, the two kinds of target, and views of what is set."""

# SSL_ctrl commands of chains and stores.
EXTRA_CHAIN_CERT, GET_EXTRA, CLEAR_EXTRA = 14, 82, 83
CHAIN, CHAIN_CERT, GET_CHAIN, SELECT_CURRENT, SET_CURRENT, BUILD_CHAIN = 88, 89, 115, 116, 117, 105
SET_VERIFY_STORE, SET_CHAIN_STORE, GET_VERIFY_STORE, GET_CHAIN_STORE = 106, 107, 137, 138


class Target:
    """An SSL_CTX or an SSL under one set of names: T.use_certificate calls SSL_CTX_use_certificate or SSL_use_certificate."""

    def __init__(self, t, kind, ctx=None):
        self.t, self.kind = t, kind
        self.ctx = ctx or t.ctx()
        self.obj = self.ctx if kind == "ctx" else t.new(self.ctx)
        self.prefix = "SSL_CTX_" if kind == "ctx" else "SSL_"

    def call(self, name, *args):
        return getattr(self.t.ssl, self.prefix + name)(self.obj, *args)

    def ctrl(self, cmd, larg=0, parg=None):
        return self.t.ctrl(self.obj, cmd, larg, parg)

    def certificate(self):
        return self.t.ssl.SSL_CTX_get0_certificate(self.obj) if self.kind == "ctx" else self.t.ssl.SSL_get_certificate(self.obj)

    def key(self):
        return self.t.ssl.SSL_CTX_get0_privatekey(self.obj) if self.kind == "ctx" else self.t.ssl.SSL_get_privatekey(self.obj)

    def shows(self):
        """Subject of the certificate, type of the key, subjects of the chain and the extra chain."""
        t, out = self.t, t_ptr(self.t)
        key = self.key()
        self.ctrl(GET_CHAIN, 0, out)
        seen = [subject(t, self.certificate()), None if key == t.NULL else t.crypto.EVP_PKEY_get_id(key), subjects(t, out[0])]
        if self.kind == "ctx":
            self.ctrl(GET_EXTRA, 0, out)
            both = subjects(t, out[0])
            self.ctrl(GET_EXTRA, 1, out)
            seen += [both, subjects(t, out[0])]
        return seen


def t_ptr(t):
    return t.keep(t.ffi.new("void **"))


def subject(t, x):
    if x == t.NULL:
        return None
    buf = t.ffi.new("char[]", 512)
    return t.text(t.crypto.X509_NAME_oneline(t.crypto.X509_get_subject_name(x), buf, 512))


def subjects(t, sk):
    found = t.stack(sk, "X509 *")
    return None if found is None else [subject(t, x) for x in found]


def name(t, n):
    buf = t.ffi.new("char[]", 512)
    return t.text(t.crypto.X509_NAME_oneline(n, buf, 512))


def names(t, sk):
    found = t.stack(sk, "X509_NAME *")
    return None if found is None else [name(t, n) for n in found]


def load_cert(t, path):
    b = t.crypto.BIO_new_file(str(path).encode(), b"r")
    x = t.crypto.PEM_read_bio_X509(b, t.NULL, t.NULL, t.NULL)
    t.crypto.BIO_free(b)
    assert x != t.NULL, path
    return x


def load_key(t, path):
    b = t.crypto.BIO_new_file(str(path).encode(), b"r")
    k = t.crypto.PEM_read_bio_PrivateKey(b, t.NULL, t.NULL, t.NULL)
    t.crypto.BIO_free(b)
    assert k != t.NULL, path
    return k


def cert_stack(t, paths):
    sk = t.crypto.OPENSSL_sk_new_null()
    for p in paths:
        t.crypto.OPENSSL_sk_push(sk, load_cert(t, p))
    return t.ffi.cast("STACK *", sk)
