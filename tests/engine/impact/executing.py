"""Instances executed for real: by the commands that people give, on whatever version is in force, with the answers that
another gave."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random
from typing import NamedTuple

from sqlalchemy import select

from engine.errors import ExecutionFailed
from engine.history.chain import Event
from engine.instances.models import timers
from engine.instances.timers import fire
from tests.engine.execution.programs import Asked, Program, answer
from tests.support import Company

MOST = 25
"""Steps of one instance at most: a procedure may go round for ever."""


class Answered(NamedTuple):
    """What was done at an element, which stands at a `path`: `values` are None where its timer fired."""

    path: str
    element: str
    values: Mapping[str, object] | None


class Mark(NamedTuple):
    """Something that is in a history, without its round, its texts and its people."""

    what: str
    path: str
    element: str | None
    way: str | None = None


@dataclass
class Ran:
    """What became of an instance: the `marks` of its history, where it failed, whether it came to its end."""

    folio: str
    marks: list[Mark] = field(default_factory=list)
    failed: str | None = None
    ended: bool = False

    def of(self, element: str) -> list[Mark]:
        """What is told of an element."""
        return [mark for mark in self.marks if mark.element == element]


Ways = Mapping[tuple[str, str], str]
"""What the flows of a gateway are called, by both, whatever they lead to."""


def ways_of(made: Program) -> Ways:
    """A gateway's way is its condition's mark, or else."""
    listed = [*made.lines, *(line for lines in made.inside.values() for line in lines)]
    found = {}
    for line in listed:
        for source, target in pairwise(line.split(" > ")):
            name, bracket, mark = source.partition(" [")
            if bracket:
                found[name, f"{name}_{target.partition(' [')[0]}"] = mark
    return found


def path_of(scope: str) -> str:
    """A scope without its rounds."""
    return "/".join(
        part.partition("#")[0] + part.partition(".")[1] + part.partition(".")[2] for part in scope.split("/")
    )


def marks_of(history: Sequence[Event], ways: Ways) -> list[Mark]:
    """The marks of a history: not what waits on the boundary of something, nor what is no part of the flow."""
    found = []
    for event in history:
        element = event.element or ""
        flows = event.payload.get("flows")
        on_boundary = element.startswith("late") and event.type != "timer_fired"
        if event.type in ("instance_started", "instance_migrated", "user_task_moved", "timer_moved") or on_boundary:
            continue
        way = None if not flows else ways[element, flows[0]]
        found.append(Mark(event.type, _path(event), event.element, way))
    return found


def answers_in(history: Sequence[Event]) -> list[Answered]:
    """What people and timers did, in order."""
    return [
        Answered(_path(event), str(event.element), None if event.type == "timer_fired" else event.payload)
        for event in history
        if event.type in ("timer_fired", "user_task_completed")
    ]


def _path(event: Event) -> str:
    return path_of(event.scope) + ("" if event.index is None else f".{event.index}")


class Waiting(NamedTuple):
    """Work or a timer that waits."""

    id: str
    path: str
    element: str
    timer: bool


def waiting(company: Company, folio: str) -> list[Waiting]:
    """What waits, in the same order in any two instances that stand at the same."""
    found = []
    for task in company.tasks(folio):
        visit = task.item.visit
        path = path_of(visit.scope) + ("" if visit.index is None else f".{visit.index}")
        found.append(Waiting(task.item.id, path, visit.element, False))
    with company.database.reading() as connection:
        query = select(timers.c.id, timers.c.scope, timers.c.element).where(timers.c.status == "waiting")
        rows = connection.execute(query.where(timers.c.id.startswith(folio + ":")).order_by(timers.c.id)).all()
    found += [Waiting(row.id, path_of(row.scope), row.element, True) for row in rows]
    return sorted(found, key=lambda it: (it.path, it.element, it.id.partition(":")[2]))


def act(company: Company, it: Waiting, values: Mapping[str, object]) -> None:
    """Complete work, or fire a timer. Raises ExecutionFailed, FormRejected."""
    if it.timer:
        with company.database.transaction() as connection:
            at = company.clock().replace(year=2030)
            assert fire(connection, company.runtime, it.id, at=at) is not None
    else:
        company.complete(it.id, values, actor="comercial", fill=False)


Fill = Callable[[Asked], object]
"""What somebody answers to a field to which nobody has given an answer yet; None for nothing."""


def nobody(field: Asked) -> object:
    """Nothing."""
    return None


def begin(company: Company, made: Program, lot: Random, steps: int) -> str:
    """Start an instance of a procedure, and let people and timers do so many things; gives its folio."""
    folio = company.start("p", "comercial")
    for _ in range(steps):
        if not go_on(company, made, folio, lot):
            break
    return folio


def go_on(company: Company, made: Program, folio: str, lot: Random) -> bool:
    """Do one of the things that wait; whether there was any."""
    found = waiting(company, folio)
    if not found:
        return False
    it = lot.choice(found)
    act(company, it, answer(made.forms.get(it.element, []), lot))
    return True


@dataclass
class Again:
    """Does on the `draft`, in a new instance, what was done in another on the version `old`: what was answered there is
    answered as far as the draft asks for it, and what was not is answered by `fill`."""

    company: Company
    draft: Program
    old: Program
    answered: Sequence[Answered]
    fill: Fill
    closed: bool = False

    def run(self) -> Ran:
        """Run it as far as what was answered carries it; to its end where the other came to its end."""
        folio = self.company.start("p", "comercial")
        ran, pending = Ran(folio), list(self.answered)
        try:
            for _ in range(len(self.answered) + MOST):
                chosen = self._choose(waiting(self.company, folio), pending)
                if chosen is None:
                    break
                it, given = chosen
                act(self.company, it, self._values(it, given))
        except ExecutionFailed as error:
            ran.failed = str(error.details["element"])
        history = self.company.history(folio)
        ran.marks, ran.ended = marks_of(history, ways_of(self.draft)), history[-1].type == "instance_completed"
        return ran

    def _choose(self, here: Sequence[Waiting], pending: list[Answered]) -> tuple[Waiting, Answered | None] | None:
        if not pending and not self.closed:
            return None
        for number, each in enumerate(pending):
            for it in here:
                if (it.path, it.element, it.timer) == (each.path, each.element, each.values is None):
                    if number and (new := self._new(here)) is not None:
                        return new, None
                    del pending[number]
                    return it, each
        if (new := self._new(here)) is not None:
            return new, None
        return next(((it, None) for it in here if not it.timer), None)

    def _new(self, here: Sequence[Waiting]) -> Waiting | None:
        return next((it for it in here if it.element not in self.old.source.decode()), None)

    def _values(self, it: Waiting, given: Answered | None) -> dict[str, object]:
        values = dict(given.values or {}) if given is not None else {}
        fields = self.draft.forms.get(it.element, [])
        before = {each.key for each in self.old.forms.get(it.element, [])}
        found: dict[str, object] = {}
        for each in fields:
            if each.key in values:
                found[each.key] = values[each.key]
            elif given is None or each.key not in before:
                found[each.key] = self._elsewhere.get(each.key, self.fill(each))
        return {key: value for key, value in found.items() if value is not None}

    @property
    def _elsewhere(self) -> Mapping[str, object]:
        """What was answered where the draft does not ask for it any more."""
        found: dict[str, object] = {}
        for each in self.answered:
            asked = {field.key for field in self.draft.forms.get(each.element, [])}
            found |= {
                key: value for key, value in (each.values or {}).items() if key not in asked and value not in (None, "")
            }
        return found
