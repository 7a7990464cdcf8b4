"""Who heads a role: who is told when its work is overdue, gives its steps to others, and sees what each has.

Administrators name heads, on the ledger of people. A role of which nobody is named, or nobody who is here, is headed by
those who hold it: in a small company a lane heads itself.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from engine.errors import NotFound
from engine.identity.commands import hold_here, require_administrator
from engine.identity.models import people, person_roles, role_heads, roles
from engine.identity.queries import person
from engine.identity.record import HEADS_SET
from engine.identity.record import record as note
from engine.statements import ListStatement, Query

_NAMED = Query(select(role_heads.c.role_id, role_heads.c.person_id).order_by(role_heads.c.person_id))
_HEADS = ListStatement(
    lambda wanted: (
        select(role_heads.c.role_id, people.c.id)
        .join(people, people.c.id == role_heads.c.person_id)
        .where(people.c.active, role_heads.c.role_id.in_(wanted))
    )
)
_HOLDERS = ListStatement(
    lambda wanted: (
        select(person_roles.c.role_id, people.c.id)
        .join(people, people.c.id == person_roles.c.person_id)
        .where(people.c.active, person_roles.c.role_id.in_(wanted))
    )
)


def heads_of(connection: Connection, role_ids: Collection[str]) -> tuple[str, ...]:
    """The ids of the active people who head any of these roles, each once, sorted; empty where nobody holds them
    either."""
    wanted = sorted(set(role_ids))
    if not wanted:
        return ()
    named = [(str(role), str(each)) for role, each in _HEADS.run(connection, wanted)]
    alone = sorted(set(wanted) - {role for role, _ in named})
    held = [str(each) for _, each in _HOLDERS.run(connection, alone)] if alone else []
    return tuple(sorted({each for _, each in named} | set(held)))


def headed_by(connection: Connection, person_id: str) -> frozenset[str]:
    """The ids of the roles that a person heads: those of which they were named, and those that they hold and of which
    nobody who is here was (`Person.heads`). None for who is not here."""
    try:
        return person(connection, person_id).heads
    except NotFound:
        return frozenset()


def named_heads(connection: Connection) -> Mapping[str, tuple[str, ...]]:
    """Role id → ids of the people who were named to head it, sorted, those who left included; the others are absent."""
    found: dict[str, tuple[str, ...]] = {}
    for row in _NAMED.all(connection):
        found[row.role_id] = (*found.get(row.role_id, ()), row.person_id)
    return found


def set_heads(connection: Connection, role_id: str, person_ids: Collection[str], *, actor: str, at: datetime) -> None:
    """Say who heads a role, as an administrator: these people, in the place of those who were named before; with nobody
    its holders head it themselves. Nothing happens where it is so already.

    Raises NotAllowed, NotFound (kind ``role``, or ``person`` for who is not here; who was named before may have left).
    """
    require_administrator(connection, actor)
    # Locked: of two who decide at the same moment, the second replaces all that the first said.
    if connection.execute(select(roles.c.id).where(roles.c.id == role_id).with_for_update()).first() is None:
        raise NotFound(kind="role", id=role_id)
    wanted = sorted(set(person_ids))
    before = set(named_heads(connection).get(role_id, ()))
    if before == set(wanted):
        return
    for each in wanted:
        if each not in before:
            hold_here(connection, each)
    connection.execute(delete(role_heads).where(role_heads.c.role_id == role_id))
    if wanted:
        connection.execute(insert(role_heads), [{"role_id": role_id, "person_id": each} for each in wanted])
    note(connection, HEADS_SET, role_id, {"people": wanted}, actor=actor, at=at)
