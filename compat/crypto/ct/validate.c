/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* SCT_validate(3), CT_POLICY_EVAL_CTX_new(3): whether a log that is trusted promised to show this certificate. */
#include <string.h>
#include <time.h>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/sha.h>
#include <openssl/x509.h>

#include "compat/crypto/ct/sct.h"
#include "engine/base/writer.h"

/* Clocks differ: timestamps may lie this far ahead. */
#define DRIFT_MS (300 * 1000)

/* What a log signs, without the certificate (RFC 6962 §3.2): 1, 1, 8, 2, and for a precertificate its issuer's key. */
#define SIGNED_HEAD 12
#define MAX_ENTRY   ((1u << 24) - 1)

/* ---- what it is judged by ---------------------------------------------------------------------------------------- */

CT_POLICY_EVAL_CTX *CT_POLICY_EVAL_CTX_new_ex(OSSL_LIB_CTX *libctx, const char *propq)
{
	(void)libctx;
	(void)propq;
	CT_POLICY_EVAL_CTX *ctx = OPENSSL_zalloc(sizeof *ctx);
	if (ctx == NULL) {
		ERR_raise(ERR_LIB_CT, ERR_R_MALLOC_FAILURE);
		return NULL;
	}
	ctx->time = (uint64_t)time(NULL) * 1000 + DRIFT_MS;
	return ctx;
}

CT_POLICY_EVAL_CTX *CT_POLICY_EVAL_CTX_new(void)
{
	return CT_POLICY_EVAL_CTX_new_ex(NULL, NULL);
}

void CT_POLICY_EVAL_CTX_free(CT_POLICY_EVAL_CTX *ctx)
{
	if (ctx != NULL) {
		X509_free(ctx->cert);
		X509_free(ctx->issuer);
		OPENSSL_free(ctx);
	}
}

static int refer(X509 **to, X509 *x)
{
	if (x != NULL && !X509_up_ref(x)) {
		return 0;
	}
	X509_free(*to);
	*to = x;
	return 1;
}

int CT_POLICY_EVAL_CTX_set1_cert(CT_POLICY_EVAL_CTX *ctx, X509 *cert)
{
	return refer(&ctx->cert, cert);
}

int CT_POLICY_EVAL_CTX_set1_issuer(CT_POLICY_EVAL_CTX *ctx, X509 *issuer)
{
	return refer(&ctx->issuer, issuer);
}

void CT_POLICY_EVAL_CTX_set_shared_CTLOG_STORE(CT_POLICY_EVAL_CTX *ctx, CTLOG_STORE *store)
{
	ctx->log_store = store;
}

void CT_POLICY_EVAL_CTX_set_time(CT_POLICY_EVAL_CTX *ctx, uint64_t time_in_ms)
{
	ctx->time = time_in_ms;
}

X509 *CT_POLICY_EVAL_CTX_get0_cert(const CT_POLICY_EVAL_CTX *ctx)
{
	return ctx->cert;
}

X509 *CT_POLICY_EVAL_CTX_get0_issuer(const CT_POLICY_EVAL_CTX *ctx)
{
	return ctx->issuer;
}

const CTLOG_STORE *CT_POLICY_EVAL_CTX_get0_log_store(const CT_POLICY_EVAL_CTX *ctx)
{
	return ctx->log_store;
}

uint64_t CT_POLICY_EVAL_CTX_get_time(const CT_POLICY_EVAL_CTX *ctx)
{
	return ctx->time;
}

/* ---- what the log signed ----------------------------------------------------------------------------------------- */

/* lone: the place of an extension, -1 when there is none, -2 when there are several. */
static int lone(const X509 *x, int nid)
{
	int at = X509_get_ext_by_NID(x, nid, -1);
	return at >= 0 && X509_get_ext_by_NID(x, nid, at) >= 0 ? -2 : at;
}

/* precertificate: the TBSCertificate that the log was shown, without the list that was put in afterwards. An octet
 * string to free, or NULL. */
static unsigned char *precertificate(X509 *cert, int *len)
{
	unsigned char *der = NULL;
	int scts = lone(cert, NID_ct_precert_scts);
	if (scts < 0) {
		return NULL;
	}
	X509 *pre = X509_dup(cert);
	if (pre != NULL) {
		X509_EXTENSION_free(X509_delete_ext(pre, scts));
		*len = i2d_re_X509_tbs(pre, &der);
		X509_free(pre);
	}
	return *len > 0 ? der : NULL;
}

static bool put_issuer_key(struct writer *w, const X509 *issuer)
{
	unsigned char hash[SHA256_DIGEST_LENGTH], *der = NULL;
	int n = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(issuer), &der);
	if (n <= 0) {
		return false;
	}
	SHA256(der, (size_t)n, hash);
	OPENSSL_free(der);
	wr_bytes(w, span_of(hash, sizeof hash));
	return true;
}

/* put_signed writes what the log signed. False when it cannot be told. */
static bool put_signed(struct buffer *out, const SCT *sct, const CT_POLICY_EVAL_CTX *ctx)
{
	bool pre = sct->entry_type == CT_LOG_ENTRY_TYPE_PRECERT;
	unsigned char *der = NULL;
	int len = 0;
	if (pre) {
		der = precertificate(ctx->cert, &len);
	} else {
		len = i2d_X509(ctx->cert, &der);
	}
	if (der == NULL || len <= 0) {
		return false;
	}
	struct writer w = wr_buffer(out, (size_t)SIGNED_HEAD + SHA256_DIGEST_LENGTH + 3 + MAX_ENTRY + 2 + 65535);
	wr_u8(&w, SCT_VERSION_V1);
	wr_u8(&w, 0); /* certificate_timestamp */
	wr_u64(&w, sct->timestamp);
	wr_u16(&w, (uint16_t)sct->entry_type);
	bool ok = !pre || put_issuer_key(&w, ctx->issuer);
	wr_vec(&w, 3, span_of(der, (size_t)len));
	wr_vec(&w, 2, sct->extensions);
	OPENSSL_free(der);
	return ok && wr_commit(&w);
}

/* ---- the judgement ----------------------------------------------------------------------------------------------- */

static bool signed_by(const SCT *sct, EVP_PKEY *key, struct span text)
{
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	bool ok = md != NULL && EVP_DigestVerifyInit(md, NULL, EVP_sha256(), NULL, key) == 1 &&
		  EVP_DigestVerify(md, sct->signature.p, sct->signature.len, text.p, text.len) == 1;
	EVP_MD_CTX_free(md);
	if (!ok) {
		ERR_raise(ERR_LIB_CT, CT_R_SCT_INVALID_SIGNATURE);
	}
	return ok;
}

/* judgeable: what the log signed can be told from the certificate and its issuer. A precertificate itself is shown by
 * no server. */
static bool judgeable(const SCT *sct, const CT_POLICY_EVAL_CTX *ctx)
{
	return ctx->cert != NULL && lone(ctx->cert, NID_ct_precert_scts) != -2 &&
	       lone(ctx->cert, NID_ct_precert_poison) == -1 &&
	       (sct->entry_type != CT_LOG_ENTRY_TYPE_PRECERT || ctx->issuer != NULL);
}

static bool valid(const SCT *sct, const CTLOG *log, const CT_POLICY_EVAL_CTX *ctx)
{
	if (!sct_complete(sct) || sct->entry_type == CT_LOG_ENTRY_TYPE_NOT_SET) {
		ERR_raise(ERR_LIB_CT, CT_R_SCT_NOT_SET);
		return false;
	}
	if (sct->timestamp > ctx->time) {
		ERR_raise(ERR_LIB_CT, CT_R_SCT_FUTURE_TIMESTAMP);
		return false;
	}
	struct buffer text = {0};
	bool ok = put_signed(&text, sct, ctx) && signed_by(sct, CTLOG_get0_public_key(log), buf_span(&text));
	buf_free(&text);
	return ok;
}

static sct_validation_status_t judge(const SCT *sct, const CT_POLICY_EVAL_CTX *ctx)
{
	if (sct->version != SCT_VERSION_V1) {
		return SCT_VALIDATION_STATUS_UNKNOWN_VERSION;
	}
	const CTLOG *log = CTLOG_STORE_get0_log_by_id(ctx->log_store, sct->log_id.p, sct->log_id.len);
	if (log == NULL) {
		return SCT_VALIDATION_STATUS_UNKNOWN_LOG;
	}
	if (!judgeable(sct, ctx)) {
		return SCT_VALIDATION_STATUS_UNVERIFIED;
	}
	return valid(sct, log, ctx) ? SCT_VALIDATION_STATUS_VALID : SCT_VALIDATION_STATUS_INVALID;
}

int SCT_validate(SCT *sct, const CT_POLICY_EVAL_CTX *ctx)
{
	sct->status = judge(sct, ctx);
	return sct->status == SCT_VALIDATION_STATUS_VALID;
}

/* 1: all are valid; 0: some are not, and each tells of itself. */
int SCT_LIST_validate(const STACK_OF(SCT) * list, CT_POLICY_EVAL_CTX *ctx)
{
	int all = 1;
	for (int i = 0; i < sk_SCT_num(list); i++) {
		SCT *sct = sk_SCT_value(list, i);
		all = sct != NULL && SCT_validate(sct, ctx) && all;
	}
	return all;
}
