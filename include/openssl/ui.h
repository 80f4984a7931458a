/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Asking a user: prompts, answers, and methods that carry them. */
#ifndef OPENSSL_UI_H
#define OPENSSL_UI_H

#include <openssl/crypto.h>
#include <openssl/safestack.h>
#include <openssl/pem.h>
#include <openssl/types.h>
#include <openssl/uierr.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct ui_string_st UI_STRING; /* opaque */
DEFINE_STACK_OF(UI_STRING)

enum UI_string_types {
	UIT_NONE,
	UIT_PROMPT,
	UIT_VERIFY,
	UIT_BOOLEAN,
	UIT_INFO,
	UIT_ERROR
};

#define UI_INPUT_FLAG_ECHO        0x01
#define UI_INPUT_FLAG_DEFAULT_PWD 0x02
#define UI_INPUT_FLAG_USER_BASE   16
#define UI_CTRL_PRINT_ERRORS 1
#define UI_CTRL_IS_REDOABLE  2

UI_METHOD *UI_OpenSSL(void);
int UI_UTIL_read_pw(char *buf, char *buff, int size, const char *prompt, int verify);
int UI_UTIL_read_pw_string(char *buf, int length, const char *prompt, int verify);
UI_METHOD *UI_UTIL_wrap_read_pem_callback(pem_password_cb *cb, int rwflag);
int UI_add_error_string(UI *ui, const char *text);
int UI_add_info_string(UI *ui, const char *text);
int UI_add_input_boolean(UI *ui, const char *prompt, const char *action_desc, const char *ok_chars,
	const char *cancel_chars, int flags, char *result_buf);
int UI_add_input_string(UI *ui, const char *prompt, int flags, char *result_buf, int minsize, int maxsize);
void *UI_add_user_data(UI *ui, void *user_data);
int UI_add_verify_string(UI *ui, const char *prompt, int flags, char *result_buf, int minsize, int maxsize,
	const char *test_buf);
char *UI_construct_prompt(UI *ui, const char *phrase_desc, const char *object_name);
UI_METHOD *UI_create_method(const char *name);
int UI_ctrl(UI *ui, int cmd, long i, void *p, void (*f)(void));
void UI_destroy_method(UI_METHOD *uim);
int UI_dup_error_string(UI *ui, const char *text);
int UI_dup_info_string(UI *ui, const char *text);
int UI_dup_input_boolean(UI *ui, const char *prompt, const char *action_desc, const char *ok_chars,
	const char *cancel_chars, int flags, char *result_buf);
int UI_dup_input_string(UI *ui, const char *prompt, int flags, char *result_buf, int minsize, int maxsize);
int UI_dup_user_data(UI *ui, void *user_data);
int UI_dup_verify_string(UI *ui, const char *prompt, int flags, char *result_buf, int minsize, int maxsize,
	const char *test_buf);
void UI_free(UI *ui);
const char *UI_get0_action_string(UI_STRING *uis);
const char *UI_get0_output_string(UI_STRING *uis);
const char *UI_get0_result(UI *ui, int i);
const char *UI_get0_result_string(UI_STRING *uis);
const char *UI_get0_test_string(UI_STRING *uis);
void *UI_get0_user_data(UI *ui);
const UI_METHOD *UI_get_default_method(void);
void *UI_get_ex_data(const UI *ui, int idx);
int UI_get_input_flags(UI_STRING *uis);
const UI_METHOD *UI_get_method(UI *ui);
int UI_get_result_length(UI *ui, int i);
int UI_get_result_maxsize(UI_STRING *uis);
int UI_get_result_minsize(UI_STRING *uis);
int UI_get_result_string_length(UI_STRING *uis);
enum UI_string_types UI_get_string_type(UI_STRING *uis);
int (*UI_method_get_closer(const UI_METHOD *uim))(UI *);
void (*UI_method_get_data_destructor(const UI_METHOD *uim))(UI *, void *);
void *(*UI_method_get_data_duplicator(const UI_METHOD *uim))(UI *, void *);
const void *UI_method_get_ex_data(const UI_METHOD *uim, int idx);
int (*UI_method_get_flusher(const UI_METHOD *uim))(UI *);
int (*UI_method_get_opener(const UI_METHOD *uim))(UI *);
char *(*UI_method_get_prompt_constructor(const UI_METHOD *uim))(UI *, const char *, const char *);
int (*UI_method_get_reader(const UI_METHOD *uim))(UI *, UI_STRING *);
int (*UI_method_get_writer(const UI_METHOD *uim))(UI *, UI_STRING *);
int UI_method_set_closer(UI_METHOD *uim, int (*closer)(UI *));
int UI_method_set_data_duplicator(UI_METHOD *uim, void *(*duplicator)(UI *, void *), void (*destructor)(UI *, void *));
int UI_method_set_ex_data(UI_METHOD *uim, int idx, void *data);
int UI_method_set_flusher(UI_METHOD *uim, int (*flusher)(UI *));
int UI_method_set_opener(UI_METHOD *uim, int (*opener)(UI *));
int UI_method_set_prompt_constructor(UI_METHOD *uim, char *(*prompt_constructor)(UI *, const char *, const char *));
int UI_method_set_reader(UI_METHOD *uim, int (*reader)(UI *, UI_STRING *));
int UI_method_set_writer(UI_METHOD *uim, int (*writer)(UI *, UI_STRING *));
UI *UI_new(void);
UI *UI_new_method(const UI_METHOD *uim);
const UI_METHOD *UI_null(void);
int UI_process(UI *ui);
void UI_set_default_method(const UI_METHOD *uim);
int UI_set_ex_data(UI *ui, int idx, void *arg);
const UI_METHOD *UI_set_method(UI *ui, const UI_METHOD *uim);
int UI_set_result(UI *ui, UI_STRING *uis, const char *result);
int UI_set_result_ex(UI *ui, UI_STRING *uis, const char *result, int len);

#define UI_get_app_data(s) UI_get_ex_data((s), 0)
#define UI_get_ex_new_index(l, p, newf, dupf, freef) \
	CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX_UI, (l), (p), (newf), (dupf), (freef))
#define UI_set_app_data(s, arg) UI_set_ex_data((s), 0, (arg))

#ifdef __cplusplus
}
#endif

#endif
