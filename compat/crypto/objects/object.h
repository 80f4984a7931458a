/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* ASN1_OBJECT from inside, and the table of those that have a number (made by tools/gen_objects.py). */
#ifndef TEASEL_CRYPTO_OBJECT_H
#define TEASEL_CRYPTO_OBJECT_H

#include <openssl/asn1.h>

#include "engine/base/span.h"

#define OBJ_F_DYNAMIC 1u /* the struct and all that it points at were allocated */

struct asn1_object_st {
	const char *sn, *ln;
	int nid;
	int len;
	const unsigned char *data; /* content octets of the OBJECT IDENTIFIER */
	unsigned flags;
};

extern const ASN1_OBJECT obj_rows[];
extern const unsigned obj_n_rows;

/* obj_new copies the content octets and names (which may be NULL). NULL when memory is out. */
ASN1_OBJECT *obj_new(struct span octets, int nid, const char *sn, const char *ln);
/* obj_of: the object with these content octets, to be freed: a known one, or a new one. NULL when memory is out. */
ASN1_OBJECT *obj_of(struct span octets);
/* obj_cleanup forgets the objects that the program created. */
void obj_cleanup(void);

#endif
