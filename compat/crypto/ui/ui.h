/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* UI from inside: methods, one conversation, and its strings. */
#ifndef TEASEL_CRYPTO_UI_H
#define TEASEL_CRYPTO_UI_H

#include <stdbool.h>
#include <stdio.h>

#include <openssl/ui.h>

struct ui_method_st {
	char *name; /* owned */
	int (*open)(UI *ui);
	int (*write)(UI *ui, UI_STRING *s);
	int (*flush)(UI *ui);
	int (*read)(UI *ui, UI_STRING *s);
	int (*close)(UI *ui);
};

struct ui_string_st {
	enum UI_string_types type;
	char *text; /* owned */
	int flags;
	char *result; /* the caller's, of max + 1 octets; NULL where nothing is read */
	int min, max;
	int len; /* of the result */
	const char *must_be; /* UIT_VERIFY: the caller's */
	UI_STRING *next;
};

struct ui_st {
	const UI_METHOD *method;
	UI_STRING *first;
	int n;
	void *user_data;
	FILE *in, *out; /* of the terminal, while it is open */
};

#endif
