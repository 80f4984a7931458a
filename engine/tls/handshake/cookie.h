/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * HelloRetryRequest by a server that keeps nothing (RFC 8446 §4.2.2): what it would have remembered of the first hello
 * travels in the cookie, and comes back with the second one.
 */
#ifndef TEASEL_TLS_HANDSHAKE_COOKIE_H
#define TEASEL_TLS_HANDSHAKE_COOKIE_H

#include "tls/handshake/hs.h"

/* cookie_seal asks the hook for the cookie; hs->transcript ends with the first hello, its hash is chosen. */
MUST_CHECK enum tls_err cookie_seal(struct tls_conn *c, struct hs *hs, struct buffer *out);

/*
 * cookie_open looks for a cookie in the hello, which is all that hs->transcript has so far. With one of ours it puts hs
 * where it stood behind the HelloRetryRequest, and the hello behind that. TLS_E_BAD_COOKIE, TLS_E_BAD_SECOND_HELLO.
 */
MUST_CHECK enum tls_err cookie_open(struct tls_conn *c, struct hs *hs);

/* cookie_digest: the parts of the first hello that must not change in the second (RFC 8446 §4.1.2), as a digest. */
#define HELLO_DIGEST_LEN 32
void cookie_digest(const struct client_hello *ch, uint8_t out[HASH_MAX_LEN]);

/* cookie_retry: the HelloRetryRequest for hs, as far as it follows from it. */
struct server_hello_out cookie_retry(const struct hs *hs, uint16_t suite, struct span cookie);

#endif
