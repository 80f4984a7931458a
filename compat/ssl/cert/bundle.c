/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * The index is a hash table over subjects. Names count as equal in a store when they differ in letter case, spaces or
 * string type, so the hash looks only at the ASCII letters and digits of each value; X509_NAME_cmp decides.
 */
#include "compat/ssl/cert/bundle.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/stat.h>

#include <openssl/asn1.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include "compat/ssl/bridge/bridge.h"

#define MAX_FILE  (16u << 20)
#define MAX_CERTS 65536u
#define N_BUCKETS 256

static const char begin[] = "-----BEGIN CERTIFICATE-----";
static const char end[] = "-----END CERTIFICATE-----";

struct entry {
	struct cert *cert;    /* a reference */
	_Atomic(X509 *) x509; /* made when first asked for; a reference */
	uint32_t hash;
	struct entry *next;
};

struct bundle {
	X509_STORE *store;   /* the store that owns this through its lookup */
	atomic_bool touched; /* the store has something from here */
	atomic_bool poured;  /* the store has all */
	struct entry *bucket[N_BUCKETS];
};

/* ---- names ------------------------------------------------------------------------------------------------------- */

static uint32_t mix(uint32_t h, uint8_t c)
{
	return (h ^ c) * 16777619u; /* FNV-1a */
}

/* mix_value takes the letters and digits. Wide strings (BMP, UCS-4) come to the same by their zero bytes falling out;
 * a wide character beyond ASCII must not lend its halves. */
static uint32_t mix_value(uint32_t h, int tag, const uint8_t *p, size_t len)
{
	size_t width = tag == V_ASN1_BMPSTRING ? 2 : tag == V_ASN1_UNIVERSALSTRING ? 4 : 1;
	for (size_t i = 0; i + width <= len; i += width) {
		bool narrow = true;
		for (size_t k = 0; k + 1 < width; k++) {
			narrow = narrow && p[i + k] == 0;
		}
		uint8_t c = p[i + width - 1];
		uint8_t lower = c >= 'A' && c <= 'Z' ? (uint8_t)(c | 0x20) : c;
		if (narrow && ((lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9'))) {
			h = mix(h, lower);
		}
	}
	return h;
}

/* mix_element walks a Name: SEQUENCE OF SET OF SEQUENCE { type, value }. The depth is bounded by the form. */
static uint32_t mix_element(uint32_t h, const unsigned char *p, long left, int depth)
{
	while (left > 0) {
		const unsigned char *start = p;
		long len = 0;
		int tag = 0, class = 0;
		int how = ASN1_get_object(&p, &len, &tag, &class, left);
		if ((how & 0x81) != 0 || len > left - (p - start)) {
			break;
		}
		if ((how & V_ASN1_CONSTRUCTED) != 0 && depth < 4) {
			h = mix_element(h, p, len, depth + 1);
		} else {
			h = mix_value(h, tag, p, (size_t)len);
		}
		p += len;
		left -= p - start;
	}
	return h;
}

static uint32_t hash_name(struct span name)
{
	return mix_element(2166136261u, name.p, (long)name.len, 0);
}

/* ---- entries ----------------------------------------------------------------------------------------------------- */

/* entry_free lets one entry go. */
static void entry_free(struct entry *e)
{
	cert_free(e->cert);
	X509_free(atomic_load(&e->x509));
	OPENSSL_free(e);
}

/* x509_of makes the X509 once; of two threads that do, the second uses the first one's. It lives as long as e does. */
static X509 *x509_of(struct entry *e)
{
	X509 *x = atomic_load(&e->x509);
	if (x == NULL) {
		X509 *fresh = bridge_x509(cert_der(e->cert));
		if (fresh == NULL || atomic_compare_exchange_strong(&e->x509, &x, fresh)) {
			return fresh;
		}
		X509_free(fresh);
	}
	return x;
}

/* pour_entry gives e's X509 to the store: true when it is there and its subject is name (NULL: any). */
static bool pour_entry(struct bundle *b, struct entry *e, const X509_NAME *name, X509_OBJECT *out)
{
	X509 *x = x509_of(e);
	if (x == NULL || (name != NULL && X509_NAME_cmp(X509_get_subject_name(x), name) != 0) ||
	    !X509_STORE_add_cert(b->store, x)) {
		return false;
	}
	if (out != NULL && X509_OBJECT_set1_X509(out, x)) {
		/* A lookup's answer is borrowed, here from the entry; the reference just taken nobody would give back.
		 */
		X509_free(x);
	}
	return true;
}

void bundle_pour(struct bundle *b)
{
	if (b == NULL || atomic_exchange(&b->poured, true)) {
		return;
	}
	atomic_store(&b->touched, true);
	ERR_set_mark();
	for (size_t i = 0; i < N_BUCKETS; i++) {
		for (struct entry *e = b->bucket[i]; e != NULL; e = e->next) {
			pour_entry(b, e, NULL, NULL);
		}
	}
	ERR_pop_to_mark();
}

/* ---- the lookup method ------------------------------------------------------------------------------------------- */

static int get_by_subject(X509_LOOKUP *lookup, X509_LOOKUP_TYPE type, const X509_NAME *name, X509_OBJECT *ret)
{
	struct bundle *b = X509_LOOKUP_get_method_data(lookup);
	const unsigned char *der = NULL;
	size_t len = 0;
	int found = 0;
	if (b == NULL || type != X509_LU_X509 || atomic_load(&b->poured) || !X509_NAME_get0_der(name, &der, &len)) {
		return 0;
	}
	uint32_t hash = hash_name(span_of(der, len));
	ERR_set_mark();
	for (struct entry *e = b->bucket[hash % N_BUCKETS]; e != NULL; e = e->next) {
		/* All of that name go in: the store is not asked again once it has one. */
		if (e->hash == hash && pour_entry(b, e, name, found ? NULL : ret)) {
			found = 1;
			atomic_store(&b->touched, true);
		}
	}
	ERR_pop_to_mark();
	return found;
}

static void bundle_free(struct bundle *b)
{
	for (size_t i = 0; b != NULL && i < N_BUCKETS; i++) {
		while (b->bucket[i] != NULL) {
			struct entry *e = b->bucket[i];
			b->bucket[i] = e->next;
			entry_free(e);
		}
	}
	OPENSSL_free(b);
}

static void free_lookup(X509_LOOKUP *lookup)
{
	bundle_free(X509_LOOKUP_get_method_data(lookup));
}

static X509_LOOKUP_METHOD *method;
static pthread_once_t method_once = PTHREAD_ONCE_INIT;

static void make_method(void)
{
	X509_LOOKUP_METHOD *m = X509_LOOKUP_meth_new("certificates of a file, when asked for");
	if (m != NULL && X509_LOOKUP_meth_set_get_by_subject(m, get_by_subject) &&
	    X509_LOOKUP_meth_set_free(m, free_lookup)) {
		method = m;
	} else {
		X509_LOOKUP_meth_free(m);
	}
}

/* bundle_new adds an empty bundle to store. */
static struct bundle *bundle_new(X509_STORE *store)
{
	if (pthread_once(&method_once, make_method) != 0 || method == NULL) {
		return NULL;
	}
	struct bundle *b = OPENSSL_zalloc(sizeof *b);
	X509_LOOKUP *lookup = b != NULL ? X509_STORE_add_lookup(store, method) : NULL;
	if (lookup == NULL || !X509_LOOKUP_set_method_data(lookup, b)) {
		OPENSSL_free(b);
		return NULL;
	}
	b->store = store;
	return b;
}

/* ---- files ------------------------------------------------------------------------------------------------------- */

/* read_file returns the whole file with a zero behind it, to free with OPENSSL_free; NULL when it cannot be had. */
static char *read_file(const char *file, size_t *len)
{
	struct stat st;
	/* Not a pipe: what is read from one is gone, and libcrypto may have to read it. */
	if (stat(file, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size <= 0 || st.st_size > (off_t)MAX_FILE) {
		return NULL;
	}
	FILE *f = fopen(file, "re");
	if (f == NULL) {
		return NULL;
	}
	size_t size = (size_t)st.st_size;
	char *text = OPENSSL_malloc(size + 1);
	if (text != NULL) {
		*len = fread(text, 1, size, f);
		text[*len] = 0;
		if (*len != size || strlen(text) != size) {
			OPENSSL_free(text);
			text = NULL;
		}
	}
	fclose(f);
	return text;
}

static struct entry *entry_new(struct span der)
{
	struct entry *e = OPENSSL_zalloc(sizeof *e);
	if (e == NULL || cert_parse(&e->cert, der) != TLS_OK) {
		OPENSSL_free(e);
		return NULL;
	}
	e->hash = hash_name(cert_facts(e->cert)->subject);
	return e;
}

/* decode_block reads the base64 between the lines. NULL: not plainly a certificate. */
static struct entry *decode_block(EVP_ENCODE_CTX *dec, const char *body, size_t len, uint8_t *scratch)
{
	int n = 0, last = 0;
	EVP_DecodeInit(dec);
	if (EVP_DecodeUpdate(dec, scratch, &n, (const unsigned char *)body, (int)len) < 0 ||
	    EVP_DecodeFinal(dec, scratch + n, &last) < 0) {
		return NULL;
	}
	return entry_new(span_of(scratch, (size_t)n + (size_t)last));
}

/* at_line: p stands at the beginning of a line. */
static bool at_line(const char *text, const char *p)
{
	return p == text || p[-1] == '\n';
}

static void entries_free(struct entry *list)
{
	while (list != NULL) {
		struct entry *e = list;
		list = e->next;
		entry_free(e);
	}
}

/* decode_text makes entries of all blocks, which must all be certificates; NULL when one is not, or there is none. */
static struct entry *decode_text(const char *text, EVP_ENCODE_CTX *dec, uint8_t *scratch)
{
	struct entry *list = NULL;
	size_t n = 0;
	for (const char *p = text; (p = strstr(p, "-----BEGIN ")) != NULL; n++) {
		const char *body = p + sizeof begin - 1;
		const char *stop =
		    at_line(text, p) && strncmp(p, begin, sizeof begin - 1) == 0 ? strstr(body, "-----") : NULL;
		struct entry *e = NULL;
		if (stop != NULL && (*body == '\n' || *body == '\r') && at_line(text, stop) &&
		    strncmp(stop, end, sizeof end - 1) == 0 && n < MAX_CERTS) {
			e = decode_block(dec, body, (size_t)(stop - body), scratch);
		}
		if (e == NULL) {
			entries_free(list);
			return NULL;
		}
		e->next = list;
		list = e;
		p = stop + sizeof end - 1;
	}
	return list;
}

bool bundle_load(struct bundle **b, X509_STORE *store, const char *file)
{
	size_t len = 0;
	struct entry *list = NULL;
	ERR_set_mark();
	char *text = file != NULL ? read_file(file, &len) : NULL;
	uint8_t *scratch = text != NULL ? OPENSSL_malloc(len) : NULL;
	EVP_ENCODE_CTX *dec = EVP_ENCODE_CTX_new();
	if (scratch != NULL && dec != NULL) {
		list = decode_text(text, dec, scratch);
	}
	if (list != NULL && *b == NULL) {
		*b = bundle_new(store);
	}
	bool taken = list != NULL && *b != NULL;
	while (taken && list != NULL) {
		struct entry *e = list;
		list = e->next;
		e->next = (*b)->bucket[e->hash % N_BUCKETS];
		(*b)->bucket[e->hash % N_BUCKETS] = e;
	}
	if (taken && atomic_load(&(*b)->touched)) {
		/* Of a name that the store has already it would ask for no more. */
		atomic_store(&(*b)->poured, false);
		bundle_pour(*b);
	}
	entries_free(list);
	EVP_ENCODE_CTX_free(dec);
	OPENSSL_free(scratch);
	OPENSSL_free(text);
	ERR_pop_to_mark();
	return taken;
}
