# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Forms of keys and certificates, passwords, directories of roots, and what nginx says to unusable files, with no OpenSSL in the process."""
from programs.test_files import site, test_capath, test_certificate_details, test_forms, test_nginx_refuses_files, test_nginx_refuses_settings, test_nginx_takes_a_key_of_another_kind, test_p521_key, test_pinned_key  # noqa: F401

SEATS = ("relinked", "unmodified")
