/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Eight threads over shared contexts, sessions and trust: threads PKI ROUNDS [BUNDLE]
 *
 * Five of them shake hands over the contexts that are in force, of both versions, with sessions that any of them left
 * behind, and half of the connections change the server's context by name. The sixth works on what may be changed while
 * others use it: the trust store, the session cache. The seventh reloads: it makes new contexts, puts them in force,
 * and drops the old ones while connections still have them. The eighth makes contexts of its own over the same files,
 * and reads, writes and copies sessions that belong to all. For ThreadSanitizer; prints what was done. */
#include "pair.h"

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { SHAKERS = 5, SLOTS = 16, KINDS = 2 };

static const char *const kinds[KINDS] = {"p256", "ed25519"};

static const char *dir, *bundle;
static int rounds;

/* What is in force, by version. The lock guards the pointers alone, as a program's would. */
struct force {
	SSL_CTX *client, *server, *other;
};

static pthread_rwlock_t force_lock = PTHREAD_RWLOCK_INITIALIZER;
static struct force force[2];
static X509_STORE *trust;
static X509 *root;

static pthread_mutex_t slot_lock = PTHREAD_MUTEX_INITIALIZER;
static SSL_SESSION *slots[2][SLOTS];

static atomic_long n_done, n_resumed, n_reloaded, n_switched, n_told, n_written;
static atomic_int shaking = SHAKERS;

static void pause_ms(long ms)
{
	nanosleep(&(struct timespec){.tv_nsec = ms * 1000000}, NULL);
}

/* ---- contexts ---------------------------------------------------------------------------------------------------- */

static void tell(const SSL *ssl, int where, int ret)
{
	(void)ssl;
	(void)where;
	(void)ret;
	atomic_fetch_add_explicit(&n_told, 1, memory_order_relaxed);
}

static int by_name(SSL *ssl, int *alert, void *arg)
{
	const struct force *own = arg;
	(void)alert;
	const char *name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
	if (name != NULL && strncmp(name, kinds[1], strlen(kinds[1])) == 0) {
		SSL_set_SSL_CTX(ssl, own->other);
		atomic_fetch_add_explicit(&n_switched, 1, memory_order_relaxed);
	}
	return SSL_TLSEXT_ERR_OK;
}

static void drop(void *parent, void *ptr, CRYPTO_EX_DATA *ad, int idx, long argl, void *argp)
{
	struct force *own = ptr;
	(void)parent;
	(void)ad;
	(void)idx;
	(void)argl;
	(void)argp;
	if (own != NULL) {
		SSL_CTX_free(own->other);
		free(own);
	}
}

static int own_index;

static struct force make(int version)
{
	static const unsigned char keys[80] = "the same in all contexts";
	struct force f = {pair_client_ctx(dir, version), pair_server_ctx(dir, kinds[0], version),
			  pair_server_ctx(dir, kinds[1], version)};
	struct force *own = calloc(1, sizeof *own);
	if (f.client == NULL || f.server == NULL || f.other == NULL || own == NULL) {
		pair_die("contexts");
	}
	/* the server's context owns the one that it may change to */
	*own = f;
	SSL_CTX_set_ex_data(f.server, own_index, own);
	SSL_CTX_set_tlsext_servername_callback(f.server, by_name);
	SSL_CTX_set_tlsext_servername_arg(f.server, own);
	SSL_CTX_set1_cert_store(f.client, trust);
	SSL_CTX_set_info_callback(f.client, tell);
	SSL_CTX_set_info_callback(f.server, tell);
	SSL_CTX_set_session_cache_mode(f.client, SSL_SESS_CACHE_BOTH);
	for (int i = 0; i < 2; i++) {
		SSL_CTX *ctx = i == 0 ? f.server : f.other;
		SSL_CTX_set_session_id_context(ctx, (const unsigned char *)"threads", 7);
		SSL_CTX_sess_set_cache_size(ctx, 20);
		if (SSL_CTX_set_tlsext_ticket_keys(ctx, (void *)(uintptr_t)keys, sizeof keys) != 1) {
			pair_die("ticket keys");
		}
	}
	return f;
}

static void put_in_force(int v)
{
	struct force old, now = make(v == 0 ? TLS1_2_VERSION : TLS1_3_VERSION);
	pthread_rwlock_wrlock(&force_lock);
	old = force[v];
	force[v] = now;
	pthread_rwlock_unlock(&force_lock);
	SSL_CTX_free(old.client);
	SSL_CTX_free(old.server);
}

static struct force take_force(int v)
{
	pthread_rwlock_rdlock(&force_lock);
	struct force f = force[v];
	SSL_CTX_up_ref(f.client);
	SSL_CTX_up_ref(f.server);
	pthread_rwlock_unlock(&force_lock);
	return f;
}

/* ---- sessions ---------------------------------------------------------------------------------------------------- */

static SSL_SESSION *take_session(int v, unsigned which)
{
	pthread_mutex_lock(&slot_lock);
	SSL_SESSION *s = slots[v][which % SLOTS];
	if (s != NULL) {
		SSL_SESSION_up_ref(s);
	}
	pthread_mutex_unlock(&slot_lock);
	return s;
}

static void leave_session(int v, unsigned which, SSL_SESSION *s)
{
	pthread_mutex_lock(&slot_lock);
	SSL_SESSION *old = slots[v][which % SLOTS];
	slots[v][which % SLOTS] = s;
	pthread_mutex_unlock(&slot_lock);
	SSL_SESSION_free(old);
}

/* ---- the threads ------------------------------------------------------------------------------------------------- */

static void *shake(void *arg)
{
	unsigned me = (unsigned)(uintptr_t)arg;
	for (unsigned i = 0; i < (unsigned)rounds; i++) {
		int v = (int)(i + me) % 2;
		unsigned kind = i / 2 % KINDS, which = i * 7 + me * KINDS * 3;
		which = which - which % KINDS + kind; /* a slot has sessions of one name */
		struct force f = take_force(v);
		SSL_SESSION *session = take_session(v, which);
		struct pair p;
		char host[32];
		snprintf(host, sizeof host, "%s.test", kinds[kind]);
		if (!pair_open(&p, f.client, f.server, host, session) || !pair_handshake(&p) ||
		    !pair_talk(&p, "hello", 5)) {
			pair_die("a connection");
		}
		atomic_fetch_add(&n_resumed, SSL_session_reused(p.client));
		leave_session(v, which, SSL_get1_session(p.client));
		/* the contexts may go before their connection */
		SSL_CTX_free(f.client);
		SSL_CTX_free(f.server);
		if (i % 3 != 0 && !pair_shutdown(&p)) {
			pair_die("shutdown");
		}
		pair_close(&p);
		SSL_SESSION_free(session);
		atomic_fetch_add(&n_done, 1);
	}
	atomic_fetch_sub(&shaking, 1);
	return NULL;
}

static void *change(void *arg)
{
	(void)arg;
	for (unsigned i = 0; atomic_load(&shaking) > 0; i++) {
		struct force f = take_force((int)(i % 2));
		SSL_SESSION *s = take_session((int)(i % 2), i);
		X509_STORE_add_cert(trust, root);
		SSL_CTX_flush_sessions(f.server, i % 50 == 0 ? 0 : time(NULL));
		if (i % 8 == 0 && s != NULL) {
			SSL_CTX_remove_session(f.client, s); /* which also ends its being resumed */
		}
		SSL_SESSION_free(s);
		(void)SSL_CTX_sess_number(f.server);
		(void)SSL_CTX_sess_hits(f.server);
		(void)SSL_CTX_sess_accept_good(f.server);
		(void)X509_up_ref(SSL_CTX_get0_certificate(f.server));
		X509_free(SSL_CTX_get0_certificate(f.server));
		SSL_CTX_free(f.client);
		SSL_CTX_free(f.server);
		ERR_clear_error();
		pause_ms(1);
	}
	return NULL;
}

static void *reload(void *arg)
{
	(void)arg;
	for (int i = 0; atomic_load(&shaking) > 0; i++) {
		put_in_force(i % 2);
		atomic_fetch_add(&n_reloaded, 1);
		pause_ms(10);
	}
	return NULL;
}

static void *look(void *arg)
{
	(void)arg;
	BIO *null = BIO_new(BIO_s_null());
	for (unsigned i = 0; atomic_load(&shaking) > 0; i++) {
		SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
		SSL *ssl = ctx != NULL ? SSL_new(ctx) : NULL;
		if (ssl == NULL || SSL_CTX_load_verify_file(ctx, bundle) != 1) {
			pair_die(bundle);
		}
		SSL_SESSION *s = take_session((int)(i % 2), i / 2);
		if (s != NULL) {
			unsigned char *der = NULL;
			SSL_SESSION *copy = SSL_SESSION_dup(s);
			int n = i2d_SSL_SESSION(s, &der);
			const unsigned char *p = der;
			SSL_SESSION *again = d2i_SSL_SESSION(NULL, &p, n);
			if (copy == NULL || n <= 0 || again == NULL) {
				pair_die("a session written and read");
			}
			SSL_SESSION_print(null, s);
			SSL_set_session(ssl, s);
			(void)SSL_SESSION_get0_peer(s);
			(void)SSL_SESSION_get0_hostname(s);
			OPENSSL_free(der);
			SSL_SESSION_free(copy);
			SSL_SESSION_free(again);
			SSL_SESSION_free(s);
			atomic_fetch_add(&n_written, 1);
		}
		SSL_free(ssl);
		SSL_CTX_free(ctx);
		pause_ms(2);
	}
	BIO_free(null);
	return NULL;
}

static void load_root(void)
{
	char path[1000];
	snprintf(path, sizeof path, "%s/root.pem", dir);
	BIO *b = BIO_new_file(path, "r");
	root = b != NULL ? PEM_read_bio_X509(b, NULL, NULL, NULL) : NULL;
	BIO_free(b);
	trust = X509_STORE_new();
	if (root == NULL || trust == NULL || X509_STORE_add_cert(trust, root) != 1) {
		pair_die(path);
	}
}

int main(int argc, char **argv)
{
	if (argc < 3) {
		fprintf(stderr, "usage: threads PKI ROUNDS [BUNDLE]\n");
		return 2;
	}
	dir = argv[1];
	rounds = atoi(argv[2]);
	bundle = argc > 3 ? argv[3] : "/etc/ssl/certs/ca-certificates.crt";
	own_index = SSL_CTX_get_ex_new_index(0, NULL, NULL, NULL, drop);
	load_root();
	put_in_force(0);
	put_in_force(1);
	/* what pair.c makes once */
	struct pair p;
	if (!pair_open(&p, force[0].client, force[0].server, NULL, NULL)) {
		pair_die("SSL_new");
	}
	pair_close(&p);
	pthread_t t[SHAKERS + 3];
	void *(*const rest[3])(void *) = {change, reload, look};
	for (int i = 0; i < SHAKERS + 3; i++) {
		if (pthread_create(&t[i], NULL, i < SHAKERS ? shake : rest[i - SHAKERS], (void *)(uintptr_t)i) != 0) {
			pair_die("pthread_create");
		}
	}
	for (int i = 0; i < SHAKERS + 3; i++) {
		pthread_join(t[i], NULL);
	}
	for (int v = 0; v < 2; v++) {
		for (int i = 0; i < SLOTS; i++) {
			SSL_SESSION_free(slots[v][i]);
		}
		SSL_CTX_free(force[v].client);
		SSL_CTX_free(force[v].server);
	}
	X509_STORE_free(trust);
	X509_free(root);
	printf("%ld connections, %ld resumed, %ld changed context, %ld reloads, %ld sessions written, %ld events\n",
	       atomic_load(&n_done), atomic_load(&n_resumed), atomic_load(&n_switched), atomic_load(&n_reloaded),
	       atomic_load(&n_written), atomic_load(&n_told));
	return 0;
}
