/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * X509_print_ex(3): a certificate as text, as "openssl x509 -text" shows it. Lines go to the BIO one by one, so one
 * that fails has taken those before it.
 */
#include <stdarg.h>
#include <string.h>

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/objects.h>

#include "compat/crypto/x509/aux.h"
#include "compat/crypto/x509/key_print.h"
#include "compat/crypto/x509/v3.h"
#include "compat/crypto/x509/x509.h"
#include "engine/pki/asn1.h"
#include "engine/pki/cert.h"

/* ---- signatures -------------------------------------------------------------------------------------------------- */

static bool put_object(BIO *bio, const ASN1_OBJECT *o)
{
	return i2a_ASN1_OBJECT(bio, o) > 0;
}

static bool put_octets(BIO *bio, struct span s, int indent)
{
	bool ok = true;
	for (size_t i = 0; ok && i < s.len; i++) {
		ok = (i % 18 != 0 || (BIO_printf(bio, "%s%*s", i > 0 ? "\n" : "", indent, "") >= 0)) &&
		     BIO_printf(bio, i + 1 < s.len ? "%02x:" : "%02x", s.p[i]) > 0;
	}
	return ok && BIO_puts(bio, "\n") > 0;
}

/* One parameter of RSASSA-PSS (RFC 4055 §3.1) under an explicit tag: empty when it is left out. */
static struct span parameter(struct reader *r, unsigned tag)
{
	return der_next_is(r, (uint8_t)DER_CTXC(tag)) ? der_take(r, (uint8_t)DER_CTXC(tag)) : span_of(NULL, 0);
}

/* put_digest: the name in an AlgorithmIdentifier, or the default. */
static bool put_digest(BIO *bio, struct span algorithm)
{
	if (algorithm.len == 0) {
		return BIO_puts(bio, "sha1 (default)") > 0;
	}
	X509_ALGOR *a = algor_of(algorithm);
	const ASN1_OBJECT *o;
	X509_ALGOR_get0(&o, NULL, NULL, a);
	bool ok = a != NULL && put_object(bio, o);
	X509_ALGOR_free(a);
	return ok;
}

static bool put_mask(BIO *bio, struct span algorithm)
{
	if (algorithm.len == 0) {
		return BIO_puts(bio, "mgf1 with sha1 (default)") > 0;
	}
	X509_ALGOR *a = algor_of(algorithm);
	const ASN1_OBJECT *o;
	const void *digest;
	int type;
	X509_ALGOR_get0(&o, &type, &digest, a);
	bool ok = a != NULL && put_object(bio, o) && BIO_puts(bio, " with ") > 0;
	if (ok && type == V_ASN1_SEQUENCE) {
		const ASN1_STRING *s = digest;
		ok = put_digest(bio, span_of(s->data, (size_t)s->length));
	} else if (ok) {
		ok = BIO_puts(bio, "INVALID") > 0;
	}
	X509_ALGOR_free(a);
	return ok;
}

static bool put_number(BIO *bio, struct span der, const char *otherwise)
{
	struct reader r = rd_init(der);
	struct span n = der_integer(&r, DER_INTEGER);
	bool ok = true;
	if (der.len == 0) {
		return BIO_puts(bio, otherwise) > 0;
	}
	for (size_t i = n.len > 1 && n.p[0] == 0; ok && i < n.len; i++) {
		ok = BIO_printf(bio, "%02X", n.p[i]) > 0;
	}
	return ok;
}

static bool put_pss(BIO *bio, const X509_ALGOR *a)
{
	const void *value;
	int type;
	X509_ALGOR_get0(NULL, &type, &value, a);
	const ASN1_STRING *s = value;
	struct reader r = rd_init(type == V_ASN1_SEQUENCE ? span_of(s->data, (size_t)s->length) : span_of(NULL, 0));
	struct reader params = der_enter(&r, DER_SEQUENCE);
	struct span hash = parameter(&params, 0), mask = parameter(&params, 1), salt = parameter(&params, 2),
		    trailer = parameter(&params, 3);
	if (!rd_end(&params)) {
		return BIO_puts(bio, " (INVALID PSS PARAMETERS)\n") > 0;
	}
	return BIO_printf(bio, "%8s\n%8sHash Algorithm: ", "", "") > 0 && put_digest(bio, hash) &&
	       BIO_printf(bio, "\n%8sMask Algorithm: ", "") > 0 && put_mask(bio, mask) &&
	       BIO_printf(bio, "\n%8s Salt Length: 0x", "") > 0 && put_number(bio, salt, "14 (default)") &&
	       BIO_printf(bio, "\n%8sTrailer Field: 0x", "") > 0 && put_number(bio, trailer, "01 (default)") &&
	       BIO_puts(bio, "\n") > 0;
}

/* The algorithm, and the signature unless it is NULL. */
int X509_signature_print(BIO *bio, const X509_ALGOR *a, const ASN1_STRING *signature)
{
	const ASN1_OBJECT *o;
	X509_ALGOR_get0(&o, NULL, NULL, a);
	bool ok = BIO_puts(bio, "    Signature Algorithm: ") > 0 && put_object(bio, o) &&
		  (signature == NULL || BIO_puts(bio, "\n    Signature Value:") > 0);
	if (ok && OBJ_obj2nid(o) == NID_rsassaPss) {
		ok = put_pss(bio, a);
	} else if (ok) {
		ok = BIO_puts(bio, "\n") > 0;
	}
	return ok && (signature == NULL || put_octets(bio, span_of(signature->data, (size_t)signature->length), 8));
}

/* ---- the fields -------------------------------------------------------------------------------------------------- */

static bool put_version(BIO *bio, long version)
{
	return BIO_printf(bio,
			  version >= 0 && version <= 2 ? "%8sVersion: %ld (0x%lx)\n" : "%8sVersion: Unknown (%ld)\n",
			  "", version >= 0 && version <= 2 ? version + 1 : version, (unsigned long)version) > 0;
}

/* A number that fits is shown as one, unless it is -1, which is how its reader says that it does not. */
static bool put_serial(BIO *bio, const ASN1_INTEGER *serial)
{
	bool negative = (serial->type & V_ASN1_NEG) != 0, ok;
	ERR_set_mark();
	long v = serial->length <= (int)sizeof v ? ASN1_INTEGER_get(serial) : -1;
	ERR_pop_to_mark();
	if (v != -1) {
		unsigned long u = negative ? 0 - (unsigned long)v : (unsigned long)v;
		const char *sign = negative ? "-" : "";
		return BIO_printf(bio, "%8sSerial Number: %s%lu (%s0x%lx)\n", "", sign, u, sign, u) > 0;
	}
	ok = BIO_printf(bio, "%8sSerial Number:\n%12s%s", "", "", negative ? " (Negative)" : "") > 0;
	for (int i = 0; ok && i < serial->length; i++) {
		ok = BIO_printf(bio, "%02x%c", serial->data[i], i + 1 < serial->length ? ':' : '\n') > 0;
	}
	return ok;
}

static bool put_name(BIO *bio, const char *title, const X509_NAME *name, unsigned long flags)
{
	bool lines = (flags & XN_FLAG_SEP_MASK) == XN_FLAG_SEP_MULTILINE;
	int indent = flags == XN_FLAG_COMPAT ? 16 : lines ? 12 : 0;
	return BIO_printf(bio, "%8s%s:%c", "", title, lines ? '\n' : ' ') > 0 &&
	       X509_NAME_print_ex(bio, name, indent, flags) >= (flags == XN_FLAG_COMPAT) && BIO_puts(bio, "\n") > 0;
}

static bool put_validity(BIO *bio, const struct x509_parts *p)
{
	return BIO_printf(bio, "%8sValidity\n%12sNot Before: ", "", "") > 0 &&
	       ASN1_TIME_print(bio, p->not_before) != 0 && BIO_printf(bio, "\n%12sNot After : ", "") > 0 &&
	       ASN1_TIME_print(bio, p->not_after) != 0 && BIO_puts(bio, "\n") > 0;
}

static bool put_pubkey(BIO *bio, const X509_PUBKEY *key)
{
	ASN1_OBJECT *type;
	X509_PUBKEY_get0_param(&type, NULL, NULL, NULL, key);
	return BIO_printf(bio, "%8sSubject Public Key Info:\n%12sPublic Key Algorithm: ", "", "") > 0 &&
	       put_object(bio, type) && BIO_puts(bio, "\n") > 0 && key_print(bio, key, 12);
}

/* issuerUniqueID and subjectUniqueID, which no object keeps. */
static bool put_unique_ids(BIO *bio, const X509 *x)
{
	const struct cert *cert = x509_cert(x);
	struct reader r = rd_init(cert != NULL ? cert_der(cert) : span_of(NULL, 0));
	struct reader all = der_enter(&r, DER_SEQUENCE), tbs = der_enter(&all, DER_SEQUENCE);
	struct der_tlv field;
	bool ok = true;
	while (ok && rd_left(&tbs) != 0 && der_any(&tbs, &field)) {
		bool issuer = field.tag == DER_CTX(1);
		if ((issuer || field.tag == DER_CTX(2)) && field.content.len != 0) {
			ok = BIO_printf(bio, "%8s%s Unique ID: ", "", issuer ? "Issuer" : "Subject") > 0 &&
			     put_octets(bio, span_of(field.content.p + 1, field.content.len - 1), 12);
		}
	}
	return ok;
}

static bool put_extension(BIO *bio, X509_EXTENSION *e, unsigned long flags, int indent)
{
	return BIO_printf(bio, "%*s", indent, "") >= 0 && put_object(bio, e->object) &&
	       BIO_printf(bio, ": %s\n", e->critical ? "critical" : "") > 0 &&
	       (X509V3_EXT_print(bio, e, flags, indent + 4) != 0 ||
		(BIO_printf(bio, "%*s", indent + 4, "") > 0 && ASN1_STRING_print(bio, e->value) >= 0)) &&
	       BIO_puts(bio, "\n") > 0;
}

/* With a title they stand four deeper than it. */
int X509V3_extensions_print(BIO *bio, const char *title, const STACK_OF(X509_EXTENSION) * all, unsigned long flags,
			    int indent)
{
	int n = sk_X509_EXTENSION_num(all);
	bool ok = n <= 0 || title == NULL || BIO_printf(bio, "%*s%s:\n", indent, "", title) > 0;
	indent += title != NULL ? 4 : 0;
	for (int i = 0; ok && i < n; i++) {
		X509_EXTENSION *e = sk_X509_EXTENSION_value(all, i);
		int nid = OBJ_obj2nid(e->object);
		if ((flags & X509_FLAG_EXTENSIONS_ONLY_KID) == 0 || nid == NID_subject_key_identifier ||
		    nid == NID_authority_key_identifier) {
			ok = put_extension(bio, e, flags, indent);
		}
	}
	return ok;
}

/* ---- trust ------------------------------------------------------------------------------------------------------- */

static bool put_uses(BIO *bio, const STACK_OF(ASN1_OBJECT) * uses, const char *title)
{
	bool ok = BIO_printf(bio, "%s:\n  ", title) > 0;
	for (int i = 0; ok && i < sk_ASN1_OBJECT_num(uses); i++) {
		char text[80];
		OBJ_obj2txt(text, sizeof text, sk_ASN1_OBJECT_value(uses, i), 0);
		ok = BIO_printf(bio, i > 0 ? ", %s" : "%s", text) > 0;
	}
	return ok && BIO_puts(bio, "\n") > 0;
}

static bool put_aux(BIO *bio, const struct x509_aux *aux)
{
	if (aux == NULL) {
		return true;
	}
	bool ok = (aux->trust != NULL ? put_uses(bio, aux->trust, "Trusted Uses")
				      : BIO_puts(bio, "No Trusted Uses.\n") > 0) &&
		  (aux->reject != NULL ? put_uses(bio, aux->reject, "Rejected Uses")
				       : BIO_puts(bio, "No Rejected Uses.\n") > 0);
	if (ok && aux->alias != NULL) {
		ok = BIO_printf(bio, "Alias: %.*s\n", aux->alias->length, (const char *)aux->alias->data) > 0;
	}
	if (ok && aux->key_id != NULL) {
		ok = BIO_puts(bio, "Key Id: ") > 0;
		for (int i = 0; ok && i < aux->key_id->length; i++) {
			ok = BIO_printf(bio, i > 0 ? ":%02X" : "%02X", aux->key_id->data[i]) > 0;
		}
		ok = ok && BIO_puts(bio, "\n") > 0;
	}
	return ok;
}

int X509_print_ex(BIO *bio, X509 *x, unsigned long nmflag, unsigned long cflag)
{
	const struct x509_parts *p = x509_parts(x);
	return p != NULL && ((cflag & X509_FLAG_NO_HEADER) != 0 || BIO_puts(bio, "Certificate:\n    Data:\n") > 0) &&
	       ((cflag & X509_FLAG_NO_VERSION) != 0 || put_version(bio, p->version)) &&
	       ((cflag & X509_FLAG_NO_SERIAL) != 0 || put_serial(bio, p->serial)) &&
	       ((cflag & X509_FLAG_NO_SIGNAME) != 0 ||
		(BIO_puts(bio, "    ") > 0 && X509_signature_print(bio, p->tbs_algorithm, NULL))) &&
	       ((cflag & X509_FLAG_NO_ISSUER) != 0 || put_name(bio, "Issuer", p->issuer, nmflag)) &&
	       ((cflag & X509_FLAG_NO_VALIDITY) != 0 || put_validity(bio, p)) &&
	       ((cflag & X509_FLAG_NO_SUBJECT) != 0 || put_name(bio, "Subject", p->subject, nmflag)) &&
	       ((cflag & X509_FLAG_NO_PUBKEY) != 0 || put_pubkey(bio, p->pubkey)) &&
	       ((cflag & X509_FLAG_NO_IDS) != 0 || put_unique_ids(bio, x)) &&
	       ((cflag & X509_FLAG_NO_EXTENSIONS) != 0 ||
		X509V3_extensions_print(bio, "X509v3 extensions", p->extensions, cflag, 8)) &&
	       ((cflag & X509_FLAG_NO_SIGDUMP) != 0 || X509_signature_print(bio, p->algorithm, p->signature)) &&
	       ((cflag & X509_FLAG_NO_AUX) != 0 || put_aux(bio, x->aux));
}

int X509_print(BIO *bio, X509 *x)
{
	return X509_print_ex(bio, x, XN_FLAG_COMPAT, X509_FLAG_COMPAT);
}

int X509_print_ex_fp(FILE *fp, X509 *x, unsigned long nmflag, unsigned long cflag)
{
	BIO *bio = BIO_new_fp(fp, BIO_NOCLOSE);
	int ok = bio != NULL && X509_print_ex(bio, x, nmflag, cflag);
	BIO_free(bio);
	return ok;
}

int X509_print_fp(FILE *fp, X509 *x)
{
	return X509_print_ex_fp(fp, x, XN_FLAG_COMPAT, X509_FLAG_COMPAT);
}
