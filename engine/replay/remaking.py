"""Making again from its history everything else that is stored of an instance.

State, inbox, lists and search are caches (`derived`). Where verification finds that one of them is not what the history
gives, it is made again; but only from a history that is in order itself, or what was done to it would be made good.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, insert, select, update
from sqlalchemy.dialects import postgresql

from engine.clock import from_text
from engine.errors import Conflict, NotFound
from engine.history import store
from engine.history.problems import Kind, Problem
from engine.instances import rebuild, search
from engine.instances.models import instances, role_sets, timers, work_items
from engine.instances.projection import roles_of
from engine.instances.rows import ADD_TIMER, KEEP_ITEM, LOCK_INSTANCE
from engine.portal import links
from engine.portal.models import client_links
from engine.replay.derived import Derived, Row, derive
from engine.replay.verification import Verifier
from engine.statements import Statement

REMADE = frozenset(
    {
        Kind.SNAPSHOT_CHANGED,
        Kind.WORK_ITEM_CHANGED,
        Kind.TIMER_CHANGED,
        Kind.LINK_CHANGED,
        Kind.SEARCH_CHANGED,
        Kind.INSTANCE_CHANGED,
    }
)
"""What can be put right: all that follows from a history, and nothing of the history itself."""
_DROP_ITEM, _DROP_TIMER, _DROP_LINK = (
    Statement(delete(table).where(table.c.id == bindparam("id"))) for table in (work_items, timers, client_links)
)
_ADD_LINK = Statement(insert(client_links), ["instance_id", *(column.name for column in links.COLUMNS)])


class HistoryNotInOrder(Conflict):
    """Nothing is made from a history that is not in order itself. Details: `folio`, `problems` (their kinds)."""

    code = "history_not_in_order"


def folios(connection: Connection) -> list[str]:
    """Every instance, the oldest first."""
    return list(connection.execute(select(instances.c.folio).order_by(instances.c.id)).scalars())


def remake(connection: Connection, verifier: Verifier, folio: str) -> tuple[Problem, ...]:
    """Verify an instance and make everything again that follows from its history; gives what was different.

    Raises NotFound (kind ``instance``), HistoryNotInOrder.
    """
    row = LOCK_INSTANCE.run(connection, {"folio": folio}).fetchone()
    if row is None:
        raise NotFound(kind="instance", id=folio)
    report = verifier.verify(connection, folio)
    wrong = dict.fromkeys(str(problem.kind) for problem in report.problems if problem.kind not in REMADE)
    if wrong:
        raise HistoryNotInOrder(folio=folio, problems=list(wrong))
    id_: int = row[0]
    history = store.read(connection, id_, folio)
    started: Any = history[0].values
    executable = verifier.runtime.library.executable(connection, started["process"], started["versions"])
    head = {"head_seq": history[-1].seq, "head_hash": history[-1].hash}
    derived = derive(id_, folio, history)
    _keep_instance(connection, id_, {**derived.instance, **head, "snapshot": rebuild.snapshot(executable, history)})
    _keep_rows(connection, id_, derived)
    search.remake(connection, id_, folio, history)
    _keep_role_sets(connection, derived.role_keys)
    return report.problems


def _keep_instance(connection: Connection, instance_id: int, values: Row) -> None:
    moments = {name: values[name] and from_text(values[name]) for name in ("started_at", "ended_at")}
    connection.execute(update(instances).where(instances.c.id == instance_id).values({**values, **moments}))


def _keep_rows(connection: Connection, instance_id: int, derived: Derived) -> None:
    tables: tuple[tuple[Table, Statement, Statement, Mapping[str, Row]], ...] = (
        (work_items, _DROP_ITEM, KEEP_ITEM, derived.items),
        (timers, _DROP_TIMER, ADD_TIMER, derived.timers),
        (client_links, _DROP_LINK, _ADD_LINK, derived.links),
    )
    for table, drop, add, rows in tables:
        connection.execute(delete(table).where(table.c.instance_id == instance_id))
        if rows:
            drop.run_many(connection, [{"id": id_} for id_ in rows])  # one may stand under another instance
            add.run_many(connection, [{**row, "instance_id": instance_id} for row in rows.values()])


def _keep_role_sets(connection: Connection, keys: Iterable[str]) -> None:
    """Other instances use the same sets, and other commands add them."""
    for key in sorted(keys):
        roles = roles_of(key)
        connection.execute(delete(role_sets).where(role_sets.c.key == key, role_sets.c.role_id.not_in(roles)))
        rows = [{"key": key, "role_id": role} for role in roles]
        connection.execute(postgresql.insert(role_sets).on_conflict_do_nothing(), rows)
