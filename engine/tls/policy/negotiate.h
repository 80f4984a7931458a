/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The choices of a handshake as pure functions of offer and configuration: no I/O, no connection, no state. */
#ifndef TEASEL_TLS_POLICY_NEGOTIATE_H
#define TEASEL_TLS_POLICY_NEGOTIATE_H

#include "tls/policy/config.h"
#include "tls/policy/identity.h"
#include "tls/wire/client_hello.h"

/* choose_version: the server's pick (RFC 8446 §4.2.1). TLS_E_UNSUPPORTED_VERSION, TLS_E_INAPPROPRIATE_FALLBACK. */
MUST_CHECK enum tls_err choose_version(const struct tls_config *c, const struct client_hello *ch, uint16_t *version);

/* choose_suite_13: NULL when there is none in common. hash HASH_NONE, or the one that a PSK prescribes. */
const struct tls_suite *choose_suite_13(const struct tls_config *c, struct span offered, enum hash_id hash);

/* A way to authenticate: who, and under which scheme. */
struct signer {
	struct tls_identity *identity;
	const struct sig_scheme_info *scheme;
};

/* What else a signer must fulfil. groups: what the curve of a certificate must be among; empty: any. raw_key: the peer
 * takes a key without a certificate. */
struct signer_needs {
	uint16_t version;
	bool no_rsa, no_ecdsa, raw_key;
	bool client; /* who signs: a client has a list of its own for that */
	struct span groups;
};

/* choose_signer picks identity and scheme for a handshake signature. peer: the schemes that the peer accepts. False
 * when nothing fits. */
bool choose_signer(const struct tls_config *c, struct span peer, const struct signer_needs *needs, struct signer *out);

/* choose_suite_12 picks suite, group and signer together, for they depend on each other. TLS_E_NO_SHARED_CIPHER,
 * TLS_E_NO_SHARED_GROUP, TLS_E_NO_SHARED_SIGALG, TLS_E_NO_CERTIFICATE_SET. */
MUST_CHECK enum tls_err choose_suite_12(const struct tls_config *c, const struct client_hello *ch, bool raw_key,
					const struct tls_suite **suite, struct signer *signer);

/* choose_cert_type: the first of ours, TLS_CERT_*, that the client lists (theirs; empty: it lists none).
 * TLS_E_NO_SHARED_CERT_TYPE. */
MUST_CHECK enum tls_err choose_cert_type(struct span ours, struct span theirs, uint8_t *type);

/* choose_group: the group to use in this version, or KX_NONE. choose_group_13: the same for TLS 1.3, where a group that
 * the hello has a share for goes before others of its rank. */
enum kx_group choose_group(const struct tls_config *c, const struct client_hello *ch, uint16_t version);
enum kx_group choose_group_13(const struct tls_config *c, const struct client_hello *ch, bool *has_share);

/* group_allowed: enabled here, there in this version, and strong enough for the configuration. */
bool group_allowed(const struct tls_config *c, uint16_t version, uint16_t group);

#endif
