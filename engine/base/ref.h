/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Reference counts shared between threads. An object is born with one reference. */
#ifndef TEASEL_BASE_REF_H
#define TEASEL_BASE_REF_H

#include <stdatomic.h>
#include <stdbool.h>

struct ref {
	atomic_uint n;
};

static inline void ref_init(struct ref *r)
{
	atomic_init(&r->n, 1);
}

static inline void ref_up(struct ref *r)
{
	atomic_fetch_add_explicit(&r->n, 1, memory_order_relaxed);
}

/* ref_down: true when that was the last reference and the caller must free the object. */
static inline bool ref_down(struct ref *r)
{
	return atomic_fetch_sub_explicit(&r->n, 1, memory_order_acq_rel) == 1;
}

#endif
