"""What the CRM knows of an instance: what was handed to it and what it answered; where none is connected, who confirmed
that it is up to date. Once: the last one who looks after an opportunity says it, and no step asks again."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from engine.clock import from_text
from engine.errors import Conflict
from engine.history import ledger
from engine.history.chain import NewEvent
from engine.history.event_types import HAND_OFF_CONFIRMED
from engine.history.models import events, ledger_entries
from engine.identity.queries import Person
from engine.instances import queries, rights
from engine.instances.reading import INSTANCE, Reader, hides
from engine.instances.runtime import Runtime
from engine.instances.session import InstanceSession
from engine.notifications.models import outbox
from engine.notifications.outbox import WEBHOOK
from engine.notifications.record import DELIVERIES, DeliveryType
from engine.notifications.statuses import LetterStatus


class HandOffKnown(Conflict):
    """There is nothing to confirm: a CRM is connected, and what it was handed is known; or somebody confirmed it.
    Details: `folio`, `by` (None where a CRM is connected)."""

    code = "hand_off_known"


@dataclass(frozen=True, slots=True)
class HandOff:
    """How an instance stands with the CRM. `connected`: events are handed to one; how many `arrived`, are `waiting` or
    did not arrive (`lost`), and what it `answered` last, and when (`at`), or why the last did not arrive (`error`).
    Without one: who `confirmed` that it is up to date, and when; `may_confirm`: whether the reader may."""

    connected: bool
    arrived: int = 0
    waiting: int = 0
    lost: int = 0
    answered: str | None = None
    at: datetime | None = None
    error: str | None = None
    confirmed: str | None = None
    may_confirm: bool = False


def hand_off(connection: Connection, runtime: Runtime, reader: Reader, folio: str, who: Person) -> HandOff:
    """How an instance stands with the CRM, as `who`, who reads as `reader`, sees it. Raises NotFound."""
    row = queries.instance_row(connection, reader, folio)
    if runtime.webhook:
        return _handed(connection, row.id)
    instance = queries.instance_of(row)
    executable = runtime.library.executable(connection, instance.process_id, instance.versions)
    by = _confirmed(connection, row.id)
    if by is not None:
        return HandOff(False, confirmed=by[0], at=by[1])
    return HandOff(False, may_confirm=rights.is_keeper(who, executable))


@hides(INSTANCE)
def confirm(connection: Connection, runtime: Runtime, folio: str, *, actor: str, at: datetime) -> None:
    """Confirm that the CRM is up to date with an instance, by whoever may start such an instance or administers; while
    it runs and after it.

    Raises NotFound (kind ``instance``), NotAllowed, HandOffKnown.
    """
    session = InstanceSession.open(connection, runtime, folio)
    who = session.acting(actor, at)
    role = rights.require_keeper(who, session.executable)
    by = _confirmed(connection, session.id)
    if runtime.webhook or by is not None:
        raise HandOffKnown(folio=folio, by=None if by is None else by[0])
    session.record([NewEvent(HAND_OFF_CONFIRMED.name, actor=actor, role=role)], at=at)


def _confirmed(connection: Connection, instance_id: int) -> tuple[str, datetime] | None:
    of_it = events.c.instance_id == instance_id, events.c.type == HAND_OFF_CONFIRMED.name, events.c.actor.is_not(None)
    query = select(events.c.actor, events.c.at).where(*of_it).order_by(events.c.seq.desc()).limit(1)
    row = connection.execute(query).first()
    return None if row is None else (row.actor, from_text(row.at))


def _handed(connection: Connection, instance_id: int) -> HandOff:
    mine = outbox.c.instance_id == instance_id, outbox.c.kind == WEBHOOK
    counting = select(outbox.c.status, func.count()).where(*mine).group_by(outbox.c.status)
    counted = {str(row.status): int(row[1]) for row in connection.execute(counting)}
    last = select(outbox.c.key, outbox.c.delivered_at).where(*mine, outbox.c.status == LetterStatus.DELIVERED)
    arrived = connection.execute(last.order_by(outbox.c.id.desc()).limit(1)).first()
    failed = select(outbox.c.error).where(*mine, outbox.c.status != LetterStatus.DELIVERED, outbox.c.error.is_not(None))
    error = connection.execute(failed.order_by(outbox.c.id.desc()).limit(1)).scalar()
    return HandOff(
        True,
        counted.get(LetterStatus.DELIVERED, 0),
        counted.get(LetterStatus.PENDING, 0),
        counted.get(LetterStatus.DEAD, 0),
        None if arrived is None else _answer(connection, arrived.key),
        None if arrived is None else arrived.delivered_at,
        error,
    )


def _answer(connection: Connection, key: str) -> str | None:
    """What the CRM said when it took what has that key."""
    entries = ledger_entries.c
    mine = entries.ledger == DELIVERIES, entries.subject == key, entries.type == DeliveryType.DELIVERED
    query = select(*(entries[name] for name in ledger.COLUMNS)).where(*mine).order_by(entries.seq.desc()).limit(1)
    row = connection.execute(query).first()
    return None if row is None else str(ledger.Entry(*row).says.get("reply"))
