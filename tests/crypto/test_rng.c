/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * The system's random source: lengths, no repetition, and its failures. This program defines getrandom() itself and
 * passes it on, so that short answers, interruptions and refusals can be had on demand.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "crypto/rng.h"

static struct {
	size_t at_most;    /* longest answer, 0 for no limit */
	int interruptions; /* EINTR this many times first */
	int fail_after;    /* answers before error, negative: never */
	int error;
	int calls;
} kernel;

ssize_t getrandom(void *buf, size_t len, unsigned flags)
{
	kernel.calls++;
	assert_int_equal(flags, 0);
	if (kernel.interruptions > 0) {
		kernel.interruptions--;
		errno = EINTR;
		return -1;
	}
	if (kernel.fail_after == 0) {
		errno = kernel.error;
		return -1;
	}
	if (kernel.fail_after > 0) {
		kernel.fail_after--;
	}
	if (kernel.at_most != 0 && len > kernel.at_most) {
		len = kernel.at_most;
	}
	return syscall(SYS_getrandom, buf, len, flags);
}

static int reset(void **state)
{
	(void)state;
	memset(&kernel, 0, sizeof kernel);
	kernel.fail_after = -1;
	return 0;
}

static int count(const uint8_t *p, size_t len, uint8_t v)
{
	int n = 0;
	for (size_t i = 0; i < len; i++) {
		n += p[i] == v;
	}
	return n;
}

static void fills_exactly(void **state)
{
	(void)state;
	uint8_t out[4096 + 8], first[32];
	for (size_t len = 0; len <= 300; len++) {
		memset(out, 0xee, sizeof out);
		assert_int_equal(rng_bytes(out, len), TLS_OK);
		assert_int_equal(count(out + len, sizeof out - len, 0xee), sizeof out - len);
	}
	assert_int_equal(rng_bytes(out, 4096), TLS_OK);
	/* 16 of each value are expected; 100 is past any chance. */
	for (int v = 0; v < 256; v++) {
		assert_true(count(out, 4096, (uint8_t)v) < 100);
	}
	assert_int_equal(rng_bytes(first, sizeof first), TLS_OK);
	assert_int_equal(rng_bytes(out, sizeof first), TLS_OK);
	assert_memory_not_equal(out, first, sizeof first);
}

static void carries_on_after_signals(void **state)
{
	(void)state;
	uint8_t out[1000] = {0};
	kernel.at_most = 7;
	kernel.interruptions = 5;
	assert_int_equal(rng_bytes(out, sizeof out), TLS_OK);
	assert_int_equal(kernel.calls, 5 + 143);
	assert_true(count(out, sizeof out, 0) < 60);
	assert_true(count(out + sizeof out - 6, 6, 0) < 6);
}

static void failure_leaves_zeros(void **state)
{
	(void)state;
	uint8_t out[64];
	memset(out, 0xee, sizeof out);
	kernel.at_most = 10;
	kernel.fail_after = 3;
	kernel.error = ENOSYS;
	assert_int_equal(rng_bytes(out, sizeof out), TLS_E_RANDOM);
	assert_int_equal(count(out, sizeof out, 0), sizeof out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(fills_exactly, reset),
	    cmocka_unit_test_setup(carries_on_after_signals, reset),
	    cmocka_unit_test_setup(failure_leaves_zeros, reset),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
