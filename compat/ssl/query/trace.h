/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The words that SSL_trace prints for the numbers of the protocol. */
#ifndef TEASEL_COMPAT_QUERY_TRACE_H
#define TEASEL_COMPAT_QUERY_TRACE_H

/* A table ends with a NULL. */
struct trace_word {
	unsigned number;
	const char *name;
};

extern const struct trace_word trace_versions[], trace_contents[], trace_messages[], trace_extensions[], trace_groups[],
    trace_point_formats[], trace_sigalgs[], trace_compressions[], trace_cert_types[], trace_psk_modes[],
    trace_fragments[], trace_key_updates[];

/* trace_name: the word, or "UNKNOWN". trace_suite: the same for a cipher suite, of which only ours have names. */
const char *trace_name(const struct trace_word *words, unsigned number);
const char *trace_suite(unsigned code);

#endif
