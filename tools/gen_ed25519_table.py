#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Writes engine/crypto/x86_64/ed25519_table.c: multiples of edwards25519's base point B, ready for addition.

    tools/gen_ed25519_table.py > engine/crypto/x86_64/ed25519_table.c

The comb has BLOCKS blocks of TEETH bits that lie SPACING apart; block b's entry i is
2^(24b + 20) H + sum over t < 5 of (2 * bit t of i - 1) * 2^(24b + 4t) H with H = B/2, so that every digit of a scalar is
+1 or -1. A point is kept as y + x, y - x and 2dxy. tests/crypto/test_x25519.c checks them against Nettle.
"""

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
BLOCKS, TEETH, SPACING = 11, 6, 4


def add(a, b):
    """The sum of two affine points of -x^2 + y^2 = 1 + d x^2 y^2."""
    x1, y1 = a
    x2, y2 = b
    t = D * x1 * x2 * y1 * y2 % P
    return (x1 * y2 + x2 * y1) * pow(1 + t, -1, P) % P, (y1 * y2 + x1 * x2) * pow(1 - t, -1, P) % P


def mul(k, a):
    """k times a."""
    out = (0, 1)
    for bit in bin(k % L)[2:]:
        out = add(out, out)
        if bit == "1":
            out = add(out, a)
    return out


def base_point():
    """B has y = 4/5 and an even x (RFC 8032 §5.1)."""
    y = 4 * pow(5, -1, P) % P
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * pow(2, (P - 1) // 4, P) % P
    assert x * x % P == square
    return (x if x % 2 == 0 else P - x), y


def comb_scalar(block, index):
    """The multiple of H that entry `index` of a block holds."""
    k = 1 << (TEETH * SPACING * block + SPACING * (TEETH - 1))
    for tooth in range(TEETH - 1):
        digit = 1 if index >> tooth & 1 else -1
        k += digit << (TEETH * SPACING * block + SPACING * tooth)
    return k


def element(v):
    """A field element as four limbs."""
    return "{{" + ", ".join("0x%016x" % (v >> 64 * i & (2**64 - 1)) for i in range(4)) + "}}"


def main():
    half = mul(pow(2, -1, L), base_point())
    print("/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */")
    print("/* Multiples of edwards25519's base point, written by tools/gen_ed25519_table.py, which says what they are. */")
    print("#ifdef __x86_64__\n")
    print('#include "crypto/x86_64/ed25519.h"\n')
    print("/* clang-format off */")
    print("const struct ed_entry ed25519_comb[ED25519_COMB_BLOCKS][ED25519_COMB_ENTRIES] = {")
    for block in range(BLOCKS):
        print("\t{")
        for index in range(1 << (TEETH - 1)):
            x, y = mul(comb_scalar(block, index), half)
            parts = [element((y + x) % P), element((y - x) % P), element(2 * D * x * y % P)]
            print("\t\t{" + ",\n\t\t ".join(parts) + "},")
        print("\t},")
    print("};")
    print("/* clang-format on */\n")
    print("#endif")


if __name__ == "__main__":
    main()
