/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * OpenSSL's cipher-string language (openssl-ciphers(1)) over our six TLS 1.2 suites, and the plain list of TLS 1.3
 * names.
 *
 * A string is words between colons, commas, semicolons or spaces. A word is an action ('!' never, '-' out, '+' last, or
 * nothing: in) and names joined by '+', each of which stands for a set of suites; the word means what all sets have in
 * common. A set is a bit per row of tls12_ciphers. Words about suites that are not here stand for the empty set.
 */
#include "compat/ssl/config/ciphers.h"

#include <ctype.h>

#include <openssl/conf.h>

#include "compat/ssl/core/local.h"

#define ECDSA_AES256 (1u << 0)
#define RSA_AES256   (1u << 1)
#define ECDSA_CHACHA (1u << 2)
#define RSA_CHACHA   (1u << 3)
#define ECDSA_AES128 (1u << 4)
#define RSA_AES128   (1u << 5)
#define EVERY        0x3fu
#define RSA_ONES     (RSA_AES256 | RSA_CHACHA | RSA_AES128)
#define ECDSA_ONES   (ECDSA_AES256 | ECDSA_CHACHA | ECDSA_AES128)
#define AES256_ONES  (ECDSA_AES256 | RSA_AES256)
#define AES128_ONES  (ECDSA_AES128 | RSA_AES128)
#define CHACHA_ONES  (ECDSA_CHACHA | RSA_CHACHA)

/* The names of classes of suites that can have a member here. Any other name has none. */
static const struct {
	const char *name;
	unsigned set;
} classes[] = {
    {"ALL", EVERY},
    {"HIGH", EVERY},
    {"TLSv1.2", EVERY},
    {"kECDHE", EVERY},
    {"kEECDH", EVERY},
    {"ECDHE", EVERY},
    {"EECDH", EVERY},
    {"ECDH", EVERY},
    {"aRSA", RSA_ONES},
    {"aECDSA", ECDSA_ONES},
    {"ECDSA", ECDSA_ONES},
    {"AES", AES128_ONES | AES256_ONES},
    {"AESGCM", AES128_ONES | AES256_ONES},
    {"AES128", AES128_ONES},
    {"AES256", AES256_ONES},
    {"CHACHA20", CHACHA_ONES},
    {"FIPS", AES128_ONES | AES256_ONES},
};

/*
 * The list while it is being made: all suites in some order, some of them in force. A suite that is switched off goes
 * to the front and one that is switched on to the end, so that the order of words becomes the order of suites.
 */
struct ordering {
	unsigned char order[CIPHERS_TLS12];
	size_t n; /* those never wanted are gone */
	unsigned active;
};

static void move_matching(struct ordering *o, unsigned set, bool to_end)
{
	unsigned char rest[CIPHERS_TLS12], picked[CIPHERS_TLS12];
	size_t n_rest = 0, n_picked = 0;

	for (size_t i = 0; i < o->n; i++) {
		if ((set & (1u << o->order[i])) != 0) {
			picked[n_picked++] = o->order[i];
		} else {
			rest[n_rest++] = o->order[i];
		}
	}
	memcpy(o->order + (to_end ? 0 : n_picked), rest, n_rest);
	memcpy(o->order + (to_end ? n_rest : 0), picked, n_picked);
}

static void apply(struct ordering *o, char action, unsigned set)
{
	switch (action) {
	case '!':
		o->active &= ~set;
		move_matching(o, set, true);
		while (o->n > 0 && (set & (1u << o->order[o->n - 1])) != 0) {
			o->n--;
		}
		break;
	case '-':
		set &= o->active;
		o->active &= ~set;
		move_matching(o, set, false);
		break;
	case '+':
		move_matching(o, set & o->active, true);
		break;
	default:
		set &= ~o->active;
		move_matching(o, set, true);
		for (size_t i = 0; i < o->n; i++) {
			o->active |= set & (1u << o->order[i]);
		}
		break;
	}
}

/* @STRENGTH: longest keys first, the order within a length kept. */
static void sort_by_strength(struct ordering *o)
{
	move_matching(o, o->active & (AES256_ONES | CHACHA_ONES), true);
	move_matching(o, o->active & AES128_ONES, true);
}

static bool is_separator(char c)
{
	return c == ':' || c == ' ' || c == ';' || c == ',';
}

static bool is_name_char(char c)
{
	return isalnum((unsigned char)c) || c == '-' || c == '_' || c == '.' || c == '=';
}

static bool same_name(const char *s, size_t len, const char *name)
{
	return strlen(name) == len && memcmp(s, name, len) == 0;
}

static unsigned set_by_name(const char *s, size_t len)
{
	for (size_t i = 0; i < CIPHERS_TLS12; i++) {
		if (same_name(s, len, tls12_ciphers[i].name) || same_name(s, len, tls12_ciphers[i].standard_name)) {
			return 1u << i;
		}
	}
	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++) {
		if (same_name(s, len, classes[i].name)) {
			return classes[i].set;
		}
	}
	return 0;
}

static const char *skip_word(const char *s)
{
	while (*s != '\0' && !is_separator(*s)) {
		s++;
	}
	return s;
}

/* A word that begins with '@'. Returns false when it is none of the two. */
static bool special(struct proto_settings *p, struct ordering *o, const char *s, size_t len)
{
	if (same_name(s, len, "STRENGTH")) {
		sort_by_strength(o);
		return true;
	}
	if (len == 10 && memcmp(s, "SECLEVEL=", 9) == 0 && s[9] >= '0' && s[9] <= '5') {
		p->security_level = s[9] - '0';
		return true;
	}
	return false;
}

/* Reads the string into o; false when a word is malformed, after all other words were read as OpenSSL does. */
static bool read_words(struct proto_settings *p, struct ordering *o, const char *s)
{
	bool ok = true;

	while (*s != '\0') {
		char action = *s;
		unsigned set = EVERY;

		if (is_separator(*s)) {
			s++;
			continue;
		}
		if (action == '!' || action == '-' || action == '+' || action == '@') {
			s++;
		} else {
			action = 0;
		}
		for (;;) {
			const char *name = s;

			while (is_name_char(*s)) {
				s++;
			}
			if (s == name) {
				SSL_ERR(SSL_R_INVALID_COMMAND);
				ok = false;
				set = 0;
				s += *s != '\0';
				break;
			}
			if (action == '@') {
				if (!special(p, o, name, (size_t)(s - name))) {
					SSL_ERR(SSL_R_INVALID_COMMAND);
					ok = false;
				}
				set = 0;
				break;
			}
			set &= set_by_name(name, (size_t)(s - name));
			if (set == 0 || *s != '+') {
				break;
			}
			s++;
		}
		apply(o, action, set);
		s = action == '@' || set == 0 ? skip_word(s) : s;
	}
	return ok;
}

/* RFC 6460's profiles, as words at the head of the string that stand for all of it. */
static const struct {
	const char *word;
	uint32_t flags;
	const char *meaning;
} suite_b[] = {
    {"SUITEB128ONLY", SSL_CERT_FLAG_SUITEB_128_LOS_ONLY, "ECDHE-ECDSA-AES128-GCM-SHA256"},
    {"SUITEB128C2", SSL_CERT_FLAG_SUITEB_128_LOS, "ECDHE-ECDSA-AES256-GCM-SHA384"},
    {"SUITEB128", SSL_CERT_FLAG_SUITEB_128_LOS, "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384"},
    {"SUITEB192", SSL_CERT_FLAG_SUITEB_192_LOS, "ECDHE-ECDSA-AES256-GCM-SHA384"},
};

/* Once chosen, a profile cannot be widened by a later string. */
static const char *expand_suite_b(struct proto_settings *p, const char *s)
{
	uint32_t chosen = p->cert_flags & SSL_CERT_FLAG_SUITEB_128_LOS;

	for (size_t i = 0; i < sizeof(suite_b) / sizeof(suite_b[0]); i++) {
		if (strncmp(s, suite_b[i].word, strlen(suite_b[i].word)) == 0) {
			p->cert_flags &= ~(uint32_t)SSL_CERT_FLAG_SUITEB_128_LOS;
			p->cert_flags |= suite_b[i].flags;
			return suite_b[i].meaning;
		}
	}
	for (size_t i = 0; chosen != 0 && i < sizeof(suite_b) / sizeof(suite_b[0]); i++) {
		if (suite_b[i].flags == chosen && strcmp(suite_b[i].word, "SUITEB128C2") != 0) {
			return suite_b[i].meaning;
		}
	}
	return s;
}

struct cipher_list *ciphers_from_string(struct proto_settings *p, const char *s)
{
	struct ordering o = {{0, 1, 2, 3, 4, 5}, CIPHERS_TLS12, 0};
	struct cipher_list *list;

	if (s == NULL) {
		return NULL;
	}
	s = expand_suite_b(p, s);
	/* DEFAULT has a meaning only at the head of the string. */
	if (strncmp(s, "DEFAULT", 7) == 0) {
		apply(&o, 0, EVERY);
		s += 7;
	}
	if (!read_words(p, &o, s)) {
		return NULL;
	}
	list = cipher_list_new();
	for (size_t i = 0; list != NULL && i < o.n; i++) {
		if ((o.active & (1u << o.order[i])) != 0 && !cipher_list_push(list, &tls12_ciphers[o.order[i]])) {
			cipher_list_free(list);
			list = NULL;
		}
	}
	if (list == NULL) {
		SSL_ERR(ERR_R_MALLOC_FAILURE);
	}
	return list;
}

/* ---- TLS 1.3 ---------------------------------------------------------------------------------------------------- */

static const SSL_CIPHER *tls13_by_name(const char *s, size_t len)
{
	for (size_t i = 0; i < CIPHERS_TLS13; i++) {
		if (same_name(s, len, tls13_ciphers[i].name)) {
			return &tls13_ciphers[i];
		}
	}
	return NULL;
}

static int add_suite(const char *elem, int len, void *arg)
{
	const SSL_CIPHER *c = elem != NULL ? tls13_by_name(elem, (size_t)len) : NULL;

	/* Names that are not known are passed over; it is an error only when nothing is left. */
	return c == NULL || cipher_list_push(arg, c);
}

struct cipher_list *ciphersuites_from_string(const char *s)
{
	struct cipher_list *list = cipher_list_new();

	if (list == NULL) {
		SSL_ERR(ERR_R_MALLOC_FAILURE);
		return NULL;
	}
	/* The empty string switches TLS 1.3 suites off. */
	if (*s != '\0' && (CONF_parse_list(s, ':', 1, add_suite, list) <= 0 || sk_SSL_CIPHER_num(list->sk) == 0)) {
		SSL_ERR(SSL_R_NO_CIPHER_MATCH);
		cipher_list_free(list);
		return NULL;
	}
	return list;
}

const char *OSSL_default_cipher_list(void)
{
	return "ALL:!COMPLEMENTOFDEFAULT:!eNULL";
}

const char *OSSL_default_ciphersuites(void)
{
	return "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256";
}
