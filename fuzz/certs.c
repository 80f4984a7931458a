/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The certificates of certs.h. */
#include "certs.h"

#include <stdio.h>

#include "fuzz.h"

/* DER literals: as an initializer, and as a value. */
#define BYTES(s)                                                                                                       \
	{                                                                                                              \
		(const uint8_t *)(s), sizeof(s) - 1                                                                    \
	}
#define LIT(s) ((struct span)BYTES(s))

static void add(struct buffer *b, struct span s)
{
	must(s.len == 0 || buf_append(b, s));
}

void certs_tlv(struct buffer *out, uint8_t tag, struct span content)
{
	uint8_t head[5] = {tag};
	size_t n = 1;
	if (content.len < 0x80) {
		head[n++] = (uint8_t)content.len;
	} else {
		size_t octets = content.len < 0x100 ? 1 : content.len < 0x10000 ? 2 : 3;
		head[n++] = (uint8_t)(0x80 | octets);
		for (size_t i = octets; i-- > 0;) {
			head[n++] = (uint8_t)(content.len >> 8 * i);
		}
	}
	add(out, span_of(head, n));
	add(out, content);
}

/* The content becomes an element of out and is empty again. */
static void wrap(struct buffer *out, uint8_t tag, struct buffer *content)
{
	certs_tlv(out, tag, buf_span(content));
	buf_free(content);
}

static void extension(struct buffer *out, struct span oid, bool critical, struct span value)
{
	struct buffer b = {0};
	certs_tlv(&b, 0x06, oid);
	if (critical) {
		certs_tlv(&b, 0x01, LIT("\xff"));
	}
	certs_tlv(&b, 0x04, value);
	wrap(out, 0x30, &b);
}

/* An extension whose value is one SEQUENCE (tag 0x30) or another element. */
static void extension_of(struct buffer *out, struct span oid, bool critical, uint8_t tag, struct buffer *content)
{
	struct buffer value = {0};
	wrap(&value, tag, content);
	extension(out, oid, critical, buf_span(&value));
	buf_free(&value);
}

/* ---- names, keys, algorithms ------------------------------------------------------------------------------------- */

void certs_name(struct buffer *out, struct span common_name)
{
	struct buffer attr = {0}, rdn = {0}, name = {0};
	certs_tlv(&attr, 0x06, LIT("\x55\x04\x03"));
	certs_tlv(&attr, 0x0c, common_name);
	wrap(&rdn, 0x30, &attr);
	if (common_name.len != 0) {
		certs_tlv(&name, 0x31, buf_span(&rdn));
	}
	buf_free(&rdn);
	wrap(out, 0x30, &name);
}

static void name_of(struct buffer *out, unsigned which)
{
	static const char *const names[8] = {"Root", "ROOT  ", "A", "B", "C", "D", "www.example.com", ""};
	certs_name(out, span_str(names[which]));
}

static struct span spki_of(unsigned which)
{
	static const char *const names[8] = {"p256", "ed25519",   "rsa2048", "p384",
					     "p521", "rsapss256", "rsa1024", "p224"};
	static uint8_t text[8][1024];
	static size_t len[8];
	if (len[which] == 0) {
		char path[100];
		snprintf(path, sizeof path, "pki/data/%s.spki.der", names[which]);
		FILE *f = fopen(path, "rb");
		must(f != NULL);
		len[which] = fread(text[which], 1, sizeof text[which], f);
		fclose(f);
		must(len[which] > 0 && len[which] < sizeof text[which]);
	}
	return span_of(text[which], len[which]);
}

static struct span algorithm_of(unsigned which)
{
	static const struct span all[8] = {
	    BYTES("\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02"),             /* ecdsa-with-SHA256 */
	    BYTES("\x30\x05\x06\x03\x2b\x65\x70"),                                 /* Ed25519 */
	    BYTES("\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b\x05\x00"), /* sha256WithRSA */
	    BYTES("\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x03"),             /* ecdsa-with-SHA384 */
	    BYTES("\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x04"),             /* ecdsa-with-SHA512 */
	    BYTES("\x30\x41\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a\x30\x34\xa0\x0f\x30\x0d\x06\x09\x60\x86\x48\x01"
		  "\x65\x03\x04\x02\x01\x05\x00\xa1\x1c\x30\x1a\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x08\x30\x0d\x06"
		  "\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\xa2\x03\x02\x01\x20"), /* RSASSA-PSS, SHA-256, 32 */
	    BYTES("\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x05\x05\x00"),         /* sha1WithRSA */
	    BYTES("\x30\x09\x06\x07\x2a\x86\x48\xce\x3d\x04\x01"),                         /* ecdsa-with-SHA1 */
	};
	return all[which];
}

static void date(struct buffer *out, unsigned which)
{
	static const char *const dates[8] = {"200101000000Z", "220101000000Z", "240101000000Z",   "240101000001Z",
					     "230101000000Z", "491231235959Z", "20500101000000Z", "2401010000Z"};
	struct span text = span_str(dates[which]);
	certs_tlv(out, text.len == 15 ? 0x18 : 0x17, text);
}

static void validity(struct buffer *out, uint8_t dates)
{
	/* Mostly from 2020 to 2049. */
	static const uint8_t first[16] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 3, 4, 5, 7, 6};
	static const uint8_t last[16] = {5, 5, 5, 5, 5, 5, 5, 5, 6, 6, 6, 2, 3, 1, 4, 7};
	struct buffer b = {0};
	date(&b, first[dates & 15]);
	date(&b, last[dates >> 4]);
	wrap(out, 0x30, &b);
}

/* ---- extensions -------------------------------------------------------------------------------------------------- */

static struct span raw(struct reader *r)
{
	size_t n = rd_u8(r);
	return rd_bytes(r, n < rd_left(r) ? n : rd_left(r));
}

static void basic_constraints(struct buffer *out, uint8_t basic)
{
	struct buffer b = {0};
	if ((basic & 3) == 0) {
		return;
	}
	if ((basic & 3) >= 2) {
		certs_tlv(&b, 0x01, LIT("\xff"));
	}
	if ((basic & 3) == 3) {
		const uint8_t n = basic >> 2 & 7;
		certs_tlv(&b, 0x02, span_of(&n, 1));
	}
	extension_of(out, LIT("\x55\x1d\x13"), (basic & 0x20) == 0, 0x30, &b);
}

static void key_usage(struct buffer *out, uint8_t usage)
{
	struct buffer b = {0};
	const uint8_t bits[2] = {0, (uint8_t)(usage << 1)};
	if ((usage & 0x80) != 0) {
		add(&b, span_of(bits, 2));
		extension_of(out, LIT("\x55\x1d\x0f"), true, 0x03, &b);
	}
}

static void extended_key_usage(struct buffer *out, uint8_t extended)
{
	static const struct span all[6] = {
	    BYTES("\x2b\x06\x01\x05\x05\x07\x03\x01"),
	    BYTES("\x2b\x06\x01\x05\x05\x07\x03\x02"),
	    BYTES("\x55\x1d\x25\x00"),
	    BYTES("\x2b\x06\x01\x05\x05\x07\x03\x09"),
	    BYTES("\x2b\x06\x01\x04\x01\x82\x37\x0a\x03\x03"),
	    BYTES("\x2a\x03\x04"),
	};
	struct buffer b = {0};
	if ((extended & 0x80) == 0) {
		return;
	}
	for (unsigned i = 0; i < 6; i++) {
		if ((extended >> i & 1) != 0) {
			certs_tlv(&b, 0x06, all[i]);
		}
	}
	extension_of(out, LIT("\x55\x1d\x25"), (extended & 0x40) != 0, 0x30, &b);
}

static void alternative_name(struct buffer *out, unsigned which, struct reader *r)
{
	struct buffer b = {0}, name = {0};
	switch (which) {
	case 0:
		return;
	case 1:
		certs_tlv(&b, 0x82, span_str("www.example.com"));
		break;
	case 2:
		certs_tlv(&b, 0x82, span_str("*.example.com"));
		certs_tlv(&b, 0x87, LIT("\x7f\0\0\1"));
		break;
	case 3:
		certs_tlv(&b, 0x81, span_str("who@example.com"));
		certs_tlv(&b, 0x86, span_str("https://www.example.com/"));
		break;
	case 4:
		name_of(&name, 2);
		wrap(&b, 0xa4, &name);
		break;
	case 5:
		certs_tlv(&b, 0x82, raw(r));
		break;
	case 6:
		certs_tlv(&b, 0x82, span_str("www.evil.org"));
		break;
	default:
		add(&b, raw(r));
		break;
	}
	extension_of(out, LIT("\x55\x1d\x11"), false, 0x30, &b);
}

static void name_constraints(struct buffer *out, unsigned which, struct reader *r)
{
	struct buffer b = {0}, subtree = {0}, name = {0};
	bool excluded = which >= 4;
	switch (which) {
	case 0:
		return;
	case 1:
	case 4:
		certs_tlv(&subtree, 0x82, span_str("example.com"));
		break;
	case 2:
		name_of(&name, 2);
		wrap(&subtree, 0xa4, &name);
		break;
	case 3:
		certs_tlv(&subtree, 0x87, LIT("\x7f\0\0\0\xff\0\0\0"));
		break;
	case 5:
		certs_tlv(&subtree, 0x81, span_str("example.com"));
		break;
	case 6:
		certs_tlv(&subtree, (uint8_t)(0x80 | (rd_u8(r) & 0x27)), raw(r));
		break;
	default:
		extension(out, LIT("\x55\x1d\x1e"), true, raw(r));
		return;
	}
	wrap(&name, 0x30, &subtree);
	wrap(&b, excluded ? 0xa1 : 0xa0, &name);
	extension_of(out, LIT("\x55\x1d\x1e"), true, 0x30, &b);
}

static void key_ids(struct buffer *out, const struct cert_plan *p)
{
	struct buffer b = {0};
	const uint8_t own = p->key_ids & 15, issuers = p->key_ids >> 4;
	if ((p->keys & 0x40) != 0) {
		certs_tlv(&b, 0x04, span_of(&own, 1));
		extension(out, LIT("\x55\x1d\x0e"), false, buf_span(&b));
		buf_free(&b);
	}
	if ((p->keys & 0x80) != 0) {
		certs_tlv(&b, 0x80, span_of(&issuers, 1));
		extension_of(out, LIT("\x55\x1d\x23"), false, 0x30, &b);
	}
}

static void extensions(struct buffer *out, const struct cert_plan *p, struct reader *r)
{
	struct buffer list = {0}, all = {0};
	basic_constraints(&list, p->basic);
	key_usage(&list, p->usage);
	extended_key_usage(&list, p->extended);
	key_ids(&list, p);
	alternative_name(&list, p->rest & 7, r);
	name_constraints(&list, p->rest >> 3 & 7, r);
	if ((p->basic & 0xc0) != 0) {
		extension(&list, LIT("\x2a\x03\x04\x05"), (p->basic & 0x40) != 0, LIT("\x05\x00"));
	}
	if ((p->rest & 0x80) != 0) {
		struct span oid = raw(r);
		bool critical = (rd_u8(r) & 1) != 0;
		extension(&list, oid, critical, raw(r));
	}
	if (buf_len(&list) != 0) {
		wrap(&all, 0x30, &list);
		wrap(out, 0xa3, &all);
	}
	buf_free(&list);
}

/* ---- certificates ------------------------------------------------------------------------------------------------ */

struct cert_plan certs_plan(struct reader *r, const struct cert_plan *before)
{
	struct cert_plan p = *before;
	uint8_t names = rd_u8(r);
	if (names == 0xff) {
		p.keys = (uint8_t)((p.keys & ~7) | (p.serial & 3));
		p.serial++;
		return p;
	}
	p.names = names;
	p.keys = rd_u8(r);
	p.key_ids = rd_u8(r);
	p.basic = rd_u8(r);
	p.usage = rd_u8(r);
	p.extended = rd_u8(r);
	p.dates = rd_u8(r);
	p.rest = rd_u8(r);
	p.serial = rd_u8(r);
	return p;
}

/* The SEQUENCE of tbsCertificate, algorithm and signature. */
static void sign(struct buffer *out, struct buffer *tbs, struct span algorithm, bool right)
{
	struct buffer whole = {0}, bits = {0};
	wrap(&whole, 0x30, tbs);
	add(&whole, algorithm);
	add(&bits, LIT("\0********"));
	add(&bits, right ? LIT("*") : LIT("!"));
	wrap(&whole, 0x03, &bits);
	wrap(out, 0x30, &whole);
}

void certs_make(struct buffer *out, const struct cert_plan *p, struct reader *r)
{
	struct buffer tbs = {0};
	bool old = (p->names & 0x40) != 0;
	struct span algorithm = algorithm_of(p->keys >> 3 & 7);
	if (!old) {
		add(&tbs, LIT("\xa0\x03\x02\x01\x02"));
	}
	certs_tlv(&tbs, 0x02, span_of(&p->serial, 1));
	add(&tbs, algorithm);
	name_of(&tbs, p->names >> 3 & 7);
	validity(&tbs, p->dates);
	name_of(&tbs, p->names & 7);
	add(&tbs, spki_of(p->keys & 7));
	if (!old || (p->rest & 0x80) != 0) {
		extensions(&tbs, p, r);
	}
	sign(out, &tbs, (p->names & 0x80) != 0 ? algorithm_of((p->keys >> 3 & 7) ^ 1) : algorithm,
	     (p->rest & 0x40) == 0);
}

void certs_leaf(struct buffer *out, struct span common_name, struct span san, struct span constraints)
{
	struct buffer tbs = {0}, list = {0}, content = {0}, all = {0};
	add(&tbs, LIT("\xa0\x03\x02\x01\x02\x02\x01\x01"));
	add(&tbs, algorithm_of(0));
	name_of(&tbs, 0);
	validity(&tbs, 0);
	certs_name(&tbs, common_name);
	add(&tbs, spki_of(0));
	if (san.len != 0) {
		add(&content, san);
		extension_of(&list, LIT("\x55\x1d\x11"), false, 0x30, &content);
	}
	if (constraints.len != 0) {
		extension(&list, LIT("\x55\x1d\x1e"), true, constraints);
	}
	if (buf_len(&list) != 0) {
		wrap(&all, 0x30, &list);
		wrap(&tbs, 0xa3, &all);
	}
	sign(out, &tbs, algorithm_of(0), true);
}
