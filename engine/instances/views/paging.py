"""Keyset pagination of lists of instances."""

from collections.abc import Iterator, Sequence
from typing import Any, Protocol, TypeVar

from sqlalchemy import ColumnElement, Connection, Select, Text, literal, select, tuple_

from engine.db import AnyRow
from engine.instances.models import instances, overviews
from engine.instances.reading import Reader
from engine.instances.views.found import Found

STARTED, CLIENT = "started", "client"


class Ordered(Protocol):
    """The order of a list: `order` is ``started`` or ``client``."""

    @property
    def order(self) -> str: ...
    @property
    def descending(self) -> bool: ...


SHARE = 500
"""Lines that `whole` reads at once."""
FIRST = 8
"""Of what was looked up so many for each line of a page are asked the conditions first."""
MOST = 2**31 - 1
"""More instances than there can be."""
L = TypeVar("L")


class _Page(Protocol[L]):
    def __call__(self, *, after: str | None, limit: int) -> tuple[list[L], str | None]: ...


def whole(page: _Page[L]) -> Iterator[L]:
    """Every line of a list, page after page: for as long as the transaction lasts in which `page` reads."""
    behind: str | None = None
    while True:
        lines, behind = page(after=behind, limit=SHARE)
        yield from lines
        if behind is None:
            return


def page_of(
    connection: Connection,
    reader: Reader,
    query: Select[Any],
    wanted: Ordered,
    found: Found,
    *,
    after: str | None,
    limit: int,
) -> tuple[Sequence[AnyRow], str | None]:
    """The rows of a page of `query`, those that are `found`, and the folio after which the next page begins: None after
    the last.

    `query` is over `instances` joined with `overviews` and has the column ``folio``; `after` is the folio at which the
    page before ended; one that is not there, or that `reader` does not see, begins at the beginning.
    """
    keys: list[ColumnElement[Any]] = [overviews.c.instance_id if found.few is not None else instances.c.id]
    if wanted.order == CLIENT:
        keys.insert(0, overviews.c.client_key)
    if found.few is not None:
        # No index has the order of these, so that no planner walks through one in search of a handful of rows.
        keys = [key + (0 if key is overviews.c.instance_id else literal("", Text)) for key in keys]
    behind = _behind(connection, reader, keys, wanted.descending, after)
    order = [key.desc() if wanted.descending else key.asc() for key in keys]
    query = query.order_by(*order).limit(limit + 1)
    rows = _found(connection, query, found, behind, order, limit)
    shown = rows[:limit]
    return shown, shown[-1].folio if len(rows) > limit else None


def _found(
    connection: Connection,
    query: Select[Any],
    found: Found,
    behind: Sequence[ColumnElement[bool]],
    order: Sequence[ColumnElement[Any]],
    limit: int,
) -> Sequence[AnyRow]:
    """The rows of a page, and one more where there is one.

    Of many that were looked up the first are put in order and asked the conditions alone, and all of them only where
    too few of those are seen: asking each of thousands takes longer than a page may.
    """
    first = (limit + 1) * (FIRST if found.conditions else 1)
    if found.few is None or found.few <= first:
        return connection.execute(query.where(*found.all, *behind)).all()
    query = query.where(*found.conditions)
    # The limit keeps planners from looking up anything else before.
    here = select(overviews.c.instance_id).where(*(overviews.c.instance_id.in_(ids) for ids in found.among), *behind)
    here = here.order_by(*order)
    some = connection.execute(here.limit(first)).scalars().all()
    rows: Sequence[AnyRow] = connection.execute(query.where(instances.c.id.in_(some))).all() if some else []
    if len(rows) > limit or len(some) < first:
        return rows
    return connection.execute(query.where(instances.c.id.in_(here.limit(MOST)))).all()


def _behind(
    connection: Connection, reader: Reader, keys: Sequence[ColumnElement[Any]], descending: bool, after: str | None
) -> list[ColumnElement[bool]]:
    """The condition for rows after `after`. Its keys are read anew, so that a link need only carry a folio."""
    if after is None:
        return []
    there = select(*keys).join_from(instances, overviews, overviews.c.instance_id == instances.c.id)
    row = connection.execute(there.where(instances.c.folio == after, *reader.conditions())).first()
    if row is None:
        return []
    end = tuple_(*(literal(value, key.type) for value, key in zip(row, keys, strict=True)))
    return [tuple_(*keys) < end if descending else tuple_(*keys) > end]
