/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * OPENSSL_LH_COMPFUNC(3): a chained hash table of pointers that doubles and halves with its contents. The table is
 * walked from its end and may lose the visited item while it is walked; it then shrinks no further.
 */
#include <limits.h>
#include <stdbool.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/lhash.h>

struct lhash_node_st {
	void *item;
	unsigned long hash;
	struct lhash_node_st *next;
};

struct lhash_st {
	OPENSSL_LH_HASHFUNC hash;
	OPENSSL_LH_COMPFUNC cmp;
	OPENSSL_LH_NODE **rows; /* n_rows, a power of two */
	size_t n_rows, n_items;
	unsigned long down_load; /* items per row, in 1/LH_LOAD_MULT, below which the table shrinks */
	int error;               /* the last insertion found no memory */
};

#define MIN_ROWS  16
#define DOWN_LOAD LH_LOAD_MULT
#define MAX_LOAD  2 /* items per row before the table grows */

static int compare_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

static unsigned long hash_text(const void *text)
{
	return OPENSSL_LH_strhash(text);
}

OPENSSL_LHASH *OPENSSL_LH_new(OPENSSL_LH_HASHFUNC hash, OPENSSL_LH_COMPFUNC cmp)
{
	OPENSSL_LHASH *lh = OPENSSL_zalloc(sizeof *lh);
	if (lh == NULL) {
		return NULL;
	}
	lh->rows = OPENSSL_zalloc(MIN_ROWS * sizeof *lh->rows);
	if (lh->rows == NULL) {
		OPENSSL_free(lh);
		return NULL;
	}
	lh->n_rows = MIN_ROWS;
	lh->hash = hash != NULL ? hash : hash_text;
	lh->cmp = cmp != NULL ? cmp : compare_text;
	lh->down_load = DOWN_LOAD;
	return lh;
}

void OPENSSL_LH_flush(OPENSSL_LHASH *lh)
{
	for (size_t i = 0; lh != NULL && i < lh->n_rows; i++) {
		for (OPENSSL_LH_NODE *n = lh->rows[i]; n != NULL;) {
			OPENSSL_LH_NODE *next = n->next;
			OPENSSL_free(n);
			n = next;
		}
		lh->rows[i] = NULL;
	}
	if (lh != NULL) {
		lh->n_items = 0;
	}
}

void OPENSSL_LH_free(OPENSSL_LHASH *lh)
{
	if (lh != NULL) {
		OPENSSL_LH_flush(lh);
		OPENSSL_free(lh->rows);
		OPENSSL_free(lh);
	}
}

/* place: the pointer to the node that holds an equal item, or to the NULL where it would go. */
static OPENSSL_LH_NODE **place(OPENSSL_LHASH *lh, const void *item, unsigned long hash)
{
	OPENSSL_LH_NODE **p = &lh->rows[hash & (lh->n_rows - 1)];
	while (*p != NULL && ((*p)->hash != hash || lh->cmp((*p)->item, item) != 0)) {
		p = &(*p)->next;
	}
	return p;
}

/* resize moves every node; without memory the table stays as it is, only slower. */
static void resize(OPENSSL_LHASH *lh, size_t n_rows)
{
	OPENSSL_LH_NODE **rows = OPENSSL_zalloc(n_rows * sizeof *rows);
	if (rows == NULL) {
		return;
	}
	for (size_t i = 0; i < lh->n_rows; i++) {
		for (OPENSSL_LH_NODE *n = lh->rows[i]; n != NULL;) {
			OPENSSL_LH_NODE *next = n->next;
			OPENSSL_LH_NODE **head = &rows[n->hash & (n_rows - 1)];
			n->next = *head;
			*head = n;
			n = next;
		}
	}
	OPENSSL_free(lh->rows);
	lh->rows = rows;
	lh->n_rows = n_rows;
}

void *OPENSSL_LH_insert(OPENSSL_LHASH *lh, void *item)
{
	lh->error = 0;
	unsigned long hash = lh->hash(item);
	OPENSSL_LH_NODE **p = place(lh, item, hash);
	if (*p != NULL) {
		void *before = (*p)->item;
		(*p)->item = item;
		return before;
	}
	OPENSSL_LH_NODE *n = OPENSSL_malloc(sizeof *n);
	if (n == NULL) {
		lh->error++;
		return NULL;
	}
	*n = (OPENSSL_LH_NODE){item, hash, NULL};
	*p = n;
	if (++lh->n_items > MAX_LOAD * lh->n_rows) {
		resize(lh, 2 * lh->n_rows);
	}
	return NULL;
}

void *OPENSSL_LH_delete(OPENSSL_LHASH *lh, const void *item)
{
	lh->error = 0;
	OPENSSL_LH_NODE **p = place(lh, item, lh->hash(item));
	OPENSSL_LH_NODE *n = *p;
	if (n == NULL) {
		return NULL;
	}
	void *gone = n->item;
	*p = n->next;
	OPENSSL_free(n);
	lh->n_items--;
	if (lh->n_rows > MIN_ROWS && lh->down_load * lh->n_rows / LH_LOAD_MULT / 4 >= lh->n_items + 1) {
		resize(lh, lh->n_rows / 2);
	}
	return gone;
}

void *OPENSSL_LH_retrieve(OPENSSL_LHASH *lh, const void *item)
{
	lh->error = 0;
	OPENSSL_LH_NODE *n = *place(lh, item, lh->hash(item));
	return n != NULL ? n->item : NULL;
}

/* walk: one of the functions is given. Rows do not move while items are visited, for their number is frozen. */
static void walk(OPENSSL_LHASH *lh, OPENSSL_LH_DOALL_FUNC each, OPENSSL_LH_DOALL_FUNCARG each_arg, void *arg)
{
	if (lh == NULL) {
		return;
	}
	unsigned long down_load = lh->down_load;
	lh->down_load = 0;
	for (size_t i = lh->n_rows; i-- > 0;) {
		for (OPENSSL_LH_NODE *n = lh->rows[i]; n != NULL;) {
			OPENSSL_LH_NODE *next = n->next;
			if (each != NULL) {
				each(n->item);
			} else {
				each_arg(n->item, arg);
			}
			n = next;
		}
	}
	lh->down_load = down_load;
}

void OPENSSL_LH_doall(OPENSSL_LHASH *lh, OPENSSL_LH_DOALL_FUNC each)
{
	walk(lh, each, NULL, NULL);
}

void OPENSSL_LH_doall_arg(OPENSSL_LHASH *lh, OPENSSL_LH_DOALL_FUNCARG each, void *arg)
{
	walk(lh, NULL, each, arg);
}

int OPENSSL_LH_error(OPENSSL_LHASH *lh)
{
	return lh->error;
}

unsigned long OPENSSL_LH_num_items(const OPENSSL_LHASH *lh)
{
	return lh != NULL ? lh->n_items : 0;
}

unsigned long OPENSSL_LH_get_down_load(const OPENSSL_LHASH *lh)
{
	return lh->down_load;
}

void OPENSSL_LH_set_down_load(OPENSSL_LHASH *lh, unsigned long load)
{
	lh->down_load = load;
}

/* FNV-1a: good enough for names, and short. Only its spread matters, not its value. */
unsigned long OPENSSL_LH_strhash(const char *text)
{
	uint64_t h = 0xcbf29ce484222325u;
	for (; text != NULL && *text != '\0'; text++) {
		h = (h ^ (unsigned char)*text) * 0x100000001b3u;
	}
	return (unsigned long)(h ^ h >> 32);
}
