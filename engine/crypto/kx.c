/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * The key-exchange groups (kx.h): X25519 and the NIST curves over ec.h. A peer's share is checked before anything is
 * computed with it; the shared secret is the x coordinate (RFC 8446 §7.4.2).
 */
#include "crypto/kx.h"

#include "base/secret.h"
#include "crypto/ec.h"
#include "crypto/rng.h"
#include "crypto/x25519.h"

struct group_row {
	enum kx_group group;
	const char *name; /* RFC 8446 §4.2.7 */
	unsigned bits;
	enum key_type curve; /* KEY_NONE: X25519 */
};

static const struct group_row groups[] = {
    {KX_X25519, "x25519", 128, KEY_NONE},
    {KX_SECP256R1, "secp256r1", 128, KEY_EC_P256},
    {KX_SECP384R1, "secp384r1", 192, KEY_EC_P384},
};

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
	switch (g) {
	case KX_SECP521R1:
		return "secp521r1";
	case KX_X25519MLKEM768:
		return "X25519MLKEM768";
	default:
		return "unknown";
	}
}

enum tls_err kx_offer(enum kx_group g, struct kx_key *key, struct kx_share *share)
{
	const struct group_row *row = row_of(g);
	if (row == NULL) {
		return TLS_E_UNSUPPORTED;
	}
	key->group = g;
	if (row->curve == KEY_NONE) {
		enum tls_err err = rng_bytes(key->priv, X25519_LEN);
		if (err != TLS_OK) {
			return err;
		}
		x25519_impl()->base(share->b, key->priv);
		share->len = X25519_LEN;
		return TLS_OK;
	}
	const struct ec_curve *c = ec_curve(row->curve);
	enum tls_err err = ec_random_scalar(c, key->priv);
	if (err != TLS_OK) {
		return err;
	}
	share->b[0] = 4;
	ec_impl(c)->base_mul(key->priv, share->b + 1);
	share->len = 1 + 2 * c->len;
	return TLS_OK;
}

static enum tls_err x25519_finish(const struct kx_key *key, struct span peer, struct kx_secret *secret)
{
	static const uint8_t zero[X25519_LEN];
	if (peer.len != X25519_LEN) {
		return TLS_E_BAD_KEY_SHARE;
	}
	x25519_impl()->mul(secret->b, key->priv, peer.p);
	/* RFC 8446 §7.4.2: "check whether the computed Diffie-Hellman shared secret is the all-zero value". */
	if (ct_equal(secret->b, zero, X25519_LEN)) {
		return TLS_E_BAD_KEY_SHARE;
	}
	secret->len = X25519_LEN;
	return TLS_OK;
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

enum tls_err kx_finish(const struct kx_key *key, struct span peer, struct kx_secret *secret)
{
	const struct group_row *row = row_of(key->group);
	secret->len = 0;
	if (row == NULL) {
		return TLS_E_UNSUPPORTED;
	}
	if (row->curve == KEY_NONE) {
		return x25519_finish(key, peer, secret);
	}
	return ec_finish(ec_curve(row->curve), key, peer, secret);
}

enum tls_err kx_accept(enum kx_group g, struct span peer, struct kx_share *share, struct kx_secret *secret)
{
	struct kx_key key;
	secret->len = 0;
	enum tls_err err = kx_offer(g, &key, share);
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
