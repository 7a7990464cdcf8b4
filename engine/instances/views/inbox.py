"""The inbox of a person: the work items they may complete, those assigned to them, and those they completed.

A page takes two statements, one for the person's role sets and one for the items, however many items there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, Connection, Select, bindparam, select, tuple_

from engine.identity.models import roles
from engine.instances.models import COMPLETED, ITEM, instances, overviews, work_items
from engine.instances.projection import WorkItem
from engine.instances.rows import work_item
from engine.instances.views import role_sets
from engine.instances.views.listing import matching_work
from engine.instances.views.role_sets import Cursor
from engine.statements import Statement

View = Literal["open", "taken", "free", "done"]
VIEWS: tuple[View, ...] = get_args(View)


@dataclass(frozen=True, slots=True)
class Entry:
    """A work item in an inbox, with the folio and the client of its instance.

    `area` is the name of the role whose id is `item.area`; None where that is None or no role.
    """

    item: WorkItem
    folio: str
    client: str | None
    area: str | None


def page(
    connection: Connection, person: str, view: View, *, text: str = "", after: Cursor | None = None, limit: int = 50
) -> tuple[list[Entry], Cursor | None]:
    """A page of an inbox, and the cursor of the next page, None after the last.

    `view` is ``open`` (all that `person` may complete), ``taken`` (assigned to them) or ``free`` (assigned to nobody),
    each oldest first, or ``done`` (completed by them), latest first. Every word of `text` is found in the instance or
    in the activity.
    """
    where = matching_work(connection, text)
    keys = role_sets.keys_of(connection, person) if view in ("open", "free") else []
    if not keys and view == "free":
        return [], None
    values = {"person": person} | {f"key_{number}": key for number, key in enumerate(keys)}
    if after is not None:
        values |= after.values()
    shape = view, len(keys), after is not None, limit + 1
    rows: Sequence[Any]
    if where:
        rows = connection.execute(_query(*shape, where), values).all()
    else:
        rows = _statement(*shape).run(connection, values).fetchall()
    entries = [Entry(work_item(row[:-3]), *row[-3:]) for row in rows[:limit]]
    return entries, _end(entries[-1].item, view) if len(rows) > limit else None


# Putting such a query together costs ten times what it costs to run it, and leaves work for the garbage collector.
@lru_cache(maxsize=256)
def _statement(view: View, keys: int, behind: bool, limit: int) -> Statement:
    return Statement(_query(view, keys, behind, limit))


def _query(view: View, keys: int, behind: bool, limit: int, where: Sequence[ColumnElement[bool]] = ()) -> Select[Any]:
    if view == "done":
        return _done(where, behind, limit)
    found = role_sets.waiting(keys, limit, taken=view != "free", behind=behind, where=where)
    columns = [found.c[column.name] for column in ITEM]
    return _named(select(*columns), found.c.instance_id, found.c.area).order_by(found.c.enabled_at, found.c.id)


def _done(where: Sequence[ColumnElement[bool]], behind: bool, limit: int) -> Select[Any]:
    query = select(*ITEM).where(COMPLETED, work_items.c.closed_by == bindparam("person"), *where)
    if behind:
        query = query.where(tuple_(work_items.c.closed_at, work_items.c.id) < role_sets.BEHIND)
    query = query.order_by(work_items.c.closed_at.desc(), work_items.c.id.desc()).limit(limit)
    return _named(query, work_items.c.instance_id, work_items.c.area)


def _named(query: Select[Any], id_: ColumnElement[Any], area: ColumnElement[Any]) -> Select[Any]:
    """The query with folio, client and the name of the area, looked up for its page alone."""
    folio = select(instances.c.folio).where(instances.c.id == id_).scalar_subquery()
    client = select(overviews.c.client).where(overviews.c.instance_id == id_).scalar_subquery()
    return query.add_columns(folio, client, select(roles.c.name).where(roles.c.id == area).scalar_subquery())


def _end(item: WorkItem, view: View) -> Cursor:
    at = item.closed_at if view == "done" else item.enabled_at
    assert at is not None
    return Cursor(at, item.id)
