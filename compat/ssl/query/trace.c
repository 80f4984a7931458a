/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * SSL_trace(3): a message callback that prints what it is shown, in the layout of OpenSSL, which people and scripts
 * read. Every field is read within the bytes that are there; a message that breaks off is said to, and the rest of it
 * left out.
 */
#include "compat/ssl/query/trace.h"

#include "compat/ssl/core/local.h"

/* Where the printing stands. */
struct printer {
	BIO *bio;
	bool tls13;
};

static void pad(const struct printer *p, int indent)
{
	BIO_printf(p->bio, "%*s", indent, "");
}

static void put_hex(const struct printer *p, int indent, const char *name, struct span v)
{
	pad(p, indent);
	BIO_printf(p->bio, "%s (len=%d): ", name, (int)v.len);
	for (size_t i = 0; i < v.len; i++) {
		BIO_printf(p->bio, "%02X", v.p[i]);
	}
	BIO_puts(p->bio, "\n");
}

/* A vector behind a length, printed as hexadecimal. */
static bool take_hex(const struct printer *p, struct reader *r, size_t prefix_len, int indent, const char *name)
{
	struct span v = rd_vec(r, prefix_len, 0, 0xffffff);

	if (!r->failed) {
		put_hex(p, indent, name, v);
	}
	return !r->failed;
}

static void put_name(const struct printer *p, int indent, const char *name, unsigned number)
{
	pad(p, indent);
	BIO_printf(p->bio, "%s (%u)\n", name, number);
}

/* Numbers of width bytes each, by name. */
static bool put_list(const struct printer *p, int indent, struct span list, size_t width,
		     const struct trace_word *words)
{
	struct reader r = rd_init(list);

	while (rd_left(&r) != 0) {
		unsigned v = width == 1 ? rd_u8(&r) : rd_u16(&r);

		if (r.failed) {
			return false;
		}
		put_name(p, indent, trace_name(words, v), v);
	}
	return true;
}

static bool put_sigalgs(const struct printer *p, int indent, struct span list)
{
	struct reader r = rd_init(list);

	if (list.len % 2 != 0) {
		return false;
	}
	while (rd_left(&r) != 0) {
		unsigned v = rd_u16(&r);

		pad(p, indent);
		BIO_printf(p->bio, "%s (0x%04x)\n", trace_name(trace_sigalgs, v), v);
	}
	return true;
}

static bool take_version(const struct printer *p, struct reader *r, const char *name)
{
	unsigned v = rd_u16(r);

	if (!r->failed) {
		pad(p, 6);
		BIO_printf(p->bio, "%s=0x%x (%s)\n", name, v, trace_name(trace_versions, v));
	}
	return !r->failed;
}

static bool take_random(const struct printer *p, struct reader *r)
{
	uint32_t time = rd_u32(r);
	struct span rest = rd_bytes(r, 28);

	if (r->failed) {
		return false;
	}
	BIO_printf(p->bio, "      Random:\n        gmt_unix_time=0x%08X\n", time);
	put_hex(p, 8, "random_bytes", rest);
	return true;
}

/* ---- extensions -------------------------------------------------------------------------------------------------- */

static bool put_key_shares(const struct printer *p, int indent, struct span body, bool hello)
{
	struct reader r = rd_init(body);

	if (!hello && body.len == 2) { /* HelloRetryRequest */
		unsigned group = rd_u16(&r);

		pad(p, indent + 2);
		BIO_printf(p->bio, "NamedGroup: %s (%u)\n", trace_name(trace_groups, group), group);
		return true;
	}
	if (hello) {
		struct span list = rd_vec(&r, 2, 0, 65535);

		if (!rd_end(&r)) {
			return false;
		}
		r = rd_init(list);
	}
	while (rd_left(&r) != 0) {
		unsigned group = rd_u16(&r);
		struct span share = rd_vec(&r, 2, 0, 65535);

		if (r.failed) {
			return false;
		}
		pad(p, indent + 2);
		BIO_printf(p->bio, "NamedGroup: %s (%u)\n", trace_name(trace_groups, group), group);
		put_hex(p, indent + 2, "key_exchange: ", share);
	}
	return true;
}

static bool put_alpn(const struct printer *p, int indent, struct span body)
{
	struct reader r = rd_init(body);
	struct reader names = rd_init(rd_vec(&r, 2, 0, 65535));

	if (!rd_end(&r)) {
		return false;
	}
	while (rd_left(&names) != 0) {
		struct span name = rd_vec(&names, 1, 0, 255);

		if (names.failed) {
			return false;
		}
		pad(p, indent);
		BIO_write(p->bio, name.p, (int)name.len);
		BIO_puts(p->bio, "\n");
	}
	return true;
}

static bool put_renegotiation(const struct printer *p, int indent, struct span body, bool hello)
{
	struct reader r = rd_init(body);
	struct span data = rd_vec(&r, 1, 0, 255);
	size_t of_client = hello ? data.len : data.len / 2;

	if (!rd_end(&r) || (!hello && data.len % 2 != 0)) {
		return false;
	}
	if (data.len == 0) {
		pad(p, indent + 2);
		BIO_puts(p->bio, "<EMPTY>\n");
		return true;
	}
	put_hex(p, indent + 2, "client_verify_data", span_of(data.p, of_client));
	if (!hello) {
		put_hex(p, indent + 2, "server_verify_data", span_of(data.p + of_client, of_client));
	}
	return true;
}

/* A list behind a length of prefix_len bytes. */
static bool inner(struct span body, size_t prefix_len, struct span *list)
{
	struct reader r = rd_init(body);

	*list = rd_vec(&r, prefix_len, 0, 65535);
	return rd_end(&r);
}

static bool put_extension(const struct printer *p, int indent, uint8_t message, unsigned type, struct span body)
{
	bool hello = message == SSL3_MT_CLIENT_HELLO;
	struct span list;

	switch (type) {
	case TLSEXT_TYPE_max_fragment_length:
		return body.len == 1 && put_list(p, indent, body, 1, trace_fragments);
	case TLSEXT_TYPE_ec_point_formats:
		return inner(body, 1, &list) && put_list(p, indent, list, 1, trace_point_formats);
	case TLSEXT_TYPE_supported_groups:
		return inner(body, 2, &list) && put_list(p, indent, list, 2, trace_groups);
	case TLSEXT_TYPE_application_layer_protocol_negotiation:
		return put_alpn(p, indent, body);
	case TLSEXT_TYPE_signature_algorithms:
		return inner(body, 2, &list) && put_sigalgs(p, indent, list);
	case TLSEXT_TYPE_renegotiate:
		return put_renegotiation(p, indent, body, hello);
	case TLSEXT_TYPE_key_share:
		return put_key_shares(p, indent, body, hello);
	case TLSEXT_TYPE_supported_versions:
		if (!hello) {
			return body.len == 2 && put_list(p, indent + 2, body, 2, trace_versions);
		}
		return inner(body, 1, &list) && put_list(p, indent, list, 2, trace_versions);
	case TLSEXT_TYPE_psk_kex_modes:
		return inner(body, 1, &list) && put_list(p, indent, list, 1, trace_psk_modes);
	case TLSEXT_TYPE_session_ticket:
		if (body.len != 0) {
			put_hex(p, indent + 2, "ticket", body);
		}
		return true;
	case TLSEXT_TYPE_early_data:
		if (message == SSL3_MT_NEWSESSION_TICKET && body.len == 4) {
			struct reader r = rd_init(body);

			pad(p, indent);
			BIO_printf(p->bio, "max_early_data=%u\n", rd_u32(&r));
			return true;
		}
		return body.len == 0;
	default:
		BIO_dump_indent(p->bio, (const char *)body.p, (int)body.len, indent);
		return true;
	}
}

/* The block with its length; a message that ends before it has none. */
static bool take_extensions(const struct printer *p, struct reader *r, int indent, uint8_t message)
{
	struct reader block;
	struct span content;

	if (rd_left(r) == 0) {
		pad(p, indent);
		BIO_puts(p->bio, "No extensions\n");
		return true;
	}
	content = rd_vec(r, 2, 0, 65535);
	if (r->failed) {
		return false;
	}
	if (content.len == 0) {
		pad(p, indent);
		BIO_puts(p->bio, "No extensions\n");
		return true;
	}
	pad(p, indent);
	BIO_printf(p->bio, "extensions, length = %d\n", (int)content.len);
	block = rd_init(content);
	while (rd_left(&block) != 0) {
		unsigned type = rd_u16(&block);
		struct span body = rd_vec(&block, 2, 0, 65535);

		if (block.failed) {
			return false;
		}
		pad(p, indent + 2);
		BIO_printf(p->bio, "extension_type=%s(%u), length=%d\n", trace_name(trace_extensions, type), type,
			   (int)body.len);
		if (body.len != 0 && !put_extension(p, indent + 4, message, type, body)) {
			return false;
		}
	}
	return true;
}

/* ---- messages ---------------------------------------------------------------------------------------------------- */

static void put_suite(const struct printer *p, unsigned code)
{
	BIO_printf(p->bio, "{0x%02X, 0x%02X} %s\n", code >> 8, code & 0xff, trace_suite(code));
}

static bool client_hello(const struct printer *p, struct reader *r)
{
	struct reader list;
	struct span v;

	if (!take_version(p, r, "client_version") || !take_random(p, r) || !take_hex(p, r, 1, 6, "session_id")) {
		return false;
	}
	v = rd_vec(r, 2, 0, 65534);
	if (r->failed || v.len % 2 != 0) {
		return false;
	}
	BIO_printf(p->bio, "      cipher_suites (len=%d)\n", (int)v.len);
	for (list = rd_init(v); rd_left(&list) != 0;) {
		pad(p, 8);
		put_suite(p, rd_u16(&list));
	}
	v = rd_vec(r, 1, 0, 255);
	if (r->failed) {
		return false;
	}
	BIO_printf(p->bio, "      compression_methods (len=%d)\n", (int)v.len);
	for (list = rd_init(v); rd_left(&list) != 0;) {
		unsigned m = rd_u8(&list);

		BIO_printf(p->bio, "        %s (0x%02X)\n", trace_name(trace_compressions, m), m);
	}
	return take_extensions(p, r, 6, SSL3_MT_CLIENT_HELLO);
}

static bool server_hello(const struct printer *p, struct reader *r)
{
	unsigned m;

	if (!take_version(p, r, "server_version") || !take_random(p, r) || !take_hex(p, r, 1, 6, "session_id")) {
		return false;
	}
	if (rd_left(r) < 3) {
		return false;
	}
	BIO_puts(p->bio, "      cipher_suite ");
	put_suite(p, rd_u16(r));
	m = rd_u8(r);
	BIO_printf(p->bio, "      compression_method: %s (0x%02X)\n", trace_name(trace_compressions, m), m);
	return take_extensions(p, r, 6, SSL3_MT_SERVER_HELLO);
}

static void put_certificate(const struct printer *p, struct span der)
{
	const unsigned char *q = der.p;
	X509 *x;

	BIO_printf(p->bio, "        ASN.1Cert, length=%d", (int)der.len);
	x = d2i_X509(NULL, &q, (long)der.len);
	if (x == NULL) {
		BIO_puts(p->bio, "<UNPARSABLE CERTIFICATE>\n");
	} else {
		BIO_puts(p->bio, "\n------details-----\n");
		X509_print_ex(p->bio, x, XN_FLAG_ONELINE, 0);
		PEM_write_bio_X509(p->bio, x);
		BIO_puts(p->bio, "------------------\n");
		X509_free(x);
	}
	if (q != der.p + der.len) {
		BIO_puts(p->bio, "<TRAILING GARBAGE AFTER CERTIFICATE>\n");
	}
}

static bool certificate(const struct printer *p, struct reader *r)
{
	struct reader list;
	struct span all;

	if (p->tls13 && !take_hex(p, r, 1, 6, "context")) {
		return false;
	}
	all = rd_vec(r, 3, 0, 0xffffff);
	if (!rd_end(r)) {
		return false;
	}
	BIO_printf(p->bio, "      certificate_list, length=%d\n", (int)all.len);
	for (list = rd_init(all); rd_left(&list) != 0;) {
		struct span der = rd_vec(&list, 3, 0, 0xffffff);

		if (list.failed) {
			return false;
		}
		put_certificate(p, der);
		if (p->tls13 && !take_extensions(p, &list, 8, SSL3_MT_CERTIFICATE)) {
			return false;
		}
	}
	return true;
}

static bool put_authorities(const struct printer *p, struct span names)
{
	struct reader r = rd_init(names);

	BIO_printf(p->bio, "      certificate_authorities (len=%d)\n", (int)names.len);
	while (rd_left(&r) != 0) {
		struct span der = rd_vec(&r, 2, 0, 65535);
		const unsigned char *q = der.p;
		X509_NAME *name;

		if (r.failed) {
			return false;
		}
		BIO_printf(p->bio, "        DistinguishedName (len=%d): ", (int)der.len);
		name = d2i_X509_NAME(NULL, &q, (long)der.len);
		if (name == NULL) {
			BIO_puts(p->bio, "<UNPARSEABLE DN>\n");
		} else {
			X509_NAME_print_ex(p->bio, name, 0, XN_FLAG_ONELINE);
			BIO_puts(p->bio, "\n");
			X509_NAME_free(name);
		}
	}
	return true;
}

static bool certificate_request(const struct printer *p, struct reader *r)
{
	struct span v;

	if (p->tls13) {
		return take_hex(p, r, 1, 6, "request_context") && take_extensions(p, r, 6, SSL3_MT_CERTIFICATE_REQUEST);
	}
	v = rd_vec(r, 1, 0, 255);
	if (r->failed) {
		return false;
	}
	BIO_printf(p->bio, "      certificate_types (len=%d)\n", (int)v.len);
	put_list(p, 8, v, 1, trace_cert_types);
	v = rd_vec(r, 2, 0, 65535);
	if (r->failed) {
		return false;
	}
	BIO_printf(p->bio, "      signature_algorithms (len=%d)\n", (int)v.len);
	if (!put_sigalgs(p, 8, v)) {
		return false;
	}
	v = rd_vec(r, 2, 0, 65535);
	return rd_end(r) && put_authorities(p, v);
}

static bool signature(const struct printer *p, struct reader *r)
{
	unsigned alg = rd_u16(r);

	if (r->failed) {
		return false;
	}
	BIO_printf(p->bio, "      Signature Algorithm: %s (0x%04x)\n", trace_name(trace_sigalgs, alg), alg);
	return take_hex(p, r, 2, 6, "Signature");
}

static bool server_key_exchange(const struct printer *p, struct reader *r)
{
	unsigned type = rd_u8(r), curve = rd_u16(r);

	BIO_puts(p->bio, "      KeyExchangeAlgorithm=ECDHE\n");
	if (r->failed) {
		return false;
	}
	if (type != 3) {
		BIO_printf(p->bio, "        UNKNOWN CURVE PARAMETER TYPE %u\n", type);
		return false;
	}
	BIO_printf(p->bio, "        named_curve: %s (%u)\n", trace_name(trace_groups, curve), curve);
	return take_hex(p, r, 1, 8, "point") && signature(p, r);
}

static bool client_key_exchange(const struct printer *p, struct reader *r)
{
	BIO_puts(p->bio, "      KeyExchangeAlgorithm=ECDHE\n");
	return take_hex(p, r, 1, 8, "ecdh_Yc");
}

static bool new_session_ticket(const struct printer *p, struct reader *r)
{
	uint32_t lifetime = rd_u32(r);

	if (r->failed) {
		return false;
	}
	BIO_printf(p->bio, "        ticket_lifetime_hint=%u\n", lifetime);
	if (p->tls13) {
		uint32_t age = rd_u32(r);

		if (r->failed) {
			return false;
		}
		BIO_printf(p->bio, "        ticket_age_add=%u\n", age);
		if (!take_hex(p, r, 1, 8, "ticket_nonce")) {
			return false;
		}
	}
	return take_hex(p, r, 2, 8, "ticket") && (!p->tls13 || take_extensions(p, r, 8, SSL3_MT_NEWSESSION_TICKET));
}

static bool handshake(const struct printer *p, struct span message)
{
	struct reader r = rd_init(message);
	unsigned type = rd_u8(&r);
	struct span body = rd_vec(&r, 3, 0, 0xffffff);

	if (r.failed) {
		return false;
	}
	BIO_printf(p->bio, "    %s, Length=%d\n", trace_name(trace_messages, type), (int)body.len);
	r = rd_init(body);
	switch (type) {
	case SSL3_MT_CLIENT_HELLO:
		return client_hello(p, &r);
	case SSL3_MT_SERVER_HELLO:
		return server_hello(p, &r);
	case DTLS1_MT_HELLO_VERIFY_REQUEST:
		return take_version(p, &r, "server_version") && take_hex(p, &r, 1, 6, "cookie");
	case SSL3_MT_SERVER_KEY_EXCHANGE:
		return server_key_exchange(p, &r);
	case SSL3_MT_CLIENT_KEY_EXCHANGE:
		return client_key_exchange(p, &r);
	case SSL3_MT_CERTIFICATE:
		return certificate(p, &r);
	case SSL3_MT_CERTIFICATE_VERIFY:
		return signature(p, &r);
	case SSL3_MT_CERTIFICATE_REQUEST:
		return certificate_request(p, &r);
	case SSL3_MT_FINISHED:
		put_hex(p, 6, "verify_data", body);
		return true;
	case SSL3_MT_SERVER_DONE:
		if (body.len != 0) {
			put_hex(p, 6, "unexpected value", body);
		}
		return true;
	case SSL3_MT_NEWSESSION_TICKET:
		return new_session_ticket(p, &r);
	case SSL3_MT_ENCRYPTED_EXTENSIONS:
		return take_extensions(p, &r, 6, SSL3_MT_ENCRYPTED_EXTENSIONS);
	case SSL3_MT_KEY_UPDATE:
		return body.len == 1 && put_list(p, 6, body, 1, trace_key_updates);
	default:
		BIO_printf(p->bio, "      Unsupported, hex dump follows:\n");
		BIO_dump_indent(p->bio, (const char *)body.p, (int)body.len, 8);
		return true;
	}
}

static void record_header(const struct printer *p, bool sent, struct span header)
{
	unsigned version, len;

	if (header.len < 5) {
		put_hex(p, 0, sent ? "Sent" : "Received", header);
		return;
	}
	version = (unsigned)header.p[1] << 8 | header.p[2];
	len = (unsigned)header.p[3] << 8 | header.p[4];
	BIO_printf(p->bio, "%s Record\nHeader:\n  Version = %s (0x%x)\n", sent ? "Sent" : "Received",
		   trace_name(trace_versions, version), version);
	BIO_printf(p->bio, "  Content Type = %s (%d)\n  Length = %u", trace_name(trace_contents, header.p[0]),
		   header.p[0], len);
}

void SSL_trace(int write_p, int version, int content_type, const void *buf, size_t msglen, SSL *ssl, void *arg)
{
	const struct span msg = span_of(buf, msglen);
	const struct printer p = {.bio = arg,
				  .tls13 = ssl->conn != NULL && tls_conn_version(ssl->conn) == TLS_VERSION_13};

	(void)version;
	switch (content_type) {
	case SSL3_RT_HEADER:
		record_header(&p, write_p != 0, msg);
		break;
	case SSL3_RT_INNER_CONTENT_TYPE:
		BIO_printf(p.bio, "  Inner Content Type = %s (%d)", trace_name(trace_contents, msg.p[0]), msg.p[0]);
		break;
	case SSL3_RT_HANDSHAKE:
		if (!handshake(&p, msg)) {
			BIO_printf(p.bio, "Message length parse error!\n");
		}
		break;
	case SSL3_RT_CHANGE_CIPHER_SPEC:
		if (msg.len == 1 && msg.p[0] == 1) {
			BIO_puts(p.bio, "    change_cipher_spec (1)\n");
		} else {
			put_hex(&p, 4, "unknown value", msg);
		}
		break;
	case SSL3_RT_ALERT:
		if (msg.len != 2) {
			BIO_puts(p.bio, "    Illegal Alert Length\n");
		} else {
			BIO_printf(p.bio, "    Level=%s(%d), description=%s(%d)\n",
				   SSL_alert_type_string_long(msg.p[0] << 8), msg.p[0],
				   SSL_alert_desc_string_long(msg.p[1]), msg.p[1]);
		}
		break;
	default:
		break;
	}
	BIO_puts(p.bio, "\n");
}
