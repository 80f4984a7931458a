/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * struct cert (cert.h): one block of memory holds the object, its facts and its DER, all views point into that DER; the
 * public key is a second one. Decoding is one pass in the order of RFC 5280 §4.1.
 */
#include "pki/cert.h"

#include "base/alloc.h"
#include "base/ref.h"
#include "pki/algorithm.h"
#include "pki/asn1.h"
#include "pki/cert_ext.h"
#include "pki/name.h"
#include "pki/time.h"

#define CERT_MAX (1u << 20)

struct cert {
	struct ref ref;
	enum tls_err key_err;
	struct pubkey *key;
	struct cert_facts facts;
	/* What tells certificates and names apart before they are compared: hostile chains make for many comparisons.
	 */
	uint64_t der_hash, subject_hash, issuer_hash;
	size_t der_len;
	uint8_t der[];
};

/* Version ::= [0] EXPLICIT INTEGER DEFAULT v1 */
static unsigned version_take(struct reader *tbs)
{
	if (!der_next_is(tbs, DER_CTXC(0))) {
		return 1;
	}
	struct reader field = der_enter(tbs, DER_CTXC(0));
	unsigned version = der_small(&field, 2) + 1;
	if (!rd_end(&field)) {
		rd_fail(tbs);
	}
	return version;
}

static struct span name_take(struct reader *r)
{
	struct span name = der_take_whole(r, DER_SEQUENCE);
	if (!name_valid(name)) {
		rd_fail(r);
	}
	return name;
}

static void validity_take(struct cert_facts *f, struct reader *tbs)
{
	struct reader validity = der_enter(tbs, DER_SEQUENCE);
	f->not_before = time_take(&validity, &f->bad_not_before);
	f->not_after = time_take(&validity, &f->bad_not_after);
	if (!rd_end(&validity)) {
		rd_fail(tbs);
	}
}

static struct span spki_take(struct reader *tbs)
{
	struct span whole = der_take_whole(tbs, DER_SEQUENCE);
	struct reader r = rd_init(whole);
	struct reader seq = der_enter(&r, DER_SEQUENCE);
	algorithm_take(&seq);
	der_bits(&seq, DER_BIT_STRING);
	if (!rd_end(&seq)) {
		rd_fail(tbs);
	}
	return whole;
}

/* TBSCertificate. inner_alg gets the signed AlgorithmIdentifier. */
static bool tbs_decode(struct cert_facts *f, struct span *inner_alg, struct span whole)
{
	struct reader r = rd_init(whole);
	struct reader tbs = der_enter(&r, DER_SEQUENCE);
	f->version = version_take(&tbs);
	/* RFC 5280 §4.1.2.2: users "SHOULD be prepared to gracefully handle" serial numbers that are negative or zero.
	 */
	f->serial = der_integer(&tbs, DER_INTEGER);
	*inner_alg = algorithm_take(&tbs);
	f->issuer = name_take(&tbs);
	validity_take(f, &tbs);
	f->subject = name_take(&tbs);
	f->spki = spki_take(&tbs);
	if (der_next_is(&tbs, DER_CTX(1))) {
		der_take(&tbs, DER_CTX(1)); /* issuerUniqueID */
	}
	if (der_next_is(&tbs, DER_CTX(2))) {
		der_take(&tbs, DER_CTX(2)); /* subjectUniqueID */
	}
	if (der_next_is(&tbs, DER_CTXC(3))) {
		struct reader field = der_enter(&tbs, DER_CTXC(3));
		struct reader list = der_enter(&field, DER_SEQUENCE);
		if (!cert_ext_decode(f, &list) || !rd_end(&field)) {
			return false;
		}
	}
	return rd_end(&tbs) && rd_end(&r);
}

/* Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm, signatureValue } */
bool cert_facts_of(struct cert_facts *f, struct span der)
{
	*f = (struct cert_facts){0};
	if (der.len > CERT_MAX) {
		return false;
	}
	struct span inner_alg;
	struct sig_alg_info sig;
	struct reader r = rd_init(der);
	struct reader seq = der_enter(&r, DER_SEQUENCE);
	f->path_len = -1;
	f->tbs = der_take_whole(&seq, DER_SEQUENCE);
	struct span outer_alg = algorithm_take(&seq);
	f->signature = der_bits(&seq, DER_BIT_STRING);
	if (!rd_end(&seq) || !rd_end(&r) || !tbs_decode(f, &inner_alg, f->tbs)) {
		return false;
	}
	sig_alg_decode(&sig, inner_alg);
	f->sig_family = sig.family;
	/* RFC 5280 §4.1.1.2: the outer field "MUST contain the same algorithm identifier". */
	f->sig_alg_differs = !span_eq(inner_alg, outer_alg);
	if (f->sig_alg_differs) {
		sig_alg_decode(&sig, outer_alg);
	}
	f->sig_alg = sig.alg;
	f->sig_sha1 = sig.sha1;
	f->sig_md5 = sig.md5;
	return true;
}

static bool key_could_sign(enum key_type key, enum sig_family family)
{
	switch (key) {
	case KEY_RSA:
		return family == SIG_RSA_PKCS1 || family == SIG_RSA_PSS;
	case KEY_RSA_PSS:
		return family == SIG_RSA_PSS;
	case KEY_EC_P256:
	case KEY_EC_P384:
	case KEY_EC_P521:
		return family == SIG_ECDSA;
	case KEY_ED25519:
		return family == SIG_ED25519;
	default:
		return false;
	}
}

static bool could_sign(const struct cert *issuer, enum sig_family family)
{
	if (issuer->key == NULL) {
		return issuer->facts.other_curve != CURVE_USUAL && family == SIG_ECDSA;
	}
	return key_could_sign(pubkey_type(issuer->key), family);
}

bool cert_may_have_issued(const struct cert *issuer, const struct cert *subject)
{
	const struct cert_facts *i = &issuer->facts;
	const struct cert_facts *s = &subject->facts;
	/* RFC 4158 §3.5.12: what an authority key identifier says of the issuer must not contradict it. */
	return issuer->subject_hash == subject->issuer_hash && name_eq(i->subject, s->issuer) && !i->invalid &&
	       !s->invalid && authority_id_fits(&s->authority, i) && could_sign(issuer, s->sig_family);
}

/* No more than a first difference: who makes two certificates with one hash gains nothing. */
static uint64_t hash_of(struct span s)
{
	uint64_t h = s.len;
	for (size_t i = 0; i + sizeof h <= s.len; i += sizeof h) {
		uint64_t v;
		memcpy(&v, s.p + i, sizeof v);
		h = (h ^ v) * UINT64_C(0x9e3779b97f4a7c15);
		h ^= h >> 32;
	}
	return h;
}

bool cert_same(const struct cert *a, const struct cert *b)
{
	return a == b || (a->der_hash == b->der_hash && span_eq(cert_der(a), cert_der(b)));
}

enum tls_err cert_parse(struct cert **out, struct span der)
{
	*out = NULL;
	if (der.len > CERT_MAX) {
		return TLS_E_DER;
	}
	struct cert *c = tls_alloc(sizeof *c + der.len);
	if (c == NULL) {
		return TLS_E_ALLOC;
	}
	memset(c, 0, sizeof *c);
	ref_init(&c->ref);
	c->der_len = der.len;
	if (der.len != 0) {
		memcpy(c->der, der.p, der.len);
	}
	if (!cert_facts_of(&c->facts, cert_der(c))) {
		cert_free(c);
		return TLS_E_DER;
	}
	c->key_err = spki_decode(&c->key, c->facts.spki);
	if (c->key_err == TLS_E_ALLOC) {
		cert_free(c);
		return TLS_E_ALLOC;
	}
	if (c->key_err == TLS_E_KEY_UNSUPPORTED) {
		c->facts.other_curve = spki_other_curve(c->facts.spki);
	}
	c->der_hash = hash_of(cert_der(c));
	c->subject_hash = name_hash(c->facts.subject);
	c->issuer_hash = name_hash(c->facts.issuer);
	c->facts.self_issued = c->subject_hash == c->issuer_hash && name_eq(c->facts.subject, c->facts.issuer);
	c->facts.self_signed = c->facts.self_issued && cert_may_have_issued(c, c);
	*out = c;
	return TLS_OK;
}

struct cert *cert_up_ref(struct cert *c)
{
	ref_up(&c->ref);
	return c;
}

void cert_free(struct cert *c)
{
	if (c != NULL && ref_down(&c->ref)) {
		pubkey_free(c->key);
		tls_free(c);
	}
}

struct span cert_der(const struct cert *c)
{
	return span_of(c->der, c->der_len);
}

const struct cert_facts *cert_facts(const struct cert *c)
{
	return &c->facts;
}

const struct pubkey *cert_pubkey(const struct cert *c)
{
	return c->key;
}

enum tls_err cert_pubkey_err(const struct cert *c)
{
	return c->key_err;
}

enum tls_err cert_signed_by_key(const struct cert *subject, const struct pubkey *key)
{
	const struct cert_facts *f = cert_facts(subject);
	if (key == NULL || f->sig_alg_differs || f->sig_alg.family == SIG_NONE) {
		return TLS_E_BAD_SIGNATURE;
	}
	return sig_verify(key, f->sig_alg, &f->tbs, 1, f->signature);
}

enum tls_err cert_signed_by(const struct cert *subject, const struct cert *issuer)
{
	return cert_signed_by_key(subject, cert_pubkey(issuer));
}
