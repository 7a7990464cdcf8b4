"""The command that disposes of the values of an instance, and what it would dispose of.

Whoever controls the documents of a procedure decides what becomes of its records, as of its old versions: the same
right (`Right.CONTROL`), which administrators do not hold by being administrators. The values go together, all of one
instance: a letter, a reason or a file tells of several variables at once, and nobody could show that nothing of one of
them was left.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from sqlalchemy import Connection, func, select, update

from bpmn.hidden import WITHHELD
from engine import canonical_json
from engine.clock import to_text
from engine.db import Database
from engine.definitions.signing import RightRequired, require_right
from engine.disposal import places
from engine.documents.references import named_in
from engine.errors import Conflict, Invalid
from engine.facts import finding, keeping
from engine.history import store
from engine.history.chain import Event, NewEvent, opened
from engine.history.commitments import KEY_BYTES
from engine.history.disposals import Disposal, disposal_of, is_disposed
from engine.history.event_types import VALUES_DISPOSED
from engine.history.models import events
from engine.history.statuses import InstanceStatus
from engine.identity.queries import person
from engine.identity.rights import Right
from engine.indicators.totals import around
from engine.instances import queries, read_model
from engine.instances.models import instances
from engine.instances.reading import EVERYTHING, INSTANCE, hides
from engine.instances.runtime import Runtime
from engine.instances.session import InstanceSession
from engine.instances.visible import Visible, visible
from engine.verification import runs
from engine.verification.instance_verifier import InstanceVerifier
from engine.verification.rebuild import HistoryNotInOrder
from engine.verification.report import Report

LONGEST = 500
"""Characters of a rule."""


class InstanceNotOver(Conflict):
    """An instance that runs needs its values. Details: `folio`."""

    code = "instance_not_over"


class ValuesDisposed(Conflict):
    """The values were disposed of before. Details: `folio`, `by`, `at` (text), `rule`."""

    code = "already_disposed"


class RuleRequired(Invalid):
    """Values are disposed of under a rule, in words; not too many. Details: `folio`, `limit`."""

    code = "disposal_rule_required"


class Disposable(NamedTuple):
    """What would go of an instance: how many events lose values, which files are removed (name, SHA-256) and which stay
    since something else needs them, and how many letters and form drafts are removed."""

    events: int
    files: tuple[tuple[str, str], ...]
    shared: tuple[tuple[str, str], ...]
    letters: int
    drafts: int


@dataclass(frozen=True, slots=True)
class Disposed:
    """What was disposed of, and how the history says it."""

    folio: str
    disposal: Disposal
    gone: Disposable


@hides(INSTANCE)
def preview(connection: Connection, runtime: Runtime, folio: str, *, actor: str, at: datetime) -> Disposable:
    """What disposing of the values of an instance would take away `at` that moment.

    Raises NotFound (kind ``instance`` or ``person``), RightRequired, InstanceNotOver, ValuesDisposed.
    """
    instance = queries.instance(connection, EVERYTHING, folio)
    who = person(connection, actor)
    if Right.CONTROL not in who.rights_over(instance.process_id):
        raise RightRequired(actor=actor, kind=str(Right.CONTROL))
    history = queries.history(connection, EVERYTHING, folio)
    _require_over(folio, instance.status, history)
    seen = visible(connection, runtime, instance.versions, who)
    return _disposable(connection, queries.instance_row(connection, EVERYTHING, folio).id, history, seen)


@hides(INSTANCE)
def dispose(connection: Connection, runtime: Runtime, folio: str, rule: str, *, actor: str, at: datetime) -> Disposed:
    """Dispose of the values of an instance, in all tables, and of the key that its events commit to them with.

    Only of a history that is in order: what is not there any more cannot show what was done to it. Call `scrub` once
    this is committed. Raises NotFound (kind ``instance`` or ``person``), RightRequired, InstanceNotOver,
    ValuesDisposed, RuleRequired, HistoryNotInOrder.
    """
    instance = queries.instance(connection, EVERYTHING, folio)
    require_right(connection, actor, instance.process_id, Right.CONTROL)
    session = InstanceSession.open(connection, runtime, folio)
    history = store.read(connection, session.id, folio)
    _require_over(folio, session.status, history)
    rule = " ".join(rule.split())
    if not rule or len(rule) > LONGEST:
        raise RuleRequired(folio=folio, limit=LONGEST)
    _require_order(connection, runtime, folio)
    seen = visible(connection, runtime, instance.versions, person(connection, actor))
    gone = _disposable(connection, session.id, history, seen)
    left = [opened(event, session.key) for event in history]
    places.empty(connection, session.id, at=at)
    session.key, session.snapshot = runtime.draw(KEY_BYTES), None
    connection.execute(update(instances).where(instances.c.id == session.id).values(key=session.key.hex()))
    session.record([NewEvent(VALUES_DISPOSED.name, actor=actor, payload={"rule": rule})], at=at)
    store.leave(connection, session.id, left)
    history = store.read(connection, session.id, folio)
    executables = partial(runtime.library.executable, connection)
    read_model.rebuild(connection, executables, session.id, folio, history)
    keeping.take_turn(connection)
    keeping.rebuild(connection, keeping.world(connection, runtime), session.id, history, around)
    places.forget_files(connection, [sha256 for _, sha256 in gone.files], at=at)
    # The last verification may quote what it found; this one finds nothing.
    runs.record(connection, [_require_order(connection, runtime, folio)], at=at)
    disposal = disposal_of(history)
    assert disposal is not None
    return Disposed(folio, disposal, gone)


def scrub(database: Database) -> None:
    """Let the database overwrite what was removed from it, as far as it can: SQLite's file holds nothing of it then;
    PostgreSQL's files may, until their space is used again. Raises StoreUnavailable."""
    finding.tidy(database)
    database.scrub([table.name for table in places.TABLES])


def scrub_lately(database: Database, *, at: datetime, lately: timedelta = timedelta(days=2)) -> int:
    """As `scrub`, where values were disposed of not long before `at`: somebody may have been in its way then, or have
    held the moment before. Gives how many instances they were of. Raises StoreUnavailable."""
    since = events.c.at > to_text(at - lately)
    with database.reading() as connection:
        count = connection.execute(
            select(func.count()).select_from(events).where(events.c.type == VALUES_DISPOSED.name, since)
        ).scalar_one()
    if count:
        scrub(database)
    return int(count)


def _require_over(folio: str, status: InstanceStatus, history: list[Event]) -> None:
    if status is InstanceStatus.RUNNING:
        raise InstanceNotOver(folio=folio)
    if is_disposed(history):
        found = disposal_of(history)
        assert found is not None
        raise ValuesDisposed(folio=folio, **found._asdict())


def _require_order(connection: Connection, runtime: Runtime, folio: str) -> Report:
    report = InstanceVerifier(connection, runtime).verify(connection, folio)
    if not report.ok:
        kinds = dict.fromkeys(str(problem.kind) for problem in report.problems)
        raise HistoryNotInOrder(kind="disposal", folio=folio, problems=list(kinds))
    return report


def _disposable(connection: Connection, instance_id: int, history: list[Event], seen: Visible) -> Disposable:
    """The files by the names that may be read: what is confidential goes as the rest does, and is not told."""
    losing = sum(opened(event, b"").data != event.data for event in history)
    files, shared = places.files_of(connection, instance_id, history)
    letters, drafts = places.count(connection, instance_id)
    told = {sha256 for event in seen.history(history) for _, sha256 in named_in(canonical_json.loads(event.data))}

    def named(found: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
        return tuple(
            (name if sha256 in told or name == places.NAMELESS else WITHHELD, sha256) for name, sha256 in found
        )

    return Disposable(losing, named(files), named(shared), letters, drafts)
