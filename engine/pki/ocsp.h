/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * A stapled OCSP response (RFC 6960) judged for one certificate: whether its issuer, or a responder that the issuer
 * authorized, says now that the certificate is good. Nothing is fetched and nothing remembered.
 */
#ifndef TEASEL_PKI_OCSP_H
#define TEASEL_PKI_OCSP_H

#include "pki/cert.h"
#include "pki/verify.h"

/* Clocks differ: thisUpdate may lie this many seconds ahead, nextUpdate behind. */
#define OCSP_SKEW 300

/*
 * ocsp_check judges response (a whole OCSPResponse; empty: none came) for subject, whose issuer is issuer, at now
 * (seconds since 1970). VERIFY_OK: it is good.
 *
 *   OCSP_NO_RESPONSE      none came
 *   OCSP_INVALID          it is not DER, not successful, not basic, too large, or has a critical extension
 *   OCSP_SIGNATURE        nobody who may speak for the issuer signed it (RFC 6960 §4.2.2.2)
 *   OCSP_CERT_UNKNOWN     it does not speak of the certificate, or does not know it
 *   OCSP_NOT_YET_VALID, OCSP_EXPIRED    it is not of now
 *   REVOKED               it says so, whenever it was said
 *   OUT_OF_MEM
 */
enum verify_err ocsp_check(struct span response, const struct cert *subject, const struct cert *issuer, int64_t now);

/* ocsp_must_staple: by its TLS feature extension (RFC 7633) c is not to be accepted without a stapled response. So too
 * when the extension is malformed. */
bool ocsp_must_staple(const struct cert *c);

#endif
