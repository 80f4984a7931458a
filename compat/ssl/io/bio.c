/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Which BIOs an SSL reads from and writes to, and who owns them: SSL_set_bio(3)'s rules. */
#include "compat/ssl/io/pump.h"

void SSL_set0_rbio(SSL *s, BIO *rbio)
{
	BIO_free_all(s->rbio);
	s->rbio = rbio;
}

void SSL_set0_wbio(SSL *s, BIO *wbio)
{
	BIO_free_all(s->wbio);
	s->wbio = wbio;
}

/*
 * The SSL holds a reference for each direction. The caller hands over one for each BIO named, with three exceptions:
 * one for both when the two are the same, none where nothing changes, and, when only the read BIO changes and the
 * old two were the same BIO, one for each after all.
 */
void SSL_set_bio(SSL *s, BIO *rbio, BIO *wbio)
{
	bool shared = s->rbio == s->wbio;

	if (rbio == s->rbio && wbio == s->wbio) {
		return;
	}
	if (rbio != NULL && rbio == wbio) {
		BIO_up_ref(rbio);
	}
	if (rbio == s->rbio) {
		SSL_set0_wbio(s, wbio);
	} else if (wbio == s->wbio && !shared) {
		SSL_set0_rbio(s, rbio);
	} else {
		SSL_set0_rbio(s, rbio);
		SSL_set0_wbio(s, wbio);
	}
}

BIO *SSL_get_rbio(const SSL *s)
{
	return s->rbio;
}

BIO *SSL_get_wbio(const SSL *s)
{
	return s->wbio;
}

/* ---- sockets ---------------------------------------------------------------------------------------------------- */

static BIO *socket_bio(int fd)
{
	BIO *bio = BIO_new(BIO_s_socket());

	if (bio == NULL) {
		SSL_ERR(ERR_R_BUF_LIB);
		return NULL;
	}
	BIO_set_fd(bio, fd, BIO_NOCLOSE);
	return bio;
}

static bool is_socket(BIO *bio, int fd)
{
	return bio != NULL && BIO_method_type(bio) == BIO_TYPE_SOCKET && (int)BIO_get_fd(bio, NULL) == fd;
}

int SSL_set_fd(SSL *s, int fd)
{
	BIO *bio = socket_bio(fd);

	if (bio == NULL) {
		return 0;
	}
	SSL_set_bio(s, bio, bio);
	return 1;
}

/* A direction that gets the socket which the other one has shares its BIO. */
int SSL_set_wfd(SSL *s, int fd)
{
	BIO *bio = s->rbio;

	if (is_socket(bio, fd)) {
		BIO_up_ref(bio);
	} else {
		bio = socket_bio(fd);
		if (bio == NULL) {
			return 0;
		}
	}
	SSL_set0_wbio(s, bio);
	return 1;
}

int SSL_set_rfd(SSL *s, int fd)
{
	BIO *bio = s->wbio;

	if (is_socket(bio, fd)) {
		BIO_up_ref(bio);
	} else {
		bio = socket_bio(fd);
		if (bio == NULL) {
			return 0;
		}
	}
	SSL_set0_rbio(s, bio);
	return 1;
}

/* The descriptor of the first BIO in the chain that has one; -1: none. */
static int fd_of(BIO *bio)
{
	int fd = -1;

	bio = bio != NULL ? BIO_find_type(bio, BIO_TYPE_DESCRIPTOR) : NULL;
	if (bio != NULL) {
		BIO_get_fd(bio, &fd);
	}
	return fd;
}

int SSL_get_rfd(const SSL *s)
{
	return fd_of(s->rbio);
}

int SSL_get_wfd(const SSL *s)
{
	return fd_of(s->wbio);
}

int SSL_get_fd(const SSL *s)
{
	return SSL_get_rfd(s);
}
