/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Signature algorithms: lists by name, by "KEY+HASH" or by pairs of NIDs. Those that OpenSSL knows and this library
 * lacks (SHA-1, SHA-224, DSA, Ed448) are passed over as long as one of ours is left.
 */
#include "compat/ssl/config/config.h"

#include <openssl/conf.h>
#include <openssl/evp.h>
#include <openssl/objects.h>

/* SignatureScheme, RFC 8446 §4.2.3 and RFC 5246 §7.4.1.4.1, in the order in which OpenSSL looks pairs up. */
static const struct sigalg_info sigalgs[] = {
    {0x0403, "ecdsa_secp256r1_sha256", NID_sha256, EVP_PKEY_EC, NID_ecdsa_with_SHA256, 128},
    {0x0503, "ecdsa_secp384r1_sha384", NID_sha384, EVP_PKEY_EC, NID_ecdsa_with_SHA384, 192},
    {0x0603, "ecdsa_secp521r1_sha512", NID_sha512, EVP_PKEY_EC, NID_ecdsa_with_SHA512, 256},
    {0x0807, "ed25519", NID_undef, EVP_PKEY_ED25519, NID_undef, 128},
    {0x0808, "ed448", NID_undef, EVP_PKEY_ED448, NID_undef, 224},
    {0x0303, NULL, NID_sha224, EVP_PKEY_EC, NID_ecdsa_with_SHA224, 112},
    {0x0203, NULL, NID_sha1, EVP_PKEY_EC, NID_ecdsa_with_SHA1, 64},
    {0x0804, "rsa_pss_rsae_sha256", NID_sha256, EVP_PKEY_RSA_PSS, NID_undef, 128},
    {0x0805, "rsa_pss_rsae_sha384", NID_sha384, EVP_PKEY_RSA_PSS, NID_undef, 192},
    {0x0806, "rsa_pss_rsae_sha512", NID_sha512, EVP_PKEY_RSA_PSS, NID_undef, 256},
    {0x0809, "rsa_pss_pss_sha256", NID_sha256, EVP_PKEY_RSA_PSS, NID_undef, 128},
    {0x080a, "rsa_pss_pss_sha384", NID_sha384, EVP_PKEY_RSA_PSS, NID_undef, 192},
    {0x080b, "rsa_pss_pss_sha512", NID_sha512, EVP_PKEY_RSA_PSS, NID_undef, 256},
    {0x0401, "rsa_pkcs1_sha256", NID_sha256, EVP_PKEY_RSA, NID_sha256WithRSAEncryption, 128},
    {0x0501, "rsa_pkcs1_sha384", NID_sha384, EVP_PKEY_RSA, NID_sha384WithRSAEncryption, 192},
    {0x0601, "rsa_pkcs1_sha512", NID_sha512, EVP_PKEY_RSA, NID_sha512WithRSAEncryption, 256},
    {0x0301, "rsa_pkcs1_sha224", NID_sha224, EVP_PKEY_RSA, NID_sha224WithRSAEncryption, 112},
    {0x0201, "rsa_pkcs1_sha1", NID_sha1, EVP_PKEY_RSA, NID_sha1WithRSAEncryption, 64},
    {0x0402, NULL, NID_sha256, EVP_PKEY_DSA, NID_dsa_with_SHA256, 128},
    {0x0502, NULL, NID_sha384, EVP_PKEY_DSA, NID_undef, 192},
    {0x0602, NULL, NID_sha512, EVP_PKEY_DSA, NID_undef, 256},
    {0x0302, NULL, NID_sha224, EVP_PKEY_DSA, NID_dsa_with_SHA224, 112},
    {0x0202, NULL, NID_sha1, EVP_PKEY_DSA, NID_dsaWithSHA1, 64},
};

#define MAX_SIGALGS PROTO_MAX_LIST

const struct sigalg_info *sigalg_by_code(uint16_t code)
{
	for (size_t i = 0; i < N_ELEMENTS(sigalgs); i++) {
		if (sigalgs[i].code == code) {
			return &sigalgs[i];
		}
	}
	return NULL;
}

static const struct sigalg_info *sigalg_by_pair(int hash, int key)
{
	for (size_t i = 0; i < N_ELEMENTS(sigalgs); i++) {
		if (sigalgs[i].hash == hash && sigalgs[i].key == key) {
			return &sigalgs[i];
		}
	}
	return NULL;
}

static bool same_text(const char *s, size_t len, const char *text)
{
	return strlen(text) == len && memcmp(s, text, len) == 0;
}

static int key_by_name(const char *s, size_t len)
{
	static const struct {
		const char *name;
		int key;
	} names[] = {{"RSA", EVP_PKEY_RSA},
		     {"RSA-PSS", EVP_PKEY_RSA_PSS},
		     {"PSS", EVP_PKEY_RSA_PSS},
		     {"DSA", EVP_PKEY_DSA},
		     {"ECDSA", EVP_PKEY_EC}};

	for (size_t i = 0; i < N_ELEMENTS(names); i++) {
		if (same_text(s, len, names[i].name)) {
			return names[i].key;
		}
	}
	return EVP_PKEY_NONE;
}

/* One side of a "KEY+HASH", which may come in either order. */
static bool read_half(const char *s, size_t len, int *key, int *hash)
{
	char name[40];
	int found = key_by_name(s, len);

	if (found != EVP_PKEY_NONE) {
		*key = found;
		return true;
	}
	if (len == 0 || len >= sizeof(name)) {
		return false;
	}
	memcpy(name, s, len);
	name[len] = '\0';
	found = OBJ_sn2nid(name);
	found = found != NID_undef ? found : OBJ_ln2nid(name);
	if (found == NID_undef) {
		return false;
	}
	*hash = found;
	return true;
}

static const struct sigalg_info *sigalg_by_name(const char *s, size_t len)
{
	const char *plus = memchr(s, '+', len);
	int key = EVP_PKEY_NONE, hash = NID_undef;

	if (plus != NULL) {
		size_t first = (size_t)(plus - s);

		if (!read_half(s, first, &key, &hash) || !read_half(plus + 1, len - first - 1, &key, &hash) ||
		    key == EVP_PKEY_NONE || hash == NID_undef) {
			return NULL;
		}
		return sigalg_by_pair(hash, key);
	}
	for (size_t i = 0; i < N_ELEMENTS(sigalgs); i++) {
		if (sigalgs[i].name != NULL && same_text(s, len, sigalgs[i].name)) {
			return &sigalgs[i];
		}
	}
	return NULL;
}

/* What OpenSSL offers when nothing was set, as far as it is here. */
size_t sigalgs_default(uint16_t *out, size_t room)
{
	static const uint16_t order[] = {SIGSCHEME_ECDSA_SECP256R1_SHA256, SIGSCHEME_ECDSA_SECP384R1_SHA384,
					 SIGSCHEME_ECDSA_SECP521R1_SHA512, SIGSCHEME_ED25519,
					 SIGSCHEME_RSA_PSS_PSS_SHA256,     SIGSCHEME_RSA_PSS_PSS_SHA384,
					 SIGSCHEME_RSA_PSS_PSS_SHA512,     SIGSCHEME_RSA_PSS_RSAE_SHA256,
					 SIGSCHEME_RSA_PSS_RSAE_SHA384,    SIGSCHEME_RSA_PSS_RSAE_SHA512,
					 SIGSCHEME_RSA_PKCS1_SHA256,       SIGSCHEME_RSA_PKCS1_SHA384,
					 SIGSCHEME_RSA_PKCS1_SHA512};
	size_t n = 0;

	for (size_t i = 0; i < N_ELEMENTS(order) && n < room; i++) {
		if (sig_scheme_info(order[i]) != NULL) {
			out[n++] = order[i];
		}
	}
	return n;
}

char *SSL_get1_builtin_sigalgs(OSSL_LIB_CTX *libctx); /* since OpenSSL 3.4 */

/* The names of all that is here, separated by colons; the caller frees them with OPENSSL_free. */
char *SSL_get1_builtin_sigalgs(OSSL_LIB_CTX *libctx)
{
	size_t len = 0;
	char *names, *p;

	(void)libctx;
	for (size_t i = 0; i < N_ELEMENTS(sigalgs); i++) {
		len += sigalgs[i].name != NULL ? strlen(sigalgs[i].name) + 1 : 0;
	}
	names = p = OPENSSL_malloc(len + 1);
	if (names == NULL) {
		SSL_ERR(ERR_R_MALLOC_FAILURE);
		return NULL;
	}
	for (size_t i = 0; i < N_ELEMENTS(sigalgs); i++) {
		if (sigalgs[i].name != NULL && sig_scheme_info(sigalgs[i].code) != NULL) {
			size_t n = strlen(sigalgs[i].name);

			if (p != names) {
				*p++ = ':';
			}
			memcpy(p, sigalgs[i].name, n);
			p += n;
		}
	}
	*p = '\0';
	return names;
}

const uint16_t *sigalgs_own(const struct proto_settings *p, bool client, uint16_t *all, size_t *n)
{
	const struct code_list *set = client && p->client_sigalgs != NULL ? p->client_sigalgs : p->sigalgs;

	if (set == NULL) {
		*n = sigalgs_default(all, PROTO_MAX_LIST);
		return all;
	}
	*n = set->n_ours;
	return set->v + set->n_set;
}

static int set_codes(struct proto_settings *p, bool client, const uint16_t *code, size_t n)
{
	struct code_list **slot = client ? &p->client_sigalgs : &p->sigalgs;
	struct code_list *l;
	size_t n_ours = 0;

	for (size_t i = 0; i < n; i++) {
		n_ours += sig_scheme_info(code[i]) != NULL;
	}
	if (n_ours == 0) {
		ERR_raise_data(
		    ERR_LIB_SSL, SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM,
		    "none of the signature algorithms is implemented here (no SHA-1, SHA-224, DSA or Ed448)");
		return 0;
	}
	l = code_list_new(n, n_ours);
	if (l == NULL) {
		SSL_ERR(ERR_R_MALLOC_FAILURE);
		return 0;
	}
	memcpy(l->v, code, n * sizeof(code[0]));
	for (size_t i = 0, j = n; i < n; i++) {
		if (sig_scheme_info(code[i]) != NULL) {
			l->v[j++] = code[i];
		}
	}
	code_list_free(*slot);
	*slot = l;
	return 1;
}

struct gathered {
	uint16_t code[MAX_SIGALGS];
	size_t n;
};

static int gather_name(const char *elem, int len, void *arg)
{
	struct gathered *g = arg;
	const struct sigalg_info *a;

	bool ignore = elem != NULL && len > 0 && *elem == '?'; /* since OpenSSL 3.3 */

	if (elem == NULL || len >= 40 || g->n == MAX_SIGALGS) {
		return ignore;
	}
	a = sigalg_by_name(elem + ignore, (size_t)len - ignore);
	if (a == NULL) {
		return ignore;
	}
	for (size_t i = 0; i < g->n; i++) {
		if (g->code[i] == a->code) {
			return ignore;
		}
	}
	g->code[g->n++] = a->code;
	return 1;
}

int sigalgs_set_list(struct proto_settings *p, const char *s, bool client)
{
	struct gathered g = {.n = 0};

	return s != NULL && CONF_parse_list(s, ':', 1, gather_name, &g) > 0 && g.n > 0 &&
	       set_codes(p, client, g.code, g.n);
}

/* n numbers: a hash and a key type by turns. */
static int set_nids(struct proto_settings *p, const int *nid, size_t n, bool client)
{
	struct gathered g = {.n = 0};

	if (n % 2 != 0) {
		return 0;
	}
	if (n == 0) {
		SSL_ERR(ERR_R_MALLOC_FAILURE);
		return 0;
	}
	for (size_t i = 0; i < n; i += 2) {
		const struct sigalg_info *a = sigalg_by_pair(nid[i], nid[i + 1]);

		if (a == NULL || g.n == MAX_SIGALGS) {
			return 0;
		}
		g.code[g.n++] = a->code;
	}
	return set_codes(p, client, g.code, g.n);
}

long sigalgs_ctrl(SSL_CTX *ctx, SSL *s, int cmd, long larg, void *parg)
{
	struct proto_settings *p = proto_of(ctx, s);
	size_t n = larg > 0 ? (size_t)larg : 0;
	int ok = 0;

	switch (cmd) {
	case SSL_CTRL_SET_SIGALGS:
	case SSL_CTRL_SET_CLIENT_SIGALGS:
		ok = set_nids(p, parg, n, cmd == SSL_CTRL_SET_CLIENT_SIGALGS);
		break;
	case SSL_CTRL_SET_SIGALGS_LIST:
	case SSL_CTRL_SET_CLIENT_SIGALGS_LIST:
		ok = sigalgs_set_list(p, parg, cmd == SSL_CTRL_SET_CLIENT_SIGALGS_LIST);
		break;
	case SSL_CTRL_SET_CLIENT_CERT_TYPES:
		byte_list_free(p->client_cert_types);
		p->client_cert_types = NULL;
		if (parg == NULL || n == 0) {
			return 1;
		}
		p->client_cert_types = n <= 0xff ? byte_list_new(parg, n) : NULL;
		ok = p->client_cert_types != NULL;
		break;
	default:
		break;
	}
	if (ok) {
		proto_changed(ctx, s);
	}
	return ok;
}
