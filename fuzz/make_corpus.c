/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Writes the seeds of the corpora into the directory named: honest streams, honest messages, a few records, some
 * chains. The same source under the crypto of free_macs.c (SUFFIX "_free") writes the streams that belong to it.
 */
#include <stdio.h>
#include <sys/stat.h>

#include "evil.h"
#include "fuzz.h"
#include "rng_seed.h"
#include "tls/wire/proto.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	(void)data;
	(void)size;
	return 0;
}

static const char *root;

/* A name of a target whose corpus depends on the crypto. */
#define OWN(name) name SUFFIX

static void save(const char *target, const char *name, const uint8_t *head, size_t head_len, struct span rest)
{
	char path[500];
	snprintf(path, sizeof path, "%s/%s", root, target);
	mkdir(path, 0777);
	snprintf(path, sizeof path, "%s/%s/%s", root, target, name);
	FILE *f = fopen(path, "wb");
	must(f != NULL);
	must(fwrite(head, 1, head_len, f) == head_len);
	must(rest.len == 0 || fwrite(rest.p, 1, rest.len, f) == rest.len);
	must(fclose(f) == 0);
}

static struct buffer streams[2];

/* Where records lie open, whoever gets the stream may have another transcript: Finished is one that suits all. */
static void finish_for_all(uint8_t *bytes, size_t len)
{
	static const uint8_t lengths[] = {12, 32, 48};
	for (size_t i = 0; i + 4 < len; i++) {
		for (size_t k = 0; k < sizeof lengths && bytes[i] == HT_FINISHED; k++) {
			if (bytes[i + 1] == 0 && bytes[i + 2] == 0 && bytes[i + 3] == lengths[k] &&
			    i + 4 + lengths[k] <= len) {
				memset(bytes + i + 4, '*', lengths[k]);
			}
		}
	}
}

static void listen(struct pair *p, bool from_client, uint8_t *bytes, size_t *len)
{
	(void)p;
	if (SUFFIX[0] != '\0') {
		finish_for_all(bytes, *len);
	}
	must(buf_append(&streams[from_client], span_of(bytes, *len)));
}

/* The decoder of fuzz_decoders.c for a message. */
static int decoder_of(uint8_t type, bool tls13)
{
	switch (type) {
	case HT_CLIENT_HELLO:
		return 0;
	case HT_SERVER_HELLO:
		return 1;
	case HT_ENCRYPTED_EXTENSIONS:
		return 2;
	case HT_CERTIFICATE:
		return tls13 ? 3 : 4;
	case HT_CERTIFICATE_REQUEST:
		return tls13 ? 5 : 6;
	case HT_CERTIFICATE_VERIFY:
		return 7;
	case HT_CERTIFICATE_STATUS:
		return 8;
	case HT_SERVER_KEY_EXCHANGE:
		return 9;
	case HT_CLIENT_KEY_EXCHANGE:
		return 10;
	case HT_NEW_SESSION_TICKET:
		return tls13 ? 11 : 12;
	default:
		return -1;
	}
}

static void messages(const struct evil *e, bool client)
{
	char name[60];
	struct buffer records = {0};
	struct reader r = rd_init(buf_span(&e->log[client]));
	while (rd_left(&r) != 0) {
		const uint8_t *at = r.p;
		uint8_t type = rd_u8(&r);
		struct span body = rd_vec(&r, 3, 0, 0xffffff);
		int d = decoder_of(type, e->tls13);
		const uint8_t head = (uint8_t)d;
		if (d >= 0 && SUFFIX[0] == '\0') {
			snprintf(name, sizeof name, "k%d-%d", e->kind, type);
			save("decoders", name, &head, 1, body);
		}
		const uint8_t rec[3] = {CT_HANDSHAKE, (uint8_t)((body.len + 4) >> 8), (uint8_t)(body.len + 4)};
		bool from_client = type == HT_CLIENT_HELLO || type == HT_CLIENT_KEY_EXCHANGE;
		if (from_client == client || (type == HT_FINISHED || type == HT_CERTIFICATE)) {
			must(buf_append(&records, span_of(rec, 3)) && buf_append(&records, span_of(at, body.len + 4)));
		}
	}
	snprintf(name, sizeof name, "records-k%d", e->kind);
	const uint8_t how = e->tls13 ? 0x83 : 0x87;
	save(client ? OWN("server") : OWN("client"), name, &how, 1, buf_span(&records));
	buf_free(&records);
}

/* A session that the client got: for the decoders, and as what a ticket's protection held. Tickets are the codec's
 * content behind a T. */
static void ticket(const struct evil *e)
{
	char name[60];
	const uint8_t decoder = 14;
	struct span t = span_of(e->session->ticket, e->session->ticket_len);
	if (t.len > 1) {
		snprintf(name, sizeof name, "session-k%d", e->kind);
		save("decoders", name, &decoder, 1, span_of(t.p + 1, t.len - 1));
		for (uint8_t how = 0; how < 64; how = (uint8_t)(how == 0 ? 1 : how * 2)) {
			const uint8_t head = (uint8_t)(how | (e->tls13 ? 0 : 4));
			snprintf(name, sizeof name, "k%d-%d", e->kind, how);
			save("ticket", name, &head, 1, span_of(t.p + 1, t.len - 1));
		}
	}
}

/* Leaf, intermediate and root by the layout of certs.h and fuzz_chain.c; and more of the kind. */
static void chains(void)
{
	static const uint8_t certs[][9] = {
	    {026, 0, 0x21, 0x20, 0, 0, 0, 1, 1},       /* www.example.com below A */
	    {002, 0xc0, 0x32, 0x02, 0x83, 0, 0, 0, 2}, /* A below Root */
	    {000, 0x40, 0x03, 0x02, 0x83, 0, 0, 0, 3}, /* Root */
	    {032, 0xc0, 0x32, 0x02, 0x83, 0, 0, 8, 4}, /* A below B, constrained */
	    {013, 0xc0, 0x22, 0x07, 0x83, 0, 0, 0, 5}, /* B below ROOT, path length 1 */
	};
	char name[60];
	for (int i = 0; i < 16; i++) {
		uint8_t text[200] = {0, 0, 0, 4, (uint8_t)(i & 1 ? 0x20 : 0), 0, 1, 10, 0, 0};
		size_t n = 10;
		text[8] = (uint8_t)(i & 2 ? 1 : 0);
		if (i & 4) {
			text[8] |= 0x40;
			text[n++] = (uint8_t)(i * 5);
			text[n++] = 2;
		}
		for (size_t c = 0; c < (i & 8 ? 5u : 3u); c++, n += 9) {
			memcpy(text + n, certs[c], 9);
		}
		for (int more = 0; more < i; more++) {
			text[n++] = 0xff;
		}
		snprintf(name, sizeof name, "seed-%d", i);
		save("chain", name, text, n, span_of(NULL, 0));
	}
}

static void pairs(const struct evil *e)
{
	char name[60];
	for (size_t i = 0; i < e->n_list; i++) {
		const uint8_t head[] = {(uint8_t)e->kind, (uint8_t)i, 0, 10, 2, 2, 'a', 'b'};
		snprintf(name, sizeof name, "k%d-m%zu", e->kind, i);
		save("pair", name, head, sizeof head, span_of(NULL, 0));
	}
	for (uint8_t to = 0; to < 2; to++) {
		const uint8_t head[] = {(uint8_t)e->kind, 0, (uint8_t)(to << 7), 60, 1, 1, 'a'};
		snprintf(name, sizeof name, "k%d-%d", e->kind, to);
		save("wire", name, head, sizeof head, span_of(NULL, 0));
	}
}

int main(int argc, char **argv)
{
	char name[60];
	bool own = SUFFIX[0] != '\0';
	must(argc == 2);
	root = argv[1];
	mkdir(root, 0777);
	for (int k = 0; k < EVIL_KINDS; k++) {
		struct evil e;
		rng_seed((uint64_t)k);
		evil_init(&e, (enum evil_kind)k);
		evil_start(&e);
		e.p.meddle = listen;
		rng_seed(1); /* as in stream.c: its client says the same hello */
		must(pair_run(&e.p));
		const uint8_t how = e.tls13 ? 3 : 7;
		snprintf(name, sizeof name, "stream-k%d", k);
		save(OWN("server"), name, &how, 1, buf_span(&streams[1]));
		save(OWN("client"), name, &how, 1, buf_span(&streams[0]));
		buf_free(&streams[0]);
		buf_free(&streams[1]);
		messages(&e, true);
		messages(&e, false);
		if (!own) {
			pairs(&e);
		}
		if (!own && e.session != NULL) {
			ticket(&e);
		}
		evil_free(&e);
	}
	for (uint8_t how = 0; how < 12 && !own; how++) {
		static const char data[] = "\x40\x17\0\5hello\x40\x15\0\2\1\x5a\x10\x16\0\5\x18\0\0\1\1\x50\x17\0\0"
					   "\0\x16\0\4\0\0\0\0\2\x17\0\3abc";
		snprintf(name, sizeof name, "mix-%d", how);
		save("records", name, &how, 1, span_of((const uint8_t *)data, sizeof data - 1));
	}
	if (!own) {
		chains();
	}
	return 0;
}
