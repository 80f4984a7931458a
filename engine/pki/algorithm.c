/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* AlgorithmIdentifiers (algorithm.h). What is refused is named where the verifier has a verdict for it. */
#include "pki/algorithm.h"

#include "pki/asn1.h"
#include "pki/oid.h"

/* More salt than any hash here has output is nobody's choice; it bounds the number that sig.h gets. */
#define PSS_SALT_MAX 512

struct span algorithm_take(struct reader *r)
{
	struct span whole = der_take_whole(r, DER_SEQUENCE);
	struct reader outer = rd_init(whole);
	struct reader seq = der_enter(&outer, DER_SEQUENCE);
	struct der_tlv params;
	der_oid(&seq);
	bool good = rd_left(&seq) == 0 || (der_any(&seq, &params) && der_value_valid(&params));
	if (!good || !rd_end(&seq)) {
		rd_fail(r);
		return (struct span){NULL, 0};
	}
	return whole;
}

enum hash_id hash_of_oid(enum oid id)
{
	switch (id) {
	case OID_SHA1:
		return HASH_SHA1;
	case OID_SHA256:
		return HASH_SHA256;
	case OID_SHA384:
		return HASH_SHA384;
	case OID_SHA512:
		return HASH_SHA512;
	default:
		return HASH_NONE;
	}
}

/* A hash's AlgorithmIdentifier: parameters NULL or absent (RFC 4055 §2.1). */
static enum hash_id hash_take(struct reader *r)
{
	struct reader alg = der_enter(r, DER_SEQUENCE);
	enum hash_id id = hash_of_oid(oid_find(der_oid(&alg)));
	der_null_or_nothing(&alg);
	if (!rd_end(&alg)) {
		rd_fail(r);
	}
	return id;
}

struct pss_params {
	enum hash_id hash;
	enum hash_id mgf_hash;
	unsigned salt_len;
	unsigned trailer;
};

/* RSASSA-PSS-params, RFC 4055 §3.1: every field has a default, SHA-1 and 20 bytes of salt among them. */
static bool pss_params_decode(struct pss_params *out, struct span params)
{
	*out = (struct pss_params){HASH_SHA1, HASH_SHA1, 20, 1};
	struct reader r = rd_init(params);
	struct reader seq = der_enter(&r, DER_SEQUENCE);
	if (der_next_is(&seq, DER_CTXC(0))) {
		struct reader field = der_enter(&seq, DER_CTXC(0));
		out->hash = hash_take(&field);
		if (!rd_end(&field)) {
			return false;
		}
	}
	if (der_next_is(&seq, DER_CTXC(1))) {
		struct reader field = der_enter(&seq, DER_CTXC(1));
		struct reader mgf = der_enter(&field, DER_SEQUENCE);
		enum oid id = oid_find(der_oid(&mgf));
		out->mgf_hash = HASH_NONE;
		if (id == OID_MGF1) {
			out->mgf_hash = hash_take(&mgf);
		} else {
			rd_rest(&mgf);
		}
		if (!rd_end(&mgf) || !rd_end(&field)) {
			return false;
		}
	}
	if (der_next_is(&seq, DER_CTXC(2))) {
		struct reader field = der_enter(&seq, DER_CTXC(2));
		out->salt_len = der_small(&field, PSS_SALT_MAX);
		if (!rd_end(&field)) {
			return false;
		}
	}
	if (der_next_is(&seq, DER_CTXC(3))) {
		struct reader field = der_enter(&seq, DER_CTXC(3));
		out->trailer = der_small(&field, 255);
		if (!rd_end(&field)) {
			return false;
		}
	}
	return rd_end(&seq) && rd_end(&r);
}

static bool is_sha2(enum hash_id id)
{
	return id == HASH_SHA256 || id == HASH_SHA384 || id == HASH_SHA512;
}

static void pss_sig_alg(struct sig_alg_info *out, struct span params)
{
	struct pss_params pss;
	out->family = SIG_RSA_PSS;
	if (!pss_params_decode(&pss, params)) {
		return;
	}
	out->sha1 = pss.hash == HASH_SHA1 || pss.mgf_hash == HASH_SHA1;
	if (is_sha2(pss.hash) && pss.mgf_hash == pss.hash && pss.trailer == 1) {
		out->alg = (struct sig_alg){SIG_RSA_PSS, pss.hash, pss.salt_len};
	}
}

struct sig_row {
	enum oid oid;
	enum sig_family family;
	enum hash_id hash; /* HASH_NONE: refused (Ed25519 apart) */
	bool sha1, md5;
};

static const struct sig_row sig_rows[] = {
    {OID_ECDSA_SHA256, SIG_ECDSA, HASH_SHA256, false, false},
    {OID_ECDSA_SHA384, SIG_ECDSA, HASH_SHA384, false, false},
    {OID_ECDSA_SHA512, SIG_ECDSA, HASH_SHA512, false, false},
    {OID_RSA_SHA256, SIG_RSA_PKCS1, HASH_SHA256, false, false},
    {OID_RSA_SHA384, SIG_RSA_PKCS1, HASH_SHA384, false, false},
    {OID_RSA_SHA512, SIG_RSA_PKCS1, HASH_SHA512, false, false},
    {OID_ED25519, SIG_ED25519, HASH_NONE, false, false},
    {OID_RSA_SHA224, SIG_RSA_PKCS1, HASH_NONE, false, false},
    {OID_ECDSA_SHA224, SIG_ECDSA, HASH_NONE, false, false},
    {OID_RSA_SHA1, SIG_RSA_PKCS1, HASH_NONE, true, false},
    {OID_RSA_SHA1_OIW, SIG_RSA_PKCS1, HASH_NONE, true, false},
    {OID_ECDSA_SHA1, SIG_ECDSA, HASH_NONE, true, false},
    {OID_RSA_MD5, SIG_RSA_PKCS1, HASH_NONE, false, true},
};

static const struct sig_row *sig_row_of(enum oid id)
{
	for (size_t i = 0; i < sizeof sig_rows / sizeof sig_rows[0]; i++) {
		if (sig_rows[i].oid == id) {
			return &sig_rows[i];
		}
	}
	return NULL;
}

void sig_alg_decode(struct sig_alg_info *out, struct span algorithm)
{
	*out = (struct sig_alg_info){0};
	struct reader r = rd_init(algorithm);
	struct reader seq = der_enter(&r, DER_SEQUENCE);
	enum oid id = oid_find(der_oid(&seq));
	if (id == OID_RSA_PSS) {
		pss_sig_alg(out, rd_rest(&seq));
		return;
	}
	const struct sig_row *row = sig_row_of(id);
	if (row == NULL) {
		return;
	}
	out->family = row->family;
	out->sha1 = row->sha1;
	out->md5 = row->md5;
	if (row->family != SIG_ED25519) {
		/*
		 * RFC 4055 §5 has NULL for RSA and tolerates its absence; RFC 5758 §3.2 has nothing for ECDSA, but
		 * certificates with NULL are in use. RFC 8410 §3: Ed25519 leaves the parameters out.
		 */
		der_null_or_nothing(&seq);
	}
	if (!rd_end(&seq)) {
		return;
	}
	if (row->hash != HASH_NONE || row->family == SIG_ED25519) {
		out->alg = (struct sig_alg){row->family, row->hash, 0};
	}
}

enum key_type curve_of_oid(struct span octets)
{
	switch (oid_find(octets)) {
	case OID_P256:
		return KEY_EC_P256;
	case OID_P384:
		return KEY_EC_P384;
	case OID_P521:
		return KEY_EC_P521;
	default:
		return KEY_NONE;
	}
}

static enum tls_err pss_key_alg(struct key_alg *out, struct reader *seq)
{
	out->type = KEY_RSA_PSS;
	if (rd_left(seq) == 0) {
		return TLS_OK;
	}
	struct pss_params pss;
	if (!pss_params_decode(&pss, rd_rest(seq))) {
		return TLS_E_DER;
	}
	if (!is_sha2(pss.hash) || pss.mgf_hash != pss.hash || pss.trailer != 1) {
		return TLS_E_KEY_UNSUPPORTED;
	}
	out->limits = (struct pss_limits){pss.hash, pss.salt_len};
	return TLS_OK;
}

static enum tls_err ec_key_alg(struct key_alg *out, struct reader *seq)
{
	out->ec = true;
	if (rd_left(seq) == 0) {
		out->curve_left_out = true;
		return TLS_OK;
	}
	/* RFC 5480 §2.1.1: "implicitCurve and specifiedCurve MUST NOT be used in PKIX". */
	if (!der_next_is(seq, DER_OID)) {
		out->curve_in_full = true;
		return TLS_E_KEY_UNSUPPORTED;
	}
	out->type = curve_of_oid(der_oid(seq));
	if (!rd_end(seq)) {
		return TLS_E_DER;
	}
	return out->type == KEY_NONE ? TLS_E_KEY_UNSUPPORTED : TLS_OK;
}

enum tls_err key_alg_take(struct key_alg *out, struct reader *r)
{
	*out = (struct key_alg){0};
	struct reader seq = der_enter(r, DER_SEQUENCE);
	struct span octets = der_oid(&seq);
	if (seq.failed || octets.len == 0) {
		return TLS_E_DER;
	}
	switch (oid_find(octets)) {
	case OID_RSA:
		der_null_or_nothing(&seq);
		out->type = KEY_RSA;
		return rd_end(&seq) ? TLS_OK : TLS_E_DER;
	case OID_RSA_PSS:
		return pss_key_alg(out, &seq);
	case OID_EC:
		return ec_key_alg(out, &seq);
	case OID_ED25519:
		out->type = KEY_ED25519;
		return rd_end(&seq) ? TLS_OK : TLS_E_DER;
	default:
		return TLS_E_KEY_UNSUPPORTED;
	}
}
