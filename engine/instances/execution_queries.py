"""What is known of an instance by its execution: its data, and a work item with its element, form and data.

Apart from `engine.instances.queries`, which reads rows alone: executing imports the diagram's reader and SpiffWorkflow.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from bpmn.model import Activity
from engine.cache_versions import CALENDAR, cache_version
from engine.calendar.office import OfficeCalendar
from engine.db import AnyRow
from engine.execution.runner import Execution
from engine.execution.snapshot import data_in
from engine.history import store
from engine.instances import queries, snapshots
from engine.instances.projection import WorkItem
from engine.instances.runtime import Runtime

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


def data(connection: Connection, runtime: Runtime, folio: str) -> dict[str, object]:
    """The data of an instance as its open work sees it, or as its end left it. Raises NotFound (kind ``instance``)."""
    return data_in(snapshot(connection, runtime, queries.instance_row(connection, folio)))


def work(connection: Connection, runtime: Runtime, id: str) -> Work:
    """All that somebody needs who is about to do a piece of work. Raises NotFound (kind ``task``)."""
    item, folio = queries.task(connection, id)
    row = queries.instance_row(connection, folio)
    found = queries.instance_of(row)
    executable = runtime.library.executable(connection, found.process_id, found.versions)
    node = executable.node(item.process_id, item.visit.element)
    assert isinstance(node, Activity)
    version = found.versions[item.process_id]
    form = None if node.form is None else runtime.library.form(connection, item.process_id, version, node.form)
    execution = _execution(connection, runtime, row)
    data = execution.seen_at(item.visit)
    if data is None:  # closed meanwhile: whoever still has it on their page reads what it was about
        data = execution.data()
    calendar = runtime.days.at(connection, connection.scalar(select(cache_version(CALENDAR))), runtime.calendar)
    return Work(item, folio, node, form, data, calendar)


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
