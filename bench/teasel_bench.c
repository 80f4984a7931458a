/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* What libssl.so.3 costs, measured over its public API alone: the same binary runs over OpenSSL's library and over
 * ours.
 *
 * Client and server meet in one process over pipes in memory; what each side's calls take is measured apart, in
 * processor time of the thread, so neither the network nor other programs stand in the figures. Rows go to stdout,
 * tab-separated: name, value, unit, and whether more or less is better. bench/compare runs this over both libraries and
 * prints the ratios. */
#include "pair.h"

#include <getopt.h>
#include <malloc.h>
#include <openssl/ssl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const char *pki, *bundle = "/etc/ssl/certs/ca-certificates.crt";
static const char *only[16];
static int n_only;
static double seconds = 0.4;
static int idle_pairs = 1000;
static bool list;

static const struct {
	const char *name;
	int version;
} versions[] = {{"1.3", TLS1_3_VERSION}, {"1.2", TLS1_2_VERSION}};

static const struct {
	const char *name;
	int version;
	const char *kind;
} suites[] = {
    {"TLS_AES_128_GCM_SHA256", TLS1_3_VERSION, "p256"},
    {"TLS_AES_256_GCM_SHA384", TLS1_3_VERSION, "p256"},
    {"TLS_CHACHA20_POLY1305_SHA256", TLS1_3_VERSION, "p256"},
    {"ECDHE-ECDSA-AES128-GCM-SHA256", TLS1_2_VERSION, "p256"},
    {"ECDHE-ECDSA-AES256-GCM-SHA384", TLS1_2_VERSION, "p256"},
    {"ECDHE-ECDSA-CHACHA20-POLY1305", TLS1_2_VERSION, "p256"},
    {"ECDHE-RSA-AES128-GCM-SHA256", TLS1_2_VERSION, "rsa2048"},
    {"ECDHE-RSA-AES256-GCM-SHA384", TLS1_2_VERSION, "rsa2048"},
    {"ECDHE-RSA-CHACHA20-POLY1305", TLS1_2_VERSION, "rsa2048"},
};

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

/* True when --only names a part that the row's name begins with, or there is no --only; with --list the name is
 * printed. */
static bool wanted(const char *name)
{
	bool yes = n_only == 0;
	for (int i = 0; i < n_only; i++) {
		size_t n = strlen(only[i]);
		yes = yes || strncmp(name, only[i], n) == 0;
	}
	if (yes && list) {
		printf("%s\n", name);
		return false;
	}
	return yes;
}

/* True when any row that begins with `prefix` may be wanted. */
static bool wanted_below(const char *prefix)
{
	bool yes = n_only == 0;
	for (int i = 0; i < n_only; i++) {
		size_t n = strlen(only[i]), m = strlen(prefix);
		yes = yes || strncmp(prefix, only[i], n < m ? n : m) == 0;
	}
	return yes;
}

static void row(const char *name, double value, const char *unit, const char *better)
{
	printf("%s\t%.6g\t%s\t%s\n", name, value, unit, better);
	fflush(stdout);
}

static SSL_CTX *server_ctx(const char *kind, int version)
{
	SSL_CTX *ctx = pair_server_ctx(pki, kind, version);
	if (ctx == NULL) {
		pair_die("the server's context");
	}
	return ctx;
}

static SSL_CTX *client_ctx(int version)
{
	SSL_CTX *ctx = pair_client_ctx(pki, version);
	if (ctx == NULL) {
		pair_die("the client's context");
	}
	return ctx;
}

static void connect_pair(struct pair *p, SSL_CTX *c, SSL_CTX *s, const char *kind, SSL_SESSION *session)
{
	char host[64];
	snprintf(host, sizeof host, "%s.test", kind);
	if (!pair_open(p, c, s, host, session)) {
		pair_die("SSL_new");
	}
	if (!pair_handshake(p)) {
		pair_die("the handshake");
	}
}

/* --- data --- */

/* Sends and receives `size` bytes a call until `seconds` have been spent on each; the server sends, as most do. */
static void bulk_one(size_t i, size_t size)
{
	char send[96], recv[96];
	snprintf(send, sizeof send, "send/%s/%zu", suites[i].name, size);
	snprintf(recv, sizeof recv, "recv/%s/%zu", suites[i].name, size);
	bool want_send = wanted(send), want_recv = wanted(recv);
	if (!want_send && !want_recv) {
		return;
	}
	SSL_CTX *s = server_ctx(suites[i].kind, suites[i].version), *c = client_ctx(suites[i].version);
	int set = suites[i].version == TLS1_3_VERSION ? SSL_CTX_set_ciphersuites(c, suites[i].name)
						      : SSL_CTX_set_cipher_list(c, suites[i].name);
	if (set != 1) {
		pair_die(suites[i].name);
	}
	struct pair p;
	connect_pair(&p, c, s, suites[i].kind, NULL);
	if (strcmp(SSL_get_cipher_name(p.client), suites[i].name) != 0) {
		pair_die("choosing the suite");
	}
	size_t calls = (256 * 1024 + size - 1) / size;
	uint8_t *out = malloc(size), *in = malloc(64 * 1024);
	if (out == NULL || in == NULL) {
		pair_die("malloc");
	}
	memset(out, 0x5a, size);
	int64_t sending = 0, receiving = 0, sent = 0, rounds = 0;
	while (sending + receiving < (int64_t)(2 * seconds * 1e9)) {
		int64_t t0 = pair_clock();
		for (size_t k = 0; k < calls; k++) {
			if (SSL_write(p.server, out, (int)size) != (int)size) {
				pair_die("SSL_write");
			}
		}
		int64_t t1 = pair_clock();
		size_t left = calls * size;
		while (left > 0) {
			int r = SSL_read(p.client, in, 16384);
			if (r <= 0 || in[0] != 0x5a || in[r - 1] != 0x5a) {
				pair_die("SSL_read");
			}
			left -= (size_t)r;
		}
		int64_t t2 = pair_clock();
		/* The first round warms caches and grows buffers. */
		if (rounds++ > 0) {
			sending += t1 - t0;
			receiving += t2 - t1;
			sent += (int64_t)(calls * size);
		}
	}
	if (want_send) {
		row(send, (double)sent / 1e6 / ((double)sending / 1e9), "MB/s", "more");
	}
	if (want_recv) {
		row(recv, (double)sent / 1e6 / ((double)receiving / 1e9), "MB/s", "more");
	}
	free(out);
	free(in);
	pair_close(&p);
	SSL_CTX_free(c);
	SSL_CTX_free(s);
}

static void bulk(void)
{
	static const size_t sizes[] = {16384, 4096, 1400, 64, 131072};
	if (!wanted_below("send/") && !wanted_below("recv/")) {
		return;
	}
	for (size_t i = 0; i < COUNT(suites); i++) {
		for (size_t k = 0; k < COUNT(sizes); k++) {
			/* One suite of RSA tells about the others: after the handshake the key's kind is forgotten. */
			if (strncmp(suites[i].name, "ECDHE-RSA", 9) != 0 || sizes[k] == 16384) {
				bulk_one(i, sizes[k]);
			}
		}
	}
}

/* --- handshakes --- */

static SSL_SESSION *latest;

/* The newest session that the client was given; the library keeps none of its own. */
static int keep_session(SSL *ssl, SSL_SESSION *session)
{
	(void)ssl;
	SSL_SESSION_free(latest);
	latest = session;
	return 1;
}

static void handshake_rows(const char *what, const char *version, const char *kind, bool resumed)
{
	char client[96], server[96];
	snprintf(client, sizeof client, "%s/%s/%s/client", what, version, kind);
	snprintf(server, sizeof server, "%s/%s/%s/server", what, version, kind);
	bool want_client = wanted(client), want_server = wanted(server);
	if (!want_client && !want_server) {
		return;
	}
	int v = strcmp(version, "1.3") == 0 ? TLS1_3_VERSION : TLS1_2_VERSION;
	SSL_CTX *s = server_ctx(kind, v), *c = client_ctx(v);
	static const unsigned char id[] = "bench";
	SSL_CTX_set_session_id_context(s, id, sizeof id);
	if (strcmp(what, "shown") == 0) {
		/* As curl and Python do: from then on the library cannot know what the program changes there. */
		X509_STORE_set_flags(SSL_CTX_get_cert_store(c), X509_V_FLAG_TRUSTED_FIRST);
		X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(c), X509_V_FLAG_TRUSTED_FIRST);
	}
	if (resumed) {
		SSL_CTX_set_session_cache_mode(c, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
		SSL_CTX_sess_set_new_cb(c, keep_session);
		struct pair first;
		connect_pair(&first, c, s, kind, NULL);
		pair_shutdown(&first);
		pair_close(&first);
	}
	int64_t client_ns = 0, server_ns = 0, n = 0, n_resumed = 0;
	double spent = 0;
	if (resumed && latest == NULL) {
		fprintf(stderr, "%s/%s/%s: the client was given no session\n", what, version, kind);
	} else {
		while (spent < 2 * seconds || n < 4) {
			struct pair p;
			SSL_SESSION *session = resumed ? latest : NULL;
			if (session != NULL) {
				SSL_SESSION_up_ref(session);
			}
			connect_pair(&p, c, s, kind, session);
			n_resumed += SSL_session_reused(p.client);
			SSL_SESSION_free(session);
			/* Without it the end would count as a fault, and the session as spoiled. */
			SSL_set_shutdown(p.client, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
			SSL_set_shutdown(p.server, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
			pair_close(&p);
			/* The first two warm what is made once. */
			if (n++ >= 2) {
				client_ns += p.client_ns;
				server_ns += p.server_ns;
				spent += (double)(p.client_ns + p.server_ns) / 1e9;
			}
		}
	}
	if (resumed && n_resumed != n) {
		fprintf(stderr, "%s/%s/%s: %d of %d were resumed, so no figure\n", what, version, kind, (int)n_resumed,
			(int)n);
	} else if (n > 2) {
		if (want_client) {
			row(client, (double)(n - 2) / ((double)client_ns / 1e9), "/s", "more");
		}
		if (want_server) {
			row(server, (double)(n - 2) / ((double)server_ns / 1e9), "/s", "more");
		}
	}
	SSL_SESSION_free(latest);
	latest = NULL;
	SSL_CTX_free(c);
	SSL_CTX_free(s);
}

static void handshakes(void)
{
	static const char *const kinds[] = {"p256", "rsa2048", "p384", "ed25519", "rsa4096"};
	for (size_t i = 0; i < COUNT(versions) && wanted_below("handshake/"); i++) {
		for (size_t k = 0; k < COUNT(kinds); k++) {
			handshake_rows("handshake", versions[i].name, kinds[k], false);
		}
	}
	for (size_t i = 0; i < COUNT(versions) && wanted_below("shown/"); i++) {
		handshake_rows("shown", versions[i].name, "p256", false);
		handshake_rows("shown", versions[i].name, "rsa2048", false);
	}
	for (size_t i = 0; i < COUNT(versions) && wanted_below("resumed/"); i++) {
		handshake_rows("resumed", versions[i].name, "p256", true);
	}
}

/* --- memory --- */

static double resident(void)
{
	FILE *f = fopen("/proc/self/statm", "r");
	long size = 0, pages = 0;
	if (f == NULL || fscanf(f, "%ld %ld", &size, &pages) != 2) {
		pair_die("/proc/self/statm");
	}
	fclose(f);
	return (double)pages * (double)sysconf(_SC_PAGESIZE);
}

/* Connections that shook hands, said something each way and now wait. */
static void memory_one(size_t i)
{
	char names[4][64];
	static const char *const what[] = {"client", "server", "pair", "pair-resident"};
	bool any = false;
	for (int k = 0; k < 4; k++) {
		snprintf(names[k], sizeof names[k], "memory/%s/%s", versions[i].name, what[k]);
		any = wanted(names[k]) || any;
	}
	if (!any) {
		return;
	}
	SSL_CTX *s = server_ctx("p256", versions[i].version), *c = client_ctx(versions[i].version);
	static const unsigned char id[] = "bench";
	SSL_CTX_set_session_id_context(s, id, sizeof id);
	/* What a server keeps for sessions is another question, and OpenSSL's cache would grow with each connection. */
	SSL_CTX_set_session_cache_mode(s, SSL_SESS_CACHE_OFF);
	struct pair *pairs = calloc((size_t)idle_pairs, sizeof *pairs), warm;
	if (pairs == NULL) {
		pair_die("calloc");
	}
	memset(pairs, 0, (size_t)idle_pairs * sizeof *pairs);
	connect_pair(&warm, c, s, "p256", NULL);
	pair_close(&warm);
	malloc_trim(0);
	double before = resident();
	pair_count_memory(1);
	int64_t client = 0, server = 0;
	for (int k = 0; k < idle_pairs; k++) {
		connect_pair(&pairs[k], c, s, "p256", NULL);
		if (!pair_talk(&pairs[k], "GET / HTTP/1.1\r\n\r\n", 18)) {
			pair_die("talking");
		}
		client += pairs[k].client_bytes;
		server += pairs[k].server_bytes;
	}
	pair_count_memory(0);
	malloc_trim(0);
	double after = resident();
	const double values[] = {(double)client, (double)server, (double)(client + server), after - before};
	for (int k = 0; k < 4; k++) {
		if (wanted(names[k])) {
			row(names[k], values[k] / idle_pairs, "bytes", "less");
		}
	}
	for (int k = 0; k < idle_pairs; k++) {
		pair_close(&pairs[k]);
	}
	free(pairs);
	SSL_CTX_free(c);
	SSL_CTX_free(s);
}

static void memory(void)
{
	for (size_t i = 0; i < COUNT(versions) && wanted_below("memory/"); i++) {
		memory_one(i);
	}
}

/* --- start-up --- */

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* A context, and a context with the system's roots: the first of the process and the median of those after it. */
static void startup(void)
{
	enum { N = 15 };
	double bare[N], loaded[N];
	bool want_ctx = wanted("startup/context"), want_first = wanted("startup/ca-bundle/first"),
	     want_again = wanted("startup/ca-bundle/again"), want_memory = wanted("startup/ca-bundle/memory");
	if (!want_ctx && !want_first && !want_again && !want_memory) {
		return;
	}
	struct stat st;
	bool have = stat(bundle, &st) == 0;
	if (!have) {
		fprintf(stderr, "%s is not there (package ca-certificates), so no figure for it\n", bundle);
	}
	double bytes = 0;
	for (int i = 0; i < N; i++) {
		int64_t t0 = pair_clock();
		SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
		if (ctx == NULL) {
			pair_die("SSL_CTX_new");
		}
		bare[i] = (double)(pair_clock() - t0) / 1e3;
		size_t heap = mallinfo2().uordblks;
		t0 = pair_clock();
		if (have && SSL_CTX_load_verify_locations(ctx, bundle, NULL) != 1) {
			pair_die("SSL_CTX_load_verify_locations");
		}
		loaded[i] = (double)(pair_clock() - t0) / 1e6;
		bytes = (double)(mallinfo2().uordblks - heap);
		SSL_CTX_free(ctx);
	}
	double first = loaded[0];
	qsort(bare, N, sizeof *bare, by_value);
	qsort(loaded, N, sizeof *loaded, by_value);
	if (want_ctx) {
		row("startup/context", bare[N / 2], "us", "less");
	}
	if (have && want_first) {
		row("startup/ca-bundle/first", first, "ms", "less");
	}
	if (have && want_again) {
		row("startup/ca-bundle/again", loaded[N / 2], "ms", "less");
	}
	if (have && want_memory) {
		row("startup/ca-bundle/memory", bytes, "bytes", "less");
	}
}

/* --- the command line --- */

static void print_library(void)
{
	char line[4096];
	FILE *f = fopen("/proc/self/maps", "r");
	while (f != NULL && fgets(line, sizeof line, f) != NULL) {
		char *path = strchr(line, '/');
		if (path != NULL && strstr(path, "/libssl.so") != NULL) {
			printf("# library %s", path);
			break;
		}
	}
	if (f != NULL) {
		fclose(f);
	}
	printf("# version %s\n", OpenSSL_version(OPENSSL_VERSION));
}

static void usage(FILE *to)
{
	fputs("usage: teasel_bench --pki DIR [OPTION]...\n\n"
	      "Measures the libssl.so.3 it was started over; rows are tab-separated: name, value, unit, what is "
	      "better.\n\n"
	      "  --pki DIR        certificates made by bench/make-pki\n"
	      "  --only PREFIX    only rows whose names begin so, e.g. send/TLS_AES_128 or handshake/1.3; may be "
	      "repeated\n"
	      "  --quick          shorter measurements, fewer connections\n"
	      "  --seconds S      processor time spent on each side of a measurement (0.4)\n"
	      "  --idle N         connections held for the memory rows (1000)\n"
	      "  --bundle FILE    the roots for the start-up rows (/etc/ssl/certs/ca-certificates.crt)\n"
	      "  --list           print the rows' names and measure nothing\n"
	      "  --help\n",
	      to);
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
	    {"pki", required_argument, NULL, 'p'},
	    {"only", required_argument, NULL, 'o'},
	    {"quick", no_argument, NULL, 'q'},
	    {"seconds", required_argument, NULL, 's'},
	    {"idle", required_argument, NULL, 'i'},
	    {"bundle", required_argument, NULL, 'b'},
	    {"list", no_argument, NULL, 'l'},
	    {"help", no_argument, NULL, 'h'},
	    {NULL, 0, NULL, 0},
	};
	for (int c; (c = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		switch (c) {
		case 'p':
			pki = optarg;
			break;
		case 'o':
			if (n_only < (int)COUNT(only)) {
				only[n_only++] = optarg;
			}
			break;
		case 'q':
			seconds = 0.05;
			idle_pairs = 200;
			break;
		case 's':
			seconds = atof(optarg);
			break;
		case 'i':
			idle_pairs = atoi(optarg);
			break;
		case 'b':
			bundle = optarg;
			break;
		case 'l':
			list = true;
			break;
		case 'h':
			usage(stdout);
			return 0;
		default:
			usage(stderr);
			return 2;
		}
	}
	if ((pki == NULL && !list) || optind != argc || idle_pairs < 1 || seconds <= 0) {
		usage(stderr);
		return 2;
	}
	if (!list) {
		print_library();
	}
	/* First, while nothing was made yet that start-up would find ready. */
	startup();
	memory();
	handshakes();
	bulk();
	return 0;
}
