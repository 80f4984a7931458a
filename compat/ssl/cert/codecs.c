/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * zlib, Brotli and Zstandard for certificates. The libraries are loaded when a program first asks for compression, so
 * that one which never does needs none of them, and a machine that lacks one lacks that algorithm alone. Each is used
 * through its functions for whole buffers: what they write is bounded by the buffer, whatever the input says.
 *
 * The declarations are those of the libraries' documented interfaces; no header of theirs is needed.
 */
#include <dlfcn.h>
#include <limits.h>
#include <pthread.h>

#include "compat/ssl/cert/compress.h"
#include "compat/ssl/core/local.h"

struct symbol {
	const char *name;
	void *to; /* a pointer to a function */
};

/* load finds n functions of a library that stays for as long as the process does. */
static bool load(const char *soname, const struct symbol *symbol, size_t n)
{
	void *lib = dlopen(soname, RTLD_NOW | RTLD_LOCAL);

	if (lib == NULL) {
		return false;
	}
	for (size_t i = 0; i < n; i++) {
		void *found = dlsym(lib, symbol[i].name);

		if (found == NULL) {
			dlclose(lib);
			return false;
		}
		memcpy(symbol[i].to, &found, sizeof(found));
	}
	return true;
}

/* put_whole: room for the longest result, which fn fills and whose length it tells. */
static bool put_whole(struct buffer *out, size_t room, bool (*fn)(uint8_t *, size_t *, struct span), struct span in)
{
	uint8_t *p = buf_reserve(out, room);
	size_t len = room;

	if (p == NULL || !fn(p, &len, in) || len > room) {
		return false;
	}
	buf_commit(out, len);
	return true;
}

/* ---- zlib ------------------------------------------------------------------------------------------------------- */

#define Z_OK     0
#define Z_LEVELS 9 /* the best: it is done once */

static struct {
	bool there;
	unsigned long (*bound)(unsigned long);
	int (*compress)(uint8_t *, unsigned long *, const uint8_t *, unsigned long, int);
	int (*expand)(uint8_t *, unsigned long *, const uint8_t *, unsigned long *);
} zlib;

static void zlib_load(void)
{
	const struct symbol symbols[] = {
	    {"compressBound", &zlib.bound}, {"compress2", &zlib.compress}, {"uncompress2", &zlib.expand}};

	zlib.there = load("libz.so.1", symbols, 3);
}

static bool zlib_put(uint8_t *out, size_t *out_len, struct span in)
{
	unsigned long len = *out_len;
	bool ok = zlib.compress(out, &len, in.p, in.len, Z_LEVELS) == Z_OK;

	*out_len = len;
	return ok;
}

static bool zlib_compress(struct span in, struct buffer *out)
{
	return put_whole(out, zlib.bound(in.len), zlib_put, in);
}

static bool zlib_expand(struct span in, uint8_t *out, size_t out_len)
{
	unsigned long made = out_len, taken = in.len;

	return zlib.expand(out, &made, in.p, &taken) == Z_OK && made == out_len && taken == in.len;
}

/* ---- Brotli ----------------------------------------------------------------------------------------------------- */

#define BROTLI_QUALITY 11 /* the best */
#define BROTLI_WINDOW  22
#define BROTLI_GENERIC 0

static struct {
	bool there;
	size_t (*bound)(size_t);
	int (*compress)(int, int, int, size_t, const uint8_t *, size_t *, uint8_t *);
	int (*expand)(size_t, const uint8_t *, size_t *, uint8_t *);
} brotli;

static void brotli_load(void)
{
	const struct symbol encoder[] = {{"BrotliEncoderMaxCompressedSize", &brotli.bound},
					 {"BrotliEncoderCompress", &brotli.compress}};
	const struct symbol decoder[] = {{"BrotliDecoderDecompress", &brotli.expand}};

	brotli.there = load("libbrotlidec.so.1", decoder, 1) && load("libbrotlienc.so.1", encoder, 2);
}

static bool brotli_put(uint8_t *out, size_t *out_len, struct span in)
{
	return brotli.compress(BROTLI_QUALITY, BROTLI_WINDOW, BROTLI_GENERIC, in.len, in.p, out_len, out) == 1;
}

static bool brotli_compress(struct span in, struct buffer *out)
{
	size_t room = brotli.bound(in.len); /* 0: too long */

	return room != 0 && put_whole(out, room, brotli_put, in);
}

static bool brotli_expand(struct span in, uint8_t *out, size_t out_len)
{
	size_t made = out_len;

	return brotli.expand(in.len, in.p, &made, out) == 1 && made == out_len;
}

/* ---- Zstandard -------------------------------------------------------------------------------------------------- */

#define ZSTD_LEVEL 19 /* the best of the ordinary ones */

static struct {
	bool there;
	size_t (*bound)(size_t);
	size_t (*compress)(void *, size_t, const void *, size_t, int);
	size_t (*expand)(void *, size_t, const void *, size_t);
	unsigned (*is_error)(size_t);
} zstd;

static void zstd_load(void)
{
	const struct symbol symbols[] = {{"ZSTD_compressBound", &zstd.bound},
					 {"ZSTD_compress", &zstd.compress},
					 {"ZSTD_decompress", &zstd.expand},
					 {"ZSTD_isError", &zstd.is_error}};

	zstd.there = load("libzstd.so.1", symbols, 4);
}

static bool zstd_put(uint8_t *out, size_t *out_len, struct span in)
{
	*out_len = zstd.compress(out, *out_len, in.p, in.len, ZSTD_LEVEL);
	return zstd.is_error(*out_len) == 0;
}

static bool zstd_compress(struct span in, struct buffer *out)
{
	return put_whole(out, zstd.bound(in.len), zstd_put, in);
}

static bool zstd_expand(struct span in, uint8_t *out, size_t out_len)
{
	size_t made = zstd.expand(out, out_len, in.p, in.len);

	return zstd.is_error(made) == 0 && made == out_len;
}

/* ----------------------------------------------------------------------------------------------------------------- */

static const struct codec {
	struct tls_cert_codec engine;
	const bool *there;
} codecs[] = {
    {{COMP_BROTLI, brotli_compress, brotli_expand}, &brotli.there},
    {{COMP_ZLIB, zlib_compress, zlib_expand}, &zlib.there},
    {{COMP_ZSTD, zstd_compress, zstd_expand}, &zstd.there},
};

static void load_all(void)
{
	zlib_load();
	brotli_load();
	zstd_load();
}

const struct tls_cert_codec *codec_of(int alg)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	(void)pthread_once(&once, load_all);
	for (size_t i = 0; i < sizeof(codecs) / sizeof(codecs[0]); i++) {
		if (codecs[i].engine.alg == alg && *codecs[i].there) {
			return &codecs[i].engine;
		}
	}
	return NULL;
}

int codec_at(size_t i)
{
	return i < sizeof(codecs) / sizeof(codecs[0]) ? codecs[i].engine.alg : COMP_NONE;
}
