# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""What the cases about input and output stand on: the two libraries by cffi, certificates made on the spot, pairs of SSL
objects of one process, and BIOs of our own that keep a diary, hold back, or break off."""
import itertools

from cffi import FFI

ffi = FFI()
ffi.cdef(
    """
typedef struct ssl_st SSL; typedef struct ssl_ctx_st SSL_CTX; typedef struct ssl_method_st SSL_METHOD;
typedef struct bio_st BIO; typedef struct bio_method_st BIO_METHOD; typedef struct x509_st X509;
typedef struct evp_pkey_st EVP_PKEY; typedef struct ssl_session_st SSL_SESSION; typedef long int64;

int OPENSSL_init_ssl(uint64_t, void *);
SSL_METHOD *TLS_method(void); SSL_METHOD *TLS_client_method(void); SSL_METHOD *TLS_server_method(void);
SSL_METHOD *TLSv1_2_method(void);
SSL_CTX *SSL_CTX_new(const SSL_METHOD *); void SSL_CTX_free(SSL_CTX *); int SSL_CTX_up_ref(SSL_CTX *);
long SSL_CTX_ctrl(SSL_CTX *, int, long, void *); long SSL_ctrl(SSL *, int, long, void *);
long SSL_CTX_callback_ctrl(SSL_CTX *, int, void (*)(void)); long SSL_callback_ctrl(SSL *, int, void (*)(void));
uint64_t SSL_CTX_set_options(SSL_CTX *, uint64_t); uint64_t SSL_set_options(SSL *, uint64_t);
int SSL_CTX_use_certificate(SSL_CTX *, X509 *); int SSL_CTX_use_PrivateKey(SSL_CTX *, EVP_PKEY *);
int SSL_use_certificate(SSL *, X509 *); int SSL_use_PrivateKey(SSL *, EVP_PKEY *);
void SSL_CTX_set_verify(SSL_CTX *, int, void *);
int SSL_CTX_set_alpn_protos(SSL_CTX *, const unsigned char *, unsigned);
int SSL_set_alpn_protos(SSL *, const unsigned char *, unsigned);
void SSL_get0_alpn_selected(const SSL *, const unsigned char **, unsigned *);
void SSL_CTX_set_alpn_select_cb(SSL_CTX *, int (*)(SSL *, const unsigned char **, unsigned char *,
    const unsigned char *, unsigned, void *), void *);
void SSL_CTX_set_client_hello_cb(SSL_CTX *, int (*)(SSL *, int *, void *), void *);
void SSL_CTX_set_cert_cb(SSL_CTX *, int (*)(SSL *, void *), void *);
void SSL_set_cert_cb(SSL *, int (*)(SSL *, void *), void *);
void SSL_CTX_set_client_cert_cb(SSL_CTX *, int (*)(SSL *, X509 **, EVP_PKEY **));
void SSL_CTX_set_info_callback(SSL_CTX *, void (*)(const SSL *, int, int));
void SSL_CTX_set_msg_callback(SSL_CTX *, void (*)(int, int, int, const void *, size_t, SSL *, void *));
void SSL_CTX_set_keylog_callback(SSL_CTX *, void (*)(const SSL *, const char *));
void SSL_CTX_set_quiet_shutdown(SSL_CTX *, int); int SSL_CTX_get_quiet_shutdown(const SSL_CTX *);
void SSL_set_quiet_shutdown(SSL *, int); int SSL_get_quiet_shutdown(const SSL *);
int SSL_CTX_set_ex_data(SSL_CTX *, int, void *); void *SSL_CTX_get_ex_data(const SSL_CTX *, int);
int SSL_set_ex_data(SSL *, int, void *); void *SSL_get_ex_data(const SSL *, int);

SSL *SSL_new(SSL_CTX *); void SSL_free(SSL *); int SSL_up_ref(SSL *); int SSL_clear(SSL *); SSL *SSL_dup(SSL *);
SSL_CTX *SSL_set_SSL_CTX(SSL *, SSL_CTX *); SSL_CTX *SSL_get_SSL_CTX(const SSL *);
void SSL_set_accept_state(SSL *); void SSL_set_connect_state(SSL *); int SSL_is_server(const SSL *);
int SSL_accept(SSL *); int SSL_connect(SSL *); int SSL_do_handshake(SSL *);
int SSL_read(SSL *, void *, int); int SSL_write(SSL *, const void *, int); int SSL_peek(SSL *, void *, int);
int SSL_read_ex(SSL *, void *, size_t, size_t *); int SSL_write_ex(SSL *, const void *, size_t, size_t *);
int SSL_peek_ex(SSL *, void *, size_t, size_t *);
int SSL_read_early_data(SSL *, void *, size_t, size_t *); int SSL_write_early_data(SSL *, const void *, size_t, size_t *);
int SSL_get_early_data_status(const SSL *);
long SSL_sendfile(SSL *, int, long, size_t, int);
int SSL_pending(const SSL *); int SSL_has_pending(const SSL *);
int SSL_shutdown(SSL *); void SSL_set_shutdown(SSL *, int); int SSL_get_shutdown(const SSL *);
int SSL_get_error(const SSL *, int); int SSL_want(const SSL *);
int SSL_in_init(const SSL *); int SSL_in_before(const SSL *); int SSL_is_init_finished(const SSL *);
int SSL_get_state(const SSL *);
const char *SSL_state_string(const SSL *); const char *SSL_state_string_long(const SSL *);
const char *SSL_rstate_string(SSL *);
const char *SSL_get_version(const SSL *);
int SSL_key_update(SSL *, int); int SSL_get_key_update_type(const SSL *);
int SSL_renegotiate(SSL *); int SSL_renegotiate_pending(const SSL *);
void SSL_set_bio(SSL *, BIO *, BIO *); void SSL_set0_rbio(SSL *, BIO *); void SSL_set0_wbio(SSL *, BIO *);
BIO *SSL_get_rbio(const SSL *); BIO *SSL_get_wbio(const SSL *);
int SSL_set_fd(SSL *, int); int SSL_set_rfd(SSL *, int); int SSL_set_wfd(SSL *, int);
int SSL_get_fd(const SSL *); int SSL_get_rfd(const SSL *); int SSL_get_wfd(const SSL *);
const char *SSL_get_servername(const SSL *, int); int SSL_get_servername_type(const SSL *);
int SSL_client_hello_isv2(SSL *); unsigned SSL_client_hello_get0_legacy_version(SSL *);
size_t SSL_client_hello_get0_random(SSL *, const unsigned char **);
size_t SSL_client_hello_get0_session_id(SSL *, const unsigned char **);
size_t SSL_client_hello_get0_ciphers(SSL *, const unsigned char **);
size_t SSL_client_hello_get0_compression_methods(SSL *, const unsigned char **);
int SSL_client_hello_get1_extensions_present(SSL *, int **, size_t *);
int SSL_client_hello_get0_ext(SSL *, unsigned, const unsigned char **, size_t *);
X509 *SSL_get1_peer_certificate(const SSL *); X509 *SSL_get_certificate(const SSL *);
int SSL_waiting_for_async(SSL *); int SSL_get_async_status(SSL *, int *);
int SSL_alloc_buffers(SSL *); int SSL_free_buffers(SSL *);
int SSL_copy_session_id(SSL *, const SSL *); int SSL_session_reused(const SSL *);
SSL_SESSION *SSL_get1_session(SSL *); int SSL_set_session(SSL *, SSL_SESSION *);
BIO_METHOD *BIO_f_ssl(void); BIO *BIO_new_ssl(SSL_CTX *, int); BIO *BIO_new_ssl_connect(SSL_CTX *);
BIO *BIO_new_buffer_ssl_connect(SSL_CTX *); int BIO_ssl_copy_session_id(BIO *, BIO *); void BIO_ssl_shutdown(BIO *);

BIO *BIO_new(const BIO_METHOD *); int BIO_free(BIO *); void BIO_free_all(BIO *); int BIO_up_ref(BIO *);
const BIO_METHOD *BIO_s_mem(void); const BIO_METHOD *BIO_f_buffer(void); const BIO_METHOD *BIO_s_socket(void);
int BIO_read(BIO *, void *, int); int BIO_write(BIO *, const void *, int); long BIO_ctrl(BIO *, int, long, void *);
long BIO_int_ctrl(BIO *, int, long, int);
size_t BIO_ctrl_pending(BIO *); BIO *BIO_push(BIO *, BIO *); BIO *BIO_pop(BIO *); BIO *BIO_next(BIO *);
int BIO_new_bio_pair(BIO **, size_t, BIO **, size_t);
int BIO_test_flags(const BIO *, int); void BIO_set_flags(BIO *, int); void BIO_clear_flags(BIO *, int);
int BIO_method_type(const BIO *); int BIO_get_new_index(void); int BIO_get_retry_reason(BIO *);
void BIO_set_retry_reason(BIO *, int); void BIO_set_init(BIO *, int); void BIO_set_data(BIO *, void *);
void *BIO_get_data(BIO *);
BIO_METHOD *BIO_meth_new(int, const char *);
int BIO_meth_set_write(BIO_METHOD *, int (*)(BIO *, const char *, int));
int BIO_meth_set_read(BIO_METHOD *, int (*)(BIO *, char *, int));
int BIO_meth_set_ctrl(BIO_METHOD *, long (*)(BIO *, int, long, void *));
int BIO_meth_set_create(BIO_METHOD *, int (*)(BIO *)); int BIO_meth_set_destroy(BIO_METHOD *, int (*)(BIO *));

unsigned long ERR_get_error(void); unsigned long ERR_peek_error(void); void ERR_clear_error(void);
void ERR_new(void); void ERR_set_error(int, int, const char *, ...);
const char *ERR_reason_error_string(unsigned long); const char *ERR_lib_error_string(unsigned long);
void CRYPTO_free(void *, const char *, int); void *CRYPTO_malloc(size_t, const char *, int);
int CRYPTO_get_ex_new_index(int, long, void *, void *, void *, void *);

EVP_PKEY *EVP_PKEY_Q_keygen(void *, const char *, const char *, ...); void EVP_PKEY_free(EVP_PKEY *);
int EVP_PKEY_up_ref(EVP_PKEY *);
const void *EVP_sha256(void);
X509 *X509_new(void); void X509_free(X509 *); int X509_up_ref(X509 *); int X509_set_version(X509 *, long);
void *X509_get_serialNumber(X509 *); int ASN1_INTEGER_set(void *, long); void *X509_getm_notBefore(X509 *);
void *X509_getm_notAfter(X509 *); void *X509_gmtime_adj(void *, long); int X509_set_pubkey(X509 *, EVP_PKEY *);
void *X509_get_subject_name(const X509 *); int X509_set_issuer_name(X509 *, const void *);
int X509_NAME_add_entry_by_txt(void *, const char *, int, const char *, int, int, int);
char *X509_NAME_oneline(const void *, char *, int); int X509_sign(X509 *, EVP_PKEY *, const void *);
"""
)
crypto = ffi.dlopen("libcrypto.so.3")
ssl = ffi.dlopen("libssl.so.3")
NULL = ffi.NULL

TLS12, TLS13 = 0x0303, 0x0304
BOTH_VERSIONS = (TLS12, TLS13)
CTRL_MODE, CTRL_SET_READ_AHEAD, CTRL_SET_MIN, CTRL_SET_MAX = 33, 41, 123, 124
CTRL_SERVERNAME_CB, CTRL_SERVERNAME_ARG, CTRL_HOSTNAME = 53, 54, 55
CTRL_CLEAR_MODE, CTRL_SET_GROUPS_LIST = 78, 92
CTRL_STATUS_CB, CTRL_STATUS_ARG, CTRL_STATUS_TYPE, CTRL_GET_OCSP, CTRL_SET_OCSP = 63, 64, 65, 70, 71
MODE_PARTIAL, MODE_MOVING, MODE_AUTO_RETRY = 1, 2, 4
OP_IGNORE_UNEXPECTED_EOF, OP_NO_TICKET = 1 << 7, 1 << 14
BIO_CTRL_EOF, BIO_CTRL_PENDING, BIO_CTRL_FLUSH = 2, 10, 11
FLAG_READ, FLAG_WRITE, FLAG_SPECIAL, FLAG_RETRY = 1, 2, 4, 8
ERRORS = ("NONE SSL WANT_READ WANT_WRITE WANT_X509_LOOKUP SYSCALL ZERO_RETURN WANT_CONNECT WANT_ACCEPT WANT_ASYNC "
          "WANT_ASYNC_JOB WANT_CLIENT_HELLO_CB WANT_RETRY_VERIFY").split()

assert ssl.OPENSSL_init_ssl(0, NULL) == 1


def text(p):
    return None if p == NULL else ffi.string(p).decode()


def queue():
    """What the error queue holds, oldest first; it is then empty."""
    found = []
    while True:
        e = crypto.ERR_get_error()
        if e == 0:
            return found
        found.append([text(crypto.ERR_lib_error_string(e)), text(crypto.ERR_reason_error_string(e))])


def answer(s, ret):
    """A call's answer as a program sees it: value, SSL_get_error's name, SSL_want where it waits, and the queue."""
    err = ERRORS[ssl.SSL_get_error(s, ret)]
    return [ret, err, ssl.SSL_want(s) if err.startswith("WANT") else 0, queue()]


# ---- certificates and contexts --------------------------------------------------------------------------------------

_serial = itertools.count(1)


def certificate(name="one.example"):
    """(X509, EVP_PKEY), signed by itself."""
    key = crypto.EVP_PKEY_Q_keygen(NULL, NULL, b"EC", ffi.new("char[]", b"P-256"))
    x = crypto.X509_new()
    crypto.X509_set_version(x, 2)
    crypto.ASN1_INTEGER_set(crypto.X509_get_serialNumber(x), next(_serial))
    crypto.X509_gmtime_adj(crypto.X509_getm_notBefore(x), -3600)
    crypto.X509_gmtime_adj(crypto.X509_getm_notAfter(x), 86400)
    crypto.X509_set_pubkey(x, key)
    subject = crypto.X509_get_subject_name(x)
    crypto.X509_NAME_add_entry_by_txt(subject, b"CN", 0x1001, name.encode(), -1, -1, 0)
    crypto.X509_set_issuer_name(x, subject)
    assert crypto.X509_sign(x, key, crypto.EVP_sha256()) > 0
    return x, key


def subject(x):
    if x == NULL:
        return None
    buf = ffi.new("char[256]")
    return text(crypto.X509_NAME_oneline(crypto.X509_get_subject_name(x), buf, 256))


def peer_name(s):
    x = ssl.SSL_get1_peer_certificate(s)
    name = subject(x)
    crypto.X509_free(x)
    return name


def context(server=False, version=None, name="one.example", method=None):
    ctx = ssl.SSL_CTX_new((method or ssl.TLS_method)())
    assert ctx != NULL
    if version:
        ssl.SSL_CTX_ctrl(ctx, CTRL_SET_MIN, version, NULL)
        ssl.SSL_CTX_ctrl(ctx, CTRL_SET_MAX, version, NULL)
    if server:
        x, key = certificate(name)
        assert ssl.SSL_CTX_use_certificate(ctx, x) == 1
        assert ssl.SSL_CTX_use_PrivateKey(ctx, key) == 1
        crypto.X509_free(x)
        crypto.EVP_PKEY_free(key)
    return ctx


# ---- BIOs -----------------------------------------------------------------------------------------------------------

class Pipe:
    """Bytes on their way in one direction."""

    def __init__(self):
        self.bytes = bytearray()
        self.closed = False
        self.room = None  # how many bytes fit; None: any number


class Wire:
    """A BIO of our own method between two pipes. It writes down what was asked of it.

    step: at most so many bytes move in a call. breaks: an exception of errno's name in place of the end.
    """

    _wires = {}
    _method = None
    _ids = itertools.count(1)

    def __init__(self, incoming, outgoing, step=None):
        self.incoming, self.outgoing, self.step = incoming, outgoing, step
        self.diary = []
        self.freed = 0
        self.flush_answer = 1
        self.write_error = self.read_error = None
        self.id = next(Wire._ids)
        Wire._wires[self.id] = self
        self.bio = crypto.BIO_new(Wire.method())
        crypto.BIO_set_data(self.bio, ffi.cast("void *", self.id))
        crypto.BIO_set_init(self.bio, 1)

    @classmethod
    def of(cls, bio):
        return cls._wires[int(ffi.cast("uintptr_t", crypto.BIO_get_data(bio)))]

    @classmethod
    def method(cls):
        if cls._method is None:
            m = crypto.BIO_meth_new(crypto.BIO_get_new_index() | 0x0400, b"wire")
            crypto.BIO_meth_set_write(m, _wire_write)
            crypto.BIO_meth_set_read(m, _wire_read)
            crypto.BIO_meth_set_ctrl(m, _wire_ctrl)
            crypto.BIO_meth_set_destroy(m, _wire_destroy)
            cls._method = m
        return cls._method


def _retry(bio, flag):
    crypto.BIO_set_flags(bio, flag | FLAG_RETRY)
    return -1


@ffi.callback("int(BIO *, const char *, int)")
def _wire_write(bio, buf, n):
    w = Wire.of(bio)
    crypto.BIO_clear_flags(bio, 15)
    if w.write_error is not None:
        ffi.errno = w.write_error
        w.diary.append("write fails")
        return -1
    out = w.outgoing
    fits = n if out.room is None else min(n, out.room - len(out.bytes))
    if w.step:
        fits = min(fits, w.step)
    if fits <= 0:
        w.diary.append("write waits")
        return _retry(bio, FLAG_WRITE)
    out.bytes += ffi.buffer(buf, fits)[:]
    w.diary.append("write")
    return fits


@ffi.callback("int(BIO *, char *, int)")
def _wire_read(bio, buf, n):
    w = Wire.of(bio)
    crypto.BIO_clear_flags(bio, 15)
    if w.read_error is not None:
        ffi.errno = w.read_error
        w.diary.append("read fails")
        return -1
    have = w.incoming.bytes
    if not have:
        if w.incoming.closed:
            w.diary.append("end")
            return 0
        w.diary.append("read waits")
        return _retry(bio, FLAG_READ)
    take = min(n, len(have), w.step or n)
    ffi.buffer(buf, take)[:] = bytes(have[:take])
    del have[:take]
    w.diary.append("read")
    return take


@ffi.callback("long(BIO *, int, long, void *)")
def _wire_ctrl(bio, cmd, num, ptr):
    w = Wire.of(bio)
    if cmd == BIO_CTRL_FLUSH:
        w.diary.append("flush")
        return w.flush_answer
    if cmd == BIO_CTRL_EOF:
        return int(w.incoming.closed and not w.incoming.bytes)
    if cmd == BIO_CTRL_PENDING:
        return len(w.incoming.bytes)
    return 0


@ffi.callback("int(BIO *)")
def _wire_destroy(bio):
    if crypto.BIO_get_data(bio) != NULL:
        Wire.of(bio).freed += 1
    return 1


# ---- pairs ----------------------------------------------------------------------------------------------------------

class End:
    """One SSL over a wire, with calls that answer as `answer` does."""

    def __init__(self, ctx, wire, server):
        self.ctx, self.wire, self.server = ctx, wire, server
        self.s = ssl.SSL_new(ctx)
        ssl.SSL_set_bio(self.s, wire.bio, wire.bio)
        (ssl.SSL_set_accept_state if server else ssl.SSL_set_connect_state)(self.s)

    def handshake(self):
        return answer(self.s, ssl.SSL_do_handshake(self.s))

    def write(self, data, n=None):
        return answer(self.s, ssl.SSL_write(self.s, data, len(data) if n is None else n))

    def read(self, n=65536):
        buf = ffi.new("char[]", max(n, 1))
        a = answer(self.s, ssl.SSL_read(self.s, buf, n))
        return a, ffi.buffer(buf, a[0])[:] if a[0] > 0 else b""

    def peek(self, n=65536):
        buf = ffi.new("char[]", max(n, 1))
        a = answer(self.s, ssl.SSL_peek(self.s, buf, n))
        return a, ffi.buffer(buf, a[0])[:] if a[0] > 0 else b""

    def shutdown(self):
        return answer(self.s, ssl.SSL_shutdown(self.s))

    def flags(self):
        return ssl.SSL_get_shutdown(self.s)

    def state(self):
        return [text(ssl.SSL_state_string_long(self.s)), text(ssl.SSL_state_string(self.s)), ssl.SSL_get_state(self.s),
                ssl.SSL_in_init(self.s), ssl.SSL_in_before(self.s), ssl.SSL_is_init_finished(self.s)]


class Pair:
    """A client and a server of one process."""

    def __init__(self, version=None, step=None, client_ctx=None, server_ctx=None, connect=True):
        self.to_server, self.to_client = Pipe(), Pipe()
        self.client = End(client_ctx or context(version=version), Wire(self.to_client, self.to_server, step), False)
        self.server = End(server_ctx or context(True, version), Wire(self.to_server, self.to_client, step), True)
        if connect:
            self.connect()

    def connect(self, rounds=20000):
        """Both handshakes until they are complete, or one of them fails; what the last calls answered."""
        c = s = None
        for _ in range(rounds):
            if c is None or c[0] != 1:
                c = self.client.handshake()
            if s is None or s[0] != 1:
                s = self.server.handshake()
            waiting = ("NONE", "WANT_READ", "WANT_WRITE")
            if (c[0] == 1 and s[0] == 1) or c[1] not in waiting or s[1] not in waiting:
                break
        else:
            raise AssertionError(f"the handshake does not end: {c} {s}")
        return c, s

    def drain_tickets(self):
        """Lets the client read what a TLS 1.3 server sends behind its handshake."""
        return self.client.read()[0]
