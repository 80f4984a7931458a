/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Certification path building and validation (RFC 5280 §6 as the web uses it), with a verdict for every failure that
 * compat/ can say in OpenSSL's numbers. Work is bounded by a budget, whatever the graph of certificates looks like.
 * Where the anchors are is the caller's business (struct trust); so is what happens after a failure (on_event).
 */
#ifndef TEASEL_PKI_VERIFY_H
#define TEASEL_PKI_VERIFY_H

#include "pki/cert.h"
#include "pki/dane.h"

/*
 * Name, number of OpenSSL's X509_V_ERR_ code (part of the ABI: programs print and compare them), sentence.
 */
#define VERIFY_ERR_TABLE(X)                                                                                            \
	X(OK, 0, "ok")                                                                                                 \
	X(UNSPECIFIED, 1, "unspecified failure")                                                                       \
	X(NO_ISSUER, 2, "the issuer's certificate of a trusted certificate is missing")                                \
	X(NO_CRL, 3, "no revocation list was found that covers a certificate")                                         \
	X(UNDECODABLE_KEY, 6, "an issuer's public key could not be decoded")                                           \
	X(SIGNATURE_FAILURE, 7, "a certificate's signature does not verify")                                           \
	X(CRL_SIGNATURE, 8, "a revocation list's signature does not verify")                                           \
	X(NOT_YET_VALID, 9, "a certificate is not yet valid")                                                          \
	X(EXPIRED, 10, "a certificate has expired")                                                                    \
	X(CRL_NOT_YET_VALID, 11, "a revocation list is not yet valid")                                                 \
	X(CRL_EXPIRED, 12, "a revocation list has expired")                                                            \
	X(BAD_NOT_BEFORE, 13, "notBefore is not a time")                                                               \
	X(BAD_NOT_AFTER, 14, "notAfter is not a time")                                                                 \
	X(BAD_THIS_UPDATE, 15, "a revocation list's thisUpdate is not a time")                                         \
	X(BAD_NEXT_UPDATE, 16, "a revocation list's nextUpdate is not a time")                                         \
	X(OUT_OF_MEM, 17, "memory is out")                                                                             \
	X(SELF_SIGNED_LEAF, 18, "the certificate is self-signed and not trusted")                                      \
	X(SELF_SIGNED_ROOT, 19, "the chain ends in a self-signed certificate that is not trusted")                     \
	X(NO_ISSUER_LOCALLY, 20, "the issuer's certificate was not found")                                             \
	X(LEAF_SIGNATURE, 21, "the chain is one certificate whose signature nobody can check")                         \
	X(CHAIN_TOO_LONG, 22, "the chain is longer than the depth allows")                                             \
	X(REVOKED, 23, "a certificate is revoked")                                                                     \
	X(PATH_LENGTH, 25, "a path length constraint is exceeded")                                                     \
	X(INVALID_PURPOSE, 26, "the certificate may not be used for this purpose")                                     \
	X(UNTRUSTED, 27, "the root is not trusted for this purpose")                                                   \
	X(REJECTED, 28, "the root is marked to be rejected for this purpose")                                          \
	X(NO_KEY_CERT_SIGN, 32, "an issuer's key usage does not include certificate signing")                          \
	X(UNKNOWN_CRITICAL, 34, "a critical extension is not known")                                                   \
	X(NO_CRL_SIGN, 35, "the key usage of a revocation list's issuer does not include signing such")                \
	X(UNKNOWN_CRITICAL_CRL, 36, "a critical extension of a revocation list is not known")                          \
	X(PROXY_NOT_ALLOWED, 40, "proxy certificates are not allowed")                                                 \
	X(INVALID_EXTENSION, 41, "an extension is invalid or inconsistent")                                            \
	X(CRL_SCOPE, 44, "a revocation list does not cover a certificate")                                             \
	X(PERMITTED, 47, "a name is outside the permitted subtrees")                                                   \
	X(EXCLUDED, 48, "a name is inside an excluded subtree")                                                        \
	X(SUBTREE_MINMAX, 49, "a name constraint uses minimum or maximum")                                             \
	X(UNSUPPORTED_CONSTRAINT, 51, "a name constraint of an unsupported kind")                                      \
	X(UNSUPPORTED_NAME, 53, "a name that a constraint cannot be applied to")                                       \
	X(CRL_PATH, 54, "there is no path from a revocation list's issuer to the anchor")                              \
	X(HOSTNAME, 62, "the certificate is not for this host name")                                                   \
	X(EMAIL, 63, "the certificate is not for this e-mail address")                                                 \
	X(IP_ADDRESS, 64, "the certificate is not for this IP address")                                                \
	X(DANE_NO_MATCH, 65, "no TLSA record matches the chain")                                                       \
	X(EE_KEY_TOO_SMALL, 66, "the certificate's key is too weak")                                                   \
	X(CA_KEY_TOO_SMALL, 67, "an issuer's key is too weak")                                                         \
	X(CA_MD_TOO_WEAK, 68, "a signature in the chain uses too weak a digest")                                       \
	X(INVALID_CALL, 69, "the verifier was called without what it needs")                                           \
	X(STORE_LOOKUP, 70, "the trust store could not be searched")                                                   \
	X(OCSP_CERT_UNKNOWN, 75, "the OCSP response does not know the certificate")                                    \
	X(SIGNATURE_ALGORITHM_INCONSISTENCY, 78, "a certificate names two signature algorithms")                       \
	X(INVALID_CA, 79, "an issuer is not a CA")                                                                     \
	X(PATHLEN_FOR_NON_CA, 80, "a certificate that is no CA has a path length constraint")                          \
	X(PATHLEN_WITHOUT_CERT_SIGN, 81, "a path length constraint without the key usage of certificate signing")      \
	X(CERT_SIGN_FOR_NON_CA, 82, "a certificate that is no CA has the key usage of certificate signing")            \
	X(ISSUER_NAME_EMPTY, 83, "the issuer name is empty")                                                           \
	X(SUBJECT_NAME_EMPTY, 84, "the subject name is empty")                                                         \
	X(NO_AUTHORITY_KEY_ID, 85, "the authority key identifier is missing")                                          \
	X(NO_SUBJECT_KEY_ID, 86, "the subject key identifier is missing")                                              \
	X(SAN_EMPTY, 87, "the subject alternative name is empty")                                                      \
	X(SAN_NOT_CRITICAL, 88, "the subject name is empty and the alternative name is not critical")                  \
	X(BASIC_CONSTRAINTS_NOT_CRITICAL, 89, "a CA's basic constraints are not critical")                             \
	X(NO_KEY_USAGE_FOR_CA, 92, "a CA's key usage is missing")                                                      \
	X(EXTENSIONS_NEED_V3, 93, "extensions in a certificate that is not of version 3")                              \
	X(CURVE_IN_FULL, 94, "a key's elliptic curve is spelt out instead of named")                                   \
	X(OCSP_INVALID, 96, "the OCSP response is not one, or not a successful one")                                   \
	X(OCSP_SIGNATURE, 97, "the OCSP response is not signed by who may speak for the issuer")                       \
	X(OCSP_NOT_YET_VALID, 98, "the OCSP response is not yet valid")                                                \
	X(OCSP_EXPIRED, 99, "the OCSP response has expired")                                                           \
	X(OCSP_NO_RESPONSE, 100, "there is no OCSP response")

enum verify_err {
#define X(name, number, text) VERIFY_##name = (number),
	VERIFY_ERR_TABLE(X)
#undef X
};

const char *verify_err_name(enum verify_err e);
const char *verify_err_text(enum verify_err e);

enum verify_purpose { PURPOSE_ANY, PURPOSE_TLS_SERVER, PURPOSE_TLS_CLIENT, PURPOSE_CRL_SIGN };

#define VERIFY_F_PARTIAL_CHAIN      (1u << 0) /* any certificate of the trust store may end the chain */
#define VERIFY_F_NO_CHECK_TIME      (1u << 1)
#define VERIFY_F_STRICT             (1u << 2) /* X509_V_FLAG_X509_STRICT */
#define VERIFY_F_IGNORE_CRITICAL    (1u << 3)
#define VERIFY_F_CHECK_SS_SIGNATURE (1u << 4)
/* The default here and in OpenSSL; without it the peer's certificates come first. */
#define VERIFY_F_TRUSTED_FIRST (1u << 5)
#define VERIFY_F_NO_ALT_CHAINS (1u << 6)

/* How names are matched, RFC 9525 and X509_CHECK_FLAG_* of X509_check_host(3). */
#define NAME_F_ALWAYS_SUBJECT          (1u << 0)
#define NAME_F_NO_WILDCARDS            (1u << 1)
#define NAME_F_NO_PARTIAL_WILDCARDS    (1u << 2)
#define NAME_F_MULTI_LABEL_WILDCARDS   (1u << 3)
#define NAME_F_SINGLE_LABEL_SUBDOMAINS (1u << 4)
#define NAME_F_NEVER_SUBJECT           (1u << 5)

/*
 * Checks that a caller plugs in, each NULL when it is not wanted. What they may ask and say is in verify_check.h.
 * revocation is called once, after the names and before the signatures, where OpenSSL looks at CRLs; false ends the
 * verification.
 */
struct verifier;
struct verify_checks {
	void *owner;
	bool (*revocation)(void *owner, struct verifier *v);
};

struct verify_params {
	int64_t time; /* seconds since 1970 */
	enum verify_purpose purpose;
	unsigned flags;           /* VERIFY_F_* */
	int max_depth;            /* certificates between leaf and anchor, as X509_VERIFY_PARAM_set_depth; -1: 100 */
	int security_level;       /* 0 to 5; OpenSSL's authentication security level (bits 0, 80, 112, 128, 192, 256) */
	const char *const *hosts; /* any one must match; a leading '.' matches subdomains; n_hosts 0: not checked */
	size_t n_hosts;
	unsigned host_flags;                /* NAME_F_* */
	const char *email;                  /* or NULL */
	struct span ip;                     /* 4 or 16 bytes, or empty */
	const struct verify_checks *checks; /* or NULL */
	/* TLSA records (RFC 7671), at least one, or NULL. dane_ee_any_name: a leaf that a DANE-EE record matches needs
	 * not have the name that was asked for (§5.1). */
	const struct dane *dane;
	bool dane_ee_any_name;
};

/*
 * Where trust anchors are looked up. by_subject calls add for each anchor whose subject may be the given Name (DER);
 * add takes a reference of its own and returns false to stop. Answers other than TLS_OK end verification with
 * OUT_OF_MEM or STORE_LOOKUP.
 */
struct trust {
	void *owner;
	enum tls_err (*by_subject)(void *owner, struct span subject, bool (*add)(void *ctx, struct cert *anchor),
				   void *ctx);
};

struct verify_event {
	bool ok;             /* false: err at depth; true: the certificate at depth passed (called from the top down) */
	enum verify_err err; /* VERIFY_OK when ok */
	int depth;           /* 0: leaf */
	struct cert *cert;   /* the certificate concerned, borrowed; NULL when there is none */
	struct cert *issuer; /* its issuer, borrowed, or NULL */
	struct cert *const *chain; /* the chain as built so far, borrowed, leaf first */
	size_t n_chain;
	bool chain_trusted; /* it ends in an anchor */
	bool aside;         /* about the path to another certificate than leaf, which signed a revocation list */
};

/* What a verification cost. Both are bounded whatever certificates there are: a test of hostile ones counts them. */
struct verify_work {
	size_t candidates; /* certificates looked at as issuers while the path was built */
	size_t signatures; /* signatures checked */
};

struct verify_result {
	enum verify_err err; /* VERIFY_OK, or the last failure, also when on_event overruled it, as OpenSSL has it */
	int depth;           /* of that failure */
	bool ok;             /* the verdict: no failure, or each failure overruled */
	bool gave_up; /* for err, which on_event was not asked about: memory is out, or the store cannot be read */
	struct cert **chain; /* references owned by the result, leaf first */
	size_t n_chain;
	bool chain_trusted;
	struct dane_match dane; /* its record is params->dane's */
	char *peername;         /* the name of the certificate that matched one of hosts, or NULL; owned */
	struct verify_work work;
};

/*
 * verify_chain builds a path from leaf over the n untrusted certificates to an anchor and checks it in OpenSSL's order:
 * path building; extensions, purpose, CA and path length; security level; names; revocation; signatures and dates from
 * the top down; name constraints. on_event (may be NULL) is called for every failure, and for every certificate that
 * passed; returning true after a failure overrules it and checking goes on, as with a verify callback of
 * X509_STORE_CTX. Without it the first failure ends verification. result is written always and freed by
 * verify_result_free.
 */
void verify_chain(const struct verify_params *params, const struct trust *trust, struct cert *leaf,
		  struct cert *const *untrusted, size_t n, bool (*on_event)(void *owner, const struct verify_event *ev),
		  void *owner, struct verify_result *result);
void verify_result_free(struct verify_result *result);

/* cert_match_host, cert_match_ip, cert_match_email: by RFC 9525 with NAME_F_*. matched (may be NULL) gets a copy to
 * free with tls_free. 1 match, 0 no match, -1 memory is out. */
int cert_match_host(const struct cert *c, const char *host, unsigned flags, char **matched);
int cert_match_ip(const struct cert *c, struct span ip);
int cert_match_email(const struct cert *c, const char *email, unsigned flags);

#endif
