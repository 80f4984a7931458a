/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* EVP_read_pw_string: a password of the user's, who types it once, or twice where a slip would lock the door. */
#include <stdio.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/ui.h>

static char usual_prompt[80];

/* EVP_set_pw_prompt: what is asked where no prompt is given; NULL takes it back. For a program's start: nothing is
 * locked. */
void EVP_set_pw_prompt(const char *prompt)
{
	usual_prompt[0] = '\0';
	if (prompt != NULL) {
		OPENSSL_strlcpy(usual_prompt, prompt, sizeof usual_prompt);
	}
}

char *EVP_get_pw_prompt(void)
{
	return usual_prompt[0] != '\0' ? usual_prompt : NULL;
}

int EVP_read_pw_string(char *buf, int length, const char *prompt, int verify)
{
	return EVP_read_pw_string_min(buf, 0, length, prompt, verify);
}

/* EVP_read_pw_string_min: min to max octets and a NUL in buf, so that it takes max + 1. 0; -1 with an error queued; -2
 * when the user interrupts. */
int EVP_read_pw_string_min(char *buf, int min, int max, const char *prompt, int verify)
{
	char again[BUFSIZ];
	int ret = -1;
	UI *ui = UI_new();
	max = max < BUFSIZ ? max : BUFSIZ - 1;
	prompt = prompt != NULL ? prompt : EVP_get_pw_prompt();
	if (ui != NULL && UI_add_input_string(ui, prompt, 0, buf, min, max) >= 0 &&
	    (!verify || UI_add_verify_string(ui, prompt, 0, again, min, max, buf) >= 0)) {
		ret = UI_process(ui);
	}
	UI_free(ui);
	OPENSSL_cleanse(again, sizeof again);
	return ret;
}
