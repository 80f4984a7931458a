/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* PEM text: its blocks one by one, as a store of anchors, and as an index of anchors, which takes none but clean text.
 */
#include "fuzz.h"
#include "pki/anchors.h"
#include "pki/pem.h"
#include "pki/store.h"

/* How many certificates the blocks hold; *clean: there is nothing else. */
static size_t count(struct span text, bool *clean)
{
	struct pem_block b;
	enum tls_err e;
	size_t n = 0;
	*clean = true;
	while ((e = pem_next(&text, &b)) != TLS_E_NOT_FOUND) {
		struct cert *c;
		if (e != TLS_OK) {
			must(e == TLS_E_PEM);
			*clean = false;
			continue;
		}
		if (pem_is_certificate(&b) && !b.encrypted && cert_parse(&c, pem_der(&b)) == TLS_OK) {
			cert_free(c);
			n++;
		} else {
			*clean = false;
		}
		pem_block_free(&b);
	}
	return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span text = span_of(data, size);
	struct anchors *a;
	bool clean;
	size_t n = count(text, &clean), n_added = 0;
	struct store *store = store_new();
	must(store != NULL);
	if (store_add_pem(store, text, &n_added) == TLS_OK) {
		must(n_added <= n);
	}
	store_free(store);
	if (anchors_index(&a, text) == TLS_OK) {
		must(clean && anchors_count(a) == n && n != 0);
		for (size_t i = 0; i < n; i++) {
			struct cert *c = anchors_cert(a, i);
			size_t at = 0, found;
			bool again = false;
			must(c != NULL);
			while (anchors_find(a, cert_facts(c)->subject, &at, &found)) {
				must(found < n);
				again = again || found == i;
			}
			must(again);
		}
		anchors_free(a);
	}
	return 0;
}
