/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * The engine asks for, and hands over, extensions of the program's own. An extension stands in the messages of its
 * context, in the versions that the context admits; a server answers only what the client sent.
 */
#include "compat/ssl/core/local.h"
#include "compat/ssl/custom/custom.h"

/* Answers: they hold what the peer asked for. */
#define ANSWERS                                                                                                        \
	(SSL_EXT_TLS1_2_SERVER_HELLO | SSL_EXT_TLS1_3_SERVER_HELLO | SSL_EXT_TLS1_3_ENCRYPTED_EXTENSIONS |             \
	 SSL_EXT_TLS1_3_CERTIFICATE | SSL_EXT_TLS1_3_HELLO_RETRY_REQUEST)

static unsigned int context_of(enum ext_place place)
{
	switch (place) {
	case IN_CH:
		return SSL_EXT_CLIENT_HELLO;
	case IN_SH_12:
		return SSL_EXT_TLS1_2_SERVER_HELLO;
	case IN_SH_13:
		return SSL_EXT_TLS1_3_SERVER_HELLO;
	case IN_HRR:
		return SSL_EXT_TLS1_3_HELLO_RETRY_REQUEST;
	case IN_EE:
		return SSL_EXT_TLS1_3_ENCRYPTED_EXTENSIONS;
	case IN_CT:
		return SSL_EXT_TLS1_3_CERTIFICATE;
	case IN_CR:
		return SSL_EXT_TLS1_3_CERTIFICATE_REQUEST;
	case IN_NST:
		return SSL_EXT_TLS1_3_NEW_SESSION_TICKET;
	}
	return 0;
}

/* The versions and moments that a context admits. */
static bool relevant(const SSL *s, struct tls_conn *c, unsigned int has, unsigned int here)
{
	bool tls13 = here == SSL_EXT_TLS1_3_HELLO_RETRY_REQUEST || tls_conn_version(c) == TLS_VERSION_13;
	bool hello = here == SSL_EXT_CLIENT_HELLO;

	if ((has & SSL_EXT_DTLS_ONLY) != 0 || (tls13 && (has & SSL_EXT_TLS1_2_AND_BELOW_ONLY) != 0)) {
		return false;
	}
	/* A client that says hello does not know the version yet, unless it offers only one. */
	if (!tls13 && (has & SSL_EXT_TLS1_3_ONLY) != 0 && (!hello || s->role == TLS_SERVER)) {
		return false;
	}
	return !(tls_conn_resumed(c) && (has & SSL_EXT_IGNORE_ON_RESUMPTION) != 0);
}

static bool offers_13(const SSL *s)
{
	uint16_t min, max;

	return versions_enabled(&s->set.proto, s, s->ctx, &min, &max) && max == TLS_VERSION_13;
}

static bool role_fits(const SSL *s, const struct custom_ext *ext)
{
	return ext->role == CUSTOM_BOTH || (ext->role == CUSTOM_SERVER) == (s->role == TLS_SERVER);
}

static bool received(const SSL *s, uint16_t type)
{
	struct span all = buf_span(&s->custom_received);

	for (size_t i = 0; i + 1 < all.len; i += 2) {
		if ((all.p[i] << 8 | all.p[i + 1]) == type) {
			return true;
		}
	}
	return false;
}

static enum tls_hook_answer fail(SSL *s, struct tls_hook_fault *fault, int alert, int reason)
{
	fault->err = TLS_E_CALLBACK_FAILED;
	hook_alert(s->conn, fault, alert);
	s->hook_reason = reason;
	return HOOK_FAIL;
}

static X509 *x509_of(struct span der)
{
	const unsigned char *p = der.p;

	return der.len != 0 ? d2i_X509(NULL, &p, (long)der.len) : NULL;
}

/* 1: out views the body. 0: the extension is left out. -1: the handshake fails with *alert. */
static int call_add(SSL *s, const struct custom_ext *ext, unsigned int here, const unsigned char **out, size_t *len,
		    X509 *x, size_t index, int *alert)
{
	if (ext->old) {
		return ext->old_add != NULL ? ext->old_add(s, ext->type, out, len, alert, ext->add_arg) : 1;
	}
	return ext->add != NULL ? ext->add(s, ext->type, here, out, len, x, index, alert, ext->add_arg) : 1;
}

static void call_free(SSL *s, const struct custom_ext *ext, unsigned int here, const unsigned char *out)
{
	if (ext->old && ext->old_free != NULL) {
		ext->old_free(s, ext->type, out, ext->add_arg);
	} else if (!ext->old && ext->free != NULL) {
		ext->free(s, ext->type, here, out, ext->add_arg);
	}
}

static bool put(struct buffer *out, uint16_t type, const unsigned char *body, size_t len)
{
	const uint8_t head[4] = {(uint8_t)(type >> 8), (uint8_t)type, (uint8_t)(len >> 8), (uint8_t)len};

	return len <= 0xffff && buf_append(out, span_of(head, sizeof(head))) &&
	       (len == 0 || buf_append(out, span_of(body, len)));
}

static bool wanted(const SSL *s, struct tls_conn *c, const struct custom_ext *ext, unsigned int here)
{
	if ((ext->context & here) == 0 || !role_fits(s, ext) || !relevant(s, c, ext->context, here)) {
		return false;
	}
	if (here == SSL_EXT_CLIENT_HELLO) {
		return (ext->context & SSL_EXT_TLS1_3_ONLY) == 0 || offers_13(s);
	}
	/* Without a callback an extension stands in a hello alone, empty. */
	return (ext->old || ext->add != NULL) && ((here & ANSWERS) == 0 || received(s, ext->type));
}

static enum tls_hook_answer write_all(SSL *s, struct tls_conn *c, const struct custom_list *l, struct tls_ext_at at,
				      struct buffer *out, struct tls_hook_fault *fault)
{
	unsigned int here = context_of(at.place);
	X509 *x = NULL;
	enum tls_hook_answer answer = HOOK_DONE;

	for (size_t i = 0; i < l->n && answer == HOOK_DONE; i++) {
		const unsigned char *body = NULL;
		size_t len = 0;
		int alert = SSL_AD_INTERNAL_ERROR;
		int ret;

		if (!wanted(s, c, &l->ext[i], here)) {
			continue;
		}
		x = x != NULL ? x : x509_of(at.cert);
		ret = call_add(s, &l->ext[i], here, &body, &len, x, at.index, &alert);
		if (ret < 0) {
			answer = fail(s, fault, alert, SSL_R_CALLBACK_FAILED);
		} else if (ret > 0) {
			bool ok = put(out, l->ext[i].type, body, len);

			call_free(s, &l->ext[i], here, body);
			answer = ok ? HOOK_DONE : fail(s, fault, SSL_AD_INTERNAL_ERROR, ERR_R_INTERNAL_ERROR);
		}
	}
	X509_free(x);
	return answer;
}

enum tls_hook_answer custom_hook_write(void *owner, struct tls_conn *c, struct tls_ext_at at, struct buffer *out,
				       struct tls_hook_fault *fault)
{
	SSL *s = owner;
	struct custom_list *l = custom_list_ref(s->set.certs.set->custom);
	enum tls_hook_answer answer = l != NULL ? write_all(s, c, l, at, out, fault) : HOOK_DONE;

	custom_list_free(l); /* a callback may have put the SSL on another SSL_CTX */
	return answer;
}

static enum tls_hook_answer read_one(SSL *s, struct tls_conn *c, const struct custom_ext *ext, struct tls_ext_at at,
				     struct span body, struct tls_hook_fault *fault)
{
	unsigned int here = context_of(at.place);
	const uint8_t type[2] = {(uint8_t)(ext->type >> 8), (uint8_t)ext->type};
	int alert = SSL_AD_DECODE_ERROR;
	X509 *x;
	int ret;

	if (!relevant(s, c, ext->context, here)) {
		return HOOK_DONE;
	}
	/* It is known, and may not stand here. */
	if ((ext->context & here) == 0) {
		return fail(s, fault, SSL_AD_ILLEGAL_PARAMETER, SSL_R_BAD_EXTENSION);
	}
	if ((here & (SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_3_CERTIFICATE_REQUEST)) != 0 && !received(s, ext->type) &&
	    !buf_append(&s->custom_received, span_of(type, sizeof(type)))) {
		return fail(s, fault, SSL_AD_INTERNAL_ERROR, ERR_R_MALLOC_FAILURE);
	}
	if (ext->old ? ext->old_parse == NULL : ext->parse == NULL) {
		return HOOK_DONE;
	}
	x = x509_of(at.cert);
	ret = ext->old ? ext->old_parse(s, ext->type, body.p, body.len, &alert, ext->parse_arg)
		       : ext->parse(s, ext->type, here, body.p, body.len, x, at.index, &alert, ext->parse_arg);
	X509_free(x);
	return ret > 0 ? HOOK_DONE : fail(s, fault, alert, SSL_R_BAD_EXTENSION);
}

static bool find(struct span block, uint16_t type, struct span *body)
{
	struct reader r = rd_init(block);

	while (rd_left(&r) != 0) {
		uint16_t found = rd_u16(&r);

		*body = rd_vec(&r, 2, 0, 65535);
		if (found == type) {
			return !r.failed;
		}
	}
	return false;
}

/* A client's timestamps come first: OpenSSL meets them among its own extensions. */
static bool earlier(const SSL *s, const struct custom_ext *ext)
{
	return s->role == TLS_CLIENT && ext->type == TLSEXT_TYPE_signed_certificate_timestamp;
}

/* In the order of the list, as OpenSSL does, and not in that of the message. */
enum tls_hook_answer custom_hook_read(void *owner, struct tls_conn *c, struct tls_ext_at at, struct span block,
				      struct tls_hook_fault *fault)
{
	SSL *s = owner;
	struct custom_list *l = custom_list_ref(s->set.certs.set->custom);
	size_t n = l != NULL ? l->n : 0;
	enum tls_hook_answer answer = HOOK_DONE;

	for (size_t i = 0; i < 2 * n && answer == HOOK_DONE; i++) {
		const struct custom_ext *ext = &l->ext[i % n];
		struct span body;

		if (earlier(s, ext) == (i < n) && role_fits(s, ext) && find(block, ext->type, &body)) {
			answer = read_one(s, c, ext, at, body, fault);
		}
	}
	custom_list_free(l);
	return answer;
}
