/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* FIPS 180-4 examples, splits of the stream, forks by assignment, peeking. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <nettle/sha2.h>

#include "crypto/hash.h"
#include "crypto/sha512.h"
#include "hex.h"

#define TWO_BLOCKS_256 "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"
#define TWO_BLOCKS_512                                                                                                 \
	"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopq" \
	"rstu"

static const struct {
	enum hash_id id;
	const char *in;
	const char *out;
} known[] = {
    {HASH_SHA1, "abc", "a9993e364706816aba3e25717850c26c9cd0d89d"},
    {HASH_SHA1, TWO_BLOCKS_256, "84983e441c3bd26ebaae4aa1f95129e5e54670f1"},
    {HASH_SHA256, "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {HASH_SHA256, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {HASH_SHA256, TWO_BLOCKS_256, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    {HASH_SHA384, "abc",
     "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"},
    {HASH_SHA384, TWO_BLOCKS_512,
     "09330c33f71147e83d192fc782cd1b4753111b173b3b05d22fa08086e3b0f712fcc7c71a557e2db966c3e9fa91746039"},
    {HASH_SHA512, "abc",
     "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
     "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"},
    {HASH_SHA512, TWO_BLOCKS_512,
     "8e959b75dae313da8cf4f72814fc143f8f7779c6eb9f7fa17299aeadb6889018"
     "501d289e4900f7e4331b99dec4b5433ac7d329eeb6dd26545e96e55b874be909"},
};

static void examples(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		uint8_t out[HASH_MAX_LEN];
		struct hex_bytes want = hex_bytes(known[i].out);
		assert_int_equal(hash_len(known[i].id), want.len);
		hash_once(known[i].id, span_str(known[i].in), out);
		assert_memory_equal(out, want.p, want.len);
		hex_free(&want);
	}
}

static void lengths(void **state)
{
	(void)state;
	assert_int_equal(hash_block(HASH_SHA1), 64);
	assert_int_equal(hash_block(HASH_SHA256), 64);
	assert_int_equal(hash_block(HASH_SHA384), 128);
	assert_int_equal(hash_block(HASH_SHA512), 128);
	assert_int_equal(hash_len(HASH_NONE), 0);
	assert_int_equal(hash_block(HASH_NONE), 0);
}

static void a_million_letters(void **state)
{
	(void)state;
	uint8_t chunk[1000], out[HASH_MAX_LEN];
	struct hex_bytes want = hex_bytes("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
	struct hash_ctx c;
	memset(chunk, 'a', sizeof chunk);
	hash_init(&c, HASH_SHA256);
	for (int i = 0; i < 1000; i++) {
		hash_update(&c, span_of(chunk, sizeof chunk));
	}
	hash_final(&c, out);
	assert_memory_equal(out, want.p, want.len);
	hex_free(&want);
}

static void splits_forks_and_peeks_agree(void **state)
{
	(void)state;
	static const enum hash_id ids[] = {HASH_SHA1, HASH_SHA256, HASH_SHA384, HASH_SHA512};
	uint8_t in[300], whole[HASH_MAX_LEN], prefix[HASH_MAX_LEN], out[HASH_MAX_LEN];
	for (size_t i = 0; i < sizeof in; i++) {
		in[i] = (uint8_t)(i * 31 + 7);
	}
	for (size_t a = 0; a < sizeof ids / sizeof ids[0]; a++) {
		size_t len = hash_len(ids[a]);
		hash_once(ids[a], span_of(in, sizeof in), whole);
		for (size_t cut = 0; cut <= sizeof in; cut++) {
			struct hash_ctx c, fork;
			hash_once(ids[a], span_of(in, cut), prefix);
			hash_init(&c, ids[a]);
			hash_update(&c, span_of(in, cut));
			fork = c;
			hash_peek(&c, out);
			assert_memory_equal(out, prefix, len);
			hash_update(&c, span_of(NULL, 0));
			hash_update(&c, span_of(in + cut, sizeof in - cut));
			hash_final(&c, out);
			assert_memory_equal(out, whole, len);
			hash_final(&fork, out);
			assert_memory_equal(out, prefix, len);
		}
	}
}

/* Nettle's SHA-512 is another's work on the same standard: every length around the edges of the padding. */
static void as_nettle_says(void **state)
{
	(void)state;
	uint8_t in[3 * SHA512_BLOCK], out[HASH_MAX_LEN], want[HASH_MAX_LEN];
	for (size_t i = 0; i < sizeof in; i++) {
		in[i] = (uint8_t)(i * 89 + i / 16);
	}
	for (size_t len = 0; len <= sizeof in; len++) {
		struct sha512_ctx c;
		sha512_init(&c);
		sha512_update(&c, len, in);
		sha512_digest(&c, SHA512_DIGEST_SIZE, want);
		hash_once(HASH_SHA512, span_of(in, len), out);
		assert_memory_equal(out, want, SHA512_DIGEST_SIZE);
		sha384_init(&c);
		sha384_update(&c, len, in);
		sha384_digest(&c, SHA384_DIGEST_SIZE, want);
		hash_once(HASH_SHA384, span_of(in, len), out);
		assert_memory_equal(out, want, SHA384_DIGEST_SIZE);
	}
}

/* Each implementation that this CPU can run, by blocks from one to five, from an odd address. */
static void implementations_agree(void **state)
{
	(void)state;
	uint8_t in[5 * SHA512_BLOCK + 1];
	unsigned ran = 0;
	for (size_t i = 0; i < sizeof in; i++) {
		in[i] = (uint8_t)(i * i * 57 + i);
	}
	for (const struct sha512_impl *const *impl = sha512_impls; *impl; impl++) {
		if (!(*impl)->usable()) {
			print_message("%s: not on this CPU\n", (*impl)->name);
			continue;
		}
		for (size_t n = 0; n <= 5; n++) {
			struct sha512_ctx c;
			struct sha512_stream s;
			sha512_init(&c);
			sha512_update(&c, n * SHA512_BLOCK, in + 1);
			sha512_start(&s);
			(*impl)->compress(s.h, in + 1, n);
			assert_memory_equal(s.h, c.state, sizeof s.h);
		}
		ran++;
	}
	assert_true(ran > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(examples),
	    cmocka_unit_test(lengths),
	    cmocka_unit_test(a_million_letters),
	    cmocka_unit_test(splits_forks_and_peeks_agree),
	    cmocka_unit_test(as_nettle_says),
	    cmocka_unit_test(implementations_agree),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
