/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * PEM_read_bio_DHparams(3): parameters of finite-field Diffie-Hellman as configurations name a file of them, for the
 * holder of dh.c. The server starts, and its library has no suite that would use them.
 */
#include <string.h>

#include <openssl/dh.h>
#include <openssl/err.h>

#include "compat/crypto/pem/pem.h"
#include "engine/pki/asn1.h"

static BIGNUM *number(struct span n)
{
	return BN_bin2bn(n.p, (int)n.len, NULL);
}

/* PKCS #3 §9: p, g and perhaps a length; X9.42 (RFC 2631 §2.2.1.2): p, g, q and what nobody here asks for. */
static DH *params_of(struct span der, bool x942)
{
	struct reader r = rd_init(der);
	struct reader seq = der_enter(&r, DER_SEQUENCE);
	struct span p = der_natural(&seq), g = der_natural(&seq), q = span_of(NULL, 0);
	if (x942) {
		q = der_natural(&seq);
	} else if (!rd_end(&seq)) {
		der_natural(&seq);
	}
	if (seq.failed || (!x942 && !rd_end(&seq))) {
		return NULL;
	}
	DH *dh = DH_new();
	BIGNUM *bn_p = number(p), *bn_q = x942 ? number(q) : NULL, *bn_g = number(g);
	if (dh == NULL || bn_p == NULL || (x942 && bn_q == NULL) || bn_g == NULL) {
		BN_free(bn_p);
		BN_free(bn_q);
		BN_free(bn_g);
		DH_free(dh);
		return NULL;
	}
	DH_set0_pqg(dh, bn_p, bn_q, bn_g);
	return dh;
}

DH *PEM_read_bio_DHparams(BIO *bio, DH **x, pem_password_cb *cb, void *u)
{
	struct pem_content c = {0};
	if (!pem_content_find(&c, bio, PEM_STRING_DHPARAMS, cb, u)) {
		return NULL;
	}
	DH *dh = params_of(span_of(c.data, (size_t)c.len), strcmp(c.label, PEM_STRING_DHXPARAMS) == 0);
	pem_content_free(&c);
	if (dh == NULL) {
		ERR_raise(ERR_LIB_PEM, ERR_R_ASN1_LIB);
	} else if (x != NULL) {
		DH_free(*x);
		*x = dh;
	}
	return dh;
}

DH *PEM_read_DHparams(FILE *fp, DH **x, pem_password_cb *cb, void *u)
{
	BIO *bio = BIO_new_fp(fp, BIO_NOCLOSE);
	DH *dh = bio != NULL ? PEM_read_bio_DHparams(bio, x, cb, u) : NULL;
	BIO_free(bio);
	return dh;
}
