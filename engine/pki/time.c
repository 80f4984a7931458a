/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* UTCTime and GeneralizedTime (time.h). */
#include "pki/time.h"

#include "pki/asn1.h"

/* Reads n decimal digits; anything else fails the reader. */
static unsigned digits(struct reader *r, size_t n)
{
	struct span s = rd_bytes(r, n);
	unsigned v = 0;
	for (size_t i = 0; i < s.len; i++) {
		if (s.p[i] < '0' || s.p[i] > '9') {
			rd_fail(r);
			return 0;
		}
		v = v * 10 + (s.p[i] - '0');
	}
	return v;
}

static bool is_leap(int64_t year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static unsigned days_in(int64_t year, unsigned month)
{
	static const uint8_t days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	return days[month - 1] + (month == 2 && is_leap(year));
}

int64_t time_of_civil(int64_t year, unsigned month, unsigned day, unsigned hour, unsigned minute, unsigned second)
{
	/* Years begin in March, so that the leap day is the last of its year. */
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t year_of_era = y - era * 400;
	int64_t month_from_march = (month + 9) % 12;
	int64_t day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
	int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
	int64_t days = era * 146097 + day_of_era - 719468;
	return ((days * 24 + hour) * 60 + minute) * 60 + second;
}

int64_t time_take(struct reader *r, bool *bad)
{
	struct der_tlv tlv;
	*bad = true;
	if (!der_any(r, &tlv)) {
		return 0;
	}
	if (tlv.tag != DER_UTC_TIME && tlv.tag != DER_GENERALIZED_TIME) {
		rd_fail(r);
		return 0;
	}
	struct reader text = rd_init(tlv.content);
	int64_t year;
	if (tlv.tag == DER_GENERALIZED_TIME) {
		year = digits(&text, 4);
	} else {
		/* RFC 5280 §4.1.2.5.1: "YY greater than or equal to 50, the year SHALL be interpreted as 19YY". */
		year = digits(&text, 2);
		year += year >= 50 ? 1900 : 2000;
	}
	unsigned month = digits(&text, 2);
	unsigned day = digits(&text, 2);
	unsigned hour = digits(&text, 2);
	unsigned minute = digits(&text, 2);
	unsigned second = digits(&text, 2);
	bool zulu = rd_u8(&text) == 'Z';
	if (!rd_end(&text) || !zulu || month < 1 || month > 12 || day < 1 || day > days_in(year, month) || hour > 23 ||
	    minute > 59 || second > 59) {
		return 0;
	}
	*bad = false;
	return time_of_civil(year, month, day, hour, minute, second);
}
