/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* BIO_printf(3). The bounded forms return -1 when the text was cut short. */
#include <string.h>

#include "compat/crypto/bio/local.h"

int BIO_vsnprintf(char *buf, size_t n, const char *format, va_list args)
{
	int len = vsnprintf(buf, n, format, args);
	return len >= 0 && (size_t)len < n ? len : -1;
}

int BIO_snprintf(char *buf, size_t n, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	int len = BIO_vsnprintf(buf, n, format, args);
	va_end(args);
	return len;
}

int BIO_vprintf(BIO *b, const char *format, va_list args)
{
	char here[2048], *text = here;
	va_list again;
	va_copy(again, args);
	int len = vsnprintf(here, sizeof here, format, args);
	if (len >= (int)sizeof here) {
		text = OPENSSL_malloc((size_t)len + 1);
		len = text != NULL ? vsnprintf(text, (size_t)len + 1, format, again) : -1;
	}
	va_end(again);
	int ret = len < 0 ? -1 : BIO_write(b, text, len);
	if (text != here) {
		OPENSSL_free(text);
	}
	return ret;
}

int BIO_printf(BIO *b, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	int ret = BIO_vprintf(b, format, args);
	va_end(args);
	return ret;
}
