"""Rebuilds a snapshot by executing a history again with the runner that made it.

What each step gives must be what was recorded, so a history and a diagram that do not belong together are found at the
first event that differs.
"""

from collections.abc import Sequence

from engine.errors import HistoryTampered, ReplayDiverged
from engine.execution.compiler import Executable
from engine.execution.runner import Execution, Step
from engine.history.chain import Event, visit_of
from engine.history.event_types import INSTANCE_STARTED, Part, Subject, type_of


def snapshot_of(executable: Executable, history: Sequence[Event]) -> bytes:
    """The snapshot after the last event of `history`.

    Raises HistoryTampered when no start stands first, ReplayDiverged when execution does not give what was recorded,
    UnknownEventType.
    """
    if not history or history[0].type != INSTANCE_STARTED.name:
        folio = history[0].folio if history else "—"
        raise HistoryTampered(folio=folio, seq=1, reason="start")
    current: bytes | None = None
    for position, event in enumerate(history):
        if type_of(event).part is Part.CAUSE:
            step = advance(Execution(executable, current), event)
            _compare(step, history, position)
            current = step.snapshot
    assert current is not None
    return current


def advance(execution: Execution, event: Event) -> Step:
    """Take the step that `event`, a cause, sets off.

    Raises ReplayDiverged when execution does not wait where the event says, ExecutionFailed.
    """
    type_ = type_of(event)
    assert type_.part is Part.CAUSE, type_.name
    if type_.subject is Subject.INSTANCE:
        return execution.start(type_.values(event.payload))
    try:
        if type_.subject is Subject.TIMER:
            return execution.fire(visit_of(event))
        return execution.complete(visit_of(event), type_.values(event.payload))
    except KeyError as error:
        raise ReplayDiverged(folio=event.folio, seq=event.seq, expected="—", found=str(visit_of(event))) from error


def _compare(step: Step, history: Sequence[Event], position: int) -> None:
    expected = [str(passage.visit) for passage in step.passages]
    expected += map(str, (*step.withdrawn, *step.timers_withdrawn))
    expected += [str(enabled.visit) for enabled in step.enabled]
    expected += [str(timer.visit) for timer in step.timers_set]
    if step.completed:
        expected.append(f"end {step.end}")
    recorded = history[position + 1 : position + 1 + len(expected)]
    found = [_where(event) for event in recorded]
    for number, visit in enumerate(expected):
        if number >= len(found) or found[number] != visit:
            seq = history[position].seq + 1 + number
            other = found[number] if number < len(found) else "—"
            raise ReplayDiverged(folio=history[position].folio, seq=seq, expected=visit, found=other)


def _where(event: Event) -> str:
    """The visit that an event is about, or the end event; its type where it is about neither."""
    if event.round is not None:
        return str(visit_of(event))
    return event.type if event.element is None else f"end {event.element}"
