#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Writes engine/crypto/x86_64/p256_table.c: multiples of P-256's generator G as affine points in Montgomery's form.

    tools/gen_p256_table.py > engine/crypto/x86_64/p256_table.c

The comb has BLOCKS blocks of TEETH bits that lie SPACING apart; block b's entry i is
2^(24b + 20) H + sum over t < 5 of (2 * bit t of i - 1) * 2^(24b + 4t) H with H = G/2, so that every digit of a scalar is
+1 or -1 and no entry is the point at infinity. The odd multiples are G, 3G, 5G, ... 127G. tests/crypto/test_ec.c checks them
against Nettle.
"""

P = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)
BLOCKS, TEETH, SPACING = 11, 6, 4
N_ODD = 64


def add(a, b):
    """The sum of two affine points; None is the point at infinity."""
    if a is None:
        return b
    if b is None:
        return a
    if a[0] == b[0]:
        if (a[1] + b[1]) % P == 0:
            return None
        slope = 3 * (a[0] * a[0] - 1) * pow(2 * a[1], -1, P)
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, P)
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def mul(k, a):
    """k times a."""
    out = None
    for bit in bin(k % N)[2:]:
        out = add(out, out)
        if bit == "1":
            out = add(out, a)
    return out


def comb_scalar(block, index):
    """The multiple of H that entry `index` of a block holds."""
    k = 1 << (TEETH * SPACING * block + SPACING * (TEETH - 1))
    for tooth in range(TEETH - 1):
        digit = 1 if index >> tooth & 1 else -1
        k += digit << (TEETH * SPACING * block + SPACING * tooth)
    return k


def element(v):
    """A field element as four limbs of v * 2^256 mod p."""
    v = v * 2**256 % P
    return "{{" + ", ".join("0x%016x" % (v >> 64 * i & (2**64 - 1)) for i in range(4)) + "}}"


def point(p, indent):
    return f"{indent}{{{element(p[0])},\n{indent} {element(p[1])}}},"


def main():
    half = mul(pow(2, -1, N), G)
    print("/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */")
    print("/* Multiples of P-256's generator, written by tools/gen_p256_table.py, which says what they are. */")
    print("#ifdef __x86_64__\n")
    print('#include "crypto/x86_64/p256.h"\n')
    print("/* clang-format off */")
    print("const struct p256_affine p256_comb[P256_COMB_BLOCKS][P256_COMB_ENTRIES] = {")
    for block in range(BLOCKS):
        print("\t{")
        for index in range(1 << (TEETH - 1)):
            print(point(mul(comb_scalar(block, index), half), "\t\t"))
        print("\t},")
    print("};\n")
    print("const struct p256_affine p256_odd[P256_ODD_ENTRIES] = {")
    for i in range(N_ODD):
        print(point(mul(2 * i + 1, G), "\t"))
    print("};")
    print("/* clang-format on */\n")
    print("#endif")


if __name__ == "__main__":
    main()
