/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* GeneralName: general_name.h. */
#include "pki/general_name.h"

#include "pki/name.h"

bool general_name_take(struct reader *r, struct der_tlv *out)
{
	if (rd_left(r) == 0 || !der_any(r, out)) {
		return false;
	}
	bool ok = true;
	switch (out->tag) {
	case GN_DIRECTORY: {
		/* Name is a CHOICE, so the context tag is explicit. */
		ok = name_valid(out->content);
		break;
	}
	case GN_OTHER: {
		struct reader other = rd_init(out->content);
		ok = der_oid(&other).len != 0;
		der_take(&other, DER_CTXC(0));
		ok = ok && rd_end(&other);
		break;
	}
	case GN_EMAIL:
	case GN_DNS:
	case GN_URI:
	case GN_IP:
	case GN_RID:
	case GN_X400:
	case GN_EDI_PARTY:
		break;
	default:
		ok = false;
	}
	if (!ok) {
		rd_fail(r);
	}
	return ok;
}

bool general_names_valid(struct span content)
{
	struct reader r = rd_init(content);
	struct der_tlv name;
	while (general_name_take(&r, &name)) {
	}
	return rd_end(&r);
}
