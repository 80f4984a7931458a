/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The surgery of forge.h. It trusts the message to be what our own engine made, and asserts so. */
#include "forge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/writer.h"
#include "tls/wire/proto.h"

void forge_splice(struct buffer *msg, size_t off, size_t del, struct span ins)
{
	struct buffer out = {0};
	assert_true(off + del <= buf_len(msg));
	struct span all = buf_span(msg);
	assert_true(buf_append(&out, span_of(all.p, off)));
	assert_true(buf_append(&out, ins));
	if (off + del != all.len) {
		assert_true(buf_append(&out, span_of(all.p + off + del, all.len - off - del)));
	}
	buf_free(msg);
	*msg = out;
}

static void put(struct buffer *msg, size_t off, size_t n_bytes, size_t v)
{
	assert_true(off + n_bytes <= buf_len(msg));
	for (size_t i = n_bytes; i-- > 0; v >>= 8) {
		buf_head(msg)[off + i] = (uint8_t)v;
	}
	assert_true(v == 0);
}

static size_t get(const struct buffer *msg, size_t off, size_t n_bytes)
{
	size_t v = 0;
	assert_true(off + n_bytes <= buf_len(msg));
	for (size_t i = 0; i < n_bytes; i++) {
		v = v << 8 | buf_head(msg)[off + i];
	}
	return v;
}

void forge_fix(struct buffer *msg)
{
	put(msg, 1, 3, buf_len(msg) - HANDSHAKE_HEADER_LEN);
}

void forge_body(struct buffer *msg, struct span body)
{
	forge_splice(msg, HANDSHAKE_HEADER_LEN, buf_len(msg) - HANDSHAKE_HEADER_LEN, body);
	forge_fix(msg);
}

void forge_set(struct buffer *msg, uint8_t type, struct span body)
{
	const uint8_t header[HANDSHAKE_HEADER_LEN] = {type, 0, 0, 0};
	buf_free(msg);
	assert_true(buf_append(msg, span_of(header, sizeof header)));
	forge_body(msg, body);
}

size_t forge_after_id(const struct buffer *msg)
{
	return FORGE_SESSION_ID + 1 + get(msg, FORGE_SESSION_ID, 1);
}

/* Where the block's 2-byte length is; the end of the message when a hello has no block. */
static size_t block_at(const struct buffer *msg)
{
	size_t at;
	switch (buf_head(msg)[0]) {
	case HT_CLIENT_HELLO:
		at = forge_after_id(msg);
		at += 2 + get(msg, at, 2);
		return at + 1 + get(msg, at, 1);
	case HT_SERVER_HELLO:
		return forge_after_id(msg) + 3;
	case HT_ENCRYPTED_EXTENSIONS:
		return 4;
	case HT_CERTIFICATE_REQUEST:
		return 5 + get(msg, 4, 1);
	case HT_CERTIFICATE:
		at = 5 + get(msg, 4, 1) + 3;
		return at + 3 + get(msg, at, 3);
	case HT_NEW_SESSION_TICKET:
		at = 12;
		at += 1 + get(msg, at, 1);
		return at + 2 + get(msg, at, 2);
	default:
		fail_msg("message %d has no extensions", buf_head(msg)[0]);
		return 0;
	}
}

/* One extension: where it begins and how long its body is. */
static bool find(const struct buffer *msg, uint16_t type, size_t *off, size_t *len)
{
	size_t block = block_at(msg);
	if (block == buf_len(msg)) {
		return false;
	}
	size_t end = block + 2 + get(msg, block, 2);
	for (size_t at = block + 2; at < end; at += 4 + get(msg, at + 2, 2)) {
		if (get(msg, at, 2) == type) {
			*off = at;
			*len = get(msg, at + 2, 2);
			return true;
		}
	}
	return false;
}

/* Replaces bytes within the block and mends all lengths around it. */
static void splice_block(struct buffer *msg, size_t off, size_t del, struct span ins)
{
	size_t block = block_at(msg);
	size_t block_len = get(msg, block, 2) - del + ins.len;
	forge_splice(msg, off, del, ins);
	put(msg, block, 2, block_len);
	if (buf_head(msg)[0] == HT_CERTIFICATE) {
		size_t list = 5 + get(msg, 4, 1);
		put(msg, list, 3, buf_len(msg) - list - 3);
	}
	forge_fix(msg);
}

static void ensure_block(struct buffer *msg)
{
	static const uint8_t empty[2];
	if (block_at(msg) == buf_len(msg)) {
		forge_splice(msg, buf_len(msg), 0, span_of(empty, 2));
		forge_fix(msg);
	}
}

static void insert(struct buffer *msg, size_t off, uint16_t type, struct span body)
{
	struct buffer ext = {0};
	const uint8_t head[4] = {(uint8_t)(type >> 8), (uint8_t)type, (uint8_t)(body.len >> 8), (uint8_t)body.len};
	assert_true(buf_append(&ext, span_of(head, 4)) && buf_append(&ext, body));
	splice_block(msg, off, 0, buf_span(&ext));
	buf_free(&ext);
}

static size_t block_end(const struct buffer *msg)
{
	size_t block = block_at(msg);
	return block + 2 + get(msg, block, 2);
}

bool forge_ext_has(const struct buffer *msg, uint16_t type)
{
	size_t off;
	size_t len;
	return find(msg, type, &off, &len);
}

struct span forge_ext_body(const struct buffer *msg, uint16_t type)
{
	size_t off;
	size_t len;
	return find(msg, type, &off, &len) ? span_of(buf_head(msg) + off + 4, len) : span_of(NULL, 0);
}

void forge_ext_add(struct buffer *msg, uint16_t type, struct span body)
{
	size_t off;
	size_t len;
	ensure_block(msg);
	if (buf_head(msg)[0] != HT_CLIENT_HELLO || !find(msg, EXT_PRE_SHARED_KEY, &off, &len)) {
		off = block_end(msg);
	}
	insert(msg, off, type, body);
}

void forge_ext_last(struct buffer *msg, uint16_t type, struct span body)
{
	ensure_block(msg);
	insert(msg, block_end(msg), type, body);
}

void forge_ext_remove(struct buffer *msg, uint16_t type)
{
	size_t off;
	size_t len;
	assert_true(find(msg, type, &off, &len));
	splice_block(msg, off, 4 + len, span_of(NULL, 0));
}

void forge_ext_set(struct buffer *msg, uint16_t type, struct span body)
{
	size_t off;
	size_t len;
	if (!find(msg, type, &off, &len)) {
		forge_ext_add(msg, type, body);
		return;
	}
	splice_block(msg, off, 4 + len, span_of(NULL, 0));
	insert(msg, off, type, body);
}

void forge_suites(struct buffer *msg, struct span suites)
{
	size_t at = forge_after_id(msg);
	forge_splice(msg, at + 2, get(msg, at, 2), suites);
	put(msg, at, 2, suites.len);
	forge_fix(msg);
}

void forge_compression(struct buffer *msg, struct span methods)
{
	size_t at = forge_after_id(msg);
	at += 2 + get(msg, at, 2);
	forge_splice(msg, at + 1, get(msg, at, 1), methods);
	put(msg, at, 1, methods.len);
	forge_fix(msg);
}

void forge_session_id(struct buffer *msg, struct span id)
{
	forge_splice(msg, FORGE_SESSION_ID + 1, get(msg, FORGE_SESSION_ID, 1), id);
	put(msg, FORGE_SESSION_ID, 1, id.len);
	forge_fix(msg);
}
