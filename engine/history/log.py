"""The log: the heads of all ledgers, in the order in which they were sealed, as one Merkle tree that is never rebuilt.

A chain shows whether something in its middle was changed; one that merely ends earlier is a good chain too, and whoever
owns the database can write a whole new one. So the last event of every ledger that has grown is appended here from time
to time, and a checkpoint (`engine.history.checkpoints`) signs what the log is then. Any two checkpoints can be proven
to be of one list that only grew, and any head to be in it, by a handful of hashes that tell nothing of the others.

A ledger's name is the folio of an instance, or begins with a small letter. The keys that sign the log are a ledger in
it (`KEYS`), so that another key is on record before anything is signed with it.
"""

from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, and_, func, insert, or_, select

from engine import canonical_json
from engine.history import tree
from engine.history.models import log_leaves, log_nodes
from engine.history.tree import Node, Span
from engine.statements import Statement

KEYS = "log.keys"
"""The ledger of the public keys that sign the log: the head number n is the n-th of them."""
_IN_SHARES = {"yield_per": 10_000}
_ADD_LEAF = Statement(insert(log_leaves), ["index", "ledger", "seq", "head"])
_ADD_NODE = Statement(insert(log_nodes), ["level", "index", "hash"])


class NodeMissing(LookupError):
    """A subtree that the log must have is not there: somebody removed it."""


@dataclass(frozen=True, slots=True, order=True)
class Head:
    """The last event of a ledger when it was sealed: its number and its hash, 64 hexadecimal digits."""

    ledger: str
    seq: int
    hash: str

    @property
    def leaf(self) -> bytes:
        """The hash of its leaf, which is the canonical JSON of the three."""
        return tree.leaf_hash(canonical_json.dumps([self.ledger, self.seq, self.hash]).encode())


@dataclass(frozen=True, slots=True)
class Leaf:
    """A head in the log; `index` counts from 0."""

    index: int
    head: Head


def size(connection: Connection) -> int:
    """How many leaves the log has: one more than the index of the last."""
    last = connection.execute(select(func.max(log_leaves.c.index))).scalar()
    return 0 if last is None else int(last) + 1


def append(connection: Connection, before: int, heads: Sequence[Head]) -> tuple[int, str]:
    """Append `heads` behind the `before` leaves there are; gives the new size and root.

    Two who append at once cannot both be stored; the transaction of one then fails. Raises NodeMissing.
    """
    peaks = _hashes(connection, tree.cover(Span(0, before)))
    leaves, nodes = [], []
    for index, head in enumerate(heads, start=before):
        leaves.append((index, head.ledger, head.seq, head.hash))
        nodes += [(*node, hash_.hex()) for node, hash_ in tree.grow(peaks, index, head.leaf)]
    if leaves:
        _ADD_LEAF.run_rows(connection, leaves)
        _ADD_NODE.run_rows(connection, nodes)
    return before + len(leaves), tree.fold(peaks).hex()


def root(connection: Connection, at: int) -> str:
    """The root that the log had at a size, by the stored subtrees. Raises NodeMissing."""
    return tree.fold(_hashes(connection, tree.cover(Span(0, at)))).hex()


def inclusion(connection: Connection, index: int, at: int) -> list[str]:
    """The proof that a leaf is in the log of that size: hashes from the leaf upwards. Raises NodeMissing."""
    return _proof(connection, tree.inclusion(index, at))


def consistency(connection: Connection, old: int, new: int) -> list[str]:
    """The proof that the log of size `new` begins with what it was at `old`. Raises NodeMissing."""
    return _proof(connection, tree.consistency(old, new))


def of_ledger(connection: Connection, ledger: str) -> list[Leaf]:
    """What was sealed of one ledger, in order."""
    query = select(log_leaves).where(log_leaves.c.ledger == ledger).order_by(log_leaves.c.index)
    return [Leaf(index, Head(*head)) for index, *head in connection.execute(query)]


def last_of(connection: Connection, ledger: str) -> Leaf | None:
    """What was sealed last of one ledger; None where nothing was."""
    query = select(log_leaves).where(log_leaves.c.ledger == ledger).order_by(log_leaves.c.index.desc()).limit(1)
    row = connection.execute(query).first()
    return None if row is None else Leaf(row[0], Head(*row[1:]))


def has(connection: Connection, head: Head) -> bool:
    """Whether this very head was sealed."""
    query = select(log_leaves.c.head).where(log_leaves.c.ledger == head.ledger, log_leaves.c.seq == head.seq)
    return connection.execute(query).scalar() == head.hash


def nearest(connection: Connection, ledger: str, seq: int, *, after: bool) -> Leaf | None:
    """What was sealed of one ledger nearest to the entry `seq`: at it or after it, or else at it or before it; None
    where nothing was."""
    mine, place = log_leaves.c.ledger == ledger, log_leaves.c.seq
    query = select(log_leaves).where(mine, place >= seq if after else place <= seq)
    row = connection.execute(query.order_by(place if after else place.desc()).limit(1)).first()
    return None if row is None else Leaf(row[0], Head(*row[1:]))


def leaves(connection: Connection) -> Generator[Leaf, None, None]:
    """Every leaf, by index. Close what does not read to its end."""
    query = select(log_leaves).order_by(log_leaves.c.index)
    with connection.execute(query, execution_options=_IN_SHARES) as rows:
        for index, *head in rows:
            yield Leaf(index, Head(*head))


def stored(connection: Connection, nodes: Sequence[Node]) -> dict[Node, str]:
    """The stored hashes of these subtrees; those that are missing are left out."""
    # Not a list of pairs: SQLite would read the whole table for it.
    each = (and_(log_nodes.c.level == level, log_nodes.c.index == index) for level, index in nodes)
    found = connection.execute(select(log_nodes).where(or_(*each)))
    return {Node(level, index): hash_ for level, index, hash_ in found}


def all_nodes(connection: Connection) -> Generator[tuple[Node, str], None, None]:
    """Every stored subtree with its hash, in the order in which they became complete. Close what does not read to its
    end."""
    complete = (log_nodes.c.index + 1).op("<<")(log_nodes.c.level)
    query = select(log_nodes).order_by(complete, log_nodes.c.level)
    with connection.execute(query, execution_options=_IN_SHARES) as rows:
        for level, index, hash_ in rows:
            yield Node(level, index), hash_


def folios(connection: Connection) -> set[str]:
    """The folios of all instances that were ever sealed."""
    return {name for name in _sealed(connection) if is_folio(name)}


def ledgers(connection: Connection) -> set[str]:
    """The names of all other ledgers that were ever sealed."""
    return {name for name in _sealed(connection) if not is_folio(name) and name != KEYS}


def _sealed(connection: Connection) -> Iterable[str]:
    return connection.execute(select(log_leaves.c.ledger).distinct()).scalars()


def is_folio(ledger: str) -> bool:
    """Whether a ledger is the history of an instance."""
    return not ledger[:1].islower()


def _proof(connection: Connection, spans: Sequence[Span]) -> list[str]:
    covers = [tree.cover(span) for span in spans]
    hashes = iter(_hashes(connection, [node for cover in covers for node in cover]))
    return [tree.fold([next(hashes) for _ in cover]).hex() for cover in covers]


def _hashes(connection: Connection, nodes: Sequence[Node]) -> list[bytes]:
    if not nodes:
        return []
    known = stored(connection, nodes)
    try:
        return [bytes.fromhex(known[node]) for node in nodes]
    except (KeyError, ValueError) as error:
        raise NodeMissing(str(error)) from error
