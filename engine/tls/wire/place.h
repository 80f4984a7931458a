/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The messages that carry extensions. */
#ifndef TEASEL_TLS_WIRE_PLACE_H
#define TEASEL_TLS_WIRE_PLACE_H

/* SH_12 is a ServerHello of TLS 1.2; a CertificateRequest (CR) has extensions in TLS 1.3 alone. */
enum ext_place { IN_CH = 1, IN_SH_12 = 2, IN_SH_13 = 4, IN_HRR = 8, IN_EE = 16, IN_CT = 32, IN_CR = 64, IN_NST = 128 };

#endif
