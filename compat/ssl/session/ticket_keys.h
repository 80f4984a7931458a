/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * The keys of an SSL_CTX's own tickets. They are made with the SSL_CTX, so that processes forked from one that has it
 * open one another's tickets, and they change with time: each period's keys come of a secret that the period before
 * has left behind through a one-way step, so that forked processes change to the same keys without a word, and keys of
 * the past cannot be made again. The last period's keys still open tickets. Keys that a program has set, or asked for,
 * never change by themselves.
 *
 * Readers take no lock and write nothing: they copy a slot and look whether it was changed meanwhile.
 */
#ifndef TEASEL_COMPAT_SESSION_TICKET_KEYS_H
#define TEASEL_COMPAT_SESSION_TICKET_KEYS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define TICKET_NAME_LEN 16

/* As SSL_CTX_set_tlsext_ticket_keys knows them. */
struct ticket_keys {
	uint8_t name[TICKET_NAME_LEN];
	uint8_t hmac[32];
	uint8_t aes[32];
};

#define TICKET_KEYS_WORDS (sizeof(struct ticket_keys) / sizeof(uint64_t))

struct ticket_slot {
	_Atomic uint64_t keys[2][TICKET_KEYS_WORDS]; /* [0] to seal with and open, [1] to open */
	_Atomic uint64_t n;                          /* how many there are */
};

struct ticket_ring {
	struct ticket_slot slot[2]; /* generation & 1 is the one in use */
	atomic_uint generation;
	atomic_flag changing;   /* one thread makes the next generation; the others go on with this one */
	_Atomic int64_t period; /* which one it is, counted from start */
	int64_t start;          /* seconds since 1970 */
	uint8_t chain[32];      /* what the next period's keys come of; the changing thread's */
	atomic_bool fixed;      /* the program has set them, or seen them */
};

/* ticket_ring_init: false when the random source fails. ticket_ring_wipe ends it. */
bool ticket_ring_init(struct ticket_ring *r, int64_t now);
void ticket_ring_wipe(struct ticket_ring *r);

/* ticket_ring_turn changes the keys when their period, at least as long as sessions live, is over. */
void ticket_ring_turn(struct ticket_ring *r, int64_t now, int64_t lifetime);

/* ticket_ring_get copies the keys: the newest first. Returns how many; the caller wipes them. */
unsigned ticket_ring_get(struct ticket_ring *r, struct ticket_keys out[2]);

/* ticket_ring_set: the program's keys. ticket_ring_show: the program sees them. Both end their changing. */
void ticket_ring_set(struct ticket_ring *r, const struct ticket_keys *k);
void ticket_ring_show(struct ticket_ring *r, struct ticket_keys *out);

#endif
