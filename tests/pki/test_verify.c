/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Verdicts over the certificates of pki/data, events and overruling, the budget, failing allocations. That the verdicts
 * are OpenSSL's is shown by compat-tests/pki, which compares them one by one.
 */
#include "pki_data.h"

#include "base/alloc.h"
#include "pki/path.h"
#include "pki/store.h"
#include "pki/verify_check.h"

static struct cert *loaded[64];
static size_t n_loaded;

static struct cert *load(const char *name)
{
	loaded[n_loaded] = data_cert(name);
	return loaded[n_loaded++];
}

static void unload(void)
{
	while (n_loaded > 0) {
		cert_free(loaded[--n_loaded]);
	}
	assert_int_equal(host_live(), 0);
}

static struct verify_params params_now(void)
{
	return (struct verify_params){.time = DATA_TIME,
				      .purpose = PURPOSE_TLS_SERVER,
				      .flags = VERIFY_F_TRUSTED_FIRST,
				      .max_depth = -1,
				      .security_level = 2};
}

struct run {
	const char *leaf;
	const char *untrusted[4];
	const char *anchors[4];
};

/* Verifies by names of files. The store and the certificates are gone when it returns; the result is the caller's. */
static struct verify_result verify_run(const struct run *run, const struct verify_params *params,
				       bool (*on_event)(void *owner, const struct verify_event *ev), void *owner)
{
	struct verify_result r;
	struct cert *untrusted[4];
	size_t n = 0;
	struct store *store = store_new();
	assert_non_null(store);
	for (size_t i = 0; i < 4 && run->anchors[i] != NULL; i++) {
		assert_int_equal(store_add(store, load(run->anchors[i])), TLS_OK);
	}
	for (; n < 4 && run->untrusted[n] != NULL; n++) {
		untrusted[n] = load(run->untrusted[n]);
	}
	struct trust trust = store_trust(store);
	verify_chain(params, &trust, load(run->leaf), untrusted, n, on_event, owner, &r);
	store_free(store);
	while (n_loaded > 0) {
		cert_free(loaded[--n_loaded]);
	}
	return r;
}

struct verdict {
	struct run run;
	enum verify_err err;
	int depth;
};

static void expect(const struct verdict *v, const struct verify_params *params)
{
	struct verify_result r = verify_run(&v->run, params, NULL, NULL);
	if (r.err != v->err || r.depth != v->depth || r.ok != (v->err == VERIFY_OK)) {
		fail_msg("%s: %s at %d, not %s at %d", v->run.leaf, verify_err_name(r.err), r.depth,
			 verify_err_name(v->err), v->depth);
	}
	verify_result_free(&r);
	assert_int_equal(host_live(), 0);
}

static void verdicts(void **state)
{
	(void)state;
	static const struct verdict all[] = {
	    {{"leaf", {"mid"}, {"root"}}, VERIFY_OK, 0},
	    {{"full", {"mid"}, {"root"}}, VERIFY_OK, 0},
	    {{"leaf", {"root", "mid"}, {"other_root", "root"}}, VERIFY_OK, 0},
	    {{"leaf", {NULL}, {"mid", "root"}}, VERIFY_OK, 0},
	    {{"root", {NULL}, {"root"}}, VERIFY_INVALID_PURPOSE, 0},
	    {{"self_signed", {NULL}, {"self_signed"}}, VERIFY_OK, 0},
	    {{"rsa_leaf", {NULL}, {"rsa_root"}}, VERIFY_OK, 0},
	    {{"pss_leaf", {NULL}, {"rsa_root"}}, VERIFY_OK, 0},
	    {{"p384", {"mid"}, {"root"}}, VERIFY_OK, 0},
	    {{"p521", {"mid"}, {"root"}}, VERIFY_OK, 0},
	    {{"ed25519", {"mid"}, {"root"}}, VERIFY_OK, 0},
	    {{"rsapss", {"mid"}, {"root"}}, VERIFY_OK, 0},
	    {{"wide", {"mid"}, {"root"}}, VERIFY_OK, 0},
	    {{"negative", {"mid"}, {"root"}}, VERIFY_OK, 0},
	    {{"bmp_issuer", {"mid"}, {"root"}}, VERIFY_OK, 0},
	    {{"v1", {"mid"}, {"root"}}, VERIFY_OK, 0},
	    {{"leaf", {"mid"}, {NULL}}, VERIFY_NO_ISSUER_LOCALLY, 1},
	    {{"leaf", {NULL}, {"root"}}, VERIFY_NO_ISSUER_LOCALLY, 0},
	    {{"leaf", {NULL}, {"mid"}}, VERIFY_NO_ISSUER, 1},
	    {{"leaf", {"mid", "root"}, {"other_root"}}, VERIFY_SELF_SIGNED_ROOT, 2},
	    {{"self_signed", {NULL}, {"root"}}, VERIFY_SELF_SIGNED_LEAF, 0},
	    {{"flipped", {"mid"}, {"root"}}, VERIFY_SIGNATURE_FAILURE, 0},
	    {{"differs", {"mid"}, {"root"}}, VERIFY_SIGNATURE_FAILURE, 0},
	    {{"expired", {"mid"}, {"root"}}, VERIFY_EXPIRED, 0},
	    {{"future", {"mid"}, {"root"}}, VERIFY_NOT_YET_VALID, 0},
	    {{"bad_time", {"mid"}, {"root"}}, VERIFY_BAD_NOT_AFTER, 0},
	    {{"client_only", {"mid"}, {"root"}}, VERIFY_INVALID_PURPOSE, 0},
	    {{"critical", {"mid"}, {"root"}}, VERIFY_UNKNOWN_CRITICAL, 0},
	    {{"twice", {"mid"}, {"root"}}, VERIFY_NO_ISSUER_LOCALLY, 0},
	    {{"twice_unknown", {"mid"}, {"root"}}, VERIFY_NO_ISSUER_LOCALLY, 0},
	    {{"malformed_ext", {"mid"}, {"root"}}, VERIFY_NO_ISSUER_LOCALLY, 0},
	    {{"rsa1024", {"mid"}, {"root"}}, VERIFY_EE_KEY_TOO_SMALL, 0},
	    {{"p224", {"mid"}, {"root"}}, VERIFY_EE_KEY_TOO_SMALL, 0},
	    {{"sha1", {NULL}, {"rsa_root"}}, VERIFY_CA_MD_TOO_WEAK, 0},
	    {{"md5", {NULL}, {"rsa_root"}}, VERIFY_CA_MD_TOO_WEAK, 0},
	    {{"below_leaf", {"below", "limited"}, {"root"}}, VERIFY_PATH_LENGTH, 2},
	    {{"not_ca_leaf", {"not_ca"}, {"root"}}, VERIFY_INVALID_CA, 1},
	    {{"constrained_leaf", {"constrained"}, {"root"}}, VERIFY_OK, 0},
	    {{"constrained_out", {"constrained"}, {"root"}}, VERIFY_PERMITTED, 0},
	    {{"constrained_secret", {"constrained"}, {"root"}}, VERIFY_EXCLUDED, 0},
	};
	struct verify_params params = params_now();
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
		expect(&all[i], &params);
	}
}

static void choices_of_the_caller(void **state)
{
	(void)state;
	struct verify_params p = params_now();
	const struct run partial = {"leaf", {NULL}, {"mid"}};
	p.flags |= VERIFY_F_PARTIAL_CHAIN;
	expect(&(struct verdict){partial, VERIFY_OK, 0}, &p);
	expect(&(struct verdict){{"leaf", {NULL}, {"leaf"}}, VERIFY_OK, 0}, &p);
	expect(&(struct verdict){{"leaf", {NULL}, {"expired"}}, VERIFY_NO_ISSUER_LOCALLY, 0}, &p);
	p = params_now();
	p.flags |= VERIFY_F_NO_CHECK_TIME;
	expect(&(struct verdict){{"expired", {"mid"}, {"root"}}, VERIFY_OK, 0}, &p);
	p = params_now();
	p.flags |= VERIFY_F_IGNORE_CRITICAL;
	expect(&(struct verdict){{"critical", {"mid"}, {"root"}}, VERIFY_OK, 0}, &p);
	p = params_now();
	p.flags |= VERIFY_F_STRICT;
	expect(&(struct verdict){{"leaf", {"mid"}, {"root"}}, VERIFY_NO_AUTHORITY_KEY_ID, 0}, &p);
	p = params_now();
	p.purpose = PURPOSE_TLS_CLIENT;
	expect(&(struct verdict){{"client_only", {"mid"}, {"root"}}, VERIFY_OK, 0}, &p);
	p = params_now();
	p.security_level = 0;
	/* A digest that is refused is refused at every level. */
	expect(&(struct verdict){{"sha1", {NULL}, {"rsa_root"}}, VERIFY_SIGNATURE_FAILURE, 0}, &p);
	expect(&(struct verdict){{"md5", {NULL}, {"rsa_root"}}, VERIFY_SIGNATURE_FAILURE, 0}, &p);
	expect(&(struct verdict){{"rsa1024", {"mid"}, {"root"}}, VERIFY_OK, 0}, &p);
	p.security_level = 4;
	expect(&(struct verdict){{"leaf", {"mid"}, {"root"}}, VERIFY_EE_KEY_TOO_SMALL, 0}, &p);
	p.security_level = 99;
	expect(&(struct verdict){{"p384", {"mid"}, {"root"}}, VERIFY_EE_KEY_TOO_SMALL, 0}, &p);
	p = params_now();
	p.max_depth = 0;
	expect(&(struct verdict){{"leaf", {"mid"}, {"root"}}, VERIFY_CHAIN_TOO_LONG, 1}, &p);
	p.max_depth = 1;
	expect(&(struct verdict){{"leaf", {"mid"}, {"root"}}, VERIFY_OK, 0}, &p);
	p = params_now();
	p.time = 0;
	expect(&(struct verdict){{"leaf", {"mid"}, {"root"}}, VERIFY_NOT_YET_VALID, 2}, &p);
}

static void names_that_are_asked_for(void **state)
{
	(void)state;
	static const char *const hosts[] = {"no.example.org", "a.wild.example.com"};
	struct verify_params p = params_now();
	const struct run full = {"full", {"mid"}, {"root"}};
	p.hosts = hosts;
	p.n_hosts = 2;
	struct verify_result r = verify_run(&full, &p, NULL, NULL);
	assert_true(r.ok);
	assert_string_equal(r.peername, "*.wild.example.com");
	assert_int_equal(r.n_chain, 3);
	assert_true(r.chain_trusted);
	verify_result_free(&r);
	p.n_hosts = 1;
	expect(&(struct verdict){full, VERIFY_HOSTNAME, 0}, &p);
	p.n_hosts = 0;
	p.email = "Someone@example.com";
	expect(&(struct verdict){full, VERIFY_OK, 0}, &p);
	p.email = "who@example.com";
	expect(&(struct verdict){full, VERIFY_EMAIL, 0}, &p);
	p.email = NULL;
	p.ip = span_of("\xc0\x00\x02\x01", 4);
	expect(&(struct verdict){full, VERIFY_OK, 0}, &p);
	p.ip = span_of("\xc0\x00\x02\x02", 4);
	expect(&(struct verdict){full, VERIFY_IP_ADDRESS, 0}, &p);
}

struct log {
	enum verify_err errs[16];
	int depths[16];
	size_t n;
	bool overrule;
	int refuse_ok_at; /* says no to a certificate that passed; -1: never */
};

static bool note(void *owner, const struct verify_event *ev)
{
	struct log *l = owner;
	assert_true(l->n < 16);
	assert_non_null(ev->cert);
	assert_true(ev->depth >= 0 && (size_t)ev->depth < ev->n_chain);
	assert_ptr_equal(ev->cert, ev->chain[ev->depth]);
	assert_int_equal(ev->ok, ev->err == VERIFY_OK);
	l->errs[l->n] = ev->err;
	l->depths[l->n++] = ev->depth;
	return ev->ok ? ev->depth != l->refuse_ok_at : l->overrule;
}

static void events_come_in_order(void **state)
{
	(void)state;
	struct verify_params p = params_now();
	static const char *const hosts[] = {"no.example.org"};
	p.hosts = hosts;
	p.n_hosts = 1;
	const struct run run = {"expired", {"mid", "root"}, {"other_root"}};
	struct log l = {.overrule = true, .refuse_ok_at = -1};
	struct verify_result r = verify_run(&run, &p, note, &l);
	static const enum verify_err errs[] = {VERIFY_SELF_SIGNED_ROOT, VERIFY_HOSTNAME, VERIFY_OK, VERIFY_OK,
					       VERIFY_EXPIRED,          VERIFY_OK};
	static const int depths[] = {2, 0, 2, 1, 0, 0};
	assert_int_equal(l.n, 6);
	for (size_t i = 0; i < 6; i++) {
		assert_int_equal(l.errs[i], errs[i]);
		assert_int_equal(l.depths[i], depths[i]);
	}
	assert_true(r.ok);
	assert_false(r.chain_trusted);
	assert_int_equal(r.err, VERIFY_EXPIRED);
	verify_result_free(&r);
	/* Not overruled, the first failure is the last event. */
	l = (struct log){.overrule = false, .refuse_ok_at = -1};
	r = verify_run(&run, &p, note, &l);
	assert_int_equal(l.n, 1);
	assert_false(r.ok);
	verify_result_free(&r);
	/* The program may refuse what passed. */
	const struct run good = {"leaf", {"mid"}, {"root"}};
	l = (struct log){.refuse_ok_at = 1};
	p.n_hosts = 0;
	r = verify_run(&good, &p, note, &l);
	assert_int_equal(l.n, 2);
	assert_false(r.ok);
	assert_int_equal(r.err, VERIFY_UNSPECIFIED);
	verify_result_free(&r);
	assert_int_equal(host_live(), 0);
}

static enum tls_err broken_store(void *owner, struct span subject, bool (*add)(void *ctx, struct cert *anchor),
				 void *ctx)
{
	(void)subject;
	(void)add;
	(void)ctx;
	return *(enum tls_err *)owner;
}

static void broken_stores_end_it(void **state)
{
	(void)state;
	struct verify_params p = params_now();
	struct verify_result r;
	enum tls_err e = TLS_E_INTERNAL;
	struct trust trust = {&e, broken_store};
	struct cert *leaf = load("leaf");
	verify_chain(&p, &trust, leaf, NULL, 0, NULL, NULL, &r);
	assert_int_equal(r.err, VERIFY_STORE_LOOKUP);
	assert_false(r.ok);
	verify_result_free(&r);
	e = TLS_E_ALLOC;
	verify_chain(&p, &trust, leaf, NULL, 0, NULL, NULL, &r);
	assert_int_equal(r.err, VERIFY_OUT_OF_MEM);
	verify_result_free(&r);
	verify_chain(&p, &trust, NULL, NULL, 0, NULL, NULL, &r);
	assert_int_equal(r.err, VERIFY_INVALID_CALL);
	verify_result_free(&r);
	unload();
}

/* Many certificates that all might be the issuer: the work is bounded, and few signatures are checked to choose. */
static void lookalikes_cost_little(void **state)
{
	(void)state;
	struct verify_params p = params_now();
	struct data d = data_read("mid.crt.der");
	static struct cert *many[300];
	struct path path;
	struct store *store = store_new();
	assert_int_equal(store_add(store, load("root")), TLS_OK);
	/* Other keys under the same name: the public key's last octet differs, where that is still a point; or the
	 * serial. */
	size_t n = 0;
	for (unsigned i = 0; n < 300 && i < 65536; i++) {
		d.b[13 + 1] = (uint8_t)i;
		d.b[d.len - 1] ^= (uint8_t)(i >> 8);
		if (cert_parse(&many[n], data_span(&d)) == TLS_OK) {
			n++;
		}
	}
	assert_int_equal(n, 300);
	struct trust trust = store_trust(store);
	assert_int_equal(path_start(&path, &p, &trust, load("flipped"), many, n), TLS_OK);
	assert_int_equal(path_build(&path), TLS_OK);
	assert_int_equal(path.work.signatures, 32);
	assert_int_equal(path.n, 3);
	path_free(&path);
	for (size_t i = 0; i < n; i++) {
		cert_free(many[i]);
	}
	store_free(store);
	unload();
}

static void stores_hold_each_once(void **state)
{
	(void)state;
	struct data d = data_read("bundle.pem");
	struct store *s = store_new();
	size_t n;
	assert_int_equal(store_add_pem(s, data_span(&d), &n), TLS_OK);
	assert_int_equal(n, 2);
	assert_int_equal(store_add(s, load("root")), TLS_OK);
	struct verify_params p = params_now();
	struct trust trust = store_trust(s);
	struct verify_result r;
	struct cert *mid = load("mid");
	verify_chain(&p, &trust, load("leaf"), &mid, 1, NULL, NULL, &r);
	assert_true(r.ok);
	verify_result_free(&r);
	static const char *const more[] = {"mid",      "leaf",    "full",    "rsa_root", "rsa_leaf", "p384",
					   "p521",     "ed25519", "limited", "below",    "v1",       "wide",
					   "negative", "nul",     "cn_only", "cn_wild",  "sha1",     "md5"};
	for (size_t i = 0; i < sizeof more / sizeof more[0]; i++) {
		assert_int_equal(store_add(s, load(more[i])), TLS_OK);
	}
	verify_chain(&p, &trust, load("leaf"), NULL, 0, NULL, NULL, &r);
	assert_true(r.ok);
	verify_result_free(&r);
	store_free(s);
	unload();
}

static void every_allocation_fails_once(void **state)
{
	(void)state;
	static const char *const hosts[] = {"www.example.com"};
	struct verify_params p = params_now();
	p.hosts = hosts;
	p.n_hosts = 1;
	struct data bundle = data_read("bundle.pem");
	struct cert *leaf = load("full");
	struct cert *mid = load("mid");
	struct store *store = NULL;
	enum tls_err e = TLS_E_ALLOC;
	for (long n = 0; e == TLS_E_ALLOC && n < 100; n++) {
		host_fail_after(n);
		store = store_new();
		e = store == NULL ? TLS_E_ALLOC : store_add_pem(store, data_span(&bundle), NULL);
		host_fail_after(-1);
		if (e != TLS_OK) {
			assert_int_equal(e, TLS_E_ALLOC);
			store_free(store);
		}
	}
	assert_int_equal(e, TLS_OK);
	struct trust trust = store_trust(store);
	bool ok = false;
	long n = 0;
	for (; !ok && n < 200; n++) {
		struct verify_result r;
		host_fail_after(n);
		verify_chain(&p, &trust, leaf, &mid, 1, NULL, NULL, &r);
		host_fail_after(-1);
		ok = r.ok;
		assert_true(ok || r.err == VERIFY_OUT_OF_MEM);
		verify_result_free(&r);
	}
	assert_true(ok && n > 2);
	store_free(store);
	unload();
}

/* Every octet of the leaf changed: never accepted. */
static void flipped_leaves_never_pass(void **state)
{
	(void)state;
	struct verify_params p = params_now();
	struct data d = data_read("full.crt.der");
	struct cert *mid = load("mid");
	struct store *store = store_new();
	assert_int_equal(store_add(store, load("root")), TLS_OK);
	struct trust trust = store_trust(store);
	size_t n_parsed = 0;
	for (size_t at = 0; at < d.len; at++) {
		struct cert *c;
		struct verify_result r;
		d.b[at] ^= 0x01;
		if (cert_parse(&c, data_span(&d)) == TLS_OK) {
			verify_chain(&p, &trust, c, &mid, 1, NULL, NULL, &r);
			assert_false(r.ok);
			verify_result_free(&r);
			cert_free(c);
			n_parsed++;
		}
		d.b[at] ^= 0x01;
	}
	assert_true(n_parsed > 100);
	store_free(store);
	unload();
}

struct host_case {
	const char *cert;
	const char *host;
	unsigned flags;
	bool match;
};

static void hosts(void **state)
{
	(void)state;
	static const struct host_case cases[] = {
	    {"full", "www.example.com", 0, true},
	    {"full", "WWW.Example.COM", 0, true},
	    {"full", "x.wild.example.com", 0, true},
	    {"full", "x.y.wild.example.com", 0, false},
	    {"full", "x.y.wild.example.com", NAME_F_MULTI_LABEL_WILDCARDS, true},
	    {"full", "wild.example.com", 0, false},
	    {"full", "x.wild.example.com", NAME_F_NO_WILDCARDS, false},
	    {"full", ".example.com", 0, true},
	    {"full", ".com", NAME_F_SINGLE_LABEL_SUBDOMAINS, false},
	    {"full", "leaf", 0, false},
	    {"full", "leaf", NAME_F_ALWAYS_SUBJECT, true},
	    {"full", "192.0.2.1", 0, false},
	    {"full", "", 0, false},
	    {"cn_only", "cn.example.com", 0, true},
	    {"cn_only", "cn.example.com", NAME_F_NEVER_SUBJECT, false},
	    {"cn_wild", "a.example.com", 0, true},
	    {"nul", "www.example.com", 0, false},
	    {"nul", "www.example.com", NAME_F_ALWAYS_SUBJECT, false},
	    {"partial_wild", "foo.example.com", 0, true},
	    {"partial_wild", "f.example.com", 0, true},
	    {"partial_wild", "foo.example.com", NAME_F_NO_PARTIAL_WILDCARDS, false},
	    {"partial_wild", "example.com", 0, false},       /* "*.com" */
	    {"partial_wild", "xn--a.example.com", 0, false}, /* RFC 6125 §6.4.3, "x*" */
	    {"partial_wild", "xy.example.com", 0, true},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct cert *c = data_cert(cases[i].cert);
		char *matched = NULL;
		if (cert_match_host(c, cases[i].host, cases[i].flags, &matched) != (int)cases[i].match) {
			fail_msg("%s: %s", cases[i].cert, cases[i].host);
		}
		assert_int_equal(matched != NULL, cases[i].match);
		tls_free(matched);
		cert_free(c);
	}
	struct cert *c = data_cert("full");
	assert_int_equal(cert_match_ip(c, span_of("\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1", 16)), 1);
	assert_int_equal(cert_match_ip(c, span_of("\xc0\x00\x02\x03", 4)), 0);
	assert_int_equal(cert_match_ip(c, span_of(NULL, 0)), 0);
	assert_int_equal(cert_match_email(c, "Someone@EXAMPLE.com", 0), 1);
	assert_int_equal(cert_match_email(c, "someone@example.com", 0), 0);
	char *matched = NULL;
	host_fail_after(0);
	assert_int_equal(cert_match_host(c, "www.example.com", 0, &matched), -1);
	host_fail_after(-1);
	assert_null(matched);
	cert_free(c);
	assert_int_equal(host_live(), 0);
}

static void every_verdict_has_its_row(void **state)
{
	(void)state;
	static const enum verify_err all[] = {
#define X(name, number, text) VERIFY_##name,
	    VERIFY_ERR_TABLE(X)
#undef X
	};
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
		assert_true(strlen(verify_err_text(all[i])) >= 2);
		for (size_t j = 0; j < i; j++) {
			assert_int_not_equal(all[i], all[j]);
			assert_string_not_equal(verify_err_name(all[i]), verify_err_name(all[j]));
		}
	}
	assert_string_equal(verify_err_name((enum verify_err)9999), "UNSPECIFIED");
}

/* A plugged-in check: what it saw, and what it is to say. */
struct plugged {
	unsigned n_called;
	size_t n_chain, n_untrusted;
	bool trusted;
	bool revoked;
};

static bool plugged_revocation(void *owner, struct verifier *v)
{
	struct plugged *p = owner;
	struct verify_view view = verify_view(v);
	p->n_called++;
	p->n_chain = view.n_chain;
	p->n_untrusted = view.n_untrusted;
	p->trusted = view.chain_trusted;
	return !p->revoked || verify_fail(v, VERIFY_REVOKED, 1);
}

static bool overrule(void *owner, const struct verify_event *ev)
{
	(void)owner;
	(void)ev;
	return true;
}

static void checks_plug_in(void **state)
{
	(void)state;
	const struct run run = {"leaf", {"mid"}, {"root"}};
	struct plugged plugged = {0};
	const struct verify_checks checks = {&plugged, plugged_revocation};
	struct verify_params p = params_now();
	p.checks = &checks;
	expect(&(struct verdict){run, VERIFY_OK, 0}, &p);
	assert_int_equal(plugged.n_called, 1);
	assert_int_equal(plugged.n_chain, 3);
	assert_int_equal(plugged.n_untrusted, 1);
	assert_true(plugged.trusted);
	plugged.revoked = true;
	expect(&(struct verdict){run, VERIFY_REVOKED, 1}, &p);
	struct verify_result r = verify_run(&run, &p, overrule, NULL);
	assert_true(r.ok && r.err == VERIFY_REVOKED && r.depth == 1);
	verify_result_free(&r);
	/* Without an anchor it is not reached, with the failure overruled it is. */
	plugged = (struct plugged){0};
	expect(&(struct verdict){{"leaf", {"mid"}, {NULL}}, VERIFY_NO_ISSUER_LOCALLY, 1}, &p);
	assert_int_equal(plugged.n_called, 0);
	r = verify_run(&(struct run){"leaf", {"mid"}, {NULL}}, &p, overrule, NULL);
	assert_true(plugged.n_called == 1 && !plugged.trusted);
	verify_result_free(&r);
}

int main(void)
{
	host_fail_after(-1);
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(verdicts),
	    cmocka_unit_test(choices_of_the_caller),
	    cmocka_unit_test(names_that_are_asked_for),
	    cmocka_unit_test(events_come_in_order),
	    cmocka_unit_test(checks_plug_in),
	    cmocka_unit_test(broken_stores_end_it),
	    cmocka_unit_test(lookalikes_cost_little),
	    cmocka_unit_test(stores_hold_each_once),
	    cmocka_unit_test(every_allocation_fails_once),
	    cmocka_unit_test(flipped_leaves_never_pass),
	    cmocka_unit_test(hosts),
	    cmocka_unit_test(every_verdict_has_its_row),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
