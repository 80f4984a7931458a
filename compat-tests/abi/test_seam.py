# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""The seam between libssl and libcrypto: the checked-in list is what the library calls, and all of it is public."""
import re
import shutil

from .library import ROOT, gen_symbols, libdir, seam


def test_list_is_what_the_library_calls():
    faults = seam.difference(seam.imports(str(libdir() / "libssl.so.3")), seam.read_list())
    assert not faults, "\n".join(faults + ["if that is meant: tools/seam.py --update LIBRARY"])


def test_only_functions_of_libcrypto_3_0():
    assert [n for n, node in seam.read_list() if node != "OPENSSL_3.0.0"] == []


# Exported by libcrypto for libssl's sake and declared in no public header: they read the ssl_conf section.
UNDECLARED = {"conf_ssl_get", "conf_ssl_get_cmd", "conf_ssl_name_find"}


def test_every_function_is_declared_in_a_public_header():
    text = "".join(p.read_text() for p in (ROOT / "include" / "openssl").glob("*.h"))
    declared = set(re.findall(r"\b(\w+)\(", text)) | UNDECLARED
    assert [n for n, _ in seam.read_list() if n not in declared] == []


def test_difference_tells_both_sides():
    faults = seam.difference([("a", "V"), ("b", "V")], [("b", "V"), ("c", "V")])
    assert len(faults) == 2 and faults[0].startswith("a ") and "not called" in faults[1]


def test_update_puts_rows_into_libcryptos_table(tmp_path):
    copy = tmp_path / "symbols.tsv"
    shutil.copy(ROOT / "compat" / "crypto" / "symbols.tsv", copy)
    before = copy.read_text().splitlines()
    assert seam.add_absent([("BIO_new", "OPENSSL_3.0.0")], str(copy)) == [] and copy.read_text().splitlines() == before
    assert seam.add_absent([("BIO_new_of_tomorrow", "OPENSSL_3.1.0"), ("BIO_new", "OPENSSL_3.0.0")], str(copy)) == ["BIO_new_of_tomorrow"]
    added = [line for line in copy.read_text().splitlines() if line not in before]
    assert [line.split("\t")[:4] for line in added] == [["BIO_new_of_tomorrow", "OPENSSL_3.1.0", "3.1", "absent"]]
    assert [r.symbol for r in gen_symbols.read_table(str(copy)) if r.family == "bio" and r.symbol == "BIO_new_of_tomorrow"]
