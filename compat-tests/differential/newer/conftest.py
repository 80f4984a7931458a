# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""What OpenSSL 3.2 to 3.5 added. Debian's library is 3.0, so these cases run over ours alone, against the manual pages."""
import pytest

from differential import diff


@pytest.fixture(autouse=True)
def ours_alone():
    if diff.BASELINE:
        pytest.skip("the system's library is OpenSSL 3.0, which lacks these functions")
