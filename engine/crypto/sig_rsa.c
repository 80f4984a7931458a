/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * RSASSA-PKCS1-v1_5 and RSASSA-PSS (RFC 8017 §8 and §9). Version 1.5 is verified by encoding the expected message
 * again and comparing all of it: nothing that the signer chose is parsed.
 */
#include "base/secret.h"
#include "base/writer.h"
#include "crypto/rng.h"
#include "crypto/sig_impl.h"

/* The DER of DigestInfo before the digest (RFC 8017 §9.2 note 1). */
static struct span digest_info(enum hash_id id)
{
	static const uint8_t sha256[] = {0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01,
					 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20};
	static const uint8_t sha384[] = {0x30, 0x41, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01,
					 0x65, 0x03, 0x04, 0x02, 0x02, 0x05, 0x00, 0x04, 0x30};
	static const uint8_t sha512[] = {0x30, 0x51, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01,
					 0x65, 0x03, 0x04, 0x02, 0x03, 0x05, 0x00, 0x04, 0x40};
	switch (id) {
	case HASH_SHA256:
		return span_of(sha256, sizeof sha256);
	case HASH_SHA384:
		return span_of(sha384, sizeof sha384);
	case HASH_SHA512:
		return span_of(sha512, sizeof sha512);
	default:
		return (struct span){NULL, 0};
	}
}

/* pkcs1_encode: EM = 00 01 ff .. ff 00 || DigestInfo, k bytes (RFC 8017 §9.2). False when k is too short. */
static bool pkcs1_encode(enum hash_id hash, const struct sig_message *m, uint8_t *em, size_t k)
{
	struct span info = digest_info(hash);
	size_t t_len = info.len + hash_len(hash);
	uint8_t digest[HASH_MAX_LEN];
	if (info.len == 0 || k < t_len + 11) {
		return false;
	}
	sig_digest(hash, m, digest);
	struct writer w = wr_fixed(em, k);
	wr_u16(&w, 0x0001);
	memset(wr_space(&w, k - t_len - 3), 0xff, k - t_len - 3);
	wr_u8(&w, 0);
	wr_bytes(&w, info);
	wr_bytes(&w, span_of(digest, hash_len(hash)));
	return !wr_failed(&w) && wr_span(&w).len == k;
}

/* mgf1_xor: mask ^= MGF1(seed) (RFC 8017 appendix B.2.1). */
static void mgf1_xor(enum hash_id hash, struct span seed, uint8_t *mask, size_t len)
{
	struct hash_ctx seeded;
	hash_init(&seeded, hash);
	hash_update(&seeded, seed);
	uint8_t block[HASH_MAX_LEN];
	size_t h_len = hash_len(hash);
	for (uint32_t counter = 0; len > 0; counter++) {
		const uint8_t be[4] = {(uint8_t)(counter >> 24), (uint8_t)(counter >> 16), (uint8_t)(counter >> 8),
				       (uint8_t)counter};
		struct hash_ctx c = seeded;
		hash_update(&c, span_of(be, sizeof be));
		hash_final(&c, block);
		size_t n = len < h_len ? len : h_len;
		for (size_t i = 0; i < n; i++) {
			mask[i] ^= block[i];
		}
		mask += n;
		len -= n;
	}
}

/* pss_hash: H = Hash(eight zeros || digest || salt) (RFC 8017 §9.1.1 step 5). */
static void pss_hash(enum hash_id hash, const uint8_t *digest, struct span salt, uint8_t *out)
{
	static const uint8_t zeros[8];
	struct hash_ctx c;
	hash_init(&c, hash);
	hash_update(&c, span_of(zeros, sizeof zeros));
	hash_update(&c, span_of(digest, hash_len(hash)));
	hash_update(&c, salt);
	hash_final(&c, out);
}

/*
 * The encoded message of PSS is one bit shorter than the modulus (RFC 8017 §8.1.1): of k bytes, the first is zero when
 * the modulus has 8i + 1 bits, and `unused` bits of the first byte of EM are zero.
 */
struct pss_shape {
	size_t skip, em_len, db_len;
	uint8_t top_mask;
};

static bool pss_shape(const struct rsa_public *k, enum hash_id hash, size_t salt_len, struct pss_shape *out)
{
	unsigned em_bits = k->bits - 1;
	out->em_len = (em_bits + 7) / 8;
	out->skip = rsa_bytes(k) - out->em_len;
	out->top_mask = (uint8_t)(0xff >> (8 * out->em_len - em_bits));
	if (salt_len > out->em_len || out->em_len < hash_len(hash) + salt_len + 2) {
		return false;
	}
	out->db_len = out->em_len - hash_len(hash) - 1;
	return true;
}

/* pss_encode: RFC 8017 §9.1.1, with the leading zero byte where the shape has one. */
static void pss_encode(const struct pss_shape *shape, enum hash_id hash, const struct sig_message *m, struct span salt,
		       uint8_t *em)
{
	uint8_t digest[HASH_MAX_LEN];
	memset(em, 0, shape->skip);
	em += shape->skip;
	uint8_t *h = em + shape->db_len;
	sig_digest(hash, m, digest);
	pss_hash(hash, digest, salt, h);
	memset(em, 0, shape->db_len);
	em[shape->db_len - salt.len - 1] = 1;
	if (salt.len != 0) {
		memcpy(em + shape->db_len - salt.len, salt.p, salt.len);
	}
	mgf1_xor(hash, span_of(h, hash_len(hash)), em, shape->db_len);
	em[0] &= shape->top_mask;
	em[shape->em_len - 1] = 0xbc;
}

/* pss_salt_len: behind how many zeros the salt begins, when the signer chose; step 10 of RFC 8017 §9.1.2 read
 * backwards.
 */
static size_t pss_salt_len(const uint8_t *db, size_t db_len)
{
	size_t i = 0;
	while (i < db_len - 1 && db[i] == 0) {
		i++;
	}
	return db_len - i - 1;
}

/* pss_check: RFC 8017 §9.1.2. any: salt_len is only the least. Consumes em. */
static bool pss_check(const struct pss_shape *shape, enum hash_id hash, size_t salt_len, bool any,
		      const struct sig_message *m, uint8_t *em)
{
	uint8_t digest[HASH_MAX_LEN], want[HASH_MAX_LEN];
	if (shape->skip != 0 && em[0] != 0) {
		return false;
	}
	em += shape->skip;
	const uint8_t *h = em + shape->db_len;
	if (em[shape->em_len - 1] != 0xbc || (em[0] & (uint8_t)~shape->top_mask) != 0) {
		return false;
	}
	mgf1_xor(hash, span_of(h, hash_len(hash)), em, shape->db_len);
	em[0] &= shape->top_mask;
	size_t least = salt_len;
	salt_len = any ? pss_salt_len(em, shape->db_len) : salt_len;
	if (salt_len < least) {
		return false;
	}
	size_t pad_len = shape->db_len - salt_len - 1;
	uint8_t pad = em[pad_len] ^ 1;
	for (size_t i = 0; i < pad_len; i++) {
		pad |= em[i];
	}
	if (pad != 0) {
		return false;
	}
	sig_digest(hash, m, digest);
	pss_hash(hash, digest, span_of(em + pad_len + 1, salt_len), want);
	return memcmp(want, h, hash_len(hash)) == 0;
}

enum tls_err sig_rsa_verify(const struct pubkey *key, struct sig_alg alg, const struct sig_message *m, struct span sig)
{
	uint8_t em[RSA_MAX_BYTES], want[RSA_MAX_BYTES];
	const struct rsa_public *rsa = key->rsa;
	size_t k = rsa_bytes(rsa);
	/* RFC 8017 §8.2.2 step 1 and §5.2.2 step 1: exactly k bytes, a number below the modulus. */
	if (sig.len != k || !rsa_public_op(rsa, sig.p, em)) {
		return TLS_E_BAD_SIGNATURE;
	}
	bool ok;
	if (alg.family == SIG_RSA_PKCS1) {
		ok = pkcs1_encode(alg.hash, m, want, k) && memcmp(em, want, k) == 0;
	} else {
		struct pss_shape shape;
		bool any = alg.salt_len == SIG_SALT_ANY;
		unsigned salt_len = any ? key->pss.min_salt : alg.salt_len;
		ok = pss_shape(rsa, alg.hash, salt_len, &shape) && pss_check(&shape, alg.hash, salt_len, any, m, em);
	}
	return ok ? TLS_OK : TLS_E_BAD_SIGNATURE;
}

enum tls_err sig_rsa_sign(const struct privkey *key, struct sig_alg alg, const struct sig_message *m, uint8_t *out,
			  size_t *out_len)
{
	uint8_t em[RSA_MAX_BYTES], salt[RSA_MAX_BYTES];
	const struct rsa_public *rsa = key->pub->rsa;
	size_t k = rsa_bytes(rsa);
	if (alg.family == SIG_RSA_PKCS1) {
		if (!pkcs1_encode(alg.hash, m, em, k)) {
			return TLS_E_KEY_UNSUPPORTED;
		}
	} else {
		struct pss_shape shape;
		if (!pss_shape(rsa, alg.hash, alg.salt_len, &shape)) {
			return TLS_E_KEY_UNSUPPORTED;
		}
		enum tls_err err = rng_bytes(salt, alg.salt_len);
		if (err != TLS_OK) {
			return err;
		}
		pss_encode(&shape, alg.hash, m, span_of(salt, alg.salt_len), em);
	}
	enum tls_err err = rsa_private_op(key->rsa, em, out);
	if (err == TLS_OK) {
		*out_len = k;
	}
	wipe(em, sizeof em);
	return err;
}
