/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * DER (X.690) read through struct reader: a thin layer over libtasn1's allocation-free tag and length calls that adds
 * what DER asks for beyond BER: one definite, shortest form of each length, shortest integers, TRUE as 0xff. Tags are
 * their identifier octet (class, constructed bit and number in one); numbers from 31 up do not occur in what is read
 * here and are refused. There is no recursion: a decoder descends exactly as deep as its own source text.
 *
 * Every call leaves the reader behind the element that it took; anything unexpected is the reader's sticky failure.
 */
#ifndef TEASEL_PKI_ASN1_H
#define TEASEL_PKI_ASN1_H

#include "base/reader.h"

#define DER_BOOLEAN          0x01
#define DER_INTEGER          0x02
#define DER_BIT_STRING       0x03
#define DER_OCTET_STRING     0x04
#define DER_NULL             0x05
#define DER_OID              0x06
#define DER_ENUMERATED       0x0a
#define DER_UTF8_STRING      0x0c
#define DER_NUMERIC_STRING   0x12
#define DER_PRINTABLE_STRING 0x13
#define DER_T61_STRING       0x14
#define DER_IA5_STRING       0x16
#define DER_UTC_TIME         0x17
#define DER_GENERALIZED_TIME 0x18
#define DER_VISIBLE_STRING   0x1a
#define DER_UNIVERSAL_STRING 0x1c
#define DER_BMP_STRING       0x1e
#define DER_SEQUENCE         0x30
#define DER_SET              0x31
/* Context-specific tags, primitive and constructed. */
#define DER_CTX(n)  (0x80 | (n))
#define DER_CTXC(n) (0xa0 | (n))

struct der_tlv {
	uint8_t tag;
	struct span content;
	struct span whole; /* tag, length and content */
};

/* der_any takes the next element, whatever it is. False (the reader has failed) when there is none. */
bool der_any(struct reader *r, struct der_tlv *out);

/*
 * der_value_valid: the content is what the element's universal type can have, as OpenSSL asks of a value of any type
 * (the parameters of an algorithm): a shortest number, whole characters, a count of bits, strings in one piece. Elements of other classes
 * pass.
 */
bool der_value_valid(const struct der_tlv *tlv);

/* der_take takes the next element, which must have this tag, and returns its content; der_take_whole all of it. */
struct span der_take(struct reader *r, uint8_t tag);
struct span der_take_whole(struct reader *r, uint8_t tag);

/* der_enter takes the next element, which must have this tag, and returns a reader of its content (failed with r). */
struct reader der_enter(struct reader *r, uint8_t tag);

/* der_next_is: an element follows and its tag is this one. Takes nothing. */
static inline bool der_next_is(const struct reader *r, uint8_t tag)
{
	return rd_left(r) != 0 && r->p[0] == tag;
}

/* der_default_false: an optional BOOLEAN under tag, also where it spells out the default. */
bool der_default_false(struct reader *r, uint8_t tag);

/* der_integer: the content octets of an INTEGER under tag (DER_INTEGER or an implicit one), of any sign, shortest. */
struct span der_integer(struct reader *r, uint8_t tag);

/* der_natural: the magnitude of an INTEGER that is not negative, without leading zeros; zero is one zero octet. */
struct span der_natural(struct reader *r);

/* der_small: a natural INTEGER of at most max; larger is a failure. */
unsigned der_small(struct reader *r, unsigned max);

/* der_oid: the content octets of an OBJECT IDENTIFIER, whose arcs are whole and shortest. */
struct span der_oid(struct reader *r);

/* der_bits: the octets of a BIT STRING under tag whose number of bits is a multiple of eight. */
struct span der_bits(struct reader *r, uint8_t tag);

/* der_named_bits: the first 16 bits of a BIT STRING of named bits under tag, bit n as 1 << n. */
unsigned der_named_bits(struct reader *r, uint8_t tag);

/* der_null_or_nothing takes an optional NULL. */
void der_null_or_nothing(struct reader *r);

/* der_single: s is exactly one element with this tag; *out gets its content. */
bool der_single(struct span s, uint8_t tag, struct span *out);

#endif
