/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Which digest and which kind of key each signature algorithm names (RFC 8017, RFC 5758, RFC 8410). */
#ifndef TEASEL_CRYPTO_SIGID_H
#define TEASEL_CRYPTO_SIGID_H

#include <stddef.h>

struct sigid_row {
	int sig, digest, key;
};

extern const struct sigid_row sigid_rows[];
extern const size_t sigid_n_rows;

#endif
