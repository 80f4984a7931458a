/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* AlgorithmIdentifier (RFC 5280 §4.1.1.2): of signatures, and of the keys in SubjectPublicKeyInfo and PKCS#8. */
#ifndef TEASEL_PKI_ALGORITHM_H
#define TEASEL_PKI_ALGORITHM_H

#include "base/reader.h"
#include "crypto/key.h"
#include "crypto/sig.h"
#include "pki/oid.h"

/* algorithm_take takes an AlgorithmIdentifier: an object identifier and at most one element of parameters. */
struct span algorithm_take(struct reader *r);

struct sig_alg_info {
	struct sig_alg alg;     /* family SIG_NONE when signatures of this kind are never accepted */
	enum sig_family family; /* what kind of key makes it, also where the digest is refused; SIG_NONE: not known */
	bool sha1, md5;
};

/* sig_alg_decode reads what algorithm_take took. Wrong parameters leave alg at SIG_NONE. */
void sig_alg_decode(struct sig_alg_info *out, struct span algorithm);

struct key_alg {
	enum key_type type; /* KEY_NONE: not supported */
	struct pss_limits limits;
	bool curve_left_out; /* an EC key without parameters: type is KEY_NONE and the curve must come from elsewhere */
	bool ec;             /* an EC key, whatever its curve */
	bool curve_in_full;  /* its curve is spelt out instead of named */
};

/* key_alg_take takes an AlgorithmIdentifier from r. TLS_E_DER, TLS_E_KEY_UNSUPPORTED. */
MUST_CHECK enum tls_err key_alg_take(struct key_alg *out, struct reader *r);

/* hash_of_oid: the hash of that identifier, SHA-1 among them, or HASH_NONE. */
enum hash_id hash_of_oid(enum oid id);

/* curve_of_oid: KEY_EC_* of a named curve, or KEY_NONE. */
enum key_type curve_of_oid(struct span octets);

#endif
