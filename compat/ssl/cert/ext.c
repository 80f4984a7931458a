/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Extensions of X509 objects through <openssl/x509v3.h>. */
#include "compat/ssl/cert/ext.h"

#include <openssl/x509v3.h>

bool ext_self_signed(X509 *x)
{
	return (X509_get_extension_flags(x) & EXFLAG_SS) != 0;
}

bool ext_issued(X509 *issuer, X509 *subject)
{
	return X509_check_issued(issuer, subject) == X509_V_OK;
}

bool ext_is_ip(const char *text)
{
	ASN1_OCTET_STRING *ip = a2i_IPADDRESS(text);
	ASN1_OCTET_STRING_free(ip);
	return ip != NULL;
}
