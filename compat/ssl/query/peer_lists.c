/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The lists that the peer sent: suites and signature algorithms, and what of them is common. */
#include "compat/ssl/config/config.h"

static bool is_server(const SSL *s)
{
	return s->conn != NULL && tls_conn_role(s->conn) == TLS_SERVER;
}

/* Suites are three bytes long in an SSL 2 hello, and those that begin with zero are ours. */
static bool sort_out(struct span list, size_t each, STACK_OF(SSL_CIPHER) * sk, STACK_OF(SSL_CIPHER) * other)
{
	for (size_t i = 0; i + each <= list.len; i += each) {
		const uint8_t *p = list.p + i + (each - 2);
		uint16_t code = (uint16_t)(p[0] << 8 | p[1]);
		const SSL_CIPHER *c = each == 3 && list.p[i] != 0 ? NULL : cipher_by_code(code);
		const SSL_CIPHER *x = c == NULL && !(each == 3 && list.p[i] != 0) ? scsv_by_code(code) : NULL;

		if ((c != NULL && !sk_SSL_CIPHER_push(sk, c)) ||
		    (x != NULL && other != NULL && !sk_SSL_CIPHER_push(other, x))) {
			return false;
		}
	}
	return true;
}

STACK_OF(SSL_CIPHER) * SSL_get_client_ciphers(const SSL *s)
{
	SSL *mutable = (SSL *)(uintptr_t)s;
	struct cipher_list *l;

	if (!is_server(s) || tls_conn_peer_suites(s->conn).len == 0) {
		return NULL;
	}
	l = cipher_list_new();
	if (l == NULL || !sort_out(tls_conn_peer_suites(s->conn), 2, l->sk, NULL)) {
		cipher_list_free(l);
		return NULL;
	}
	/* The answer belongs to s until the next question. */
	cipher_list_free(mutable->set.proto.client_ciphers);
	mutable->set.proto.client_ciphers = l;
	return l->sk;
}

char *SSL_get_shared_ciphers(const SSL *s, char *buf, int size)
{
	STACK_OF(SSL_CIPHER) *ours = proto_ciphers(s);
	struct span list;
	char *p = buf;
	size_t room;

	if (!is_server(s) || size < 2 || tls_conn_peer_suites(s->conn).len == 0) {
		return NULL;
	}
	list = tls_conn_peer_suites(s->conn);
	if (sk_SSL_CIPHER_num(ours) == 0) {
		return NULL;
	}
	room = (size_t)size;
	for (size_t i = 0; i + 2 <= list.len; i += 2) {
		const SSL_CIPHER *c = cipher_by_code((uint16_t)(list.p[i] << 8 | list.p[i + 1]));
		size_t n;

		if (c == NULL || sk_SSL_CIPHER_find(ours, (SSL_CIPHER *)(uintptr_t)c) < 0) {
			continue;
		}
		n = strlen(c->name);
		if (n + 1 > room) {
			break;
		}
		memcpy(p, c->name, n);
		p[n] = ':';
		p += n + 1;
		room -= n + 1;
	}
	if (p == buf) {
		return NULL;
	}
	p[-1] = '\0';
	return buf;
}

int SSL_bytes_to_cipher_list(SSL *s, const unsigned char *bytes, size_t len, int isv2format, STACK_OF(SSL_CIPHER) * *sk,
			     STACK_OF(SSL_CIPHER) * *out_scsvs)
{
	size_t each = isv2format ? 3 : 2;
	STACK_OF(SSL_CIPHER) * suites, *other;

	(void)s;
	if (len == 0) {
		SSL_ERR(SSL_R_NO_CIPHERS_SPECIFIED);
		return 0;
	}
	if (len % each != 0) {
		SSL_ERR(SSL_R_ERROR_IN_RECEIVED_CIPHER_LIST);
		return 0;
	}
	suites = sk_SSL_CIPHER_new_null();
	other = sk_SSL_CIPHER_new_null();
	if (suites == NULL || other == NULL || !sort_out(span_of(bytes, len), each, suites, other)) {
		SSL_ERR(ERR_R_MALLOC_FAILURE);
		sk_SSL_CIPHER_free(suites);
		sk_SSL_CIPHER_free(other);
		return 0;
	}
	if (sk != NULL) {
		*sk = suites;
	} else {
		sk_SSL_CIPHER_free(suites);
	}
	if (out_scsvs != NULL) {
		*out_scsvs = other;
	} else {
		sk_SSL_CIPHER_free(other);
	}
	return 1;
}

/* ---- signature algorithms ------------------------------------------------------------------------------------------
 */

static void tell_sigalg(uint16_t code, int *psign, int *phash, int *psignhash, unsigned char *rsig,
			unsigned char *rhash)
{
	const struct sigalg_info *a = sigalg_by_code(code);

	if (rhash != NULL) {
		*rhash = (unsigned char)(code >> 8);
	}
	if (rsig != NULL) {
		*rsig = (unsigned char)code;
	}
	if (psign != NULL) {
		*psign = a != NULL ? a->key : NID_undef;
	}
	if (phash != NULL) {
		*phash = a != NULL ? a->hash : NID_undef;
	}
	if (psignhash != NULL) {
		*psignhash = a != NULL ? a->combined : NID_undef;
	}
}

int SSL_get_sigalgs(SSL *s, int idx, int *psign, int *phash, int *psignhash, unsigned char *rsig, unsigned char *rhash)
{
	size_t n = 0;
	const uint16_t *v = s->conn != NULL ? tls_conn_peer_sigalgs(s->conn, &n) : NULL;

	if (v == NULL || n > INT_MAX) {
		return 0;
	}
	if (idx >= 0) {
		if ((size_t)idx >= n) {
			return 0;
		}
		tell_sigalg(v[idx], psign, phash, psignhash, rsig, rhash);
	}
	return (int)n;
}

static bool has_code(const uint16_t *v, size_t n, uint16_t code)
{
	for (size_t i = 0; i < n; i++) {
		if (v[i] == code) {
			return true;
		}
	}
	return false;
}

/* In the order of whoever is preferred: ours with SSL_OP_CIPHER_SERVER_PREFERENCE, else the peer's. */
static size_t shared_sigalgs(const SSL *s, uint16_t out[PROTO_MAX_LIST])
{
	const struct proto_settings *p = &s->set.proto;
	uint16_t all[PROTO_MAX_LIST];
	const uint16_t *ours, *theirs, *first, *second;
	size_t n_ours, n_theirs = 0, n_first, n_second, n = 0;
	bool server_first = (p->options & SSL_OP_CIPHER_SERVER_PREFERENCE) != 0;

	theirs = s->conn != NULL ? tls_conn_peer_sigalgs(s->conn, &n_theirs) : NULL;
	if (theirs == NULL) {
		return 0;
	}
	ours = sigalgs_own(p, tls_conn_role(s->conn) == TLS_CLIENT, all, &n_ours);
	first = server_first ? ours : theirs;
	n_first = server_first ? n_ours : n_theirs;
	second = server_first ? theirs : ours;
	n_second = server_first ? n_theirs : n_ours;
	for (size_t i = 0; i < n_first && n < PROTO_MAX_LIST; i++) {
		const struct sigalg_info *a = sigalg_by_code(first[i]);
		uint8_t code[2] = {(uint8_t)(first[i] >> 8), (uint8_t)first[i]};

		if (a != NULL && has_code(second, n_second, first[i]) &&
		    proto_security(p, s, s->ctx, SSL_SECOP_SIGALG_SHARED, a->bits, a->hash, code)) {
			out[n++] = first[i];
		}
	}
	return n;
}

int SSL_get_shared_sigalgs(SSL *s, int idx, int *psign, int *phash, int *psignhash, unsigned char *rsig,
			   unsigned char *rhash)
{
	uint16_t shared[PROTO_MAX_LIST];
	size_t n = shared_sigalgs(s, shared);

	if (idx < 0 || (size_t)idx >= n) {
		return 0;
	}
	tell_sigalg(shared[idx], psign, phash, psignhash, rsig, rhash);
	return (int)n;
}
