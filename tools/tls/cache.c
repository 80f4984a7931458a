/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
#include "cache.h"

#include "tool.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

static const char first_line[] = "tlsclient sessions 1\n";

/* Servers give two or more tickets a connection, and each connection takes one. */
enum { MOST_SESSIONS = 256, MOST_OF_ONE_KEY = 4, MOST_BYTES = 16 << 20 };

struct entry {
	char key[sizeof((struct cache *)0)->key];
	SSL_SESSION *session;
};

struct entries {
	struct entry at[MOST_SESSIONS];
	size_t n;
};

static void drop(struct entries *e, size_t i)
{
	SSL_SESSION_free(e->at[i].session);
	memmove(&e->at[i], &e->at[i + 1], (e->n - i - 1) * sizeof e->at[0]);
	e->n--;
}

static void add(struct entries *e, const char *key, SSL_SESSION *session)
{
	size_t of_key = 0, oldest = 0;
	for (size_t i = e->n; i > 0; i--) {
		if (strcmp(e->at[i - 1].key, key) == 0) {
			of_key++;
			oldest = i - 1;
		}
	}
	if (of_key >= MOST_OF_ONE_KEY) {
		drop(e, oldest);
	} else if (e->n == MOST_SESSIONS) {
		drop(e, 0);
	}
	strcpy(e->at[e->n].key, key);
	e->at[e->n++].session = session;
}

static void free_all(struct entries *e)
{
	while (e->n > 0) {
		SSL_SESSION_free(e->at[--e->n].session);
	}
	free(e);
}

static bool too_old(const SSL_SESSION *session)
{
	return SSL_SESSION_get_time(session) + SSL_SESSION_get_timeout(session) <= (long)time(NULL);
}

/* Takes what is whole, and stops at the first entry that is not: a client may have ended while it wrote. */
static void parse(struct entries *e, BIO *text)
{
	char line[sizeof e->at[0].key];
	while (BIO_gets(text, line, sizeof line) > 0) {
		char *end = strchr(line, '\n');
		if (end == NULL) {
			break;
		}
		*end = '\0';
		SSL_SESSION *session = PEM_read_bio_SSL_SESSION(text, NULL, NULL, NULL);
		if (session == NULL) {
			break;
		}
		if (too_old(session)) {
			SSL_SESSION_free(session);
		} else {
			add(e, line, session);
		}
	}
	ERR_clear_error();
}

/* What the file holds; NULL when it is no file of ours. */
static struct entries *load(int fd)
{
	FILE *f = fdopen(dup(fd), "rb");
	struct entries *e = calloc(1, sizeof *e);
	char *bytes = malloc(MOST_BYTES);
	if (f == NULL || e == NULL || bytes == NULL) {
		tool_die("no memory for the session cache");
	}
	size_t n = fread(bytes, 1, MOST_BYTES, f);
	fclose(f);
	size_t head = sizeof first_line - 1;
	bool ours = n == 0 || (n >= head && memcmp(bytes, first_line, head) == 0);
	if (ours && n > head) {
		BIO *text = BIO_new_mem_buf(bytes + head, (int)(n - head));
		if (text == NULL) {
			tool_die("no memory for the session cache");
		}
		parse(e, text);
		BIO_free(text);
	}
	OPENSSL_cleanse(bytes, n);
	free(bytes);
	if (!ours) {
		free_all(e);
		return NULL;
	}
	return e;
}

static bool write_whole(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, bytes, len);
		if (n < 0 && errno != EINTR) {
			return false;
		}
		bytes += n < 0 ? 0 : n;
		len -= n < 0 ? 0 : (size_t)n;
	}
	return true;
}

static bool store(int fd, const struct entries *e)
{
	BIO *text = BIO_new(BIO_s_mem());
	bool ok = text != NULL && BIO_puts(text, first_line) > 0;
	for (size_t i = 0; ok && i < e->n; i++) {
		ok = BIO_printf(text, "%s\n", e->at[i].key) > 0 &&
		     PEM_write_bio_SSL_SESSION(text, e->at[i].session) == 1;
	}
	char *bytes = NULL;
	long n = ok ? BIO_get_mem_data(text, &bytes) : 0;
	ok = ok && lseek(fd, 0, SEEK_SET) == 0 && ftruncate(fd, 0) == 0 && write_whole(fd, bytes, (size_t)n);
	if (bytes != NULL) {
		OPENSSL_cleanse(bytes, (size_t)n);
	}
	BIO_free(text);
	return ok;
}

/* The file, locked until it is closed. */
static int open_locked(const struct cache *cache)
{
	int fd = open(cache->path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd >= 0 && flock(fd, LOCK_EX) != 0) {
		close(fd);
		fd = -1;
	}
	return fd;
}

SSL_SESSION *cache_take(const struct cache *cache)
{
	int fd = open_locked(cache);
	if (fd < 0) {
		tool_die("session cache %s: %s", cache->path, strerror(errno));
	}
	struct entries *e = load(fd);
	if (e == NULL) {
		tool_die("session cache %s: the file holds something else; it is left as it is", cache->path);
	}
	SSL_SESSION *found = NULL;
	for (size_t i = e->n; found == NULL && i > 0; i--) {
		if (strcmp(e->at[i - 1].key, cache->key) == 0) {
			found = e->at[i - 1].session;
			SSL_SESSION_up_ref(found);
			if (SSL_SESSION_get_protocol_version(found) >= TLS1_3_VERSION) {
				drop(e, i - 1);
			}
		}
	}
	if (!store(fd, e)) {
		tool_say("session cache %s: %s", cache->path, strerror(errno));
	}
	free_all(e);
	close(fd);
	return found;
}

void cache_put(const struct cache *cache, SSL_SESSION *session)
{
	int fd = open_locked(cache);
	struct entries *e = fd >= 0 ? load(fd) : NULL;
	bool ok = e != NULL && SSL_SESSION_up_ref(session) == 1;
	if (ok) {
		add(e, cache->key, session);
		ok = store(fd, e);
	}
	if (!ok) {
		tool_say("session cache %s: the session could not be kept", cache->path);
	}
	if (e != NULL) {
		free_all(e);
	}
	if (fd >= 0) {
		close(fd);
	}
}
