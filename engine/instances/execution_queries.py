"""What is known of an instance by its execution: its data, and a work item with its element, form and data.

Apart from `engine.instances.queries`, which reads rows alone: executing imports the diagram's reader and SpiffWorkflow.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from bpmn.model import Activity
from engine.cache_versions import CALENDAR, current_version
from engine.calendar.office import OfficeCalendar
from engine.db import AnyRow
from engine.documents.references import files_in
from engine.execution.runner import Execution
from engine.execution.snapshot import data_in
from engine.history import store
from engine.instances import queries, snapshots
from engine.instances.projection import WorkItem
from engine.instances.reading import Reader
from engine.instances.runtime import Runtime
from engine.instances.visible import visible

if TYPE_CHECKING:  # the data of an instance are read without its forms
    from bpmn.forms.form import Form


@dataclass(frozen=True, slots=True)
class Work:
    """A piece of work, open or not: what the diagram says of its activity, its form, the data it sees while open, the
    office's calendar as the company has it now."""

    item: WorkItem
    folio: str
    node: Activity
    form: "Form | None"
    data: Mapping[str, object]
    calendar: OfficeCalendar


def data(connection: Connection, runtime: Runtime, reader: Reader, folio: str) -> dict[str, object]:
    """The data of an instance as its open work sees it, or as its end left it; none where they were disposed of. Raises
    NotFound (kind ``instance``)."""
    row = queries.instance_row(connection, reader, folio)
    return {} if queries.is_disposed(connection, row) else data_in(snapshot(connection, runtime, row))


def work(connection: Connection, runtime: Runtime, reader: Reader, id: str) -> Work:
    """All that somebody needs who is about to do a piece of work. Its data are whole for whoever may do it now, as its
    form may ask and show them; for anybody else, and once it is closed, they are what `reader` may read.

    Raises NotFound (kind ``task``), also where `reader` does not see its instance.
    """
    item, row = queries.task(connection, reader, id)
    found = queries.instance_of(row)
    executable = runtime.library.executable(connection, found.process_id, found.versions)
    node = executable.node(item.process_id, item.visit.element)
    assert isinstance(node, Activity)
    version = found.versions[item.process_id]
    form = None if node.form is None else runtime.library.form(connection, item.process_id, version, node.form)
    data = {} if queries.is_disposed(connection, row) else _seen(_execution(connection, runtime, row), item)
    if reader.person and not _is_for(reader, item):
        data = visible(connection, runtime, found.versions, reader).data(data)
    calendar = runtime.days.at(connection, current_version(connection, CALENDAR), runtime.calendar)
    return Work(item, row.folio, node, form, data, calendar)


def _is_for(reader: Reader, item: WorkItem) -> bool:
    """Whether somebody may do a piece of work now."""
    return (
        item.is_open
        and item.assignee in (None, reader.person, *reader.absent)
        and not reader.roles.isdisjoint(item.roles)
    )


def file_in_steps(
    connection: Connection, runtime: Runtime, reader: Reader, folio: str, sha256: str, person: str, *, at: datetime
) -> Mapping[str, object] | None:
    """The reference to a file that the form of an open step shows or asks for, of those of an instance that `person`
    may do; None where none does."""
    for task in queries.tasks(connection, reader, folio=folio, person=person, at=at):
        found = work(connection, runtime, reader, task.item.id)
        names = frozenset() if found.form is None else found.form.reads | found.form.keys
        held = files_in({name: found.data[name] for name in names & found.data.keys()})
        for each in held:
            if each["sha256"] == sha256:
                return each
    return None


def _seen(execution: Execution, item: WorkItem) -> Mapping[str, object]:
    """What a work item sees; closed meanwhile: whoever still has it on their page reads what it was about."""
    data = execution.seen_at(item.visit)
    return execution.data() if data is None else data


def snapshot(connection: Connection, runtime: Runtime, row: AnyRow) -> bytes:
    """The snapshot of an instance, by its row: the stored one or, where it was dropped, one made from its history."""
    if row.snapshot is not None:
        return bytes(row.snapshot)
    executables = partial(runtime.library.executable, connection)
    return snapshots.snapshot_of(executables, store.read(connection, row.id, row.folio))


def _execution(connection: Connection, runtime: Runtime, row: AnyRow) -> Execution:
    found = queries.instance_of(row)
    executable = runtime.library.executable(connection, found.process_id, found.versions)
    return Execution(executable, snapshot(connection, runtime, row))
