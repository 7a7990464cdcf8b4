"""The Merkle tree of RFC 6962 (2.1) over an ever longer list of leaves. Pure.

A tree over n leaves is told by the hashes of its complete subtrees, which never change again once their last leaf is
there: `Node(level, index)` stands over the leaves from ``index << level`` to before ``(index + 1) << level``. Whoever
keeps them answers for every size that the list ever had: its root, a proof that a leaf is in it, and a proof that it
begins with what it was at an earlier size. A proof is a list of spans; `cover` says which nodes give the hash of one.
"""

import hashlib
from collections.abc import Iterator, Sequence
from typing import NamedTuple

EMPTY = hashlib.sha256(b"").digest()


class Node(NamedTuple):
    """A complete subtree."""

    level: int
    index: int  # type: ignore[assignment]  # in the place of a method of tuples


class Span(NamedTuple):
    """The leaves from `start` to before `end`: a subtree as the RFC divides the list."""

    start: int
    end: int


def leaf_hash(content: bytes) -> bytes:
    """The hash of a leaf. Leaves and nodes begin with different bytes, so that neither can stand in for the other."""
    return hashlib.sha256(b"\0" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash over two subtrees."""
    return hashlib.sha256(b"\1" + left + right).digest()


def cover(span: Span) -> list[Node]:
    """The complete subtrees that a span is made of, from left to right; `fold` makes one hash of theirs."""
    found, start = [], span.start
    while start < span.end:
        level = (span.end - start).bit_length() - 1
        found.append(Node(level, start >> level))
        start += 1 << level
    return found


def fold(hashes: Sequence[bytes]) -> bytes:
    """The hash over adjoining complete subtrees, each smaller than the one before; `EMPTY` of none."""
    if not hashes:
        return EMPTY
    *before, whole = hashes
    for left in reversed(before):
        whole = node_hash(left, whole)
    return whole


def grow(peaks: list[bytes], size: int, leaf: bytes) -> Iterator[tuple[Node, bytes]]:
    """Append a leaf's hash to the list of `size` leaves whose `cover` has the hashes `peaks`, which are changed in
    place; gives every subtree that is complete now, the leaf first."""
    node, whole = Node(0, size), leaf
    yield node, whole
    while node.index & 1:
        node, whole = Node(node.level + 1, node.index >> 1), node_hash(peaks.pop(), whole)
        yield node, whole
    peaks.append(whole)


def inclusion(index: int, size: int) -> list[Span]:
    """The spans whose hashes prove that leaf `index` is one of `size` (2.1.1), from the leaf upwards."""
    path, span = [], Span(0, size)
    while span.end - span.start > 1:
        left, right = _halves(span)
        inside, beside = (left, right) if index < left.end else (right, left)
        path.append(beside)
        span = inside
    return path[::-1]


def consistency(old: int, new: int) -> list[Span]:
    """The spans whose hashes prove that the list of `new` leaves begins with what it was at `old` (2.1.2)."""
    path: list[Span] = []
    span, whole = Span(0, new), True
    while 0 < old < span.end:
        left, right = _halves(span)
        if old <= left.end:
            path.append(right)
            span = left
        else:
            path.append(left)
            span, whole = right, False
    if old > 0 and not whole:
        path.append(span)
    return path[::-1]


def root_by_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes | None:
    """The root that a leaf's hash and its proof lead to; None where the proof is none (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return None
    place, last, reached = index, size - 1, leaf
    for other in proof:
        if last == 0:
            return None
        if place & 1 or place == last:
            reached = node_hash(other, reached)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            reached = node_hash(reached, other)
        place, last = place >> 1, last >> 1
    return reached if last == 0 else None


def is_consistent(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether `proof` shows that the tree of `new` leaves begins with the one of `old` (RFC 9162, 2.1.4.2)."""
    if not 0 <= old <= new:
        return False
    if old == new:
        return not proof and old_root == new_root
    if old == 0:  # nothing is the beginning of everything
        return not proof and old_root == EMPTY
    path = list(proof)
    if old & (old - 1) == 0:
        path.insert(0, old_root)
    if not path:
        return False
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    before = after = path[0]
    for other in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            before, after = node_hash(other, before), node_hash(other, after)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            after = node_hash(after, other)
        place, last = place >> 1, last >> 1
    return last == 0 and before == old_root and after == new_root


def _halves(span: Span) -> tuple[Span, Span]:
    """As the RFC divides: the left half is the largest power of two that leaves something to the right."""
    middle = span.start + (1 << (span.end - span.start - 1).bit_length() - 1)
    return Span(span.start, middle), Span(middle, span.end)
