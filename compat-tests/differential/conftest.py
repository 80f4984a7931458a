# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""--seats=system compares the system's library with itself: the baseline that shows the cases themselves repeatable."""
from differential import diff


def pytest_configure(config):
    diff.BASELINE = config.getoption("--seats", "all") == "system"


def pytest_sessionstart(session):
    diff.BASELINE = session.config.getoption("--seats", "all") == "system"
