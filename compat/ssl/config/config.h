/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * What the files of this folder offer to one another. A setter takes the settings, which an SSL_CTX and an SSL both
 * have, and says whether something changed that the engine must hear of.
 */
#ifndef TEASEL_COMPAT_CONFIG_CONFIG_H
#define TEASEL_COMPAT_CONFIG_CONFIG_H

#include "compat/ssl/config/ciphers.h"
#include "compat/ssl/core/local.h"

/* Commands of SSL_ctrl and SSL_CTX_ctrl. s is NULL for SSL_CTX_ctrl; else ctx is the SSL's. */
typedef long (*ctrl_handler)(SSL_CTX *ctx, SSL *s, int cmd, long larg, void *parg);

long mode_ctrl(SSL_CTX *ctx, SSL *s, int cmd, long larg, void *parg);
long version_ctrl(SSL_CTX *ctx, SSL *s, int cmd, long larg, void *parg);
long groups_ctrl(SSL_CTX *ctx, SSL *s, int cmd, long larg, void *parg);
long sigalgs_ctrl(SSL_CTX *ctx, SSL *s, int cmd, long larg, void *parg);
long record_ctrl(SSL_CTX *ctx, SSL *s, int cmd, long larg, void *parg);
long tmp_key_ctrl(SSL_CTX *ctx, SSL *s, int cmd, long larg, void *parg);
/* query/negotiated.c */
long query_ctrl(SSL_CTX *ctx, SSL *s, int cmd, long larg, void *parg);

/* words_equal compares at most max bytes of two ASCII words, capitals aside, in whatever locale the program runs.
 * (libcrypto's function for it is younger than 3.0.0.) */
static inline bool words_equal(const char *a, const char *b, size_t max)
{
	for (; max != 0; max--, a++, b++) {
		char x = *a >= 'A' && *a <= 'Z' ? (char)(*a + ('a' - 'A')) : *a;
		char y = *b >= 'A' && *b <= 'Z' ? (char)(*b + ('a' - 'A')) : *b;
		if (x != y) {
			return false;
		}
		if (x == 0) {
			break;
		}
	}
	return true;
}

static inline struct proto_settings *proto_of(SSL_CTX *ctx, SSL *s)
{
	return s != NULL ? &s->set.proto : &ctx->set.proto;
}

/* proto_changed: the next connection freezes anew. */
static inline void proto_changed(SSL_CTX *ctx, SSL *s)
{
	if (s != NULL) {
		ssl_changed(s);
	} else {
		ctx_changed(ctx);
	}
}

/* A named group: its code on the wire, OpenSSL's number and names, its strength. (groups.c) */
struct group_info {
	uint16_t code;
	int nid;
	const char *name;   /* the name of SSL_group_to_name */
	const char *others; /* further names that lists may use, separated by spaces */
	int bits;
};

const struct group_info *group_by_code(uint16_t code);
const struct group_info *group_by_nid(int nid);
/* group_nid: the NID, or TLSEXT_nid_unknown with the code in it. */
int group_nid(uint16_t code);

/* group_by_name: a group that nobody heard of when OpenSSL 3.0 came out counts as known only when it is here. */
const struct group_info *group_by_name(const char *name, size_t len);

/* The most groups that a list may name. */
#define MAX_GROUPS 40
/* groups_set_codes takes over n different codes, ours among them; mark: GROUP_* of each, ranks rising, or NULL. */
int groups_set_codes(struct proto_settings *p, const uint16_t *code, const uint8_t *mark, size_t n);

/* groups_set_list (group_list.c) and groups_set_nids: 1, or 0 with an error queued (as far as OpenSSL queues one). */
int groups_set_list(struct proto_settings *p, const char *s);
int groups_set_nids(struct proto_settings *p, const int *nid, size_t n);
size_t groups_default(uint16_t *out, size_t room);

/* A signature scheme as OpenSSL's interface describes it. (sigalgs.c) */
struct sigalg_info {
	uint16_t code;
	const char *name; /* NULL: has none */
	int hash;         /* NID, NID_undef for EdDSA */
	int key;          /* EVP_PKEY_* of the signature */
	int combined;     /* NID of the pair, or NID_undef */
	int bits;
};

const struct sigalg_info *sigalg_by_code(uint16_t code);
int sigalgs_set_list(struct proto_settings *p, const char *s, bool client);
size_t sigalgs_default(uint16_t *out, size_t room);
/* sigalgs_own: the schemes that this side signs with, *n of them; a client has a list of its own for that. all: room
 * for PROTO_MAX_LIST, where the default is put. (SSL_CTX_set1_client_sigalgs(3)) */
const uint16_t *sigalgs_own(const struct proto_settings *p, bool client, uint16_t *all, size_t *n);

int default_security_cb(const SSL *s, const SSL_CTX *ctx, int op, int bits, int nid, void *other, void *ex);

/* Functions that came after OpenSSL 3.0, which our headers speak for. */
int SSL_CTX_set_block_padding_ex(SSL_CTX *ctx, size_t app_block_size, size_t hs_block_size);
int SSL_set_block_padding_ex(SSL *s, size_t app_block_size, size_t hs_block_size);
const char *SSL_get0_group_name(SSL *s);

#define N_ELEMENTS(a) (sizeof(a) / sizeof((a)[0]))

#endif
