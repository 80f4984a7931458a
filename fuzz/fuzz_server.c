/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* A server on bytes of a stranger: stream.c. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return stream_run(TLS_SERVER, data, size);
}
