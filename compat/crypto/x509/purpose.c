/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * X509_PURPOSE_get0, X509_TRUST_set: the purposes and kinds of trust that OpenSSL 3.0 has, by number and name. Judged
 * is by those of TLS, and by "any"; a chain that is to serve another purpose is refused when it is verified.
 */
#include <string.h>

#include <openssl/err.h>

#include "compat/crypto/x509/store.h"
#include "compat/crypto/x509/v3.h"

static const X509_PURPOSE purposes[] = {
    {X509_PURPOSE_SSL_CLIENT, X509_TRUST_SSL_CLIENT, 0, NULL, (char *)"SSL client", (char *)"sslclient", NULL},
    {X509_PURPOSE_SSL_SERVER, X509_TRUST_SSL_SERVER, 0, NULL, (char *)"SSL server", (char *)"sslserver", NULL},
    {X509_PURPOSE_NS_SSL_SERVER, X509_TRUST_SSL_SERVER, 0, NULL, (char *)"Netscape SSL server", (char *)"nssslserver",
     NULL},
    {X509_PURPOSE_SMIME_SIGN, X509_TRUST_EMAIL, 0, NULL, (char *)"S/MIME signing", (char *)"smimesign", NULL},
    {X509_PURPOSE_SMIME_ENCRYPT, X509_TRUST_EMAIL, 0, NULL, (char *)"S/MIME encryption", (char *)"smimeencrypt", NULL},
    {X509_PURPOSE_CRL_SIGN, X509_TRUST_COMPAT, 0, NULL, (char *)"CRL signing", (char *)"crlsign", NULL},
    {X509_PURPOSE_ANY, X509_TRUST_DEFAULT, 0, NULL, (char *)"Any Purpose", (char *)"any", NULL},
    {X509_PURPOSE_OCSP_HELPER, X509_TRUST_COMPAT, 0, NULL, (char *)"OCSP helper", (char *)"ocsphelper", NULL},
    {X509_PURPOSE_TIMESTAMP_SIGN, X509_TRUST_TSA, 0, NULL, (char *)"Time Stamp signing", (char *)"timestampsign", NULL},
};
enum { N_PURPOSES = (int)(sizeof purposes / sizeof purposes[0]) };

int X509_PURPOSE_get_count(void)
{
	return N_PURPOSES;
}

X509_PURPOSE *X509_PURPOSE_get0(int i)
{
	return i >= 0 && i < N_PURPOSES ? (X509_PURPOSE *)&purposes[i] : NULL;
}

int X509_PURPOSE_get_by_id(int id)
{
	return id >= X509_PURPOSE_MIN && id <= X509_PURPOSE_MAX ? id - X509_PURPOSE_MIN : -1;
}

int X509_PURPOSE_get_by_sname(const char *name)
{
	for (int i = 0; i < N_PURPOSES; i++) {
		if (strcmp(purposes[i].sname, name) == 0) {
			return i;
		}
	}
	return -1;
}

int X509_PURPOSE_get_id(const X509_PURPOSE *p)
{
	return p->purpose;
}

int X509_PURPOSE_get_trust(const X509_PURPOSE *p)
{
	return p->trust;
}

char *X509_PURPOSE_get0_name(const X509_PURPOSE *p)
{
	return p->name;
}

char *X509_PURPOSE_get0_sname(const X509_PURPOSE *p)
{
	return p->sname;
}

int X509_PURPOSE_set(int *to, int purpose)
{
	if (X509_PURPOSE_get_by_id(purpose) == -1) {
		ERR_raise(ERR_LIB_X509V3, X509V3_R_INVALID_PURPOSE);
		return 0;
	}
	*to = purpose;
	return 1;
}

int purpose_trust(int purpose)
{
	int i = X509_PURPOSE_get_by_id(purpose);
	return i >= 0 ? purposes[i].trust : X509_TRUST_DEFAULT;
}

int X509_TRUST_get_count(void)
{
	return X509_TRUST_MAX - X509_TRUST_MIN + 1;
}

int X509_TRUST_get_by_id(int id)
{
	return id >= X509_TRUST_MIN && id <= X509_TRUST_MAX ? id - X509_TRUST_MIN : -1;
}

int X509_TRUST_set(int *to, int trust)
{
	if (X509_TRUST_get_by_id(trust) == -1) {
		ERR_raise(ERR_LIB_X509, X509_R_INVALID_TRUST);
		return 0;
	}
	*to = trust;
	return 1;
}
