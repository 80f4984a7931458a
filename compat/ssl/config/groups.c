/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Named groups. Programs set lists by name or by NID and name groups that are not here; those that OpenSSL knows are
 * kept for the record and passed over, as long as one of ours is left.
 */
/* EC_KEY is what SSL_CTX_set_tmp_ecdh takes. */
#define OPENSSL_SUPPRESS_DEPRECATED

#include "compat/ssl/config/config.h"

#include <openssl/ec.h>
#include <openssl/objects.h>

/* NamedGroup, RFC 8446 §4.2.7 and RFC 8422 §5.1.1, in the order of their codes. */
static const struct group_info groups[] = {
    {0x0001, NID_sect163k1, "sect163k1", "K-163", 80},
    {0x0002, NID_sect163r1, "sect163r1", "", 80},
    {0x0003, 723, "sect163r2", "B-163", 80},
    {0x0004, NID_sect193r1, "sect193r1", "", 80},
    {0x0005, 725, "sect193r2", "", 80},
    {0x0006, NID_sect233k1, "sect233k1", "K-233", 112},
    {0x0007, NID_sect233r1, "sect233r1", "B-233", 112},
    {0x0008, NID_sect239k1, "sect239k1", "", 112},
    {0x0009, NID_sect283k1, "sect283k1", "K-283", 128},
    {0x000a, NID_sect283r1, "sect283r1", "B-283", 128},
    {0x000b, NID_sect409k1, "sect409k1", "K-409", 192},
    {0x000c, NID_sect409r1, "sect409r1", "B-409", 192},
    {0x000d, NID_sect571k1, "sect571k1", "K-571", 256},
    {0x000e, NID_sect571r1, "sect571r1", "B-571", 256},
    {0x000f, NID_secp160k1, "secp160k1", "", 80},
    {0x0010, NID_secp160r1, "secp160r1", "", 80},
    {0x0011, NID_secp160r2, "secp160r2", "", 80},
    {0x0012, NID_secp192k1, "secp192k1", "", 80},
    {0x0013, NID_X9_62_prime192v1, "secp192r1", "prime192v1 P-192", 80},
    {0x0014, NID_secp224k1, "secp224k1", "", 112},
    {0x0015, NID_secp224r1, "secp224r1", "P-224", 112},
    {0x0016, NID_secp256k1, "secp256k1", "", 128},
    {KX_SECP256R1, NID_X9_62_prime256v1, "secp256r1", "prime256v1 P-256", 128},
    {KX_SECP384R1, NID_secp384r1, "secp384r1", "P-384", 192},
    {KX_SECP521R1, NID_secp521r1, "secp521r1", "P-521", 256},
    {0x001a, NID_brainpoolP256r1, "brainpoolP256r1", "", 128},
    {0x001b, NID_brainpoolP384r1, "brainpoolP384r1", "", 192},
    {0x001c, NID_brainpoolP512r1, "brainpoolP512r1", "", 256},
    {KX_X25519, NID_X25519, "x25519", "X25519", 128},
    {0x001e, NID_X448, "x448", "X448", 224},
    {0x0100, NID_ffdhe2048, "ffdhe2048", "", 112},
    {0x0101, NID_ffdhe3072, "ffdhe3072", "", 128},
    {0x0102, NID_ffdhe4096, "ffdhe4096", "", 128},
    {0x0103, NID_ffdhe6144, "ffdhe6144", "", 128},
    {0x0104, NID_ffdhe8192, "ffdhe8192", "", 192},
    {KX_X25519MLKEM768, NID_undef, "X25519MLKEM768", "", 192},
};

const struct group_info *group_by_code(uint16_t code)
{
	for (size_t i = 0; i < N_ELEMENTS(groups); i++) {
		if (groups[i].code == code) {
			return &groups[i];
		}
	}
	return NULL;
}

const struct group_info *group_by_nid(int nid)
{
	for (size_t i = 0; nid != NID_undef && i < N_ELEMENTS(groups); i++) {
		if (groups[i].nid == nid) {
			return &groups[i];
		}
	}
	return NULL;
}

int group_nid(uint16_t code)
{
	const struct group_info *g = group_by_code(code);

	return g != NULL && g->nid != NID_undef ? g->nid : TLSEXT_nid_unknown | code;
}

static bool among(const char *words, const char *name, size_t len)
{
	while (*words != '\0') {
		size_t n = strcspn(words, " ");

		if (n == len && memcmp(words, name, len) == 0) {
			return true;
		}
		words += n;
		words += *words == ' ';
	}
	return false;
}

const struct group_info *group_by_name(const char *name, size_t len)
{
	for (size_t i = 0; i < N_ELEMENTS(groups); i++) {
		const struct group_info *g = &groups[i];

		if ((among(g->name, name, len) || among(g->others, name, len)) &&
		    (g->nid != NID_undef || kx_known((enum kx_group)g->code))) {
			return g;
		}
	}
	return NULL;
}

size_t groups_default(uint16_t *out, size_t room)
{
	static const uint16_t order[] = {KX_X25519, KX_SECP256R1, KX_SECP384R1};
	size_t n = 0;

	for (size_t i = 0; i < N_ELEMENTS(order) && n < room; i++) {
		if (kx_known((enum kx_group)order[i])) {
			out[n++] = order[i];
		}
	}
	return n;
}

int groups_set_codes(struct proto_settings *p, const uint16_t *code, const uint8_t *mark, size_t n)
{
	struct code_list *l;
	struct byte_list *marks = NULL;
	size_t n_ours = 0;

	for (size_t i = 0; i < n; i++) {
		n_ours += kx_known((enum kx_group)code[i]);
	}
	if (n_ours == 0) {
		const struct group_info *g = group_by_code(code[0]);

		ERR_raise_data(ERR_LIB_SSL, SSL_R_UNSUPPORTED_ELLIPTIC_CURVE,
			       "none of the groups is implemented here (the first is %s); X25519, P-256 and P-384 are",
			       g != NULL ? g->name : "unknown");
		return 0;
	}
	l = code_list_new(n, n_ours);
	if (mark != NULL) {
		marks = byte_list_new(mark, n_ours); /* to be filled */
	}
	if (l == NULL || (mark != NULL && marks == NULL)) {
		code_list_free(l);
		byte_list_free(marks);
		SSL_ERR(ERR_R_MALLOC_FAILURE);
		return 0;
	}
	memcpy(l->v, code, n * sizeof(code[0]));
	for (size_t i = 0, j = 0; i < n; i++) {
		if (kx_known((enum kx_group)code[i])) {
			if (mark != NULL) {
				marks->b[j] = mark[i];
			}
			l->v[n + j++] = code[i];
		}
	}
	code_list_free(p->groups);
	byte_list_free(p->group_marks);
	p->groups = l;
	p->group_marks = marks;
	return 1;
}

int groups_set_nids(struct proto_settings *p, const int *nid, size_t n)
{
	uint16_t code[MAX_GROUPS];

	if (n == 0) {
		SSL_ERR(SSL_R_BAD_LENGTH);
		return 0;
	}
	for (size_t i = 0; i < n; i++) {
		const struct group_info *info = group_by_nid(nid[i]);

		if (info == NULL || i == MAX_GROUPS) {
			return 0;
		}
		for (size_t k = 0; k < i; k++) {
			if (code[k] == info->code) {
				return 0;
			}
		}
		code[i] = info->code;
	}
	return groups_set_codes(p, code, NULL, n);
}

const char *SSL_group_to_name(SSL *s, int id)
{
	const struct group_info *g = (id & TLSEXT_nid_unknown) != 0 ? group_by_code((uint16_t)id) : group_by_nid(id);

	(void)s;
	return g != NULL ? g->name : NULL;
}

long groups_ctrl(SSL_CTX *ctx, SSL *s, int cmd, long larg, void *parg)
{
	struct proto_settings *p = proto_of(ctx, s);
	int ok = cmd == SSL_CTRL_SET_GROUPS ? groups_set_nids(p, parg, larg > 0 ? (size_t)larg : 0)
					    : groups_set_list(p, parg);

	if (ok) {
		proto_changed(ctx, s);
	}
	return ok;
}

/* The curve of an EC_KEY becomes the only group. (SSL_CTX_set_tmp_ecdh; the key itself was never used.) */
static int set_tmp_ecdh(struct proto_settings *p, const EC_KEY *key)
{
	const EC_GROUP *group = key != NULL ? EC_KEY_get0_group(key) : NULL;
	int nid;

	if (group == NULL) {
		SSL_ERR(key == NULL ? ERR_R_PASSED_NULL_PARAMETER : EC_R_MISSING_PARAMETERS);
		return 0;
	}
	nid = EC_GROUP_get_curve_name(group);
	return nid != NID_undef && groups_set_nids(p, &nid, 1);
}

/*
 * SSL_CTRL_SET_TMP_DH, _SET_DH_AUTO: parameters for suites with finite-field DH, of which there are none, so there is
 * nothing to be done and nothing to be refused. SSL_CTRL_SET_TMP_ECDH: see above.
 */
long tmp_key_ctrl(SSL_CTX *ctx, SSL *s, int cmd, long larg, void *parg)
{
	int ok;

	(void)larg;
	switch (cmd) {
	case SSL_CTRL_SET_TMP_DH:
		if (parg == NULL) {
			SSL_ERR(ERR_R_PASSED_NULL_PARAMETER);
			return 0;
		}
		return 1;
	case SSL_CTRL_SET_DH_AUTO:
		return 1;
	case SSL_CTRL_SET_TMP_DH_CB:
		/* The callback goes through SSL_CTX_callback_ctrl. */
		SSL_ERR(ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED);
		return 0;
	default:
		ok = set_tmp_ecdh(proto_of(ctx, s), parg);
		if (ok) {
			proto_changed(ctx, s);
		}
		return ok;
	}
}
