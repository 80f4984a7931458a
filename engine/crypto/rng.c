/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Random bytes straight from the kernel, a system call each time: there is no pool here that a fork could duplicate.
 * The call waits until the kernel's generator is seeded, once after boot.
 */
#include "crypto/rng.h"

#include <errno.h>
#include <sys/random.h>

#include "base/secret.h"

enum tls_err rng_bytes(void *out, size_t len)
{
	uint8_t *p = out;
	size_t done = 0;
	while (done < len) {
		/* Long requests may be cut short by a signal and return what is there. */
		ssize_t n = getrandom(p + done, len - done, 0);
		if (n > 0) {
			done += (size_t)n;
		} else if (n == 0 || errno != EINTR) {
			wipe(out, len);
			return TLS_E_RANDOM;
		}
	}
	return TLS_OK;
}
