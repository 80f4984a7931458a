/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * The stapled OCSP response, judged where that was asked for: by X509_V_FLAG_OCSP_RESP_CHECK of OpenSSL 3.6, whatever
 * libcrypto is there, or, for certificates that demand it, by the command MustStaple. It is judged when the chain is
 * known; in TLS 1.2 that is before the response comes.
 */
#include <time.h>

#include <openssl/x509_vfy.h>

#include "compat/ssl/bridge/bridge.h"
#include "compat/ssl/core/local.h"

/* issuer_of: a reference to who issued the peer's certificate, by the chain that was verified. NULL: nobody known. */
static struct cert *issuer_of(const SSL *s)
{
	const struct verify_state *v = &s->vstate;
	if (v->n_verified > 1) {
		return cert_up_ref(v->verified[1]);
	}
	return sk_X509_num(v->verified_chain) > 1 ? bridge_cert(sk_X509_value(v->verified_chain, 1)) : NULL;
}

/* Before OpenSSL 3.6, libcrypto has no words for the numbers from 96 up, but for two that say as much. */
static long known_number(enum verify_err err)
{
	if (err < VERIFY_OCSP_INVALID || OpenSSL_version_num() >= 0x30600000L) {
		return (long)err;
	}
	return err == VERIFY_OCSP_NO_RESPONSE ? X509_V_ERR_OCSP_VERIFY_NEEDED : X509_V_ERR_OCSP_VERIFY_FAILED;
}

static enum verify_err judge(const SSL *s, const struct cert *leaf, struct span response)
{
	/* Responses for intermediates are not taken from the peer. */
	if (response.len == 0 || (s->vstate.ocsp_flags & X509_V_FLAG_OCSP_RESP_CHECK_ALL) != 0) {
		return VERIFY_OCSP_NO_RESPONSE;
	}
	struct cert *issuer = issuer_of(s);
	enum verify_err err =
	    issuer != NULL ? ocsp_check(response, leaf, issuer, (int64_t)time(NULL)) : VERIFY_OCSP_SIGNATURE;
	cert_free(issuer);
	return err;
}

enum tls_err bridge_check_staple(SSL *s, struct tls_conn *c, struct span response)
{
	size_t n;
	if (tls_conn_resumed(c)) {
		return TLS_OK; /* it was judged when the session was made */
	}
	struct cert *const *chain = tls_conn_peer_chain(c, &n);
	bool asked = s->vstate.ocsp_flags != 0 || (s->set.verify.must_staple && n != 0 && ocsp_must_staple(chain[0]));
	if (!asked || n == 0) {
		return TLS_OK;
	}
	enum verify_err err = judge(s, chain[0], response);
	if (err == VERIFY_OK) {
		return TLS_OK;
	}
	if (s->vstate.result == X509_V_OK) {
		s->vstate.result = known_number(err);
	}
	if (s->set.verify.mode == SSL_VERIFY_NONE) {
		return TLS_OK;
	}
	/* RFC 6066 §8: the alert for "an invalid certificate status response". */
	return err == VERIFY_REVOKED || err == VERIFY_OUT_OF_MEM ? bridge_verify_error((long)err)
								 : TLS_E_BAD_OCSP_RESPONSE;
}
