/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Signatures: ECDSA (FIPS 186-5, deterministic nonces mixed with randomness), RSASSA-PSS and RSASSA-PKCS1-v1_5
 * (RFC 8017), Ed25519 (RFC 8032). An algorithm is a family, a hash and (PSS) a salt length; TLS names some of them by
 * SignatureScheme code (RFC 8446 §4.2.3). There is no SHA-1 and no MD5.
 */
#ifndef TEASEL_CRYPTO_SIG_H
#define TEASEL_CRYPTO_SIG_H

#include "crypto/key.h"

/* To verify with: the salt is as long as the signature says. */
#define SIG_SALT_ANY (~0u)

enum sig_family { SIG_NONE, SIG_ECDSA, SIG_RSA_PKCS1, SIG_RSA_PSS, SIG_ED25519 };

struct sig_alg {
	enum sig_family family;
	enum hash_id hash; /* HASH_NONE for Ed25519 */
	unsigned salt_len; /* SIG_RSA_PSS: bytes of salt; verification requires exactly this many, or takes any */
};

/* SignatureScheme codes that are known here. */
enum sig_scheme {
	SIGSCHEME_NONE = 0,
	SIGSCHEME_RSA_PKCS1_SHA256 = 0x0401,
	SIGSCHEME_RSA_PKCS1_SHA384 = 0x0501,
	SIGSCHEME_RSA_PKCS1_SHA512 = 0x0601,
	SIGSCHEME_ECDSA_SECP256R1_SHA256 = 0x0403,
	SIGSCHEME_ECDSA_SECP384R1_SHA384 = 0x0503,
	SIGSCHEME_ECDSA_SECP521R1_SHA512 = 0x0603,
	SIGSCHEME_RSA_PSS_RSAE_SHA256 = 0x0804,
	SIGSCHEME_RSA_PSS_RSAE_SHA384 = 0x0805,
	SIGSCHEME_RSA_PSS_RSAE_SHA512 = 0x0806,
	SIGSCHEME_ED25519 = 0x0807,
	SIGSCHEME_RSA_PSS_PSS_SHA256 = 0x0809,
	SIGSCHEME_RSA_PSS_PSS_SHA384 = 0x080a,
	SIGSCHEME_RSA_PSS_PSS_SHA512 = 0x080b,
};

#define SIG_MAX_LEN 1024 /* RSA of 8192 bits */

/* One row per scheme. In TLS 1.3 an ECDSA scheme binds its curve (key); in TLS 1.2 any curve may sign with any hash. */
struct sig_scheme_info {
	enum sig_scheme code;
	const char *name; /* RFC 8446's, e.g. "ecdsa_secp256r1_sha256" */
	struct sig_alg alg;
	enum key_type key;    /* KEY_RSA, KEY_RSA_PSS, KEY_EC_*, KEY_ED25519 */
	bool tls13_handshake; /* usable in CertificateVerify of TLS 1.3 */
};

/* sig_scheme_info: the row, or NULL when the code is unknown here. */
const struct sig_scheme_info *sig_scheme_info(uint16_t code);

/* sig_scheme_fits: a key of this type may sign or verify under the scheme. tls13 asks for the curve to match too. */
bool sig_scheme_fits(const struct sig_scheme_info *s, enum key_type key, bool tls13);

/*
 * sig_verify checks sig over the concatenation of n_parts views. TLS_OK, TLS_E_BAD_SIGNATURE (any malformed signature
 * too), or TLS_E_KEY_UNSUPPORTED when key and algorithm do not go together or the key is out of bounds.
 */
MUST_CHECK enum tls_err sig_verify(const struct pubkey *key, struct sig_alg alg, const struct span *parts,
				   size_t n_parts, struct span sig);

/*
 * sig_sign writes at most SIG_MAX_LEN bytes. RSA results are verified before they are released (fault attacks).
 * TLS_E_KEY_UNSUPPORTED when key and algorithm do not go together, TLS_E_RANDOM, TLS_E_SIGN_FAILED.
 */
MUST_CHECK enum tls_err sig_sign(const struct privkey *key, struct sig_alg alg, const struct span *parts,
				 size_t n_parts, uint8_t out[SIG_MAX_LEN], size_t *out_len);

/* sig_verify_digest and sig_sign_digest: the same for a message that alg.hash was applied to. TLS_E_KEY_UNSUPPORTED for
 * Ed25519, and for a digest of another length. */
MUST_CHECK enum tls_err sig_verify_digest(const struct pubkey *key, struct sig_alg alg, struct span digest,
					  struct span sig);
MUST_CHECK enum tls_err sig_sign_digest(const struct privkey *key, struct sig_alg alg, struct span digest,
					uint8_t out[SIG_MAX_LEN], size_t *out_len);

#endif
