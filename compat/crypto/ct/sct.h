/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Certificate transparency (RFC 6962) from inside. */
#ifndef TEASEL_CRYPTO_SCT_H
#define TEASEL_CRYPTO_SCT_H

#include <openssl/ct.h>

#include "engine/base/buffer.h"
#include "engine/base/reader.h"
#include "engine/base/span.h"

/* One of RFC 6962 §3.2 has its fields apart; one of an unknown version is kept as it came. */
struct sct_st {
	sct_version_t version;
	struct span raw;    /* owned; empty for version 1 */
	struct span log_id; /* owned, as the two below */
	struct span extensions;
	struct span signature;
	uint64_t timestamp; /* milliseconds since 1970 */
	int signature_nid;  /* NID_undef: not set */
	ct_log_entry_type_t entry_type;
	sct_source_t source;
	sct_validation_status_t status;
};

struct ct_policy_eval_ctx_st {
	X509 *cert, *issuer;    /* references; NULL: not set */
	CTLOG_STORE *log_store; /* the program's */
	uint64_t time;          /* milliseconds since 1970: timestamps after it are of the future */
};

struct ctlog_store_st {
	STACK_OF(CTLOG) * logs; /* owned */
};

/* sct_complete: all that RFC 6962 has a timestamp say is said. */
bool sct_complete(const SCT *sct);

#endif
