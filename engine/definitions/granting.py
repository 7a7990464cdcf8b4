"""Giving rights over versions: the people are those of `engine.identity`, the procedures those that are here."""

from datetime import datetime

from sqlalchemy import Connection

from engine.definitions import queries
from engine.identity import commands
from engine.identity.rights import Right


def give_right(
    connection: Connection, person_id: str, right: Right, process_id: str | None, *, actor: str, at: datetime
) -> None:
    """Give a person a right over versions of one procedure, or over all where `process_id` is None.

    Only an administrator may; nothing happens when they hold it so.
    Raises NotAllowed, NotFound (kind ``person`` or ``process``).
    """
    commands.require_administrator(connection, actor)
    if process_id is not None:
        queries.versions(connection, process_id)
    commands.give_right(connection, person_id, right, process_id, actor=actor, at=at)
