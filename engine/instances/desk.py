"""What a person has on their desk: what they may do, what they took, what is free in their lanes, what they did.

A page is one statement besides that which finds the person's role sets, whatever waits and for whom.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, select, tuple_

from engine.identity.models import roles
from engine.instances import inbox
from engine.instances.inbox import Cursor
from engine.instances.listing import matching_work
from engine.instances.models import COMPLETED, ITEM, instances, overviews, work_items
from engine.instances.projection import WorkItem
from engine.instances.rows import work_item

VIEWS = ("open", "taken", "free", "done")


@dataclass(frozen=True, slots=True)
class Entry:
    """A piece of work on a desk, with the folio of its instance and the client that it is for.

    `area` is the name of the role that its `item.area` is; None where it has none, or that is no role.
    """

    item: WorkItem
    folio: str
    client: str | None
    area: str | None


def page(
    connection: Connection, person: str, view: str, *, text: str = "", after: Cursor | None = None, limit: int = 50
) -> tuple[list[Entry], Cursor | None]:
    """A page of a desk and where the next one begins, None after the last.

    `view` is ``open`` (all that `person` may do), ``taken``, ``free`` (of their lanes, taken by nobody), all three the
    oldest first, or ``done``, the latest first. Every word of `text` is found in the instance or in the activity.
    """
    assert view in VIEWS
    where = matching_work(connection, text)
    if view == "done":
        query = _done(person, where, after, limit + 1)
    else:
        keys = [] if view == "taken" else inbox.keys_of(connection, person)
        if not keys and view == "free":
            return [], None
        found = inbox.waiting(person, keys, after, limit + 1, taken=view != "free", where=where)
        columns = [found.c[column.name] for column in ITEM]
        query = _named(select(*columns), found.c.instance_id, found.c.area).order_by(found.c.enabled_at, found.c.id)
    rows = connection.execute(query).all()
    entries = [Entry(work_item(row[:-3]), *row[-3:]) for row in rows[:limit]]
    return entries, _end(entries[-1].item, view) if len(rows) > limit else None


def _done(person: str, where: Sequence[Any], after: Cursor | None, limit: int) -> Select[Any]:
    query = select(*ITEM).where(COMPLETED, work_items.c.closed_by == person, *where)
    if after is not None:
        query = query.where(tuple_(work_items.c.closed_at, work_items.c.id) < after.place())
    query = query.order_by(work_items.c.closed_at.desc(), work_items.c.id.desc()).limit(limit)
    return _named(query, work_items.c.instance_id, work_items.c.area)


def _named(query: Select[Any], id_: ColumnElement[Any], area: ColumnElement[Any]) -> Select[Any]:
    """The query with folio, client and the name of the area, looked up for its page alone."""
    folio = select(instances.c.folio).where(instances.c.id == id_).scalar_subquery()
    client = select(overviews.c.client).where(overviews.c.instance_id == id_).scalar_subquery()
    return query.add_columns(folio, client, select(roles.c.name).where(roles.c.id == area).scalar_subquery())


def _end(item: WorkItem, view: str) -> Cursor:
    at = item.closed_at if view == "done" else item.enabled_at
    assert at is not None
    return Cursor(at, item.id)
