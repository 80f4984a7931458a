/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Loading Wycheproof vectors (wycheproof.h). */
#include "wycheproof.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void find_file(const char *file, char *path, size_t cap)
{
	const char *dir = getenv("TEASEL_VECTORS");
	snprintf(path, cap, "%s/%s", dir ? dir : TEASEL_SOURCE_DIR "/../shared/vectors/wycheproof", file);
}

static void give_up(const char *file, const char *why)
{
	fprintf(stderr, "wycheproof: %s: %s\n", file, why);
	abort();
}

size_t wycheproof_each(const char *file, wp_test_fn *fn, void *arg)
{
	char path[4096];
	find_file(file, path, sizeof path);
	if (access(path, R_OK) != 0) {
		printf("wycheproof: %s skipped: %s: %s\n", file, path, strerror(errno));
		fflush(stdout);
		return 0;
	}
	json_error_t err;
	json_t *root = json_load_file(path, 0, &err);
	if (!root) {
		give_up(path, err.text);
	}
	size_t n = 0, i, j;
	json_t *group, *test;
	json_array_foreach(json_object_get(root, "testGroups"), i, group)
	{
		json_array_foreach(json_object_get(group, "tests"), j, test)
		{
			fn(group, test, arg);
			n++;
		}
	}
	json_decref(root);
	if (n == 0) {
		give_up(path, "holds no tests");
	}
	return n;
}

static const json_t *field_of(const json_t *obj, const char *field)
{
	const json_t *v = json_object_get(obj, field);
	if (!v) {
		give_up(field, "the field is missing");
	}
	return v;
}

const char *wp_str(const json_t *obj, const char *field)
{
	const char *s = json_string_value(field_of(obj, field));
	if (!s) {
		give_up(field, "the field is no string");
	}
	return s;
}

long wp_int(const json_t *obj, const char *field)
{
	const json_t *v = field_of(obj, field);
	if (!json_is_integer(v)) {
		give_up(field, "the field is no number");
	}
	return (long)json_integer_value(v);
}

struct hex_bytes wp_hex(const json_t *obj, const char *field)
{
	return hex_bytes(wp_str(obj, field));
}

enum wp_result wp_result(const json_t *test)
{
	const char *s = wp_str(test, "result");
	if (strcmp(s, "valid") == 0) {
		return WP_VALID;
	}
	if (strcmp(s, "invalid") == 0) {
		return WP_INVALID;
	}
	if (strcmp(s, "acceptable") != 0) {
		give_up(s, "an unknown result");
	}
	return WP_ACCEPTABLE;
}

bool wp_flag(const json_t *test, const char *flag)
{
	size_t i;
	json_t *v;
	json_array_foreach(json_object_get(test, "flags"), i, v)
	{
		if (json_is_string(v) && strcmp(json_string_value(v), flag) == 0) {
			return true;
		}
	}
	return false;
}

long wp_id(const json_t *test)
{
	return wp_int(test, "tcId");
}
