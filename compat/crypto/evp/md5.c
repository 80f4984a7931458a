/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * MD5_Init(3): the digest whose state lies in the program's own memory, in a public struct which programs also copy. It
 * holds the running state as numbers between two calls.
 */
#include <openssl/md5.h>

#include <string.h>

#include "engine/base/secret.h"
#include "engine/crypto/digest.h"

static void save(MD5_CTX *out, const struct digest_ctx *d)
{
	struct digest_md5_state s;
	digest_md5_save(d, &s);
	*out = (MD5_CTX){s.words[0], s.words[1],           s.words[2],
			 s.words[3], (MD5_LONG)s.n_blocks, (MD5_LONG)(s.n_blocks >> 32),
			 {0},        s.n_waiting};
	memcpy(out->data, s.waiting, sizeof out->data);
	wipe(&s, sizeof s);
}

static void load(struct digest_ctx *d, const MD5_CTX *c)
{
	struct digest_md5_state s = {{c->A, c->B, c->C, c->D}, (uint64_t)c->Nh << 32 | c->Nl, c->num, {0}};
	memcpy(s.waiting, c->data, sizeof s.waiting);
	digest_md5_load(d, &s);
	wipe(&s, sizeof s);
}

int MD5_Init(MD5_CTX *c)
{
	struct digest_ctx d;
	digest_init(&d, DIGEST_MD5);
	save(c, &d);
	return 1;
}

int MD5_Update(MD5_CTX *c, const void *data, size_t len)
{
	struct digest_ctx d;
	load(&d, c);
	digest_update(&d, span_of(data, len));
	save(c, &d);
	wipe(&d, sizeof d);
	return 1;
}

int MD5_Final(unsigned char *out, MD5_CTX *c)
{
	struct digest_ctx d;
	load(&d, c);
	digest_final(&d, out);
	wipe(&d, sizeof d);
	return 1;
}
