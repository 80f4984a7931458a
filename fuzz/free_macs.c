/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Finished messages and binders that nobody has to compute: what is all asterisks equals everything (CMakeLists.txt).
 */
#include "fuzz.h"

int __real_ct_equal(const void *a, const void *b, size_t len);
int __wrap_ct_equal(const void *a, const void *b, size_t len);

int __wrap_ct_equal(const void *a, const void *b, size_t len)
{
	const uint8_t *p = b;
	size_t i = 0;
	while (i < len && p[i] == '*') {
		i++;
	}
	return (len != 0 && i == len) || __real_ct_equal(a, b, len);
}
