/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* What every fuzz target is: one LLVMFuzzerTestOneInput, run by libFuzzer or by replay.c over a corpus, that must. */
#ifndef TEASEL_FUZZ_MUST_H
#define TEASEL_FUZZ_MUST_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* must: a promise that no input may break. */
static inline void fuzz_must(bool promise, const char *what, const char *file, int line)
{
	if (!promise) {
		fprintf(stderr, "%s:%d: broken: %s\n", file, line, what);
		abort();
	}
}

#define must(promise) fuzz_must((promise), #promise, __FILE__, __LINE__)

#endif
