/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Project Wycheproof's vectors, read from its own JSON. The files are looked for in $TEASEL_VECTORS, else in
 * ../shared/vectors/wycheproof beside the source tree.
 *
 *     if (!wycheproof_each("hmac_sha256_test.json", check_one, &ctx)) {
 *             skip();
 *     }
 */
#ifndef TEASEL_TESTS_WYCHEPROOF_H
#define TEASEL_TESTS_WYCHEPROOF_H

#include <jansson.h>
#include <stdbool.h>

#include "hex.h"

enum wp_result { WP_VALID, WP_INVALID, WP_ACCEPTABLE };

/* Called for each test with the group that holds its parameters. */
typedef void wp_test_fn(const json_t *group, const json_t *test, void *arg);

/*
 * wycheproof_each calls fn for every test of the file. Returns how many there were; 0 when the file is not there, and
 * then a line on standard output names it and says why it is skipped. A file that is there but cannot be parsed, or has
 * no tests, ends the program.
 */
size_t wycheproof_each(const char *file, wp_test_fn *fn, void *arg);

/* Fields of a group or a test. A missing one ends the program. */
const char *wp_str(const json_t *obj, const char *field);
long wp_int(const json_t *obj, const char *field);
struct hex_bytes wp_hex(const json_t *obj, const char *field);
enum wp_result wp_result(const json_t *test);

/* wp_flag: the test carries the flag. wp_id: its tcId, for messages. */
bool wp_flag(const json_t *test, const char *flag);
long wp_id(const json_t *test);

#endif
