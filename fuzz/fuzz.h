/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* What the targets that know the engine share. */
#ifndef TEASEL_FUZZ_H
#define TEASEL_FUZZ_H

#include "engine.h"
#include "must.h"

/* stream_run (stream.c): one end on a stranger's bytes. */
int stream_run(enum tls_role role, const uint8_t *data, size_t size);

/* null_crypto.c: how many signatures were looked at. */
extern unsigned long fuzz_n_verified;

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
