"""Drafts: what the next version of a procedure may become. One is open for each process, and it is its author's.

Whoever began a draft writes it, or who took it over since: it stays known who wrote, and must not review or approve. A
draft may have findings; what it says is frozen from the moment it is submitted (`engine.definitions.control`).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from bpmn.dataflow import DataFlow
from bpmn.reader import read
from bpmn.xml import MAX_BYTES
from engine import canonical_json
from engine.db import AnyRow
from engine.definitions import queries, scenarios
from engine.definitions.inspection import Report, Source, inspect
from engine.definitions.inspection import data_flow as flow_of
from engine.definitions.models import draft_forms, process_drafts
from engine.definitions.signing import require_right
from engine.definitions.statuses import OPEN, SUBMITTED, DraftStatus
from engine.definitions.trail import Change, ChangeType, record
from engine.definitions.turns import take_turn
from engine.errors import Conflict, DiagramRejected, Invalid, NotFound
from engine.identity.rights import Right


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
class Heading:
    """What is said of a draft without its content.

    `base` is the number of the version that it was begun with or last laid beside, 0 for a procedure that has none yet;
    `revision` counts how often it was saved. What its author says of it: `description`, what changes; `findings`, the
    findings of audits that it answers; `leaves_out`, what of a signed version that waits for its date it leaves out.
    """

    id: int
    process_id: str
    author: str
    status: DraftStatus
    base: int
    revision: int
    started_at: datetime
    saved_at: datetime
    description: str
    leaves_out: str
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Draft(Heading):
    """A draft, with its diagram and its forms by id."""

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


def open_headings(connection: Connection) -> list[Heading]:
    """The open drafts of all processes, by process, without their content: that is large, and a list shows none."""
    columns = [each for each in process_drafts.c if each.name != "diagram"]
    query = select(*columns).where(process_drafts.c.status.in_(OPEN)).order_by(process_drafts.c.process_id)
    return [Heading(**_said(row)) for row in connection.execute(query)]


def required(connection: Connection, process_id: str, *statuses: DraftStatus) -> Draft:
    """The open draft of a process, in one of `statuses`. Raises NotFound (kind ``draft``), DraftNotThere."""
    draft = open_draft(connection, process_id)
    if draft is None:
        raise NotFound(kind="draft", id=process_id)
    if draft.status not in statuses:
        raise DraftNotThere(process_id=process_id, status=draft.status)
    return draft


def start_draft(connection: Connection, process_id: str, *, base: int | None = None, actor: str, at: datetime) -> Draft:
    """Begin a draft with what a version says, or give the actor's own that is open.

    `base` is the number of the version in force or of a signed one that waits for its date; by default the last of
    those that wait, or else the one in force. Raises RightRequired, NotFound (kind ``process`` or ``version``),
    DraftOfAnother, DraftNotThere.
    """
    require_right(connection, actor, process_id, Right.PREPARE)
    take_turn(connection, process_id)
    current = queries.in_force(connection).get(process_id)
    usable = [*([] if current is None else [current]), *queries.signed(connection, process_id)]
    if not usable:
        raise NotFound(kind="process", id=process_id)
    chosen = [each for each in usable if base in (None, each.number)]
    if not chosen:
        raise NotFound(kind="version", id=f"{process_id} {base}")
    there = open_draft(connection, process_id)
    if there is not None:
        return _own(there, actor)
    number = chosen[-1].number
    forms = queries.forms(connection, process_id, number)
    source = Source(f"{process_id}.bpmn", queries.diagram(connection, process_id, number), forms)
    return begin(connection, process_id, source, base=number, digest=chosen[-1].digest, actor=actor, at=at)


def begin(
    connection: Connection,
    process_id: str,
    source: Source,
    *,
    base: int,
    digest: str | None = None,
    says: Mapping[str, object] | None = None,
    actor: str,
    at: datetime,
) -> Draft:
    """Begin a draft that says what `source` says, with the scenarios of the version `base`; `says` is what its act says
    besides. Raises DraftOfAnother where one is open. Rights are the caller's to check."""
    values = {
        "process_id": process_id,
        "author": actor,
        "status": DraftStatus.DRAFT,
        "base": base,
        "revision": 1,
        "started_at": at,
        "saved_at": at,
        "description": "",
        "answers": "[]",
        "leaves_out": "",
        "diagram": source.diagram,
    }
    try:
        with connection.begin_nested():
            inserted = connection.execute(insert(process_drafts).values(**values))
    except IntegrityError as error:  # one is open, perhaps begun at the same moment
        there = open_draft(connection, process_id)
        raise DraftOfAnother(process_id=process_id, author=there.author if there else None) from error
    draft_id = inserted.inserted_primary_key[0]  # type: ignore[index]
    for form_id, content in source.forms.items():
        _write_form(connection, draft_id, form_id, content)
    if base:
        scenarios.begin_with(connection, draft_id, process_id, base)
    data = {**(says or {}), "base": base}
    started = Change(process_id, ChangeType.DRAFT_STARTED, actor, at, draft_id, digest=digest, data=data)
    record(connection, started)
    return required(connection, process_id, DraftStatus.DRAFT)


def require_own(connection: Connection, process_id: str, actor: str) -> Draft:
    """The open draft of a process, for whoever is writing it now. Raises RightRequired, NotFound (kind ``draft``),
    DraftNotThere, DraftOfAnother."""
    require_right(connection, actor, process_id, Right.PREPARE)
    return _own(required(connection, process_id, DraftStatus.DRAFT), actor)


def take_over(connection: Connection, process_id: str, *, actor: str, at: datetime) -> Draft:
    """Make the actor the author of a draft that somebody else is writing, with all that was saved.

    Whoever wrote it before stays one of its authors. Raises RightRequired, NotFound (kind ``draft``), DraftNotThere.
    """
    require_right(connection, actor, process_id, Right.PREPARE)
    take_turn(connection, process_id)
    draft = required(connection, process_id, DraftStatus.DRAFT)
    if draft.author == actor:
        return draft
    held = (
        process_drafts.c.id == draft.id,
        process_drafts.c.author == draft.author,
        process_drafts.c.status == DraftStatus.DRAFT,
    )
    values = {"author": actor, "revision": draft.revision + 1}
    if connection.execute(update(process_drafts).where(*held).values(**values)).rowcount != 1:
        raise DraftMoved(process_id=process_id)
    data = {"from": draft.author}
    record(connection, Change(process_id, ChangeType.DRAFT_TAKEN_OVER, actor, at, draft.id, data=data))
    return required(connection, process_id, DraftStatus.DRAFT)


def save_draft(
    connection: Connection,
    process_id: str,
    *,
    diagram: bytes | None = None,
    forms: Mapping[str, bytes] | None = None,
    dropped: Collection[str] = (),
    revision: int | None = None,
    actor: str,
    at: datetime,
) -> Draft:
    """Write what the draft says: its diagram, and the forms given; the others stay, but for those `dropped`, by id.

    `revision` is the one that the author saw: with it, what was saved elsewhere since is not overwritten. Raises
    RightRequired, NotFound (kind ``draft``), DraftNotThere, DraftOfAnother, DraftMoved, WrongProcess, DiagramRejected
    (a file that is empty, or too large to read), FormTooLarge.
    """
    require_right(connection, actor, process_id, Right.PREPARE)
    if diagram is not None:
        _require_about(diagram, process_id)
    for name, source in (forms or {}).items():
        if len(source) > MAX_BYTES:
            raise FormTooLarge(name=name, size=len(source), limit=MAX_BYTES)
    draft = _own(required(connection, process_id, DraftStatus.DRAFT), actor)
    if revision is not None and revision != draft.revision:
        raise DraftMoved(process_id=process_id)
    changed: dict[str, Any] = {"revision": draft.revision + 1, "saved_at": at, "diagram": diagram or draft.diagram}
    seen = process_drafts.c.revision == draft.revision
    done = connection.execute(update(process_drafts).where(process_drafts.c.id == draft.id, seen).values(**changed))
    if done.rowcount != 1:
        raise DraftMoved(process_id=process_id)
    if dropped:
        gone = draft_forms.c.draft_id == draft.id, draft_forms.c.form_id.in_(dropped)
        connection.execute(delete(draft_forms).where(*gone))
    for form_id, source in (forms or {}).items():
        _write_form(connection, draft.id, form_id, source)
    return required(connection, process_id, DraftStatus.DRAFT)


def examine(connection: Connection, draft: Draft, diagram: bytes | None = None, *, alone: bool = False) -> Report:
    """Everything that can be said of a draft, or of another diagram in its place, beside the versions in force.

    It may call procedures that are themselves on their way: signed, or submitted. `alone`: only what is in force
    counts, as it must when the draft becomes a version.
    """
    source = draft.source if diagram is None else Source(draft.source.file, diagram, draft.forms)
    return inspect(source, beside(connection, draft, alone=alone), queries.forms_in_force(connection))


def data_flow(connection: Connection, draft: Draft) -> DataFlow | None:
    """What is known of the data along the flow of a draft; None where its diagram cannot be read."""
    return flow_of(draft.source, beside(connection, draft), queries.forms_in_force(connection))


def beside(connection: Connection, draft: Draft, *, alone: bool = False) -> dict[str, bytes]:
    """The diagrams that a draft may call: those in force, and unless it stands `alone` those on their way."""
    known = queries.diagrams_in_force(connection)
    return known if alone else {**on_their_way(connection, draft.process_id), **known}


def on_their_way(connection: Connection, process_id: str) -> dict[str, bytes]:
    """The diagrams of the drafts of other processes that are submitted, by process id."""
    submitted = process_drafts.c.status.in_(SUBMITTED), process_drafts.c.process_id != process_id
    query = select(process_drafts.c.process_id, process_drafts.c.diagram).where(*submitted)
    return {row.process_id: bytes(row.diagram) for row in connection.execute(query)}


def _own(draft: Draft, actor: str) -> Draft:
    if draft.author != actor:
        raise DraftOfAnother(process_id=draft.process_id, author=draft.author)
    if draft.status is not DraftStatus.DRAFT:
        raise DraftNotThere(process_id=draft.process_id, status=draft.status)
    return draft


def _require_about(diagram: bytes, process_id: str) -> None:
    """What cannot be read yet may be saved: nothing drawn is ever lost. What is another procedure may not."""
    reading = read(diagram)
    if not diagram or len(diagram) > MAX_BYTES:
        raise DiagramRejected(reading.findings)
    if reading.definitions is None:
        return
    ids = [process.id for process in reading.definitions.processes if process.nodes or process.id == process_id]
    if ids != [process_id]:
        raise WrongProcess(process_id=process_id, found=ids)


def _draft(connection: Connection, row: AnyRow) -> Draft:
    query = select(draft_forms.c.form_id, draft_forms.c.source).where(draft_forms.c.draft_id == row.id)
    forms = {each.form_id: bytes(each.source) for each in connection.execute(query.order_by(draft_forms.c.form_id))}
    return Draft(**_said(row), diagram=bytes(row.diagram), forms=forms)


def _said(row: AnyRow) -> dict[str, Any]:
    """The fields of a `Heading`."""
    values = {name: getattr(row, name) for name in Heading.__dataclass_fields__ if name != "findings"}
    answers = canonical_json.loads(row.answers)
    findings = tuple(map(str, answers)) if isinstance(answers, list) else ()
    return {**values, "status": DraftStatus(row.status), "findings": findings}


def _write_form(connection: Connection, draft_id: int, form_id: str, source: bytes) -> None:
    connection.execute(delete(draft_forms).where(draft_forms.c.draft_id == draft_id, draft_forms.c.form_id == form_id))
    connection.execute(insert(draft_forms).values(draft_id=draft_id, form_id=form_id, source=source))
