/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * One connection: early data, the handshake, what the flags want written, then every byte that comes sent back inverted
 * until the runner closes, and our own close.
 */
#include "shim.h"

#include <openssl/err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { READ_MAX = 16384 };

/* True when the library waits for something that we can bring: then it has been brought. */
static bool brought(SSL *ssl, int ret)
{
	struct state *state = state_of(ssl);

	if (ret > 0 || !state->config->async) {
		return false;
	}
	switch (SSL_get_error(ssl, ret)) {
	case SSL_ERROR_WANT_READ:
		async_bio_allow_read(state->async_bio, 1);
		return true;
	case SSL_ERROR_WANT_WRITE:
		async_bio_allow_write(state->async_bio, 1);
		return true;
	case SSL_ERROR_WANT_X509_LOOKUP:
		state->cert_ready = true;
		return true;
	case SSL_ERROR_WANT_CLIENT_HELLO_CB:
		state->early_callback_ready = true;
		return true;
	case SSL_ERROR_WANT_RETRY_VERIFY:
		state->custom_verify_ready = true;
		return true;
	default:
		return false;
	}
}

static bool handshake(SSL *ssl)
{
	int ret;

	do {
		ret = SSL_do_handshake(ssl);
	} while (brought(ssl, ret));
	return ret == 1;
}

static bool write_all(SSL *ssl, const void *data, size_t len)
{
	const uint8_t *at = data;
	int ret;

	do {
		ret = SSL_write(ssl, at, (int)len);
		if (ret > 0) {
			at += ret;
			len -= (size_t)ret;
		}
	} while ((ret > 0 && len > 0) || brought(ssl, ret));
	return ret > 0;
}

/* All but the first skip bytes, which went early. */
static bool write_initial(SSL *ssl, const struct config *config, size_t skip)
{
	size_t len = strlen(config->shim_initial_write);

	for (size_t i = skip / len; i < (size_t)config->repeat_shim_initial_write; i++) {
		size_t from = i == skip / len ? skip % len : 0;

		if (!write_all(ssl, config->shim_initial_write + from, len - from)) {
			return false;
		}
	}
	return true;
}

static int read_some(SSL *ssl, uint8_t *out, int max, const struct config *config)
{
	uint8_t again[READ_MAX];
	uint8_t secret;
	int ret;

	do {
		ret = config->peek_then_read ? SSL_peek(ssl, out, max) : SSL_read(ssl, out, max);
		if (config->use_exporter_between_reads &&
		    SSL_export_keying_material(ssl, &secret, 1, "", 0, NULL, 0, 0) != 1) {
			(void)complain("no keying material between reads");
			exit(EXIT_MUST_FAIL);
		}
	} while (brought(ssl, ret));
	if (config->peek_then_read && ret > 0) {
		if (SSL_peek(ssl, again, ret) != ret || memcmp(again, out, (size_t)ret) != 0 ||
		    SSL_read(ssl, again, ret) != ret || memcmp(again, out, (size_t)ret) != 0) {
			(void)complain("what was peeked at is not what was read");
			exit(EXIT_MUST_FAIL);
		}
	}
	return ret;
}

/* Application data is answered by its inversion. */
static void invert(uint8_t *data, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		data[i] ^= 0xff;
	}
}

/* A client's: the first write goes before the handshake, as far as the session allows. *written: so many bytes. */
static bool client_early_data(SSL *ssl, const struct config *config, size_t *written)
{
	const char *data = config->shim_initial_write;
	size_t len = strlen(data);
	size_t allowed = SSL_SESSION_get_max_early_data(SSL_get0_session(ssl));

	*written = 0;
	while (*written < allowed && *written < len * (size_t)config->repeat_shim_initial_write) {
		size_t at = *written % len;
		size_t some = len - at < allowed - *written ? len - at : allowed - *written;
		size_t n;
		int ret;

		do {
			ret = SSL_write_early_data(ssl, data + at, some, &n);
		} while (ret != 1 && brought(ssl, ret));
		if (ret != 1) {
			return false;
		}
		*written += n;
	}
	return true;
}

/* A server's: what comes early is answered before the client's Finished. */
static bool server_early_data(SSL *ssl)
{
	uint8_t data[READ_MAX];
	size_t n;
	int ret;

	for (;;) {
		ret = SSL_read_early_data(ssl, data, sizeof(data), &n);
		if (ret == SSL_READ_EARLY_DATA_FINISH) {
			return true;
		}
		if (ret == SSL_READ_EARLY_DATA_ERROR) {
			if (brought(ssl, -1)) {
				continue;
			}
			return false;
		}
		state_of(ssl)->early_accepted = true;
		invert(data, n);
		for (size_t at = 0; at < n;) {
			size_t written;

			ret = SSL_write_early_data(ssl, data + at, n - at, &written);
			if (ret == 1) {
				at += written;
			} else if (!brought(ssl, ret)) {
				return false;
			}
		}
	}
}

static bool write_exported(SSL *ssl, const struct config *config)
{
	uint8_t material[1024];
	size_t len = (size_t)config->export_keying_material;

	if (len > sizeof(material)) {
		unimplemented("so much keying material");
	}
	if (SSL_export_keying_material(ssl, material, len, config->export_label, strlen(config->export_label),
				       (const unsigned char *)config->export_context, strlen(config->export_context),
				       config->use_export_context) != 1) {
		return complain("no keying material");
	}
	return write_all(ssl, material, len);
}

/* The secrets for what we read, then for what we write, behind their length in the machine's byte order. */
static bool write_secrets(SSL *ssl, const struct state *state)
{
	uint16_t len = (uint16_t)state->secret_len;
	const uint8_t *of_client = state->client_secret;
	const uint8_t *of_server = state->server_secret;

	return write_all(ssl, &len, sizeof(len)) &&
	       write_all(ssl, state->config->server ? of_client : of_server, len) &&
	       write_all(ssl, state->config->server ? of_server : of_client, len);
}

/* RFC 5929 §3.1: the first Finished, which is the client's unless a session was resumed. */
static bool write_tls_unique(SSL *ssl)
{
	uint8_t finished[64];
	size_t n;

	if (SSL_version(ssl) >= TLS1_3_VERSION) {
		return complain("no tls-unique in TLS 1.3");
	}
	if ((SSL_session_reused(ssl) != 0) == (SSL_is_server(ssl) != 0)) {
		n = SSL_get_finished(ssl, finished, sizeof(finished));
	} else {
		n = SSL_get_peer_finished(ssl, finished, sizeof(finished));
	}
	return n == 12 ? write_all(ssl, finished, n) : complain("a Finished of %zu bytes", n);
}

static bool write_sizes(SSL *ssl)
{
	static const size_t sizes[] = {0, 1, 255, 256, 257, 16383, 16384, 16385, 32767, 32768, 32769};
	static uint8_t data[32769];

	memset(data, 0x42, sizeof(data));
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		if (sizes[i] > 0 && !write_all(ssl, data, sizes[i])) {
			return false;
		}
	}
	return true;
}

static bool echo(SSL *ssl, const struct config *config, bool pending_write)
{
	uint8_t data[READ_MAX];
	int max = config->read_size > 0 && config->read_size < READ_MAX ? config->read_size : 512;

	for (;;) {
		int n;
		int error;

		if (config->key_update_before_read && SSL_key_update(ssl, SSL_KEY_UPDATE_NOT_REQUESTED) != 1) {
			return complain("no key update");
		}
		n = read_some(ssl, data, max, config);
		error = SSL_get_error(ssl, n);
		/* The runner takes any end of the stream for one here; SSL_shutdown is to tell them apart. */
		if (error == SSL_ERROR_ZERO_RETURN ||
		    ERR_GET_REASON(ERR_peek_error()) == SSL_R_UNEXPECTED_EOF_WHILE_READING) {
			ERR_clear_error();
			return true;
		}
		if (n <= 0 || error != SSL_ERROR_NONE) {
			return false;
		}
		if (!state_of(ssl)->handshake_done) {
			return complain("data before the handshake is complete");
		}
		if (pending_write) {
			if (!write_initial(ssl, config, 0)) {
				return false;
			}
			pending_write = false;
		}
		if (config->key_update && SSL_key_update(ssl, SSL_KEY_UPDATE_NOT_REQUESTED) != 1) {
			return complain("no key update");
		}
		invert(data, (size_t)n);
		if (!write_all(ssl, data, (size_t)n)) {
			return false;
		}
	}
}

static int shut_down_once(SSL *ssl)
{
	int ret;

	do {
		ret = SSL_shutdown(ssl);
	} while (ret < 0 && brought(ssl, ret));
	return ret;
}

static bool shut_down(SSL *ssl, const struct config *config)
{
	int ret;

	if (!config->check_close_notify) {
		/* The runner has closed, or does not look: nothing is said, and the session stays good. */
		SSL_set_shutdown(ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
		return true;
	}
	ret = shut_down_once(ssl);
	if (config->shim_shuts_down) {
		if (ret != 0) {
			return complain("the first SSL_shutdown returned %d", ret);
		}
		ret = shut_down_once(ssl);
	}
	/* As in OpenSSL, a fatal alert ends the wait for close_notify too, and is told by the error queue. */
	return ret == 1 ? ERR_peek_error() == 0 : complain("the last SSL_shutdown returned %d", ret);
}

static bool after_handshake(SSL *ssl, bool is_resume)
{
	const struct config *config = state_of(ssl)->config;

	if (!check_after_handshake(ssl, is_resume)) {
		return false;
	}
	if (config->handshake_twice && !handshake(ssl)) {
		return complain("a second handshake call failed");
	}
	if (config->no_op_extra_handshake && SSL_do_handshake(ssl) != 1) {
		return complain("a handshake call after the handshake did something");
	}
	return true;
}

bool exchange(SSL *ssl, struct state *state, const struct config *retry, bool is_resume)
{
	const struct config *config = state->config;
	size_t wrote_early = 0;
	bool pending_write = false;

	if (config->server && config->enable_early_data) {
		if (!server_early_data(ssl)) {
			return false;
		}
	} else if (config->enable_early_data && is_resume && SSL_get0_session(ssl) != NULL &&
		   SSL_SESSION_get_max_early_data(SSL_get0_session(ssl)) > 0 && config->shim_writes_first) {
		if (config->read_with_unfinished_write) {
			unimplemented("reading while early data waits to be written");
		}
		if (!client_early_data(ssl, config, &wrote_early)) {
			return false;
		}
		/* While only early data has gone there is none, and the runner wants to see that. */
		if (config->export_keying_material > 0) {
			return write_exported(ssl, config);
		}
	}
	if (!config->implicit_handshake) {
		if (!handshake(ssl)) {
			return false;
		}
		if (!config->server && config->expect_reject_early_data && is_resume) {
			/* What the runner calls another connection begins here: its expectations are the retry's. */
			if (SSL_get_early_data_status(ssl) != SSL_EARLY_DATA_REJECTED) {
				return complain("early data was not rejected");
			}
			state->config = retry;
			config = retry;
			wrote_early = 0;
		}
		if (!after_handshake(ssl, is_resume)) {
			return false;
		}
		state->got_new_session = state->got_new_session && SSL_version(ssl) >= TLS1_3_VERSION;
	}
	if ((config->export_keying_material > 0 && !write_exported(ssl, config)) ||
	    (config->export_traffic_secrets && !write_secrets(ssl, state)) ||
	    (config->tls_unique && !write_tls_unique(ssl))) {
		return false;
	}
	if (config->write_different_record_sizes) {
		if (!write_sizes(ssl)) {
			return false;
		}
	} else {
		if (config->read_with_unfinished_write) {
			/* One byte of the record leaves, then the record waits. */
			async_bio_allow_write(state->async_bio, 1);
			int ret = SSL_write(ssl, config->shim_initial_write, (int)strlen(config->shim_initial_write));

			if (SSL_get_error(ssl, ret) != SSL_ERROR_WANT_WRITE) {
				return complain("the write did not have to wait");
			}
			pending_write = true;
		} else if (config->shim_writes_first && !write_initial(ssl, config, wrote_early)) {
			return false;
		}
		if (!config->shim_shuts_down && !echo(ssl, config, pending_write)) {
			return false;
		}
	}
	return check_at_end(ssl) && shut_down(ssl, config);
}
