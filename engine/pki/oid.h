/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The object identifiers that are known here, in one table: name, content octets in DER. */
#ifndef TEASEL_PKI_OID_H
#define TEASEL_PKI_OID_H

#include "base/span.h"

#define OID_TABLE(X)                                                                                                   \
	/* keys and curves: RFC 8017, RFC 5480, RFC 8410 */                                                            \
	X(RSA, "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01")                                                                 \
	X(RSA_PSS, "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a")                                                             \
	X(EC, "\x2a\x86\x48\xce\x3d\x02\x01")                                                                          \
	X(P256, "\x2a\x86\x48\xce\x3d\x03\x01\x07")                                                                    \
	X(P384, "\x2b\x81\x04\x00\x22")                                                                                \
	X(P521, "\x2b\x81\x04\x00\x23")                                                                                \
	X(ED25519, "\x2b\x65\x70")                                                                                     \
	/* hashes and the mask generation function: RFC 8017, FIPS 180-4 */                                            \
	X(SHA1, "\x2b\x0e\x03\x02\x1a")                                                                                \
	X(SHA256, "\x60\x86\x48\x01\x65\x03\x04\x02\x01")                                                              \
	X(SHA384, "\x60\x86\x48\x01\x65\x03\x04\x02\x02")                                                              \
	X(SHA512, "\x60\x86\x48\x01\x65\x03\x04\x02\x03")                                                              \
	X(MGF1, "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x08")                                                                \
	/* signatures: RFC 8017, RFC 5758, RFC 3279 */                                                                 \
	X(RSA_SHA256, "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b")                                                          \
	X(RSA_SHA384, "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0c")                                                          \
	X(RSA_SHA512, "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0d")                                                          \
	X(RSA_SHA224, "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0e")                                                          \
	X(RSA_SHA1, "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x05")                                                            \
	X(RSA_SHA1_OIW, "\x2b\x0e\x03\x02\x1d")                                                                        \
	X(RSA_MD5, "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x04")                                                             \
	X(ECDSA_SHA256, "\x2a\x86\x48\xce\x3d\x04\x03\x02")                                                            \
	X(ECDSA_SHA384, "\x2a\x86\x48\xce\x3d\x04\x03\x03")                                                            \
	X(ECDSA_SHA512, "\x2a\x86\x48\xce\x3d\x04\x03\x04")                                                            \
	X(ECDSA_SHA224, "\x2a\x86\x48\xce\x3d\x04\x03\x01")                                                            \
	X(ECDSA_SHA1, "\x2a\x86\x48\xce\x3d\x04\x01")                                                                  \
	/* encryption under a password: RFC 8018, and the ciphers of FIPS 197 */                                       \
	X(PBKDF2, "\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0c")                                                              \
	X(PBES2, "\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0d")                                                               \
	X(HMAC_SHA1, "\x2a\x86\x48\x86\xf7\x0d\x02\x07")                                                               \
	X(HMAC_SHA224, "\x2a\x86\x48\x86\xf7\x0d\x02\x08")                                                             \
	X(HMAC_SHA256, "\x2a\x86\x48\x86\xf7\x0d\x02\x09")                                                             \
	X(HMAC_SHA384, "\x2a\x86\x48\x86\xf7\x0d\x02\x0a")                                                             \
	X(HMAC_SHA512, "\x2a\x86\x48\x86\xf7\x0d\x02\x0b")                                                             \
	X(AES_128_CBC, "\x60\x86\x48\x01\x65\x03\x04\x01\x02")                                                         \
	X(AES_192_CBC, "\x60\x86\x48\x01\x65\x03\x04\x01\x16")                                                         \
	X(AES_256_CBC, "\x60\x86\x48\x01\x65\x03\x04\x01\x2a")                                                         \
	/* PKCS#12: RFC 7292, and the attributes of RFC 2985 */                                                        \
	X(PKCS7_DATA, "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01")                                                          \
	X(PKCS7_ENCRYPTED, "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x06")                                                     \
	X(BAG_KEY, "\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01\x01")                                                     \
	X(BAG_SHROUDED_KEY, "\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01\x02")                                            \
	X(BAG_CERT, "\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01\x03")                                                    \
	X(BAG_SAFE_CONTENTS, "\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01\x06")                                           \
	X(X509_CERTIFICATE, "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x16\x01")                                                \
	X(FRIENDLY_NAME, "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x14")                                                       \
	X(LOCAL_KEY_ID, "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x15")                                                        \
	/* extensions: RFC 5280 §4.2 and §5.2, RFC 7633, RFC 3820, RFC 6962; Netscape's certificate type */          \
	X(SUBJECT_KEY_ID, "\x55\x1d\x0e")                                                                              \
	X(KEY_USAGE, "\x55\x1d\x0f")                                                                                   \
	X(SUBJECT_ALT_NAME, "\x55\x1d\x11")                                                                            \
	X(BASIC_CONSTRAINTS, "\x55\x1d\x13")                                                                           \
	X(NAME_CONSTRAINTS, "\x55\x1d\x1e")                                                                            \
	X(CRL_DISTRIBUTION_POINTS, "\x55\x1d\x1f")                                                                     \
	X(CERTIFICATE_POLICIES, "\x55\x1d\x20")                                                                        \
	X(POLICY_MAPPINGS, "\x55\x1d\x21")                                                                             \
	X(AUTHORITY_KEY_ID, "\x55\x1d\x23")                                                                            \
	X(POLICY_CONSTRAINTS, "\x55\x1d\x24")                                                                          \
	X(EXT_KEY_USAGE, "\x55\x1d\x25")                                                                               \
	X(INHIBIT_ANY_POLICY, "\x55\x1d\x36")                                                                          \
	X(FRESHEST_CRL, "\x55\x1d\x2e")                                                                                \
	X(CRL_NUMBER, "\x55\x1d\x14")                                                                                  \
	X(CRL_REASON, "\x55\x1d\x15")                                                                                  \
	X(DELTA_CRL, "\x55\x1d\x1b")                                                                                   \
	X(ISSUING_DISTRIBUTION_POINT, "\x55\x1d\x1c")                                                                  \
	X(CERTIFICATE_ISSUER, "\x55\x1d\x1d")                                                                          \
	X(AUTHORITY_INFO_ACCESS, "\x2b\x06\x01\x05\x05\x07\x01\x01")                                                   \
	X(PROXY_CERT_INFO, "\x2b\x06\x01\x05\x05\x07\x01\x0e")                                                         \
	X(TLS_FEATURE, "\x2b\x06\x01\x05\x05\x07\x01\x18")                                                             \
	X(SCT_LIST, "\x2b\x06\x01\x04\x01\xd6\x79\x02\x04\x02")                                                        \
	X(OCSP_BASIC, "\x2b\x06\x01\x05\x05\x07\x30\x01\x01")                                                          \
	X(NETSCAPE_CERT_TYPE, "\x60\x86\x48\x01\x86\xf8\x42\x01\x01")                                                  \
	/* extended key usages: RFC 5280 §4.2.1.12; Microsoft's and Netscape's server gated crypto */                 \
	X(EKU_ANY, "\x55\x1d\x25\x00")                                                                                 \
	X(EKU_SERVER_AUTH, "\x2b\x06\x01\x05\x05\x07\x03\x01")                                                         \
	X(EKU_CLIENT_AUTH, "\x2b\x06\x01\x05\x05\x07\x03\x02")                                                         \
	X(EKU_CODE_SIGNING, "\x2b\x06\x01\x05\x05\x07\x03\x03")                                                        \
	X(EKU_EMAIL, "\x2b\x06\x01\x05\x05\x07\x03\x04")                                                               \
	X(EKU_TIME_STAMPING, "\x2b\x06\x01\x05\x05\x07\x03\x08")                                                       \
	X(EKU_OCSP_SIGNING, "\x2b\x06\x01\x05\x05\x07\x03\x09")                                                        \
	X(EKU_SGC_MICROSOFT, "\x2b\x06\x01\x04\x01\x82\x37\x0a\x03\x03")                                               \
	X(EKU_SGC_NETSCAPE, "\x60\x86\x48\x01\x86\xf8\x42\x04\x01")                                                    \
	/* attributes of names, and the otherName of RFC 9598 */                                                       \
	X(COMMON_NAME, "\x55\x04\x03")                                                                                 \
	X(EMAIL_ADDRESS, "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x01")                                                       \
	X(SMTP_UTF8_MAILBOX, "\x2b\x06\x01\x05\x05\x07\x08\x09")

enum oid {
	OID_UNKNOWN,
#define X(name, octets) OID_##name,
	OID_TABLE(X)
#undef X
	    OID_COUNT
};

/* oid_find: the row whose content octets these are, or OID_UNKNOWN. */
enum oid oid_find(struct span octets);

/* oid_octets: the content octets of a row; empty for OID_UNKNOWN. */
struct span oid_octets(enum oid id);

#endif
