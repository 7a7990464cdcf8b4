"""Executing a history whose values were disposed of: what a condition would say is taken from what was recorded.

Which way a gateway went, that scripts ran and how often something was repeated is in the history; what they read and
wrote is not. So a run under a `Guide` still shows that everything that was recorded is something that the diagram can
do, in that order, and not that it had to be that way. Where the record does not tell (how often a cycle that is worked
out comes back) it ends, with `NeedsValues`.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from engine.history.chain import Event, visit_of
from engine.history.event_types import Part, VisitEffect, type_of
from engine.history.visits import enclosing_scopes, parse_visit

if TYPE_CHECKING:  # whatever compiles imports this
    from engine.execution.compiler import Executable


class NeedsValues(Exception):
    """From here on nobody can say what follows without the values that were disposed of; `element` is where."""

    def __init__(self, element: str | None) -> None:
        super().__init__(element)
        self.element = element


class Guide:
    """What was recorded of one step, and after it."""

    def __init__(self, executable: "Executable", recorded: Sequence[Event]) -> None:
        """`recorded` are the events that follow the cause of the step."""
        self._executable, self._recorded = executable, recorded
        is_next = (type_of(event).part is Part.CONSEQUENCE for event in recorded)
        count = next((place for place, consequence in enumerate(is_next) if not consequence), len(recorded))
        self._step = recorded[:count]
        """What follows at once."""
        self._passed = [
            (event.element, flows)
            for event in self._step
            if type_of(event).names_flows and isinstance(flows := event.payload.get("flows"), list)
        ]
        self._taken: dict[Any, frozenset[str]] = {}
        self._repeated: set[tuple[str, str, int]] = set()
        """The repetitions, by scope, element and round, whose number was asked for."""

    def again(self) -> "Guide":
        """The same for another run of that step."""
        return Guide(self._executable, self._recorded)

    def takes(self, token: Any, target: str) -> bool:
        """Whether the token went on from its gateway to what stands for `target` in its process."""
        spec = token.task_spec
        process_id = self._executable.home[token.workflow.spec.name]
        flows = self._executable.flows.get((process_id, spec.bpmn_id), ())
        if len(flows) < 2:
            return True  # there was no choice, and nothing of it is recorded
        if token.id not in self._taken:
            place = next((n for n, (element, _) in enumerate(self._passed) if element == spec.bpmn_id), None)
            names = self._passed.pop(place)[1] if place is not None else ()
            self._taken[token.id] = frozenset(target for flow, target in flows if flow in names)
        return target.removesuffix(".BoundaryEventSplit") in self._taken[token.id]

    def amount(self, element: str) -> int:
        """How many instances of a repeated element were begun; none, where none of them begins in this step: then what
        follows must be what follows after none."""
        mine = (each for event in self._step for each in _instances(event, element))
        found = next((each[:3] for each in mine if each[:3] not in self._repeated and each[3] == 0), None)
        if found is None:
            return 0
        self._repeated.add(found)
        # Counted, not read off the last: whoever wrote a history by hand could have it be a number without end.
        return len({each[3] for event in self._recorded for each in _instances(event, element) if each[:3] == found})

    def begins(self, element: str, index: int) -> bool:
        """Whether another instance of a repeated element begins in this step."""
        return any(each[3] == index for event in self._step for each in _instances(event, element))

    def is_cut(self, element: str) -> bool:
        """Whether instances of a repeated element were withdrawn in this step."""
        withdrawn = (event for event in self._step if type_of(event).visit is VisitEffect.WITHDRAWS)
        return any(True for event in withdrawn for _ in _instances(event, element))


def _instances(event: Event, element: str) -> Iterator[tuple[str, str, int, int]]:
    """The instances of a repeated element that an event is of or stands in: scope, element, round and index."""
    if event.round is None:
        return
    visit = visit_of(event)
    for text in (*enclosing_scopes(visit.scope), str(visit)):
        each = parse_visit(text)
        if each.element == element and each.index is not None:
            yield each.scope, each.element, each.round, each.index


_GUIDE: ContextVar[Guide | None] = ContextVar("guide", default=None)


def guide() -> Guide | None:
    """The guide that this run is under, if any."""
    return _GUIDE.get()


@contextmanager
def under(guide_: Guide | None) -> Iterator[None]:
    """Run what stands inside under a guide; under none, as always."""
    token = _GUIDE.set(guide_)
    try:
        yield
    finally:
        _GUIDE.reset(token)
