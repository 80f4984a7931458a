# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""What HAProxy makes, staples and refuses of certificates, and early data, with no OpenSSL in its process."""
from programs.test_early_data import balancer, test_haproxy as test_early_data  # noqa: F401
from programs.test_haproxy_certificates import site, site_files, test_made_for_a_name, test_revoked_client, test_stapled  # noqa: F401

SEATS = ("relinked haproxy", "unmodified")
