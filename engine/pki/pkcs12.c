/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* PKCS#12 (pkcs12.h): the outer frame and its code; then safes, and in each of them bags. */
#include "pki/pkcs12.h"

#include "base/secret.h"
#include "crypto/digest.h"
#include "pki/asn1.h"
#include "pki/oid.h"
#include "pki/pbes2.h"

/* Safes inside bags inside safes: this deep. */
#define MAX_DEPTH 4

/* ---- the frame --------------------------------------------------------------------------------------------------- */

static void mac_take(struct pkcs12 *out, struct reader *pfx)
{
	struct reader mac = der_enter(pfx, DER_SEQUENCE);
	struct reader info = der_enter(&mac, DER_SEQUENCE);
	struct reader alg = der_enter(&info, DER_SEQUENCE);
	out->has_mac = true;
	out->mac_algorithm = der_oid(&alg);
	der_null_or_nothing(&alg);
	out->mac = der_take(&info, DER_OCTET_STRING);
	out->mac_salt = der_take(&mac, DER_OCTET_STRING);
	out->mac_rounds = rd_left(&mac) != 0 ? der_small(&mac, UINT32_MAX) : 1;
	/* Parameters that another code has are its own affair: it is not known by its name. */
	if (alg.failed || !rd_end(&info) || !rd_end(&mac) || out->mac_rounds == 0) {
		rd_fail(pfx);
	}
}

enum tls_err pkcs12_decode(struct pkcs12 *out, struct span der)
{
	*out = (struct pkcs12){0};
	struct reader r = rd_init(der);
	struct reader pfx = der_enter(&r, DER_SEQUENCE);
	unsigned version = der_small(&pfx, 3);
	struct reader content = der_enter(&pfx, DER_SEQUENCE);
	enum oid type = oid_find(der_oid(&content));
	struct reader explicit = der_enter(&content, DER_CTXC(0));
	if (!pfx.failed && !explicit.failed && type != OID_PKCS7_DATA) {
		return TLS_E_KEY_UNSUPPORTED;
	}
	out->safes = der_take(&explicit, DER_OCTET_STRING);
	if (!rd_end(&explicit) || !rd_end(&content) || version != 3) {
		return TLS_E_DER;
	}
	if (rd_left(&pfx) != 0) {
		mac_take(out, &pfx);
	}
	return rd_end(&pfx) && rd_end(&r) ? TLS_OK : TLS_E_DER;
}

/* ---- the code ---------------------------------------------------------------------------------------------------- */

static bool digest_of(struct span oid, enum digest_id *out)
{
	switch (oid_find(oid)) {
	case OID_SHA1:
		*out = DIGEST_SHA1;
		return true;
	case OID_SHA256:
		*out = DIGEST_SHA256;
		return true;
	case OID_SHA384:
		*out = DIGEST_SHA384;
		return true;
	case OID_SHA512:
		*out = DIGEST_SHA512;
		return true;
	default:
		return false;
	}
}

/* repeat feeds s over and over up to whole blocks of the digest; nothing of nothing. RFC 7292 B.2, steps 2 and 3. */
static void repeat(struct digest_ctx *d, size_t block, struct span s)
{
	for (size_t left = s.len == 0 ? 0 : (s.len + block - 1) / block * block; left > 0;) {
		size_t n = left < s.len ? left : s.len;
		digest_update(d, span_of(s.p, n));
		left -= n;
	}
}

/* mac_key: RFC 7292 B.2 with the identifier 3. A key as long as the digest takes the first block alone. */
static void mac_key(uint8_t *key, const struct pkcs12 *p, enum digest_id id, struct span password)
{
	uint8_t diversifier[DIGEST_MAX_BLOCK];
	size_t block = digest_block(id), len = digest_len(id);
	struct digest_ctx d;
	memset(diversifier, 3, sizeof diversifier);
	digest_init(&d, id);
	digest_update(&d, span_of(diversifier, block));
	repeat(&d, block, p->mac_salt);
	repeat(&d, block, password);
	digest_final(&d, key);
	for (uint32_t i = 1; i < p->mac_rounds; i++) {
		digest_update(&d, span_of(key, len));
		digest_final(&d, key);
	}
	wipe(&d, sizeof d);
}

enum tls_err pkcs12_verify(const struct pkcs12 *p, struct span password)
{
	enum digest_id id;
	if (!p->has_mac) {
		return TLS_E_PASSWORD;
	}
	if (!digest_of(p->mac_algorithm, &id)) {
		return TLS_E_KEY_UNSUPPORTED;
	}
	if (p->mac_rounds > PBES2_MAX_ROUNDS) {
		return TLS_E_BAD_ARGUMENT;
	}
	uint8_t key[DIGEST_MAX_LEN], mac[DIGEST_MAX_LEN];
	struct digest_hmac h;
	size_t len = digest_len(id);
	mac_key(key, p, id, password);
	digest_hmac_init(&h, id, span_of(key, len));
	digest_hmac_update(&h, p->safes);
	digest_hmac_final(&h, mac);
	bool same = p->mac.len == len && ct_equal(mac, p->mac.p, len);
	wipe(&h, sizeof h);
	wipe(key, sizeof key);
	wipe(mac, sizeof mac);
	return same ? TLS_OK : TLS_E_PASSWORD;
}

/* ---- passwords --------------------------------------------------------------------------------------------------- */

/* take_utf8: the next character of s, or -1 when it is none in the shortest form. */
static int32_t take_utf8(struct span *s)
{
	static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
	uint8_t first = s->p[0];
	size_t more = first < 0x80 ? 0 : first >> 5 == 6 ? 1 : first >> 4 == 14 ? 2 : first >> 3 == 30 ? 3 : SIZE_MAX;
	if (more >= s->len) {
		return -1;
	}
	uint32_t c = more == 0 ? first : first & (0x3fu >> more);
	for (size_t i = 1; i <= more; i++) {
		if (s->p[i] >> 6 != 2) {
			return -1;
		}
		c = c << 6 | (s->p[i] & 0x3fu);
	}
	*s = span_of(s->p + more + 1, s->len - more - 1);
	return c < least[more] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000) ? -1 : (int32_t)c;
}

static bool put_utf16(struct buffer *out, uint32_t c)
{
	uint8_t b[4] = {(uint8_t)(c >> 8), (uint8_t)c};
	size_t n = 2;
	if (c >= 0x10000) {
		uint32_t high = 0xd800 | (c - 0x10000) >> 10, low = 0xdc00 | (c & 0x3ff);
		b[0] = (uint8_t)(high >> 8);
		b[1] = (uint8_t)high;
		b[2] = (uint8_t)(low >> 8);
		b[3] = (uint8_t)low;
		n = 4;
	}
	bool ok = buf_append(out, span_of(b, n));
	wipe(b, sizeof b);
	return ok;
}

bool pkcs12_password(struct buffer *out, struct span text)
{
	bool utf8 = true, ok = true;
	for (struct span s = text; s.len > 0 && utf8;) {
		utf8 = take_utf8(&s) >= 0;
	}
	while (text.len > 0 && ok) {
		if (utf8) {
			ok = put_utf16(out, (uint32_t)take_utf8(&text));
		} else {
			ok = put_utf16(out, text.p[0]);
			text = span_of(text.p + 1, text.len - 1);
		}
	}
	return ok && put_utf16(out, 0);
}

/* ---- bags -------------------------------------------------------------------------------------------------------- */

struct walk {
	struct span password;
	enum tls_err (*take)(void *owner, const struct pkcs12_bag *bag);
	void *owner;
	uint32_t *left; /* the rounds that the file may still ask for */
};

/* attributes_take: those that nobody asks for are passed over. */
static void attributes_take(struct pkcs12_bag *bag, struct reader *r)
{
	struct reader set = der_enter(r, DER_SET);
	while (rd_left(&set) != 0) {
		struct reader attribute = der_enter(&set, DER_SEQUENCE);
		enum oid type = oid_find(der_oid(&attribute));
		struct reader values = der_enter(&attribute, DER_SET);
		if (type == OID_FRIENDLY_NAME && der_next_is(&values, DER_BMP_STRING)) {
			bag->name = der_take(&values, DER_BMP_STRING);
		} else if (type == OID_LOCAL_KEY_ID && der_next_is(&values, DER_OCTET_STRING)) {
			bag->key_id = der_take(&values, DER_OCTET_STRING);
		}
		if (values.failed || !rd_end(&attribute)) {
			rd_fail(&set);
		}
	}
	if (set.failed) {
		rd_fail(r);
	}
}

/* cert_take: the certificate of a certBag. False: it is of another kind. */
static bool cert_take(struct pkcs12_bag *bag, struct reader *value)
{
	struct reader cert = der_enter(value, DER_SEQUENCE);
	enum oid type = oid_find(der_oid(&cert));
	struct reader inner = der_enter(&cert, DER_CTXC(0));
	if (type != OID_X509_CERTIFICATE) {
		return false;
	}
	bag->kind = BAG_OF_CERT;
	bag->content = der_take(&inner, DER_OCTET_STRING);
	if (!rd_end(&inner) || !rd_end(&cert)) {
		rd_fail(value);
	}
	return true;
}

static enum tls_err contents_take(const struct walk *w, struct reader *r, unsigned depth);

static enum tls_err bag_take(const struct walk *w, struct reader *contents, unsigned depth)
{
	struct pkcs12_bag bag = {.left = w->left};
	bool known = true;
	struct reader r = der_enter(contents, DER_SEQUENCE);
	enum oid type = oid_find(der_oid(&r));
	struct reader value = der_enter(&r, DER_CTXC(0));
	switch (type) {
	case OID_BAG_KEY:
		bag.kind = BAG_OF_KEY;
		bag.content = der_take_whole(&value, DER_SEQUENCE);
		break;
	case OID_BAG_SHROUDED_KEY:
		bag.kind = BAG_OF_ENCRYPTED_KEY;
		bag.content = der_take_whole(&value, DER_SEQUENCE);
		break;
	case OID_BAG_CERT:
		known = cert_take(&bag, &value);
		break;
	case OID_BAG_SAFE_CONTENTS: {
		enum tls_err e = contents_take(w, &value, depth + 1);
		if (e != TLS_OK) {
			return e;
		}
		known = false;
		break;
	}
	default:
		known = false;
	}
	if (rd_left(&r) != 0) {
		attributes_take(&bag, &r);
	}
	if (!rd_end(&r) || value.failed || (known && !rd_end(&value))) {
		return TLS_E_DER;
	}
	return known ? w->take(w->owner, &bag) : TLS_OK;
}

static enum tls_err contents_take(const struct walk *w, struct reader *r, unsigned depth)
{
	struct reader contents = der_enter(r, DER_SEQUENCE);
	if (contents.failed || depth > MAX_DEPTH) {
		return TLS_E_DER;
	}
	enum tls_err e = TLS_OK;
	while (e == TLS_OK && rd_left(&contents) != 0) {
		e = bag_take(w, &contents, depth);
	}
	return e;
}

static enum tls_err octets_take(const struct walk *w, struct span octets)
{
	struct reader r = rd_init(octets);
	enum tls_err e = contents_take(w, &r, 0);
	return e == TLS_OK && !rd_end(&r) ? TLS_E_DER : e;
}

/* encrypted_take: EncryptedData, RFC 5652 §8. */
static enum tls_err encrypted_take(const struct walk *w, struct reader *content)
{
	struct reader data = der_enter(content, DER_SEQUENCE);
	der_small(&data, 2);
	struct reader info = der_enter(&data, DER_SEQUENCE);
	enum oid type = oid_find(der_oid(&info));
	struct span algorithm = der_take_whole(&info, DER_SEQUENCE);
	struct span text = der_take(&info, DER_CTX(0));
	if (!rd_end(&info) || !rd_end(&data) || !rd_end(content) || type != OID_PKCS7_DATA) {
		return TLS_E_DER;
	}
	struct buffer plain = {0};
	enum tls_err e = pbes2_open(&plain, algorithm, text, w->password, w->left);
	if (e == TLS_OK) {
		e = octets_take(w, buf_span(&plain));
	}
	buf_free(&plain);
	return e;
}

static enum tls_err safe_take(const struct walk *w, struct reader *safes)
{
	struct reader safe = der_enter(safes, DER_SEQUENCE);
	enum oid type = oid_find(der_oid(&safe));
	struct reader content = der_enter(&safe, DER_CTXC(0));
	if (content.failed || !rd_end(&safe)) {
		return TLS_E_DER;
	}
	if (type == OID_PKCS7_ENCRYPTED) {
		return encrypted_take(w, &content);
	}
	if (type != OID_PKCS7_DATA) {
		return TLS_E_KEY_UNSUPPORTED;
	}
	struct span octets = der_take(&content, DER_OCTET_STRING);
	return rd_end(&content) ? octets_take(w, octets) : TLS_E_DER;
}

enum tls_err pkcs12_bags(const struct pkcs12 *p, struct span password,
			 enum tls_err (*take)(void *owner, const struct pkcs12_bag *bag), void *owner)
{
	uint32_t left = PBES2_MAX_ROUNDS;
	const struct walk w = {password, take, owner, &left};
	struct reader r = rd_init(p->safes);
	struct reader safes = der_enter(&r, DER_SEQUENCE);
	enum tls_err e = safes.failed || !rd_end(&r) ? TLS_E_DER : TLS_OK;
	while (e == TLS_OK && rd_left(&safes) != 0) {
		e = safe_take(&w, &safes);
	}
	return e;
}
