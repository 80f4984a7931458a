/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * DES is refused. Its functions return nothing by which a program could see that, so what they would have written is
 * zeroed: neither a ciphertext nor what happened to be in memory.
 */
#include <string.h>

#include <openssl/des.h>
#include <openssl/err.h>

static void refuse(const char *function)
{
	ERR_raise_data(ERR_LIB_CRYPTO, ERR_R_UNSUPPORTED, "%s: DES is not offered (RFC 4772); use AES", function);
}

void DES_set_odd_parity(DES_cblock *key)
{
	refuse("DES_set_odd_parity");
	if (key != NULL) {
		memset(key, 0, sizeof *key);
	}
}

void DES_set_key_unchecked(const_DES_cblock *key, DES_key_schedule *schedule)
{
	(void)key;
	refuse("DES_set_key_unchecked");
	if (schedule != NULL) {
		memset(schedule, 0, sizeof *schedule);
	}
}

void DES_ecb_encrypt(const_DES_cblock *in, DES_cblock *out, DES_key_schedule *schedule, int encrypt)
{
	(void)in, (void)schedule, (void)encrypt;
	refuse("DES_ecb_encrypt");
	if (out != NULL) {
		memset(out, 0, sizeof *out);
	}
}
