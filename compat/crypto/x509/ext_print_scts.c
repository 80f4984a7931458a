/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* A certificate's timestamps of the logs (RFC 6962 §3.3) as text: ext_print.h. */
#include <stdio.h>
#include <time.h>

#include <openssl/asn1.h>
#include <openssl/objects.h>

#include "compat/crypto/ct/sct.h"
#include "compat/crypto/x509/ext_print.h"

#define DEEPER 16 /* where octets begin, from the indent of a timestamp */

static bool put_field(struct buffer *out, int indent, const char *name)
{
	return ext_put(out, "\n") && ext_put_indent(out, indent + 4) && ext_put(out, name);
}

/* put_octets: sixteen a line, the first where out stands. */
static bool put_octets(struct buffer *out, struct span s, int indent)
{
	bool ok = true;
	for (size_t i = 0; ok && i < s.len; i++) {
		char text[4];
		if (i > 0 && i % 16 == 0) {
			ok = ext_put(out, "\n") && ext_put_indent(out, indent + DEEPER);
		}
		snprintf(text, sizeof text, "%02X%s", s.p[i], i + 1 < s.len ? ":" : "");
		ok = ok && ext_put(out, text);
	}
	return ok;
}

/* put_time: nothing past the year 9999. */
static bool put_time(struct buffer *out, uint64_t milliseconds)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	char text[40];
	struct tm tm;
	time_t seconds = (time_t)(milliseconds / 1000);
	if (milliseconds > 253402300799999 || gmtime_r(&seconds, &tm) == NULL) {
		return true;
	}
	snprintf(text, sizeof text, "%.3s %2d %02d:%02d:%02d.%03d %d GMT", months + 3 * tm.tm_mon, tm.tm_mday,
		 tm.tm_hour, tm.tm_min, tm.tm_sec, (int)(milliseconds % 1000), tm.tm_year + 1900);
	return ext_put(out, text);
}

static bool put_sct(struct buffer *out, const SCT *s, int indent)
{
	bool ok = ext_put_indent(out, indent) && ext_put(out, "Signed Certificate Timestamp:") &&
		  put_field(out, indent, "Version   : ");
	if (s->version != SCT_VERSION_V1) {
		return ok && ext_put(out, "unknown\n") && ext_put_indent(out, indent + DEEPER) &&
		       put_octets(out, s->raw, indent);
	}
	return ok && ext_put(out, "v1 (0x0)") && put_field(out, indent, "Log ID    : ") &&
	       put_octets(out, s->log_id, indent) && put_field(out, indent, "Timestamp : ") &&
	       put_time(out, s->timestamp) && put_field(out, indent, "Extensions: ") &&
	       (s->extensions.len == 0 ? ext_put(out, "none") : put_octets(out, s->extensions, indent)) &&
	       put_field(out, indent, "Signature : ") && ext_put(out, OBJ_nid2ln(s->signature_nid)) &&
	       ext_put(out, "\n") && ext_put_indent(out, indent + DEEPER) && put_octets(out, s->signature, indent);
}

bool ext_print_scts(struct buffer *out, const void *list, int indent)
{
	bool ok = true;
	for (int i = 0; ok && i < sk_SCT_num(list); i++) {
		ok = ext_put(out, i > 0 ? "\n" : "") && put_sct(out, sk_SCT_value(list, i), indent);
	}
	return ok;
}
