"""The Merkle tree of RFC 6962: its known roots and proofs, and whatever a naive tree says."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.history import tree
from engine.history.tree import Node, Span

# The leaves, roots and proofs that implementations of Certificate Transparency are held to.
LEAVES = [
    bytes.fromhex(each)
    for each in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSIONS = {
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
}
CONSISTENCIES = {
    (1, 1): [],
    (1, 8): INCLUSIONS[0, 8],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
}

contents = st.lists(st.binary(max_size=4), min_size=1, max_size=70)


class Grown:
    """A tree that grew leaf by leaf, and all that is kept of it."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self.nodes: dict[Node, bytes] = {}
        self.peaks: list[bytes] = []
        for index, content in enumerate(leaves):
            self.nodes.update(tree.grow(self.peaks, index, tree.leaf_hash(content)))

    def hashes(self, spans: Sequence[Span]) -> list[bytes]:
        return [tree.fold([self.nodes[node] for node in tree.cover(span)]) for span in spans]

    def root(self, size: int) -> bytes:
        return self.hashes([Span(0, size)])[0]


def naive(leaves: Sequence[bytes]) -> bytes:
    """The root, as the RFC defines it."""
    if not leaves:
        return tree.EMPTY
    if len(leaves) == 1:
        return tree.leaf_hash(leaves[0])
    middle = 1 << (len(leaves) - 1).bit_length() - 1
    return tree.node_hash(naive(leaves[:middle]), naive(leaves[middle:]))


@pytest.mark.parametrize("size", range(9))
def test_the_roots_are_those_that_everybody_knows(size: int) -> None:
    assert Grown(LEAVES).root(size).hex() == ROOTS[size]


@pytest.mark.parametrize(("index", "size"), INCLUSIONS)
def test_the_proofs_of_inclusion_are_those_that_everybody_knows(index: int, size: int) -> None:
    found = Grown(LEAVES).hashes(tree.inclusion(index, size))
    assert [each.hex() for each in found] == INCLUSIONS[index, size]


@pytest.mark.parametrize(("old", "new"), CONSISTENCIES)
def test_the_proofs_of_consistency_are_those_that_everybody_knows(old: int, new: int) -> None:
    found = Grown(LEAVES).hashes(tree.consistency(old, new))
    assert [each.hex() for each in found] == CONSISTENCIES[old, new]


@given(contents)
def test_growing_gives_at_every_size_the_root_of_the_definition(leaves: list[bytes]) -> None:
    grown = Grown(leaves)
    assert tree.fold(grown.peaks) == naive(leaves)
    for size in range(len(leaves) + 1):
        assert grown.root(size) == naive(leaves[:size])
    assert len(grown.nodes) < 2 * len(leaves)


@given(contents, st.data())
def test_a_leaf_is_proven_and_nothing_else_is(leaves: list[bytes], data: st.DataObject) -> None:
    size = data.draw(st.integers(1, len(leaves)))
    index = data.draw(st.integers(0, size - 1))
    leaf, proof = tree.leaf_hash(leaves[index]), Grown(leaves).hashes(tree.inclusion(index, size))
    assert tree.root_by_inclusion(leaf, index, size, proof) == naive(leaves[:size])
    assert tree.root_by_inclusion(tree.leaf_hash(b"other"), index, size, proof) != naive(leaves[:size])
    for wrong in (proof[:-1], [*proof, leaf]):
        if wrong != proof:
            assert tree.root_by_inclusion(leaf, index, size, wrong) is None
    assert tree.root_by_inclusion(leaf, size, size, proof) is None


@given(contents, st.data())
def test_growth_is_proven_and_nothing_else_is(leaves: list[bytes], data: st.DataObject) -> None:
    new = data.draw(st.integers(0, len(leaves)))
    old = data.draw(st.integers(0, new))
    grown = Grown(leaves)
    proof, before, after = grown.hashes(tree.consistency(old, new)), grown.root(old), grown.root(new)
    assert tree.is_consistent(old, new, before, after, proof)
    other = tree.leaf_hash(b"other")
    assert not tree.is_consistent(old, new, other, after, proof)
    assert old == 0 or not tree.is_consistent(old, new, before, other, proof)
    assert not tree.is_consistent(old, new, before, after, [*proof, other])
    assert not proof or not tree.is_consistent(old, new, before, after, proof[:-1])
    assert not tree.is_consistent(new + 1, new, before, after, proof)
