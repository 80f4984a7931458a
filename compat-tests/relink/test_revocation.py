# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Revocation lists in curl and nginx, stapled verdicts in curl, with no OpenSSL in the process."""
from programs.test_revocation import site, site_files, test_curl, test_curl_cert_status, test_curl_no_lists, test_nginx  # noqa: F401

SEATS = ("relinked", "unmodified")
