# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Client certificates, and each form of their files, with no OpenSSL in the process."""
from programs.test_client_certs import site, strict, test_forms_of_key, test_good, test_none_given, test_not_asked_for, test_refused, test_strict_server_refuses, test_strict_server_takes_ours  # noqa: F401

SEATS = ("relinked", "unmodified")
