# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Each program configures, compiles and links from its unchanged source with only a prefix given: our headers, our two libraries."""
import re
import subprocess

import pytest

from helpers import debsource, libs, relink

def built(name):
    try:
        return relink.build(name)
    except debsource.Unavailable as e:
        pytest.skip(f"the source of {name}: {e}")


def needed(file):
    out = subprocess.run(["readelf", "-d", file], capture_output=True, text=True, check=True, env=libs.clean_env()).stdout
    return set(re.findall(r"\(NEEDED\).*\[(.*)\]", out))


@pytest.mark.parametrize("name", relink.RECIPES)
def test_builds(name):
    src = built(name)
    recipe = relink.RECIPES[name]
    for program in recipe.linked or recipe.programs:
        wanted = "libcrypto.so.3" if "_hashlib" in program else "libssl.so.3"
        assert wanted in needed(src / program), f"{program} is not linked with {wanted}"
        # What the loader would take, for the program and all that it needs.
        said = subprocess.run(["ldd", src / program], capture_output=True, text=True, check=True, env=libs.clean_env()).stdout
        found = set(re.findall(r"lib(?:ssl|crypto)\.so\S* => (\S+)", said))
        assert found == {str(relink.PREFIX / "lib" / name) for name in {wanted, "libcrypto.so.3"}}, said
