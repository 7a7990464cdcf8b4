"""Reads all of a log and hashes it again, to find where it was changed: in a leaf, or in a stored subtree.

Every subtree is worked out from what is stored of the two below it, so that what was changed is found where it is and
not again in all that is above it. Where a leaf and the stored hash of it differ either may be the right one: both are
tried one level up, and the one that fits there goes on.
"""

from contextlib import closing
from itertools import product

from sqlalchemy import Connection

from engine.history import log, tree
from engine.history.log import Leaf
from engine.history.problems import Kind, Problem
from engine.history.tree import Node

MOST = 20
"""At most so many problems of each kind of thing are reported, and so many leaves in a row are missed."""
NOTHING = "—"
_Hashes = tuple[bytes, ...]
"""What a subtree may have been: what is stored of it first."""


class LogReader:
    """A log, read whole. `problems` are those of its leaves and subtrees; `at` gives the roots it may have had."""

    whole = True

    def __init__(self, connection: Connection, sizes: set[int]) -> None:
        """`sizes` are those whose roots are wanted."""
        self.size = log.size(connection)
        self.problems: list[Problem] = []
        self._sizes = sizes
        self._roots: dict[int, tuple[str, ...]] = {0: (tree.EMPTY.hex(),)}
        self._peaks: list[_Hashes] = []
        self._read = 0
        with closing(log.leaves(connection)) as leaves, closing(log.all_nodes(connection)) as self._stored:
            self._next = next(self._stored, None)
            for leaf in leaves:
                if leaf.index - self._read > MOST:
                    break  # the end says that it is too long, the roots that it is another
                while self._read < leaf.index:
                    self._take(None)
                self._take(leaf)
        if self._next is not None:
            self._wrong(self._next[0], (), self._next[1])

    def at(self, size: int) -> tuple[str, ...]:
        """The roots that the log may have had at one of the wanted sizes; none where it is not that long."""
        return self._roots.get(size, ())

    def _take(self, leaf: Leaf | None) -> None:
        """Go on by one leaf; None for one that is missing."""
        node = Node(0, self._read)
        said: _Hashes = () if leaf is None else (leaf.head.leaf,)
        while True:
            found = self._found(node)
            if found is None or found not in said:
                if said or not node.level:  # else what is below is missing, and was told
                    self._wrong(node, said, None if found is None else found.hex())
                said = (() if found is None else (found,)) + said[:1]
            else:
                said = (found,)
            if not node.index & 1:
                break
            said = tuple(tree.node_hash(*pair) for pair in product(self._peaks.pop(), said))
            node = Node(node.level + 1, node.index >> 1)
        self._peaks.append(said)
        self._read += 1
        if self._read in self._sizes:
            ways = ([hashes[choice % len(hashes)] for hashes in self._peaks if hashes] for choice in (0, -1))
            self._roots[self._read] = tuple(dict.fromkeys(tree.fold(each).hex() for each in ways))

    def _found(self, node: Node) -> bytes | None:
        """The stored hash of the subtree that comes next."""
        while self._next is not None and _order(self._next[0]) < _order(node):
            self._wrong(self._next[0], (), self._next[1])
            self._next = next(self._stored, None)
        if self._next is None or self._next[0] != node:
            return None
        hash_ = self._next[1]
        self._next = next(self._stored, None)
        try:
            return bytes.fromhex(hash_)
        except ValueError:
            return hash_.encode()

    def _wrong(self, node: Node, expected: _Hashes, found: str | None) -> None:
        first = node.index << node.level
        if len(self.problems) < MOST and first not in {problem.seq for problem in self.problems}:
            wanted = next((hash_.hex() for hash_ in expected), NOTHING)
            self.problems.append(Problem(Kind.LOG_CHANGED, first, wanted, found or NOTHING))


def _order(node: Node) -> tuple[int, int]:
    """Subtrees in the order in which they became complete."""
    return (node.index + 1) << node.level, node.level
