/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* What is left of SSL 2: the version and message number of its hello. */
#ifndef OPENSSL_SSL2_H
#define OPENSSL_SSL2_H

#define SSL2_MT_CLIENT_HELLO 1
#define SSL2_VERSION         0x0002

#endif
