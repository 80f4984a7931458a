/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * The TLS interface of libssl: every function that OpenSSL 3.0 exports, by subject, in the order in which a program
 * meets them. Numbers and flags are in ssl_values.h, the settings behind SSL_ctrl and its kin in ssl_ctrl.h, suites,
 * alerts and extensions in tls1.h and ssl3.h; this header brings them all. SSL, SSL_CTX and the rest are opaque.
 *
 * get0 and set0: the pointer's ownership does not change hands or is taken over; get1 and set1: the callee shares or
 * copies, and the caller keeps and frees its own.
 */
#ifndef OPENSSL_SSL_H
#define OPENSSL_SSL_H

#include <openssl/macros.h>
#include <openssl/opensslconf.h>
#include <openssl/e_os2.h>
#include <openssl/types.h>
#include <openssl/safestack.h>
#include <openssl/crypto.h>
#include <openssl/bio.h>
#include <openssl/buffer.h>
#include <openssl/comp.h>
#include <openssl/lhash.h>
#include <openssl/asn1.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/hmac.h>
#include <openssl/async.h>
#include <openssl/ct.h>
#include <openssl/err.h>
#include <openssl/sslerr.h>
#include <openssl/prov_ssl.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Types */

typedef struct ssl_method_st SSL_METHOD;
typedef struct ssl_cipher_st SSL_CIPHER;
typedef struct ssl_session_st SSL_SESSION;
typedef struct ssl_conf_ctx_st SSL_CONF_CTX;
typedef struct ssl_comp_st SSL_COMP;
typedef struct tls_sigalgs_st TLS_SIGALGS;
typedef struct tls_session_ticket_ext_st TLS_SESSION_TICKET_EXT;
/* A name for SSL * that callbacks of old programs still use. */
typedef struct ssl_st *ssl_crock_st;

typedef struct srtp_protection_profile_st {
	const char *name;
	unsigned long id;
} SRTP_PROTECTION_PROFILE;

DEFINE_STACK_OF_CONST(SSL_CIPHER)
DEFINE_STACK_OF(SSL_COMP)
DEFINE_STACK_OF(SRTP_PROTECTION_PROFILE)

/* What SSL_get_state answers: the message last sent (W) or received (R), by the client (C) or the server (S). */
typedef enum {
	TLS_ST_BEFORE,
	TLS_ST_OK,
	DTLS_ST_CR_HELLO_VERIFY_REQUEST, TLS_ST_CR_SRVR_HELLO, TLS_ST_CR_CERT, TLS_ST_CR_CERT_STATUS,
	TLS_ST_CR_KEY_EXCH, TLS_ST_CR_CERT_REQ, TLS_ST_CR_SRVR_DONE, TLS_ST_CR_SESSION_TICKET, TLS_ST_CR_CHANGE,
	TLS_ST_CR_FINISHED, TLS_ST_CW_CLNT_HELLO, TLS_ST_CW_CERT, TLS_ST_CW_KEY_EXCH, TLS_ST_CW_CERT_VRFY,
	TLS_ST_CW_CHANGE, TLS_ST_CW_NEXT_PROTO, TLS_ST_CW_FINISHED, TLS_ST_SW_HELLO_REQ, TLS_ST_SR_CLNT_HELLO,
	DTLS_ST_SW_HELLO_VERIFY_REQUEST, TLS_ST_SW_SRVR_HELLO, TLS_ST_SW_CERT, TLS_ST_SW_KEY_EXCH, TLS_ST_SW_CERT_REQ,
	TLS_ST_SW_SRVR_DONE, TLS_ST_SR_CERT, TLS_ST_SR_KEY_EXCH, TLS_ST_SR_CERT_VRFY, TLS_ST_SR_NEXT_PROTO,
	TLS_ST_SR_CHANGE, TLS_ST_SR_FINISHED, TLS_ST_SW_SESSION_TICKET, TLS_ST_SW_CERT_STATUS, TLS_ST_SW_CHANGE,
	TLS_ST_SW_FINISHED, TLS_ST_SW_ENCRYPTED_EXTENSIONS, TLS_ST_CR_ENCRYPTED_EXTENSIONS, TLS_ST_CR_CERT_VRFY,
	TLS_ST_SW_CERT_VRFY, TLS_ST_CR_HELLO_REQ, TLS_ST_SW_KEY_UPDATE, TLS_ST_CW_KEY_UPDATE, TLS_ST_SR_KEY_UPDATE,
	TLS_ST_CR_KEY_UPDATE, TLS_ST_EARLY_DATA, TLS_ST_PENDING_EARLY_DATA_END, TLS_ST_CW_END_OF_EARLY_DATA,
	TLS_ST_SR_END_OF_EARLY_DATA
} OSSL_HANDSHAKE_STATE;

/* Callbacks */

/* Verification: preverify_ok tells what was found so far; the answer replaces it. */
typedef int (*SSL_verify_cb)(int preverify_ok, X509_STORE_CTX *x509_ctx);

/* Server: choose from the client's list, and leave *out pointing into it or at static memory. SSL_TLSEXT_ERR_*. */
typedef int (*SSL_CTX_alpn_select_cb_func)(SSL *ssl, const unsigned char **out, unsigned char *outlen,
	const unsigned char *in, unsigned int inlen, void *arg);
typedef int (*SSL_CTX_npn_advertised_cb_func)(SSL *ssl, const unsigned char **out, unsigned int *outlen, void *arg);
typedef int (*SSL_CTX_npn_select_cb_func)(SSL *ssl, unsigned char **out, unsigned char *outlen,
	const unsigned char *in, unsigned int inlen, void *arg);

/* Called before anything of the ClientHello is acted upon. SSL_CLIENT_HELLO_*. */
typedef int (*SSL_client_hello_cb_fn)(SSL *ssl, int *alert, void *arg);

/* One line of the NSS key log, without its newline. */
typedef void (*SSL_CTX_keylog_cb_func)(const SSL *ssl, const char *line);

/* Pre-shared keys: of TLS 1.2 by identity and key, of TLS 1.3 as sessions. The former return the key's length, or 0. */
typedef unsigned int (*SSL_psk_client_cb_func)(SSL *ssl, const char *hint, char *identity,
	unsigned int max_identity_len, unsigned char *psk, unsigned int max_psk_len);
typedef unsigned int (*SSL_psk_server_cb_func)(SSL *ssl, const char *identity, unsigned char *psk,
	unsigned int max_psk_len);
typedef int (*SSL_psk_use_session_cb_func)(SSL *ssl, const EVP_MD *md, const unsigned char **id, size_t *idlen,
	SSL_SESSION **session);
typedef int (*SSL_psk_find_session_cb_func)(SSL *ssl, const unsigned char *identity, size_t identity_len,
	SSL_SESSION **session);

/* Sessions and tickets. */
typedef int (*GEN_SESSION_CB)(SSL *ssl, unsigned char *id, unsigned int *id_len);
typedef int SSL_TICKET_STATUS; /* SSL_TICKET_NONE and its kin */
typedef int SSL_TICKET_RETURN; /* SSL_TICKET_RETURN_* */
typedef int (*SSL_CTX_generate_session_ticket_fn)(SSL *ssl, void *arg);
typedef SSL_TICKET_RETURN (*SSL_CTX_decrypt_session_ticket_fn)(SSL *ssl, SSL_SESSION *session,
	const unsigned char *keyname, size_t keyname_len, SSL_TICKET_STATUS status, void *arg);
typedef int (*SSL_allow_early_data_cb_fn)(SSL *ssl, void *arg);
typedef int (*tls_session_ticket_ext_cb_fn)(SSL *ssl, const unsigned char *data, int len, void *arg);
typedef int (*tls_session_secret_cb_fn)(SSL *ssl, void *secret, int *secret_len, STACK_OF(SSL_CIPHER) *peer_ciphers,
	const SSL_CIPHER **cipher, void *arg);

/* Extensions of the program's own: the short form, and the one that is told the message and the certificate. */
typedef int (*custom_ext_add_cb)(SSL *ssl, unsigned int ext_type, const unsigned char **out, size_t *outlen, int *al,
	void *add_arg);
typedef void (*custom_ext_free_cb)(SSL *ssl, unsigned int ext_type, const unsigned char *out, void *add_arg);
typedef int (*custom_ext_parse_cb)(SSL *ssl, unsigned int ext_type, const unsigned char *in, size_t inlen, int *al,
	void *parse_arg);
typedef int (*SSL_custom_ext_add_cb_ex)(SSL *ssl, unsigned int ext_type, unsigned int context,
	const unsigned char **out, size_t *outlen, X509 *cert, size_t chainidx, int *al, void *add_arg);
typedef void (*SSL_custom_ext_free_cb_ex)(SSL *ssl, unsigned int ext_type, unsigned int context,
	const unsigned char *out, void *add_arg);
typedef int (*SSL_custom_ext_parse_cb_ex)(SSL *ssl, unsigned int ext_type, unsigned int context,
	const unsigned char *in, size_t inlen, X509 *cert, size_t chainidx, int *al, void *parse_arg);

typedef int (*SSL_async_callback_fn)(SSL *ssl, void *arg);
typedef unsigned int (*DTLS_timer_cb)(SSL *ssl, unsigned int timer_us);
typedef int (*ssl_ct_validation_cb)(const CT_POLICY_EVAL_CTX *ctx, const STACK_OF(SCT) *scts, void *arg);

#ifdef __cplusplus
}
#endif

#include <openssl/ssl_values.h>
#include <openssl/ssl2.h>
#include <openssl/ssl3.h>
#include <openssl/tls1.h>
#include <openssl/dtls1.h>
#include <openssl/srtp.h>
#include <openssl/ssl_ctrl.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The library */

int OPENSSL_init_ssl(uint64_t opts, const OPENSSL_INIT_SETTINGS *settings);
const char *OSSL_default_cipher_list(void);
const char *OSSL_default_ciphersuites(void);
const char *OPENSSL_cipher_name(const char *rfc_name);
#ifndef OPENSSL_NO_DEPRECATED_1_1_0
#define SSL_library_init() OPENSSL_init_ssl(0, NULL)
#define SSL_load_error_strings() \
	OPENSSL_init_ssl(OPENSSL_INIT_LOAD_SSL_STRINGS | OPENSSL_INIT_LOAD_CRYPTO_STRINGS, NULL)
#define OpenSSL_add_ssl_algorithms() SSL_library_init()
#define SSLeay_add_ssl_algorithms() SSL_library_init()
#endif

/* Methods: which roles and versions an SSL_CTX may speak. The versioned ones are kept for old programs. */

const SSL_METHOD *TLS_client_method(void);
const SSL_METHOD *TLS_method(void);
const SSL_METHOD *TLS_server_method(void);
#ifndef OPENSSL_NO_DEPRECATED_1_1_0
OSSL_DEPRECATEDIN_1_1_0 const SSL_METHOD *TLSv1_2_client_method(void);
OSSL_DEPRECATEDIN_1_1_0 const SSL_METHOD *TLSv1_2_method(void);
OSSL_DEPRECATEDIN_1_1_0 const SSL_METHOD *TLSv1_2_server_method(void);
#endif
#define SSLv23_client_method TLS_client_method
#define SSLv23_method        TLS_method
#define SSLv23_server_method TLS_server_method

const SSL_METHOD *DTLS_client_method(void);
const SSL_METHOD *DTLS_method(void);
const SSL_METHOD *DTLS_server_method(void);
const SSL_METHOD *SSL_CTX_get_ssl_method(const SSL_CTX *ctx);
const SSL_METHOD *SSL_get_ssl_method(const SSL *ssl);
int SSL_set_ssl_method(SSL *ssl, const SSL_METHOD *method);
#ifndef OPENSSL_NO_DEPRECATED_3_0
OSSL_DEPRECATEDIN_3_0 int SSL_CTX_set_ssl_version(SSL_CTX *ctx, const SSL_METHOD *method);
#endif
#ifndef OPENSSL_NO_DEPRECATED_1_1_0
OSSL_DEPRECATEDIN_1_1_0 const SSL_METHOD *TLSv1_1_client_method(void);
OSSL_DEPRECATEDIN_1_1_0 const SSL_METHOD *TLSv1_1_method(void);
OSSL_DEPRECATEDIN_1_1_0 const SSL_METHOD *TLSv1_1_server_method(void);
OSSL_DEPRECATEDIN_1_1_0 const SSL_METHOD *TLSv1_client_method(void);
OSSL_DEPRECATEDIN_1_1_0 const SSL_METHOD *TLSv1_method(void);
OSSL_DEPRECATEDIN_1_1_0 const SSL_METHOD *TLSv1_server_method(void);
OSSL_DEPRECATEDIN_1_1_0 const SSL_METHOD *DTLSv1_2_client_method(void);
OSSL_DEPRECATEDIN_1_1_0 const SSL_METHOD *DTLSv1_2_method(void);
OSSL_DEPRECATEDIN_1_1_0 const SSL_METHOD *DTLSv1_2_server_method(void);
OSSL_DEPRECATEDIN_1_1_0 const SSL_METHOD *DTLSv1_client_method(void);
OSSL_DEPRECATEDIN_1_1_0 const SSL_METHOD *DTLSv1_method(void);
OSSL_DEPRECATEDIN_1_1_0 const SSL_METHOD *DTLSv1_server_method(void);
#endif

/* Contexts: settings shared by many connections, and their session cache */

SSL_CTX *SSL_CTX_new(const SSL_METHOD *method);
SSL_CTX *SSL_CTX_new_ex(OSSL_LIB_CTX *libctx, const char *propq, const SSL_METHOD *method);
int SSL_CTX_up_ref(SSL_CTX *ctx);
void SSL_CTX_free(SSL_CTX *ctx);
int SSL_CTX_config(SSL_CTX *ctx, const char *name);
void SSL_add_ssl_module(void);

/* Connections */

SSL *SSL_new(SSL_CTX *ctx);
SSL *SSL_dup(SSL *ssl);
int SSL_up_ref(SSL *ssl);
void SSL_free(SSL *ssl);
int SSL_clear(SSL *ssl);
int SSL_config(SSL *ssl, const char *name);
SSL_CTX *SSL_get_SSL_CTX(const SSL *ssl);
SSL_CTX *SSL_set_SSL_CTX(SSL *ssl, SSL_CTX *ctx);
void SSL_set_connect_state(SSL *ssl);
void SSL_set_accept_state(SSL *ssl);
int SSL_is_server(const SSL *ssl);

/* The transport: BIOs, or descriptors for which socket BIOs are made */

int SSL_set_fd(SSL *ssl, int fd);
int SSL_set_rfd(SSL *ssl, int fd);
int SSL_set_wfd(SSL *ssl, int fd);
int SSL_get_fd(const SSL *ssl);
int SSL_get_rfd(const SSL *ssl);
int SSL_get_wfd(const SSL *ssl);
void SSL_set_bio(SSL *ssl, BIO *rbio, BIO *wbio);
void SSL_set0_rbio(SSL *ssl, BIO *bio);
void SSL_set0_wbio(SSL *ssl, BIO *bio);
BIO *SSL_get_rbio(const SSL *ssl);
BIO *SSL_get_wbio(const SSL *ssl);

/* Handshake, data, end. After a result of 0 or less, SSL_get_error tells what to do next. */

int SSL_connect(SSL *ssl);
int SSL_accept(SSL *ssl);
int SSL_do_handshake(SSL *ssl);
int SSL_stateless(SSL *ssl);
void SSL_CTX_set_stateless_cookie_generate_cb(SSL_CTX *ctx,
	int (*gen_stateless_cookie_cb)(SSL *, unsigned char *, size_t *));
void SSL_CTX_set_stateless_cookie_verify_cb(SSL_CTX *ctx,
	int (*verify_stateless_cookie_cb)(SSL *, const unsigned char *, size_t));
int SSL_read(SSL *ssl, void *buf, int num);
int SSL_read_ex(SSL *ssl, void *buf, size_t num, size_t *readbytes);
int SSL_peek(SSL *ssl, void *buf, int num);
int SSL_peek_ex(SSL *ssl, void *buf, size_t num, size_t *readbytes);
int SSL_write(SSL *ssl, const void *buf, int num);
int SSL_write_ex(SSL *ssl, const void *buf, size_t num, size_t *written);
ssize_t SSL_sendfile(SSL *ssl, int fd, off_t offset, size_t size, int flags);
int SSL_pending(const SSL *ssl);
int SSL_has_pending(const SSL *ssl);
int SSL_shutdown(SSL *ssl);
int SSL_get_shutdown(const SSL *ssl);
void SSL_set_shutdown(SSL *ssl, int mode);
int SSL_CTX_get_quiet_shutdown(const SSL_CTX *ctx);
void SSL_CTX_set_quiet_shutdown(SSL_CTX *ctx, int mode);
int SSL_get_quiet_shutdown(const SSL *ssl);
void SSL_set_quiet_shutdown(SSL *ssl, int mode);
int SSL_get_error(const SSL *ssl, int ret_code);
int SSL_want(const SSL *ssl);
int SSL_key_update(SSL *ssl, int updatetype);
int SSL_get_key_update_type(const SSL *ssl);
int SSL_verify_client_post_handshake(SSL *ssl);
int SSL_renegotiate(SSL *ssl);
int SSL_renegotiate_abbreviated(SSL *ssl);
int SSL_renegotiate_pending(const SSL *ssl);

#define SSL_want_async(s) (SSL_want((s)) == SSL_ASYNC_PAUSED)
#define SSL_want_async_job(s) (SSL_want((s)) == SSL_ASYNC_NO_JOBS)
#define SSL_want_client_hello_cb(s) (SSL_want((s)) == SSL_CLIENT_HELLO_CB)
#define SSL_want_nothing(s) (SSL_want((s)) == SSL_NOTHING)
#define SSL_want_read(s) (SSL_want((s)) == SSL_READING)
#define SSL_want_retry_verify(s) (SSL_want((s)) == SSL_RETRY_VERIFY)
#define SSL_want_write(s) (SSL_want((s)) == SSL_WRITING)
#define SSL_want_x509_lookup(s) (SSL_want((s)) == SSL_X509_LOOKUP)

/* Early data (RFC 8446 section 2.3) */

int SSL_read_early_data(SSL *ssl, void *buf, size_t num, size_t *readbytes);
int SSL_write_early_data(SSL *ssl, const void *buf, size_t num, size_t *written);
int SSL_get_early_data_status(const SSL *ssl);
uint32_t SSL_CTX_get_max_early_data(const SSL_CTX *ctx);
uint32_t SSL_CTX_get_recv_max_early_data(const SSL_CTX *ctx);
int SSL_CTX_set_max_early_data(SSL_CTX *ctx, uint32_t max_early_data);
int SSL_CTX_set_recv_max_early_data(SSL_CTX *ctx, uint32_t recv_max_early_data);
uint32_t SSL_SESSION_get_max_early_data(const SSL_SESSION *session);
int SSL_SESSION_set_max_early_data(SSL_SESSION *session, uint32_t max_early_data);
uint32_t SSL_get_max_early_data(const SSL *ssl);
uint32_t SSL_get_recv_max_early_data(const SSL *ssl);
int SSL_set_max_early_data(SSL *ssl, uint32_t max_early_data);
int SSL_set_recv_max_early_data(SSL *ssl, uint32_t recv_max_early_data);
void SSL_CTX_set_allow_early_data_cb(SSL_CTX *ctx, SSL_allow_early_data_cb_fn cb, void *arg);
void SSL_set_allow_early_data_cb(SSL *ssl, SSL_allow_early_data_cb_fn cb, void *arg);

/* Where a handshake stands */

OSSL_HANDSHAKE_STATE SSL_get_state(const SSL *ssl);
int SSL_in_init(const SSL *ssl);
int SSL_in_before(const SSL *ssl);
int SSL_is_init_finished(const SSL *ssl);
const char *SSL_state_string(const SSL *ssl);
const char *SSL_state_string_long(const SSL *ssl);
const char *SSL_rstate_string(const SSL *ssl);
const char *SSL_rstate_string_long(const SSL *ssl);
const char *SSL_alert_desc_string(int value);
const char *SSL_alert_desc_string_long(int value);
const char *SSL_alert_type_string(int value);
const char *SSL_alert_type_string_long(int value);

#define SSL_in_connect_init(a) (SSL_in_init((a)) && !SSL_is_server((a)))
#define SSL_in_accept_init(a) (SSL_in_init((a)) && SSL_is_server((a)))

/* What was negotiated */

int SSL_version(const SSL *ssl);
int SSL_client_version(const SSL *ssl);
const char *SSL_get_version(const SSL *ssl);
int SSL_is_dtls(const SSL *ssl);
int SSL_session_reused(const SSL *ssl);
const SSL_CIPHER *SSL_get_current_cipher(const SSL *ssl);
const SSL_CIPHER *SSL_get_pending_cipher(const SSL *ssl);
const char *SSL_get_servername(const SSL *ssl, const int type);
int SSL_get_servername_type(const SSL *ssl);
void SSL_get0_alpn_selected(const SSL *ssl, const unsigned char **data, unsigned int *len);
void SSL_get0_next_proto_negotiated(const SSL *ssl, const unsigned char **data, unsigned int *len);
size_t SSL_get_finished(const SSL *ssl, void *buf, size_t count);
size_t SSL_get_peer_finished(const SSL *ssl, void *buf, size_t count);
size_t SSL_get_client_random(const SSL *ssl, unsigned char *out, size_t outlen);
size_t SSL_get_server_random(const SSL *ssl, unsigned char *out, size_t outlen);
int SSL_export_keying_material(SSL *ssl, unsigned char *out, size_t olen, const char *label, size_t llen,
	const unsigned char *context, size_t contextlen, int use_context);
int SSL_export_keying_material_early(SSL *ssl, unsigned char *out, size_t olen, const char *label, size_t llen,
	const unsigned char *context, size_t contextlen);
int SSL_get_peer_signature_type_nid(const SSL *ssl, int *pnid);
int SSL_get_signature_type_nid(const SSL *ssl, int *pnid);
const char *SSL_group_to_name(SSL *ssl, int id);

#define SSL_get_cipher(s) SSL_CIPHER_get_name(SSL_get_current_cipher((s)))
#define SSL_get_cipher_bits(s, np) SSL_CIPHER_get_bits(SSL_get_current_cipher((s)), (np))
#define SSL_get_cipher_name(s) SSL_CIPHER_get_name(SSL_get_current_cipher((s)))
#define SSL_get_cipher_version(s) SSL_CIPHER_get_version(SSL_get_current_cipher((s)))
#ifndef OPENSSL_NO_DEPRECATED_1_1_0
#define SSL_cache_hit(s) SSL_session_reused((s))
#endif
#define SSL_get0_npn_negotiated SSL_get0_next_proto_negotiated

/* Options */

uint64_t SSL_CTX_clear_options(SSL_CTX *ctx, uint64_t op);
uint64_t SSL_CTX_get_options(const SSL_CTX *ctx);
uint64_t SSL_CTX_set_options(SSL_CTX *ctx, uint64_t op);
uint64_t SSL_clear_options(SSL *ssl, uint64_t op);
uint64_t SSL_get_options(const SSL *ssl);
uint64_t SSL_set_options(SSL *ssl, uint64_t op);

/* Cipher suites */

int SSL_CTX_set_cipher_list(SSL_CTX *ctx, const char *str);
int SSL_set_cipher_list(SSL *ssl, const char *str);
int SSL_CTX_set_ciphersuites(SSL_CTX *ctx, const char *str);
int SSL_set_ciphersuites(SSL *ssl, const char *str);
STACK_OF(SSL_CIPHER) *SSL_CTX_get_ciphers(const SSL_CTX *ctx);
STACK_OF(SSL_CIPHER) *SSL_get_ciphers(const SSL *ssl);
const char *SSL_get_cipher_list(const SSL *ssl, int n);
STACK_OF(SSL_CIPHER) *SSL_get1_supported_ciphers(SSL *ssl);
STACK_OF(SSL_CIPHER) *SSL_get_client_ciphers(const SSL *ssl);
char *SSL_get_shared_ciphers(const SSL *ssl, char *buf, int size);
int SSL_bytes_to_cipher_list(SSL *ssl, const unsigned char *bytes, size_t len, int isv2format,
	STACK_OF(SSL_CIPHER) **sk, STACK_OF(SSL_CIPHER) **scsvs);
char *SSL_CIPHER_description(const SSL_CIPHER *cipher, char *buf, int size);
const SSL_CIPHER *SSL_CIPHER_find(SSL *ssl, const unsigned char *ptr);
int SSL_CIPHER_get_auth_nid(const SSL_CIPHER *cipher);
int SSL_CIPHER_get_bits(const SSL_CIPHER *cipher, int *alg_bits);
int SSL_CIPHER_get_cipher_nid(const SSL_CIPHER *cipher);
int SSL_CIPHER_get_digest_nid(const SSL_CIPHER *cipher);
const EVP_MD *SSL_CIPHER_get_handshake_digest(const SSL_CIPHER *cipher);
uint32_t SSL_CIPHER_get_id(const SSL_CIPHER *cipher);
int SSL_CIPHER_get_kx_nid(const SSL_CIPHER *cipher);
const char *SSL_CIPHER_get_name(const SSL_CIPHER *cipher);
uint16_t SSL_CIPHER_get_protocol_id(const SSL_CIPHER *cipher);
const char *SSL_CIPHER_get_version(const SSL_CIPHER *cipher);
int SSL_CIPHER_is_aead(const SSL_CIPHER *cipher);
const char *SSL_CIPHER_standard_name(const SSL_CIPHER *cipher);

/* Signature algorithms, ALPN, the client's hello, custom extensions */

int SSL_get_sigalgs(SSL *ssl, int idx, int *psign, int *phash, int *psignandhash, unsigned char *rsig,
	unsigned char *rhash);
int SSL_get_shared_sigalgs(SSL *ssl, int idx, int *psign, int *phash, int *psignandhash, unsigned char *rsig,
	unsigned char *rhash);
int SSL_CTX_set_alpn_protos(SSL_CTX *ctx, const unsigned char *protos, unsigned int protos_len);
int SSL_set_alpn_protos(SSL *ssl, const unsigned char *protos, unsigned int protos_len);
void SSL_CTX_set_alpn_select_cb(SSL_CTX *ctx, SSL_CTX_alpn_select_cb_func cb, void *arg);
void SSL_CTX_set_next_proto_select_cb(SSL_CTX *ctx, SSL_CTX_npn_select_cb_func cb, void *arg);
void SSL_CTX_set_next_protos_advertised_cb(SSL_CTX *ctx, SSL_CTX_npn_advertised_cb_func cb, void *arg);
int SSL_select_next_proto(unsigned char **out, unsigned char *outlen, const unsigned char *in, unsigned int inlen,
	const unsigned char *client, unsigned int client_len);
void SSL_CTX_set_client_hello_cb(SSL_CTX *ctx, SSL_client_hello_cb_fn cb, void *arg);
size_t SSL_client_hello_get0_ciphers(SSL *ssl, const unsigned char **out);
size_t SSL_client_hello_get0_compression_methods(SSL *ssl, const unsigned char **out);
int SSL_client_hello_get0_ext(SSL *ssl, unsigned int type, const unsigned char **out, size_t *outlen);
unsigned int SSL_client_hello_get0_legacy_version(SSL *ssl);
size_t SSL_client_hello_get0_random(SSL *ssl, const unsigned char **out);
size_t SSL_client_hello_get0_session_id(SSL *ssl, const unsigned char **out);
int SSL_client_hello_get1_extensions_present(SSL *ssl, int **out, size_t *outlen);
int SSL_client_hello_isv2(SSL *ssl);
int SSL_CTX_add_client_custom_ext(SSL_CTX *ctx, unsigned int ext_type, custom_ext_add_cb add_cb,
	custom_ext_free_cb free_cb, void *add_arg, custom_ext_parse_cb parse_cb, void *parse_arg);
int SSL_CTX_add_custom_ext(SSL_CTX *ctx, unsigned int ext_type, unsigned int context, SSL_custom_ext_add_cb_ex add_cb,
	SSL_custom_ext_free_cb_ex free_cb, void *add_arg, SSL_custom_ext_parse_cb_ex parse_cb, void *parse_arg);
int SSL_CTX_add_server_custom_ext(SSL_CTX *ctx, unsigned int ext_type, custom_ext_add_cb add_cb,
	custom_ext_free_cb free_cb, void *add_arg, custom_ext_parse_cb parse_cb, void *parse_arg);
int SSL_CTX_has_client_custom_ext(const SSL_CTX *ctx, unsigned int ext_type);
int SSL_extension_supported(unsigned int ext_type);
int SSL_CTX_set_tlsext_max_fragment_length(SSL_CTX *ctx, uint8_t mode);
int SSL_set_tlsext_max_fragment_length(SSL *ssl, uint8_t mode);

#define SSL_CTX_set_npn_advertised_cb SSL_CTX_set_next_protos_advertised_cb
#define SSL_CTX_set_npn_select_cb     SSL_CTX_set_next_proto_select_cb

/* Our own certificates and keys */

int SSL_CTX_use_certificate(SSL_CTX *ctx, X509 *cert);
int SSL_CTX_use_certificate_ASN1(SSL_CTX *ctx, int len, const unsigned char *d);
int SSL_CTX_use_certificate_chain_file(SSL_CTX *ctx, const char *file);
int SSL_CTX_use_certificate_file(SSL_CTX *ctx, const char *file, int type);
int SSL_use_certificate(SSL *ssl, X509 *cert);
int SSL_use_certificate_ASN1(SSL *ssl, const unsigned char *d, int len);
int SSL_use_certificate_chain_file(SSL *ssl, const char *file);
int SSL_use_certificate_file(SSL *ssl, const char *file, int type);
int SSL_CTX_use_PrivateKey(SSL_CTX *ctx, EVP_PKEY *pkey);
int SSL_CTX_use_PrivateKey_ASN1(int pk, SSL_CTX *ctx, const unsigned char *d, long len);
int SSL_CTX_use_PrivateKey_file(SSL_CTX *ctx, const char *file, int type);
int SSL_use_PrivateKey(SSL *ssl, EVP_PKEY *pkey);
int SSL_use_PrivateKey_ASN1(int pk, SSL *ssl, const unsigned char *d, long len);
int SSL_use_PrivateKey_file(SSL *ssl, const char *file, int type);
int SSL_CTX_use_cert_and_key(SSL_CTX *ctx, X509 *cert, EVP_PKEY *pkey, STACK_OF(X509) *chain, int override);
int SSL_use_cert_and_key(SSL *ssl, X509 *cert, EVP_PKEY *pkey, STACK_OF(X509) *chain, int override);
int SSL_CTX_use_serverinfo(SSL_CTX *ctx, const unsigned char *serverinfo, size_t serverinfo_length);
int SSL_CTX_use_serverinfo_ex(SSL_CTX *ctx, unsigned int version, const unsigned char *serverinfo,
	size_t serverinfo_length);
int SSL_CTX_use_serverinfo_file(SSL_CTX *ctx, const char *file);
int SSL_CTX_check_private_key(const SSL_CTX *ctx);
int SSL_check_private_key(const SSL *ssl);
int SSL_check_chain(SSL *ssl, X509 *cert, EVP_PKEY *pkey, STACK_OF(X509) *chain);
void SSL_certs_clear(SSL *ssl);
X509 *SSL_CTX_get0_certificate(const SSL_CTX *ctx);
EVP_PKEY *SSL_CTX_get0_privatekey(const SSL_CTX *ctx);
X509 *SSL_get_certificate(const SSL *ssl);
struct evp_pkey_st *SSL_get_privatekey(const SSL *ssl);
void SSL_CTX_set_cert_cb(SSL_CTX *ctx, int (*cb)(SSL *, void *), void *arg);
void SSL_set_cert_cb(SSL *ssl, int (*cb)(SSL *, void *), void *arg);
int (*SSL_CTX_get_client_cert_cb(SSL_CTX *ctx))(SSL *, X509 **, EVP_PKEY **);
void SSL_CTX_set_client_cert_cb(SSL_CTX *ctx, int (*client_cert_cb)(SSL *, X509 **, EVP_PKEY **));
int SSL_CTX_set_client_cert_engine(SSL_CTX *ctx, ENGINE *engine);
pem_password_cb *SSL_CTX_get_default_passwd_cb(SSL_CTX *ctx);
void *SSL_CTX_get_default_passwd_cb_userdata(SSL_CTX *ctx);
void SSL_CTX_set_default_passwd_cb(SSL_CTX *ctx, pem_password_cb *cb);
void SSL_CTX_set_default_passwd_cb_userdata(SSL_CTX *ctx, void *u);
pem_password_cb *SSL_get_default_passwd_cb(SSL *ssl);
void *SSL_get_default_passwd_cb_userdata(SSL *ssl);
void SSL_set_default_passwd_cb(SSL *ssl, pem_password_cb *cb);
void SSL_set_default_passwd_cb_userdata(SSL *ssl, void *u);
#ifndef OPENSSL_NO_DEPRECATED_3_0
OSSL_DEPRECATEDIN_3_0 int SSL_CTX_use_RSAPrivateKey(SSL_CTX *ctx, RSA *rsa);
OSSL_DEPRECATEDIN_3_0 int SSL_CTX_use_RSAPrivateKey_ASN1(SSL_CTX *ctx, const unsigned char *d, long len);
OSSL_DEPRECATEDIN_3_0 int SSL_CTX_use_RSAPrivateKey_file(SSL_CTX *ctx, const char *file, int type);
OSSL_DEPRECATEDIN_3_0 int SSL_use_RSAPrivateKey(SSL *ssl, RSA *rsa);
OSSL_DEPRECATEDIN_3_0 int SSL_use_RSAPrivateKey_ASN1(SSL *ssl, const unsigned char *d, long len);
OSSL_DEPRECATEDIN_3_0 int SSL_use_RSAPrivateKey_file(SSL *ssl, const char *file, int type);
#endif

/* The peer's certificate, and trust in it */

X509 *SSL_get0_peer_certificate(const SSL *ssl);
X509 *SSL_get1_peer_certificate(const SSL *ssl);
STACK_OF(X509) *SSL_get_peer_cert_chain(const SSL *ssl);
STACK_OF(X509) *SSL_get0_verified_chain(const SSL *ssl);
long SSL_get_verify_result(const SSL *ssl);
void SSL_set_verify_result(SSL *ssl, long v);
SSL_verify_cb SSL_CTX_get_verify_callback(const SSL_CTX *ctx);
int SSL_CTX_get_verify_depth(const SSL_CTX *ctx);
int SSL_CTX_get_verify_mode(const SSL_CTX *ctx);
void SSL_CTX_set_verify(SSL_CTX *ctx, int mode, SSL_verify_cb callback);
void SSL_CTX_set_verify_depth(SSL_CTX *ctx, int depth);
SSL_verify_cb SSL_get_verify_callback(const SSL *ssl);
int SSL_get_verify_depth(const SSL *ssl);
int SSL_get_verify_mode(const SSL *ssl);
void SSL_set_verify(SSL *ssl, int mode, SSL_verify_cb callback);
void SSL_set_verify_depth(SSL *ssl, int depth);
void SSL_CTX_set_cert_verify_callback(SSL_CTX *ctx, int (*cb)(X509_STORE_CTX *, void *), void *arg);
const char *SSL_get0_peername(SSL *ssl);
int SSL_add1_host(SSL *ssl, const char *hostname);
int SSL_set1_host(SSL *ssl, const char *hostname);
void SSL_set_hostflags(SSL *ssl, unsigned int flags);
X509_VERIFY_PARAM *SSL_CTX_get0_param(SSL_CTX *ctx);
int SSL_CTX_set1_param(SSL_CTX *ctx, X509_VERIFY_PARAM *param);
X509_VERIFY_PARAM *SSL_get0_param(SSL *ssl);
int SSL_set1_param(SSL *ssl, X509_VERIFY_PARAM *param);
int SSL_CTX_set_purpose(SSL_CTX *ctx, int purpose);
int SSL_set_purpose(SSL *ssl, int purpose);
int SSL_CTX_set_trust(SSL_CTX *ctx, int trust);
int SSL_set_trust(SSL *ssl, int trust);
int SSL_get_ex_data_X509_STORE_CTX_idx(void);
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define SSL_get_peer_certificate SSL_get1_peer_certificate
#endif
int SSL_CTX_load_verify_dir(SSL_CTX *ctx, const char *CApath);
int SSL_CTX_load_verify_file(SSL_CTX *ctx, const char *CAfile);
int SSL_CTX_load_verify_locations(SSL_CTX *ctx, const char *CAfile, const char *CApath);
int SSL_CTX_load_verify_store(SSL_CTX *ctx, const char *CAstore);
int SSL_CTX_set_default_verify_dir(SSL_CTX *ctx);
int SSL_CTX_set_default_verify_file(SSL_CTX *ctx);
int SSL_CTX_set_default_verify_paths(SSL_CTX *ctx);
int SSL_CTX_set_default_verify_store(SSL_CTX *ctx);
X509_STORE *SSL_CTX_get_cert_store(const SSL_CTX *ctx);
void SSL_CTX_set1_cert_store(SSL_CTX *ctx, X509_STORE *store);
void SSL_CTX_set_cert_store(SSL_CTX *ctx, X509_STORE *store);

/* Names of authorities, sent to a client or a server as a hint */

int SSL_CTX_add1_to_CA_list(SSL_CTX *ctx, const X509 *cert);
const STACK_OF(X509_NAME) *SSL_CTX_get0_CA_list(const SSL_CTX *ctx);
STACK_OF(X509_NAME) *SSL_CTX_get_client_CA_list(const SSL_CTX *ctx);
void SSL_CTX_set0_CA_list(SSL_CTX *ctx, STACK_OF(X509_NAME) *name_list);
void SSL_CTX_set_client_CA_list(SSL_CTX *ctx, STACK_OF(X509_NAME) *name_list);
int SSL_add1_to_CA_list(SSL *ssl, const X509 *cert);
STACK_OF(X509_NAME) *SSL_dup_CA_list(const STACK_OF(X509_NAME) *sk);
const STACK_OF(X509_NAME) *SSL_get0_CA_list(const SSL *ssl);
const STACK_OF(X509_NAME) *SSL_get0_peer_CA_list(const SSL *ssl);
STACK_OF(X509_NAME) *SSL_get_client_CA_list(const SSL *ssl);
void SSL_set0_CA_list(SSL *ssl, STACK_OF(X509_NAME) *name_list);
void SSL_set_client_CA_list(SSL *ssl, STACK_OF(X509_NAME) *name_list);
int SSL_CTX_add_client_CA(SSL_CTX *ctx, X509 *cert);
int SSL_add_client_CA(SSL *ssl, X509 *cert);
STACK_OF(X509_NAME) *SSL_load_client_CA_file(const char *file);
STACK_OF(X509_NAME) *SSL_load_client_CA_file_ex(const char *file, OSSL_LIB_CTX *libctx, const char *propq);
int SSL_add_dir_cert_subjects_to_stack(STACK_OF(X509_NAME) *stackCAs, const char *dir);
int SSL_add_file_cert_subjects_to_stack(STACK_OF(X509_NAME) *stackCAs, const char *file);
int SSL_add_store_cert_subjects_to_stack(STACK_OF(X509_NAME) *stackCAs, const char *uri);

/* DANE (RFC 6698) */

unsigned long SSL_CTX_dane_clear_flags(SSL_CTX *ctx, unsigned long flags);
int SSL_CTX_dane_enable(SSL_CTX *ctx);
int SSL_CTX_dane_mtype_set(SSL_CTX *ctx, const EVP_MD *md, uint8_t mtype, uint8_t ord);
unsigned long SSL_CTX_dane_set_flags(SSL_CTX *ctx, unsigned long flags);
unsigned long SSL_dane_clear_flags(SSL *ssl, unsigned long flags);
int SSL_dane_enable(SSL *ssl, const char *basedomain);
unsigned long SSL_dane_set_flags(SSL *ssl, unsigned long flags);
int SSL_dane_tlsa_add(SSL *ssl, uint8_t usage, uint8_t selector, uint8_t mtype, const unsigned char *data, size_t dlen);
SSL_DANE *SSL_get0_dane(SSL *ssl);
int SSL_get0_dane_authority(SSL *ssl, X509 **mcert, EVP_PKEY **mspki);
int SSL_get0_dane_tlsa(SSL *ssl, uint8_t *usage, uint8_t *selector, uint8_t *mtype, const unsigned char **data,
	size_t *dlen);

/* Certificate transparency (RFC 6962) */

int SSL_CTX_ct_is_enabled(const SSL_CTX *ctx);
int SSL_ct_is_enabled(const SSL *ssl);
int SSL_CTX_enable_ct(SSL_CTX *ctx, int validation_mode);
int SSL_enable_ct(SSL *ssl, int validation_mode);
int SSL_CTX_set_ct_validation_callback(SSL_CTX *ctx, ssl_ct_validation_cb callback, void *arg);
int SSL_set_ct_validation_callback(SSL *ssl, ssl_ct_validation_cb callback, void *arg);
const CTLOG_STORE *SSL_CTX_get0_ctlog_store(const SSL_CTX *ctx);
void SSL_CTX_set0_ctlog_store(SSL_CTX *ctx, CTLOG_STORE *store);
int SSL_CTX_set_ctlog_list_file(SSL_CTX *ctx, const char *path);
int SSL_CTX_set_default_ctlog_list_file(SSL_CTX *ctx);
const STACK_OF(SCT) *SSL_get0_peer_scts(SSL *ssl);

#define SSL_CTX_disable_ct(ctx) ((void)SSL_CTX_set_validation_callback((ctx), NULL, NULL))
#define SSL_disable_ct(s) ((void)SSL_set_validation_callback((s), NULL, NULL))

/* Sessions and tickets */

SSL_SESSION *SSL_get_session(const SSL *ssl);
SSL_SESSION *SSL_get1_session(SSL *ssl);
int SSL_set_session(SSL *ssl, SSL_SESSION *session);
int SSL_copy_session_id(SSL *to, const SSL *from);

#define SSL_get0_session SSL_get_session

SSL_SESSION *SSL_SESSION_dup(const SSL_SESSION *session);
void SSL_SESSION_free(SSL_SESSION *session);
void SSL_SESSION_get0_alpn_selected(const SSL_SESSION *session, const unsigned char **alpn, size_t *len);
const SSL_CIPHER *SSL_SESSION_get0_cipher(const SSL_SESSION *session);
const char *SSL_SESSION_get0_hostname(const SSL_SESSION *session);
const unsigned char *SSL_SESSION_get0_id_context(const SSL_SESSION *session, unsigned int *len);
X509 *SSL_SESSION_get0_peer(SSL_SESSION *session);
void SSL_SESSION_get0_ticket(const SSL_SESSION *session, const unsigned char **tick, size_t *len);
int SSL_SESSION_get0_ticket_appdata(SSL_SESSION *session, void **data, size_t *len);
unsigned int SSL_SESSION_get_compress_id(const SSL_SESSION *session);
void *SSL_SESSION_get_ex_data(const SSL_SESSION *session, int idx);
const unsigned char *SSL_SESSION_get_id(const SSL_SESSION *session, unsigned int *len);
size_t SSL_SESSION_get_master_key(const SSL_SESSION *session, unsigned char *out, size_t outlen);
uint8_t SSL_SESSION_get_max_fragment_length(const SSL_SESSION *session);
int SSL_SESSION_get_protocol_version(const SSL_SESSION *session);
unsigned long SSL_SESSION_get_ticket_lifetime_hint(const SSL_SESSION *session);
long SSL_SESSION_get_time(const SSL_SESSION *session);
long SSL_SESSION_get_timeout(const SSL_SESSION *session);
int SSL_SESSION_has_ticket(const SSL_SESSION *session);
int SSL_SESSION_is_resumable(const SSL_SESSION *session);
SSL_SESSION *SSL_SESSION_new(void);
int SSL_SESSION_print(BIO *bio, const SSL_SESSION *session);
int SSL_SESSION_print_fp(FILE *fp, const SSL_SESSION *session);
int SSL_SESSION_print_keylog(BIO *bio, const SSL_SESSION *session);
int SSL_SESSION_set1_alpn_selected(SSL_SESSION *session, const unsigned char *alpn, size_t len);
int SSL_SESSION_set1_hostname(SSL_SESSION *session, const char *hostname);
int SSL_SESSION_set1_id(SSL_SESSION *session, const unsigned char *sid, unsigned int sid_len);
int SSL_SESSION_set1_id_context(SSL_SESSION *session, const unsigned char *sid_ctx, unsigned int sid_ctx_len);
int SSL_SESSION_set1_master_key(SSL_SESSION *session, const unsigned char *in, size_t len);
int SSL_SESSION_set1_ticket_appdata(SSL_SESSION *session, const void *data, size_t len);
int SSL_SESSION_set_cipher(SSL_SESSION *session, const SSL_CIPHER *cipher);
int SSL_SESSION_set_ex_data(SSL_SESSION *session, int idx, void *data);
int SSL_SESSION_set_protocol_version(SSL_SESSION *session, int version);
long SSL_SESSION_set_time(SSL_SESSION *session, long t);
long SSL_SESSION_set_timeout(SSL_SESSION *session, long t);
int SSL_SESSION_up_ref(SSL_SESSION *session);
SSL_SESSION *(*SSL_CTX_sess_get_get_cb(SSL_CTX *ctx))(struct ssl_st *, const unsigned char *, int, int *);
int (*SSL_CTX_sess_get_new_cb(SSL_CTX *ctx))(struct ssl_st *, SSL_SESSION *);
void (*SSL_CTX_sess_get_remove_cb(SSL_CTX *ctx))(struct ssl_ctx_st *, SSL_SESSION *);
void SSL_CTX_sess_set_get_cb(SSL_CTX *ctx,
	SSL_SESSION *(*get_session_cb)(struct ssl_st *, const unsigned char *, int, int *));
void SSL_CTX_sess_set_new_cb(SSL_CTX *ctx, int (*new_session_cb)(struct ssl_st *, SSL_SESSION *));
void SSL_CTX_sess_set_remove_cb(SSL_CTX *ctx, void (*remove_session_cb)(struct ssl_ctx_st *, SSL_SESSION *));
LHASH_OF(SSL_SESSION) *SSL_CTX_sessions(SSL_CTX *ctx);
int SSL_CTX_add_session(SSL_CTX *ctx, SSL_SESSION *session);
int SSL_CTX_remove_session(SSL_CTX *ctx, SSL_SESSION *session);
void SSL_CTX_flush_sessions(SSL_CTX *ctx, long tm);
long SSL_CTX_get_timeout(const SSL_CTX *ctx);
long SSL_CTX_set_timeout(SSL_CTX *ctx, long t);
long SSL_get_default_timeout(const SSL *ssl);
int SSL_CTX_set_session_id_context(SSL_CTX *ctx, const unsigned char *sid_ctx, unsigned int sid_ctx_len);
int SSL_set_session_id_context(SSL *ssl, const unsigned char *sid_ctx, unsigned int sid_ctx_len);
int SSL_CTX_set_generate_session_id(SSL_CTX *ctx, GEN_SESSION_CB cb);
int SSL_set_generate_session_id(SSL *ssl, GEN_SESSION_CB cb);
int SSL_has_matching_session_id(const SSL *ssl, const unsigned char *id, unsigned int id_len);
size_t SSL_CTX_get_num_tickets(const SSL_CTX *ctx);
int SSL_CTX_set_num_tickets(SSL_CTX *ctx, size_t num_tickets);
size_t SSL_get_num_tickets(const SSL *ssl);
int SSL_set_num_tickets(SSL *ssl, size_t num_tickets);
int SSL_new_session_ticket(SSL *ssl);
int SSL_CTX_set_session_ticket_cb(SSL_CTX *ctx, SSL_CTX_generate_session_ticket_fn gen_cb,
	SSL_CTX_decrypt_session_ticket_fn dec_cb, void *arg);
int SSL_CTX_set_tlsext_ticket_key_evp_cb(SSL_CTX *ctx,
	int (*fp)(SSL *, unsigned char *, unsigned char *, EVP_CIPHER_CTX *, EVP_MAC_CTX *, int));
int SSL_set_session_ticket_ext(SSL *ssl, void *ext_data, int ext_len);
int SSL_set_session_ticket_ext_cb(SSL *ssl, tls_session_ticket_ext_cb_fn cb, void *arg);
int SSL_set_session_secret_cb(SSL *ssl, tls_session_secret_cb_fn session_secret_cb, void *arg);
void SSL_CTX_set_not_resumable_session_callback(SSL_CTX *ctx, int (*cb)(SSL *, int));
void SSL_set_not_resumable_session_callback(SSL *ssl, int (*cb)(SSL *, int));
SSL_SESSION *d2i_SSL_SESSION(SSL_SESSION **a, const unsigned char **pp, long length);
int i2d_SSL_SESSION(const SSL_SESSION *session, unsigned char **pp);
SSL_SESSION *PEM_read_SSL_SESSION(FILE *out, SSL_SESSION **x, pem_password_cb *cb, void *u);
SSL_SESSION *PEM_read_bio_SSL_SESSION(BIO *bio, SSL_SESSION **x, pem_password_cb *cb, void *u);
int PEM_write_SSL_SESSION(FILE *out, const SSL_SESSION *session);
int PEM_write_bio_SSL_SESSION(BIO *bio, const SSL_SESSION *session);

#define SSL_get_time(a) SSL_SESSION_get_time((a))
#define SSL_set_time(a, b) SSL_SESSION_set_time((a), (b))
#define SSL_get_timeout(a) SSL_SESSION_get_timeout((a))
#define SSL_set_timeout(a, b) SSL_SESSION_set_timeout((a), (b))

/* d2i_SSL_SESSION_bio and i2d_SSL_SESSION_bio: the same over a BIO. */
#define d2i_SSL_SESSION_bio(bio, out) ASN1_d2i_bio_of(SSL_SESSION, SSL_SESSION_new, d2i_SSL_SESSION, bio, out)
#define i2d_SSL_SESSION_bio(bio, session) ASN1_i2d_bio_of(SSL_SESSION, i2d_SSL_SESSION, bio, session)

/* Pre-shared keys, post-handshake authentication */

void SSL_CTX_set_psk_client_callback(SSL_CTX *ctx, SSL_psk_client_cb_func cb);
void SSL_CTX_set_psk_find_session_callback(SSL_CTX *ctx, SSL_psk_find_session_cb_func cb);
void SSL_CTX_set_psk_server_callback(SSL_CTX *ctx, SSL_psk_server_cb_func cb);
void SSL_CTX_set_psk_use_session_callback(SSL_CTX *ctx, SSL_psk_use_session_cb_func cb);
int SSL_CTX_use_psk_identity_hint(SSL_CTX *ctx, const char *identity_hint);
const char *SSL_get_psk_identity(const SSL *ssl);
const char *SSL_get_psk_identity_hint(const SSL *ssl);
void SSL_set_psk_client_callback(SSL *ssl, SSL_psk_client_cb_func cb);
void SSL_set_psk_find_session_callback(SSL *ssl, SSL_psk_find_session_cb_func cb);
void SSL_set_psk_server_callback(SSL *ssl, SSL_psk_server_cb_func cb);
void SSL_set_psk_use_session_callback(SSL *ssl, SSL_psk_use_session_cb_func cb);
int SSL_use_psk_identity_hint(SSL *ssl, const char *identity_hint);
void SSL_CTX_set_post_handshake_auth(SSL_CTX *ctx, int val);
void SSL_set_post_handshake_auth(SSL *ssl, int val);

/* Watching a connection */

void (*SSL_CTX_get_info_callback(SSL_CTX *ctx))(const SSL *, int, int);
void SSL_CTX_set_info_callback(SSL_CTX *ctx, void (*cb)(const SSL *, int, int));
void (*SSL_get_info_callback(const SSL *ssl))(const SSL *, int, int);
void SSL_set_info_callback(SSL *ssl, void (*cb)(const SSL *, int, int));
void SSL_CTX_set_msg_callback(SSL_CTX *ctx, void (*cb)(int, int, int, const void *, size_t, SSL *, void *));
void SSL_set_msg_callback(SSL *ssl, void (*cb)(int, int, int, const void *, size_t, SSL *, void *));
SSL_CTX_keylog_cb_func SSL_CTX_get_keylog_callback(const SSL_CTX *ctx);
void SSL_CTX_set_keylog_callback(SSL_CTX *ctx, SSL_CTX_keylog_cb_func cb);
void SSL_trace(int write_p, int version, int content_type, const void *buf, size_t len, SSL *ssl, void *arg);

/* Security levels */

void *SSL_CTX_get0_security_ex_data(const SSL_CTX *ctx);
int (*SSL_CTX_get_security_callback(const SSL_CTX *ctx))(const SSL *, const SSL_CTX *, int, int, int, void *, void *);
int SSL_CTX_get_security_level(const SSL_CTX *ctx);
void SSL_CTX_set0_security_ex_data(SSL_CTX *ctx, void *ex);
void SSL_CTX_set_security_callback(SSL_CTX *ctx,
	int (*cb)(const SSL *, const SSL_CTX *, int, int, int, void *, void *));
void SSL_CTX_set_security_level(SSL_CTX *ctx, int level);
void *SSL_get0_security_ex_data(const SSL *ssl);
int (*SSL_get_security_callback(const SSL *ssl))(const SSL *, const SSL_CTX *, int, int, int, void *, void *);
int SSL_get_security_level(const SSL *ssl);
void SSL_set0_security_ex_data(SSL *ssl, void *ex);
void SSL_set_security_callback(SSL *ssl, int (*cb)(const SSL *, const SSL_CTX *, int, int, int, void *, void *));
void SSL_set_security_level(SSL *ssl, int level);

/* Buffers, padding, reading ahead */

void *SSL_CTX_get_record_padding_callback_arg(const SSL_CTX *ctx);
int SSL_CTX_set_block_padding(SSL_CTX *ctx, size_t block_size);
void SSL_CTX_set_record_padding_callback(SSL_CTX *ctx, size_t (*cb)(SSL *, int, size_t, void *));
void SSL_CTX_set_record_padding_callback_arg(SSL_CTX *ctx, void *arg);
void *SSL_get_record_padding_callback_arg(const SSL *ssl);
int SSL_set_block_padding(SSL *ssl, size_t block_size);
int SSL_set_record_padding_callback(SSL *ssl, size_t (*cb)(SSL *, int, size_t, void *));
void SSL_set_record_padding_callback_arg(SSL *ssl, void *arg);
int SSL_get_read_ahead(const SSL *ssl);
void SSL_set_read_ahead(SSL *ssl, int yes);
void SSL_CTX_set_default_read_buffer_len(SSL_CTX *ctx, size_t len);
void SSL_set_default_read_buffer_len(SSL *ssl, size_t len);
int SSL_alloc_buffers(SSL *ssl);
int SSL_free_buffers(SSL *ssl);

/* Data of the program's own on each object */

void *SSL_CTX_get_ex_data(const SSL_CTX *ctx, int idx);
int SSL_CTX_set_ex_data(SSL_CTX *ctx, int idx, void *data);
void *SSL_get_ex_data(const SSL *ssl, int idx);
int SSL_set_ex_data(SSL *ssl, int idx, void *data);

#define SSL_CTX_get_ex_new_index(l, p, newf, dupf, freef) \
	CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX_SSL_CTX, (l), (p), (newf), (dupf), (freef))
#define SSL_SESSION_get_ex_new_index(l, p, newf, dupf, freef) \
	CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX_SSL_SESSION, (l), (p), (newf), (dupf), (freef))
#define SSL_get_ex_new_index(l, p, newf, dupf, freef) \
	CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX_SSL, (l), (p), (newf), (dupf), (freef))
#define SSL_CTX_get_app_data(ctx) (SSL_CTX_get_ex_data((ctx), 0))
#define SSL_CTX_set_app_data(ctx, arg) (SSL_CTX_set_ex_data((ctx), 0, (char *)(arg)))
#define SSL_SESSION_get_app_data(s) (SSL_SESSION_get_ex_data((s), 0))
#define SSL_SESSION_set_app_data(s, a) (SSL_SESSION_set_ex_data((s), 0, (char *)(a)))
#define SSL_get_app_data(s) (SSL_get_ex_data((s), 0))
#define SSL_set_app_data(s, arg) (SSL_set_ex_data((s), 0, (char *)(arg)))

/* Asynchronous jobs */

int SSL_CTX_set_async_callback(SSL_CTX *ctx, SSL_async_callback_fn callback);
int SSL_CTX_set_async_callback_arg(SSL_CTX *ctx, void *arg);
int SSL_get_all_async_fds(SSL *ssl, int *fds, size_t *numfds);
int SSL_get_async_status(SSL *ssl, int *status);
int SSL_get_changed_async_fds(SSL *ssl, int *addfd, size_t *numaddfds, int *delfd, size_t *numdelfds);
int SSL_set_async_callback(SSL *ssl, SSL_async_callback_fn callback);
int SSL_set_async_callback_arg(SSL *ssl, void *arg);
int SSL_waiting_for_async(SSL *ssl);

/* Configuration by name and value, as in files and on command lines */

unsigned int SSL_CONF_CTX_clear_flags(SSL_CONF_CTX *cctx, unsigned int flags);
int SSL_CONF_CTX_finish(SSL_CONF_CTX *cctx);
void SSL_CONF_CTX_free(SSL_CONF_CTX *cctx);
SSL_CONF_CTX *SSL_CONF_CTX_new(void);
int SSL_CONF_CTX_set1_prefix(SSL_CONF_CTX *cctx, const char *pre);
unsigned int SSL_CONF_CTX_set_flags(SSL_CONF_CTX *cctx, unsigned int flags);
void SSL_CONF_CTX_set_ssl(SSL_CONF_CTX *cctx, SSL *ssl);
void SSL_CONF_CTX_set_ssl_ctx(SSL_CONF_CTX *cctx, SSL_CTX *ctx);
int SSL_CONF_cmd(SSL_CONF_CTX *cctx, const char *cmd, const char *value);
int SSL_CONF_cmd_argv(SSL_CONF_CTX *cctx, int *pargc, char ***pargv);
int SSL_CONF_cmd_value_type(SSL_CONF_CTX *cctx, const char *cmd);

/* A TLS connection as a BIO */

const BIO_METHOD *BIO_f_ssl(void);
BIO *BIO_new_ssl(SSL_CTX *ctx, int client);
BIO *BIO_new_ssl_connect(SSL_CTX *ctx);
BIO *BIO_new_buffer_ssl_connect(SSL_CTX *ctx);
int BIO_ssl_copy_session_id(BIO *to, BIO *from);
void BIO_ssl_shutdown(BIO *bio);

/* Settings behind the general control functions (ssl_ctrl.h names the commands) */

long SSL_ctrl(SSL *ssl, int cmd, long larg, void *parg);
long SSL_CTX_ctrl(SSL_CTX *ctx, int cmd, long larg, void *parg);
long SSL_callback_ctrl(SSL *ssl, int b, void (*c)(void));
long SSL_CTX_callback_ctrl(SSL_CTX *ctx, int b, void (*c)(void));

/* Finite-field parameters: no suite uses them, so they are accepted and dropped */

int SSL_CTX_set0_tmp_dh_pkey(SSL_CTX *ctx, EVP_PKEY *pkey);
int SSL_set0_tmp_dh_pkey(SSL *ssl, EVP_PKEY *pkey);
#ifndef OPENSSL_NO_DEPRECATED_3_0
OSSL_DEPRECATEDIN_3_0 void SSL_CTX_set_tmp_dh_callback(SSL_CTX *ctx, DH *(*dh)(SSL *, int, int));
OSSL_DEPRECATEDIN_3_0 void SSL_set_tmp_dh_callback(SSL *ssl, DH *(*dh)(SSL *, int, int));
#endif

/* Kept so that programs build and load; here they are refused or have nothing to tell (symbols.tsv) */

size_t DTLS_get_data_mtu(const SSL *ssl);
void DTLS_set_timer_cb(SSL *ssl, DTLS_timer_cb cb);
int DTLSv1_listen(SSL *ssl, BIO_ADDR *client);
void SSL_CTX_set_cookie_generate_cb(SSL_CTX *ctx, int (*app_gen_cookie_cb)(SSL *, unsigned char *, unsigned int *));
void SSL_CTX_set_cookie_verify_cb(SSL_CTX *ctx,
	int (*app_verify_cookie_cb)(SSL *, const unsigned char *, unsigned int));
int SSL_COMP_add_compression_method(int id, COMP_METHOD *meth);
const char *SSL_COMP_get0_name(const SSL_COMP *comp);
STACK_OF(SSL_COMP) *SSL_COMP_get_compression_methods(void);
int SSL_COMP_get_id(const SSL_COMP *comp);
const char *SSL_COMP_get_name(const COMP_METHOD *meth);
STACK_OF(SSL_COMP) *SSL_COMP_set0_compression_methods(STACK_OF(SSL_COMP) *meths);
const COMP_METHOD *SSL_get_current_compression(const SSL *ssl);
const COMP_METHOD *SSL_get_current_expansion(const SSL *ssl);
const struct openssl_ssl_test_functions *SSL_test_functions(void);
#ifndef OPENSSL_NO_DEPRECATED_3_0
OSSL_DEPRECATEDIN_3_0 int SSL_CTX_set_srp_cb_arg(SSL_CTX *ctx, void *arg);
OSSL_DEPRECATEDIN_3_0 int SSL_CTX_set_srp_client_pwd_callback(SSL_CTX *ctx, char *(*cb)(SSL *, void *));
OSSL_DEPRECATEDIN_3_0 int SSL_CTX_set_srp_password(SSL_CTX *ctx, char *password);
OSSL_DEPRECATEDIN_3_0 int SSL_CTX_set_srp_strength(SSL_CTX *ctx, int strength);
OSSL_DEPRECATEDIN_3_0 int SSL_CTX_set_srp_username(SSL_CTX *ctx, char *name);
OSSL_DEPRECATEDIN_3_0 int SSL_CTX_set_srp_username_callback(SSL_CTX *ctx, int (*cb)(SSL *, int *, void *));
OSSL_DEPRECATEDIN_3_0 int SSL_CTX_set_srp_verify_param_callback(SSL_CTX *ctx, int (*cb)(SSL *, void *));
OSSL_DEPRECATEDIN_3_0 BIGNUM *SSL_get_srp_N(SSL *ssl);
OSSL_DEPRECATEDIN_3_0 BIGNUM *SSL_get_srp_g(SSL *ssl);
OSSL_DEPRECATEDIN_3_0 char *SSL_get_srp_userinfo(SSL *ssl);
OSSL_DEPRECATEDIN_3_0 char *SSL_get_srp_username(SSL *ssl);
OSSL_DEPRECATEDIN_3_0 int SSL_set_srp_server_param(SSL *ssl, const BIGNUM *N, const BIGNUM *g, BIGNUM *sa, BIGNUM *v,
	char *info);
OSSL_DEPRECATEDIN_3_0 int SSL_set_srp_server_param_pw(SSL *ssl, const char *user, const char *pass, const char *grp);
OSSL_DEPRECATEDIN_3_0 int SSL_srp_server_param_with_username(SSL *ssl, int *ad);
OSSL_DEPRECATEDIN_3_0 int SRP_Calc_A_param(SSL *ssl);
OSSL_DEPRECATEDIN_3_0 int SSL_CTX_SRP_CTX_free(SSL_CTX *ctx);
OSSL_DEPRECATEDIN_3_0 int SSL_CTX_SRP_CTX_init(SSL_CTX *ctx);
OSSL_DEPRECATEDIN_3_0 int SSL_SRP_CTX_free(SSL *ssl);
OSSL_DEPRECATEDIN_3_0 int SSL_SRP_CTX_init(SSL *ssl);
#endif
#ifndef OPENSSL_NO_DEPRECATED_1_1_0
OSSL_DEPRECATEDIN_1_1_0 void SSL_set_debug(SSL *ssl, int debug);
#endif
#ifndef OPENSSL_NO_DEPRECATED_1_1_0
#define SSL_COMP_free_compression_methods() while (0) continue
#endif

#ifdef __cplusplus
}
#endif

#endif
