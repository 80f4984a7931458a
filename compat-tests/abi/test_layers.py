# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Arrows between the layers point down only: read from the #include lines, no compiler needed."""
import re

import pytest

from .library import ROOT

SUFFIXES = {".c", ".h", ".S"}
# A layer may include itself and what has a smaller rank.
RANKS = {
    "base": 0, "crypto": 1, "pki": 2,
    "tls/wire": 3, "tls/keys": 4, "tls/session": 5, "tls/policy": 5, "tls/state": 6, "tls/record": 7, "tls/handshake": 8,
    "tls": 9,
}
OUTSIDE = {"nettle": "crypto", "gmp.h": "crypto", "hogweed": "crypto", "libtasn1.h": "pki"}


def layer_of(path):
    """The layer of a path relative to engine/: its folder, as far as RANKS knows it."""
    folder = "/".join(path.split("/")[:-1])
    while folder and folder not in RANKS:
        folder = folder.rpartition("/")[0]
    return folder or None


def judge_engine(source, included, quoted):
    """A sentence when the file at engine/SOURCE must not include this, else None."""
    layer = layer_of(source)
    if included.startswith("openssl/") or included.startswith("compat/"):
        return f"engine/{source} includes {included}: the engine knows nothing of OpenSSL"
    if not quoted:
        owner = next((o for stem, o in OUTSIDE.items() if included == stem or included.startswith(stem + "/")), None)
        if owner and layer != owner:
            return f"engine/{source} includes <{included}>, which belongs to engine/{owner} alone"
        return None
    if included.removeprefix("engine/") == "engine.h":
        return None if layer and layer.startswith("tls") else f"engine/{source} includes engine.h, which stands above it"
    if "/" not in included:
        return None  # beside the including file
    target = layer_of(included.removeprefix("engine/"))
    if target is None:
        return f"engine/{source} includes {included}, which is in no layer"
    if layer is not None and RANKS[target] > RANKS[layer]:
        return f"engine/{source} includes {included}: the arrow points up"
    return None


def judge_compat(source, included, quoted):
    """The same for compat/SOURCE."""
    owner = next((o for stem, o in OUTSIDE.items() if included == stem or included.startswith(stem + "/")), None)
    if owner:
        return f"compat/{source} includes <{included}>, which belongs to engine/{owner} alone"
    if quoted and (included == "engine.h" or included == "engine/engine.h"):
        return "compat/crypto stands beside TLS, not above it" if source.startswith("crypto/") else None
    if quoted and (source.startswith("crypto/") and included.startswith("compat/ssl/")
                   or source.startswith("ssl/") and included.startswith("compat/crypto/")):
        return f"compat/{source} includes {included}: the two libraries know each other by public headers alone"
    if source.startswith("crypto/") and re.match(r"engine/(base|crypto|pki)/", included):
        return None  # libcrypto is made of the engine's lower layers
    if quoted and (included.startswith("engine/") or included.split("/")[0] in ("base", "crypto", "pki", "tls", "wire")):
        return f"compat/{source} includes {included}: of the engine only engine/engine.h is open to it"
    return None


def violations(top, judge):
    out, seen = [], 0
    for path in sorted((ROOT / top).rglob("*")):
        if path.suffix not in SUFFIXES:
            continue
        source = path.relative_to(ROOT / top).as_posix()
        for line in path.read_text(encoding="utf-8").splitlines():
            m = re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line)
            if m:
                seen += 1
                fault = judge(source, m.group(2), m.group(1) == '"')
                if fault:
                    out.append(fault)
    assert seen > 50, f"hardly an #include line was found under {top}"
    return out


def test_engine():
    faults = violations("engine", judge_engine)
    assert not faults, "\n".join(faults)


def test_compat():
    faults = violations("compat", judge_compat)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("source, included, quoted", [
    ("base/reader.c", "crypto/hash.h", True),
    ("crypto/hash.c", "pki/cert.h", True),
    ("pki/cert.c", "tls/state/conn.h", True),
    ("pki/cert.c", "nettle/sha2.h", False),
    ("crypto/rsa.c", "libtasn1.h", False),
    ("tls/wire/ext.c", "tls/keys/ks13.h", True),
    ("tls/keys/ks13.c", "tls/handshake/hs.h", True),
    ("tls/state/conn.h", "tls/record/record.h", True),
    ("tls/record/record.c", "tls/handshake/hs.h", True),
    ("tls/conn.c", "openssl/ssl.h", False),
    ("crypto/x86_64/cpu.c", "pki/cert.h", True),
    ("base/err.c", "engine.h", True),
])
def test_upward_arrows_are_seen(source, included, quoted):
    assert judge_engine(source, included, quoted)


@pytest.mark.parametrize("source, included, quoted", [
    ("tls/conn.c", "engine.h", True), ("tls/handshake/hs.c", "base/span.h", True), ("crypto/sha.c", "nettle/sha2.h", False),
    ("pki/asn1.c", "libtasn1.h", False), ("tls/wire/ext.c", "stdint.h", False), ("crypto/x86_64/cpu.c", "crypto/hash.h", True),
])
def test_downward_arrows_pass(source, included, quoted):
    assert judge_engine(source, included, quoted) is None


def test_compat_sees_only_the_public_engine():
    assert judge_compat("ssl/io/pump.c", "engine/engine.h", True) is None
    assert judge_compat("ssl/io/pump.c", "compat/ssl/core/local.h", True) is None
    assert judge_compat("ssl/io/pump.c", "openssl/ssl.h", False) is None
    assert judge_compat("ssl/io/pump.c", "engine/tls/conn.h", True)
    assert judge_compat("ssl/io/pump.c", "base/reader.h", True)
    assert judge_compat("ssl/io/pump.c", "nettle/sha2.h", False)
    assert judge_compat("crypto/rand/rand.c", "engine/crypto/rng.h", True) is None
    assert judge_compat("crypto/rand/rand.c", "engine/tls/conn.h", True)
    assert judge_compat("crypto/rand/rand.c", "engine/engine.h", True)
    assert judge_compat("crypto/rand/rand.c", "compat/ssl/core/local.h", True)
