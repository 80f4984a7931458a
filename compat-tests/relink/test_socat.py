# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""socat at both ends of a connection, rebuilt with no OpenSSL in either process."""
from programs.test_tunnels import echo, socat_server, test_socat, test_socat_refuses  # noqa: F401

SEATS = ("relinked socat",)
