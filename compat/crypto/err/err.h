/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* What the files of the error queue share. */
#ifndef TEASEL_CRYPTO_ERR_H
#define TEASEL_CRYPTO_ERR_H

/* One row per reason of libcrypto's own: made from the headers by tools/gen_reasons.py, sorted by code. */
struct err_text {
	unsigned long code; /* ERR_PACK(library, 0, reason) */
	const char *text;
};
extern const struct err_text err_texts[];
extern const unsigned err_n_texts;

/* err_cleanup forgets the texts that were registered. */
void err_cleanup(void);
/* err_thread_cleanup frees the queue of this thread. */
void err_thread_cleanup(void);

#endif
