# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
import pytest

import both


@pytest.fixture(scope="session")
def shim(tmp_path_factory):
    return both.build_shim(tmp_path_factory.mktemp("shim"))
