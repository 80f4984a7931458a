/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* TLSA records with the data of a stranger: usage, selector, matching type, a length of two bytes, data; and so on. */
#include "fuzz.h"
#include "pki/dane.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum hash_id hashes[4] = {HASH_NONE, HASH_SHA256, HASH_SHA512, HASH_SHA384};
	struct reader r = rd_init(span_of(data, size));
	struct dane *d = dane_new();
	size_t n = 0;
	must(d != NULL);
	for (int i = 0; i < 32 && rd_left(&r) != 0; i++) {
		struct dane_record rec = {.usage = rd_u8(&r), .selector = rd_u8(&r), .mtype = rd_u8(&r)};
		size_t len = rd_u16(&r);
		rec.hash = hashes[rec.mtype & 3];
		rec.ordinal = rec.mtype >> 2;
		rec.mtype &= 3;
		rec.data = rd_bytes(&r, len < rd_left(&r) ? len : rd_left(&r));
		if (dane_add(d, &rec) == DANE_OK) {
			n++;
			must(rec.usage <= DANE_DANE_EE && rec.selector <= DANE_SPKI);
			must(rec.hash == HASH_NONE || rec.data.len == hash_len(rec.hash));
		}
	}
	size_t have = 0;
	const struct dane_record *last = NULL;
	for (const struct dane_record *rec; (rec = dane_at(d, have)) != NULL; have++) {
		/* those of an authority whole have what may serve in a chain */
		must(rec->cert == NULL || rec->selector == DANE_CERT);
		must(rec->key == NULL || rec->selector == DANE_SPKI);
		must(last == NULL || last->usage >= rec->usage);
		last = rec;
	}
	must(have == n);
	dane_free(d);
	return 0;
}
