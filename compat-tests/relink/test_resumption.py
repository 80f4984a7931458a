# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Sessions resumed by ticket and by shared cache, with no OpenSSL in the server's process, nor in that of curl."""
from programs.test_resumption import foreign, site, test_gnutls_server, test_nginx  # noqa: F401

SEATS = ("relinked", "unmodified")
