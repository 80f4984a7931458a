# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""A gigabyte each way, the edges of the record and many requests at once, with no OpenSSL in the process."""
from programs.test_transfer import big, site, test_edges_down, test_edges_up, test_fifty_in_parallel, test_gigabyte_down, test_gigabyte_up, test_many_new_connections, test_reading_slowly, test_ten_thousand_requests  # noqa: F401

SEATS = ("relinked", "unmodified")
