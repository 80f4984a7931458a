# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Python's own tests of authentication after the handshake (test_ssl, TestPostHandshakeAuth), over our library."""
import re

from helpers import libs, proc


def test_post_handshake_auth(tmp_path):
    r = proc.run(["/usr/bin/python3", "-m", "test", "-v", "test_ssl", "-m", "TestPostHandshakeAuth"], lib=libs.ours(), cwd=tmp_path, timeout=120)
    told = (r.out + r.err).decode(errors="replace") if isinstance(r.out, bytes) else r.out + r.err
    ran = re.search(r"Ran (\d+) tests", told)
    assert r.code == 0 and ran and int(ran.group(1)) >= 9, told[-4000:]
