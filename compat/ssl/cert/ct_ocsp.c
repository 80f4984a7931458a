/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* SCTs in a stapled OCSP response (RFC 6962 §3.3), by libcrypto's decoder. */
#include "compat/ssl/cert/ct.h"

#include <openssl/ocsp.h>

bool ct_ocsp_scts(const unsigned char *response, size_t len, bool (*take)(void *owner, STACK_OF(SCT) * list),
		  void *owner)
{
	const unsigned char *p = response;
	bool ok = true;
	OCSP_RESPONSE *r = len != 0 ? d2i_OCSP_RESPONSE(NULL, &p, (long)len) : NULL;
	OCSP_BASICRESP *basic = r != NULL ? OCSP_response_get1_basic(r) : NULL;
	for (int i = 0; ok && basic != NULL && i < OCSP_resp_count(basic); i++) {
		OCSP_SINGLERESP *one = OCSP_resp_get0(basic, i);
		ok = take(owner, OCSP_SINGLERESP_get1_ext_d2i(one, NID_ct_cert_scts, NULL, NULL));
	}
	OCSP_BASICRESP_free(basic);
	OCSP_RESPONSE_free(r);
	return ok;
}
