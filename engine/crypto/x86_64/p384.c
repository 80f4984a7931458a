/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* P-384's numbers for nist_ecdsa.h, and its row in the table of ec.h. */
#ifdef __x86_64__

#include "crypto/x86_64/p384.h"
#include "base/secret.h"
#include "crypto/ec.h"
#include "crypto/modinv.h"
#include "crypto/x86_64/cpu.h"
#include "crypto/x86_64/kernels.h"

#define F(name) p384_##name
#define LIMBS   6
#define MODINV  modinv384

static const uint64_t prime[6] = {0x00000000ffffffff, 0xffffffff00000000, 0xfffffffffffffffe,
				  0xffffffffffffffff, 0xffffffffffffffff, 0xffffffffffffffff};
static const uint64_t order[6] = {0xecec196accc52973, 0x581a0db248b0a77a, 0xc7634d81f4372ddf,
				  0xffffffffffffffff, 0xffffffffffffffff, 0xffffffffffffffff};

/* 2^768 mod n and -1/n mod 2^64 */
static const struct p384_num order_rr = {{0x2d319b2419b409a9, 0xff3d81e5df1aa419, 0xbc3e483afcb82947,
					  0xd40d49174aab1cc5, 0x3fb05b7a28266895, 0x0c84ee012b39bf21}};
static const uint64_t order_n0 = 0x6ed46089e88fdc45;

static const struct modinv_modulus order_modulus = {
    {0x2cec196accc52973, 0x206836c922c29deb, 0x3634d81f4372ddf5, 0x3ffffffffffffff1, 0x3fffffffffffffff,
     0x3fffffffffffffff, 0xfff},
    0x2ed46089e88fdc45,
};

#include "crypto/x86_64/nist_ecdsa.h"

const struct ec_impl ec_p384_adx = {"adx", KEY_EC_P384, usable, on_curve, base_mul, mul_x, sign, verify};

#endif
