"""What happened, in all instances, in the order in which it was written: for whoever follows it from a place on.

Every event has a place (`events.position`), which the database gives and which only grows. On PostgreSQL several write
at once, and one who got an earlier place may commit later: whoever took the last place that is to be seen for where
they are would miss that one. So what is given ends where nothing can appear before it any more (`settled`).
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select, text

from engine.clock import to_text
from engine.db import Database
from engine.history.models import events
from engine.instances.models import instances

WINDOW = 500
"""How many events are looked at together."""
WINDOWS = 40
"""How often more are looked at for one page: whoever asks for what is rare gets a short page, and the place to go on
from."""
PAUSE, PATIENCE = 0.005, 100  # seconds, and how often: a command writes for some milliseconds
EARLIER = timedelta(minutes=2)
"""How far two events may stand in another order than their moments."""
SITE = "oportunidades"
"""Where the site shows an instance, by its folio."""


@dataclass(frozen=True, slots=True)
class Happened:
    """An event without what it holds: of values nothing is told, which whoever may read them asks for by `folio`.

    `position` is its place among all events; `process_id` the procedure of its instance; the others are those of
    `engine.history.chain.Event`, where the channel of a terminal does not say who is known at it.
    """

    position: int
    folio: str
    process_id: str
    seq: int
    type: str
    scope: str
    element: str | None
    round: int | None
    index: int | None
    actor: str | None
    role: str | None
    channel: str
    at: str
    hash: str
    in_place_of: str | None

    def as_dict(self, site: str | None) -> dict[str, object]:
        """The event as JSON, with the address of its instance where people find the site at `site`."""
        told: dict[str, object] = {
            "position": self.position,
            "folio": self.folio,
            "process": self.process_id,
            "seq": self.seq,
            "type": self.type,
            "scope": self.scope,
            "element": self.element,
            "pass": self.round,
            "index": self.index,
            "actor": self.actor,
            "role": self.role,
            "in_place_of": self.in_place_of,
            "channel": self.channel.partition(":")[0],
            "at": self.at,
            "hash": self.hash,
        }
        return told if site is None else {**told, "url": f"{site}/{SITE}/{self.folio}"}


@dataclass(frozen=True, slots=True)
class Page:
    """Events behind a place, in order; `after` is the place to go on from, and `more` whether there is more already."""

    events: tuple[Happened, ...]
    after: int
    more: bool


Condition = ColumnElement[bool]
"""Which events are asked for, over `events` joined with `instances`."""


def page(database: Database, after: int, limit: int, *only: Condition) -> Page:
    """At most `limit` of the events behind the place `after` for which all of `only` holds. Raises StoreUnavailable."""
    found: list[Happened] = []
    for _ in range(WINDOWS):
        end = settled(database, after, WINDOW)
        if end == after:
            return Page(tuple(found), after, more=False)
        with database.reading() as connection:
            found += between(connection, after, end, limit - len(found), *only)
        if len(found) == limit:
            return Page(tuple(found), found[-1].position, more=True)
        after = end
    return Page(tuple(found), after, more=True)


def between(connection: Connection, after: int, end: int, limit: int, *only: Condition) -> list[Happened]:
    """At most `limit` of the events behind the place `after`, up to `end`, for which all of `only` holds."""
    place = events.c.position
    query = _EVENTS.where(place > after, place <= end, *only).order_by(place).limit(limit)
    return [Happened(*row) for row in connection.execute(query)]


def last(connection: Connection) -> int:
    """The place of the last event there is; 0 where there is none."""
    return connection.execute(select(func.max(events.c.position))).scalar() or 0


def place_before(connection: Connection, at: datetime) -> int:
    """A place behind which everything stands that happened at a moment or after it: a little more, never less.

    Places and moments grow together but for commands that ran at once, so it is looked for by halves, from a little
    earlier on.
    """
    try:
        moment = to_text(at - EARLIER)
    except OverflowError:  # before there was time
        return 0
    low, high = 0, last(connection)
    while low < high:
        middle = (low + high) // 2
        row = connection.execute(_FIRST_BEHIND.where(events.c.position > middle).limit(1)).first()
        if row is None or row.at >= moment:
            high = middle
        else:
            low = row.position
    return low


def settled(database: Database, after: int, most: int, *, pause: Callable[[float], None] = time.sleep) -> int:
    """The place up to which everything behind `after` is to be seen, over `most` events at most; `after` where nothing
    is. Raises StoreUnavailable."""
    with database.reading() as connection:
        places: list[int] = list(connection.execute(_PLACES.where(events.c.position > after).limit(most)).scalars())
    if not places:
        return after
    if database.engine.dialect.name == "sqlite" or places[-1] - after == len(places):
        return places[-1]  # one writes at a time there; and where no place is missing, nobody can come into one
    if _all_have_ended(database, pause):
        return places[-1]
    return next(place - 1 for place, found in enumerate(places, start=after + 1) if place != found)


def _all_have_ended(database: Database, pause: Callable[[float], None]) -> bool:
    """Whether all who were writing events have ended by now, of whom some may have a place that was missing. Who begins
    later gets a later place."""
    writing: set[str] | None = None
    for turn in range(PATIENCE):
        if turn:
            pause(PAUSE)
        with database.reading() as connection:
            now = set(connection.execute(_WRITERS).scalars())
        writing = now if writing is None else writing & now
        if not writing:
            return True
    return False


_EVENTS: Select[Any] = select(
    events.c.position,
    instances.c.folio,
    instances.c.process_id,
    *(
        events.c[name]
        for name in (
            "seq",
            "type",
            "scope",
            "element",
            "pass",
            "index",
            "actor",
            "role",
            "channel",
            "at",
            "hash",
            "in_place_of",
        )
    ),
).join(instances, instances.c.id == events.c.instance_id)
_PLACES = select(events.c.position).order_by(events.c.position)
_FIRST_BEHIND = select(events.c.position, events.c.at).order_by(events.c.position)
# Whoever writes a row holds this lock on its table until their transaction ends.
_WRITERS = text(
    "SELECT DISTINCT virtualtransaction FROM pg_locks WHERE locktype = 'relation' AND mode = 'RowExclusiveLock' "
    "AND relation = 'events'::regclass AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


def told_of(types: Sequence[str], process_id: str | None) -> list[Condition]:
    """The conditions for events of these types, of one procedure or of all."""
    found: list[Condition] = [events.c.type.in_(types)]
    if process_id is not None:
        found.append(instances.c.process_id == process_id)
    return found


def as_sequence(event: Mapping[str, object]) -> dict[str, object]:
    """The place of an event as CloudEvents' extension ``sequence`` has it: a text that sorts as the number does."""
    return {"sequence": f"{event['position']:020d}"} if "position" in event else {}
