/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* GENERAL_NAME (RFC 5280 §4.2.1.6): the names in alternative names, distribution points and constraints. */
#include "compat/crypto/x509/ext_types.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/objects.h>

#include "compat/crypto/asn1/build.h"
#include "compat/crypto/asn1/string.h"
#include "compat/crypto/objects/object.h"
#include "compat/crypto/x509/name.h"
#include "engine/pki/general_name.h"

GENERAL_NAME *GENERAL_NAME_new(void)
{
	GENERAL_NAME *g = OPENSSL_zalloc(sizeof *g);
	if (g != NULL) {
		g->type = -1;
	}
	return g;
}

void GENERAL_NAME_free(GENERAL_NAME *g)
{
	if (g == NULL) {
		return;
	}
	switch (g->type) {
	case GEN_OTHERNAME:
		if (g->d.otherName != NULL) {
			ASN1_OBJECT_free(g->d.otherName->type_id);
			ASN1_TYPE_free(g->d.otherName->value);
			OPENSSL_free(g->d.otherName);
		}
		break;
	case GEN_DIRNAME:
		X509_NAME_free(g->d.directoryName);
		break;
	case GEN_RID:
		ASN1_OBJECT_free(g->d.registeredID);
		break;
	case GEN_EDIPARTY:
		if (g->d.ediPartyName != NULL) {
			ASN1_STRING_free(g->d.ediPartyName->nameAssigner);
			ASN1_STRING_free(g->d.ediPartyName->partyName);
			OPENSSL_free(g->d.ediPartyName);
		}
		break;
	case -1:
		break;
	default:
		ASN1_STRING_free(g->d.ia5);
	}
	OPENSSL_free(g);
}

static OTHERNAME *other_of(struct span content)
{
	struct reader r = rd_init(content);
	struct span oid = der_oid(&r), inner = der_take(&r, DER_CTXC(0));
	const unsigned char *p = inner.p;
	OTHERNAME *o = rd_end(&r) ? OPENSSL_zalloc(sizeof *o) : NULL;
	if (o != NULL &&
	    ((o->type_id = obj_of(oid)) == NULL || (o->value = d2i_ASN1_TYPE(NULL, &p, (long)inner.len)) == NULL)) {
		ASN1_OBJECT_free(o->type_id);
		OPENSSL_free(o);
		return NULL;
	}
	return o;
}

/* The strings of EDIPartyName are CHOICEs, so their tags are explicit. */
static ASN1_STRING *explicit_string(struct reader *r, uint8_t tag)
{
	struct reader inner = der_enter(r, tag);
	struct der_tlv tlv;
	return der_any(&inner, &tlv) && rd_end(&inner) ? asn1_string_of(&tlv) : NULL;
}

static EDIPARTYNAME *edi_of(struct span content)
{
	struct reader r = rd_init(content);
	EDIPARTYNAME *e = OPENSSL_zalloc(sizeof *e);
	if (e == NULL) {
		return NULL;
	}
	bool has_assigner = der_next_is(&r, DER_CTXC(0));
	e->nameAssigner = has_assigner ? explicit_string(&r, DER_CTXC(0)) : NULL;
	e->partyName = explicit_string(&r, DER_CTXC(1));
	if (e->partyName == NULL || (has_assigner && e->nameAssigner == NULL) || !rd_end(&r)) {
		ASN1_STRING_free(e->nameAssigner);
		ASN1_STRING_free(e->partyName);
		OPENSSL_free(e);
		return NULL;
	}
	return e;
}

/* registered_of: the tag is implicit, so the content alone is looked at as that of an OBJECT IDENTIFIER. */
static ASN1_OBJECT *registered_of(struct span content)
{
	struct buffer whole = {0};
	bool ok = der_put(&whole, DER_OID, content);
	struct reader r = rd_init(buf_span(&whole));
	struct span oid = ok ? der_oid(&r) : span_of(NULL, 0);
	ASN1_OBJECT *o = oid.len != 0 ? obj_of(oid) : NULL;
	buf_free(&whole);
	return o;
}

static ASN1_STRING *string_of(struct span content, uint8_t tag)
{
	const struct der_tlv tlv = {.tag = tag, .content = content};
	return asn1_string_of(&tlv);
}

GENERAL_NAME *general_name_of(const struct der_tlv *tlv)
{
	GENERAL_NAME *g = GENERAL_NAME_new();
	if (g == NULL) {
		return NULL;
	}
	int type = tlv->tag & 0x1f;
	switch (tlv->tag) {
	case GN_OTHER:
		g->d.otherName = other_of(tlv->content);
		break;
	case GN_DIRECTORY:
		g->d.directoryName = name_new(tlv->content);
		break;
	case GN_RID:
		g->d.registeredID = registered_of(tlv->content);
		break;
	case GN_EDI_PARTY:
		g->d.ediPartyName = edi_of(tlv->content);
		break;
	case GN_IP:
		g->d.iPAddress = string_of(tlv->content, DER_OCTET_STRING);
		break;
	case GN_X400:
		g->d.x400Address = string_of(tlv->content, DER_SEQUENCE);
		break;
	case GN_EMAIL:
	case GN_DNS:
	case GN_URI:
		g->d.ia5 = string_of(tlv->content, DER_IA5_STRING);
		break;
	default: /* another tag with the same number must not pass for one of these: the type says what d holds */
		break;
	}
	if (g->d.ptr == NULL) {
		OPENSSL_free(g);
		return NULL;
	}
	g->type = type;
	return g;
}

void *GENERAL_NAME_get0_value(const GENERAL_NAME *g, int *type)
{
	if (type != NULL) {
		*type = g->type;
	}
	return g->type >= GEN_OTHERNAME && g->type <= GEN_RID ? g->d.ptr : NULL;
}

int GENERAL_NAME_get0_otherName(const GENERAL_NAME *g, ASN1_OBJECT **type, ASN1_TYPE **value)
{
	if (g->type != GEN_OTHERNAME) {
		return 0;
	}
	if (type != NULL) {
		*type = g->d.otherName->type_id;
	}
	if (value != NULL) {
		*value = g->d.otherName->value;
	}
	return 1;
}

/* ---- lists ------------------------------------------------------------------------------------------------------- */

GENERAL_NAMES *GENERAL_NAMES_new(void)
{
	return sk_GENERAL_NAME_new_null();
}

void GENERAL_NAMES_free(GENERAL_NAMES *all)
{
	sk_GENERAL_NAME_pop_free(all, GENERAL_NAME_free);
}

GENERAL_NAMES *general_names_of(struct span content)
{
	GENERAL_NAMES *all = sk_GENERAL_NAME_new_null();
	struct reader r = rd_init(content);
	struct der_tlv tlv;
	while (all != NULL && rd_left(&r) != 0) {
		GENERAL_NAME *g = general_name_take(&r, &tlv) ? general_name_of(&tlv) : NULL;
		if (g == NULL || sk_GENERAL_NAME_push(all, g) <= 0) {
			GENERAL_NAME_free(g);
			GENERAL_NAMES_free(all);
			all = NULL;
		}
	}
	return all;
}

/* X509_get1_ocsp(3) and its like: addresses as C strings. */
void X509_email_free(STACK_OF(OPENSSL_STRING) * all)
{
	for (int i = 0; i < sk_OPENSSL_STRING_num(all); i++) {
		OPENSSL_free(sk_OPENSSL_STRING_value(all, i));
	}
	sk_OPENSSL_STRING_free(all);
}

/* The responders that a certificate names, each once; NULL: none. */
STACK_OF(OPENSSL_STRING) * X509_get1_ocsp(X509 *x)
{
	AUTHORITY_INFO_ACCESS *info = X509_get_ext_d2i(x, NID_info_access, NULL, NULL);
	STACK_OF(OPENSSL_STRING) *all = NULL;
	for (int i = 0; i < sk_ACCESS_DESCRIPTION_num(info); i++) {
		const ACCESS_DESCRIPTION *a = sk_ACCESS_DESCRIPTION_value(info, i);
		if (OBJ_obj2nid(a->method) != NID_ad_OCSP || a->location->type != GEN_URI) {
			continue;
		}
		const ASN1_IA5STRING *uri = a->location->d.uniformResourceIdentifier;
		if (uri->length == 0 || memchr(uri->data, '\0', (size_t)uri->length) != NULL) {
			continue;
		}
		char *text = OPENSSL_strndup((const char *)uri->data, (size_t)uri->length);
		if (all == NULL) {
			all = sk_OPENSSL_STRING_new_null();
		}
		bool again = false;
		for (int j = 0; text != NULL && j < sk_OPENSSL_STRING_num(all); j++) {
			again = again || strcmp(sk_OPENSSL_STRING_value(all, j), text) == 0;
		}
		if (text == NULL || again || all == NULL || sk_OPENSSL_STRING_push(all, text) <= 0) {
			OPENSSL_free(text);
		}
	}
	AUTHORITY_INFO_ACCESS_free(info);
	return all;
}
