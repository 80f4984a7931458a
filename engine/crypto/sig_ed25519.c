/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Ed25519 (RFC 8032 §5.1) by Nettle, which takes the message in one piece: several parts are put together first. */
#include <nettle/eddsa.h>

#include "base/alloc.h"
#include "base/secret.h"
#include "crypto/sig_impl.h"

#define ED25519_SIG_LEN 64

/* joined: the message as one view; *owned is memory to free with it, NULL when there is none. False: memory is out. */
static bool joined(const struct sig_message *m, struct span *out, uint8_t **owned)
{
	*owned = NULL;
	if (m->n_parts <= 1) {
		*out = m->n_parts == 1 ? m->parts[0] : (struct span){NULL, 0};
		return true;
	}
	size_t len = 0;
	for (size_t i = 0; i < m->n_parts; i++) {
		len += m->parts[i].len;
	}
	uint8_t *p = tls_alloc(len);
	if (p == NULL) {
		return false;
	}
	*owned = p;
	*out = span_of(p, len);
	for (size_t i = 0; i < m->n_parts; i++) {
		if (m->parts[i].len != 0) {
			memcpy(p, m->parts[i].p, m->parts[i].len);
			p += m->parts[i].len;
		}
	}
	return true;
}

enum tls_err sig_ed25519_verify(const struct pubkey *key, const struct sig_message *m, struct span sig)
{
	struct span msg;
	uint8_t *owned;
	if (sig.len != ED25519_SIG_LEN) {
		return TLS_E_BAD_SIGNATURE;
	}
	if (!joined(m, &msg, &owned)) {
		return TLS_E_ALLOC;
	}
	bool ok = ed25519_sha512_verify(key->bytes, msg.len, msg.p, sig.p) != 0;
	tls_free(owned);
	return ok ? TLS_OK : TLS_E_BAD_SIGNATURE;
}

enum tls_err sig_ed25519_sign(const struct privkey *key, const struct sig_message *m, uint8_t *out, size_t *out_len)
{
	struct span msg;
	uint8_t *owned;
	if (!joined(m, &msg, &owned)) {
		return TLS_E_ALLOC;
	}
	ed25519_sha512_sign(key->pub->bytes, key->bytes, msg.len, msg.p, out);
	*out_len = ED25519_SIG_LEN;
	tls_free_wiped(owned, msg.len);
	return TLS_OK;
}
