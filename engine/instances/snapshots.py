"""Making again from history what is kept only for speed: the snapshot and the work items.

The same runner executes the same inputs. What it gives must be what was recorded, so a history and a diagram that do
not belong together are found out here and not two steps later.
"""

from collections.abc import Sequence

from engine.errors import HistoryTampered, ReplayDiverged
from engine.execution.compiler import Executable
from engine.execution.runner import Execution, Step
from engine.history.chain import Event, visit_of
from engine.history.visits import Visit
from engine.instances.projection import Timer, WorkItem, project


def snapshot_of(executable: Executable, history: Sequence[Event]) -> bytes:
    """The snapshot after the last event of `history`.

    Raises HistoryTampered when no start stands first, ReplayDiverged when execution does not give what was recorded.
    """
    if not history or history[0].type != "instance_started":
        folio = history[0].folio if history else "—"
        raise HistoryTampered(folio=folio, seq=1, reason="start")
    current: bytes | None = None
    for position, event in enumerate(history):
        if event.type in CAUSES:
            step = advance(Execution(executable, current), event)
            _compare(step, history, position)
            current = step.snapshot
    assert current is not None
    return current


CAUSES = frozenset({"instance_started", "user_task_completed", "timer_fired"})
"""The types of the events that set off a step; all others tell what a step did, or move nothing."""


def advance(execution: Execution, event: Event) -> Step:
    """Take the step that `event`, one of `CAUSES`, sets off.

    Raises ReplayDiverged when execution does not wait where the event says, ExecutionFailed.
    """
    if event.type == "instance_started":
        values = event.payload["values"]
        assert isinstance(values, dict)
        return execution.start(values)
    try:
        if event.type == "timer_fired":
            return execution.fire(visit_of(event))
        return execution.complete(visit_of(event), event.payload)
    except KeyError as error:
        raise ReplayDiverged(folio=event.folio, seq=event.seq, expected="—", found=str(visit_of(event))) from error


def work_items(history: Sequence[Event]) -> dict[Visit, WorkItem]:
    """Every work item that `history` tells of, as it is after its last event."""
    return project(history).items


def timers(history: Sequence[Event]) -> dict[Visit, Timer]:
    """Every timer that `history` tells of, as it is after its last event."""
    return project(history).timers


def _compare(step: Step, history: Sequence[Event], position: int) -> None:
    expected = [str(passage.visit) for passage in step.passages]
    expected += map(str, (*step.withdrawn, *step.timers_withdrawn))
    expected += [str(enabled.visit) for enabled in step.enabled]
    expected += [str(timer.visit) for timer in step.timers_set]
    if step.completed:
        expected.append(f"end {step.end}")
    recorded = history[position + 1 : position + 1 + len(expected)]
    found = [_told(event) for event in recorded]
    for number, visit in enumerate(expected):
        if number >= len(found) or found[number] != visit:
            seq = history[position].seq + 1 + number
            other = found[number] if number < len(found) else "—"
            raise ReplayDiverged(folio=history[position].folio, seq=seq, expected=visit, found=other)


def _told(event: Event) -> str:
    if event.type == "instance_completed":
        return f"end {event.element}"
    return str(visit_of(event)) if event.round is not None else event.type
