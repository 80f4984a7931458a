/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* PEM text to octets (pem.h). */
#include "pki/pem.h"

#include "base/alloc.h"
#include "base/secret.h"
#include "pki/base64.h"

static bool starts_with(struct span s, const char *prefix)
{
	size_t len = strlen(prefix);
	return s.len >= len && memcmp(s.p, prefix, len) == 0;
}

/* Takes the next line without its end and without trailing white space. False at the end of the text. */
static bool line_take(struct span *text, struct span *line)
{
	if (text->len == 0) {
		return false;
	}
	const uint8_t *nl = memchr(text->p, '\n', text->len);
	size_t len = nl == NULL ? text->len : (size_t)(nl - text->p);
	size_t taken = nl == NULL ? len : len + 1;
	*line = span_of(text->p, len);
	*text = span_of(text->p + taken, text->len - taken);
	while (line->len != 0 &&
	       (line->p[line->len - 1] == ' ' || (line->p[line->len - 1] >= '\t' && line->p[line->len - 1] <= '\r'))) {
		line->len--;
	}
	return true;
}

/* The label of "-----BEGIN label-----" or its END. */
static bool label_of(struct span line, const char *what, struct span *label)
{
	size_t n_what = strlen(what);
	static const char dashes[] = "-----";
	if (!starts_with(line, what) || line.len < n_what + 5 || memcmp(line.p + line.len - 5, dashes, 5) != 0) {
		return false;
	}
	*label = span_of(line.p + n_what, line.len - n_what - 5);
	return true;
}

/* Headers end with an empty line (RFC 1421 §4.4); without a colon in the first line there are none. */
static bool headers_take(struct span *text, struct pem_block *out)
{
	struct span rest = *text;
	struct span line;
	if (!line_take(&rest, &line) || memchr(line.p, ':', line.len) == NULL) {
		return true;
	}
	rest = *text;
	while (line_take(&rest, &line) && line.len != 0) {
		if (starts_with(line, "-----")) {
			return false;
		}
		out->encrypted = out->encrypted || (starts_with(line, "Proc-Type:") && line.len >= 9 &&
						    memcmp(line.p + line.len - 9, "ENCRYPTED", 9) == 0);
		out->headers = span_of(text->p, (size_t)(line.p + line.len - text->p));
	}
	*text = rest;
	return true;
}

static enum tls_err block_take(struct span *text, struct pem_block *out)
{
	struct base64 b = {0};
	struct span line;
	struct span end_label;
	if (!headers_take(text, out)) {
		return TLS_E_PEM;
	}
	/* The block ends at the next line of dashes; that bounds what has to be allocated. */
	struct span body = *text;
	while (true) {
		if (!line_take(text, &line)) {
			return TLS_E_PEM;
		}
		if (starts_with(line, "-----")) {
			break;
		}
	}
	if (!label_of(line, "-----END ", &end_label) || !span_eq(end_label, out->label)) {
		return TLS_E_PEM;
	}
	body.len = (size_t)(line.p - body.p);
	out->cap = body.len / 4 * 3 + 3;
	out->data = tls_alloc(out->cap);
	if (out->data == NULL) {
		return TLS_E_ALLOC;
	}
	while (!b.bad && line_take(&body, &line)) {
		out->len += base64_take(&b, out->data + out->len, line);
	}
	bool ok = base64_end(&b);
	wipe(&b, sizeof b);
	return ok ? TLS_OK : TLS_E_PEM;
}

enum tls_err pem_next(struct span *text, struct pem_block *out)
{
	struct span line;
	*out = (struct pem_block){0};
	while (line_take(text, &line)) {
		if (!label_of(line, "-----BEGIN ", &out->label)) {
			continue;
		}
		struct span rest = *text;
		enum tls_err e = block_take(&rest, out);
		if (e == TLS_OK) {
			*text = rest;
		} else {
			pem_block_free(out);
		}
		return e;
	}
	return TLS_E_NOT_FOUND;
}

void pem_block_free(struct pem_block *b)
{
	tls_free_wiped(b->data, b->cap);
	*b = (struct pem_block){0};
}

bool pem_is(const struct pem_block *b, const char *label)
{
	return span_eq(b->label, span_str(label));
}

bool pem_is_certificate(const struct pem_block *b)
{
	return pem_is(b, "CERTIFICATE") || pem_is(b, "X509 CERTIFICATE");
}
