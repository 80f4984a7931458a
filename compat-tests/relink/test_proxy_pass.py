# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""nginx as a client of servers behind it, with no OpenSSL in the process."""
from programs.test_proxy_pass import front, test_bad_upstream, test_client_certificate, test_many_through_both, test_no_common_version, test_passes, test_suite, test_wrong_name, upstream  # noqa: F401

SEATS = ("relinked", "unmodified")
