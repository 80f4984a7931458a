/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The Time of certificates (RFC 5280 §4.1.2.5) as seconds since 1970. */
#ifndef TEASEL_PKI_TIME_H
#define TEASEL_PKI_TIME_H

#include "base/reader.h"

/*
 * time_take takes the next element, a UTCTime or GeneralizedTime. Another tag is the reader's failure. Text that is not
 * a time in the form that RFC 5280 prescribes (seconds, "Z", no fraction) sets *bad: the verifier has a verdict for it.
 */
int64_t time_take(struct reader *r, bool *bad);

/* time_of_civil: seconds since 1970 of a date of the proleptic Gregorian calendar, UTC. */
int64_t time_of_civil(int64_t year, unsigned month, unsigned day, unsigned hour, unsigned minute, unsigned second);

#endif
