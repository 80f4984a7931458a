/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * TLSA records (RFC 6698, RFC 7671) and how certificates are held against them. A struct dane is the set of records
 * that a client was given for one service: filled by one owner, then only read. A struct dane_run is what one
 * verification found; path.c and verify.c carry it along.
 *
 *     usage       what is matched           where trust comes from
 *     0 PKIX-TA   a CA of the chain         the trust store, and the record
 *     1 PKIX-EE   the leaf                  the trust store, and the record
 *     2 DANE-TA   a CA of the peer's chain  the record
 *     3 DANE-EE   the leaf                  the record
 */
#ifndef TEASEL_PKI_DANE_H
#define TEASEL_PKI_DANE_H

#include "pki/cert.h"

enum dane_usage { DANE_PKIX_TA, DANE_PKIX_EE, DANE_DANE_TA, DANE_DANE_EE };
enum dane_selector { DANE_CERT, DANE_SPKI };

/* Matching type 0: the record holds the whole certificate or key. */
#define DANE_FULL 0

struct dane_record {
	uint8_t usage, selector, mtype;
	uint8_t ordinal;   /* strength of the matching type: of several, only the strongest counts (RFC 7671 §9) */
	enum hash_id hash; /* HASH_NONE with DANE_FULL */
	struct span data;
	struct cert *cert;  /* a CA given whole: it may serve in a chain that lacks it */
	struct pubkey *key; /* a DANE-TA key given whole: it may sign a chain's last certificate */
};

enum dane_err {
	DANE_OK,
	DANE_E_ALLOC,
	DANE_E_USAGE,
	DANE_E_SELECTOR,
	DANE_E_DIGEST_LENGTH,
	DANE_E_CERTIFICATE, /* full data that is not one certificate with a key that is known here */
	DANE_E_PUBLIC_KEY,
};

struct dane;

/* dane_new: an empty set; NULL when memory is out. dane_free takes NULL. */
struct dane *dane_new(void);
void dane_free(struct dane *d);

/* dane_add copies the record. r->data, ->usage, ->selector, ->mtype, ->ordinal and ->hash count. */
MUST_CHECK enum dane_err dane_add(struct dane *d, const struct dane_record *r);

/* dane_at walks the records in the order in which they are tried; NULL at the end. */
const struct dane_record *dane_at(const struct dane *d, size_t i);

/* Which usages occur: any that may trust a CA, any that needs the trust store as well. */
bool dane_has_ta(const struct dane *d);
bool dane_has_pkix(const struct dane *d);

/* What matched. */
struct dane_match {
	const struct dane_record *record; /* NULL: nothing */
	int depth;                        /* 0: the leaf */
	struct cert *cert;                /* that matched, a reference; NULL when record->key signed the chain's last */
};

struct dane_run {
	const struct dane *set; /* NULL: this verification is without DANE */
	struct dane_match match;
	bool pkix;     /* the trust store trusts the chain */
	bool bare_key; /* the chain's last certificate was signed by a DANE-TA key that no certificate has */
};

/* dane_run_end drops the reference. */
void dane_run_end(struct dane_run *r);

/*
 * dane_match_cert holds c, at depth of the chain, against the records for its place; a certificate from the trust store
 * against PKIX records alone. True: it matched a DANE-EE or DANE-TA record, and nothing more is to be found. A match of
 * a PKIX record is noted in r->match and answers false.
 */
bool dane_match_cert(struct dane_run *r, struct cert *c, size_t depth, bool from_store);

/*
 * dane_match_raw holds a peer's raw public key, a SubjectPublicKeyInfo, against the records that name keys of end
 * entities (usage 3, selector 1), the only ones that can speak of it; dane_has_raw: there are such.
 */
bool dane_match_raw(const struct dane *d, struct span spki, struct dane_match *out);
bool dane_has_raw(const struct dane *d);

/* dane_unmatch forgets a match at depth n or beyond: the chain was cut there, and goes on another way. */
void dane_unmatch(struct dane_run *r, size_t n);

/* dane_match_key: did a DANE-TA key sign c, the last of a chain without anchor? TLS_E_ALLOC, or TLS_OK and *found. */
MUST_CHECK enum tls_err dane_match_key(struct dane_run *r, const struct cert *c, size_t depth, bool *found);

#endif
