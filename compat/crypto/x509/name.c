/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* X509_NAME_get0_der(3), X509_NAME_get_entry(3), X509_NAME_cmp(3): names, their entries and their canonical form. */
#include "compat/crypto/x509/name.h"

#include <limits.h>
#include <stdatomic.h>
#include <stdlib.h>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/objects.h>

#include "compat/crypto/asn1/build.h"
#include "compat/crypto/asn1/string.h"
#include "compat/crypto/objects/object.h"
#include "engine/crypto/hash.h"
#include "engine/pki/asn1.h"
#include "engine/pki/name.h"

/* ---- life -------------------------------------------------------------------------------------------------------- */

static const uint8_t empty_name[] = {DER_SEQUENCE, 0};

X509_NAME *name_new(struct span der)
{
	X509_NAME *name = OPENSSL_zalloc(sizeof *name);
	if (name == NULL || !buf_append(&name->der, der)) {
		ERR_raise(ERR_LIB_X509, ERR_R_MALLOC_FAILURE);
		OPENSSL_free(name);
		return NULL;
	}
	return name;
}

X509_NAME *X509_NAME_new(void)
{
	return name_new(span_of(empty_name, sizeof empty_name));
}

static void drop_canonical(X509_NAME *name)
{
	struct buffer *canonical = atomic_exchange(&name->canonical, NULL);
	if (canonical != NULL) {
		buf_free(canonical);
		OPENSSL_free(canonical);
	}
}

void X509_NAME_free(X509_NAME *name)
{
	if (name != NULL) {
		sk_X509_NAME_ENTRY_pop_free(atomic_load(&name->entries), X509_NAME_ENTRY_free);
		drop_canonical(name);
		buf_free(&name->der);
		OPENSSL_free(name);
	}
}

struct span name_der(const X509_NAME *name)
{
	return buf_span(&name->der);
}

X509_NAME *X509_NAME_dup(const X509_NAME *name)
{
	return name != NULL ? name_new(name_der(name)) : NULL;
}

int X509_NAME_set(X509_NAME **to, const X509_NAME *name)
{
	X509_NAME *copy = X509_NAME_dup(name);
	if (copy == NULL) {
		return 0;
	}
	X509_NAME_free(*to);
	*to = copy;
	return 1;
}

X509_NAME *d2i_X509_NAME(X509_NAME **out, const unsigned char **in, long len)
{
	struct reader r = rd_init(span_of(*in, len > 0 ? (size_t)len : 0));
	struct span der = der_take_whole(&r, DER_SEQUENCE);
	X509_NAME *name = NULL;
	if (r.failed || !name_valid(der)) {
		ERR_raise(ERR_LIB_ASN1, ERR_R_NESTED_ASN1_ERROR);
	} else {
		name = name_new(der);
	}
	if (name != NULL) {
		*in += der.len;
	}
	/* What was there is gone either way, as with every d2i function. */
	if (out != NULL) {
		X509_NAME_free(*out);
		*out = name;
	}
	return name;
}

int i2d_X509_NAME(const X509_NAME *name, unsigned char **out)
{
	return name != NULL ? der_hand_out(name_der(name), out) : 0;
}

int X509_NAME_get0_der(const X509_NAME *name, const unsigned char **der, size_t *len)
{
	struct span s = name_der(name);
	if (der != NULL) {
		*der = s.p;
	}
	if (len != NULL) {
		*len = s.len;
	}
	return 1;
}

/* ---- entries ----------------------------------------------------------------------------------------------------- */

X509_NAME_ENTRY *X509_NAME_ENTRY_new(void)
{
	X509_NAME_ENTRY *e = OPENSSL_zalloc(sizeof *e);
	if (e == NULL) {
		ERR_raise(ERR_LIB_X509, ERR_R_MALLOC_FAILURE);
	}
	return e;
}

void X509_NAME_ENTRY_free(X509_NAME_ENTRY *e)
{
	if (e != NULL) {
		ASN1_OBJECT_free(e->object);
		ASN1_STRING_free(e->value);
		OPENSSL_free(e);
	}
}

X509_NAME_ENTRY *X509_NAME_ENTRY_dup(const X509_NAME_ENTRY *e)
{
	X509_NAME_ENTRY *copy = X509_NAME_ENTRY_new();
	if (copy != NULL &&
	    ((copy->object = OBJ_dup(e->object)) == NULL || (copy->value = ASN1_STRING_dup(e->value)) == NULL)) {
		X509_NAME_ENTRY_free(copy);
		return NULL;
	}
	if (copy != NULL) {
		copy->set = e->set;
	}
	return copy;
}

ASN1_OBJECT *X509_NAME_ENTRY_get_object(const X509_NAME_ENTRY *e)
{
	return e != NULL ? e->object : NULL;
}

ASN1_STRING *X509_NAME_ENTRY_get_data(const X509_NAME_ENTRY *e)
{
	return e != NULL ? e->value : NULL;
}

int X509_NAME_ENTRY_set(const X509_NAME_ENTRY *e)
{
	return e->set;
}

static X509_NAME_ENTRY *entry_of(const struct name_attr *a, int set)
{
	X509_NAME_ENTRY *e = X509_NAME_ENTRY_new();
	if (e == NULL) {
		return NULL;
	}
	const struct der_tlv value = {.tag = a->tag, .content = a->value};
	e->object = obj_of(a->type);
	e->value = asn1_string_of(&value);
	e->set = set;
	if (e->object == NULL || e->value == NULL) {
		X509_NAME_ENTRY_free(e);
		return NULL;
	}
	return e;
}

static STACK_OF(X509_NAME_ENTRY) * read_entries(struct span der)
{
	STACK_OF(X509_NAME_ENTRY) *all = sk_X509_NAME_ENTRY_new_null();
	struct name_walk w = name_walk(der);
	struct name_attr attr;
	int set = -1;
	while (all != NULL) {
		bool next = rd_left(&w.rdn) == 0;
		if (!name_next(&w, &attr)) {
			break;
		}
		set += next;
		X509_NAME_ENTRY *e = entry_of(&attr, set);
		if (e == NULL || sk_X509_NAME_ENTRY_push(all, e) <= 0) {
			X509_NAME_ENTRY_free(e);
			sk_X509_NAME_ENTRY_pop_free(all, X509_NAME_ENTRY_free);
			all = NULL;
		}
	}
	return all;
}

STACK_OF(X509_NAME_ENTRY) * name_entries(const X509_NAME *name)
{
	X509_NAME *n = (X509_NAME *)name;
	STACK_OF(X509_NAME_ENTRY) *have = atomic_load(&n->entries);
	if (have == NULL) {
		STACK_OF(X509_NAME_ENTRY) *fresh = read_entries(name_der(name));
		if (fresh == NULL || atomic_compare_exchange_strong(&n->entries, &have, fresh)) {
			return fresh;
		}
		/* Another thread was first. */
		sk_X509_NAME_ENTRY_pop_free(fresh, X509_NAME_ENTRY_free);
	}
	return have;
}

int X509_NAME_entry_count(const X509_NAME *name)
{
	STACK_OF(X509_NAME_ENTRY) *all = name != NULL ? name_entries(name) : NULL;
	return all != NULL ? sk_X509_NAME_ENTRY_num(all) : 0;
}

X509_NAME_ENTRY *X509_NAME_get_entry(const X509_NAME *name, int at)
{
	STACK_OF(X509_NAME_ENTRY) *all = name != NULL ? name_entries(name) : NULL;
	return all != NULL && at >= 0 && at < sk_X509_NAME_ENTRY_num(all) ? sk_X509_NAME_ENTRY_value(all, at) : NULL;
}

int X509_NAME_get_index_by_OBJ(const X509_NAME *name, const ASN1_OBJECT *object, int after)
{
	int n = X509_NAME_entry_count(name);
	for (int i = after < 0 ? 0 : after + 1; i < n; i++) {
		if (OBJ_cmp(X509_NAME_get_entry(name, i)->object, object) == 0) {
			return i;
		}
	}
	return -1;
}

int X509_NAME_get_index_by_NID(const X509_NAME *name, int nid, int after)
{
	const ASN1_OBJECT *object = OBJ_nid2obj(nid);
	return object != NULL ? X509_NAME_get_index_by_OBJ(name, object, after) : -2;
}

/* The octets as they are, in a C string; the length, which with NULL is not cut. */
int X509_NAME_get_text_by_OBJ(const X509_NAME *name, const ASN1_OBJECT *object, char *out, int size)
{
	int i = X509_NAME_get_index_by_OBJ(name, object, -1);
	if (i < 0) {
		return -1;
	}
	const ASN1_STRING *value = X509_NAME_get_entry(name, i)->value;
	if (out == NULL) {
		return value->length;
	}
	if (size <= 0) {
		return 0;
	}
	int len = value->length < size - 1 ? value->length : size - 1;
	memcpy(out, value->data, (size_t)len);
	out[len] = '\0';
	return len;
}

int X509_NAME_get_text_by_NID(const X509_NAME *name, int nid, char *out, int size)
{
	const ASN1_OBJECT *object = OBJ_nid2obj(nid);
	return object != NULL ? X509_NAME_get_text_by_OBJ(name, object, out, size) : -1;
}

/* ---- DER of entries ---------------------------------------------------------------------------------------------- */

static int compare_elements(const void *a, const void *b)
{
	const struct span *x = a, *y = b;
	size_t n = x->len < y->len ? x->len : y->len;
	int c = n != 0 ? memcmp(x->p, y->p, n) : 0;
	return c != 0 ? c : (x->len > y->len) - (x->len < y->len);
}

/* put_set appends a SET OF, whose elements are one after the other in content: DER wants them in order (X.690 §11.6).
 */
static bool put_set(struct buffer *out, struct span content)
{
	enum { MOST = 64 };
	struct span elements[MOST];
	size_t n = 0;
	struct der_tlv tlv;
	struct reader r = rd_init(content);
	while (n < MOST && rd_left(&r) != 0 && der_any(&r, &tlv)) {
		elements[n++] = tlv.whole;
	}
	if (n > 1 && rd_end(&r)) {
		qsort(elements, n, sizeof elements[0], compare_elements);
		struct buffer sorted = {0};
		bool ok = true;
		for (size_t i = 0; i < n; i++) {
			ok = ok && buf_append(&sorted, elements[i]);
		}
		ok = ok && der_put(out, DER_SET, buf_span(&sorted));
		buf_free(&sorted);
		return ok;
	}
	return der_put(out, DER_SET, content);
}

static bool put_entry(struct buffer *out, const X509_NAME_ENTRY *e)
{
	struct buffer attr = {0};
	bool ok = der_put_object(&attr, e->object) &&
		  asn1_string_put(&attr, e->value) && der_put(out, DER_SEQUENCE, buf_span(&attr));
	buf_free(&attr);
	return ok;
}

bool name_encode(X509_NAME *name)
{
	STACK_OF(X509_NAME_ENTRY) *all = atomic_load(&name->entries);
	struct buffer der = {0}, rdn = {0};
	bool ok = true;
	int n = sk_X509_NAME_ENTRY_num(all);
	for (int i = 0; ok && i < n; i++) {
		const X509_NAME_ENTRY *e = sk_X509_NAME_ENTRY_value(all, i);
		ok = put_entry(&rdn, e);
		if (i + 1 == n || sk_X509_NAME_ENTRY_value(all, i + 1)->set != e->set) {
			ok = ok && put_set(&der, buf_span(&rdn));
			buf_free(&rdn);
		}
	}
	ok = ok && der_wrap(&der, DER_SEQUENCE);
	buf_free(&rdn);
	if (!ok) {
		buf_free(&der);
		ERR_raise(ERR_LIB_X509, ERR_R_ASN1_LIB);
		return false;
	}
	buf_free(&name->der);
	name->der = der;
	drop_canonical(name);
	return true;
}

/* ---- canonical form ---------------------------------------------------------------------------------------------- */

static bool is_space(uint8_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* fold: text in UTF-8 without white space at its ends, with one space for any within, ASCII letters small. In place. */
static size_t fold(uint8_t *p, size_t len)
{
	size_t to = 0;
	for (size_t i = 0; i < len; i++) {
		if (is_space(p[i])) {
			while (i + 1 < len && is_space(p[i + 1])) {
				i++;
			}
			if (to != 0 && i + 1 < len) {
				p[to++] = ' ';
			}
		} else {
			p[to++] = p[i] >= 'A' && p[i] <= 'Z' ? (uint8_t)(p[i] + ('a' - 'A')) : p[i];
		}
	}
	return to;
}

static bool put_canonical(struct buffer *out, const struct name_attr *a)
{
	struct buffer attr = {0}, text = {0};
	bool ok = der_put(&attr, DER_OID, a->type);
	if (text_is(a->tag)) {
		size_t cap = 4 * a->value.len + 1, len = 0;
		uint8_t *p = ok ? buf_reserve(&text, cap) : NULL;
		ok = p != NULL && attr_utf8(a, p, cap, &len) &&
		     der_put(&attr, DER_UTF8_STRING, span_of(p, fold(p, len)));
	} else {
		ok = ok && der_put(&attr, a->tag, a->value);
	}
	ok = ok && der_put(out, DER_SEQUENCE, buf_span(&attr));
	buf_free(&attr);
	buf_free(&text);
	return ok;
}

static bool make_canonical(struct buffer *out, struct span der)
{
	struct name_walk w = name_walk(der);
	struct name_attr attr;
	struct buffer rdn = {0};
	bool ok = true;
	while (ok && name_next(&w, &attr)) {
		ok = put_canonical(&rdn, &attr);
		if (rd_left(&w.rdn) == 0) {
			ok = ok && put_set(out, buf_span(&rdn));
			buf_free(&rdn);
		}
	}
	buf_free(&rdn);
	return ok;
}

bool name_canonical(const X509_NAME *name, struct span *out)
{
	X509_NAME *n = (X509_NAME *)name;
	struct buffer *have = atomic_load(&n->canonical);
	if (have == NULL) {
		struct buffer *fresh = OPENSSL_zalloc(sizeof *fresh);
		if (fresh == NULL || !make_canonical(fresh, name_der(name))) {
			if (fresh != NULL) {
				buf_free(fresh);
			}
			OPENSSL_free(fresh);
			ERR_raise(ERR_LIB_X509, ERR_R_MALLOC_FAILURE);
			return false;
		}
		if (atomic_compare_exchange_strong(&n->canonical, &have, fresh)) {
			have = fresh;
		} else {
			buf_free(fresh);
			OPENSSL_free(fresh);
		}
	}
	*out = buf_span(have);
	return true;
}

/* The order is by length first. -2: memory is out. */
int X509_NAME_cmp(const X509_NAME *a, const X509_NAME *b)
{
	struct span x, y;
	if (a == b) {
		return 0;
	}
	if (a == NULL || b == NULL) {
		return a == NULL ? -1 : 1;
	}
	if (span_eq(name_der(a), name_der(b))) {
		return 0;
	}
	if (!name_canonical(a, &x) || !name_canonical(b, &y)) {
		return -2;
	}
	if (x.len != y.len) {
		return x.len < y.len ? -1 : 1;
	}
	int c = x.len != 0 ? memcmp(x.p, y.p, x.len) : 0;
	return (c > 0) - (c < 0);
}

/* The first four octets of the digest, the least significant first: what hashed directories are named by. */
static unsigned long first_word(const uint8_t *digest)
{
	return (unsigned long)digest[0] | (unsigned long)digest[1] << 8 | (unsigned long)digest[2] << 16 |
	       (unsigned long)digest[3] << 24;
}

unsigned long X509_NAME_hash_ex(const X509_NAME *name, OSSL_LIB_CTX *libctx, const char *propq, int *ok)
{
	(void)libctx, (void)propq;
	struct span canonical;
	uint8_t digest[HASH_MAX_LEN] = {0};
	bool good = name_canonical(name, &canonical);
	if (good) {
		hash_once(HASH_SHA1, canonical, digest);
	}
	if (ok != NULL) {
		*ok = good;
	}
	return first_word(digest);
}

unsigned long X509_NAME_hash_old(const X509_NAME *name)
{
	uint8_t digest[EVP_MAX_MD_SIZE] = {0};
	return X509_NAME_digest(name, EVP_md5(), digest, NULL) ? first_word(digest) : 0;
}

int X509_NAME_digest(const X509_NAME *name, const EVP_MD *md, unsigned char *out, unsigned int *len)
{
	struct span der = name_der(name);
	return EVP_Digest(der.p, der.len, out, len, md, NULL);
}
