/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Hexadecimal text to bytes (hex.h). Spaces between bytes are passed over. */
#include "hex.h"

#include <stdio.h>
#include <stdlib.h>

static unsigned digit(char c)
{
	if (c >= '0' && c <= '9') {
		return (unsigned)(c - '0');
	}
	if (c >= 'a' && c <= 'f') {
		return (unsigned)(c - 'a' + 10);
	}
	if (c >= 'A' && c <= 'F') {
		return (unsigned)(c - 'A' + 10);
	}
	fprintf(stderr, "hex: not a hexadecimal digit: 0x%02x\n", (unsigned char)c);
	abort();
}

size_t hex_decode(uint8_t *out, size_t cap, const char *hex)
{
	size_t n = 0;
	while (*hex != '\0') {
		if (*hex == ' ' || *hex == '\n') {
			hex++;
			continue;
		}
		if (n == cap) {
			fprintf(stderr, "hex: more than %zu bytes\n", cap);
			abort();
		}
		unsigned high = digit(hex[0]);
		out[n++] = (uint8_t)(high << 4 | digit(hex[1]));
		hex += 2;
	}
	return n;
}

struct hex_bytes hex_bytes(const char *hex)
{
	size_t cap = strlen(hex) / 2 + 1;
	uint8_t *all = malloc(cap);
	size_t len = all ? hex_decode(all, cap, hex) : 0;
	uint8_t *exact = malloc(len ? len : 1);
	if (!all || !exact) {
		abort();
	}
	memcpy(exact, all, len);
	free(all);
	return (struct hex_bytes){exact, len};
}

void hex_free(struct hex_bytes *b)
{
	free(b->p);
	*b = (struct hex_bytes){NULL, 0};
}
