/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * DH_new(3), DH_get0_pqg(3): a holder for parameters of finite-field Diffie-Hellman, for servers that carry some
 * without asking whether there is a use for them. Nothing here or in libssl computes with them: no suite has them.
 */
#include <openssl/dh.h>

#include <stdatomic.h>

#include <openssl/crypto.h>

struct dh_st {
	atomic_int references;
	BIGNUM *p, *q, *g;
};

DH *DH_new(void)
{
	DH *dh = OPENSSL_zalloc(sizeof *dh);
	if (dh != NULL) {
		atomic_init(&dh->references, 1);
	}
	return dh;
}

int DH_up_ref(DH *dh)
{
	atomic_fetch_add_explicit(&dh->references, 1, memory_order_relaxed);
	return 1;
}

void DH_free(DH *dh)
{
	if (dh == NULL || atomic_fetch_sub_explicit(&dh->references, 1, memory_order_acq_rel) != 1) {
		return;
	}
	BN_clear_free(dh->p);
	BN_clear_free(dh->q);
	BN_clear_free(dh->g);
	OPENSSL_free(dh);
}

static void take(BIGNUM **held, BIGNUM *given)
{
	if (given != NULL) {
		BN_clear_free(*held);
		*held = given;
	}
}

int DH_set0_pqg(DH *dh, BIGNUM *p, BIGNUM *q, BIGNUM *g)
{
	if ((dh->p == NULL && p == NULL) || (dh->g == NULL && g == NULL)) {
		return 0;
	}
	take(&dh->p, p);
	take(&dh->q, q);
	take(&dh->g, g);
	return 1;
}

void DH_get0_pqg(const DH *dh, const BIGNUM **p, const BIGNUM **q, const BIGNUM **g)
{
	const BIGNUM *held[] = {dh->p, dh->q, dh->g};
	const BIGNUM **out[] = {p, q, g};
	for (int i = 0; i < 3; i++) {
		if (out[i] != NULL) {
			*out[i] = held[i];
		}
	}
}
