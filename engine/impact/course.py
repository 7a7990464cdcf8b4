"""Takes the route of an instance on a draft: the same answers, past the first difference, as far as they serve. Pure.

What the draft waits for and the route answers is answered as it was; fields that the draft's form does not have any
more are left out, as they would be. A step that the route never took is passed without an answer; one that the draft
does not have is passed over, and what was given there serves where the draft asks for it. Where a gateway decides
otherwise, it goes on with what can still be matched.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from bpmn.messages import lazy_gettext
from bpmn.model import Event
from engine.errors import ExecutionFailed
from engine.execution.runner import Execution, Step
from engine.history.event_types import INSTANCE_COMPLETED
from engine.history.visits import Visit
from engine.impact.editions import NOTHING, Edition
from engine.impact.effects import Cause, Effect, Place, Verdict
from engine.impact.route import PASSED, Given, Mark, Route, marks_of, path

UNANSWERED = 50
"""Steps passed without an answer, at most: a draft may go round for ever where nobody answers."""

_Key = tuple[str, str, int | None]


def effect_on_past(draft: Edition, old: Edition, route: Route) -> Effect:
    """What the draft would have done to an instance that went through `route`; `old` is what it ran on last.

    The verdict is `SAME`, `DIFFERS`, `DECISION` where it depends on an answer that nobody gave, or `IMPOSSIBLE`.
    """
    return _Course(draft, old, route).effect()


class _Choice(NamedTuple):
    """What is done next: `given` is what the route gave there, None for a step that it never took."""

    visit: Visit
    given: Given | None


class _Course:
    def __init__(self, draft: Edition, old: Edition, route: Route) -> None:
        self._draft, self._old, self._route = draft, old, route
        self._pending = route.given[1:]
        self._told: list[Mark] = []
        self._decided: dict[_Key, Iterator[Mark]] | None = None
        self._other_way: Mark | None = None
        self._open: str | None = None
        self._unanswered: dict[str, str] = {}
        self._kept: dict[str, object] | None = None
        self._waived = 0
        self._guessing = False

    def effect(self) -> Effect:
        failed: ExecutionFailed | None = None
        try:
            self._go()
        except ExecutionFailed as error:
            if not self._guessing:  # else it is our guess that fails, and no answer of anybody
                failed = error
        if self._open is not None:
            return self._answer_missing(self._open)
        if failed is not None:
            return self._failure(failed)
        recorded = [mark for given in self._route.given for mark in given.marks]
        if self._told == recorded:
            return Effect(Verdict.SAME)
        if self._other_way is None:
            return self._first_difference(recorded)
        assert self._other_way.visit is not None
        gateway = self._place(self._other_way.visit.element)
        return Effect(Verdict.DIFFERS, Cause.OTHER_WAY, gateway, self._other_way.flows)

    def _go(self) -> None:
        executable = self._draft.executable
        step = self._took(Execution(executable).start(self._route.given[0].values))
        while not step.completed:
            choice = self._choose(step.waiting)
            if choice is None:
                return
            execution = Execution(executable, step.snapshot)
            if choice.visit.element in self._draft.work:
                step = self._took(execution.complete(choice.visit, self._values(choice)))
            else:
                step = self._took(execution.fire(choice.visit))

    def _choose(self, waiting: Sequence[Visit]) -> _Choice | None:
        pending = self._pending
        while pending and pending[0].visit is not None and pending[0].visit.element not in self._draft.homes:
            pending.pop(0)
        if not pending and not self._route.closed:
            return None
        here = {_key(visit): visit for visit in reversed(waiting)}
        if pending and (found := self._serves(pending[0], here)) is not None:
            return _Choice(found, pending.pop(0))
        later = {_key(given.visit) for given in pending if given.visit is not None}
        for visit in waiting:
            if visit.element in self._draft.work and _key(visit) not in later and self._may_pass(visit):
                return _Choice(visit, None)
        for position, given in enumerate(pending):
            if (found := self._serves(given, here)) is not None:
                del pending[position]
                return _Choice(found, given)
        for visit in waiting:
            if visit.element not in self._draft.work and visit.element not in self._old.homes and self._may_pass(visit):
                return _Choice(visit, None)
        return None

    def _serves(self, given: Given, here: Mapping[_Key, Visit]) -> Visit | None:
        assert given.visit is not None
        found = here.get(_key(given.visit))
        return None if found is None or given.fired == (found.element in self._draft.work) else found

    def _may_pass(self, visit: Visit) -> bool:
        """Pass a step without an answer. Past another way than the route's that is a guess, made only to come back."""
        new = visit.element not in self._old.homes
        if self._waived >= UNANSWERED or (self._other_way is not None and not new and not self._pending):
            return False
        self._waived += 1
        self._guessing |= self._other_way is not None
        return True

    def _values(self, choice: _Choice) -> Mapping[str, object]:
        element = choice.visit.element
        asked, before = self._draft.asked.get(element, NOTHING), self._old.asked.get(element, NOTHING)
        given = NOTHING_GIVEN if choice.given is None else choice.given.values
        if choice.given is not None and asked == before:
            return given
        values = {name: value for name, value in given.items() if name in asked}
        for name in asked - values.keys():
            if name in self._elsewhere:
                values[name] = self._elsewhere[name]
            elif not self._guessing and (choice.given is None or name not in before):
                self._unanswered.setdefault(name, element)
        return values

    @property
    def _elsewhere(self) -> Mapping[str, object]:
        """What was given at steps that the draft does not have, or does not ask there any more."""
        if self._kept is None:
            self._kept = {}
            for given in self._route.given[1:]:
                assert given.visit is not None
                asked = self._draft.asked.get(given.visit.element, NOTHING)
                self._kept |= {
                    name: value for name, value in given.values.items() if name not in asked and value not in EMPTY
                }
        return self._kept

    def _took(self, step: Step) -> Step:
        marks = marks_of(step, self._draft.passed, self._draft.beside)
        self._told += marks
        for mark in marks:
            if mark.flows and self._other_way is None and mark.visit is not None:
                recorded = next(self._recorded.get(_key(mark.visit), _NEVER), None)
                if recorded is not None and self._open is None:
                    self._open = self._asked_at(mark.visit.element)
                if recorded is not None and set(recorded.flows) != set(mark.flows):
                    self._other_way = mark
        for timer in step.timers_set:
            node = self._draft.executable.node(timer.process_id, timer.visit.element)
            due = node.due if isinstance(node, Event) else None
            if due is not None and due.before is not None and timer.data.get(due.before) is None:
                reason = lazy_gettext(
                    "The variable “{name}” holds no date, and the timer counts from it.", name=due.before
                )
                raise ExecutionFailed(element=node.id, reason=reason, cause="no_date")
        return step

    @property
    def _recorded(self) -> dict[_Key, Iterator[Mark]]:
        """What the gateways of the route decided, each time."""
        if self._decided is None:
            found: dict[_Key, list[Mark]] = {}
            for given in self._route.given:
                for mark in given.marks:
                    if mark.flows and mark.visit is not None:
                        found.setdefault(_key(mark.visit), []).append(mark)
            self._decided = {key: iter(marks) for key, marks in found.items()}
        return self._decided

    def _failure(self, error: ExecutionFailed) -> Effect:
        known = error.element if error.element in self._draft.homes else None
        asked_at = None if known is None else self._asked_at(known)
        if asked_at is not None:
            return self._answer_missing(asked_at)
        place = None if known is None else self._place(known)
        return Effect(Verdict.IMPOSSIBLE, Cause.CANNOT_GO_ON, place, message=error.reason)

    def _asked_at(self, element: str) -> str | None:
        """The new step, or the one with a new field, where nobody gave an answer by which it goes at `element`."""
        names = self._draft.read.get(element, NOTHING) & self._unanswered.keys()
        return self._unanswered[min(names)] if names else None

    def _answer_missing(self, asked_at: str) -> Effect:
        return Effect(Verdict.DECISION, Cause.ANSWER_MISSING, self._place(asked_at))

    def _first_difference(self, recorded: list[Mark]) -> Effect:
        number = next(n for n in range(len(recorded) + 1) if recorded[n : n + 1] != self._told[n : n + 1])
        was = recorded[number] if number < len(recorded) else None
        now = self._told[number] if number < len(self._told) else None
        there = {mark.visit.element for mark in recorded if mark.visit is not None}
        here = {mark.visit.element for mark in self._told if mark.visit is not None}
        new = None if now is None or now.visit is None else now.visit.element
        gone = None if was is None or was.visit is None else was.visit.element
        if new is not None and new not in there and now is not None and now.what != INSTANCE_COMPLETED.name:
            return self._differs(Cause.NEW_STEP, new)
        if gone is not None and gone not in here and was is not None and was.what != INSTANCE_COMPLETED.name:
            return self._differs(Cause.NOT_REACHED, gone, old=True)
        if now is not None and was is not None and INSTANCE_COMPLETED.name not in (now.what, was.what):
            if now.what == was.what == PASSED and now.visit == was.visit and new is not None:
                return Effect(Verdict.DIFFERS, Cause.OTHER_WAY, self._place(new), now.flows)
            return self._differs(Cause.OTHER_ORDER, new or gone)
        return self._differs(Cause.OTHER_END, new if new is not None else gone, old=new is None)

    def _differs(self, cause: Cause, element: str | None, *, old: bool = False) -> Effect:
        return Effect(Verdict.DIFFERS, cause, None if element is None else self._place(element, old=old))

    def _place(self, element: str, *, old: bool = False) -> Place:
        homes = self._old.homes if old or element not in self._draft.homes else self._draft.homes
        return Place(homes.get(element, self._draft.executable.process_id), element, homes is self._old.homes)


EMPTY: tuple[object, ...] = (None, "", [])
"""The values of a field that was left empty."""
NOTHING_GIVEN: Mapping[str, object] = {}
_NEVER: Iterator[Mark] = iter(())


def _key(visit: Visit) -> _Key:
    return path(visit.scope), visit.element, visit.index
