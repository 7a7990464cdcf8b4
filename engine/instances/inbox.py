"""Work by the set of roles that may do it.

There are few such sets, whatever the number of tasks. Each is a text, `role_key`, in the row of the task; the table
`role_sets` says which sets a role is in. So completing work writes one row and no rows beside it, and an inbox is a few
index ranges, however long the others' are.
"""

from collections.abc import Iterable

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from engine.identity.models import person_roles
from engine.instances.models import role_sets


def role_key(roles: Iterable[str]) -> str:
    """The text that stands for a set of roles; role ids have no spaces."""
    return " ".join(sorted(roles))


def roles_of(key: str) -> tuple[str, ...]:
    """The roles that a key stands for, sorted."""
    return tuple(key.split(" ")) if key else ()


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
        make = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
        connection.execute(make(role_sets).on_conflict_do_nothing(), rows)


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
