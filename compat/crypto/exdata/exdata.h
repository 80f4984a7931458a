/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The end of all classes of ex_data. */
#ifndef TEASEL_CRYPTO_EXDATA_H
#define TEASEL_CRYPTO_EXDATA_H

#include <stdbool.h>

/* exdata_cleanup frees the callbacks of every class; no object may be used afterwards. */
void exdata_cleanup(void);

#endif
