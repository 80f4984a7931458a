/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * OCSPResponse, BasicOCSPResponse and what they must be to count (ocsp.h). The whole response is decoded before
 * anything of it is used; the signature is checked before its statements are.
 */
#include "pki/ocsp.h"

#include "crypto/hash.h"
#include "pki/algorithm.h"
#include "pki/asn1.h"
#include "pki/cert_ext.h"
#include "pki/name.h"
#include "pki/oid.h"
#include "pki/path.h"
#include "pki/time.h"

/* A handshake message with a response is far smaller. */
#define RESPONSE_MAX (1u << 20)
/* Bounds on the work that one response causes. */
#define CERTS_MAX   8
#define SINGLES_MAX 256
/* How long a statement without an end holds. */
#define UNLIMITED_SECONDS (24 * 60 * 60)

struct responder {
	struct span name;     /* the whole Name, or empty */
	struct span key_hash; /* SHA-1 of the key, or empty */
};

struct response {
	struct span tbs; /* ResponseData */
	struct sig_alg sig_alg;
	struct span signature;
	struct span certs; /* the certificates that came along, as a sequence's content */
	struct responder responder;
	struct span singles;
};

struct single {
	enum hash_id hash; /* HASH_NONE: one that nobody uses */
	struct span name_hash, key_hash, serial;
	uint8_t status; /* its tag: STATUS_* */
	int64_t this_update, next_update;
	bool have_next_update;
};

enum { STATUS_GOOD = DER_CTX(0), STATUS_REVOKED = DER_CTXC(1), STATUS_UNKNOWN = DER_CTX(2) };

/* ---- decoding -----------------------------------------------------------------------------------------------------
 */

/* RFC 6960 §4.4: extensions, none of which may be critical, since none is carried out here. Under an explicit tag. */
static void extensions_take(struct reader *r, uint8_t tag)
{
	if (!der_next_is(r, tag)) {
		return;
	}
	struct reader field = der_enter(r, tag);
	struct reader list = der_enter(&field, DER_SEQUENCE);
	struct extension x;
	while (extension_take(&list, &x)) {
		if (x.critical) {
			rd_fail(&list);
		}
	}
	if (!rd_end(&list) || !rd_end(&field)) {
		rd_fail(r);
	}
}

/* RFC 6960 §4.2.1: times are GeneralizedTime. */
static int64_t generalized_time_take(struct reader *r)
{
	bool bad = !der_next_is(r, DER_GENERALIZED_TIME);
	int64_t t = 0;
	if (!bad) {
		t = time_take(r, &bad);
	}
	if (bad) {
		rd_fail(r);
	}
	return t;
}

/* Digests by which a certificate's issuer is named (RFC 6960 §4.1.1, RFC 5019 §2.1.1): identifiers, not signatures. */
static enum hash_id id_hash(struct span algorithm)
{
	struct reader r = rd_init(algorithm);
	struct reader seq = der_enter(&r, DER_SEQUENCE);
	return hash_of_oid(oid_find(der_oid(&seq)));
}

static void cert_id_take(struct reader *r, struct single *out)
{
	struct reader id = der_enter(r, DER_SEQUENCE);
	out->hash = id_hash(algorithm_take(&id));
	out->name_hash = der_take(&id, DER_OCTET_STRING);
	out->key_hash = der_take(&id, DER_OCTET_STRING);
	out->serial = der_integer(&id, DER_INTEGER);
	if (!rd_end(&id)) {
		rd_fail(r);
	}
}

static void status_take(struct reader *r, struct single *out)
{
	struct der_tlv status;
	if (!der_any(r, &status)) {
		return;
	}
	out->status = status.tag;
	struct reader body = rd_init(status.content);
	if (status.tag == STATUS_REVOKED) {
		generalized_time_take(&body);
		if (rd_left(&body) != 0) {
			struct reader reason = der_enter(&body, DER_CTXC(0));
			der_take(&reason, DER_ENUMERATED);
			body.failed = body.failed || !rd_end(&reason);
		}
	} else if (status.tag != STATUS_GOOD && status.tag != STATUS_UNKNOWN) {
		rd_fail(&body);
	}
	if (!rd_end(&body)) {
		rd_fail(r);
	}
}

/* single_take takes the next SingleResponse. False at the end, or when it is malformed (r has failed). */
static bool single_take(struct reader *r, struct single *out)
{
	if (rd_left(r) == 0) {
		return false;
	}
	*out = (struct single){0};
	struct reader seq = der_enter(r, DER_SEQUENCE);
	cert_id_take(&seq, out);
	status_take(&seq, out);
	out->this_update = generalized_time_take(&seq);
	out->have_next_update = der_next_is(&seq, DER_CTXC(0));
	if (out->have_next_update) {
		struct reader next = der_enter(&seq, DER_CTXC(0));
		out->next_update = generalized_time_take(&next);
		seq.failed = seq.failed || !rd_end(&next);
	}
	extensions_take(&seq, DER_CTXC(1));
	if (!rd_end(&seq)) {
		rd_fail(r);
		return false;
	}
	return true;
}

static bool singles_decode(struct span singles)
{
	struct reader r = rd_init(singles);
	struct single one;
	size_t n = 0;
	while (single_take(&r, &one)) {
		n++;
	}
	return rd_end(&r) && n <= SINGLES_MAX;
}

static void responder_take(struct reader *r, struct responder *out)
{
	bool by_name = der_next_is(r, DER_CTXC(1));
	struct reader id = der_enter(r, by_name ? DER_CTXC(1) : DER_CTXC(2));
	if (by_name) {
		out->name = der_take_whole(&id, DER_SEQUENCE);
		if (!name_valid(out->name)) {
			rd_fail(&id);
		}
	} else {
		out->key_hash = der_take(&id, DER_OCTET_STRING);
	}
	if (!rd_end(&id)) {
		rd_fail(r);
	}
}

/* ResponseData */
static bool data_decode(struct response *out)
{
	struct reader r = rd_init(out->tbs);
	struct reader data = der_enter(&r, DER_SEQUENCE);
	if (der_next_is(&data, DER_CTXC(0))) {
		struct reader version = der_enter(&data, DER_CTXC(0));
		der_small(&version, 0);
		data.failed = data.failed || !rd_end(&version);
	}
	responder_take(&data, &out->responder);
	generalized_time_take(&data);
	out->singles = der_take(&data, DER_SEQUENCE);
	extensions_take(&data, DER_CTXC(1));
	return rd_end(&data) && rd_end(&r) && singles_decode(out->singles);
}

/* BasicOCSPResponse */
static bool basic_decode(struct response *out, struct span der)
{
	struct sig_alg_info sig;
	struct reader r = rd_init(der);
	struct reader seq = der_enter(&r, DER_SEQUENCE);
	out->tbs = der_take_whole(&seq, DER_SEQUENCE);
	sig_alg_decode(&sig, algorithm_take(&seq));
	out->sig_alg = sig.alg;
	out->signature = der_bits(&seq, DER_BIT_STRING);
	if (der_next_is(&seq, DER_CTXC(0))) {
		struct reader field = der_enter(&seq, DER_CTXC(0));
		out->certs = der_take(&field, DER_SEQUENCE);
		seq.failed = seq.failed || !rd_end(&field);
	}
	return rd_end(&seq) && rd_end(&r) && data_decode(out);
}

/* OCSPResponse, which must be successful and basic. */
static bool decode(struct response *out, struct span der)
{
	*out = (struct response){0};
	if (der.len > RESPONSE_MAX) {
		return false;
	}
	struct reader r = rd_init(der);
	struct reader seq = der_enter(&r, DER_SEQUENCE);
	struct span status = der_take(&seq, DER_ENUMERATED);
	struct reader field = der_enter(&seq, DER_CTXC(0));
	struct reader bytes = der_enter(&field, DER_SEQUENCE);
	struct span type = der_oid(&bytes);
	struct span basic = der_take(&bytes, DER_OCTET_STRING);
	bool successful = status.len == 1 && status.p[0] == 0;
	return rd_end(&bytes) && rd_end(&field) && rd_end(&seq) && rd_end(&r) && successful &&
	       oid_find(type) == OID_OCSP_BASIC && basic_decode(out, basic);
}

/* ---- who signed it ------------------------------------------------------------------------------------------------
 */

/* The digest of a key as OCSP has it: of the BIT STRING's octets. */
static void hash_key(enum hash_id id, const struct cert *c, uint8_t *out)
{
	struct reader r = rd_init(cert_facts(c)->spki);
	struct reader seq = der_enter(&r, DER_SEQUENCE);
	algorithm_take(&seq);
	hash_once(id, der_bits(&seq, DER_BIT_STRING), out);
}

static bool is_hash(enum hash_id id, struct span got, const uint8_t *wanted)
{
	return span_eq(got, span_of(wanted, hash_len(id)));
}

static bool is_responder(const struct responder *r, const struct cert *c)
{
	uint8_t hash[HASH_MAX_LEN];
	if (r->name.len != 0) {
		return name_eq(r->name, cert_facts(c)->subject);
	}
	hash_key(HASH_SHA1, c, hash);
	return is_hash(HASH_SHA1, r->key_hash, hash);
}

/* RFC 6960 §4.2.2.2: a delegated responder's certificate "MUST be issued directly by the CA" and has the usage for it.
 */
static enum tls_err is_authorized(const struct cert *c, const struct cert *issuer, int64_t now)
{
	const struct cert_facts *f = cert_facts(c);
	bool fits = cert_may_have_issued(issuer, c) && f->have_eku && (f->eku & EKU_OCSP_SIGNING) != 0 &&
		    (!f->have_key_usage || (f->key_usage & KU_DIGITAL_SIGNATURE) != 0) && !f->unknown_critical &&
		    !f->bad_not_before && !f->bad_not_after && f->not_before <= now && now < f->not_after;
	return fits ? cert_signed_by(c, issuer) : TLS_E_BAD_SIGNATURE;
}

static enum tls_err signed_by(const struct response *resp, const struct cert *signer)
{
	const struct pubkey *key = cert_pubkey(signer);
	if (key == NULL || resp->sig_alg.family == SIG_NONE) {
		return TLS_E_BAD_SIGNATURE;
	}
	return sig_verify(key, resp->sig_alg, &resp->tbs, 1, resp->signature);
}

/* signed_by_delegate tries the next of the certificates that came along. */
static enum tls_err signed_by_delegate(const struct response *resp, struct reader *certs, const struct cert *issuer,
				       int64_t now)
{
	struct cert *c = NULL;
	enum tls_err e = cert_parse(&c, der_take_whole(certs, DER_SEQUENCE));
	if (e == TLS_OK) {
		e = is_responder(&resp->responder, c) ? is_authorized(c, issuer, now) : TLS_E_BAD_SIGNATURE;
	}
	if (e == TLS_OK) {
		e = signed_by(resp, c);
	}
	cert_free(c);
	return e;
}

static enum tls_err check_signer(const struct response *resp, const struct cert *issuer, int64_t now)
{
	enum tls_err e = is_responder(&resp->responder, issuer) ? signed_by(resp, issuer) : TLS_E_BAD_SIGNATURE;
	struct reader certs = rd_init(resp->certs);
	for (unsigned n = 0; e != TLS_OK && e != TLS_E_ALLOC && rd_left(&certs) != 0 && n < CERTS_MAX; n++) {
		e = signed_by_delegate(resp, &certs, issuer, now);
	}
	return e;
}

/* ---- what it says -------------------------------------------------------------------------------------------------
 */

static bool is_about(const struct single *one, const struct cert *subject, const struct cert *issuer)
{
	uint8_t hash[HASH_MAX_LEN];
	if (one->hash == HASH_NONE || !span_eq(one->serial, cert_facts(subject)->serial)) {
		return false;
	}
	hash_once(one->hash, cert_facts(subject)->issuer, hash);
	if (!is_hash(one->hash, one->name_hash, hash)) {
		return false;
	}
	hash_key(one->hash, issuer, hash);
	return is_hash(one->hash, one->key_hash, hash);
}

/* What one statement about the certificate comes to. */
static enum verify_err judge(const struct single *one, int64_t now)
{
	if (one->status == STATUS_REVOKED) {
		return VERIFY_REVOKED;
	}
	if (one->status == STATUS_UNKNOWN) {
		return VERIFY_OCSP_CERT_UNKNOWN;
	}
	if (one->this_update > now + OCSP_SKEW) {
		return VERIFY_OCSP_NOT_YET_VALID;
	}
	/* RFC 6960 §4.2.2.1: without nextUpdate "newer revocation information is available all the time", so that such
	 * a statement ages fast; OpenSSL takes it for ever. */
	int64_t until = one->have_next_update ? one->next_update : one->this_update + UNLIMITED_SECONDS;
	if (until < now - OCSP_SKEW || until < one->this_update) {
		return VERIFY_OCSP_EXPIRED;
	}
	return VERIFY_OK;
}

enum verify_err ocsp_check(struct span response, const struct cert *subject, const struct cert *issuer, int64_t now)
{
	struct response resp;
	if (response.len == 0) {
		return VERIFY_OCSP_NO_RESPONSE;
	}
	if (!decode(&resp, response)) {
		return VERIFY_OCSP_INVALID;
	}
	enum tls_err e = check_signer(&resp, issuer, now);
	if (e != TLS_OK) {
		return e == TLS_E_ALLOC ? VERIFY_OUT_OF_MEM : VERIFY_OCSP_SIGNATURE;
	}
	/* Of several statements about it one that says revoked counts, else the best. */
	enum verify_err verdict = VERIFY_OCSP_CERT_UNKNOWN;
	struct reader singles = rd_init(resp.singles);
	struct single one;
	while (verdict != VERIFY_REVOKED && single_take(&singles, &one)) {
		if (is_about(&one, subject, issuer)) {
			enum verify_err said = judge(&one, now);
			verdict = verdict == VERIFY_OK && said != VERIFY_REVOKED ? VERIFY_OK : said;
		}
	}
	return verdict;
}

/* Features ::= SEQUENCE OF INTEGER, numbers of TLS extensions. */
bool ocsp_must_staple(const struct cert *c)
{
	enum { STATUS_REQUEST = 5 };
	if (cert_facts(c)->tls_feature.len == 0) {
		return false;
	}
	struct reader r = rd_init(cert_facts(c)->tls_feature);
	struct reader seq = der_enter(&r, DER_SEQUENCE);
	bool found = false;
	while (rd_left(&seq) != 0) {
		found = der_small(&seq, UINT16_MAX) == STATUS_REQUEST || found;
	}
	return found || !rd_end(&seq) || !rd_end(&r);
}
