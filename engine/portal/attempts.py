"""How often one may try an address that is no link: guessing is hopeless, and costs nobody else anything."""

from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import Connection, delete, insert, select

from engine.errors import EngineError
from engine.portal.models import link_attempts

WINDOW = timedelta(minutes=15)
PER_ADDRESS = 30
"""So many within `WINDOW` from one network address: an office behind one address has many hands."""


class TooManyGuesses(EngineError):
    """Too many addresses that are no links. Details: `minutes`, `seconds` until the next."""

    code = "too_many_guesses"


def require_admitted(connection: Connection, address: str, *, at: datetime) -> None:
    """Raises TooManyGuesses when too many wrong tries came from that network address, whatever comes now."""
    query = (
        select(link_attempts.c.at)
        .where(link_attempts.c.address == address, link_attempts.c.at > at - WINDOW)
        .order_by(link_attempts.c.at.desc())
        .limit(PER_ADDRESS)
    )
    times = connection.execute(query).scalars().all()
    if len(times) == PER_ADDRESS:
        wait = (times[-1] + WINDOW - at).total_seconds()
        raise TooManyGuesses(seconds=ceil(wait), minutes=ceil(wait / 60))


def note(connection: Connection, address: str, *, at: datetime) -> None:
    """Count a wrong try."""
    connection.execute(delete(link_attempts).where(link_attempts.c.at <= at - WINDOW))
    connection.execute(insert(link_attempts).values(address=address, at=at))
