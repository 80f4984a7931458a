/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * What an SSL_CTX or an SSL may speak: versions, options, modes, suites, groups, signature algorithms, ALPN, sizes of
 * records, security level. Lists are immutable and shared by reference count, so that an SSL inherits them for the
 * price of a few increments and ten thousand connections hold one copy.
 *
 * Each list keeps two forms: what the program set (getters give it back) and what of it this library can do (the freeze
 * takes it).
 */
#ifndef TEASEL_COMPAT_CONFIG_PROTO_H
#define TEASEL_COMPAT_CONFIG_PROTO_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <openssl/ssl.h>

#include "compat/ssl/cert/compress.h"

struct tls_settings;

/* Sixteen-bit codes of the wire in order of preference (NamedGroup, SignatureScheme). Immutable. */
struct code_list {
	atomic_int refs;
	size_t n_set;  /* codes as the program set them: v[0 .. n_set) */
	size_t n_ours; /* those of them that this library has: v[n_set .. n_set + n_ours) */
	uint16_t v[];
};

/* Bytes, e.g. the ALPN ProtocolNameList. Immutable. */
struct byte_list {
	atomic_int refs;
	size_t len;
	uint8_t b[];
};

/* The suites in order, TLS 1.3's first, as SSL_get_ciphers shows them. Immutable. */
struct cipher_list {
	atomic_int refs;
	STACK_OF(SSL_CIPHER) * sk;
};

/* A program's own judge of algorithms; the default one knows levels only (SSL_CTX_set_security_callback). */
typedef int (*security_cb)(const SSL *s, const SSL_CTX *ctx, int op, int bits, int nid, void *other, void *ex);
typedef size_t (*padding_cb)(SSL *s, int type, size_t len, void *arg);

/* TLSEXT_cert_type_* in order of preference (SSL_CTX_set1_server_cert_type); n 0: not set. */
struct cert_types {
	uint8_t v[TLS_CERT_TYPES_MAX];
	size_t n;
};

struct proto_settings {
	uint64_t options;             /* SSL_OP_*, as set */
	uint32_t mode;                /* SSL_MODE_* */
	uint32_t cert_flags;          /* SSL_CERT_FLAG_* (SSL_CTRL_CERT_FLAGS) */
	int min_version, max_version; /* as set; 0: no bound */

	/* Suites. An SSL's are NULL until it sets its own: it follows its SSL_CTX, also after SSL_set_SSL_CTX. */
	struct cipher_list *ciphers; /* what SSL_get_ciphers returns: tls13 and then tls12 */
	struct cipher_list *tls12;   /* by SSL_CTX_set_cipher_list */
	struct cipher_list *tls13;   /* by SSL_CTX_set_ciphersuites */

	struct code_list *groups;            /* NULL: the default */
	struct byte_list *group_marks;       /* beside those of groups that are ours: GROUP_*; NULL: none */
	struct code_list *sigalgs;           /* NULL: the default */
	struct code_list *client_sigalgs;    /* of clients' authentication; NULL: sigalgs */
	struct byte_list *client_cert_types; /* SSL_CTRL_SET_CLIENT_CERT_TYPES, or NULL */
	struct byte_list *alpn;              /* client: ProtocolNameList content, or NULL */

	/* Of an SSL alone: what SSL_get_client_ciphers showed last. Never inherited. */
	struct cipher_list *client_ciphers;

	size_t max_send_fragment;   /* 512 .. 16384 */
	size_t split_send_fragment; /* at most max_send_fragment */
	size_t max_pipelines;
	size_t max_cert_list;
	size_t default_read_buffer_len; /* 0: not set */
	int read_ahead;
	size_t num_tickets;
	uint32_t max_early_data, recv_max_early_data;
	uint8_t max_fragment_mode; /* TLSEXT_max_fragment_length_*; 0: off */
	bool post_handshake_auth;

	int security_level;      /* 0 .. 5 */
	security_cb security_cb; /* never NULL */
	void *security_ex;

	struct cert_types by_server, by_client;               /* what either side may show */
	const struct tls_cert_codec *cert_codecs[COMP_LIMIT]; /* SSL_CTX_set1_cert_comp_preference */
	size_t n_cert_codecs;

	padding_cb padding_cb;
	void *padding_arg;
	size_t block_padding;    /* application data; 0: none */
	size_t hs_block_padding; /* handshake messages */
};

/* What a list says of a group: its rank, and that a client sends a share for it. */
#define GROUP_RANK  0x7f
#define GROUP_SHARE 0x80

/* Room for the lists that the freeze points at while the engine copies them. */
#define PROTO_MAX_LIST 64
struct proto_scratch {
	uint16_t suites[PROTO_MAX_LIST], groups[PROTO_MAX_LIST], share_groups[PROTO_MAX_LIST];
	uint8_t group_ranks[PROTO_MAX_LIST];
	uint16_t sigalgs[PROTO_MAX_LIST], client_sigalgs[PROTO_MAX_LIST];
};

/* proto_init: the state of a fresh SSL_CTX. 0 with an error queued when memory is out. */
int proto_init(struct proto_settings *p);
/* proto_inherit: what SSL_new takes from its SSL_CTX. dst must not own anything yet. */
int proto_inherit(struct proto_settings *dst, const struct proto_settings *src);
/* proto_adopt: SSL_set_SSL_CTX. dst takes over what OpenSSL keeps beside the certificates (signature algorithms,
 * security level and callback, certificate flags); its other settings stay. */
int proto_adopt(struct proto_settings *dst, const struct proto_settings *src);
/* proto_copy: SSL_dup. All settings, dst's own are let go. */
int proto_copy(struct proto_settings *dst, const struct proto_settings *src);
void proto_free(struct proto_settings *p);

/*
 * proto_fill puts versions, suites, groups, signature algorithms, ALPN, sizes and the options that the engine knows
 * into out; lists point into p, ctx's settings and scratch. s is NULL when an SSL_CTX freezes. 1, or 0 with an error
 * queued (SSL_R_NO_CIPHERS_AVAILABLE ...). Bits that other
 * families know of (REQUEST_CERT, REQUEST_OCSP, NO_SESSION_CACHE ...) are theirs to add.
 */
int proto_fill(const struct proto_settings *p, const SSL *s, const SSL_CTX *ctx, struct tls_settings *out,
	       struct proto_scratch *scratch);

/* proto_security asks the program's callback, or the level: 1 when the algorithm may be used. op: SSL_SECOP_*. */
int proto_security(const struct proto_settings *p, const SSL *s, const SSL_CTX *ctx, int op, int bits, int nid,
		   void *other);
/* proto_security_bits: the bits that the level asks for, 0 when a callback of the program's judges alone. */
unsigned proto_security_bits(const struct proto_settings *p);

/* config_system_default applies openssl.cnf's part for every SSL_CTX; the last step of SSL_CTX_new. (system_config.c)
 */
void config_system_default(SSL_CTX *ctx);

/* proto_ciphers: the list in force for s (its own, or its SSL_CTX's). NULL only for NULL. */
STACK_OF(SSL_CIPHER) * proto_ciphers(const SSL *s);

/*
 * versions_enabled: the least and the greatest version that options and bounds leave (and the method of s, or of ctx).
 * 0 without an error queued when there is none. cipher_usable: c belongs to one of them and passes the security level.
 */
int versions_enabled(const struct proto_settings *p, const SSL *s, const SSL_CTX *ctx, uint16_t *min, uint16_t *max);
int cipher_usable(const struct proto_settings *p, const SSL *s, const SSL_CTX *ctx, const SSL_CIPHER *c, int op,
		  uint16_t min, uint16_t max);

struct code_list *code_list_new(size_t n_set, size_t n_ours);
struct code_list *code_list_ref(struct code_list *l);
void code_list_free(struct code_list *l);
struct byte_list *byte_list_new(const void *b, size_t len);
struct byte_list *byte_list_ref(struct byte_list *l);
void byte_list_free(struct byte_list *l);
struct cipher_list *cipher_list_ref(struct cipher_list *l);
void cipher_list_free(struct cipher_list *l);

#endif
