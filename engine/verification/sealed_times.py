"""Whether events and entries are of about the time at which the log first had them.

What says a later time than the checkpoint over it is dated ahead. An entry of a ledger that says an earlier time than
the last checkpoint, and was not in that one, is dated back, unless that one left the ledger out, which is on record
under it (`engine.verification.left_out`). Of histories `engine.verification.late_sealing` asks the same.
"""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from sqlalchemy import Connection

from engine.clock import from_text, to_text
from engine.history import checkpoints, ledger, log
from engine.history.log import Leaf
from engine.history.problems import UNREADABLE, Kind, Problem
from engine.history.timestamps import NEAR
from engine.verification.left_out import SEALING, was_left_out


class Dated(Protocol):
    """An event of a history, or an entry of another ledger."""

    @property
    def seq(self) -> int: ...
    @property
    def at(self) -> str: ...


class SealedTimes:
    """The moments of all checkpoints, and what each left out."""

    def __init__(self, connection: Connection) -> None:
        known = checkpoints.moments(connection)
        self._numbers = [number for number, _, _ in known]
        self._sizes = [size for _, size, _ in known]
        self._moments = [_moment(at) for _, _, at in known]
        sealed = {leaf.head.seq: leaf.head.hash for leaf in log.of_ledger(connection, SEALING)}
        entries = ledger.read(connection, SEALING)
        self._left = [each for each in entries if ledger.digest(each) == each.hash == sealed.get(each.seq)]

    def problem(self, name: str, leaves: Sequence[Leaf], events: Sequence[Dated]) -> Problem | None:
        """The first event of a ledger that says another time than the log; `leaves` are those of the ledger."""
        done = 0
        for leaf in leaves:
            place = bisect_right(self._sizes, leaf.index)
            found = self._between(name, events[done : leaf.head.seq], place)
            if found is not None:
                return found
            done = max(done, leaf.head.seq)
        return self._between(name, events[done:], len(self._sizes))

    def _between(self, name: str, events: Sequence[Dated], place: int) -> Problem | None:
        """The first of events that the checkpoint at that place is the first over; at the end, none is."""
        over = self._moments[place] if place < len(self._moments) else None
        before = self._moments[place - 1] if place and not log.is_folio(name) else None
        if before is not None and (self._waited(name, place - 1) or (over is not None and over < before)):
            before = None  # or the clock was put back, and nobody knows how late it was
        for event in events:
            if over is not None and event.at > to_text(over + NEAR):
                return Problem(Kind.TIME_DISAGREES, event.seq, f"≤ {to_text(over)}", event.at)
            if before is not None and event.at < to_text(before - NEAR):
                return Problem(Kind.TIME_DISAGREES, event.seq, f"≥ {to_text(before)}", event.at)
        return None

    def _waited(self, name: str, place: int) -> bool:
        try:
            return was_left_out(self._left, name, self._numbers[place])
        except UNREADABLE:
            return False  # an entry that says something else is named as one


def _moment(text: str) -> datetime | None:
    try:
        return from_text(text)
    except (TypeError, ValueError):
        return None  # told of the checkpoint
