# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""lighttpd, rebuilt with no OpenSSL in the process."""
from programs.test_lighttpd import *  # noqa: F401,F403

SEATS = ("relinked lighttpd",)
