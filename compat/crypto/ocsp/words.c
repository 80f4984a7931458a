/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* OCSP_response_status_str(3), OCSP_cert_status_str, OCSP_crl_reason_str: what numbers are called. */
#include <stddef.h>

#include <openssl/ocsp.h>

static const char *word(const char *const *words, size_t n, long i)
{
	return i >= 0 && (size_t)i < n && words[i] != NULL ? words[i] : "(UNKNOWN)";
}

#define WORD(table, i) word((table), sizeof(table) / sizeof(table)[0], (i))

const char *OCSP_response_status_str(long s)
{
	static const char *const words[] = {
	    [OCSP_RESPONSE_STATUS_SUCCESSFUL] = "successful",
	    [OCSP_RESPONSE_STATUS_MALFORMEDREQUEST] = "malformedrequest",
	    [OCSP_RESPONSE_STATUS_INTERNALERROR] = "internalerror",
	    [OCSP_RESPONSE_STATUS_TRYLATER] = "trylater",
	    [OCSP_RESPONSE_STATUS_SIGREQUIRED] = "sigrequired",
	    [OCSP_RESPONSE_STATUS_UNAUTHORIZED] = "unauthorized",
	};
	return WORD(words, s);
}

const char *OCSP_cert_status_str(long s)
{
	static const char *const words[] = {
	    [V_OCSP_CERTSTATUS_GOOD] = "good",
	    [V_OCSP_CERTSTATUS_REVOKED] = "revoked",
	    [V_OCSP_CERTSTATUS_UNKNOWN] = "unknown",
	};
	return WORD(words, s);
}

const char *OCSP_crl_reason_str(long s)
{
	static const char *const words[] = {
	    [OCSP_REVOKED_STATUS_UNSPECIFIED] = "unspecified",
	    [OCSP_REVOKED_STATUS_KEYCOMPROMISE] = "keyCompromise",
	    [OCSP_REVOKED_STATUS_CACOMPROMISE] = "cACompromise",
	    [OCSP_REVOKED_STATUS_AFFILIATIONCHANGED] = "affiliationChanged",
	    [OCSP_REVOKED_STATUS_SUPERSEDED] = "superseded",
	    [OCSP_REVOKED_STATUS_CESSATIONOFOPERATION] = "cessationOfOperation",
	    [OCSP_REVOKED_STATUS_CERTIFICATEHOLD] = "certificateHold",
	    [OCSP_REVOKED_STATUS_REMOVEFROMCRL] = "removeFromCRL",
	};
	return WORD(words, s);
}
