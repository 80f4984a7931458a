/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* X509_get_extension_flags(3), X509_check_issued(3), X509_check_host(3): what follows from a certificate's extensions.
 */
#include <arpa/inet.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/x509_vfy.h>

#include "compat/crypto/x509/v3.h"
#include "compat/crypto/x509/x509.h"
#include "engine/base/alloc.h"
#include "engine/pki/cert.h"
#include "engine/pki/name.h"
#include "engine/pki/verify.h"

uint32_t X509_get_extension_flags(X509 *x)
{
	const struct cert *cert = x509_cert(x);
	if (cert == NULL) {
		return EXFLAG_INVALID | EXFLAG_SET;
	}
	const struct cert_facts *f = cert_facts(cert);
	return EXFLAG_SET | (f->have_basic_constraints ? EXFLAG_BCONS : 0) | (f->is_ca ? EXFLAG_CA : 0) |
	       (f->basic_constraints_critical ? EXFLAG_BCONS_CRITICAL : 0) | (f->have_key_usage ? EXFLAG_KUSAGE : 0) |
	       (f->have_eku ? EXFLAG_XKUSAGE : 0) | (f->have_ns_cert_type ? EXFLAG_NSCERT : 0) |
	       (f->self_issued ? EXFLAG_SI : 0) | (f->self_signed ? EXFLAG_SS : 0) | (f->version == 1 ? EXFLAG_V1 : 0) |
	       (f->invalid ? EXFLAG_INVALID : 0) | (f->unknown_critical ? EXFLAG_CRITICAL : 0) |
	       (f->proxy ? EXFLAG_PROXY : 0) | (f->san_critical ? EXFLAG_SAN_CRITICAL : 0);
}

/* X509_check_ca(3): 1 by its constraints, 3 an old self-signed one of version 1, 4 by its key usage, 5 by Netscape's.
 */
int X509_check_ca(X509 *x)
{
	uint32_t flags = X509_get_extension_flags(x);
	bool may_sign = (flags & EXFLAG_KUSAGE) == 0 || (X509_get_key_usage(x) & KU_KEY_CERT_SIGN) != 0;
	if ((flags & EXFLAG_INVALID) != 0 || !may_sign) {
		return 0;
	}
	if ((flags & EXFLAG_BCONS) != 0) {
		return (flags & EXFLAG_CA) != 0;
	}
	if ((flags & (EXFLAG_V1 | EXFLAG_SS)) == (EXFLAG_V1 | EXFLAG_SS)) {
		return 3;
	}
	if ((flags & EXFLAG_KUSAGE) != 0) {
		return 4;
	}
	return (flags & EXFLAG_NSCERT) != 0 && (cert_facts(x509_cert(x))->ns_cert_type & NS_ANY_CA) != 0 ? 5 : 0;
}

/* The first octet of the BIT STRING, whose bit 0 is its most significant, and the second above it. */
static uint32_t as_octets(unsigned named_bits)
{
	uint32_t out = 0;
	for (unsigned i = 0; i < 16; i++) {
		out |= (named_bits >> i & 1) << (i < 8 ? 7 - i : 23 - i);
	}
	return out;
}

/* Without the extension nothing is excluded. */
uint32_t X509_get_key_usage(X509 *x)
{
	const struct cert *cert = x509_cert(x);
	if (cert == NULL || cert_facts(cert)->invalid) {
		return 0;
	}
	return cert_facts(cert)->have_key_usage ? as_octets(cert_facts(cert)->key_usage) : UINT32_MAX;
}

uint32_t X509_get_extended_key_usage(X509 *x)
{
	static const struct {
		unsigned engine;
		uint32_t openssl;
	} bits[] = {{EKU_SERVER_AUTH, 0x1},    {EKU_CLIENT_AUTH, 0x2}, {EKU_EMAIL, 0x4},
		    {EKU_CODE_SIGNING, 0x8},   {EKU_SGC, 0x10},        {EKU_OCSP_SIGNING, 0x20},
		    {EKU_TIME_STAMPING, 0x40}, {EKU_ANY, 0x100}};
	const struct cert *cert = x509_cert(x);
	uint32_t out = 0;
	if (cert == NULL || cert_facts(cert)->invalid) {
		return 0;
	}
	if (!cert_facts(cert)->have_eku) {
		return UINT32_MAX;
	}
	for (size_t i = 0; i < sizeof bits / sizeof bits[0]; i++) {
		out |= (cert_facts(cert)->eku & bits[i].engine) != 0 ? bits[i].openssl : 0;
	}
	return out;
}

/* ---- who issued whom --------------------------------------------------------------------------------------------- */

int X509_check_issued(X509 *issuer, X509 *subject)
{
	const struct cert *i = x509_cert(issuer), *s = x509_cert(subject);
	if (i == NULL || s == NULL) {
		return X509_V_ERR_UNSPECIFIED;
	}
	const struct cert_facts *fi = cert_facts(i), *fs = cert_facts(s);
	if (!name_eq(fi->subject, fs->issuer)) {
		return X509_V_ERR_SUBJECT_ISSUER_MISMATCH;
	}
	if (fi->invalid || fs->invalid) {
		return X509_V_ERR_UNSPECIFIED;
	}
	if (fs->authority.key_id.len != 0 && fi->have_subject_key_id &&
	    !span_eq(fs->authority.key_id, fi->subject_key_id)) {
		return X509_V_ERR_AKID_SKID_MISMATCH;
	}
	if ((fs->authority.serial.len != 0 && !span_eq(fs->authority.serial, fi->serial)) ||
	    (fs->authority.issuer.len != 0 && !name_eq(fs->authority.issuer, fi->issuer))) {
		return X509_V_ERR_AKID_ISSUER_SERIAL_MISMATCH;
	}
	if (cert_pubkey(i) == NULL) {
		return X509_V_ERR_NO_ISSUER_PUBLIC_KEY;
	}
	if (!cert_may_have_issued(i, s)) {
		return X509_V_ERR_SIGNATURE_ALGORITHM_MISMATCH;
	}
	bool may_sign = !fi->have_key_usage || (fi->key_usage & KU_CERT_SIGN) != 0;
	return may_sign ? X509_V_OK : X509_V_ERR_KEYUSAGE_NO_CERTSIGN;
}

int X509_check_private_key(const X509 *x, const EVP_PKEY *k)
{
	const EVP_PKEY *own = X509_get0_pubkey(x);
	int same = own != NULL ? EVP_PKEY_eq(own, k) : -2;
	switch (same) {
	case 1:
		return 1;
	case 0:
		ERR_raise(ERR_LIB_X509, X509_R_KEY_VALUES_MISMATCH);
		break;
	case -1:
		ERR_raise(ERR_LIB_X509, X509_R_KEY_TYPE_MISMATCH);
		break;
	default:
		ERR_raise(ERR_LIB_X509, X509_R_UNKNOWN_KEY_TYPE);
	}
	return 0;
}

/* ---- for whom it is ---------------------------------------------------------------------------------------------- */

/* text: what was given with or without a length, as a C string of the caller's; NULL with -2 for what is no name. */
static char *text_of(const char *given, size_t len, int *answer)
{
	*answer = -2;
	if (given == NULL) {
		return NULL;
	}
	len = len != 0 ? len : strlen(given);
	/* A terminator at the end of the counted text is let pass, one inside is not. */
	len -= len > 1 && given[len - 1] == '\0';
	if (memchr(given, '\0', len) != NULL) {
		return NULL;
	}
	char *text = OPENSSL_strndup(given, len);
	*answer = text != NULL ? 0 : -1;
	return text;
}

int X509_check_host(X509 *x, const char *host, size_t len, unsigned int flags, char **peername)
{
	const struct cert *cert = x509_cert(x);
	int answer;
	char *text = text_of(host, len, &answer), *matched = NULL;
	if (text == NULL || cert == NULL) {
		OPENSSL_free(text);
		return text == NULL ? answer : -1;
	}
	answer = cert_match_host(cert, text, flags, peername != NULL ? &matched : NULL);
	OPENSSL_free(text);
	if (answer == 1 && peername != NULL) {
		*peername = OPENSSL_strdup(matched);
		answer = *peername != NULL ? 1 : -1;
	}
	tls_free(matched);
	return answer;
}

int X509_check_email(X509 *x, const char *email, size_t len, unsigned int flags)
{
	const struct cert *cert = x509_cert(x);
	int answer;
	char *text = text_of(email, len, &answer);
	if (text != NULL) {
		answer = cert != NULL ? cert_match_email(cert, text, flags) : -1;
	}
	OPENSSL_free(text);
	return answer;
}

int X509_check_ip(X509 *x, const unsigned char *ip, size_t len, unsigned int flags)
{
	(void)flags;
	const struct cert *cert = x509_cert(x);
	if (ip == NULL) {
		return -2;
	}
	return cert != NULL ? cert_match_ip(cert, span_of(ip, len)) : -1;
}

/* ip_of: 4 or 16, or 0 when text is no address. */
static size_t ip_of(const char *text, unsigned char out[16])
{
	if (strchr(text, ':') != NULL) {
		return inet_pton(AF_INET6, text, out) == 1 ? 16 : 0;
	}
	return inet_pton(AF_INET, text, out) == 1 ? 4 : 0;
}

int X509_check_ip_asc(X509 *x, const char *text, unsigned int flags)
{
	unsigned char ip[16];
	size_t len = text != NULL ? ip_of(text, ip) : 0;
	return len != 0 ? X509_check_ip(x, ip, len, flags) : -2;
}

ASN1_OCTET_STRING *a2i_IPADDRESS(const char *text)
{
	unsigned char ip[16];
	size_t len = ip_of(text, ip);
	ASN1_OCTET_STRING *s = len != 0 ? ASN1_OCTET_STRING_new() : NULL;
	if (s != NULL && !ASN1_OCTET_STRING_set(s, ip, (int)len)) {
		ASN1_OCTET_STRING_free(s);
		return NULL;
	}
	return s;
}
