"""What happened behind a place, and whom of those who look at something it concerns.

What happened is an event, or a notice to a person. Nothing of it is told, only that something did: whoever looks at it
asks again for what they see, by their own rights.
"""

import re
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, func, select

from engine.db import Database
from engine.history.models import events
from engine.instances.models import instances
from engine.instances.reading import Reader
from engine.statements import Statement
from engine.telling.models import notices
from engine.webhooks import feed

MOST = feed.WINDOW
"""Events that are looked at for whom they concern; behind more than that, everybody is told."""


_PLACE = re.compile(r"(\d{1,15})\.(\d{1,15})")


class Place(NamedTuple):
    """What a page can have seen: the place of the last event, and the number of the last notice."""

    event: int
    notice: int

    @classmethod
    def of(cls, text: str) -> "Place | None":
        """The place that `str` wrote; None for any other text."""
        found = _PLACE.fullmatch(text)
        return None if found is None else cls(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        return f"{self.event}.{self.notice}"


class Changed(NamedTuple):
    """An instance to which something happened: what must be known of it to tell who sees it."""

    id: int
    folio: str
    process_id: str
    started_by: str
    roles: str
    open_incidents: int


@dataclass(frozen=True, slots=True)
class News:
    """What happened up to `place`: to instances, and people who were told something.

    `many`: more than was looked at, so it may concern anybody.
    """

    place: Place
    changed: tuple[Changed, ...] = ()
    told: frozenset[str] = frozenset()
    many: bool = False

    @property
    def is_something(self) -> bool:
        """Whether anything happened."""
        return self.many or bool(self.changed) or bool(self.told)

    def concern(self, connection: Connection, reader: Reader, folio: str | None) -> bool:
        """Whether something happened that `reader` sees: to the instance `folio`, or to any where that is None; or
        they were told something."""
        if self.many or reader.person in self.told:
            return True
        about = (each for each in self.changed if folio in (None, each.folio))
        return any(reader.sees(connection, each) for each in about)


def place(database: Database) -> Place:
    """The place up to which everything is to be seen by whoever reads from now on. Raises StoreUnavailable."""
    last = _last(database)
    return Place(feed.settled(database, max(0, last.event - MOST), MOST), last.notice)


def since(database: Database, after: Place) -> News:
    """What happened behind a place, as far as no event can appear before it any more. Raises StoreUnavailable."""
    last = _last(database)
    if last == after:
        return News(after)
    # A page of a database that was restored since knows more than there is.
    if max(last.event - after.event, last.notice - after.notice) > MOST or last.event < after.event:
        return News(last, many=True)
    end = Place(feed.settled(database, after.event, MOST), last.notice)
    with database.reading() as connection:
        happened = _CHANGED.where(events.c.position > after.event, events.c.position <= end.event)
        changed = tuple(Changed(*row) for row in connection.execute(happened)) if end.event > after.event else ()
        told = frozenset(connection.execute(_TOLD.where(notices.c.id > after.notice)).scalars())
    return News(end, changed, told)


def _last(database: Database) -> Place:
    with database.reading() as connection:
        row = _LAST.run(connection, {}).fetchone()
    assert row is not None
    return Place(row[0] or 0, row[1] or 0)


_LAST = Statement(
    select(
        select(func.max(events.c.position)).scalar_subquery(),
        select(func.max(notices.c.id)).scalar_subquery(),
    )
)
_TOLD = select(notices.c.person_id).distinct()
_CHANGED: Select[Any] = (
    select(*(instances.c[name] for name in Changed._fields))
    .join(events, events.c.instance_id == instances.c.id)
    .distinct()
    .order_by(instances.c.id)
)
