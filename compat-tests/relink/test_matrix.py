# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Versions, suites, groups and kinds of key between curl and nginx that have no OpenSSL in the process."""
from programs.test_matrix import site, test_curl_nginx, test_defaults, test_version_taken  # noqa: F401

SEATS = ("relinked", "unmodified")
