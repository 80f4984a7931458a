# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Every command number without arguments: known ones answer alike, unknown ones answer 0."""
import pytest

from differential import diff

# Commands that follow their pointer without looking at it, or whose answer is another family's business.
CTX_SKIPPED = {3, 4, 14, 58, 59, 75, 79, 80, 81, 82, 88, 89, 91, 92, 97, 98, 101, 102, 104, 115, 116, 128, 129, 137, 138}
SSL_SKIPPED = {3, 4, 14, 17, 55, 58, 59, 66, 67, 68, 69, 70, 71, 75, 79, 80, 81, 82, 88, 89, 90, 91, 92, 97, 98, 101, 102, 104, 108, 109, 110, 111, 115, 116, 120, 128, 129, 132, 133, 134, 136, 137, 138}


def bare(t, kind, questions):
    out = []
    for cmd, larg in questions:
        o = t.ctx()
        if kind == "ssl":
            o = t.new(o)
        out.append([cmd, t.ctrl(o, cmd, larg), t.errors()])
    return out


@pytest.mark.parametrize("kind,skipped", [("ctx", CTX_SKIPPED), ("ssl", SSL_SKIPPED)])
@pytest.mark.parametrize("larg", [0, 1])
def test_bare(kind, skipped, larg):
    no_one = {51, 106, 107} if larg else set()
    diff.same(bare, kind, [[cmd, larg] for cmd in [*range(160), 200, 1000, 30000, -1] if cmd not in skipped | no_one])


def callbacks(t, kind, cmd):
    o = t.ctx()
    if kind == "ssl":
        return [t.ssl.SSL_callback_ctrl(t.new(o), cmd, t.NULL), t.errors()]
    return [t.ssl.SSL_CTX_callback_ctrl(o, cmd, t.NULL), t.errors()]


@pytest.mark.parametrize("cmd", [0, 6, 15, 53, 56, 63, 72, 79, 140, 999])
def test_callbacks(cmd):
    diff.same(callbacks, "ctx", cmd)
    diff.same(callbacks, "ssl", cmd)


def test_refused():
    """DTLS and SRP say why."""
    assert diff.over_ours(bare, "ssl", [[17, 1400]]) == [[17, 0, ["SSL:524556"]]]
    for cmd in (79, 80, 81):
        assert diff.over_ours(bare, "ctx", [[cmd, 0]]) == [[cmd, 0, ["SSL:524556"]]]
    for cmd in (75, 76, 77):
        assert diff.over_ours(callbacks, "ctx", cmd) == [0, ["SSL:524556"]]
