/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* P-256's constants for nist_point.h. Field elements are in Montgomery's form, with R = 2^256. */
#ifdef __x86_64__

#include <immintrin.h>

#include "base/secret.h"
#include "crypto/modinv.h"
#include "crypto/x86_64/p256.h"

#define F(name) p256_##name
#define LIMBS   4
#define MODINV  modinv256

#define COMB_BLOCKS  P256_COMB_BLOCKS
#define COMB_TEETH   P256_COMB_TEETH
#define COMB_SPACING P256_COMB_SPACING
#define COMB_ENTRIES P256_COMB_ENTRIES
#define ODD_ENTRIES  P256_ODD_ENTRIES

static const struct p256_fe one = {{0x0000000000000001, 0xffffffff00000000, 0xffffffffffffffff, 0x00000000fffffffe}};
static const struct p256_fe rr = {{0x0000000000000003, 0xfffffffbffffffff, 0xfffffffffffffffe, 0x00000004fffffffd}};
static const struct p256_fe rrr = {{0xfffffffd0000000a, 0xffffffedfffffff7, 0x00000005fffffffc, 0x0000001800000001}};
static const struct p256_fe curve_b = {
    {0xd89cdf6229c4bddf, 0xacf005cd78843090, 0xe5a220abf7212ed6, 0xdc30061d04874834}};
static const struct p256_num generator[2] = {
    {{0xf4a13945d898c296, 0x77037d812deb33a0, 0xf8bce6e563a440f2, 0x6b17d1f2e12c4247}},
    {{0xcbb6406837bf51f5, 0x2bce33576b315ece, 0x8ee7eb4a7c0f9e16, 0x4fe342e2fe1a7f9b}},
};

/* n, p - n, and (2^264 - 1) / 2 mod n */
static const uint64_t order[4] = {0xf3b9cac2fc632551, 0xbce6faada7179e84, 0xffffffffffffffff, 0xffffffff00000000};
static const uint64_t order_gap[4] = {0x0c46353d039cdaae, 0x4319055358e8617b, 0, 0};
static const uint64_t comb_offset[4] = {0x9cf783e34c9eea28, 0x6af6268347bc8cc8, 0x8000000000000021, 0x8000007f7fffff80};

static const struct modinv_modulus field_modulus = {
    {0x3fffffffffffffff, 0x3ffffffff, 0x0, 0x3fffffc000000040, 0xff},
    0x1,
};

#include "crypto/x86_64/nist_point.h"

#endif
