# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""A curl with no OpenSSL in the process refuses with the exit codes and words that Debian's curl has over OpenSSL."""
import pytest

from programs import test_refusals as told
from programs.test_refusals import (  # noqa: F401
    bad_site,
    test_address_not_in_certificate,
    test_bad_certificate,
    test_bad_signature,
    test_no_tls_at_all,
    test_own_certificate_files,
    test_pkcs12,
    test_trust_files,
    test_verify_result_code,
    weak_sites,
)

SEATS = ("relinked",)
# Our headers say that there are no engines, and a curl that was built so says it in other words.
OTHERWISE = {"engine unknown"}


@pytest.mark.parametrize("what", [w for w in told.ARGUMENTS if w not in OTHERWISE])
def test_arguments(lib, bad_site, pki, what):  # noqa: F811
    told.test_arguments(lib, bad_site, pki, what)
