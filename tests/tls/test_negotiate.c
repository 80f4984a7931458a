/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * What the hellos say, and the extensions of all other messages: each row changes one message of an otherwise honest
 * handshake in a way that its receiver can take in full, and says which error must come, or that none may.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include "evil.h"
#include "host_alloc.h"
#include "tls/handshake/hs.h"

enum op {
	ADD,         /* an extension */
	LAST,        /* an extension behind everything, pre_shared_key too */
	SET,         /* an extension's body */
	TWICE,       /* the extension that is there, once more */
	REMOVE,      /* an extension */
	PATCH,       /* bytes at the offset .type */
	SUITES,      /* the hello's suites */
	SUITE,       /* the server's suite */
	COMPRESSION, /* the client's list */
	METHOD,      /* the server's method */
	ID,          /* the session id */
	BODY,        /* the message's whole body */
};

struct row {
	const char *what;
	enum evil_kind kind;
	bool by_client;
	uint8_t message;
	uint8_t nth;
	enum op op;
	uint16_t type;
	struct span body;
	enum tls_err err; /* TLS_OK: the handshake comes to its end */
};

#define HEX(text)                                                                                                      \
	{                                                                                                              \
		(const uint8_t *)(text), sizeof(text) - 1                                                              \
	}
#define NONE                                                                                                           \
	{                                                                                                              \
		NULL, 0                                                                                                \
	}
#define C   true
#define S   false
#define CH  HT_CLIENT_HELLO
#define SH  HT_SERVER_HELLO
#define EE  HT_ENCRYPTED_EXTENSIONS
#define CR  HT_CERTIFICATE_REQUEST
#define CT  HT_CERTIFICATE
#define NST HT_NEW_SESSION_TICKET

static void change(struct evil *e, struct tls_conn *c, struct buffer *msg)
{
	const struct row *r = e->arg;
	struct buffer copy = {0};
	size_t at;
	(void)c;
	switch (r->op) {
	case ADD:
		forge_ext_add(msg, r->type, r->body);
		break;
	case LAST:
		forge_ext_last(msg, r->type, r->body);
		break;
	case SET:
		forge_ext_set(msg, r->type, r->body);
		break;
	case TWICE:
		assert_true(forge_ext_has(msg, r->type));
		assert_true(buf_append(&copy, forge_ext_body(msg, r->type)));
		forge_ext_add(msg, r->type, buf_span(&copy));
		buf_free(&copy);
		break;
	case REMOVE:
		forge_ext_remove(msg, r->type);
		break;
	case PATCH:
		forge_splice(msg, r->type, r->body.len, r->body);
		break;
	case SUITES:
		forge_suites(msg, r->body);
		break;
	case SUITE:
		forge_splice(msg, forge_after_id(msg), 2, r->body);
		break;
	case COMPRESSION:
		forge_compression(msg, r->body);
		break;
	case METHOD:
		at = forge_after_id(msg) + 2;
		forge_splice(msg, at, 1, r->body);
		break;
	case ID:
		forge_session_id(msg, r->body);
		break;
	case BODY:
		forge_body(msg, r->body);
		break;
	}
}

static void run_row(const struct row *r)
{
	struct evil e;
	char what[200];
	evil_init(&e, r->kind);
	evil_lie(&e, r->by_client, r->message, r->nth, change, true);
	e.arg = r;
	evil_run(&e);
	snprintf(what, sizeof what, "%s", r->what);
	if (r->err == TLS_OK) {
		evil_expect_done(&e, what);
	} else {
		evil_expect(&e, r->err, what);
	}
	evil_free(&e);
}

static void run_rows(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		run_row(&rows[i]);
	}
}

#define RUN(rows) run_rows(rows, sizeof(rows) / sizeof(rows)[0])

/* ---- ClientHello ------------------------------------------------------------------------------------------------- */

static void client_hello_13(void **state)
{
	(void)state;
	static const struct row rows[] = {
	    {"an unknown extension", EVIL_13, C, CH, 0, ADD, 0x1234, HEX("abc"), TLS_OK},
	    {"padding", EVIL_13, C, CH, 0, ADD, EXT_PADDING, HEX("\0\0\0\0"), TLS_OK},
	    {"an unknown extension twice", EVIL_13, C, CH, 0, ADD, EXT_KEY_SHARE, NONE, TLS_E_DUPLICATE_EXTENSION},
	    {"supported_versions twice", EVIL_13, C, CH, 0, TWICE, EXT_SUPPORTED_VERSIONS, NONE,
	     TLS_E_DUPLICATE_EXTENSION},
	    {"server_name twice", EVIL_13, C, CH, 0, TWICE, EXT_SERVER_NAME, NONE, TLS_E_DUPLICATE_EXTENSION},
	    {"no key_share", EVIL_13, C, CH, 0, REMOVE, EXT_KEY_SHARE, NONE, TLS_E_MISSING_KEY_SHARE},
	    {"no supported_groups", EVIL_13, C, CH, 0, REMOVE, EXT_SUPPORTED_GROUPS, NONE, TLS_E_MISSING_GROUPS},
	    {"no signature_algorithms", EVIL_13, C, CH, 0, REMOVE, EXT_SIGNATURE_ALGORITHMS, NONE,
	     TLS_E_MISSING_SIGALGS},
	    {"a PSK without modes", EVIL_13_PSK, C, CH, 0, REMOVE, EXT_PSK_KEY_EXCHANGE_MODES, NONE,
	     TLS_E_MISSING_PSK_MODES},
	    {"an extension behind pre_shared_key", EVIL_13_PSK, C, CH, 0, LAST, 0x1234, NONE, TLS_E_BAD_PSK},
	    {"a hello changed under its binder", EVIL_13_PSK, C, CH, 0, ADD, 0x1234, NONE, TLS_E_BAD_BINDER},
	    {"oid_filters in a hello", EVIL_13, C, CH, 0, ADD, EXT_OID_FILTERS, HEX("\0\0"),
	     TLS_E_UNSOLICITED_EXTENSION},
	    {"a cookie that was not given", EVIL_13, C, CH, 0, ADD, EXT_COOKIE, HEX("\0\1x"), TLS_OK},
	    {"an empty cookie", EVIL_13, C, CH, 0, ADD, EXT_COOKIE, HEX("\0\0"), TLS_E_BAD_EXTENSION},
	    {"versions without ours", EVIL_13, C, CH, 0, SET, EXT_SUPPORTED_VERSIONS, HEX("\4\3\2\3\1"),
	     TLS_E_UNSUPPORTED_VERSION},
	    {"an empty list of versions", EVIL_13, C, CH, 0, SET, EXT_SUPPORTED_VERSIONS, HEX("\0"),
	     TLS_E_BAD_EXTENSION},
	    {"half a version", EVIL_13, C, CH, 0, SET, EXT_SUPPORTED_VERSIONS, HEX("\3\3\4\3"), TLS_E_BAD_EXTENSION},
	    {"a draft beside ours", EVIL_13, C, CH, 0, SET, EXT_SUPPORTED_VERSIONS, HEX("\4\x7f\x1c\3\4"), TLS_OK},
	    {"legacy_version 3.4 beside supported_versions", EVIL_13, C, CH, 0, PATCH, FORGE_VERSION, HEX("\3\4"),
	     TLS_OK},
	    {"legacy_version of TLS 1.1 with TLS 1.3", EVIL_13, C, CH, 0, PATCH, FORGE_VERSION, HEX("\3\2"),
	     TLS_E_UNSUPPORTED_VERSION},
	    {"two compression methods", EVIL_13, C, CH, 0, COMPRESSION, 0, HEX("\1\0"), TLS_E_BAD_COMPRESSION},
	    {"a wrong compression method", EVIL_13, C, CH, 0, COMPRESSION, 0, HEX("\1"), TLS_E_BAD_COMPRESSION},
	    {"no compression method", EVIL_13, C, CH, 0, COMPRESSION, 0, NONE, TLS_E_DECODE},
	    {"no suite", EVIL_13, C, CH, 0, SUITES, 0, NONE, TLS_E_DECODE},
	    {"half a suite", EVIL_13, C, CH, 0, SUITES, 0, HEX("\x13\1\x13"), TLS_E_DECODE},
	    {"strange suites only", EVIL_13, C, CH, 0, SUITES, 0, HEX("\x13\x77\xc0\xff"), TLS_E_NO_SHARED_CIPHER},
	    {"suites of TLS 1.2 only", EVIL_13, C, CH, 0, SUITES, 0, HEX("\xc0\x2b\xc0\x2f"), TLS_E_NO_SHARED_CIPHER},
	    {"a session id of 33 bytes", EVIL_13, C, CH, 0, ID, 0, HEX("123456789012345678901234567890123"),
	     TLS_E_DECODE},
	    {"a share for a group not listed", EVIL_13, C, CH, 0, SET, EXT_SUPPORTED_GROUPS, HEX("\0\2\0\x19"),
	     TLS_E_DUPLICATE_KEY_SHARE},
	    {"an empty share", EVIL_13, C, CH, 0, SET, EXT_KEY_SHARE, HEX("\0\4\0\x1d\0\0"), TLS_E_BAD_EXTENSION},
	    {"a short share", EVIL_13, C, CH, 0, SET, EXT_KEY_SHARE, HEX("\0\6\0\x1d\0\2ab"), TLS_E_BAD_KEY_SHARE},
	    {"a share of zeros", EVIL_13, C, CH, 0, SET, EXT_KEY_SHARE,
	     HEX("\0\x24\0\x1d\0\x20\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
	     TLS_E_BAD_KEY_SHARE},
	    {"a point not on the curve", EVIL_13, C, CH, 0, SET, EXT_KEY_SHARE,
	     HEX("\0\x45\0\x17\0\x41\4aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
	     TLS_E_BAD_KEY_SHARE},
	    {"a compressed point", EVIL_13, C, CH, 0, SET, EXT_KEY_SHARE,
	     HEX("\0\x25\0\x17\0\x21\2aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"), TLS_E_BAD_KEY_SHARE},
	    {"a trailing byte in key_share", EVIL_13, C, CH, 0, SET, EXT_KEY_SHARE, HEX("\0\0x"), TLS_E_BAD_EXTENSION},
	    {"no group in common", EVIL_13, C, CH, 0, SET, EXT_SUPPORTED_GROUPS, HEX("\0\4\x11\x22\0\x1d"), TLS_OK},
	    {"no algorithm in common", EVIL_13, C, CH, 0, SET, EXT_SIGNATURE_ALGORITHMS, HEX("\0\4\2\1\x77\x77"),
	     TLS_E_NO_SHARED_SIGALG},
	    {"no algorithm at all", EVIL_13, C, CH, 0, SET, EXT_SIGNATURE_ALGORITHMS, HEX("\0\0"), TLS_E_BAD_EXTENSION},
	    {"an empty ALPN list", EVIL_13, C, CH, 0, SET, EXT_ALPN, HEX("\0\0"), TLS_E_BAD_EXTENSION},
	    {"an empty ALPN name", EVIL_13, C, CH, 0, SET, EXT_ALPN, HEX("\0\4\2h2\0"), TLS_E_BAD_EXTENSION},
	    {"a name with a zero", EVIL_13, C, CH, 0, SET, EXT_SERVER_NAME, HEX("\0\6\0\0\3a\0b"),
	     TLS_E_BAD_SERVER_NAME},
	    {"two host names", EVIL_13, C, CH, 0, SET, EXT_SERVER_NAME, HEX("\0\x8\0\0\1a\0\0\1b"),
	     TLS_E_BAD_SERVER_NAME},
	    {"an empty list of names", EVIL_13, C, CH, 0, SET, EXT_SERVER_NAME, HEX("\0\0"), TLS_E_BAD_SERVER_NAME},
	    {"an empty name", EVIL_13, C, CH, 0, SET, EXT_SERVER_NAME, HEX("\0\3\0\0\0"), TLS_E_BAD_SERVER_NAME},
	    {"renegotiation_info with content", EVIL_13, C, CH, 0, SET, EXT_RENEGOTIATION_INFO, HEX("\4abcd"),
	     TLS_E_RENEGOTIATION_INFO},
	    {"status_request of another type", EVIL_13, C, CH, 0, SET, EXT_STATUS_REQUEST, HEX("\7xyz"), TLS_OK},
	    {"status_request cut", EVIL_13, C, CH, 0, SET, EXT_STATUS_REQUEST, HEX("\1\0"), TLS_E_BAD_EXTENSION},
	    {"a max_fragment_length that does not exist", EVIL_13, C, CH, 0, ADD, EXT_MAX_FRAGMENT_LENGTH, HEX("\5"),
	     TLS_E_BAD_MAX_FRAGMENT},
	    {"post_handshake_auth with a body", EVIL_13, C, CH, 0, ADD, EXT_POST_HANDSHAKE_AUTH, HEX("x"),
	     TLS_E_BAD_EXTENSION},
	    {"early_data with a body", EVIL_13, C, CH, 0, ADD, EXT_EARLY_DATA, HEX("x"), TLS_E_BAD_EXTENSION},
	    {"early data that is never sent", EVIL_13, C, CH, 0, ADD, EXT_EARLY_DATA, NONE, TLS_OK},
	    {"the fallback signal at the best version", EVIL_13, C, CH, 0, SUITES, 0, HEX("\x13\2\x56\0"), TLS_OK},
	    {"another server name in the second hello", EVIL_13_HRR, C, CH, 1, SET, EXT_SERVER_NAME, HEX("\0\4\0\0\1a"),
	     TLS_E_BAD_SECOND_HELLO},
	    {"other suites in the second hello", EVIL_13_HRR, C, CH, 1, SUITES, 0, HEX("\x13\2"),
	     TLS_E_BAD_SECOND_HELLO},
	    {"another random in the second hello", EVIL_13_HRR, C, CH, 1, PATCH, FORGE_RANDOM, HEX("abcd"),
	     TLS_E_BAD_SECOND_HELLO},
	    {"another id in the second hello", EVIL_13_HRR, C, CH, 1, ID, 0, HEX("abcd"), TLS_E_BAD_SECOND_HELLO},
	    {"early_data in the second hello", EVIL_13_HRR, C, CH, 1, ADD, EXT_EARLY_DATA, NONE, TLS_E_BAD_EARLY_DATA},
	    {"no key_share in the second hello", EVIL_13_HRR, C, CH, 1, REMOVE, EXT_KEY_SHARE, NONE,
	     TLS_E_BAD_SECOND_HELLO},
	    {"an empty key_share in the second hello", EVIL_13_HRR, C, CH, 1, SET, EXT_KEY_SHARE, HEX("\0\0"),
	     TLS_E_BAD_SECOND_HELLO},
	    {"no versions in the second hello", EVIL_13_HRR, C, CH, 1, REMOVE, EXT_SUPPORTED_VERSIONS, NONE,
	     TLS_E_BAD_SECOND_HELLO},
	    {"padding in the second hello alone", EVIL_13_HRR, C, CH, 1, ADD, EXT_PADDING, HEX("\0\0"), TLS_OK},
	    {"no uncompressed point format, of which TLS 1.3 has none", EVIL_13, C, CH, 0, ADD, EXT_EC_POINT_FORMATS,
	     HEX("\1\1"), TLS_OK},
	    {"no extensions at all", EVIL_13, C, CH, 0, REMOVE, EXT_SUPPORTED_VERSIONS, NONE, TLS_E_NO_SHARED_CIPHER},
	};
	RUN(rows);
}

static void client_hello_12(void **state)
{
	(void)state;
	static const struct row rows[] = {
	    {"an unknown extension", EVIL_12, C, CH, 0, ADD, 0x1234, HEX("abc"), TLS_OK},
	    {"no supported_groups", EVIL_12, C, CH, 0, REMOVE, EXT_SUPPORTED_GROUPS, NONE, TLS_E_NO_SHARED_CIPHER},
	    {"legacy_version of TLS 1.1", EVIL_12, C, CH, 0, PATCH, FORGE_VERSION, HEX("\3\2"),
	     TLS_E_UNSUPPORTED_VERSION},
	    {"legacy_version of the future", EVIL_12, C, CH, 0, PATCH, FORGE_VERSION, HEX("\3\7"), TLS_OK},
	    {"the fallback signal below the best version", EVIL_12, C, CH, 0, SUITES, 0, HEX("\xc0\x2b\0\xff\x56\0"),
	     TLS_E_INAPPROPRIATE_FALLBACK},
	    {"no null compression", EVIL_12, C, CH, 0, COMPRESSION, 0, HEX("\1\2"), TLS_E_BAD_COMPRESSION},
	    {"null compression among others", EVIL_12, C, CH, 0, COMPRESSION, 0, HEX("\1\0"), TLS_OK},
	    {"no uncompressed point format", EVIL_12, C, CH, 0, SET, EXT_EC_POINT_FORMATS, HEX("\1\1"),
	     TLS_E_BAD_EC_POINT_FORMATS},
	    {"point formats of an empty list", EVIL_12, C, CH, 0, SET, EXT_EC_POINT_FORMATS, HEX("\0"),
	     TLS_E_BAD_EXTENSION},
	    {"extended_master_secret with a body", EVIL_12, C, CH, 0, SET, EXT_EXTENDED_MASTER_SECRET, HEX("x"),
	     TLS_E_BAD_EXTENSION},
	    {"renegotiation_info with content", EVIL_12, C, CH, 0, SET, EXT_RENEGOTIATION_INFO, HEX("\1a"),
	     TLS_E_RENEGOTIATION_INFO},
	    {"no signature_algorithms for ECDSA", EVIL_12, C, CH, 0, REMOVE, EXT_SIGNATURE_ALGORITHMS, NONE,
	     TLS_E_NO_SHARED_SIGALG},
	    {"key_share beside TLS 1.2", EVIL_12, C, CH, 0, ADD, EXT_KEY_SHARE, HEX("\0\0"), TLS_OK},
	    {"a resumption without extended master secret", EVIL_12_RES, C, CH, 0, REMOVE, EXT_EXTENDED_MASTER_SECRET,
	     NONE, TLS_E_EMS_MISMATCH},
	};
	RUN(rows);
}

/* ---- the server's hello ------------------------------------------------------------------------------------------ */

static void server_hello_13(void **state)
{
	(void)state;
	static const struct row rows[] = {
	    {"an unknown extension", EVIL_13, S, SH, 0, ADD, 0x1234, NONE, TLS_E_UNSOLICITED_EXTENSION},
	    {"ALPN in the clear", EVIL_13, S, SH, 0, ADD, EXT_ALPN, HEX("\0\3\2h2"), TLS_E_MISPLACED_EXTENSION},
	    {"extended_master_secret", EVIL_13, S, SH, 0, ADD, EXT_EXTENDED_MASTER_SECRET, NONE,
	     TLS_E_MISPLACED_EXTENSION},
	    {"a cookie", EVIL_13, S, SH, 0, ADD, EXT_COOKIE, HEX("\0\1x"), TLS_E_MISPLACED_EXTENSION},
	    {"key_share twice", EVIL_13, S, SH, 0, TWICE, EXT_KEY_SHARE, NONE, TLS_E_DUPLICATE_EXTENSION},
	    {"supported_versions twice", EVIL_13, S, SH, 0, TWICE, EXT_SUPPORTED_VERSIONS, NONE,
	     TLS_E_DUPLICATE_EXTENSION},
	    {"no key_share", EVIL_13, S, SH, 0, REMOVE, EXT_KEY_SHARE, NONE, TLS_E_MISSING_KEY_SHARE},
	    {"a PSK that was not offered", EVIL_13, S, SH, 0, ADD, EXT_PRE_SHARED_KEY, HEX("\0\0"),
	     TLS_E_UNSOLICITED_EXTENSION},
	    {"a PSK index out of range", EVIL_13_PSK, S, SH, 0, SET, EXT_PRE_SHARED_KEY, HEX("\0\1"), TLS_E_WRONG_PSK},
	    {"a PSK index of one byte", EVIL_13_PSK, S, SH, 0, SET, EXT_PRE_SHARED_KEY, HEX("\0"), TLS_E_BAD_EXTENSION},
	    {"a suite with another hash than the PSK's", EVIL_13_PSK, S, SH, 0, SUITE, 0, HEX("\x13\1"),
	     TLS_E_WRONG_PSK_HASH},
	    {"selected version 1.2", EVIL_13, S, SH, 0, SET, EXT_SUPPORTED_VERSIONS, HEX("\3\3"),
	     TLS_E_BAD_SUPPORTED_VERSION},
	    {"selected version 1.4", EVIL_13, S, SH, 0, SET, EXT_SUPPORTED_VERSIONS, HEX("\3\5"),
	     TLS_E_BAD_SUPPORTED_VERSION},
	    {"a selected version of one byte", EVIL_13, S, SH, 0, SET, EXT_SUPPORTED_VERSIONS, HEX("\3"),
	     TLS_E_BAD_EXTENSION},
	    {"TLS 1.2 by leaving supported_versions out", EVIL_13, S, SH, 0, REMOVE, EXT_SUPPORTED_VERSIONS, NONE,
	     TLS_E_MISPLACED_EXTENSION},
	    {"legacy_version 3.4", EVIL_13, S, SH, 0, PATCH, FORGE_VERSION, HEX("\3\4"), TLS_E_WRONG_VERSION},
	    {"legacy_version 3.2", EVIL_13, S, SH, 0, PATCH, FORGE_VERSION, HEX("\3\2"), TLS_E_WRONG_VERSION},
	    {"another session id", EVIL_13, S, SH, 0, ID, 0, HEX("abcd"), TLS_E_BAD_SESSION_ID},
	    {"no session id", EVIL_13, S, SH, 0, ID, 0, NONE, TLS_E_BAD_SESSION_ID},
	    {"a suite that does not exist", EVIL_13, S, SH, 0, SUITE, 0, HEX("\x13\x77"), TLS_E_UNKNOWN_CIPHER},
	    {"a suite of TLS 1.2", EVIL_13, S, SH, 0, SUITE, 0, HEX("\xc0\x2b"), TLS_E_WRONG_CIPHER},
	    {"compression", EVIL_13, S, SH, 0, METHOD, 0, HEX("\1"), TLS_E_BAD_COMPRESSION},
	    {"a group without a share of ours", EVIL_13, S, SH, 0, SET, EXT_KEY_SHARE, HEX("\0\x18\0\1x"),
	     TLS_E_WRONG_SHARE},
	    {"a share of the wrong length", EVIL_13, S, SH, 0, SET, EXT_KEY_SHARE, HEX("\0\x1d\0\1x"),
	     TLS_E_BAD_KEY_SHARE},
	    {"a share of zeros", EVIL_13, S, SH, 0, SET, EXT_KEY_SHARE,
	     HEX("\0\x1d\0\x20\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"), TLS_E_BAD_KEY_SHARE},
	    {"an empty share", EVIL_13, S, SH, 0, SET, EXT_KEY_SHARE, HEX("\0\x1d\0\0"), TLS_E_BAD_EXTENSION},
	};
	RUN(rows);
}

static void hello_retry(void **state)
{
	(void)state;
	static const struct row rows[] = {
	    {"a cookie", EVIL_13_HRR, S, SH, 0, ADD, EXT_COOKIE, HEX("\0\4cook"), TLS_OK},
	    {"an empty cookie", EVIL_13_HRR, S, SH, 0, ADD, EXT_COOKIE, HEX("\0\0"), TLS_E_BAD_EXTENSION},
	    {"nothing to change", EVIL_13_HRR, S, SH, 0, REMOVE, EXT_KEY_SHARE, NONE, TLS_E_BAD_HELLO_RETRY},
	    {"the group whose share was sent", EVIL_13_HRR, S, SH, 0, SET, EXT_KEY_SHARE, HEX("\0\x1d"),
	     TLS_E_WRONG_SHARE},
	    {"a group that was not offered", EVIL_13_HRR, S, SH, 0, SET, EXT_KEY_SHARE, HEX("\0\x19"),
	     TLS_E_WRONG_SHARE},
	    {"a whole share", EVIL_13_HRR, S, SH, 0, SET, EXT_KEY_SHARE, HEX("\0\x18\0\1x"), TLS_E_BAD_EXTENSION},
	    {"pre_shared_key", EVIL_13_HRR, S, SH, 0, ADD, EXT_PRE_SHARED_KEY, HEX("\0\0"), TLS_E_MISPLACED_EXTENSION},
	    {"an unknown extension", EVIL_13_HRR, S, SH, 0, ADD, 0x1234, NONE, TLS_E_UNSOLICITED_EXTENSION},
	    {"a suite that was not offered", EVIL_13_HRR, S, SH, 0, SUITE, 0, HEX("\x13\x77"), TLS_E_UNKNOWN_CIPHER},
	    {"another session id", EVIL_13_HRR, S, SH, 0, ID, 0, HEX("a"), TLS_E_BAD_SESSION_ID},
	    {"compression", EVIL_13_HRR, S, SH, 0, METHOD, 0, HEX("\1"), TLS_E_BAD_COMPRESSION},
	    {"a wrong version", EVIL_13_HRR, S, SH, 0, SET, EXT_SUPPORTED_VERSIONS, HEX("\3\3"),
	     TLS_E_BAD_SUPPORTED_VERSION},
	    {"another suite after the retry", EVIL_13_HRR, S, SH, 1, SUITE, 0, HEX("\x13\3"), TLS_E_WRONG_CIPHER},
	    {"another group after the retry", EVIL_13_HRR, S, SH, 1, SET, EXT_KEY_SHARE, HEX("\0\x1d\0\1x"),
	     TLS_E_WRONG_SHARE},
	    {"a second retry", EVIL_13_HRR, S, SH, 1, PATCH, FORGE_RANDOM,
	     HEX("\xcf\x21\xad\x74\xe5\x9a\x61\x11\xbe\x1d\x8c\x02\x1e\x65\xb8\x91"
		 "\xc2\xa2\x11\x16\x7a\xbb\x8c\x5e\x07\x9e\x09\xe2\xc8\xa8\x33\x9c"),
	     TLS_E_BAD_EXTENSION}, /* its key_share holds a share */
	};
	RUN(rows);
}

static void server_hello_12(void **state)
{
	(void)state;
	static const struct row rows[] = {
	    {"an unknown extension", EVIL_12, S, SH, 0, ADD, 0x1234, NONE, TLS_E_UNSOLICITED_EXTENSION},
	    {"an extension of TLS 1.3", EVIL_12, S, SH, 0, ADD, EXT_KEY_SHARE, HEX("\0\x1d"),
	     TLS_E_MISPLACED_EXTENSION},
	    {"an SCT list that was not asked for", EVIL_12, S, SH, 0, ADD, EXT_SCT, HEX("\0\1x"),
	     TLS_E_UNSOLICITED_EXTENSION},
	    {"max_fragment_length that was not asked for", EVIL_12, S, SH, 0, ADD, EXT_MAX_FRAGMENT_LENGTH, HEX("\1"),
	     TLS_E_UNSOLICITED_EXTENSION},
	    {"ALPN twice", EVIL_12, S, SH, 0, TWICE, EXT_ALPN, NONE, TLS_E_DUPLICATE_EXTENSION},
	    {"two protocols", EVIL_12, S, SH, 0, SET, EXT_ALPN, HEX("\0\6\2h2\2h3"), TLS_E_BAD_EXTENSION},
	    {"a protocol that was not offered", EVIL_12, S, SH, 0, SET, EXT_ALPN, HEX("\0\3\2h9"), TLS_E_BAD_ALPN},
	    {"no protocol", EVIL_12, S, SH, 0, SET, EXT_ALPN, HEX("\0\0"), TLS_E_BAD_EXTENSION},
	    {"no renegotiation_info", EVIL_12, S, SH, 0, REMOVE, EXT_RENEGOTIATION_INFO, NONE,
	     TLS_E_NO_SECURE_RENEGOTIATION},
	    {"renegotiation_info with content", EVIL_12, S, SH, 0, SET, EXT_RENEGOTIATION_INFO, HEX("\1x"),
	     TLS_E_RENEGOTIATION_INFO},
	    {"extended_master_secret with a body", EVIL_12, S, SH, 0, SET, EXT_EXTENDED_MASTER_SECRET, HEX("x"),
	     TLS_E_BAD_EXTENSION},
	    {"no uncompressed point format", EVIL_12, S, SH, 0, SET, EXT_EC_POINT_FORMATS, HEX("\1\1"),
	     TLS_E_BAD_EC_POINT_FORMATS},
	    {"a server_name with a body", EVIL_12, S, SH, 0, SET, EXT_SERVER_NAME, HEX("x"), TLS_E_BAD_EXTENSION},
	    {"a session_ticket with a body", EVIL_12, S, SH, 0, SET, EXT_SESSION_TICKET, HEX("x"), TLS_E_BAD_EXTENSION},
	    {"version 1.1", EVIL_12, S, SH, 0, PATCH, FORGE_VERSION, HEX("\3\2"), TLS_E_WRONG_VERSION},
	    {"version 3.4", EVIL_12, S, SH, 0, PATCH, FORGE_VERSION, HEX("\3\4"), TLS_E_WRONG_VERSION},
	    {"TLS 1.3 where it was not offered", EVIL_12, S, SH, 0, ADD, EXT_SUPPORTED_VERSIONS, HEX("\3\4"),
	     TLS_E_MISPLACED_EXTENSION},
	    {"a suite that was not offered", EVIL_12, S, SH, 0, SUITE, 0, HEX("\0\x2f"), TLS_E_UNKNOWN_CIPHER},
	    {"a suite of TLS 1.3", EVIL_12, S, SH, 0, SUITE, 0, HEX("\x13\1"), TLS_E_WRONG_CIPHER},
	    {"compression", EVIL_12, S, SH, 0, METHOD, 0, HEX("\1"), TLS_E_BAD_COMPRESSION},
	    {"an id of 33 bytes", EVIL_12, S, SH, 0, ID, 0, HEX("123456789012345678901234567890123"), TLS_E_DECODE},
	    {"the mark of a downgrade to TLS 1.1", EVIL_12, S, SH, 0, PATCH, FORGE_RANDOM + 24, HEX("DOWNGRD\0"),
	     TLS_E_DOWNGRADE},
	    {"a resumption with another suite", EVIL_12_RES, S, SH, 0, SUITE, 0, HEX("\xc0\x2b"),
	     TLS_E_SESSION_MISMATCH},
	    {"a resumption without extended master secret", EVIL_12_RES, S, SH, 0, REMOVE, EXT_EXTENDED_MASTER_SECRET,
	     NONE, TLS_E_EMS_MISMATCH},
	};
	RUN(rows);
}

/* ---- the other messages with extensions -------------------------------------------------------------------------- */

static void encrypted_extensions(void **state)
{
	(void)state;
	static const struct row rows[] = {
	    {"an unknown extension", EVIL_13, S, EE, 0, ADD, 0x1234, NONE, TLS_E_UNSOLICITED_EXTENSION},
	    {"early_data that was not offered", EVIL_13, S, EE, 0, ADD, EXT_EARLY_DATA, NONE,
	     TLS_E_UNSOLICITED_EXTENSION},
	    {"max_fragment_length that was not asked for", EVIL_13, S, EE, 0, ADD, EXT_MAX_FRAGMENT_LENGTH, HEX("\1"),
	     TLS_E_UNSOLICITED_EXTENSION},
	    {"groups", EVIL_13, S, EE, 0, ADD, EXT_SUPPORTED_GROUPS, HEX("\0\2\0\x17"), TLS_OK},
	    {"an empty list of groups", EVIL_13, S, EE, 0, ADD, EXT_SUPPORTED_GROUPS, HEX("\0\0"), TLS_E_BAD_EXTENSION},
	    {"ALPN twice", EVIL_13, S, EE, 0, TWICE, EXT_ALPN, NONE, TLS_E_DUPLICATE_EXTENSION},
	    {"two protocols", EVIL_13, S, EE, 0, SET, EXT_ALPN, HEX("\0\6\2h2\2h3"), TLS_E_BAD_EXTENSION},
	    {"a protocol that was not offered", EVIL_13, S, EE, 0, SET, EXT_ALPN, HEX("\0\3\2h9"), TLS_E_BAD_ALPN},
	    {"a server_name with a body", EVIL_13, S, EE, 0, SET, EXT_SERVER_NAME, HEX("x"), TLS_E_BAD_EXTENSION},
	    {"bytes behind the block", EVIL_13, S, EE, 0, BODY, 0, HEX("\0\0x"), TLS_E_LENGTH_MISMATCH},
	    {"no block", EVIL_13, S, EE, 0, BODY, 0, NONE, TLS_E_LENGTH_MISMATCH},
	};
	RUN(rows);
	/* Known, and of no business here. */
	static const uint16_t misplaced[] = {EXT_STATUS_REQUEST,
					     EXT_EC_POINT_FORMATS,
					     EXT_SIGNATURE_ALGORITHMS,
					     EXT_SCT,
					     EXT_PADDING,
					     EXT_EXTENDED_MASTER_SECRET,
					     EXT_SESSION_TICKET,
					     EXT_PRE_SHARED_KEY,
					     EXT_SUPPORTED_VERSIONS,
					     EXT_COOKIE,
					     EXT_PSK_KEY_EXCHANGE_MODES,
					     EXT_CERTIFICATE_AUTHORITIES,
					     EXT_POST_HANDSHAKE_AUTH,
					     EXT_SIGNATURE_ALGORITHMS_CERT,
					     EXT_KEY_SHARE,
					     EXT_RENEGOTIATION_INFO};
	for (size_t i = 0; i < sizeof misplaced / sizeof misplaced[0]; i++) {
		run_row(&(struct row){"misplaced in EncryptedExtensions", EVIL_13, S, EE, 0, ADD, misplaced[i], NONE,
				      TLS_E_MISPLACED_EXTENSION});
	}
}

static void certificate_request(void **state)
{
	(void)state;
	static const struct row rows[] = {
	    {"an unknown extension", EVIL_13, S, CR, 0, ADD, 0x1234, HEX("abc"), TLS_OK},
	    {"no signature_algorithms", EVIL_13, S, CR, 0, REMOVE, EXT_SIGNATURE_ALGORITHMS, NONE,
	     TLS_E_MISSING_SIGALGS},
	    {"signature_algorithms twice", EVIL_13, S, CR, 0, TWICE, EXT_SIGNATURE_ALGORITHMS, NONE,
	     TLS_E_DUPLICATE_EXTENSION},
	    {"key_share", EVIL_13, S, CR, 0, ADD, EXT_KEY_SHARE, NONE, TLS_E_MISPLACED_EXTENSION},
	    {"ALPN", EVIL_13, S, CR, 0, ADD, EXT_ALPN, HEX("\0\3\2h2"), TLS_E_MISPLACED_EXTENSION},
	    {"an empty list of algorithms", EVIL_13, S, CR, 0, SET, EXT_SIGNATURE_ALGORITHMS, HEX("\0\0"),
	     TLS_E_BAD_EXTENSION},
	    {"names", EVIL_13, S, CR, 0, ADD, EXT_CERTIFICATE_AUTHORITIES, HEX("\0\4\0\2ab"), TLS_OK},
	    {"an empty list of names", EVIL_13, S, CR, 0, ADD, EXT_CERTIFICATE_AUTHORITIES, HEX("\0\0"),
	     TLS_E_BAD_EXTENSION},
	    {"an empty name", EVIL_13, S, CR, 0, ADD, EXT_CERTIFICATE_AUTHORITIES, HEX("\0\3\0\0x"), TLS_E_DECODE},
	    {"status_request", EVIL_13, S, CR, 0, ADD, EXT_STATUS_REQUEST, HEX("\1\0\0\0\0"), TLS_OK},
	    {"oid_filters", EVIL_13, S, CR, 0, ADD, EXT_OID_FILTERS, HEX("\0\0"), TLS_OK},
	    {"a context", EVIL_13, S, CR, 0, BODY, 0, HEX("\1x\0\x8\0\x0d\0\4\0\2\x8\7"), TLS_E_DECODE},
	    {"no types in TLS 1.2", EVIL_12, S, CR, 0, BODY, 0, HEX("\0\0\2\x8\7\0\0"), TLS_E_DECODE},
	    {"no algorithms in TLS 1.2", EVIL_12, S, CR, 0, BODY, 0, HEX("\1\x40\0\0\0\0"), TLS_E_DECODE},
	    {"half an algorithm in TLS 1.2", EVIL_12, S, CR, 0, BODY, 0, HEX("\1\x40\0\3\x8\7\x8\0\0"), TLS_E_DECODE},
	    {"an empty name in TLS 1.2", EVIL_12, S, CR, 0, BODY, 0, HEX("\1\x40\0\2\x8\7\0\2\0\0"), TLS_E_DECODE},
	};
	RUN(rows);
}

static void certificates(void **state)
{
	(void)state;
	static const struct row rows[] = {
	    {"an unknown extension", EVIL_13, S, CT, 0, ADD, 0x1234, NONE, TLS_E_UNSOLICITED_EXTENSION},
	    {"an SCT list that was not asked for", EVIL_13, S, CT, 0, ADD, EXT_SCT, HEX("\0\1x"),
	     TLS_E_UNSOLICITED_EXTENSION},
	    {"ALPN", EVIL_13, S, CT, 0, ADD, EXT_ALPN, HEX("\0\3\2h2"), TLS_E_MISPLACED_EXTENSION},
	    {"status_request twice", EVIL_13, S, CT, 0, TWICE, EXT_STATUS_REQUEST, NONE, TLS_E_DUPLICATE_EXTENSION},
	    {"an empty response", EVIL_13, S, CT, 0, SET, EXT_STATUS_REQUEST, HEX("\1\0\0\0"), TLS_E_DECODE},
	    {"a response of another type", EVIL_13, S, CT, 0, SET, EXT_STATUS_REQUEST, HEX("\2\0\0\1x"), TLS_E_DECODE},
	    {"a server's context", EVIL_13, S, CT, 0, BODY, 0, HEX("\1x\0\0\0"), TLS_E_DECODE},
	    {"a server without a certificate", EVIL_13, S, CT, 0, BODY, 0, HEX("\0\0\0\0"), TLS_E_EMPTY_CERTIFICATE},
	    {"an empty certificate", EVIL_13, S, CT, 0, BODY, 0, HEX("\0\0\0\5\0\0\0\0\0"), TLS_E_DECODE},
	    {"a certificate that is none", EVIL_13, S, CT, 0, BODY, 0, HEX("\0\0\0\7\0\0\2ab\0\0"),
	     TLS_E_BAD_CERTIFICATE},
	    {"a client's response without a request", EVIL_13, C, CT, 0, ADD, EXT_STATUS_REQUEST, HEX("\1\0\0\1x"),
	     TLS_E_UNSOLICITED_EXTENSION},
	    {"a client's context", EVIL_13, C, CT, 0, BODY, 0, HEX("\1x\0\0\0"), TLS_E_DECODE},
	    {"a server without a certificate in TLS 1.2", EVIL_12, S, CT, 0, BODY, 0, HEX("\0\0\0"),
	     TLS_E_EMPTY_CERTIFICATE},
	    {"an empty certificate in TLS 1.2", EVIL_12, S, CT, 0, BODY, 0, HEX("\0\0\3\0\0\0"), TLS_E_DECODE},
	    {"an empty response in TLS 1.2", EVIL_12, S, HT_CERTIFICATE_STATUS, 0, BODY, 0, HEX("\1\0\0\0"),
	     TLS_E_DECODE},
	};
	RUN(rows);
}

static void key_exchange_and_signatures(void **state)
{
	(void)state;
	static const struct row rows[] = {
	    {"an explicit curve", EVIL_12, S, HT_SERVER_KEY_EXCHANGE, 0, PATCH, 4, HEX("\1"), TLS_E_BAD_CURVE_TYPE},
	    {"a group that was not offered", EVIL_12, S, HT_SERVER_KEY_EXCHANGE, 0, PATCH, 5, HEX("\0\x19"),
	     TLS_E_WRONG_GROUP},
	    {"another share than was signed", EVIL_12, S, HT_SERVER_KEY_EXCHANGE, 0, PATCH, 10, HEX("\1\2\3\4"),
	     TLS_E_BAD_SIGNATURE},
	    {"an algorithm that was not offered", EVIL_12, S, HT_SERVER_KEY_EXCHANGE, 0, PATCH, 40, HEX("\2\2"),
	     TLS_E_WRONG_SIGALG},
	    {"an algorithm for another kind of key", EVIL_12, S, HT_SERVER_KEY_EXCHANGE, 0, PATCH, 40, HEX("\4\1"),
	     TLS_E_WRONG_SIGALG},
	    {"an empty share", EVIL_12, C, HT_CLIENT_KEY_EXCHANGE, 0, BODY, 0, HEX("\0"), TLS_E_LENGTH_MISMATCH},
	    {"a short share", EVIL_12, C, HT_CLIENT_KEY_EXCHANGE, 0, BODY, 0, HEX("\1x"), TLS_E_BAD_KEY_SHARE},
	    {"a share of zeros", EVIL_12, C, HT_CLIENT_KEY_EXCHANGE, 0, BODY, 0,
	     HEX("\x20\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"), TLS_E_BAD_KEY_SHARE},
	    {"an algorithm of TLS 1.2 in TLS 1.3", EVIL_13, S, HT_CERTIFICATE_VERIFY, 0, PATCH, 4, HEX("\4\1"),
	     TLS_E_WRONG_SIGALG},
	    {"SHA-1 in TLS 1.3", EVIL_13, S, HT_CERTIFICATE_VERIFY, 0, PATCH, 4, HEX("\2\3"), TLS_E_WRONG_SIGALG},
	    {"a curve that is not the key's", EVIL_13, S, HT_CERTIFICATE_VERIFY, 0, PATCH, 4, HEX("\5\3"),
	     TLS_E_WRONG_SIGALG},
	    {"a wrong signature of a client", EVIL_13, C, HT_CERTIFICATE_VERIFY, 0, PATCH, 20, HEX("wrong"),
	     TLS_E_BAD_SIGNATURE},
	    {"a wrong signature of a client of TLS 1.2", EVIL_12, C, HT_CERTIFICATE_VERIFY, 0, PATCH, 20, HEX("wrong"),
	     TLS_E_BAD_SIGNATURE},
	    {"an empty signature", EVIL_13, S, HT_CERTIFICATE_VERIFY, 0, BODY, 0, HEX("\4\3\0\0"), TLS_E_BAD_SIGNATURE},
	};
	RUN(rows);
}

static void tickets(void **state)
{
	(void)state;
	static const struct row rows[] = {
	    {"an unknown extension", EVIL_13, S, NST, 0, ADD, 0x1234, HEX("abc"), TLS_OK},
	    {"early_data", EVIL_13, S, NST, 0, ADD, EXT_EARLY_DATA, HEX("\0\0\1\0"), TLS_OK},
	    {"early_data of three bytes", EVIL_13, S, NST, 0, ADD, EXT_EARLY_DATA, HEX("\0\0\1"), TLS_E_BAD_EXTENSION},
	    {"key_share", EVIL_13, S, NST, 0, ADD, EXT_KEY_SHARE, NONE, TLS_E_MISPLACED_EXTENSION},
	    {"an unknown extension twice", EVIL_13, S, NST, 0, BODY, 0,
	     HEX("\0\0\1\0\0\0\0\0\0\0\1t\0\x8\x12\x34\0\0\x12\x34\0\0"), TLS_E_DUPLICATE_EXTENSION},
	    {"an empty ticket", EVIL_13, S, NST, 0, BODY, 0, HEX("\0\0\1\0\0\0\0\0\0\0\0\0\0"), TLS_E_BAD_TICKET},
	    {"a lifetime of years", EVIL_13, S, NST, 0, PATCH, 4, HEX("\xff\xff\xff\xff"), TLS_OK},
	    {"no lifetime", EVIL_13, S, NST, 0, PATCH, 4, HEX("\0\0\0\0"), TLS_OK},
	    {"an empty ticket of TLS 1.2", EVIL_12, S, NST, 0, BODY, 0, HEX("\0\0\0\0\0\0"), TLS_OK},
	    {"bytes behind a ticket of TLS 1.2", EVIL_12, S, NST, 0, BODY, 0, HEX("\0\0\0\0\0\0x"), TLS_E_BAD_TICKET},
	};
	RUN(rows);
}

/* RFC 8446 §4.1.3: the server could do better, and says so in its random. */
static void downgrade_sentinels(void **state)
{
	(void)state;
	static const struct row to_12 = {"1.2", EVIL_12, S, SH, 0, PATCH, FORGE_RANDOM + 24, HEX("DOWNGRD\1"), TLS_OK};
	static const struct row to_11 = {"1.1", EVIL_12, S, SH, 0, PATCH, FORGE_RANDOM + 24, HEX("DOWNGRD\0"), TLS_OK};
	static const struct row none = {"none", EVIL_12, S, SH, 0, PATCH, FORGE_RANDOM + 24, HEX("DOWNGRX\1"), TLS_OK};
	static const struct {
		const struct row *row;
		bool offers_13;
		enum tls_err err;
	} cases[] = {
	    /* a mark that is not taken for one still fails, at the signature over the random */
	    {&to_12, true, TLS_E_DOWNGRADE},      {&to_11, true, TLS_E_DOWNGRADE},  {&none, true, TLS_E_BAD_SIGNATURE},
	    {&to_12, false, TLS_E_BAD_SIGNATURE}, {&to_11, false, TLS_E_DOWNGRADE},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct evil e;
		evil_init(&e, EVIL_12);
		e.client.max_version = cases[i].offers_13 ? TLS_VERSION_13 : TLS_VERSION_12;
		e.server.max_version = TLS_VERSION_12; /* an honest one says nothing then */
		e.arg = cases[i].row;
		evil_lie(&e, false, SH, 0, change, true);
		evil_run(&e);
		evil_expect(&e, cases[i].err, cases[i].row->what);
		evil_free(&e);
	}
}

/* A second HelloRetryRequest that is well-formed and asks for something new. */
static void retry_again(struct evil *e, struct tls_conn *c, struct buffer *msg)
{
	(void)e;
	(void)c;
	forge_splice(msg, FORGE_RANDOM, RANDOM_LEN, span_of(hello_retry_random, RANDOM_LEN));
	forge_ext_remove(msg, EXT_KEY_SHARE);
	forge_ext_add(msg, EXT_COOKIE, span_of((const uint8_t *)"\0\1x", 3));
}

static void second_retry(void **state)
{
	(void)state;
	struct evil e;
	evil_init(&e, EVIL_13_HRR);
	evil_lie(&e, false, SH, 1, retry_again, false);
	evil_run(&e);
	evil_expect(&e, TLS_E_SECOND_HELLO_RETRY, "a second retry");
	evil_free(&e);
}

/* A retry that only gives a cookie: the same hello again, with it. */
static void cookie_only(struct evil *e, struct tls_conn *c, struct buffer *msg)
{
	(void)e;
	(void)c;
	forge_ext_remove(msg, EXT_KEY_SHARE);
	forge_ext_add(msg, EXT_COOKIE, span_of((const uint8_t *)"\0\4cook", 6));
}

static void cookie_is_echoed(void **state)
{
	(void)state;
	struct evil e;
	evil_init(&e, EVIL_13_HRR);
	evil_lie(&e, false, SH, 0, cookie_only, true);
	evil_start(&e);
	tls_handshake(e.p.client);
	pair_move(&e.p, true);
	tls_handshake(e.p.server);
	pair_move(&e.p, false);
	tls_handshake(e.p.client);
	struct span out = tls_out(e.p.client);
	bool found = false;
	for (size_t i = 0; i + 10 <= out.len && !found; i++) {
		found = memcmp(out.p + i, "\0\x2c\0\6\0\4cook", 10) == 0;
	}
	assert_true(found);
	evil_free(&e);
}

/* ---- GREASE, RFC 8701 -------------------------------------------------------------------------------------------- */

static void grease_client(struct evil *e, struct tls_conn *c, struct buffer *msg)
{
	uint8_t g = (uint8_t)(e->n << 4 | 0xa);
	const uint8_t two[2] = {g, g};
	struct buffer b = {0};
	(void)c;
	/* suites, versions, groups, algorithms: a value of GREASE in front of what is there */
	static const uint16_t lists[] = {EXT_SUPPORTED_VERSIONS, EXT_SUPPORTED_GROUPS, EXT_SIGNATURE_ALGORITHMS};
	for (size_t i = 0; i < 3; i++) {
		size_t prefix = lists[i] == EXT_SUPPORTED_VERSIONS ? 1 : 2;
		if (!forge_ext_has(msg, lists[i])) {
			continue;
		}
		struct span old = forge_ext_body(msg, lists[i]);
		const uint8_t len[2] = {(uint8_t)((old.len - prefix + 2) >> 8), (uint8_t)(old.len - prefix + 2)};
		assert_true(buf_append(&b, span_of(len + 2 - prefix, prefix)) && buf_append(&b, span_of(two, 2)) &&
			    buf_append(&b, span_of(old.p + prefix, old.len - prefix)));
		forge_ext_set(msg, lists[i], buf_span(&b));
		buf_free(&b);
	}
	if (forge_ext_has(msg, EXT_KEY_SHARE)) {
		struct span old = forge_ext_body(msg, EXT_KEY_SHARE);
		const uint8_t entry[7] = {(uint8_t)((old.len - 2 + 5) >> 8), (uint8_t)(old.len - 2 + 5), g, g, 0, 1, 0};
		assert_true(buf_append(&b, span_of(entry, 7)) && buf_append(&b, span_of(old.p + 2, old.len - 2)));
		forge_ext_set(msg, EXT_KEY_SHARE, buf_span(&b));
		buf_free(&b);
		forge_ext_set(msg, EXT_PSK_KEY_EXCHANGE_MODES, span_of((const uint8_t[]){2, g, 1}, 3));
	}
	const uint8_t alpn[] = {0, 6, 2, g, g, 2, 'h', '2'};
	forge_ext_set(msg, EXT_ALPN, span_of(alpn, sizeof alpn));
	struct span suites =
	    span_of(buf_head(msg) + forge_after_id(msg) + 2,
		    (size_t)buf_head(msg)[forge_after_id(msg)] << 8 | buf_head(msg)[forge_after_id(msg) + 1]);
	assert_true(buf_append(&b, span_of(two, 2)) && buf_append(&b, suites));
	forge_suites(msg, buf_span(&b));
	buf_free(&b);
	forge_ext_add(msg, (uint16_t)(g << 8 | g), span_of(NULL, 0));
	uint8_t other = (uint8_t)(((e->n + 1) % 16) << 4 | 0xa);
	forge_ext_add(msg, (uint16_t)(other << 8 | other), span_of(&g, 1));
}

static enum tls_hook_answer skip_grease(void *owner, struct tls_conn *c, struct span offered, struct span *out,
					struct tls_hook_fault *fault)
{
	(void)owner;
	(void)c;
	(void)fault;
	struct reader r = rd_init(offered);
	while (rd_left(&r) != 0) {
		*out = rd_vec(&r, 1, 1, 255);
		if (span_eq(*out, span_str("h2"))) {
			return HOOK_DONE;
		}
	}
	return HOOK_DECLINED;
}

static void grease_of_clients(void **state)
{
	(void)state;
	for (int k = 0; k < 2; k++) {
		for (size_t n = 0; n < 16; n++) {
			struct evil e;
			evil_init(&e, k == 0 ? EVIL_13 : EVIL_12);
			evil_lie(&e, true, CH, 0, grease_client, true);
			e.n = n;
			evil_start(&e);
			e.p.server_hooks.alpn = skip_grease;
			pair_run(&e.p);
			evil_expect_done(&e, "GREASE in the client's hello");
			assert_int_equal(e.told, 1);
			evil_free(&e);
		}
	}
}

/* RFC 8701 §4: servers put it into CertificateRequest and NewSessionTicket, where clients must pass over it. */
static void grease_server(struct evil *e, struct tls_conn *c, struct buffer *msg)
{
	uint8_t g = (uint8_t)(e->n << 4 | 0xa);
	(void)c;
	forge_ext_add(msg, (uint16_t)(g << 8 | g), span_of(&g, 1));
	if (buf_head(msg)[0] == HT_CERTIFICATE_REQUEST) {
		const uint8_t algs[] = {0, 4, g, g, 8, 7};
		forge_ext_set(msg, EXT_SIGNATURE_ALGORITHMS, span_of(algs, sizeof algs));
	}
}

static void grease_of_servers(void **state)
{
	(void)state;
	for (size_t n = 0; n < 32; n++) {
		struct evil e;
		evil_init(&e, EVIL_13);
		evil_lie(&e, false, n < 16 ? HT_CERTIFICATE_REQUEST : HT_NEW_SESSION_TICKET, 0, grease_server, true);
		e.n = n % 16;
		evil_run(&e);
		evil_expect_done(&e, "GREASE of the server");
		assert_int_equal(e.told, 1);
		evil_free(&e);
	}
}

/* RFC 8701 §3.1: and a client refuses a GREASE value that a server picks. */
static void grease_that_is_picked(void **state)
{
	(void)state;
	static const struct row rows[] = {
	    {"a GREASE suite", EVIL_13, S, SH, 0, SUITE, 0, HEX("\x1a\x1a"), TLS_E_UNKNOWN_CIPHER},
	    {"a GREASE group", EVIL_13, S, SH, 0, SET, EXT_KEY_SHARE, HEX("\x1a\x1a\0\1x"), TLS_E_WRONG_SHARE},
	    {"a GREASE version", EVIL_13, S, SH, 0, SET, EXT_SUPPORTED_VERSIONS, HEX("\x1a\x1a"),
	     TLS_E_BAD_SUPPORTED_VERSION},
	    {"a GREASE extension", EVIL_13, S, SH, 0, ADD, 0x1a1a, NONE, TLS_E_UNSOLICITED_EXTENSION},
	    {"an encrypted GREASE extension", EVIL_13, S, EE, 0, ADD, 0x1a1a, NONE, TLS_E_UNSOLICITED_EXTENSION},
	    {"a GREASE extension of a certificate", EVIL_13, S, CT, 0, ADD, 0x1a1a, NONE, TLS_E_UNSOLICITED_EXTENSION},
	    {"a GREASE algorithm", EVIL_13, S, HT_CERTIFICATE_VERIFY, 0, PATCH, 4, HEX("\x1a\x1a"), TLS_E_WRONG_SIGALG},
	    {"a GREASE group in a retry", EVIL_13_HRR, S, SH, 0, SET, EXT_KEY_SHARE, HEX("\x1a\x1a"),
	     TLS_E_WRONG_SHARE},
	    {"a GREASE suite of TLS 1.2", EVIL_12, S, SH, 0, SUITE, 0, HEX("\x1a\x1a"), TLS_E_UNKNOWN_CIPHER},
	    {"a GREASE protocol", EVIL_12, S, SH, 0, SET, EXT_ALPN, HEX("\0\3\2\x1a\x1a"), TLS_E_BAD_ALPN},
	    {"a GREASE group of TLS 1.2", EVIL_12, S, HT_SERVER_KEY_EXCHANGE, 0, PATCH, 5, HEX("\x1a\x1a"),
	     TLS_E_WRONG_GROUP},
	};
	RUN(rows);
}

/* Every extension type that a hello may hold, cut to every length: no end may come to harm. */
static void short_bodies(void **state)
{
	(void)state;
	static const uint8_t junk[40] = {0, 1, 2, 3, 0, 0, 9};
	for (int k = 0; k < 2; k++) {
		for (uint16_t type = 0; type < 64; type++) {
			for (size_t len = 0; len < 8; len++) {
				struct evil e;
				const struct row r = {
				    "short", k == 0 ? EVIL_13 : EVIL_12, C, CH, 0, SET, type, {junk, len}, TLS_OK};
				evil_init(&e, r.kind);
				e.arg = &r;
				evil_lie(&e, true, CH, 0, change, true);
				evil_run(&e);
				evil_deliver(&e);
				assert_int_equal(tls_conn_handshake_done(e.p.server),
						 tls_conn_error(e.p.server) == TLS_OK &&
						     tls_conn_error(e.p.client) == TLS_OK);
				evil_free(&e);
			}
		}
	}
}

/* Two changes to one message. */
static void only_a_stranger(struct evil *e, struct tls_conn *c, struct buffer *msg)
{
	(void)e;
	(void)c;
	forge_ext_remove(msg, EXT_KEY_SHARE);
	forge_ext_add(msg, 0x1234, span_of(NULL, 0));
}

static void old_and_falling(struct evil *e, struct tls_conn *c, struct buffer *msg)
{
	(void)e;
	(void)c;
	forge_splice(msg, FORGE_VERSION, 2, (struct span)HEX("\3\2"));
	forge_suites(msg, (struct span)HEX("\xc0\x2b\x56\0"));
}

/* RFC 8446 §4.2: an extension that was not asked for, before what it would leave to change; RFC 7507 §3: the signal
 * before the version. */
static void what_comes_first(void **state)
{
	(void)state;
	struct evil e;
	evil_init(&e, EVIL_13_HRR);
	evil_lie(&e, false, SH, 0, only_a_stranger, true);
	evil_run(&e);
	evil_expect(&e, TLS_E_UNSOLICITED_EXTENSION, "a retry with an unknown extension alone");
	evil_free(&e);
	evil_init(&e, EVIL_12);
	evil_lie(&e, true, CH, 0, old_and_falling, true);
	evil_run(&e);
	evil_expect(&e, TLS_E_INAPPROPRIATE_FALLBACK, "a fall to a version that is not here");
	evil_free(&e);
}

int main(void)
{
	host_fail_after(-1);
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(client_hello_13),
	    cmocka_unit_test(client_hello_12),
	    cmocka_unit_test(server_hello_13),
	    cmocka_unit_test(hello_retry),
	    cmocka_unit_test(server_hello_12),
	    cmocka_unit_test(encrypted_extensions),
	    cmocka_unit_test(certificate_request),
	    cmocka_unit_test(certificates),
	    cmocka_unit_test(key_exchange_and_signatures),
	    cmocka_unit_test(tickets),
	    cmocka_unit_test(downgrade_sentinels),
	    cmocka_unit_test(second_retry),
	    cmocka_unit_test(cookie_is_echoed),
	    cmocka_unit_test(grease_of_clients),
	    cmocka_unit_test(grease_of_servers),
	    cmocka_unit_test(grease_that_is_picked),
	    cmocka_unit_test(short_bodies),
	    cmocka_unit_test(what_comes_first),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
