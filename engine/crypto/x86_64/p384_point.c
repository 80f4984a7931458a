/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* P-384's constants for nist_point.h. Field elements are in Montgomery's form, with R = 2^384. */
#ifdef __x86_64__

#include <immintrin.h>

#include "base/secret.h"
#include "crypto/modinv.h"
#include "crypto/x86_64/p384.h"

#define F(name) p384_##name
#define LIMBS   6
#define MODINV  modinv384

#define COMB_BLOCKS  P384_COMB_BLOCKS
#define COMB_TEETH   P384_COMB_TEETH
#define COMB_SPACING P384_COMB_SPACING
#define COMB_ENTRIES P384_COMB_ENTRIES
#define ODD_ENTRIES  P384_ODD_ENTRIES

static const struct p384_fe one = {{0xffffffff00000001, 0x00000000ffffffff, 0x0000000000000001, 0x0000000000000000,
				    0x0000000000000000, 0x0000000000000000}};
static const struct p384_fe rr = {{0xfffffffe00000001, 0x0000000200000000, 0xfffffffe00000000, 0x0000000200000000,
				   0x0000000000000001, 0x0000000000000000}};
static const struct p384_fe rrr = {{0xfffffffc00000002, 0x0000000300000002, 0xfffffffcfffffffe, 0x0000000300000005,
				    0xfffffffdfffffffd, 0x0000000300000002}};
static const struct p384_fe curve_b = {{0x081188719d412dcc, 0xf729add87a4c32ec, 0x77f2209b1920022e, 0xe3374bee94938ae2,
					0xb62b21f41f022094, 0xcd08114b604fbff9}};
static const struct p384_num generator[2] = {
    {{0x3a545e3872760ab7, 0x5502f25dbf55296c, 0x59f741e082542a38, 0x6e1d3b628ba79b98, 0x8eb1c71ef320ad74,
      0xaa87ca22be8b0537}},
    {{0x7a431d7c90ea0e5f, 0x0a60b1ce1d7e819d, 0xe9da3113b5f0b8c0, 0xf8f41dbd289a147c, 0x5d9e98bf9292dc29,
      0x3617de4a96262c6f}},
};

/* n, p - n, and (2^384 - 1) / 2 mod n */
static const uint64_t order[6] = {0xecec196accc52973, 0x581a0db248b0a77a, 0xc7634d81f4372ddf,
				  0xffffffffffffffff, 0xffffffffffffffff, 0xffffffffffffffff};
static const uint64_t order_gap[6] = {0x1313e696333ad68c, 0xa7e5f24cb74f5885, 0x389cb27e0bc8d21f,
				      0x0000000000000000, 0x0000000000000000, 0x0000000000000000};
static const uint64_t comb_offset[6] = {0x8989f34a999d6b46, 0x53f2f926dba7ac42, 0x1c4e593f05e46910,
					0x0000000000000000, 0x0000000000000000, 0x0000000000000000};

static const struct modinv_modulus field_modulus = {
    {0xffffffff, 0x3ffffffc00000000, 0x3fffffffffffffef, 0x3fffffffffffffff, 0x3fffffffffffffff, 0x3fffffffffffffff,
     0xfff},
    0x100000001,
};

#include "crypto/x86_64/nist_point.h"

#endif
