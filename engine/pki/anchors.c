/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * An index of trust anchors (anchors.h): all DER in one block of memory, and one row a certificate, in a list for each
 * of a fixed number of hashes, in the order of the file.
 */
#include "pki/anchors.h"

#include <stdatomic.h>

#include "base/alloc.h"
#include "base/ref.h"
#include "pki/base64.h"
#include "pki/name.h"

#define N_BUCKETS 256u
/* More are nobody's trust store; it bounds what one file may cost. */
#define ANCHORS_MAX 65536u

static const char begin_line[] = "-----BEGIN CERTIFICATE-----";
static const char end_line[] = "-----END CERTIFICATE-----";

struct row {
	size_t at, len; /* in der */
	uint64_t hash;
	uint32_t next;               /* row + 1 of the next with that bucket; 0: none */
	_Atomic(struct cert *) cert; /* made when first asked for */
};

struct anchors {
	struct ref ref;
	uint8_t *der;
	size_t der_len;
	struct row *rows;
	size_t n, cap;
	uint32_t first[N_BUCKETS]; /* row + 1; 0: none */
};

struct anchors *anchors_up_ref(struct anchors *a)
{
	ref_up(&a->ref);
	return a;
}

void anchors_free(struct anchors *a)
{
	if (a == NULL || !ref_down(&a->ref)) {
		return;
	}
	for (size_t i = 0; i < a->n; i++) {
		cert_free(atomic_load(&a->rows[i].cert));
	}
	tls_free(a->rows);
	tls_free(a->der);
	tls_free(a);
}

size_t anchors_count(const struct anchors *a)
{
	return a->n;
}

/* ---- the index ----------------------------------------------------------------------------------------------------
 */

static enum tls_err add_row(struct anchors *a, size_t at, size_t len)
{
	struct cert_facts facts;
	if (!cert_facts_of(&facts, span_of(a->der + at, len))) {
		return TLS_E_DER;
	}
	if (a->n == ANCHORS_MAX) {
		return TLS_E_PEM;
	}
	if (a->n == a->cap) {
		size_t cap = a->cap == 0 ? 64 : a->cap * 2;
		struct row *rows = tls_regrow(a->rows, cap, sizeof *rows);
		if (rows == NULL) {
			return TLS_E_ALLOC;
		}
		a->rows = rows;
		a->cap = cap;
	}
	struct row *row = &a->rows[a->n++];
	row->at = at;
	row->len = len;
	row->hash = name_hash(facts.subject);
	row->next = 0;
	atomic_init(&row->cert, NULL);
	return TLS_OK;
}

/* From the last row to the first, so that each list is in the order of the file. */
static void link_rows(struct anchors *a)
{
	for (size_t i = a->n; i-- > 0;) {
		uint32_t *first = &a->first[a->rows[i].hash % N_BUCKETS];
		a->rows[i].next = *first;
		*first = (uint32_t)i + 1;
	}
}

/* ---- PEM ----------------------------------------------------------------------------------------------------------
 */

static struct span take_line(struct span *text)
{
	const uint8_t *nl = memchr(text->p, '\n', text->len);
	size_t len = nl == NULL ? text->len : (size_t)(nl - text->p);
	struct span line = span_of(text->p, len);
	size_t used = nl == NULL ? len : len + 1;
	*text = span_of(text->p + used, text->len - used);
	while (line.len > 0 &&
	       (line.p[line.len - 1] == '\r' || line.p[line.len - 1] == ' ' || line.p[line.len - 1] == '\t')) {
		line.len--;
	}
	return line;
}

static bool line_is(struct span line, const char *wanted, size_t len)
{
	return line.len == len && memcmp(line.p, wanted, len) == 0;
}

/* The base64 of one block goes to the end of a->der. */
static enum tls_err take_block(struct anchors *a, struct span *text, size_t *len)
{
	struct base64 b = {0};
	uint8_t *out = a->der + a->der_len;
	*len = 0;
	while (text->len != 0) {
		struct span line = take_line(text);
		if (line_is(line, end_line, sizeof end_line - 1)) {
			a->der_len += *len;
			return base64_end(&b) ? TLS_OK : TLS_E_PEM;
		}
		*len += base64_take(&b, out + *len, line);
		if (b.bad) {
			break;
		}
	}
	return TLS_E_PEM;
}

static enum tls_err take_text(struct anchors *a, struct span text)
{
	while (text.len != 0) {
		struct span line = take_line(&text);
		if (line.len < 5 || memcmp(line.p, "-----", 5) != 0) {
			continue;
		}
		size_t at = a->der_len;
		size_t len;
		enum tls_err e =
		    line_is(line, begin_line, sizeof begin_line - 1) ? take_block(a, &text, &len) : TLS_E_PEM;
		if (e == TLS_OK) {
			e = add_row(a, at, len);
		}
		if (e != TLS_OK) {
			return e;
		}
	}
	return a->n == 0 ? TLS_E_NOT_FOUND : TLS_OK;
}

enum tls_err anchors_index(struct anchors **out, struct span text)
{
	*out = NULL;
	struct anchors *a = tls_calloc(1, sizeof *a);
	if (a == NULL) {
		return TLS_E_ALLOC;
	}
	ref_init(&a->ref);
	/* Three octets for four digits, and what the decoder may write beyond. */
	a->der = tls_alloc(text.len / 4 * 3 + 8);
	enum tls_err e = a->der == NULL ? TLS_E_ALLOC : take_text(a, text);
	if (e != TLS_OK) {
		anchors_free(a);
		return e;
	}
	link_rows(a);
	*out = a;
	return TLS_OK;
}

/* ---- looking up ---------------------------------------------------------------------------------------------------
 */

struct cert *anchors_cert(struct anchors *a, size_t i)
{
	struct row *row = &a->rows[i];
	struct cert *c = atomic_load(&row->cert);
	struct cert *fresh;
	if (c != NULL || cert_parse(&fresh, span_of(a->der + row->at, row->len)) != TLS_OK) {
		return c;
	}
	/* Of two threads that make it, the second uses the first one's. */
	if (atomic_compare_exchange_strong(&row->cert, &c, fresh)) {
		return fresh;
	}
	cert_free(fresh);
	return c;
}

bool anchors_find(const struct anchors *a, struct span subject, size_t *at, size_t *i)
{
	uint64_t hash = name_hash(subject);
	uint32_t row = a->first[hash % N_BUCKETS];
	while (row != 0 && (row - 1 < *at || a->rows[row - 1].hash != hash)) {
		row = a->rows[row - 1].next;
	}
	if (row == 0) {
		return false;
	}
	*i = row - 1;
	*at = row;
	return true;
}
