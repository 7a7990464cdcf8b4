"""Where values of an instance stand besides its history and what is made again from it.

`tests/engine/disposal` goes over every table and every column and looks for what was answered: whoever adds a table
that may hold some of it is told there.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Select, Table, delete, exists, func, select

from engine import canonical_json
from engine.client_access.models import client_links
from engine.documents import record
from engine.documents.models import files, recorded_files
from engine.documents.references import named_in
from engine.facts import models as facts
from engine.form_drafts.models import drafted_files, form_drafts
from engine.history.chain import Event
from engine.history.models import events
from engine.impact.models import impact_effects
from engine.instances import models
from engine.instances.models import instances, work_items
from engine.instances.views import quotes
from engine.notifications import record as deliveries
from engine.notifications.delivery import DISPOSED
from engine.notifications.models import has_status, outbox
from engine.notifications.statuses import LetterStatus
from engine.telling.kinds import DIGEST
from engine.telling.models import notices
from engine.verification.models import alarms, verifications

TABLES: tuple[Table, ...] = (
    events,
    instances,
    work_items,
    models.timers,
    models.incidents,
    models.overviews,
    models.search_words,
    models.quoted_words,
    client_links,
    outbox,
    notices,
    form_drafts,
    impact_effects,
    verifications,
    alarms,
    files,
    facts.instance_facts,
    facts.visit_facts,
    facts.value_facts,
    facts.full_texts,
)
"""The tables that lose something."""
NAMELESS = "—"
"""What a file is called that no event names."""


def files_of(
    connection: Connection, instance_id: int, history: Sequence[Event]
) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    """The files that a history or a draft of its forms names, as (name, SHA-256), each once: those that nothing else
    needs, and the others."""
    drafted = select(drafted_files.c.sha256).where(drafted_files.c.work_item_id.in_(_items(instance_id)))
    named = dict.fromkeys(connection.execute(drafted).scalars(), NAMELESS)
    named |= {sha256: name for event in history for name, sha256 in named_in(canonical_json.loads(event.data))}
    kept = {sha256 for sha256 in named if _needed(connection, sha256, instance_id)}
    found = sorted((name, sha256) for sha256, name in named.items())
    return tuple(each for each in found if each[1] not in kept), tuple(each for each in found if each[1] in kept)


def count(connection: Connection, instance_id: int) -> tuple[int, int]:
    """How many letters and form drafts of an instance there are."""
    letters = select(func.count()).select_from(outbox).where(outbox.c.instance_id == instance_id)
    drafts = select(func.count()).select_from(form_drafts).where(_of(instance_id))
    return connection.execute(letters).scalar_one(), connection.execute(drafts).scalar_one()


def empty(connection: Connection, instance_id: int, *, at: datetime) -> None:
    """Remove the letters, the notices, the form drafts and what was tried on an instance. A letter that waits is given
    up on record: it would say what nobody may know any more."""
    quotes.take_turn(connection)
    waiting = select(outbox.c.key, outbox.c.kind).where(
        outbox.c.instance_id == instance_id, has_status(LetterStatus.PENDING)
    )
    for key, kind in connection.execute(waiting.order_by(outbox.c.id)).all():
        deliveries.given_up(connection, key, kind, DISPOSED, at=at)
    connection.execute(delete(outbox).where(outbox.c.instance_id == instance_id))
    _empty_digests(connection, instance_id, at=at)
    connection.execute(delete(form_drafts).where(_of(instance_id)))
    connection.execute(delete(impact_effects).where(impact_effects.c.instance_id == instance_id))
    folio = select(instances.c.folio).where(instances.c.id == instance_id).scalar_subquery()
    connection.execute(delete(notices).where(notices.c.folio == folio))  # what people were told of it
    connection.execute(delete(alarms).where(alarms.c.subject == folio))  # what it quotes was mended before this


def _empty_digests(connection: Connection, instance_id: int, *, at: datetime) -> None:
    """Remove the letters of a day that name an instance among others; one that waits is given up on record."""
    folio = connection.execute(select(instances.c.folio).where(instances.c.id == instance_id)).scalar_one()
    naming = outbox.c.key.startswith(DIGEST), outbox.c.payload.contains(folio, autoescape=True)
    for row in connection.execute(
        select(outbox.c.id, outbox.c.key, outbox.c.kind, outbox.c.status).where(*naming)
    ).all():
        if row.status == LetterStatus.PENDING:
            deliveries.given_up(connection, row.key, row.kind, DISPOSED, at=at)
        connection.execute(delete(outbox).where(outbox.c.id == row.id))


def forget_files(connection: Connection, hashes: Collection[str], *, at: datetime) -> None:
    """Remove files that no event names any more. Their digests stay in the ledger of files."""
    for sha256 in sorted(hashes):
        connection.execute(delete(recorded_files).where(recorded_files.c.sha256 == sha256))
        if connection.execute(delete(files).where(files.c.sha256 == sha256)).rowcount:
            record.removed(connection, [sha256], at=at)


def _items(instance_id: int) -> Select[tuple[str]]:
    return select(work_items.c.id).where(work_items.c.instance_id == instance_id)


def _of(instance_id: int) -> ColumnElement[bool]:
    return form_drafts.c.work_item_id.in_(_items(instance_id))


def _needed(connection: Connection, sha256: str, instance_id: int) -> bool:
    """Whether another instance, or a draft of another one's, names the file."""
    elsewhere = exists().where(events.c.instance_id != instance_id, events.c.data.contains(sha256, autoescape=True))
    others = drafted_files.c.work_item_id.not_in(_items(instance_id))
    drafted = exists().where(drafted_files.c.sha256 == sha256, others)
    return bool(connection.execute(select(elsewhere)).scalar() or connection.execute(select(drafted)).scalar())
