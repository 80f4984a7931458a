# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Certificates of every kind, good and bad, written as DER by hand and signed by the keys of signing.py.

Nothing here checks anything: a test says what it wants, malformed things included, and gets exactly that, the same octets in
every run.
"""
import base64
import calendar
import hashlib
import subprocess
import time as time_mod

import signing

# ---- DER ------------------------------------------------------------------------------------------------------------


def tlv(tag, *parts):
    body = b"".join(parts)
    n = len(body)
    if n < 0x80:
        return bytes([tag, n]) + body
    octets = n.to_bytes((n.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(octets)]) + octets + body


def seq(*parts):
    return tlv(0x30, *parts)


def set_of(*parts):
    return tlv(0x31, *sorted(parts))


def integer(v):
    n = max(1, (v.bit_length() + 8) // 8)
    return tlv(0x02, v.to_bytes(n, "big", signed=True))


def boolean(v):
    return tlv(0x01, b"\xff" if v else b"\x00")


def octets(b):
    return tlv(0x04, b)


def bits(b, unused=0):
    return tlv(0x03, bytes([unused]), b)


def named_bits(*numbers):
    if not numbers:
        return bits(b"")
    n = max(numbers) + 1
    value = sum(1 << (n - 1 - i) for i in numbers)
    unused = -n % 8
    return bits((value << unused).to_bytes((n + 7) // 8, "big"), unused)


def null():
    return tlv(0x05)


def oid(text):
    arcs = [int(a) for a in text.split(".")]
    out = bytearray()
    for v in [arcs[0] * 40 + arcs[1], *arcs[2:]]:
        chunk = [v & 0x7F]
        while v := v >> 7:
            chunk.append(0x80 | v & 0x7F)
        out += bytes(reversed(chunk))
    return tlv(0x06, bytes(out))


def utf8(s):
    return tlv(0x0C, s if isinstance(s, bytes) else s.encode())


def printable(s):
    return tlv(0x13, s if isinstance(s, bytes) else s.encode())


def ia5(s):
    return tlv(0x16, s if isinstance(s, bytes) else s.encode())


def bmp(s):
    return tlv(0x1E, s.encode("utf-16-be"))


def time(t):
    """t: "2030-01-02", "2030-01-02 03:04:05", or DER as it is."""
    if isinstance(t, bytes):
        return t
    if len(t) == 10:
        t += " 00:00:00"
    digits = "".join(c for c in t if c.isdigit())
    if 1950 <= int(digits[:4]) < 2050:
        return tlv(0x17, digits[2:].encode() + b"Z")
    return tlv(0x18, digits.encode() + b"Z")


def seconds(t):
    return calendar.timegm(time_mod.strptime(t if len(t) > 10 else t + " 00:00:00", "%Y-%m-%d %H:%M:%S"))


# ---- names ----------------------------------------------------------------------------------------------------------

CN, O, C, OU, EMAIL = "2.5.4.3", "2.5.4.10", "2.5.4.6", "2.5.4.11", "1.2.840.113549.1.9.1"


def attr(type_, value):
    return seq(oid(type_), value if isinstance(value, bytes) else utf8(value))


def name(*rdns):
    """Each rdn: (type, value) or a list of such for a relative name of several attributes. A lone string is a CN."""
    out = []
    for rdn in rdns:
        if isinstance(rdn, str):
            rdn = (CN, rdn)
        out.append(set_of(*[attr(*a) for a in (rdn if isinstance(rdn, list) else [rdn])]))
    return seq(*out)


def as_name(n):
    return name(n) if isinstance(n, str) else n


# ---- keys and signatures --------------------------------------------------------------------------------------------

RSA, RSA_PSS, EC_KEY, ED25519 = "1.2.840.113549.1.1.1", "1.2.840.113549.1.1.10", "1.2.840.10045.2.1", "1.3.101.112"
DSA = "1.2.840.10040.4.1"
HASH_OIDS = {"sha1": "1.3.14.3.2.26", "sha256": "2.16.840.1.101.3.4.2.1", "sha384": "2.16.840.1.101.3.4.2.2",
             "sha512": "2.16.840.1.101.3.4.2.3"}
RSA_SIG = {"md5": 4, "sha1": 5, "sha256": 11, "sha384": 12, "sha512": 13, "sha224": 14}
ECDSA_SIG = {"sha1": "1.2.840.10045.4.1", "sha224": "1.2.840.10045.4.3.1", "sha256": "1.2.840.10045.4.3.2",
             "sha384": "1.2.840.10045.4.3.3", "sha512": "1.2.840.10045.4.3.4"}
def openssl(*args, stdin=None):
    r = subprocess.run(["openssl", *args], input=stdin, capture_output=True, timeout=60)
    if r.returncode != 0:
        raise RuntimeError(f"openssl {' '.join(args)}: {r.stderr.decode()}")
    return r.stdout


class Key:
    """A key of a kind: a curve (p256-explicit spells its curve out), ed25519, dsa (which signs nothing here), or rsa, rsapss,
    rsapss256 (bound to SHA-256) with the modulus' bits behind, 2048 when there are none."""

    def __init__(self, kind, number):
        self.kind = kind
        name = f"{kind} {number}"
        if kind == "ed25519":
            self.secret = signing.Ed25519(name)
            self._alg, self._public = seq(oid(ED25519)), self.secret.public
            self._private = octets(self.secret.seed)
        elif kind == "dsa":
            q, (p, g, y) = signing.to_int(signing.stream(name, 32)), (signing.to_int(signing.stream(f"{name} {i}", 256)) for i in "pgy")
            self._alg = seq(oid(DSA), seq(integer(p | 1 << 2047 | 1), integer(q | 1 << 255 | 1), integer(g)))
            self._public = integer(y)
        elif kind.startswith("rsa"):
            bits_ = {"rsapss": 2048, "rsapss256": 2048}.get(kind) or int(kind.removeprefix("rsa"))
            k = self.secret = signing.Rsa(name, bits_)
            params = {"rsapss": b"", "rsapss256": pss_params("sha256", 32)}.get(kind, null())
            self._alg = seq(oid(RSA_PSS if kind.startswith("rsapss") else RSA), params)
            self._public = seq(integer(k.n), integer(signing.E))
            self._private = seq(*map(integer, (0, k.n, signing.E, k.d, k.p, k.q, k.dp, k.dq, k.qi)))
        else:
            c = signing.CURVES[kind.removesuffix("-explicit")]
            self.secret = signing.Ec(name, c)
            self._alg, self._public = seq(oid(EC_KEY), curve_in_full(c) if "explicit" in kind else oid(c.oid)), self.secret.public
            self._private = seq(integer(1), octets(self.secret.d.to_bytes(c.n_len, "big")), tlv(0xA1, bits(self._public)))

    @property
    def spki(self):
        return seq(self._alg, bits(self._public))

    @property
    def der(self):
        return seq(integer(0), self._alg, octets(self._private))

    @property
    def pem(self):
        return pem(self.der, "PRIVATE KEY")

    def sign(self, data, md, pss_salt=None):
        if self.kind == "ed25519":
            return self.secret.sign(data)
        if self.kind.startswith("rsa"):
            return self.secret.sign(data, md) if pss_salt is None else self.secret.sign_pss(data, md, pss_salt)
        return seq(*map(integer, self.secret.sign(data, md)))


_keys = {}


def key(kind, number=0):
    """One key of a kind per number, always the same."""
    if (kind, number) not in _keys:
        _keys[kind, number] = Key(kind, number)
    return _keys[kind, number]


def made_keys():
    """Those that key() was asked for."""
    return list(_keys.values())


def pem(der, label="CERTIFICATE"):
    return b"-----BEGIN %b-----\n%b-----END %b-----\n" % (label.encode(), base64.encodebytes(der), label.encode())


def curve_in_full(c):
    """SpecifiedECDomain of SEC 1, which RFC 5480 §2.1.1 forbids in certificates."""
    field = seq(oid("1.2.840.10045.1.1"), integer(c.p))
    return seq(integer(1), field, seq(octets(c.a.to_bytes(c.len, "big")), octets(c.b.to_bytes(c.len, "big"))),
               octets(c.encode(c.g)), integer(c.n), integer(1))


def pss_params(md, salt, mgf=None):
    return seq(tlv(0xA0, seq(oid(HASH_OIDS[md]), null())),
               tlv(0xA1, seq(oid("1.2.840.113549.1.1.8"), seq(oid(HASH_OIDS[mgf or md]), null()))),
               tlv(0xA2, integer(salt)))


def sig_alg(signer, md, pss_salt=None):
    if signer.kind == "ed25519":
        return seq(oid(ED25519))
    if pss_salt is not None:
        return seq(oid(RSA_PSS), pss_params(md, pss_salt))
    if signer.kind.startswith("rsa"):
        return seq(oid(f"1.2.840.113549.1.1.{RSA_SIG[md]}"), null())
    return seq(oid(ECDSA_SIG[md]))


# ---- extensions -----------------------------------------------------------------------------------------------------

DIGITAL_SIGNATURE, KEY_ENCIPHERMENT, KEY_AGREEMENT, CERT_SIGN, CRL_SIGN = 0, 2, 4, 5, 6
EKU = {"server": "1.3.6.1.5.5.7.3.1", "client": "1.3.6.1.5.5.7.3.2", "code": "1.3.6.1.5.5.7.3.3",
       "email": "1.3.6.1.5.5.7.3.4", "ocsp": "1.3.6.1.5.5.7.3.9", "any": "2.5.29.37.0",
       "sgc": "1.3.6.1.4.1.311.10.3.3", "nssgc": "2.16.840.1.113730.4.1", "other": "1.2.3.4"}


def ext(id_, value, critical=False):
    return seq(oid(id_), *([boolean(True)] if critical else []), octets(value))


def basic(ca=True, path_len=None, critical=True):
    parts = ([boolean(True)] if ca else []) + ([integer(path_len)] if path_len is not None else [])
    return ext("2.5.29.19", seq(*parts), critical)


def usage(*numbers, critical=True):
    return ext("2.5.29.15", named_bits(*numbers), critical)


def eku(*names, critical=False):
    return ext("2.5.29.37", seq(*[oid(EKU[n]) for n in names]), critical)


def general(kind, value):
    if kind == "dns":
        return tlv(0x82, value.encode() if isinstance(value, str) else value)
    if kind == "email":
        return tlv(0x81, value.encode() if isinstance(value, str) else value)
    if kind == "uri":
        return tlv(0x86, value.encode() if isinstance(value, str) else value)
    if kind == "ip":
        return tlv(0x87, bytes(value))
    if kind == "dir":
        return tlv(0xA4, value)
    if kind == "rid":
        return tlv(0x88, value)
    if kind == "other":
        return tlv(0xA0, value)
    raise ValueError(kind)


def san(*names, critical=False):
    return ext("2.5.29.17", seq(*[general(*n) for n in names]), critical)


def skid(b, critical=False):
    return ext("2.5.29.14", octets(b), critical)


def akid(keyid=None, issuer=None, serial=None, critical=False):
    parts = []
    if keyid is not None:
        parts.append(tlv(0x80, keyid))
    if issuer is not None:
        parts.append(tlv(0xA1, general("dir", issuer)))
    if serial is not None:
        parts.append(tlv(0x82, integer(serial)[2:]))
    return ext("2.5.29.35", seq(*parts), critical)


def subtree(kind, value, minimum=None, maximum=None):
    parts = [general(kind, value)]
    if minimum is not None:
        parts.append(tlv(0x80, integer(minimum)[2:]))
    if maximum is not None:
        parts.append(tlv(0x81, integer(maximum)[2:]))
    return seq(*parts)


def constraints(permitted=(), excluded=(), critical=True):
    parts = []
    if permitted:
        parts.append(tlv(0xA0, *permitted))
    if excluded:
        parts.append(tlv(0xA1, *excluded))
    return ext("2.5.29.30", seq(*parts), critical)


def netscape(*numbers, critical=False):
    return ext("2.16.840.1.113730.1.1", named_bits(*numbers), critical)


# ---- certificates ---------------------------------------------------------------------------------------------------


class Cert:
    """der, and what is needed to issue below it."""

    def __init__(self, der, subject, key_, serial):
        self.der, self.subject, self.key, self.serial = der, subject, key_, serial


def cert(subject, key_, issuer=None, *, exts=(), version=3, serial=None, not_before="2020-01-01", not_after="2120-01-01",
         md="sha256", pss_salt=None, issuer_name=None, signer=None, spki=None, alg=None, outer_alg=None, flip=False,
         tail=b"", signature=None):
    """issuer: a Cert, or None for self-signed. The rest overrides what would follow from that; without a serial number it
    follows from all else, so that two certificates that differ have two."""
    subject = as_name(subject)
    signer = signer or (issuer.key if issuer else key_)
    issuer_name = as_name(issuer_name) if issuer_name is not None else issuer.subject if issuer else subject
    alg = alg or sig_alg(signer, md, pss_salt)
    head = tlv(0xA0, integer(version - 1)) if version != 1 else b""
    rest = [alg, issuer_name, seq(time(not_before), time(not_after)), subject, spki or key_.spki]
    if exts:
        rest.append(tlv(0xA3, seq(*exts)))
    if serial is None:
        serial = int.from_bytes(hashlib.sha256(b"".join(rest)).digest()[:8], "big")
    tbs = seq(head, serial if isinstance(serial, bytes) else integer(serial), *rest)
    sig = signature if signature is not None else signer.sign(tbs, md, pss_salt)
    if flip:
        sig = sig[:-1] + bytes([sig[-1] ^ 1])
    return Cert(seq(tbs, outer_alg or alg, bits(sig)) + tail, subject, key_, serial)


CA_USAGE = (basic(), usage(CERT_SIGN, CRL_SIGN))


def root(subject="Root", kind="p256", number=0, exts=CA_USAGE, **more):
    return cert(subject, key(kind, number), exts=exts, **more)


def ca(subject, issuer, kind="p256", number=0, exts=CA_USAGE, **more):
    return cert(subject, key(kind, number), issuer, exts=exts, **more)


def leaf(issuer, subject="leaf", kind="p256", number=9, exts=(san(("dns", "www.example.com")),), **more):
    return cert(subject, key(kind, number), issuer, exts=exts, **more)


# ---- revocation lists -----------------------------------------------------------------------------------------------

CRL_NUMBER, CRL_REASON, DELTA_CRL, IDP, CERT_ISSUER, FRESHEST, CRL_DP = (
    "2.5.29.20", "2.5.29.21", "2.5.29.27", "2.5.29.28", "2.5.29.29", "2.5.29.46", "2.5.29.31")
REASONS = {"key": 1, "ca": 2, "affiliation": 3, "superseded": 4, "cessation": 5, "hold": 6, "privilege": 7, "aa": 8}


def enumerated(v):
    return tlv(0x0A, bytes([v]))


def crl_number(n):
    return ext(CRL_NUMBER, integer(n))


def delta_of(n, critical=True):
    return ext(DELTA_CRL, integer(n), critical)


def point_name(*names, relative=None):
    """DistributionPointName with its own tag: general names, or a relative name's attribute."""
    return tlv(0xA0, tlv(0xA1, attr(*relative)) if relative else tlv(0xA0, *[general(*n) for n in names]))


def reasons(*names, tag):
    return bytes([tag]) + named_bits(*[REASONS[n] for n in names])[1:]


def idp(*names, user=False, ca=False, attribute=False, indirect=False, some=None, critical=True, relative=None):
    parts = [point_name(*names, relative=relative)] if names or relative else []
    parts += [tlv(0x81, b"\xff")] if user else []
    parts += [tlv(0x82, b"\xff")] if ca else []
    parts += [reasons(*some, tag=0x83)] if some is not None else []
    parts += [tlv(0x84, b"\xff")] if indirect else []
    parts += [tlv(0x85, b"\xff")] if attribute else []
    return ext(IDP, seq(*parts), critical)


def dist_point(*names, some=None, issuer=None, relative=None):
    parts = [point_name(*names, relative=relative)] if names or relative else []
    parts += [reasons(*some, tag=0x81)] if some is not None else []
    parts += [tlv(0xA2, general("dir", issuer))] if issuer is not None else []
    return seq(*parts)


def dist_points(*points, id_=CRL_DP, critical=False):
    return ext(id_, seq(*points), critical)


def revoked(serial, date="2023-01-01", reason=None, issuer=None, exts=()):
    """An entry; serial may be a Cert."""
    exts = list(exts)
    if reason is not None:
        exts.append(ext(CRL_REASON, enumerated(reason)))
    if issuer is not None:
        exts.append(ext(CERT_ISSUER, seq(general("dir", as_name(issuer))), True))
    return seq(integer(getattr(serial, "serial", serial)), time(date), *([seq(*exts)] if exts else []))


def crl(issuer, entries=(), *, exts=(), this="2023-06-01", next_="2120-01-01", md="sha256", signer=None, issuer_name=None,
        version=2, outer_alg=None, flip=False, tail=b""):
    """A list by issuer (a Cert), as DER."""
    signer = signer or issuer.key
    alg = sig_alg(signer, md)
    parts = [] if version == 1 else [integer(version - 1)]
    parts += [alg, as_name(issuer_name) if issuer_name is not None else issuer.subject, time(this)]
    parts += [time(next_)] if next_ is not None else []
    parts += [seq(*entries)] if entries else []
    parts += [tlv(0xA0, seq(*exts))] if exts else []
    tbs = seq(*parts)
    sig = signer.sign(tbs, md)
    if flip:
        sig = sig[:-1] + bytes([sig[-1] ^ 1])
    return seq(tbs, outer_alg or alg, bits(sig)) + tail


# ---- OCSP responses -------------------------------------------------------------------------------------------------

OCSP_BASIC, MUST_STAPLE = "1.3.6.1.5.5.7.48.1.1", "1.3.6.1.5.5.7.1.24"


def must_staple(*features):
    return ext(MUST_STAPLE, seq(*[integer(f) for f in features or (5,)]))


def _key_octets(spki):
    """What the BIT STRING of a SubjectPublicKeyInfo holds."""
    def element(b, at):
        n, at = b[at + 1], at + 2
        if n & 0x80:
            n, at = int.from_bytes(b[at:at + (n & 0x7F)], "big"), at + (n & 0x7F)
        return at, at + n

    inner, _ = element(spki, 0)
    _, at = element(spki, inner)
    start, end = element(spki, at)
    return spki[start + 1:end]


def key_hash(key_, md="sha1"):
    return hashlib.new(md, _key_octets(key_.spki)).digest()


def generalized(t):
    return t if isinstance(t, bytes) else tlv(0x18, "".join(c for c in t if c.isdigit()).encode() + b"Z")


def cert_id(subject, issuer, md="sha1", serial=None, name_=None, key_=None):
    return seq(seq(oid(HASH_OIDS[md]), null()), octets(name_ or hashlib.new(md, issuer.subject).digest()),
               octets(key_ or key_hash(issuer.key, md)), integer(subject.serial if serial is None else serial))


def single(id_, status="good", this=None, next_=None, exts=(), reason=None):
    states = {"good": tlv(0x80), "unknown": tlv(0x82),
              "revoked": tlv(0xA1, generalized("2023-01-01 00:00:00"), *([tlv(0xA0, enumerated(reason))] if reason is not None else []))}
    return seq(id_, states.get(status, status), generalized(this), *([tlv(0xA0, generalized(next_))] if next_ else []),
               *([tlv(0xA1, seq(*exts))] if exts else []))


def ocsp(singles, signer, *, by="key", md="sha256", certs=(), status=0, exts=(), produced="2024-01-01 00:00:00", key_=None, flip=False,
         type_=OCSP_BASIC, version=None, responder=None, tail=b""):
    """An OCSPResponse by signer (a Cert), with the certificates (Certs) that come along."""
    key_ = key_ or signer.key
    who = responder or (tlv(0xA1, signer.subject) if by == "name" else tlv(0xA2, octets(key_hash(signer.key))))
    tbs = seq(*([tlv(0xA0, integer(version))] if version is not None else []), who, generalized(produced), seq(*singles),
              *([tlv(0xA1, seq(*exts))] if exts else []))
    sig = key_.sign(tbs, md)
    if flip:
        sig = sig[:-1] + bytes([sig[-1] ^ 1])
    basic_ = seq(tbs, sig_alg(key_, md), bits(sig), *([tlv(0xA0, seq(*[c.der for c in certs]))] if certs else []))
    return seq(enumerated(status), tlv(0xA0, seq(oid(type_), octets(basic_)))) + tail
