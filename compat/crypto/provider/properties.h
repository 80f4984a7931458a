/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Queries that algorithms are chosen by (property(7)). All of ours have the one property provider=default. */
#ifndef TEASEL_CRYPTO_PROPERTIES_H
#define TEASEL_CRYPTO_PROPERTIES_H

#include <stdbool.h>

/* properties_met: what the query demands, NULL for nothing, is what our algorithms are. False, without an error, also
 * for a query that is malformed. */
bool properties_met(const char *query);

#endif
