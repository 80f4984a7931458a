/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * RAND_load_file(3): seed files. The generator is the operating system's and takes no seed, so what is read from a file
 * is not used; it is read all the same, so that a program learns whether its file is there. A file that is written
 * keeps its length when it was longer, and is the owner's alone.
 */
#include <openssl/rand.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/crypto.h>
#include <openssl/err.h>

enum {
	SEED = 1024,       /* octets that are written */
	FROM_DEVICE = 256, /* octets read of what is no file and may have no end */
};

int RAND_load_file(const char *file, long max_bytes)
{
	if (max_bytes == 0) {
		return 0;
	}
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	struct stat st;
	if (fd < 0 || fstat(fd, &st) != 0) {
		ERR_raise_data(ERR_LIB_RAND, RAND_R_CANNOT_OPEN_FILE, "Filename=%s", file);
		if (fd >= 0) {
			close(fd);
		}
		return -1;
	}
	if (max_bytes < 0) {
		max_bytes = S_ISREG(st.st_mode) ? st.st_size : FROM_DEVICE;
	}
	max_bytes = max_bytes < INT_MAX ? max_bytes : INT_MAX; /* what the answer can say */
	unsigned char piece[SEED];
	int total = 0;
	while (max_bytes > 0) {
		ssize_t n = read(fd, piece, max_bytes < (long)sizeof piece ? (size_t)max_bytes : sizeof piece);
		if (n < 0 && errno == EINTR) {
			continue;
		}
		if (n <= 0) {
			break;
		}
		total += (int)n;
		max_bytes -= n;
	}
	OPENSSL_cleanse(piece, sizeof piece);
	close(fd);
	return total;
}

/* write_all: false when not all of it went out. */
static bool write_all(int fd, const unsigned char *p, size_t n)
{
	while (n > 0) {
		ssize_t done = write(fd, p, n);
		if (done < 0 && errno == EINTR) {
			continue;
		}
		if (done <= 0) {
			return false;
		}
		p += done;
		n -= (size_t)done;
	}
	return true;
}

int RAND_write_file(const char *file)
{
	struct stat st;
	if (stat(file, &st) == 0 && !S_ISREG(st.st_mode)) {
		ERR_raise_data(ERR_LIB_RAND, RAND_R_NOT_A_REGULAR_FILE, "Filename=%s", file);
		return -1;
	}
	unsigned char seed[SEED];
	if (RAND_priv_bytes(seed, sizeof seed) != 1) {
		return -1;
	}
	int fd = open(file, O_WRONLY | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
	if (fd < 0) {
		OPENSSL_cleanse(seed, sizeof seed);
		ERR_raise_data(ERR_LIB_RAND, RAND_R_CANNOT_OPEN_FILE, "Filename=%s", file);
		return -1;
	}
	bool ok = fchmod(fd, S_IRUSR | S_IWUSR) == 0 && write_all(fd, seed, sizeof seed);
	OPENSSL_cleanse(seed, sizeof seed);
	return close(fd) == 0 && ok ? SEED : -1;
}

const char *RAND_file_name(char *out, size_t size)
{
	const char *given = secure_getenv("RANDFILE"), *name = "";
	if (given == NULL || *given == '\0') {
		given = secure_getenv("HOME");
		name = "/.rnd";
	}
	if (given == NULL || *given == '\0') {
		return NULL;
	}
	/* One octet more than it takes must be free, as OpenSSL has it. */
	size_t len = strlen(given), more = strlen(name);
	if (len >= size || len + more + 1 >= size) {
		return NULL;
	}
	memcpy(out, given, len);
	memcpy(out + len, name, more + 1);
	return out;
}
