/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* P-256's numbers for nist_ecdsa.h, and its row in the table of ec.h. */
#ifdef __x86_64__

#include "crypto/x86_64/p256.h"
#include "base/secret.h"
#include "crypto/ec.h"
#include "crypto/modinv.h"
#include "crypto/x86_64/cpu.h"
#include "crypto/x86_64/kernels.h"

#define F(name) p256_##name
#define LIMBS   4
#define MODINV  modinv256

static const uint64_t prime[4] = {0xffffffffffffffff, 0x00000000ffffffff, 0x0000000000000000, 0xffffffff00000001};
static const uint64_t order[4] = {0xf3b9cac2fc632551, 0xbce6faada7179e84, 0xffffffffffffffff, 0xffffffff00000000};

/* 2^512 mod n and -1/n mod 2^64 */
static const struct p256_num order_rr = {
    {0x83244c95be79eea2, 0x4699799c49bd6fa6, 0x2845b2392b6bec59, 0x66e12d94f3d95620}};
static const uint64_t order_n0 = 0xccd1c8aaee00bc4f;

static const struct modinv_modulus order_modulus = {
    {0x33b9cac2fc632551, 0x339beab69c5e7a13, 0x3ffffffffffffffb, 0x3fffffc00000003f, 0xff},
    0xcd1c8aaee00bc4f,
};

#include "crypto/x86_64/nist_ecdsa.h"

const struct ec_impl ec_p256_adx = {"adx", KEY_EC_P256, usable, on_curve, base_mul, mul_x, sign, verify};

#endif
