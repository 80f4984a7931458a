/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Words for error codes (ERR_error_string(3), ERR_print_errors(3), ERR_load_strings(3)). Libcrypto's own come from one
 * constant table; other libraries, libssl first, register theirs.
 */
#include <pthread.h>
#include <stdbool.h>
#include <string.h>

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/lhash.h>

#include "compat/crypto/err/err.h"

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static LHASH_OF(ERR_STRING_DATA) * registered;
static int next_library = ERR_LIB_USER;

static unsigned long hash_row(const ERR_STRING_DATA *row)
{
	return row->error ^ row->error >> ERR_LIB_OFFSET;
}

static int compare_rows(const ERR_STRING_DATA *a, const ERR_STRING_DATA *b)
{
	return a->error != b->error;
}

static bool add_rows(const ERR_STRING_DATA *rows)
{
	bool ok = true;
	pthread_rwlock_wrlock(&lock);
	if (registered == NULL) {
		registered = lh_ERR_STRING_DATA_new(hash_row, compare_rows);
	}
	for (; registered != NULL && rows->error != 0; rows++) {
		lh_ERR_STRING_DATA_insert(registered, (ERR_STRING_DATA *)rows);
		ok = ok && !lh_ERR_STRING_DATA_error(registered);
	}
	ok = ok && registered != NULL;
	pthread_rwlock_unlock(&lock);
	return ok;
}

/* put_library: rows may have been given a library already. */
static void put_library(int lib, ERR_STRING_DATA *rows)
{
	for (; rows->error != 0; rows++) {
		rows->error |= ERR_PACK(lib, 0, 0);
	}
}

int ERR_load_strings_const(const ERR_STRING_DATA *rows)
{
	return add_rows(rows);
}

int ERR_load_strings(int lib, ERR_STRING_DATA *rows)
{
	put_library(lib, rows);
	return add_rows(rows);
}

int ERR_unload_strings(int lib, ERR_STRING_DATA *rows)
{
	pthread_rwlock_wrlock(&lock);
	for (; registered != NULL && rows->error != 0; rows++) {
		ERR_STRING_DATA wanted = {rows->error | ERR_PACK(lib, 0, 0), NULL};
		lh_ERR_STRING_DATA_delete(registered, &wanted);
	}
	pthread_rwlock_unlock(&lock);
	return 1;
}

int ERR_get_next_error_library(void)
{
	pthread_rwlock_wrlock(&lock);
	int lib = next_library++;
	pthread_rwlock_unlock(&lock);
	return lib;
}

void err_cleanup(void)
{
	pthread_rwlock_wrlock(&lock);
	lh_ERR_STRING_DATA_free(registered);
	registered = NULL;
	pthread_rwlock_unlock(&lock);
}

static const char *find_registered(unsigned long code)
{
	ERR_STRING_DATA wanted = {code, NULL}, *row = NULL;
	pthread_rwlock_rdlock(&lock);
	if (registered != NULL) {
		/* Retrieval notes success in the table, but nobody reads that here without the lock for writing. */
		row = lh_ERR_STRING_DATA_retrieve(registered, &wanted);
	}
	const char *text = row != NULL ? row->string : NULL;
	pthread_rwlock_unlock(&lock);
	return text;
}

static const char *find_own(unsigned long code)
{
	unsigned low = 0, high = err_n_texts;
	while (low < high) {
		unsigned mid = low + (high - low) / 2;
		if (err_texts[mid].code == code) {
			return err_texts[mid].text;
		}
		if (err_texts[mid].code < code) {
			low = mid + 1;
		} else {
			high = mid;
		}
	}
	return NULL;
}

static const char *find(unsigned long code)
{
	const char *text = find_own(code);
	return text != NULL ? text : find_registered(code);
}

const char *ERR_lib_error_string(unsigned long e)
{
	return find(ERR_PACK(ERR_GET_LIB(e), 0, 0));
}

const char *ERR_func_error_string(unsigned long e)
{
	(void)e;
	return NULL;
}

/* System errors have words only in whole sentences (ERR_error_string): NULL, as in OpenSSL. */
const char *ERR_reason_error_string(unsigned long e)
{
	if (ERR_SYSTEM_ERROR(e)) {
		return NULL;
	}
	int lib = ERR_GET_LIB(e), reason = ERR_GET_REASON(e);
	const char *text = find(ERR_PACK(lib, 0, reason));
	return text != NULL ? text : find(ERR_PACK(0, 0, reason));
}

/* describe: "error:CODE:LIBRARY:FUNCTION:REASON". When it does not fit, the colons are kept at the cost of words. */
static void describe(unsigned long e, const char *func, char *buf, size_t len)
{
	char lib_text[32], reason_text[32];
	if (len == 0) {
		return;
	}
	const char *lib = ERR_lib_error_string(e);
	if (lib == NULL) {
		BIO_snprintf(lib_text, sizeof lib_text, "lib(%d)", ERR_GET_LIB(e));
		lib = lib_text;
	}
	const char *reason = ERR_reason_error_string(e);
	if (ERR_SYSTEM_ERROR(e)) {
		reason = strerrordesc_np(ERR_GET_REASON(e));
	}
	if (reason == NULL) {
		BIO_snprintf(reason_text, sizeof reason_text, "reason(%d)", ERR_GET_REASON(e));
		reason = reason_text;
	}
	BIO_snprintf(buf, len, "error:%08lX:%s:%s:%s", e, lib, func, reason);
	if (strlen(buf) == len - 1) {
		BIO_snprintf(buf, len, "err:%lx:%lx:%lx:%lx", e, (unsigned long)ERR_GET_LIB(e), 0L,
			     (unsigned long)ERR_GET_REASON(e));
	}
}

void ERR_error_string_n(unsigned long e, char *buf, size_t len)
{
	describe(e, "", buf, len);
}

char *ERR_error_string(unsigned long e, char *buf)
{
	static char shared[256];
	buf = buf != NULL ? buf : shared;
	ERR_error_string_n(e, buf, sizeof shared);
	return buf;
}

/* ---- printing the queue ------------------------------------------------------------------------------------------ */

void ERR_print_errors_cb(int (*cb)(const char *, size_t, void *), void *u)
{
	const char *file, *func, *data;
	int line, flags;
	unsigned long code;
	char words[ERR_MAX_DATA_SIZE], whole[2 * ERR_MAX_DATA_SIZE];
	unsigned long long self = (unsigned long long)pthread_self();
	while ((code = ERR_get_error_all(&file, &line, &func, &data, &flags)) != 0) {
		describe(code, func, words, sizeof words);
		/* The thread is written as the octets of its identifier in memory, lowest first, as OpenSSL does. */
		char id[2 * sizeof self + 1];
		for (size_t i = 0; i < sizeof self; i++) {
			BIO_snprintf(id + 2 * i, 3, "%02X", (unsigned)(self >> 8 * i & 0xff));
		}
		BIO_snprintf(whole, sizeof whole, "%s:%s:%s:%d:%s\n", id, words, file, line,
			     flags & ERR_TXT_STRING ? data : "");
		if (cb(whole, strlen(whole), u) <= 0) {
			break;
		}
	}
}

static int print_to_bio(const char *text, size_t len, void *bio)
{
	return BIO_write(bio, text, (int)len);
}

void ERR_print_errors(BIO *bio)
{
	ERR_print_errors_cb(print_to_bio, bio);
}

static int print_to_file(const char *text, size_t len, void *fp)
{
	return fwrite(text, 1, len, fp) == len;
}

void ERR_print_errors_fp(FILE *fp)
{
	ERR_print_errors_cb(print_to_file, fp);
}
