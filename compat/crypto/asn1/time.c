/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * ASN1_TIME_set(3): UTCTime and GeneralizedTime made, read, compared and printed. Reading is as lenient as OpenSSL's:
 * seconds may be missing, fractions and offsets are allowed; what certificates may contain is engine/pki's to judge.
 */
#include <openssl/asn1.h>

#include <stdbool.h>
#include <string.h>
#include <time.h>

#include <openssl/crypto.h>
#include <openssl/err.h>

#include "engine/base/reader.h"

#define DAY 86400

/* ---- civil time -------------------------------------------------------------------------------------------------- */

struct tm *OPENSSL_gmtime(const time_t *timer, struct tm *result)
{
	return gmtime_r(timer, result);
}

/* adjusted: false when the year would leave 1900 to 9999. */
static bool adjusted(struct tm *tm, int days, long seconds)
{
	time_t t = timegm(tm);
	struct tm out;
	if (__builtin_add_overflow(t, (time_t)days * DAY, &t) || __builtin_add_overflow(t, seconds, &t) ||
	    gmtime_r(&t, &out) == NULL || out.tm_year < 0 || out.tm_year > 9999 - 1900) {
		return false;
	}
	*tm = out;
	return true;
}

int OPENSSL_gmtime_adj(struct tm *tm, int days, long seconds)
{
	struct tm t = *tm;
	if (!adjusted(&t, days, seconds)) {
		return 0;
	}
	tm->tm_year = t.tm_year;
	tm->tm_mon = t.tm_mon;
	tm->tm_mday = t.tm_mday;
	tm->tm_hour = t.tm_hour;
	tm->tm_min = t.tm_min;
	tm->tm_sec = t.tm_sec;
	return 1;
}

int OPENSSL_gmtime_diff(int *days, int *seconds, const struct tm *from, const struct tm *to)
{
	struct tm a = *from, b = *to;
	long long d = (long long)timegm(&b) - timegm(&a);
	if (days != NULL) {
		*days = (int)(d / DAY);
	}
	if (seconds != NULL) {
		*seconds = (int)(d % DAY);
	}
	return 1;
}

/* ---- reading ----------------------------------------------------------------------------------------------------- */

/* digits takes n digits. -1 (and r has failed) when they are none. */
static int digits(struct reader *r, size_t n)
{
	int v = 0;
	for (struct span s = rd_bytes(r, n); s.len != 0; s = span_of(s.p + 1, s.len - 1)) {
		if (*s.p < '0' || *s.p > '9') {
			rd_fail(r);
			return -1;
		}
		v = 10 * v + (*s.p - '0');
	}
	return r->failed ? -1 : v;
}

static int bounded(struct reader *r, int min, int max)
{
	int v = digits(r, 2);
	if (v < min || v > max) {
		rd_fail(r);
	}
	return v;
}

static bool next_is_digit(const struct reader *r)
{
	return rd_left(r) != 0 && *r->p >= '0' && *r->p <= '9';
}

static int days_of_month(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return days[month] + (month == 1 && leap);
}

/* zone: the offset from UTC in seconds. */
static long zone(struct reader *r)
{
	uint8_t sign = rd_u8(r);
	if (sign == 'Z') {
		return 0;
	}
	if (sign != '+' && sign != '-') {
		rd_fail(r);
		return 0;
	}
	int hours = bounded(r, 0, 12), minutes = bounded(r, 0, 59);
	return (sign == '-' ? -60L : 60L) * (60L * hours + minutes);
}

/* read_fields: what is written, and how far that is from UTC in seconds. */
static bool read_fields(const ASN1_TIME *s, struct tm *out, long *offset)
{
	struct tm tm = {0};
	if (s->type != V_ASN1_UTCTIME && s->type != V_ASN1_GENERALIZEDTIME) {
		return false;
	}
	struct reader r = rd_init(span_of(s->data, s->length > 0 ? (size_t)s->length : 0));
	int year = digits(&r, s->type == V_ASN1_UTCTIME ? 2 : 4);
	if (s->type == V_ASN1_UTCTIME) {
		year += year < 50 ? 2000 : 1900; /* RFC 5280 §4.1.2.5.1 */
	}
	tm.tm_year = year - 1900;
	tm.tm_mon = bounded(&r, 1, 12) - 1;
	tm.tm_mday = r.failed ? 0 : bounded(&r, 1, days_of_month(year, tm.tm_mon));
	tm.tm_hour = bounded(&r, 0, 23);
	tm.tm_min = bounded(&r, 0, 59);
	if (next_is_digit(&r)) {
		tm.tm_sec = bounded(&r, 0, 59);
		if (s->type == V_ASN1_GENERALIZEDTIME && rd_left(&r) != 0 && *r.p == '.') {
			rd_u8(&r);
			if (!next_is_digit(&r)) {
				rd_fail(&r);
			}
			while (next_is_digit(&r)) {
				rd_u8(&r);
			}
		}
	}
	*offset = zone(&r);
	if (!rd_end(&r)) {
		return false;
	}
	timegm(&tm); /* the day of the week and of the year */
	*out = tm;
	return true;
}

/* read_time: in UTC. The day of the week and of the year stay those of the offset's place, as in OpenSSL. */
static bool read_time(const ASN1_TIME *s, struct tm *out)
{
	long offset;
	return read_fields(s, out, &offset) && (offset == 0 || OPENSSL_gmtime_adj(out, 0, -offset));
}

int ASN1_TIME_to_tm(const ASN1_TIME *s, struct tm *tm)
{
	struct tm out = {0};
	if (s == NULL) {
		time_t now = time(NULL);
		return gmtime_r(&now, tm) != NULL;
	}
	if (!read_time(s, &out)) {
		return 0;
	}
	if (tm != NULL) {
		*tm = out;
		/* The C library's own fields mean nothing here. */
		tm->tm_isdst = 0;
		tm->tm_gmtoff = 0;
		tm->tm_zone = NULL;
	}
	return 1;
}

int ASN1_TIME_check(const ASN1_TIME *s)
{
	struct tm tm;
	long offset;
	return read_fields(s, &tm, &offset);
}

/* ---- writing ----------------------------------------------------------------------------------------------------- */

ASN1_TIME *ASN1_TIME_new(void)
{
	return ASN1_STRING_type_new(V_ASN1_UTCTIME);
}

void ASN1_TIME_free(ASN1_TIME *s)
{
	ASN1_STRING_free(s);
}

ASN1_TIME *ASN1_TIME_dup(const ASN1_TIME *s)
{
	return ASN1_STRING_dup(s);
}

/* UTCTime from 1950 to 2049, else GeneralizedTime (RFC 5280 §4.1.2.5). */
ASN1_TIME *ASN1_TIME_adj(ASN1_TIME *s, time_t t, int days, long seconds)
{
	struct tm tm;
	char text[32];
	if (gmtime_r(&t, &tm) == NULL) {
		ERR_raise(ERR_LIB_ASN1, ASN1_R_ERROR_GETTING_TIME);
		return NULL;
	}
	if ((days != 0 || seconds != 0) && !adjusted(&tm, days, seconds)) {
		return NULL;
	}
	bool utc = tm.tm_year >= 50 && tm.tm_year < 150;
	int n = utc ? BIO_snprintf(text, sizeof text, "%02d", tm.tm_year % 100)
		    : BIO_snprintf(text, sizeof text, "%04ld", tm.tm_year + 1900L);
	BIO_snprintf(text + n, sizeof text - (size_t)n, "%02d%02d%02d%02d%02dZ", tm.tm_mon + 1, tm.tm_mday, tm.tm_hour,
		     tm.tm_min, tm.tm_sec);
	ASN1_TIME *out = s != NULL ? s : ASN1_TIME_new();
	if (out == NULL || !ASN1_STRING_set(out, text, -1)) {
		if (s == NULL) {
			ASN1_TIME_free(out);
		}
		return NULL;
	}
	out->type = utc ? V_ASN1_UTCTIME : V_ASN1_GENERALIZEDTIME;
	return out;
}

ASN1_TIME *ASN1_TIME_set(ASN1_TIME *s, time_t t)
{
	return ASN1_TIME_adj(s, t, 0, 0);
}

/* ---- comparing --------------------------------------------------------------------------------------------------- */

int ASN1_TIME_diff(int *days, int *seconds, const ASN1_TIME *from, const ASN1_TIME *to)
{
	struct tm a, b;
	return ASN1_TIME_to_tm(from, &a) && ASN1_TIME_to_tm(to, &b) && OPENSSL_gmtime_diff(days, seconds, &a, &b);
}

static int sign_of(time_t a, time_t b)
{
	return (a > b) - (a < b);
}

/* -2: one is no time. */
int ASN1_TIME_compare(const ASN1_TIME *a, const ASN1_TIME *b)
{
	struct tm x, y;
	if (!ASN1_TIME_to_tm(a, &x) || !ASN1_TIME_to_tm(b, &y)) {
		return -2;
	}
	return sign_of(timegm(&x), timegm(&y));
}

int ASN1_TIME_cmp_time_t(const ASN1_TIME *s, time_t t)
{
	struct tm tm;
	return ASN1_TIME_to_tm(s, &tm) ? sign_of(timegm(&tm), t) : -2;
}

/* ---- printing ---------------------------------------------------------------------------------------------------- */

int ASN1_TIME_print(BIO *bio, const ASN1_TIME *s)
{
	static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
					 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	struct tm tm;
	if (!read_time(s, &tm)) {
		BIO_write(bio, "Bad time value", 14);
		return 0;
	}
	const char *text = (const char *)s->data, *fraction = "";
	int fraction_len = 0;
	if (s->type == V_ASN1_GENERALIZEDTIME && s->length > 15 && text[14] == '.') {
		fraction = text + 14;
		fraction_len = 1 + (int)strspn(fraction + 1, "0123456789");
	}
	return BIO_printf(bio, "%s %2d %02d:%02d:%02d%.*s %d GMT", months[tm.tm_mon], tm.tm_mday, tm.tm_hour, tm.tm_min,
			  tm.tm_sec, fraction_len, fraction, tm.tm_year + 1900) > 0;
}

int ASN1_UTCTIME_print(BIO *bio, const ASN1_UTCTIME *s)
{
	return s->type == V_ASN1_UTCTIME ? ASN1_TIME_print(bio, s) : 0;
}

int ASN1_GENERALIZEDTIME_print(BIO *bio, const ASN1_GENERALIZEDTIME *s)
{
	return s->type == V_ASN1_GENERALIZEDTIME ? ASN1_TIME_print(bio, s) : 0;
}
