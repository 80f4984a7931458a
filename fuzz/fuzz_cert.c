/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * One certificate from the input: parsed, its names matched and hashed, verified as leaf, as intermediate and as anchor
 * of itself. Links engine/{base,crypto,pki} and tests/support/host_alloc.c.
 */
#include <stdlib.h>

#include "base/alloc.h"
#include "pki/constraints.h"
#include "pki/name.h"
#include "pki/store.h"
#include "pki/verify.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool carry_on(void *owner, const struct verify_event *ev)
{
	(void)owner;
	if (ev->cert == NULL || ev->depth < 0 || (size_t)ev->depth >= ev->n_chain) {
		abort();
	}
	return true;
}

static void verify_alone(struct cert *c, struct store *store)
{
	static const char *const hosts[] = {"www.example.com", ".example.com"};
	struct verify_params params = {.time = 1704067200,
				       .purpose = PURPOSE_TLS_SERVER,
				       .flags = VERIFY_F_PARTIAL_CHAIN | VERIFY_F_STRICT,
				       .max_depth = 5,
				       .security_level = 1,
				       .hosts = hosts,
				       .n_hosts = 2,
				       .email = "who@example.com",
				       .ip = span_of("\x7f\0\0\1", 4)};
	struct trust trust = store_trust(store);
	for (unsigned round = 0; round < 2; round++) {
		struct verify_result r;
		verify_chain(&params, &trust, c, &c, 1, carry_on, NULL, &r);
		verify_result_free(&r);
		if (store_add(store, c) != TLS_OK) {
			abort();
		}
		params.flags ^= VERIFY_F_TRUSTED_FIRST | VERIFY_F_CHECK_SS_SIGNATURE;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cert *c;
	if (cert_parse(&c, span_of(data, size)) != TLS_OK) {
		return 0;
	}
	const struct cert_facts *f = cert_facts(c);
	size_t work = 0;
	if (name_hash(f->subject) != name_hash(f->issuer) && name_eq(f->subject, f->issuer)) {
		abort();
	}
	if (f->name_constraints.len != 0 && constraints_valid(f->name_constraints)) {
		constraints_check(f, f->name_constraints, true, &work);
	}
	struct store *store = store_new();
	if (store == NULL) {
		abort();
	}
	verify_alone(c, store);
	store_free(store);
	cert_free(c);
	return 0;
}
