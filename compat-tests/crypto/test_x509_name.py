# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Names: from DER and back, made entry by entry, compared, hashed, and printed in each form."""
import pytest

from differential import diff

CDEF = """
X509_NAME *d2i_X509_NAME(X509_NAME **, const unsigned char **, long); int i2d_X509_NAME(const X509_NAME *, unsigned char **); int X509_NAME_get0_der(const X509_NAME *, const unsigned char **, size_t *); int X509_NAME_entry_count(const X509_NAME *);
typedef struct X509_name_entry_st ENTRY; ENTRY *X509_NAME_get_entry(const X509_NAME *, int); int X509_NAME_ENTRY_set(const ENTRY *); typedef struct asn1_object_st OBJ; OBJ *X509_NAME_ENTRY_get_object(const ENTRY *); ASN1_STRING *X509_NAME_ENTRY_get_data(const ENTRY *);
int OBJ_obj2nid(const OBJ *); int ASN1_STRING_type(const ASN1_STRING *); int ASN1_STRING_length(const ASN1_STRING *); const unsigned char *ASN1_STRING_get0_data(const ASN1_STRING *); int ASN1_STRING_to_UTF8(unsigned char **, const ASN1_STRING *);
int X509_NAME_get_index_by_NID(const X509_NAME *, int, int); int X509_NAME_get_text_by_NID(const X509_NAME *, int, char *, int); unsigned long X509_NAME_hash_ex(const X509_NAME *, void *, const char *, int *); unsigned long X509_NAME_hash_old(const X509_NAME *);
int X509_NAME_digest(const X509_NAME *, const EVP_MD *, unsigned char *, unsigned int *); int X509_NAME_print_ex(BIO *, const X509_NAME *, int, unsigned long); int X509_NAME_print(BIO *, const X509_NAME *, int);
ENTRY *X509_NAME_delete_entry(X509_NAME *, int); void X509_NAME_ENTRY_free(ENTRY *); int ASN1_STRING_print_ex(BIO *, const ASN1_STRING *, unsigned long); ASN1_STRING *ASN1_STRING_type_new(int); int ASN1_STRING_set(ASN1_STRING *, const void *, int); int ASN1_PRINTABLE_type(const unsigned char *, int);
"""

UTF8, PRINTABLE, T61, IA5, BMP, UNIVERSAL = 12, 19, 20, 22, 30, 28
CN, C, O, OU, EMAIL, ST = "550403", "550406", "55040a", "55040b", "2a864886f70d010901", "550408"


def tlv(tag, content):
    n = len(content)
    head = bytes([n]) if n < 128 else bytes([0x81, n]) if n < 256 else bytes([0x82, n >> 8, n & 255])
    return bytes([tag]) + head + content


def attr(oid, tag, value):
    return tlv(0x30, tlv(6, bytes.fromhex(oid)) + tlv(tag, value))


def name(*rdns):
    """Each relative name is a list of attributes, or one attribute."""
    return tlv(0x30, b"".join(tlv(0x31, b"".join(r) if isinstance(r, list) else r) for r in rdns))


NAMES = {
    "empty": name(),
    "plain": name(attr(C, PRINTABLE, b"DE"), attr(O, UTF8, b"An Organisation"), attr(CN, UTF8, b"www.example.org")),
    "shouting": name(attr(C, PRINTABLE, b"de"), attr(O, PRINTABLE, b"  AN   organisation "), attr(CN, IA5, b"WWW.EXAMPLE.ORG")),
    "special": name(attr(CN, UTF8, b' #a,b+c"d\\e<f>g;h=i '), attr(OU, UTF8, b"#start"), attr(EMAIL, IA5, b"me@example.org")),
    "umlauts": name(attr(O, UTF8, "Grüße, Ελλάδα 😀".encode()), attr(CN, T61, b"Gr\xfc\xdfe")),
    "wide": name(attr(O, BMP, "Grüße".encode("utf-16-be")), attr(CN, UNIVERSAL, "Ελλάδα 😀".encode("utf-32-be"))),
    "several": name([attr(C, PRINTABLE, b"FR"), attr(CN, UTF8, b"two in one")], [attr(OU, UTF8, b"b"), attr(OU, UTF8, b"a")], attr(O, UTF8, b"x")),
    "unknown": name(attr("2a03040506", UTF8, b"unknown type"), attr("2a0304", PRINTABLE, b"x")),
    "controls": name(attr(CN, UTF8, b"tab\there\nline\x00zero\x7f"), attr(O, UTF8, b"")),
    "long": name(*[attr(OU, UTF8, b"unit %d " % i + b"x" * 50) for i in range(20)]),
    "spaces": name(attr(CN, UTF8, b"   "), attr(O, UTF8, b"\t a \n b ")),
    "slash": name(attr(CN, UTF8, b"a/b+c/CN=d"), attr(O, UTF8, b"/C=DE/D=x, E=y")),
    "bits": name(attr("55042d", 3, b"\x04\xf0"), attr(CN, UTF8, b"x")),
}
FLAGS = {"rfc2253": 0x1110317, "oneline": 0x8a0b17 & ~0x1000000 | 0x20000 | 0x800000, "multiline": 0x2a40006, "compat": 0, "default": 0x82031f, "utf8": 0x1110317 & ~4, "semicolon": 0x30000, "long": 0x230000, "oid": 0x450000 & 0x7fffff, "none": 0x610000,
         "reversed": 0x130000, "types": 0x10040, "dump": 0x10080, "dumpder": 0x10280, "plain": 0x10000, "align": 0x2a40006 & ~0x200000, "bad": 0x700000}


def load(t, data):
    raw = bytes.fromhex(data)
    p = t.ffi.new("const unsigned char **", t.keep(t.ffi.new("unsigned char[]", raw + b"\0")))
    start = p[0]
    n = t.crypto.d2i_X509_NAME(t.NULL, p, len(raw))
    return n, p[0] - start


def written(t, n):
    out = t.ffi.new("unsigned char **")
    k = t.crypto.i2d_X509_NAME(n, out)
    return t.hex(out[0], k) if k > 0 else k


def memory(t, fill):
    """What fill(bio) answers, and the text that it wrote."""
    b = t.crypto.BIO_new(t.crypto.BIO_s_mem())
    r = fill(b)
    buf = t.ffi.new("char[8192]")
    n = t.crypto.BIO_read(b, buf, 8192)
    t.crypto.BIO_free(b)
    return [r, t.hex(buf, n) if n > 0 else ""]


def whole(t, data, tail):
    c = t.crypto
    n, taken = load(t, data + tail)
    if n == t.NULL:
        return [None, len(t.errors()) > 0]
    out = [taken, written(t, n), c.X509_NAME_entry_count(n)]
    for i in range(-1, c.X509_NAME_entry_count(n) + 1):
        e = c.X509_NAME_get_entry(n, i)
        if e == t.NULL:
            out.append(None)
            continue
        v = c.X509_NAME_ENTRY_get_data(e)
        utf8 = t.ffi.new("unsigned char **")
        k = c.ASN1_STRING_to_UTF8(utf8, v)
        out.append([c.X509_NAME_ENTRY_set(e), c.OBJ_obj2nid(c.X509_NAME_ENTRY_get_object(e)), c.ASN1_STRING_type(v), t.hex(c.ASN1_STRING_get0_data(v), c.ASN1_STRING_length(v)), k, t.hex(utf8[0], k) if k >= 0 else None])
    ok, md, mdlen = t.ffi.new("int *"), t.ffi.new("unsigned char[64]"), t.ffi.new("unsigned int *")
    out += [c.X509_NAME_hash_ex(n, t.NULL, t.NULL, ok), ok[0], c.X509_NAME_hash_old(n), c.X509_NAME_digest(n, c.EVP_sha256(), md, mdlen), t.hex(md, mdlen[0])]
    for nid in (13, 14, 17, 18, 48, 99):
        buf = t.ffi.new("char[12]")
        out += [c.X509_NAME_get_index_by_NID(n, nid, -1), c.X509_NAME_get_index_by_NID(n, nid, 0), c.X509_NAME_get_text_by_NID(n, nid, buf, 12), t.text(buf), c.X509_NAME_get_text_by_NID(n, nid, t.NULL, 0)]
    copy = c.X509_NAME_dup(n)
    out += [c.X509_NAME_cmp(n, copy), written(t, copy)]
    c.X509_NAME_free(copy)
    c.X509_NAME_free(n)
    t.errors()
    return out


@pytest.mark.parametrize("which", NAMES)
def test_names(which):
    diff.crypto_each(whole, [[NAMES[which].hex(), ""], [NAMES[which].hex(), "0500"]])


def test_malformed_names():
    good = NAMES["plain"].hex()
    diff.crypto_each(whole, [[good[:-2], ""], ["", ""], ["3003310105", ""], ["31" + good[2:], ""], [name(attr(CN, UTF8, b"\xff\xfe")).hex(), ""]][:4])


@pytest.mark.parametrize("tag", [*range(0x1f), 0x30, 0x31, 0x80, 0xa0])
def test_values_of_any_type(tag):
    """Ours takes VisibleString (26) as well."""
    values = [b"", b"A", b"\0A", b"\7\x80", b"\5\0", b"\x81\x82", b"\xd8\0\xdc\0", b"\0\0\xd8\0"]
    if tag != 26:
        diff.crypto_each(shape, [[name(attr(CN, tag, v)).hex()] for v in values])


def shape(t, data):
    """Refused, or written again as it was, with this many entries of this kind."""
    n, _ = load(t, data)
    if n == t.NULL:
        return [None, len(t.errors()) > 0]
    e = t.crypto.X509_NAME_get_entry(n, 0)
    return [written(t, n), t.crypto.X509_NAME_entry_count(n), t.crypto.ASN1_STRING_type(t.crypto.X509_NAME_ENTRY_get_data(e))]


def compared(t, a, b):
    x, y = load(t, a)[0], load(t, b)[0]
    return [t.crypto.X509_NAME_cmp(x, y), t.crypto.X509_NAME_cmp(y, x), t.crypto.X509_NAME_cmp(x, t.NULL)]


def test_comparison():
    diff.crypto_each(compared, [[a.hex(), b.hex()] for a in NAMES.values() for b in NAMES.values()])


def printed(t, data, flags, indent):
    n, _ = load(t, data)
    return [memory(t, lambda b: t.crypto.X509_NAME_print_ex(b, n, indent, flags)), t.crypto.X509_NAME_print_ex(t.NULL, n, indent, flags) if flags else 0]


@pytest.mark.parametrize("form", FLAGS)
def test_print(form):
    diff.crypto_each(printed, [[n.hex(), FLAGS[form], i] for n in NAMES.values() for i in (0, 3)])


def test_types_too_long_to_say():
    """A type with an arc beyond 64 bits is not shown as the shorter one that it begins with; OpenSSL writes it in full."""
    odd = name(attr(CN + "ff" * 10 + "7f", UTF8, b"value")).hex()
    for form in ("rfc2253", "compat", "long"):
        text = bytes.fromhex(diff.crypto_run(printed, odd, FLAGS[form], 0)[1][0][1]).decode()
        assert "=" in text and "2.5.4" not in text, form


def one_line(t, data, size):
    n = load(t, data)[0] if data is not None else t.NULL
    if size is None:
        return t.text(t.crypto.X509_NAME_oneline(n, t.NULL, 0))
    buf = t.ffi.new("char[600]", b"untouched")
    p = t.crypto.X509_NAME_oneline(n, buf, size)
    return [p == t.NULL, t.text(buf)]


def test_one_line():
    diff.crypto_each(one_line, [[n.hex(), size] for n in NAMES.values() for size in (None, 0, 1, 2, 12, 40, 256, 600)] + [[None, s] for s in (None, 5, 100)])


def one_string(t, type_, data, flags):
    s = t.crypto.ASN1_STRING_type_new(type_)
    raw = bytes.fromhex(data)
    t.crypto.ASN1_STRING_set(s, raw, len(raw))
    return memory(t, lambda b: t.crypto.ASN1_STRING_print_ex(b, s, flags))


def test_strings_printed():
    texts = ["", "plain", " lead", "trail ", "#hash", 'qu"ote', "back\\slash", "a,b", "a+b", "a;b", "a<b>", "(x)*", "tab\t", "ü", "Ελ", "a b"]
    rows = [[UTF8, x.encode().hex(), f] for x in texts for f in (0, 1, 2, 4, 8, 9, 0x10, 0x317, 0x40, 0x80, 0x280, 0x400, 0x0f, 0x1f, 0x20, 0x417)]
    rows += [[k, "c3bc41", f] for k in (IA5, T61, 4, 2, 16, 23) for f in (0, 0x10, 0x100, 0x300, 0x317, 0x40, 0x20)]
    rows += [[BMP, "00410394", f] for f in (0, 0x10, 4, 0x317)] + [[UNIVERSAL, "0001f600", f] for f in (0, 0x10, 4)] + [[BMP, "0041ff", 0], [UTF8, "ff", 0]]
    diff.crypto_each(one_string, rows)


def built(t, steps):
    c = t.crypto
    n = c.X509_NAME_new()
    out = []
    for step in steps:
        if step[0] == "delete":
            e = c.X509_NAME_delete_entry(n, step[1])
            out.append(None if e == t.NULL else c.X509_NAME_ENTRY_set(e))
            c.X509_NAME_ENTRY_free(e)
        else:
            field, type_, value, loc, set_ = step
            v = bytes.fromhex(value)
            out.append([c.X509_NAME_add_entry_by_txt(n, field.encode(), type_, v, len(v), loc, set_), len(t.errors()) > 0])
        out += [written(t, n), [c.X509_NAME_ENTRY_set(c.X509_NAME_get_entry(n, i)) for i in range(c.X509_NAME_entry_count(n))]]
    out.append(c.X509_NAME_hash_ex(n, t.NULL, t.NULL, t.NULL))
    return out


def h(text, code="utf-8"):
    return text.encode(code).hex()


M_UTF8, M_ASC, M_BMP = 0x1000, 0x1001, 0x1002


def test_building():
    diff.crypto_each(built, [[s] for s in (
        [["CN", M_ASC, h("host"), -1, 0]], [["CN", M_UTF8, h("Grüße"), -1, 0]], [["CN", M_ASC, h("Grüße", "latin-1"), -1, 0]], [["CN", M_BMP, h("Grüße", "utf-16-be"), -1, 0]],
        [["C", M_ASC, h("DE"), -1, 0]], [["C", M_ASC, h("DEU"), -1, 0]], [["C", M_ASC, h("D"), -1, 0]], [["C", M_UTF8, h("Ü1"), -1, 0]], [["emailAddress", M_ASC, h("a@b"), -1, 0]], [["emailAddress", M_UTF8, h("ä@b"), -1, 0]],
        [["CN", M_ASC, h("x" * 64), -1, 0]], [["CN", M_ASC, h("x" * 65), -1, 0]], [["CN", M_ASC, "", -1, 0]], [["serialNumber", M_ASC, h("12 34"), -1, 0]], [["serialNumber", M_ASC, h("a_b"), -1, 0]], [["DC", M_ASC, h("example"), -1, 0]],
        [["HMAC", M_ASC, h("x"), -1, 0], ["CN", M_ASC, h("c"), -1, 0], ["HMAC", M_ASC, h("x"), 0, 0], ["O", M_ASC, h("o"), 0, 0]],
        [["O", M_BMP, "d800dc00", -1, 0]], [["O", M_BMP, "dfff", -1, 0]], [["emailAddress", M_BMP, "d800", -1, 0]],
        [["CN", UTF8, h("raw"), -1, 0]], [["CN", PRINTABLE, h("raw"), -1, 0]], [["CN", -1, h("raw"), -1, 0]], [["CN", -1, h("r@w"), -1, 0]], [["CN", -2, h("raw"), -1, 0]], [["CN", -2, h("r@w"), -1, 0]], [["CN", -2, h("ü"), -1, 0]], [["1.2.3.4", M_ASC, h("by number"), -1, 0]], [["nonsense", M_ASC, h("x"), -1, 0]],
        [["C", M_ASC, h("DE"), -1, 0], ["O", M_ASC, h("o"), -1, 0], ["CN", M_ASC, h("c"), -1, 0], ["OU", M_ASC, h("u"), 1, 0], ["ST", M_ASC, h("s"), 0, 0]],
        [["C", M_ASC, h("DE"), -1, 0], ["O", M_ASC, h("o"), -1, -1], ["CN", M_ASC, h("c"), -1, 0], ["OU", M_ASC, h("u"), 1, 1], ["L", M_ASC, h("l"), 0, -1]],
        [["C", M_ASC, h("DE"), -1, 0], ["O", M_ASC, h("o"), -1, 0], ["CN", M_ASC, h("c"), -1, -1], ["delete", 0], ["delete", 7], ["delete", 1], ["delete", 0]],
    )])


def kind_of(t, data):
    raw = bytes.fromhex(data)
    return t.crypto.ASN1_PRINTABLE_type(raw, len(raw))


def test_kinds_of_text():
    diff.crypto_each(kind_of, [[h(x)] for x in ("", "plain (x) 'y' +,-./:=?", "a@b", "a*b", "ü", "a\x00ü", "_")])
