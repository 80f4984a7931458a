/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Polynomials of ML-KEM (mlkem_poly.h). No division: its time could depend on a secret. */
#include "crypto/mlkem_poly.h"

#include <string.h>

#define Q MLKEM_Q
#define N MLKEM_N

/* 17^bitrev7(i) * 2^16 mod q (FIPS 203 appendix A, in Montgomery's form). */
static const int16_t zetas[128] = {
    -1044, -758,  -359,  -1517, 1493,  1422,  287,   202,   -171,  622,  1577,  182,   962,   -1202, -1474, 1468,
    573,   -1325, 264,   383,   -829,  1458,  -1602, -130,  -681,  1017, 732,   608,   -1542, 411,   -205,  -1571,
    1223,  652,   -552,  1015,  -1293, 1491,  -282,  -1544, 516,   -8,   -320,  -666,  -1618, -1162, 126,   1469,
    -853,  -90,   -271,  830,   107,   -1421, -247,  -951,  -398,  961,  -1508, -725,  448,   -1065, 677,   -1275,
    -1103, 430,   555,   843,   -1251, 871,   1550,  105,   422,   587,  177,   -235,  -291,  -460,  1574,  1653,
    -246,  778,   1159,  -147,  -777,  1483,  -602,  1119,  -1590, 644,  -872,  349,   418,   329,   -156,  -75,
    817,   1097,  603,   610,   1322,  -1285, -1465, 384,   -1215, -136, 1218,  -1335, -874,  220,   -1187, -1659,
    -1185, -1530, -1278, 794,   -1510, -854,  -870,  478,   -108,  -308, 996,   991,   958,   -1460, 1522,  1628,
};

/* mul: a * b * 2^-16 mod q, of size less than q for |a * b| < 2^15 q. -3327 is 1/q mod 2^16. */
static inline int16_t mul(int16_t a, int16_t b)
{
	int16_t low = (int16_t)((uint16_t)a * (uint32_t)(uint16_t)b);
	int16_t m = (int16_t)((uint16_t)low * (uint32_t)(uint16_t)-3327);
	return (int16_t)((a * b >> 16) - (m * Q >> 16));
}

/* reduce: the representative of least size, for any a. */
static inline int16_t reduce(int16_t a)
{
	int16_t t = (int16_t)((20159 * a + (1 << 25)) >> 26);
	return (int16_t)(a - t * Q);
}

/* lift: a in (-q, q) to [0, q). */
static inline uint16_t lift(int16_t a)
{
	return (uint16_t)(a + (a >> 15 & Q));
}

void poly_ntt(struct poly *p)
{
	size_t k = 1;
	for (size_t len = N / 2; len >= 2; len /= 2) {
		for (size_t start = 0; start < N; start += 2 * len) {
			int16_t zeta = zetas[k++];
			for (size_t j = start; j < start + len; j++) {
				int16_t t = mul(zeta, p->c[j + len]);
				p->c[j + len] = (int16_t)(p->c[j] - t);
				p->c[j] = (int16_t)(p->c[j] + t);
			}
		}
	}
	for (size_t i = 0; i < N; i++) {
		p->c[i] = reduce(p->c[i]);
	}
}

void poly_inv_ntt(struct poly *p)
{
	size_t k = 127;
	for (size_t len = 2; len <= N / 2; len *= 2) {
		for (size_t start = 0; start < N; start += 2 * len) {
			int16_t zeta = zetas[k--];
			for (size_t j = start; j < start + len; j++) {
				int16_t t = p->c[j];
				p->c[j] = reduce((int16_t)(t + p->c[j + len]));
				p->c[j + len] = mul(zeta, (int16_t)(p->c[j + len] - t));
			}
		}
	}
	/* 2^32 / 128 mod q: the transform's own factor, and Montgomery's of the product and of this step. */
	for (size_t i = 0; i < N; i++) {
		p->c[i] = mul(p->c[i], 1441);
	}
}

void poly_dot(struct poly *out, const struct poly a[3], const struct poly b[3])
{
	int16_t gamma[N / 2];
	for (size_t i = 0; i < N / 4; i++) {
		/* X^2 = 17^(2 bitrev7(i) + 1) for pair i: the last 64 zetas and their negatives in turns. */
		gamma[2 * i] = zetas[64 + i];
		gamma[2 * i + 1] = (int16_t)-zetas[64 + i];
	}
	memset(out, 0, sizeof *out);
	for (size_t j = 0; j < 3; j++) {
		for (size_t i = 0; i < N / 2; i++) {
			int16_t x0 = a[j].c[2 * i], x1 = a[j].c[2 * i + 1], y0 = b[j].c[2 * i], y1 = b[j].c[2 * i + 1];
			int16_t even = (int16_t)(mul(x0, y0) + mul(mul(x1, y1), gamma[i]));
			int16_t odd = (int16_t)(mul(x0, y1) + mul(x1, y0));
			out->c[2 * i] = (int16_t)(out->c[2 * i] + even);
			out->c[2 * i + 1] = (int16_t)(out->c[2 * i + 1] + odd);
		}
	}
	for (size_t i = 0; i < N; i++) {
		out->c[i] = reduce(out->c[i]);
	}
}

void poly_unscale(struct poly *p)
{
	for (size_t i = 0; i < N; i++) {
		p->c[i] = mul(p->c[i], 1353); /* 2^32 mod q */
	}
}

void poly_add(struct poly *out, const struct poly *a, const struct poly *b)
{
	for (size_t i = 0; i < N; i++) {
		out->c[i] = reduce((int16_t)(a->c[i] + b->c[i]));
	}
}

void poly_sub(struct poly *out, const struct poly *a, const struct poly *b)
{
	for (size_t i = 0; i < N; i++) {
		out->c[i] = reduce((int16_t)(a->c[i] - b->c[i]));
	}
}

void poly_noise(struct poly *out, const uint8_t bytes[128])
{
	for (size_t i = 0; i < 128; i++) {
		/* Two bits of each coefficient's a and b, summed. */
		unsigned sums = (bytes[i] & 0x55U) + (bytes[i] >> 1 & 0x55U);
		out->c[2 * i] = (int16_t)((int)(sums & 3) - (int)(sums >> 2 & 3));
		out->c[2 * i + 1] = (int16_t)((int)(sums >> 4 & 3) - (int)(sums >> 6));
	}
}

size_t poly_reject(struct poly *out, size_t n, const uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i + 3 <= len && n < N; i += 3) {
		unsigned first = bytes[i] | (bytes[i + 1] & 15U) << 8, second = bytes[i + 1] >> 4 | bytes[i + 2] << 4;
		if (first < Q) {
			out->c[n++] = (int16_t)first;
		}
		if (second < Q && n < N) {
			out->c[n++] = (int16_t)second;
		}
	}
	return n;
}

void poly_put12(uint8_t out[384], const struct poly *p)
{
	for (size_t i = 0; i < N / 2; i++) {
		unsigned a = lift(p->c[2 * i]), b = lift(p->c[2 * i + 1]);
		out[3 * i] = (uint8_t)a;
		out[3 * i + 1] = (uint8_t)(a >> 8 | b << 4);
		out[3 * i + 2] = (uint8_t)(b >> 4);
	}
}

bool poly_get12(struct poly *out, const uint8_t in[384])
{
	unsigned too_big = 0;
	for (size_t i = 0; i < N / 2; i++) {
		unsigned a = in[3 * i] | (in[3 * i + 1] & 15U) << 8, b = in[3 * i + 1] >> 4 | in[3 * i + 2] << 4;
		too_big |= (Q - 1 - a) | (Q - 1 - b);
		out->c[2 * i] = (int16_t)a;
		out->c[2 * i + 1] = (int16_t)b;
	}
	return too_big >> 31 == 0;
}

/* compress: round(2^d / q * a) mod 2^d. 1290168 is 2^32 / q rounded up: exact for every a and d in use. */
static inline unsigned compress(int16_t a, unsigned d)
{
	uint64_t scaled = ((uint64_t)lift(a) << d) + Q / 2;
	return (unsigned)(scaled * 1290168 >> 32) & ((1U << d) - 1);
}

/* decompress: round(q / 2^d * v). */
static inline int16_t decompress(unsigned v, unsigned d)
{
	return (int16_t)((v * Q + (1U << (d - 1))) >> d);
}

void poly_put10(uint8_t out[320], const struct poly *p)
{
	for (size_t i = 0; i < N / 4; i++) {
		uint64_t four = 0;
		for (size_t j = 0; j < 4; j++) {
			four |= (uint64_t)compress(p->c[4 * i + j], 10) << (10 * j);
		}
		for (size_t j = 0; j < 5; j++) {
			out[5 * i + j] = (uint8_t)(four >> (8 * j));
		}
	}
}

void poly_get10(struct poly *out, const uint8_t in[320])
{
	for (size_t i = 0; i < N / 4; i++) {
		uint64_t four = 0;
		for (size_t j = 0; j < 5; j++) {
			four |= (uint64_t)in[5 * i + j] << (8 * j);
		}
		for (size_t j = 0; j < 4; j++) {
			out->c[4 * i + j] = decompress(four >> (10 * j) & 1023, 10);
		}
	}
}

void poly_put4(uint8_t out[128], const struct poly *p)
{
	for (size_t i = 0; i < N / 2; i++) {
		out[i] = (uint8_t)(compress(p->c[2 * i], 4) | compress(p->c[2 * i + 1], 4) << 4);
	}
}

void poly_get4(struct poly *out, const uint8_t in[128])
{
	for (size_t i = 0; i < N / 2; i++) {
		out->c[2 * i] = decompress(in[i] & 15, 4);
		out->c[2 * i + 1] = decompress(in[i] >> 4, 4);
	}
}

void poly_put1(uint8_t out[32], const struct poly *p)
{
	memset(out, 0, 32);
	for (size_t i = 0; i < N; i++) {
		out[i / 8] |= (uint8_t)(compress(p->c[i], 1) << (i % 8));
	}
}

void poly_get1(struct poly *out, const uint8_t in[32])
{
	for (size_t i = 0; i < N; i++) {
		int16_t mask = (int16_t) - (in[i / 8] >> (i % 8) & 1);
		out->c[i] = (int16_t)(mask & ((Q + 1) / 2));
	}
}
