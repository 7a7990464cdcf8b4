"""Rate limit for wrong client links, by the place that they come from. A right one is never refused: whoever shares a
network with somebody who guesses answers as ever."""

from datetime import datetime

from sqlalchemy import Connection, delete, insert

from engine.client_access.models import link_attempts
from engine.errors import EngineError
from engine.identity.throttle import WINDOW, place_of, wait

PER_PLACE = 30
"""Wrong tries answered as such within `WINDOW` from one place, which a whole office may share."""


class TooManyGuesses(EngineError):
    """Too many wrong links were tried. Details: `minutes`, `seconds` until the next try is allowed."""

    code = "too_many_guesses"


def note(connection: Connection, address: str, *, at: datetime) -> None:
    """Count a wrong try from a network address. Raises TooManyGuesses, counting nothing, where there were too many."""
    place = place_of(address)
    left = wait(connection, link_attempts.c.at, link_attempts.c.address == place, PER_PLACE, at=at)
    if left is not None:
        raise TooManyGuesses(**left)
    connection.execute(delete(link_attempts).where(link_attempts.c.at <= at - WINDOW))
    connection.execute(insert(link_attempts).values(address=place, at=at))
