"""Rebuilds a snapshot by executing a history again with the runner that made it.

What each step gives must be what was recorded, so a history and a diagram that do not belong together are found at the
first event that differs.
"""

from collections.abc import Mapping, Sequence

from engine import canonical_json
from engine.errors import HistoryTampered, ReplayDiverged
from engine.execution.compiler import Executable, Executables
from engine.execution.moving import Moved, NotMovable, move
from engine.execution.runner import Execution, Step
from engine.history.chain import Event, visit_of
from engine.history.event_types import INSTANCE_COMPLETED, INSTANCE_RETURNED, INSTANCE_STARTED, Part, Subject, type_of
from engine.history.versions import runs_on


def snapshot_of(executables: Executables, history: Sequence[Event]) -> bytes:
    """The snapshot after the last event of `history`.

    Raises HistoryTampered when no start stands first, ReplayDiverged when execution does not give what was recorded,
    UnknownEventType, and what `executables` raises.
    """
    if not history or history[0].type != INSTANCE_STARTED.name:
        folio = history[0].folio if history else "—"
        raise HistoryTampered(folio=folio, seq=1, reason="start")
    executable = first_executable(executables, history)
    current = b""
    for position, event in enumerate(history):
        part = type_of(event).part
        if part in (Part.CAUSE, Part.CHANGE):
            step = advance(Execution(executable, current or None), event)
            _compare(_told(step), history, position)
            current = step.snapshot
        elif part is Part.MIGRATION:
            executable, moved = migrate(executables, executable, current, event)
            carried = [str(each.now.visit) for each in moved.work] + [str(each.now.visit) for each in moved.timers]
            _compare([*carried, *_told(moved.step)], history, position)
            current = moved.step.snapshot
    return current


def first_executable(executables: Executables, history: Sequence[Event]) -> Executable:
    """What a history began to run on. Raises KeyError, TypeError or ValueError for a first event that says it not."""
    found = runs_on(history[0])
    if found is None:
        raise ValueError(history[0].type)
    return executables(str(history[0].payload["process"]), found.versions)


def migrate(
    executables: Executables, executable: Executable, snapshot: bytes, event: Event
) -> tuple[Executable, Moved]:
    """Move a run to the versions that `event`, a migration, says; gives what it runs on from then on, and the move.

    Raises ReplayDiverged when it cannot be moved, or the event's mapping is not the one that was needed.
    """
    found, payload = runs_on(event), event.payload
    mapping = payload["mapping"]
    if found is None or not isinstance(mapping, Mapping):
        raise TypeError("mapping")
    new = executables(executable.process_id, found.versions)
    wanted = {str(old): str(target) for old, target in mapping.items()}
    try:
        moved = move(executable, snapshot, new, wanted, anew=event.type == INSTANCE_RETURNED.name)
    except NotMovable as error:
        held = ", ".join(f"{each.kind} {each.element}" for each in error.obstacles)
        raise ReplayDiverged(folio=event.folio, seq=event.seq, expected="—", found=held) from error
    if moved.mapping != wanted:
        pair = canonical_json.dumps(moved.mapping), canonical_json.dumps(wanted)
        raise ReplayDiverged(folio=event.folio, seq=event.seq, expected=pair[0], found=pair[1])
    return new, moved


def advance(execution: Execution, event: Event) -> Step:
    """Take the step that `event`, a cause or a change, sets off.

    Raises ReplayDiverged when execution does not wait where the event says, ExecutionFailed.
    """
    type_ = type_of(event)
    assert type_.part in (Part.CAUSE, Part.CHANGE), type_.name
    if type_.part is Part.CHANGE:
        return execution.change(type_.values(event.payload))
    if type_.subject is Subject.INSTANCE:
        return execution.start(type_.values(event.payload))
    try:
        if type_.subject is Subject.TIMER:
            return execution.fire(visit_of(event))
        return execution.complete(visit_of(event), type_.values(event.payload))
    except KeyError as error:
        raise ReplayDiverged(folio=event.folio, seq=event.seq, expected="—", found=str(visit_of(event))) from error


def _told(step: Step) -> list[str]:
    expected = [str(passage.visit) for passage in step.passages]
    expected += map(str, (*step.withdrawn, *step.timers_withdrawn))
    expected += [str(enabled.visit) for enabled in step.enabled]
    expected += [str(timer.visit) for timer in step.timers_set]
    if step.completed:
        expected.append(f"end {step.end}")
    return expected


def _compare(expected: Sequence[str], history: Sequence[Event], position: int) -> None:
    recorded = history[position + 1 : position + 1 + len(expected)]
    found = [_where(event) for event in recorded]
    for number, visit in enumerate(expected):
        if number >= len(found) or found[number] != visit:
            seq = history[position].seq + 1 + number
            other = found[number] if number < len(found) else "—"
            raise ReplayDiverged(folio=history[position].folio, seq=seq, expected=visit, found=other)


def _where(event: Event) -> str:
    """The visit that an event is about, or the end at which the instance came (none where a move ended it); its type
    where it is about neither."""
    if event.round is not None:
        return str(visit_of(event))
    return f"end {event.element}" if event.type == INSTANCE_COMPLETED.name else event.type
