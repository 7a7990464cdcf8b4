"""What people answered in an opportunity, by step of the procedure and in its order."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bpmn.model import Activity, Process
from engine.clock import from_text
from engine.history.chain import Event, visit_of
from engine.history.event_types import Subject, ValuesAt, VisitEffect, type_of
from web.texts.formatting import Shown
from web.texts.wording import Wording

Written = Callable[[Event], list[Shown]]
"""What was written in an event, as it is shown."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one person answered in a step: who, and in whose place, when (UTC), in which round, for which area (a role,
    or None)."""

    seq: int
    by: str | None
    instead: str | None
    at: datetime
    moment: str
    round: int
    area: str | None
    shown: Sequence[Shown]


@dataclass(frozen=True, slots=True)
class Answered:
    """A step with what was answered there, the latest first. `number` is its number in the procedure."""

    element: str
    name: str
    number: str | None
    lane: str | None
    answers: tuple[Answer, ...]

    @property
    def latest(self) -> tuple[Answer, ...]:
        """Those of the last round."""
        return tuple(each for each in self.answers if each.round == self.answers[0].round)

    @property
    def earlier(self) -> tuple[Answer, ...]:
        """Those of the rounds before."""
        return self.answers[len(self.latest) :]


def answered(events: Sequence[Event], wording: Wording, written: Written) -> list[Answered]:
    """What was answered in a history, by step: in the order of the procedure, with what it calls where it calls it;
    what the version it runs on has no more comes last."""
    areas: dict[object, str | None] = {}
    found: dict[str, list[Answer]] = {}
    for event in events:
        type_ = type_of(event)
        if type_.subject is Subject.USER_TASK and type_.visit is VisitEffect.BEGINS:
            area = event.payload.get("area")
            areas[visit_of(event)] = str(area) if area else None
        elif type_.values_at is ValuesAt.PAYLOAD and event.element is not None and (shown := written(event)):
            visit = visit_of(event)
            about = visit.round, areas.get(visit), shown
            answer = Answer(event.seq, event.actor, event.in_place_of, from_text(event.at), event.at, *about)
            found.setdefault(visit.element, []).append(answer)
    steps = {step.id: step for step in _in_order(wording.processes, wording.process_id)}
    order = [*(each for each in steps if each in found), *(each for each in found if each not in steps)]
    return [_answered(each, wording, steps.get(each), found[each]) for each in order]


def _answered(element: str, wording: Wording, step: Activity | None, answers: list[Answer]) -> Answered:
    latest = sorted(answers, key=lambda each: (-each.round, each.seq))
    about = (None, None) if step is None else (step.number, step.lane)
    return Answered(element, wording.step(element), *about, tuple(latest))


def _in_order(processes: Mapping[str, Process], process_id: str, within: tuple[str, ...] = ()) -> Iterator[Activity]:
    """The activities of a procedure, in its order, each call followed by those of what it calls."""
    for activity in processes[process_id].activities():
        yield activity
        called = activity.called_element
        if called is not None and called in processes and called not in (process_id, *within):
            yield from _in_order(processes, called, (*within, process_id))
