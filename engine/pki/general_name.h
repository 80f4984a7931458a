/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* GeneralName, RFC 5280 §4.2.1.6: one of nine kinds of name, told apart by its tag. */
#ifndef TEASEL_PKI_GENERAL_NAME_H
#define TEASEL_PKI_GENERAL_NAME_H

#include "pki/asn1.h"

#define GN_OTHER     0xa0
#define GN_EMAIL     0x81
#define GN_DNS       0x82
#define GN_X400      0xa3
#define GN_DIRECTORY 0xa4
#define GN_EDI_PARTY 0xa5
#define GN_URI       0x86
#define GN_IP        0x87
#define GN_RID       0x88

/* general_name_take takes the next GeneralName; false at the end of the list, or when it is malformed (r has failed).
 */
bool general_name_take(struct reader *r, struct der_tlv *out);

/* general_names_valid: content is GeneralNames and nothing else. */
bool general_names_valid(struct span content);

#endif
