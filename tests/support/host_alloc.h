/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The engine's allocator as tests see it: counts what is live and fails the allocation it is told to. */
#ifndef TEASEL_TESTS_HOST_ALLOC_H
#define TEASEL_TESTS_HOST_ALLOC_H

#include <stddef.h>

/* host_fail_after lets n allocations succeed and fails the one after it, once; -1 never fails any. */
void host_fail_after(long n);

/* host_allocs: allocations asked for since the last host_fail_after(). host_live: not yet freed, in all. */
long host_allocs(void);
long host_live(void);

#endif
