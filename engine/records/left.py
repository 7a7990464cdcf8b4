"""The records that an instance has left, in their versions, read from its history."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection

from engine.errors import NotFound
from engine.execution.snapshot import data_in
from engine.history.chain import Event
from engine.history.event_types import USER_TASK_COMPLETED, Part, type_of
from engine.instances import snapshots
from engine.instances.queries import Instance
from engine.instances.runtime import Runtime
from engine.records.kinds import RecordKind, record_kinds


@dataclass(frozen=True, slots=True)
class RecordVersion:
    """A version of a record. `made` is the event by which it came to be: a step that wrote what the record begins with,
    or a value of it that was changed on record.
    `last` is the last event that belongs to it, of a step that has the record too (a review, a delivery): what is on
    the paper is what was known right after it."""

    number: int
    made: Event
    last: Event


@dataclass(frozen=True, slots=True)
class LeftRecord:
    """A record of an instance with its versions, the first first."""

    folio: str
    kind: RecordKind
    versions: tuple[RecordVersion, ...]

    @property
    def current(self) -> RecordVersion:
        """The newest version."""
        return self.versions[-1]

    def version(self, number: int | None) -> RecordVersion:
        """A version by its number, the current one for None. Raises NotFound (kind ``record``)."""
        if number is None:
            return self.current
        if not 1 <= number <= len(self.versions):
            raise NotFound(kind="record", id=f"{self.folio} {self.kind.key} v{number}")
        return self.versions[number - 1]


def kinds_of(connection: Connection, runtime: Runtime, instance: Instance) -> tuple[RecordKind, ...]:
    """The kinds of records that the versions name which an instance runs on."""
    forms = runtime.library.forms(connection, instance.versions)
    return tuple(
        kind
        for process_id, number in sorted(instance.versions.items(), key=lambda each: each[0] != instance.process_id)
        for kind in record_kinds(runtime.library.process(connection, process_id, number), forms[process_id])
    )


def left_records(
    connection: Connection, runtime: Runtime, instance: Instance, history: Sequence[Event]
) -> list[LeftRecord]:
    """The records that an instance has left so far, by its `history`, in the order of its procedure; none once its
    values were disposed of."""
    kinds = kinds_of(connection, runtime, instance)
    found = (LeftRecord(instance.folio, kind, versions(kind, history)) for kind in kinds)
    return [record for record in found if record.versions]


def versions(kind: RecordKind, history: Iterable[Event]) -> tuple[RecordVersion, ...]:
    """The versions of a record that a history gives."""
    found: list[RecordVersion] = []
    for event in history:
        changes = type_of(event).part is Part.CHANGE and bool(found)
        if not changes and (event.type != USER_TASK_COMPLETED.name or event.element not in kind.activities):
            continue
        if not kind.writes.isdisjoint(type_of(event).values(event.payload)):
            found.append(RecordVersion(len(found) + 1, event, event))
        elif found and not changes:
            found[-1] = RecordVersion(found[-1].number, found[-1].made, event)
    return tuple(found)


def values_after(connection: Connection, runtime: Runtime, history: Sequence[Event], event: Event) -> dict[str, object]:
    """The data of an instance right after the step that `event`, a completion, set off: its history is executed so far.

    Raises what `engine.instances.snapshots.snapshot_of` raises.
    """
    follows = (Part.CONSEQUENCE, Part.ASIDE)
    end = next((each.seq for each in history if each.seq > event.seq and type_of(each).part not in follows), None)
    so_far = [each for each in history if end is None or each.seq < end]
    return data_in(snapshots.snapshot_of(partial(runtime.library.executable, connection), so_far))
