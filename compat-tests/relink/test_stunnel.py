# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""stunnel at both ends of a tunnel, rebuilt without its requests to OCSP responders, with no OpenSSL in either process."""
from programs.test_tunnels import echo, stunnels, test_stunnel, test_stunnel_refuses  # noqa: F401

SEATS = ("relinked stunnel",)
