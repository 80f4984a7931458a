# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Each program configures, compiles and links from its unchanged source with only a prefix given: our headers, our two libraries."""
import re
import subprocess

import pytest

from helpers import debsource, libs, relink

# What a program still lacks. One that begins to build fails here until it is taken off the list.
NOT_YET = dict.fromkeys(relink.RECIPES, "our libcrypto.so.3 has no OCSP_, OSSL_STORE_ and OSSL_DECODER_ functions yet, which our own libssl.so.3 calls as well")


def built(name):
    try:
        return relink.build(name)
    except debsource.Unavailable as e:
        pytest.skip(f"the source of {name}: {e}")


def needed(file):
    out = subprocess.run(["readelf", "-d", file], capture_output=True, text=True, check=True, env=libs.clean_env()).stdout
    return set(re.findall(r"\(NEEDED\).*\[(.*)\]", out))


@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=pytest.mark.xfail(reason=NOT_YET[n], raises=relink.NotBuilt)) if n in NOT_YET else n for n in relink.RECIPES]
)
def test_builds(name):
    src = built(name)
    for program in relink.RECIPES[name].programs:
        assert "libssl.so.3" in needed(src / program), f"{program} is not linked with libssl.so.3"
        # What the loader would take, for the program and all that it needs.
        said = subprocess.run(["ldd", src / program], capture_output=True, text=True, check=True, env=libs.clean_env()).stdout
        found = set(re.findall(r"lib(?:ssl|crypto)\.so\S* => (\S+)", said))
        assert found == {str(relink.PREFIX / "lib" / f"lib{n}.so.3") for n in ("ssl", "crypto")}, said
