/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* What the fuzz targets share: each is one LLVMFuzzerTestOneInput, run by libFuzzer or by replay.c over a corpus. */
#ifndef TEASEL_FUZZ_H
#define TEASEL_FUZZ_H

#include <stdio.h>
#include <stdlib.h>

#include "engine.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* stream_run (stream.c): one end on a stranger's bytes. */
int stream_run(enum tls_role role, const uint8_t *data, size_t size);

/* null_crypto.c: how many signatures were looked at. */
extern unsigned long fuzz_n_verified;

/* must: a promise of the engine that no input may break. */
static inline void fuzz_must(bool promise, const char *what, const char *file, int line)
{
	if (!promise) {
		fprintf(stderr, "%s:%d: broken: %s\n", file, line, what);
		abort();
	}
}

#define must(promise) fuzz_must((promise), #promise, __FILE__, __LINE__)

static inline int64_t fuzz_now(void *owner)
{
	(void)owner;
	return INT64_C(1800000000000);
}

/* fuzz_feed gives a connection bytes from its peer. */
static inline void fuzz_feed(struct tls_conn *c, const uint8_t *p, size_t len)
{
	while (len != 0) {
		uint8_t *space;
		size_t n = tls_in_space(c, &space, true);
		must(n != 0);
		n = n < len ? n : len;
		memcpy(space, p, n);
		tls_in_commit(c, n);
		p += n;
		len -= n;
	}
}

#endif
