# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""OCSP responses stapled by nginx and demanded by curl, with no OpenSSL in either process."""
from programs.test_stapling import ports, response, test_curl_demands_it, test_gnutls_takes_it, test_not_asked_or_not_there, test_ocsp  # noqa: F401

SEATS = ("relinked", "unmodified")
