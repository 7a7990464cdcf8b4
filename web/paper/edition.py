"""An edition of a procedure as a controlled document: a version or a draft, with what document control knows of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bpmn.messages import Message, lazy_gettext
from engine.clock import to_text
from engine.db import Connection
from engine.definitions import commands, control, drafts, queries
from engine.definitions.commands import next_number
from engine.definitions.drafts import Draft
from engine.definitions.signing import Signature, Signatures, signatures_of
from engine.definitions.statuses import VersionStatus
from engine.errors import DiagramRejected, NotFound
from engine.identity import queries as identity
from engine.identity.directory import People
from engine.identity.queries import Person
from web.paper.procedure import Procedure, Sheet, VersionRow, procedure, process_of, rows

NameThen = Callable[[Signature], str]
"""What somebody was called when they signed."""
CODE = 12
"""Digits of a digest by which a copy on paper is known again."""


class State(StrEnum):
    """What a copy of an edition is worth."""

    DRAFT = "draft"
    SIGNED = "signed"
    """It waits for its date."""
    IN_FORCE = "in_force"
    OBSOLETE = "obsolete"
    WITHDRAWN = "withdrawn"


STATES = {
    VersionStatus.APPROVED: State.SIGNED,
    VersionStatus.EFFECTIVE: State.IN_FORCE,
    VersionStatus.OBSOLETE: State.OBSOLETE,
    VersionStatus.WITHDRAWN: State.WITHDRAWN,
}
MARKS = {
    State.DRAFT: lazy_gettext("DRAFT"),
    State.SIGNED: lazy_gettext("NOT YET IN FORCE"),
    State.OBSOLETE: lazy_gettext("OBSOLETE"),
    State.WITHDRAWN: lazy_gettext("WITHDRAWN"),
}
"""What stands over every page of an edition that nobody works by."""


@dataclass(frozen=True, slots=True)
class Edition:
    """What a controlled document is made of.

    `sheet` is what it says and `diagram` its file; `number` that of the version, or the one that the draft would have.
    `versions` are the rows of its table of versions, oldest first; a draft's own is the last. `saved` is when a draft
    was last changed.
    """

    process_id: str
    sheet: Sheet
    diagram: bytes
    state: State
    number: int
    digest: str
    since: datetime | None
    signed: Signatures
    versions: tuple[VersionRow, ...]
    saved: datetime | None = None

    @property
    def code(self) -> str:
        """By which a copy is known again: the first digits of its digest."""
        return self.digest[:CODE]

    @property
    def mark(self) -> Message | None:
        """What stands over its pages; None for the version in force."""
        return MARKS.get(self.state)


def version_edition(connection: Connection, process_id: str, number: int | None = None) -> Edition:
    """A version of a process, by default the one in force, or else the newest.

    Raises NotFound (kind ``process`` or ``version``; kind ``disposed`` for one whose content is no longer shown).
    """
    it = procedure(connection, process_id, number)
    version = it.version
    if version.status is VersionStatus.DISPOSED:
        raise NotFound(kind="disposed", id=f"{process_id} {version.number}")
    diagram = queries.diagram(connection, process_id, version.number)
    signed, table = it.signed(version), tuple(_until(it, version.number))
    about = process_id, it, diagram, STATES[version.status], version.number, version.digest
    return Edition(*about, version.effective_at, signed, table)


def draft_edition(connection: Connection, process_id: str, actor: Person) -> Edition:
    """The open draft of a process, for who may read it. Raises NotAllowed, NotFound (kind ``draft``), DiagramRejected
    for one that cannot be read."""
    draft = control.readable_draft(connection, process_id, actor)
    report = drafts.examine(connection, draft)
    process = process_of(draft.diagram, process_id)
    if process is None:
        raise DiagramRejected(findings=report.findings)
    sheet = Sheet(process, rows(process, draft.forms))
    number = next_number(connection, process_id, process)
    signed = signatures_of(connection, process_id, draft.id)
    digest = commands.identity_of(report, process)
    table = (*_before(connection, draft), _own_row(draft, sheet, number))
    about = process_id, sheet, draft.diagram, State.DRAFT, number, digest
    return Edition(*about, None, signed, table, draft.saved_at)


def names_as_signed(connection: Connection, people: People) -> NameThen:
    """Gives what whoever signed was called at that moment."""
    past, now = people.names(connection), identity.names(connection)

    def name(signature: Signature) -> str:
        then = past.at(signature.person, to_text(signature.at))
        return now.get(signature.person, "") if then is None else then.name

    return name


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that somebody has on paper: the number of the version that it is of, None where none has its code, and
    whether that is in force."""

    code: str
    number: int | None
    in_force: bool


def copy_by(connection: Connection, process_id: str, code: str) -> Copy:
    """What a copy with a code is. Raises NotFound (kind ``process``)."""
    wanted = "".join(code.split()).lower()
    known = queries.versions(connection, process_id)
    found = next((each for each in known if len(wanted) >= CODE and each.digest.startswith(wanted)), None)
    if found is None:
        return Copy(wanted[:CODE], None, False)
    return Copy(wanted[:CODE], found.number, found.status is VersionStatus.EFFECTIVE)


def _until(it: Procedure, number: int) -> Iterator[VersionRow]:
    """The table of versions as it stood with one: what came later, or was never in force, is no part of it."""
    for row in reversed(it.table):
        version = row.version
        earlier = version is None or (version.number < number and version.status is not VersionStatus.WITHDRAWN)
        if earlier or (version is not None and version.number == number):
            yield row


def _before(connection: Connection, draft: Draft) -> Iterator[VersionRow]:
    if draft.base:
        for row in _until(procedure(connection, draft.process_id, draft.base), draft.base):
            if row.version is None or row.version.status is not VersionStatus.WITHDRAWN:
                yield row


def _own_row(draft: Draft, sheet: Sheet, number: int) -> VersionRow:
    written = next((each for each in sheet.document.changes if each.version == str(number)), None)
    description = draft.description or (written.description if written else "")
    return VersionRow(str(number), description, written.date if written else None)
