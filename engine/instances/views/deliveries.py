"""Which instances under way are to be delivered to their clients, and when."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from engine.history.statuses import InstanceStatus
from engine.instances.models import instances, overviews
from engine.instances.reading import Reader


@dataclass(frozen=True, slots=True)
class Delivery:
    """An instance under way and the day by which its client is to have what it is for."""

    folio: str
    client: str | None
    title: str | None
    day: date


def deliveries(connection: Connection, reader: Reader, since: date, until: date, *, limit: int) -> list[Delivery]:
    """The deliveries from `since` until before `until` that `reader` sees, by day, at most `limit`."""
    query = (
        select(instances.c.folio, overviews.c.client, overviews.c.title, overviews.c.delivery)
        .join(overviews, overviews.c.instance_id == instances.c.id)
        .where(overviews.c.delivery >= since.isoformat(), overviews.c.delivery < until.isoformat())
        .where(instances.c.status == InstanceStatus.RUNNING, *reader.conditions())
        .order_by(overviews.c.delivery, instances.c.id)
        .limit(limit)
    )
    return [Delivery(row[0], row[1], row[2], date.fromisoformat(row[3])) for row in connection.execute(query)]
