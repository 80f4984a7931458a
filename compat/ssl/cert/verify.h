/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * How the peer is judged: mode and callback, X509_VERIFY_PARAM, the trust store, the names of CAs; and what came of it
 * for one connection. The judging itself is in bridge/verify.c.
 */
#ifndef TEASEL_COMPAT_CERT_VERIFY_H
#define TEASEL_COMPAT_CERT_VERIFY_H

#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include "engine/engine.h"

struct verify_settings {
	int mode; /* SSL_VERIFY_* */
	SSL_verify_cb cb;
	X509_VERIFY_PARAM *param;
	bool param_touched;                    /* purpose and trust of param may be other than the default */
	STACK_OF(X509_NAME) * ca_names;        /* SSL_CTX_set0_CA_list */
	STACK_OF(X509_NAME) * client_ca_names; /* SSL_CTX_set_client_CA_list: wins over ca_names at a server */
	unsigned long dane_flags;              /* DANE_FLAG_* */
	bool must_staple;                      /* certificates that demand a stapled response get what they demand */
};

/* Of an SSL_CTX alone. */
struct ctx_trust {
	X509_STORE *store;
	bool store_shown;      /* the program holds a pointer to it */
	bool store_fed;        /* libcrypto's loaders or lookups serve it: files are no longer taken lazily */
	struct bundle *bundle; /* files taken lazily, owned by the store; NULL: none */
	int (*verify_cb)(X509_STORE_CTX *, void *); /* SSL_CTX_set_cert_verify_callback */
	void *verify_arg;
};

/* The failures that a verify callback overruled while X509_verify_cert judged, as far as there is room: what is beyond
 * is told once more. */
struct overruled {
	struct {
		int err, depth;
	} v[32];
	size_t n;
};

/* Of one connection. */
struct verify_state {
	long result;                     /* X509_V_ERR_ number */
	unsigned long ocsp_flags;        /* X509_V_FLAG_OCSP_RESP_CHECK and _ALL, as the chain was judged by them */
	STACK_OF(X509) * peer_chain;     /* made from the engine's chain when first asked for, leaf first */
	STACK_OF(X509) * peer_rest;      /* the same without the leaf: what a server's SSL_get_peer_cert_chain shows */
	STACK_OF(X509) * verified_chain; /* as X509_verify_cert left it, or made of verified when first asked for */
	struct cert **verified;          /* the chain that the engine built, n_verified references; leaf first */
	size_t n_verified;
	STACK_OF(X509_NAME) * peer_ca_names;
	EVP_PKEY *peer_rpk; /* the peer's raw public key, made when first asked for */
	char *peername;     /* the name that matched, when the engine found it; OPENSSL_free */
	bool retry;         /* SSL_set_retry_verify was called in the callback */
	SSL_verify_cb cb;   /* the program's callback in the verification under way, whatever it sets meanwhile */
	struct overruled *overruled; /* borrowed, during a verification with cb */
};

/* 1, or 0 with an error queued. verify_inherit overwrites dst, which must be empty. */
int verify_init(struct verify_settings *v);
int verify_inherit(struct verify_settings *dst, const struct verify_settings *src);
void verify_free(struct verify_settings *v);

int trust_init(struct ctx_trust *t);
void trust_free(struct ctx_trust *t);
/* trust_show puts all that was taken lazily into the store. */
void trust_show(struct ctx_trust *t);

/* verify_state_clear: back to a new connection's, the result apart (SSL_clear); frees what it owns. */
void verify_state_clear(struct verify_state *v);

/* Memory that out points into; valid until verify_scratch_free, to be called after tls_config_new. Starts as zero. */
struct verify_scratch {
	uint8_t *ca_names, *hello_ca_names;
};

/* verify_fill puts the certificate request of a server and the CA names into out. s is NULL for the SSL_CTX's own. */
int verify_fill(SSL_CTX *ctx, SSL *s, struct tls_settings *out, struct verify_scratch *scratch);
void verify_scratch_free(struct verify_scratch *scratch);

/* verify_state_drop_peer forgets the X509 objects of the peer, who has shown another certificate, or none. */
void verify_state_drop_peer(struct verify_state *v);

/* verify_state_drop_verified forgets the verified chain. */
void verify_state_drop_verified(struct verify_state *v);

/* verify_peer_chain: the peer's certificates, leaf first, borrowed; NULL: none. */
STACK_OF(X509) * verify_peer_chain(SSL *s);

/* verify_ctrl serves SSL_CTRL_SET_RETRY_VERIFY. */
long verify_ctrl(SSL_CTX *ctx, SSL *s, int cmd, long larg, void *parg);

#endif
