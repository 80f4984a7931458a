/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The keys of tickets as time passes, in forked processes, and under the hands of many threads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <pthread.h>
#include <string.h>

#include "compat/ssl/session/ticket_keys.h"

#define START 1000000
#define HOUR  3600
#define LIFE  7200

static bool same(const struct ticket_keys *a, const struct ticket_keys *b)
{
	return memcmp(a, b, sizeof *a) == 0;
}

static void they_change_and_the_last_ones_stay(void **state)
{
	(void)state;
	struct ticket_ring r;
	struct ticket_keys was[2], now[2];
	assert_true(ticket_ring_init(&r, START));
	assert_int_equal(ticket_ring_get(&r, was), 1);
	ticket_ring_turn(&r, START + LIFE - 1, LIFE);
	assert_int_equal(ticket_ring_get(&r, now), 1);
	assert_true(same(&now[0], &was[0]));
	ticket_ring_turn(&r, START + LIFE, LIFE);
	assert_int_equal(ticket_ring_get(&r, now), 2);
	assert_false(same(&now[0], &was[0]));
	assert_true(same(&now[1], &was[0]));
	assert_memory_not_equal(now[0].name, now[1].name, TICKET_NAME_LEN);
	assert_memory_not_equal(now[0].hmac, now[0].aes, 32);
	/* short sessions do not make them change all the time */
	assert_true(ticket_ring_init(&r, START));
	ticket_ring_turn(&r, START + HOUR - 1, 10);
	assert_int_equal(ticket_ring_get(&r, now), 1);
	ticket_ring_turn(&r, START + HOUR, 10);
	assert_int_equal(ticket_ring_get(&r, now), 2);
	/* a clock that goes back changes nothing */
	memcpy(was, now, sizeof was);
	ticket_ring_turn(&r, START - 100 * HOUR, 10);
	assert_int_equal(ticket_ring_get(&r, now), 2);
	assert_true(same(&now[0], &was[0]));
	ticket_ring_wipe(&r);
}

/* Whoever was forked from the same process has the same keys at the same time, however often it looked. */
static void copies_agree(void **state)
{
	(void)state;
	struct ticket_ring a, b, other;
	struct ticket_keys x[2], y[2];
	assert_true(ticket_ring_init(&a, START) && ticket_ring_init(&other, START));
	memcpy(&b, &a, sizeof b);
	for (int i = 1; i <= 20; i++) {
		ticket_ring_turn(&a, START + i * LIFE + 5, LIFE);
	}
	ticket_ring_turn(&b, START + 20 * LIFE + 7000, LIFE);
	ticket_ring_turn(&other, START + 20 * LIFE, LIFE);
	assert_int_equal(ticket_ring_get(&a, x), 2);
	assert_int_equal(ticket_ring_get(&b, y), 2);
	assert_true(same(&x[0], &y[0]) && same(&x[1], &y[1]));
	ticket_ring_get(&other, y);
	assert_false(same(&x[0], &y[0]));
	/* a jump of a thousand years ends */
	ticket_ring_turn(&a, START + INT64_C(1000) * 365 * 24 * HOUR, LIFE);
	assert_int_equal(ticket_ring_get(&a, y), 2);
	assert_false(same(&x[0], &y[0]));
}

static void what_a_program_set_or_saw_stays(void **state)
{
	(void)state;
	struct ticket_ring r;
	struct ticket_keys given, now[2];
	memset(&given, 7, sizeof given);
	assert_true(ticket_ring_init(&r, START));
	ticket_ring_turn(&r, START + LIFE, LIFE);
	ticket_ring_set(&r, &given);
	ticket_ring_turn(&r, START + 10 * LIFE, LIFE);
	assert_int_equal(ticket_ring_get(&r, now), 1);
	assert_true(same(&now[0], &given));
	assert_true(ticket_ring_init(&r, START));
	ticket_ring_show(&r, &given);
	ticket_ring_turn(&r, START + 10 * LIFE, LIFE);
	assert_int_equal(ticket_ring_get(&r, now), 1);
	assert_true(same(&now[0], &given));
}

static struct ticket_ring shared;
static atomic_bool stop;

/* Each key is one pattern throughout, so a reader that sees a mixture sees it. */
static void *read_on(void *arg)
{
	struct ticket_keys k[2];
	(void)arg;
	while (!atomic_load(&stop)) {
		assert_int_equal(ticket_ring_get(&shared, k), 1);
		for (size_t i = 0; i < sizeof k[0]; i++) {
			if (((const uint8_t *)&k[0])[i] != k[0].name[0]) {
				return &shared;
			}
		}
	}
	return NULL;
}

static void readers_see_whole_keys(void **state)
{
	(void)state;
	pthread_t t[3];
	struct ticket_keys k;
	memset(&k, 0, sizeof k);
	assert_true(ticket_ring_init(&shared, START));
	ticket_ring_set(&shared, &k);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(pthread_create(&t[i], NULL, read_on, NULL), 0);
	}
	for (int i = 0; i < 20000; i++) {
		memset(&k, i, sizeof k);
		ticket_ring_set(&shared, &k);
	}
	atomic_store(&stop, true);
	for (int i = 0; i < 3; i++) {
		void *bad;
		assert_int_equal(pthread_join(t[i], &bad), 0);
		assert_null(bad);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(they_change_and_the_last_ones_stay),
	    cmocka_unit_test(copies_agree),
	    cmocka_unit_test(what_a_program_set_or_saw_stays),
	    cmocka_unit_test(readers_see_whole_keys),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
