#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Makes the table of error texts of our libcrypto from the reason codes of include/openssl and of other headers.

    gen_reasons.py -o FILE INCLUDE_DIR [HEADER...]

A text is the name of its code in small letters and with blanks, as OpenSSL has it too, but for the ones below.
"""
import argparse
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from gen_symbols import c_string, write_if_changed  # noqa: E402

LIBRARIES = {
    "NONE": "unknown library", "SYS": "system library", "BN": "bignum routines", "RSA": "rsa routines",
    "DH": "Diffie-Hellman routines", "EVP": "digital envelope routines", "BUF": "memory buffer routines",
    "OBJ": "object identifier routines", "PEM": "PEM routines", "DSA": "dsa routines", "X509": "x509 certificate routines",
    "ASN1": "asn1 encoding routines", "CONF": "configuration file routines", "CRYPTO": "common libcrypto routines",
    "EC": "elliptic curve routines", "SSL": "SSL routines", "BIO": "BIO routines", "PKCS7": "PKCS7 routines",
    "X509V3": "X509 V3 routines", "PKCS12": "PKCS12 routines", "RAND": "random number generator",
    "DSO": "DSO support routines", "ENGINE": "engine routines", "OCSP": "OCSP routines", "UI": "UI routines",
    "ECDSA": "ECDSA routines", "ECDH": "ECDH routines", "OSSL_STORE": "STORE routines", "FIPS": "FIPS routines",
    "CMS": "CMS routines", "TS": "time stamp routines", "HMAC": "HMAC routines", "CT": "CT routines",
    "ASYNC": "ASYNC routines", "KDF": "KDF routines", "SM2": "SM2 routines", "ESS": "ESS routines", "CRMF": "CRMF routines",
    "PROV": "Provider routines", "CMP": "CMP routines", "OSSL_ENCODER": "ENCODER routines",
    "OSSL_DECODER": "DECODER routines", "HTTP": "HTTP routines",
}

# Codes whose words are not their name; None: OpenSSL has no words for it.
EXCEPTIONS = {
    "BIO_R_NULL_PARAMETER": None,
    "DSO_R_LOAD_FAILED": "could not load the shared library",
    "PROP_R_NOT_AN_ASCII_CHARACTER": "not an ascii character",
    "BIO_R_WSASTARTUP": "WSAStartup",
    "BIO_R_WRITE_TO_READ_ONLY_BIO": "write to read only BIO",
    "OSSL_DECODER_R_MISSING_GET_PARAMS": None,
    "OSSL_DECODER_R_COULD_NOT_DECODE_OBJECT": None,
    "OSSL_DECODER_R_DECODER_NOT_FOUND": None,
    "DH_R_INVALID_PUBKEY": "invalid public key",
    "DSA_R_SEED_LEN_SMALL": "seed_len is less than the length of q",
    "EC_R_NOT_A_NIST_PRIME": "not a NIST prime",
    "EC_R_MISSING_OID": "missing OID",
    "EVP_R_EXPECTING_A_EC_KEY": "expecting an ec key",
    "EVP_R_EXPECTING_A_ECX_KEY": "expecting an ecx key",
    "EVP_R_PARTIALLY_OVERLAPPING": "partially overlapping buffers",
    "EVP_R_NOT_XOF_OR_INVALID_LENGTH": "not XOF or invalid length",
    "RAND_R_PRNG_NOT_SEEDED": "PRNG not seeded",
    "RAND_R_FUNC_NOT_IMPLEMENTED": "Function not implemented",
    "RAND_R_CANNOT_OPEN_FILE": "Cannot open file",
    "RAND_R_NOT_A_REGULAR_FILE": "Not a regular file",
    "RAND_R_FWRITE_ERROR": "Error writing file",
    "RSA_R_SLEN_RECOVERY_FAILED": "salt length recovery failed",
    "RSA_R_SLEN_CHECK_FAILED": "salt length check failed",
    "UI_R_SYSASSIGN_ERROR": "sys$assign error",
    "UI_R_SYSDASSGN_ERROR": "sys$dassgn error",
    "UI_R_SYSQIOW_ERROR": "sys$qiow error",
    "X509_R_CRL_SIGNATURE_ALGORITHM_MISMATCH": None,
    "ERR_R_SYS_LIB": "system lib",
    "ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED": "called a function you should not call",
    "ERR_R_PASSED_NULL_PARAMETER": "passed a null parameter",
    "ERR_R_DISABLED": "called a function that was disabled at compile-time",
}
# Of the reasons "it was that library's error", OpenSSL has words for these.
NAMED_LIB_REASONS = {"BN", "RSA", "DH", "EVP", "BUF", "OBJ", "PEM", "DSA", "X509", "ASN1", "CRYPTO", "EC", "BIO", "PKCS7",
                     "X509V3", "ENGINE", "UI", "ECDSA", "OSSL_STORE", "OSSL_DECODER", "SYS"}


def words(name):
    """The text of a code, or None."""
    if name in EXCEPTIONS:
        return EXCEPTIONS[name]
    lib = re.fullmatch(r"ERR_R_(\w+)_LIB", name)
    if lib:
        return f"{lib.group(1)} lib" if lib.group(1) in NAMED_LIB_REASONS else None
    return name.split("_R_", 1)[1].lower().replace("_", " ")


def rows(include, others):
    """Code to text."""
    with open(os.path.join(include, "err.h"), encoding="utf-8") as f:
        err_h = f.read()
    libs = {n: int(v) for n, v in re.findall(r"#define ERR_LIB_(\w+)\s+(\d+)$", err_h, re.M)}
    out = {libs[name] << 23: text for name, text in LIBRARIES.items()}
    flag = {"ERR_RFLAG_FATAL": 1 << 18, "ERR_RFLAG_COMMON": 2 << 18, "ERR_R_FATAL": 3 << 18}
    for name, body in re.findall(r"#define (ERR_R_\w+)\s+\((\w+ \| \w+)\)", err_h):
        one, two = body.split(" | ")
        value = flag[one] if one in flag else libs[one[8:]] if one.startswith("ERR_LIB_") else int(one)
        text = words(name)
        if text:
            out[value | flag[two]] = text
    headers = [os.path.join(include, h) for h in sorted(os.listdir(include))
               if re.search(r"err(_legacy)?\.h$", h) and not h.startswith(("err.h", "sslerr"))]
    for header in headers + others:
        with open(header, encoding="utf-8") as f:
            found = re.findall(r"#define (\w+?)(_R_\w+)\s+(\d+)$", f.read(), re.M)
        for lib, reason, number in found:
            text = words(lib + reason)
            if text and lib in libs:
                out.setdefault(libs[lib] << 23 | int(number), text)
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("include")
    parser.add_argument("others", nargs="*")
    parser.add_argument("-o", "--output", required=True)
    args = parser.parse_args()
    table = rows(args.include, args.others)
    body = "".join(f"\t{{0x{code:08x}, {c_string(text)}}},\n" for code, text in sorted(table.items()))
    write_if_changed(args.output, "/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */\n"
                     "/* Made by tools/gen_reasons.py from the headers of reasons. */\n"
                     '#include "compat/crypto/err/err.h"\n\n'
                     f"const struct err_text err_texts[] = {{\n{body}}};\n"
                     f"const unsigned err_n_texts = {len(table)};\n")


if __name__ == "__main__":
    main()
