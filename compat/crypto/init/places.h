/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Where configuration and trusted certificates are looked for: Debian's places. */
#ifndef TEASEL_CRYPTO_PLACES_H
#define TEASEL_CRYPTO_PLACES_H

#ifndef OPENSSLDIR_TEXT
#define OPENSSLDIR_TEXT "/usr/lib/ssl"
#endif

#endif
