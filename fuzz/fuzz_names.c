/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Names of a certificate held against a host, an address, a mailbox, and against name constraints. What matches a plain
 * host name is held against a simple reading of RFC 9525 §6.3, written here a second time.
 *
 * Input: flags; lengths of host, common name and constraints; these; the rest is the content of GeneralNames, or, when
 * the flags say so, dNSNames with a length byte each.
 */
#include "base/alloc.h"
#include "certs.h"
#include "fuzz.h"
#include "pki/asn1.h"
#include "pki/constraints.h"

static uint8_t lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c + 32) : c;
}

static bool same(struct span a, struct span b)
{
	if (a.len != b.len) {
		return false;
	}
	for (size_t i = 0; i < a.len; i++) {
		if (lower(a.p[i]) != lower(b.p[i])) {
			return false;
		}
	}
	return true;
}

static struct span behind_first_label(struct span name)
{
	const uint8_t *dot = name.len != 0 ? memchr(name.p, '.', name.len) : NULL;
	return dot != NULL ? span_of(dot, name.len - (size_t)(dot - name.p)) : span_of(NULL, 0);
}

/* May this dNSName or common name stand for the host? */
static bool may_match(struct span name, struct span host)
{
	struct span rest = behind_first_label(name), host_rest = behind_first_label(host);
	if (same(name, host)) {
		return true;
	}
	return name.len - rest.len == 1 && name.p[0] == '*' && host_rest.len != 0 && host_rest.len < host.len &&
	       same(rest, host_rest);
}

static bool any_may_match(struct span san, struct span common_name, struct span host)
{
	struct reader r = rd_init(san);
	struct der_tlv t;
	if (may_match(common_name, host)) {
		return true;
	}
	while (rd_left(&r) != 0 && der_any(&r, &t)) {
		if (t.tag == 0x82 && may_match(t.content, host)) {
			return true;
		}
	}
	return false;
}

static void match(const struct cert *c, const char *host, unsigned flags, struct span san, struct span common_name)
{
	char *matched = NULL;
	struct span h = span_str(host);
	int got = cert_match_host(c, host, flags, &matched);
	must(got == 0 || got == 1);
	must((got == 1) == (matched != NULL) || got == 1);
	must(got == 0 || matched == NULL || strlen(matched) < HOST_NAME_MAX_LEN);
	tls_free(matched);
	/* each flag but the two that open something only takes away */
	if (got == 1 && (flags & (NAME_F_ALWAYS_SUBJECT | NAME_F_MULTI_LABEL_WILDCARDS)) == 0) {
		must(cert_match_host(c, host, 0, NULL) == 1);
	}
	if (h.len != 0 && host[0] != '.') {
		unsigned strict = NAME_F_NO_PARTIAL_WILDCARDS | (flags & NAME_F_ALWAYS_SUBJECT);
		if (cert_match_host(c, host, strict, NULL) == 1) {
			must(any_may_match(san, common_name, h));
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct reader r = rd_init(span_of(data, size));
	uint8_t flags = rd_u8(&r), n_host = rd_u8(&r), n_name = rd_u8(&r), n_constraints = rd_u8(&r);
	struct span host = rd_bytes(&r, n_host);
	struct span name = rd_bytes(&r, n_name);
	struct span constraints = rd_bytes(&r, n_constraints);
	struct span rest = rd_bytes(&r, rd_left(&r));
	struct buffer san = {0}, der = {0};
	struct cert *c;
	if (r.failed) {
		return 0;
	}
	if ((flags & 0x80) != 0) {
		for (struct reader l = rd_init(rest); rd_left(&l) != 0;) {
			size_t n = rd_u8(&l);
			certs_tlv(&san, 0x82, rd_bytes(&l, n < rd_left(&l) ? n : rd_left(&l)));
		}
	} else {
		must(rest.len == 0 || buf_append(&san, rest));
	}
	certs_leaf(&der, name, buf_span(&san), constraints);
	if (cert_parse(&c, buf_span(&der)) == TLS_OK) {
		char text[256];
		size_t work = 0;
		memcpy(text, host.len != 0 ? host.p : (const uint8_t *)"", host.len);
		text[host.len] = '\0';
		match(c, text, flags & 0x3f, buf_span(&san), name);
		int got = cert_match_email(c, text, flags & 0x3f);
		must(got == 0 || got == 1);
		got = cert_match_ip(c, span_of(host.p, host.len >= 16 ? 16 : host.len >= 4 ? 4 : 0));
		must(got == 0 || got == 1);
		const struct cert_facts *f = cert_facts(c);
		if (constraints_valid(constraints)) {
			constraints_check(f, constraints, true, &work);
			constraints_check(f, constraints, false, &work);
		}
		cert_free(c);
	}
	buf_free(&san);
	buf_free(&der);
	return 0;
}
