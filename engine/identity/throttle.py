"""Limits how often something may be tried, by the tries stored in the database."""

from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

from sqlalchemy import Column, ColumnElement, Connection, select

WINDOW = timedelta(minutes=15)
DAY = timedelta(days=1)
AHEAD = timedelta(minutes=1)
"""How far the clocks of those who count tries may be apart."""


def wait(
    connection: Connection,
    tried_at: Column[datetime],
    whose: ColumnElement[bool],
    most: int,
    *,
    at: datetime,
    within: timedelta = WINDOW,
) -> dict[str, int] | None:
    """How long whoever made `most` tries `within` so long must wait, as `seconds` and `minutes`; None for fewer tries.

    `tried_at` is the column with the moments of the tries, and `whose` the condition on theirs. A try that is dated
    ahead, of before a clock was set back, does not count: nobody must wait until then.
    """
    query = (
        select(tried_at)
        .where(whose, tried_at > at - within, tried_at <= at + AHEAD)
        .order_by(tried_at.desc())
        .limit(most)
    )
    times = connection.execute(query).scalars().all()
    if len(times) < most:
        return None
    seconds = (times[-1] + within - at).total_seconds()
    return {"seconds": ceil(seconds), "minutes": ceil(seconds / 60)}


def storable(text: str) -> str:
    """What of a text that somebody's network or browser wrote every database takes."""
    return "".join(each for each in text if each.isprintable())


def place_of(address: str) -> str:
    """The place that a network address counts for: what one customer of a network is given whole, which is one address
    of IPv4 and 2^64 of IPv6; what is no address counts for itself."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return storable(address)[:100]
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ip_network((found, 64), strict=False))
    return str(found)
