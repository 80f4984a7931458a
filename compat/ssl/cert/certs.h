/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * The certificates, chains and private keys of an SSL_CTX or SSL, one slot per kind of key as in OpenSSL. The slots
 * live in a struct cert_set that an SSL shares with its SSL_CTX until one of the two changes something: then the writer
 * gets a copy of its own. The engine's identity of a slot is built when it is first needed and kept with the slot.
 */
#ifndef TEASEL_COMPAT_CERT_CERTS_H
#define TEASEL_COMPAT_CERT_CERTS_H

#include <stdatomic.h>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "compat/ssl/cert/compress.h"
#include "compat/ssl/custom/custom.h"
#include "engine/engine.h"

enum cert_slot_id { SLOT_RSA, SLOT_RSA_PSS, SLOT_EC, SLOT_ED25519, SLOT_COUNT };

struct cert_slot {
	X509 *x509;
	EVP_PKEY *pkey;
	STACK_OF(X509) * chain;                /* issuers set for this slot; NULL: none were set */
	struct buffer serverinfo;              /* custom extensions as SSL_CTX_use_serverinfo_ex stores them */
	struct packed_cert packed[COMP_LIMIT]; /* by number of the algorithm */
	/* Built since the last change: [0] with issuers found in the trust store, [1] without; NULL: not yet. */
	_Atomic(struct tls_identity *) built[2];
};

struct cert_set {
	atomic_uint refs;
	struct cert_slot slot[SLOT_COUNT];
	enum cert_slot_id current;
	STACK_OF(X509) * extra; /* SSL_CTX_add_extra_chain_cert */
	X509_STORE *chain_store, *verify_store;
	struct custom_list *custom; /* extensions of the program's own; NULL: none */
};

struct cert_settings {
	struct cert_set *set;
	pem_password_cb *passwd_cb;
	void *passwd_data;
};

/* 1, or 0 with an error queued. certs_free leaves the empty settings. certs_inherit overwrites dst, which must be
 * empty. */
int certs_init(struct cert_settings *c);
int certs_inherit(struct cert_settings *dst, const struct cert_settings *src);
void certs_free(struct cert_settings *c);

/* Memory that out points into; valid until certs_scratch_free, to be called after tls_config_new. Starts as zero. */
struct certs_scratch {
	struct tls_identity *identity[SLOT_COUNT]; /* references */
};

/*
 * certs_fill puts the identities into out. s is NULL for the SSL_CTX's own freeze. mode is SSL_CTX_get_mode's or
 * SSL_get_mode's value (SSL_MODE_NO_AUTO_CHAIN matters). 1, or 0 with an error queued. A slot whose certificate the
 * engine cannot use is left out.
 */
int certs_fill(SSL_CTX *ctx, SSL *s, uint32_t mode, struct tls_settings *out, struct certs_scratch *scratch);
void certs_scratch_free(struct certs_scratch *scratch);

/*
 * certs_ctrl serves the commands SSL_CTRL_EXTRA_CHAIN_CERT, _GET_EXTRA_CHAIN_CERTS, _CLEAR_EXTRA_CHAIN_CERTS, _CHAIN,
 * _CHAIN_CERT, _GET_CHAIN_CERTS, _SELECT_CURRENT_CERT, _SET_CURRENT_CERT, _BUILD_CERT_CHAIN, _SET_VERIFY_CERT_STORE,
 * _SET_CHAIN_CERT_STORE, _GET_VERIFY_CERT_STORE and _GET_CHAIN_CERT_STORE. s is NULL for SSL_CTX_ctrl; else ctx is the
 * SSL's.
 */
long certs_ctrl(SSL_CTX *ctx, SSL *s, int cmd, long larg, void *parg);

/* certs_of and certs_writable: the set of s, or of ctx when s is NULL; the latter owned by it alone, or NULL (error
 * queued). A change ends with certs_changed. */
struct cert_set *certs_of(SSL_CTX *ctx, SSL *s);
struct cert_set *certs_writable(SSL_CTX *ctx, SSL *s);
void certs_changed(SSL_CTX *ctx, SSL *s, struct cert_slot *slot);

/* certs_repacked: the slot's compressed forms are others; to be followed by ctx_changed or ssl_changed. */
void certs_repacked(struct cert_slot *slot);

/* certs_identity: a reference to what a slot with certificate and key sends, mode as for certs_fill. */
MUST_CHECK enum tls_err certs_identity(SSL_CTX *ctx, SSL *s, struct cert_slot *slot, uint32_t mode,
				       struct tls_identity **out);

/* certs_slot_of: where a key of this kind belongs, or SLOT_COUNT. */
enum cert_slot_id certs_slot_of(const EVP_PKEY *pkey);

/* certs_set_cert and certs_set_key put x and pkey into their slots, taking references. (For the client certificate
 * callback too.) 1, or 0 with an error queued. */
int certs_set_cert(SSL_CTX *ctx, SSL *s, X509 *x);
int certs_set_key(SSL_CTX *ctx, SSL *s, EVP_PKEY *pkey);

/* certs_security_check judges x as SSL_CTX_use_certificate does: 1, or the SSL_R_ reason. leaf: it is the end entity.
 */
int certs_security_check(SSL_CTX *ctx, SSL *s, X509 *x, bool leaf);

/* certs_check_chain: every certificate of chain (may be NULL) passes certs_security_check; else 0, error queued. */
int certs_check_chain(SSL_CTX *ctx, SSL *s, STACK_OF(X509) * chain);

/* certs_slot_in_use: the slot of the identity that s authenticates with, or the current one. */
struct cert_slot *certs_slot_in_use(const SSL *s);

/* certs_clear empties all slots (SSL_certs_clear). */
void certs_clear(SSL_CTX *ctx, SSL *s);

/* certs_store_changed: issuers may be found now that were not before. */
void certs_store_changed(SSL_CTX *ctx);

#endif
