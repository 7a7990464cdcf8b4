"""Follows what happens and keeps what people may quote of it findable: the job between history and search.

It has the place of the last event that it looked at. What it writes and its new place are one transaction; a new
installation of the program begins at the first event there is, and so finds what was said before it.
"""

from datetime import timedelta

from sqlalchemy import insert, select, update

from engine.clock import Clock
from engine.db import Database
from engine.history import store
from engine.history.chain import Event
from engine.history.event_types import COMMENT_MADE, REGISTRY
from engine.history.models import events
from engine.instances.models import instances, quote_progress
from engine.instances.runtime import Runtime
from engine.instances.views import quotes
from engine.settings import Settings
from engine.webhooks import feed

SHORT_STEP = timedelta(seconds=3)
_ROW = 1
_TYPES = (COMMENT_MADE.name, *(each.name for each in REGISTRY.values() if each.values_at is not None))


def index_quotes(database: Database, runtime: Runtime, settings: Settings, clock: Clock) -> int:
    """Write the words of what happened since, a few seconds' worth; gives how many events were looked at. Raises
    StoreUnavailable."""
    until, done = clock() + SHORT_STEP, 0
    while (count := index(database)) and clock() < until:
        done += count
    return done + count


def index(database: Database) -> int:
    """Look at the next events, of which there are `feed.WINDOW` at the most; gives how many places that were."""
    with database.reading() as connection:
        after = connection.execute(select(quote_progress.c.after)).scalar()
    place = after or 0
    end = feed.settled(database, place, feed.WINDOW)
    if end == place:
        return 0
    query = (
        select(events.c.instance_id, instances.c.folio, *(events.c[name] for name in store.READ))
        .join(instances, instances.c.id == events.c.instance_id)
        .where(events.c.position > place, events.c.position <= end, events.c.type.in_(_TYPES))
    )
    with database.transaction() as connection:
        quotes.take_turn(connection)
        known = connection.execute(select(quote_progress.c.after)).scalar()
        if known != after:
            return 0  # another worker was faster
        rows: dict[int, set[quotes.Row]] = {}
        for instance_id, folio, *event in connection.execute(query):
            rows.setdefault(instance_id, set()).update(quotes.rows_of(Event(folio, *event)))
        for instance_id, found in rows.items():
            quotes.save(connection, instance_id, found)
        if after is None:
            connection.execute(insert(quote_progress).values(id=_ROW, after=end))
        else:
            connection.execute(update(quote_progress).values(after=end))
    return end - place
