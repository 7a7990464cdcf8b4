"""Limits how often something may be tried, by the tries stored in the database."""

from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import Column, ColumnElement, Connection, select

WINDOW = timedelta(minutes=15)


def wait(
    connection: Connection, tried_at: Column[datetime], whose: ColumnElement[bool], most: int, *, at: datetime
) -> dict[str, int] | None:
    """How long whoever made `most` tries within `WINDOW` must wait, as `seconds` and `minutes`; None for fewer tries.

    `tried_at` is the column with the moments of the tries, and `whose` the condition on theirs.
    """
    query = select(tried_at).where(whose, tried_at > at - WINDOW).order_by(tried_at.desc()).limit(most)
    times = connection.execute(query).scalars().all()
    if len(times) < most:
        return None
    seconds = (times[-1] + WINDOW - at).total_seconds()
    return {"seconds": ceil(seconds), "minutes": ceil(seconds / 60)}
