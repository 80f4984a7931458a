/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * A file counts as unchanged when its name leads to the same inode with the same size and times of change, and the last
 * change lay some seconds back when it was read: times are coarse, and a file may be written twice within one tick.
 */
#include "compat/ssl/cert/anchor_file.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include <openssl/crypto.h>

/* A larger file is not read here, and one beyond MAX_KEPT is not remembered. */
#define MAX_FILE (16u << 20)
#define MAX_KEPT (2u << 20)

enum { N_KEPT = 4, SETTLED_SECONDS = 2 };

struct kept {
	char *file; /* NULL: the place is free */
	struct stat st;
	struct anchors *anchors; /* a reference */
};

/* The files last loaded, the newest first. */
static struct kept kept[N_KEPT];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static bool same_file(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
	       a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec &&
	       a->st_ctim.tv_sec == b->st_ctim.tv_sec && a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

static void forget(struct kept *k)
{
	OPENSSL_free(k->file);
	anchors_free(k->anchors);
	*k = (struct kept){0};
}

/* When libcrypto cleans up, so that nothing is left when the process ends. */
static void forget_all(void)
{
	pthread_mutex_lock(&lock);
	for (size_t i = 0; i < N_KEPT; i++) {
		forget(&kept[i]);
	}
	pthread_mutex_unlock(&lock);
}

static pthread_once_t at_exit_once = PTHREAD_ONCE_INIT;

static void at_exit(void)
{
	OPENSSL_atexit(forget_all);
}

static struct anchors *recall(const char *file, const struct stat *st)
{
	struct anchors *a = NULL;
	pthread_mutex_lock(&lock);
	for (size_t i = 0; i < N_KEPT && a == NULL; i++) {
		if (kept[i].file != NULL && strcmp(kept[i].file, file) == 0 && same_file(&kept[i].st, st)) {
			a = anchors_up_ref(kept[i].anchors);
		}
	}
	pthread_mutex_unlock(&lock);
	return a;
}

static void remember(const char *file, const struct stat *st, struct anchors *a)
{
	struct kept fresh = {OPENSSL_strdup(file), *st, NULL};
	if (fresh.file == NULL || pthread_once(&at_exit_once, at_exit) != 0) {
		OPENSSL_free(fresh.file);
		return;
	}
	fresh.anchors = anchors_up_ref(a);
	pthread_mutex_lock(&lock);
	/* An older state of the same file goes; otherwise the one that was loaded longest ago. */
	size_t gone = 0;
	while (gone < N_KEPT - 1 && (kept[gone].file == NULL || strcmp(kept[gone].file, file) != 0)) {
		gone++;
	}
	forget(&kept[gone]);
	memmove(kept + 1, kept, gone * sizeof kept[0]);
	kept[0] = fresh;
	pthread_mutex_unlock(&lock);
}

/* read_file returns the whole of f, which has the size in st, to free with OPENSSL_free. NULL: it cannot be had. */
static uint8_t *read_whole(FILE *f, const struct stat *st)
{
	size_t size = (size_t)st->st_size;
	uint8_t *text = OPENSSL_malloc(size);
	struct stat after;
	if (text != NULL &&
	    (fread(text, 1, size, f) != size || fstat(fileno(f), &after) != 0 || !same_file(st, &after))) {
		OPENSSL_free(text);
		text = NULL;
	}
	return text;
}

struct anchors *anchor_file_load(const char *file)
{
	struct stat st;
	time_t now = time(NULL);
	struct anchors *a = NULL;
	/* Not a pipe: what is read from one is gone, and libcrypto may have to read it. */
	if (stat(file, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size <= 0 || st.st_size > (off_t)MAX_FILE) {
		return NULL;
	}
	if ((a = recall(file, &st)) != NULL) {
		return a;
	}
	FILE *f = fopen(file, "re");
	if (f == NULL) {
		return NULL;
	}
	setvbuf(f, NULL, _IONBF, 0);
	uint8_t *text =
	    fstat(fileno(f), &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0 && st.st_size <= (off_t)MAX_FILE
		? read_whole(f, &st)
		: NULL;
	fclose(f);
	if (text == NULL || anchors_index(&a, span_of(text, (size_t)st.st_size)) != TLS_OK) {
		a = NULL;
	}
	OPENSSL_free(text);
	if (a != NULL && st.st_size <= (off_t)MAX_KEPT && st.st_ctim.tv_sec + SETTLED_SECONDS <= now) {
		remember(file, &st, a);
	}
	return a;
}
