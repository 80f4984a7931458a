# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""nginx takes new certificates by a reload, with no OpenSSL in the process."""
from programs.test_reload import site, test_bad_certificate_keeps_the_old, test_new_certificate, test_running_answer_is_finished, test_under_load  # noqa: F401

SEATS = ("relinked", "unmodified")
