/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* What programs ask about a method of compression: there is none. */
#include <openssl/comp.h>
#include <openssl/objects.h>

int COMP_get_type(const COMP_METHOD *method)
{
	(void)method;
	return NID_undef;
}
