# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""nginx's stream module puts TLS on and takes it off, with no OpenSSL in the process."""
from programs.test_stream import backend, echo, inner, outer, test_alpn_of_the_stream_module, test_client_certificate, test_echo_through_foreign_clients, test_sorted_by_name, test_tls_put_on_and_taken_off, test_tls_taken_off, test_wrong_name  # noqa: F401

SEATS = ("relinked", "unmodified")
