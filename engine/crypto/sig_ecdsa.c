/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * ECDSA (FIPS 186-5 §6.4) over the curves of ec.h: the digest made an integer, nonces by RFC 6979 with additional
 * input, and signatures as DER of ECDSA-Sig-Value (RFC 3279 §2.2.3), which has one form only for each pair of numbers.
 */
#include "base/reader.h"
#include "base/secret.h"
#include "base/writer.h"
#include "crypto/hmac.h"
#include "crypto/sig_impl.h"

#define DER_INTEGER  0x02
#define DER_SEQUENCE 0x30

/* bits2int: the leftmost bits of the digest as an integer (RFC 6979 §2.3.2), which may be the order or above. */
static void bits2int(const struct ec_curve *c, struct span bits, uint8_t *out)
{
	memset(out, 0, c->len);
	if (bits.len < c->len) {
		memcpy(out + c->len - bits.len, bits.p, bits.len);
		return;
	}
	unsigned shift = (unsigned)(8 * c->len - c->bits);
	for (size_t i = 0; i < c->len; i++) {
		unsigned left = i > 0 ? bits.p[i - 1] : 0;
		out[i] = (uint8_t)((left << 8 | bits.p[i]) >> shift);
	}
}

/* reduce_once: out = v mod n for v below 2n (bits2octets, RFC 6979 §2.3.4). Constant-time, as the digest may be secret.
 */
static void reduce_once(const struct ec_curve *c, const uint8_t *v, uint8_t *out)
{
	uint8_t less[EC_MAX_LEN];
	unsigned borrow = 0;
	for (size_t i = c->len; i-- > 0;) {
		unsigned diff = (unsigned)v[i] - c->order[i] - borrow;
		less[i] = (uint8_t)diff;
		borrow = diff >> 31;
	}
	uint8_t keep = (uint8_t)(0U - borrow);
	for (size_t i = 0; i < c->len; i++) {
		out[i] = (uint8_t)((v[i] & keep) | (less[i] & (uint8_t)~keep));
	}
	wipe(less, sizeof less);
}

/* The generator of RFC 6979 §3.2: HMAC_DRBG's K and V. */
struct nonce_drbg {
	enum hash_id hash;
	size_t len;
	uint8_t k[HASH_MAX_LEN], v[HASH_MAX_LEN];
};

static void drbg_next_v(struct nonce_drbg *g)
{
	hmac_once(g->hash, span_of(g->k, g->len), span_of(g->v, g->len), g->v);
}

/* drbg_rekey: K = HMAC_K(V || mark || seed ...), V = HMAC_K(V). */
static void drbg_rekey(struct nonce_drbg *g, uint8_t mark, const struct span *seed, size_t n_seed)
{
	struct hmac_ctx h;
	hmac_init(&h, g->hash, span_of(g->k, g->len));
	hmac_update(&h, span_of(g->v, g->len));
	hmac_update(&h, span_of(&mark, 1));
	for (size_t i = 0; i < n_seed; i++) {
		hmac_update(&h, seed[i]);
	}
	hmac_final(&h, g->k);
	hmac_wipe(&h);
	drbg_next_v(g);
}

static void drbg_init(struct nonce_drbg *g, enum hash_id hash, const struct span *seed, size_t n_seed)
{
	g->hash = hash;
	g->len = hash_len(hash);
	memset(g->k, 0, sizeof g->k);
	memset(g->v, 1, sizeof g->v);
	drbg_rekey(g, 0, seed, n_seed);
	drbg_rekey(g, 1, seed, n_seed);
}

/* drbg_scalar: the next candidate of RFC 6979 §3.2 step h, whether it will do or not. */
static void drbg_scalar(struct nonce_drbg *g, const struct ec_curve *c, uint8_t *k)
{
	uint8_t t[EC_MAX_LEN + HASH_MAX_LEN];
	size_t len = 0;
	while (len < c->len) {
		drbg_next_v(g);
		memcpy(t + len, g->v, g->len);
		len += g->len;
	}
	bits2int(c, span_of(t, c->len), k);
	wipe(t, sizeof t);
}

static void write_integer(struct writer *w, const uint8_t *v, size_t len)
{
	while (len > 1 && v[0] == 0) {
		v++;
		len--;
	}
	wr_u8(w, DER_INTEGER);
	size_t mark = wr_open(w, 1);
	if ((v[0] & 0x80) != 0) {
		wr_u8(w, 0);
	}
	wr_bytes(w, span_of(v, len));
	wr_close(w, mark, 1);
}

static size_t write_signature(const struct ec_curve *c, const uint8_t *r, const uint8_t *s, uint8_t *out)
{
	uint8_t body[2 * (EC_MAX_LEN + 3)];
	struct writer inner = wr_fixed(body, sizeof body);
	write_integer(&inner, r, c->len);
	write_integer(&inner, s, c->len);
	struct span content = wr_span(&inner);
	struct writer w = wr_fixed(out, SIG_MAX_LEN);
	wr_u8(&w, DER_SEQUENCE);
	if (content.len > 0x7f) {
		wr_u8(&w, 0x81);
	}
	wr_vec(&w, 1, content);
	return wr_span(&w).len;
}

/* read_length: definite, in the fewest bytes (X.690 §10.1). */
static size_t read_length(struct reader *r)
{
	size_t len = rd_u8(r);
	if (len == 0x81) {
		len = rd_u8(r);
		if (len < 0x80) {
			rd_fail(r);
		}
	} else if (len > 0x7f) {
		rd_fail(r);
	}
	return len;
}

/* read_integer: a positive INTEGER in the fewest bytes (X.690 §8.3.2), right-aligned in out; too long is a failure. */
static void read_integer(struct reader *r, uint8_t *out, size_t out_len)
{
	memset(out, 0, out_len);
	if (rd_u8(r) != DER_INTEGER) {
		rd_fail(r);
		return;
	}
	struct span v = rd_bytes(r, read_length(r));
	if (v.len == 0 || (v.p[0] & 0x80) != 0) {
		rd_fail(r);
		return;
	}
	if (v.p[0] == 0) {
		v = span_of(v.p + 1, v.len - 1);
		/* Zero is no valid half of a signature either. */
		if (v.len == 0 || (v.p[0] & 0x80) == 0) {
			rd_fail(r);
			return;
		}
	}
	if (v.len > out_len) {
		rd_fail(r);
		return;
	}
	memcpy(out + out_len - v.len, v.p, v.len);
}

static bool read_signature(const struct ec_curve *c, struct span sig, uint8_t *r, uint8_t *s)
{
	struct reader outer = rd_init(sig);
	if (rd_u8(&outer) != DER_SEQUENCE) {
		return false;
	}
	struct span content = rd_bytes(&outer, read_length(&outer));
	if (!rd_end(&outer)) {
		return false;
	}
	struct reader inner = rd_init(content);
	read_integer(&inner, r, c->len);
	read_integer(&inner, s, c->len);
	return rd_end(&inner);
}

enum tls_err sig_ecdsa_verify(const struct pubkey *key, enum hash_id hash, const struct sig_message *m, struct span sig)
{
	const struct ec_curve *c = key->curve;
	uint8_t r[EC_MAX_LEN], s[EC_MAX_LEN], e[EC_MAX_LEN], digest[HASH_MAX_LEN];
	if (!read_signature(c, sig, r, s)) {
		return TLS_E_BAD_SIGNATURE;
	}
	sig_digest(hash, m, digest);
	bits2int(c, span_of(digest, hash_len(hash)), e);
	return ec_impl(c)->verify(key->bytes, e, r, s) ? TLS_OK : TLS_E_BAD_SIGNATURE;
}

enum tls_err sig_ecdsa_sign(const struct privkey *key, enum hash_id hash, const struct sig_message *m,
			    struct span extra, uint8_t *out, size_t *out_len)
{
	const struct ec_curve *c = key->pub->curve;
	const struct ec_impl *impl = ec_impl(c);
	uint8_t digest[HASH_MAX_LEN], e[EC_MAX_LEN], e_reduced[EC_MAX_LEN], k[EC_MAX_LEN], r[EC_MAX_LEN], s[EC_MAX_LEN];
	struct nonce_drbg g;
	enum tls_err err = TLS_E_SIGN_FAILED;

	sig_digest(hash, m, digest);
	bits2int(c, span_of(digest, hash_len(hash)), e);
	reduce_once(c, e, e_reduced);
	const struct span seed[] = {span_of(key->bytes, c->len), span_of(e_reduced, c->len), extra};
	drbg_init(&g, hash, seed, 3);
	/* A candidate fails with a chance below 2^-31 (P-256) or far less; a hundred failures are a fault. */
	for (int tries = 0; tries < 100 && err != TLS_OK; tries++) {
		drbg_scalar(&g, c, k);
		if (ec_scalar_ok(c, k) && impl->sign(key->bytes, e, k, r, s)) {
			err = TLS_OK;
		} else {
			drbg_rekey(&g, 0, NULL, 0);
		}
	}
	if (err == TLS_OK) {
		*out_len = write_signature(c, r, s, out);
	}
	wipe(&g, sizeof g);
	wipe(k, sizeof k);
	wipe(digest, sizeof digest);
	wipe(e, sizeof e);
	wipe(e_reduced, sizeof e_reduced);
	return err;
}
