"""Events that say an earlier time than they can have had: had they been there then, a checkpoint in between would have
them under it. Where no checkpoint was made in between nobody can say.
"""

from bisect import bisect_right
from collections.abc import Sequence

from sqlalchemy import Connection, select

from engine.clock import from_text, to_text
from engine.history import log
from engine.history.chain import Event
from engine.history.models import checkpoints
from engine.history.problems import Kind, Problem
from engine.history.timestamps import APART
from engine.verification.ledger_then import LedgerThen
from engine.verification.left_out import SEALING, was_left_out
from engine.verification.sealed_heads import SealedHeads


class LateSealing:
    """The checkpoints of one database, read once for many instances."""

    def __init__(self, connection: Connection, sealed: SealedHeads) -> None:
        columns = checkpoints.c.number, checkpoints.c.size, checkpoints.c.at
        self._made = [tuple(row) for row in connection.execute(select(*columns).order_by(checkpoints.c.number))]
        self._moments = [at for _, _, at in self._made]
        self._sizes = [size for _, size, _ in self._made]
        try:
            self._ordered = self._moments == sorted(self._moments) and self._sizes == sorted(self._sizes)
        except TypeError:
            self._ordered = False
        self._left = LedgerThen(connection, sealed, SEALING, begun=False)

    def problem(self, connection: Connection, folio: str, events: Sequence[Event]) -> Problem | None:
        """The first event of a history that was sealed, or is not sealed yet, long after it says that it happened."""
        if not self._made or not self._ordered or not self._left.holds:
            return None  # then nothing can be said of times by them; that is told elsewhere
        sealed_to = 0
        for leaf in log.of_ledger(connection, folio):
            found = self._late(folio, events, sealed_to, bisect_right(self._sizes, leaf.index))
            if found is not None:
                return found
            sealed_to = max(sealed_to, leaf.head.seq)
        return self._late(folio, events, sealed_to, len(self._made))

    def _late(self, folio: str, events: Sequence[Event], sealed_to: int, first: int) -> Problem | None:
        """Whether the event behind `sealed_to` should have been under a checkpoint before the one in place `first`."""
        if sealed_to >= len(events):
            return None
        event = events[sealed_to]
        try:
            latest = to_text(from_text(event.at) + APART)
        except (OverflowError, ValueError):
            return None
        for number, _, at in self._made[bisect_right(self._moments, latest) : first]:
            if not was_left_out(self._left.entries, folio, number):
                return Problem(Kind.EVENT_BACK_DATED, event.seq, f"≥ {at}", event.at)
        return None
