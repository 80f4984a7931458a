/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Constant time of whole connections: with every random number and every private key marked undefined, Valgrind reports
 * each branch and each address that depends on one, or on what was derived from it. What goes over the wire is public
 * and is marked so on its way; so is what a receiver takes out of a record, which the protocol is there to read, and
 * the verdict over a MAC. What else may depend on a secret is named in constant_time.supp, each with its reason.
 *
 * Without arguments a few handshakes; with --all every version, key, group and suite. Outside of Valgrind the program
 * starts itself anew inside.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The numbers of an RSA key are known there alone. */
#include "../../engine/crypto/rsa_private.c"

#include "crypto/key_impl.h"
#include "crypto/x25519.h"
#include "host_alloc.h"
#include "pair.h"
#include "rng_seed.h"
#include "tls/keys/protect.h"

#define SKIPPED 77

#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__ || !__has_include(<valgrind/memcheck.h>)
#define UNSEEN 1
static void secret(const void *p, size_t len)
{
	(void)p;
	(void)len;
}
static void published(const void *p, size_t len)
{
	(void)p;
	(void)len;
}
static unsigned long errors(void)
{
	return 0;
}
#define RUNNING_ON_VALGRIND 0
#else
#define UNSEEN 0
#include <valgrind/memcheck.h>
static void secret(const void *p, size_t len)
{
	(void)VALGRIND_MAKE_MEM_UNDEFINED(p, len);
}
static void published(const void *p, size_t len)
{
	(void)VALGRIND_MAKE_MEM_DEFINED(p, len);
}
static unsigned long errors(void)
{
	return VALGRIND_COUNT_ERRORS;
}
#endif

/* ---- where secrets come from, and where they end (the linker's --wrap) ------------------------------------------- */

enum tls_err __real_rng_bytes(void *out, size_t len);
enum tls_err __wrap_rng_bytes(void *out, size_t len);
int __real_ct_equal(const void *a, const void *b, size_t len);
int __wrap_ct_equal(const void *a, const void *b, size_t len);
enum tls_err __real_protect_open(struct protect *p, const uint8_t header[RECORD_HEADER_LEN], uint8_t *body,
				 size_t body_len, uint8_t *out, enum content_type *type, struct span *plain);
enum tls_err __wrap_protect_open(struct protect *p, const uint8_t header[RECORD_HEADER_LEN], uint8_t *body,
				 size_t body_len, uint8_t *out, enum content_type *type, struct span *plain);

enum tls_err __wrap_rng_bytes(void *out, size_t len)
{
	enum tls_err e = __real_rng_bytes(out, len);
	secret(out, len);
	return e;
}

/* Finished, binders, tags, the zero of a shared secret: the answer ends the connection or lets it go on. */
int __wrap_ct_equal(const void *a, const void *b, size_t len)
{
	int equal = __real_ct_equal(a, b, len);
	published(&equal, sizeof equal);
	return equal;
}

enum tls_err __wrap_protect_open(struct protect *p, const uint8_t header[RECORD_HEADER_LEN], uint8_t *body,
				 size_t body_len, uint8_t *out, enum content_type *type, struct span *plain)
{
	enum tls_err e = __real_protect_open(p, header, body, body_len, out, type, plain);
	published(&e, sizeof e);
	if (e == TLS_OK) {
		published(type, sizeof *type);
		published(plain, sizeof *plain);
		published(plain->p, plain->len);
	}
	return e;
}

/* Valgrind runs what needs ADX although the CPUID that it shows does not say so; else the portable curves would be seen
 * here, whose assertions look at secrets. */
static bool kernels_run(void)
{
	return __builtin_cpu_supports("avx2") != 0;
}

const struct x25519_impl *__real_x25519_impl(void);
const struct x25519_impl *__wrap_x25519_impl(void);
const struct ec_impl *__real_ec_impl(const struct ec_curve *c);
const struct ec_impl *__wrap_ec_impl(const struct ec_curve *c);

const struct x25519_impl *__wrap_x25519_impl(void)
{
	for (const struct x25519_impl *const *i = x25519_impls; *i != NULL && kernels_run(); i++) {
		if (strcmp((*i)->name, "adx") == 0) {
			return *i;
		}
	}
	return __real_x25519_impl();
}

const struct ec_impl *__wrap_ec_impl(const struct ec_curve *c)
{
	for (const struct ec_impl *const *i = ec_impls; *i != NULL && kernels_run(); i++) {
		if (ec_curve((*i)->curve) == c && strcmp((*i)->name, "adx") == 0) {
			return *i;
		}
	}
	return __real_ec_impl(c);
}

static void on_the_wire(struct pair *p, bool from_client, uint8_t *bytes, size_t *len)
{
	(void)from_client;
	published(bytes, *len);
	if (p->ctx != NULL) { /* spoil the tag of this record */
		bytes[*len - 1] ^= 1;
	}
}

/* ---- keys -------------------------------------------------------------------------------------------------------- */

static size_t load(const char *name, const char *what, uint8_t *buf, size_t cap)
{
	char path[200];
	snprintf(path, sizeof path, "tls/data/%s.%s.der", name, what);
	FILE *f = fopen(path, "rb");
	assert_non_null(f);
	size_t n = fread(buf, 1, cap, f);
	fclose(f);
	assert_in_range(n, 1, cap - 1);
	return n;
}

static struct tls_identity *secret_identity(const char *name)
{
	uint8_t cert[4096], key[4096];
	struct span chain = span_of(cert, load(name, "cert", cert, sizeof cert));
	struct privkey *k;
	struct tls_identity *id;
	assert_int_equal(privkey_decode(&k, span_of(key, load(name, "key", key, sizeof key))), TLS_OK);
	secret(k->bytes, sizeof k->bytes);
	if (k->rsa != NULL) {
		/* but for the primes' ends: the size of one is taken from the upper, the inverse for Montgomery from
		 * the lower, both by GMP's functions for secrets */
		struct rsa_private *r = k->rsa;
		secret(r->limbs, r->len - offsetof(struct rsa_private, limbs));
		published(&r->p[0], sizeof r->p[0]);
		published(&r->q[0], sizeof r->q[0]);
		published(&r->p[r->p_limbs - 1], sizeof r->p[0]);
		published(&r->q[r->q_limbs - 1], sizeof r->q[0]);
	}
	assert_int_equal(tls_identity_new(&id, &chain, 1, k, NULL), TLS_OK);
	return id;
}

/* ---- connections ------------------------------------------------------------------------------------------------- */

struct kind {
	const char *name;
	uint16_t version;
	const char *key;
	uint16_t group, suite; /* 0: the default */
	bool client_cert, retry, resumed, always;
};

static const struct kind kinds[] = {
    {"1.3 P-256", TLS_VERSION_13, "p256", 0, 0, true, false, false, true},
    {"1.3 resumed", TLS_VERSION_13, "p256", 0, 0, false, false, true, true},
    {"1.2 P-256", TLS_VERSION_12, "p256", KX_SECP256R1, 0, true, false, false, true},
    {"1.2 resumed", TLS_VERSION_12, "p256", 0, 0, false, false, true, true},
    {"1.3 RSA", TLS_VERSION_13, "rsa2048", 0, 0, false, false, false, true},
    {"1.2 RSA", TLS_VERSION_12, "rsa2048", 0, 0, false, false, false, false},
    {"1.3 RSA-PSS", TLS_VERSION_13, "rsapss", 0, 0, false, false, false, false},
    {"1.3 Ed25519", TLS_VERSION_13, "ed25519", 0, 0, true, false, false, false},
    {"1.2 Ed25519", TLS_VERSION_12, "ed25519", 0, 0, true, false, false, false},
    {"1.3 P-384", TLS_VERSION_13, "p384", KX_SECP384R1, 0x1302, true, false, false, false},
    {"1.3 P-521", TLS_VERSION_13, "p521", 0, 0, false, false, false, false},
    {"1.3 ML-KEM", TLS_VERSION_13, "p256", KX_X25519MLKEM768, 0, false, false, false, false},
    {"1.3 retry", TLS_VERSION_13, "p256", 0, 0, false, true, false, false},
    {"1.3 retry resumed", TLS_VERSION_13, "p256", 0, 0, false, true, true, false},
    {"1.3 ChaCha20", TLS_VERSION_13, "p256", 0, 0x1303, false, false, false, false},
    {"1.3 AES-256", TLS_VERSION_13, "p256", 0, 0x1302, false, false, true, false},
    {"1.2 ChaCha20", TLS_VERSION_12, "p256", 0, 0xcca9, false, false, false, false},
    {"1.2 AES-256", TLS_VERSION_12, "p256", 0, 0xc02c, false, false, true, false},
};
#define N_KINDS (sizeof kinds / sizeof kinds[0])

static struct tls_session *session;

static void keep(void *owner, struct tls_conn *c, struct tls_session *s)
{
	(void)owner;
	(void)c;
	session_free(session);
	session = session_up_ref(s);
}

/* Tickets are plain: on the wire they are public like all else, so that the secret in them has to become one again. */
static bool accept_session(void *owner, struct tls_conn *c, struct tls_session *s, bool renew)
{
	(void)owner;
	(void)c;
	(void)renew;
	secret(s->secret.b, s->secret.len);
	return true;
}

static void connect_once(const struct kind *k, struct tls_identity *id, struct pair *p)
{
	static const uint16_t first_other[] = {KX_X25519, KX_SECP256R1}, only_p256[] = {KX_SECP256R1};
	struct tls_settings client = {.min_version = k->version, .max_version = k->version};
	struct tls_settings server = {.identities = &id, .n_identities = 1, .n_tickets = 1};
	if (k->group != 0) {
		client.groups = server.groups = &k->group;
		client.n_groups = server.n_groups = 1;
	}
	if (k->retry) {
		client.groups = first_other;
		client.n_groups = 2;
		server.groups = only_p256;
		server.n_groups = 1;
	}
	if (k->suite != 0) {
		client.suites = &k->suite;
		client.n_suites = 1;
	}
	if (k->client_cert) {
		client.identities = &id;
		client.n_identities = 1;
		server.options = TLS_OPT_REQUEST_CERT | TLS_OPT_REQUIRE_CERT;
	}
	assert_true(pair_init(p, &client, &server));
	p->meddle = on_the_wire;
	p->client_hooks.session_new = keep;
	p->server_hooks.ticket_seal = plain_ticket_seal;
	p->server_hooks.ticket_open = plain_ticket_open;
	p->server_hooks.session_accept = accept_session;
	tls_conn_set_session(p->client, k->resumed ? session : NULL);
	if (!pair_run(p)) {
		fail_msg("%s: %s, %s", k->name, tls_err_name(tls_conn_error(p->client)),
			 tls_err_name(tls_conn_error(p->server)));
	}
}

/* A record of either end whose tag is wrong: the verdict, and nothing else. */
static void spoil(struct pair *p, bool from_client, size_t len)
{
	struct tls_conn *from = from_client ? p->client : p->server, *to = from_client ? p->server : p->client;
	static const uint8_t zeros[16384];
	uint8_t out[100];
	size_t n;
	p->ctx = p;
	assert_int_equal(tls_write(from, zeros, len, &n), TLS_ST_DONE);
	assert_true(pair_move(p, from_client) != 0);
	assert_int_equal(tls_read(to, out, sizeof out, false, &n), TLS_ST_FAILED);
	assert_int_equal(tls_conn_error(to), TLS_E_BAD_RECORD_MAC);
	p->ctx = NULL;
}

/* A connection with data both ways, ended by a spoiled record from one end. */
static void connect_and_spoil(const struct kind *k, struct tls_identity *id, bool by_client)
{
	struct pair p;
	uint8_t out[40];
	connect_once(k, id, &p);
	assert_int_equal(tls_conn_resumed(p.client), k->resumed);
	assert_true(pair_echo(&p, true, 300) && pair_echo(&p, false, 20000));
	assert_int_equal(tls_export(p.client, out, sizeof out, span_str("EXPORTER x"), span_of(NULL, 0), false),
			 TLS_OK);
	if (k->version == TLS_VERSION_13) {
		assert_int_equal(tls_key_update(p.client, true), TLS_ST_DONE);
		assert_true(pair_echo(&p, true, 10) && pair_echo(&p, false, 10));
	}
	spoil(&p, by_client, by_client ? 1 : 1000);
	pair_free(&p);
}

static void a_connection_decides_nothing(void **state)
{
	const struct kind *k = *state;
	struct tls_identity *id = secret_identity(k->key);
	unsigned long before = errors();
	rng_seed(7);
	session = NULL;
	if (k->resumed) {
		struct pair p;
		connect_once(k, id, &p);
		assert_true(pair_echo(&p, false, 1)); /* takes the ticket along */
		pair_free(&p);
		assert_non_null(session);
	}
	connect_and_spoil(k, id, true);
	connect_and_spoil(k, id, false);
	session_free(session);
	session = NULL;
	tls_identity_free(id);
	assert_int_equal(errors() - before, 0);
}

/* The proof of the method: a branch on a private key is seen, and one on a random number. */
static void a_decision_is_seen(void **state)
{
	(void)state;
	static volatile uint8_t key[1];
	unsigned long before = errors();
	assert_int_equal(__wrap_rng_bytes((void *)(uintptr_t)key, 1), TLS_OK);
	if (key[0] == 7) {
		puts("seven");
	}
	assert_int_equal(errors() - before, 1);
}

static int run(bool all)
{
	static struct CMUnitTest tests[N_KINDS + 1];
	size_t n = 0;
	tests[n++] = (struct CMUnitTest)cmocka_unit_test(a_decision_is_seen);
	for (size_t i = 0; i < N_KINDS; i++) {
		if (all || kinds[i].always) {
			tests[n++] = (struct CMUnitTest){kinds[i].name, a_connection_decides_nothing, NULL, NULL,
							 (void *)(uintptr_t)&kinds[i]};
		}
	}
	return _cmocka_run_group_tests("connections in constant time", tests, n, NULL, NULL);
}

int main(int argc, char **argv)
{
	bool all = argc > 1 && strcmp(argv[1], "--all") == 0;
	if (UNSEEN) {
		puts("a build with sanitizers, or without Valgrind's header, cannot run inside Valgrind");
		return SKIPPED;
	}
	if (RUNNING_ON_VALGRIND) {
		host_fail_after(-1);
		return run(all);
	}
	char self[4096];
	ssize_t len = readlink("/proc/self/exe", self, sizeof self - 1);
	if (len > 0) {
		self[len] = '\0';
		execlp("valgrind", "valgrind", "-q", "--suppressions=constant_time.supp", self, all ? "--all" : NULL,
		       (char *)NULL);
	}
	puts("valgrind is not installed");
	return SKIPPED;
}
