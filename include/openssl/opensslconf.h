/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* What the libraries were built with, under the name that programs include. */
#ifndef OPENSSL_OPENSSLCONF_H
#define OPENSSL_OPENSSLCONF_H

#include <openssl/configuration.h>
#include <openssl/macros.h>

#endif
