"""Which of some instances a reader sees, where they are named beside something else, such as a letter."""

from collections.abc import Collection

from sqlalchemy import Connection, select

from engine.instances.models import instances
from engine.instances.reading import Reader


def seen_among(connection: Connection, reader: Reader, folios: Collection[str]) -> frozenset[str]:
    """Those of the folios that `reader` sees; none that is there no more."""
    if not folios:
        return frozenset()
    query = select(instances.c.folio).where(instances.c.folio.in_(sorted(folios)), *reader.conditions())
    return frozenset(connection.execute(query).scalars())
