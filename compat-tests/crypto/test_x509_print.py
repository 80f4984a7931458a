# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""X509_print_ex and its short forms: certificates as text, byte for byte as OpenSSL's."""
import functools
import subprocess

import pytest

from crypto import test_x509
from differential import diff
from helpers import libs

CDEF = test_x509.CDEF + """
typedef struct _IO_FILE FILE; FILE *tmpfile(void); long fread(void *, size_t, size_t, FILE *); void rewind(FILE *); int fclose(FILE *);
int X509_print_ex(BIO *, X509 *, unsigned long, unsigned long); int X509_print(BIO *, X509 *); int X509_print_fp(FILE *, X509 *); int X509_print_ex_fp(FILE *, X509 *, unsigned long, unsigned long);
const BIO_METHOD *BIO_f_null(void); const BIO_METHOD *BIO_s_file(void);
"""

ONELINE, MULTILINE, RFC2253 = 0x0082031F, 0x02A40006, 0x01110317  # XN_FLAG_*
WHICH = ["header", "version", "serial", "signame", "issuer", "validity", "subject", "pubkey", "extensions", "sigdump", "aux", "attributes", "ids", "only_kid"]


def made(tmp, name, key, subject="/C=DE/O=a+OU=b, \"c\"/CN=\\C3\\A4", *args, flags=(), pem=False):
    """A certificate in DER, signed by a key of its own that openssl(1) made."""
    run = functools.partial(subprocess.run, check=True, capture_output=True, cwd=tmp, env=libs.clean_env(), timeout=60)
    run(["openssl", "genpkey", *key, "-out", f"{name}.key"])
    run(["openssl", "req", "-x509", "-new", "-utf8", "-key", f"{name}.key", "-subj", subject, "-days", "3", "-out", f"{name}.crt", *args])
    return subprocess.run(["openssl", "x509", "-in", f"{name}.crt", "-outform", "DER", *flags], check=True, capture_output=True, cwd=tmp, env=libs.clean_env(), timeout=60).stdout.hex()


def printed(t, data, name_flags, flags, function="d2i_X509"):
    x, _ = test_x509.load(t, data, function)
    assert x != t.NULL
    bio, room = t.crypto.BIO_new(t.crypto.BIO_s_mem()), t.ffi.new("char[60000]")
    out = [t.crypto.X509_print_ex(bio, x, name_flags, flags)]
    n = t.crypto.BIO_read(bio, room, 60000)
    return out + [t.hex(room, max(n, 0)), t.errors()]


def short_forms(t, data):
    x, _ = test_x509.load(t, data)
    bio, room, libc = t.crypto.BIO_new(t.crypto.BIO_s_mem()), t.ffi.new("char[60000]"), t.ffi.dlopen(None)
    out = [t.crypto.X509_print(bio, x), t.hex(room, max(t.crypto.BIO_read(bio, room, 60000), 0))]
    for call in (lambda f: t.crypto.X509_print_fp(f, x), lambda f: t.crypto.X509_print_ex_fp(f, x, MULTILINE, 1 << 7)):
        f = libc.tmpfile()
        out.append(call(f))
        libc.rewind(f)
        out.append(t.hex(room, libc.fread(room, 1, 60000, f)))
        libc.fclose(f)
    return out


def unwritable(t, data):
    """A BIO that takes nothing: every field in turn is the first to fail."""
    x, _ = test_x509.load(t, data)
    everything = (1 << 14) - 1
    return [t.crypto.X509_print_ex(t.crypto.BIO_new(t.crypto.BIO_s_file()), x, ONELINE, everything & ~(1 << i)) for i in range(11)]


def test_every_certificate(pki):
    """Of each kind and key, in each form of names."""
    diff.crypto_each(printed, [[c, f, 0] for c in test_x509.certificates(pki).values() for f in (0, ONELINE, MULTILINE, RFC2253)])


def test_what_authorities_write(tmp_path):
    """The extensions of the web's certificates: policies with qualifiers, constraints, features, timestamps of two logs."""
    stamp = "00" + "ab" * 32 + "000001700000007b" + "0000" + "0403" + "0004" + "30020201"
    stamps = f"{len(stamp) // 2:04x}{stamp}" * 2
    whole = f"04{len(stamps) // 2 + 2:02x}{len(stamps) // 2:04x}{stamps}"
    conf = tmp_path / "cnf"
    conf.write_text("[req]\ndistinguished_name=d\nx509_extensions=e\n[d]\n[p]\npolicyIdentifier=1.2.3.4\nCPS.1=http://cps.test/\nuserNotice.1=@n\n"
                    "[n]\nexplicitText=UTF8:a notice\norganization=some\nnoticeNumbers=1,2\n"
                    "[e]\ncertificatePolicies=2.23.140.1.2.1,@p,1.3.6.1.4.1.11129.2.5.3\nnameConstraints=permitted;DNS:.test,permitted;IP:10.0.0.0/255.0.0.0,excluded;email:a.test\n"
                    "policyConstraints=requireExplicitPolicy:3,inhibitPolicyMapping:0\ninhibitAnyPolicy=2\npolicyMappings=critical,1.2.3.4:1.2.3.5\ntlsfeature=status_request,18\n"
                    f"1.3.6.1.4.1.11129.2.4.2=DER:{whole}\n1.3.6.1.4.1.11129.2.4.3=critical,ASN1:NULL\n")
    data = made(tmp_path, "web", ("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"), "/CN=web", "-config", str(conf))
    _, text, _ = diff.crypto_same(printed, data, ONELINE, 0)
    text = bytes.fromhex(text).decode()
    assert all(word in text for word in ("CPS: http://cps.test/", "Permitted:", "Timestamp : ", "status_request"))


def test_each_field_left_out(pki):
    certs = test_x509.certificates(pki)
    diff.crypto_each(printed, [[certs[n], ONELINE, 1 << i] for n in ("p256", "rsa2048") for i in range(len(WHICH))])


def test_short_forms(pki):
    diff.crypto_each(short_forms, [[test_x509.certificates(pki)[n]] for n in ("p384", "rsapss")])


def test_nothing_takes_the_text(pki):
    diff.crypto_same(unwritable, test_x509.certificates(pki)["p256"])


@pytest.mark.parametrize("serial", ["0", "1", "0x7fffffffffffffff", "0x8000000000000000", "-1", "-2", "-0x7fffffffffffffff", "-0x8000000000000000", "-0x123456789012345678", "0x" + "a5" * 20])
def test_serial_numbers(tmp_path, serial):
    data = made(tmp_path, "s", ["-algorithm", "ed25519"], "/CN=a", "-set_serial", serial)
    diff.crypto_same(printed, data, ONELINE, 0)


PSS = ["-algorithm", "rsa-pss", "-pkeyopt", "rsa_keygen_bits:2048"]


@pytest.mark.parametrize("key,args", [
    (["-algorithm", "rsa", "-pkeyopt", "rsa_keygen_bits:2048", "-pkeyopt", "rsa_keygen_pubexp:3"], ()),
    (["-algorithm", "rsa", "-pkeyopt", "rsa_keygen_bits:2048", "-pkeyopt", "rsa_keygen_pubexp:18446744073709551557"], ()),
    (["-algorithm", "rsa", "-pkeyopt", "rsa_keygen_bits:1024"], ()),
    (PSS, ("-sigopt", "rsa_pss_saltlen:20", "-sha1")),
    (PSS, ("-sigopt", "rsa_pss_saltlen:200", "-sigopt", "rsa_mgf1_md:sha384")),
    (PSS + ["-pkeyopt", "rsa_pss_keygen_md:sha384", "-pkeyopt", "rsa_pss_keygen_mgf1_md:sha384", "-pkeyopt", "rsa_pss_keygen_saltlen:20"], ()),
    (PSS + ["-pkeyopt", "rsa_pss_keygen_md:sha512", "-pkeyopt", "rsa_pss_keygen_mgf1_md:sha512", "-pkeyopt", "rsa_pss_keygen_saltlen:64"], ()),
    (["-algorithm", "ec", "-pkeyopt", "ec_paramgen_curve:P-521"], ("-addext", "1.2.3.4=critical,ASN1:UTF8String:some\\1")),
], ids=["e3", "e64", "rsa1024", "pss-sha1", "pss-mixed", "pss-384", "pss-512", "unknown-extension"])
def test_keys_and_signatures(tmp_path, key, args):
    diff.crypto_same(printed, made(tmp_path, "k", key, "/CN=a", *args), ONELINE, 0)


@pytest.mark.parametrize("flags", [(), ("-addtrust", "serverAuth"), ("-addreject", "emailProtection", "-addreject", "1.2.3.4"), ("-addtrust", "serverAuth", "-addtrust", "clientAuth", "-setalias", "an alias")])
def test_trusted_certificates(tmp_path, flags):
    data = made(tmp_path, "t", ["-algorithm", "ed25519"], "/CN=a", flags=("-trustout", *flags))
    diff.crypto_same(printed, data, ONELINE, 0, "d2i_X509_AUX")


def with_unique_ids(der):
    """The same certificate with issuerUniqueID and subjectUniqueID, for which no command asks; the signature no longer fits."""

    def length(n):
        return bytes([n]) if n < 128 else bytes([0x82]) + n.to_bytes(2, "big")

    assert der[:2] == b"\x30\x82" and der[4:6] == b"\x30\x82"
    end = 8 + int.from_bytes(der[6:8], "big")
    tbs, rest = der[8:end], der[end:]
    at = tbs.rindex(b"\xa3\x82") if b"\xa3\x82" in tbs else tbs.rindex(b"\xa3\x81")
    tbs = tbs[:at] + bytes.fromhex("8103000a0b") + bytes.fromhex("821500") + bytes(range(20)) + tbs[at:]
    tbs = b"\x30" + length(len(tbs)) + tbs
    return b"\x30" + length(len(tbs + rest)) + tbs + rest


def test_unique_ids(pki):
    data = with_unique_ids(bytes.fromhex(test_x509.certificates(pki)["p256"])).hex()
    diff.crypto_same(printed, data, ONELINE, 0)
    assert b"Subject Unique ID: " in bytes.fromhex(diff.crypto_run(printed, data, ONELINE, 0)[1][1])


def test_a_key_that_is_not_read_here(tmp_path):
    """OpenSSL prints it; ours says so, with the reason, and goes on with the rest."""
    data = made(tmp_path, "k", ["-algorithm", "ec", "-pkeyopt", "ec_paramgen_curve:secp256k1"], "/CN=a")
    theirs, ours = (bytes.fromhex(a[1]).decode() for a in diff.crypto_run(printed, data, ONELINE, 0))
    before, after = "            Public Key Algorithm: id-ecPublicKey\n", "        X509v3 extensions:"
    assert theirs.split(before)[0] == ours.split(before)[0]
    assert theirs.split(after)[1] == ours.split(after)[1]
    key = ours.split(before)[1].split(after)[0]
    assert key.startswith("            Unable to load Public Key\n") and ":error:" in key, key
