/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* pem_password_cb(3): where a password comes from. */
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/err.h>

#include "compat/crypto/pem/pem.h"

/* u is the password; without it nobody can be asked yet. */
int PEM_def_callback(char *buf, int size, int writing, void *u)
{
	(void)writing;
	if (u == NULL) {
		ERR_raise(ERR_LIB_PEM, PEM_R_PROBLEMS_GETTING_PASSWORD);
		return -1;
	}
	size_t len = strlen(u);
	len = len > (size_t)size ? (size_t)size : len;
	memcpy(buf, u, len);
	return (int)len;
}

int pem_password(char *out, int writing, pem_password_cb *cb, void *u)
{
	int n = (cb != NULL ? cb : PEM_def_callback)(out, PEM_BUFSIZE, writing, u);
	if (n < 0 || n > PEM_BUFSIZE) {
		ERR_raise(ERR_LIB_PEM, PEM_R_BAD_PASSWORD_READ);
		return -1;
	}
	return n;
}
