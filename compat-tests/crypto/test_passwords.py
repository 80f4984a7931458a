# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""EVP_read_pw_string and PEM_def_callback ask the user: at a terminal, and where there is none at the standard input."""
import subprocess
import sys

import pytest

from helpers import libs

from .test_ui import at_terminal

# The call is the second word; prints what it returned, what it left in a buffer, and the errors that it queued.
PROGRAM = r"""
import ctypes, sys
c = ctypes.CDLL(sys.argv[1])
c.EVP_get_pw_prompt.restype, c.EVP_set_pw_prompt.restype = ctypes.c_char_p, None
c.ERR_get_error_all.restype = ctypes.c_ulong
buf = ctypes.create_string_buffer(b"." * 9000, 9000)
r = eval(sys.argv[2])
errors, data = [], ctypes.c_char_p()
while e := c.ERR_get_error_all(None, None, None, ctypes.byref(data), None):
    errors.append((hex(e), data.value))
print("got", r, (buf.raw[:int(sys.argv[3])].rstrip(b".")), errors, flush=True)
"""
READ, WRITE, STRING, TWICE = "c.PEM_def_callback(buf, 40, 0, None)", "c.PEM_def_callback(buf, 40, 1, None)", "c.EVP_read_pw_string(buf, 20, b'Say: ', 0)", "c.EVP_read_pw_string(buf, 20, b'Say: ', 1)"
PROMPTED = "[c.EVP_get_pw_prompt(), c.EVP_set_pw_prompt(%s), c.EVP_get_pw_prompt(), %s]"
CASES = [
    (READ, "secret\n"),
    (READ, "\n"),
    (READ, "abc\n"),
    (READ, "a" * 39 + "\n"),
    (READ, "a" * 41 + "\n"),
    (WRITE, "secret\n", "secret\n"),
    (WRITE, "secret\n", "other\n"),
    (WRITE, "abc\n", "abc\n"),
    (WRITE, "abcd\n", "abcd\n"),
    (WRITE, "abcd\n", "abc\n"),
    (STRING, "secret\n"),
    (STRING, "a" * 21 + "\n"),
    (TWICE, "secret\n", "secret\n"),
    (TWICE, "secret\n", "se\n"),
    (TWICE, "secret\n", "a" * 21 + "\n"),
    ("c.EVP_read_pw_string_min(buf, 4, 20, b'Say: ', 0)", "abc\n"),
    ("c.EVP_read_pw_string_min(buf, 4, 20, b'Say: ', 0)", "abcd\n"),
    ("c.EVP_read_pw_string(buf, 20, None, 0)",),
    (PROMPTED % ("b'Tell: '", READ), "secret\n"),
    (PROMPTED % ("b'T' * 100 + b':'", "c.EVP_read_pw_string(buf, 20, None, 0)"), "secret\n"),
    (PROMPTED % ("None", WRITE), "secret\n", "secret\n"),
]


@pytest.mark.parametrize("call,typed", [(call, [t.encode() for t in typed]) for call, *typed in CASES])
def test_at_a_terminal(call, typed):
    # A mistaken answer ends it, so that the second may not be asked for.
    question = b"TTTT" if "T'" in call else b": " if "Say" in call or "Tell" in call else b"phrase:"
    here, there = (at_terminal(ours, *typed, program=(PROGRAM, call, "41"), question=question) for ours in (True, False))
    assert here == there and "got" in here[0]


LINES = [b"", b"\n", b"secret", b"secret\n", b"secret\nsecret\n", b"secret\nother\n", b"x\0y\n", b"a" * 50 + b"\nsecret\n"]
# OpenSSL's cuts a longer line, and one with a NUL, when another follows; ours refuses both.
LONGEST = 8190
LONG = "c.EVP_read_pw_string(buf, 9000, b'Say: ', 0)"


@pytest.mark.parametrize("call", [READ, WRITE, STRING, TWICE, LONG])
def test_without_a_terminal(call):
    lengths = (1023, 1024, 1025, 5000, *range(LONGEST - 4, LONGEST + 1)) if call == LONG else ()
    for said in [*LINES, *(b"a" * n + b"\nmore\n" for n in lengths)]:
        here, there = (
            subprocess.run([sys.executable, "-c", PROGRAM, libs.libcrypto(ours).path, call, "9000" if call == LONG else "41"], input=said,
                           capture_output=True, timeout=20, env=libs.libcrypto(ours).env(), start_new_session=True)
            for ours in (True, False)
        )
        assert (here.stdout, here.stderr) == (there.stdout, there.stderr) and here.stdout.startswith(b"got"), (len(said), said[:50])


@pytest.mark.parametrize("said", [b"x\0y\nmore\n", b"a" * (LONGEST + 1) + b"\nmore\n", b"a" * 9500 + b"\nmore\n"], ids=len)
def test_what_is_cut_is_refused(said):
    run = subprocess.run([sys.executable, "-c", PROGRAM, libs.libcrypto(True).path, LONG, "9000"], input=said, capture_output=True, timeout=20,
                         env=libs.libcrypto(True).env(), start_new_session=True)
    assert run.stdout == b"got -1 b'' [('0x1400006b', b'while reading strings')]\n"


def test_the_buffer_is_not_passed():
    """OpenSSL's writes a NUL behind the buffer when the password fills it; ours leaves the NUL away."""
    call = "c.PEM_def_callback(buf, 6, 0, None)"
    run = [subprocess.run([sys.executable, "-c", PROGRAM, libs.libcrypto(ours).path, call, "9"], input=b"secret\n", capture_output=True,
                          timeout=20, env=libs.libcrypto(ours).env(), start_new_session=True).stdout for ours in (True, False)]
    assert run == [b"got 6 b'secret' []\n", b"got 6 b'secret\\x00' []\n"]
