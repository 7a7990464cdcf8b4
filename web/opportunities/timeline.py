"""What happened in an opportunity, in sentences, by day, the newest first."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from engine.clock import from_text
from engine.history.chain import Event
from engine.history.event_types import Part, type_of
from engine.notifications.notices import Notice
from engine.notifications.statuses import LetterStatus

SHOWN = 10
"""So many lines stand open; the others are folded."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened: the number of its event, what it says, when (UTC), and its notices that did not arrive:
    what became of the others stands in the chain."""

    seq: int
    sentence: str
    at: datetime
    notices: Sequence[Notice]


@dataclass(frozen=True, slots=True)
class Day:
    """A day with what happened on it, the newest first."""

    date: date
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """The days, the newest first: those that stand open, and those that are folded."""

    lately: tuple[Day, ...]
    before: tuple[Day, ...]

    @property
    def folded(self) -> int:
        """How many lines are folded."""
        return sum(len(day.lines) for day in self.before)


def timeline(
    events: Sequence[Event],
    sentence: Callable[[Event], str],
    notices: Mapping[int, Sequence[Notice]],
    zone: ZoneInfo,
) -> Timeline:
    """What a history tells people. Raises UnknownEventType."""
    # All of them are told in order, since a sentence may need what an earlier event said.
    told = [(event, sentence(event)) for event in events]
    lines = [
        Line(event.seq, said, from_text(event.at), [each for each in notices.get(event.seq, ()) if _failed(each)])
        for event, said in told
        if _tells(event)
    ]
    newest = lines[::-1]
    return Timeline(_days(newest[:SHOWN], zone), _days(newest[SHOWN:], zone))


def _days(lines: Sequence[Line], zone: ZoneInfo) -> tuple[Day, ...]:
    days = groupby(lines, key=lambda each: each.at.astimezone(zone).date())
    return tuple(Day(day, tuple(of_it)) for day, of_it in days)


def _failed(notice: Notice) -> bool:
    return notice.status is LetterStatus.DEAD


def _tells(event: Event) -> bool:
    """Whether an event is something that somebody did, decided or was told, and not what followed by itself."""
    type_ = type_of(event)
    return type_.recent or type_.part is not Part.CONSEQUENCE
