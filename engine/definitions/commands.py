"""Putting versions in force."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from bpmn.canonical import digest
from bpmn.findings import Finding
from bpmn.model import Process
from engine import canonical_json
from engine.definitions import queries
from engine.definitions.calls import process_ids
from engine.definitions.inspection import Report, Source, inspect
from engine.definitions.models import process_forms, process_versions
from engine.definitions.queries import Version
from engine.definitions.staffing import unstaffed
from engine.definitions.trail import Change, ChangeType, record
from engine.errors import AlreadyDeployed, DiagramRejected, NotAllowed
from engine.identity.commands import ensure_role
from engine.identity.queries import Person, person
from engine.identity.role_ids import ADMINISTRATOR, DOCUMENT_CONTROL

MAY_DEPLOY = frozenset({DOCUMENT_CONTROL, ADMINISTRATOR})


def deploy(
    connection: Connection, sources: Sequence[Source], description: str, *, actor: str, at: datetime
) -> list[tuple[Version, tuple[Finding, ...]]]:
    """Put every process of `sources` in force as its next version, and make the roles that the diagrams name.

    They are deployed together, so they may call each other. What runs goes on with the versions it started on. Gives
    each new version with what was found in it, roles that nobody holds included; a process whose version in force says
    the same already is left as it is. Raises NotAllowed, DiagramRejected (the first source that has one), and
    AlreadyDeployed when none of them is new.
    """
    _check_right(person(connection, actor))
    known = queries.diagrams_in_force(connection)
    reports = [inspect(source, {**known, **_others(sources, source)}) for source in sources]
    for report in reports:
        if not report.ok:
            raise DiagramRejected(report.findings, file=report.source.file)
    deployed = []
    for report in reports:
        for process in report.processes():
            version = put_version(connection, report, process, description, actor=actor, at=at)
            if version is not None:
                deployed.append((version, (*report.findings, *unstaffed(connection, process))))
    if not deployed:
        first = reports[0].processes()[0]
        raise AlreadyDeployed(process_id=first.id, number=queries.in_force(connection)[first.id].number)
    return deployed


def _check_right(actor: Person) -> None:
    if not actor.roles & MAY_DEPLOY:
        raise NotAllowed(actor=actor.id, roles=sorted(MAY_DEPLOY))


def _others(sources: Sequence[Source], source: Source) -> Mapping[str, bytes]:
    return {id_: other.diagram for other in sources if other is not source for id_ in process_ids(other.diagram)}


def put_version(
    connection: Connection,
    report: Report,
    process: Process,
    description: str,
    *,
    number: int | None = None,
    effective_at: datetime | None = None,
    draft_id: int | None = None,
    actor: str,
    at: datetime,
) -> Version | None:
    """Store a process of `report` as its next version; None when the version in force says the same already.

    It is in force at once, and the one before it obsolete, unless `effective_at` is later than `at`: then it is only
    approved (`engine.definitions.control.take_effect`). Rights and findings are the caller's to check.
    """
    forms = forms_of(report, process)
    parts = _parts(report.source.diagram, forms)
    digest_ = hashlib.sha256(parts.encode()).hexdigest()
    current = queries.in_force(connection).get(process.id)
    if current is not None and current.digest == digest_:
        return None
    make_roles(connection, report)
    since = max(at, effective_at or at)
    name = process.document.title or process.name or process.id
    number = number or next_number(connection, process.id)
    version = Version(process.id, number, name, description, "approved", digest_, parts, actor, at, since)
    values = {field: getattr(version, field) for field in Version.__dataclass_fields__}
    inserted = connection.execute(insert(process_versions).values(**values, source=report.source.diagram))
    version_id = inserted.inserted_primary_key[0]  # type: ignore[index]
    for form_id, source in forms.items():
        row_values = {"version_id": version_id, "form_id": form_id, "source": source}
        connection.execute(insert(process_forms).values(**row_values, digest=hashlib.sha256(source).hexdigest()))
    approved = Change(process.id, ChangeType.VERSION_APPROVED, actor, at, draft_id, number, digest_, description)
    record(connection, approved)
    return version if since > at else put_in_force(connection, version, actor=actor, at=at)


def put_in_force(connection: Connection, version: Version, *, actor: str | None, at: datetime) -> Version:
    """Put an approved version in force in the place of the one before it. `actor` is None where its date does it."""
    before = queries.in_force(connection).get(version.process_id)
    if before is not None:
        set_status(connection, before, "obsolete", actor=actor, at=at)
    return set_status(connection, version, "effective", actor=actor, at=at)


def set_status(connection: Connection, version: Version, status: str, *, actor: str | None, at: datetime) -> Version:
    """Give a version another status, and say so in the trail."""
    connection.execute(
        update(process_versions)
        .where(process_versions.c.process_id == version.process_id, process_versions.c.number == version.number)
        .values(status=status)
    )
    change = Change(
        version.process_id, ChangeType(f"version_{status}"), actor, at, number=version.number, digest=version.digest
    )
    record(connection, change)
    return replace(version, status=status)


def next_number(connection: Connection, process_id: str) -> int:
    """The number that the next version of a process gets by default."""
    highest = select(func.max(process_versions.c.number)).where(process_versions.c.process_id == process_id)
    return (connection.execute(highest).scalar() or 0) + 1


def make_roles(connection: Connection, report: Report) -> None:
    """Make the roles that a diagram names, those that are not there."""
    assert report.definitions is not None
    for resource in report.definitions.resources:
        ensure_role(connection, resource.id, resource.name or resource.id)
    for process in report.processes():
        for lane in process.lanes:
            for role in lane.roles:
                ensure_role(connection, role, lane.name or role if role == lane.id else role)


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
