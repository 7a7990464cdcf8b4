"""What a person was told, as the site shows it: the newest first, of the instances that they see."""

from collections.abc import Sequence

from sqlalchemy import Connection, Text, and_, bindparam, func, or_, select

from engine.attention import notes
from engine.db import AnyRow
from engine.instances.reading import Reader
from engine.statements import Query
from engine.telling.models import UNREAD, notices

MOST = 100
"""How many that were not read are counted."""
_UNREAD = Query(
    select(func.count().label("n")).select_from(
        select(notices.c.id)
        .where(notices.c.person_id == bindparam("person", type_=Text), UNREAD)
        .limit(MOST)
        .subquery()
    )
)


def unread(connection: Connection, person: str) -> int:
    """How many notices a person has not read, counted up to `MOST`."""
    row = _UNREAD.first(connection, person=person)
    return 0 if row is None else int(row.n)


def page(
    connection: Connection, reader: Reader, *, new: bool, before: int | None = None, limit: int = 50
) -> tuple[Sequence[AnyRow], int | None]:
    """A page of the notices of a reader (`engine.attention.notes.Writer` puts them into words), with `new` of those
    that they have not read; and the id to go on before, None after the last."""
    query = notes.query().where(notices.c.person_id == reader.person)
    conditions = reader.conditions()
    if conditions:
        query = query.where(or_(notices.c.folio.is_(None), and_(*conditions)))
    if new:
        query = query.where(UNREAD)
    if before is not None:
        query = query.where(notices.c.id < before)
    rows = connection.execute(query.order_by(notices.c.id.desc()).limit(limit + 1)).all()
    return rows[:limit], rows[limit - 1].id if len(rows) > limit else None


def one(connection: Connection, reader: Reader, id: int) -> AnyRow | None:
    """A notice of a reader, with where it leads; None where it is not theirs."""
    return connection.execute(notes.query().where(notices.c.id == id, notices.c.person_id == reader.person)).first()
