# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Extensions made from text, as x509v3_config(5) has it: what OpenSSL makes of the same text, octet for octet, and its errors."""
import functools
import pathlib
import sys

import pytest

from crypto import test_x509
from crypto.test_x509 import load, string
from differential import diff

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tests" / "pki"))
import certgen as g  # noqa: E402

CDEF = test_x509.CDEF + """
int OBJ_obj2txt(char *, int, const OBJ *, int); typedef struct conf_st CONF; CONF *NCONF_new(void *); void NCONF_free(CONF *); int NCONF_load_bio(CONF *, BIO *, long *);
void X509V3_set_ctx(void *, X509 *, X509 *, void *, void *, int); void X509V3_set_nconf(void *, CONF *); EXT *X509V3_EXT_nconf(CONF *, void *, const char *, const char *); EXT *X509V3_EXT_nconf_nid(CONF *, void *, int, const char *);
"""

CONF = """
[bc]
CA = TRUE
pathlen = 3
[ku]
1 = digitalSignature
keyCertSign = x
[eku]
1 = serverAuth
2.x = 1.2.3.4
[names]
DNS.1 = a.test
DNS.2 = b.test,c:d
IP.1 = 10.0.0.1
email = someone@some.test
dirName = dn
dirName.1 = dnplus
URI.x.y = http://[::1]/
otherName.1 = 1.2.3.4;UTF8:hello
[dn]
C = DE
2.O = Some, "body"
CN = name
[dnplus]
CN = a
+OU = b
x.+L = c
[dnbad]
nosuchattribute = 1
[dnlong]
C = DEU
[empty]
[cdp]
fullname = URI:http://a/crl, DNS:b.test
CRLissuer = dirName:dn
reasons = keyCompromise, CACompromise
[cdp_rel]
relativename = relative
[cdp_two]
fullname = URI:http://a
relativename = relative
[cdp_reasons]
reasons = keyCompromise, nonsense
[cdp_section]
fullname = @names
[cdp_issuer]
CRLissuer = URI:http://x
[cdp_many]
fullname = URI:http://a, dirName:dn
reasons = unused, keyCompromise, CACompromise, affiliationChanged, superseded, cessationOfOperation, certificateHold, privilegeWithdrawn, AACompromise
[cdp_none]
relativename = relative_two
[cdp_nowhere]
fullname = @nosuch
[cdp_nothing]
relativename = nosuch
[cdp_other]
nonsense = 1
[relative]
CN = a
+OU = b
[relative_two]
CN = a
OU = b
[aia]
OCSP;URI.0 = http://o
caIssuers;URI = http://i
[aki]
keyid = always
issuer = always
[sequence]
a = INT:1
b = UTF8:text
c = SEQ:inner
[inner]
d = NULL
[set]
b = INT:300
a = INT:2
c = IA5:x
[set_same]
a = OCT:b
b = OCT:a
c = OCT:a
d = OCT:
[wrong]
a = INT:1
b = INT:x
[loop]
a = SEQ:loop
"""


@functools.cache
def certs():
    """Issuers with and without an identifier of their key, and a subject with addresses in its name."""
    mail = "1.2.840.113549.1.9.1"
    key_id, names = g.skid(b"an id"), g.san(("email", "one@some.test"), ("dns", "issuer.test"))
    root = g.root("Root", exts=(key_id, names))
    made = {"root": root, "bare": g.root("Bare", exts=()), "empty": g.root("Empty", exts=(g.skid(b""),)), "wrong": g.root("Wrong", exts=(g.ext("2.5.29.17", g.null()),))}
    made["leaf"] = g.cert(g.name("leaf", (mail, g.ia5("a@b.test")), [(mail, g.ia5("c@d.test")), ("2.5.4.10", "x")]), g.key("p256", 9), root)
    return {None: None} | {k: c.der.hex() for k, c in made.items()}


def built(t, which, name, value, config=CONF, own_errors=False):
    c, ffi = t.crypto, t.ffi
    conf = t.NULL
    if config is not None:
        conf = c.NCONF_new(t.NULL)
        text = config.encode()
        bio = c.BIO_new_mem_buf(t.keep(ffi.new("char[]", text)), len(text))
        assert c.NCONF_load_bio(conf, bio, t.NULL) == 1, t.errors(True)
    if which is None:
        ctx = t.NULL
    else:
        issuer, subject, flags, db = which
        ctx = ffi.new("unsigned char[128]")
        certificates = [load(t, d)[0] if d else t.NULL for d in (issuer, subject)]
        if issuer and issuer == subject:
            certificates[1] = certificates[0]
        c.X509V3_set_ctx(ctx, *certificates, t.NULL, t.NULL, flags)
        if db:
            c.X509V3_set_nconf(ctx, conf)
    made = c.X509V3_EXT_nconf_nid(conf, ctx, name, value.encode()) if isinstance(name, int) else c.X509V3_EXT_nconf(conf, ctx, name.encode(), value.encode())
    if made == t.NULL:
        return [None, [e for e in t.errors(True) if not own_errors or e.startswith("34:")]]
    o = ffi.new("char[80]")
    c.OBJ_obj2txt(o, 80, c.X509_EXTENSION_get_object(made), 1)
    return [t.text(o), c.X509_EXTENSION_get_critical(made), string(t, c.X509_EXTENSION_get_data(made)), t.errors(True)]


def context(issuer=None, subject=None, flags=0, db=True):
    return [certs()[issuer], certs()[subject], flags, db]


VALUES = {
    "basicConstraints": ["CA:TRUE", "CA:FALSE", "critical,CA:TRUE,pathlen:0", "critical, CA:TRUE", "critical CA:TRUE", "CA:true", "CA:Y", "CA:yes", "CA:YES", "CA:y", "CA:False", "CA:n", "CA:NO", "CA:TRue", "CA:1", "CA:", "CA", "pathlen:-1", "pathlen:0x10", "pathlen:-0x10",
                         "pathlen:abc", "pathlen:", "pathlen", "pathlen:99999999999999999999999", "pathlen:0x", "pathlen:00", "pathlen:-0", "pathlen:-", "pathlen:255", "pathlen:-129", "pathlen:0x0080", "x:y", "", "@bc", "@nosuch", "@empty", " CA : TRUE , pathlen : 4 ", "pathlen : 44  ",
                         "CA:TRUE,", "CA:TRUE,,pathlen:1", ",", ":", ":x", "CA:TRUE,CA:FALSE", "pathlen:1,pathlen:2", "CA:TRUE:x", "CA.1:TRUE", "CA:TRUE\npathlen:1", "CA:TRUE\r,pathlen:1", "DER:30 00", "DER:3003:0101ff", "DER:3", "DER:xx", "DER:", "DER:  3000", "critical,DER:3000", "ASN1:NULL",
                         "critical,ASN1:UTF8:x", "DER", "der:3000", "pathlen:7f", "pathlen:0XfF", "pathlen:0x1g", "pathlen:12x", "critical,critical,CA:TRUE"],
    "keyUsage": ["digitalSignature", "digitalSignature, keyCertSign", "Digital Signature", "decipherOnly", "cRLSign,encipherOnly", "nonRepudiation,keyEncipherment,dataEncipherment,keyAgreement", "nonsense", "digitalSignature:x", "@ku", "@empty", "critical,keyAgreement", "contentCommitment", "0", "CRL Sign"],
    "nsCertType": ["client", "client,server,email,objsign,reserved,sslCA,emailCA,objCA", "SSL Client", "x"],
    "extendedKeyUsage": ["serverAuth", "serverAuth,clientAuth", "1.2.3.4", "TLS Web Server Authentication", "nonsense", "@eku", "1.2", "serverAuth:1.2.3", "1.2.3.4,OCSPSigning", "anyExtendedKeyUsage", ""],
    "subjectKeyIdentifier": ["hash", "none", "00:11:aa", "0011AA", "001", "xx", "", "Hash", "0:1"],
    "authorityKeyIdentifier": ["none", "x", "none,keyid", "none:x", "", "@aki", "@empty"],
    "nsComment": ["x", '"OpenSSL Generated Certificate"', "", "critical,", "critical, \xe4", "a,b:c", "@bc"], "nsBaseUrl": ["x"], "nsRevocationUrl": ["x"], "nsCaRevocationUrl": ["x"], "nsRenewalUrl": ["x"], "nsCaPolicyUrl": ["x"], "nsSslServerName": ["x"],
    "crlNumber": ["1", "critical,5", "DER:020101"], "deltaCRL": ["2"], "CRLReason": ["x"], "invalidityDate": ["x"], "ct_precert_scts": ["x"], "ct_cert_scts": ["x"], "inhibitAnyPolicy": ["0", "x", "@bc", ""], "noCheck": ["x", ""],
    "tlsfeature": ["status_request", "status_request,status_request_v2", "5", "65535", "65536", "-1", "x", "@ku", "17, 5", "STATUS_REQUEST", "5x", "0x5", "128"],
    "nosuch": ["x", "DER:00"], "serverAuth": ["x", "DER:0101"], "1.2.3.4": ["x", "DER:0500", "critical,DER:05:00", "DER:zz", "ASN1:INT:5"], "2.5.29.19": ["CA:TRUE"], "Netscape Comment": ["x"], "X509v3 Basic Constraints": ["CA:TRUE"],
    "subjectAltName": ["DNS:a.test", "DNS:a.test,DNS:b", "email:a@b", "URI:http://x/?a=b", "IP:1.2.3.4", "IP:::1", "IP:fe80::1:2", "IP:1.2.3", "IP:1.2.3.4/8", "RID:1.2.3.4", "RID:serverAuth", "RID:zz", "dirName:dn", "dirName:dnplus", "dirName:nosuch", "dirName:dnbad", "dirName:dnlong", "dirName:empty", "dirName:",
                       "otherName:1.2.3.4;UTF8:some", "otherName:1.2.3.4", "otherName:zz;UTF8:x", "otherName:zz;X:x", "otherName:1.2.3.4;X:x", "otherName:msUPN;UTF8String:u@x", "otherName:;UTF8:x", "otherName:1.2.3.4;NULL", "otherName:1.2.3.4;SEQ:sequence", "otherName:1.2.3.4;  UTF8:x", "DNS", "DNS:", "nosuch:x", "nosuch",
                       "dns:x", "email:copy", "email:move", "email:COPY", "email.1:copy", "emailx:copy", "issuer:copy", "@names", "@empty", "", "DNS.1:x", "DNSx:y", "DNS:a:b", "DNS:\xe4", "IP Address:1.2.3.4", "critical,DNS:x", "x400Name:1", "EdiPartyName:1", "RID.7:1.2.3"],
    "issuerAltName": ["DNS:a", "issuer:copy", "issuer:x", "issuer", "email:copy", "@names", "dirName:dn", "issuer.2:copy"],
    "authorityInfoAccess": ["OCSP;URI:http://o", "OCSP;URI:http://o,caIssuers;URI:http://i", "OCSP;DNS:x", "OCSP", "OCSP:x", "1.2.3;email:a@b", "zz;URI:x", "zz;zz:x", "OCSP;zz:x", "@aia", "OCSP;URI:", "", "OCSP;dirName:dn", "@empty", "OCSP;URI", ";URI:x"], "subjectInfoAccess": ["OCSP;URI:http://o"],
    "crlDistributionPoints": ["URI:http://a", "URI:http://a,URI:http://b", "cdp", "cdp_rel", "cdp_two", "cdp_reasons", "cdp_section", "cdp_issuer", "cdp_other", "cdp_many", "cdp_none", "cdp_nowhere", "cdp_nothing", "nosuch", "empty", "@cdp", "dirName:dn", "DNS:x", "zz:x", "fullname:x", "cdp,URI:x", "", "cdp:"], "freshestCRL": ["URI:http://a"],
}


def test_values():
    w = context()
    assert diff.crypto_same(built, w, "basicConstraints", "critical,CA:TRUE,pathlen:0")[:3] == ["2.5.29.19", 1, [4, "30060101ff020100"]]
    diff.crypto_each(built, [[w, name, v] for name, values in VALUES.items() for v in values])


def test_by_number():
    w = context()
    diff.crypto_each(built, [[w, nid, v] for nid in (13, 87, 0, 85, 129) for v in ("x", "CA:TRUE", "DNS:x", "critical,DER:3000", "DER:x")])
    diff.crypto_each(built, [[w, nid, "x"] for nid in (99999, -1)])


def test_without_configuration():
    """OpenSSL crashes where a section is wanted and there is no context."""
    wanting = ("dirName:dn", "@names", "cdp", "cdp_section")
    rows = [[w, name, v] for w in (context(db=False), None) for name in ("subjectAltName", "crlDistributionPoints", "basicConstraints", "subjectKeyIdentifier") for v in VALUES[name] if w or v not in wanting and not v.startswith(("dirName", "cdp", "nosuch", "empty"))]
    diff.crypto_each(built, rows)
    diff.crypto_each(built, [[context(db=False), name, v, None] for name, v in (("basicConstraints", "@bc"), ("subjectAltName", "@names"), ("nsComment", "x"))])
    for name, v in (("subjectAltName", "dirName:dn"), ("crlDistributionPoints", "cdp")):
        made = None if diff.BASELINE else diff.crypto_ours(built, None, name, v)
        assert diff.BASELINE or (made[0] is None and made[1][0] == "34:148")


AUTHORITY = ["keyid", "keyid:always", "issuer", "issuer:always", "keyid,issuer", "keyid:always,issuer", "keyid,issuer:always", "keyid:always,issuer:always", "issuer,keyid", "none", "none,keyid", "keyid:x", "issuer:x", "@aki"]
PAIRS = [("root", "leaf"), ("bare", "leaf"), ("empty", "leaf"), ("wrong", "leaf"), ("root", "root"), ("bare", "bare"), (None, "leaf"), ("root", None), (None, None)]


@pytest.mark.parametrize("flags", [0, 1, 2])
def test_certificates(flags):
    copied = [("issuerAltName", v) for v in ("issuer:copy", "issuer:copy,DNS:x", "DNS:y,issuer:copy")] + [("subjectAltName", v) for v in ("email:copy", "email:move", "DNS:x,email:copy,email:copy")]
    kinds = [("authorityKeyIdentifier", a) for a in AUTHORITY] + [("subjectKeyIdentifier", "hash")] + copied
    # What is wrong with an issuer's DER is said in other words.
    diff.crypto_each(built, [[context(*w, flags), name, v, CONF, w[0] == "wrong"] for w in PAIRS for name, v in kinds])


def moved(t, subject):
    c, x = t.crypto, load(t, subject)[0]
    ctx = t.ffi.new("unsigned char[128]")
    c.X509V3_set_ctx(ctx, t.NULL, x, t.NULL, t.NULL, 0)
    e = c.X509V3_EXT_nconf(t.NULL, ctx, b"subjectAltName", b"email:move")
    return [string(t, c.X509_EXTENSION_get_data(e)), t.text(c.X509_NAME_oneline(c.X509_get_subject_name(x), t.NULL, 0)), t.errors()]


def test_addresses_move():
    assert "a@b.test" not in diff.crypto_same(moved, certs()["leaf"])[1]


def set_fields(t):
    ctx = t.ffi.new("unsigned char[128]", b"\xaa" * 128)
    where = [t.ffi.cast("void *", n) for n in (0x11, 0x22, 0x33, 0x44)]
    t.crypto.X509V3_set_ctx(ctx, t.ffi.cast("X509 *", where[0]), t.ffi.cast("X509 *", where[1]), where[2], where[3], 7)
    out = [t.hex(ctx, 4), t.hex(ctx + 8, 120)]
    t.crypto.X509V3_set_ctx(t.NULL, t.NULL, t.NULL, t.NULL, t.NULL, 0)
    t.crypto.X509V3_set_nconf(t.NULL, t.NULL)
    return out + [t.errors()]


def test_context():
    diff.crypto_same(set_fields)


# -- the language of ASN1_generate_nconf(3) -----------------------------------------------------------------------------

GENERATED = ["NULL", "NULL:x", "NULL:", "BOOL:TRUE", "BOOL:false", "BOOL:y", "BOOL:x", "BOOL", "BOOLEAN:NO", "BOOL: TRUE", "INT:5", "INTEGER:-0x80", "INT:x", "INT:", "INT", "ENUM:3", "ENUMERATED:-1", "OID:1.2.3", "OBJECT:CN", "OID:zz", "OID: 1.2.3", "UTC:240101000000Z", "UTCTIME:x", "GENTIME:20240101000000Z",
             "GENERALIZEDTIME:x", "OCT:hi", "OCT:", "OCT", "OCTETSTRING:x", "FORMAT:HEX,OCT:0102", "FORM:HEX,OCT:0x", "FORMAT:HEX,OCT:", "FORMAT:UTF8,OCT:x", "FORMAT:BITLIST,OCT:1", "BITSTR:ab", "BITSTRING:x", "FORMAT:HEX,BITSTR:0102", "FORMAT:BITLIST,BITSTR:1,5,9", "FORMAT:BITLIST,BITSTR:1, 5 , 7", "FORMAT:BITLIST,BITSTR:",
             "FORMAT:BITLIST,BITSTR:x", "FORMAT:BITLIST,BITSTR:1x", "FORMAT:BITLIST,BITSTR:1,", "FORMAT:BITLIST,BITSTR:-1", "FORMAT:BITLIST,BITSTR:0", "FORMAT:BITLIST,BITSTR:300", "FORMAT:UTF8,BITSTR:x", "UNIV:ab", "UNIVERSALSTRING:a", "IA5:x", "IA5STRING:x", "IA5: x", "IA5:\xe4", "FORMAT:UTF8,IA5:\xe4", "UTF8:\xe4", "UTF8String:x",
             "FORMAT:UTF8,UTF8:\xe4", "UTF8:", "BMP:ab", "BMPSTRING:x", "FORMAT:UTF8,BMP:\xe4", "FORMAT:UTF8,BMP:\U0001F600", "FORMAT:UTF8,UNIV:\U0001F600", "VISIBLE:x", "VISIBLESTRING:\xe4", "PRINTABLE:x", "PRINTABLESTRING:*", "T61:x", "T61STRING:x", "TELETEXSTRING:\xe4", "FORMAT:UTF8,T61:\xe4", "FORMAT:UTF8,T61:\u20ac", "GENSTR:x",
             "GeneralString:\xe4", "NUMERIC:1 2", "NUMERICSTRING:x", "FORMAT:HEX,UTF8:0102", "FORMAT:HEX,INT:01", "FORMAT:UTF8,INT:1", "FORMAT:HEX,BOOL:TRUE", "FORMAT:HEX,OID:1.2.3", "FORMAT:HEX,UTC:240101000000Z", "FORMAT:X,INT:1", "FORMAT:HEX,NULL", "FORMAT:HEX,SEQ:sequence", "FORMAT:HEX", "FORMAT:ASCIIX,UTF8:x", "FORMAT:,UTF8:x",
             "FORMAT,UTF8:x", "SEQ:sequence", "SEQUENCE:sequence", "SET:set", "SET:set_same", "SEQ:nosuch", "SEQ", "SEQ:", "SET:empty", "SEQ:empty", "SEQ:loop", "SEQ:wrong", "EXP:1,INT:5", "EXPLICIT:1,INT:5", "IMP:1,INT:5", "IMPLICIT:1,INT:5", "EXP:1A,INT:5", "EXP:1P,INT:5", "EXP:1C,INT:5", "EXP:1X,INT:5", "EXP:1CC,INT:5",
             "EXP:30,INT:5", "EXP:x,INT:5", "EXP:-1,INT:5", "EXP:,INT:5", "EXP,INT:5", "EXP: 1,INT:5", "EXP:1, INT:5", "IMP:1,IMP:2,INT:5", "EXP:1,IMP:2,INT:5", "IMP:1,EXP:2,INT:5", "EXP:1,EXP:2,INT:5", "OCTWRAP,INT:5", "SEQWRAP,INT:5", "SETWRAP,INT:5", "BITWRAP,INT:5", "IMP:1,OCTWRAP,INT:5", "IMP:1,BITWRAP,INT:5",
             "IMP:1,SEQ:sequence", "IMP:1,SEQWRAP,UTF8:x", "EXP:0,SEQWRAP,OCTWRAP,BITWRAP,SETWRAP,UTF8:x", "OCTWRAP:x,INT:5", "", "x", "x,INT:1", " INT : 5 ", "INT:5,x", "UTF8:a,b", ",INT:5", "INT:5 ", "IMP:1", "EXP:1", "EXP:1,", "OCTWRAP", "int:5", "Utf8:x", "exp:1,INT:5", "UTF8:a:b", "IMP:1C,UTF8:x", "IMP:1P,SEQ:empty",
             "EXP:1,EXP:1,EXP:1,EXP:1,EXP:1,EXP:1,EXP:1,EXP:1,EXP:1,EXP:1,EXP:1,EXP:1,EXP:1,EXP:1,EXP:1,EXP:1,EXP:1,EXP:1,EXP:1,EXP:1,INT:1", "EXP:1,EXP:1,EXP:1,EXP:1,EXP:1,EXP:1,EXP:1,EXP:1,EXP:1,EXP:1,EXP:1,EXP:1,EXP:1,EXP:1,EXP:1,EXP:1,EXP:1,EXP:1,EXP:1,EXP:1,EXP:1,INT:1"]


def test_generated():
    w = context()
    assert diff.crypto_same(built, w, "1.2.3.4", "ASN1:SEQ:sequence")[2][1] == "300d0201010c047465787430020500"
    diff.crypto_each(built, [[w, "1.2.3.4", f"ASN1:{v}"] for v in GENERATED])
    diff.crypto_each(built, [[None, "1.2.3.4", f"ASN1:{v}"] for v in ("INT:1", "SEQ", "SEQ:sequence")] + [[context(db=False), "1.2.3.4", "ASN1:SEQ:sequence"]])


def test_generated_ends():
    """Sections that name others twice, thirty deep, are more elements than any value has: ours stops, OpenSSL goes on."""
    config = "".join(f"[s{i}]\na = SEQ:s{i + 1}\nb = SEQ:s{i + 1}\n" for i in range(30)) + "[s30]\n"
    assert diff.BASELINE or diff.crypto_ours(built, context(), "1.2.3.4", "ASN1:SEQ:s0", config) == [None, ["ASN1:181", "34:116 value=SEQ:s0"]]
    diff.crypto_same(built, context(), "1.2.3.4", "ASN1:SEQ:s20", config)


@pytest.mark.parametrize("value", ["EXP:1U,INT:5", "IMP:5U,UTF8:x"])
def test_generated_is_no_der(value):
    """A tag that makes another type of what is behind it. Both see it, in other words."""
    for made in diff.crypto_run(built, context(), "1.2.3.4", f"ASN1:{value}"):
        assert made[0] is None and made[1][-1] == f"34:116 value={value}"


@pytest.mark.parametrize("value", ["EXP:31,INT:5", "EXP:200,INT:5", "IMP:31,INT:5"])
def test_generated_with_large_tags(value):
    """Ours reads no tags from 31 up, so it makes none."""
    theirs, mine = diff.crypto_run(built, context(), "1.2.3.4", f"ASN1:{value}")
    assert theirs[0] and (diff.BASELINE or mine[0] is None)
