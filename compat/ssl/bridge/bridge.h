/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Where the engine's questions about certificates and keys meet libcrypto's objects. bridge_verify and bridge_sign are
 * the engine's hooks of the same name; core/hooks.c puts them into its table.
 */
#ifndef TEASEL_COMPAT_BRIDGE_BRIDGE_H
#define TEASEL_COMPAT_BRIDGE_BRIDGE_H

#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "engine/engine.h"

/* owner is the SSL. */
enum tls_hook_answer bridge_verify(void *owner, struct tls_conn *c, struct cert *const *chain, size_t n,
				   struct tls_hook_fault *fault);
enum tls_hook_answer bridge_verify_raw(void *owner, struct tls_conn *c, struct span spki, struct tls_hook_fault *fault);
enum tls_hook_answer bridge_sign(void *owner, struct tls_conn *c, const struct tls_identity *id,
				 const struct sig_scheme_info *scheme, const struct span *parts, size_t n_parts,
				 uint8_t *out, size_t *out_len, struct tls_hook_fault *fault);

/*
 * bridge_identity makes the engine's identity of a certificate, its issuers (may be NULL) and its key. A key that can
 * be exported goes to the engine; any other signs through bridge_sign, for which the identity keeps pkey as its
 * external value: pkey must live as long as the identity does, which cert_set sees to. TLS_E_* on failure.
 */
MUST_CHECK enum tls_err bridge_identity(struct tls_identity **out, X509 *leaf, STACK_OF(X509) * issuers,
					EVP_PKEY *pkey);

/* bridge_raw_identity: the same for a key without a certificate (RFC 7250). */
MUST_CHECK enum tls_err bridge_raw_identity(struct tls_identity **out, EVP_PKEY *pkey);

/* bridge_x509 and bridge_cert carry a certificate over by its DER. NULL: malformed, or memory is out. */
X509 *bridge_x509(struct span der);
struct cert *bridge_cert(X509 *x);

/* bridge_x509_chain: the same for the engine's view of a chain, leaf first; NULL as above. */
STACK_OF(X509) * bridge_x509_chain(struct cert *const *chain, size_t n);

/* bridge_raw_key: a raw public key as libcrypto has it; NULL for none, malformed, or memory is out. */
EVP_PKEY *bridge_raw_key(struct span spki);

/* bridge_session_chain: the peer's certificates that a session remembers, leaf first; NULL: none, or memory is out. */
STACK_OF(X509) * bridge_session_chain(const struct tls_session *ts);

/* bridge_store_ctx: an X509_STORE_CTX over store with the parameters of the SSL, without a certificate yet; to free
 * with X509_STORE_CTX_free. NULL: memory is out. */
X509_STORE_CTX *bridge_store_ctx(SSL *s, X509_STORE *store);

/* bridge_judge has the engine judge the chain, leaf first: true with the verdict in *ok and what came of it in the SSL;
 * false when the program asked for something that X509_verify_cert must judge. */
bool bridge_judge(SSL *s, X509_STORE *store, struct cert *const *chain, size_t n, int *ok);

/*
 * bridge_object has the engine judge a chain that X509_verify_cert accepted, with a verify callback. The engine is
 * stricter here and there; what it objects to, and the callback has not overruled already, the callback is told of as
 * of any failure, and may overrule. sc is as that function left it. 1: accepted, 0 else; the error is in sc.
 */
int bridge_object(SSL *s, X509_STORE_CTX *sc, struct cert *const *chain, size_t n);

/*
 * bridge_dane has the engine judge by the SSL's TLSA records, of which there are some. sc is as callbacks want it;
 * quiet: none is called. The verdict, above 0 for accepted, with what came of it in the SSL.
 */
int bridge_dane(SSL *s, X509_STORE_CTX *sc, bool quiet, struct cert *const *chain, size_t n);

/* What a program set, as the engine wants it (judge.c). params points into the rest and into the X509_VERIFY_PARAM. */
#define JUDGE_MAX_HOSTS 16
struct judge_request {
	struct verify_params params;
	struct revocation revocation; /* whose owner is the caller's to set, to a struct judge_anchors */
	struct verify_checks checks;
	const char *hosts[JUDGE_MAX_HOSTS];
	uint8_t ip[16];
	bool out_of_memory; /* why it could not be made */
};

/*
 * judge_request_make reads the parameters that X509_verify_cert would go by, into which r then points. False when the
 * engine cannot honour one. leaf_alone: flags and purpose, which are about chains, do not matter.
 */
bool judge_request_make(SSL *s, X509_STORE_CTX *sc, bool leaf_alone, struct judge_request *r);

/* judge_store_has_steps: the program replaced a step of verification, its callback apart. */
bool judge_store_has_steps(X509_STORE *store);

/* The owner of a struct trust over an X509_STORE, and its by_subject. */
struct judge_anchors {
	X509_STORE_CTX *sc;
	struct bundle *files; /* what the store would find there itself goes the short way; or NULL */
	bool foreign;         /* an anchor with trust settings of its own came up */
};
/* judge_files: the files of anchors that the store stands for and does not hold; NULL when there are none. */
struct bundle *judge_files(const SSL *s, const X509_STORE *store);
enum tls_err judge_anchors_by_subject(void *owner, struct span subject, bool (*add)(void *ctx, struct cert *anchor),
				      void *ctx);

/* judge_keep hands what the verifier found to the SSL. */
void judge_keep(SSL *s, struct verify_result *res);

#define V_ERR_RPK_UNTRUSTED 95 /* X509_V_ERR_RPK_UNTRUSTED of OpenSSL 3.2 */

/* bridge_check_staple judges what the peer stapled (empty: nothing), where that was asked for. The verdict goes to the
 * SSL; TLS_OK also where the program does not insist. */
enum tls_err bridge_check_staple(SSL *s, struct tls_conn *c, struct span response);

/* bridge_verify_error: the engine's error, and with it the alert, for an X509_V_ERR_ number. */
enum tls_err bridge_verify_error(long x509_err);

#endif
