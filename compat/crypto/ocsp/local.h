/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* OCSP's objects (RFC 6960 §4) from inside. All that a struct points at is its own. */
#ifndef TEASEL_CRYPTO_OCSP_H
#define TEASEL_CRYPTO_OCSP_H

#include <openssl/ocsp.h>

#include "engine/base/buffer.h"
#include "engine/pki/asn1.h"

struct ocsp_cert_id_st {
	X509_ALGOR *hash;
	ASN1_OCTET_STRING *name_hash, *key_hash;
	ASN1_INTEGER *serial;
};

struct ocsp_one_request_st {
	OCSP_CERTID *id;
	STACK_OF(X509_EXTENSION) * extensions; /* NULL: none */
};

struct ocsp_request_st {
	struct buffer requestor; /* the whole [1], as it was read; empty: not said */
	STACK_OF(OCSP_ONEREQ) * requests;
	STACK_OF(X509_EXTENSION) * extensions; /* NULL: none */
	struct buffer signature;               /* the whole [0], as it was read; empty: not signed */
};

struct ocsp_single_response_st {
	OCSP_CERTID *id;
	int status;                                      /* V_OCSP_CERTSTATUS_* */
	ASN1_GENERALIZEDTIME *revoked;                   /* of V_OCSP_CERTSTATUS_REVOKED alone */
	int reason;                                      /* OCSP_REVOKED_STATUS_* */
	ASN1_GENERALIZEDTIME *this_update, *next_update; /* next_update may be NULL */
	STACK_OF(X509_EXTENSION) * extensions;           /* NULL: none */
};

struct ocsp_basic_response_st {
	struct buffer tbs; /* ResponseData as it was read: what is signed */
	X509_NAME *name;   /* of the responder; NULL: key_hash says which */
	ASN1_OCTET_STRING *key_hash;
	ASN1_GENERALIZEDTIME *produced_at;
	STACK_OF(OCSP_SINGLERESP) * singles;
	STACK_OF(X509_EXTENSION) * extensions; /* NULL: none */
	X509_ALGOR *algorithm;
	ASN1_BIT_STRING *signature;
	STACK_OF(X509) * certs; /* NULL: none came along */
};

struct ocsp_response_st {
	int status;          /* OCSP_RESPONSE_STATUS_* */
	ASN1_OBJECT *type;   /* NULL: there are no response bytes */
	struct buffer bytes; /* what the OCTET STRING holds: of id-pkix-ocsp-basic a BasicOCSPResponse */
};

/* ocsp_element takes the SEQUENCE at the head of the len octets at in: its content, and in *taken how long it is as a
 * whole. False when there is none. */
bool ocsp_element(const unsigned char *in, long len, struct span *content, size_t *taken);
/* ocsp_malformed queues what d2i functions say of bytes that are not what they should be. */
void ocsp_malformed(void);

/* OCSP_D2I defines the d2i function of a type that is a SEQUENCE; read makes one of the content, or answers NULL. Like
 * OpenSSL's it leaves nothing at *out when it fails. */
#define OCSP_D2I(type, read)                                                                                           \
	type *d2i_##type(type **out, const unsigned char **in, long len)                                               \
	{                                                                                                              \
		struct span content;                                                                                   \
		size_t taken;                                                                                          \
		type *x = ocsp_element(*in, len, &content, &taken) ? read(rd_init(content)) : NULL;                    \
		if (x != NULL) {                                                                                       \
			*in += taken;                                                                                  \
		} else {                                                                                               \
			ocsp_malformed();                                                                              \
		}                                                                                                      \
		if (out != NULL) {                                                                                     \
			type##_free(*out);                                                                             \
			*out = x;                                                                                      \
		}                                                                                                      \
		return x;                                                                                              \
	}

/* certid_take takes the next CertID; NULL, with r failed or memory out. certid_put appends one. */
OCSP_CERTID *certid_take(struct reader *r);
bool certid_put(struct buffer *out, const OCSP_CERTID *id);

/* ocsp_extensions_take takes the extensions under an explicit tag; none there is no failure. False on failure. */
bool ocsp_extensions_take(struct reader *r, uint8_t tag, STACK_OF(X509_EXTENSION) * *out);
bool ocsp_extensions_put(struct buffer *out, uint8_t tag, const STACK_OF(X509_EXTENSION) * all);

#endif
