"""Drafts: what the next version of a procedure may become. One is open for each process, and it is its author's.

Whoever began a draft writes it, so that it is known who must not review or approve it. A draft may have findings; what
it says is frozen from the moment it is submitted (`engine.definitions.control`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from bpmn.reader import read
from bpmn.xml import MAX_BYTES
from engine.db import AnyRow
from engine.definitions import queries
from engine.definitions.inspection import Report, Source, inspect
from engine.definitions.models import draft_forms, process_drafts
from engine.definitions.trail import Change, ChangeType, record
from engine.errors import Conflict, DiagramRejected, Invalid, NotAllowed, NotFound
from engine.identity.queries import Person, all_roles, person
from engine.identity.role_ids import ADMINISTRATOR, DOCUMENT_CONTROL

MAY_DRAFT = frozenset({DOCUMENT_CONTROL, ADMINISTRATOR})
OPEN = ("draft", "review", "reviewed")


class DraftOfAnother(Conflict):
    """A draft of this procedure is open, and it is somebody else's. Details: `process_id`, `author`."""

    code = "draft_of_another"


class DraftNotThere(Conflict):
    """The draft is not, or no longer, where this can be done to it. Details: `process_id`, `status`."""

    code = "draft_not_there"


class DraftMoved(Conflict):
    """The draft was saved elsewhere since the author last saw it. Details: `process_id`."""

    code = "draft_moved"


class WrongProcess(Invalid):
    """The file is about another process, or about several. Details: `process_id`, `found`."""

    code = "wrong_process"


class FormTooLarge(Invalid):
    """A form larger than a diagram may be. Details: `name`, `size`, `limit`."""

    code = "file_too_large"


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft. `status` is ``draft``, ``review`` (submitted), ``reviewed``, ``approved`` or ``discarded``.

    `base` is the number of the version in force that it was last laid beside; `revision` counts how often it was saved.
    """

    id: int
    process_id: str
    author: str
    status: str
    base: int
    revision: int
    started_at: datetime
    saved_at: datetime
    diagram: bytes
    forms: Mapping[str, bytes]

    @property
    def source(self) -> Source:
        """The draft as `inspect` and `deploy` take it."""
        return Source(f"{self.process_id}.bpmn", self.diagram, self.forms)


def open_draft(connection: Connection, process_id: str) -> Draft | None:
    """The open draft of a process."""
    query = select(process_drafts).where(process_drafts.c.process_id == process_id, process_drafts.c.status.in_(OPEN))
    row = connection.execute(query).first()
    return _draft(connection, row) if row is not None else None


def required(connection: Connection, process_id: str, *statuses: str) -> Draft:
    """The open draft of a process, in one of `statuses`. Raises NotFound (kind ``draft``), DraftNotThere."""
    draft = open_draft(connection, process_id)
    if draft is None:
        raise NotFound(kind="draft", id=process_id)
    if draft.status not in statuses:
        raise DraftNotThere(process_id=process_id, status=draft.status)
    return draft


def may_draft(connection: Connection, actor: Person, process_id: str) -> bool:
    """Whether `actor` may write drafts: document control, or whoever the version in force names as answering for it
    or as preparing it."""
    return bool(actor.roles & _drafting_roles(connection, process_id))


def start_draft(connection: Connection, process_id: str, *, actor: str, at: datetime) -> Draft:
    """Begin a draft with what the version in force says, or give the actor's own that is open.

    Raises NotAllowed, NotFound (kind ``process``), DraftOfAnother, DraftNotThere.
    """
    version = queries.in_force(connection).get(process_id)
    if version is None:
        raise NotFound(kind="process", id=process_id)
    _require_right(connection, person(connection, actor), process_id)
    there = open_draft(connection, process_id)
    if there is not None:
        return _own(there, actor)
    values = {
        "process_id": process_id,
        "author": actor,
        "status": "draft",
        "base": version.number,
        "revision": 1,
        "started_at": at,
        "saved_at": at,
        "diagram": queries.diagram(connection, process_id, version.number),
    }
    try:
        with connection.begin_nested():
            inserted = connection.execute(insert(process_drafts).values(**values))
    except IntegrityError as error:  # somebody else began one at the same moment
        raise DraftOfAnother(process_id=process_id, author=None) from error
    draft_id = inserted.inserted_primary_key[0]  # type: ignore[index]
    for form_id, source in queries.forms(connection, process_id, version.number).items():
        _write_form(connection, draft_id, form_id, source)
    record(
        connection, Change(process_id, ChangeType.DRAFT_STARTED, actor, at, draft_id=draft_id, digest=version.digest)
    )
    return required(connection, process_id, "draft")


def save_draft(
    connection: Connection,
    process_id: str,
    *,
    diagram: bytes | None = None,
    forms: Mapping[str, bytes] | None = None,
    revision: int | None = None,
    actor: str,
    at: datetime,
) -> Draft:
    """Write what the draft says: its diagram, and the forms given; the others stay.

    `revision` is the one that the author saw: with it, what was saved elsewhere since is not overwritten. Raises
    NotFound (kind ``draft``), DraftNotThere, DraftOfAnother, DraftMoved, WrongProcess, DiagramRejected (a file too
    large to read), FormTooLarge.
    """
    draft = _own(required(connection, process_id, "draft"), actor)
    if revision is not None and revision != draft.revision:
        raise DraftMoved(process_id=process_id)
    if diagram is not None:
        _require_about(diagram, process_id)
    for name, source in (forms or {}).items():
        if len(source) > MAX_BYTES:
            raise FormTooLarge(name=name, size=len(source), limit=MAX_BYTES)
    changed: dict[str, Any] = {"revision": draft.revision + 1, "saved_at": at, "diagram": diagram or draft.diagram}
    seen = process_drafts.c.revision == draft.revision
    done = connection.execute(update(process_drafts).where(process_drafts.c.id == draft.id, seen).values(**changed))
    if done.rowcount != 1:
        raise DraftMoved(process_id=process_id)
    for form_id, source in (forms or {}).items():
        _write_form(connection, draft.id, form_id, source)
    return required(connection, process_id, "draft")


def examine(connection: Connection, draft: Draft, diagram: bytes | None = None) -> Report:
    """Everything that can be said of a draft, or of another diagram in its place, beside the versions in force."""
    source = draft.source if diagram is None else Source(draft.source.file, diagram, draft.forms)
    return inspect(source, queries.diagrams_in_force(connection))


def _require_right(connection: Connection, actor: Person, process_id: str) -> None:
    roles = _drafting_roles(connection, process_id)
    if not actor.roles & roles:
        raise NotAllowed(actor=actor.id, roles=sorted(roles))


def _drafting_roles(connection: Connection, process_id: str) -> frozenset[str]:
    version = queries.in_force(connection).get(process_id)
    if version is None:
        return MAY_DRAFT
    definitions = read(queries.diagram(connection, process_id, version.number)).definitions
    documents = [each.document for each in definitions.processes if each.id == process_id] if definitions else []
    named = {name for document in documents for name in (document.owner, document.prepared_by)}
    return MAY_DRAFT | {role.id for role in all_roles(connection) if role.name in named}


def _own(draft: Draft, actor: str) -> Draft:
    if draft.author != actor:
        raise DraftOfAnother(process_id=draft.process_id, author=draft.author)
    if draft.status != "draft":
        raise DraftNotThere(process_id=draft.process_id, status=draft.status)
    return draft


def _require_about(diagram: bytes, process_id: str) -> None:
    """What cannot be read yet may be saved: nothing drawn is ever lost. What is another procedure may not."""
    reading = read(diagram)
    if len(diagram) > MAX_BYTES:
        raise DiagramRejected(reading.findings)
    if reading.definitions is None:
        return
    ids = [process.id for process in reading.definitions.processes if process.nodes or process.id == process_id]
    if ids != [process_id]:
        raise WrongProcess(process_id=process_id, found=ids)


def _draft(connection: Connection, row: AnyRow) -> Draft:
    query = select(draft_forms.c.form_id, draft_forms.c.source).where(draft_forms.c.draft_id == row.id)
    forms = {each.form_id: bytes(each.source) for each in connection.execute(query.order_by(draft_forms.c.form_id))}
    values = {name: getattr(row, name) for name in Draft.__dataclass_fields__ if name not in ("diagram", "forms")}
    return Draft(**values, diagram=bytes(row.diagram), forms=forms)


def _write_form(connection: Connection, draft_id: int, form_id: str, source: bytes) -> None:
    connection.execute(delete(draft_forms).where(draft_forms.c.draft_id == draft_id, draft_forms.c.form_id == form_id))
    connection.execute(insert(draft_forms).values(draft_id=draft_id, form_id=form_id, source=source))
