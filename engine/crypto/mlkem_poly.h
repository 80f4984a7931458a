/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * The ring of ML-KEM (FIPS 203 §4): polynomials of 256 coefficients modulo q = 3329, their transform, and their coding
 * into bytes. Coefficients are signed, of small size unless a function says less; products carry Montgomery's factor
 * 2^-16. Constant-time but for poly_reject, whose input is public.
 */
#ifndef TEASEL_CRYPTO_MLKEM_POLY_H
#define TEASEL_CRYPTO_MLKEM_POLY_H

#include "base/span.h"

#define MLKEM_Q 3329
#define MLKEM_N 256

struct poly {
	int16_t c[MLKEM_N];
};

/* poly_ntt, poly_inv_ntt: algorithms 9 and 10. The first takes coefficients of up to q in size and gives them less than
 * q; the second undoes the factor 2^-16 of a product, and takes up to 2q. */
void poly_ntt(struct poly *p);
void poly_inv_ntt(struct poly *p);

/* poly_dot: the sum of the products of three pairs of transformed polynomials (algorithm 11) times 2^-16; less than q.
 */
void poly_dot(struct poly *out, const struct poly a[3], const struct poly b[3]);

/* poly_unscale undoes a factor 2^-16. */
void poly_unscale(struct poly *p);

/* poly_add, poly_sub: sums and differences, reduced to less than q in size. */
void poly_add(struct poly *out, const struct poly *a, const struct poly *b);
void poly_sub(struct poly *out, const struct poly *a, const struct poly *b);

/* poly_noise: the centred binomial distribution of 128 bytes, eta = 2 (algorithm 8). */
void poly_noise(struct poly *out, const uint8_t bytes[128]);

/* poly_reject appends coefficients found in bytes (algorithm 7) to the first n of out, and returns how many it has. */
size_t poly_reject(struct poly *out, size_t n, const uint8_t *bytes, size_t len);

/* poly_put12, poly_get12: 384 bytes, coefficients whole. poly_get12 is false when one is not below q. */
void poly_put12(uint8_t out[384], const struct poly *p);
bool poly_get12(struct poly *out, const uint8_t in[384]);

/* Compressed to d bits each, and back (§4.2.1): 10 bits in 320 bytes, 4 bits in 128, 1 bit in 32. */
void poly_put10(uint8_t out[320], const struct poly *p);
void poly_get10(struct poly *out, const uint8_t in[320]);
void poly_put4(uint8_t out[128], const struct poly *p);
void poly_get4(struct poly *out, const uint8_t in[128]);
void poly_put1(uint8_t out[32], const struct poly *p);
void poly_get1(struct poly *out, const uint8_t in[32]);

#endif
