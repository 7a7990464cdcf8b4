"""Queries over versions, their diagrams and forms."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, literal_column, select

from engine import canonical_json
from engine.db import AnyRow
from engine.definitions.models import process_forms, process_versions
from engine.definitions.statuses import BEEN_IN_FORCE, VersionStatus
from engine.errors import NotFound
from engine.statements import Query


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a process under document control.

    `number` is the document's own. `digest` is the identity of diagram and forms together: the SHA-256 of `parts`,
    which is canonical JSON and gives the digest of each, ``{"diagram": …, "forms": {form id: …}}``. `base` is the
    number of the version it was written from, None for the first; `signers` how many different people had to sign it,
    None where nobody had to (`engine.definitions.deployment.deploy`); `answers` are the findings of audits that it
    answers, as JSON.
    """

    process_id: str
    number: int
    name: str
    description: str
    status: VersionStatus
    digest: str
    parts: str
    deployed_by: str
    deployed_at: datetime
    effective_at: datetime | None
    base: int | None
    signers: int | None
    answers: str

    @property
    def findings(self) -> tuple[str, ...]:
        """The findings of audits that the version answers, one text each."""
        found = canonical_json.loads(self.answers)
        return tuple(map(str, found)) if isinstance(found, list) else ()


def _made(row: AnyRow) -> Version:
    values = row._asdict()
    return Version(**{**values, "status": VersionStatus(row.status)})


_COLUMNS = [process_versions.c[name] for name in Version.__dataclass_fields__]
_IN_FORCE = Query(select(*_COLUMNS).where(process_versions.c.status == VersionStatus.EFFECTIVE), kept=True)


def versions(connection: Connection, process_id: str | None = None) -> list[Version]:
    """Every version, or those of one process, newest first. Raises NotFound (kind ``process``) for an unknown one."""
    query = select(*_COLUMNS).order_by(process_versions.c.process_id, process_versions.c.number.desc())
    if process_id is not None:
        query = query.where(process_versions.c.process_id == process_id)
    found = [_made(row) for row in connection.execute(query)]
    if process_id is not None and not found:
        raise NotFound(kind="process", id=process_id)
    return found


def process_names(connection: Connection) -> dict[str, str]:
    """What every procedure is called, by its id, in its newest version."""
    found: dict[str, str] = {}
    columns = process_versions.c.process_id, process_versions.c.name
    for process_id, name in connection.execute(select(*columns).order_by(process_versions.c.number.desc())):
        found.setdefault(process_id, name)
    return found


def in_force(connection: Connection) -> dict[str, Version]:
    """The versions in force, by process id."""
    return {row.process_id: _made(row) for row in _IN_FORCE.all(connection)}


def approved(connection: Connection, at: datetime) -> list[Version]:
    """The approved versions whose date has come by `at`."""
    due = (process_versions.c.status == VersionStatus.APPROVED) & (process_versions.c.effective_at <= at)
    return [_made(row) for row in connection.execute(select(*_COLUMNS).where(due))]


def signed(connection: Connection, process_id: str) -> list[Version]:
    """The versions of a process that are signed and wait for their date, by date."""
    where = (process_versions.c.process_id == process_id) & (process_versions.c.status == VersionStatus.APPROVED)
    query = select(*_COLUMNS).where(where).order_by(process_versions.c.effective_at, process_versions.c.number)
    return [_made(row) for row in connection.execute(query)]


def version(connection: Connection, process_id: str, number: int) -> Version:
    """A version. Raises NotFound (kind ``version``)."""
    where = (process_versions.c.process_id == process_id) & (process_versions.c.number == number)
    row = connection.execute(select(*_COLUMNS).where(where)).first()
    if row is None:
        raise NotFound(kind="version", id=f"{process_id} {number}")
    return _made(row)


def diagrams_in_force(connection: Connection) -> dict[str, bytes]:
    """The diagrams of the versions in force, by process id."""
    query = select(process_versions.c.process_id, process_versions.c.source).where(
        process_versions.c.status == VersionStatus.EFFECTIVE
    )
    return {row.process_id: bytes(row.source) for row in connection.execute(query)}


def forms_in_force(connection: Connection) -> dict[str, dict[str, bytes]]:
    """The forms of the versions in force, by process id and form id."""
    query = (
        select(process_versions.c.process_id, process_forms.c.form_id, process_forms.c.source)
        .join(process_forms, process_forms.c.version_id == process_versions.c.id, isouter=True)
        .where(process_versions.c.status == VersionStatus.EFFECTIVE)
    )
    found: dict[str, dict[str, bytes]] = {}
    for row in connection.execute(query):
        forms = found.setdefault(row.process_id, {})
        if row.form_id is not None:
            forms[row.form_id] = bytes(row.source)
    return found


def diagram(connection: Connection, process_id: str, number: int) -> bytes:
    """The diagram of a version, byte for byte as it was given. Raises NotFound (kind ``version``)."""
    return bytes(_version(connection, process_id, number).source)


def form(connection: Connection, process_id: str, number: int, form_id: str) -> bytes:
    """A form of a version. Raises NotFound (kind ``version`` or ``form``)."""
    version = _version(connection, process_id, number)
    query = select(process_forms.c.source).where(
        process_forms.c.version_id == version.id, process_forms.c.form_id == form_id
    )
    row = connection.execute(query).first()
    if row is None:
        raise NotFound(kind="form", id=form_id)
    return bytes(row.source)


def forms(connection: Connection, process_id: str, number: int) -> dict[str, bytes]:
    """Every form of a version, by id. Raises NotFound (kind ``version``)."""
    version = _version(connection, process_id, number)
    query = select(process_forms.c.form_id, process_forms.c.source).where(process_forms.c.version_id == version.id)
    return {row.form_id: bytes(row.source) for row in connection.execute(query)}


_EDITIONS = Query(
    select(process_versions.c.process_id, process_versions.c.number)
    .where(process_versions.c.status.in_([literal_column(f"'{each}'") for each in BEEN_IN_FORCE]))
    .order_by(process_versions.c.process_id, process_versions.c.number.desc())
)


def editions(connection: Connection) -> dict[str, tuple[int, ...]]:
    """The numbers of the versions that are or were in force, by process id, newest first."""
    found: dict[str, tuple[int, ...]] = {}
    for row in _EDITIONS.all(connection):
        found[row.process_id] = (*found.get(row.process_id, ()), row.number)
    return found


def _version(connection: Connection, process_id: str, number: int) -> AnyRow:
    query = select(process_versions.c.id, process_versions.c.source).where(
        process_versions.c.process_id == process_id, process_versions.c.number == number
    )
    row = connection.execute(query).first()
    if row is None:
        raise NotFound(kind="version", id=f"{process_id} {number}")
    return row
