# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Sessions that move between servers which share ticket keys, with no OpenSSL in their processes."""
from programs.test_resumption_nodes import haproxies, keys, nodes, test_every_move_resumes, test_haproxy_nodes, test_keys_change_by_reload, test_nodes_of_two_libraries, test_rotated_key, test_wrong_key  # noqa: F401

SEATS = ("relinked haproxy",)
