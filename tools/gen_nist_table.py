#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Writes engine/crypto/x86_64/p256_table.c or p384_table.c: multiples of the curve's generator G as affine points in
Montgomery's form.

    tools/gen_nist_table.py p256 > engine/crypto/x86_64/p256_table.c
    tools/gen_nist_table.py p384 > engine/crypto/x86_64/p384_table.c

The comb has blocks of TEETH bits that lie `spacing` apart; with b the bits of the blocks below it, a block's entry i is
2^(b + 5 spacing) H + sum over t < 5 of (2 * bit t of i - 1) * 2^(b + spacing t) H with H = G/2, so that every digit of a
scalar is +1 or -1 and no entry is the point at infinity. The odd multiples are G, 3G, 5G, ... 127G.
tests/crypto/test_ec.c checks them against Nettle.
"""
import sys

TEETH = 6
N_ODD = 64


class Curve:
    """y^2 = x^3 - 3x + b over p, with G of order n; limbs of 64 bits and the shape of the comb."""

    def __init__(self, name, p, n, g, limbs, blocks, spacing):
        self.name, self.p, self.n, self.g = name, p, n, g
        self.limbs, self.blocks, self.spacing = limbs, blocks, spacing

    def add(self, a, b):
        """The sum of two affine points; None is the point at infinity."""
        if a is None:
            return b
        if b is None:
            return a
        if a[0] == b[0]:
            if (a[1] + b[1]) % self.p == 0:
                return None
            slope = 3 * (a[0] * a[0] - 1) * pow(2 * a[1], -1, self.p)
        else:
            slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, self.p)
        x = (slope * slope - a[0] - b[0]) % self.p
        return x, (slope * (a[0] - x) - a[1]) % self.p

    def mul(self, k, a):
        """k times a."""
        out = None
        for bit in bin(k % self.n)[2:]:
            out = self.add(out, out)
            if bit == "1":
                out = self.add(out, a)
        return out

    def comb_scalar(self, block, index):
        """The multiple of H that entry `index` of a block holds."""
        first = TEETH * self.spacing * block
        k = 1 << (first + self.spacing * (TEETH - 1))
        for tooth in range(TEETH - 1):
            digit = 1 if index >> tooth & 1 else -1
            k += digit << (first + self.spacing * tooth)
        return k

    def element(self, v):
        """A field element as limbs of v * R mod p."""
        v = (v << 64 * self.limbs) % self.p
        words = ["0x%016x" % (v >> 64 * i & (2**64 - 1)) for i in range(self.limbs)]
        return "{{" + ", ".join(words) + "}}"

    def point(self, a, indent):
        """An entry of a table."""
        return f"{indent}{{{self.element(a[0])},\n{indent} {self.element(a[1])}}},"


CURVES = [
    Curve(
        "p256",
        2**256 - 2**224 + 2**192 + 2**96 - 1,
        0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
        (
            0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
            0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
        ),
        4,
        11,
        4,
    ),
    Curve(
        "p384",
        2**384 - 2**128 - 2**96 + 2**32 - 1,
        0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973,
        (
            0xAA87CA22BE8B05378EB1C71EF320AD746E1D3B628BA79B9859F741E082542A385502F25DBF55296C3A545E3872760AB7,
            0x3617DE4A96262C6F5D9E98BF9292DC29F8F41DBD289A147CE9DA3113B5F0B8C00A60B1CE1D7E819D7A431D7C90EA0E5F,
        ),
        6,
        8,
        8,
    ),
]


def main():
    curve = next(c for c in CURVES if c.name == sys.argv[1])
    upper = curve.name.upper()
    half = curve.mul(pow(2, -1, curve.n), curve.g)
    print("/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */")
    print(f"/* Multiples of {upper[0]}-{upper[1:]}'s generator, written by tools/gen_nist_table.py, which says what they are. */")
    print("#ifdef __x86_64__\n")
    print(f'#include "crypto/x86_64/{curve.name}.h"\n')
    print("/* clang-format off */")
    print(f"const struct {curve.name}_affine {curve.name}_comb[{upper}_COMB_BLOCKS][{upper}_COMB_ENTRIES] = {{")
    for block in range(curve.blocks):
        print("\t{")
        for index in range(1 << (TEETH - 1)):
            print(curve.point(curve.mul(curve.comb_scalar(block, index), half), "\t\t"))
        print("\t},")
    print("};\n")
    print(f"const struct {curve.name}_affine {curve.name}_odd[{upper}_ODD_ENTRIES] = {{")
    for i in range(N_ODD):
        print(curve.point(curve.mul(2 * i + 1, curve.g), "\t"))
    print("};")
    print("/* clang-format on */\n")
    print("#endif")


if __name__ == "__main__":
    main()
