# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Certificates by name and by variable, ALPN beside them, with no OpenSSL in the process."""
from programs.test_sni import site, test_block_and_certificate_by_name, test_certificate_by_variable, test_certificate_by_variable_missing, test_no_name_for_an_address, test_other_name_gets_the_default, test_rejected_names, test_settings_of_the_named_block, test_two_keys_signature_chooses, test_two_keys_suite_chooses, test_wildcard_covers_one_label  # noqa: F401

SEATS = ("relinked", "unmodified")
