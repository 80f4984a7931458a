/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The frozen configuration (engine.h, struct tls_settings) as the engine reads it. Never written after tls_config_new.
 */
#ifndef TEASEL_TLS_POLICY_CONFIG_H
#define TEASEL_TLS_POLICY_CONFIG_H

#include "base/ref.h"
#include "engine.h"

struct u16_list {
	uint16_t *v;
	size_t n;
};

struct tls_config {
	struct ref ref;
	uint16_t min_version, max_version; /* within TLS 1.2 and 1.3; min > max: nothing is enabled */
	uint32_t options;
	struct u16_list suites, groups, sigalgs, client_sigalgs;
	size_t n_key_shares;
	struct u16_list share_groups;
	uint8_t *group_ranks; /* beside groups; NULL: all 0 */
	struct tls_identity **identities;
	size_t n_identities;
	struct buffer alpn, ca_names, hello_ca_names;
	size_t max_fragment, max_cert_list;
	unsigned n_tickets;
	uint32_t max_early_data, recv_max_early_data;
	int64_t session_timeout;
	uint8_t session_context[SESSION_CONTEXT_MAX];
	size_t session_context_len;
	unsigned min_security_bits;
	const struct tls_cert_codec *cert_codecs[TLS_CERT_CODECS_MAX];
	size_t n_cert_codecs;
	uint8_t server_cert_types[TLS_CERT_TYPES_MAX], client_cert_types[TLS_CERT_TYPES_MAX];
	size_t n_server_cert_types, n_client_cert_types;
};

static inline bool config_has(const struct tls_config *c, uint32_t option)
{
	return (c->options & option) != 0;
}

static inline bool config_allows(const struct tls_config *c, uint16_t version)
{
	return version >= c->min_version && version <= c->max_version;
}

bool u16_list_has(const struct u16_list *l, uint16_t v);

#endif
