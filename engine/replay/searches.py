"""Searches of histories that people keep by name, for themselves or for every auditor.

They are a convenience of a page and no record: what is kept is an address, which anybody may send to anybody, and what
it finds follows from histories. So they have no ledger, and whoever kept one may change it or take it away.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, or_, select
from sqlalchemy.dialects import postgresql

from engine.errors import Invalid, NotFound
from engine.replay.models import saved_searches

LONGEST_NAME = 80
MOST = 200
"""Searches that one person keeps."""


class SearchNameMissing(Invalid):
    """A search is kept by a name. Details: `most`, the characters that it may have."""

    code = "search_name_missing"


class TooManySearches(Invalid):
    """Somebody keeps so many searches that none can be found among them. Details: `most`."""

    code = "too_many_searches"


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search that `person` keeps. `address` is what a page's address asks for, as text; `shared`: every auditor is
    offered it."""

    id: int
    person: str
    name: str
    address: str
    shared: bool


_FOUND = [saved_searches.c[name] for name in ("id", "person_id", "name", "address", "shared")]
_NEW = postgresql.insert(saved_searches)
_UPSERT = _NEW.on_conflict_do_update(
    index_elements=["person_id", "name"],
    set_={name: _NEW.excluded[name] for name in ("address", "shared", "saved_at")},
)


def searches(connection: Connection, person: str) -> list[SavedSearch]:
    """The searches that a person is offered: their own, by name, and those that others share."""
    mine = saved_searches.c.person_id == person
    query = select(*_FOUND).where(or_(mine, saved_searches.c.shared))
    rows = connection.execute(query.order_by(saved_searches.c.name, saved_searches.c.id))
    return sorted((SavedSearch(*row) for row in rows), key=lambda each: each.person != person)


def save(connection: Connection, name: str, address: str, *, shared: bool, actor: str, at: datetime) -> None:
    """Keep a search by a name: in the place of what the actor kept by that name before.

    Raises SearchNameMissing, TooManySearches.
    """
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise SearchNameMissing(most=LONGEST_NAME)
    others = select(func.count()).where(saved_searches.c.person_id == actor, saved_searches.c.name != name)
    if connection.execute(others).scalar_one() >= MOST:
        raise TooManySearches(most=MOST)
    row = {"person_id": actor, "name": name, "address": address, "shared": shared, "saved_at": at}
    connection.execute(_UPSERT, row)


def forget(connection: Connection, id: int, *, actor: str) -> None:
    """Take away a search that the actor keeps. Raises NotFound (kind ``search``)."""
    mine = saved_searches.c.id == id, saved_searches.c.person_id == actor
    if not connection.execute(delete(saved_searches).where(*mine)).rowcount:
        raise NotFound(kind="search", id=id)
