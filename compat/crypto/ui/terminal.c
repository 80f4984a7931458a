/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * UI_OpenSSL(3): the terminal of the process, or its standard input where there is none. While a secret is typed the
 * terminal shows nothing and makes no signals, so that none leaves it so; the key that would interrupt ends the
 * question. Nothing of the program's signals is touched.
 */
#include "compat/crypto/ui/ui.h"

#include <string.h>
#include <termios.h>
#include <unistd.h>

#include <openssl/crypto.h>

#define LINE_SIZE (BUFSIZ - 1)

static int terminal_open(UI *ui)
{
	ui->in = fopen("/dev/tty", "re");
	ui->out = ui->in != NULL ? fopen("/dev/tty", "we") : NULL;
	if (ui->out == NULL && ui->in != NULL) {
		fclose(ui->in);
		ui->in = NULL;
	}
	if (ui->in == NULL) {
		ui->in = stdin;
		ui->out = stderr;
	} else {
		setvbuf(ui->in, NULL, _IONBF, 0); /* no copy of what is typed is left in a buffer */
	}
	return 1;
}

static int terminal_close(UI *ui)
{
	if (ui->in != NULL && ui->in != stdin) {
		fclose(ui->in);
		fclose(ui->out);
	}
	ui->in = ui->out = NULL;
	return 1;
}

static int terminal_write(UI *ui, UI_STRING *s)
{
	if (s->type == UIT_INFO || s->type == UIT_ERROR) {
		fputs(s->text, ui->out);
		fflush(ui->out);
	}
	return 1;
}

/* take_line: 1 and the line without its end; 0 for a line that is too long, has no end, or is no text; -1: interrupted.
 */
static int take_line(FILE *in, char line[LINE_SIZE], int interrupt)
{
	size_t len = 0;
	bool text = true;
	int c;
	while ((c = getc(in)) != EOF && c != '\n') {
		if (c == interrupt) {
			return -1;
		}
		if (len < LINE_SIZE) {
			line[len] = (char)c;
			text = text && c != '\0';
		}
		len += len < LINE_SIZE; /* the rest of a line that is too long is for nobody */
	}
	line[len < LINE_SIZE ? len : LINE_SIZE - 1] = '\0';
	return c == '\n' && text && len < LINE_SIZE;
}

static int terminal_read(UI *ui, UI_STRING *s)
{
	struct termios before, quiet;
	char line[LINE_SIZE];
	if (s->type != UIT_PROMPT && s->type != UIT_VERIFY) {
		return 1;
	}
	int fd = fileno(ui->in), interrupt = EOF - 1;
	if (s->type == UIT_VERIFY) {
		fputs("Verifying - ", ui->out);
	}
	fputs(s->text, ui->out);
	fflush(ui->out);
	bool echoed = (s->flags & UI_INPUT_FLAG_ECHO) != 0, hide = !echoed && tcgetattr(fd, &before) == 0;
	if (hide) {
		quiet = before;
		quiet.c_lflag &= ~(tcflag_t)(ECHO | ISIG);
		interrupt = before.c_cc[VINTR];
		quiet.c_cc[VEOL] = before.c_cc[VINTR]; /* what is typed comes a line at a time: this ends one */
		if (tcsetattr(fd, TCSAFLUSH, &quiet) != 0) {
			return 0; /* rather no answer than one on the screen */
		}
	}
	int ok = take_line(ui->in, line, interrupt);
	if (hide) {
		tcsetattr(fd, TCSAFLUSH, &before);
	}
	if (!echoed) {
		fputc('\n', ui->out);
		fflush(ui->out);
	}
	if (ok > 0 && UI_set_result(ui, s, line) < 0) {
		ok = 0;
	}
	if (ok > 0 && s->type == UIT_VERIFY && strcmp(line, s->must_be) != 0) {
		fputs("Verify failure\n", ui->out);
		fflush(ui->out);
		ok = 0;
	}
	OPENSSL_cleanse(line, sizeof line);
	return ok;
}

static const UI_METHOD terminal = {.name = (char *)"OpenSSL default user interface",
				   .open = terminal_open,
				   .write = terminal_write,
				   .read = terminal_read,
				   .close = terminal_close};

UI_METHOD *UI_OpenSSL(void)
{
	return (UI_METHOD *)&terminal;
}
