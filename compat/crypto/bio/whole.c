/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* One DER element from a BIO (whole.h), and what programs read by that: ASN1_d2i_bio. */
#include "compat/crypto/bio/whole.h"

#include <openssl/asn1.h>
#include <openssl/err.h>

/* take reads n octets more; `cut` is the reason when the BIO ends before, but where nothing was begun and it is just at
 * its end, which is no error. */
static bool take(BIO *bio, struct buffer *out, size_t n, int cut)
{
	while (n > 0) {
		/* A length that is only claimed costs no memory. */
		size_t piece = n < 65536 ? n : 65536;
		uint8_t *to = buf_reserve(out, piece);
		int got = to != NULL ? BIO_read(bio, to, (int)piece) : -1;
		if (got <= 0) {
			if (to == NULL) {
				ERR_raise(ERR_LIB_ASN1, ERR_R_MALLOC_FAILURE);
			} else if (buf_len(out) != 0) {
				ERR_raise(ERR_LIB_ASN1, cut);
			} else if (got < 0) {
				ERR_raise(ERR_LIB_ASN1, ASN1_R_NOT_ENOUGH_DATA);
			}
			return false;
		}
		buf_commit(out, (size_t)got);
		n -= (size_t)got;
	}
	return true;
}

bool whole_element(BIO *bio, struct buffer *out)
{
	if (!take(bio, out, 2, ASN1_R_HEADER_TOO_LONG)) {
		return false;
	}
	size_t len = buf_head(out)[1];
	if (len >= 0x80) {
		size_t octets = len & 0x7f;
		if (octets == 0 || octets > 4) {
			ERR_raise(ERR_LIB_ASN1, ASN1_R_TOO_LONG);
			return false;
		}
		if (!take(bio, out, octets, ASN1_R_HEADER_TOO_LONG)) {
			return false;
		}
		len = 0;
		for (size_t i = 0; i < octets; i++) {
			len = len << 8 | buf_head(out)[2 + i];
		}
	}
	if (len > WHOLE_MAX) {
		ERR_raise(ERR_LIB_ASN1, ASN1_R_TOO_LONG);
		return false;
	}
	return take(bio, out, len, ASN1_R_NOT_ENOUGH_DATA);
}

bool whole_rest(BIO *bio, struct buffer *out)
{
	while (buf_len(out) <= WHOLE_MAX) {
		uint8_t *to = buf_reserve(out, 8192);
		if (to == NULL) {
			ERR_raise(ERR_LIB_BIO, ERR_R_MALLOC_FAILURE);
			return false;
		}
		ERR_set_mark();
		int got = BIO_read(bio, to, 8192);
		if (got <= 0) {
			ERR_pop_to_mark();
			return true;
		}
		ERR_clear_last_mark();
		buf_commit(out, (size_t)got);
	}
	ERR_raise(ERR_LIB_BIO, ERR_R_INTERNAL_ERROR);
	return false;
}

void *ASN1_d2i_bio(void *(*make)(void), d2i_of_void *d2i, BIO *in, void **out)
{
	(void)make;
	struct buffer der = {0};
	void *made = NULL;
	if (whole_element(in, &der)) {
		const unsigned char *p = buf_head(&der);
		made = d2i(out, &p, (long)buf_len(&der));
	}
	buf_free(&der);
	return made;
}
