/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Keys are made from numbers and checked here (key.h); the arithmetic is in rsa_*.c and behind ec.h. */
#include "crypto/key.h"

#include <nettle/eddsa.h>

#include "base/alloc.h"
#include "base/secret.h"
#include "crypto/key_impl.h"
#include "crypto/rsa_num.h"

static struct pubkey *pubkey_new(enum key_type type)
{
	struct pubkey *k = tls_calloc(1, sizeof *k);
	if (k != NULL) {
		k->type = type;
	}
	return k;
}

enum tls_err pubkey_rsa(struct pubkey **out, enum key_type type, struct span n, struct span e, struct pss_limits limits)
{
	*out = NULL;
	if (!key_is_rsa(type)) {
		return TLS_E_KEY_UNSUPPORTED;
	}
	struct pubkey *k = pubkey_new(type);
	if (k == NULL) {
		return TLS_E_ALLOC;
	}
	if (type == KEY_RSA_PSS) {
		k->pss = limits;
	}
	enum tls_err err = rsa_public_new(&k->rsa, n, e);
	if (err != TLS_OK) {
		pubkey_free(k);
		return err;
	}
	*out = k;
	return TLS_OK;
}

enum tls_err pubkey_ec(struct pubkey **out, enum key_type curve, struct span point)
{
	*out = NULL;
	const struct ec_curve *c = ec_curve(curve);
	if (c == NULL) {
		return TLS_E_KEY_UNSUPPORTED;
	}
	if (point.len != 1 + 2 * c->len || point.p[0] != 4 || !ec_impl(c)->on_curve(point.p + 1)) {
		return TLS_E_KEY_INVALID;
	}
	struct pubkey *k = pubkey_new(curve);
	if (k == NULL) {
		return TLS_E_ALLOC;
	}
	k->curve = c;
	memcpy(k->bytes, point.p + 1, 2 * c->len);
	*out = k;
	return TLS_OK;
}

enum tls_err pubkey_ed25519(struct pubkey **out, struct span key)
{
	*out = NULL;
	if (key.len != ED25519_LEN || !ed25519_point_ok(key.p)) {
		return TLS_E_KEY_INVALID;
	}
	struct pubkey *k = pubkey_new(KEY_ED25519);
	if (k == NULL) {
		return TLS_E_ALLOC;
	}
	memcpy(k->bytes, key.p, key.len);
	*out = k;
	return TLS_OK;
}

void pubkey_free(struct pubkey *k)
{
	if (k != NULL) {
		rsa_public_free(k->rsa);
		tls_free(k);
	}
}

enum key_type pubkey_type(const struct pubkey *k)
{
	return k->type;
}

unsigned pubkey_bits(const struct pubkey *k)
{
	if (k->rsa != NULL) {
		return k->rsa->bits;
	}
	return k->curve != NULL ? k->curve->bits : 256;
}

static unsigned rsa_security_bits(unsigned bits)
{
	/* NIST SP 800-57 part 1 §5.6.1, and SP 800-56B appendix D for the lengths between. */
	static const struct {
		unsigned bits, strength;
	} rows[] = {{15360, 256}, {8192, 200}, {7680, 192}, {6144, 176},
		    {4096, 152},  {3072, 128}, {2048, 112}, {1024, 80}};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		if (bits >= rows[i].bits) {
			return rows[i].strength;
		}
	}
	return bits / 16;
}

unsigned pubkey_security_bits(const struct pubkey *k)
{
	if (k->rsa != NULL) {
		return rsa_security_bits(k->rsa->bits);
	}
	switch (k->type) {
	case KEY_EC_P384:
		return 192;
	case KEY_EC_P521:
		return 256;
	default:
		return 128;
	}
}

struct pss_limits pubkey_pss_limits(const struct pubkey *k)
{
	return k->pss;
}

struct span pubkey_bytes(const struct pubkey *k)
{
	size_t len = k->type == KEY_ED25519 ? ED25519_LEN : k->curve != NULL ? 2 * k->curve->len : 0;
	return span_of(k->bytes, len);
}

bool pubkey_eq(const struct pubkey *a, const struct pubkey *b)
{
	if (a->type != b->type || a->pss.hash != b->pss.hash || a->pss.min_salt != b->pss.min_salt) {
		return false;
	}
	if (a->rsa != NULL) {
		return a->rsa->bits == b->rsa->bits && a->rsa->e == b->rsa->e &&
		       memcmp(a->rsa->n, b->rsa->n, a->rsa->n_limbs * sizeof a->rsa->n[0]) == 0;
	}
	return memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

static struct privkey *privkey_new(struct pubkey *pub)
{
	struct privkey *k = tls_calloc(1, sizeof *k);
	if (k == NULL) {
		pubkey_free(pub);
		return NULL;
	}
	k->pub = pub;
	return k;
}

enum tls_err privkey_rsa(struct privkey **out, enum key_type type, const struct rsa_private_numbers *num,
			 struct pss_limits limits)
{
	struct pubkey *pub;
	*out = NULL;
	enum tls_err err = pubkey_rsa(&pub, type, num->n, num->e, limits);
	if (err != TLS_OK) {
		return err;
	}
	struct privkey *k = privkey_new(pub);
	if (k == NULL) {
		return TLS_E_ALLOC;
	}
	err = rsa_private_new(&k->rsa, pub->rsa, num);
	if (err != TLS_OK) {
		privkey_free(k);
		return err;
	}
	*out = k;
	return TLS_OK;
}

enum tls_err privkey_ec(struct privkey **out, enum key_type curve, struct span scalar)
{
	*out = NULL;
	const struct ec_curve *c = ec_curve(curve);
	if (c == NULL) {
		return TLS_E_KEY_UNSUPPORTED;
	}
	/* Some writers pad, some trim (RFC 5915 §3 says the order's length). */
	while (scalar.len > c->len && scalar.p[0] == 0) {
		scalar = span_of(scalar.p + 1, scalar.len - 1);
	}
	if (scalar.len == 0 || scalar.len > c->len) {
		return TLS_E_KEY_INVALID;
	}
	uint8_t d[EC_MAX_LEN] = {0};
	uint8_t point[EC_MAX_POINT] = {4};
	struct pubkey *pub = NULL;
	enum tls_err err = TLS_E_KEY_INVALID;
	memcpy(d + c->len - scalar.len, scalar.p, scalar.len);
	if (ec_scalar_ok(c, d)) {
		ec_impl(c)->base_mul(d, point + 1);
		err = pubkey_ec(&pub, curve, span_of(point, 1 + 2 * c->len));
	}
	if (err == TLS_OK) {
		struct privkey *k = privkey_new(pub);
		if (k != NULL) {
			memcpy(k->bytes, d, c->len);
		}
		*out = k;
		err = k != NULL ? TLS_OK : TLS_E_ALLOC;
	}
	wipe(d, sizeof d);
	return err;
}

enum tls_err privkey_ed25519(struct privkey **out, struct span seed)
{
	struct pubkey *pub;
	uint8_t point[ED25519_LEN];
	*out = NULL;
	if (seed.len != ED25519_LEN) {
		return TLS_E_KEY_INVALID;
	}
	ed25519_sha512_public_key(point, seed.p);
	enum tls_err err = pubkey_ed25519(&pub, span_of(point, sizeof point));
	if (err != TLS_OK) {
		return err;
	}
	struct privkey *k = privkey_new(pub);
	if (k == NULL) {
		return TLS_E_ALLOC;
	}
	memcpy(k->bytes, seed.p, seed.len);
	*out = k;
	return TLS_OK;
}

void privkey_free(struct privkey *k)
{
	if (k != NULL) {
		rsa_private_free(k->rsa);
		pubkey_free(k->pub);
		tls_free_wiped(k, sizeof *k);
	}
}

const struct pubkey *privkey_public(const struct privkey *k)
{
	return k->pub;
}
