"""The index of who may see which work: work items by the set of roles that may complete them.

There are few such sets, however many work items there are. A work item holds the key of its set (`role_key`), and the
table `role_sets` says which sets a role is in. So completing work writes one row per work item, and an inbox is a few
index ranges (`engine.instances.views.inbox`), whatever waits for others.
"""

from collections.abc import Iterable

from sqlalchemy import Connection, Table, bindparam, select

from engine.identity.models import person_roles
from engine.instances.models import role_sets
from engine.instances.projection import roles_of
from engine.statements import Statement


def remember(connection: Connection, table: Table, known: set[str], keys: Iterable[str]) -> None:
    """Insert these keys into `table`, one of role sets, where they are missing. `known` are keys seen there before; it
    is updated.

    What this transaction inserts is not added to `known`, since it may roll back.
    """
    new = set(keys) - known
    if not new:
        return
    known |= set(connection.execute(select(table.c.key).where(table.c.key.in_(new))).scalars())
    rows = [{"key": key, "role_id": role} for key in sorted(new - known) for role in roles_of(key)]
    if rows:
        from sqlalchemy.dialects import postgresql  # all of its drivers come with it, and reading needs none

        connection.execute(postgresql.insert(table).on_conflict_do_nothing(), rows)  # SQLite writes it alike


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
