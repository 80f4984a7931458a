# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Graphs with more paths than anybody could follow: refused, as by OpenSSL, after work that is counted and bounded. Their time is
measured by bench/hostile-chains, not here."""
import pytest

import both
import hostile

TRIES, CANDIDATES = 32, 1 << 16  # path.c's


@pytest.mark.parametrize("graph", hostile.GRAPHS, ids=lambda g: g.__name__)
def test_bounded(shim, graph):
    case = graph()
    answer = both.by_engine(shim, case)
    assert not answer.ok
    assert answer.signatures <= TRIES + 1, answer.signatures
    assert answer.candidates <= min(CANDIDATES, (len(case.untrusted) + len(case.anchors)) * len(answer.chain)), answer.candidates


@pytest.mark.parametrize("graph", [g for g in hostile.GRAPHS if g is not hostile.many], ids=lambda g: g.__name__)
def test_as_openssl(shim, graph):
    case = graph()
    theirs, ours = both.by_openssl(case), both.by_engine(shim, case)
    assert (theirs.ok, theirs.err, theirs.depth) == (ours.ok, ours.err, ours.depth)


def test_a_way_out_is_found(shim):
    """Hostile company does not keep a good chain from being found: the anchors come first."""
    for graph in (hostile.all_to_all, hostile.ladder):
        case = graph()
        root = hostile.g.root(hostile.g.name("CA 0" if graph is hostile.all_to_all else "Level 0"), number=100)
        case.anchors.append(root.der)
        answer = both.by_engine(shim, case)
        assert answer.ok and len(answer.chain) == 2 and answer.signatures == 1
