"""Commands over notices: telling somebody of something, and that they have read it."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select, update

from engine import canonical_json
from engine.db import Database
from engine.errors import NotFound
from engine.telling.kinds import NoticeKind
from engine.telling.models import MailStatus, notices

KEPT = timedelta(days=180)
"""How long a notice stands in the site."""
SHARE = 500
"""How many are removed in one transaction: on SQLite nobody else writes meanwhile."""


def tell(
    connection: Connection,
    kind: NoticeKind,
    people: Iterable[str],
    *,
    key: str,
    at: datetime,
    folio: str | None = None,
    item: str | None = None,
    actor: str | None = None,
    data: Mapping[str, object] | None = None,
    position: int | None = None,
    mail: MailStatus = MailStatus.WAITING,
) -> int:
    """Note for people, by their ids, that something concerns them; gives for how many it was new.

    Each is told once of the same `key`; `actor`, who did it, is not told. `folio` and `item` say of which instance and
    work item: the text names them and links there. `data` are what the texts of the kind may say besides
    (`engine.telling.texts.PLACES`): ``step``, ``reason``, ``text``, ``due_at`` and so on, nothing confidential. The
    letter is written by a job, as each wants it; with `mail` NONE there is none.
    """
    from sqlalchemy.dialects import postgresql  # all of its drivers come with it, and few commands tell anybody

    row = {
        "kind": str(kind),
        "key": key,
        "folio": folio,
        "item": item,
        "actor": actor,
        "data": canonical_json.dumps(dict(data or {})),
        "position": position,
        "created_at": at,
        "mail": mail,
    }
    rows = [{"person_id": person, **row} for person in sorted(set(people)) if person != actor]
    if not rows:
        return 0
    # SQLite writes it as PostgreSQL does.
    adding = postgresql.insert(notices).on_conflict_do_nothing(index_elements=["person_id", "key"])
    return len(connection.execute(adding.values(rows).returning(notices.c.id)).all())


def forget(database: Database, *, at: datetime, kept: timedelta = KEPT) -> int:
    """Remove notices of more than `kept` before `at`, read or not; gives how many. Raises StoreUnavailable."""
    removed = 0
    while True:
        with database.transaction() as connection:
            old = select(notices.c.id).where(notices.c.created_at < at - kept).order_by(notices.c.id).limit(SHARE)
            share = connection.execute(delete(notices).where(notices.c.id.in_(old.scalar_subquery()))).rowcount
        removed += share
        if share < SHARE:
            return removed


def read(connection: Connection, id: int, *, person: str, at: datetime) -> tuple[str | None, str | None]:
    """Note that a person has read a notice of theirs; gives the folio and the item it is about.

    Raises NotFound (kind ``notice``), also for somebody else's.
    """
    mine = notices.c.id == id, notices.c.person_id == person
    found = connection.execute(select(notices.c.folio, notices.c.item).where(*mine)).first()
    if found is None:
        raise NotFound(kind="notice", id=str(id))
    connection.execute(update(notices).where(*mine, notices.c.read_at.is_(None)).values(read_at=at))
    return found.folio, found.item


def read_all(connection: Connection, *, person: str, upto: int, at: datetime) -> int:
    """Note that a person has read what they were told, up to the notice with the id `upto`; gives how many were new."""
    mine = notices.c.person_id == person, notices.c.read_at.is_(None), notices.c.id <= upto
    return connection.execute(update(notices).where(*mine).values(read_at=at)).rowcount
