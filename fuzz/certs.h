/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Certificates made of the fuzzer's bytes: well-formed for the most part, of few names, keys and dates, so that bytes
 * become chains and graphs rather than noise. Their signatures are right or wrong by null_crypto.c.
 */
#ifndef TEASEL_FUZZ_CERTS_H
#define TEASEL_FUZZ_CERTS_H

#include "base/buffer.h"
#include "base/reader.h"

/* When all is valid that is not made to be otherwise: 2024-01-01 00:00:00 UTC. */
#define CERTS_TIME INT64_C(1704067200)

/* What a certificate is made of: as many bytes of the input. */
struct cert_plan {
	uint8_t names; /* subject, issuer: 3 bits each; 0x40: version 1; 0x80: the outer algorithm differs */
	uint8_t keys;  /* key, algorithm of the signature: 3 bits each; 0x40: has a key id; 0x80: names its issuer's */
	uint8_t key_ids;  /* one's own, the issuer's: 4 bits each */
	uint8_t basic;    /* 2 bits: none, no CA, CA, CA with path length; 3 bits of it; 0x20: not critical; 0x40, 0x80:
			   * an extension that nobody knows, critical and not */
	uint8_t usage;    /* 0x80: there; the bits */
	uint8_t extended; /* 0x80: there; 6 bits: which; 0x40: critical */
	uint8_t dates;
	uint8_t rest; /* 3 bits: subject alternative name; 3 bits: name constraints; 0x40: wrong signature; 0x80: the
		       * input has a further extension (OID, length, content) */
	uint8_t serial;
};

/* certs_plan reads one; the one before it, with another key and serial, where the input says 0xff. */
struct cert_plan certs_plan(struct reader *r, const struct cert_plan *before);

/* certs_make writes the certificate; raw content is taken from r. */
void certs_make(struct buffer *out, const struct cert_plan *p, struct reader *r);

/* certs_name writes a Name of one common name. */
void certs_name(struct buffer *out, struct span common_name);

/* certs_tlv appends one element. */
void certs_tlv(struct buffer *out, uint8_t tag, struct span content);

/* certs_leaf writes a certificate of version 3 with this common name (empty: none) and these GeneralNames. */
void certs_leaf(struct buffer *out, struct span common_name, struct span san, struct span constraints);

#endif
