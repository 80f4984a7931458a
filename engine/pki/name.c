/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Comparison of Names without memory of its own (name.h). */
#include "pki/name.h"

#include "base/writer.h"
#include "pki/asn1.h"

/* More attributes in one relative name than this are compared octet by octet only. */
#define SET_MAX 16

/* ---- text ------------------------------------------------------------------------------------------------------- */

bool text_is(uint8_t tag)
{
	switch (tag) {
	case DER_UTF8_STRING:
	case DER_PRINTABLE_STRING:
	case DER_T61_STRING:
	case DER_IA5_STRING:
	case DER_VISIBLE_STRING:
	case DER_UNIVERSAL_STRING:
	case DER_BMP_STRING:
		return true;
	default:
		return false;
	}
}

/* RFC 3629: the shortest form only, no surrogates, at most U+10FFFF. Returns the octets used, 0 for none valid. */
static size_t utf8_decode(struct span s, uint32_t *cp)
{
	static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
	uint8_t first = s.p[0];
	size_t n = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
	if (first >= 0xf8 || (first >= 0x80 && first < 0xc0) || n > s.len) {
		return 0;
	}
	uint32_t v = n == 1 ? first : first & (0x7fu >> n);
	for (size_t i = 1; i < n; i++) {
		if ((s.p[i] & 0xc0) != 0x80) {
			return 0;
		}
		v = v << 6 | (s.p[i] & 0x3f);
	}
	if (v < least[n] || v > 0x10ffff || (v >= 0xd800 && v < 0xe000)) {
		return 0;
	}
	*cp = v;
	return n;
}

bool text_next(struct text *t, uint32_t *code_point)
{
	struct span s = t->rest;
	if (s.len == 0 || t->bad) {
		return false;
	}
	size_t n = 1;
	uint32_t v = s.p[0];
	if (t->tag == DER_UTF8_STRING) {
		n = utf8_decode(s, &v);
	} else if (t->tag == DER_BMP_STRING || t->tag == DER_UNIVERSAL_STRING) {
		n = t->tag == DER_BMP_STRING ? 2 : 4;
		if (s.len < n) {
			n = 0;
		}
		v = 0;
		for (size_t i = 0; i < n; i++) {
			v = v << 8 | s.p[i];
		}
	}
	/* Halves of UTF-16 are no characters: as UTF-8 they would be none either. */
	if (n == 0 || v > 0x10ffff || (v >= 0xd800 && v < 0xe000)) {
		t->bad = true;
		return false;
	}
	t->rest = span_of(s.p + n, s.len - n);
	*code_point = v;
	return true;
}

bool attr_utf8(const struct name_attr *a, uint8_t *out, size_t cap, size_t *out_len)
{
	struct text t = {a->value, a->tag, false};
	struct writer w = wr_fixed(out, cap);
	uint32_t cp;
	if (!text_is(a->tag)) {
		return false;
	}
	while (text_next(&t, &cp)) {
		if (cp < 0x80) {
			wr_u8(&w, (uint8_t)cp);
		} else if (cp < 0x800) {
			wr_u16(&w, (uint16_t)(0xc080 | (cp & 0x7c0) << 2 | (cp & 0x3f)));
		} else if (cp < 0x10000) {
			wr_u24(&w, 0xe08080 | (cp & 0xf000) << 4 | (cp & 0xfc0) << 2 | (cp & 0x3f));
		} else {
			wr_u32(&w, 0xf0808080 | (cp & 0x1c0000) << 6 | (cp & 0x3f000) << 4 | (cp & 0xfc0) << 2 |
				       (cp & 0x3f));
		}
	}
	*out_len = w.len;
	return !t.bad && !wr_failed(&w);
}

/* The same text with white space and case folded. */
struct folded {
	struct text text;
	uint32_t ahead; /* a code point read too far */
	bool have_ahead;
	bool started;
};

static bool is_space(uint32_t cp)
{
	return cp == ' ' || (cp >= '\t' && cp <= '\r');
}

static bool folded_next(struct folded *f, uint32_t *out)
{
	uint32_t cp;
	if (f->have_ahead) {
		f->have_ahead = false;
		*out = f->ahead;
		return true;
	}
	if (!text_next(&f->text, &cp)) {
		return false;
	}
	bool gap = false;
	while (is_space(cp)) {
		gap = true;
		if (!text_next(&f->text, &cp)) {
			return false;
		}
	}
	if (cp >= 'A' && cp <= 'Z') {
		cp += 'a' - 'A';
	}
	*out = cp;
	if (gap && f->started) {
		f->ahead = cp;
		f->have_ahead = true;
		*out = ' ';
	}
	f->started = true;
	return true;
}

static struct folded folded_of(const struct name_attr *a)
{
	return (struct folded){.text = {a->value, a->tag, false}};
}

/* ---- walking ---------------------------------------------------------------------------------------------------- */

struct name_walk name_walk(struct span name)
{
	struct reader r = rd_init(name);
	return (struct name_walk){der_enter(&r, DER_SEQUENCE), rd_init(span_of(NULL, 0))};
}

static bool attr_take(struct reader *set, struct name_attr *out)
{
	struct der_tlv value;
	struct reader attr = der_enter(set, DER_SEQUENCE);
	out->type = der_oid(&attr);
	der_any(&attr, &value);
	out->tag = value.tag;
	out->value = value.content;
	if (!rd_end(&attr)) {
		rd_fail(set);
	}
	return !set->failed;
}

bool name_next(struct name_walk *w, struct name_attr *out)
{
	if (rd_left(&w->rdn) == 0) {
		if (rd_left(&w->rdns) == 0) {
			return false;
		}
		w->rdn = der_enter(&w->rdns, DER_SET);
	}
	return attr_take(&w->rdn, out);
}

/*
 * Text that is badly encoded could be equal to nothing, not even to itself. Other values are of the types that OpenSSL
 * reads in a name: it refuses a certificate with another, and whoever showed such a name would have to leave it out.
 */
static bool value_valid(const struct name_attr *a)
{
	struct text t = {a->value, a->tag, false};
	uint32_t cp;
	if (text_is(a->tag)) {
		while (text_next(&t, &cp)) {
		}
		return !t.bad;
	}
	switch (a->tag) {
	case DER_BIT_STRING: {
		const struct der_tlv value = {.tag = a->tag, .content = a->value};
		return der_value_valid(&value);
	}
	case DER_NUMERIC_STRING:
	case DER_SEQUENCE: /* EDIPartyName and its like */
	case 0x07:         /* ObjectDescriptor, EXTERNAL, REAL, EMBEDDED PDV, RELATIVE-OID and what has no name */
	case 0x08:
	case 0x09:
	case 0x0b:
	case 0x0d:
	case 0x0e:
	case 0x0f:
	case 0x1d:
		return true;
	default:
		return false;
	}
}

bool name_valid(struct span name)
{
	struct reader r = rd_init(name);
	struct reader rdns = der_enter(&r, DER_SEQUENCE);
	struct name_attr attr;
	while (rd_left(&rdns) != 0) {
		struct reader rdn = der_enter(&rdns, DER_SET);
		do {
			/* RFC 5280 §4.1.2.4: RelativeDistinguishedName is SET SIZE (1..MAX). */
			if (!attr_take(&rdn, &attr) || attr.type.len == 0 || !value_valid(&attr)) {
				return false;
			}
		} while (rd_left(&rdn) != 0);
	}
	return rd_end(&rdns) && rd_end(&r);
}

bool name_is_empty(struct span name)
{
	struct reader r = rd_init(name);
	return der_take(&r, DER_SEQUENCE).len == 0;
}

/* ---- comparison ------------------------------------------------------------------------------------------------- */

static bool attr_eq(const struct name_attr *a, const struct name_attr *b)
{
	if (!span_eq(a->type, b->type)) {
		return false;
	}
	if (a->tag == b->tag && span_eq(a->value, b->value)) {
		return true;
	}
	if (!text_is(a->tag) || !text_is(b->tag)) {
		return false;
	}
	struct folded fa = folded_of(a);
	struct folded fb = folded_of(b);
	uint32_t ca = 0;
	uint32_t cb = 0;
	bool more_a, more_b;
	do {
		more_a = folded_next(&fa, &ca);
		more_b = folded_next(&fb, &cb);
	} while (more_a && more_b && ca == cb);
	return !more_a && !more_b && !fa.text.bad && !fb.text.bad;
}

/* Relative names are sets: each attribute of a has its equal in b, and there are as many. */
static bool rdn_eq(struct span a, struct span b)
{
	if (span_eq(a, b)) {
		return true;
	}
	struct name_attr in_b[SET_MAX];
	size_t n_b = 0;
	struct reader r = rd_init(b);
	while (rd_left(&r) != 0) {
		if (n_b == SET_MAX || !attr_take(&r, &in_b[n_b])) {
			return false;
		}
		n_b++;
	}
	unsigned seen = 0;
	size_t n_a = 0;
	for (r = rd_init(a); rd_left(&r) != 0; n_a++) {
		struct name_attr attr;
		if (n_a == n_b || !attr_take(&r, &attr)) {
			return false;
		}
		size_t i = 0;
		while (i < n_b && ((seen & 1u << i) != 0 || !attr_eq(&attr, &in_b[i]))) {
			i++;
		}
		if (i == n_b) {
			return false;
		}
		seen |= 1u << i;
	}
	return n_a == n_b;
}

bool name_within(struct span name, struct span base)
{
	struct reader r = rd_init(name);
	struct reader rdns = der_enter(&r, DER_SEQUENCE);
	struct reader rb = rd_init(base);
	struct reader base_rdns = der_enter(&rb, DER_SEQUENCE);
	while (rd_left(&base_rdns) != 0) {
		struct span want = der_take(&base_rdns, DER_SET);
		struct span have = der_take(&rdns, DER_SET);
		if (rdns.failed || base_rdns.failed || !rdn_eq(have, want)) {
			return false;
		}
	}
	return !rdns.failed && !base_rdns.failed;
}

bool name_eq(struct span a, struct span b)
{
	if (span_eq(a, b)) {
		return true;
	}
	struct reader ra = rd_init(a);
	struct reader rb = rd_init(b);
	struct reader rdns_a = der_enter(&ra, DER_SEQUENCE);
	struct reader rdns_b = der_enter(&rb, DER_SEQUENCE);
	while (rd_left(&rdns_a) != 0 && rd_left(&rdns_b) != 0) {
		if (!rdn_eq(der_take(&rdns_a, DER_SET), der_take(&rdns_b, DER_SET))) {
			return false;
		}
	}
	return rd_end(&rdns_a) && rd_end(&rdns_b);
}

/* ---- hash ------------------------------------------------------------------------------------------------------- */

static uint64_t fnv(uint64_t h, uint32_t v)
{
	return (h ^ v) * UINT64_C(0x100000001b3);
}

uint64_t name_hash(struct span name)
{
	struct name_walk w = name_walk(name);
	struct name_attr attr;
	uint64_t sum = 0;
	while (name_next(&w, &attr)) {
		/* Attributes are summed: the order within a relative name does not count. */
		uint64_t h = UINT64_C(0xcbf29ce484222325);
		for (size_t i = 0; i < attr.type.len; i++) {
			h = fnv(h, attr.type.p[i]);
		}
		if (text_is(attr.tag)) {
			struct folded f = folded_of(&attr);
			uint32_t cp;
			while (folded_next(&f, &cp)) {
				h = fnv(h, cp);
			}
		} else {
			for (size_t i = 0; i < attr.value.len; i++) {
				h = fnv(h, attr.value.p[i]);
			}
		}
		sum += h ^ h >> 29;
	}
	return sum;
}
