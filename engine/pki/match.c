/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Is a certificate for this host, address or mailbox? RFC 9525 §6 with the choices of X509_check_host(3), whose flags
 * NAME_F_* are. Declared in verify.h. The names come from the certificate, so they are untrusted; what is asked for
 * comes from the program.
 */
#include "base/alloc.h"
#include "pki/asn1.h"
#include "pki/general_name.h"
#include "pki/name.h"
#include "pki/verify.h"

/* ---- host names ------------------------------------------------------------------------------------------------- */

static uint8_t lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c + ('a' - 'A')) : c;
}

static bool is_letter_or_digit(uint8_t c)
{
	return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9');
}

/* ASCII case does not count. A zero octet is equal to nothing. */
static bool eq_nocase(struct span a, struct span b)
{
	if (a.len != b.len) {
		return false;
	}
	for (size_t i = 0; i < a.len; i++) {
		if (a.p[i] == 0 || lower(a.p[i]) != lower(b.p[i])) {
			return false;
		}
	}
	return true;
}

static struct span head_of(struct span s, size_t n)
{
	return span_of(s.p, n);
}

static struct span tail_of(struct span s, size_t n)
{
	return span_of(s.p + (s.len - n), n);
}

static bool is_idna(struct span label)
{
	return label.len >= 4 && eq_nocase(head_of(label, 4), span_str("xn--"));
}

/*
 * star_of finds the wildcard that counts: one star, at an end of the first label, which is not an IDNA label, followed
 * by at least two more labels; all labels well-formed. False: the name is taken literally.
 */
static bool star_of(struct span name, unsigned flags, size_t *out_star)
{
	bool have_star = false;
	size_t n_dots = 0;
	size_t label = 0; /* where the current label begins */
	for (size_t i = 0; i < name.len; i++) {
		uint8_t c = name.p[i];
		bool first = i == label;
		bool last = i + 1 == name.len || name.p[i + 1] == '.';
		if (c == '*') {
			bool partial = !first || !last;
			if (have_star || n_dots != 0 || (!first && !last) ||
			    (partial && (flags & NAME_F_NO_PARTIAL_WILDCARDS) != 0)) {
				return false;
			}
			have_star = true;
			*out_star = i;
		} else if (c == '.') {
			if (first) {
				return false;
			}
			n_dots++;
			label = i + 1;
		} else if (c == '-') {
			/* RFC 1034 §3.5: a label begins and ends with a letter or digit. Nor is the star one. */
			if (first || last || name.p[i + 1] == '*') {
				return false;
			}
		} else if (!is_letter_or_digit(c)) {
			return false;
		}
	}
	return have_star && n_dots >= 2 && label != name.len && !is_idna(name);
}

/* host matches the wildcard name whose star is at position star. */
static bool wildcard_eq(struct span name, size_t star, struct span host, unsigned flags)
{
	size_t n_before = star;
	size_t n_after = name.len - star - 1;
	if (host.len < n_before + n_after || !eq_nocase(head_of(name, n_before), head_of(host, n_before)) ||
	    !eq_nocase(tail_of(name, n_after), tail_of(host, n_after))) {
		return false;
	}
	struct span covered = span_of(host.p + n_before, host.len - n_before - n_after);
	bool whole_label = n_before == 0 && name.p[1] == '.';
	if (whole_label && covered.len == 0) {
		return false;
	}
	if (!whole_label && is_idna(host)) {
		/* RFC 6125 §6.4.3: a star is not matched "where the wildcard character is embedded within an A-label".
		 */
		return false;
	}
	if (covered.len == 1 && covered.p[0] == '*') {
		return true;
	}
	bool dots = whole_label && (flags & NAME_F_MULTI_LABEL_WILDCARDS) != 0;
	for (size_t i = 0; i < covered.len; i++) {
		uint8_t c = covered.p[i];
		if (!is_letter_or_digit(c) && c != '-' && !(dots && c == '.')) {
			return false;
		}
	}
	return true;
}

/* host is ".example.com": any name below it, or one label below it only. */
static bool below_eq(struct span name, struct span host, unsigned flags)
{
	if (name.len <= host.len) {
		return eq_nocase(name, host);
	}
	struct span below = head_of(name, name.len - host.len);
	for (size_t i = 0; i < below.len; i++) {
		if (below.p[i] == 0 || ((flags & NAME_F_SINGLE_LABEL_SUBDOMAINS) != 0 && below.p[i] == '.')) {
			return false;
		}
	}
	return eq_nocase(tail_of(name, host.len), host);
}

static bool host_eq(struct span name, struct span host, unsigned flags)
{
	size_t star = 0;
	if (name.len == 0) {
		return false;
	}
	if (host.len > 1 && host.p[0] == '.') {
		return below_eq(name, host, flags);
	}
	if ((flags & NAME_F_NO_WILDCARDS) == 0 && star_of(name, flags, &star)) {
		return wildcard_eq(name, star, host, flags);
	}
	return eq_nocase(name, host);
}

/* ---- mailboxes -------------------------------------------------------------------------------------------------- */

/* The part before the last @ counts with its case, the domain without (RFC 5280 §7.5). */
static bool email_eq(struct span name, struct span email, unsigned flags)
{
	(void)flags;
	size_t n_local = name.len;
	if (name.len == 0 || name.len != email.len) {
		return false;
	}
	for (size_t i = name.len; i-- > 1;) {
		if (name.p[i] == '@' || email.p[i] == '@') {
			n_local = i;
			break;
		}
	}
	return span_eq(head_of(name, n_local), head_of(email, n_local)) &&
	       eq_nocase(tail_of(name, name.len - n_local), tail_of(email, name.len - n_local));
}

/* ---- the names of a certificate --------------------------------------------------------------------------------- */

/* What is looked for, and where. */
struct query {
	uint8_t san_tag;
	enum oid attr; /* the subject's attribute that stands in when there is no such alternative name */
	bool (*eq)(struct span name, struct span wanted, unsigned flags);
	struct span wanted;
	unsigned flags;
};

static int found(struct span name, char **matched)
{
	if (matched == NULL) {
		return 1;
	}
	char *copy = tls_alloc(name.len + 1);
	if (copy == NULL) {
		return -1;
	}
	memcpy(copy, name.p, name.len);
	copy[name.len] = '\0';
	*matched = copy;
	return 1;
}

/* RFC 9525 leaves the common name out; programs that go by X509_check_host(3) have it as the last resort. */
static int match_subject(const struct cert_facts *f, const struct query *q, char **matched)
{
	struct name_walk w = name_walk(f->subject);
	struct name_attr attr;
	uint8_t text[HOST_NAME_MAX_LEN];
	size_t len;
	while (name_next(&w, &attr)) {
		if (oid_find(attr.type) != q->attr || !attr_utf8(&attr, text, sizeof text, &len)) {
			continue;
		}
		if (q->eq(span_of(text, len), q->wanted, q->flags)) {
			return found(span_of(text, len), matched);
		}
	}
	return 0;
}

static int match_name(const struct cert_facts *f, const struct query *q, char **matched)
{
	struct reader san = rd_init(f->invalid ? span_of(NULL, 0) : f->san);
	struct der_tlv name;
	bool have_such = false;
	if (matched != NULL) {
		*matched = NULL;
	}
	while (general_name_take(&san, &name)) {
		if (name.tag != q->san_tag) {
			continue;
		}
		have_such = true;
		if (q->eq(name.content, q->wanted, q->flags)) {
			return found(name.content, matched);
		}
	}
	if (q->attr == OID_UNKNOWN || (q->flags & NAME_F_NEVER_SUBJECT) != 0 ||
	    (have_such && (q->flags & NAME_F_ALWAYS_SUBJECT) == 0)) {
		return 0;
	}
	return match_subject(f, q, matched);
}

int cert_match_host(const struct cert *c, const char *host, unsigned flags, char **matched)
{
	struct query q = {GN_DNS, OID_COMMON_NAME, host_eq, span_str(host), flags};
	return match_name(cert_facts(c), &q, matched);
}

int cert_match_email(const struct cert *c, const char *email, unsigned flags)
{
	struct query q = {GN_EMAIL, OID_EMAIL_ADDRESS, email_eq, span_str(email), flags};
	return match_name(cert_facts(c), &q, NULL);
}

static bool ip_eq(struct span name, struct span ip, unsigned flags)
{
	(void)flags;
	return name.len != 0 && span_eq(name, ip);
}

int cert_match_ip(const struct cert *c, struct span ip)
{
	struct query q = {GN_IP, OID_UNKNOWN, ip_eq, ip, 0};
	return match_name(cert_facts(c), &q, NULL);
}
