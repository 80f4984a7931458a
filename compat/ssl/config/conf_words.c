/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The words of SSL_CONF: switches of the command line, and the lists of Options, Protocol and VerifyMode. */
#include "compat/ssl/config/conf.h"

#include <openssl/conf.h>

#define SERVER SSL_CONF_FLAG_SERVER
#define CLIENT SSL_CONF_FLAG_CLIENT
#define EITHER (SERVER | CLIENT)

static const struct conf_switch switches[] = {
    {"no_ssl3", SSL_OP_NO_SSLv3, false, false, 0},
    {"no_tls1", SSL_OP_NO_TLSv1, false, false, 0},
    {"no_tls1_1", SSL_OP_NO_TLSv1_1, false, false, 0},
    {"no_tls1_2", SSL_OP_NO_TLSv1_2, false, false, 0},
    {"no_tls1_3", SSL_OP_NO_TLSv1_3, false, false, 0},
    {"bugs", SSL_OP_ALL, false, false, 0},
    {"no_comp", SSL_OP_NO_COMPRESSION, false, false, 0},
    {"comp", SSL_OP_NO_COMPRESSION, true, false, 0},
    {"ecdh_single", SSL_OP_SINGLE_ECDH_USE, false, false, SERVER},
    {"no_ticket", SSL_OP_NO_TICKET, false, false, 0},
    {"serverpref", SSL_OP_CIPHER_SERVER_PREFERENCE, false, false, SERVER},
    {"legacy_renegotiation", SSL_OP_ALLOW_UNSAFE_LEGACY_RENEGOTIATION, false, false, 0},
    {"client_renegotiation", SSL_OP_ALLOW_CLIENT_RENEGOTIATION, false, false, SERVER},
    {"legacy_server_connect", SSL_OP_LEGACY_SERVER_CONNECT, false, false, CLIENT},
    {"no_legacy_server_connect", SSL_OP_LEGACY_SERVER_CONNECT, true, false, CLIENT},
    {"no_renegotiation", SSL_OP_NO_RENEGOTIATION, false, false, 0},
    {"no_resumption_on_reneg", SSL_OP_NO_SESSION_RESUMPTION_ON_RENEGOTIATION, false, false, SERVER},
    {"allow_no_dhe_kex", SSL_OP_ALLOW_NO_DHE_KEX, false, false, 0},
    {"prioritize_chacha", SSL_OP_PRIORITIZE_CHACHA, false, false, SERVER},
    {"strict", SSL_CERT_FLAG_TLS_STRICT, false, true, 0},
    {"no_middlebox", SSL_OP_ENABLE_MIDDLEBOX_COMPAT, true, false, 0},
    {"anti_replay", SSL_OP_NO_ANTI_REPLAY, true, false, SERVER},
    {"no_anti_replay", SSL_OP_NO_ANTI_REPLAY, false, false, SERVER},
    {"no_etm", SSL_OP_NO_ENCRYPT_THEN_MAC, false, false, 0},
    {"no_ems", SSL_OP_NO_EXTENDED_MASTER_SECRET, false, false, 0},
};

const struct conf_switch *conf_find_switch(const SSL_CONF_CTX *c, const char *name)
{
	if ((c->flags & SSL_CONF_FLAG_CMDLINE) == 0) {
		return NULL;
	}
	for (size_t i = 0; i < N_ELEMENTS(switches); i++) {
		if (strcmp(switches[i].name, name) == 0 && (switches[i].needs & ~c->flags) == 0) {
			return &switches[i];
		}
	}
	return NULL;
}

static void put_cert_flag(SSL_CONF_CTX *c, uint64_t flag, bool on)
{
	int cmd = on ? SSL_CTRL_CERT_FLAGS : SSL_CTRL_CLEAR_CERT_FLAGS;

	if (c->ssl != NULL) {
		SSL_ctrl(c->ssl, cmd, (long)flag, NULL);
	} else if (c->ctx != NULL) {
		SSL_CTX_ctrl(c->ctx, cmd, (long)flag, NULL);
	}
}

void conf_put_option(SSL_CONF_CTX *c, uint64_t option, bool on, bool cert)
{
	if (cert) {
		put_cert_flag(c, option, on);
	} else if (c->ssl != NULL) {
		(void)(on ? SSL_set_options(c->ssl, option) : SSL_clear_options(c->ssl, option));
	} else if (c->ctx != NULL) {
		(void)(on ? SSL_CTX_set_options(c->ctx, option) : SSL_CTX_clear_options(c->ctx, option));
	}
}

/* ---- lists of words -----------------------------------------------------------------------------------------------
 */

struct word {
	const char *name;
	uint64_t bits;
	bool inverse;       /* the bits switch off what the word names */
	unsigned int needs; /* one of these */
};

static const struct word option_words[] = {
    {"SessionTicket", SSL_OP_NO_TICKET, true, EITHER},
    {"EmptyFragments", SSL_OP_DONT_INSERT_EMPTY_FRAGMENTS, true, EITHER},
    {"Bugs", SSL_OP_ALL, false, EITHER},
    {"Compression", SSL_OP_NO_COMPRESSION, true, EITHER},
    {"ServerPreference", SSL_OP_CIPHER_SERVER_PREFERENCE, false, SERVER},
    {"NoResumptionOnRenegotiation", SSL_OP_NO_SESSION_RESUMPTION_ON_RENEGOTIATION, false, SERVER},
    {"DHSingle", SSL_OP_SINGLE_DH_USE, false, SERVER},
    {"ECDHSingle", SSL_OP_SINGLE_ECDH_USE, false, SERVER},
    {"UnsafeLegacyRenegotiation", SSL_OP_ALLOW_UNSAFE_LEGACY_RENEGOTIATION, false, EITHER},
    {"UnsafeLegacyServerConnect", SSL_OP_LEGACY_SERVER_CONNECT, false, EITHER},
    {"ClientRenegotiation", SSL_OP_ALLOW_CLIENT_RENEGOTIATION, false, EITHER},
    {"EncryptThenMac", SSL_OP_NO_ENCRYPT_THEN_MAC, true, EITHER},
    {"NoRenegotiation", SSL_OP_NO_RENEGOTIATION, false, EITHER},
    {"AllowNoDHEKEX", SSL_OP_ALLOW_NO_DHE_KEX, false, EITHER},
    {"PrioritizeChaCha", SSL_OP_PRIORITIZE_CHACHA, false, EITHER},
    {"MiddleboxCompat", SSL_OP_ENABLE_MIDDLEBOX_COMPAT, false, EITHER},
    {"AntiReplay", SSL_OP_NO_ANTI_REPLAY, true, EITHER},
    {"ExtendedMasterSecret", SSL_OP_NO_EXTENDED_MASTER_SECRET, true, EITHER},
    {"CANames", SSL_OP_DISABLE_TLSEXT_CA_NAMES, true, EITHER},
    {"KTLS", SSL_OP_ENABLE_KTLS, false, EITHER},
};

static const struct word protocol_words[] = {
    {"ALL", SSL_OP_NO_SSL_MASK, true, EITHER},      {"SSLv2", SSL_OP_NO_SSLv2, true, EITHER},
    {"SSLv3", SSL_OP_NO_SSLv3, true, EITHER},       {"TLSv1", SSL_OP_NO_TLSv1, true, EITHER},
    {"TLSv1.1", SSL_OP_NO_TLSv1_1, true, EITHER},   {"TLSv1.2", SSL_OP_NO_TLSv1_2, true, EITHER},
    {"TLSv1.3", SSL_OP_NO_TLSv1_3, true, EITHER},   {"DTLSv1", SSL_OP_NO_DTLSv1, true, EITHER},
    {"DTLSv1.2", SSL_OP_NO_DTLSv1_2, true, EITHER},
};

static const struct word verify_words[] = {
    {"Peer", SSL_VERIFY_PEER, false, CLIENT},
    {"Request", SSL_VERIFY_PEER, false, SERVER},
    {"Require", SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, false, SERVER},
    {"Once", SSL_VERIFY_PEER | SSL_VERIFY_CLIENT_ONCE, false, SERVER},
    {"RequestPostHandshake", SSL_VERIFY_PEER | SSL_VERIFY_POST_HANDSHAKE, false, SERVER},
    {"RequirePostHandshake", SSL_VERIFY_PEER | SSL_VERIFY_POST_HANDSHAKE | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, false,
     SERVER},
};

struct word_list {
	SSL_CONF_CTX *c;
	const struct word *words;
	size_t n;
	void (*put)(SSL_CONF_CTX *c, uint64_t bits, bool on);
};

static int put_word(const char *elem, int len, void *arg)
{
	struct word_list *l = arg;
	bool on = true;

	if (elem == NULL) {
		return 0;
	}
	if (len > 0 && (elem[0] == '+' || elem[0] == '-')) {
		on = elem[0] == '+';
		elem++;
		len--;
	}
	for (size_t i = 0; i < l->n; i++) {
		const struct word *w = &l->words[i];

		if ((w->needs & l->c->flags) != 0 && strlen(w->name) == (size_t)len &&
		    words_equal(w->name, elem, (size_t)len)) {
			l->put(l->c, w->bits, on != w->inverse);
			return 1;
		}
	}
	return 0;
}

static int put_words(struct word_list *l, const char *value)
{
	/* Words before a bad one have taken effect, as in OpenSSL. */
	return CONF_parse_list(value, ',', 1, put_word, l) > 0;
}

static void put_plain(SSL_CONF_CTX *c, uint64_t bits, bool on)
{
	conf_put_option(c, bits, on, false);
}

static void put_verify(SSL_CONF_CTX *c, uint64_t bits, bool on)
{
	int mode;

	if (c->ssl != NULL) {
		mode = SSL_get_verify_mode(c->ssl);
		mode = on ? mode | (int)bits : mode & ~(int)bits;
		SSL_set_verify(c->ssl, mode, SSL_get_verify_callback(c->ssl));
	} else if (c->ctx != NULL) {
		mode = SSL_CTX_get_verify_mode(c->ctx);
		mode = on ? mode | (int)bits : mode & ~(int)bits;
		SSL_CTX_set_verify(c->ctx, mode, SSL_CTX_get_verify_callback(c->ctx));
	}
}

int conf_set_options(SSL_CONF_CTX *c, const char *value)
{
	struct word_list l = {c, option_words, N_ELEMENTS(option_words), put_plain};

	return put_words(&l, value);
}

int conf_set_protocols(SSL_CONF_CTX *c, const char *value)
{
	struct word_list l = {c, protocol_words, N_ELEMENTS(protocol_words), put_plain};

	return put_words(&l, value);
}

int conf_set_verify_mode(SSL_CONF_CTX *c, const char *value)
{
	struct word_list l = {c, verify_words, N_ELEMENTS(verify_words), put_verify};

	return put_words(&l, value);
}
