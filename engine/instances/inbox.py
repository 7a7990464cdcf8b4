"""Work by the set of roles that may do it.

There are few such sets, whatever the number of tasks. Each is a text, `role_key`, in the row of the task; the table
`role_sets` says which sets a role is in. So completing work writes one row and no rows beside it, and an inbox is a few
index ranges, however long the others' are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Subquery, Text, TextClause, literal, select, tuple_, union_all
from sqlalchemy.dialects import postgresql

from engine.db import Moment
from engine.identity.models import person_roles
from engine.instances.models import FREE, ITEM, TAKEN, role_sets, work_items
from engine.instances.projection import roles_of


def remember(connection: Connection, known: set[str], keys: Iterable[str]) -> None:
    """See to it that `role_sets` has these keys. `known` are those that were seen there before, in any transaction.

    What this transaction inserts is not added to `known`: it may roll back. The next one reads it.
    """
    new = set(keys) - known
    if not new:
        return
    known |= set(connection.execute(select(role_sets.c.key).where(role_sets.c.key.in_(new))).scalars())
    rows = [{"key": key, "role_id": role} for key in sorted(new - known) for role in roles_of(key)]
    if rows:
        connection.execute(postgresql.insert(role_sets).on_conflict_do_nothing(), rows)  # SQLite writes it alike


def keys_of(connection: Connection, person: str) -> list[str]:
    """The keys of the sets that hold a role of this person, sorted."""
    query = (
        select(role_sets.c.key)
        .distinct()
        .join(person_roles, person_roles.c.role_id == role_sets.c.role_id)
        .where(person_roles.c.person_id == person)
        .order_by(role_sets.c.key)
    )
    return list(connection.execute(query).scalars())


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page of an inbox ended: the next one begins behind it, whatever was done in between."""

    enabled_at: datetime
    id: str

    def place(self) -> ColumnElement[Any]:
        """The cursor in SQL, typed like the columns: a datetime bound as it comes would sort in another form."""
        return tuple_(literal(self.enabled_at, Moment), literal(self.id, Text))


def waiting(
    person: str,
    keys: Sequence[str],
    after: Cursor | None,
    limit: int,
    *,
    taken: bool = True,
    where: Sequence[ColumnElement[bool]] = (),
) -> Subquery:
    """The next `limit` open work items of a person, oldest first: those that are free for `keys` and, with `taken`,
    those that the person has taken; `where` are further conditions on `work_items`. There must be keys or `taken`.

    One index range for each role set and one for what the person has taken, each cut at `limit`: the cost does not grow
    with what waits for others, nor with what waits behind the page.
    """
    ranges = [_range((FREE, work_items.c.roles == key, *where), after, limit) for key in keys]
    if taken:
        ranges.append(_range((TAKEN, work_items.c.assignee == person, *where), after, limit))
    found = union_all(*(select(each.subquery()) for each in ranges)).subquery()
    return select(found).order_by(found.c.enabled_at, found.c.id).limit(limit).subquery()


def _range(where: Sequence[ColumnElement[bool] | TextClause], after: Cursor | None, limit: int) -> Select[Any]:
    query = select(work_items.c.instance_id, *ITEM).where(*where)
    if after is not None:
        query = query.where(tuple_(work_items.c.enabled_at, work_items.c.id) > after.place())
    return query.order_by(work_items.c.enabled_at, work_items.c.id).limit(limit)
