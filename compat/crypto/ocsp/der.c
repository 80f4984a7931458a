/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* What the decoders and encoders of OCSP share (local.h). */
#include "compat/crypto/ocsp/local.h"

#include <openssl/err.h>

#include "compat/crypto/asn1/build.h"
#include "compat/crypto/x509/x509.h"

bool ocsp_element(const unsigned char *in, long len, struct span *content, size_t *taken)
{
	struct reader r = rd_init(span_of(in, len > 0 ? (size_t)len : 0));
	*content = der_take(&r, DER_SEQUENCE);
	*taken = r.failed ? 0 : (size_t)(r.p - in);
	return !r.failed;
}

void ocsp_malformed(void)
{
	ERR_raise(ERR_LIB_ASN1, ERR_R_NESTED_ASN1_ERROR);
}

bool ocsp_extensions_take(struct reader *r, uint8_t tag, STACK_OF(X509_EXTENSION) * *out)
{
	*out = NULL;
	if (!der_next_is(r, tag)) {
		return true;
	}
	struct reader field = der_enter(r, tag);
	struct span content = der_take(&field, DER_SEQUENCE);
	*out = rd_end(&field) ? extensions_of(content) : NULL;
	return *out != NULL;
}

bool ocsp_extensions_put(struct buffer *out, uint8_t tag, const STACK_OF(X509_EXTENSION) * all)
{
	struct buffer list = {0};
	bool ok = sk_X509_EXTENSION_num(all) <= 0 || (extensions_put(&list, all) && der_put(out, tag, buf_span(&list)));
	buf_free(&list);
	return ok;
}
