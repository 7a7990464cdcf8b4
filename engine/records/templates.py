"""The template by which a record is written: the company's own, else the one that ships with Cauce."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select

from bpmn.file_names import usable_name
from engine.definitions.signing import require_right
from engine.definitions.sources import SHIPPED
from engine.errors import Invalid, NotFound
from engine.history import ledger
from engine.identity.rights import Right
from engine.records.kinds import RecordKind
from engine.records.models import Format, record_templates
from engine.records.record import TEMPLATES, ChangeType, subject_of

RIGHTS = (Right.PREPARE, Right.CONTROL)
"""Who may put a template over a procedure: whoever prepares its versions, or keeps its documents."""
MAX_SIZE = 4 * 1024 * 1024
FOLDER = "records"
"""Where a shipped procedure has its templates, beside its diagram: ``<record>.docx`` and ``<record>.typ``."""


class TemplateTooLarge(Invalid):
    """A template over the limit. Details: `name`, `limit` (bytes)."""

    code = "template_too_large"


@dataclass(frozen=True, slots=True)
class Template:
    """A template. `number` is that of the company's own, 0 for a shipped one, which nobody put; the moment in UTC."""

    record: str
    format: Format
    content: bytes
    name: str
    number: int = 0
    put_by: str | None = None
    put_at: datetime | None = None

    @property
    def sha256(self) -> str:
        """The digest of its content."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Act:
    """That somebody put a template, or took the shipped one again (`withdrawn`); the moment in UTC."""

    record: str
    format: Format
    number: int
    name: str
    put_by: str
    put_at: datetime
    withdrawn: bool


def shipped(process_id: str, record: str, format_: Format) -> Template | None:
    """The template that ships with Cauce for a record of a procedure that does, if it does."""
    path = _shipped(process_id, record, format_)
    return None if path is None else Template(record, format_, path.read_bytes(), path.name)


def _shipped(process_id: str, record: str, format_: Format) -> Path | None:
    if not process_id.isidentifier():
        return None
    path = SHIPPED / process_id / FOLDER / f"{record}.{format_}"
    return path if path.is_file() else None


def template(connection: Connection, process_id: str, record: str, format_: Format) -> Template | None:
    """The template of a record in a format; None where nothing is made of it in that format."""
    row = connection.execute(_newest(process_id, record, format_)).first()
    if row is None or row.content is None:
        return shipped(process_id, record, format_)
    return Template(record, format_, bytes(row.content), row.name, row.number, row.put_by, row.put_at)


def formats(connection: Connection, kinds: Sequence[RecordKind]) -> list[tuple[Format, ...]]:
    """The formats in which each of these records is made; none where it has no template. No template is read for it."""
    newest: dict[tuple[str, str, Format], Act] = {}
    for process_id in sorted({kind.process_id for kind in kinds}):
        for act in acts(connection, process_id):
            place = process_id, act.record, act.format
            newest[place] = max(act, newest.get(place, act), key=lambda each: each.number)

    def is_there(kind: RecordKind, format_: Format) -> bool:
        act = newest.get((kind.process_id, kind.key, format_))
        return _shipped(kind.process_id, kind.key, format_) is not None if act is None or act.withdrawn else True

    return [tuple(each for each in Format if kind.writes and is_there(kind, each)) for kind in kinds]


def acts(connection: Connection, process_id: str) -> list[Act]:
    """What was done about the templates of a procedure, the newest first."""
    rows = record_templates.c
    query = select(rows.record, rows.format, rows.number, rows.name, rows.put_by, rows.put_at, rows.sha256)
    query = query.where(rows.process_id == process_id).order_by(rows.put_at.desc(), rows.number.desc())
    return [Act(row[0], Format(row[1]), *row[2:6], row[6] is None) for row in connection.execute(query)]


def put(
    connection: Connection,
    kind: RecordKind,
    format_: Format,
    name: str,
    content: bytes,
    *,
    actor: str,
    at: datetime,
) -> int:
    """Put a template in the place of the one that a record has in that format; gives its number. That it can be filled
    is for the caller to try.

    Raises RightRequired, TemplateTooLarge, NotFound (kind ``record``) for one of which nothing is kept.
    """
    require_right(connection, actor, kind.process_id, *RIGHTS)
    if not kind.writes:
        raise NotFound(kind="record", id=kind.title)
    name = usable_name(name)
    if len(content) > MAX_SIZE:
        raise TemplateTooLarge(name=name, limit=MAX_SIZE)
    sha256 = hashlib.sha256(content).hexdigest()
    return _add(connection, kind, format_, name, content, sha256, actor=actor, at=at)


def withdraw(connection: Connection, kind: RecordKind, format_: Format, *, actor: str, at: datetime) -> int:
    """Take the shipped template again, or make nothing of the record any more where none ships.

    Raises RightRequired, NotFound (kind ``template``) where the company has none of its own.
    """
    require_right(connection, actor, kind.process_id, *RIGHTS)
    row = connection.execute(_newest(kind.process_id, kind.key, format_)).first()
    if row is None or row.content is None:
        raise NotFound(kind="template", id=kind.title)
    return _add(connection, kind, format_, "", None, None, actor=actor, at=at)


def _add(
    connection: Connection,
    kind: RecordKind,
    format_: Format,
    name: str,
    content: bytes | None,
    sha256: str | None,
    *,
    actor: str,
    at: datetime,
) -> int:
    rows = record_templates.c
    of_it = rows.process_id == kind.process_id, rows.record == kind.key, rows.format == format_
    number = (connection.execute(select(func.max(rows.number)).where(*of_it)).scalar() or 0) + 1
    says: dict[str, object] = {
        "process": kind.process_id,
        "record": kind.key,
        "format": str(format_),
        "number": number,
    }
    type_ = ChangeType.WITHDRAWN
    if content is not None:
        type_, says = ChangeType.PUT, {**says, "name": name, "sha256": sha256}
    subject = subject_of(kind.process_id, kind.key, format_)
    entry = ledger.append(connection, TEMPLATES, type_, subject, says, actor=actor, at=at)
    key = {"process_id": kind.process_id, "record": kind.key, "format": format_, "number": number}
    row = {**key, "name": name, "sha256": sha256, "content": content, "put_by": actor, "put_at": entry.moment}
    connection.execute(insert(record_templates).values(**row))
    return number


def _newest(process_id: str, record: str, format_: Format) -> Select[Any]:
    rows = record_templates.c
    of_it = rows.process_id == process_id, rows.record == record, rows.format == format_
    columns = rows.content, rows.name, rows.number, rows.put_by, rows.put_at
    return select(*columns).where(*of_it).order_by(rows.number.desc()).limit(1)
