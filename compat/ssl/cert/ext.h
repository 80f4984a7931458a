/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Questions to an X509's extensions. <openssl/x509v3.h> and the engine both name key usages, so they are asked here. */
#ifndef TEASEL_COMPAT_CERT_EXT_H
#define TEASEL_COMPAT_CERT_EXT_H

#include <stdbool.h>

#include <openssl/x509.h>

/* ext_self_signed: issuer and key identifiers are its own. */
bool ext_self_signed(X509 *x);
/* ext_issued: issuer may have issued subject, judged by names and extensions. */
bool ext_issued(X509 *issuer, X509 *subject);
/* ext_is_ip: text is an IPv4 or IPv6 address. */
bool ext_is_ip(const char *text);

#endif
