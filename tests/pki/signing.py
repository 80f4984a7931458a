# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Keys that follow from a name and signatures that follow from key and message: the same octets in every run.

Certificates of tests are signed here with Python's integers. Nothing is constant-time or secret: everybody has these keys.
RFC 8017 (RSA), FIPS 186-4 and RFC 6979 (ECDSA with a nonce from the message), RFC 8032 (Ed25519).
"""
import functools
import hashlib
import hmac
import math


def stream(name, n):
    """n octets that follow from a name."""
    return hashlib.shake_256(b"teasel test key " + name.encode()).digest(n)


def to_int(b):
    return int.from_bytes(b, "big")


def digest(md, data):
    return hashlib.new(md, data).digest()


# ---- RSA ------------------------------------------------------------------------------------------------------------

DIGEST_INFO = {  # RFC 8017 §9.2, note 1
    "md5": "3020300c06082a864886f70d020505000410", "sha1": "3021300906052b0e03021a05000414",
    "sha224": "302d300d06096086480165030402040500041c", "sha256": "3031300d060960864801650304020105000420",
    "sha384": "3041300d060960864801650304020205000430", "sha512": "3051300d060960864801650304020305000440"}
E = 65537
SMALL = math.prod(n for n in range(3, 4000, 2) if all(n % d for d in range(3, int(n**0.5) + 1, 2)))


def prime(name, bits):
    """The first prime at or above a number that follows from the name, whose two top bits are set; p - 1 is prime to E."""
    p = to_int(stream(name, bits // 8 + 1)) % (1 << bits) | 3 << (bits - 2) | 1
    while math.gcd(p, SMALL) != 1 or p % E == 1 or any(pow(a, p - 1, p) != 1 for a in (2, 3, 5, 7)):
        p += 2
    return p


class Rsa:
    def __init__(self, name, bits):
        self.bits, self.n_len = bits, (bits + 7) // 8
        # The modulus of an odd number of bits has primes of different lengths.
        self.p, self.q = prime(name + " p", (bits + 1) // 2), prime(name + " q", bits // 2)
        self.n = self.p * self.q
        self.d = pow(E, -1, math.lcm(self.p - 1, self.q - 1))
        self.dp, self.dq, self.qi = self.d % (self.p - 1), self.d % (self.q - 1), pow(self.q, -1, self.p)

    def private(self, em):
        m = to_int(em)
        a, b = pow(m, self.dp, self.p), pow(m, self.dq, self.q)
        return (b + (a - b) * self.qi % self.p * self.q).to_bytes(self.n_len, "big")

    def sign(self, data, md):
        t = bytes.fromhex(DIGEST_INFO[md]) + digest(md, data)
        return self.private(b"\0\1" + b"\xff" * (self.n_len - len(t) - 3) + b"\0" + t)

    def sign_pss(self, data, md, salt_len, mgf=None):
        """RFC 8017 §9.1.1; the salt follows from the message."""
        m_hash = digest(md, data)
        salt = stream("salt " + m_hash.hex(), salt_len)
        h = digest(md, bytes(8) + m_hash + salt)
        em_bits = self.n.bit_length() - 1
        em_len = (em_bits + 7) // 8
        db = bytes(em_len - salt_len - len(h) - 2) + b"\1" + salt
        mask = b"".join(digest(mgf or md, h + i.to_bytes(4, "big")) for i in range(em_len // len(h) + 1))[:len(db)]
        masked = bytearray(a ^ b for a, b in zip(db, mask))
        masked[0] &= 0xFF >> (8 * em_len - em_bits)
        return self.private(bytes(masked) + h + b"\xbc")


# ---- curves ---------------------------------------------------------------------------------------------------------


class Curve:
    """y² = x³ + ax + b over the integers modulo p; points are (x, y) or None for the neutral one."""

    def __init__(self, oid, p, b, g, n, a=-3):
        self.oid, self.p, self.a, self.b, self.g, self.n = oid, p, a % p, b, g, n
        self.len, self.n_len = (p.bit_length() + 7) // 8, (n.bit_length() + 7) // 8

    def double(self, pt):
        x, y, z = pt  # Jacobian from here on: (x/z², y/z³), z = 0 for the neutral one
        p = self.p
        s, zz = 4 * x * y * y % p, z * z % p
        m = (3 * x * x + self.a * zz * zz) % p
        x3 = (m * m - 2 * s) % p
        return x3, (m * (s - x3) - 8 * y**4) % p, 2 * y * z % p

    def add(self, pt, other):
        if pt[2] == 0 or other[2] == 0:
            return other if pt[2] == 0 else pt
        (x1, y1, z1), (x2, y2, z2), p = pt, other, self.p
        za, zb = z1 * z1 % p, z2 * z2 % p
        u1, u2, s1, s2 = x1 * zb % p, x2 * za % p, y1 * zb * z2 % p, y2 * za * z1 % p
        if u1 == u2:
            return self.double(pt) if s1 == s2 else (1, 1, 0)
        h, r = u2 - u1, s2 - s1
        h2 = h * h % p
        h3, v = h2 * h % p, u1 * h2 % p
        x3 = (r * r - h3 - 2 * v) % p
        return x3, (r * (v - x3) - s1 * h3) % p, h * z1 * z2 % p

    @functools.cached_property
    def doubles(self):
        out = [(*self.g, 1)]
        while len(out) < self.n.bit_length():
            out.append(self.double(out[-1]))
        return out

    def times_g(self, k):
        pt = (1, 1, 0)
        for i, d in enumerate(self.doubles):
            if k >> i & 1:
                pt = self.add(pt, d)
        zi = pow(pt[2], -1, self.p)
        return pt[0] * zi * zi % self.p, pt[1] * zi**3 % self.p

    def encode(self, pt):
        return b"\4" + pt[0].to_bytes(self.len, "big") + pt[1].to_bytes(self.len, "big")


def _nist(oid, p, b, x, y, n):
    return Curve(oid, p, int(b, 16), (int(x, 16), int(y, 16)), int(n, 16))


CURVES = {
    "p192": _nist("1.2.840.10045.3.1.1", 2**192 - 2**64 - 1, "64210519e59c80e70fa7e9ab72243049feb8deecc146b9b1",
                  "188da80eb03090f67cbf20eb43a18800f4ff0afd82ff1012", "07192b95ffc8da78631011ed6b24cdd573f977a11e794811",
                  "ffffffffffffffffffffffff99def836146bc9b1b4d22831"),
    "p224": _nist("1.3.132.0.33", 2**224 - 2**96 + 1, "b4050a850c04b3abf54132565044b0b7d7bfd8ba270b39432355ffb4",
                  "b70e0cbd6bb4bf7f321390b94a03c1d356c21122343280d6115c1d21", "bd376388b5f723fb4c22dfe6cd4375a05a07476444d5819985007e34",
                  "ffffffffffffffffffffffffffff16a2e0b8f03e13dd29455c5c2a3d"),
    "p256": _nist("1.2.840.10045.3.1.7", 2**256 - 2**224 + 2**192 + 2**96 - 1,
                  "5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b",
                  "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296",
                  "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5",
                  "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"),
    "p384": _nist("1.3.132.0.34", 2**384 - 2**128 - 2**96 + 2**32 - 1,
                  "b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef",
                  "aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7",
                  "3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f",
                  "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973"),
    "p521": _nist("1.3.132.0.35", 2**521 - 1,
                  "51953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451f"
                  "d46b503f00",
                  "c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e"
                  "31c2e5bd66",
                  "11839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e662c97ee72995ef42640c550b9013fad0761353c7086a272c24088be9"
                  "4769fd16650",
                  "1fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb"
                  "71e91386409"),
    "k256": Curve("1.3.132.0.10", 2**256 - 2**32 - 977, 7,
                  (0x79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798,
                   0x483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8),
                  0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141, a=0),
}


class Ec:
    def __init__(self, name, curve, d=None):
        self.curve = curve
        self.d = d or to_int(stream(name, curve.n_len + 8)) % (curve.n - 1) + 1
        self.public = curve.encode(curve.times_g(self.d))

    def bits_to_int(self, b):
        return to_int(b) >> max(0, 8 * len(b) - self.curve.n.bit_length())

    def nonces(self, md, h):
        """RFC 6979 §3.2."""
        n_len, n = self.curve.n_len, self.curve.n
        seed = self.d.to_bytes(n_len, "big") + (self.bits_to_int(h) % n).to_bytes(n_len, "big")
        size = hashlib.new(md).digest_size
        k, v = bytes(size), b"\1" * size
        for octet in (b"\0", b"\1"):
            k = hmac.digest(k, v + octet + seed, md)
            v = hmac.digest(k, v, md)
        while True:
            t = b""
            while len(t) < n_len:
                v = hmac.digest(k, v, md)
                t += v
            nonce = self.bits_to_int(t[:n_len])
            if 0 < nonce < n:
                yield nonce
            k = hmac.digest(k, v + b"\0", md)
            v = hmac.digest(k, v, md)

    def sign(self, data, md):
        """(r, s)"""
        h, n = digest(md, data), self.curve.n
        for nonce in self.nonces(md, h):
            r = self.curve.times_g(nonce)[0] % n
            s = pow(nonce, -1, n) * (self.bits_to_int(h) + r * self.d) % n
            if r and s:
                return r, s


# ---- Ed25519 --------------------------------------------------------------------------------------------------------

P25519 = 2**255 - 19
L25519 = 2**252 + 27742317777372353535851937790883648493
D25519 = -121665 * pow(121666, -1, P25519) % P25519


def _ed_add(a, b):
    (x1, y1, z1, t1), (x2, y2, z2, t2), p = a, b, P25519
    m, n = (y1 - x1) * (y2 - x2) % p, (y1 + x1) * (y2 + x2) % p
    c, d = 2 * t1 * t2 * D25519 % p, 2 * z1 * z2 % p
    e, f, g, h = n - m, d - c, d + c, n + m
    return e * f % p, g * h % p, f * g % p, e * h % p


@functools.cache
def _ed_doubles():
    y = 4 * pow(5, -1, P25519) % P25519
    x2 = (y * y - 1) * pow(D25519 * y * y + 1, -1, P25519) % P25519
    x = pow(x2, (P25519 + 3) // 8, P25519)
    if (x * x - x2) % P25519:
        x = x * pow(2, (P25519 - 1) // 4, P25519) % P25519
    x = P25519 - x if x & 1 else x
    out = [(x, y, 1, x * y % P25519)]
    while len(out) < 256:
        out.append(_ed_add(out[-1], out[-1]))
    return out


def _ed_times_b(k):
    pt = (0, 1, 1, 0)
    for i, d in enumerate(_ed_doubles()):
        if k >> i & 1:
            pt = _ed_add(pt, d)
    zi = pow(pt[2], -1, P25519)
    x, y = pt[0] * zi % P25519, pt[1] * zi % P25519
    return (y | (x & 1) << 255).to_bytes(32, "little")


class Ed25519:
    def __init__(self, name, seed=None):
        self.seed = seed or stream(name, 32)
        h = hashlib.sha512(self.seed).digest()
        self.scalar = int.from_bytes(h[:32], "little") & (1 << 254) - 8 | 1 << 254
        self.prefix = h[32:]
        self.public = _ed_times_b(self.scalar)

    def sign(self, data):
        def number(*parts):
            return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little") % L25519

        nonce = number(self.prefix, data)
        r = _ed_times_b(nonce)
        s = (nonce + number(r, self.public, data) * self.scalar) % L25519
        return r + s.to_bytes(32, "little")
