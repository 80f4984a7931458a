/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* X509_NAME_add_entry_by_txt(3), X509_NAME_ENTRY_set_data(3): names made entry by entry. */
#include <openssl/asn1.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/objects.h>

#include "compat/crypto/asn1/string.h"
#include "compat/crypto/x509/name.h"

/* How the text of an attribute is encoded (RFC 5280 appendix A.1); what is not listed is a UTF8String of any length. */
static const struct {
	int nid, type;
	long min, max;
} rules[] = {
    {NID_commonName, V_ASN1_UTF8STRING, 1, 64},         {NID_countryName, V_ASN1_PRINTABLESTRING, 2, 2},
    {NID_localityName, V_ASN1_UTF8STRING, 1, 128},      {NID_stateOrProvinceName, V_ASN1_UTF8STRING, 1, 128},
    {NID_organizationName, V_ASN1_UTF8STRING, 1, 64},   {NID_organizationalUnitName, V_ASN1_UTF8STRING, 1, 64},
    {NID_pkcs9_emailAddress, V_ASN1_IA5STRING, 1, 128}, {NID_domainComponent, V_ASN1_IA5STRING, 1, -1},
    {NID_serialNumber, V_ASN1_PRINTABLESTRING, 1, 64},  {NID_dnQualifier, V_ASN1_PRINTABLESTRING, -1, -1},
    {NID_givenName, V_ASN1_UTF8STRING, 1, 32768},       {NID_surname, V_ASN1_UTF8STRING, 1, 32768},
    {NID_initials, V_ASN1_UTF8STRING, 1, 32768},        {NID_name, V_ASN1_UTF8STRING, 1, 32768},
};

/* encode: value from text in the form that input says (MBSTRING_*). False, with an error queued. */
static bool encode(ASN1_STRING *value, int nid, int input, const unsigned char *bytes, int len)
{
	int type = V_ASN1_UTF8STRING;
	long min = -1, max = -1;
	for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
		if (rules[i].nid == nid) {
			type = rules[i].type;
			min = rules[i].min;
			max = rules[i].max;
		}
	}
	return asn1_string_from_text(value, type, input, span_of(bytes, (size_t)len), min, max);
}

int X509_NAME_ENTRY_set_object(X509_NAME_ENTRY *e, const ASN1_OBJECT *object)
{
	if (e == NULL || object == NULL) {
		ERR_raise(ERR_LIB_X509, ERR_R_PASSED_NULL_PARAMETER);
		return 0;
	}
	ASN1_OBJECT *copy = OBJ_dup(object);
	if (copy == NULL) {
		return 0;
	}
	ASN1_OBJECT_free(e->object);
	e->object = copy;
	return 1;
}

int X509_NAME_ENTRY_set_data(X509_NAME_ENTRY *e, int type, const unsigned char *bytes, int len)
{
	if (e == NULL || (bytes == NULL && len != 0)) {
		return 0;
	}
	len = len < 0 ? (int)strlen((const char *)bytes) : len;
	ASN1_STRING *value = ASN1_STRING_new();
	bool ok = value != NULL;
	if (ok && type < 0 && type != V_ASN1_APP_CHOOSE) {
		ERR_raise(ERR_LIB_ASN1, ASN1_R_UNKNOWN_FORMAT);
		ok = false;
	} else if (ok && type > 0 && (type & MBSTRING_FLAG) != 0) {
		ok = encode(value, OBJ_obj2nid(e->object), type, bytes, len);
	} else if (ok) {
		ok = ASN1_STRING_set(value, bytes, len);
		value->type = type == V_ASN1_APP_CHOOSE ? ASN1_PRINTABLE_type(bytes, len) : type;
	}
	if (!ok) {
		ASN1_STRING_free(value);
		return 0;
	}
	ASN1_STRING_free(e->value);
	e->value = value;
	return 1;
}

X509_NAME_ENTRY *X509_NAME_ENTRY_create_by_OBJ(X509_NAME_ENTRY **out, const ASN1_OBJECT *object, int type,
					       const unsigned char *bytes, int len)
{
	X509_NAME_ENTRY *e = out != NULL && *out != NULL ? *out : X509_NAME_ENTRY_new();
	if (e == NULL) {
		return NULL;
	}
	if (!X509_NAME_ENTRY_set_object(e, object) || !X509_NAME_ENTRY_set_data(e, type, bytes, len)) {
		if (out == NULL || e != *out) {
			X509_NAME_ENTRY_free(e);
		}
		return NULL;
	}
	if (out != NULL) {
		*out = e;
	}
	return e;
}

X509_NAME_ENTRY *X509_NAME_ENTRY_create_by_NID(X509_NAME_ENTRY **out, int nid, int type, const unsigned char *bytes,
					       int len)
{
	const ASN1_OBJECT *object = OBJ_nid2obj(nid);
	if (object == NULL) {
		ERR_raise_data(ERR_LIB_X509, X509_R_UNKNOWN_NID, "nid=%d", nid);
		return NULL;
	}
	return X509_NAME_ENTRY_create_by_OBJ(out, object, type, bytes, len);
}

X509_NAME_ENTRY *X509_NAME_ENTRY_create_by_txt(X509_NAME_ENTRY **out, const char *field, int type,
					       const unsigned char *bytes, int len)
{
	ASN1_OBJECT *object = OBJ_txt2obj(field, 0);
	if (object == NULL) {
		ERR_raise_data(ERR_LIB_X509, X509_R_INVALID_FIELD_NAME, "name=%s", field);
		return NULL;
	}
	X509_NAME_ENTRY *e = X509_NAME_ENTRY_create_by_OBJ(out, object, type, bytes, len);
	ASN1_OBJECT_free(object);
	return e;
}

/* set of the entry to be at `at`: -1 joins the one before, 1 the one there, 0 is a relative name of its own, for which
 * those behind are renumbered. */
static int place(STACK_OF(X509_NAME_ENTRY) * all, int at, int set, bool *renumber)
{
	int n = sk_X509_NAME_ENTRY_num(all);
	*renumber = set == 0;
	if (set == -1) {
		*renumber = at == 0;
		return at == 0 ? 0 : sk_X509_NAME_ENTRY_value(all, at - 1)->set;
	}
	if (at < n) {
		return sk_X509_NAME_ENTRY_value(all, at)->set;
	}
	return at == 0 ? 0 : sk_X509_NAME_ENTRY_value(all, at - 1)->set + 1;
}

int X509_NAME_add_entry(X509_NAME *name, const X509_NAME_ENTRY *entry, int at, int set)
{
	STACK_OF(X509_NAME_ENTRY) *all = name != NULL ? name_entries(name) : NULL;
	X509_NAME_ENTRY *e = all != NULL ? X509_NAME_ENTRY_dup(entry) : NULL;
	if (e == NULL) {
		return 0;
	}
	int n = sk_X509_NAME_ENTRY_num(all);
	bool renumber;
	at = at < 0 || at > n ? n : at;
	e->set = place(all, at, set, &renumber);
	if (sk_X509_NAME_ENTRY_insert(all, e, at) <= 0) {
		X509_NAME_ENTRY_free(e);
		ERR_raise(ERR_LIB_X509, ERR_R_MALLOC_FAILURE);
		return 0;
	}
	for (int i = at + 1; renumber && i <= n; i++) {
		sk_X509_NAME_ENTRY_value(all, i)->set++;
	}
	if (name_encode(name)) {
		return 1;
	}
	X509_NAME_ENTRY_free(sk_X509_NAME_ENTRY_delete(all, at));
	for (int i = at; renumber && i < n; i++) {
		sk_X509_NAME_ENTRY_value(all, i)->set--;
	}
	return 0;
}

int X509_NAME_add_entry_by_OBJ(X509_NAME *name, const ASN1_OBJECT *object, int type, const unsigned char *bytes,
			       int len, int at, int set)
{
	X509_NAME_ENTRY *e = X509_NAME_ENTRY_create_by_OBJ(NULL, object, type, bytes, len);
	int ok = e != NULL && X509_NAME_add_entry(name, e, at, set);
	X509_NAME_ENTRY_free(e);
	return ok;
}

int X509_NAME_add_entry_by_NID(X509_NAME *name, int nid, int type, const unsigned char *bytes, int len, int at, int set)
{
	X509_NAME_ENTRY *e = X509_NAME_ENTRY_create_by_NID(NULL, nid, type, bytes, len);
	int ok = e != NULL && X509_NAME_add_entry(name, e, at, set);
	X509_NAME_ENTRY_free(e);
	return ok;
}

int X509_NAME_add_entry_by_txt(X509_NAME *name, const char *field, int type, const unsigned char *bytes, int len,
			       int at, int set)
{
	X509_NAME_ENTRY *e = X509_NAME_ENTRY_create_by_txt(NULL, field, type, bytes, len);
	int ok = e != NULL && X509_NAME_add_entry(name, e, at, set);
	X509_NAME_ENTRY_free(e);
	return ok;
}

X509_NAME_ENTRY *X509_NAME_delete_entry(X509_NAME *name, int at)
{
	STACK_OF(X509_NAME_ENTRY) *all = name != NULL ? name_entries(name) : NULL;
	if (all == NULL || at < 0 || at >= sk_X509_NAME_ENTRY_num(all)) {
		return NULL;
	}
	X509_NAME_ENTRY *e = sk_X509_NAME_ENTRY_delete(all, at);
	int before = at == 0 ? e->set - 1 : sk_X509_NAME_ENTRY_value(all, at - 1)->set;
	bool alone = at == sk_X509_NAME_ENTRY_num(all) || sk_X509_NAME_ENTRY_value(all, at)->set > before + 1;
	for (int i = at; alone && i < sk_X509_NAME_ENTRY_num(all); i++) {
		sk_X509_NAME_ENTRY_value(all, i)->set--;
	}
	name_encode(name);
	return e;
}
