/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* SCT_new(3): a timestamp's life and fields. */
#include "compat/crypto/ct/sct.h"

#include <string.h>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/objects.h>

SCT *SCT_new(void)
{
	SCT *sct = OPENSSL_zalloc(sizeof *sct);
	if (sct == NULL) {
		ERR_raise(ERR_LIB_CT, ERR_R_MALLOC_FAILURE);
		return NULL;
	}
	sct->version = SCT_VERSION_NOT_SET;
	sct->entry_type = CT_LOG_ENTRY_TYPE_NOT_SET;
	return sct;
}

/* set takes octets over, which OPENSSL_free frees. */
static void set(SCT *sct, struct span *field, unsigned char *octets, size_t len)
{
	OPENSSL_free((void *)field->p);
	*field = span_of(octets, octets != NULL ? len : 0);
	sct->status = SCT_VALIDATION_STATUS_NOT_SET;
}

static int set_copy(SCT *sct, struct span *field, const unsigned char *octets, size_t len)
{
	unsigned char *copy = NULL;
	if (octets != NULL && len != 0 && (copy = OPENSSL_memdup(octets, len)) == NULL) {
		ERR_raise(ERR_LIB_CT, ERR_R_MALLOC_FAILURE);
		return 0;
	}
	set(sct, field, copy, len);
	return 1;
}

static size_t get(struct span field, unsigned char **out)
{
	*out = (unsigned char *)field.p;
	return field.len;
}

void SCT_free(SCT *sct)
{
	if (sct != NULL) {
		OPENSSL_free((void *)sct->raw.p);
		OPENSSL_free((void *)sct->log_id.p);
		OPENSSL_free((void *)sct->extensions.p);
		OPENSSL_free((void *)sct->signature.p);
		OPENSSL_free(sct);
	}
}

void SCT_LIST_free(STACK_OF(SCT) * list)
{
	sk_SCT_pop_free(list, SCT_free);
}

bool sct_complete(const SCT *sct)
{
	switch (sct->version) {
	case SCT_VERSION_NOT_SET:
		return false;
	case SCT_VERSION_V1:
		return sct->log_id.len != 0 && sct->signature.len != 0 && sct->signature_nid != NID_undef;
	default:
		return sct->raw.len != 0;
	}
}

/* ---- fields ------------------------------------------------------------------------------------------------------ */

sct_version_t SCT_get_version(const SCT *sct)
{
	return sct->version;
}

int SCT_set_version(SCT *sct, sct_version_t version)
{
	if (version != SCT_VERSION_V1) {
		ERR_raise(ERR_LIB_CT, CT_R_UNSUPPORTED_VERSION);
		return 0;
	}
	sct->version = version;
	sct->status = SCT_VALIDATION_STATUS_NOT_SET;
	return 1;
}

ct_log_entry_type_t SCT_get_log_entry_type(const SCT *sct)
{
	return sct->entry_type;
}

int SCT_set_log_entry_type(SCT *sct, ct_log_entry_type_t entry_type)
{
	if (entry_type != CT_LOG_ENTRY_TYPE_X509 && entry_type != CT_LOG_ENTRY_TYPE_PRECERT) {
		ERR_raise(ERR_LIB_CT, CT_R_UNSUPPORTED_ENTRY_TYPE);
		return 0;
	}
	sct->entry_type = entry_type;
	sct->status = SCT_VALIDATION_STATUS_NOT_SET;
	return 1;
}

static bool log_id_fits(const SCT *sct, size_t len)
{
	if (sct->version == SCT_VERSION_V1 && len != CT_V1_HASHLEN) {
		ERR_raise(ERR_LIB_CT, CT_R_INVALID_LOG_ID_LENGTH);
		return false;
	}
	return true;
}

size_t SCT_get0_log_id(const SCT *sct, unsigned char **log_id)
{
	return get(sct->log_id, log_id);
}

int SCT_set0_log_id(SCT *sct, unsigned char *log_id, size_t len)
{
	if (!log_id_fits(sct, len)) {
		return 0;
	}
	set(sct, &sct->log_id, log_id, len);
	return 1;
}

int SCT_set1_log_id(SCT *sct, const unsigned char *log_id, size_t len)
{
	return log_id_fits(sct, len) && set_copy(sct, &sct->log_id, log_id, len);
}

uint64_t SCT_get_timestamp(const SCT *sct)
{
	return sct->timestamp;
}

void SCT_set_timestamp(SCT *sct, uint64_t timestamp)
{
	sct->timestamp = timestamp;
	sct->status = SCT_VALIDATION_STATUS_NOT_SET;
}

int SCT_get_signature_nid(const SCT *sct)
{
	return sct->version == SCT_VERSION_V1 ? sct->signature_nid : NID_undef;
}

int SCT_set_signature_nid(SCT *sct, int nid)
{
	if (nid != NID_sha256WithRSAEncryption && nid != NID_ecdsa_with_SHA256) {
		ERR_raise(ERR_LIB_CT, CT_R_UNRECOGNIZED_SIGNATURE_NID);
		return 0;
	}
	sct->signature_nid = nid;
	sct->status = SCT_VALIDATION_STATUS_NOT_SET;
	return 1;
}

size_t SCT_get0_extensions(const SCT *sct, unsigned char **extensions)
{
	return get(sct->extensions, extensions);
}

void SCT_set0_extensions(SCT *sct, unsigned char *extensions, size_t len)
{
	set(sct, &sct->extensions, extensions, len);
}

int SCT_set1_extensions(SCT *sct, const unsigned char *extensions, size_t len)
{
	return set_copy(sct, &sct->extensions, extensions, len);
}

size_t SCT_get0_signature(const SCT *sct, unsigned char **signature)
{
	return get(sct->signature, signature);
}

void SCT_set0_signature(SCT *sct, unsigned char *signature, size_t len)
{
	set(sct, &sct->signature, signature, len);
}

int SCT_set1_signature(SCT *sct, const unsigned char *signature, size_t len)
{
	return set_copy(sct, &sct->signature, signature, len);
}

sct_source_t SCT_get_source(const SCT *sct)
{
	return sct->source;
}

/* Only what stands in a certificate was made for a precertificate. */
int SCT_set_source(SCT *sct, sct_source_t source)
{
	sct->source = source;
	sct->status = SCT_VALIDATION_STATUS_NOT_SET;
	switch (source) {
	case SCT_SOURCE_TLS_EXTENSION:
	case SCT_SOURCE_OCSP_STAPLED_RESPONSE:
		return SCT_set_log_entry_type(sct, CT_LOG_ENTRY_TYPE_X509);
	case SCT_SOURCE_X509V3_EXTENSION:
		return SCT_set_log_entry_type(sct, CT_LOG_ENTRY_TYPE_PRECERT);
	default:
		return 1;
	}
}

sct_validation_status_t SCT_get_validation_status(const SCT *sct)
{
	return sct->status;
}

const char *SCT_validation_status_string(const SCT *sct)
{
	static const char *const words[] = {
	    [SCT_VALIDATION_STATUS_NOT_SET] = "not set",
	    [SCT_VALIDATION_STATUS_UNKNOWN_LOG] = "unknown log",
	    [SCT_VALIDATION_STATUS_VALID] = "valid",
	    [SCT_VALIDATION_STATUS_INVALID] = "invalid",
	    [SCT_VALIDATION_STATUS_UNVERIFIED] = "unverified",
	    [SCT_VALIDATION_STATUS_UNKNOWN_VERSION] = "unknown version",
	};
	return (size_t)sct->status < sizeof words / sizeof words[0] ? words[sct->status] : "unknown status";
}
