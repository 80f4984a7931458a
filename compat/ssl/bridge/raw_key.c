/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Judging a peer's raw public key. There is nothing to verify but whether it is expected: TLSA records of usage 3 and
 * selector 1 say so, or the program's verify callback, which may overrule as with certificates.
 */
#include <openssl/x509_vfy.h>

#include "compat/ssl/bridge/bridge.h"
#include "compat/ssl/core/local.h"

EVP_PKEY *bridge_raw_key(struct span spki)
{
	const unsigned char *p = spki.p;
	ERR_set_mark();
	EVP_PKEY *key = spki.len != 0 && spki.len <= LONG_MAX ? d2i_PUBKEY(NULL, &p, (long)spki.len) : NULL;
	ERR_pop_to_mark();
	if (key != NULL && p != spki.p + spki.len) {
		EVP_PKEY_free(key);
		return NULL;
	}
	return key;
}

static long verdict(SSL *s, struct span spki)
{
	struct dane_match match;
	dane_forget(s);
	if (!dane_active(s) || !dane_has_raw(s->dane->set)) {
		return V_ERR_RPK_UNTRUSTED;
	}
	if (!dane_match_raw(s->dane->set, spki, &match)) {
		return X509_V_ERR_DANE_NO_MATCH;
	}
	s->dane->record = match.record;
	s->dane->depth = match.depth;
	return X509_V_OK;
}

/* ask shows the verdict to the program's callback, in a real X509_STORE_CTX without a certificate. */
static int ask(SSL *s, long result)
{
	struct verify_state *v = &s->vstate;
	X509_STORE_CTX *sc = bridge_store_ctx(s, s->ctx->trust.store);
	if (sc == NULL || !X509_STORE_CTX_set_ex_data(sc, SSL_get_ex_data_X509_STORE_CTX_idx(), s)) {
		X509_STORE_CTX_free(sc);
		v->result = X509_V_ERR_OUT_OF_MEM;
		return 0;
	}
	X509_STORE_CTX_set_error(sc, (int)result);
	X509_STORE_CTX_set_error_depth(sc, 0);
	int ok = s->ctx->trust.verify_cb != NULL ? s->ctx->trust.verify_cb(sc, s->ctx->trust.verify_arg)
						 : s->set.verify.cb(result == X509_V_OK, sc);
	v->result = X509_STORE_CTX_get_error(sc);
	X509_STORE_CTX_free(sc);
	return ok;
}

enum tls_hook_answer bridge_verify_raw(void *owner, struct tls_conn *c, struct span spki, struct tls_hook_fault *fault)
{
	SSL *s = owner;
	struct verify_state *v = &s->vstate;
	v->retry = false;
	v->result = verdict(s, spki);
	int ok = v->result == X509_V_OK;
	if (s->ctx->trust.verify_cb != NULL || s->set.verify.cb != NULL) {
		ok = ask(s, v->result);
	}
	if (ok > 0 && v->retry) {
		return HOOK_LATER;
	}
	if (ok <= 0 && (tls_conn_role(c) == TLS_SERVER || s->set.verify.mode != SSL_VERIFY_NONE)) {
		fault->err = bridge_verify_error(v->result);
		return HOOK_FAIL;
	}
	ERR_clear_error();
	return HOOK_DONE;
}
