/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Passwords at once: keys are derived in a few rounds whatever number stands in the file, and the one who writes a file
 * for these programs does so too. It takes the engine's place at the link (CMakeLists.txt), by the linker's --wrap.
 */
#include "fuzz.h"

#include "crypto/pbkdf2.h"
#include "pki/pbes2.h"
#include "pki/pkcs12.h"

#define MOST 2u

void __real_pbkdf2(uint8_t *out, size_t out_len, enum digest_id prf, struct span password, struct span salt,
		   uint32_t rounds);
void __wrap_pbkdf2(uint8_t *out, size_t out_len, enum digest_id prf, struct span password, struct span salt,
		   uint32_t rounds);
enum tls_err __real_pkcs12_verify(const struct pkcs12 *p, struct span password);
enum tls_err __wrap_pkcs12_verify(const struct pkcs12 *p, struct span password);

void __wrap_pbkdf2(uint8_t *out, size_t out_len, enum digest_id prf, struct span password, struct span salt,
		   uint32_t rounds)
{
	must(rounds != 0 && rounds <= PBES2_MAX_ROUNDS);
	__real_pbkdf2(out, out_len, prf, password, salt, rounds < MOST ? rounds : MOST);
}

enum tls_err __wrap_pkcs12_verify(const struct pkcs12 *p, struct span password)
{
	struct pkcs12 few = *p;
	if (few.mac_rounds > MOST && few.mac_rounds <= PBES2_MAX_ROUNDS) {
		few.mac_rounds = MOST;
	}
	return __real_pkcs12_verify(&few, password);
}
