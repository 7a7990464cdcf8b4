"""Keyset pagination of lists of instances."""

from collections.abc import Sequence
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Connection, Select, literal, select, tuple_

from engine.db import AnyRow
from engine.instances.models import instances, overviews

STARTED, CLIENT = "started", "client"


class Ordered(Protocol):
    """The order of a list: `order` is ``started`` or ``client``."""

    @property
    def order(self) -> str: ...
    @property
    def descending(self) -> bool: ...


def page_of(
    connection: Connection, query: Select[Any], wanted: Ordered, *, after: str | None, limit: int
) -> tuple[Sequence[AnyRow], str | None]:
    """The rows of a page of `query`, and the folio after which the next page begins: None after the last.

    `query` is over `instances` joined with `overviews` and has the column ``folio``; `after` is the folio at which the
    page before ended; one that is not there begins at the beginning.
    """
    keys: list[ColumnElement[Any]] = [instances.c.id]
    if wanted.order == CLIENT:
        keys.insert(0, overviews.c.client_key)
    query = query.where(*_behind(connection, keys, wanted.descending, after))
    query = query.order_by(*(key.desc() if wanted.descending else key.asc() for key in keys)).limit(limit + 1)
    rows: Sequence[AnyRow] = connection.execute(query).all()
    shown = rows[:limit]
    return shown, shown[-1].folio if len(rows) > limit else None


def _behind(
    connection: Connection, keys: Sequence[ColumnElement[Any]], descending: bool, after: str | None
) -> list[ColumnElement[bool]]:
    """The condition for rows after `after`. Its keys are read anew, so that a link need only carry a folio."""
    if after is None:
        return []
    there = select(*keys).join_from(instances, overviews, overviews.c.instance_id == instances.c.id)
    row = connection.execute(there.where(instances.c.folio == after)).first()
    if row is None:
        return []
    end = tuple_(*(literal(value, key.type) for value, key in zip(row, keys, strict=True)))
    return [tuple_(*keys) < end if descending else tuple_(*keys) > end]
