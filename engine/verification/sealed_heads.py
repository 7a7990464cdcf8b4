"""What was sealed of single ledgers, and whether their events still are what was sealed, and of about that time."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Protocol

from sqlalchemy import Connection

from engine.history import checkpoints, log, tree
from engine.history.log import Leaf, NodeMissing
from engine.history.notes import BadNote
from engine.history.problems import BEYOND, Kind, Problem, unreadable
from engine.history.tree import Node
from engine.verification.log_reader import NOTHING
from engine.verification.sealed_times import SealedTimes


class Hashed(Protocol):
    """An event of a history, or an entry of another ledger."""

    @property
    def hash(self) -> str: ...
    @property
    def seq(self) -> int: ...
    @property
    def at(self) -> str: ...


class SealedHeads:
    """What the log says of single ledgers, for whoever verifies many of one database."""

    def __init__(self, connection: Connection) -> None:
        self._last: tuple[int, str] | None = None
        self._times: SealedTimes | None = None
        try:
            self._times = SealedTimes(connection)
            last = checkpoints.last(connection)
            if last is not None and log.root(connection, last.size) == last.checkpoint.root:
                self._last = last.size, last.checkpoint.root
        except (NodeMissing, BadNote, *BEYOND):
            pass  # `standing` says it, of the log and of no instance

    def problem(self, connection: Connection, ledger: str, events: Sequence[Hashed] | None) -> Problem | None:
        """The first problem of what was sealed of a ledger, or of its events against that.

        Without `events` only the log is looked at: the events of a broken chain have other numbers.
        """
        try:
            return self._problem(connection, ledger, events)
        except BEYOND as error:
            return unreadable(Kind.LOG_CHANGED, error, "log")

    def _problem(self, connection: Connection, ledger: str, events: Sequence[Hashed] | None) -> Problem | None:
        leaves = log.of_ledger(connection, ledger)
        known = log.stored(connection, [Node(0, leaf.index) for leaf in leaves]) if leaves else {}
        for leaf in leaves:
            if known.get(Node(0, leaf.index)) != leaf.head.leaf.hex() or (
                leaf is leaves[-1] and not self._proven(connection, leaf)
            ):
                return Problem(
                    Kind.LOG_CHANGED, None, known.get(Node(0, leaf.index), NOTHING), leaf.head.leaf.hex(), "log"
                )
            problem = None if events is None else against(leaf, events)
            if problem is not None:
                return problem
        if events is None or self._times is None:
            return None
        with suppress(*BEYOND):  # a moment of a checkpoint that is none is told of that
            return self._times.problem(ledger, leaves, events)
        return None

    def _proven(self, connection: Connection, leaf: Leaf) -> bool:
        if self._last is None or leaf.index >= self._last[0]:
            return True  # nothing to hold it against
        try:
            proof = [bytes.fromhex(each) for each in log.inclusion(connection, leaf.index, self._last[0])]
        except NodeMissing:
            return False
        reached = tree.root_by_inclusion(leaf.head.leaf, leaf.index, self._last[0], proof)
        return reached is not None and reached.hex() == self._last[1]


def against(leaf: Leaf, events: Sequence[Hashed]) -> Problem | None:
    """The problem of a history against a sealed head; None where it still holds."""
    head = leaf.head
    if len(events) < head.seq:
        return Problem(Kind.HISTORY_TRUNCATED, len(events) + 1, str(head.seq), str(len(events)))
    if events[head.seq - 1].hash != head.hash:
        return Problem(Kind.HISTORY_REWRITTEN, head.seq, head.hash, events[head.seq - 1].hash)
    return None
