"""Moving instances to the version in force of their procedure: what it would do, one, all that go by themselves.

Each instance is moved in a transaction of its own, in which its row is locked: a person who completes a step at the
same moment comes before or after it, and a move that fails leaves every other as it is.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, not_, select

from engine import canonical_json
from engine.db import Database
from engine.definitions.queries import Version
from engine.errors import Conflict, EngineError, Invalid, StoreUnavailable
from engine.execution.compiler import Executable
from engine.form_drafts.client_links import go_along
from engine.history.chain import NewEvent
from engine.history.event_types import INSTANCE_MIGRATED
from engine.history.problems import UNREADABLE
from engine.history.statuses import InstanceStatus
from engine.identity.queries import person
from engine.instances import execution_queries
from engine.instances.models import instances
from engine.instances.projection import Projection
from engine.instances.queries import Instance, instance_of, instance_row
from engine.instances.reading import INSTANCE, Reader, hides, reader_of
from engine.instances.relocation import relocate
from engine.instances.runtime import Runtime
from engine.instances.session import InstanceSession
from engine.migration.answers import Forms
from engine.migration.likely import Likely
from engine.migration.planning import Plan, Reason, Verdict, Why, plan
from engine.migration.rights import require_mover


class MoveReasonRequired(Invalid):
    """Moving needs a reason. No details."""

    code = "move_reason_required"


class NotInForce(Invalid):
    """Instances are moved to the version in force only. Details: `process_id`, `number` (asked), `in_force`."""

    code = "not_in_force"


class AlreadyThere(Conflict):
    """The instance runs on those versions already. Details: `folio`, `number`."""

    code = "already_there"


class NotMoved(Conflict):
    """The instance does not move as it was asked to. Details: `folio`, `verdict`; `why` are the reasons."""

    code = "not_moved"

    def __init__(self, *, folio: str, verdict: Verdict, why: tuple[Why, ...]) -> None:
        super().__init__(
            folio=folio, verdict=str(verdict), elements=[each.element for each in why if each.element is not None]
        )
        self.why = why


class DecidedNothing(Invalid):
    """A decision is about an element at which no token stands, or that no token lacks. Details: `folio`, `elements`."""

    code = "decided_nothing"


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided for an instance: the `mapping` of elements to others, and the steps `waived`, by ids."""

    mapping: Mapping[str, str] = field(default_factory=dict)
    waived: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """The versions in force of a procedure and of all that it calls, ready to run."""

    versions: Mapping[str, Version]
    executable: Executable
    forms: Forms
    likely: Likely

    @property
    def numbers(self) -> dict[str, int]:
        """The number of each version, by process id."""
        return {name: version.number for name, version in self.versions.items()}


@dataclass(frozen=True, slots=True)
class Preview:
    """What moving an instance would do. `old` is what it runs on; `number` the version of its own procedure to which it
    would be moved."""

    instance: Instance
    old: Executable
    number: int
    plan: Plan


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an instance when all were moved: `error` says why it was not; None when it was."""

    folio: str
    error: EngineError | None = None


def target(connection: Connection, runtime: Runtime, process_id: str, number: int | None = None) -> Target:
    """What instances of a procedure are moved to. Raises NotFound (kind ``process``), NotInForce when `number` is not
    that of the version in force."""
    library = runtime.library
    versions = library.versions_in_force(connection, process_id)
    if number is not None and versions[process_id].number != number:
        raise NotInForce(process_id=process_id, number=number, in_force=versions[process_id].number)
    numbers = {name: version.number for name, version in versions.items()}
    executable = library.executable(connection, process_id, numbers)
    return Target(versions, executable, library.forms(connection, numbers), Likely(numbers, executable))


def under_way(connection: Connection, reader: Reader, process_id: str) -> list[str]:
    """The folios of the instances that `reader` sees, that are running and run on a version of a procedure, by
    themselves or because they call it, the oldest first."""
    running = instances.c.status == InstanceStatus.RUNNING
    query = select(instances.c.folio, instances.c.versions).where(running, *reader.conditions())
    rows = connection.execute(query.order_by(instances.c.id))
    return [folio for folio, versions in rows if process_id in _names(versions)]


def left_out(connection: Connection, reader: Reader, to: Target, process_id: str) -> int:
    """How many instances are under way on other versions than those, that `reader` does not see."""
    if reader.everything:
        return 0
    unseen = not_(*reader.conditions())
    query = select(instances.c.versions).where(instances.c.status == InstanceStatus.RUNNING, unseen)
    found = (canonical_json.loads(versions) for versions in connection.execute(query).scalars())
    return sum(isinstance(each, dict) and process_id in each and each != to.numbers for each in found)


def is_behind(connection: Connection, version: Version) -> bool:
    """Whether anything is under way on another version of its procedure."""
    query = select(instances.c.versions).where(instances.c.status == InstanceStatus.RUNNING).distinct()
    for versions in connection.execute(query).scalars():
        found = canonical_json.loads(versions)
        if isinstance(found, dict) and found.get(version.process_id, version.number) != version.number:
            return True
    return False


def preview(
    connection: Connection, runtime: Runtime, reader: Reader, folio: str, to: Target, decision: Decision = Decision()
) -> Preview | None:
    """What moving an instance would do; None for one that has ended or runs on those versions already.

    One whose history cannot be read any more is impossible to move, and keeps no other from being previewed. Raises
    NotFound (kind ``instance``).
    """
    row = instance_row(connection, reader, folio)
    found = instance_of(row)
    if found.status is not InstanceStatus.RUNNING or dict(found.versions) == to.numbers:
        return None
    number = to.numbers[found.process_id]
    try:
        old = runtime.library.executable(connection, found.process_id, found.versions)
        old_forms = runtime.library.forms(connection, found.versions)
        snapshot = execution_queries.snapshot(connection, runtime, row)
        planned = _plan(old, old_forms, snapshot, to, decision)
    except StoreUnavailable:
        raise
    except (*UNREADABLE, EngineError):
        why = Why(Reason.UNREADABLE, found.process_id, None)
        return Preview(found, to.executable, number, Plan(Verdict.IMPOSSIBLE, (why,)))
    return Preview(found, old, number, to.likely.with_steps(connection, planned, old, dict(found.versions)))


def previews(connection: Connection, runtime: Runtime, reader: Reader, process_id: str) -> Iterator[Preview]:
    """What moving each of the instances `under_way` to the versions in force would do, the oldest first; those that run
    on them already are left out."""
    targets: dict[str, Target] = {}
    for folio in under_way(connection, reader, process_id):
        top = instance_row(connection, reader, folio).process_id
        if top not in targets:
            targets[top] = target(connection, runtime, top)
        found = preview(connection, runtime, reader, folio, targets[top])
        if found is not None:
            yield found


@hides(INSTANCE)
def migrate(
    connection: Connection,
    runtime: Runtime,
    folio: str,
    reason: str,
    decision: Decision = Decision(),
    *,
    number: int | None = None,
    actor: str,
    at: datetime,
) -> Projection:
    """Move an instance to the versions in force; `number`, where given, must be the one of its procedure.

    Raises NotFound, InstanceEnded, MayNotMove, MoveReasonRequired, NotInForce, AlreadyThere, NotMoved when it does not
    move with what was decided, DecidedNothing, ExecutionFailed when work would wait for nobody.
    """
    session = InstanceSession.open(connection, runtime, folio)
    session.require_running()
    to = target(connection, runtime, session.process_id, number)
    role = require_mover(session.people.person(actor), to.executable.processes[session.process_id])
    if not reason.strip():
        raise MoveReasonRequired()
    before = dict(session.versions)
    if before == to.numbers:
        raise AlreadyThere(folio=folio, number=before[session.process_id])
    session.execution()  # makes the snapshot where it was dropped
    assert session.snapshot is not None
    old_forms = runtime.library.forms(connection, before)
    planned = _plan(session.executable, old_forms, bytes(session.snapshot), to, decision)
    if planned.moved is None:
        raise NotMoved(folio=folio, verdict=planned.verdict, why=planned.why)
    idle = (decision.mapping.keys() - planned.moved.mapping.keys()) | (set(decision.waived) - set(planned.waived))
    if idle:
        raise DecidedNothing(folio=folio, elements=sorted(idle))
    payload = {
        "from": before,
        "to": to.numbers,
        "digests": {name: canonical_json.loads(version.parts) for name, version in to.versions.items()},
        "mapping": dict(planned.moved.mapping),
        "waived": list(planned.waived),
        "reason": reason.strip(),
    }
    cause = NewEvent(INSTANCE_MIGRATED.name, actor=actor, role=role, payload=payload)
    became = relocate(session, cause, to.executable, to.numbers, planned.moved, at=at)
    for item in became.items.values():
        if item.is_open:
            go_along(connection, item.id)
    return became


def migrate_all(
    database: Database,
    runtime: Runtime,
    process_id: str,
    reason: str,
    *,
    number: int | None = None,
    actor: str,
    clock: Callable[[], datetime],
) -> Iterator[Outcome]:
    """Move every instance that the actor sees and that goes by itself, each in a transaction of its own, and tell of
    each what became of it.

    An instance that somebody moved on meanwhile so that it does not go by itself any more is told with its error, and
    holds no other back. So is, as NotInForce, what is left when another version comes into force meanwhile: nobody has
    seen what that one does. Given again after an interruption it goes on with those that are left. Raises, before the
    first, NotFound (kind ``process`` or ``person``), MayNotMove, MoveReasonRequired, NotInForce; StoreUnavailable.
    """
    with database.reading() as connection:
        to = target(connection, runtime, process_id, number)
        who = person(connection, actor)
        require_mover(who, to.executable.processes[process_id])
        if not reason.strip():
            raise MoveReasonRequired()
        going = [
            (each.instance.folio, each.number)
            for each in previews(connection, runtime, reader_of(connection, runtime, who), process_id)
            if each.plan.verdict is Verdict.MOVES
        ]
    for folio, planned in going:
        try:
            with database.transaction() as connection:
                migrate(connection, runtime, folio, reason, number=planned, actor=actor, at=clock())
        except AlreadyThere:
            continue
        except EngineError as error:
            yield Outcome(folio, error)
        else:
            yield Outcome(folio)


def _plan(old: Executable, old_forms: Forms, snapshot: bytes, to: Target, decision: Decision) -> Plan:
    mapping, waived, new = decision.mapping, decision.waived, to.executable
    return plan(old, snapshot, new, old_forms=old_forms, forms=to.forms, mapping=mapping, waived=waived)


def _names(versions: str) -> Collection[str]:
    found = canonical_json.loads(versions)
    return found.keys() if isinstance(found, dict) else ()
