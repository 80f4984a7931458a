/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The error table of err.h as data. */
#include "base/err.h"

#include <stddef.h>

struct err_row {
	const char *name;
	const char *text;
	enum tls_alert alert;
};

static const struct err_row rows[TLS_E_COUNT] = {
	[TLS_OK] = {"OK", "no error", ALERT_NONE},
#define X(name, alert, text) [TLS_E_##name] = {#name, text, ALERT_##alert},
	TLS_ERR_TABLE(X)
#undef X
};

static const struct err_row *row_of(enum tls_err e)
{
	return &rows[(size_t)e < TLS_E_COUNT ? e : TLS_E_INTERNAL];
}

const char *tls_err_name(enum tls_err e)
{
	return row_of(e)->name;
}

const char *tls_err_text(enum tls_err e)
{
	return row_of(e)->text;
}

enum tls_alert tls_err_alert(enum tls_err e)
{
	return row_of(e)->alert;
}
