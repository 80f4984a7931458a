/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* SubjectPublicKeyInfo (RFC 5280 §4.1.2.7) to a public key; declared in cert.h. */
#include "pki/algorithm.h"
#include "pki/asn1.h"
#include "pki/cert.h"

/* RSAPublicKey, RFC 8017 A.1.1. */
static enum tls_err rsa_public(struct pubkey **out, const struct key_alg *alg, struct span key)
{
	struct reader r = rd_init(key);
	struct reader seq = der_enter(&r, DER_SEQUENCE);
	struct span n = der_natural(&seq);
	struct span e = der_natural(&seq);
	if (!rd_end(&seq) || !rd_end(&r)) {
		return TLS_E_DER;
	}
	return pubkey_rsa(out, alg->type, n, e, alg->limits);
}

enum other_curve spki_other_curve(struct span spki)
{
	struct reader r = rd_init(spki);
	struct reader seq = der_enter(&r, DER_SEQUENCE);
	struct key_alg alg;
	if (key_alg_take(&alg, &seq) != TLS_E_KEY_UNSUPPORTED || !alg.ec) {
		return CURVE_USUAL;
	}
	return alg.curve_in_full ? CURVE_IN_FULL : CURVE_OTHER;
}

enum tls_err spki_decode(struct pubkey **out, struct span spki)
{
	*out = NULL;
	struct reader r = rd_init(spki);
	struct reader seq = der_enter(&r, DER_SEQUENCE);
	struct key_alg alg;
	enum tls_err e = key_alg_take(&alg, &seq);
	if (e != TLS_OK) {
		return e;
	}
	struct span key = der_bits(&seq, DER_BIT_STRING);
	if (!rd_end(&seq) || !rd_end(&r)) {
		return TLS_E_DER;
	}
	switch (alg.type) {
	case KEY_RSA:
	case KEY_RSA_PSS:
		return rsa_public(out, &alg, key);
	case KEY_EC_P256:
	case KEY_EC_P384:
	case KEY_EC_P521:
		return pubkey_ec(out, alg.type, key);
	case KEY_ED25519:
		return pubkey_ed25519(out, key);
	default:
		return TLS_E_KEY_UNSUPPORTED;
	}
}
