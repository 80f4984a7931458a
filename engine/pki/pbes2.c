/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Decryption under a password (pbes2.h): the parameters first, then the key, then the text and its padding. */
#include "pki/pbes2.h"

#include "base/secret.h"
#include "crypto/pbkdf2.h"
#include "pki/asn1.h"
#include "pki/oid.h"

struct scheme {
	struct span salt, iv;
	uint32_t rounds;
	enum digest_id prf;
	enum cipher_id cipher;
};

/* prf_take: RFC 8018 appendix B.1. Left out it is HMAC-SHA-1, in which SHA-1's collisions do no harm. */
static enum tls_err prf_take(struct scheme *s, struct reader *params)
{
	s->prf = DIGEST_SHA1;
	if (rd_left(params) == 0) {
		return TLS_OK;
	}
	struct reader alg = der_enter(params, DER_SEQUENCE);
	enum oid oid = oid_find(der_oid(&alg));
	der_null_or_nothing(&alg);
	if (!rd_end(&alg)) {
		return TLS_E_DER;
	}
	switch (oid) {
	case OID_HMAC_SHA1:
		s->prf = DIGEST_SHA1;
		return TLS_OK;
	case OID_HMAC_SHA224:
		s->prf = DIGEST_SHA224;
		return TLS_OK;
	case OID_HMAC_SHA256:
		s->prf = DIGEST_SHA256;
		return TLS_OK;
	case OID_HMAC_SHA384:
		s->prf = DIGEST_SHA384;
		return TLS_OK;
	case OID_HMAC_SHA512:
		s->prf = DIGEST_SHA512;
		return TLS_OK;
	default:
		return TLS_E_KEY_UNSUPPORTED;
	}
}

static enum tls_err derivation_take(struct scheme *s, unsigned *key_len, struct reader *params)
{
	struct reader alg = der_enter(params, DER_SEQUENCE);
	if (oid_find(der_oid(&alg)) != OID_PBKDF2) {
		return alg.failed ? TLS_E_DER : TLS_E_KEY_UNSUPPORTED;
	}
	struct reader kdf = der_enter(&alg, DER_SEQUENCE);
	s->salt = der_take(&kdf, DER_OCTET_STRING);
	s->rounds = der_small(&kdf, UINT32_MAX);
	*key_len = der_next_is(&kdf, DER_INTEGER) ? der_small(&kdf, CIPHER_MAX_KEY) : 0;
	if (kdf.failed || s->rounds == 0) {
		return TLS_E_DER;
	}
	enum tls_err e = prf_take(s, &kdf);
	return e == TLS_OK && !(rd_end(&kdf) && rd_end(&alg)) ? TLS_E_DER : e;
}

static enum tls_err cipher_take(struct scheme *s, struct reader *params)
{
	struct reader alg = der_enter(params, DER_SEQUENCE);
	switch (oid_find(der_oid(&alg))) {
	case OID_AES_128_CBC:
		s->cipher = CIPHER_AES_128_CBC;
		break;
	case OID_AES_192_CBC:
		s->cipher = CIPHER_AES_192_CBC;
		break;
	case OID_AES_256_CBC:
		s->cipher = CIPHER_AES_256_CBC;
		break;
	default:
		return alg.failed ? TLS_E_DER : TLS_E_KEY_UNSUPPORTED;
	}
	s->iv = der_take(&alg, DER_OCTET_STRING);
	return rd_end(&alg) && s->iv.len == CIPHER_BLOCK ? TLS_OK : TLS_E_DER;
}

static enum tls_err scheme_take(struct scheme *s, struct span algorithm)
{
	struct reader r = rd_init(algorithm);
	struct reader alg = der_enter(&r, DER_SEQUENCE);
	if (oid_find(der_oid(&alg)) != OID_PBES2) {
		return alg.failed ? TLS_E_DER : TLS_E_KEY_UNSUPPORTED;
	}
	struct reader params = der_enter(&alg, DER_SEQUENCE);
	unsigned key_len = 0;
	enum tls_err e = derivation_take(s, &key_len, &params);
	if (e == TLS_OK) {
		e = cipher_take(s, &params);
	}
	if (e != TLS_OK) {
		return e;
	}
	/* RFC 8018 appendix A.2: a key length that is given must be the cipher's. */
	bool fits = key_len == 0 || key_len == cipher_info(s->cipher)->key_len;
	return fits && rd_end(&params) && rd_end(&alg) && rd_end(&r) ? TLS_OK : TLS_E_DER;
}

/* padding_of: RFC 8018 §6.1.1. 0: it is none. All sixteen octets are looked at, whatever they are. */
static size_t padding_of(const uint8_t *last_block)
{
	unsigned pad = last_block[CIPHER_BLOCK - 1];
	unsigned bad = (pad - 1) >> 4; /* neither 0 nor above 16 */
	for (unsigned i = 1; i <= CIPHER_BLOCK; i++) {
		unsigned inside = (i - 1 - pad) >> 31;
		bad |= (0u - inside) & (last_block[CIPHER_BLOCK - i] ^ pad);
	}
	return bad != 0 ? 0 : pad;
}

enum tls_err pbes2_open_blocks(struct buffer *out, enum cipher_id id, const uint8_t *key, struct span iv,
			       struct span text)
{
	if (text.len == 0 || text.len % CIPHER_BLOCK != 0) {
		return TLS_E_DER;
	}
	struct cipher *c = cipher_new(id);
	uint8_t *to = c != NULL ? buf_reserve(out, text.len) : NULL;
	if (to == NULL) {
		cipher_free(c);
		return TLS_E_ALLOC;
	}
	cipher_set_key(c, key, false);
	cipher_set_iv(c, iv);
	cipher_crypt(c, to, text.p, text.len);
	cipher_free(c);
	size_t pad = padding_of(to + text.len - CIPHER_BLOCK);
	if (pad == 0) {
		wipe(to, text.len);
		return TLS_E_PASSWORD;
	}
	buf_commit(out, text.len - pad);
	return TLS_OK;
}

enum tls_err pbes2_open(struct buffer *out, struct span algorithm, struct span text, struct span password,
			uint32_t *left)
{
	struct scheme s = {0};
	uint32_t most = PBES2_MAX_ROUNDS;
	left = left != NULL ? left : &most;
	enum tls_err e = scheme_take(&s, algorithm);
	if (e == TLS_OK && (text.len == 0 || text.len % CIPHER_BLOCK != 0)) {
		e = TLS_E_DER; /* before the rounds are spent */
	}
	if (e == TLS_OK && s.rounds > *left) {
		e = TLS_E_BAD_ARGUMENT;
	}
	if (e != TLS_OK) {
		return e;
	}
	*left -= s.rounds;
	uint8_t key[CIPHER_MAX_KEY];
	pbkdf2(key, cipher_info(s.cipher)->key_len, s.prf, password, s.salt, s.rounds);
	e = pbes2_open_blocks(out, s.cipher, key, s.iv, text);
	wipe(key, sizeof key);
	return e;
}

enum tls_err pbes2_open_info(struct buffer *out, struct span info, struct span password, uint32_t *left)
{
	struct reader r = rd_init(info);
	struct reader seq = der_enter(&r, DER_SEQUENCE);
	struct span algorithm = der_take_whole(&seq, DER_SEQUENCE);
	struct span text = der_take(&seq, DER_OCTET_STRING);
	return rd_end(&seq) && rd_end(&r) ? pbes2_open(out, algorithm, text, password, left) : TLS_E_DER;
}
