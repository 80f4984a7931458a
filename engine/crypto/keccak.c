/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Lanes of SHAKE, and the portable permutation by Nettle's, one lane after the other. */
#include "crypto/keccak.h"

#include <nettle/sha3.h>
#include <string.h>

#include "base/secret.h"
#ifdef __x86_64__
#include "crypto/x86_64/kernels.h"
#endif

static bool always(void)
{
	return true;
}

static void permute(struct keccak8 *s, unsigned n)
{
	struct sha3_state one;
	for (unsigned l = 0; l < n; l++) {
		for (int i = 0; i < 25; i++) {
			one.a[i] = s->w[i][l];
		}
		sha3_permute(&one);
		for (int i = 0; i < 25; i++) {
			s->w[i][l] = one.a[i];
		}
	}
	wipe(&one, sizeof one);
}

static const struct keccak_impl keccak_nettle = {"nettle", always, permute};

const struct keccak_impl *const keccak_impls[] = {
#ifdef __x86_64__
    &keccak_avx512,
    &keccak_avx2,
#endif
    &keccak_nettle,
    NULL,
};

const struct keccak_impl *keccak_impl(void)
{
	const struct keccak_impl *const *p = keccak_impls;
	while (!(*p)->usable()) {
		p++;
	}
	return *p;
}

void shake_lane_init(struct keccak8 *s, unsigned lane, const uint8_t *message, size_t len, size_t rate)
{
	uint8_t block[SHAKE128_RATE] = {0};
	memcpy(block, message, len);
	/* FIPS 202 §6.2: SHAKE appends 1111; §5.1: pad10*1. */
	block[len] ^= 0x1f;
	block[rate - 1] ^= 0x80;
	for (size_t i = 0; i < 25; i++) {
		uint64_t v = 0;
		if (8 * i < rate) {
			memcpy(&v, block + 8 * i, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
			v = __builtin_bswap64(v);
#endif
		}
		s->w[i][lane] = v;
	}
	wipe(block, sizeof block);
}

void shake_lane_read(const struct keccak8 *s, unsigned lane, uint8_t *out, size_t len)
{
	for (size_t i = 0; i < len / 8; i++) {
		uint64_t v = s->w[i][lane];
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
		v = __builtin_bswap64(v);
#endif
		memcpy(out + 8 * i, &v, 8);
	}
}
