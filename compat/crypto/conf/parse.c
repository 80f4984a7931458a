/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * config(5), the grammar of openssl.cnf. A line ends in a comment, or goes on in the next behind a backslash; it is
 * "[section]", "name = value", ".include path" or ".pragma name:value". In values there are quotes, escapes and
 * variables of this configuration or the environment.
 */
#include "compat/crypto/conf/conf.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <openssl/crypto.h>
#include <openssl/err.h>

#include "compat/crypto/bio/whole.h"

enum { VALUE_MAX = 65536, DEPTH_MAX = 16, FILES_MAX = 1000 };

struct parser {
	CONF *conf;
	CONF_VALUE *section; /* the one that names go to */
	long line;           /* counted through all files, as OpenSSL does */
	unsigned files;      /* how many were included */
};

static bool parse_file(struct parser *p, BIO *in, unsigned depth);

/* ---- characters -------------------------------------------------------------------------------------------------- */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static bool is_quote(char c)
{
	return c == '"' || c == '\'' || c == '`';
}

static bool is_name(char c)
{
	return is_word(c) || (c != '\0' && strchr("!.%&*+,/;?@^~|-", c) != NULL);
}

static char *skip_blanks(char *p)
{
	while (is_blank(*p)) {
		p++;
	}
	return p;
}

/* skip_name: escaped characters belong to a name, with dollarid a "$" does too. */
static char *skip_name(const CONF *conf, char *p)
{
	for (;;) {
		if (*p == '\\' && p[1] != '\0') {
			p += 2;
		} else if (is_name(*p) || (conf->flag_dollarid && *p == '$')) {
			p++;
		} else {
			return p;
		}
	}
}

/* skip_quoted: from the opening quote behind the closing one, or to the end. */
static char *skip_quoted(char *p)
{
	char quote = *p++;
	while (*p != '\0' && *p != quote) {
		p += *p == '\\' && p[1] != '\0' ? 2 : 1;
	}
	return p + (*p != '\0');
}

/* cut_comment ends the line where a comment begins, and drops the blanks at both ends. */
static char *cut_comment(char *line)
{
	char *p = line = skip_blanks(line);
	while (*p != '\0' && *p != '#') {
		if (is_quote(*p)) {
			p = skip_quoted(p);
		} else {
			p += *p == '\\' && p[1] != '\0' ? 2 : 1;
		}
	}
	*p = '\0';
	return line;
}

static void trim_end(char *p)
{
	size_t n = strlen(p);
	while (n != 0 && is_blank(p[n - 1])) {
		p[--n] = '\0';
	}
}

/* ---- values ------------------------------------------------------------------------------------------------------ */

static bool append(struct buffer *out, const char *p, size_t n)
{
	return buf_append(out, span_of(p, n));
}

static char unescaped(char c)
{
	switch (c) {
	case 'r':
		return '\r';
	case 'n':
		return '\n';
	case 'b':
		return '\b';
	case 't':
		return '\t';
	default:
		return c;
	}
}

/* Inside quotes an escape only takes the next character as it is, and nothing is a variable. */
static bool put_quoted(struct buffer *out, const char **p)
{
	char quote = *(*p)++;
	bool ok = true;
	for (; ok && **p != '\0' && **p != quote; (*p)++) {
		if (**p == '\\') {
			(*p)++;
			if (**p == '\0') {
				break;
			}
		}
		ok = append(out, *p, 1);
	}
	*p += **p != '\0';
	return ok;
}

static const char *skip_word(const CONF *conf, const char *p)
{
	while (is_word(*p) || (conf->flag_dollarid && *p == '$')) {
		p++;
	}
	return p;
}

/* put_variable: $name, $section::name, and both in braces or parentheses. */
static bool put_variable(const struct parser *s, struct buffer *out, const char **p, const char *section)
{
	const char *name = *p + 1;
	char close = *name == '{' ? '}' : *name == '(' ? ')' : '\0';
	name += close != '\0';
	const char *end = skip_word(s->conf, name), *in = section;
	char *group = NULL;
	if (end[0] == ':' && end[1] == ':') {
		group = OPENSSL_strndup(name, (size_t)(end - name));
		in = group;
		name = end + 2;
		end = skip_word(s->conf, name);
	}
	if (close != '\0' && *end != close) {
		OPENSSL_free(group);
		ERR_raise(ERR_LIB_CONF, CONF_R_NO_CLOSE_BRACE);
		return false;
	}
	char *word = OPENSSL_strndup(name, (size_t)(end - name));
	const char *value = word != NULL ? conf_string(s->conf, in, word) : NULL;
	bool ok = false;
	if (value == NULL) {
		ERR_raise(ERR_LIB_CONF, CONF_R_VARIABLE_HAS_NO_VALUE);
	} else if (buf_len(out) + strlen(value) > VALUE_MAX) {
		ERR_raise(ERR_LIB_CONF, CONF_R_VARIABLE_EXPANSION_TOO_LONG);
	} else {
		ok = append(out, value, strlen(value));
	}
	OPENSSL_free(group);
	OPENSSL_free(word);
	*p = end + (close != '\0');
	return ok;
}

/* expand: what a text stands for, owned by the caller; NULL with an error queued. */
static char *expand(const struct parser *s, const char *section, const char *p)
{
	struct buffer out = {0};
	bool ok = true;
	while (ok && *p != '\0') {
		bool braced = *p == '$' && (p[1] == '{' || p[1] == '(');
		if (is_quote(*p)) {
			ok = put_quoted(&out, &p);
		} else if (*p == '\\') {
			p++;
			char c = unescaped(*p);
			p += *p != '\0';
			ok = c == '\0' || append(&out, &c, 1);
		} else if (*p == '$' && (!s->conf->flag_dollarid || braced)) {
			ok = put_variable(s, &out, &p, section);
		} else {
			ok = append(&out, p++, 1);
		}
	}
	char *text = ok ? OPENSSL_strndup((const char *)buf_head(&out), buf_len(&out)) : NULL;
	if (ok && buf_len(&out) == 0) {
		text = OPENSSL_strdup("");
	}
	buf_free(&out);
	return text;
}

/* ---- files in files ---------------------------------------------------------------------------------------------- */

static bool is_conf_name(const char *name)
{
	size_t n = strlen(name);
	return (n > 5 && OPENSSL_strcasecmp(name + n - 5, ".conf") == 0) ||
	       (n > 4 && OPENSSL_strcasecmp(name + n - 4, ".cnf") == 0);
}

static bool include_file(struct parser *p, const char *path, unsigned depth)
{
	BIO *in = BIO_new_file(path, "r");
	if (in == NULL) {
		return true; /* as one that is not there */
	}
	if (depth >= DEPTH_MAX || ++p->files > FILES_MAX) {
		ERR_raise_data(ERR_LIB_CONF, ERR_R_UNSUPPORTED, "too many files included, at %s", path);
		BIO_free(in);
		return false;
	}
	bool ok = parse_file(p, in, depth + 1);
	BIO_free(in);
	return ok;
}

static bool include_dir(struct parser *p, const char *path, unsigned depth)
{
	DIR *dir = opendir(path);
	bool ok = true;
	if (dir == NULL) {
		ERR_raise_data(ERR_LIB_SYS, errno, "calling opendir(%s)", path);
		return true;
	}
	for (const struct dirent *d; ok && (d = readdir(dir)) != NULL;) {
		char name[4096];
		struct stat st;
		if (!is_conf_name(d->d_name) || BIO_snprintf(name, sizeof name, "%s/%s", path, d->d_name) < 0 ||
		    stat(name, &st) != 0) {
			continue;
		}
		if (S_ISDIR(st.st_mode)) {
			ERR_raise_data(ERR_LIB_CONF, CONF_R_RECURSIVE_DIRECTORY_INCLUDE, "%s", name);
		} else {
			ok = include_file(p, name, depth);
		}
	}
	closedir(dir);
	return ok;
}

/* absolute: where an included path is; NULL with an error queued. Owned by the caller. */
static char *absolute(const CONF *conf, const char *path)
{
	const char *dir = secure_getenv("OPENSSL_CONF_INCLUDE");
	dir = dir != NULL ? dir : conf->includedir;
	if (*path == '/') {
		return OPENSSL_strdup(path);
	}
	if (conf->flag_abspath) {
		ERR_raise(ERR_LIB_CONF, CONF_R_RELATIVE_PATH);
		return NULL;
	}
	if (dir == NULL) {
		return OPENSSL_strdup(path);
	}
	size_t n = strlen(dir) + strlen(path) + 2;
	char *whole = OPENSSL_malloc(n);
	if (whole != NULL) {
		BIO_snprintf(whole, n, "%s/%s", dir, path);
	}
	return whole;
}

/* A path that is not there is passed over, and the reason left in the queue, as OpenSSL does. */
static bool include(struct parser *p, char *word, unsigned depth)
{
	trim_end(word);
	char *path = expand(p, p->section->section, word), *whole = path != NULL ? absolute(p->conf, path) : NULL;
	struct stat st;
	bool ok = whole != NULL;
	if (ok && stat(whole, &st) != 0) {
		ERR_raise_data(ERR_LIB_SYS, errno, "calling stat(%s)", whole);
	} else if (ok) {
		ok = S_ISDIR(st.st_mode) ? include_dir(p, whole, depth) : include_file(p, whole, depth);
	}
	OPENSSL_free(path);
	OPENSSL_free(whole);
	return ok;
}

/* ---- lines ------------------------------------------------------------------------------------------------------- */

static bool truth(const char *value, int *out)
{
	bool on = strcmp(value, "on") == 0 || strcmp(value, "true") == 0;
	if (!on && strcmp(value, "off") != 0 && strcmp(value, "false") != 0) {
		return false;
	}
	*out = on;
	return true;
}

/* Pragmas that are not known are for others. */
static bool pragma(struct parser *p, char *text)
{
	trim_end(text);
	char *value = strchr(text, ':');
	bool ok = value != NULL && value != text;
	if (ok) {
		*value = '\0';
		value = skip_blanks(value + 1);
		trim_end(text);
		if (strcmp(text, "dollarid") == 0) {
			ok = truth(value, &p->conf->flag_dollarid);
		} else if (strcmp(text, "abspath") == 0) {
			ok = truth(value, &p->conf->flag_abspath);
		} else if (strcmp(text, "includedir") == 0) {
			OPENSSL_free(p->conf->includedir);
			ok = (p->conf->includedir = OPENSSL_strdup(value)) != NULL;
		}
	}
	if (!ok) {
		ERR_raise(ERR_LIB_CONF, CONF_R_INVALID_PRAGMA);
	}
	return ok;
}

/* A section's name may have blanks inside. */
static bool section_line(struct parser *p, char *line)
{
	char *name = skip_blanks(line + 1), *at = name, *end, *next;
	for (;;) {
		end = skip_name(p->conf, at);
		next = skip_blanks(end);
		if (*next == ']') {
			break;
		}
		if (*next == '\0' || next == at) {
			ERR_raise(ERR_LIB_CONF, CONF_R_MISSING_CLOSE_SQUARE_BRACKET);
			return false;
		}
		at = next;
	}
	*end = '\0';
	char *text = expand(p, NULL, name);
	CONF_VALUE *section = text != NULL ? conf_section(p->conf, text, true) : NULL;
	OPENSSL_free(text);
	if (section == NULL) {
		ERR_raise(ERR_LIB_CONF, CONF_R_UNABLE_TO_CREATE_NEW_SECTION);
		return false;
	}
	p->section = section;
	return true;
}

/* directive: the name begins so, and "=" or something else follows. */
static bool directive(const char *name, const char *rest, const char *word)
{
	size_t n = strlen(word);
	return strncmp(name, word, n) == 0 && (rest != name + n || *rest == '=');
}

static bool value_line(struct parser *p, char *line, unsigned depth)
{
	char *name = line, *end = skip_name(p->conf, line), *group = NULL;
	if (end[0] == ':' && end[1] == ':') {
		*end = '\0';
		group = name;
		name = end + 2;
		end = skip_name(p->conf, name);
	}
	char *rest = skip_blanks(end);
	bool is_pragma = directive(name, rest, ".pragma");
	if (is_pragma || directive(name, rest, ".include")) {
		rest = skip_blanks(rest + (*rest == '='));
		return is_pragma ? pragma(p, rest) : include(p, rest, depth);
	}
	if (*rest != '=') {
		ERR_raise_data(ERR_LIB_CONF, CONF_R_MISSING_EQUAL_SIGN, "HERE-->%s", rest);
		return false;
	}
	rest = skip_blanks(rest + 1);
	*end = '\0';
	trim_end(rest);
	char *value = expand(p, group != NULL ? group : p->section->section, rest);
	CONF_VALUE *section = group != NULL ? conf_section(p->conf, group, true) : p->section;
	if (value == NULL || section == NULL) {
		OPENSSL_free(value);
		return false;
	}
	return conf_put(p->conf, section, OPENSSL_strdup(name), value);
}

static bool parse_line(struct parser *p, char *line, unsigned depth)
{
	line = cut_comment(line);
	if (*line == '\0') {
		return true;
	}
	return *line == '[' ? section_line(p, line) : value_line(p, line, depth);
}

/* goes_on: the line ends in a backslash that is not escaped itself. */
static bool goes_on(struct span line)
{
	size_t n = line.len;
	return n != 0 && line.p[n - 1] == '\\' && (n == 1 || line.p[n - 2] != '\\');
}

/* take_line appends a line of the file to out, without its end; *more: it goes on in the next. False: memory is out. */
static bool take_line(struct span *text, struct buffer *out, bool *more)
{
	const uint8_t *end = memchr(text->p, '\n', text->len);
	size_t n = end != NULL ? (size_t)(end - text->p) : text->len, kept = n;
	while (kept != 0 && text->p[kept - 1] == '\r') {
		kept--;
	}
	*more = goes_on(span_of(text->p, kept));
	bool ok = buf_append(out, span_of(text->p, kept - *more));
	n += end != NULL;
	*text = span_of(text->p + n, text->len - n);
	return ok;
}

static bool parse_text(struct parser *p, struct span text, unsigned depth)
{
	bool ok = true;
	if (text.len >= 3 && memcmp(text.p, "\xef\xbb\xbf", 3) == 0) {
		text = span_of(text.p + 3, text.len - 3);
	}
	while (ok && text.len != 0) {
		struct buffer line = {0};
		bool more = true;
		while (ok && more && text.len != 0) {
			p->line++;
			ok = take_line(&text, &line, &more);
		}
		p->line += more; /* the line after the last, which is empty */
		ok = ok && buf_append(&line, span_of("", 1)) && parse_line(p, (char *)buf_head(&line), depth);
		buf_free(&line);
	}
	return ok;
}

static bool parse_file(struct parser *p, BIO *in, unsigned depth)
{
	struct buffer whole = {0};
	bool ok = whole_rest(in, &whole) && parse_text(p, buf_span(&whole), depth);
	buf_free(&whole);
	return ok;
}

bool conf_parse(CONF *conf, BIO *in, long *line)
{
	struct parser p = {.conf = conf, .section = conf_section(conf, "default", true)};
	if (p.section == NULL) {
		ERR_raise(ERR_LIB_CONF, CONF_R_UNABLE_TO_CREATE_NEW_SECTION);
		return false;
	}
	bool ok = parse_file(&p, in, 0);
	*line = p.line;
	if (!ok) {
		NCONF_free_data(conf);
		char text[32];
		BIO_snprintf(text, sizeof text, "line %ld", p.line);
		ERR_add_error_data(1, text);
	}
	return ok;
}
