# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Questions to the user: by a program's method, and at a terminal."""
import os
import pty
import select
import subprocess
import sys
import termios
import time

from differential import diff
from helpers import libs

CDEF = """
typedef struct ui_st UI; typedef struct ui_method_st UI_METHOD; typedef struct ui_string_st UI_STRING;
UI_METHOD *UI_OpenSSL(void); UI_METHOD *UI_create_method(const char *); void UI_destroy_method(UI_METHOD *); UI *UI_new_method(const UI_METHOD *); void UI_free(UI *); int UI_process(UI *);
int UI_method_set_opener(UI_METHOD *, int (*)(UI *)); int UI_method_set_writer(UI_METHOD *, int (*)(UI *, UI_STRING *)); int UI_method_set_flusher(UI_METHOD *, int (*)(UI *)); int UI_method_set_reader(UI_METHOD *, int (*)(UI *, UI_STRING *)); int UI_method_set_closer(UI_METHOD *, int (*)(UI *));
void *UI_method_get_opener(const UI_METHOD *); void *UI_method_get_writer(const UI_METHOD *); void *UI_method_get_flusher(const UI_METHOD *); void *UI_method_get_reader(const UI_METHOD *); void *UI_method_get_closer(const UI_METHOD *);
int UI_add_input_string(UI *, const char *, int, char *, int, int); int UI_add_verify_string(UI *, const char *, int, char *, int, int, const char *); int UI_add_info_string(UI *, const char *); int UI_add_error_string(UI *, const char *);
void *UI_add_user_data(UI *, void *); void *UI_get0_user_data(UI *); int UI_get_string_type(UI_STRING *); int UI_get_input_flags(UI_STRING *); const char *UI_get0_output_string(UI_STRING *); const char *UI_get0_result_string(UI_STRING *); int UI_get_result_minsize(UI_STRING *); int UI_get_result_maxsize(UI_STRING *);
int UI_set_result(UI *, UI_STRING *, const char *); int UI_set_result_ex(UI *, UI_STRING *, const char *, int); int UI_get_result_string_length(UI_STRING *); const char *UI_get0_test_string(UI_STRING *);
"""


def asked(t, answers, text, length=None):
    """answers: what opener, writer, flusher, reader and closer return; None: the method has no such function."""
    c, calls = t.crypto, []
    m = c.UI_create_method(b"ours")
    kinds = [("opener", "int(UI *)"), ("writer", "int(UI *, UI_STRING *)"), ("flusher", "int(UI *)"), ("reader", "int(UI *, UI_STRING *)"), ("closer", "int(UI *)")]
    for (name, signature), answer in zip(kinds, answers, strict=True):
        if answer is None:
            calls.append(getattr(c, "UI_method_get_" + name)(m) == t.NULL)
            continue

        def f(ui, s=None, name=name, answer=answer):
            calls.append([name, c.UI_get0_user_data(ui) == buf] + ([] if s is None else [c.UI_get_string_type(s), c.UI_get_input_flags(s), t.text(c.UI_get0_output_string(s)), c.UI_get_result_minsize(s), c.UI_get_result_maxsize(s)]))
            if name == "reader":
                calls.append([c.UI_get_result_string_length(s), c.UI_get0_test_string(s) == buf])
                calls.append(c.UI_set_result(ui, s, text.encode()) if length is None else c.UI_set_result_ex(ui, s, text.encode(), length))
                calls.append([c.UI_get_result_string_length(s), c.UI_get0_result_string(s) == t.NULL])
            return answer

        calls.append([getattr(c, "UI_method_set_" + name)(m, t.callback(signature, f)), getattr(c, "UI_method_get_" + name)(m) != t.NULL])
    ui = c.UI_new_method(m)
    buf, other = t.keep(t.ffi.new("char[64]")), t.keep(t.ffi.new("char[64]"))
    out = [c.UI_add_user_data(ui, buf) == t.NULL, c.UI_add_input_string(ui, b"Password:", 2, buf, 4, 10), c.UI_add_info_string(ui, b"info"), c.UI_add_error_string(ui, b"error"), c.UI_add_verify_string(ui, b"Again:", 1, other, 0, 20, buf),
           c.UI_add_input_string(ui, t.NULL, 0, buf, 0, 1), c.UI_add_input_string(ui, b"x", 0, t.NULL, 0, 1), t.errors()]
    out += [c.UI_process(ui), calls, t.errors(data=True), t.text(buf), t.text(other)]
    c.UI_free(ui)
    c.UI_free(t.NULL)
    c.UI_destroy_method(m)
    return out


def test_a_method_of_the_program():
    rows = [[[1, 1, 1, 1, 1], text] for text in ("secret", "abc", "", "a" * 10, "a" * 11, "a" * 30)]
    rows += [[[answer if i == at else 1 for i in range(5)], "secret"] for at in range(5) for answer in (0, -1, None)]
    rows += [[[1, 1, 1, 1, 1], "a" * 12, n] for n in (0, 3, 4, 7, 10, 11)]
    rows += [[[None] * 5, ""], [[1, 0, 1, 1, 0], "secret"], [[1, 1, 1, -1, 0], "secret"]]
    diff.crypto_each(asked, rows)


def built_in(t):
    m, c = t.crypto.UI_OpenSSL(), t.crypto
    return [getattr(c, "UI_method_get_" + name)(m) != t.NULL for name in ("opener", "writer", "reader", "closer")]


def test_the_method_that_is_built_in():
    assert diff.crypto_same(built_in) == [True] * 4


ASK = """
import ctypes, sys
c = ctypes.CDLL(sys.argv[1])
for f in (c.UI_new_method, c.UI_OpenSSL):
    f.restype = ctypes.c_void_p
for f in (c.UI_new_method, c.UI_process, c.UI_free):
    f.argtypes = [ctypes.c_void_p]
c.UI_add_input_string.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_int]
ui, buf = c.UI_new_method(None), ctypes.create_string_buffer(65)
c.UI_add_input_string(ui, b"Password:", 0, buf, 2, 64)
r = c.UI_process(ui)
c.UI_free(ui)
print("got", r, buf.value.decode(), flush=True)
"""


def at_terminal(ours, *typed, program=(ASK,), question=b"Password:"):
    """(what the terminal showed, whether it hid what was typed while each question stood). The program says "got" at its end."""
    pid, fd = pty.fork()
    if pid == 0:
        code, *more = program
        os.execve(sys.executable, [sys.executable, "-c", code, libs.libcrypto(ours).path, *more], libs.libcrypto(ours).env())
    shown, end, hidden, asked = b"", time.monotonic() + 15, True, 0
    try:
        while b"got" not in shown or not shown.endswith(b"\n"):
            if not select.select([fd], [], [], max(0, end - time.monotonic()))[0]:
                break
            try:
                shown += os.read(fd, 1000)
            except OSError:
                break
            if asked < len(typed) and shown.count(question) > asked:
                while (hides := not termios.tcgetattr(fd)[3] & termios.ECHO) is False and time.monotonic() < end:
                    time.sleep(0.01)
                time.sleep(0.05)
                os.write(fd, typed[asked])
                hidden, asked = hidden and hides, asked + 1
    finally:
        os.close(fd)
        os.waitpid(pid, 0)
    return shown.decode().replace("\r", ""), hidden


def test_at_a_terminal():
    for typed in (b"secret\n", b"x\n"):
        shown, hidden = at_terminal(True, typed)
        assert hidden and (shown, hidden) == at_terminal(False, typed), (typed, shown)
    assert at_terminal(True, b"secret\n")[0] == "Password:\ngot 0 secret\n"
    # OpenSSL takes the signal and raises it again when the terminal is as before; ours makes none.
    assert at_terminal(True, b"\x03")[0] == "Password:\ngot -2 \n"


def test_without_a_terminal():
    for said in (b"secret\nmore\n", b"", b"y" * 3000 + b"\n", b"secret", b"x\0y\n"):
        answers = [subprocess.run([sys.executable, "-c", ASK, libs.libcrypto(ours).path], input=said, capture_output=True, timeout=20, env=libs.libcrypto(ours).env(), start_new_session=True).stdout for ours in (False, True)]
        assert answers[0] == answers[1] and b"got" in answers[1], said[:10]
