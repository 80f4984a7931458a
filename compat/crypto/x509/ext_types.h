/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Extensions as OpenSSL's structures. */
#ifndef TEASEL_CRYPTO_EXT_TYPES_H
#define TEASEL_CRYPTO_EXT_TYPES_H

#include "compat/crypto/x509/v3.h"
#include "engine/pki/asn1.h"

/* general_name_of and general_names_of: NULL when malformed or memory is out. */
GENERAL_NAME *general_name_of(const struct der_tlv *tlv);
GENERAL_NAMES *general_names_of(struct span content);

/* ext_decode: the value of an extension as its structure; NULL, with an error queued, when it is malformed, or none is
 * known for nid. ext_free frees what ext_decode made. */
void *ext_decode(int nid, struct span value);
void ext_free(int nid, void *ext);
bool ext_known(int nid);

/* ext_print writes a decoded extension as X509V3_EXT_print does. 0: this kind has no text, or not this value. */
int ext_print(const X509V3_EXT_METHOD *kind, void *ext, BIO *bio, int indent);

#endif
