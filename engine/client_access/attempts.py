"""Rate limit for wrong client links, by network address."""

from datetime import datetime

from sqlalchemy import Connection, delete, insert

from engine.client_access.models import link_attempts
from engine.errors import EngineError
from engine.identity.throttle import WINDOW, wait

PER_ADDRESS = 30
"""Wrong tries allowed within `WINDOW` from one network address, which a whole office may share."""


class TooManyGuesses(EngineError):
    """Too many wrong links were tried. Details: `minutes`, `seconds` until the next try is allowed."""

    code = "too_many_guesses"


def require_admitted(connection: Connection, address: str, *, at: datetime) -> None:
    """Raises TooManyGuesses when too many wrong tries came from that network address, whatever comes now."""
    left = wait(connection, link_attempts.c.at, link_attempts.c.address == address, PER_ADDRESS, at=at)
    if left is not None:
        raise TooManyGuesses(**left)


def note(connection: Connection, address: str, *, at: datetime) -> None:
    """Count a wrong try."""
    connection.execute(delete(link_attempts).where(link_attempts.c.at <= at - WINDOW))
    connection.execute(insert(link_attempts).values(address=address, at=at))
