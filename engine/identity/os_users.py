"""Users of the operating system, and as whom they may act at a terminal (``--as``).

A person's record names the users that they are. Whoever owns the installation may act as anybody: the administrator of
the machine, the owner of the database's file, and a user that is an administrator's. Whoever has the database's
password can write any row: against them this holds nothing (docs/decisions/0031).
"""

import re
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from engine.errors import Invalid, NotAllowed, NotFound
from engine.identity.commands import require_administrator
from engine.identity.models import os_users, people, person_roles
from engine.identity.record import ChangeType
from engine.identity.record import record as note
from engine.identity.role_ids import ADMINISTRATOR


class BadOsUser(Invalid):
    """No user of an operating system is called so. Details: `user`."""

    code = "bad_os_user"


class NotYours(NotAllowed):
    """The user of the operating system may not act as that person at a terminal. Details: `user`, `wanted`, and `own`,
    the ids of the people as whom they may."""

    code = "not_yours"


class OwnersOnly(NotAllowed):
    """Only whoever owns the installation gives this command. Details: `user`."""

    code = "owners_only"


class WhoAreYou(NotAllowed):
    """The user of the operating system is nobody's, or several people's, and did not say as whom they act. Details:
    `user`, `own`."""

    code = "who_are_you"


def give(connection: Connection, person_id: str, user: str, *, actor: str, at: datetime) -> None:
    """Let a user of the operating system act as a person, as an administrator; nothing happens when they may already.

    Raises NotAllowed, NotFound (kind ``person``), BadOsUser.
    """
    require_administrator(connection, actor)
    if connection.execute(select(people.c.id).where(people.c.id == person_id)).first() is None:
        raise NotFound(kind="person", id=person_id)
    ensure(connection, person_id, user, actor=actor, at=at)


def ensure(connection: Connection, person_id: str, user: str, *, actor: str | None, at: datetime) -> None:
    """The same, whoever asks: for who founds a company at a terminal. Raises BadOsUser."""
    if not re.fullmatch(r"[^\s:/\x00-\x1f\x7f]{1,100}", user):
        raise BadOsUser(user=user)
    held = select(os_users).where(os_users.c.name == user, os_users.c.person_id == person_id)
    if connection.execute(held).first() is None:
        connection.execute(insert(os_users), {"name": user, "person_id": person_id})
        note(connection, ChangeType.OS_USER_GIVEN, person_id, {"user": user}, actor=actor, at=at)


def take(connection: Connection, person_id: str, user: str, *, actor: str, at: datetime) -> None:
    """Let them act as that person no more, as an administrator; nothing happens when they may not.

    Raises NotAllowed.
    """
    require_administrator(connection, actor)
    held = delete(os_users).where(os_users.c.name == user, os_users.c.person_id == person_id)
    if connection.execute(held).rowcount:
        note(connection, ChangeType.OS_USER_TAKEN, person_id, {"user": user}, actor=actor, at=at)


def users_of(connection: Connection, person_id: str) -> list[str]:
    """The users that are a person's, sorted."""
    query = select(os_users.c.name).where(os_users.c.person_id == person_id).order_by(os_users.c.name)
    return list(connection.execute(query).scalars())


def all_users(connection: Connection) -> dict[str, list[str]]:
    """The users of everybody who has one, by the person's id."""
    found: dict[str, list[str]] = {}
    for name, person_id in connection.execute(select(os_users.c.name, os_users.c.person_id).order_by(os_users.c.name)):
        found.setdefault(person_id, []).append(name)
    return found


def owns(connection: Connection, user: str) -> bool:
    """Whether a user is an administrator's who is here."""
    query = (
        select(os_users.c.person_id)
        .join(people, people.c.id == os_users.c.person_id)
        .join(person_roles, person_roles.c.person_id == people.c.id)
        .where(os_users.c.name == user, people.c.active, person_roles.c.role_id == ADMINISTRATOR)
    )
    return connection.execute(query.limit(1)).first() is not None


def people_of(connection: Connection, user: str) -> list[str]:
    """The ids of the people, of those who are here, as whom a user may act, sorted."""
    query = (
        select(os_users.c.person_id)
        .join(people, people.c.id == os_users.c.person_id)
        .where(os_users.c.name == user, people.c.active)
        .order_by(os_users.c.person_id)
    )
    return list(connection.execute(query).scalars())
