/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * The engine's front: the only header that compat/ssl includes. A struct tls_conn is one end of one TLS connection,
 * sans-I/O: bytes from the peer go in, bytes for the peer come out, and it owns no socket, file, clock or lock.
 *
 *     in:   tls_in_space / tls_in_commit / tls_in_eof         out:   tls_out / tls_out_consume
 *     do:   tls_handshake, tls_read, tls_write, tls_shutdown, tls_key_update
 *
 * Whatever a handshake must ask the outside goes through struct tls_hooks. A hook may answer HOOK_LATER: the step is
 * suspended before it changed anything and asks again at the next call.
 *
 * Threads: a tls_config may be shared by any number of threads; a tls_conn belongs to one thread at a time.
 */
#ifndef TEASEL_ENGINE_H
#define TEASEL_ENGINE_H

#include "base/alloc.h"
#include "base/buffer.h"
#include "base/err.h"
#include "base/reader.h"
#include "base/secret.h"
#include "base/span.h"
#include "crypto/aead.h"
#include "crypto/hash.h"
#include "crypto/hmac.h"
#include "crypto/key.h"
#include "crypto/kx.h"
#include "crypto/rng.h"
#include "crypto/sig.h"
#include "pki/anchors.h"
#include "pki/cert.h"
#include "pki/name.h"
#include "pki/ocsp.h"
#include "pki/privkey.h"
#include "pki/revocation.h"
#include "pki/verify.h"
#include "pki/verify_check.h"
#include "tls/session/session.h"
#include "tls/wire/place.h"

#define TLS_VERSION_12 0x0303
#define TLS_VERSION_13 0x0304

enum tls_role { TLS_CLIENT, TLS_SERVER };

/* ---- suites ---------------------------------------------------------------------------------------------------- */

struct tls_suite {
	uint16_t code;
	const char *name; /* RFC name, e.g. "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256" */
	uint16_t version; /* TLS_VERSION_12 or TLS_VERSION_13 */
	uint8_t aead;     /* enum aead_id */
	uint8_t hash;     /* enum hash_id of the transcript, HKDF and PRF */
	bool auth_rsa,
	    auth_ecdsa; /* TLS 1.2: the key kinds that may authenticate the server (Ed25519 counts as ECDSA) */
};

/* tls_suite_by_code: NULL when unknown. tls_suite_at walks the whole table, NULL at the end. */
const struct tls_suite *tls_suite_by_code(uint16_t code);
const struct tls_suite *tls_suite_at(size_t i);

/* ---- identities: a certificate chain and its key ---------------------------------------------------------------- */

/* Immutable, shared by reference count. */
struct tls_identity;

/*
 * tls_identity_new copies the n DER certificates (leaf first, n >= 1). key may be NULL: then the sign hook is asked
 * and gets external (a value of the caller's). TLS_E_KEY_MISMATCH when key is not the leaf's. The identity takes key
 * over on success.
 */
MUST_CHECK enum tls_err tls_identity_new(struct tls_identity **out, const struct span *chain, size_t n,
					 struct privkey *key, void *external);
/*
 * tls_identity_new_raw: a key without a certificate, for peers that take raw public keys (RFC 7250); spki is its
 * SubjectPublicKeyInfo. The rest is as above.
 */
MUST_CHECK enum tls_err tls_identity_new_raw(struct tls_identity **out, struct span spki, struct privkey *key,
					     void *external);
struct tls_identity *tls_identity_up_ref(struct tls_identity *id);
void tls_identity_free(struct tls_identity *id);
void *tls_identity_external(const struct tls_identity *id);
/* tls_identity_on_free: fn is given external when the last reference goes; only before the identity is shared. */
void tls_identity_on_free(struct tls_identity *id, void (*fn)(void *external));
struct cert *tls_identity_leaf(const struct tls_identity *id); /* NULL: there is none */
/* tls_identity_set_ocsp and _set_sct: stapled bytes, copied; only before the identity is shared. */
MUST_CHECK enum tls_err tls_identity_set_ocsp(struct tls_identity *id, struct span response);
MUST_CHECK enum tls_err tls_identity_set_sct(struct tls_identity *id, struct span sct_list);
/*
 * Certificate compression for servers, which compress once and not in each handshake. tls_identity_message appends to
 * out the Certificate message that packed forms stand for; tls_identity_set_packed copies the form under algorithm alg
 * of a message of len bytes, only before the identity is shared. TLS_E_BAD_ARGUMENT: one form too many.
 */
MUST_CHECK enum tls_err tls_identity_message(const struct tls_identity *id, struct buffer *out);
MUST_CHECK enum tls_err tls_identity_set_packed(struct tls_identity *id, uint16_t alg, struct span packed, size_t len);

/*
 * Compression of certificates (RFC 8879): the protocol is the engine's, the algorithms are the caller's. compress
 * appends to out. expand fills out, whose length the peer has declared and the engine bounded: false for input that
 * makes more, less, or nothing of sense, and nothing is ever written beyond out_len.
 */
struct tls_cert_codec {
	uint16_t alg; /* CertificateCompressionAlgorithm */
	bool (*compress)(struct span in, struct buffer *out);
	bool (*expand)(struct span in, uint8_t *out, size_t out_len);
};
#define TLS_CERT_CODECS_MAX 4

/* ---- configuration ---------------------------------------------------------------------------------------------- */

#define TLS_OPT_SERVER_PREFERENCE     (1u << 0) /* the server's order of suites wins */
#define TLS_OPT_PRIORITIZE_CHACHA     (1u << 1) /* unless the client lists ChaCha20 first */
#define TLS_OPT_NO_TICKET             (1u << 2)
#define TLS_OPT_NO_MIDDLEBOX_COMPAT   (1u << 3) /* no dummy ChangeCipherSpec, empty legacy session id */
#define TLS_OPT_NO_EMS                (1u << 4) /* do not offer or accept extended master secret */
#define TLS_OPT_LEGACY_SERVER_CONNECT (1u << 5) /* client: servers without RFC 5746 are accepted */
#define TLS_OPT_IGNORE_UNEXPECTED_EOF (1u << 6) /* the end of the stream counts as close_notify */
#define TLS_OPT_ALLOW_NO_EMS_RESUME   (1u << 7)
#define TLS_OPT_NO_ANTI_REPLAY        (1u << 8)
#define TLS_OPT_POST_HANDSHAKE_AUTH   (1u << 9)  /* client: offers post_handshake_auth */
#define TLS_OPT_REQUEST_OCSP          (1u << 10) /* client: asks for a stapled response */
#define TLS_OPT_REQUEST_SCT           (1u << 11)
#define TLS_OPT_FALLBACK_SCSV         (1u << 12) /* client: SSL_MODE_SEND_FALLBACK_SCSV */
#define TLS_OPT_REQUEST_CERT          (1u << 13) /* server: sends CertificateRequest */
#define TLS_OPT_REQUIRE_CERT          (1u << 14) /* server: whoever is asked, now or later, must show one */
#define TLS_OPT_CLIENT_PREFERS_GROUPS (1u << 15)
#define TLS_OPT_NO_SESSION_CACHE      (1u << 16) /* server: issues no session ids and asks no lookup (TLS 1.2) */
#define TLS_OPT_STATEFUL_TICKETS      (1u << 17) /* server: TLS 1.3 tickets are session ids, looked up by hook */
#define TLS_OPT_NO_PACKED_TX          (1u << 18) /* cert_codecs only expand */
#define TLS_OPT_NO_PACKED_RX          (1u << 19) /* cert_codecs only compress */

/*
 * Settings are plain data: the caller fills the struct, tls_config_new copies all that it points at. Lists are in order
 * of preference. The zero value of a list means the engine's default.
 */
struct tls_settings {
	uint16_t min_version, max_version; /* 0: no bound */
	uint32_t options;                  /* TLS_OPT_* */
	const uint16_t *suites;
	size_t n_suites;
	const uint16_t *groups; /* a client sends a key share for the first n_key_shares of them (0: 1) */
	size_t n_groups;
	size_t n_key_shares;
	const uint16_t *share_groups; /* or for these of them, in their order, at most TLS_KEY_SHARES_MAX */
	size_t n_share_groups;
	/* A server's ranks of its groups, beside them, rising from 0; NULL: all the same. A group of a lower rank is
	 * chosen also when it costs a HelloRetryRequest. */
	const uint8_t *group_ranks;
	const uint16_t *sigalgs; /* what may sign for us and what we accept from peers */
	size_t n_sigalgs;
	const uint16_t *client_sigalgs; /* of a client's authentication: asked for, or signed with; default sigalgs */
	size_t n_client_sigalgs;
	struct tls_identity *const *identities; /* references are taken */
	size_t n_identities;
	struct span alpn;           /* client: ProtocolNameList content (u8 length + name ...) */
	struct span ca_names;       /* server: certificate_authorities content: u16 length + Name DER ... */
	struct span hello_ca_names; /* client, TLS 1.3: the same for its hello */
	size_t max_fragment;        /* plaintext bytes per record sent, 512 to 16384; 0: 16384 */
	size_t max_cert_list;       /* bytes of a peer's Certificate message; 0: 100 KiB */
	unsigned n_tickets;         /* server, TLS 1.3: tickets after a full handshake */
	uint32_t max_early_data, recv_max_early_data;
	int64_t session_timeout; /* seconds */
	struct span session_context;
	/* Bits of security that groups, suites and peers' keys need (0: no bound); see SSL_CTX_set_security_level(3).
	 */
	unsigned min_security_bits;
	/* TLS 1.3: algorithms for certificates, at most TLS_CERT_CODECS_MAX in order of preference; static. None: none.
	 * A server sends the packed forms that its identity has, and goes by the client's order when none is set here;
	 * a client compresses its answer. */
	const struct tls_cert_codec *const *cert_codecs;
	size_t n_cert_codecs;
	/* What the server may show, and the client (RFC 7250): TLS_CERT_* in order of preference, at most
	 * TLS_CERT_TYPES_MAX. Empty: certificates, and the extension is neither sent nor heeded. */
	struct span server_cert_types, client_cert_types;
};

#define TLS_KEY_SHARES_MAX 4
#define TLS_CERT_X509      0
#define TLS_CERT_RAW       2
#define TLS_CERT_TYPES_MAX 2

struct tls_config;
/* tls_config_new: one reference. TLS_E_NO_PROTOCOLS_ENABLED and the like are found at the handshake, not here. */
MUST_CHECK enum tls_err tls_config_new(struct tls_config **out, const struct tls_settings *s);
struct tls_config *tls_config_up_ref(struct tls_config *c);
void tls_config_free(struct tls_config *c);

/* ---- what hooks see ---------------------------------------------------------------------------------------------- */

struct tls_conn;

enum tls_hook_answer { HOOK_DONE, HOOK_DECLINED, HOOK_LATER, HOOK_FAIL };

/* The ClientHello as it came; views are valid during the call. */
struct tls_hello_view {
	uint16_t legacy_version;
	struct span random, session_id, cipher_suites, compression;
	struct span extensions; /* content of the extensions block, or empty */
};

/* Where an extension stands. Within a Certificate message (IN_CT): beside the certificate cert, index counted from the
 * leaf. */
struct tls_ext_at {
	enum ext_place place;
	size_t index;
	struct span cert;
};

/* CertificateRequest as a client sees it. */
struct tls_cert_request_view {
	const uint16_t *sigalgs;
	size_t n_sigalgs;
	struct span ca_names;   /* u16 length + Name DER ... */
	struct span cert_types; /* TLS 1.2 ClientCertificateType bytes */
};

/* Moments for the event hook. */
enum tls_event {
	EV_HANDSHAKE_START,
	EV_STEP, /* arg: enum tls_step just entered */
	EV_HANDSHAKE_DONE,
	EV_ALERT_SENT, /* arg: level << 8 | description */
	EV_ALERT_RECEIVED,
};

/* Where a handshake stands: the message last sent or received. OpenSSL's OSSL_HANDSHAKE_STATE maps onto it. */
#define TLS_STEP_TABLE(X)                                                                                              \
	X(BEFORE)                                                                                                      \
	X(DONE)                                                                                                        \
	X(C_SENT_CLIENT_HELLO)                                                                                         \
	X(C_GOT_HELLO_RETRY)                                                                                           \
	X(C_GOT_SERVER_HELLO)                                                                                          \
	X(C_GOT_ENCRYPTED_EXTENSIONS)                                                                                  \
	X(C_GOT_CERT_REQUEST) X(C_GOT_CERT) X(C_GOT_CERT_STATUS) X(C_GOT_SERVER_KEY_EXCHANGE) X(C_GOT_CERT_VERIFY)     \
	    X(C_GOT_SERVER_DONE) X(C_SENT_CERT) X(C_SENT_CLIENT_KEY_EXCHANGE) X(C_SENT_CERT_VERIFY) X(C_SENT_CCS)      \
		X(C_SENT_END_OF_EARLY_DATA) X(C_SENT_FINISHED) X(C_GOT_SESSION_TICKET) X(C_GOT_CCS) X(C_GOT_FINISHED)  \
		    X(C_GOT_KEY_UPDATE) X(C_SENT_KEY_UPDATE) X(S_GOT_CLIENT_HELLO) X(S_SENT_HELLO_RETRY)               \
			X(S_SENT_SERVER_HELLO) X(S_SENT_ENCRYPTED_EXTENSIONS) X(S_SENT_CERT_REQUEST) X(S_SENT_CERT)    \
			    X(S_SENT_CERT_STATUS) X(S_SENT_SERVER_KEY_EXCHANGE) X(S_SENT_CERT_VERIFY)                  \
				X(S_SENT_SERVER_DONE) X(S_GOT_CERT) X(S_GOT_CLIENT_KEY_EXCHANGE) X(S_GOT_CERT_VERIFY)  \
				    X(S_GOT_END_OF_EARLY_DATA) X(S_GOT_CCS) X(S_GOT_FINISHED) X(S_SENT_SESSION_TICKET) \
					X(S_SENT_CCS) X(S_SENT_FINISHED) X(S_GOT_KEY_UPDATE) X(S_SENT_KEY_UPDATE)

enum tls_step {
#define X(name) STEP_##name,
	TLS_STEP_TABLE(X)
#undef X
	    STEP_COUNT
};

/* What the tap sees: records' headers, handshake messages whole, alerts, CCS, inner content types. Of what is sent it sees the
 * records first, then the messages in them. */
#define TAP_RECORD_HEADER      0x100
#define TAP_INNER_CONTENT_TYPE 0x101

enum tls_ticket_answer {
	TICKET_OK,
	TICKET_OK_RENEW, /* usable, and the client should get a new one */
	TICKET_UNKNOWN,  /* carry on with a full handshake */
	TICKET_FAIL,     /* end the handshake */
};

/*
 * The hooks. owner is the value given to tls_conn_new. A NULL hook has the default named beside it. Hooks named
 * (config) may call tls_conn_set_config. On HOOK_FAIL the hook sets *err (TLS_E_CALLBACK_FAILED unless it knows better)
 * and may set *alert to override the alert of that error.
 */
struct tls_hook_fault {
	enum tls_err err;
	enum tls_alert alert; /* ALERT_NONE: the error's own */
	bool silent;          /* send no alert at all */
};

struct tls_hooks {
	/* Server, before anything of the hello is acted upon. (config) Default: done. */
	enum tls_hook_answer (*client_hello)(void *owner, struct tls_conn *c, const struct tls_hello_view *hello,
					     struct tls_hook_fault *fault);
	/* Server, after the extensions were read; name is empty when none was sent. HOOK_DONE: acknowledge it;
	 * HOOK_DECLINED: carry on without acknowledging. (config) Default: declined. */
	enum tls_hook_answer (*server_name)(void *owner, struct tls_conn *c, struct span name,
					    struct tls_hook_fault *fault);
	/* Server, before suite and certificate are chosen. (config) Default: done. */
	enum tls_hook_answer (*choose_identity)(void *owner, struct tls_conn *c, struct tls_hook_fault *fault);
	/* Client, when the server asks for a certificate. (config) Default: done. */
	enum tls_hook_answer (*client_identity)(void *owner, struct tls_conn *c,
						const struct tls_cert_request_view *req, struct tls_hook_fault *fault);
	/* Server: out must view a name within offered (or static memory). HOOK_DECLINED: no ALPN. Default: declined. */
	enum tls_hook_answer (*alpn)(void *owner, struct tls_conn *c, struct span offered, struct span *out,
				     struct tls_hook_fault *fault);
	/* Both: judge the peer's chain (leaf first, n >= 1). NULL hook: every chain is accepted, which only tests do.
	 */
	enum tls_hook_answer (*verify)(void *owner, struct tls_conn *c, struct cert *const *chain, size_t n,
				       struct tls_hook_fault *fault);
	/* Both: judge the peer's raw public key, a SubjectPublicKeyInfo. NULL hook: as above. */
	enum tls_hook_answer (*verify_raw)(void *owner, struct tls_conn *c, struct span spki,
					   struct tls_hook_fault *fault);
	/* Both: sign parts with an identity whose key is external. out has SIG_MAX_LEN bytes. */
	enum tls_hook_answer (*sign)(void *owner, struct tls_conn *c, const struct tls_identity *id,
				     const struct sig_scheme_info *scheme, const struct span *parts, size_t n_parts,
				     uint8_t *out, size_t *out_len, struct tls_hook_fault *fault);
	/* Server: the response to staple for the identity in use, copied by the engine. Default: the identity's own. */
	enum tls_hook_answer (*staple)(void *owner, struct tls_conn *c, struct buffer *out,
				       struct tls_hook_fault *fault);
	/* Client: judge the stapled response (empty: none came, or none was asked for). Default: done. */
	enum tls_hook_answer (*stapled)(void *owner, struct tls_conn *c, struct span response,
					struct tls_hook_fault *fault);

	/* Both: the engine made a session and is about to use it; the program's facts go in (verify_result). */
	void (*session_fill)(void *owner, struct tls_conn *c, struct tls_session *s);
	/* Client: a session can be resumed from now on (TLS 1.2 handshake done, or a ticket came). Server: a session
	 * was made that the cache should keep under its id. The hook takes a reference if it keeps it. */
	void (*session_new)(void *owner, struct tls_conn *c, struct tls_session *s);
	/* Server: find the session with this id. *out is a reference for the engine. Default: declined. */
	enum tls_hook_answer (*session_lookup)(void *owner, struct tls_conn *c, struct span id,
					       struct tls_session **out, struct tls_hook_fault *fault);
	/* Server: forget this session. True when it was still there: of all who ask, one is told so. Default: false. */
	bool (*session_remove)(void *owner, struct tls_conn *c, struct tls_session *s);
	/* Server: 32-byte (at most) new session id that is not in use. Default: 32 random bytes. */
	enum tls_hook_answer (*session_id)(void *owner, struct tls_conn *c, uint8_t *id, size_t *len,
					   struct tls_hook_fault *fault);
	/* Server: protect and open ticket contents. Default: tickets are not issued. */
	enum tls_hook_answer (*ticket_seal)(void *owner, struct tls_conn *c, struct span content, struct buffer *out,
					    struct tls_hook_fault *fault);
	enum tls_ticket_answer (*ticket_open)(void *owner, struct tls_conn *c, struct span ticket,
					      struct buffer *content);
	/* Server: a ticket or session may serve this connection (policy of the program). Default: yes. */
	bool (*session_accept)(void *owner, struct tls_conn *c, struct tls_session *s, bool renew);
	/* Client: the key of the program's to offer (TLS 1.3), a session that is marked external, with the identity as
	 * its ticket. *out is a reference for the engine. hash: the one that it must be for, after HelloRetryRequest;
	 * else HASH_NONE. Default: declined. */
	enum tls_hook_answer (*psk_use)(void *owner, struct tls_conn *c, enum hash_id hash, struct tls_session **out,
					struct tls_hook_fault *fault);
	/* Server: the program's key of this identity, in the same form. Default: declined. */
	enum tls_hook_answer (*psk_find)(void *owner, struct tls_conn *c, struct span identity,
					 struct tls_session **out, struct tls_hook_fault *fault);
	/* Server: the early data of this hello may be accepted, as far as all else is concerned. Default: yes. */
	bool (*early_data_accept)(void *owner, struct tls_conn *c);

	/* Server that keeps nothing (tls_conn_set_stateless): a cookie out of content, which the hook authenticates and
	 * dates; and the content of a cookie, HOOK_DECLINED for one that is none, or too old. */
	enum tls_hook_answer (*cookie_seal)(void *owner, struct tls_conn *c, struct span content, struct buffer *out,
					    struct tls_hook_fault *fault);
	enum tls_hook_answer (*cookie_open)(void *owner, struct tls_conn *c, struct span cookie, struct buffer *content,
					    struct tls_hook_fault *fault);

	/* Both: append to out what the program wants in a message beside the engine's own extensions, whole as on the
	 * wire: type, length, body. SignedCertificateTimestamps may be among them. Default: nothing. */
	enum tls_hook_answer (*custom_write)(void *owner, struct tls_conn *c, struct tls_ext_at at, struct buffer *out,
					     struct tls_hook_fault *fault);
	/* Both: a message's extension block, the engine's own among them; what is not has been asked for where that is
	 * needed. Default: nobody looks. */
	enum tls_hook_answer (*custom_read)(void *owner, struct tls_conn *c, struct tls_ext_at at, struct span block,
					    struct tls_hook_fault *fault);

	/* NSS key log: label such as "CLIENT_RANDOM", and the two values. Default: nothing is logged. */
	void (*key_log)(void *owner, struct tls_conn *c, const char *label, struct span client_random,
			struct span secret);
	/* Every message. sent: by us. content_type: record type or TAP_*. Default: none. */
	void (*tap)(void *owner, struct tls_conn *c, bool sent, uint16_t version, int content_type, struct span bytes);
	void (*event)(void *owner, struct tls_conn *c, enum tls_event ev, int arg);
	/* Milliseconds since 1970. Required. */
	int64_t (*now_ms)(void *owner);
};

/* ---- connections --------------------------------------------------------------------------------------------------
 */

enum tls_status {
	TLS_ST_DONE,     /* done what was asked (OpenSSL has the name TLS_ST_OK for a handshake state) */
	TLS_ST_WANT_IN,  /* more bytes from the peer are needed (flush the output first) */
	TLS_ST_WANT_OUT, /* the output buffer is full: flush, then call again */
	TLS_ST_LATER,    /* a hook answered HOOK_LATER: tls_conn_later() says which */
	TLS_ST_CLOSED,   /* the peer sent close_notify; no more data will come */
	TLS_ST_FAILED,   /* tls_conn_error() says why; the output may hold an alert to flush */
};

enum tls_later {
	LATER_NONE,
	LATER_CLIENT_HELLO,
	LATER_IDENTITY,
	LATER_VERIFY,
	LATER_SIGN,
	LATER_SESSION,
	LATER_OTHER,
	LATER_COOKIE, /* a HelloRetryRequest with a cookie is in the output, and this connection has nothing more to do
		       */
};

/* tls_conn_new takes a reference on cfg. hooks must outlive the connection. NULL when memory is out. */
struct tls_conn *tls_conn_new(struct tls_config *cfg, enum tls_role role, const struct tls_hooks *hooks, void *owner);
void tls_conn_free(struct tls_conn *c);

/* Client, before the handshake: SNI (NULL: none; not sent for IP addresses: the caller decides). Copied. */
MUST_CHECK enum tls_err tls_conn_set_server_name(struct tls_conn *c, const char *name);
/*
 * Server, before the handshake: a TLS 1.3 hello without a cookie of ours is answered by a HelloRetryRequest with one
 * (RFC 8446 §4.2.2), and the connection stops there (LATER_COOKIE), so that nothing is kept for a client that has not
 * proved that it gets what is sent to it. A hello with a cookie goes on where the other stopped, in any connection;
 * tls_conn_cookie_accepted tells.
 */
void tls_conn_set_stateless(struct tls_conn *c);
bool tls_conn_cookie_accepted(const struct tls_conn *c);
/* Client, before the handshake: the session to resume; a reference is taken. NULL: none. */
void tls_conn_set_session(struct tls_conn *c, struct tls_session *s);
/* Replace the configuration: before the handshake, after it, or inside a hook marked (config). A reference is taken. */
void tls_conn_set_config(struct tls_conn *c, struct tls_config *cfg);

/*
 * Input. tls_in_space says where the next bytes from the peer go and returns how many the engine wants: exactly what
 * completes the current record header or record. With read_ahead, at least that and up to what is useful. 0: memory is
 * out. tls_in_commit: n bytes (at most that) were put there. tls_in_eof: the peer's stream has ended.
 */
size_t tls_in_space(struct tls_conn *c, uint8_t **p, bool read_ahead);
void tls_in_commit(struct tls_conn *c, size_t n);
void tls_in_eof(struct tls_conn *c);
/* tls_in_buffered: bytes received and not yet processed. */
size_t tls_in_buffered(const struct tls_conn *c);

/* Output. tls_out views all that waits to be sent; tls_out_consume: n bytes of it were. */
struct span tls_out(const struct tls_conn *c);
void tls_out_consume(struct tls_conn *c, size_t n);

/* tls_conn_idle gives empty buffers back; to be called when the transport would block. */
void tls_conn_idle(struct tls_conn *c);

/* tls_handshake carries the handshake as far as the input allows. OK: it is complete. */
enum tls_status tls_handshake(struct tls_conn *c);

/*
 * tls_read delivers plaintext: OK with *n in 1..len. peek leaves it to be read again. Handshake messages that come in
 * between (tickets, key updates) are handled inside. len must be at least 1.
 */
enum tls_status tls_read(struct tls_conn *c, uint8_t *out, size_t len, bool peek, size_t *n);

/*
 * tls_write seals up to len bytes into the output and says how many in *n: at least one (OK), or none (WANT_OUT) when
 * the output is full. One call seals at most TLS_WRITE_CHUNK bytes.
 */
#define TLS_WRITE_CHUNK (8 * 16384)
enum tls_status tls_write(struct tls_conn *c, const uint8_t *data, size_t len, size_t *n);

/*
 * Early data (RFC 8446 §2.3). tls_early_handshake carries the handshake to where it may flow: a client has sent its
 * hello, which offers early data when the session to resume allows it; a server its whole flight. Until tls_early_end
 *
 *   - tls_write of a client sends early data (TLS_E_EARLY_DATA_LIMIT when it is more than the session allows, which is
 *     nothing when none was offered; what a server refused is dropped), of a server data before the client's Finished,
 *     and the latter after tls_early_end too;
 *   - tls_read of a client delivers what the server sends that early, of a server the early data, and DONE with *n 0 at
 *     its end; only tls_conn_early_status() EARLY_ACCEPTED promises that there is any;
 *   - tls_handshake stops, with DONE, before it would end the early data.
 *
 * Unless max_early_data of the config is 0, or TLS_OPT_NO_ANTI_REPLAY is set, a server's tickets only name sessions,
 * and each serves once (session_remove).
 */
enum tls_status tls_early_handshake(struct tls_conn *c);
void tls_early_end(struct tls_conn *c);

/* tls_shutdown queues close_notify, once. */
enum tls_status tls_shutdown(struct tls_conn *c);
/* tls_key_update queues a KeyUpdate (TLS 1.3), asking the peer for one too if request is set. */
enum tls_status tls_key_update(struct tls_conn *c, bool request);
/* tls_new_ticket queues one more NewSessionTicket (server, TLS 1.3), if the client can use it. FAILED alone: not now.
 */
enum tls_status tls_new_ticket(struct tls_conn *c);
/*
 * Authentication after the handshake (RFC 8446 §4.6.2). tls_request_certificate queues a CertificateRequest (server);
 * FAILED alone when the client did not offer it, or was asked and has not answered yet. The answer is taken inside
 * tls_read, with the hooks of a handshake, under the configuration that is in place (TLS_OPT_REQUIRE_CERT); tickets
 * follow as after a handshake. A client answers inside tls_read, which may say LATER for it.
 */
enum tls_post_auth { POST_AUTH_NOT_OFFERED, POST_AUTH_OFFERED, POST_AUTH_REQUESTED };
enum tls_post_auth tls_conn_post_auth(const struct tls_conn *c);
enum tls_status tls_request_certificate(struct tls_conn *c);
/* tls_process handles whatever complete records are buffered without asking for data: OK when nothing more can be
 * done. (SSL_has_pending, SSL_shutdown's second half, tests.) Application data stops it. */
enum tls_status tls_process(struct tls_conn *c);

/* Plaintext decrypted and waiting (SSL_pending). */
size_t tls_pending(const struct tls_conn *c);

/* ---- what is known of a connection ----------------------------------------------------------------------------------
 */

enum tls_err tls_conn_error(const struct tls_conn *c);
enum tls_later tls_conn_later(const struct tls_conn *c);
/* The fatal alert that ended it: received (TLS_E_PEER_ALERT) or sent; ALERT_NONE. */
enum tls_alert tls_conn_peer_alert(const struct tls_conn *c);
enum tls_alert tls_conn_sent_alert(const struct tls_conn *c);
bool tls_conn_close_notify_sent(const struct tls_conn *c);
bool tls_conn_close_notify_received(const struct tls_conn *c);
bool tls_conn_handshake_done(const struct tls_conn *c);
bool tls_conn_started(const struct tls_conn *c); /* a byte was sent or received */
enum tls_step tls_conn_step(const struct tls_conn *c);
enum tls_role tls_conn_role(const struct tls_conn *c);

uint16_t tls_conn_version(const struct tls_conn *c);        /* 0 until negotiated */
uint16_t tls_conn_client_version(const struct tls_conn *c); /* legacy_version of the ClientHello */
const struct tls_suite *tls_conn_suite(const struct tls_conn *c);
enum kx_group tls_conn_group(const struct tls_conn *c);
uint16_t tls_conn_peer_sigalg(const struct tls_conn *c); /* SignatureScheme the peer signed with; 0 */
uint16_t tls_conn_local_sigalg(const struct tls_conn *c);
struct span tls_conn_alpn(const struct tls_conn *c);        /* negotiated; empty: none */
struct span tls_conn_server_name(const struct tls_conn *c); /* sent by the client; acknowledged or not */
bool tls_conn_server_name_acked(const struct tls_conn *c);
bool tls_conn_resumed(const struct tls_conn *c);
bool tls_conn_ems(const struct tls_conn *c);
bool tls_conn_secure_renegotiation(const struct tls_conn *c);
bool tls_conn_cert_requested(const struct tls_conn *c);
struct span tls_conn_client_random(const struct tls_conn *c);
struct span tls_conn_server_random(const struct tls_conn *c);
/* The key-exchange shares of the full handshake as they were on the wire: ours, or the peer's; empty: none. */
struct span tls_conn_key_share(const struct tls_conn *c, bool ours);
/* Finished verify_data, for channel binding; empty until seen. */
struct span tls_conn_finished(const struct tls_conn *c, bool ours);
/* The peer's chain, leaf first, borrowed; *n 0: none. */
struct cert *const *tls_conn_peer_chain(const struct tls_conn *c, size_t *n);
/* The kind of certificate of either side, TLS_CERT_*, and the peer's raw public key; empty: none. */
uint8_t tls_conn_cert_type(const struct tls_conn *c, enum tls_role whose);
struct span tls_conn_peer_raw_key(const struct tls_conn *c);
/* The identity that we authenticated with, or NULL. */
const struct tls_identity *tls_conn_identity(const struct tls_conn *c);
/* Stapled OCSP response and SCT list received (client). */
struct span tls_conn_stapled_ocsp(const struct tls_conn *c);
struct span tls_conn_sct_list(const struct tls_conn *c);
/* The ClientHello's lists as a server saw them (kept while the handshake lasts and after it): wire bytes of
 * cipher_suites, and arrays of supported_groups and signature_algorithms. A client sees the CertificateRequest's. */
struct span tls_conn_peer_suites(const struct tls_conn *c);
/* ec_point_formats of a full handshake of TLS 1.2, for both roles. */
struct span tls_conn_peer_point_formats(const struct tls_conn *c);
const uint16_t *tls_conn_peer_groups(const struct tls_conn *c, size_t *n);
const uint16_t *tls_conn_peer_sigalgs(const struct tls_conn *c, size_t *n);
struct span tls_conn_ca_names(const struct tls_conn *c); /* client: names in CertificateRequest */
struct span tls_conn_cert_types(const struct tls_conn *c);
/* The session of this connection, borrowed; NULL before there is one. */
struct tls_session *tls_conn_session(const struct tls_conn *c);
/* A client's that was offered and not yet answered counts as rejected. */
enum tls_early { EARLY_NONE, EARLY_REJECTED, EARLY_ACCEPTED };
enum tls_early tls_conn_early_status(const struct tls_conn *c);

/* tls_export: RFC 5705 / RFC 8446 §7.5. has_context tells the empty context from none (TLS 1.2). */
MUST_CHECK enum tls_err tls_export(const struct tls_conn *c, uint8_t *out, size_t out_len, struct span label,
				   struct span context, bool has_context);
/* tls_export_early: the same from early_exporter_master_secret, for a client that has offered early data and a server
 * that has accepted it; TLS_E_BAD_ARGUMENT for others. */
MUST_CHECK enum tls_err tls_export_early(const struct tls_conn *c, uint8_t *out, size_t out_len, struct span label,
					 struct span context);

#endif
