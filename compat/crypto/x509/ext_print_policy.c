/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Extensions that are printed from their DER (ext_print.h): what RFC 5280 §4.2.1 has of policies and of the names that
 * an authority is bound to. A printer returns false where printing failed; that what it read is malformed its reader
 * knows.
 */
#include <string.h>

#include <openssl/err.h>
#include <openssl/objects.h>

#include "compat/crypto/asn1/string.h"
#include "compat/crypto/objects/object.h"
#include "compat/crypto/x509/ext_print.h"
#include "compat/crypto/x509/ext_types.h"
#include "engine/pki/general_name.h"

/* ended: what r has read is whole; if not, of has failed as well. */
static bool ended(const struct reader *r, struct reader *of)
{
	if (!rd_end(r)) {
		rd_fail(of);
	}
	return !of->failed;
}

static bool put_line(struct buffer *out, int indent, const char *title)
{
	return ext_put_indent(out, indent) && ext_put(out, title);
}

/* put_oid: nothing where there is none, for which r has failed. */
static bool put_oid(struct buffer *out, struct reader *r)
{
	struct span oid = der_oid(r);
	ASN1_OBJECT *o = oid.len != 0 ? obj_of(oid) : NULL;
	bool ok = o == NULL ? r->failed : ext_put_object(out, o);
	ASN1_OBJECT_free(o);
	return ok;
}

static bool put_number(struct buffer *out, struct reader *r, uint8_t tag)
{
	const struct der_tlv tlv = {.tag = DER_INTEGER, .content = der_integer(r, tag)};
	ASN1_INTEGER *a = r->failed ? NULL : asn1_string_of(&tlv);
	bool ok = a == NULL ? r->failed : ext_put_integer(out, a);
	ASN1_INTEGER_free(a);
	return ok;
}

/* put_text: up to a zero, as OpenSSL prints it. */
static bool put_text(struct buffer *out, struct span s)
{
	return buf_append(out, span_of(s.p, s.len != 0 ? strnlen((const char *)s.p, s.len) : 0));
}

/* ---- policies (§4.2.1.4) ----------------------------------------------------------------------------------------- */

/* display_text: a DisplayText. */
static struct span display_text(struct reader *r)
{
	struct der_tlv t;
	bool there = der_any(r, &t) && (t.tag == DER_IA5_STRING || t.tag == DER_VISIBLE_STRING ||
					t.tag == DER_BMP_STRING || t.tag == DER_UTF8_STRING);
	if (!there) {
		rd_fail(r);
		return span_of(NULL, 0);
	}
	return t.content;
}

static bool put_reference(struct buffer *out, struct reader *notice, int indent)
{
	struct reader ref = der_enter(notice, DER_SEQUENCE);
	struct span organization = display_text(&ref);
	struct reader numbers = der_enter(&ref, DER_SEQUENCE), count = numbers;
	der_integer(&count, DER_INTEGER);
	bool ok = put_line(out, indent, "Organization: ") && put_text(out, organization) && ext_put(out, "\n") &&
		  put_line(out, indent, rd_left(&count) != 0 ? "Numbers: " : "Number: ");
	for (int i = 0; ok && rd_left(&numbers) != 0; i++) {
		ok = ext_put(out, i > 0 ? ", " : "") && put_number(out, &numbers, DER_INTEGER);
	}
	return ok && (!ended(&numbers, &ref) || !ended(&ref, notice) || rd_left(notice) == 0 || ext_put(out, "\n"));
}

static bool put_notice(struct buffer *out, struct reader *r, int indent)
{
	struct reader notice = der_enter(r, DER_SEQUENCE);
	bool ok = put_line(out, indent, "User Notice:\n");
	if (ok && der_next_is(&notice, DER_SEQUENCE)) {
		ok = put_reference(out, &notice, indent + 2);
	}
	if (ok && rd_left(&notice) != 0) {
		ok = put_line(out, indent + 2, "Explicit Text: ") && put_text(out, display_text(&notice));
	}
	ended(&notice, r);
	return ok;
}

static bool put_qualifier(struct buffer *out, struct reader *list, int indent)
{
	struct reader seq = der_enter(list, DER_SEQUENCE), id = seq;
	struct span oid = der_oid(&seq);
	ASN1_OBJECT *o = oid.len != 0 ? obj_of(oid) : NULL;
	int nid = o != NULL ? OBJ_obj2nid(o) : NID_undef;
	struct der_tlv any;
	bool ok;
	ASN1_OBJECT_free(o);
	if (nid == NID_id_qt_cps) {
		ok = put_line(out, indent, "CPS: ") && put_text(out, der_take(&seq, DER_IA5_STRING));
	} else if (nid == NID_id_qt_unotice) {
		ok = put_notice(out, &seq, indent);
	} else {
		ok = put_line(out, indent + 2, "Unknown Qualifier: ") && put_oid(out, &id);
		der_any(&seq, &any);
	}
	ended(&seq, list);
	return ok;
}

static bool print_policies(struct buffer *out, struct reader *r, int indent)
{
	struct reader all = der_enter(r, DER_SEQUENCE);
	bool ok = true;
	for (int i = 0; ok && rd_left(&all) != 0; i++) {
		struct reader policy = der_enter(&all, DER_SEQUENCE);
		ok = ext_put(out, i > 0 ? "\n" : "") && put_line(out, indent, "Policy: ") && put_oid(out, &policy);
		if (ok && rd_left(&policy) != 0) {
			struct reader list = der_enter(&policy, DER_SEQUENCE);
			ok = ext_put(out, "\n");
			for (int k = 0; ok && rd_left(&list) != 0; k++) {
				ok = ext_put(out, k > 0 ? "\n" : "") && put_qualifier(out, &list, indent + 2);
			}
			ended(&list, &policy);
		}
		ended(&policy, &all);
	}
	ended(&all, r);
	return ok;
}

/* ---- names that are permitted or excluded (§4.2.1.10) ------------------------------------------------------------ */

static bool put_subtree_name(struct buffer *out, struct reader *r)
{
	struct der_tlv tlv;
	if (!general_name_take(r, &tlv)) {
		rd_fail(r);
		return true;
	}
	if (tlv.tag == GN_IP) {
		/* An address and its mask. */
		size_t n = tlv.content.len >= 16 ? 16 : tlv.content.len >= 4 ? 4 : tlv.content.len;
		return ext_put(out, "IP:") && ext_put_ip(out, span_of(tlv.content.p, n)) && ext_put(out, "/") &&
		       ext_put_ip(out, span_of(tlv.content.p + n, tlv.content.len - n));
	}
	GENERAL_NAME *name = general_name_of(&tlv);
	bool ok = name != NULL && ext_put_name(out, name, false);
	GENERAL_NAME_free(name);
	return ok;
}

static bool put_subtrees(struct buffer *out, struct reader *r, const char *title, int indent)
{
	struct reader list = der_enter(r, r->p[0]);
	bool ok = rd_left(&list) == 0 || put_line(out, indent, title);
	while (ok && rd_left(&list) != 0) {
		struct reader tree = der_enter(&list, DER_SEQUENCE);
		ok = ext_put(out, "\n") && ext_put_indent(out, indent + 2) && put_subtree_name(out, &tree);
		for (unsigned distance = 0; distance < 2; distance++) {
			if (der_next_is(&tree, DER_CTX(distance))) {
				der_integer(&tree, DER_CTX(distance));
			}
		}
		ended(&tree, &list);
	}
	ended(&list, r);
	return ok;
}

static bool print_name_constraints(struct buffer *out, struct reader *r, int indent)
{
	struct reader seq = der_enter(r, DER_SEQUENCE);
	bool permitted = der_next_is(&seq, DER_CTXC(0));
	bool ok = !permitted || put_subtrees(out, &seq, "Permitted:", indent);
	if (ok && der_next_is(&seq, DER_CTXC(1))) {
		ok = ext_put(out, permitted ? "\n" : "") && put_subtrees(out, &seq, "Excluded:", indent);
	}
	ended(&seq, r);
	return ok;
}

/* ---- lists in one line, of which OpenSSL prints none that is empty ----------------------------------------------- */

static bool print_policy_constraints(struct buffer *out, struct reader *r, int indent)
{
	static const char *const titles[] = {"Require Explicit Policy:", "Inhibit Policy Mapping:"};
	struct reader seq = der_enter(r, DER_SEQUENCE);
	bool ok = ext_put_indent(out, indent), any = false;
	for (unsigned i = 0; ok && i < 2; i++) {
		if (der_next_is(&seq, DER_CTX(i))) {
			ok = ext_put(out, any ? ", " : "") && ext_put(out, titles[i]) &&
			     put_number(out, &seq, DER_CTX(i));
			any = true;
		}
	}
	return ok && (!ended(&seq, r) || any);
}

static bool print_mappings(struct buffer *out, struct reader *r, int indent)
{
	struct reader seq = der_enter(r, DER_SEQUENCE);
	bool any = rd_left(&seq) != 0, ok = ext_put_indent(out, indent);
	for (int i = 0; ok && rd_left(&seq) != 0; i++) {
		struct reader pair = der_enter(&seq, DER_SEQUENCE);
		ok = ext_put(out, i > 0 ? ", " : "") && put_oid(out, &pair) && ext_put(out, ":") && put_oid(out, &pair);
		ended(&pair, &seq);
	}
	return ok && (!ended(&seq, r) || any);
}

/* ---- the table --------------------------------------------------------------------------------------------------- */

static const struct {
	int nid;
	bool (*print)(struct buffer *out, struct reader *r, int indent);
} printers[] = {
    {NID_certificate_policies, print_policies},
    {NID_name_constraints, print_name_constraints},
    {NID_policy_constraints, print_policy_constraints},
    {NID_policy_mappings, print_mappings},
};

enum ext_printed ext_print_der(struct buffer *out, int nid, struct span value, int indent)
{
	for (size_t i = 0; i < sizeof printers / sizeof printers[0]; i++) {
		if (printers[i].nid == nid) {
			struct reader r = rd_init(value);
			bool ok = printers[i].print(out, &r, indent);
			if (!rd_end(&r)) {
				ERR_raise(ERR_LIB_ASN1, ERR_R_NESTED_ASN1_ERROR);
				return EXT_MALFORMED;
			}
			return ok ? EXT_PRINTED : EXT_FAILED;
		}
	}
	return EXT_OTHER_KIND;
}
