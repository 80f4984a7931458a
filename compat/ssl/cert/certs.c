/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * The slots themselves: sharing them between an SSL_CTX and its SSLs, changing them, and making the engine's identities
 * out of them. A set with more than one reference is never written, so that connections of other threads can read it.
 */
#include "compat/ssl/cert/certs.h"

#include <openssl/x509_vfy.h>

#include "compat/ssl/bridge/bridge.h"
#include "compat/ssl/cert/ext.h"
#include "compat/ssl/core/local.h"

/* ---- sets -------------------------------------------------------------------------------------------------------- */

static void slot_forget_built(struct cert_slot *slot)
{
	for (size_t i = 0; i < 2; i++) {
		tls_identity_free(atomic_exchange(&slot->built[i], NULL));
	}
}

static void slot_forget_packed(struct cert_slot *slot)
{
	for (size_t i = 0; i < COMP_LIMIT; i++) {
		buf_free(&slot->packed[i].bytes);
	}
}

static void slot_clear(struct cert_slot *slot)
{
	slot_forget_built(slot);
	slot_forget_packed(slot);
	X509_free(slot->x509);
	EVP_PKEY_free(slot->pkey);
	sk_X509_pop_free(slot->chain, X509_free);
	buf_free(&slot->serverinfo);
	slot->x509 = NULL;
	slot->pkey = NULL;
	slot->chain = NULL;
}

static void set_free(struct cert_set *set)
{
	if (set == NULL || atomic_fetch_sub(&set->refs, 1) != 1) {
		return;
	}
	for (size_t i = 0; i < SLOT_COUNT; i++) {
		slot_clear(&set->slot[i]);
	}
	sk_X509_pop_free(set->extra, X509_free);
	X509_STORE_free(set->chain_store);
	X509_STORE_free(set->verify_store);
	custom_list_free(set->custom);
	OPENSSL_free(set);
}

static struct cert_set *set_new(void)
{
	struct cert_set *set = OPENSSL_zalloc(sizeof *set);
	if (set == NULL) {
		ERR_raise(ERR_LIB_SSL, ERR_R_MALLOC_FAILURE);
		return NULL;
	}
	atomic_init(&set->refs, 1);
	return set;
}

static bool chain_ref(STACK_OF(X509) * *out, STACK_OF(X509) * in)
{
	*out = in != NULL ? X509_chain_up_ref(in) : NULL;
	return in == NULL || *out != NULL;
}

static bool slot_copy(struct cert_slot *out, struct cert_slot *in)
{
	if (in->x509 != NULL && X509_up_ref(in->x509)) {
		out->x509 = in->x509;
	}
	if (in->pkey != NULL && EVP_PKEY_up_ref(in->pkey)) {
		out->pkey = in->pkey;
	}
	for (size_t i = 0; i < 2; i++) {
		struct tls_identity *id = atomic_load(&in->built[i]);
		atomic_init(&out->built[i], id != NULL ? tls_identity_up_ref(id) : NULL);
	}
	for (size_t i = 0; i < COMP_LIMIT; i++) {
		out->packed[i].len = in->packed[i].len;
		if (!buf_append(&out->packed[i].bytes, buf_span(&in->packed[i].bytes))) {
			return false;
		}
	}
	return chain_ref(&out->chain, in->chain) && buf_append(&out->serverinfo, buf_span(&in->serverinfo));
}

static struct cert_set *set_copy(struct cert_set *in)
{
	struct cert_set *out = set_new();
	if (out == NULL) {
		return NULL;
	}
	bool ok = chain_ref(&out->extra, in->extra);
	for (size_t i = 0; ok && i < SLOT_COUNT; i++) {
		ok = slot_copy(&out->slot[i], &in->slot[i]);
	}
	out->current = in->current;
	out->custom = custom_list_ref(in->custom);
	if (in->chain_store != NULL && X509_STORE_up_ref(in->chain_store)) {
		out->chain_store = in->chain_store;
	}
	if (in->verify_store != NULL && X509_STORE_up_ref(in->verify_store)) {
		out->verify_store = in->verify_store;
	}
	if (!ok) {
		ERR_raise(ERR_LIB_SSL, ERR_R_MALLOC_FAILURE);
		set_free(out);
		return NULL;
	}
	return out;
}

int certs_init(struct cert_settings *c)
{
	*c = (struct cert_settings){.set = set_new()};
	return c->set != NULL;
}

int certs_inherit(struct cert_settings *dst, const struct cert_settings *src)
{
	*dst = *src;
	atomic_fetch_add(&dst->set->refs, 1);
	return 1;
}

void certs_free(struct cert_settings *c)
{
	set_free(c->set);
	*c = (struct cert_settings){0};
}

static struct cert_settings *settings_of(SSL_CTX *ctx, SSL *s)
{
	return s != NULL ? &s->set.certs : &ctx->set.certs;
}

struct cert_set *certs_of(SSL_CTX *ctx, SSL *s)
{
	return settings_of(ctx, s)->set;
}

struct cert_set *certs_writable(SSL_CTX *ctx, SSL *s)
{
	struct cert_settings *c = settings_of(ctx, s);
	if (atomic_load(&c->set->refs) > 1) {
		struct cert_set *own = set_copy(c->set);
		if (own == NULL) {
			return NULL;
		}
		set_free(c->set);
		c->set = own;
	}
	return c->set;
}

void certs_changed(SSL_CTX *ctx, SSL *s, struct cert_slot *slot)
{
	struct cert_set *set = certs_of(ctx, s);
	for (size_t i = 0; i < SLOT_COUNT; i++) {
		if (slot == NULL || slot == &set->slot[i]) {
			slot_forget_built(&set->slot[i]);
		}
	}
	if (slot != NULL) {
		slot_forget_packed(slot); /* those of another chain stay out by their length */
	}
	if (s != NULL) {
		ssl_changed(s);
	} else {
		ctx_changed(ctx);
	}
}

void certs_repacked(struct cert_slot *slot)
{
	slot_forget_built(slot);
}

void certs_store_changed(SSL_CTX *ctx)
{
	if (certs_writable(ctx, NULL) != NULL) {
		certs_changed(ctx, NULL, NULL);
	}
}

void certs_clear(SSL_CTX *ctx, SSL *s)
{
	struct cert_set *set = certs_writable(ctx, s);
	for (size_t i = 0; set != NULL && i < SLOT_COUNT; i++) {
		slot_clear(&set->slot[i]);
	}
	certs_changed(ctx, s, NULL);
}

/* ---- what goes into a slot --------------------------------------------------------------------------------------- */

enum cert_slot_id certs_slot_of(const EVP_PKEY *pkey)
{
	static const char *const names[SLOT_COUNT] = {"RSA", "RSA-PSS", "EC", "ED25519"};
	for (size_t i = 0; pkey != NULL && i < SLOT_COUNT; i++) {
		if (EVP_PKEY_is_a(pkey, names[i])) {
			return (enum cert_slot_id)i;
		}
	}
	return SLOT_COUNT;
}

int certs_security_check(SSL_CTX *ctx, SSL *s, X509 *x, bool leaf)
{
	const struct proto_settings *p = s != NULL ? &s->set.proto : &ctx->set.proto;
	EVP_PKEY *pkey = X509_get0_pubkey(x);
	int bits = pkey != NULL ? EVP_PKEY_get_security_bits(pkey) : -1;
	if (!proto_security(p, s, ctx, leaf ? SSL_SECOP_EE_KEY : SSL_SECOP_CA_KEY, bits, 0, x)) {
		return leaf ? SSL_R_EE_KEY_TOO_SMALL : SSL_R_CA_KEY_TOO_SMALL;
	}
	/* Nobody relies on a self-signed certificate's own signature. */
	if (ext_self_signed(x)) {
		return 1;
	}
	int md = NID_undef, pk = NID_undef;
	if (!X509_get_signature_info(x, &md, &pk, &bits, NULL)) {
		bits = -1;
	}
	if (!proto_security(p, s, ctx, SSL_SECOP_CA_MD, bits, md != NID_undef ? md : pk, x)) {
		return SSL_R_CA_MD_TOO_WEAK;
	}
	return 1;
}

int certs_check_chain(SSL_CTX *ctx, SSL *s, STACK_OF(X509) * chain)
{
	for (int i = 0; i < sk_X509_num(chain); i++) {
		int reason = certs_security_check(ctx, s, sk_X509_value(chain, i), false);
		if (reason != 1) {
			SSL_ERR(reason);
			return 0;
		}
	}
	return 1;
}

int certs_set_cert(SSL_CTX *ctx, SSL *s, X509 *x)
{
	EVP_PKEY *pub = X509_get0_pubkey(x);
	if (pub == NULL) {
		SSL_ERR(SSL_R_X509_LIB);
		return 0;
	}
	enum cert_slot_id id = certs_slot_of(pub);
	if (id == SLOT_COUNT) {
		SSL_ERR(SSL_R_UNKNOWN_CERTIFICATE_TYPE);
		return 0;
	}
	struct cert_set *set = certs_writable(ctx, s);
	if (set == NULL) {
		return 0;
	}
	struct cert_slot *slot = &set->slot[id];
	if (slot->pkey != NULL) {
		/* A key set earlier stays when it fits, and goes without an error when it does not. */
		ERR_set_mark();
		if (!X509_check_private_key(x, slot->pkey)) {
			EVP_PKEY_free(slot->pkey);
			slot->pkey = NULL;
		}
		ERR_pop_to_mark();
	}
	X509_up_ref(x);
	X509_free(slot->x509);
	slot->x509 = x;
	set->current = id;
	certs_changed(ctx, s, slot);
	return 1;
}

int certs_set_key(SSL_CTX *ctx, SSL *s, EVP_PKEY *pkey)
{
	enum cert_slot_id id = certs_slot_of(pkey);
	if (id == SLOT_COUNT) {
		SSL_ERR(SSL_R_UNKNOWN_CERTIFICATE_TYPE);
		return 0;
	}
	X509 *x = certs_of(ctx, s)->slot[id].x509;
	if (x != NULL && !X509_check_private_key(x, pkey)) {
		return 0;
	}
	struct cert_set *set = certs_writable(ctx, s);
	if (set == NULL) {
		return 0;
	}
	EVP_PKEY_up_ref(pkey);
	EVP_PKEY_free(set->slot[id].pkey);
	set->slot[id].pkey = pkey;
	set->current = id;
	certs_changed(ctx, s, &set->slot[id]);
	return 1;
}

struct cert_slot *certs_slot_in_use(const SSL *s)
{
	struct cert_set *set = s->set.certs.set;
	const struct tls_identity *id = s->conn != NULL ? tls_conn_identity(s->conn) : NULL;
	for (size_t i = 0; id != NULL && i < SLOT_COUNT; i++) {
		if (atomic_load(&set->slot[i].built[0]) == id || atomic_load(&set->slot[i].built[1]) == id) {
			return &set->slot[i];
		}
	}
	return &set->slot[set->current];
}

/* ---- identities -------------------------------------------------------------------------------------------------- */

/* find_issuers asks the trust store for what lies between leaf and root: *out, the caller's, or NULL. An incomplete
 * answer is better than none, but not one that is incomplete for want of memory: what is built stays. */
static enum tls_err find_issuers(SSL_CTX *ctx, X509_STORE *store, X509 *leaf, STACK_OF(X509) * *out)
{
	*out = NULL;
	if (store == NULL || ext_issued(leaf, leaf)) {
		return TLS_OK;
	}
	ERR_set_mark();
	X509_STORE_CTX *sc = X509_STORE_CTX_new_ex(ctx->libctx, ctx->propq);
	if (sc != NULL && X509_STORE_CTX_init(sc, store, leaf, NULL)) {
		(void)X509_verify_cert(sc);
		if (X509_STORE_CTX_get_error(sc) != X509_V_ERR_OUT_OF_MEM) {
			*out = X509_STORE_CTX_get1_chain(sc);
		}
	}
	X509_STORE_CTX_free(sc);
	ERR_pop_to_mark();
	if (*out == NULL) {
		return TLS_E_ALLOC;
	}
	X509_free(sk_X509_shift(*out));
	return TLS_OK;
}

static enum tls_err build(SSL_CTX *ctx, struct cert_set *set, struct cert_slot *slot, bool bare,
			  struct tls_identity **out)
{
	if (slot->x509 == NULL) {
		return bridge_raw_identity(out, slot->pkey);
	}
	STACK_OF(X509) *issuers = slot->chain != NULL ? slot->chain : set->extra;
	STACK_OF(X509) *found = NULL;
	enum tls_err e = TLS_OK;
	if (issuers == NULL && !bare) {
		X509_STORE *store = set->chain_store != NULL ? set->chain_store : ctx->trust.store;
		e = find_issuers(ctx, store, slot->x509, &found);
		issuers = found;
	}
	e = e == TLS_OK ? bridge_identity(out, slot->x509, issuers, slot->pkey) : e;
	for (size_t i = 0; e == TLS_OK && i < COMP_LIMIT; i++) {
		if (buf_len(&slot->packed[i].bytes) != 0) {
			e = tls_identity_set_packed(*out, (uint16_t)i, buf_span(&slot->packed[i].bytes),
						    slot->packed[i].len);
			if (e != TLS_OK) {
				tls_identity_free(*out);
			}
		}
	}
	sk_X509_pop_free(found, X509_free);
	return e;
}

/* identity_of returns a reference. Two threads may build at once: the first to publish wins, and the other's is let go,
 * since certs_slot_in_use knows an identity by its address. */
static enum tls_err identity_of(SSL_CTX *ctx, struct cert_set *set, struct cert_slot *slot, bool bare,
				struct tls_identity **out)
{
	struct tls_identity *id = atomic_load(&slot->built[bare]);
	if (id == NULL) {
		struct tls_identity *fresh = NULL;
		enum tls_err e = build(ctx, set, slot, bare, &fresh);
		if (e != TLS_OK) {
			return e;
		}
		if (atomic_compare_exchange_strong(&slot->built[bare], &id, fresh)) {
			id = fresh;
		} else {
			tls_identity_free(fresh);
		}
	}
	*out = tls_identity_up_ref(id);
	return TLS_OK;
}

enum tls_err certs_identity(SSL_CTX *ctx, SSL *s, struct cert_slot *slot, uint32_t mode, struct tls_identity **out)
{
	return identity_of(ctx, certs_of(ctx, s), slot, (mode & SSL_MODE_NO_AUTO_CHAIN) != 0, out);
}

/* raw_keys: a key may be shown without a certificate. */
static bool raw_keys(const SSL_CTX *ctx, const SSL *s)
{
	const struct proto_settings *p = s != NULL ? &s->set.proto : &ctx->set.proto;
	return memchr(p->by_server.v, TLS_CERT_RAW, p->by_server.n) != NULL ||
	       memchr(p->by_client.v, TLS_CERT_RAW, p->by_client.n) != NULL;
}

int certs_fill(SSL_CTX *ctx, SSL *s, uint32_t mode, struct tls_settings *out, struct certs_scratch *scratch)
{
	struct cert_set *set = certs_of(ctx, s);
	size_t n = 0;
	for (size_t i = 0; i < SLOT_COUNT; i++) {
		struct cert_slot *slot = &set->slot[i];
		if (slot->pkey == NULL || (slot->x509 == NULL && !raw_keys(ctx, s))) {
			continue;
		}
		enum tls_err e = certs_identity(ctx, s, slot, mode, &scratch->identity[n]);
		if (e == TLS_E_ALLOC) {
			SSL_ERR(ERR_R_MALLOC_FAILURE);
			return 0;
		}
		n += e == TLS_OK;
	}
	out->identities = scratch->identity;
	out->n_identities = n;
	return 1;
}

void certs_scratch_free(struct certs_scratch *scratch)
{
	for (size_t i = 0; i < SLOT_COUNT; i++) {
		tls_identity_free(scratch->identity[i]);
		scratch->identity[i] = NULL;
	}
}
