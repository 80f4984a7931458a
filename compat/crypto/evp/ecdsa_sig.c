/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* ECDSA_SIG(3): the two numbers of an ECDSA signature, and their DER (RFC 3279 §2.2.3). */
#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>

#include "compat/crypto/asn1/build.h"
#include "engine/pki/asn1.h"

struct ECDSA_SIG_st {
	BIGNUM *r, *s; /* owned; NULL: not set */
};

ECDSA_SIG *ECDSA_SIG_new(void)
{
	ECDSA_SIG *sig = OPENSSL_zalloc(sizeof *sig);
	if (sig == NULL) {
		ERR_raise(ERR_LIB_EC, ERR_R_MALLOC_FAILURE);
	}
	return sig;
}

void ECDSA_SIG_free(ECDSA_SIG *sig)
{
	if (sig != NULL) {
		BN_clear_free(sig->r);
		BN_clear_free(sig->s);
		OPENSSL_free(sig);
	}
}

/* Takes both numbers over; 0, with nothing taken, when one is missing. */
int ECDSA_SIG_set0(ECDSA_SIG *sig, BIGNUM *r, BIGNUM *s)
{
	if (r == NULL || s == NULL) {
		return 0;
	}
	BN_clear_free(sig->r);
	BN_clear_free(sig->s);
	sig->r = r;
	sig->s = s;
	return 1;
}

void ECDSA_SIG_get0(const ECDSA_SIG *sig, const BIGNUM **r, const BIGNUM **s)
{
	if (r != NULL) {
		*r = sig->r;
	}
	if (s != NULL) {
		*s = sig->s;
	}
}

const BIGNUM *ECDSA_SIG_get0_r(const ECDSA_SIG *sig)
{
	return sig->r;
}

const BIGNUM *ECDSA_SIG_get0_s(const ECDSA_SIG *sig)
{
	return sig->s;
}

static bool put_number(struct buffer *out, const BIGNUM *n)
{
	if (n == NULL || BN_is_negative(n)) {
		return false;
	}
	int len = BN_num_bytes(n);
	unsigned char *octets = OPENSSL_malloc((size_t)len + 1);
	bool ok = octets != NULL && der_put_natural(out, span_of(octets, (size_t)BN_bn2bin(n, octets)));
	OPENSSL_free(octets);
	return ok;
}

/* -1 when a number is missing or negative. */
int i2d_ECDSA_SIG(const ECDSA_SIG *sig, unsigned char **out)
{
	struct buffer b = {0};
	int len = -1;
	if (put_number(&b, sig->r) && put_number(&b, sig->s) && der_wrap(&b, DER_SEQUENCE)) {
		len = der_hand_out(buf_span(&b), out);
	}
	buf_free(&b);
	return len;
}

/* What follows the signature stays. An *out that is there is filled, and left as it was on failure. */
ECDSA_SIG *d2i_ECDSA_SIG(ECDSA_SIG **out, const unsigned char **in, long len)
{
	if (len < 0) {
		return NULL;
	}
	struct reader all = rd_init(span_of(*in, (size_t)len));
	struct reader seq = der_enter(&all, DER_SEQUENCE);
	struct span r = der_natural(&seq), s = der_natural(&seq);
	if (!rd_end(&seq)) {
		return NULL;
	}
	BIGNUM *bn_r = BN_bin2bn(r.p, (int)r.len, NULL), *bn_s = BN_bin2bn(s.p, (int)s.len, NULL);
	ECDSA_SIG *sig = out != NULL && *out != NULL ? *out : ECDSA_SIG_new();
	if (sig == NULL || !ECDSA_SIG_set0(sig, bn_r, bn_s)) {
		BN_free(bn_r);
		BN_free(bn_s);
		if (out == NULL || sig != *out) {
			ECDSA_SIG_free(sig);
		}
		return NULL;
	}
	if (out != NULL) {
		*out = sig;
	}
	*in = all.p;
	return sig;
}
