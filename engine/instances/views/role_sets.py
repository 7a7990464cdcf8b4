"""The index of who may see which work: work items by the set of roles that may complete them.

There are few such sets, however many work items there are. A work item holds the key of its set (`role_key`), and the
table `role_sets` says which sets a role is in. So completing work writes one row per work item, and an inbox is a few
index ranges, whatever waits for others.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Subquery,
    Text,
    TextClause,
    bindparam,
    select,
    tuple_,
    union_all,
)

from engine.clock import to_text
from engine.identity.models import person_roles
from engine.instances.models import FREE, ITEM, TAKEN, role_sets, work_items
from engine.instances.projection import roles_of
from engine.statements import Statement


def remember(connection: Connection, known: set[str], keys: Iterable[str]) -> None:
    """Insert these keys into `role_sets` where they are missing. `known` are keys seen there before; it is updated.

    What this transaction inserts is not added to `known`, since it may roll back.
    """
    new = set(keys) - known
    if not new:
        return
    known |= set(connection.execute(select(role_sets.c.key).where(role_sets.c.key.in_(new))).scalars())
    rows = [{"key": key, "role_id": role} for key in sorted(new - known) for role in roles_of(key)]
    if rows:
        from sqlalchemy.dialects import postgresql  # all of its drivers come with it, and reading needs none

        connection.execute(postgresql.insert(role_sets).on_conflict_do_nothing(), rows)  # SQLite writes it alike


_KEYS = Statement(
    select(role_sets.c.key)
    .distinct()
    .join(person_roles, person_roles.c.role_id == role_sets.c.role_id)
    .where(person_roles.c.person_id == bindparam("person"))
    .order_by(role_sets.c.key)
)


def keys_of(connection: Connection, person: str) -> list[str]:
    """The keys of the sets that hold a role of this person, sorted."""
    return [row[0] for row in _KEYS.run(connection, {"person": person})]


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row of a page of an inbox: the next page begins after it, whatever was completed in between."""

    enabled_at: datetime
    id: str

    def values(self) -> dict[str, str]:
        """The values of the binds of `BEHIND`, in their stored form."""
        return {"after_at": to_text(self.enabled_at), "after_id": self.id}


# Where a page ended, in SQL.
BEHIND = tuple_(bindparam("after_at", type_=Text), bindparam("after_id", type_=Text))


def waiting(keys: int, limit: int, *, taken: bool, behind: bool, where: Sequence[ColumnElement[bool]] = ()) -> Subquery:
    """The next `limit` open work items of a person, oldest first: those that are free for so many `keys` and, with
    `taken`, those that the person has taken; `behind` a cursor or from the beginning; `where` are further conditions
    on `work_items`. There must be keys or `taken`. To be bound: ``key_0`` and so on, ``person``, a cursor's values.

    One index range for each role set and one for what the person has taken, each cut at `limit`: the cost does not grow
    with what waits for others, nor with what waits behind the page.
    """
    of = [(FREE, work_items.c.roles == bindparam(f"key_{number}")) for number in range(keys)]
    if taken:
        of.append((TAKEN, work_items.c.assignee == bindparam("person")))
    ranges = [_range((*each, *where), limit, behind) for each in of]
    found = union_all(*(select(each.subquery()) for each in ranges)).subquery()
    return select(found).order_by(found.c.enabled_at, found.c.id).limit(limit).subquery()


def _range(where: Sequence[ColumnElement[bool] | TextClause], limit: int, behind: bool) -> Select[Any]:
    query = select(work_items.c.instance_id, *ITEM).where(*where)
    if behind:
        query = query.where(tuple_(work_items.c.enabled_at, work_items.c.id) > BEHIND)
    return query.order_by(work_items.c.enabled_at, work_items.c.id).limit(limit)
