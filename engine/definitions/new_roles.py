"""A role that a draft needs and nobody has yet: made by who writes the draft, given to somebody by an administrator.

Whoever may prepare versions names roles anyway: publishing makes those that a diagram names. Giving one is another
matter, since a form may name a role that is not there yet among those who read a confidential value; that stays what
only administrators do, here as elsewhere (`engine.identity.rights`).
"""

from datetime import datetime

from sqlalchemy import Connection

from bpmn.plain_letters import joined
from engine.definitions.signing import require_right
from engine.errors import Conflict, Invalid
from engine.identity.commands import ensure_role, give_role
from engine.identity.queries import NOT_WORK, Role, all_roles
from engine.identity.rights import Right

LONGEST_NAME = 100
LONGEST_ID = 60


class BadRoleName(Invalid):
    """A role's name that says nothing, or is too long. Details: `longest`."""

    code = "bad_role_name"


class RoleExists(Conflict):
    """A role is called so already. Details: `name`."""

    code = "role_exists"


def make_role(
    connection: Connection, process_id: str, name: str, holder: str | None = None, *, actor: str, at: datetime
) -> Role:
    """Make a role for the steps of a procedure, by its name, and give it to its first holder where one is named.

    Raises RightRequired, BadRoleName, RoleExists; for a `holder` also NotAllowed unless the actor is an administrator,
    and NotFound (kind ``person``).
    """
    require_right(connection, actor, process_id, Right.PREPARE)
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise BadRoleName(longest=LONGEST_NAME)
    there = all_roles(connection)
    same = next((role for role in there if role.name.casefold() == name.casefold()), None)
    if same is not None:
        raise RoleExists(name=same.name)
    id_ = _id_of(name, NOT_WORK | {role.id for role in there})
    ensure_role(connection, id_, name, actor=actor, at=at)
    if holder:
        give_role(connection, holder, id_, actor=actor, at=at)
    return Role(id_, name, (holder,) if holder else ())


def _id_of(name: str, taken: frozenset[str]) -> str:
    """An id in plain letters that no role has: what a diagram refers to, and nobody is shown."""
    base = joined(name)[:LONGEST_ID] or "rol"
    base = base if base[0].isalpha() else f"rol_{base}"
    return next(each for n in range(1, len(taken) + 2) if (each := base if n == 1 else f"{base}_{n}") not in taken)
