/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Issuers: the chain of the current slot, the extra chain that serves every slot without one, the stores that chains
 * are built and clients verified from, and which slot is the current one. All of it is reached through SSL_ctrl and
 * SSL_CTX_ctrl.
 */
#include <openssl/x509_vfy.h>

#include "compat/ssl/cert/certs.h"
#include "compat/ssl/cert/ext.h"
#include "compat/ssl/core/local.h"

/* ---- chains ------------------------------------------------------------------------------------------------------ */

/* set_chain gives chain (NULL: none) to the current slot; on success it is owned there. */
static long set_chain(SSL_CTX *ctx, SSL *s, STACK_OF(X509) * chain)
{
	if (!certs_check_chain(ctx, s, chain)) {
		return 0;
	}
	struct cert_set *set = certs_writable(ctx, s);
	if (set == NULL) {
		return 0;
	}
	struct cert_slot *slot = &set->slot[set->current];
	sk_X509_pop_free(slot->chain, X509_free);
	slot->chain = chain;
	certs_changed(ctx, s, slot);
	return 1;
}

static long set_chain_copy(SSL_CTX *ctx, SSL *s, STACK_OF(X509) * chain)
{
	STACK_OF(X509) *copy = chain != NULL ? X509_chain_up_ref(chain) : NULL;
	if (chain != NULL && copy == NULL) {
		return 0;
	}
	if (set_chain(ctx, s, copy) == 0) {
		sk_X509_pop_free(copy, X509_free);
		return 0;
	}
	return 1;
}

/* add_to_chain: x is owned by the slot on success. */
static long add_to_chain(SSL_CTX *ctx, SSL *s, X509 *x)
{
	int reason = certs_security_check(ctx, s, x, false);
	if (reason != 1) {
		SSL_ERR(reason);
		return 0;
	}
	struct cert_set *set = certs_writable(ctx, s);
	if (set == NULL) {
		return 0;
	}
	struct cert_slot *slot = &set->slot[set->current];
	if (slot->chain == NULL) {
		slot->chain = sk_X509_new_null();
	}
	if (slot->chain == NULL || sk_X509_push(slot->chain, x) <= 0) {
		return 0;
	}
	certs_changed(ctx, s, slot);
	return 1;
}

static long add_copy_to_chain(SSL_CTX *ctx, SSL *s, X509 *x)
{
	if (add_to_chain(ctx, s, x) == 0) {
		return 0;
	}
	X509_up_ref(x);
	return 1;
}

static long add_extra(SSL_CTX *ctx, X509 *x)
{
	struct cert_set *set = certs_writable(ctx, NULL);
	if (set != NULL && set->extra == NULL) {
		set->extra = sk_X509_new_null();
	}
	if (set == NULL || set->extra == NULL || sk_X509_push(set->extra, x) <= 0) {
		SSL_ERR(ERR_R_MALLOC_FAILURE);
		return 0;
	}
	certs_changed(ctx, NULL, NULL);
	return 1;
}

static long clear_extra(SSL_CTX *ctx)
{
	struct cert_set *set = certs_writable(ctx, NULL);
	if (set == NULL) {
		return 0;
	}
	sk_X509_pop_free(set->extra, X509_free);
	set->extra = NULL;
	certs_changed(ctx, NULL, NULL);
	return 1;
}

/* ---- the current slot -------------------------------------------------------------------------------------------- */

static long make_current(SSL_CTX *ctx, SSL *s, size_t i)
{
	struct cert_set *set = certs_of(ctx, s);
	if (set->current != i) {
		set = certs_writable(ctx, s);
		if (set == NULL) {
			return 0;
		}
		set->current = (enum cert_slot_id)i;
	}
	return 1;
}

static bool complete(const struct cert_slot *slot)
{
	return slot->x509 != NULL && slot->pkey != NULL;
}

/* select_current finds x by address first, by content second. */
static long select_current(SSL_CTX *ctx, SSL *s, X509 *x)
{
	const struct cert_set *set = certs_of(ctx, s);
	for (size_t i = 0; x != NULL && i < SLOT_COUNT; i++) {
		if (complete(&set->slot[i]) && set->slot[i].x509 == x) {
			return make_current(ctx, s, i);
		}
	}
	for (size_t i = 0; x != NULL && i < SLOT_COUNT; i++) {
		if (complete(&set->slot[i]) && X509_cmp(set->slot[i].x509, x) == 0) {
			return make_current(ctx, s, i);
		}
	}
	return 0;
}

static long set_current(SSL_CTX *ctx, SSL *s, long op)
{
	const struct cert_set *set = certs_of(ctx, s);
	size_t i;
	switch (op) {
	case SSL_CERT_SET_FIRST:
		i = 0;
		break;
	case SSL_CERT_SET_NEXT:
		i = (size_t)set->current + 1;
		break;
	case SSL_CERT_SET_SERVER:
		if (s == NULL || s->role != TLS_SERVER || s->conn == NULL || tls_conn_identity(s->conn) == NULL) {
			return 0;
		}
		return make_current(ctx, s, (size_t)(certs_slot_in_use(s) - set->slot));
	default:
		return 0;
	}
	for (; i < SLOT_COUNT; i++) {
		if (complete(&set->slot[i])) {
			return make_current(ctx, s, i);
		}
	}
	return 0;
}

/* ---- SSL_build_cert_chain ---------------------------------------------------------------------------------------- */

/* check_store holds the certificates that SSL_BUILD_CHAIN_FLAG_CHECK confines the search to. */
static X509_STORE *check_store(const struct cert_slot *slot)
{
	X509_STORE *store = X509_STORE_new();
	bool ok = store != NULL;
	for (int i = 0; ok && i < sk_X509_num(slot->chain); i++) {
		ok = X509_STORE_add_cert(store, sk_X509_value(slot->chain, i));
	}
	ok = ok && X509_STORE_add_cert(store, slot->x509);
	if (!ok) {
		X509_STORE_free(store);
		return NULL;
	}
	return store;
}

/* run_build fills *out with the chain without the leaf: 1, 2 when it is incomplete and that was allowed, or 0. */
static long run_build(SSL_CTX *ctx, X509_STORE *store, const struct cert_slot *slot, STACK_OF(X509) * untrusted,
		      long flags, STACK_OF(X509) * *out)
{
	long ret = 0;
	X509_STORE_CTX *sc = X509_STORE_CTX_new_ex(ctx->libctx, ctx->propq);
	if (sc == NULL || !X509_STORE_CTX_init(sc, store, slot->x509, untrusted)) {
		SSL_ERR(ERR_R_X509_LIB);
		goto out;
	}
	ret = X509_verify_cert(sc) > 0 ? 1 : 0;
	if (ret == 0 && (flags & SSL_BUILD_CHAIN_FLAG_IGNORE_ERROR) != 0) {
		if ((flags & SSL_BUILD_CHAIN_FLAG_CLEAR_ERROR) != 0) {
			ERR_clear_error();
		}
		ret = 2;
	}
	if (ret != 0) {
		*out = X509_STORE_CTX_get1_chain(sc);
	}
	if (ret == 0 || *out == NULL) {
		ret = 0;
		SSL_ERR(SSL_R_CERTIFICATE_VERIFY_FAILED);
		ERR_add_error_data(2, "Verify error:", X509_verify_cert_error_string(X509_STORE_CTX_get_error(sc)));
		goto out;
	}
	X509_free(sk_X509_shift(*out));
out:
	X509_STORE_CTX_free(sc);
	return ret;
}

/* drop_root: a root that the peer must have anyway need not be sent. */
static void drop_root(STACK_OF(X509) * chain)
{
	int n = sk_X509_num(chain);
	if (n > 0 && ext_self_signed(sk_X509_value(chain, n - 1))) {
		X509_free(sk_X509_pop(chain));
	}
}

static long build_chain(SSL_CTX *ctx, SSL *s, long flags)
{
	struct cert_set *set = certs_of(ctx, s);
	struct cert_slot *slot = &set->slot[set->current];
	STACK_OF(X509) *untrusted = NULL, *chain = NULL;
	X509_STORE *own_store = NULL;
	long ret = 0;
	if (slot->x509 == NULL) {
		SSL_ERR(SSL_R_NO_CERTIFICATE_SET);
		return 0;
	}
	X509_STORE *store = set->chain_store != NULL ? set->chain_store : ctx->trust.store;
	if ((flags & SSL_BUILD_CHAIN_FLAG_CHECK) != 0) {
		store = own_store = check_store(slot);
	} else if ((flags & SSL_BUILD_CHAIN_FLAG_UNTRUSTED) != 0) {
		untrusted = slot->chain;
	}
	if (store == NULL) {
		SSL_ERR(ERR_R_X509_LIB);
		goto out;
	}
	ret = run_build(ctx, store, slot, untrusted, flags, &chain);
	if (ret == 0) {
		goto out;
	}
	if ((flags & SSL_BUILD_CHAIN_FLAG_NO_ROOT) != 0) {
		drop_root(chain);
	}
	if (set_chain(ctx, s, chain) == 0) {
		ret = 0;
		goto out;
	}
	/* An error that was ignored shows only when not a single issuer was found: so it is with OpenSSL. */
	if (sk_X509_num(chain) > 0) {
		ret = 1;
	}
	chain = NULL;
out:
	sk_X509_pop_free(chain, X509_free);
	X509_STORE_free(own_store);
	return ret;
}

/* ---- stores ------------------------------------------------------------------------------------------------------ */

static long set_store(SSL_CTX *ctx, SSL *s, bool chain, X509_STORE *store, bool take_ref)
{
	struct cert_set *set = certs_writable(ctx, s);
	if (set == NULL) {
		return 0;
	}
	X509_STORE **place = chain ? &set->chain_store : &set->verify_store;
	if (take_ref && store != NULL) {
		X509_STORE_up_ref(store);
	}
	X509_STORE_free(*place);
	*place = store;
	certs_changed(ctx, s, NULL);
	return 1;
}

/* ---- the commands ------------------------------------------------------------------------------------------------ */

long certs_ctrl(SSL_CTX *ctx, SSL *s, int cmd, long larg, void *parg)
{
	const struct cert_set *set = certs_of(ctx, s);
	switch (cmd) {
	case SSL_CTRL_EXTRA_CHAIN_CERT:
		return s == NULL ? add_extra(ctx, parg) : 0;
	case SSL_CTRL_GET_EXTRA_CHAIN_CERTS:
		if (s != NULL) {
			return 0;
		}
		*(STACK_OF(X509) **)parg = set->extra == NULL && larg == 0 ? set->slot[set->current].chain : set->extra;
		return 1;
	case SSL_CTRL_CLEAR_EXTRA_CHAIN_CERTS:
		return s == NULL ? clear_extra(ctx) : 0;
	case SSL_CTRL_CHAIN:
		return larg ? set_chain_copy(ctx, s, parg) : set_chain(ctx, s, parg);
	case SSL_CTRL_CHAIN_CERT:
		return larg ? add_copy_to_chain(ctx, s, parg) : add_to_chain(ctx, s, parg);
	case SSL_CTRL_GET_CHAIN_CERTS:
		*(STACK_OF(X509) **)parg = set->slot[set->current].chain;
		return 1;
	case SSL_CTRL_SELECT_CURRENT_CERT:
		return select_current(ctx, s, parg);
	case SSL_CTRL_SET_CURRENT_CERT:
		return set_current(ctx, s, larg);
	case SSL_CTRL_BUILD_CERT_CHAIN:
		return build_chain(ctx, s, larg);
	case SSL_CTRL_SET_VERIFY_CERT_STORE:
	case SSL_CTRL_SET_CHAIN_CERT_STORE:
		return set_store(ctx, s, cmd == SSL_CTRL_SET_CHAIN_CERT_STORE, parg, larg != 0);
	case SSL_CTRL_GET_VERIFY_CERT_STORE:
		*(X509_STORE **)parg = set->verify_store;
		return 1;
	case SSL_CTRL_GET_CHAIN_CERT_STORE:
		*(X509_STORE **)parg = set->chain_store;
		return 1;
	default:
		return 0;
	}
}
