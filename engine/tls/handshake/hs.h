/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * The handshake driver. Handshakes are const tables of steps, one table a file; hs_run() alone reads messages, hashes
 * them, calls the step, flushes, and moves on. A step that a hook told to wait sets hs->waiting and changes nothing: it
 * runs again at the next call.
 *
 *     hello_client.c   START .. WAIT_SH            hello_server.c   WAIT_CH .. the choice of version
 *     hs13_client.c    hs12_client.c               hs13_server.c    hs12_server.c
 *     hs_auth.c        what all of them do with certificates       post.c   messages after the handshake
 *     compress.c       certificates in compressed form               cookie.c what a stateless server remembers
 */
#ifndef TEASEL_TLS_HANDSHAKE_HS_H
#define TEASEL_TLS_HANDSHAKE_HS_H

#include "tls/keys/ks13.h"
#include "tls/keys/transcript.h"
#include "tls/policy/negotiate.h"
#include "tls/record/record.h"
#include "tls/state/conn.h"
#include "tls/wire/certificate.h"
#include "tls/wire/client_hello.h"
#include "tls/wire/server_hello.h"

/* The states, by the names of RFC 8446 appendix A where it has one. SEND_* and the like need no message. */
enum hs_state {
	HS_DONE,
	/* client: 1 to 63 */
	C_START,
	C_WAIT_SH,
	C_RETRY,
	C13_KEYS,
	C13_WAIT_EE,
	C13_WAIT_CERT_CR,
	C13_WAIT_CERT,
	C13_CHECK_CERT,
	C13_WAIT_CV,
	C13_WAIT_FINISHED,
	C13_SECRETS,
	C13_END_EARLY,
	C13_IDENTITY,
	C13_SEND_CERT,
	C13_SEND_CV,
	C13_SEND_FINISHED,
	C12_WAIT_CERT,
	C12_WAIT_STATUS_SKE,
	C12_CHECK_CERT,
	C12_WAIT_SKE,
	C12_WAIT_CR_DONE,
	C12_WAIT_DONE,
	C12_IDENTITY,
	C12_SEND_CERT,
	C12_SEND_CKE,
	C12_SEND_CV,
	C12_SEND_FINISHED,
	C12_WAIT_TICKET_CCS,
	C12_WAIT_CCS,
	C12_WAIT_FINISHED,
	C12_SEND_FINISHED_RESUMED,
	C_STATE_END,
	/* server: 65 to 127 */
	S_WAIT_CH = 65,
	S_HOOK_HELLO,
	S_VERSION,
	S_HOOK_NAME,
	S_HOOK_IDENTITY,
	S13_RESUME,
	S13_NEGOTIATE,
	S13_SEND_RETRY,
	S13_WAIT_CH2,
	S13_FORGET,
	S13_HOOK_ALPN,
	S13_SEND_SH,
	S13_SEND_EE,
	S13_SEND_CERT,
	S13_SEND_CV,
	S13_SEND_FINISHED,
	S13_WAIT_EOED,
	S13_WAIT_CERT,
	S13_CHECK_CERT,
	S13_WAIT_CV,
	S13_WAIT_FINISHED,
	S13_SEND_TICKETS,
	S12_RESUME,
	S12_NEGOTIATE,
	S12_HOOK_ALPN,
	S12_SEND_SH,
	S12_SEND_SKE,
	S12_SEND_DONE,
	S12_WAIT_CERT,
	S12_CHECK_CERT,
	S12_WAIT_CKE,
	S12_WAIT_CV,
	S12_WAIT_CCS,
	S12_WAIT_FINISHED,
	S12_SEND_FINISHED,
	S_STATE_END
};
_Static_assert(C_STATE_END <= 64 && S_STATE_END <= 128, "sets of states of one role are 64-bit masks");

struct hs_msg {
	uint16_t type;    /* enum handshake_type */
	struct span body; /* without the 4-byte header */
	struct span raw;  /* with it */
};

struct hs;
typedef enum tls_err (*step_fn)(struct tls_conn *c, struct hs *hs, const struct hs_msg *m);

/* One step: in this state, this message (HT_NONE: none needed) runs fn, which sets hs->state to one of follow. */
struct step {
	enum hs_state state;
	uint16_t type;
	step_fn fn;
	bool transcript; /* the message is hashed once fn accepted it */
	uint8_t event;   /* enum tls_step that is entered once fn accepted it; STEP_BEFORE: none */
	uint64_t follow; /* set of states, BIT(state) */
};

#define BIT(state) (UINT64_C(1) << ((state) % 64))

extern const struct step hello_client_steps[], c13_steps[], c12_steps[];
extern const struct step hello_server_steps[], s13_steps[], s12_steps[];

/* All that only the handshake needs. Wiped and freed when it ends. */
struct hs {
	enum hs_state state;
	enum tls_later waiting;
	struct tls_hook_fault fault; /* what a hook said about a failure */
	bool fault_set;
	struct transcript transcript;
	struct ks13 ks;
	struct secret client_hs, server_hs; /* TLS 1.3 handshake traffic secrets */
	struct secret client_early;         /* server: the key of the early data that it accepted */
	struct secret master;               /* TLS 1.2 */
	struct hmac_ctx master_mac;         /* TLS 1.2: keyed with master once it is first derived from */
	struct key_block key_block;         /* TLS 1.2 */
	bool have_key_block;
	struct buffer msg; /* the message being built */

	/* client */
	uint8_t session_id[SESSION_ID_LEN_MAX];
	size_t session_id_len;
	uint32_t sent_exts; /* ext_bit of what the hello asked for */
	struct kx_key kx[TLS_KEY_SHARES_MAX];
	struct buffer key_shares; /* KeyShareEntry ... as sent */
	size_t n_kx;
	bool retried;
	uint16_t retry_group, retry_suite;
	struct buffer cookie;
	bool ccs_sent;
	struct tls_session *external;            /* the program's key, a reference */
	struct tls_session *psk[PSK_OFFERS_MAX]; /* what the hello offers, borrowed, in its order */
	size_t n_psk;
	bool offered_12;
	bool early_refused;   /* the server did not take the early data, whatever is still written of it */
	bool early_taken;     /* it said that it takes it, be that right or wrong */
	struct buffer ticket; /* TLS 1.2: NewSessionTicket as it came */
	uint32_t ticket_lifetime;
	bool status_expected, ticket_expected;

	/* server */
	struct buffer hello;    /* the hello (client: the server's) that later steps look at, its body */
	struct client_hello ch; /* views into hello */
	enum kx_group group;
	bool alpn_done;
	struct tls_session *resume;    /* the session being resumed, a reference */
	uint16_t psk_index;            /* which identity of the hello it is */
	uint32_t psk_age;              /* server: obfuscated_ticket_age of that identity */
	struct hash_ctx before_second; /* server: the transcript up to HelloRetryRequest */
	bool send_ticket;              /* server, TLS 1.2 */
	bool renew_ticket;
	struct kx_share share;
	struct kx_secret premaster;

	struct buffer custom_asked; /* types of the program's own extensions in our hello or request, u16 each */

	/* authentication */
	struct signer signer;
	struct buffer cr_context; /* TLS 1.3: certificate_request_context to echo */
	struct buffer cert_algs;  /* TLS 1.3: what the peer can expand certificates by, u16 each */
	struct buffer staple;
	bool peer_authenticates; /* a CertificateVerify must come */
	bool post;               /* after the handshake: one request and its answer */
	uint8_t retry_hash[HASH_MAX_LEN];
};

/* hs_start begins a handshake; TLS_E_ALLOC. */
MUST_CHECK enum tls_err hs_start(struct tls_conn *c);
void hs_free(struct tls_conn *c);

/* hs_fail records the first error, queues its alert (fault may override it) and ends the handshake. Always returns
 * TLS_ST_FAILED. fault may be NULL. */
enum tls_status hs_fail(struct tls_conn *c, enum tls_err e, const struct tls_hook_fault *fault);

/* hs_run carries the handshake as far as the input allows. TLS_ST_DONE: it is complete, or early_paused(). */
enum tls_status hs_run(struct tls_conn *c);

/* hs_next_message: the next whole message in c->msgs. *have false: none yet. TLS_E_MESSAGE_TOO_LONG. */
MUST_CHECK enum tls_err hs_next_message(struct tls_conn *c, struct hs_msg *m, bool *have);
/* hs_consume drops the message that hs_next_message showed. */
void hs_consume(struct tls_conn *c, const struct hs_msg *m);

/* hs_data_may_come: what a record of application data is, as the handshake stands. */
enum record_data hs_data_may_come(const struct tls_conn *c);

/* Building a message: hs_begin opens it, hs_end closes it, hashes it (transcript) and queues it. hs_close and hs_queue
 * are its two halves, for the one message that is amended in between: a hello with binders. */
struct writer hs_begin(struct hs *hs, uint16_t type, size_t *mark);
MUST_CHECK enum tls_err hs_close(struct hs *hs, struct writer *w, size_t mark);
MUST_CHECK enum tls_err hs_queue(struct tls_conn *c, struct hs *hs, bool transcript, enum tls_step event);
MUST_CHECK enum tls_err hs_end(struct tls_conn *c, struct hs *hs, struct writer *w, size_t mark, bool transcript,
			       enum tls_step event);

/* hs_set_tx13 and hs_set_rx13 put a traffic secret into use. */
MUST_CHECK enum tls_err hs_set_tx13(struct tls_conn *c, const struct secret *traffic);
MUST_CHECK enum tls_err hs_set_rx13(struct tls_conn *c, const struct secret *traffic);

/* hs_alert_keys: a client's next record is an alert. The keys that the server reads it under are put into use. */
MUST_CHECK enum tls_err hs_alert_keys(struct tls_conn *c);

/* TLS 1.2. hs_set_tx12 and hs_set_rx12 put the key block's keys of our writing, or reading, into use. hs_finished_12
 * computes verify_data at the current transcript. */
MUST_CHECK enum tls_err hs_set_tx12(struct tls_conn *c, struct hs *hs);
MUST_CHECK enum tls_err hs_set_rx12(struct tls_conn *c, struct hs *hs);
void hs_finished_12(const struct tls_conn *c, struct hs *hs, bool client, uint8_t out[FINISHED_12_LEN]);

/* hs_secret derives one secret of the current stage at the current transcript and tells the key log. */
void hs_secret(struct tls_conn *c, struct hs *hs, const char *label, const char *log_label, struct secret *out);

/* hs_key_log tells the key log a secret under this label. */
void hs_key_log(struct tls_conn *c, const char *label, const struct secret *s);

/* hs_enter changes the state and tells the event hook which step was reached. */
void hs_step(struct tls_conn *c, enum tls_step step);

/* hook_result turns a hook's answer into what a step returns: TLS_OK, or TLS_OK with hs->waiting set, or the error. */
enum tls_err hook_result(struct hs *hs, enum tls_hook_answer a, enum tls_later later,
			 const struct tls_hook_fault *fault);

/* ---- hs_auth.c --------------------------------------------------------------------------------------------------- */

/* auth_shows_raw: that side shows a raw public key instead of a chain. */
bool auth_shows_raw(const struct tls_conn *c, enum tls_role whose);
/* auth_peer_key: the key that the peer has shown. */
const struct pubkey *auth_peer_key(const struct tls_conn *c);
/* auth_answer_types: the client learns which kinds of certificates the server chose. TLS_E_WRONG_CERT_TYPE. */
MUST_CHECK enum tls_err auth_answer_types(struct tls_conn *c, const struct ext_block *ext);
/* auth_take_chain takes the certificates that the peer shows, or its raw key. TLS_E_NO_SHARED_CERT_TYPE when it shows
 * what the settings do not name. auth_parse_chain parses certificates into c->peer_chain, wherever they come from. */
MUST_CHECK enum tls_err auth_parse_chain(struct tls_conn *c, const struct certificate_msg *m);
MUST_CHECK enum tls_err auth_take_chain(struct tls_conn *c, const struct certificate_msg *m);
/* auth_drop_chain: the peer has none. */
void auth_drop_chain(struct tls_conn *c);
/* auth_take_cert_exts gives the extensions beside the certificates to the program; after auth_take_chain. */
MUST_CHECK enum tls_err auth_take_cert_exts(struct tls_conn *c, struct hs *hs, const struct certificate_msg *m);
/* auth_check_chain asks the verify hook; may wait. */
MUST_CHECK enum tls_err auth_check_chain(struct tls_conn *c, struct hs *hs);
/* auth_check_verify checks a CertificateVerify of TLS 1.3 (tls13), or of a client of TLS 1.2. */
MUST_CHECK enum tls_err auth_check_verify(struct tls_conn *c, struct hs *hs, struct span body);
/* auth_check_scheme: the peer may sign with this scheme under its certificate. */
MUST_CHECK enum tls_err auth_check_scheme(const struct tls_conn *c, uint16_t scheme);
/* auth_sign signs parts with hs->signer; may wait. */
MUST_CHECK enum tls_err auth_sign(struct tls_conn *c, struct hs *hs, const struct span *parts, size_t n, uint8_t *out,
				  size_t *out_len);
/* auth_send_verify signs and queues CertificateVerify; may wait. */
MUST_CHECK enum tls_err auth_send_verify(struct tls_conn *c, struct hs *hs, enum tls_step event);
/* auth_send_certificate queues Certificate for hs->signer.identity, or an empty one. */
MUST_CHECK enum tls_err auth_send_certificate(struct tls_conn *c, struct hs *hs, enum tls_step event);
/* auth_set_identity remembers who we are. */
void auth_set_identity(struct tls_conn *c, struct tls_identity *id);
/* auth_ask_client asks the client_identity hook and chooses a signer for the request in c->peer_sigalgs. */
MUST_CHECK enum tls_err auth_ask_client(struct tls_conn *c, struct hs *hs);

/* ---- hello_client.c ------------------------------------------------------------------------------------------------
 */

/* client_dummy_ccs sends the one ChangeCipherSpec of middlebox compatibility (RFC 8446 appendix D.4), if it is due. */
MUST_CHECK enum tls_err client_dummy_ccs(struct tls_conn *c, struct hs *hs);

/* ---- hello_server.c, shared by both versions -----------------------------------------------------------------------
 */

/* server_alpn asks the alpn hook; may wait. */
MUST_CHECK enum tls_err server_alpn(struct tls_conn *c, struct hs *hs);
/* server_cert_types chooses what kind of certificate either side shows (RFC 7250). TLS_E_NO_SHARED_CERT_TYPE. */
MUST_CHECK enum tls_err server_cert_types(struct tls_conn *c, const struct hs *hs);
/* server_staple fills hs->staple with the OCSP response for the identity when the client asked; may wait. */
MUST_CHECK enum tls_err server_staple(struct tls_conn *c, struct hs *hs);

/* ---- hs13_server.c, for post.c too ---------------------------------------------------------------------------------
 */

/* server_request_13 queues CertificateRequest with hs->cr_context. server_send_ticket_13 queues one ticket. */
MUST_CHECK enum tls_err server_request_13(struct tls_conn *c, struct hs *hs);
MUST_CHECK enum tls_err server_send_ticket_13(struct tls_conn *c, struct hs *hs);

/* ---- post.c ---------------------------------------------------------------------------------------------------------
 */

/* post_admits: messages of this type may come after the handshake. */
bool post_admits(const struct tls_conn *c, uint8_t type);
/* post_message handles one message after the handshake. */
MUST_CHECK enum tls_err post_message(struct tls_conn *c, const struct hs_msg *m);
/* post_begin makes the struct hs of an authentication after the handshake, in this state. */
MUST_CHECK enum tls_err post_begin(struct tls_conn *c, enum hs_state state);
/* post_runs: one is under way and can do something: a step of ours, or a message of its own waits. */
bool post_runs(const struct tls_conn *c);
/* post_answer_open: the peer is in the middle of its answer, where nothing else may come. */
bool post_answer_open(const struct tls_conn *c);
/* post_keep_transcript keeps what it will need of the handshake's transcript, the client's Finished included. */
MUST_CHECK enum tls_err post_keep_transcript(struct tls_conn *c, const struct hs *hs);
MUST_CHECK enum tls_err post_request_certificate(struct tls_conn *c);
MUST_CHECK enum tls_err post_new_ticket(struct tls_conn *c);
/* post_key_update queues a KeyUpdate and changes our write keys. */
MUST_CHECK enum tls_err post_key_update(struct tls_conn *c, bool request);

#endif
