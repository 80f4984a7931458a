# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""redis-server and redis-cli over TLS with client certificates, rebuilt with no OpenSSL in either process."""
from programs.test_databases import redis, test_redis  # noqa: F401

SEATS = ("relinked redis",)
