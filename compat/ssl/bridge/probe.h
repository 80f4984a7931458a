/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * What an X509_VERIFY_PARAM's purpose and trust are, which no public function tells before OpenSSL 3.5: found out by
 * having X509_verify_cert look at a fixed chain.
 */
#ifndef TEASEL_COMPAT_BRIDGE_PROBE_H
#define TEASEL_COMPAT_BRIDGE_PROBE_H

#include <stdbool.h>

#include <openssl/x509_vfy.h>

/*
 * probe_purpose uses sc up: a context ready for X509_verify_cert, but for a certificate, whose store has no callbacks
 * of the program's. True: *purpose is X509_PURPOSE_SSL_CLIENT, X509_PURPOSE_SSL_SERVER or X509_PURPOSE_ANY (which
 * stands for none, too), and the trust setting is one under which a self-signed certificate of the store that has no
 * trust settings of its own is trusted. False: something else is set, or memory is out. Errors may be left in the
 * queue.
 */
bool probe_purpose(X509_STORE_CTX *sc, int *purpose);

#endif
