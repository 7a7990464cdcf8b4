"""Retention of versions: a job proposes, Control de Documentos decides, and whatever is decided is on the record.

A version is kept as long as its own document says after it stopped being in force. Then it is proposed for disposal,
and whoever controls the documents disposes of it or holds it, with a reason. No version is disposed of that a running
instance needs. Disposal takes it out of the repository: no page shows or gives it any more, and its digest stays in the
trail with all who signed. Its content is deleted where no history ran on it; where one did, it is kept for the
verifiers and for evidence alone, since that history could not be executed again without it.
"""

from datetime import datetime

from sqlalchemy import Connection, delete, or_, select, update

from bpmn.reader import read
from bpmn.retention import kept_until
from engine.definitions import letters, queries, scenarios
from engine.definitions.commands import set_status
from engine.definitions.letters import Render
from engine.definitions.models import process_forms, process_versions
from engine.definitions.queries import Version
from engine.definitions.retention import standing, standings
from engine.definitions.signing import require_right
from engine.definitions.statuses import OVER, VersionStatus
from engine.definitions.trail import Change, ChangeType, record, trail
from engine.definitions.turns import take_turn
from engine.errors import Conflict, Invalid
from engine.history.event_types import INSTANCE_MIGRATED, INSTANCE_STARTED
from engine.history.models import events
from engine.history.statuses import InstanceStatus
from engine.identity.queries import holders_of_right
from engine.identity.rights import Right
from engine.instances.models import instances


class VersionInUse(Conflict):
    """An instance that runs needs the version. Details: `process_id`, `number`, `folio`."""

    code = "version_in_use"


class NotProposed(Conflict):
    """The version is not proposed for disposal, or is held. Details: `process_id`, `number`."""

    code = "not_proposed"


class DisposalReasonRequired(Invalid):
    """What is decided about a version needs a reason. Details: `process_id`, `number`."""

    code = "version_reason_required"


def propose(connection: Connection, *, render: Render = str, at: datetime) -> int:
    """Propose for disposal the versions whose retention is over, each once, and tell those who control the documents of
    its procedure; gives how many. A job does this nightly."""
    take_turn(connection, *(each.process_id for each in queries.versions(connection)))
    decided = standings(connection)
    done = 0
    for version in queries.versions(connection):
        last = decided.get((version.process_id, version.number))
        if version.status in OVER and last in (None, ChangeType.VERSION_RELEASED):
            until = retained_until(connection, version)
            if until is not None and until <= at:
                proposed = _record(connection, version, ChangeType.DISPOSAL_PROPOSED, "", None, at)
                keepers = holders_of_right(connection, Right.CONTROL, version.process_id)
                letters.send(connection, proposed, [each.id for each in keepers], render)
                done += 1
    return done


def retained_until(connection: Connection, version: Version) -> datetime | None:
    """Until when a version that is over is kept; None where it is not over, or its document names no period."""
    if version.status not in OVER:
        return None
    ends = ChangeType.VERSION_OBSOLETE, ChangeType.VERSION_WITHDRAWN
    ended = trail(connection, version.process_id, number=version.number, types=ends)
    definitions = read(queries.diagram(connection, version.process_id, version.number)).definitions
    processes = definitions.processes if definitions is not None else ()
    text = next((each.document.retention for each in processes if each.id == version.process_id), None)
    return kept_until(text, ended[-1].at) if ended else None


def hold(connection: Connection, process_id: str, number: int, reason: str, *, actor: str, at: datetime) -> None:
    """Keep a version, proposed or not, until it is released.

    Raises RightRequired, NotFound, NotProposed (it is not over, or is disposed of), DisposalReasonRequired.
    """
    version = _deciding(connection, process_id, number, reason, actor)
    if version.status not in OVER:
        raise NotProposed(process_id=process_id, number=number)
    _record(connection, version, ChangeType.VERSION_HELD, reason, actor, at)


def release(connection: Connection, process_id: str, number: int, reason: str, *, actor: str, at: datetime) -> None:
    """Hold a version no longer: the job proposes it again.

    Raises RightRequired, NotFound, NotProposed (it is not held), DisposalReasonRequired.
    """
    version = _deciding(connection, process_id, number, reason, actor)
    if standing(connection, version) is not ChangeType.VERSION_HELD:
        raise NotProposed(process_id=process_id, number=number)
    _record(connection, version, ChangeType.VERSION_RELEASED, reason, actor, at)


def dispose(connection: Connection, process_id: str, number: int, reason: str, *, actor: str, at: datetime) -> None:
    """Dispose of a version that is proposed; see the module for what remains.

    Raises RightRequired, NotFound, NotProposed, VersionInUse, DisposalReasonRequired.
    """
    version = _deciding(connection, process_id, number, reason, actor)
    if standing(connection, version) is not ChangeType.DISPOSAL_PROPOSED:
        raise NotProposed(process_id=process_id, number=number)
    folio = _running_on(connection, version)
    if folio is not None:
        raise VersionInUse(process_id=process_id, number=number, folio=folio)
    kept = _ever_ran(connection, version)
    data = {"note": reason.strip(), "kept_for_verification": kept}
    set_status(connection, version, VersionStatus.DISPOSED, data, actor=actor, at=at)
    if not kept:
        place = (process_versions.c.process_id == process_id) & (process_versions.c.number == number)
        connection.execute(update(process_versions).where(place).values(source=b"", status=VersionStatus.DISPOSED))
        of_it = select(process_versions.c.id).where(place).scalar_subquery()
        connection.execute(delete(process_forms).where(process_forms.c.version_id == of_it))
    scenarios.dispose(connection, process_id, number)


def _deciding(connection: Connection, process_id: str, number: int, reason: str, actor: str) -> Version:
    require_right(connection, actor, process_id, Right.CONTROL)
    take_turn(connection, process_id)
    version = queries.version(connection, process_id, number)
    if not reason.strip():
        raise DisposalReasonRequired(process_id=process_id, number=number)
    return version


def _record(
    connection: Connection, version: Version, type_: ChangeType, reason: str, actor: str | None, at: datetime
) -> Change:
    data = {"note": reason.strip()} if reason.strip() else {}
    return record(connection, Change(version.process_id, type_, actor, at, None, version.number, version.digest, data))


def _running_on(connection: Connection, version: Version) -> str | None:
    """The folio of an instance that runs on a version."""
    running = (
        instances.c.status == InstanceStatus.RUNNING,
        or_(*(instances.c.versions.contains(text, autoescape=True) for text in _named(version))),
    )
    found: str | None = connection.execute(select(instances.c.folio).where(*running).limit(1)).scalar()
    return found


def _ever_ran(connection: Connection, version: Version) -> bool:
    """Whether a history names the version: an instance began on it or was moved to or from it."""
    types = events.c.type.in_((INSTANCE_STARTED.name, INSTANCE_MIGRATED.name))
    named = or_(*(events.c.data.contains(text, autoescape=True) for text in _named(version)))
    return connection.execute(select(events.c.seq).where(types, named).limit(1)).first() is not None


def _named(version: Version) -> tuple[str, str]:
    """How canonical JSON names a version among others, in the middle and at the end."""
    text = f'"{version.process_id}":{version.number}'
    return f"{text},", f"{text}}}"
