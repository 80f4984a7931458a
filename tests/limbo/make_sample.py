#!/usr/bin/python3
# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Writes sample.json: a few cases in the form of x509-limbo's limbo.json, one of them with a verdict that is not ours."""
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "pki"))
import certgen as g  # noqa: E402

ROOT = g.root()
INT = g.ca("Int", ROOT, number=1)
LEAF = g.leaf(INT)
CRLS = [g.pem(g.crl(c, [g.revoked(LEAF)]), "X509 CRL").decode() for c in (INT, ROOT)]
OLD = g.leaf(INT, not_after="2021-01-01")


def case(id_, expected, leaf=LEAF, untrusted=(INT,), name=("DNS", "www.example.com"), **more):
    t = {"id": f"sample::{id_}", "conflicts_with": [], "features": [], "importance": "undetermined", "description": "",
         "validation_kind": "SERVER",
         "trusted_certs": [g.pem(ROOT.der).decode()], "untrusted_intermediates": [g.pem(c.der).decode() for c in untrusted],
         "peer_certificate": g.pem(leaf.der).decode(), "peer_certificate_key": None, "validation_time": "2024-01-01T00:00:00Z",
         "signature_algorithms": [], "key_usage": [], "extended_key_usage": [], "expected_result": expected,
         "expected_peer_name": {"kind": name[0], "value": name[1]} if name else None, "expected_peer_names": [],
         "max_chain_depth": None, "crls": []}
    return t | more


CASES = [case("plain", "SUCCESS"), case("other-host", "FAILURE", name=("DNS", "other.example.com")),
         case("address", "FAILURE", name=("IP", "192.0.2.1")),
         case("no-intermediate", "FAILURE", untrusted=()), case("expired", "FAILURE", OLD),
         case("expired-then", "SUCCESS", OLD, validation_time="2020-06-01T00:00:00Z"),
         case("depth-0", "FAILURE", max_chain_depth=0), case("depth-1", "SUCCESS", max_chain_depth=1),
         case("client", "SUCCESS", validation_kind="CLIENT", name=None),
         case("revoked", "FAILURE", crls=CRLS), case("another-algorithm", "FAILURE", signature_algorithms=["RSA_WITH_SHA1"]),
         case("wrong-expectation", "FAILURE")]

if __name__ == "__main__":
    (HERE / "sample.json").write_text(json.dumps({"version": 1, "testcases": CASES}, indent=1) + "\n")
