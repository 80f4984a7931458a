/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Extensions as text, from inside: what the printers share. Each appends to out; false is a failure to print. */
#ifndef TEASEL_CRYPTO_EXT_PRINT_H
#define TEASEL_CRYPTO_EXT_PRINT_H

#include <openssl/x509v3.h>

#include "engine/base/buffer.h"

bool ext_put(struct buffer *out, const char *text);
bool ext_put_indent(struct buffer *out, int n);
bool ext_put_object(struct buffer *out, const ASN1_OBJECT *o);
/* ext_put_integer: decimal below 128 bits, above it hexadecimal. */
bool ext_put_integer(struct buffer *out, const ASN1_INTEGER *a);
/* ext_put_name: a GeneralName as one of a list (i2v), or alone (GENERAL_NAME_print), which differ in how they take what
 * is odd. */
bool ext_put_name(struct buffer *out, const GENERAL_NAME *g, bool listed);
/* ext_put_ip: an address of 4 or 16 octets; of another length that it is invalid. */
bool ext_put_ip(struct buffer *out, struct span address);

enum ext_printed { EXT_PRINTED, EXT_FAILED, EXT_MALFORMED, EXT_OTHER_KIND };

/* ext_print_der prints the value of an extension of the kinds that have no structure here. */
enum ext_printed ext_print_der(struct buffer *out, int nid, struct span value, int indent);

/* ext_print_scts prints a STACK_OF(SCT), each with the indent before it. */
bool ext_print_scts(struct buffer *out, const void *list, int indent);

#endif
