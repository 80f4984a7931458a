/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* SHA256(3) and its kin: a digest in one call. Without a place of the caller's the answer is in a static one. */
#include <openssl/md5.h>
#include <openssl/sha.h>

#include "engine/base/secret.h"
#include "engine/crypto/digest.h"

static unsigned char *once(enum digest_id id, const unsigned char *data, size_t len, unsigned char *out)
{
	struct digest_ctx c;
	digest_init(&c, id);
	digest_update(&c, span_of(data, len));
	digest_final(&c, out);
	wipe(&c, sizeof c);
	return out;
}

#define ONE_SHOT(name, id, size)                                                                                       \
	unsigned char *name(const unsigned char *data, size_t len, unsigned char *out)                                 \
	{                                                                                                              \
		static unsigned char shared[size];                                                                     \
		return once(id, data, len, out != NULL ? out : shared);                                                \
	}
ONE_SHOT(MD5, DIGEST_MD5, 16)
ONE_SHOT(SHA1, DIGEST_SHA1, 20)
ONE_SHOT(SHA224, DIGEST_SHA224, 28)
ONE_SHOT(SHA256, DIGEST_SHA256, 32)
ONE_SHOT(SHA384, DIGEST_SHA384, 48)
ONE_SHOT(SHA512, DIGEST_SHA512, 64)
