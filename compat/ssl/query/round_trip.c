/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The round trip that the handshake took: from the end of our first flight to the first message of its answer. */
#include <time.h>

#include "compat/ssl/core/local.h"

int SSL_get_handshake_rtt(const SSL *s, uint64_t *rtt); /* since OpenSSL 3.2 */

static uint64_t now_us(void)
{
	struct timespec ts;

	return clock_gettime(CLOCK_MONOTONIC, &ts) == 0 ? (uint64_t)ts.tv_sec * 1000000 + (uint64_t)ts.tv_nsec / 1000
							: 0;
}

void round_trip_message(SSL *s, bool sent)
{
	struct round_trip *r = &s->round_trip;

	if (r->answered) {
		return;
	}
	if (sent) {
		r->sent_us = now_us();
	} else if (r->sent_us != 0) {
		r->took_us = now_us() - r->sent_us;
		r->answered = true;
	}
}

int SSL_get_handshake_rtt(const SSL *s, uint64_t *rtt)
{
	if (!s->round_trip.answered) {
		return 0;
	}
	*rtt = s->round_trip.took_us;
	return 1;
}
