/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * X.509 certificates (RFC 5280) as views into one copy of their DER. Parsing checks the structure and decodes what
 * verification asks for; unknown extensions are remembered only as "there is a critical one that nobody knows".
 * A struct cert is immutable after cert_parse and shared by reference count between threads.
 */
#ifndef TEASEL_PKI_CERT_H
#define TEASEL_PKI_CERT_H

#include "base/err.h"
#include "base/span.h"
#include "crypto/key.h"
#include "crypto/sig.h"

struct cert;

/* Key usage bits, RFC 5280 §4.2.1.3, as (1 << bit). */
#define KU_DIGITAL_SIGNATURE (1u << 0)
#define KU_KEY_ENCIPHERMENT  (1u << 2)
#define KU_KEY_AGREEMENT     (1u << 4)
#define KU_CERT_SIGN         (1u << 5)
#define KU_CRL_SIGN          (1u << 6)

/* Netscape's certificate type, as (1 << bit). */
#define NS_TLS_CLIENT (1u << 0)
#define NS_TLS_SERVER (1u << 1)
#define NS_TLS_CA     (1u << 5)
#define NS_ANY_CA     (7u << 5)

/* Extended key usages that matter to TLS, RFC 5280 §4.2.1.12. */
#define EKU_SERVER_AUTH   (1u << 0)
#define EKU_CLIENT_AUTH   (1u << 1)
#define EKU_CODE_SIGNING  (1u << 2)
#define EKU_EMAIL         (1u << 3)
#define EKU_TIME_STAMPING (1u << 4)
#define EKU_OCSP_SIGNING  (1u << 5)
#define EKU_ANY           (1u << 6)
#define EKU_OTHER         (1u << 7)
#define EKU_SGC           (1u << 8) /* Microsoft's or Netscape's server gated crypto: OpenSSL lets it serve as server purpose */

/* AuthorityKeyIdentifier (RFC 5280 §4.2.1.1), of a certificate or a CRL; what is absent is empty. */
struct authority_id {
	struct span key_id; /* keyIdentifier octets */
	struct span issuer; /* authorityCertIssuer's directoryName */
	struct span serial; /* content octets */
};

/* What the public key is when it is on no curve that there is here: refused, but by its name. */
enum other_curve { CURVE_USUAL, CURVE_OTHER, CURVE_IN_FULL };

/* What the extensions say. Absent extensions leave their have_ flag false. */
struct cert_facts {
	unsigned version; /* 1, 2 or 3 */
	struct span tbs;
	struct span serial; /* content octets */
	struct span issuer; /* the whole Name SEQUENCE */
	struct span subject;
	struct span spki;                   /* the whole SubjectPublicKeyInfo */
	enum other_curve other_curve;       /* cert_parse alone fills this in */
	int64_t not_before, not_after;      /* seconds since 1970, UTC; wide years kept */
	bool bad_not_before, bad_not_after; /* the field's text is not a time */
	struct sig_alg sig_alg;     /* family SIG_NONE: an algorithm that is not supported (SHA-1, MD5, DSA ...) */
	bool sig_sha1, sig_md5;     /* signed with a digest that is refused: named so that the verdict can say so */
	enum sig_family sig_family; /* kind of key that signed, also where the digest is refused */
	bool sig_alg_differs;       /* the outer AlgorithmIdentifier is another: no such signature is valid */
	struct span signature;
	size_t n_extensions;
	bool have_basic_constraints, basic_constraints_critical, is_ca;
	int path_len; /* -1: none */
	bool have_key_usage;
	unsigned key_usage;
	bool have_eku;
	unsigned eku;
	bool have_ns_cert_type;
	unsigned ns_cert_type;
	bool have_san, san_critical;
	struct span san; /* GeneralNames content, empty when absent */
	bool have_subject_key_id;
	struct span subject_key_id; /* content octets */
	struct authority_id authority;
	struct span name_constraints; /* the extension's whole value */
	struct span tls_feature;      /* RFC 7633 */
	struct span crl_dp, aia, sct_list;
	bool freshest_crl;     /* where delta CRLs are is told */
	bool unknown_critical; /* a critical extension that is not known here */
	bool invalid;          /* an extension that is malformed or occurs twice: OpenSSL's EXFLAG_INVALID */
	bool proxy;            /* a proxy certificate (RFC 3820): never accepted */
	bool self_issued;      /* subject equals issuer */
	bool self_signed;      /* and by its own word it signed itself (the signature is not checked) */
};

/*
 * cert_parse copies der (at most 1 MiB) and decodes it. On success *out has one reference. TLS_E_DER when the bytes are
 * not one certificate in DER with nothing behind it; TLS_E_ALLOC. A key that is malformed or unsupported does not fail
 * the parse: cert_pubkey is then NULL.
 */
MUST_CHECK enum tls_err cert_parse(struct cert **out, struct span der);

/* cert_facts_of decodes der where it lies, as cert_parse would, but for the key and for what depends on it (self_issued
 * and self_signed stay false). False: cert_parse would answer TLS_E_DER. */
bool cert_facts_of(struct cert_facts *f, struct span der);

struct cert *cert_up_ref(struct cert *c);
void cert_free(struct cert *c);

/* cert_same: their octets are the same. */
bool cert_same(const struct cert *a, const struct cert *b);

struct span cert_der(const struct cert *c);
const struct cert_facts *cert_facts(const struct cert *c);

/* cert_pubkey: owned by c; NULL when the key is of an unsupported kind. cert_pubkey_err then says why. */
const struct pubkey *cert_pubkey(const struct cert *c);
enum tls_err cert_pubkey_err(const struct cert *c);

/*
 * cert_may_have_issued: by names, key identifiers and kinds of key and signature, issuer may have signed subject. Both
 * must be free of invalid extensions. The signature itself is not looked at. An issuer whose curve there is not here is
 * one all the same: so the chain is refused for its key, not for want of an issuer.
 */
bool cert_may_have_issued(const struct cert *issuer, const struct cert *subject);

/* cert_signed_by: the signature of subject verifies under the key of issuer. */
MUST_CHECK enum tls_err cert_signed_by(const struct cert *subject, const struct cert *issuer);

/* cert_signed_by_key: the same under a key that may belong to no certificate; NULL verifies nothing. */
MUST_CHECK enum tls_err cert_signed_by_key(const struct cert *subject, const struct pubkey *key);

/* spki_decode reads a SubjectPublicKeyInfo by itself (raw public keys). */
MUST_CHECK enum tls_err spki_decode(struct pubkey **out, struct span spki);

/* spki_other_curve: of a key that spki_decode answered with TLS_E_KEY_UNSUPPORTED. CURVE_USUAL when it is none of EC.
 */
enum other_curve spki_other_curve(struct span spki);

#endif
