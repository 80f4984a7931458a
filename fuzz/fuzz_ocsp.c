/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * An OCSP response of a stranger, judged for a certificate and its issuer. Input: the certificate and the issuer, each
 * behind two octets of length; the response. Whatever counts as good names the certificate's serial number.
 */
#include "fuzz.h"

#include "pki/ocsp.h"

static struct cert *take_cert(struct reader *r)
{
	struct cert *c = NULL;
	if (cert_parse(&c, rd_vec(r, 2, 0, UINT16_MAX)) != TLS_OK) {
		c = NULL;
	}
	return c;
}

static bool contains(struct span all, struct span part)
{
	for (size_t i = 0; i + part.len <= all.len; i++) {
		if (memcmp(all.p + i, part.p, part.len) == 0) {
			return true;
		}
	}
	return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct reader r = rd_init(span_of(data, size));
	struct cert *subject = take_cert(&r);
	struct cert *issuer = take_cert(&r);
	struct span response = rd_rest(&r);
	if (subject != NULL && issuer != NULL) {
		unsigned long before = fuzz_n_verified;
		enum verify_err err = ocsp_check(response, subject, issuer, fuzz_now(NULL) / 1000);
		(void)ocsp_must_staple(subject);
		must(response.len != 0 || err == VERIFY_OCSP_NO_RESPONSE);
		must(err != VERIFY_OK || contains(response, cert_facts(subject)->serial));
		must(fuzz_n_verified - before <= 20);
	}
	cert_free(subject);
	cert_free(issuer);
	return 0;
}
