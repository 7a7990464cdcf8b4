"""Putting versions in force."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from bpmn.canonical import digest
from bpmn.findings import Finding
from bpmn.model import Process
from engine import canonical_json
from engine.definitions import queries
from engine.definitions.inspection import Report, Source, inspect, process_ids
from engine.definitions.models import process_forms, process_versions
from engine.definitions.queries import Version
from engine.definitions.staffing import unstaffed
from engine.errors import AlreadyDeployed, DiagramRejected, NotAllowed
from engine.identity.commands import ensure_role
from engine.identity.queries import Person, person

MAY_DEPLOY = frozenset({"control_documentos", "administrador"})


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
        assert report.definitions is not None
        for resource in report.definitions.resources:
            ensure_role(connection, resource.id, resource.name or resource.id)
        for process in report.processes():
            for lane in process.lanes:
                for role in lane.roles:
                    ensure_role(connection, role, lane.name or role if role == lane.id else role)
            version = _put_in_force(connection, report, process, description, actor, at)
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


def _put_in_force(
    connection: Connection, report: Report, process: Process, description: str, actor: str, at: datetime
) -> Version | None:
    forms = {name: report.source.forms[name] for name in sorted({a.form for a in process.activities() if a.form})}
    parts = _parts(report.source.diagram, forms)
    identity = hashlib.sha256(parts.encode()).hexdigest()
    current = queries.in_force(connection).get(process.id)
    if current is not None and current.digest == identity:
        return None
    highest = select(func.max(process_versions.c.number)).where(process_versions.c.process_id == process.id)
    number = (connection.execute(highest).scalar() or 0) + 1
    connection.execute(
        update(process_versions)
        .where(process_versions.c.process_id == process.id, process_versions.c.status == "effective")
        .values(status="obsolete")
    )
    name = process.document.title or process.name or process.id
    version = Version(process.id, number, name, description, "effective", identity, parts, actor, at, at)
    values = {field: getattr(version, field) for field in Version.__dataclass_fields__}
    inserted = connection.execute(insert(process_versions).values(**values, source=report.source.diagram))
    version_id = inserted.inserted_primary_key[0]  # type: ignore[index]
    for form_id, source in forms.items():
        row_values = {"version_id": version_id, "form_id": form_id, "source": source}
        connection.execute(insert(process_forms).values(**row_values, digest=hashlib.sha256(source).hexdigest()))
    return version


def _parts(diagram: bytes, forms: Mapping[str, bytes]) -> str:
    content = {
        "diagram": digest(diagram),
        "forms": {name: hashlib.sha256(source).hexdigest() for name, source in forms.items()},
    }
    return canonical_json.dumps(content)
