/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Compression of certificates (RFC 8879) as programs set it: the algorithms of an SSL_CTX or SSL, and the forms that a
 * server has packed before. cert/codecs.c has the algorithms themselves.
 */
#ifndef TEASEL_COMPAT_CERT_COMPRESS_H
#define TEASEL_COMPAT_CERT_COMPRESS_H

#include <openssl/ssl.h>

#include "engine/engine.h"

/* CertificateCompressionAlgorithm; OpenSSL 3.2 has the names, which headers may not have. */
enum { COMP_NONE = 0, COMP_ZLIB = 1, COMP_BROTLI = 2, COMP_ZSTD = 3, COMP_LIMIT = 4 };

/* Bits of SSL_CTX_set_options of OpenSSL 3.2. */
#define OP_NO_TX_CERTIFICATE_COMPRESSION (UINT64_C(1) << 32)
#define OP_NO_RX_CERTIFICATE_COMPRESSION (UINT64_C(1) << 33)

/* A certificate in compressed form. */
struct packed_cert {
	struct buffer bytes; /* empty: not there */
	size_t len;          /* of the Certificate message */
};

/* codec_of: the algorithm with this number, when its library can be loaded; else NULL. */
const struct tls_cert_codec *codec_of(int alg);
/* codec_at walks the numbers in OpenSSL's order of preference; COMP_NONE at the end. */
int codec_at(size_t i);

#endif
