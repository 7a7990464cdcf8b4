"""What of a history auditors look for: how long steps waited and against which term, and where to go on from. Pure.

All of it is read from what the history says, executed or not; an event that somebody wrote so that it cannot be read
says nothing of it.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from engine.clock import from_text
from engine.history.chain import Event, visit_of
from engine.history.event_types import (
    REGISTRY,
    USER_TASK_COMPLETED,
    USER_TASK_ESCALATED,
    Assigns,
    EventType,
    Subject,
    VisitEffect,
)
from engine.history.problems import UNREADABLE
from engine.history.visits import Visit, parse_visit


@dataclass(frozen=True, slots=True)
class Waited:
    """How long a step waited: it was ready `since` then, `taken` by whoever had it last, ended at `until`, and `due` by
    then; None for what did not happen, and without a term. Moments in UTC."""

    since: datetime
    taken: datetime | None = None
    until: datetime | None = None
    due: datetime | None = None

    @property
    def missed(self) -> bool:
        """Whether it ended behind its term."""
        return self.until is not None and self.due is not None and self.until > self.due


class Landmark(StrEnum):
    """What one goes on to: the next step that somebody completed, the next step that began once more, the next event of
    somebody else, the next step whose term was missed."""

    STEP = "step"
    ROUND = "round"
    PERSON = "person"
    BREACH = "breach"


def waited(history: Sequence[Event]) -> Mapping[int, Waited]:
    """How long each step had waited that an event ended, by the number of the event."""
    open_: dict[Visit, Waited] = {}
    found: dict[int, Waited] = {}
    for event in history:
        type_ = REGISTRY.get(event.type)
        if type_ is not None and type_.subject is Subject.USER_TASK:
            with suppress(*UNREADABLE):
                _follow(event, type_, open_, found)
    return found


def _follow(event: Event, type_: EventType, open_: dict[Visit, Waited], found: dict[int, Waited]) -> None:
    visit, at = visit_of(event), from_text(event.at)
    if type_.visit is VisitEffect.BEGINS:
        open_[visit] = Waited(at, due=_due(event))
    elif type_.visit is VisitEffect.MOVES:
        open_[visit] = replace(open_.pop(parse_visit(str(event.payload["from"])), Waited(at)), due=_due(event))
    elif visit in open_ and type_.visit in (VisitEffect.ENDS, VisitEffect.WITHDRAWS):
        found[event.seq] = replace(open_.pop(visit), until=at)
    elif visit in open_ and type_.sets_due:
        open_[visit] = replace(open_[visit], due=_due(event))
    elif visit in open_ and type_.assigns is not None:
        open_[visit] = replace(open_[visit], taken=None if type_.assigns is Assigns.NOBODY else at)


def _due(event: Event) -> datetime | None:
    due = event.payload.get("due_at")
    return None if due is None else from_text(str(due))


def landmarks(history: Sequence[Event], waits: Mapping[int, Waited]) -> Mapping[Landmark, list[int]]:
    """The numbers of the events at which there is each of the landmarks, in order."""
    found: dict[Landmark, list[int]] = {each: [] for each in Landmark}
    last: str | None = None
    for event in history:
        type_ = REGISTRY.get(event.type)
        if type_ is USER_TASK_COMPLETED:
            found[Landmark.STEP].append(event.seq)
        begins = type_ is not None and type_.subject is Subject.USER_TASK and type_.visit is VisitEffect.BEGINS
        if begins and (event.round or 0) > 1:
            found[Landmark.ROUND].append(event.seq)
        if event.actor is not None and event.actor != last:
            if last is not None:
                found[Landmark.PERSON].append(event.seq)
            last = event.actor
        missed = type_ is USER_TASK_COMPLETED and event.seq in waits and waits[event.seq].missed
        if missed or type_ is USER_TASK_ESCALATED:
            found[Landmark.BREACH].append(event.seq)
    return found
