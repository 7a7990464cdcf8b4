"""The letters of notices, each person's own: at once, or in one letter at the opening of the office, as they chose.

Whether a notice leaves as a letter is decided when it is written: where no mail server is set, where its person has no
address or wants none, and where the work it asks for is done by then, none does.
"""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, Select, and_, func, literal, select, update

from bpmn.messages import lazy_gettext, lazy_ngettext
from bpmn.model import Notification
from engine.attention import notes
from engine.attention.notes import PREFERENCES, Note, Writer
from engine.calendar.office import OPENING, OfficeCalendar
from engine.db import AnyRow, Database
from engine.history.chain import key_of
from engine.identity.models import people
from engine.identity.queries import names
from engine.instances.runtime import Runtime
from engine.notifications import outbox
from engine.notifications.outbox import Outgoing
from engine.telling.dates import day_in_words
from engine.telling.kinds import DIGEST, Channel, NoticeKind
from engine.telling.models import WAITING, MailStatus, notice_channels, notices
from engine.telling.texts import TEXTS
from engine.telling.wording import written_texts

SHARE = 100
"""How many letters are written in one transaction: on SQLite nobody else writes meanwhile."""
LEAVING = Notification(subject="{subject}", body="{body}")
_CHANNEL = func.coalesce(notice_channels.c.channel, literal(str(Channel.AT_ONCE)))


def write_at_once(database: Database, runtime: Runtime, *, mails: bool, at: datetime) -> int:
    """Write the letters of what waits and is wanted at once; gives how many. Without a mail server (`mails`) none is
    written, and nothing waits for one. Raises StoreUnavailable."""
    written = 0
    while True:
        with database.transaction() as connection:
            rows = _waiting(connection, literal(str(Channel.DIGEST)) != _CHANNEL if mails else None)
            letters = [row for row in rows if mails and _wants(row)]
            _leave(connection, runtime, letters, at)
            _mark(connection, rows, letters)
        written += len(letters)
        if len(rows) < SHARE:
            return written


def write_digests(database: Database, runtime: Runtime, calendar: OfficeCalendar, *, at: datetime) -> int:
    """Write to everybody who wants one letter for a day what waits for them, once on each working day, from the opening
    of the office on; gives how many letters. Raises StoreUnavailable."""
    local = at.astimezone(calendar.zone)
    if local.time() < OPENING or not calendar.is_business_day(local.date()):
        return 0
    wanted = literal(str(Channel.DIGEST)) == _CHANNEL
    with database.reading() as connection:
        waiting = list(connection.execute(_people(wanted)).scalars())
    written = 0
    for person in waiting:
        key = f"{DIGEST}{person}.{local.date().isoformat()}"
        with database.transaction() as connection:
            if outbox.is_written(connection, key):
                continue
            rows = _waiting(connection, and_(wanted, notices.c.person_id == person), most=None)
            letters = [row for row in rows if row.email and row.active and not notes.is_over(row)]
            if letters:
                _digest(connection, runtime, key, letters, calendar.zone, at)
                written += 1
            _mark(connection, rows, letters)
    return written


def _waiting(connection: Connection, wanted: ColumnElement[bool] | None, most: int | None = SHARE) -> Sequence[AnyRow]:
    query = (
        notes.query()
        .add_columns(people.c.email, people.c.active, _CHANNEL.label("channel"))
        .join(people, people.c.id == notices.c.person_id)
        .outerjoin(
            notice_channels,
            and_(notice_channels.c.person_id == notices.c.person_id, notice_channels.c.kind == notices.c.kind),
        )
        .where(WAITING)
        .order_by(notices.c.id)
        .limit(most)
        .with_for_update(of=notices, skip_locked=True)  # SQLite has one writer, and ignores it
    )
    return connection.execute(query if wanted is None else query.where(wanted)).all()


def _people(wanted: ColumnElement[bool]) -> Select[tuple[str]]:
    return (
        select(notices.c.person_id)
        .distinct()
        .outerjoin(
            notice_channels,
            and_(notice_channels.c.person_id == notices.c.person_id, notice_channels.c.kind == notices.c.kind),
        )
        .where(WAITING, wanted)
        .order_by(notices.c.person_id)
    )


def _wants(row: AnyRow) -> bool:
    return bool(row.active and row.email and row.channel == Channel.AT_ONCE and not notes.is_over(row))


def _mark(connection: Connection, rows: Sequence[AnyRow], letters: Sequence[AnyRow]) -> None:
    written = {row.id for row in letters}
    for status, ids in (
        (MailStatus.WRITTEN, sorted(written)),
        (MailStatus.NONE, [row.id for row in rows if row.id not in written]),
    ):
        if ids:
            connection.execute(update(notices).where(notices.c.id.in_(ids)).values(mail=status))


def _writer(connection: Connection, runtime: Runtime) -> Writer:
    return Writer(runtime.words, runtime.calendar.zone, names(connection), written_texts(connection))


def _leave(connection: Connection, runtime: Runtime, rows: Sequence[AnyRow], at: datetime) -> None:
    if not rows:
        return
    writer = _writer(connection, runtime)
    for row in rows:
        note = writer.note(row, at)
        place = f"{row.folio}.told" if row.folio else "told"
        outgoing = Outgoing(
            f"{place}.{row.id}",
            LEAVING,
            (),
            {"subject": note.text.subject, "body": note.text.body},
            to=[row.email],
            people=[row.person_id],
            actions=[{"text": _button(note, runtime), "path": note.path}],
            foot=PREFERENCES,
        )
        key = None if row.instance_key is None else key_of(row.instance_key)
        salt = None if key is None else lambda letter, key=key: outbox.salt_of(key, letter)
        outbox.send(connection, row.instance_id, [outgoing], lambda _roles: [], salt=salt, at=at)


def _button(note: Note, runtime: Runtime) -> str:
    if note.path.startswith("/bandeja/"):
        return runtime.words(lazy_gettext("Open the step"))
    if note.folio is not None and note.path.startswith("/oportunidades/"):
        return runtime.words(lazy_gettext("Open {folio}", folio=note.folio))
    return runtime.words(lazy_gettext("Open in Cauce"))


def _digest(
    connection: Connection, runtime: Runtime, key: str, rows: Sequence[AnyRow], zone: ZoneInfo, at: datetime
) -> None:
    """One letter with what waits for a person, kind by kind, each line with where it leads."""
    found = _writer(connection, runtime).notes(rows, at)
    words, day = runtime.words, day_in_words(at.astimezone(zone).date(), runtime.words)
    actions = [
        {"text": note.text.subject, "path": note.path, "group": words(TEXTS[kind].name)}
        for kind in NoticeKind
        for note in found
        if note.kind is kind
    ]
    said = f"{words(lazy_ngettext('One notice', '{n} notices', len(found)))} · {day}"
    body = words(lazy_gettext("This is what concerns you since the last letter of the day."))
    outgoing = Outgoing(
        key,
        LEAVING,
        (),
        {"subject": said, "body": body},
        to=[rows[0].email],
        people=[rows[0].person_id],
        actions=actions,
        foot=PREFERENCES,
    )
    outbox.send(connection, None, [outgoing], lambda _roles: [], at=at)
