/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The table of signature schemes, and which key goes with which algorithm (sig.h). */
#include "crypto/sig.h"

#include "base/secret.h"
#include "crypto/rng.h"
#include "crypto/sig_impl.h"

static const struct sig_scheme_info schemes[] = {
    {SIGSCHEME_ECDSA_SECP256R1_SHA256, "ecdsa_secp256r1_sha256", {SIG_ECDSA, HASH_SHA256, 0}, KEY_EC_P256, true},
    {SIGSCHEME_ECDSA_SECP384R1_SHA384, "ecdsa_secp384r1_sha384", {SIG_ECDSA, HASH_SHA384, 0}, KEY_EC_P384, true},
    {SIGSCHEME_ECDSA_SECP521R1_SHA512, "ecdsa_secp521r1_sha512", {SIG_ECDSA, HASH_SHA512, 0}, KEY_EC_P521, true},
    {SIGSCHEME_ED25519, "ed25519", {SIG_ED25519, HASH_NONE, 0}, KEY_ED25519, true},
    {SIGSCHEME_RSA_PSS_RSAE_SHA256, "rsa_pss_rsae_sha256", {SIG_RSA_PSS, HASH_SHA256, 32}, KEY_RSA, true},
    {SIGSCHEME_RSA_PSS_RSAE_SHA384, "rsa_pss_rsae_sha384", {SIG_RSA_PSS, HASH_SHA384, 48}, KEY_RSA, true},
    {SIGSCHEME_RSA_PSS_RSAE_SHA512, "rsa_pss_rsae_sha512", {SIG_RSA_PSS, HASH_SHA512, 64}, KEY_RSA, true},
    {SIGSCHEME_RSA_PSS_PSS_SHA256, "rsa_pss_pss_sha256", {SIG_RSA_PSS, HASH_SHA256, 32}, KEY_RSA_PSS, true},
    {SIGSCHEME_RSA_PSS_PSS_SHA384, "rsa_pss_pss_sha384", {SIG_RSA_PSS, HASH_SHA384, 48}, KEY_RSA_PSS, true},
    {SIGSCHEME_RSA_PSS_PSS_SHA512, "rsa_pss_pss_sha512", {SIG_RSA_PSS, HASH_SHA512, 64}, KEY_RSA_PSS, true},
    {SIGSCHEME_RSA_PKCS1_SHA256, "rsa_pkcs1_sha256", {SIG_RSA_PKCS1, HASH_SHA256, 0}, KEY_RSA, false},
    {SIGSCHEME_RSA_PKCS1_SHA384, "rsa_pkcs1_sha384", {SIG_RSA_PKCS1, HASH_SHA384, 0}, KEY_RSA, false},
    {SIGSCHEME_RSA_PKCS1_SHA512, "rsa_pkcs1_sha512", {SIG_RSA_PKCS1, HASH_SHA512, 0}, KEY_RSA, false},
};

const struct sig_scheme_info *sig_scheme_info(uint16_t code)
{
	for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++) {
		if (schemes[i].code == code) {
			return &schemes[i];
		}
	}
	return NULL;
}

bool sig_scheme_fits(const struct sig_scheme_info *s, enum key_type key, bool tls13)
{
	/* RFC 8446 §4.2.3: in TLS 1.2 the curve of an ECDSA key is not bound to the hash. */
	if (s->alg.family == SIG_ECDSA && !tls13) {
		return ec_curve(key) != NULL;
	}
	return s->key == key;
}

/* alg_fits: key may be used under alg at all (RFC 4055 §1.2 and §3.1 for keys restricted to PSS). */
static bool alg_fits(const struct pubkey *k, struct sig_alg alg)
{
	bool hash_ok = alg.hash == HASH_SHA256 || alg.hash == HASH_SHA384 || alg.hash == HASH_SHA512;
	switch (alg.family) {
	case SIG_ECDSA:
		return k->curve != NULL && hash_ok;
	case SIG_RSA_PKCS1:
		return k->type == KEY_RSA && hash_ok && rsa_usable(k->rsa);
	case SIG_RSA_PSS:
		return key_is_rsa(k->type) && hash_ok && rsa_usable(k->rsa) &&
		       (k->pss.hash == HASH_NONE || (k->pss.hash == alg.hash && alg.salt_len >= k->pss.min_salt));
	case SIG_ED25519:
		return k->type == KEY_ED25519 && alg.hash == HASH_NONE;
	default:
		return false;
	}
}

static enum tls_err verify(const struct pubkey *key, struct sig_alg alg, const struct sig_message *m, struct span sig)
{
	if (!alg_fits(key, alg)) {
		return TLS_E_KEY_UNSUPPORTED;
	}
	switch (alg.family) {
	case SIG_ECDSA:
		return sig_ecdsa_verify(key, alg.hash, m, sig);
	case SIG_ED25519:
		return sig_ed25519_verify(key, m, sig);
	default:
		return sig_rsa_verify(key, alg, m, sig);
	}
}

enum tls_err sig_verify(const struct pubkey *key, struct sig_alg alg, const struct span *parts, size_t n_parts,
			struct span sig)
{
	const struct sig_message m = {.parts = parts, .n_parts = n_parts};
	return verify(key, alg, &m, sig);
}

/* digest_fits: Ed25519 hashes its message twice, so that no digest can stand for it. */
static bool digest_fits(struct sig_alg alg, struct span digest)
{
	return alg.hash != HASH_NONE && digest.len == hash_len(alg.hash);
}

enum tls_err sig_verify_digest(const struct pubkey *key, struct sig_alg alg, struct span digest, struct span sig)
{
	const struct sig_message m = {.digest = digest};
	return digest_fits(alg, digest) ? verify(key, alg, &m, sig) : TLS_E_KEY_UNSUPPORTED;
}

/* ecdsa_sign: randomness on top of the deterministic nonce, so that a fault or a leak seen twice is not the same one.
 */
static enum tls_err ecdsa_sign(const struct privkey *key, enum hash_id hash, const struct sig_message *m, uint8_t *out,
			       size_t *out_len)
{
	uint8_t extra[32];
	enum tls_err err = rng_bytes(extra, sizeof extra);
	if (err == TLS_OK) {
		err = sig_ecdsa_sign(key, hash, m, span_of(extra, sizeof extra), out, out_len);
	}
	wipe(extra, sizeof extra);
	return err;
}

static enum tls_err sign(const struct privkey *key, struct sig_alg alg, const struct sig_message *m, uint8_t *out,
			 size_t *out_len)
{
	*out_len = 0;
	if (!alg_fits(key->pub, alg)) {
		return TLS_E_KEY_UNSUPPORTED;
	}
	switch (alg.family) {
	case SIG_ECDSA:
		return ecdsa_sign(key, alg.hash, m, out, out_len);
	case SIG_ED25519:
		return sig_ed25519_sign(key, m, out, out_len);
	default:
		return sig_rsa_sign(key, alg, m, out, out_len);
	}
}

enum tls_err sig_sign(const struct privkey *key, struct sig_alg alg, const struct span *parts, size_t n_parts,
		      uint8_t out[SIG_MAX_LEN], size_t *out_len)
{
	const struct sig_message m = {.parts = parts, .n_parts = n_parts};
	return sign(key, alg, &m, out, out_len);
}

enum tls_err sig_sign_digest(const struct privkey *key, struct sig_alg alg, struct span digest,
			     uint8_t out[SIG_MAX_LEN], size_t *out_len)
{
	const struct sig_message m = {.digest = digest};
	*out_len = 0;
	return digest_fits(alg, digest) ? sign(key, alg, &m, out, out_len) : TLS_E_KEY_UNSUPPORTED;
}
