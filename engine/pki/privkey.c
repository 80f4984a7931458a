/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Private keys in DER (privkey.h). The three forms are told apart by what follows the SEQUENCE tag: PKCS#8 has an
 * integer and then an AlgorithmIdentifier, PKCS#1 an integer and then integers, SEC 1 an integer and then an OCTET
 * STRING; encrypted PKCS#8 starts with its AlgorithmIdentifier. Nothing is copied here: the numbers go to engine/crypto
 * as views into the caller's bytes.
 */
#include "pki/privkey.h"

#include "pki/algorithm.h"
#include "pki/asn1.h"

/* RSAPrivateKey, RFC 8017 A.1.2; version 0, so two primes. */
static enum tls_err rsa_private(struct privkey **out, const struct key_alg *alg, struct span der)
{
	struct reader r = rd_init(der);
	struct reader seq = der_enter(&r, DER_SEQUENCE);
	unsigned version = der_small(&seq, 1);
	struct rsa_private_numbers num;
	struct span *const fields[] = {&num.n, &num.e, &num.d, &num.p, &num.q, &num.dp, &num.dq, &num.qinv};
	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
		*fields[i] = der_natural(&seq);
	}
	if (!seq.failed && version == 1) {
		return TLS_E_KEY_UNSUPPORTED;
	}
	if (!rd_end(&seq) || !rd_end(&r)) {
		return TLS_E_DER;
	}
	return privkey_rsa(out, alg->type, &num, alg->limits);
}

/* The public key that comes with an EC private key must be its own. */
static enum tls_err check_public(const struct privkey *k, enum key_type curve, struct span point)
{
	struct pubkey *given = NULL;
	/* Compressed points are in use here (SEC 1 §2.3.3) but not supported; the scalar says it all anyway. */
	if (point.len != 0 && (point.p[0] == 0x02 || point.p[0] == 0x03)) {
		return TLS_OK;
	}
	enum tls_err e = pubkey_ec(&given, curve, point);
	if (e == TLS_OK && !pubkey_eq(given, privkey_public(k))) {
		e = TLS_E_KEY_INVALID;
	}
	pubkey_free(given);
	return e;
}

/* ECPrivateKey, RFC 5915 §3. The curve is told by the PKCS#8 around it (curve), by its own parameters, or by both. */
static enum tls_err ec_private(struct privkey **out, enum key_type curve, struct span der)
{
	struct reader r = rd_init(der);
	struct reader seq = der_enter(&r, DER_SEQUENCE);
	unsigned version = der_small(&seq, 1);
	struct span scalar = der_take(&seq, DER_OCTET_STRING);
	if (der_next_is(&seq, DER_CTXC(0))) {
		struct reader params = der_enter(&seq, DER_CTXC(0));
		if (!der_next_is(&params, DER_OID)) {
			return params.failed ? TLS_E_DER : TLS_E_KEY_UNSUPPORTED;
		}
		enum key_type own = curve_of_oid(der_oid(&params));
		if (!rd_end(&params)) {
			return TLS_E_DER;
		}
		if (own == KEY_NONE) {
			return TLS_E_KEY_UNSUPPORTED;
		}
		if (curve != KEY_NONE && own != curve) {
			return TLS_E_KEY_INVALID;
		}
		curve = own;
	}
	struct span point = {NULL, 0};
	bool have_point = der_next_is(&seq, DER_CTXC(1));
	if (have_point) {
		struct reader field = der_enter(&seq, DER_CTXC(1));
		point = der_bits(&field, DER_BIT_STRING);
		if (!rd_end(&field)) {
			return TLS_E_DER;
		}
	}
	if (!rd_end(&seq) || !rd_end(&r) || version != 1) {
		return TLS_E_DER;
	}
	if (curve == KEY_NONE) {
		return TLS_E_KEY_UNSUPPORTED;
	}
	enum tls_err e = privkey_ec(out, curve, scalar);
	if (e == TLS_OK && have_point) {
		e = check_public(*out, curve, point);
	}
	if (e != TLS_OK) {
		privkey_free(*out);
		*out = NULL;
	}
	return e;
}

/* CurvePrivateKey, RFC 8410 §7: an OCTET STRING inside the OCTET STRING. */
static enum tls_err ed25519_private(struct privkey **out, struct span der)
{
	struct span seed;
	if (!der_single(der, DER_OCTET_STRING, &seed)) {
		return TLS_E_DER;
	}
	return privkey_ed25519(out, seed);
}

/* PrivateKeyInfo or OneAsymmetricKey, RFC 5958 §2; seq is behind the version. */
static enum tls_err pkcs8(struct privkey **out, struct reader *seq, unsigned version)
{
	struct key_alg alg;
	enum tls_err e = key_alg_take(&alg, seq);
	if (e != TLS_OK) {
		return e;
	}
	struct span key = der_take(seq, DER_OCTET_STRING);
	if (der_next_is(seq, DER_CTXC(0))) {
		der_take(seq, DER_CTXC(0)); /* attributes */
	}
	if (version == 1 && der_next_is(seq, DER_CTX(1))) {
		der_bits(seq, DER_CTX(1)); /* the public key, which the private one gives too */
	}
	if (!rd_end(seq)) {
		return TLS_E_DER;
	}
	switch (alg.type) {
	case KEY_RSA:
	case KEY_RSA_PSS:
		return rsa_private(out, &alg, key);
	case KEY_ED25519:
		return ed25519_private(out, key);
	default:
		return ec_private(out, alg.type, key);
	}
}

enum tls_err privkey_decode(struct privkey **out, struct span der)
{
	*out = NULL;
	struct reader r = rd_init(der);
	struct reader seq = der_enter(&r, DER_SEQUENCE);
	if (!rd_end(&r) || seq.failed) {
		return TLS_E_DER;
	}
	if (der_next_is(&seq, DER_SEQUENCE)) {
		/* EncryptedPrivateKeyInfo, RFC 5958 §3. */
		der_take(&seq, DER_SEQUENCE);
		der_take(&seq, DER_OCTET_STRING);
		return rd_end(&seq) ? TLS_E_KEY_UNSUPPORTED : TLS_E_DER;
	}
	unsigned version = der_small(&seq, 1);
	if (seq.failed) {
		return TLS_E_DER;
	}
	if (der_next_is(&seq, DER_SEQUENCE)) {
		return pkcs8(out, &seq, version);
	}
	if (der_next_is(&seq, DER_OCTET_STRING)) {
		return ec_private(out, KEY_NONE, der);
	}
	static const struct key_alg rsa = {.type = KEY_RSA};
	return rsa_private(out, &rsa, der);
}
