"""The texts of notices as the owner of a procedure wrote them, in the place of those that are shipped."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, select

from engine.errors import Invalid, NotFound
from engine.history import ledger
from engine.telling.kinds import NoticeKind
from engine.telling.models import notice_templates
from engine.telling.record import TELLING, ChangeType
from engine.telling.texts import WORDED, Text, unknown_places

LONGEST_SUBJECT, LONGEST_BODY = 200, 4000


class NoticeTextMissing(Invalid):
    """A notice needs a subject and a body. Details: none."""

    code = "notice_text_missing"


class NoticeTextTooLong(Invalid):
    """A subject or a body that nobody would read. Details: `subject` and `body`, the most characters of each."""

    code = "notice_text_too_long"


class UnknownPlaces(Invalid):
    """A text has places that no notice fills. Details: `places`."""

    code = "unknown_places"


def kind_of(name: str) -> NoticeKind:
    """A kind whose text can be written anew, by its name. Raises NotFound (kind ``notice_kind``)."""
    found = next((kind for kind in WORDED if kind == name), None)
    if found is None:
        raise NotFound(kind="notice_kind", id=name)
    return found


def written_texts(connection: Connection, process_id: str | None = None) -> Mapping[tuple[str, NoticeKind], Text]:
    """The texts that owners wrote, by procedure and kind; of one procedure with `process_id`."""
    query = select(notice_templates)
    if process_id is not None:
        query = query.where(notice_templates.c.process_id == process_id)
    rows = connection.execute(query)
    return {(row.process_id, NoticeKind(row.kind)): Text(row.subject, row.body) for row in rows}


def checked(text: Text) -> Text:
    """A text as it is kept. Raises NoticeTextMissing, NoticeTextTooLong, UnknownPlaces."""
    tidy = Text(" ".join(text.subject.split()), "\n".join(text.body.strip().splitlines()))
    if not (tidy.subject and tidy.body):
        raise NoticeTextMissing()
    if len(tidy.subject) > LONGEST_SUBJECT or len(tidy.body) > LONGEST_BODY:
        raise NoticeTextTooLong(subject=LONGEST_SUBJECT, body=LONGEST_BODY)
    unknown = unknown_places(tidy)
    if unknown:
        raise UnknownPlaces(places=unknown)
    return tidy


def write(connection: Connection, process_id: str, kind: NoticeKind, text: Text, *, actor: str, at: datetime) -> None:
    """Have people told of a kind, in the instances of a procedure, by this text; whoever calls decides who may.

    Raises what `checked` does.
    """
    from sqlalchemy.dialects import postgresql

    tidy = checked(text)
    row = {"process_id": process_id, "kind": str(kind), "subject": tidy.subject, "body": tidy.body}
    adding = postgresql.insert(notice_templates).values(row)
    same = {"subject": adding.excluded.subject, "body": adding.excluded.body}
    connection.execute(adding.on_conflict_do_update(index_elements=["process_id", "kind"], set_=same))
    said = {"kind": str(kind), "subject": tidy.subject, "body": tidy.body}
    ledger.append(connection, TELLING, ChangeType.TEXT_WRITTEN, process_id, said, actor=actor, at=at)


def restore(connection: Connection, process_id: str, kind: NoticeKind, *, actor: str, at: datetime) -> bool:
    """Go back to the text that is shipped; whether there was another."""
    mine = notice_templates.c.process_id == process_id, notice_templates.c.kind == str(kind)
    if not connection.execute(delete(notice_templates).where(*mine)).rowcount:
        return False
    ledger.append(connection, TELLING, ChangeType.TEXT_RESTORED, process_id, {"kind": str(kind)}, actor=actor, at=at)
    return True
