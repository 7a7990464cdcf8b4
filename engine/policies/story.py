"""A history as checks of policies read it: who did which step and when, and what was answered. Pure.

Only what stands in the procedure itself is read, with its sub-processes: a procedure that it calls has policies of its
own. Of what is done once for each item of a list each one is a visit, and its answers are the item's alone.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import NamedTuple

from bpmn.model import Process
from engine.history.chain import Event, visit_of
from engine.history.event_types import (
    HAND_OFF_CONFIRMED,
    INSTANCE_CANCELLED,
    REGISTRY,
    Part,
    Subject,
    VisitEffect,
)
from engine.history.problems import UNREADABLE
from engine.history.statuses import InstanceStatus
from engine.history.visits import Visit, enclosing_scopes, parse_visit


@dataclass(slots=True)
class Done:
    """A visit to a step. `completed` is 0 while it is not done; `due` its term, as texts have moments; `people` whoever
    did it and in whose place."""

    element: str
    enabled: int
    enabled_at: str
    completed: int = 0
    completed_at: str = ""
    role: str | None = None
    people: frozenset[str] = frozenset()
    due: str | None = None
    withdrawn: bool = False


class Answer(NamedTuple):
    """A value that a variable had since event number `seq`, of the moment `at`."""

    seq: int
    at: str
    value: object


@dataclass
class Story:
    """`steps` are the visits to each element in the order in which they began; `answers` the values of each variable,
    in order. `over` is the event with which it ended, 0 while it is under way; `mistake`: it should never have begun.
    `confirmed` are the events by which somebody said that the CRM is up to date; `disposed`: the answers are gone.
    `last` is the number of the last event, and `at` its moment."""

    steps: Mapping[str, list[Done]] = field(default_factory=lambda: defaultdict(list))
    answers: Mapping[str, list[Answer]] = field(default_factory=lambda: defaultdict(list))
    over: int = 0
    mistake: bool = False
    confirmed: list[int] = field(default_factory=list)
    disposed: bool = False
    last: int = 0
    at: str = ""

    def done(self, element: str) -> list[Done]:
        """The visits to an element that were completed, by the order of their completion."""
        return sorted((each for each in self.steps.get(element, ()) if each.completed), key=lambda each: each.completed)

    def open(self, element: str) -> list[Done]:
        """The visits to an element that wait."""
        return [each for each in self.steps.get(element, ()) if not (each.completed or each.withdrawn)]

    def answer(self, variable: str, until: int | None = None) -> Answer | None:
        """What a variable had last, or right after event number `until`; None where it was never answered."""
        found = self.answers.get(variable, ())
        return next((each for each in reversed(found) if until is None or each.seq <= until), None)


def story_of(history: Sequence[Event], process: Process) -> Story:
    """What a whole history tells. Events that cannot be read tell nothing: verification names them."""
    story, open_visits = Story(), dict[Visit, Done]()
    calls = frozenset(node.id for node in process.nodes if node.kind == "callActivity")
    for event in history:
        with suppress(*UNREADABLE):
            _add(story, open_visits, calls, event)
    if history:
        story.last, story.at = history[-1].seq, history[-1].at
    return story


def _add(story: Story, open_visits: dict[Visit, Done], calls: frozenset[str], event: Event) -> None:
    type_ = REGISTRY[event.type]
    own = not calls or not event.scope or calls.isdisjoint(
        parse_visit(scope).element for scope in enclosing_scopes(event.scope)
    )  # fmt: skip
    if type_.subject is Subject.INSTANCE:
        if isinstance(type_.status, InstanceStatus) and type_.status is not InstanceStatus.RUNNING:
            story.over = event.seq
            story.mistake = type_ is INSTANCE_CANCELLED and event.payload.get("mistake") is True
        elif type_ is HAND_OFF_CONFIRMED:
            story.confirmed.append(event.seq)
        story.disposed = story.disposed or type_.part is Part.DISPOSAL
    elif own and event.element is not None:
        if type_.visit is not VisitEffect.NONE:
            _visit(story, open_visits, event, type_.visit)
        elif type_.sets_due and (done := open_visits.get(visit_of(event))) is not None:
            done.due = _text(event.payload.get("due_at"))
    if type_.values_at is not None and own and event.index is None:
        for name, value in type_.values(event.payload).items():
            story.answers[name].append(Answer(event.seq, event.at, value))


def _visit(story: Story, open_visits: dict[Visit, Done], event: Event, effect: VisitEffect) -> None:
    visit = visit_of(event)
    if effect is VisitEffect.MOVES:
        done = open_visits.pop(parse_visit(str(event.payload["from"])), None)
        if done is not None and done.element != visit.element:
            story.steps[done.element].remove(done)
            done.element = visit.element
            story.steps[visit.element].append(done)
    else:
        done = open_visits.get(visit)
    if done is None:
        done = Done(visit.element, event.seq, event.at)
        story.steps[visit.element].append(done)
    match effect:
        case VisitEffect.BEGINS | VisitEffect.MOVES:
            open_visits[visit] = done
            done.due = _text(event.payload.get("due_at"))
        case VisitEffect.WITHDRAWS:
            open_visits.pop(visit, None)
            done.withdrawn = True
        case VisitEffect.ENDS:
            open_visits.pop(visit, None)
            done.completed, done.completed_at, done.role = event.seq, event.at, event.role
            done.people = frozenset(each for each in (event.actor, event.in_place_of) if each)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
