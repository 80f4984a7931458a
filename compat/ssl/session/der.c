/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * SSL_SESSION as bytes: the ASN.1 form that OpenSSL writes and programs keep in files and shared caches, so that either
 * library reads what the other wrote.
 *
 *     SEQUENCE { version 1, protocol INTEGER, cipher OCTET STRING, id OCTET STRING, secret OCTET STRING,
 *                [1] time, [2] timeout, [3] peer Certificate, [4] id context, [5] verify result, [6] host name,
 *                [9] ticket lifetime, [10] ticket, [11] compression, [13] flags, [14] ticket age add,
 *                [15] early data, [16] ALPN, [17] fragment length, [18] application data, [19] group }
 *
 * Tags are explicit; what is zero or empty is mostly left out. TLV headers and INTEGERs are read and written by
 * libcrypto's public functions.
 */
#include <openssl/asn1.h>
#include <openssl/pem.h>

#include "compat/ssl/core/local.h"
#include "compat/ssl/session/cache.h"

#define FORMAT_VERSION              1
#define FLAG_EXTENDED_MASTER_SECRET 1
/* Long enough for any session: a ticket, a certificate, and the rest. */
#define MAX_DER (1L << 24)

enum field {
	F_TIME = 1,
	F_TIMEOUT = 2,
	F_PEER = 3,
	F_CONTEXT = 4,
	F_VERIFY_RESULT = 5,
	F_HOSTNAME = 6,
	F_TICKET_LIFETIME = 9,
	F_TICKET = 10,
	F_FLAGS = 13,
	F_AGE_ADD = 14,
	F_EARLY_DATA = 15,
	F_ALPN = 16,
	F_FRAGMENT = 17,
	F_APP_DATA = 18,
	F_GROUP = 19,
	F_PEER_KEY = 20, /* since OpenSSL 3.2 */
};

/* ---- writing ----------------------------------------------------------------------------------------------------- */

struct der_writer {
	struct buffer buf;
	bool failed;
};

static void put(struct der_writer *w, struct span s)
{
	w->failed = w->failed || !buf_append(&w->buf, s);
}

static void put_header(struct der_writer *w, int tag, int class, bool constructed, size_t len)
{
	unsigned char header[16], *p = header;
	ASN1_put_object(&p, constructed, (int)len, tag, class);
	put(w, span_of(header, (size_t)(p - header)));
}

static void put_octets(struct der_writer *w, struct span s)
{
	put_header(w, V_ASN1_OCTET_STRING, V_ASN1_UNIVERSAL, false, s.len);
	put(w, s);
}

static void put_int(struct der_writer *w, int64_t v)
{
	ASN1_INTEGER *i = ASN1_INTEGER_new();
	unsigned char *der = NULL;
	int len = i != NULL && ASN1_INTEGER_set_int64(i, v) ? i2d_ASN1_INTEGER(i, &der) : -1;
	if (len > 0) {
		put(w, span_of(der, (size_t)len));
	} else {
		w->failed = true;
	}
	OPENSSL_free(der);
	ASN1_INTEGER_free(i);
}

/* put_explicit wraps what body holds into [tag] and empties body. */
static void put_explicit(struct der_writer *w, enum field tag, struct der_writer *body)
{
	w->failed = w->failed || body->failed;
	put_header(w, (int)tag, V_ASN1_CONTEXT_SPECIFIC, true, buf_len(&body->buf));
	put(w, buf_span(&body->buf));
	buf_free(&body->buf);
}

static void put_field_int(struct der_writer *w, enum field tag, int64_t v)
{
	struct der_writer body = {0};
	if (v != 0 || tag == F_GROUP) {
		put_int(&body, v);
		put_explicit(w, tag, &body);
	}
}

static void put_field_octets(struct der_writer *w, enum field tag, struct span s)
{
	struct der_writer body = {0};
	if (s.len != 0 || tag == F_CONTEXT) {
		put_octets(&body, s);
		put_explicit(w, tag, &body);
	}
}

/* The leaf alone is kept: peer_chain has certificates behind lengths of 3 bytes. */
static void put_peer(struct der_writer *w, const struct tls_session *ts)
{
	struct der_writer body = {0};
	const uint8_t *p = ts->peer_chain;
	if (p == NULL || ts->peer_chain_len < 3) {
		return;
	}
	size_t len = (size_t)p[0] << 16 | (size_t)p[1] << 8 | p[2];
	if (len <= ts->peer_chain_len - 3) {
		put(&body, span_of(p + 3, len));
		put_explicit(w, F_PEER, &body);
	}
}

/* A name that a server did not acknowledge is written with its final zero: programs do not see it in the session that
 * is read back, and the session resumes under that name alone. OpenSSL, which leaves such names out, reads past the
 * zero. */
static void put_host_name(struct der_writer *w, const SSL_SESSION *ss)
{
	const char *name = ss->ts->server_name;
	if (name == NULL || (ss->name_unacknowledged && !ss->of_server)) {
		return;
	}
	put_field_octets(w, F_HOSTNAME, span_of(name, strlen(name) + (ss->name_unacknowledged ? 1 : 0)));
}

static void put_session(struct der_writer *w, const SSL_SESSION *ss)
{
	const struct tls_session *ts = ss->ts;
	const uint8_t cipher[2] = {(uint8_t)(ts->suite >> 8), (uint8_t)ts->suite};
	put_int(w, FORMAT_VERSION);
	put_int(w, ts->version);
	put_octets(w, span_of(cipher, sizeof cipher));
	put_octets(w, span_of(ts->id, ts->id_len));
	put_octets(w, secret_span(&ts->secret));
	put_field_int(w, F_TIME, SSL_SESSION_get_time(ss));
	put_field_int(w, F_TIMEOUT, ts->timeout);
	put_peer(w, ts);
	put_field_octets(w, F_CONTEXT, span_of(ts->context, ts->context_len));
	put_field_int(w, F_VERIFY_RESULT, ts->verify_result);
	put_host_name(w, ss);
	put_field_int(w, F_TICKET_LIFETIME, ts->ticket_lifetime);
	put_field_octets(w, F_TICKET, span_of(ts->ticket, ts->ticket_len));
	put_field_int(w, F_FLAGS, ts->ems ? FLAG_EXTENDED_MASTER_SECRET : 0);
	put_field_int(w, F_AGE_ADD, ts->ticket_age_add);
	put_field_int(w, F_EARLY_DATA, ts->max_early_data);
	put_field_octets(w, F_ALPN, span_of(ts->alpn, ts->alpn_len));
	put_field_int(w, F_FRAGMENT, ss->max_fragment_mode);
	put_field_octets(w, F_APP_DATA, span_of(ts->app_data, ts->app_data_len));
	put_field_int(w, F_GROUP, ts->group);
	put_field_octets(w, F_PEER_KEY, span_of(ts->peer_key, ts->peer_key_len));
}

int i2d_SSL_SESSION(const SSL_SESSION *in, unsigned char **pp)
{
	int len = 0;
	if (in == NULL || in->ts->suite == 0) {
		return 0;
	}
	struct der_writer body = {0}, w = {0};
	put_session(&body, in);
	put_header(&w, V_ASN1_SEQUENCE, V_ASN1_UNIVERSAL, true, buf_len(&body.buf));
	put(&w, buf_span(&body.buf));
	if (body.failed || w.failed) {
		SSL_ERR(ERR_R_MALLOC_FAILURE);
		len = -1;
		goto out;
	}
	len = (int)buf_len(&w.buf);
	if (pp == NULL) {
		goto out;
	}
	if (*pp == NULL) {
		*pp = OPENSSL_malloc((size_t)len);
		if (*pp == NULL) {
			len = -1;
			goto out;
		}
		memcpy(*pp, buf_head(&w.buf), (size_t)len);
	} else {
		memcpy(*pp, buf_head(&w.buf), (size_t)len);
		*pp += len;
	}
out:
	buf_free(&body.buf);
	buf_free(&w.buf);
	return len;
}

/* ---- reading ----------------------------------------------------------------------------------------------------- */

/* The rest of the bytes; failed is sticky, and after it nothing is left. */
struct der_reader {
	const unsigned char *p;
	long left;
	bool failed;
};

static void fail(struct der_reader *r)
{
	r->failed = true;
	r->left = 0;
}

/* open_element steps into the next element when it has this tag: its content. */
static struct der_reader open_element(struct der_reader *r, int tag, int class)
{
	const unsigned char *p = r->p;
	long len = 0;
	int got_tag = 0, got_class = 0;
	struct der_reader content = {.failed = true};
	if (r->left <= 0) {
		fail(r);
		return content;
	}
	int how = ASN1_get_object(&p, &len, &got_tag, &got_class, r->left);
	/* 0x80: malformed; 1 in the low bit: indefinite length, which DER has not */
	if ((how & 0x81) != 0 || got_tag != tag || (got_class & V_ASN1_PRIVATE) != class) {
		fail(r);
		return content;
	}
	content = (struct der_reader){.p = p, .left = len};
	r->left -= (p - r->p) + len;
	r->p = p + len;
	return content;
}

static struct span get_octets(struct der_reader *r)
{
	struct der_reader c = open_element(r, V_ASN1_OCTET_STRING, V_ASN1_UNIVERSAL);
	if (c.failed) {
		fail(r);
		return span_of(NULL, 0);
	}
	return span_of(c.p, (size_t)c.left);
}

static int64_t get_int(struct der_reader *r, int64_t min, int64_t max)
{
	int64_t v = 0;
	const unsigned char *p = r->p;
	ASN1_INTEGER *i = r->left > 0 ? d2i_ASN1_INTEGER(NULL, &p, r->left) : NULL;
	if (i == NULL || !ASN1_INTEGER_get_int64(&v, i) || v < min || v > max) {
		fail(r);
		v = 0;
	} else {
		r->left -= p - r->p;
		r->p = p;
	}
	ASN1_INTEGER_free(i);
	return v;
}

/* next_field steps into the next explicitly tagged field: its tag, or 0 at the end. */
static int next_field(struct der_reader *r, struct der_reader *content)
{
	const unsigned char *p = r->p;
	long len = 0;
	int tag = 0, class = 0;
	if (r->left <= 0) {
		return 0;
	}
	int how = ASN1_get_object(&p, &len, &tag, &class, r->left);
	if ((how & 0x81) != 0 || (how & V_ASN1_CONSTRUCTED) == 0 ||
	    (class & V_ASN1_PRIVATE) != V_ASN1_CONTEXT_SPECIFIC || tag <= 0) {
		fail(r);
		return 0;
	}
	*content = (struct der_reader){.p = p, .left = len};
	r->left -= (p - r->p) + len;
	r->p = p + len;
	return tag;
}

static void get_peer(struct der_reader *c, struct tls_session *ts)
{
	struct buffer chain = {0};
	const uint8_t prefix[3] = {(uint8_t)(c->left >> 16), (uint8_t)(c->left >> 8), (uint8_t)c->left};
	const unsigned char *p = c->p;
	X509 *x = d2i_X509(NULL, &p, c->left);
	if (x == NULL || p != c->p + c->left || !buf_append(&chain, span_of(prefix, sizeof prefix)) ||
	    !buf_append(&chain, span_of(c->p, (size_t)c->left)) || !session_set_peer_chain(ts, buf_span(&chain))) {
		fail(c);
	}
	c->left = 0;
	X509_free(x);
	buf_free(&chain);
}

static void get_context(struct der_reader *c, struct tls_session *ts)
{
	struct span s = get_octets(c);
	if (s.len > SESSION_CONTEXT_MAX) {
		SSL_ERR(SSL_R_BAD_LENGTH);
		fail(c);
		return;
	}
	if (s.len != 0) {
		memcpy(ts->context, s.p, s.len);
	}
	ts->context_len = (uint8_t)s.len;
}

static bool get_host_name(struct der_reader *c, SSL_SESSION *ss)
{
	struct span name = get_octets(c);
	const uint8_t *zero = name.len != 0 ? memchr(name.p, 0, name.len) : NULL;
	if (zero != NULL) {
		name.len = (size_t)(zero - name.p);
		ss->name_unacknowledged = ss->of_server = true;
	}
	return session_set_server_name(ss->ts, name);
}

/* get_field reads one field; those of features that are not here (PSK, SRP, compression) are passed over. */
static void get_field(int tag, struct der_reader *c, SSL_SESSION *ss)
{
	struct tls_session *ts = ss->ts;
	bool ok = true;
	switch (tag) {
	case F_TIME:
		ts->time_ms = session_ms(get_int(c, INT64_MIN / 1000, INT64_MAX / 1000 - 1));
		break;
	case F_TIMEOUT:
		ts->timeout = get_int(c, INT64_MIN, INT64_MAX);
		break;
	case F_PEER:
		get_peer(c, ts);
		break;
	case F_CONTEXT:
		get_context(c, ts);
		break;
	case F_VERIFY_RESULT:
		ts->verify_result = (long)get_int(c, INT32_MIN, INT32_MAX);
		break;
	case F_HOSTNAME:
		ok = get_host_name(c, ss);
		break;
	case F_TICKET_LIFETIME:
		ts->ticket_lifetime = (uint32_t)get_int(c, 0, UINT32_MAX);
		break;
	case F_TICKET:
		ok = session_set_ticket(ts, get_octets(c));
		break;
	case F_FLAGS:
		ts->ems = (get_int(c, INT32_MIN, INT32_MAX) & FLAG_EXTENDED_MASTER_SECRET) != 0;
		break;
	case F_AGE_ADD:
		ts->ticket_age_add = (uint32_t)get_int(c, 0, UINT32_MAX);
		break;
	case F_EARLY_DATA:
		ts->max_early_data = (uint32_t)get_int(c, 0, UINT32_MAX);
		break;
	case F_ALPN:
		ok = session_set_alpn(ts, get_octets(c));
		break;
	case F_FRAGMENT:
		ss->max_fragment_mode = (uint8_t)get_int(c, 0, UINT8_MAX);
		break;
	case F_APP_DATA:
		ok = session_set_app_data(ts, get_octets(c));
		break;
	case F_GROUP:
		ts->group = (uint16_t)get_int(c, 0, UINT16_MAX);
		break;
	case F_PEER_KEY:
		ok = session_set_peer_key(ts, get_octets(c));
		break;
	default:
		c->left = 0;
		break;
	}
	if (!ok || c->left != 0) {
		fail(c);
	}
}

/* read_fixed reads the five fields that are always there: 1, or the reason of OpenSSL for a refusal. */
static int read_fixed(struct der_reader *r, struct tls_session *ts)
{
	if (get_int(r, INT32_MIN, INT32_MAX) != FORMAT_VERSION && !r->failed) {
		return SSL_R_UNKNOWN_SSL_VERSION;
	}
	int64_t version = get_int(r, 0, INT32_MAX);
	if (!r->failed && version >> 8 != SSL3_VERSION_MAJOR) {
		return SSL_R_UNSUPPORTED_SSL_VERSION;
	}
	ts->version = (uint16_t)version;
	struct span cipher = get_octets(r);
	if (!r->failed && cipher.len != 2) {
		return SSL_R_CIPHER_CODE_WRONG_LENGTH;
	}
	if (!r->failed) {
		ts->suite = (uint16_t)(cipher.p[0] << 8 | cipher.p[1]);
	}
	struct span id = get_octets(r), secret = get_octets(r);
	if (r->failed) {
		return 1;
	}
	if (session_cipher(ts->suite) == NULL || id.len > SESSION_ID_MAX || secret.len > SECRET_MAX) {
		r->failed = true;
		return 1;
	}
	if (id.len != 0) {
		memcpy(ts->id, id.p, id.len);
	}
	ts->id_len = (uint8_t)id.len;
	secret_set(&ts->secret, secret);
	return 1;
}

static int read_session(struct der_reader *r, SSL_SESSION *ss)
{
	struct tls_session *ts = ss->ts;
	ts->time_ms = 0;
	ts->timeout = 0;
	ts->verify_result = X509_V_OK;
	ss->max_fragment_mode = 0;
	ss->leaf_only = true;
	int reason = read_fixed(r, ts);
	if (reason != 1) {
		SSL_ERR(reason);
		return 0;
	}
	/* Fields come in the order of their tags, each at most once. */
	struct der_reader content = {0};
	int tag, last = 0;
	while ((tag = next_field(r, &content)) != 0) {
		get_field(tag, &content, ss);
		if (content.failed || tag <= last) {
			fail(r);
		}
		last = tag;
	}
	if (ts->time_ms == 0) {
		ts->time_ms = session_now() * 1000;
	}
	if (ts->timeout == 0) {
		ts->timeout = 3;
	}
	return !r->failed;
}

SSL_SESSION *d2i_SSL_SESSION_ex(SSL_SESSION **a, const unsigned char **pp, long length, OSSL_LIB_CTX *libctx,
				const char *propq);
SSL_SESSION *d2i_SSL_SESSION_ex(SSL_SESSION **a, const unsigned char **pp, long length, OSSL_LIB_CTX *libctx,
				const char *propq)
{
	(void)libctx;
	(void)propq;
	struct der_reader whole = {.p = *pp, .left = length < MAX_DER ? length : MAX_DER};
	struct der_reader body = open_element(&whole, V_ASN1_SEQUENCE, V_ASN1_UNIVERSAL);
	if (body.failed) {
		ERR_raise(ERR_LIB_ASN1, ERR_R_NESTED_ASN1_ERROR);
		return NULL;
	}
	SSL_SESSION *ss = SSL_SESSION_new();
	if (ss == NULL || !read_session(&body, ss)) {
		SSL_SESSION_free(ss);
		return NULL;
	}
	*pp = whole.p;
	if (a != NULL) {
		/* As with every d2i function: an object given is replaced; OpenSSL fills it, and its other references
		 * see the change, which no program relies on for a session. */
		SSL_SESSION_free(*a);
		*a = ss;
	}
	return ss;
}

SSL_SESSION *d2i_SSL_SESSION(SSL_SESSION **a, const unsigned char **pp, long length)
{
	return d2i_SSL_SESSION_ex(a, pp, length, NULL, NULL);
}

/* ---- PEM --------------------------------------------------------------------------------------------------------- */

static void *read_any(void **a, const unsigned char **pp, long length)
{
	return d2i_SSL_SESSION((SSL_SESSION **)a, pp, length);
}

static int write_any(const void *ss, unsigned char **pp)
{
	return i2d_SSL_SESSION(ss, pp);
}

#undef PEM_read_bio_SSL_SESSION
#undef PEM_read_SSL_SESSION
#undef PEM_write_bio_SSL_SESSION
#undef PEM_write_SSL_SESSION

SSL_SESSION *PEM_read_bio_SSL_SESSION(BIO *bp, SSL_SESSION **x, pem_password_cb *cb, void *u)
{
	return PEM_ASN1_read_bio(read_any, PEM_STRING_SSL_SESSION, bp, (void **)x, cb, u);
}

SSL_SESSION *PEM_read_SSL_SESSION(FILE *fp, SSL_SESSION **x, pem_password_cb *cb, void *u)
{
	return PEM_ASN1_read(read_any, PEM_STRING_SSL_SESSION, fp, (void **)x, cb, u);
}

int PEM_write_bio_SSL_SESSION(BIO *bp, const SSL_SESSION *x)
{
	return PEM_ASN1_write_bio(write_any, PEM_STRING_SSL_SESSION, bp, x, NULL, NULL, 0, NULL, NULL);
}

int PEM_write_SSL_SESSION(FILE *fp, const SSL_SESSION *x)
{
	return PEM_ASN1_write(write_any, PEM_STRING_SSL_SESSION, fp, x, NULL, NULL, 0, NULL, NULL);
}
