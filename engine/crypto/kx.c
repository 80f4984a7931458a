/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * The key-exchange groups (kx.h): X25519, the NIST curves over ec.h, and the hybrid of X25519 and ML-KEM-768. A peer's
 * share is checked before anything is computed with it; a curve's shared secret is the x coordinate (RFC 8446 §7.4.2).
 */
#include "crypto/kx.h"

#include "base/secret.h"
#include "crypto/ec.h"
#include "crypto/mlkem.h"
#include "crypto/rng.h"
#include "crypto/x25519.h"

enum group_kind { CURVE, MONTGOMERY, HYBRID };

struct group_row {
	enum kx_group group;
	const char *name; /* RFC 8446 §4.2.7 */
	unsigned bits;
	enum group_kind kind;
	enum key_type curve; /* of a CURVE */
};

static const struct group_row groups[] = {
    {KX_X25519, "x25519", 128, MONTGOMERY, KEY_NONE},
    {KX_SECP256R1, "secp256r1", 128, CURVE, KEY_EC_P256},
    {KX_SECP384R1, "secp384r1", 192, CURVE, KEY_EC_P384},
    {KX_X25519MLKEM768, "X25519MLKEM768", 192, HYBRID, KEY_NONE},
};

/* The hybrid's private half is ML-KEM's seed and X25519's scalar. */
_Static_assert(MLKEM768_SEED_LEN + X25519_LEN <= KX_MAX_PRIV, "both private halves fit");
_Static_assert(MLKEM768_EK_LEN + X25519_LEN <= KX_MAX_SHARE, "both public halves fit");

static const struct group_row *row_of(enum kx_group g)
{
	for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++) {
		if (groups[i].group == g) {
			return &groups[i];
		}
	}
	return NULL;
}

bool kx_known(enum kx_group g)
{
	return row_of(g) != NULL;
}

bool kx_tls13_only(enum kx_group g)
{
	return g == KX_X25519MLKEM768;
}

unsigned kx_bits(enum kx_group g)
{
	const struct group_row *row = row_of(g);
	return row != NULL ? row->bits : 0;
}

const char *kx_name(enum kx_group g)
{
	const struct group_row *row = row_of(g);
	if (row != NULL) {
		return row->name;
	}
	return g == KX_SECP521R1 ? "secp521r1" : "unknown";
}

static enum tls_err x25519_offer(uint8_t *priv, uint8_t *share)
{
	enum tls_err err = rng_bytes(priv, X25519_LEN);
	if (err == TLS_OK) {
		x25519_impl()->base(share, priv);
	}
	return err;
}

static enum tls_err x25519_finish(const uint8_t *priv, const uint8_t *peer, uint8_t *secret)
{
	static const uint8_t zero[X25519_LEN];
	x25519_impl()->mul(secret, priv, peer);
	/* RFC 8446 §7.4.2: "check whether the computed Diffie-Hellman shared secret is the all-zero value". */
	return ct_equal(secret, zero, X25519_LEN) ? TLS_E_BAD_KEY_SHARE : TLS_OK;
}

static enum tls_err ec_finish(const struct ec_curve *c, const struct kx_key *key, struct span peer,
			      struct kx_secret *secret)
{
	const struct ec_impl *impl = ec_impl(c);
	/* RFC 8446 §4.2.8.2: uncompressed, and "peers MUST validate each other's public key". */
	if (peer.len != 1 + 2 * c->len || peer.p[0] != 4 || !impl->on_curve(peer.p + 1)) {
		return TLS_E_BAD_KEY_SHARE;
	}
	impl->mul_x(key->priv, peer.p + 1, secret->b);
	secret->len = c->len;
	return TLS_OK;
}

static enum tls_err hybrid_finish(const struct kx_key *key, struct span peer, struct kx_secret *secret)
{
	if (peer.len != MLKEM768_CT_LEN + X25519_LEN) {
		return TLS_E_BAD_KEY_SHARE;
	}
	mlkem768_decaps(secret->b, peer.p, key->priv);
	secret->len = MLKEM768_SECRET_LEN + X25519_LEN;
	return x25519_finish(key->priv + MLKEM768_SEED_LEN, peer.p + MLKEM768_CT_LEN, secret->b + MLKEM768_SECRET_LEN);
}

/* hybrid_accept: unlike for curves, the answer depends on the offer. */
static enum tls_err hybrid_accept(struct span peer, struct kx_share *share, struct kx_secret *secret)
{
	uint8_t m[32], priv[X25519_LEN];
	if (peer.len != MLKEM768_EK_LEN + X25519_LEN) {
		return TLS_E_BAD_KEY_SHARE;
	}
	enum tls_err err = rng_bytes(m, sizeof m);
	if (err == TLS_OK) {
		err = x25519_offer(priv, share->b + MLKEM768_CT_LEN);
	}
	if (err == TLS_OK && !mlkem768_encaps(share->b, secret->b, peer.p, m)) {
		err = TLS_E_BAD_KEY_SHARE;
	}
	if (err == TLS_OK) {
		err = x25519_finish(priv, peer.p + MLKEM768_EK_LEN, secret->b + MLKEM768_SECRET_LEN);
	}
	share->len = MLKEM768_CT_LEN + X25519_LEN;
	secret->len = MLKEM768_SECRET_LEN + X25519_LEN;
	wipe(m, sizeof m);
	wipe(priv, sizeof priv);
	return err;
}

enum tls_err kx_offer(enum kx_group g, struct kx_key *key, struct kx_share *share)
{
	const struct group_row *row = row_of(g);
	const struct ec_curve *c;
	enum tls_err err;
	if (row == NULL) {
		return TLS_E_UNSUPPORTED;
	}
	key->group = g;
	switch (row->kind) {
	case MONTGOMERY:
		share->len = X25519_LEN;
		return x25519_offer(key->priv, share->b);
	case HYBRID:
		err = rng_bytes(key->priv, MLKEM768_SEED_LEN);
		if (err != TLS_OK) {
			return err;
		}
		mlkem768_public(share->b, key->priv);
		share->len = MLKEM768_EK_LEN + X25519_LEN;
		return x25519_offer(key->priv + MLKEM768_SEED_LEN, share->b + MLKEM768_EK_LEN);
	case CURVE:
		break;
	}
	c = ec_curve(row->curve);
	err = ec_random_scalar(c, key->priv);
	if (err != TLS_OK) {
		return err;
	}
	share->b[0] = 4;
	ec_impl(c)->base_mul(key->priv, share->b + 1);
	share->len = 1 + 2 * c->len;
	return TLS_OK;
}

/* finish: kx_finish but for the secret that an error leaves. */
static enum tls_err finish(const struct kx_key *key, struct span peer, struct kx_secret *secret)
{
	const struct group_row *row = row_of(key->group);
	if (row == NULL) {
		return TLS_E_UNSUPPORTED;
	}
	switch (row->kind) {
	case MONTGOMERY:
		secret->len = X25519_LEN;
		return peer.len == X25519_LEN ? x25519_finish(key->priv, peer.p, secret->b) : TLS_E_BAD_KEY_SHARE;
	case HYBRID:
		return hybrid_finish(key, peer, secret);
	case CURVE:
		break;
	}
	return ec_finish(ec_curve(row->curve), key, peer, secret);
}

enum tls_err kx_finish(const struct kx_key *key, struct span peer, struct kx_secret *secret)
{
	secret->len = 0;
	enum tls_err err = finish(key, peer, secret);
	if (err != TLS_OK) {
		wipe(secret, sizeof *secret);
	}
	return err;
}

enum tls_err kx_accept(enum kx_group g, struct span peer, struct kx_share *share, struct kx_secret *secret)
{
	struct kx_key key;
	enum tls_err err;
	secret->len = 0;
	if (g == KX_X25519MLKEM768) {
		err = hybrid_accept(peer, share, secret);
		if (err != TLS_OK) {
			wipe(secret, sizeof *secret);
		}
		return err;
	}
	err = kx_offer(g, &key, share);
	if (err == TLS_OK) {
		err = kx_finish(&key, peer, secret);
	}
	kx_wipe(&key);
	return err;
}

void kx_wipe(struct kx_key *key)
{
	wipe(key, sizeof *key);
}
