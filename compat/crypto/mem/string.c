/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Copies, bounded strings and hexadecimal text: the string functions of OPENSSL_malloc(3). */
#include <limits.h>
#include <string.h>
#include <strings.h>

#include <openssl/crypto.h>
#include <openssl/err.h>

void *CRYPTO_memdup(const void *data, size_t len, const char *file, int line)
{
	if (data == NULL || len >= INT_MAX) {
		return NULL;
	}
	void *copy = CRYPTO_malloc(len, file, line);
	return copy != NULL ? memcpy(copy, data, len) : NULL;
}

char *CRYPTO_strdup(const char *s, const char *file, int line)
{
	if (s == NULL) {
		return NULL;
	}
	size_t size = strlen(s) + 1;
	char *copy = CRYPTO_malloc(size, file, line);
	return copy != NULL ? memcpy(copy, s, size) : NULL;
}

char *CRYPTO_strndup(const char *s, size_t max, const char *file, int line)
{
	if (s == NULL) {
		return NULL;
	}
	size_t len = strnlen(s, max);
	char *copy = CRYPTO_malloc(len + 1, file, line);
	if (copy != NULL) {
		memcpy(copy, s, len);
		copy[len] = '\0';
	}
	return copy;
}

size_t OPENSSL_strnlen(const char *s, size_t max)
{
	return strnlen(s, max);
}

size_t OPENSSL_strlcpy(char *dst, const char *src, size_t size)
{
	size_t len = strlen(src);
	if (size != 0) {
		size_t n = len < size ? len : size - 1;
		memcpy(dst, src, n);
		dst[n] = '\0';
	}
	return len;
}

size_t OPENSSL_strlcat(char *dst, const char *src, size_t size)
{
	size_t used = strnlen(dst, size);
	return used + OPENSSL_strlcpy(dst + used, src, size - used);
}

/* ASCII only, whatever the locale. */
static int lower(unsigned char c)
{
	return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
}

int OPENSSL_strncasecmp(const char *a, const char *b, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int diff = lower((unsigned char)a[i]) - lower((unsigned char)b[i]);
		if (diff != 0 || a[i] == '\0') {
			return diff;
		}
	}
	return 0;
}

int OPENSSL_strcasecmp(const char *a, const char *b)
{
	return OPENSSL_strncasecmp(a, b, SIZE_MAX);
}

/* ---- hexadecimal ------------------------------------------------------------------------------------------------- */

int OPENSSL_hexchar2int(unsigned char c)
{
	if (c >= '0' && c <= '9') {
		return c - '0';
	}
	c = (unsigned char)lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* hex_decode: out may be NULL to count. Separators stand between octets as often as they like. */
static int hex_decode(unsigned char *out, size_t cap, size_t *out_len, const char *text, char sep)
{
	size_t n = 0;
	for (const char *p = text; *p != '\0';) {
		char high = *p++;
		if (sep != '\0' && high == sep) {
			continue;
		}
		if (*p == '\0') {
			ERR_raise(ERR_LIB_CRYPTO, CRYPTO_R_ODD_NUMBER_OF_DIGITS);
			return 0;
		}
		int h = OPENSSL_hexchar2int((unsigned char)high), l = OPENSSL_hexchar2int((unsigned char)*p++);
		if (h < 0 || l < 0) {
			ERR_raise(ERR_LIB_CRYPTO, CRYPTO_R_ILLEGAL_HEX_DIGIT);
			return 0;
		}
		if (out != NULL) {
			if (n == cap) {
				ERR_raise(ERR_LIB_CRYPTO, CRYPTO_R_TOO_SMALL_BUFFER);
				return 0;
			}
			out[n] = (unsigned char)(h << 4 | l);
		}
		n++;
	}
	if (out_len != NULL) {
		*out_len = n;
	}
	return 1;
}

int OPENSSL_hexstr2buf_ex(unsigned char *buf, size_t buf_n, size_t *buflen, const char *str, const char sep)
{
	return hex_decode(buf, buf_n, buflen, str, sep);
}

unsigned char *OPENSSL_hexstr2buf(const char *str, long *buflen)
{
	size_t cap = strlen(str) / 2, len = 0;
	if (cap == 0) {
		/* An empty answer is still an allocation of the caller's. */
		ERR_raise(ERR_LIB_CRYPTO, CRYPTO_R_HEX_STRING_TOO_SHORT);
		return NULL;
	}
	unsigned char *out = OPENSSL_malloc(cap);
	if (out == NULL) {
		ERR_raise(ERR_LIB_CRYPTO, ERR_R_MALLOC_FAILURE);
		return NULL;
	}
	if (!hex_decode(out, cap, &len, str, ':')) {
		OPENSSL_free(out);
		return NULL;
	}
	if (buflen != NULL) {
		*buflen = (long)len;
	}
	return out;
}

int OPENSSL_buf2hexstr_ex(char *str, size_t str_n, size_t *strlength, const unsigned char *buf, size_t buflen,
			  const char sep)
{
	static const char digits[] = "0123456789ABCDEF";
	size_t each = sep != '\0' ? 3 : 2;
	size_t need = buflen != 0 ? each * buflen + (sep == '\0') : 1;
	if (strlength != NULL) {
		*strlength = need;
	}
	if (str == NULL) {
		return 1;
	}
	if (str_n < need) {
		ERR_raise(ERR_LIB_CRYPTO, CRYPTO_R_TOO_SMALL_BUFFER);
		return 0;
	}
	char *p = str;
	for (size_t i = 0; i < buflen; i++) {
		*p++ = digits[buf[i] >> 4];
		*p++ = digits[buf[i] & 15];
		if (sep != '\0' && i + 1 < buflen) {
			*p++ = sep;
		}
	}
	*p = '\0';
	return 1;
}

char *OPENSSL_buf2hexstr(const unsigned char *buf, long buflen)
{
	if (buflen == 0) {
		return OPENSSL_zalloc(1);
	}
	size_t need = 3 * (size_t)buflen;
	char *out = OPENSSL_malloc(need);
	if (out == NULL) {
		ERR_raise(ERR_LIB_CRYPTO, ERR_R_MALLOC_FAILURE);
		return NULL;
	}
	if (!OPENSSL_buf2hexstr_ex(out, need, NULL, buf, (size_t)buflen, ':')) {
		OPENSSL_free(out);
		return NULL;
	}
	return out;
}
