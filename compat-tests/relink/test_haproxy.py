# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""HAProxy as server and as client, with no OpenSSL in the process."""
from programs.test_haproxy import backend, certificates, chained, front, test_client_certificate, test_crt_list_sets_the_least_version, test_https, test_plain_bind, test_servers, test_servers_refused, test_starts_without_a_complaint, test_wrong_authority  # noqa: F401

SEATS = ("relinked haproxy", "unmodified")
