/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * AES-GCM (NIST SP 800-38D) on 512-bit registers: VAES for the counter mode, VPCLMULQDQ for GHASH.
 *
 * A batch is sixteen blocks in four registers. Its products with H^16 ... H^1 are summed and reduced once. Sealing
 * hashes the batch before while it encrypts the next; opening hashes what it decrypts at the same time. What is left
 * after the batches, at most sixteen blocks, is hashed in one sum with the block of lengths.
 */
#ifdef __x86_64__

#include "base/secret.h"
#include "crypto/aead_impls.h"
#include "crypto/x86_64/aesgcm.h"
#include "crypto/x86_64/cpu.h"
#include "crypto/x86_64/gf128.h"

#define FEATURES "avx512f,avx512bw,avx512dq,avx512vl,vaes,vpclmulqdq,aes,pclmul,bmi2"
#define TARGET   __attribute__((target(FEATURES)))
#define INLINE   static inline __attribute__((always_inline, target(FEATURES)))

#define LANES 4                        /* blocks of a register */
#define REGS  4                        /* registers of a batch */
#define WIDTH 64                       /* bytes of a register */
#define BATCH ((size_t)(WIDTH * REGS)) /* bytes of a batch */

/* One message. All of it lives in registers where the functions below are inlined. */
struct gcm {
	const struct aesgcm_state *st;
	__m512i round_keys[AES_256_ROUNDS + 1];
	__m512i counter; /* the next four counter blocks, bytes reversed */
	__m128i mask;    /* the first counter block encrypted, which covers the tag */
	__m128i hash;    /* GHASH so far, bytes reversed */
};

/* Sums of products before reduction, a struct gf128_product in each lane. */
struct product {
	__m512i lo, mid, hi;
};

INLINE __m512i xor3(__m512i a, __m512i b, __m512i c)
{
	return _mm512_ternarylogic_epi64(a, b, c, 0x96);
}

INLINE __m512i reverse_each(__m512i v)
{
	const __m128i order = _mm_set_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
	return _mm512_shuffle_epi8(v, _mm512_broadcast_i32x4(order));
}

INLINE struct product mul(__m512i a, __m512i b)
{
	return (struct product){
	    _mm512_clmulepi64_epi128(a, b, 0x00),
	    _mm512_xor_si512(_mm512_clmulepi64_epi128(a, b, 0x01), _mm512_clmulepi64_epi128(a, b, 0x10)),
	    _mm512_clmulepi64_epi128(a, b, 0x11),
	};
}

INLINE struct product mul_add(struct product p, __m512i a, __m512i b)
{
	return (struct product){
	    _mm512_xor_si512(p.lo, _mm512_clmulepi64_epi128(a, b, 0x00)),
	    xor3(p.mid, _mm512_clmulepi64_epi128(a, b, 0x01), _mm512_clmulepi64_epi128(a, b, 0x10)),
	    _mm512_xor_si512(p.hi, _mm512_clmulepi64_epi128(a, b, 0x11)),
	};
}

/* Reduces the four lanes and adds them up. */
INLINE __m128i reduce(struct product p)
{
	const __m512i fold = _mm512_set1_epi64(GF128_FOLD);
	__m512i mid = xor3(p.mid, _mm512_shuffle_epi32(p.lo, GF128_SWAP), _mm512_clmulepi64_epi128(p.lo, fold, 0x00));
	__m512i hi = xor3(p.hi, _mm512_shuffle_epi32(mid, GF128_SWAP), _mm512_clmulepi64_epi128(mid, fold, 0x00));
	__m256i two = _mm256_xor_si256(_mm512_castsi512_si256(hi), _mm512_extracti64x4_epi64(hi, 1));
	return _mm_xor_si128(_mm256_castsi256_si128(two), _mm256_extracti128_si256(two, 1));
}

INLINE __m512i add_to_first(__m512i blocks, __m128i v)
{
	return _mm512_xor_si512(blocks, _mm512_zextsi128_si512(v));
}

/* Takes the counter blocks of the next n registers, the first round key added. */
INLINE void start_rounds(struct gcm *g, __m512i *v, const int n)
{
	const __m512i step = _mm512_broadcast_i32x4(_mm_set_epi32(0, 0, 0, LANES));
#pragma GCC unroll 4
	for (int i = 0; i < n; i++) {
		v[i] = _mm512_xor_si512(reverse_each(g->counter), g->round_keys[0]);
		g->counter = _mm512_add_epi32(g->counter, step);
	}
}

INLINE void middle_round(const struct gcm *g, __m512i *v, const int n, const int r)
{
#pragma GCC unroll 4
	for (int i = 0; i < n; i++) {
		v[i] = _mm512_aesenc_epi128(v[i], g->round_keys[r]);
	}
}

/* The last round adds its key at the end; text added to that key comes out encrypted. */
INLINE __m512i last_round(const struct gcm *g, __m512i v, __m512i text, const int rounds)
{
	return _mm512_aesenclast_epi128(v, _mm512_xor_si512(text, g->round_keys[rounds]));
}

INLINE void load_batch(__m512i *v, const uint8_t *in)
{
#pragma GCC unroll 4
	for (int i = 0; i < REGS; i++) {
		v[i] = _mm512_loadu_si512(in + WIDTH * i);
	}
}

/* Adds register i of a batch, bytes reversed, to the sum of its products. */
INLINE struct product hash_step(const struct gcm *g, struct product p, __m512i ciphertext, const int i)
{
	__m512i blocks = reverse_each(ciphertext);
	__m512i h = _mm512_loadu_si512(aesgcm_powers(g->st, LANES * REGS) + LANES * i);
	return i == 0 ? mul(add_to_first(blocks, g->hash), h) : mul_add(p, blocks, h);
}

INLINE void hash_batch(struct gcm *g, const __m512i *ciphertext)
{
	struct product p = hash_step(g, (struct product){0}, ciphertext[0], 0);
#pragma GCC unroll 4
	for (int i = 1; i < REGS; i++) {
		p = hash_step(g, p, ciphertext[i], i);
	}
	g->hash = reduce(p);
}

/*
 * Encrypts or decrypts the batch text into out and, between the rounds, hashes the batch of ciphertext hashed, if any.
 * The result is left in text.
 */
INLINE void crypt_batch(struct gcm *g, __m512i *text, const __m512i *hashed, uint8_t *out, const int rounds)
{
	__m512i v[REGS];
	struct product p = {0};
	start_rounds(g, v, REGS);
#pragma GCC unroll 16
	for (int r = 1; r < rounds; r++) {
		middle_round(g, v, REGS, r);
		if (hashed && r % 2 == 1 && r / 2 < REGS) {
			p = hash_step(g, p, hashed[r / 2], r / 2);
		}
	}
	if (hashed) {
		g->hash = reduce(p);
	}
#pragma GCC unroll 4
	for (int i = 0; i < REGS; i++) {
		text[i] = last_round(g, v[i], text[i], rounds);
		_mm512_storeu_si512(out + WIDTH * i, text[i]);
	}
}

/* All whole batches. Returns how many bytes they are. */
INLINE size_t seal_batches(struct gcm *g, uint8_t *out, const uint8_t *in, size_t len, const int rounds)
{
	__m512i text[REGS], before[REGS];
	size_t done = 0;
	if (len < BATCH) {
		return 0;
	}
	load_batch(before, in);
	crypt_batch(g, before, NULL, out, rounds);
	for (done = BATCH; len - done >= BATCH; done += BATCH) {
		load_batch(text, in + done);
		crypt_batch(g, text, before, out + done, rounds);
#pragma GCC unroll 4
		for (int i = 0; i < REGS; i++) {
			before[i] = text[i];
		}
	}
	hash_batch(g, before);
	return done;
}

INLINE size_t open_batches(struct gcm *g, uint8_t *out, const uint8_t *in, size_t len, const int rounds)
{
	__m512i text[REGS], hashed[REGS];
	size_t done = 0;
	for (; len - done >= BATCH; done += BATCH) {
		load_batch(text, in + done);
		load_batch(hashed, in + done);
		crypt_batch(g, text, hashed, out + done, rounds);
	}
	return done;
}

/* The lowest n bits of 64, n saturating at both ends. */
INLINE __mmask64 low_bits(ptrdiff_t n)
{
	return n >= WIDTH ? ~(__mmask64)0 : n <= 0 ? 0 : ~(__mmask64)0 >> (WIDTH - n);
}

/* What is left after the batches. */
struct rest {
	uint8_t *out;
	const uint8_t *in;
	size_t len;   /* bytes of content, below BATCH */
	size_t total; /* and the type */
	uint8_t type; /* in: to be sealed; out: opened */
	__m128i lengths;
};

/* Encrypts or decrypts what is left, in n_regs registers, and hashes it together with the block of lengths. */
INLINE void crypt_rest(struct gcm *g, struct rest *rest, const int n_regs, const int rounds, const bool sealing)
{
	__m512i v[REGS];
	size_t n_blocks = (rest->total + AES_BLOCK - 1) / AES_BLOCK;
	const __m128i *powers = aesgcm_powers(g->st, n_blocks + 1);
	/* The block of lengths is last. The hash so far goes into the first block, be it this one. */
	__m128i lengths = n_regs == 0 ? _mm_xor_si128(rest->lengths, g->hash) : rest->lengths;
	struct product p = mul(_mm512_zextsi128_si512(lengths), _mm512_zextsi128_si512(powers[n_blocks]));
	start_rounds(g, v, n_regs);
#pragma GCC unroll 16
	for (int r = 1; r < rounds; r++) {
		middle_round(g, v, n_regs, r);
	}
#pragma GCC unroll 4
	for (int i = 0; i < n_regs; i++) {
		__mmask64 content = low_bits((ptrdiff_t)rest->len - WIDTH * i);
		__mmask64 all = low_bits((ptrdiff_t)rest->total - WIDTH * i);
		/* Two bits a block, since a mask of the powers counts 64-bit words. */
		__mmask8 present = (__mmask8)low_bits(((ptrdiff_t)n_blocks - LANES * i) * 2);
		__m512i h = _mm512_maskz_loadu_epi64(present, powers + LANES * i);
		__m512i in = _mm512_maskz_loadu_epi8(sealing ? content : all, rest->in + WIDTH * i);
		if (sealing) {
			in = _mm512_mask_set1_epi8(in, all ^ content, (char)rest->type);
		}
		__m512i done = last_round(g, v[i], in, rounds);
		__m512i ciphertext = sealing ? _mm512_maskz_mov_epi8(all, done) : in;
		_mm512_mask_storeu_epi8(rest->out + WIDTH * i, sealing ? all : content, done);
		if (!sealing && all != content) {
			uint8_t bytes[WIDTH];
			_mm512_storeu_si512(bytes, done);
			rest->type = bytes[rest->len % WIDTH];
		}
		__m512i blocks = reverse_each(ciphertext);
		p = mul_add(p, i == 0 ? add_to_first(blocks, g->hash) : blocks, h);
	}
	g->hash = reduce(p);
}

INLINE __m128i hash_aad(const struct aesgcm_state *st, struct span aad)
{
	const __m128i h = *aesgcm_powers(st, 1);
	__m128i y = _mm_setzero_si128();
	while (aad.len > 0) {
		size_t take = aad.len < AES_BLOCK ? aad.len : AES_BLOCK;
		__m128i block = _mm_maskz_loadu_epi8((__mmask16)low_bits((ptrdiff_t)take), aad.p);
		y = gf128_mul(_mm_xor_si128(y, gf128_reverse(block)), h);
		aad.p += take;
		aad.len -= take;
	}
	return y;
}

INLINE void start(struct gcm *g, const struct aesgcm_state *st, const uint8_t *nonce, struct span aad, const int rounds)
{
	uint64_t first;
	uint32_t second;
	memcpy(&first, nonce, sizeof first);
	memcpy(&second, nonce + sizeof first, sizeof second);
	/* The counter is the last word, in network order: SP 800-38D §7.1, with a nonce of 96 bits. */
	__m128i block = _mm_set_epi64x((int64_t)(second | (uint64_t)1 << 56), (int64_t)first);
	__m128i v = _mm_xor_si128(block, st->round_keys[0]);
	g->st = st;
	g->round_keys[0] = _mm512_broadcast_i32x4(st->round_keys[0]);
#pragma GCC unroll 16
	for (int r = 1; r < rounds; r++) {
		v = _mm_aesenc_si128(v, st->round_keys[r]);
		g->round_keys[r] = _mm512_broadcast_i32x4(st->round_keys[r]);
	}
	g->mask = _mm_aesenclast_si128(v, st->round_keys[rounds]);
	g->round_keys[rounds] = _mm512_broadcast_i32x4(st->round_keys[rounds]);
	g->counter = _mm512_add_epi32(_mm512_broadcast_i32x4(gf128_reverse(block)),
				      _mm512_set_epi32(0, 0, 0, 4, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 1));
	g->hash = hash_aad(st, aad);
}

/* Does all of a message but for storing or comparing the tag, which it returns. */
INLINE __m128i crypt(const struct aesgcm_state *st, const uint8_t *nonce, struct span aad, uint8_t *out,
		     const uint8_t *in, size_t len, uint8_t *type, const int rounds, const bool sealing)
{
	struct gcm g;
	start(&g, st, nonce, aad, rounds);
	size_t done = sealing ? seal_batches(&g, out, in, len, rounds) : open_batches(&g, out, in, len, rounds);
	size_t total = len + (type != NULL);
	struct rest rest = {out + done,       in + done,
			    len - done,       total - done,
			    type ? *type : 0, _mm_set_epi64x((int64_t)(aad.len * 8), (int64_t)(total * 8))};
	if (rest.total == 0) {
		crypt_rest(&g, &rest, 0, rounds, sealing);
	} else if (rest.total <= WIDTH) {
		crypt_rest(&g, &rest, 1, rounds, sealing);
	} else if (rest.total <= 2 * WIDTH) {
		crypt_rest(&g, &rest, 2, rounds, sealing);
	} else {
		crypt_rest(&g, &rest, REGS, rounds, sealing);
	}
	if (!sealing && type) {
		*type = rest.type;
	}
	return _mm_xor_si128(gf128_reverse(g.hash), g.mask);
}

INLINE void seal(const void *state, const uint8_t *nonce, struct span aad, uint8_t *out, const uint8_t *in, size_t len,
		 const uint8_t *type, const int rounds)
{
	uint8_t copy = type ? *type : 0;
	__m128i tag = crypt(state, nonce, aad, out, in, len, type ? &copy : NULL, rounds, true);
	_mm_storeu_si128((__m128i *)(out + len + (type != NULL)), tag);
}

INLINE int open(const void *state, const uint8_t *nonce, struct span aad, uint8_t *out, const uint8_t *in, size_t len,
		uint8_t *type, const int rounds)
{
	__m128i received = _mm_loadu_si128((const __m128i *)(in + len + (type != NULL)));
	uint8_t opened = 0;
	__m128i tag = crypt(state, nonce, aad, out, in, len, type ? &opened : NULL, rounds, false);
	__m128i difference = _mm_xor_si128(tag, received);
	int ok = _mm_testz_si128(difference, difference);
	if (!ok) {
		wipe(out, len);
		opened = 0;
	}
	if (type) {
		*type = opened;
	}
	return ok;
}

TARGET static void seal_128(const void *state, const uint8_t nonce[AEAD_NONCE_LEN], struct span aad, uint8_t *out,
			    const uint8_t *in, size_t len, const uint8_t *type)
{
	seal(state, nonce, aad, out, in, len, type, AES_128_ROUNDS);
}

TARGET static int open_128(const void *state, const uint8_t nonce[AEAD_NONCE_LEN], struct span aad, uint8_t *out,
			   const uint8_t *in, size_t len, uint8_t *type)
{
	return open(state, nonce, aad, out, in, len, type, AES_128_ROUNDS);
}

TARGET static void seal_256(const void *state, const uint8_t nonce[AEAD_NONCE_LEN], struct span aad, uint8_t *out,
			    const uint8_t *in, size_t len, const uint8_t *type)
{
	seal(state, nonce, aad, out, in, len, type, AES_256_ROUNDS);
}

TARGET static int open_256(const void *state, const uint8_t nonce[AEAD_NONCE_LEN], struct span aad, uint8_t *out,
			   const uint8_t *in, size_t len, uint8_t *type)
{
	return open(state, nonce, aad, out, in, len, type, AES_256_ROUNDS);
}

const struct aead_impl aead_aes128gcm_avx512 = {
    "vaes-avx512", AEAD_AES_128_GCM, 16, cpu_has_vaes_avx512, aesgcm_init_128, seal_128, open_128,
};

const struct aead_impl aead_aes256gcm_avx512 = {
    "vaes-avx512", AEAD_AES_256_GCM, 32, cpu_has_vaes_avx512, aesgcm_init_256, seal_256, open_256,
};

#endif
