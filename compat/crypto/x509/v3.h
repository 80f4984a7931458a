/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* <openssl/x509v3.h> for files that see the engine's certificates too, without the names that both have. */
#ifndef TEASEL_CRYPTO_X509_V3_H
#define TEASEL_CRYPTO_X509_V3_H

#include <openssl/x509v3.h>

#undef KU_DIGITAL_SIGNATURE
#undef KU_KEY_ENCIPHERMENT
#undef KU_KEY_AGREEMENT
#undef KU_CRL_SIGN
#undef NS_ANY_CA

#endif
