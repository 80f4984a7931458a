/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * A connection whose handshake is done, made by hand so that it costs nothing. The input's first byte says role,
 * version and suite; then come records: a byte that says how (sealed, in the clear, spoiled, padded), a type, a length,
 * content.
 */
#include "fuzz.h"

#include "tls/handshake/hs.h"
#include "tls/state/conn.h"

static const uint16_t suites[] = {0x1301, 0x1302, 0x1303, 0xc02b, 0xc030, 0xcca9};

static void be_done(struct tls_conn *c, const struct tls_suite *suite)
{
	static const uint8_t key[AEAD_MAX_KEY] = {1, 2, 3};
	static const uint8_t iv[AEAD_NONCE_LEN] = {4, 5, 6};
	c->started = c->handshake_done = true;
	c->version = suite->version;
	c->suite = suite;
	c->group = KX_X25519;
	c->resumption.len = c->tx_secret.len = c->rx_secret.len = hash_len((enum hash_id)suite->hash);
	if (suite->version == TLS_VERSION_13) {
		protect_init_13(&c->rx, suite, &c->rx_secret);
		protect_init_13(&c->tx, suite, &c->tx_secret);
	} else {
		protect_init_12(&c->rx, suite, key, iv);
		protect_init_12(&c->tx, suite, key, iv);
	}
}

/* One record under the keys that c reads with now. */
static void send_record(struct tls_conn *c, uint8_t how, uint8_t type, struct span content)
{
	static uint8_t record[70000];
	size_t len;
	struct protect p = c->rx;
	if ((how & 3) == 1) {
		p.version = 0;
	}
	if (content.len > RECORD_PLAINTEXT_MAX + 300) {
		content.len = RECORD_PLAINTEXT_MAX + 300;
	}
	if (p.seq == UINT64_MAX || protect_seal(&p, (enum content_type)type, content, record, &len) != TLS_OK) {
		return;
	}
	if ((how & 3) == 2) {
		record[(size_t)how * 7 % len] ^= 1;
	}
	if ((how & 3) == 3) {
		len -= (size_t)(how >> 2) % len;
	}
	fuzz_feed(c, record, len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct tls_hooks hooks = {.now_ms = fuzz_now};
	struct reader r = rd_init(span_of(data, size));
	uint8_t how = rd_u8(&r);
	struct tls_settings settings = {.options = how & 0x80 ? TLS_OPT_IGNORE_UNEXPECTED_EOF : 0};
	struct tls_config *cfg;
	static uint8_t out[17000];
	size_t n;
	must(tls_config_new(&cfg, &settings) == TLS_OK);
	struct tls_conn *c = tls_conn_new(cfg, (how & 1) != 0 ? TLS_CLIENT : TLS_SERVER, &hooks, NULL);
	tls_config_free(cfg);
	must(c != NULL);
	be_done(c, tls_suite_by_code(suites[(how >> 1 & 0x3f) % 6]));
	for (int i = 0; i < 200 && rd_left(&r) != 0; i++) {
		uint8_t mode = rd_u8(&r);
		uint8_t type = rd_u8(&r);
		size_t len = rd_u16(&r);
		struct span content = rd_bytes(&r, len < rd_left(&r) ? len : rd_left(&r));
		enum tls_err before = tls_conn_error(c);
		send_record(c, mode, type, content);
		enum tls_status st;
		int rounds = 0;
		do {
			size_t room = (mode & 0x40) != 0 ? sizeof out : 1 + (size_t)(mode & 15);
			st = tls_read(c, out, room, (mode & 0x20) != 0 && rounds == 0, &n);
			must(st != TLS_ST_DONE || (n >= 1 && n <= room));
			must(st == TLS_ST_DONE || n == 0);
		} while (st == TLS_ST_DONE && ++rounds < 20000);
		must(rounds < 20000);
		if (before != TLS_OK) { /* the first error stays */
			must(st == TLS_ST_FAILED && tls_conn_error(c) == before);
		}
		must(tls_out(c).len < 64 * 1024);
		if (mode & 0x10) {
			tls_out_consume(c, tls_out(c).len);
			tls_conn_idle(c);
		}
	}
	tls_in_eof(c);
	must(tls_read(c, out, sizeof out, false, &n) != TLS_ST_WANT_IN || c->plain_len != 0);
	tls_conn_free(c);
	return 0;
}
