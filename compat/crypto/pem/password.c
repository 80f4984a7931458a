/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* pem_password_cb(3): where a password comes from. */
#include <stdio.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include "compat/crypto/pem/pem.h"

/* What protects a key that is written is not to be shorter. */
#define LEAST_WRITTEN 4

/* ask the user: the length of what was typed, or -1 with an error queued. Nothing is written behind buf's size. */
static int ask(char *buf, size_t size, int writing)
{
	char typed[BUFSIZ];
	const char *prompt = EVP_get_pw_prompt();
	int ret = EVP_read_pw_string_min(typed, writing ? LEAST_WRITTEN : 0, (int)size,
					 prompt != NULL ? prompt : "Enter PEM pass phrase:", writing);
	size_t len = ret == 0 ? strlen(typed) : 0;
	memset(buf, 0, ret == 0 && len < size ? len + 1 : size);
	memcpy(buf, typed, len);
	OPENSSL_cleanse(typed, sizeof typed);
	if (ret != 0) {
		ERR_raise(ERR_LIB_PEM, PEM_R_PROBLEMS_GETTING_PASSWORD);
		return -1;
	}
	return (int)len;
}

/* u is the password; without it the user is asked. */
int PEM_def_callback(char *buf, int size, int writing, void *u)
{
	if (u == NULL) {
		return ask(buf, size > 0 ? (size_t)size : 0, writing);
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
