"""A Merkle tree over the heads of histories: one hash stands for all, and a short proof shows that one is among them.

So the seal that proves one history says nothing of any other. Leaves and inner nodes are hashed with different first
bytes, as in RFC 6962 (2.1), so that neither can stand in for the other.
"""

import hashlib
from collections.abc import Sequence

from engine import canonical_json

EMPTY = hashlib.sha256(b"").hexdigest()


def leaf(folio: str, seq: int, hash_: str) -> str:
    """The leaf of a history whose event number `seq` has that hash and is the last."""
    return hashlib.sha256(b"\0" + canonical_json.dumps([folio, seq, hash_]).encode()).hexdigest()


def root(leaves: Sequence[str]) -> str:
    """The root over the leaves, in their order."""
    level = list(leaves)
    while len(level) > 1:
        level = _above(level)
    return level[0] if level else EMPTY


def proof(leaves: Sequence[str], index: int) -> list[str]:
    """What must be known besides a leaf to work out the root: ``L`` or ``R`` and the hash to its left or right."""
    path, level = [], list(leaves)
    while len(level) > 1:
        if index % 2:
            path.append("L" + level[index - 1])
        elif index + 1 < len(level):
            path.append("R" + level[index + 1])
        level, index = _above(level), index // 2
    return path


def root_by(leaf_: str, path: Sequence[str]) -> str:
    """The root that a leaf and its proof lead to. Raises ValueError when the proof is none."""
    for step in path:
        other = step[1:]
        leaf_ = _node(other, leaf_) if step[:1] == "L" else _node(leaf_, other)
    return leaf_


def _above(level: list[str]) -> list[str]:
    # A node without a neighbour goes up as it is.
    pairs = [_node(level[number], level[number + 1]) for number in range(0, len(level) - 1, 2)]
    return pairs + level[len(pairs) * 2 :]


def _node(left: str, right: str) -> str:
    return hashlib.sha256(b"\1" + bytes.fromhex(left) + bytes.fromhex(right)).hexdigest()
