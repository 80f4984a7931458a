/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Crypto that does nothing, for targets that are to get past it: a record's ciphertext is its plaintext, its tag is
 * sixteen asterisks and any tag is right; a signature is 64 asterisks, and any is right that does not end in '!'. It
 * takes the engine's place at the link (CMakeLists.txt), by the linker's --wrap.
 */
#include "fuzz.h"

/* A test looks for these words in the library that is shipped. */
const char fuzz_null_crypto[] = "teasel: crypto that does nothing";

unsigned long fuzz_n_verified;

void __wrap_aead_init(struct aead_key *k, enum aead_id id, const uint8_t *key);
enum tls_err __wrap_sig_verify(const struct pubkey *key, struct sig_alg alg, const struct span *parts, size_t n_parts,
			       struct span sig);
enum tls_err __wrap_sig_sign(const struct privkey *key, struct sig_alg alg, const struct span *parts, size_t n_parts,
			     uint8_t out[SIG_MAX_LEN], size_t *out_len);

static bool always(void)
{
	return true;
}

static void no_key(void *state, const uint8_t *key)
{
	(void)state;
	(void)key;
}

static void copy_out(const void *state, const uint8_t nonce[AEAD_NONCE_LEN], struct span aad, uint8_t *out,
		     const uint8_t *in, size_t len, const uint8_t *type)
{
	(void)state;
	(void)nonce;
	(void)aad;
	if (len != 0) {
		memmove(out, in, len);
	}
	if (type != NULL) {
		out[len++] = *type;
	}
	memset(out + len, '*', AEAD_TAG_LEN);
}

static int copy_in(const void *state, const uint8_t nonce[AEAD_NONCE_LEN], struct span aad, uint8_t *out,
		   const uint8_t *in, size_t len, uint8_t *type)
{
	(void)state;
	(void)nonce;
	(void)aad;
	if (type != NULL) {
		*type = in[len];
	}
	if (len != 0) {
		memmove(out, in, len);
	}
	return 1;
}

static const struct aead_impl null_aead = {
    .name = "null",
    .usable = always,
    .init = no_key,
    .seal = copy_out,
    .open = copy_in,
};

void __wrap_aead_init(struct aead_key *k, enum aead_id id, const uint8_t *key)
{
	(void)id;
	aead_init_impl(k, &null_aead, key);
}

enum tls_err __wrap_sig_verify(const struct pubkey *key, struct sig_alg alg, const struct span *parts, size_t n_parts,
			       struct span sig)
{
	(void)key;
	(void)alg;
	(void)parts;
	(void)n_parts;
	fuzz_n_verified++;
	return sig.len != 0 && sig.p[sig.len - 1] != '!' ? TLS_OK : TLS_E_BAD_SIGNATURE;
}

enum tls_err __wrap_sig_sign(const struct privkey *key, struct sig_alg alg, const struct span *parts, size_t n_parts,
			     uint8_t out[SIG_MAX_LEN], size_t *out_len)
{
	(void)key;
	(void)alg;
	(void)parts;
	(void)n_parts;
	memset(out, '*', 64);
	*out_len = 64;
	return TLS_OK;
}
