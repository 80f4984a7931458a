/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The ring of ticket_keys.h. */
#include "compat/ssl/session/ticket_keys.h"

#include <sched.h>
#include <string.h>

#include "engine/engine.h"

#define PERIOD_MIN 3600
/* A clock that jumps further than that has no forked process to agree with any more. */
#define STEPS_MAX 10000

static void from_chain(const uint8_t chain[32], const char *what, uint8_t *out)
{
	hmac_once(HASH_SHA256, span_of(chain, 32), span_str(what), out);
}

static void keys_of(const uint8_t chain[32], struct ticket_keys *out)
{
	uint8_t name[HASH_MAX_LEN];
	from_chain(chain, "name", name);
	memcpy(out->name, name, sizeof out->name);
	from_chain(chain, "authentication", out->hmac);
	from_chain(chain, "encryption", out->aes);
}

static void step(uint8_t chain[32])
{
	uint8_t next[32];
	from_chain(chain, "next", next);
	memcpy(chain, next, sizeof next);
	wipe(next, sizeof next);
}

static void store(_Atomic uint64_t words[TICKET_KEYS_WORDS], const struct ticket_keys *k)
{
	uint64_t w[TICKET_KEYS_WORDS];
	memcpy(w, k, sizeof w);
	for (size_t i = 0; i < TICKET_KEYS_WORDS; i++) {
		atomic_store_explicit(&words[i], w[i], memory_order_relaxed);
	}
	wipe(w, sizeof w);
}

static void load(_Atomic uint64_t words[TICKET_KEYS_WORDS], struct ticket_keys *k)
{
	uint64_t w[TICKET_KEYS_WORDS];
	for (size_t i = 0; i < TICKET_KEYS_WORDS; i++) {
		w[i] = atomic_load_explicit(&words[i], memory_order_relaxed);
	}
	memcpy(k, w, sizeof w);
	wipe(w, sizeof w);
}

/* publish makes n keys the next generation. Only the changing thread comes here. */
static void publish(struct ticket_ring *r, const struct ticket_keys k[2], unsigned n)
{
	unsigned next = atomic_load_explicit(&r->generation, memory_order_relaxed) + 1;
	struct ticket_slot *slot = &r->slot[next & 1];
	atomic_thread_fence(memory_order_release);
	store(slot->keys[0], &k[0]);
	store(slot->keys[1], &k[1]);
	atomic_store_explicit(&slot->n, n, memory_order_relaxed);
	atomic_store_explicit(&r->generation, next, memory_order_release);
}

bool ticket_ring_init(struct ticket_ring *r, int64_t now)
{
	struct ticket_keys k[2] = {0};
	*r = (struct ticket_ring){.changing = ATOMIC_FLAG_INIT, .start = now};
	if (rng_bytes(r->chain, sizeof r->chain) != TLS_OK) {
		return false;
	}
	keys_of(r->chain, &k[0]);
	publish(r, k, 1);
	wipe(k, sizeof k);
	return true;
}

void ticket_ring_wipe(struct ticket_ring *r)
{
	wipe(r, sizeof *r);
}

unsigned ticket_ring_get(struct ticket_ring *r, struct ticket_keys out[2])
{
	for (;;) {
		unsigned before = atomic_load_explicit(&r->generation, memory_order_acquire);
		struct ticket_slot *slot = &r->slot[before & 1];
		load(slot->keys[0], &out[0]);
		load(slot->keys[1], &out[1]);
		unsigned n = (unsigned)atomic_load_explicit(&slot->n, memory_order_relaxed);
		atomic_thread_fence(memory_order_acquire);
		if (atomic_load_explicit(&r->generation, memory_order_relaxed) == before) {
			return n;
		}
	}
}

void ticket_ring_turn(struct ticket_ring *r, int64_t now, int64_t lifetime)
{
	int64_t length = lifetime > PERIOD_MIN ? lifetime : PERIOD_MIN;
	int64_t want = (now - r->start) / length;
	if (want <= atomic_load_explicit(&r->period, memory_order_relaxed) || atomic_load(&r->fixed) ||
	    atomic_flag_test_and_set_explicit(&r->changing, memory_order_acquire)) {
		return;
	}
	struct ticket_keys k[2];
	int64_t steps = want - atomic_load_explicit(&r->period, memory_order_relaxed);
	if (steps > 0 && !atomic_load(&r->fixed)) {
		for (int64_t i = steps < STEPS_MAX ? steps : STEPS_MAX; i > 0; i--) {
			if (i == 1) {
				keys_of(r->chain, &k[1]);
			}
			step(r->chain);
		}
		keys_of(r->chain, &k[0]);
		publish(r, k, 2);
		atomic_store_explicit(&r->period, want, memory_order_relaxed);
		wipe(k, sizeof k);
	}
	atomic_flag_clear_explicit(&r->changing, memory_order_release);
}

/* The program's own calls wait for their turn: they are not on the way of a handshake. */
static void become_changing(struct ticket_ring *r)
{
	while (atomic_flag_test_and_set_explicit(&r->changing, memory_order_acquire)) {
		sched_yield();
	}
}

void ticket_ring_set(struct ticket_ring *r, const struct ticket_keys *given)
{
	const struct ticket_keys k[2] = {*given};
	become_changing(r);
	atomic_store(&r->fixed, true);
	publish(r, k, 1);
	atomic_flag_clear_explicit(&r->changing, memory_order_release);
}

void ticket_ring_show(struct ticket_ring *r, struct ticket_keys *out)
{
	struct ticket_keys k[2];
	become_changing(r);
	atomic_store(&r->fixed, true);
	(void)ticket_ring_get(r, k);
	atomic_flag_clear_explicit(&r->changing, memory_order_release);
	*out = k[0];
	wipe(k, sizeof k);
}
