# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Which extensions the library keeps for itself: the question for every number."""
from differential import diff

CDEF = "int SSL_extension_supported(unsigned int);"


def kept(t):
    return [n for n in range(70000) if t.ssl.SSL_extension_supported(n)]


def test_kept():
    diff.same(kept)
