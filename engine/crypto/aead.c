/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The choice of AEAD implementation: a table, best first for each algorithm, and the first that this CPU can run. */
#include "crypto/aead.h"

#include <assert.h>

#include "base/secret.h"
#include "crypto/aead_impls.h"

const struct aead_impl *const aead_impls[] = {
#ifdef __x86_64__
    &aead_aes128gcm_avx512,   &aead_aes256gcm_avx512,   &aead_aes128gcm_avx2,          &aead_aes256gcm_avx2,
    &aead_aes128gcm_avx,      &aead_aes256gcm_avx,      &aead_chacha20poly1305_avx512, &aead_chacha20poly1305_avx2,
#endif
    &aead_aes128gcm_portable, &aead_aes256gcm_portable, &aead_chacha20poly1305_nettle, NULL,
};

size_t aead_key_len(enum aead_id id)
{
	switch (id) {
	case AEAD_AES_128_GCM:
		return 16;
	case AEAD_AES_256_GCM:
	case AEAD_CHACHA20_POLY1305:
		return 32;
	case AEAD_NONE:
		break;
	}
	return 0;
}

void aead_init(struct aead_key *k, enum aead_id id, const uint8_t *key)
{
	for (const struct aead_impl *const *i = aead_impls; *i; i++) {
		if ((*i)->id == id && (*i)->usable()) {
			aead_init_impl(k, *i, key);
			return;
		}
	}
	assert(!"an algorithm without implementation");
	k->impl = NULL;
}

void aead_init_impl(struct aead_key *k, const struct aead_impl *impl, const uint8_t *key)
{
	k->impl = impl;
	impl->init(k->state, key);
}

void aead_wipe(struct aead_key *k)
{
	wipe(k, sizeof *k);
}
