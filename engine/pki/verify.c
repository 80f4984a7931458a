/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Validation of a certification path (verify.h), in the order of X509_verify_cert(3): the leaf's key; path building;
 * extensions, CA, purpose and path length for each certificate from the leaf up; strength of keys and digests; the
 * names that were asked for; revocation, where it is plugged in; signatures and dates from the anchor down; name
 * constraints. A failure is told to
 * on_event, which may overrule it; then checking goes on as if it had not been there.
 */
#include "pki/verify_check.h"

#include "base/alloc.h"
#include "pki/asn1.h"
#include "pki/general_name.h"
#include "pki/constraints.h"
#include "pki/path.h"
#include "pki/verify_strict.h"

struct verify_row {
	enum verify_err err;
	const char *name;
	const char *text;
};

static const struct verify_row rows[] = {
#define X(name, number, text) {VERIFY_##name, #name, text},
    VERIFY_ERR_TABLE(X)
#undef X
};

static const struct verify_row *row_of(enum verify_err e)
{
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		if (rows[i].err == e) {
			return &rows[i];
		}
	}
	return &rows[1];
}

const char *verify_err_name(enum verify_err e)
{
	return row_of(e)->name;
}

const char *verify_err_text(enum verify_err e)
{
	return row_of(e)->text;
}

/* ---- telling ------------------------------------------------------------------------------------------------------
 */

struct verifier {
	const struct verify_params *params;
	bool (*on_event)(void *owner, const struct verify_event *ev);
	void *owner;
	struct path path;
	struct verify_result *result;
	size_t name_work;
};

static struct cert *issuer_at(const struct path *p, size_t depth)
{
	if (depth + 1 < p->n) {
		return p->chain[depth + 1];
	}
	return cert_facts(p->chain[depth])->self_issued ? p->chain[depth] : NULL;
}

static bool tell(struct verifier *v, bool ok, enum verify_err err, size_t depth)
{
	const struct path *p = &v->path;
	struct verify_event ev = {.ok = ok,
				  .err = err,
				  .depth = (int)depth,
				  .cert = p->chain[depth],
				  .issuer = issuer_at(p, depth),
				  .chain = p->chain,
				  .n_chain = p->n,
				  .chain_trusted = p->trusted};
	return v->on_event == NULL ? ok : v->on_event(v->owner, &ev);
}

bool verify_fail(struct verifier *v, enum verify_err err, size_t depth)
{
	v->result->err = err;
	v->result->depth = (int)depth;
	return tell(v, false, err, depth);
}

bool verify_give_up(struct verifier *v, enum verify_err err)
{
	v->result->err = err;
	v->result->depth = v->path.n == 0 ? 0 : (int)v->path.n - 1;
	v->result->gave_up = true;
	return false;
}

static bool give_up_for(struct verifier *v, enum tls_err e)
{
	return verify_give_up(v, e == TLS_E_ALLOC ? VERIFY_OUT_OF_MEM : VERIFY_STORE_LOOKUP);
}

static const struct cert_facts *facts_at(const struct verifier *v, size_t depth)
{
	return cert_facts(v->path.chain[depth]);
}

/* ---- strength -----------------------------------------------------------------------------------------------------
 */

/* Bits of strength that a security level asks for (SSL_CTX_set_security_level(3)). */
static unsigned bits_of_level(int level)
{
	static const uint16_t bits[] = {0, 80, 112, 128, 192, 256};
	return level <= 0 ? 0 : bits[level < 5 ? level : 5];
}

static bool key_strong_enough(const struct verifier *v, size_t depth)
{
	const struct pubkey *key = cert_pubkey(v->path.chain[depth]);
	/* A curve that is spelt out has a verdict of its own. */
	if (v->params->security_level <= 0 || facts_at(v, depth)->other_curve == CURVE_IN_FULL) {
		return true;
	}
	return key != NULL && pubkey_security_bits(key) >= bits_of_level(v->params->security_level);
}

/* A digest of n bits resists collisions with n/2 bits of strength. */
static unsigned signature_bits(const struct cert_facts *f)
{
	switch (f->sig_alg.family) {
	case SIG_NONE:
		return 0;
	case SIG_ED25519:
		return 128;
	default:
		return (unsigned)hash_len(f->sig_alg.hash) * 4;
	}
}

static bool check_strength(struct verifier *v)
{
	if (v->params->security_level <= 0) {
		return true;
	}
	for (size_t i = 0; i < v->path.n; i++) {
		if (i > 0 && !key_strong_enough(v, i) && !verify_fail(v, VERIFY_CA_KEY_TOO_SMALL, i)) {
			return false;
		}
		/* The last one's signature is not looked at: it is trusted by itself. */
		if (i + 1 < v->path.n && signature_bits(facts_at(v, i)) < bits_of_level(v->params->security_level) &&
		    !verify_fail(v, VERIFY_CA_MD_TOO_WEAK, i)) {
			return false;
		}
	}
	return true;
}

/* ---- building -----------------------------------------------------------------------------------------------------
 */

static bool build(struct verifier *v)
{
	const struct path *p = &v->path;
	enum tls_err e = path_build(&v->path);
	if (e != TLS_OK) {
		return give_up_for(v, e);
	}
	if (p->trusted) {
		return true;
	}
	size_t top = p->n - 1;
	const struct cert_facts *f = facts_at(v, top);
	if (top > p->max_depth && !verify_fail(v, VERIFY_CHAIN_TOO_LONG, top)) {
		return false;
	}
	if (p->dane.set != NULL && (!dane_has_pkix(p->dane.set) || p->dane.pkix) &&
	    !verify_fail(v, VERIFY_DANE_NO_MATCH, top)) {
		return false;
	}
	if (f->self_signed) {
		return verify_fail(v, top == 0 ? VERIFY_SELF_SIGNED_LEAF : VERIFY_SELF_SIGNED_ROOT, top);
	}
	return verify_fail(v, p->n_untrusted < p->n ? VERIFY_NO_ISSUER : VERIFY_NO_ISSUER_LOCALLY, top);
}

/* ---- extensions, CA, purpose, path length -------------------------------------------------------------------------
 */

/* Why a certificate counts as a CA: RFC 5280's way, or the older ones that anchors still have. */
enum ca_kind { CA_NOT, CA_BY_CONSTRAINTS, CA_BY_VERSION_1, CA_BY_KEY_USAGE, CA_BY_NETSCAPE };

static bool key_usage_lacks(const struct cert_facts *f, unsigned bits)
{
	return f->have_key_usage && (f->key_usage & bits) == 0;
}

static enum ca_kind ca_kind(const struct cert_facts *f)
{
	if (f->invalid || key_usage_lacks(f, KU_CERT_SIGN)) {
		return CA_NOT;
	}
	if (f->have_basic_constraints) {
		return f->is_ca ? CA_BY_CONSTRAINTS : CA_NOT;
	}
	if (f->version == 1 && f->self_signed) {
		return CA_BY_VERSION_1;
	}
	if (f->have_key_usage) {
		return CA_BY_KEY_USAGE;
	}
	return f->have_ns_cert_type && (f->ns_cert_type & NS_ANY_CA) != 0 ? CA_BY_NETSCAPE : CA_NOT;
}

static bool ca_ok(const struct verifier *v, size_t depth)
{
	bool strict = (v->params->flags & VERIFY_F_STRICT) != 0;
	enum ca_kind kind = ca_kind(facts_at(v, depth));
	if (depth == 0) {
		return !strict || kind == CA_NOT || kind == CA_BY_CONSTRAINTS;
	}
	/* The older ways are good for the last certificate only, which is trusted by itself. */
	bool older_allowed = depth + 1 == v->path.n && !strict;
	return kind == CA_BY_CONSTRAINTS || (kind != CA_NOT && older_allowed);
}

struct purpose_rule {
	unsigned eku;       /* one of these, where there are extended key usages (RFC 5280 §4.2.1.12); 0: any */
	unsigned key_usage; /* one of these in a leaf, where there is a key usage */
	unsigned netscape;  /* as eku */
};

static const struct purpose_rule purpose_rules[] = {
    [PURPOSE_TLS_SERVER] = {EKU_SERVER_AUTH | EKU_SGC, KU_DIGITAL_SIGNATURE | KU_KEY_ENCIPHERMENT | KU_KEY_AGREEMENT,
			    NS_TLS_SERVER},
    [PURPOSE_CRL_SIGN] = {0, KU_CRL_SIGN, 0},
    [PURPOSE_TLS_CLIENT] = {EKU_CLIENT_AUTH, KU_DIGITAL_SIGNATURE | KU_KEY_AGREEMENT, NS_TLS_CLIENT},
};

static bool purpose_ok(const struct verifier *v, size_t depth)
{
	const struct cert_facts *f = facts_at(v, depth);
	if (v->params->purpose == PURPOSE_ANY) {
		return true;
	}
	const struct purpose_rule *rule = &purpose_rules[v->params->purpose];
	if (f->invalid) {
		/* Such a certificate issues nothing and nobody issued it: it is here because it is trusted by itself.
		 */
		return (v->params->flags & VERIFY_F_STRICT) == 0;
	}
	if (f->have_eku && rule->eku != 0 && (f->eku & rule->eku) == 0) {
		return false;
	}
	if (depth > 0) {
		enum ca_kind kind = ca_kind(f);
		return kind != CA_NOT && (kind != CA_BY_NETSCAPE || (f->ns_cert_type & NS_TLS_CA) != 0);
	}
	return !key_usage_lacks(f, rule->key_usage) &&
	       !(f->have_ns_cert_type && rule->netscape != 0 && (f->ns_cert_type & rule->netscape) == 0);
}

static bool check_extensions(struct verifier *v)
{
	int n_below = 0; /* intermediates below, self-issued ones not counted (RFC 5280 §4.2.1.9) */
	for (size_t i = 0; i < v->path.n; i++) {
		const struct cert_facts *f = facts_at(v, i);
		if (f->unknown_critical && (v->params->flags & VERIFY_F_IGNORE_CRITICAL) == 0 &&
		    !verify_fail(v, VERIFY_UNKNOWN_CRITICAL, i)) {
			return false;
		}
		if (f->proxy && !verify_fail(v, VERIFY_PROXY_NOT_ALLOWED, i)) {
			return false;
		}
		if (!ca_ok(v, i) && !verify_fail(v, VERIFY_INVALID_CA, i)) {
			return false;
		}
		/* RFC 5480 §2.1.1: "implicitCurve and specifiedCurve MUST NOT be used in PKIX". */
		if (f->other_curve == CURVE_IN_FULL && !verify_fail(v, VERIFY_CURVE_IN_FULL, i)) {
			return false;
		}
		if ((v->params->flags & VERIFY_F_STRICT) != 0 && v->path.n > 1) {
			unsigned next = 0;
			enum verify_err e;
			while ((e = verify_strict(f, i + 1 == v->path.n, &next)) != VERIFY_OK) {
				if (!verify_fail(v, e, i)) {
					return false;
				}
			}
		}
		if (!purpose_ok(v, i) && !verify_fail(v, VERIFY_INVALID_PURPOSE, i)) {
			return false;
		}
		if (i > 1 && f->path_len != -1 && n_below > f->path_len && !verify_fail(v, VERIFY_PATH_LENGTH, i)) {
			return false;
		}
		if (i > 0 && !f->self_issued) {
			n_below++;
		}
	}
	return true;
}

/* ---- the names that were asked for --------------------------------------------------------------------------------
 */

/* 1 when one of the hosts is the certificate's, 0 when none is, -1 when memory is out. */
static int match_hosts(struct verifier *v)
{
	const struct verify_params *p = v->params;
	for (size_t i = 0; i < p->n_hosts; i++) {
		int m = cert_match_host(v->path.chain[0], p->hosts[i], p->host_flags, &v->result->peername);
		if (m != 0) {
			return m;
		}
	}
	return 0;
}

static bool check_names(struct verifier *v)
{
	const struct verify_params *p = v->params;
	if (p->n_hosts != 0) {
		int m = match_hosts(v);
		if (m < 0) {
			return verify_give_up(v, VERIFY_OUT_OF_MEM);
		}
		if (m == 0 && !verify_fail(v, VERIFY_HOSTNAME, 0)) {
			return false;
		}
	}
	if (p->email != NULL && cert_match_email(v->path.chain[0], p->email, 0) != 1 &&
	    !verify_fail(v, VERIFY_EMAIL, 0)) {
		return false;
	}
	return p->ip.len == 0 || cert_match_ip(v->path.chain[0], p->ip) == 1 || verify_fail(v, VERIFY_IP_ADDRESS, 0);
}

/* ---- what the caller plugged in -----------------------------------------------------------------------------------
 */

struct verify_view verify_view(const struct verifier *v)
{
	const struct path *p = &v->path;
	return (struct verify_view){.params = v->params,
				    .trust = p->trust,
				    .untrusted = p->untrusted,
				    .n_untrusted = p->n_untrusted_given,
				    .chain = p->chain,
				    .n_chain = p->n,
				    .chain_trusted = p->trusted};
}

static bool check_revocation(struct verifier *v)
{
	const struct verify_checks *checks = v->params->checks;
	return checks == NULL || checks->revocation == NULL || checks->revocation(checks->owner, v);
}

static bool tell_aside(void *owner, const struct verify_event *ev)
{
	const struct verifier *v = owner;
	struct verify_event aside = *ev;
	aside.aside = true;
	return v->on_event(v->owner, &aside);
}

void verify_aside(struct verifier *v, const struct verify_params *params, struct cert *leaf,
		  struct verify_result *result)
{
	const struct path *p = &v->path;
	verify_chain(params, p->trust, leaf, p->untrusted, p->n_untrusted_given,
		     v->on_event == NULL ? NULL : tell_aside, v, result);
}

/* ---- signatures and dates -----------------------------------------------------------------------------------------
 */

/* The signature at depth under the key of the certificate at issuer. */
static bool check_signature(struct verifier *v, size_t depth, size_t issuer)
{
	const struct cert_facts *f = facts_at(v, issuer);
	/* RFC 6818 §2: a self-issued end entity certificate that is trusted is bound by nothing that binds CAs. */
	bool bound = depth != issuer || f->is_ca;
	if (bound && key_usage_lacks(f, KU_CERT_SIGN) && !verify_fail(v, VERIFY_NO_KEY_CERT_SIGN, issuer)) {
		return false;
	}
	if (cert_pubkey(v->path.chain[issuer]) == NULL) {
		return verify_fail(v, VERIFY_UNDECODABLE_KEY, issuer);
	}
	v->path.work.signatures++;
	enum tls_err e = cert_signed_by(v->path.chain[depth], v->path.chain[issuer]);
	if (e == TLS_E_ALLOC) {
		return verify_give_up(v, VERIFY_OUT_OF_MEM);
	}
	return e == TLS_OK || verify_fail(v, VERIFY_SIGNATURE_FAILURE, depth);
}

static bool check_time(struct verifier *v, size_t depth)
{
	const struct cert_facts *f = facts_at(v, depth);
	if ((v->params->flags & VERIFY_F_NO_CHECK_TIME) != 0) {
		return true;
	}
	if (f->bad_not_before) {
		if (!verify_fail(v, VERIFY_BAD_NOT_BEFORE, depth)) {
			return false;
		}
	} else if (v->params->time < f->not_before && !verify_fail(v, VERIFY_NOT_YET_VALID, depth)) {
		return false;
	}
	if (f->bad_not_after) {
		return verify_fail(v, VERIFY_BAD_NOT_AFTER, depth);
	}
	return v->params->time < f->not_after || verify_fail(v, VERIFY_EXPIRED, depth);
}

static bool check_signatures(struct verifier *v)
{
	size_t top = v->path.n - 1;
	size_t depth = top;
	const struct cert_facts *f = facts_at(v, top);
	bool itself = cert_may_have_issued(v->path.chain[top], v->path.chain[top]);
	bool check_top =
	    itself && f->self_signed && !v->path.dane.bare_key && (v->params->flags & VERIFY_F_CHECK_SS_SIGNATURE) != 0;
	if (!itself && !v->path.dane.bare_key && (v->params->flags & VERIFY_F_PARTIAL_CHAIN) == 0) {
		/* Where a failure was overruled: the chain does not end, so nobody can check its last signature. And
		 * where a TLSA record makes an intermediate the anchor: OpenSSL does not look at its dates. */
		if (top > 0) {
			depth = top - 1;
		} else if (!verify_fail(v, VERIFY_LEAF_SIGNATURE, 0)) {
			return false;
		}
	}
	while (true) {
		if (depth < top && !check_signature(v, depth, depth + 1)) {
			return false;
		}
		if (depth == top && check_top && !check_signature(v, depth, depth)) {
			return false;
		}
		if (!check_time(v, depth) || !tell(v, true, VERIFY_OK, depth)) {
			return false;
		}
		if (depth-- == 0) {
			return true;
		}
	}
}

/* ---- name constraints ---------------------------------------------------------------------------------------------
 */

static bool has_dns_name(const struct cert_facts *f)
{
	struct reader san = rd_init(f->san);
	struct der_tlv name;
	while (general_name_take(&san, &name)) {
		if (name.tag == GN_DNS) {
			return true;
		}
	}
	return false;
}

static bool check_constraints(struct verifier *v)
{
	unsigned host_flags = v->params->host_flags;
	for (size_t i = v->path.n; i-- > 0;) {
		const struct cert_facts *f = facts_at(v, i);
		/* RFC 5280 §6.1.3 (b): not for self-issued certificates, "unless this is the final certificate in the
		 * path". */
		if (i != 0 && f->self_issued) {
			continue;
		}
		bool common_name = i == 0 && (host_flags & NAME_F_NEVER_SUBJECT) == 0 &&
				   ((host_flags & NAME_F_ALWAYS_SUBJECT) != 0 || !has_dns_name(f));
		for (size_t j = v->path.n; j-- > i + 1;) {
			struct span value = facts_at(v, j)->name_constraints;
			if (value.len == 0) {
				continue;
			}
			enum verify_err e = constraints_check(f, value, common_name, &v->name_work);
			if (e != VERIFY_OK && !verify_fail(v, e, i)) {
				return false;
			}
		}
	}
	return true;
}

/* ---- all of it ----------------------------------------------------------------------------------------------------
 */

/* RFC 7671 §5.1: a leaf that a DANE-EE record matches is trusted as it is, whatever its dates and issuer. */
static bool verify_leaf_record(struct verifier *v)
{
	return (v->params->dane_ee_any_name || check_names(v)) && tell(v, true, VERIFY_OK, 0);
}

static bool verify(struct verifier *v)
{
	if (!key_strong_enough(v, 0) && !verify_fail(v, VERIFY_EE_KEY_TOO_SMALL, 0)) {
		return false;
	}
	if (v->path.dane.set != NULL) {
		if (dane_match_cert(&v->path.dane, v->path.chain[0], 0, false)) {
			return verify_leaf_record(v);
		}
		if (v->path.dane.match.record == NULL && !dane_has_ta(v->path.dane.set)) {
			return verify_fail(v, VERIFY_DANE_NO_MATCH, 0);
		}
	}
	return build(v) && check_extensions(v) && check_strength(v) && check_names(v) && check_revocation(v) &&
	       check_signatures(v) && check_constraints(v);
}

void verify_chain(const struct verify_params *params, const struct trust *trust, struct cert *leaf,
		  struct cert *const *untrusted, size_t n, bool (*on_event)(void *owner, const struct verify_event *ev),
		  void *owner, struct verify_result *result)
{
	struct verifier v = {.params = params, .on_event = on_event, .owner = owner, .result = result};
	*result = (struct verify_result){0};
	if (leaf == NULL) {
		result->err = VERIFY_INVALID_CALL;
		return;
	}
	if (path_start(&v.path, params, trust, leaf, untrusted, n) != TLS_OK) {
		(void)verify_give_up(&v, VERIFY_OUT_OF_MEM);
	} else {
		result->ok = verify(&v);
		if (!result->ok && result->err == VERIFY_OK) {
			/* on_event said no to a certificate that passed. */
			result->err = VERIFY_UNSPECIFIED;
		}
	}
	result->chain = v.path.chain;
	result->n_chain = v.path.n;
	result->chain_trusted = v.path.trusted;
	result->dane = v.path.dane.match;
	result->work = v.path.work;
}

void verify_result_free(struct verify_result *result)
{
	for (size_t i = 0; i < result->n_chain; i++) {
		cert_free(result->chain[i]);
	}
	tls_free(result->chain);
	cert_free(result->dane.cert);
	tls_free(result->peername);
	*result = (struct verify_result){0};
}
