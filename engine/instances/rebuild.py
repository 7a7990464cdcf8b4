"""Making again from history what is kept only for speed: the snapshot and the work items.

The same runner executes the same inputs. What it gives must be what was recorded, so a history and a diagram that do
not belong together are found out here and not two steps later.
"""

from collections.abc import Sequence

from engine.errors import HistoryTampered, ReplayDiverged
from engine.execution.compiler import Executable
from engine.execution.runner import Execution, Place, Step
from engine.history.chain import Event
from engine.instances.projection import Timer, WorkItem, place_of, project


def snapshot(executable: Executable, history: Sequence[Event]) -> bytes:
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
        values = event.values["values"]
        assert isinstance(values, dict)
        return execution.start(values)
    try:
        if event.type == "timer_fired":
            return execution.fire(place_of(event))
        return execution.complete(place_of(event), event.values)
    except KeyError as error:
        raise ReplayDiverged(folio=event.folio, seq=event.seq, expected="—", found=str(place_of(event))) from error


def work_items(history: Sequence[Event]) -> dict[Place, WorkItem]:
    """Every work item that `history` tells of, as it is after its last event."""
    return project(history).items


def timers(history: Sequence[Event]) -> dict[Place, Timer]:
    """Every timer that `history` tells of, as it is after its last event."""
    return project(history).timers


def _compare(step: Step, history: Sequence[Event], position: int) -> None:
    expected = [str(passage.place) for passage in step.passages]
    expected += map(str, (*step.withdrawn, *step.timers_withdrawn))
    expected += [str(enabled.place) for enabled in step.enabled]
    expected += [str(timer.place) for timer in step.timers_set]
    if step.completed:
        expected.append(f"end {step.end}")
    recorded = history[position + 1 : position + 1 + len(expected)]
    found = [_told(event) for event in recorded]
    for number, place in enumerate(expected):
        if number >= len(found) or found[number] != place:
            seq = history[position].seq + 1 + number
            other = found[number] if number < len(found) else "—"
            raise ReplayDiverged(folio=history[position].folio, seq=seq, expected=place, found=other)


def _told(event: Event) -> str:
    if event.type == "instance_completed":
        return f"end {event.element}"
    return str(place_of(event)) if event.pass_ is not None else event.type
