# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""nginx's mail module, with curl as its client, with no OpenSSL in either process."""
from programs.test_mail import letters, site, test_client_certificate, test_fetch_a_letter, test_foreign_starttls, test_leave_a_letter, test_wrong_password  # noqa: F401

SEATS = ("relinked", "unmodified")
