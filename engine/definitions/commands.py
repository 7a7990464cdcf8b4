"""Storing versions and putting them in force. Whether they may be is decided before (`engine.definitions.control`)."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, exists, func, insert, select, update

from bpmn.canonical import digest
from bpmn.model import Change as DocumentChange
from bpmn.model import Process
from engine import canonical_json
from engine.clock import to_text
from engine.definitions import queries
from engine.definitions.inspection import Report
from engine.definitions.models import process_forms, process_versions
from engine.definitions.queries import Version
from engine.definitions.statuses import VersionStatus
from engine.definitions.trail import Change, ChangeType, record
from engine.identity.commands import ensure_role

LARGEST = 1_000_000
"""The largest number that a version may have."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a version comes from: the draft it was, with its number and base; who must have signed it
    (`engine.definitions.signing.SigningPolicy`), and the findings of audits that it answers."""

    draft_id: int | None = None
    base: int | None = None
    signers: int | None = None
    answers: tuple[str, ...] = ()


def is_empty(connection: Connection) -> bool:
    """Whether no version of any procedure was ever stored here."""
    return not connection.execute(select(exists(select(process_versions.c.id)))).scalar_one()


def put_version(
    connection: Connection,
    report: Report,
    process: Process,
    description: str,
    *,
    number: int,
    origin: Origin = Origin(),
    effective_at: datetime | None = None,
    actor: str,
    at: datetime,
) -> Version | None:
    """Store a process of `report` as its version `number`; None when the version in force says the same already.

    It is in force at once, and the one before it obsolete, unless `effective_at` is later than `at`: then it is only
    approved (`engine.definitions.dates.take_effect`). Rights, signatures and findings are the caller's to check.
    """
    forms = forms_of(report, process)
    parts = _parts(report.source.diagram, forms)
    digest_ = hashlib.sha256(parts.encode()).hexdigest()
    current = queries.in_force(connection).get(process.id)
    if current is not None and current.digest == digest_:
        return None
    make_roles(connection, report, actor=actor, at=at)
    since = max(at, effective_at or at)
    name = process.document.title or process.name or process.id
    answers = canonical_json.dumps(list(origin.answers))
    about = process.id, number, name, description, VersionStatus.APPROVED, digest_, parts, actor, at, since
    version = Version(*about, origin.base, origin.signers, answers)
    values = {field: getattr(version, field) for field in Version.__dataclass_fields__}
    inserted = connection.execute(insert(process_versions).values(**values, source=report.source.diagram))
    version_id = inserted.inserted_primary_key[0]  # type: ignore[index]
    for form_id, source in forms.items():
        row_values = {"version_id": version_id, "form_id": form_id, "source": source}
        connection.execute(insert(process_forms).values(**row_values, digest=hashlib.sha256(source).hexdigest()))
    data: dict[str, object] = {"note": description, "effective_at": to_text(since)}
    type_ = ChangeType.VERSION_TAKEN
    if origin.draft_id is not None:
        type_ = ChangeType.VERSION_APPROVED
        data |= {"base": origin.base, "signers": origin.signers, "answers": list(origin.answers)}
    record(connection, Change(process.id, type_, actor, at, origin.draft_id, number, digest_, data))
    return version if since > at else put_in_force(connection, version, actor=actor, at=at)


def put_in_force(connection: Connection, version: Version, *, actor: str | None, at: datetime) -> Version:
    """Put an approved version in force in the place of the one before it. `actor` is None where its date does it."""
    before = queries.in_force(connection).get(version.process_id)
    if before is not None:
        set_status(connection, before, VersionStatus.OBSOLETE, actor=actor, at=at)
    return set_status(connection, version, VersionStatus.EFFECTIVE, actor=actor, at=at)


def set_status(
    connection: Connection,
    version: Version,
    status: VersionStatus,
    data: Mapping[str, object] | None = None,
    *,
    actor: str | None,
    at: datetime,
) -> Version:
    """Give a version another status, and say so in the trail, with `data`."""
    connection.execute(
        update(process_versions)
        .where(process_versions.c.process_id == version.process_id, process_versions.c.number == version.number)
        .values(status=status)
    )
    about = None, version.number, version.digest, data or {}
    record(connection, Change(version.process_id, ChangeType(f"version_{status}"), actor, at, *about))
    return replace(version, status=status)


def highest_number(connection: Connection, process_id: str) -> int:
    """The highest number that a version of a process has here; 0 where there is none."""
    highest = select(func.max(process_versions.c.number)).where(process_versions.c.process_id == process_id)
    return connection.execute(highest).scalar() or 0


def next_number(connection: Connection, process_id: str, process: Process | None = None) -> int:
    """The number that the next version of a process gets by default; `process` is what it will say.

    There is one numbering, the document's own: a document whose table of versions ends at 4 is version 4 when Cauce
    first has it, and 5 after that. An author who writes a row for the next version into the table gives its number.
    """
    written = [] if process is None else [row_number(each) for each in process.document.changes]
    return max([highest_number(connection, process_id) + 1, *written])


def row_number(row: DocumentChange) -> int:
    """The number of a row of a document's own table of versions; 0 where it is no whole number."""
    text = row.version.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST)) - 1 else 0


def make_roles(connection: Connection, report: Report, *, actor: str, at: datetime) -> None:
    """Make the roles that a diagram names, those that are not there."""
    assert report.definitions is not None
    for resource in report.definitions.resources:
        ensure_role(connection, resource.id, resource.name or resource.id, actor=actor, at=at)
    for process in report.processes():
        for lane in process.lanes:
            for role in lane.roles:
                name = lane.name or role if role == lane.id else role
                ensure_role(connection, role, name, actor=actor, at=at)


def forms_of(report: Report, process: Process) -> dict[str, bytes]:
    """The forms that the activities of a process name, by id."""
    return {name: report.source.forms[name] for name in sorted({a.form for a in process.activities() if a.form})}


def identity_of(report: Report, process: Process) -> str:
    """The digest that a process of `report` has, or would have, as a version."""
    return hashlib.sha256(_parts(report.source.diagram, forms_of(report, process)).encode()).hexdigest()


def _parts(diagram: bytes, forms: Mapping[str, bytes]) -> str:
    content = {
        "diagram": digest(diagram),
        "forms": {name: hashlib.sha256(source).hexdigest() for name, source in forms.items()},
    }
    return canonical_json.dumps(content)
