# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Files of Diffie-Hellman parameters, which configurations still name (PEM_read_bio_DHparams(3))."""
import base64

from differential import diff

CDEF = """
DH *PEM_read_bio_DHparams(BIO *, DH **, void *, void *); DH *PEM_read_DHparams(void *, DH **, void *, void *); void DH_get0_pqg(const DH *, const void **, const void **, const void **);
int BN_bn2bin(const void *, unsigned char *); void *fopen(const char *, const char *); int fclose(void *);
"""


def integer(*octets):
    return bytes([2, len(octets), *octets])


def sequence(content):
    return bytes([0x30, len(content)]) + content


def pem(content, label="DH PARAMETERS"):
    return f"-----BEGIN {label}-----\n{base64.b64encode(content).decode()}\n-----END {label}-----\n"


P, G, Q, LENGTH = integer(0, 0xFF, 1), integer(2), integer(3), integer(16)
X942 = "X9.42 DH PARAMETERS"
GOOD = [pem(sequence(P + G)), pem(sequence(P + G + LENGTH)), pem(sequence(P + G + Q), X942), pem(sequence(P + G + Q + LENGTH), X942), pem(sequence(P + G) + b"\0\0"),
        pem(sequence(P), "CERTIFICATE") + pem(sequence(P + G))]
BAD = [pem(sequence(P + G), X942), pem(sequence(P)), pem(sequence(b"")), pem(sequence(P + G + b"\5\0")), pem(P), pem(sequence(P + G), "CERTIFICATE"), "",
       "-----BEGIN DH PARAMETERS-----\n$$$$\n-----END DH PARAMETERS-----\n"]


def held(t, dh):
    if dh == t.NULL:
        return None
    numbers, room, told = [t.ffi.new("void *[1]") for _ in range(3)], t.ffi.new("unsigned char[8]"), []
    t.crypto.DH_get0_pqg(dh, *numbers)
    for n in numbers:
        told.append(None if n[0] == t.NULL else t.hex(room, t.crypto.BN_bn2bin(n[0], room)))
    return told


def from_memory(t, text, again):
    c = t.crypto
    bio, place = c.BIO_new_mem_buf(text.encode(), len(text)), t.ffi.new("DH **")
    place[0] = c.DH_new() if again else t.NULL
    dh = c.PEM_read_bio_DHparams(bio, place, t.NULL, t.NULL)
    told = [held(t, dh), dh == place[0], t.errors()[-1:]]
    c.BIO_free(bio)
    c.DH_free(place[0])
    return told


def test_from_memory():
    diff.crypto_each(from_memory, [[text, False] for text in GOOD + BAD] + [[text, True] for text in GOOD])


def from_file(t, path):
    c = t.crypto
    f = c.fopen(path.encode(), b"r")
    dh = c.PEM_read_DHparams(f, t.NULL, t.NULL, t.NULL)
    told = [held(t, dh), t.errors()[-1:], c.fclose(f)]
    c.DH_free(dh)
    return told


def test_from_a_file(tmp_path):
    for i, text in enumerate((GOOD[0], BAD[5])):
        (tmp_path / str(i)).write_text(text)
        diff.crypto_same(from_file, str(tmp_path / str(i)))
