/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Every AEAD implementation that is built in, by name, against published vectors, Wycheproof and Nettle's one-shot
 * answers: lengths, places, alignments, page ends, and every kind of tampering. One that this CPU cannot run is shown
 * as skipped.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <nettle/chacha-poly1305.h>
#include <nettle/gcm.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "crypto/aead.h"
#include "wycheproof.h"

#define TAG AEAD_TAG_LEN
#define MAX 1100

/* A small generator of our own, so that a failure can be repeated (xorshift64*). */
static uint64_t random_state = 0x9e3779b97f4a7c15;

static uint64_t random_next(void)
{
	random_state ^= random_state >> 12;
	random_state ^= random_state << 25;
	random_state ^= random_state >> 27;
	return random_state * 0x2545f4914f6cdd1d;
}

static void random_fill(uint8_t *out, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		out[i] = (uint8_t)(random_next() >> 56);
	}
}

/* A key, a nonce and the implementation under test. */
struct subject {
	struct aead_key key;
	uint8_t raw_key[AEAD_MAX_KEY];
	uint8_t nonce[AEAD_NONCE_LEN];
};

/* Leaves the test when this CPU cannot run the implementation: to be called before anything is allocated. */
static const struct aead_impl *impl_of(void **state)
{
	const struct aead_impl *impl = *state;
	if (!impl->usable()) {
		printf("%s: this CPU cannot run it\n", impl->name);
		fflush(stdout);
		skip();
	}
	return impl;
}

static void subject_random(struct subject *s, const struct aead_impl *impl)
{
	random_fill(s->raw_key, sizeof s->raw_key);
	random_fill(s->nonce, sizeof s->nonce);
	aead_init_impl(&s->key, impl, s->raw_key);
}

static struct span some_of(const uint8_t *p, size_t len)
{
	return span_of(len ? p : NULL, len);
}

/* reference_seal is Nettle's answer, its GHASH included. */
static void reference_seal(const struct subject *s, struct span aad, uint8_t *out, const uint8_t *in, size_t len)
{
	union {
		struct gcm_aes128_ctx g128;
		struct gcm_aes256_ctx g256;
		struct chacha_poly1305_ctx chacha;
	} c;
	switch (s->key.impl->id) {
	case AEAD_AES_128_GCM:
		gcm_aes128_set_key(&c.g128, s->raw_key);
		gcm_aes128_set_iv(&c.g128, AEAD_NONCE_LEN, s->nonce);
		gcm_aes128_update(&c.g128, aad.len, aad.p);
		gcm_aes128_encrypt(&c.g128, len, out, in);
		gcm_aes128_digest(&c.g128, TAG, out + len);
		return;
	case AEAD_AES_256_GCM:
		gcm_aes256_set_key(&c.g256, s->raw_key);
		gcm_aes256_set_iv(&c.g256, AEAD_NONCE_LEN, s->nonce);
		gcm_aes256_update(&c.g256, aad.len, aad.p);
		gcm_aes256_encrypt(&c.g256, len, out, in);
		gcm_aes256_digest(&c.g256, TAG, out + len);
		return;
	case AEAD_CHACHA20_POLY1305:
		chacha_poly1305_set_key(&c.chacha, s->raw_key);
		chacha_poly1305_set_nonce(&c.chacha, s->nonce);
		chacha_poly1305_update(&c.chacha, aad.len, aad.p);
		chacha_poly1305_encrypt(&c.chacha, len, out, in);
		chacha_poly1305_digest(&c.chacha, TAG, out + len);
		return;
	case AEAD_NONE:
		break;
	}
	fail_msg("no reference");
}

static bool all_are(const uint8_t *p, size_t len, uint8_t v)
{
	for (size_t i = 0; i < len; i++) {
		if (p[i] != v) {
			return false;
		}
	}
	return true;
}

/* The same with the last byte given apart, as a content type is. want is what sealing all of it gives. */
static void check_typed(const struct subject *s, struct span aad, const uint8_t *in, size_t len, const uint8_t *want)
{
	size_t content = len - 1;
	uint8_t *got = malloc(len + TAG + 1), type = 0xee;
	assert_non_null(got);
	got[len + TAG] = 0xcc;
	aead_seal_typed(&s->key, s->nonce, aad, got, in, content, in[content]);
	if (memcmp(got, want, len + TAG) != 0) {
		fail_msg("seal typed, length %zu, aad %zu", len, aad.len);
	}
	memset(got, 0xdd, len + TAG);
	if (aead_open_typed(&s->key, s->nonce, aad, got, want, content, &type) != 1 || memcmp(got, in, content) != 0 ||
	    type != in[content]) {
		fail_msg("open typed, length %zu, aad %zu", len, aad.len);
	}
	assert_true(all_are(got + content, 1 + TAG, 0xdd));
	aead_seal_typed(&s->key, s->nonce, aad, got, got, content, type);
	if (memcmp(got, want, len + TAG) != 0) {
		fail_msg("seal typed in place, length %zu, aad %zu", len, aad.len);
	}
	type = 0xee;
	if (aead_open_typed(&s->key, s->nonce, aad, got, got, content, &type) != 1 || memcmp(got, in, content) != 0 ||
	    type != in[content]) {
		fail_msg("open typed in place, length %zu, aad %zu", len, aad.len);
	}
	assert_memory_equal(got + content, want + content, 1 + TAG);
	memcpy(got, want, len + TAG);
	got[len + TAG - 1] ^= 0x80;
	assert_int_equal(aead_open_typed(&s->key, s->nonce, aad, got, got, content, &type), 0);
	assert_true(all_are(got, content, 0) && type == 0);
	assert_int_equal(got[len + TAG], 0xcc);
	free(got);
}

/* Seals and opens, in place and not, and compares with the reference; 32 bytes on both sides must stay untouched. */
static void check_against_reference(const struct subject *s, struct span aad, const uint8_t *in, size_t len)
{
	const size_t guard = 32;
	uint8_t *want = malloc(len + TAG), *room = malloc(len + TAG + 2 * guard), *got = room + guard;
	assert_non_null(want);
	assert_non_null(room);
	reference_seal(s, aad, want, in, len);
	memset(room, 0xee, len + TAG + 2 * guard);
	aead_seal(&s->key, s->nonce, aad, got, in, len);
	if (memcmp(got, want, len + TAG) != 0) {
		fail_msg("seal, length %zu, aad %zu", len, aad.len);
	}
	assert_true(all_are(room, guard, 0xee) && all_are(got + len + TAG, guard, 0xee));
	memset(room, 0xdd, len + TAG + 2 * guard);
	if (aead_open(&s->key, s->nonce, aad, got, want, len) != 1 || memcmp(got, in, len) != 0) {
		fail_msg("open, length %zu, aad %zu", len, aad.len);
	}
	assert_true(all_are(room, guard, 0xdd) && all_are(got + len, TAG + guard, 0xdd));
	aead_seal(&s->key, s->nonce, aad, got, got, len);
	if (memcmp(got, want, len + TAG) != 0) {
		fail_msg("seal in place, length %zu, aad %zu", len, aad.len);
	}
	if (aead_open(&s->key, s->nonce, aad, got, got, len) != 1 || memcmp(got, in, len) != 0) {
		fail_msg("open in place, length %zu, aad %zu", len, aad.len);
	}
	assert_memory_equal(got + len, want + len, TAG);
	assert_true(all_are(room, guard, 0xdd) && all_are(got + len + TAG, guard, 0xdd));
	if (len > 0) {
		check_typed(s, aad, in, len, want);
	}
	free(want);
	free(room);
}

/* key, nonce, aad, plaintext, ciphertext with tag: the test cases of the GCM specification and RFC 8439 §2.8.2. */
#define GCM_NONCE "cafebabefacedbaddecaf888"
#define GCM_PLAIN                                                                                                      \
	"d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525"             \
	"b16aedf5aa0de657ba637b39"
#define GCM_AAD "feedfacedeadbeeffeedfacedeadbeefabaddad2"
#define GCM_KEY "feffe9928665731c6d6a8f9467308308"
#define ZERO_16 "00000000000000000000000000000000"

static const struct {
	enum aead_id id;
	const char *key, *nonce, *aad, *in, *out;
} known[] = {
    {AEAD_AES_128_GCM, ZERO_16, "000000000000000000000000", "", "", "58e2fccefa7e3061367f1d57a4e7455a"},
    {AEAD_AES_128_GCM, ZERO_16, "000000000000000000000000", "", ZERO_16,
     "0388dace60b6a392f328c2b971b2fe78ab6e47d42cec13bdf53a67b21257bddf"},
    {AEAD_AES_128_GCM, GCM_KEY, GCM_NONCE, GCM_AAD, GCM_PLAIN,
     "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa05"
     "1ba30b396a0aac973d58e0915bc94fbc3221a5db94fae95ae7121a47"},
    {AEAD_AES_256_GCM, ZERO_16 ZERO_16, "000000000000000000000000", "", "", "530f8afbc74536b9a963b4f1c4cb738b"},
    {AEAD_AES_256_GCM, GCM_KEY GCM_KEY, GCM_NONCE, GCM_AAD, GCM_PLAIN,
     "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838"
     "c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b"},
    {AEAD_CHACHA20_POLY1305, "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f",
     "070000004041424344454647", "50515253c0c1c2c3c4c5c6c7",
     "4c616469657320616e642047656e746c656d656e206f662074686520636c617373206f66202739393a20496620492063"
     "6f756c64206f6666657220796f75206f6e6c79206f6e652074697020666f7220746865206675747572652c2073756e73"
     "637265656e20776f756c642062652069742e",
     "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca9671282fafb69da92728b"
     "1a71de0a9e060b2905d6a5b67ecd3b3692ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc"
     "3ff4def08e4b7a9de576d26586cec64b61161ae10b594f09e26a7e902ecbd0600691"},
};

static void published_vectors(void **state)
{
	const struct aead_impl *impl = impl_of(state);
	int n = 0;
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		if (known[i].id != impl->id) {
			continue;
		}
		struct hex_bytes key = hex_bytes(known[i].key), nonce = hex_bytes(known[i].nonce);
		struct hex_bytes aad = hex_bytes(known[i].aad), in = hex_bytes(known[i].in);
		struct hex_bytes want = hex_bytes(known[i].out);
		struct aead_key k;
		uint8_t out[256];
		assert_int_equal(key.len, impl->key_len);
		assert_int_equal(want.len, in.len + TAG);
		aead_init_impl(&k, impl, key.p);
		aead_seal(&k, nonce.p, hex_span(&aad), out, in.p, in.len);
		assert_memory_equal(out, want.p, want.len);
		assert_int_equal(aead_open(&k, nonce.p, hex_span(&aad), out, want.p, in.len), 1);
		assert_memory_equal(out, in.p, in.len);
		n++;
		hex_free(&key);
		hex_free(&nonce);
		hex_free(&aad);
		hex_free(&in);
		hex_free(&want);
	}
	assert_true(n > 0);
}

struct wycheproof_run {
	const struct aead_impl *impl;
	size_t n_done;
};

static void wycheproof_one(const json_t *group, const json_t *test, void *arg)
{
	struct wycheproof_run *run = arg;
	struct hex_bytes key = wp_hex(test, "key"), nonce = wp_hex(test, "iv"), aad = wp_hex(test, "aad");
	struct hex_bytes msg = wp_hex(test, "msg"), ct = wp_hex(test, "ct"), tag = wp_hex(test, "tag");
	bool valid = wp_result(test) == WP_VALID;
	if (key.len == run->impl->key_len && nonce.len == AEAD_NONCE_LEN && wp_int(group, "tagSize") == 8 * TAG) {
		struct aead_key k;
		uint8_t *sealed = malloc(ct.len + TAG), *out = malloc(ct.len + TAG);
		assert_non_null(sealed);
		assert_non_null(out);
		memcpy(sealed, ct.p, ct.len);
		memcpy(sealed + ct.len, tag.p, TAG);
		aead_init_impl(&k, run->impl, key.p);
		memset(out, 0xee, ct.len);
		int ok = aead_open(&k, nonce.p, hex_span(&aad), out, sealed, ct.len);
		if (ok != valid) {
			fail_msg("tcId %ld: open answers %d", wp_id(test), ok);
		}
		if (!ok) {
			assert_true(all_are(out, ct.len, 0));
		} else if (memcmp(out, msg.p, msg.len) != 0) {
			fail_msg("tcId %ld: plaintext", wp_id(test));
		}
		if (valid) {
			aead_seal(&k, nonce.p, hex_span(&aad), out, msg.p, msg.len);
			if (memcmp(out, sealed, ct.len + TAG) != 0) {
				fail_msg("tcId %ld: ciphertext", wp_id(test));
			}
		}
		run->n_done++;
		free(sealed);
		free(out);
	}
	hex_free(&key);
	hex_free(&nonce);
	hex_free(&aad);
	hex_free(&msg);
	hex_free(&ct);
	hex_free(&tag);
}

static void wycheproof_vectors(void **state)
{
	struct wycheproof_run run = {impl_of(state), 0};
	const char *file = run.impl->id == AEAD_CHACHA20_POLY1305 ? "chacha20_poly1305_test.json" : "aes_gcm_test.json";
	if (!wycheproof_each(file, wycheproof_one, &run)) {
		skip();
	}
	assert_true(run.n_done > 30);
}

static void every_length(void **state)
{
	const struct aead_impl *impl = impl_of(state);
	struct subject s;
	uint8_t in[MAX], aad[80];
	random_fill(in, sizeof in);
	random_fill(aad, sizeof aad);
	for (size_t len = 0; len <= MAX; len++) {
		if (len % 50 == 0) {
			subject_random(&s, impl);
		}
		s.nonce[11] = (uint8_t)len;
		check_against_reference(&s, some_of(aad, len % 7 == 0 ? len % 81 : 13), in, len);
	}
}

static void every_aad_length(void **state)
{
	struct subject s;
	uint8_t in[40], aad[MAX];
	subject_random(&s, impl_of(state));
	random_fill(in, sizeof in);
	random_fill(aad, sizeof aad);
	for (size_t len = 0; len <= MAX; len++) {
		check_against_reference(&s, some_of(aad, len), in, len % 41);
	}
}

static void large_and_random(void **state)
{
	const struct aead_impl *impl = impl_of(state);
	static const size_t lengths[] = {2047, 4096, 8191, 16384, 16385, 16640, 33333, 65536, 65537, 262143, 1048579};
	const size_t max = 1048579;
	struct subject s;
	uint8_t *in = malloc(max), aad[64];
	assert_non_null(in);
	random_fill(in, max);
	random_fill(aad, sizeof aad);
	for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
		subject_random(&s, impl);
		check_against_reference(&s, some_of(aad, i * 5), in, lengths[i]);
	}
	for (int i = 0; i < 300; i++) {
		size_t len = random_next() % 5000, start = random_next() % 5000;
		subject_random(&s, impl);
		check_against_reference(&s, some_of(aad, random_next() % 65), in + start, len);
	}
	free(in);
}

/* Ciphertexts of one repeated byte, all ones above all, drive sums to their extremes under many keys. */
static void extreme_ciphertexts(void **state)
{
	const struct aead_impl *impl = impl_of(state);
	static const uint8_t fills[] = {0xff, 0x00, 0xfe, 0x80, 0x01};
	const size_t len = 2100;
	struct subject s;
	uint8_t *sealed = malloc(len + TAG), *plain = malloc(len);
	assert_non_null(sealed);
	assert_non_null(plain);
	for (int i = 0; i < 200; i++) {
		size_t n = len - random_next() % 700;
		subject_random(&s, impl);
		memset(plain, 0, n);
		reference_seal(&s, span_of(NULL, 0), sealed, plain, n);
		for (size_t j = 0; j < n; j++) {
			plain[j] = sealed[j] ^ fills[i % (int)sizeof fills];
		}
		check_against_reference(&s, some_of(sealed, i % 3 ? 13 : 0), plain, n);
	}
	free(sealed);
	free(plain);
}

static void every_alignment(void **state)
{
	struct subject s;
	static uint8_t in[1500], want[1500], out[1500], aad[100];
	subject_random(&s, impl_of(state));
	random_fill(in, sizeof in);
	random_fill(aad, sizeof aad);
	for (size_t from = 0; from < 65; from += from < 17 ? 1 : 12) {
		for (size_t to = 0; to < 65; to += to < 17 ? 1 : 12) {
			size_t len = 1030 + from % 5 * 64 + to % 3;
			struct span a = some_of(aad + to, from % 32);
			reference_seal(&s, a, want, in + from, len);
			aead_seal(&s.key, s.nonce, a, out + to, in + from, len);
			assert_memory_equal(out + to, want, len + TAG);
			memmove(out + from, want, len + TAG);
			assert_int_equal(aead_open(&s.key, s.nonce, a, out + from, out + from, len), 1);
			assert_memory_equal(out + from, in + from, len);
		}
	}
}

/* A mapping of two pages between two that must not be touched. */
struct fenced {
	uint8_t *map, *start, *end;
	size_t page;
};

static struct fenced fence(void)
{
	struct fenced f;
	f.page = (size_t)sysconf(_SC_PAGESIZE);
	f.map = mmap(NULL, 4 * f.page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	assert_ptr_not_equal(f.map, MAP_FAILED);
	f.start = f.map + f.page;
	f.end = f.map + 3 * f.page;
	assert_int_equal(mprotect(f.start, 2 * f.page, PROT_READ | PROT_WRITE), 0);
	return f;
}

static void unfence(struct fenced *f)
{
	munmap(f->map, 4 * f->page);
}

static void nothing_past_the_ends(void **state)
{
	const struct aead_impl *impl = impl_of(state);
	struct fenced in = fence(), out = fence(), aad = fence(), key = fence();
	struct subject s;
	subject_random(&s, impl);
	memcpy(key.end - impl->key_len, s.raw_key, impl->key_len);
	memcpy(key.start, s.nonce, AEAD_NONCE_LEN);
	memcpy(key.start + in.page, s.nonce, AEAD_NONCE_LEN);
	aead_init_impl(&s.key, impl, key.end - impl->key_len);
	memcpy(key.end - AEAD_NONCE_LEN, s.nonce, AEAD_NONCE_LEN);
	for (size_t len = 0; len <= 700; len++) {
		size_t aad_len = len % 70;
		uint8_t want[700 + TAG];
		for (int at_end = 0; at_end < 2; at_end++) {
			const uint8_t *nonce = at_end ? key.end - AEAD_NONCE_LEN : key.start;
			uint8_t *plain = at_end ? in.end - len : in.start;
			uint8_t *sealed = at_end ? out.end - len - TAG : out.start;
			struct span a = span_of(at_end ? aad.end - aad_len : aad.start, aad_len);
			random_fill(plain, len);
			reference_seal(&s, a, want, plain, len);
			aead_seal(&s.key, nonce, a, sealed, plain, len);
			assert_memory_equal(sealed, want, len + TAG);
			memset(plain, 0, len);
			assert_int_equal(aead_open(&s.key, nonce, a, plain, sealed, len), 1);
			if (len > 0) {
				size_t content = len - 1;
				uint8_t *short_plain = at_end ? in.end - content : in.start, type = plain[content];
				memmove(short_plain, plain, content);
				aead_seal_typed(&s.key, nonce, a, sealed, short_plain, content, type);
				assert_memory_equal(sealed, want, len + TAG);
				memset(short_plain, 0, content);
				assert_int_equal(aead_open_typed(&s.key, nonce, a, short_plain, sealed, content, &type),
						 1);
				memmove(plain, short_plain, content);
				plain[content] = type;
			}
			reference_seal(&s, a, want, plain, len);
			assert_memory_equal(sealed, want, len + TAG);
		}
	}
	unfence(&in);
	unfence(&out);
	unfence(&aad);
	unfence(&key);
}

static void refused(const struct subject *s, const uint8_t *nonce, struct span aad, const uint8_t *sealed, size_t len)
{
	uint8_t out[MAX + TAG];
	memset(out, 0xee, sizeof out);
	assert_int_equal(aead_open(&s->key, nonce, aad, out, sealed, len), 0);
	assert_true(all_are(out, len, 0) && all_are(out + len, TAG, 0xee));
	memcpy(out, sealed, len + TAG);
	assert_int_equal(aead_open(&s->key, nonce, aad, out, out, len), 0);
	assert_true(all_are(out, len, 0));
	if (len > 0) {
		uint8_t type = 0xee;
		assert_int_equal(aead_open_typed(&s->key, nonce, aad, out, sealed, len - 1, &type), 0);
		assert_true(all_are(out, len - 1, 0) && type == 0);
	}
}

static void tampering_is_refused(void **state)
{
	static const size_t lengths[] = {0, 1, 15, 16, 17, 64, 100, 255, 256, 300, 511, 600, 1024, 1100};
	struct subject s;
	uint8_t in[MAX], sealed[MAX + TAG], aad[13], nonce[AEAD_NONCE_LEN];
	subject_random(&s, impl_of(state));
	random_fill(in, sizeof in);
	random_fill(aad, sizeof aad);
	for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
		size_t len = lengths[i];
		aead_seal(&s.key, s.nonce, span_of(aad, sizeof aad), sealed, in, len);
		/* Every bit of the tag; of the rest every bit when short, some when long. */
		size_t step = len < 300 ? 1 : 13;
		for (size_t bit = 0; bit < (len + TAG) * 8; bit += bit < len * 8 ? step : 1) {
			sealed[bit / 8] ^= (uint8_t)(1 << bit % 8);
			refused(&s, s.nonce, span_of(aad, sizeof aad), sealed, len);
			sealed[bit / 8] ^= (uint8_t)(1 << bit % 8);
		}
		for (size_t bit = 0; bit < sizeof aad * 8; bit++) {
			aad[bit / 8] ^= (uint8_t)(1 << bit % 8);
			refused(&s, s.nonce, span_of(aad, sizeof aad), sealed, len);
			aad[bit / 8] ^= (uint8_t)(1 << bit % 8);
		}
		memcpy(nonce, s.nonce, sizeof nonce);
		for (size_t bit = 0; bit < sizeof nonce * 8; bit++) {
			nonce[bit / 8] ^= (uint8_t)(1 << bit % 8);
			refused(&s, nonce, span_of(aad, sizeof aad), sealed, len);
			nonce[bit / 8] ^= (uint8_t)(1 << bit % 8);
		}
		refused(&s, s.nonce, span_of(aad, sizeof aad - 1), sealed, len);
		if (len > 0) {
			refused(&s, s.nonce, span_of(aad, sizeof aad), sealed, len - 1);
			refused(&s, s.nonce, span_of(aad, sizeof aad), sealed + 1, len - 1);
		}
		assert_int_equal(aead_open(&s.key, s.nonce, span_of(aad, sizeof aad), sealed, sealed, len), 1);
		assert_memory_equal(sealed, in, len);
	}
}

/* A long message whose tampering is seen only at its end is wiped whole. */
static void long_refusals_are_wiped(void **state)
{
	const size_t len = 16384;
	struct subject s;
	subject_random(&s, impl_of(state));
	uint8_t *in = malloc(len + TAG), *out = malloc(len + TAG);
	assert_non_null(in);
	assert_non_null(out);
	for (size_t at = 0; at < len + TAG; at += 1009) {
		random_fill(in, len);
		aead_seal(&s.key, s.nonce, span_of(NULL, 0), in, in, len);
		in[at] ^= 0x10;
		assert_int_equal(aead_open(&s.key, s.nonce, span_of(NULL, 0), out, in, len), 0);
		assert_true(all_are(out, len, 0));
		assert_int_equal(aead_open(&s.key, s.nonce, span_of(NULL, 0), in, in, len), 0);
		assert_true(all_are(in, len, 0));
	}
	free(in);
	free(out);
}

static void keys_move_and_are_wiped(void **state)
{
	const struct aead_impl *impl = impl_of(state);
	struct subject s, moved;
	uint8_t in[333], a[333 + TAG], b[333 + TAG];
	subject_random(&s, impl);
	random_fill(in, sizeof in);
	aead_seal(&s.key, s.nonce, span_of(NULL, 0), a, in, sizeof in);
	moved = s;
	assert_true(aead_ready(&s.key));
	aead_wipe(&s.key);
	assert_false(aead_ready(&s.key));
	assert_true(all_are(s.key.state, sizeof s.key.state, 0));
	aead_seal(&moved.key, moved.nonce, span_of(NULL, 0), b, in, sizeof in);
	assert_memory_equal(a, b, sizeof a);
}

static void the_best_is_chosen(void **state)
{
	(void)state;
	static const enum aead_id ids[] = {AEAD_AES_128_GCM, AEAD_AES_256_GCM, AEAD_CHACHA20_POLY1305};
	static const uint8_t key[AEAD_MAX_KEY];
	assert_int_equal(aead_key_len(AEAD_NONE), 0);
	for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
		const struct aead_impl *best = NULL;
		for (size_t j = 0; aead_impls[j]; j++) {
			if (aead_impls[j]->id == ids[i]) {
				assert_int_equal(aead_impls[j]->key_len, aead_key_len(ids[i]));
				if (!best && aead_impls[j]->usable()) {
					best = aead_impls[j];
				}
			}
		}
		struct aead_key k;
		aead_init(&k, ids[i], key);
		assert_non_null(best);
		assert_ptr_equal(k.impl, best);
		aead_wipe(&k);
	}
}

static const struct {
	const char *name;
	CMUnitTestFunction fn;
} cases[] = {
    {"published vectors", published_vectors},
    {"wycheproof", wycheproof_vectors},
    {"every length", every_length},
    {"every aad length", every_aad_length},
    {"large and random", large_and_random},
    {"extreme ciphertexts", extreme_ciphertexts},
    {"every alignment", every_alignment},
    {"nothing past the ends", nothing_past_the_ends},
    {"tampering is refused", tampering_is_refused},
    {"long refusals are wiped", long_refusals_are_wiped},
    {"keys move and are wiped", keys_move_and_are_wiped},
};

#define N_CASES   (sizeof cases / sizeof cases[0])
#define MAX_TESTS (N_CASES * 24 + 1)

int main(void)
{
	static const char *const id_names[] = {"none", "aes-128-gcm", "aes-256-gcm", "chacha20-poly1305"};
	static char names[MAX_TESTS][80];
	static struct CMUnitTest tests[MAX_TESTS];
	size_t n = 0;
	tests[n++] = (struct CMUnitTest)cmocka_unit_test(the_best_is_chosen);
	for (const struct aead_impl *const *i = aead_impls; *i; i++) {
		for (size_t j = 0; j < N_CASES; j++) {
			if (n == MAX_TESTS) {
				fprintf(stderr, "raise MAX_TESTS\n");
				return 1;
			}
			snprintf(names[n], sizeof names[n], "%s %s: %s", id_names[(*i)->id], (*i)->name, cases[j].name);
			tests[n] = (struct CMUnitTest){names[n], cases[j].fn, NULL, NULL, (void *)(uintptr_t)*i};
			n++;
		}
	}
	return _cmocka_run_group_tests("aead", tests, n, NULL, NULL);
}
