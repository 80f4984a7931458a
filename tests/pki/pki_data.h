/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The files of pki/data, which make_data.py made, for the tests of this folder. */
#ifndef TEASEL_TESTS_PKI_DATA_H
#define TEASEL_TESTS_PKI_DATA_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "host_alloc.h"
#include "pki/cert.h"

/* 2024-01-01 00:00:00 UTC, when all certificates are valid that are not made to be otherwise. */
#define DATA_TIME INT64_C(1704067200)

struct data {
	uint8_t b[16384];
	size_t len;
};

static inline struct data data_read(const char *name)
{
	static struct data d;
	char path[256];
	snprintf(path, sizeof path, "pki/data/%s", name);
	FILE *f = fopen(path, "rb");
	if (f == NULL) {
		fail_msg("%s: run from tests/", path);
	}
	d.len = fread(d.b, 1, sizeof d.b, f);
	fclose(f);
	assert_in_range(d.len, 1, sizeof d.b - 1);
	return d;
}

static inline struct span data_span(const struct data *d)
{
	return span_of(d->b, d->len);
}

/* data_exact: s alone in memory of exactly its size, so that a sanitizer sees the octet read behind it. Free it. */
static inline uint8_t *data_exact(struct span s)
{
	uint8_t *p = malloc(s.len != 0 ? s.len : 1);
	assert_non_null(p);
	memcpy(p, s.p, s.len);
	return p;
}

/* data_cert parses NAME.crt.der. */
static inline struct cert *data_cert(const char *name)
{
	char file[128];
	struct cert *c = NULL;
	snprintf(file, sizeof file, "%s.crt.der", name);
	struct data d = data_read(file);
	enum tls_err e = cert_parse(&c, data_span(&d));
	if (e != TLS_OK) {
		fail_msg("%s: %s", file, tls_err_name(e));
	}
	return c;
}

#endif
