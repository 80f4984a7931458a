/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* UI_new(3), UI_create_method(3): questions to a user, and the methods of programs that ask them. */
#include "compat/crypto/ui/ui.h"

#include <string.h>

#include <openssl/crypto.h>
#include <openssl/err.h>

/* ---- methods ----------------------------------------------------------------------------------------------------- */

UI_METHOD *UI_create_method(const char *name)
{
	UI_METHOD *m = OPENSSL_zalloc(sizeof *m);
	if (m != NULL && (m->name = OPENSSL_strdup(name)) == NULL) {
		OPENSSL_free(m);
		m = NULL;
	}
	if (m == NULL) {
		ERR_raise(ERR_LIB_UI, ERR_R_MALLOC_FAILURE);
	}
	return m;
}

void UI_destroy_method(UI_METHOD *m)
{
	if (m != NULL) {
		OPENSSL_free(m->name);
		OPENSSL_free(m);
	}
}

/* A row for each function of a method: what it is called, its field, its further parameter. */
#define METHOD(name, field, ...)                                                                                       \
	int UI_method_set_##name(UI_METHOD *m, int (*f)(__VA_ARGS__))                                                  \
	{                                                                                                              \
		if (m == NULL) {                                                                                       \
			return -1;                                                                                     \
		}                                                                                                      \
		m->field = f;                                                                                          \
		return 0;                                                                                              \
	}                                                                                                              \
	int (*UI_method_get_##name(const UI_METHOD *m))(__VA_ARGS__)                                                   \
	{                                                                                                              \
		return m != NULL ? m->field : NULL;                                                                    \
	}
METHOD(opener, open, UI *)
METHOD(writer, write, UI *, UI_STRING *)
METHOD(flusher, flush, UI *)
METHOD(reader, read, UI *, UI_STRING *)
METHOD(closer, close, UI *)

/* ---- conversations ----------------------------------------------------------------------------------------------- */

UI *UI_new_method(const UI_METHOD *m)
{
	UI *ui = OPENSSL_zalloc(sizeof *ui);
	if (ui == NULL) {
		ERR_raise(ERR_LIB_UI, ERR_R_MALLOC_FAILURE);
		return NULL;
	}
	ui->method = m != NULL ? m : UI_OpenSSL();
	return ui;
}

UI *UI_new(void)
{
	return UI_new_method(NULL);
}

void UI_free(UI *ui)
{
	while (ui != NULL && ui->first != NULL) {
		UI_STRING *s = ui->first;
		ui->first = s->next;
		OPENSSL_free(s->text);
		OPENSSL_free(s);
	}
	OPENSSL_free(ui);
}

/* add returns the number of strings, or -1. */
static int add(UI *ui, const char *text, UI_STRING what)
{
	if (text == NULL) {
		ERR_raise(ERR_LIB_UI, ERR_R_PASSED_NULL_PARAMETER);
		return -1;
	}
	bool reads = what.type == UIT_PROMPT || what.type == UIT_VERIFY;
	if (reads && what.result == NULL) {
		ERR_raise(ERR_LIB_UI, UI_R_NO_RESULT_BUFFER);
		return -1;
	}
	UI_STRING *s = OPENSSL_zalloc(sizeof *s), **last = &ui->first;
	if (s != NULL) {
		*s = what;
		s->text = OPENSSL_strdup(text);
	}
	if (s == NULL || s->text == NULL) {
		OPENSSL_free(s);
		ERR_raise(ERR_LIB_UI, ERR_R_MALLOC_FAILURE);
		return -1;
	}
	while (*last != NULL) {
		last = &(*last)->next;
	}
	*last = s;
	return ++ui->n;
}

int UI_add_input_string(UI *ui, const char *prompt, int flags, char *result, int min, int max)
{
	return add(ui, prompt,
		   (UI_STRING){.type = UIT_PROMPT, .flags = flags, .result = result, .min = min, .max = max});
}

int UI_add_verify_string(UI *ui, const char *prompt, int flags, char *result, int min, int max, const char *must_be)
{
	return add(
	    ui, prompt,
	    (UI_STRING){
		.type = UIT_VERIFY, .flags = flags, .result = result, .min = min, .max = max, .must_be = must_be});
}

int UI_add_info_string(UI *ui, const char *text)
{
	return add(ui, text, (UI_STRING){.type = UIT_INFO});
}

int UI_add_error_string(UI *ui, const char *text)
{
	return add(ui, text, (UI_STRING){.type = UIT_ERROR});
}

void *UI_add_user_data(UI *ui, void *data)
{
	void *old = ui->user_data;
	ui->user_data = data;
	return old;
}

void *UI_get0_user_data(UI *ui)
{
	return ui->user_data;
}

/* each calls f for every string. What it answered last: positive, 0 for failure, negative for an interruption. */
static int each(UI *ui, int (*f)(UI *ui, UI_STRING *s))
{
	int ok = 1;
	for (UI_STRING *s = ui->first; f != NULL && s != NULL && ok > 0; s = s->next) {
		ok = f(ui, s);
	}
	return ok;
}

/* UI_process: 0; -1 for failure, with an error queued; -2 when the user interrupted it, or nobody can be read from. */
int UI_process(UI *ui)
{
	const UI_METHOD *m = ui->method;
	const char *doing = NULL;
	int ret = 0, ok;
	if (m->open != NULL && m->open(ui) <= 0) {
		doing = "opening session";
		ret = -1;
	} else if (each(ui, m->write) <= 0) {
		doing = "writing strings";
		ret = -1;
	} else if (m->flush != NULL && (ok = m->flush(ui)) <= 0) {
		doing = "flushing";
		ret = ok < 0 ? -2 : -1;
	} else if ((ok = m->read != NULL ? each(ui, m->read) : -1) <= 0) {
		doing = "reading strings";
		ret = ok < 0 ? -2 : -1;
	}
	if (m->close != NULL && m->close(ui) <= 0) {
		doing = ret == -1 ? doing : ret == -2 ? "processing" : "closing session";
		ret = -1;
	}
	if (ret == -1) {
		ERR_raise_data(ERR_LIB_UI, UI_R_PROCESSING_ERROR, "while %s", doing);
	}
	return ret;
}

/* ---- strings ----------------------------------------------------------------------------------------------------- */

enum UI_string_types UI_get_string_type(UI_STRING *s)
{
	return s->type;
}

int UI_get_input_flags(UI_STRING *s)
{
	return s->flags;
}

const char *UI_get0_output_string(UI_STRING *s)
{
	return s->text;
}

int UI_get_result_minsize(UI_STRING *s)
{
	return s->type == UIT_PROMPT || s->type == UIT_VERIFY ? s->min : -1;
}

int UI_get_result_maxsize(UI_STRING *s)
{
	return s->type == UIT_PROMPT || s->type == UIT_VERIFY ? s->max : -1;
}

const char *UI_get0_result_string(UI_STRING *s)
{
	return s->result;
}

int UI_get_result_string_length(UI_STRING *s)
{
	return s->type == UIT_PROMPT || s->type == UIT_VERIFY ? s->len : -1;
}

const char *UI_get0_test_string(UI_STRING *s)
{
	return s->must_be;
}

int UI_set_result(UI *ui, UI_STRING *s, const char *result)
{
	return UI_set_result_ex(ui, s, result, (int)strlen(result));
}

/* UI_set_result_ex: 0, or -1 with an error queued: the length is not what was asked for. */
int UI_set_result_ex(UI *ui, UI_STRING *s, const char *result, int len)
{
	(void)ui;
	if (s->type != UIT_PROMPT && s->type != UIT_VERIFY) {
		return 0;
	}
	bool small = len < s->min || len < 0;
	if (small || len > s->max) {
		ERR_raise_data(ERR_LIB_UI, small ? UI_R_RESULT_TOO_SMALL : UI_R_RESULT_TOO_LARGE,
			       "You must type in %d to %d characters", s->min, s->max);
		return -1;
	}
	memcpy(s->result, result, (size_t)len);
	s->result[len] = '\0';
	s->len = len;
	return 0;
}
