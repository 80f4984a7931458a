/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * OBJ_nid2obj(3): objects by number, name and identifier. The numbered ones stand in a constant table, sorted by
 * number; indexes by name and identifier are built once, at first use. Objects that a program creates are kept in a
 * list beside.
 */
#include "compat/crypto/objects/object.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/objects.h>

#include "compat/crypto/objects/sigid.h"

/* Numbers of created objects start above all that OpenSSL gives out. */
#define FIRST_NEW_NID 1400
#define MAX_ROWS      2048

static pthread_once_t once = PTHREAD_ONCE_INIT;
static uint16_t by_sn[MAX_ROWS], by_ln[MAX_ROWS], by_oid[MAX_ROWS];
static unsigned n_oid;

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static ASN1_OBJECT **created; /* n_created of them, owned */
static int n_created, next_nid = FIRST_NEW_NID;

static int compare_octets(struct span a, struct span b)
{
	if (a.len != b.len) {
		return a.len < b.len ? -1 : 1;
	}
	return a.len != 0 ? memcmp(a.p, b.p, a.len) : 0;
}

static struct span octets_of(const ASN1_OBJECT *o)
{
	return span_of(o->data, (size_t)o->len);
}

/* ---- the indexes ------------------------------------------------------------------------------------------------- */

static int order_sn(const void *a, const void *b)
{
	return strcmp(obj_rows[*(const uint16_t *)a].sn, obj_rows[*(const uint16_t *)b].sn);
}

static int order_ln(const void *a, const void *b)
{
	return strcmp(obj_rows[*(const uint16_t *)a].ln, obj_rows[*(const uint16_t *)b].ln);
}

static int order_oid(const void *a, const void *b)
{
	return compare_octets(octets_of(&obj_rows[*(const uint16_t *)a]), octets_of(&obj_rows[*(const uint16_t *)b]));
}

static void build(void)
{
	for (unsigned i = 0; i < obj_n_rows && i < MAX_ROWS; i++) {
		by_sn[i] = by_ln[i] = (uint16_t)i;
		if (obj_rows[i].len != 0) {
			by_oid[n_oid++] = (uint16_t)i;
		}
	}
	qsort(by_sn, obj_n_rows, sizeof by_sn[0], order_sn);
	qsort(by_ln, obj_n_rows, sizeof by_ln[0], order_ln);
	qsort(by_oid, n_oid, sizeof by_oid[0], order_oid);
}

/* search: compare says how the key stands to a row. */
static const ASN1_OBJECT *search(const uint16_t *index, unsigned n, int (*compare)(const void *, const ASN1_OBJECT *),
				 const void *key)
{
	pthread_once(&once, build);
	unsigned low = 0, high = n;
	while (low < high) {
		unsigned mid = low + (high - low) / 2;
		int c = compare(key, &obj_rows[index[mid]]);
		if (c == 0) {
			return &obj_rows[index[mid]];
		}
		if (c > 0) {
			low = mid + 1;
		} else {
			high = mid;
		}
	}
	return NULL;
}

static int to_sn(const void *key, const ASN1_OBJECT *row)
{
	return strcmp(key, row->sn);
}

static int to_ln(const void *key, const ASN1_OBJECT *row)
{
	return strcmp(key, row->ln);
}

static int to_oid(const void *key, const ASN1_OBJECT *row)
{
	return compare_octets(*(const struct span *)key, octets_of(row));
}

static int to_nid(const void *key, const ASN1_OBJECT *row)
{
	return *(const int *)key - row->nid;
}

/* search_created walks the program's own, newest first. Their memory stays until the end of the process. */
static const ASN1_OBJECT *search_created(int (*compare)(const void *, const ASN1_OBJECT *), const void *key)
{
	const ASN1_OBJECT *found = NULL;
	pthread_rwlock_rdlock(&lock);
	for (int i = n_created; found == NULL && i-- > 0;) {
		const ASN1_OBJECT *o = created[i];
		bool comparable = (compare != to_sn || o->sn != NULL) && (compare != to_ln || o->ln != NULL);
		found = comparable && compare(key, o) == 0 ? o : NULL;
	}
	pthread_rwlock_unlock(&lock);
	return found;
}

/* ---- by number --------------------------------------------------------------------------------------------------- */

static const ASN1_OBJECT *by_nid(int nid)
{
	unsigned low = 0, high = obj_n_rows;
	while (low < high) {
		unsigned mid = low + (high - low) / 2;
		if (obj_rows[mid].nid == nid) {
			return &obj_rows[mid];
		}
		if (obj_rows[mid].nid < nid) {
			low = mid + 1;
		} else {
			high = mid;
		}
	}
	const ASN1_OBJECT *o = search_created(to_nid, &nid);
	/* As in OpenSSL, a number that nobody has is an error only once there are objects to search. */
	if (o == NULL && n_created != 0) {
		ERR_raise(ERR_LIB_OBJ, OBJ_R_UNKNOWN_NID);
	}
	return o;
}

ASN1_OBJECT *OBJ_nid2obj(int nid)
{
	return (ASN1_OBJECT *)by_nid(nid);
}

const char *OBJ_nid2sn(int nid)
{
	const ASN1_OBJECT *o = by_nid(nid);
	return o != NULL ? o->sn : NULL;
}

const char *OBJ_nid2ln(int nid)
{
	const ASN1_OBJECT *o = by_nid(nid);
	return o != NULL ? o->ln : NULL;
}

/* ---- by name and identifier -------------------------------------------------------------------------------------- */

static int nid_of(const ASN1_OBJECT *o)
{
	return o != NULL ? o->nid : NID_undef;
}

int OBJ_sn2nid(const char *s)
{
	const ASN1_OBJECT *o = search(by_sn, obj_n_rows, to_sn, s);
	return nid_of(o != NULL ? o : search_created(to_sn, s));
}

int OBJ_ln2nid(const char *s)
{
	const ASN1_OBJECT *o = search(by_ln, obj_n_rows, to_ln, s);
	return nid_of(o != NULL ? o : search_created(to_ln, s));
}

int OBJ_obj2nid(const ASN1_OBJECT *a)
{
	if (a == NULL) {
		return NID_undef;
	}
	if (a->nid != NID_undef) {
		return a->nid;
	}
	struct span key = octets_of(a);
	if (key.len == 0) {
		return NID_undef;
	}
	pthread_once(&once, build);
	const ASN1_OBJECT *o = search(by_oid, n_oid, to_oid, &key);
	return nid_of(o != NULL ? o : search_created(to_oid, &key));
}

/* ---- as text ----------------------------------------------------------------------------------------------------- */

/* next_arc reads one arc. False at the end, or when it is malformed or longer than 64 bits (*p is then NULL). */
static bool next_arc(const unsigned char **p, const unsigned char *end, uint64_t *arc)
{
	*arc = 0;
	for (const unsigned char *at = *p; at < end; at++) {
		if (*arc >> 57 != 0) {
			break;
		}
		*arc = *arc << 7 | (*at & 0x7f);
		if (!(*at & 0x80)) {
			*p = at + 1;
			return true;
		}
	}
	*p = *p == end ? *p : NULL;
	return false;
}

int OBJ_obj2txt(char *buf, int buf_len, const ASN1_OBJECT *a, int no_name)
{
	size_t cap = buf != NULL && buf_len > 0 ? (size_t)buf_len : 0;
	if (cap != 0) {
		buf[0] = '\0';
	}
	if (a == NULL || a->data == NULL) {
		return 0;
	}
	int nid = no_name ? NID_undef : OBJ_obj2nid(a);
	if (nid != NID_undef) {
		const char *name = OBJ_nid2ln(nid);
		name = name != NULL ? name : OBJ_nid2sn(nid);
		if (name != NULL) {
			if (cap != 0) {
				OPENSSL_strlcpy(buf, name, cap);
			}
			return (int)strlen(name);
		}
	}
	int n = 0;
	const unsigned char *p = a->data, *end = a->data + a->len;
	uint64_t arc;
	char piece[48];
	for (bool first = true; next_arc(&p, end, &arc); first = false) {
		if (first) {
			uint64_t top = arc < 40 ? 0 : arc < 80 ? 1 : 2;
			snprintf(piece, sizeof piece, "%u.%llu", (unsigned)top, (unsigned long long)(arc - 40 * top));
		} else {
			snprintf(piece, sizeof piece, ".%llu", (unsigned long long)arc);
		}
		if (cap != 0) {
			OPENSSL_strlcat(buf, piece, cap);
		}
		n += (int)strlen(piece);
	}
	if (p != end) {
		/* The arcs that could be read are another object's. */
		if (cap != 0) {
			buf[0] = '\0';
		}
		return -1;
	}
	return n;
}

/* oid_encode: dotted text to content octets. False when it is none, or does not fit. */
static bool oid_encode(const char *s, unsigned char *out, size_t cap, size_t *out_len)
{
	size_t n = 0;
	uint64_t first = 0;
	for (int i = 0;; i++) {
		if (*s < '0' || *s > '9') {
			return false;
		}
		uint64_t arc = 0;
		for (; *s >= '0' && *s <= '9'; s++) {
			if (__builtin_mul_overflow(arc, 10, &arc) || __builtin_add_overflow(arc, *s - '0', &arc)) {
				return false;
			}
		}
		if (i == 0) {
			if (arc > 2) {
				return false;
			}
			first = arc;
		} else {
			if (i == 1 && first < 2 && arc > 39) {
				return false;
			}
			if (__builtin_add_overflow(arc, i == 1 ? 40 * first : 0, &arc)) {
				return false;
			}
			unsigned char digits[10];
			size_t k = 0;
			do {
				digits[k++] = arc & 0x7f;
				arc >>= 7;
			} while (arc != 0);
			if (n + k > cap) {
				return false;
			}
			while (k-- > 0) {
				out[n++] = (unsigned char)(digits[k] | (k != 0 ? 0x80 : 0));
			}
		}
		if (*s == '\0') {
			*out_len = n;
			return i >= 1;
		}
		if (*s++ != '.' && s[-1] != ' ') {
			return false;
		}
	}
}

ASN1_OBJECT *OBJ_txt2obj(const char *s, int no_name)
{
	if (!no_name) {
		int nid = OBJ_sn2nid(s);
		nid = nid != NID_undef ? nid : OBJ_ln2nid(s);
		if (nid != NID_undef) {
			return OBJ_nid2obj(nid);
		}
		if (*s < '0' || *s > '9') {
			ERR_raise(ERR_LIB_OBJ, OBJ_R_UNKNOWN_OBJECT_NAME);
			return NULL;
		}
	}
	unsigned char octets[256];
	size_t len;
	if (!oid_encode(s, octets, sizeof octets, &len)) {
		ERR_raise(ERR_LIB_ASN1, *s >= '0' && *s <= '9' ? ASN1_R_INVALID_DIGIT : ASN1_R_FIRST_NUM_TOO_LARGE);
		return NULL;
	}
	return obj_new(span_of(octets, len), NID_undef, NULL, NULL);
}

int OBJ_txt2nid(const char *s)
{
	ASN1_OBJECT *o = OBJ_txt2obj(s, 0);
	int nid = NID_undef;
	if (o != NULL) {
		nid = OBJ_obj2nid(o);
		ASN1_OBJECT_free(o);
	}
	return nid;
}

/* ---- objects by themselves --------------------------------------------------------------------------------------- */

ASN1_OBJECT *obj_new(struct span octets, int nid, const char *sn, const char *ln)
{
	ASN1_OBJECT *o = OPENSSL_zalloc(sizeof *o);
	if (o == NULL) {
		ERR_raise(ERR_LIB_OBJ, ERR_R_MALLOC_FAILURE);
		return NULL;
	}
	o->flags = OBJ_F_DYNAMIC;
	o->nid = nid;
	o->len = (int)octets.len;
	o->data = octets.len != 0 ? OPENSSL_memdup(octets.p, octets.len) : NULL;
	o->sn = sn != NULL ? OPENSSL_strdup(sn) : NULL;
	o->ln = ln != NULL ? OPENSSL_strdup(ln) : NULL;
	if ((octets.len != 0 && o->data == NULL) || (sn != NULL && o->sn == NULL) || (ln != NULL && o->ln == NULL)) {
		ERR_raise(ERR_LIB_OBJ, ERR_R_MALLOC_FAILURE);
		ASN1_OBJECT_free(o);
		return NULL;
	}
	return o;
}

ASN1_OBJECT *obj_of(struct span octets)
{
	pthread_once(&once, build);
	const ASN1_OBJECT *known = search(by_oid, n_oid, to_oid, &octets);
	known = known != NULL ? known : search_created(to_oid, &octets);
	return known != NULL ? OBJ_dup(known) : obj_new(octets, NID_undef, NULL, NULL);
}

ASN1_OBJECT *ASN1_OBJECT_new(void)
{
	return obj_new(span_of(NULL, 0), NID_undef, NULL, NULL);
}

void ASN1_OBJECT_free(ASN1_OBJECT *o)
{
	if (o != NULL && (o->flags & OBJ_F_DYNAMIC)) {
		OPENSSL_free((void *)o->data);
		OPENSSL_free((void *)o->sn);
		OPENSSL_free((void *)o->ln);
		OPENSSL_free(o);
	}
}

/* The numbered ones are constant and stand for themselves. */
ASN1_OBJECT *OBJ_dup(const ASN1_OBJECT *o)
{
	if (o == NULL || !(o->flags & OBJ_F_DYNAMIC)) {
		return (ASN1_OBJECT *)o;
	}
	return obj_new(octets_of(o), o->nid, o->sn, o->ln);
}

int OBJ_cmp(const ASN1_OBJECT *a, const ASN1_OBJECT *b)
{
	if (a->len != b->len) {
		return a->len - b->len;
	}
	return a->len != 0 ? memcmp(a->data, b->data, (size_t)a->len) : 0;
}

size_t OBJ_length(const ASN1_OBJECT *o)
{
	return o != NULL ? (size_t)o->len : 0;
}

const unsigned char *OBJ_get0_data(const ASN1_OBJECT *o)
{
	return o != NULL ? o->data : NULL;
}

/* ---- objects of the program's own -------------------------------------------------------------------------------- */

int OBJ_new_nid(int num)
{
	pthread_rwlock_wrlock(&lock);
	int nid = next_nid;
	next_nid += num;
	pthread_rwlock_unlock(&lock);
	return nid;
}

int OBJ_create(const char *oid, const char *sn, const char *ln)
{
	if (oid == NULL && sn == NULL && ln == NULL) {
		ERR_raise(ERR_LIB_OBJ, ERR_R_PASSED_INVALID_ARGUMENT);
		return 0;
	}
	if ((sn != NULL && OBJ_sn2nid(sn) != NID_undef) || (ln != NULL && OBJ_ln2nid(ln) != NID_undef)) {
		ERR_raise(ERR_LIB_OBJ, OBJ_R_OID_EXISTS);
		return 0;
	}
	unsigned char octets[256];
	size_t len = 0;
	if (oid != NULL && !oid_encode(oid, octets, sizeof octets, &len)) {
		ERR_raise(ERR_LIB_ASN1, ASN1_R_INVALID_DIGIT);
		return 0;
	}
	struct span key = span_of(octets, len);
	if (len != 0 && (search(by_oid, n_oid, to_oid, &key) != NULL || search_created(to_oid, &key) != NULL)) {
		ERR_raise(ERR_LIB_OBJ, OBJ_R_OID_EXISTS);
		return 0;
	}
	int nid = OBJ_new_nid(1);
	ASN1_OBJECT *o = obj_new(key, nid, sn, ln);
	if (o == NULL) {
		return 0;
	}
	pthread_rwlock_wrlock(&lock);
	ASN1_OBJECT **grown = OPENSSL_realloc(created, (size_t)(n_created + 1) * sizeof *grown);
	if (grown != NULL) {
		created = grown;
		created[n_created++] = o;
		/* It stays to the end, so that freeing what OBJ_nid2obj returned does nothing, as for the constant
		 * ones. */
		o->flags &= ~OBJ_F_DYNAMIC;
	}
	pthread_rwlock_unlock(&lock);
	if (grown == NULL) {
		ASN1_OBJECT_free(o);
		return 0;
	}
	return nid;
}

void obj_cleanup(void)
{
	pthread_rwlock_wrlock(&lock);
	for (int i = 0; i < n_created; i++) {
		created[i]->flags |= OBJ_F_DYNAMIC;
		ASN1_OBJECT_free(created[i]);
	}
	OPENSSL_free(created);
	created = NULL;
	n_created = 0;
	pthread_rwlock_unlock(&lock);
}

/* ---- signature algorithms ---------------------------------------------------------------------------------------- */

int OBJ_find_sigid_algs(int signid, int *dig, int *pkey)
{
	for (size_t i = 0; i < sigid_n_rows; i++) {
		if (sigid_rows[i].sig == signid) {
			if (dig != NULL) {
				*dig = sigid_rows[i].digest;
			}
			if (pkey != NULL) {
				*pkey = sigid_rows[i].key;
			}
			return 1;
		}
	}
	return 0;
}

int OBJ_find_sigid_by_algs(int *signid, int dig, int pkey)
{
	for (size_t i = 0; i < sigid_n_rows; i++) {
		if (sigid_rows[i].digest == dig && sigid_rows[i].key == pkey) {
			if (signid != NULL) {
				*signid = sigid_rows[i].sig;
			}
			return 1;
		}
	}
	return 0;
}
