/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* CONF_parse_list: the pieces of a text between separators, given to a function one by one. */
#include <openssl/conf.h>

#include <stdbool.h>
#include <string.h>

#include <openssl/err.h>

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/*
 * strip drops blanks around each piece, and an empty piece is then given as NULL and -> length 0. The first answer of
 * fn that is not above zero ends the walk and is returned.
 */
int CONF_parse_list(const char *list, int sep, int strip, int (*fn)(const char *elem, int len, void *usr), void *arg)
{
	if (list == NULL) {
		ERR_raise(ERR_LIB_CONF, CONF_R_LIST_CANNOT_BE_NULL);
		return 0;
	}
	for (;;) {
		while (strip && is_blank(*list)) {
			list++;
		}
		const char *end = strchr(list, sep);
		const char *next = end;
		end = end != NULL ? end : list + strlen(list);
		int ret;
		if (end == list || *list == '\0') {
			ret = fn(NULL, 0, arg);
		} else {
			while (strip && end > list + 1 && is_blank(end[-1])) {
				end--;
			}
			ret = fn(list, (int)(end - list), arg);
		}
		if (ret <= 0 || next == NULL) {
			return ret;
		}
		list = next + 1;
	}
}
