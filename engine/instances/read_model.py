"""The read model of an instance: everything that is stored of it besides its history, and follows from its history.

Values are what the driver gives and what a `Statement` takes: moments are texts. What somebody wrote by hand need not
be readable, but it can be compared.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, insert, update
from sqlalchemy.dialects import postgresql

from engine import canonical_json
from engine.client_access import links
from engine.client_access.models import client_links
from engine.clock import from_text
from engine.execution.compiler import Executables
from engine.history.chain import Event, head_of
from engine.history.disposals import is_disposed
from engine.history.versions import versions_of
from engine.instances import incidents, models
from engine.instances.models import instance_role_sets, instances, role_sets, timers, work_items
from engine.instances.projection import project, role_key, roles_of
from engine.instances.row_statements import INSERT_TIMER, ITEM_COLUMNS, UPSERT_ITEM
from engine.instances.rows import item_row, text_of, timer_values
from engine.instances.snapshots import snapshot_of
from engine.instances.views import quotes, search
from engine.statements import Statement

Row = Mapping[str, Any]

_DELETE_ITEM, _DELETE_TIMER, _DELETE_LINK, _DELETE_INCIDENT = (
    Statement(delete(table).where(table.c.id == bindparam("id")))
    for table in (work_items, timers, client_links, models.incidents)
)
_INSERT_LINK = Statement(insert(client_links), ["instance_id", *(column.name for column in links.COLUMNS)])


@dataclass(frozen=True, slots=True)
class ReadModel:
    """What must be stored of an instance: columns of its own row, rows by their id, its overview, its search words, and
    the keys of the role sets of its work items."""

    instance: Row
    items: Mapping[str, Row]
    timers: Mapping[str, Row]
    links: Mapping[str, Row]
    incidents: Mapping[str, Row]
    overview: Row
    words: frozenset[str]
    role_keys: frozenset[str]


def read_model_of(instance_id: int, folio: str, history: Sequence[Event]) -> ReadModel:
    """The read model that a verified history gives."""
    became, first, started = project(history), history[0], history[0].payload
    overview, words = search.rows(folio, history)
    stopped = incidents.rows(history)
    items = {
        item.id: dict(zip(ITEM_COLUMNS, item_row(instance_id, item), strict=True)) for item in became.items.values()
    }
    return ReadModel(
        instance={
            "process_id": started["process"],
            "versions": canonical_json.dumps(versions_of(history)[-1].versions),
            "status": became.status,
            "end": became.end,
            "outcome": became.outcome,
            "started_by": first.actor,
            "started_at": first.at,
            "ended_at": text_of(became.ended_at),
            "roles": role_key(became.roles),
            "open_incidents": sum(row["resolved_at"] is None for row in stopped.values()),
        },
        items=items,
        timers={timer.id: timer_values(instance_id, timer) for timer in became.timers.values()},
        links=links.rows(history),
        incidents=stopped,
        overview=overview,
        words=frozenset(words),
        role_keys=frozenset(item["roles"] for item in items.values()),
    )


def rebuild(
    connection: Connection, executables: Executables, instance_id: int, folio: str, history: Sequence[Event]
) -> None:
    """Replace everything stored of an instance by what its whole `history` gives. The caller holds the row's lock.

    Raises HistoryTampered, ReplayDiverged when `history` cannot be executed.
    """
    head = {f"head_{name}": value for name, value in head_of(history)._asdict().items()}
    model = read_model_of(instance_id, folio, history)
    snapshot = None if is_disposed(history) else snapshot_of(executables, history)
    _save_instance(connection, instance_id, {**model.instance, **head, "snapshot": snapshot})
    _save_rows(connection, instance_id, model)
    search.rebuild_instance(connection, instance_id, folio, history)
    quotes.rebuild_instance(connection, instance_id, history)
    _save_role_sets(connection, role_sets, model.role_keys)
    _save_role_sets(connection, instance_role_sets, [str(model.instance["roles"])])


def _save_instance(connection: Connection, instance_id: int, values: Row) -> None:
    moments = {name: values[name] and from_text(values[name]) for name in ("started_at", "ended_at")}
    connection.execute(update(instances).where(instances.c.id == instance_id).values({**values, **moments}))


def _save_rows(connection: Connection, instance_id: int, model: ReadModel) -> None:
    tables: tuple[tuple[Table, Statement, Statement, Mapping[str, Row]], ...] = (
        (work_items, _DELETE_ITEM, UPSERT_ITEM, model.items),
        (timers, _DELETE_TIMER, INSERT_TIMER, model.timers),
        (client_links, _DELETE_LINK, _INSERT_LINK, model.links),
        (models.incidents, _DELETE_INCIDENT, incidents.ADD, model.incidents),
    )
    for table, drop, add, rows in tables:
        connection.execute(delete(table).where(table.c.instance_id == instance_id))
        if rows:
            drop.run_many(connection, [{"id": id_} for id_ in rows])  # one may stand under another instance
            add.run_many(connection, [{**row, "instance_id": instance_id} for row in rows.values()])


def _save_role_sets(connection: Connection, table: Table, keys: Iterable[str]) -> None:
    """Other instances use the same sets, and other commands add them."""
    for key in sorted(keys):
        roles = roles_of(key)
        connection.execute(delete(table).where(table.c.key == key, table.c.role_id.not_in(roles)))
        rows = [{"key": key, "role_id": role} for role in roles]
        if rows:
            connection.execute(postgresql.insert(table).on_conflict_do_nothing(), rows)
