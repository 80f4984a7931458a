/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* OCSP_resp_find_status(3), OCSP_check_validity: what a response says of a certificate, and whether it is of now. */
#include "compat/crypto/ocsp/local.h"

#include <time.h>

#include <openssl/err.h>

/* ---- asked --------------------------------------------------------------------------------------------------------
 */

int OCSP_resp_count(OCSP_BASICRESP *b)
{
	return b != NULL ? sk_OCSP_SINGLERESP_num(b->singles) : -1;
}

OCSP_SINGLERESP *OCSP_resp_get0(OCSP_BASICRESP *b, int i)
{
	return b != NULL ? sk_OCSP_SINGLERESP_value(b->singles, i) : NULL;
}

const OCSP_CERTID *OCSP_SINGLERESP_get0_id(const OCSP_SINGLERESP *s)
{
	return s->id;
}

int OCSP_resp_find(OCSP_BASICRESP *b, OCSP_CERTID *id, int last)
{
	for (int i = last < 0 ? 0 : last + 1; i < OCSP_resp_count(b); i++) {
		if (OCSP_id_cmp(id, sk_OCSP_SINGLERESP_value(b->singles, i)->id) == 0) {
			return i;
		}
	}
	return -1;
}

static void tell(ASN1_GENERALIZEDTIME **out, ASN1_GENERALIZEDTIME *t)
{
	if (out != NULL) {
		*out = t;
	}
}

/* The times are the response's; revoked and reason are told of a certificate that is revoked alone. */
int OCSP_single_get0_status(OCSP_SINGLERESP *s, int *reason, ASN1_GENERALIZEDTIME **revoked,
			    ASN1_GENERALIZEDTIME **this_update, ASN1_GENERALIZEDTIME **next_update)
{
	if (s == NULL) {
		return -1;
	}
	if (s->status == V_OCSP_CERTSTATUS_REVOKED) {
		tell(revoked, s->revoked);
		if (reason != NULL) {
			*reason = s->reason;
		}
	}
	tell(this_update, s->this_update);
	tell(next_update, s->next_update);
	return s->status;
}

int OCSP_resp_find_status(OCSP_BASICRESP *b, OCSP_CERTID *id, int *status, int *reason, ASN1_GENERALIZEDTIME **revoked,
			  ASN1_GENERALIZEDTIME **this_update, ASN1_GENERALIZEDTIME **next_update)
{
	int i = OCSP_resp_find(b, id, -1);
	if (i < 0) {
		return 0;
	}
	int found = OCSP_single_get0_status(OCSP_resp_get0(b, i), reason, revoked, this_update, next_update);
	if (status != NULL) {
		*status = found;
	}
	return 1;
}

const STACK_OF(X509) * OCSP_resp_get0_certs(const OCSP_BASICRESP *b)
{
	return b->certs;
}

const ASN1_GENERALIZEDTIME *OCSP_resp_get0_produced_at(const OCSP_BASICRESP *b)
{
	return b->produced_at;
}

const ASN1_OCTET_STRING *OCSP_resp_get0_signature(const OCSP_BASICRESP *b)
{
	return b->signature;
}

const X509_ALGOR *OCSP_resp_get0_tbs_sigalg(const OCSP_BASICRESP *b)
{
	return b->algorithm;
}

int OCSP_resp_get0_id(const OCSP_BASICRESP *b, const ASN1_OCTET_STRING **key_hash, const X509_NAME **name)
{
	*key_hash = b->key_hash;
	*name = b->name;
	return 1;
}

/* ---- times --------------------------------------------------------------------------------------------------------
 */

static int no(int reason)
{
	ERR_raise(ERR_LIB_OCSP, reason);
	return 0;
}

static bool is_time(const ASN1_GENERALIZEDTIME *t)
{
	struct tm tm;
	return t->type == V_ASN1_GENERALIZEDTIME && ASN1_TIME_to_tm(t, &tm);
}

static int check_this(const ASN1_GENERALIZEDTIME *t, time_t now, long skew, long max_age)
{
	if (!is_time(t)) {
		return no(OCSP_R_ERROR_IN_THISUPDATE_FIELD);
	}
	int ok = 1;
	if (ASN1_TIME_cmp_time_t(t, now + skew) > 0) {
		ok = no(OCSP_R_STATUS_NOT_YET_VALID);
	}
	if (max_age >= 0 && ASN1_TIME_cmp_time_t(t, now - max_age) <= 0) {
		ok = no(OCSP_R_STATUS_TOO_OLD);
	}
	return ok;
}

static int check_next(const ASN1_GENERALIZEDTIME *t, time_t now, long skew)
{
	if (!is_time(t)) {
		return no(OCSP_R_ERROR_IN_NEXTUPDATE_FIELD);
	}
	return ASN1_TIME_cmp_time_t(t, now - skew) <= 0 ? no(OCSP_R_STATUS_EXPIRED) : 1;
}

/* Clocks may differ by skew seconds; with max_age not negative, what was said longer ago than that counts no more. */
int OCSP_check_validity(ASN1_GENERALIZEDTIME *this_update, ASN1_GENERALIZEDTIME *next_update, long skew, long max_age)
{
	time_t now = time(NULL);
	int ok = check_this(this_update, now, skew, max_age);
	if (next_update == NULL) {
		return ok;
	}
	ok = check_next(next_update, now, skew) && ok;
	if (ASN1_STRING_cmp(next_update, this_update) < 0) {
		ok = no(OCSP_R_NEXTUPDATE_BEFORE_THISUPDATE);
	}
	return ok;
}
