"""Rebuilds everything that is stored of one instance from its history: its row, its read model and its snapshot."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, Table, bindparam, delete, insert, update
from sqlalchemy.dialects import postgresql

from engine.client_access import links
from engine.client_access.models import client_links
from engine.clock import from_text
from engine.execution.compiler import Executable
from engine.history.chain import Event
from engine.instances.models import instances, role_sets, timers, work_items
from engine.instances.projection import roles_of
from engine.instances.read_model import ReadModel, Row, read_model_of
from engine.instances.rows import INSERT_TIMER, UPSERT_ITEM
from engine.instances.snapshots import snapshot_of
from engine.instances.views import search
from engine.statements import Statement

_DELETE_ITEM, _DELETE_TIMER, _DELETE_LINK = (
    Statement(delete(table).where(table.c.id == bindparam("id"))) for table in (work_items, timers, client_links)
)
_INSERT_LINK = Statement(insert(client_links), ["instance_id", *(column.name for column in links.COLUMNS)])


def rebuild(
    connection: Connection, executable: Executable, instance_id: int, folio: str, history: Sequence[Event]
) -> None:
    """Replace everything stored of an instance by what its whole `history` gives. The caller holds the row's lock.

    Raises HistoryTampered, ReplayDiverged when `history` cannot be executed on `executable`.
    """
    head = {"head_seq": history[-1].seq, "head_hash": history[-1].hash}
    model = read_model_of(instance_id, folio, history)
    snapshot_of = snapshot_of(executable, history)
    _save_instance(connection, instance_id, {**model.instance, **head, "snapshot": snapshot_of})
    _save_rows(connection, instance_id, model)
    search.rebuild_instance(connection, instance_id, folio, history)
    _save_role_sets(connection, model.role_keys)


def _save_instance(connection: Connection, instance_id: int, values: Row) -> None:
    moments = {name: values[name] and from_text(values[name]) for name in ("started_at", "ended_at")}
    connection.execute(update(instances).where(instances.c.id == instance_id).values({**values, **moments}))


def _save_rows(connection: Connection, instance_id: int, model: ReadModel) -> None:
    tables: tuple[tuple[Table, Statement, Statement, Mapping[str, Row]], ...] = (
        (work_items, _DELETE_ITEM, UPSERT_ITEM, model.items),
        (timers, _DELETE_TIMER, INSERT_TIMER, model.timers),
        (client_links, _DELETE_LINK, _INSERT_LINK, model.links),
    )
    for table, drop, add, rows in tables:
        connection.execute(delete(table).where(table.c.instance_id == instance_id))
        if rows:
            drop.run_many(connection, [{"id": id_} for id_ in rows])  # one may stand under another instance
            add.run_many(connection, [{**row, "instance_id": instance_id} for row in rows.values()])


def _save_role_sets(connection: Connection, keys: Iterable[str]) -> None:
    """Other instances use the same sets, and other commands add them."""
    for key in sorted(keys):
        roles = roles_of(key)
        connection.execute(delete(role_sets).where(role_sets.c.key == key, role_sets.c.role_id.not_in(roles)))
        rows = [{"key": key, "role_id": role} for role in roles]
        connection.execute(postgresql.insert(role_sets).on_conflict_do_nothing(), rows)
