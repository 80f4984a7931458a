/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* A key of rsa_keys.h made into numbers, and numbers into keys, for the test programs that need RSA. */
#ifndef TEASEL_TESTS_RSA_LOAD_H
#define TEASEL_TESTS_RSA_LOAD_H

#include <assert.h>

#include "crypto/key.h"
#include "hex.h"
#include "rsa_keys.h"

/* The eight numbers in the order of struct rsa_private_numbers. */
struct rsa_loaded {
	struct hex_bytes b[8];
	struct rsa_private_numbers num;
};

static inline void rsa_load(const struct rsa_test_key *k, struct rsa_loaded *out)
{
	const char *const text[8] = {k->n, k->e, k->d, k->p, k->q, k->dp, k->dq, k->qinv};
	struct span *const views[8] = {&out->num.n, &out->num.e,  &out->num.d,  &out->num.p,
				       &out->num.q, &out->num.dp, &out->num.dq, &out->num.qinv};
	for (int i = 0; i < 8; i++) {
		out->b[i] = hex_bytes(text[i]);
		*views[i] = hex_span(&out->b[i]);
	}
}

static inline void rsa_unload(struct rsa_loaded *l)
{
	for (int i = 0; i < 8; i++) {
		hex_free(&l->b[i]);
	}
}

static inline enum tls_err rsa_key_make(const struct rsa_test_key *k, enum key_type type, struct pss_limits limits,
					struct privkey **out)
{
	struct rsa_loaded l;
	rsa_load(k, &l);
	enum tls_err err = privkey_rsa(out, type, &l.num, limits);
	rsa_unload(&l);
	return err;
}

#endif
