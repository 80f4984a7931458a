/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Surgery on one handshake message that lies in a buffer, header included. Every operation leaves the lengths around
 * the place it touched right, unless its name says otherwise.
 */
#ifndef TEASEL_TESTS_FORGE_H
#define TEASEL_TESTS_FORGE_H

#include "base/buffer.h"

/* forge_splice replaces del bytes at off by ins and touches no length. */
void forge_splice(struct buffer *msg, size_t off, size_t del, struct span ins);
/* forge_fix sets the message's 3-byte length to what is there. */
void forge_fix(struct buffer *msg);
/* forge_body replaces the whole body. */
void forge_body(struct buffer *msg, struct span body);
/* forge_set makes msg a message of this type and body. */
void forge_set(struct buffer *msg, uint8_t type, struct span body);

/*
 * Extensions. tls13: how to read the message (Certificate, CertificateRequest and NewSessionTicket have a block in
 * TLS 1.3 only). A hello without a block gets one. In a Certificate the leaf's block is meant.
 */
bool forge_ext_has(const struct buffer *msg, uint16_t type);
/* forge_ext_add appends an extension, in front of pre_shared_key when that closes a ClientHello. */
void forge_ext_add(struct buffer *msg, uint16_t type, struct span body);
/* forge_ext_last appends it behind everything. */
void forge_ext_last(struct buffer *msg, uint16_t type, struct span body);
/* forge_ext_remove takes an extension out; one that is not there ends the test. */
void forge_ext_remove(struct buffer *msg, uint16_t type);
/* forge_ext_set replaces its body, or adds it. */
void forge_ext_set(struct buffer *msg, uint16_t type, struct span body);
/* forge_ext_body: the extension's body; empty when it is not there. */
struct span forge_ext_body(const struct buffer *msg, uint16_t type);

/* Offsets of fields in hellos. */
#define FORGE_VERSION    4
#define FORGE_RANDOM     6
#define FORGE_SESSION_ID 38 /* its length byte */
/* forge_after_id: the offset behind the session id: cipher_suites' length, or the server's suite. */
size_t forge_after_id(const struct buffer *msg);
/* forge_suites replaces a ClientHello's cipher_suites (content). */
void forge_suites(struct buffer *msg, struct span suites);
/* forge_compression replaces a ClientHello's compression methods (content). */
void forge_compression(struct buffer *msg, struct span methods);
/* forge_session_id replaces a hello's session id. */
void forge_session_id(struct buffer *msg, struct span id);

#endif
