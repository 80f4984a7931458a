/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * The chain has an end entity for TLS servers, a CA for TLS clients, a CA for signing code, and a trusted certificate
 * that is no CA. Which of them a purpose refuses is its mark: no two purposes that matter here have the same. The
 * verification ends before the first signature would be checked, so it costs some microseconds.
 */
#include "compat/ssl/bridge/probe.h"

#include <pthread.h>
#include <string.h>

#include <openssl/x509v3.h>

#include "compat/ssl/bridge/probe_certs.h"

enum { N_PROBES = 4 };

/* How many purposes and trust settings OpenSSL 3.0 has of its own; a later one adds code signing. More: the program
 * brought its own. */
enum { OWN_PURPOSES = 9, OWN_TRUSTS = 8 };

static X509 *probes[N_PROBES]; /* leaf first; live until the process ends */
static pthread_once_t probes_once = PTHREAD_ONCE_INIT;

static X509 *read_probe(const unsigned char *der, size_t len)
{
	return d2i_X509(NULL, &der, (long)len);
}

static void read_probes(void)
{
	probes[0] = read_probe(server_leaf, sizeof server_leaf);
	probes[1] = read_probe(client_ca, sizeof client_ca);
	probes[2] = read_probe(code_ca, sizeof code_ca);
	probes[3] = read_probe(no_ca, sizeof no_ca);
}

static bool have_probes(void)
{
	return pthread_once(&probes_once, read_probes) == 0 && probes[0] != NULL && probes[1] != NULL &&
	       probes[2] != NULL && probes[3] != NULL;
}

/* What the verification said, kept where its callback finds it. */
struct mark {
	unsigned refused; /* bit per certificate */
	bool complete;    /* everything before signatures was looked at */
	bool strange;     /* a failure that the chain does not explain */
};

static int mark_index = -1;
static pthread_once_t mark_index_once = PTHREAD_ONCE_INIT;

static void make_mark_index(void)
{
	mark_index = CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX_X509_STORE_CTX, 0, NULL, NULL, NULL, NULL);
}

static int take_mark(int ok, X509_STORE_CTX *sc)
{
	struct mark *m = X509_STORE_CTX_get_ex_data(sc, mark_index);
	int depth = X509_STORE_CTX_get_error_depth(sc);
	if (ok) {
		/* The first certificate that passes: signatures are next. */
		m->complete = depth == N_PROBES - 1;
		return 0;
	}
	switch (X509_STORE_CTX_get_error(sc)) {
	case X509_V_ERR_INVALID_PURPOSE:
		m->refused |= 1u << depth;
		return 1;
	case X509_V_ERR_INVALID_CA:
		/* The last one is none. */
		m->strange = m->strange || depth != N_PROBES - 1;
		return 1;
	default:
		m->strange = true;
		return 0;
	}
}

static bool own_purposes_only(void)
{
	int n = X509_PURPOSE_get_count();
	bool own =
	    n == OWN_PURPOSES || (n == OWN_PURPOSES + 1 &&
				  strcmp(X509_PURPOSE_get0_sname(X509_PURPOSE_get0(OWN_PURPOSES)), "codesign") == 0);
	return own && X509_TRUST_get_count() == OWN_TRUSTS;
}

/* Only purpose and trust are left of the parameters. */
static void strip(X509_VERIFY_PARAM *p)
{
	X509_VERIFY_PARAM_clear_flags(p, ~0UL);
	X509_VERIFY_PARAM_set_flags(p, X509_V_FLAG_NO_CHECK_TIME | X509_V_FLAG_TRUSTED_FIRST);
	X509_VERIFY_PARAM_set_depth(p, N_PROBES);
	X509_VERIFY_PARAM_set_auth_level(p, 0);
	X509_VERIFY_PARAM_set1_host(p, NULL, 0);
	X509_VERIFY_PARAM_set1_email(p, NULL, 0);
	X509_VERIFY_PARAM_set1_ip(p, NULL, 0);
}

/* read_mark: which certificates who refuses. */
static bool read_mark(const struct mark *m, int *purpose)
{
	static const struct {
		unsigned refused;
		int purpose;
	} table[] = {
	    {0, X509_PURPOSE_ANY},
	    {1u << 1 | 1u << 2 | 1u << 3, X509_PURPOSE_SSL_SERVER},
	    {1u << 0 | 1u << 2 | 1u << 3, X509_PURPOSE_SSL_CLIENT},
	};
	for (size_t i = 0; m->complete && !m->strange && i < sizeof table / sizeof table[0]; i++) {
		if (table[i].refused == m->refused) {
			*purpose = table[i].purpose;
			return true;
		}
	}
	return false;
}

bool probe_purpose(X509_STORE_CTX *sc, int *purpose)
{
	struct mark m = {0};
	if (!own_purposes_only() || !have_probes() || pthread_once(&mark_index_once, make_mark_index) != 0 ||
	    mark_index < 0 || !X509_STORE_CTX_set_ex_data(sc, mark_index, &m)) {
		return false;
	}
	STACK_OF(X509) *trusted = sk_X509_new_null();
	bool ok = trusted != NULL;
	for (size_t i = 1; i < N_PROBES; i++) {
		ok = ok && sk_X509_push(trusted, probes[i]) > 0;
	}
	if (ok) {
		strip(X509_STORE_CTX_get0_param(sc));
		X509_STORE_CTX_set_cert(sc, probes[0]);
		X509_STORE_CTX_set0_trusted_stack(sc, trusted);
		X509_STORE_CTX_set_verify_cb(sc, take_mark);
		X509_verify_cert(sc);
		ok = read_mark(&m, purpose);
	}
	sk_X509_free(trusted);
	X509_STORE_CTX_set_ex_data(sc, mark_index, NULL);
	return ok;
}
