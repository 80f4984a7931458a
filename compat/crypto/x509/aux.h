/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* What OpenSSL's "trusted certificates" say besides the certificate: for what it is trusted, and a name for it. */
#ifndef TEASEL_CRYPTO_X509_AUX_H
#define TEASEL_CRYPTO_X509_AUX_H

#include "compat/crypto/x509/x509.h"

/* aux_read takes one element of the len octets at *in. NULL with an error queued. */
struct x509_aux *aux_read(const unsigned char **in, long len);
bool aux_put(struct buffer *out, const struct x509_aux *aux);
void aux_free(struct x509_aux *aux);

/* What aux says of the extended key usage nid (0: of any). Nothing to say: AUX_SILENT. */
enum aux_word { AUX_SILENT, AUX_TRUSTED, AUX_REJECTED, AUX_OTHER };
enum aux_word aux_word(const struct x509_aux *aux, int nid);

#endif
