# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""The sample runs with tlsclient, tlsserver and Debian's nginx over the two libraries of an installation."""
from programs.test_sample_runs import *  # noqa: F401,F403

SEATS = ("installed",)
