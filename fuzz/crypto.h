/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* What the targets of our libcrypto share: they see it as a program does, by its headers and nothing else. */
#ifndef TEASEL_FUZZ_CRYPTO_H
#define TEASEL_FUZZ_CRYPTO_H

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>

#include "must.h"
#include "rng_seed.h"

/* crypto_out: a BIO that takes what is printed and forgets it, as long as the program runs. */
static inline BIO *crypto_out(void)
{
	static BIO *out;
	if (out == NULL) {
		out = BIO_new(BIO_s_null());
		must(out != NULL);
	}
	return out;
}

/* crypto_refused: who refuses says why. */
static inline void crypto_refused(void)
{
	must(ERR_peek_error() != 0);
	ERR_clear_error();
}

#endif
