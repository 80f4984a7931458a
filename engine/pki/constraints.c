/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Name constraints (constraints.h). A name is checked against the subtrees of its own kind: when there are permitted
 * ones, it is inside one of them; it is inside no excluded one. A kind of constraint that cannot be judged refuses
 * every name of that kind, and a name that cannot be judged is refused.
 */
#include "pki/constraints.h"

#include "pki/asn1.h"
#include "pki/general_name.h"
#include "pki/name.h"

/* Names times subtrees. */
#define WORK_MAX (1u << 20)

#define PERMITTED_SUBTREES DER_CTXC(0)
#define EXCLUDED_SUBTREES  DER_CTXC(1)

/* ---- structure -------------------------------------------------------------------------------------------------- */

struct subtree {
	uint8_t tag; /* of base, a GeneralName */
	struct span base;
	bool min_max; /* has a minimum other than 0, or a maximum */
};

/* GeneralSubtree ::= SEQUENCE { base GeneralName, minimum [0] DEFAULT 0, maximum [1] OPTIONAL } */
static bool subtree_take(struct reader *list, struct subtree *out)
{
	if (rd_left(list) == 0) {
		return false;
	}
	struct reader seq = der_enter(list, DER_SEQUENCE);
	struct der_tlv base = {0};
	*out = (struct subtree){0};
	if (!general_name_take(&seq, &base)) {
		rd_fail(list);
		return false;
	}
	out->tag = base.tag;
	out->base = base.content;
	if (der_next_is(&seq, DER_CTX(0))) {
		struct span min = der_integer(&seq, DER_CTX(0));
		out->min_max = !(min.len == 1 && min.p[0] == 0);
	}
	if (der_next_is(&seq, DER_CTX(1))) {
		der_integer(&seq, DER_CTX(1));
		out->min_max = true;
	}
	if (!rd_end(&seq)) {
		rd_fail(list);
	}
	return !list->failed;
}

/* The content of one of the two lists, or the empty view. */
static struct span subtrees_of(struct span value, uint8_t which)
{
	struct reader r = rd_init(value);
	struct reader seq = der_enter(&r, DER_SEQUENCE);
	struct der_tlv tlv;
	while (rd_left(&seq) != 0 && der_any(&seq, &tlv)) {
		if (tlv.tag == which) {
			return tlv.content;
		}
	}
	return span_of(NULL, 0);
}

static bool subtrees_valid(struct span list)
{
	struct reader r = rd_init(list);
	struct subtree sub;
	while (subtree_take(&r, &sub)) {
	}
	return rd_end(&r);
}

bool constraints_valid(struct span value)
{
	struct reader r = rd_init(value);
	struct reader seq = der_enter(&r, DER_SEQUENCE);
	if (der_next_is(&seq, PERMITTED_SUBTREES) && !subtrees_valid(der_take(&seq, PERMITTED_SUBTREES))) {
		return false;
	}
	if (der_next_is(&seq, EXCLUDED_SUBTREES) && !subtrees_valid(der_take(&seq, EXCLUDED_SUBTREES))) {
		return false;
	}
	return rd_end(&seq) && rd_end(&r);
}

/* ---- one name, one subtree: OK inside, PERMITTED outside ----------------------------------------------------------
 */

static uint8_t lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c + ('a' - 'A')) : c;
}

static bool eq_nocase(struct span a, struct span b)
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

static bool ends_with(struct span s, struct span end)
{
	return s.len >= end.len && eq_nocase(span_of(s.p + (s.len - end.len), end.len), end);
}

static enum verify_err inside_if(bool inside)
{
	return inside ? VERIFY_OK : VERIFY_PERMITTED;
}

/* "Any DNS name that can be constructed by simply adding zero or more labels to the left-hand side of the name". */
static enum verify_err dns_inside(struct span name, struct span base)
{
	if (base.len == 0) {
		return VERIFY_OK;
	}
	if (!ends_with(name, base)) {
		return VERIFY_PERMITTED;
	}
	return inside_if(name.len == base.len || base.p[0] == '.' || name.p[name.len - base.len - 1] == '.');
}

/*
 * Does a name with a wildcard stand for base, too? The star is in its first label and stands for letters of that label,
 * so base has as many labels. RFC 5280 §4.2.1.10 knows no wildcards; a CA that may not issue for a host may not do so
 * by a star either.
 */
static bool wildcard_covers(struct span name, struct span base)
{
	size_t star = 0;
	while (star < name.len && name.p[star] != '*' && name.p[star] != '.') {
		star++;
	}
	if (star == name.len || name.p[star] != '*') {
		return false;
	}
	struct span before = span_of(name.p, star);
	struct span behind = span_of(name.p + star + 1, name.len - star - 1);
	if (base.len < before.len + behind.len || !eq_nocase(before, span_of(base.p, before.len)) ||
	    !ends_with(base, behind)) {
		return false;
	}
	return memchr(base.p + before.len, '.', base.len - before.len - behind.len) == NULL;
}

/* A host, or a domain written with a leading dot, which the bare domain is not inside of. */
static enum verify_err host_inside(struct span host, struct span base)
{
	if (base.len != 0 && base.p[0] == '.') {
		return inside_if(host.len > base.len && ends_with(host, base));
	}
	return inside_if(eq_nocase(host, base));
}

static bool rfind(struct span s, uint8_t c, size_t *at)
{
	for (size_t i = s.len; i-- > 0;) {
		if (s.p[i] == c) {
			*at = i;
			return true;
		}
	}
	return false;
}

static struct span after(struct span s, size_t at)
{
	return span_of(s.p + at + 1, s.len - at - 1);
}

static enum verify_err email_inside(struct span name, struct span base)
{
	size_t at;
	size_t base_at;
	if (!rfind(name, '@', &at) || memchr(name.p, 0, name.len) != NULL) {
		return VERIFY_UNSUPPORTED_NAME;
	}
	if (!rfind(base, '@', &base_at)) {
		return host_inside(after(name, at), base);
	}
	/* A particular mailbox; the local part counts with its case. "@host" is any mailbox at the host. */
	if (base_at != 0 && !span_eq(span_of(name.p, at), span_of(base.p, base_at))) {
		return VERIFY_PERMITTED;
	}
	return inside_if(eq_nocase(after(name, at), after(base, base_at)));
}

/* RFC 5280: the constraint applies to the host part; a URI without an authority, or with an address, is refused. */
static enum verify_err uri_inside(struct span uri, struct span base)
{
	size_t i = 0;
	if (memchr(uri.p, 0, uri.len) != NULL) {
		return VERIFY_UNSUPPORTED_NAME;
	}
	while (i < uri.len && uri.p[i] != ':') {
		i++;
	}
	if (uri.len - i < 3 || uri.p[i + 1] != '/' || uri.p[i + 2] != '/') {
		return VERIFY_UNSUPPORTED_NAME;
	}
	struct span host = after(uri, i + 2);
	size_t len = 0;
	while (len < host.len && memchr("/?#:", host.p[len], 4) == NULL) {
		/* User information or an IPv6 address: what the host is would be a matter of opinion. */
		if (host.p[len] == '@' || host.p[len] == '[') {
			return VERIFY_UNSUPPORTED_NAME;
		}
		len++;
	}
	if (len < host.len && host.p[len] == ':') {
		for (size_t j = len; j < host.len && host.p[j] != '/'; j++) {
			if (host.p[j] == '@') {
				return VERIFY_UNSUPPORTED_NAME;
			}
		}
	}
	if (len == 0) {
		return VERIFY_UNSUPPORTED_NAME;
	}
	return host_inside(span_of(host.p, len), base);
}

/* base is an address and a mask of the same length. */
static enum verify_err ip_inside(struct span ip, struct span base)
{
	/* A malformed constraint has the verdict of a malformed name in OpenSSL. */
	if ((ip.len != 4 && ip.len != 16) || (base.len != 8 && base.len != 32)) {
		return VERIFY_UNSUPPORTED_NAME;
	}
	if (ip.len * 2 != base.len) {
		return VERIFY_PERMITTED;
	}
	for (size_t i = 0; i < ip.len; i++) {
		if (((ip.p[i] ^ base.p[i]) & base.p[ip.len + i]) != 0) {
			return VERIFY_PERMITTED;
		}
	}
	return VERIFY_OK;
}

static enum verify_err inside(uint8_t tag, struct span name, struct span base)
{
	switch (tag) {
	case GN_DNS:
		return dns_inside(name, base);
	case GN_EMAIL:
		return email_inside(name, base);
	case GN_URI:
		return uri_inside(name, base);
	case GN_IP:
		return ip_inside(name, base);
	case GN_DIRECTORY:
		return inside_if(name_within(name, base));
	default:
		return VERIFY_UNSUPPORTED_CONSTRAINT;
	}
}

/* ---- one name, all subtrees ---------------------------------------------------------------------------------------
 */

struct check {
	struct span permitted, excluded;
};

static enum verify_err check_name(struct check *c, uint8_t tag, struct span name)
{
	bool any = false;
	bool permitted = false;
	struct subtree sub;
	struct reader r = rd_init(c->permitted);
	while (subtree_take(&r, &sub)) {
		if (sub.tag != tag) {
			continue;
		}
		/* "Within this profile, the minimum and maximum fields are not used". */
		if (sub.min_max) {
			return VERIFY_SUBTREE_MINMAX;
		}
		any = true;
		enum verify_err e = permitted ? VERIFY_OK : inside(tag, name, sub.base);
		if (e != VERIFY_OK && e != VERIFY_PERMITTED) {
			return e;
		}
		permitted = permitted || e == VERIFY_OK;
	}
	if (any && !permitted) {
		return VERIFY_PERMITTED;
	}
	r = rd_init(c->excluded);
	while (subtree_take(&r, &sub)) {
		if (sub.tag != tag) {
			continue;
		}
		if (sub.min_max) {
			return VERIFY_SUBTREE_MINMAX;
		}
		enum verify_err e = inside(tag, name, sub.base);
		if (e == VERIFY_OK || (tag == GN_DNS && wildcard_covers(name, sub.base))) {
			return VERIFY_EXCLUDED;
		}
		if (e != VERIFY_PERMITTED) {
			return e;
		}
	}
	return VERIFY_OK;
}

/* ---- the work ---------------------------------------------------------------------------------------------------- */

static size_t n_subtrees(struct span list)
{
	struct reader r = rd_init(list);
	struct subtree sub;
	size_t n = 0;
	while (subtree_take(&r, &sub)) {
		n++;
	}
	return n;
}

/* The alternative names and the subject's attributes. */
static size_t n_names(const struct cert_facts *f)
{
	struct reader san = rd_init(f->san);
	struct name_walk subject = name_walk(f->subject);
	struct name_attr attr;
	struct der_tlv name;
	size_t n = 0;
	while (general_name_take(&san, &name)) {
		n++;
	}
	while (name_next(&subject, &attr)) {
		n++;
	}
	return n;
}

/* Every name meets every subtree: whether that is within bounds is known before the first one does. */
static bool work_take(size_t *work, size_t n_names, size_t n_subtrees)
{
	if (n_subtrees != 0 && n_names > (WORK_MAX - *work) / n_subtrees) {
		return false;
	}
	*work += n_names * n_subtrees;
	return true;
}

/* ---- a certificate -----------------------------------------------------------------------------------------------
 */

static enum verify_err check_emails_of_subject(struct check *c, struct span subject)
{
	struct name_walk w = name_walk(subject);
	struct name_attr attr;
	while (name_next(&w, &attr)) {
		if (oid_find(attr.type) != OID_EMAIL_ADDRESS) {
			continue;
		}
		if (attr.tag != DER_IA5_STRING) {
			return VERIFY_UNSUPPORTED_NAME;
		}
		enum verify_err e = check_name(c, GN_EMAIL, attr.value);
		if (e != VERIFY_OK) {
			return e;
		}
	}
	return VERIFY_OK;
}

/* Could a client take this common name for a DNS name, with or without a wildcard? */
static bool looks_like_dns(struct span s)
{
	bool dotted = false;
	for (size_t i = 0; i < s.len; i++) {
		uint8_t c = s.p[i];
		bool inner = i > 0 && i + 1 < s.len;
		if ((lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '*') {
			continue;
		}
		if (inner && c == '.' && s.p[i + 1] != '.' && s.p[i - 1] != '-' && s.p[i + 1] != '-') {
			dotted = true;
			continue;
		}
		if (!inner || c != '-') {
			return false;
		}
	}
	return dotted;
}

static enum verify_err check_common_names(struct check *c, struct span subject)
{
	struct name_walk w = name_walk(subject);
	struct name_attr attr;
	uint8_t text[HOST_NAME_MAX_LEN];
	size_t len;
	while (name_next(&w, &attr)) {
		if (oid_find(attr.type) != OID_COMMON_NAME || !attr_utf8(&attr, text, sizeof text, &len)) {
			continue;
		}
		if (memchr(text, 0, len) != NULL) {
			return VERIFY_UNSUPPORTED_NAME;
		}
		struct span name = span_of(text, len);
		if (!looks_like_dns(name)) {
			continue;
		}
		enum verify_err e = check_name(c, GN_DNS, name);
		if (e != VERIFY_OK) {
			return e;
		}
	}
	return VERIFY_OK;
}

enum verify_err constraints_check(const struct cert_facts *f, struct span value, bool common_name, size_t *work)
{
	struct check c = {subtrees_of(value, PERMITTED_SUBTREES), subtrees_of(value, EXCLUDED_SUBTREES)};
	enum verify_err e = VERIFY_OK;
	if (!work_take(work, n_names(f), n_subtrees(c.permitted) + n_subtrees(c.excluded))) {
		return VERIFY_UNSPECIFIED;
	}
	if (!name_is_empty(f->subject)) {
		e = check_name(&c, GN_DIRECTORY, f->subject);
		if (e == VERIFY_OK) {
			e = check_emails_of_subject(&c, f->subject);
		}
	}
	struct reader san = rd_init(f->san);
	struct der_tlv name;
	while (e == VERIFY_OK && general_name_take(&san, &name)) {
		e = check_name(&c, name.tag, name.content);
	}
	if (e == VERIFY_OK && common_name) {
		e = check_common_names(&c, f->subject);
	}
	return e;
}
