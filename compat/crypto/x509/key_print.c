/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The public key of a certificate as text, in the words of EVP_PKEY_print_public(3). */
#include <string.h>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/objects.h>

#include "compat/crypto/evp/pkey.h"
#include "compat/crypto/x509/key_print.h"
#include "compat/crypto/x509/x509.h"
#include "engine/pki/asn1.h"

#define OCTETS_PER_LINE 15

static bool put_octets(BIO *bio, const char *title, struct span s, int indent)
{
	bool ok = BIO_printf(bio, "%*s%s:", indent, "", title) > 0;
	for (size_t i = 0; ok && i < s.len; i++) {
		ok = (i % OCTETS_PER_LINE != 0 || BIO_printf(bio, "\n%*s", indent + 4, "") > 0) &&
		     BIO_printf(bio, i + 1 < s.len ? "%02x:" : "%02x", s.p[i]) > 0;
	}
	return ok && BIO_puts(bio, "\n") > 0;
}

/* put_number: content octets of a natural INTEGER; one of up to 64 bits as a number. */
static bool put_number(BIO *bio, const char *title, struct span n, int indent)
{
	struct span digits = n.len > 1 && n.p[0] == 0 ? span_of(n.p + 1, n.len - 1) : n;
	unsigned long v = 0;
	if (digits.len > sizeof v) {
		return put_octets(bio, title, n, indent);
	}
	for (size_t i = 0; i < digits.len; i++) {
		v = v << 8 | digits.p[i];
	}
	return BIO_printf(bio, "%*s%s: %lu (0x%lx)\n", indent, "", title, v, v) > 0;
}

static const char *digest_name(enum hash_id hash)
{
	switch (hash) {
	case HASH_SHA256:
		return "SHA2-256";
	case HASH_SHA384:
		return "SHA2-384";
	default:
		return "SHA2-512";
	}
}

static bool put_pss_limits(BIO *bio, struct pss_limits limits, int indent)
{
	if (limits.hash == HASH_NONE) {
		return BIO_printf(bio, "%*sNo PSS parameter restrictions\n", indent, "") > 0;
	}
	const char *name = digest_name(limits.hash);
	return BIO_printf(bio,
			  "%*sPSS parameter restrictions:\n%*sHash Algorithm: %s\n%*sMask Algorithm: MGF1 with %s\n",
			  indent, "", indent + 2, "", name, indent + 2, "", name) > 0 &&
	       BIO_printf(bio, "%*sMinimum Salt Length: %u%s\n%*sTrailer Field: 0x1 (default)\n", indent + 2, "",
			  limits.min_salt, limits.min_salt == 20 ? " (default)" : "", indent + 2, "") > 0;
}

static bool put_rsa(BIO *bio, const struct pubkey *pub, struct span key, int indent)
{
	struct reader r = rd_init(key);
	struct reader seq = der_enter(&r, DER_SEQUENCE);
	struct span n = der_integer(&seq, DER_INTEGER), e = der_integer(&seq, DER_INTEGER);
	return BIO_printf(bio, "%*sPublic-Key: (%u bit)\n", indent, "", pubkey_bits(pub)) > 0 &&
	       put_number(bio, "Modulus", n, indent) && put_number(bio, "Exponent", e, indent) &&
	       (pubkey_type(pub) != KEY_RSA_PSS || put_pss_limits(bio, pubkey_pss_limits(pub), indent));
}

static bool put_ec(BIO *bio, const struct pubkey *pub, struct span point, int indent)
{
	enum key_type curve = pubkey_type(pub);
	const char *nist = curve == KEY_EC_P256 ? "P-256" : curve == KEY_EC_P384 ? "P-384" : "P-521";
	const char *oid = curve == KEY_EC_P256   ? SN_X9_62_prime256v1
			  : curve == KEY_EC_P384 ? SN_secp384r1
						 : SN_secp521r1;
	return BIO_printf(bio, "%*sPublic-Key: (%u bit)\n", indent, "", pubkey_bits(pub)) > 0 &&
	       put_octets(bio, "pub", point, indent) &&
	       BIO_printf(bio, "%*sASN1 OID: %s\n%*sNIST CURVE: %s\n", indent, "", oid, indent, "", nist) > 0;
}

static bool put_curve25519(BIO *bio, const char *type, struct span key, int indent)
{
	return BIO_printf(bio, "%*s%s Public-Key:\n", indent, "", type) > 0 && put_octets(bio, "pub", key, indent);
}

bool key_print(BIO *bio, const X509_PUBKEY *key, int indent)
{
	const EVP_PKEY *k = X509_PUBKEY_get0(key);
	if (k == NULL) {
		bool ok = BIO_printf(bio, "%*sUnable to load Public Key\n", indent, "") > 0;
		ERR_print_errors(bio);
		return ok;
	}
	struct span octets = span_of(key->key->data, (size_t)key->key->length);
	if (k->x25519.len != 0) {
		return put_curve25519(bio, "X25519", octets, indent + 4);
	}
	const struct pubkey *pub = pkey_pub(k);
	switch (pubkey_type(pub)) {
	case KEY_RSA:
	case KEY_RSA_PSS:
		return put_rsa(bio, pub, octets, indent + 4);
	case KEY_ED25519:
		return put_curve25519(bio, "ED25519", octets, indent + 4);
	default:
		return put_ec(bio, pub, octets, indent + 4);
	}
}
