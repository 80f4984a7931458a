/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* All of it is in ec.h. */
#include <openssl/ec.h>
