/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Lists of groups by name (SSL_CTX_set1_groups_list(3)): names between colons, and since OpenSSL 3.3 and 3.5
 *
 *     ?NAME    a name that nobody knows is passed over          *NAME    a client sends a key share for it
 *     -NAME    it leaves the list                               DEFAULT  the built-in list stands here
 *     A:B/C    a server takes a group of A and B before C, also when it has to ask for a share first
 *
 * A list without any of these is read as OpenSSL 3.0 does, which refuses groups that are named twice.
 */
#include "compat/ssl/config/config.h"

#include <openssl/conf.h>

/* OpenSSL 3.5's, as far as it is here. */
#define DEFAULT_LIST "?*X25519MLKEM768/?*X25519:?secp256r1/?secp384r1"
#define MAX_NAME     63 /* a longer one would not fit OpenSSL's */

struct gathered {
	uint16_t code[MAX_GROUPS];
	uint8_t rank[MAX_GROUPS];
	bool share[MAX_GROUPS];
	size_t n, n_shares;
	uint8_t current; /* rank of what comes next */
	bool newer;      /* the list has something of what 3.0 does not know */
	bool nested;     /* the built-in list is being read */
};

static size_t find(const struct gathered *g, uint16_t code)
{
	size_t i = 0;

	while (i < g->n && g->code[i] != code) {
		i++;
	}
	return i;
}

static void take_out(struct gathered *g, uint16_t code)
{
	size_t at = find(g, code);

	if (at == g->n) {
		return;
	}
	g->n_shares -= g->share[at];
	g->n--;
	memmove(g->code + at, g->code + at + 1, (g->n - at) * sizeof(g->code[0]));
	memmove(g->rank + at, g->rank + at + 1, g->n - at);
	memmove(g->share + at, g->share + at + 1, (g->n - at) * sizeof(g->share[0]));
}

static int put_in(struct gathered *g, uint16_t code, bool share)
{
	if (find(g, code) != g->n) {
		return g->newer;
	}
	if (g->n == MAX_GROUPS || (share && g->n_shares == TLS_KEY_SHARES_MAX)) {
		return 0;
	}
	g->code[g->n] = code;
	g->rank[g->n] = g->current;
	g->share[g->n] = share;
	g->n_shares += share;
	g->n++;
	return 1;
}

static int read_list(struct gathered *g, const char *s);

static int read_name(const char *elem, int len, void *arg)
{
	struct gathered *g = arg;
	const struct group_info *info;
	bool ignore = false, share = false, out = false;

	if (elem == NULL) {
		return 0;
	}
	for (; len > 0; elem++, len--) {
		bool *flag = *elem == '?' ? &ignore : *elem == '*' ? &share : *elem == '-' ? &out : NULL;

		if (flag == NULL) {
			break;
		}
		if (*flag) {
			return 0;
		}
		*flag = true;
	}
	if (len == 0 || len > MAX_NAME || (share && out)) {
		return 0;
	}
	if (len == 7 && words_equal(elem, "DEFAULT", 7) && !ignore && !share && !out && !g->nested) {
		int ok;

		g->nested = true;
		ok = read_list(g, DEFAULT_LIST);
		g->nested = false;
		return ok;
	}
	info = group_by_name(elem, (size_t)len);
	if (info == NULL) {
		if (!ignore) {
			ERR_raise_data(ERR_LIB_SSL, ERR_R_PASSED_INVALID_ARGUMENT, "group '%.*s' cannot be set", len,
				       elem);
		}
		return ignore;
	}
	if (out) {
		take_out(g, info->code);
		return 1;
	}
	return put_in(g, info->code, share);
}

static int read_tuple(const char *tuple, int len, void *arg)
{
	struct gathered *g = arg;
	char *text;
	int ok;

	if (tuple == NULL) {
		return 0;
	}
	text = OPENSSL_strndup(tuple, (size_t)len);
	ok = text != NULL && CONF_parse_list(text, ':', 1, read_name, g) > 0;
	OPENSSL_free(text);
	g->current++;
	return ok && g->current <= MAX_GROUPS;
}

/* The last tuple of the built-in list goes on behind the word that stands for it. */
static int read_list(struct gathered *g, const char *s)
{
	int ok = CONF_parse_list(s, '/', 1, read_tuple, g) > 0;

	g->current -= g->nested;
	return ok;
}

/* A character of the newer language at the beginning of a word, a slash, or the word itself. */
static bool is_newer(const char *s)
{
	bool starts = true;

	for (; *s != '\0'; s++) {
		if (*s == '/' || (starts && (strchr("?*-", *s) != NULL || words_equal(s, "DEFAULT", 7)))) {
			return true;
		}
		starts = *s == ':' || (starts && *s == ' ');
	}
	return false;
}

/* Ranks without a group are closed up. */
static void make_marks(const struct gathered *g, uint8_t *mark)
{
	uint8_t rank = 0;

	for (size_t i = 0; i < g->n; i++) {
		rank += i != 0 && g->rank[i] != g->rank[i - 1];
		mark[i] = (uint8_t)(rank | (g->share[i] ? GROUP_SHARE : 0));
	}
}

int groups_set_list(struct proto_settings *p, const char *s)
{
	struct gathered g = {.n = 0};
	uint8_t mark[MAX_GROUPS];

	if (s == NULL) {
		return 0;
	}
	g.newer = is_newer(s);
	if (!g.newer) {
		return CONF_parse_list(s, ':', 1, read_name, &g) > 0 && g.n > 0 &&
		       groups_set_codes(p, g.code, NULL, g.n);
	}
	if (!read_list(&g, s)) {
		return 0;
	}
	if (g.n == 0) {
		ERR_raise_data(ERR_LIB_SSL, ERR_R_PASSED_INVALID_ARGUMENT, "no group is left of '%s'", s);
		return 0;
	}
	make_marks(&g, mark);
	return groups_set_codes(p, g.code, mark, g.n);
}
