/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * SSL_CTX_set1_cert_comp_preference(3). Unlike in OpenSSL nothing is compressed, and no library for it loaded, before a
 * program asks: by naming algorithms, which are then offered to peers and used by clients, or by packing a server's
 * certificates, which are then sent to clients that can expand them.
 */
#include "compat/ssl/cert/compress.h"

#include "compat/ssl/core/local.h"

/* Since OpenSSL 3.2; headers may lack them. */
int SSL_CTX_set1_cert_comp_preference(SSL_CTX *ctx, int *algs, size_t len);
int SSL_set1_cert_comp_preference(SSL *s, int *algs, size_t len);
int SSL_CTX_compress_certs(SSL_CTX *ctx, int alg);
int SSL_compress_certs(SSL *s, int alg);
size_t SSL_CTX_get1_compressed_cert(SSL_CTX *ctx, int alg, unsigned char **data, size_t *orig_len);
size_t SSL_get1_compressed_cert(SSL *s, int alg, unsigned char **data, size_t *orig_len);
int SSL_CTX_set1_compressed_cert(SSL_CTX *ctx, int alg, unsigned char *data, size_t len, size_t orig_len);
int SSL_set1_compressed_cert(SSL *s, int alg, unsigned char *data, size_t len, size_t orig_len);

/* s is NULL for the SSL_CTX's own, here and below. */
static void changed(SSL_CTX *ctx, SSL *s)
{
	if (s != NULL) {
		ssl_changed(s);
	} else {
		ctx_changed(ctx);
	}
}

/* ---- which algorithms ------------------------------------------------------------------------------------------- */

/* len counts elements. What is not known here is passed over; a list that leaves nothing changes nothing. */
static int set_preference(SSL_CTX *ctx, SSL *s, const int *algs, size_t len)
{
	struct proto_settings *p = s != NULL ? &s->set.proto : &ctx->set.proto;
	const struct tls_cert_codec *found[COMP_LIMIT];
	size_t n = 0;

	for (size_t i = 0; algs != NULL && i < len; i++) {
		const struct tls_cert_codec *codec = codec_of(algs[i]);

		for (size_t k = 0; codec != NULL && k < n; k++) {
			if (found[k] == codec) {
				return 0; /* named twice */
			}
		}
		if (codec != NULL) {
			found[n++] = codec;
		}
	}
	if (n == 0 && algs != NULL && len != 0) {
		return 0;
	}
	memcpy(p->cert_codecs, found, n * sizeof(found[0]));
	p->n_cert_codecs = n;
	changed(ctx, s);
	return 1;
}

int SSL_CTX_set1_cert_comp_preference(SSL_CTX *ctx, int *algs, size_t len)
{
	return set_preference(ctx, NULL, algs, len);
}

int SSL_set1_cert_comp_preference(SSL *s, int *algs, size_t len)
{
	return set_preference(s->ctx, s, algs, len);
}

/* ---- packed forms ----------------------------------------------------------------------------------------------- */

static bool for_server(const SSL_CTX *ctx, const SSL *s)
{
	return s != NULL ? s->role != TLS_CLIENT && s->method->server : ctx->method->server;
}

static uint32_t mode_of(const SSL_CTX *ctx, const SSL *s)
{
	return s != NULL ? s->set.proto.mode : ctx->set.proto.mode;
}

/* make packs the message that goes out for the slot. */
static bool make(SSL_CTX *ctx, SSL *s, struct cert_slot *slot, int alg, struct packed_cert *out)
{
	const struct tls_cert_codec *codec = codec_of(alg);
	struct tls_identity *id = NULL;
	struct buffer message = {0};
	bool ok = codec != NULL && certs_identity(ctx, s, slot, mode_of(ctx, s), &id) == TLS_OK &&
		  tls_identity_message(id, &message) == TLS_OK && codec->compress(buf_span(&message), &out->bytes);

	out->len = buf_len(&message);
	tls_identity_free(id);
	buf_free(&message);
	return ok;
}

/* put replaces the form that the slot has, and takes over from. */
static void put(SSL_CTX *ctx, SSL *s, struct cert_slot *slot, int alg, struct packed_cert *from)
{
	buf_free(&slot->packed[alg].bytes);
	slot->packed[alg] = *from;
	certs_repacked(slot);
	changed(ctx, s);
}

static bool pack(SSL_CTX *ctx, SSL *s, struct cert_slot *slot, int alg)
{
	struct packed_cert made = {.len = 0};

	if (!make(ctx, s, slot, alg, &made)) {
		buf_free(&made.bytes);
		return false;
	}
	put(ctx, s, slot, alg, &made);
	return true;
}

/* Of the algorithms, alg alone; COMP_NONE: those that were named, or all. */
static bool wanted(const SSL_CTX *ctx, const SSL *s, int alg, int one)
{
	const struct proto_settings *p = s != NULL ? &s->set.proto : &ctx->set.proto;

	if (alg != COMP_NONE || p->n_cert_codecs == 0) {
		return alg == COMP_NONE || alg == one;
	}
	for (size_t i = 0; i < p->n_cert_codecs; i++) {
		if (p->cert_codecs[i]->alg == one) {
			return true;
		}
	}
	return false;
}

static int compress_certs(SSL_CTX *ctx, SSL *s, int alg)
{
	struct cert_set *set;
	bool any = false;

	if (!for_server(ctx, s)) {
		SSL_ERR(ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED);
		return 0;
	}
	set = certs_writable(ctx, s);
	for (size_t i = 0; set != NULL && i < SLOT_COUNT; i++) {
		struct cert_slot *slot = &set->slot[i];

		for (size_t k = 0; codec_at(k) != COMP_NONE; k++) {
			if (slot->x509 != NULL && slot->pkey != NULL && wanted(ctx, s, alg, codec_at(k))) {
				any = pack(ctx, s, slot, codec_at(k)) || any;
			}
		}
	}
	if (!any) {
		ERR_raise_data(ERR_LIB_SSL, ERR_R_UNSUPPORTED, "no certificate to compress, or no library to do it");
	}
	return any;
}

int SSL_CTX_compress_certs(SSL_CTX *ctx, int alg)
{
	return compress_certs(ctx, NULL, alg);
}

int SSL_compress_certs(SSL *s, int alg)
{
	return compress_certs(s->ctx, s, alg);
}

/* The slot of the certificate that was set last; NULL with an error queued. */
static struct cert_slot *current(SSL_CTX *ctx, SSL *s, int alg, bool writing)
{
	struct cert_set *set = writing ? certs_writable(ctx, s) : certs_of(ctx, s);

	if (!for_server(ctx, s)) {
		SSL_ERR(ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED);
		return NULL;
	}
	if (set == NULL || alg <= COMP_NONE || alg >= COMP_LIMIT || set->slot[set->current].x509 == NULL ||
	    set->slot[set->current].pkey == NULL) {
		SSL_ERR(ERR_R_PASSED_INVALID_ARGUMENT);
		return NULL;
	}
	return &set->slot[set->current];
}

static size_t get1_compressed(SSL_CTX *ctx, SSL *s, int alg, unsigned char **data, size_t *orig_len)
{
	struct cert_slot *slot = current(ctx, s, alg, false);
	struct packed_cert made = {.len = 0};
	const struct packed_cert *form;
	size_t len = 0;

	if (slot == NULL) {
		return 0;
	}
	form = &slot->packed[alg];
	if (buf_len(&form->bytes) == 0) {
		form = make(ctx, s, slot, alg, &made) ? &made : NULL;
	}
	if (form == NULL) {
		SSL_ERR(ERR_R_UNSUPPORTED);
	} else if ((*data = OPENSSL_memdup(buf_head(&form->bytes), buf_len(&form->bytes))) == NULL) {
		SSL_ERR(ERR_R_MALLOC_FAILURE);
	} else {
		*orig_len = form->len;
		len = buf_len(&form->bytes);
	}
	buf_free(&made.bytes);
	return len;
}

size_t SSL_CTX_get1_compressed_cert(SSL_CTX *ctx, int alg, unsigned char **data, size_t *orig_len)
{
	return get1_compressed(ctx, NULL, alg, data, orig_len);
}

size_t SSL_get1_compressed_cert(SSL *s, int alg, unsigned char **data, size_t *orig_len)
{
	return get1_compressed(s->ctx, s, alg, data, orig_len);
}

/* A form whose length is not that of the message is kept and never sent: it is of another chain. */
static int set1_compressed(SSL_CTX *ctx, SSL *s, int alg, const unsigned char *data, size_t len, size_t orig_len)
{
	struct cert_slot *slot = current(ctx, s, alg, true);
	struct packed_cert form = {.len = orig_len};

	if (slot == NULL) {
		return 0;
	}
	if (data == NULL || len == 0 || len > 0xffffff || orig_len == 0 || orig_len > 0xffffff) {
		SSL_ERR(ERR_R_PASSED_INVALID_ARGUMENT);
		return 0;
	}
	if (!buf_append(&form.bytes, span_of(data, len))) {
		SSL_ERR(ERR_R_MALLOC_FAILURE);
		return 0;
	}
	put(ctx, s, slot, alg, &form);
	return 1;
}

int SSL_CTX_set1_compressed_cert(SSL_CTX *ctx, int alg, unsigned char *data, size_t len, size_t orig_len)
{
	return set1_compressed(ctx, NULL, alg, data, len, orig_len);
}

int SSL_set1_compressed_cert(SSL *s, int alg, unsigned char *data, size_t len, size_t orig_len)
{
	return set1_compressed(s->ctx, s, alg, data, len, orig_len);
}
