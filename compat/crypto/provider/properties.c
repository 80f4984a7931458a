/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * property(7): a query is clauses with commas between them: name=value, name!=value, a name alone for name=yes, a "?"
 * before what is only preferred, "-name" for what does not matter. EVP_set_default_properties(3): the query that holds
 * where none is given. Our algorithms are what they are, so a default that they do not meet is refused at once, where
 * OpenSSL takes it and then finds no algorithm at all.
 */
#include "compat/crypto/provider/properties.h"

#include <string.h>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include "compat/crypto/err/hidden_err.h"

enum { NAME_MAX_LEN = 99, VALUE_MAX_LEN = 999, CLAUSES_MAX = 32 };

/* clause: a name and what its value is to be, as they stand in the query. */
struct clause {
	const char *name, *value; /* value: NULL stands for "yes" */
	size_t name_len, value_len;
	bool optional, unequal, exact; /* exact: the value was quoted, so that its case counts */
};

static bool fail(int reason, const char *here)
{
	ERR_raise_data(ERR_LIB_PROP, reason, "HERE-->%s", here);
	return false;
}

static bool is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_word(char c)
{
	return is_alpha(c) || c == '_' || (c >= '0' && c <= '9');
}

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static const char *skip_blanks(const char *p)
{
	while (is_blank(*p)) {
		p++;
	}
	return p;
}

static bool take(const char **p, const char *word)
{
	size_t n = strlen(word);
	if (strncmp(*p, word, n) != 0) {
		return false;
	}
	*p = skip_blanks(*p + n);
	return true;
}

/* take_name: identifiers with dots between them. */
static bool take_name(const char **p, struct clause *c)
{
	const char *start = *p, *q = start;
	do {
		q += q != start;
		if (!is_alpha(*q)) {
			return fail(PROP_R_NOT_AN_IDENTIFIER, *p);
		}
		while (is_word(*q)) {
			q++;
		}
	} while (*q == '.');
	c->name = start;
	c->name_len = (size_t)(q - start);
	if (c->name_len > NAME_MAX_LEN) {
		return fail(PROP_R_NAME_TOO_LONG, start);
	}
	*p = skip_blanks(q);
	return true;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* take_value: text between quotes, a number, or a word up to a blank or comma; of anything else nothing is taken. */
static bool take_value(const char **p, struct clause *c)
{
	char quote = **p == '"' || **p == '\'' ? **p : '\0';
	bool number = is_digit(**p) || **p == '-' || **p == '+';
	const char *start = *p + (quote != '\0'), *end = start;
	c->value = start;
	if (quote == '\0' && !number && !is_alpha(**p)) {
		return true;
	}
	while (*end != '\0' && (quote != '\0' ? *end != quote : !is_blank(*end) && *end != ',')) {
		if (*end < ' ' || *end > '~') {
			return fail(PROP_R_NOT_AN_ASCII_CHARACTER, *p);
		}
		if (number && end != start && OPENSSL_hexchar2int((unsigned char)*end) < 0 && *end != 'x') {
			return fail(PROP_R_NOT_A_DECIMAL_DIGIT, *p);
		}
		end++;
	}
	if (quote != '\0' && *end == '\0') {
		return fail(PROP_R_NO_MATCHING_STRING_DELIMITER, *p);
	}
	c->value_len = (size_t)(end - start);
	c->exact = quote != '\0';
	if (c->value_len > VALUE_MAX_LEN) {
		return fail(PROP_R_STRING_TOO_LONG, *p);
	}
	*p = skip_blanks(end + c->exact);
	return true;
}

/* take_clause: "-name" is a clause that holds whatever the value. */
static bool take_clause(const char **p, struct clause *c)
{
	*c = (struct clause){0};
	c->optional = take(p, "-");
	bool anything = c->optional;
	if (!anything) {
		c->optional = take(p, "?");
	}
	if (!take_name(p, c)) {
		return false;
	}
	if (anything) {
		return true;
	}
	c->unequal = take(p, "!=");
	return (!c->unequal && !take(p, "=")) || take_value(p, c) || fail(PROP_R_TRAILING_CHARACTERS, *p);
}

static bool is(const char *s, size_t len, const char *word, bool exact)
{
	return len == strlen(word) && (exact ? memcmp(s, word, len) : OPENSSL_strncasecmp(s, word, len)) == 0;
}

/* holds: what an algorithm has no property for counts as "no". */
static bool holds(const struct clause *c)
{
	const char *ours = is(c->name, c->name_len, "provider", false) ? "default" : "no";
	bool equal = c->value != NULL ? is(c->value, c->value_len, ours, c->exact) : strcmp(ours, "yes") == 0;
	return c->optional || equal != c->unequal;
}

static bool same_name(const struct clause *a, const struct clause *b)
{
	return a->name_len == b->name_len && OPENSSL_strncasecmp(a->name, b->name, a->name_len) == 0;
}

/* parse: false, with an error queued, when the query is malformed. */
static bool parse(const char *query, struct clause all[CLAUSES_MAX], size_t *n)
{
	const char *p = skip_blanks(query);
	*n = 0;
	if (*p == '\0') {
		return true;
	}
	do {
		if (*n == CLAUSES_MAX) {
			return fail(PROP_R_PARSE_FAILED, p);
		}
		struct clause *c = &all[*n];
		if (!take_clause(&p, c)) {
			return false;
		}
		for (size_t i = 0; i < *n; i++) {
			if (same_name(&all[i], c)) {
				ERR_raise_data(ERR_LIB_PROP, PROP_R_PARSE_FAILED, "Duplicated name `%.*s'",
					       (int)c->name_len, c->name);
				return false;
			}
		}
		++*n;
	} while (take(&p, ","));
	return *p == '\0' || fail(PROP_R_TRAILING_CHARACTERS, p);
}

static bool all_hold(const struct clause *all, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (!holds(&all[i])) {
			return false;
		}
	}
	return true;
}

bool properties_met(const char *query)
{
	struct clause all[CLAUSES_MAX];
	size_t n;
	if (query == NULL) {
		return true;
	}
	ERR_set_mark();
	bool ok = parse(query, all, &n) && all_hold(all, n);
	ERR_pop_to_mark();
	return ok;
}

int EVP_set_default_properties(OSSL_LIB_CTX *libctx, const char *query)
{
	struct clause all[CLAUSES_MAX];
	size_t n;
	(void)libctx;
	if (!parse(query != NULL ? query : "", all, &n)) {
		ERR_raise(ERR_LIB_EVP, EVP_R_DEFAULT_QUERY_PARSE_ERROR);
		return 0;
	}
	if (!all_hold(all, n)) {
		ERR_raise_data(ERR_LIB_EVP, ERR_R_UNSUPPORTED,
			       "no algorithm of this library has the properties (%s): it has no provider but default",
			       query);
		return 0;
	}
	return 1;
}

int EVP_default_properties_enable_fips(OSSL_LIB_CTX *libctx, int enable)
{
	return !enable || EVP_set_default_properties(libctx, "fips=yes");
}

int EVP_default_properties_is_fips_enabled(OSSL_LIB_CTX *libctx)
{
	(void)libctx;
	return 0;
}
