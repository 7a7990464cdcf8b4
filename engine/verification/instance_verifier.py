"""Verifies an instance: its history against its own chain, the log and its execution; its read model against it."""

import hashlib
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from sqlalchemy import Connection, bindparam, select

from bpmn.messages import Message, lazy_gettext
from engine.errors import DiagramRejected, NotFound, ReplayDiverged
from engine.execution.compiler import Executables
from engine.history import log, store
from engine.history.chain import NO_EVENTS, Event, digest, key_of
from engine.history.disposals import disposal_of, is_disposed, taken_away
from engine.history.event_types import INSTANCE_STARTED, USER_TASK_DUE_CHANGED, UnknownEventType
from engine.history.problems import BEYOND, UNREADABLE, Kind, Problem, unreadable
from engine.history.tampering import broken
from engine.history.times import out_of_time
from engine.history.versions import runs_on
from engine.instances.models import instances
from engine.instances.read_model import read_model_of
from engine.instances.runtime import Runtime
from engine.instances.snapshots import first_executable
from engine.instances.visible import seen_by
from engine.statements import Statement
from engine.verification.actor_checker import ActorChecker
from engine.verification.decided_checker import DecidedChecker
from engine.verification.definition_checker import DefinitionChecker
from engine.verification.facts_checker import FactsChecker
from engine.verification.late_sealing import LateSealing
from engine.verification.office_then import OfficeThen
from engine.verification.read_model_checker import ReadModelChecker
from engine.verification.replay_steps import PrunedDiffers, Replay
from engine.verification.report import Method, Report
from engine.verification.sealed_heads import SealedHeads
from engine.verification.value_checker import ValueChecker

_ROW = (
    "id", "folio", "process_id", "versions", "status", "end", "outcome", "started_by", "started_at", "ended_at",
    "head_seq", "head_hash", "head_at", "key", "roles", "snapshot", "open_incidents",
)  # fmt: skip
# As the driver gives them: a value that somebody wrote by hand need not be one that can be read.
_INSTANCE = Statement(select(*(instances.c[name] for name in _ROW)).where(instances.c.folio == bindparam("folio")))
_OF_THE_CHAIN = frozenset(
    {
        Kind.EVENT_CHANGED,
        Kind.EVENT_REMOVED,
        Kind.EVENT_INSERTED,
        Kind.EVENTS_REORDERED,
        Kind.HISTORY_TRUNCATED,
        Kind.KEY_CHANGED,
        Kind.VALUES_REMOVED,
    }
)


def verify(connection: Connection, runtime: Runtime, folio: str) -> Report:
    """Verify one instance; see `InstanceVerifier`."""
    return InstanceVerifier(connection, runtime).verify(connection, folio)


class InstanceVerifier:
    """Verifies instances of one database. Diagrams, forms, files, people and the end of the log are read once for all.

    Whether the log itself is the one that was signed, `engine.verification.log_checker` says.
    """

    def __init__(self, connection: Connection, runtime: Runtime) -> None:
        self.runtime = runtime
        self.definitions = DefinitionChecker()
        self.read_model = ReadModelChecker()
        self.sealed = SealedHeads(connection)
        self.actors = ActorChecker(connection, self.sealed)
        self.late_sealing = LateSealing(connection, self.sealed)
        self.facts = FactsChecker(connection, runtime)
        self.office = OfficeThen(connection, self.sealed, runtime.calendar)

    def verify(self, connection: Connection, folio: str) -> Report:
        """Verify an instance. Raises NotFound for a folio that never was; whatever is stored is reported."""
        row = _INSTANCE.run(connection, {"folio": folio}).fetchone()
        if row is not None:
            try:
                return _Verification(self, connection, dict(zip(_ROW, row, strict=True))).report()
            except BEYOND as error:  # by an exception nobody would be told, of this one or of those after it
                return Report(folio, 0, "", "none", None, (unreadable(Kind.INSTANCE_CHANGED, error),))
        if not log.of_ledger(connection, folio):
            raise NotFound(kind="instance", id=folio)
        return Report(folio, 0, "", "none", None, (Problem(Kind.INSTANCE_REMOVED, None, folio, "—", folio),))


class _Verification:
    def __init__(self, verifier: InstanceVerifier, connection: Connection, row: dict[str, Any]) -> None:
        self._verifier = verifier
        self._connection = connection
        self._row = row
        self._events = store.read(connection, row["id"], row["folio"])
        self._method: Method = "none"
        self._reason: Message | None = None

    def report(self) -> Report:
        problems = _chain(self._events, key_of(self._row["key"]))
        events = None if problems else self._events
        sealed = self._verifier.sealed.problem(self._connection, self._row["folio"], events)
        if not problems:
            problems += self._head(proven=sealed is None and self._is_sealed_whole())
        if events is not None:
            problems += taken_away(events)
        if sealed is not None and sealed.kind not in {problem.kind for problem in problems}:
            problems.append(sealed)
        whole = not any(problem.kind in _OF_THE_CHAIN for problem in problems)
        late = list(out_of_time(self._events)) if whole else []
        problems += late
        if whole and not late and sealed is None:
            dated = self._verifier.late_sealing.problem(self._connection, self._row["folio"], self._events)
            problems += [] if dated is None else [dated]
        problems += self._definitions(whole)
        undated = {self._events[problem.seq - 1].at for problem in late if problem.seq is not None}
        problems += self._executed(whole, {problem.kind for problem in problems}, undated)
        head = str(self._events[-1].hash) if self._events else ""
        return Report(
            self._row["folio"],
            len(self._events),
            head,
            self._method,
            self._reason,
            tuple(problems),
            disposal_of(self._events),
        )

    def _is_sealed_whole(self) -> bool:
        leaves = log.of_ledger(self._connection, self._row["folio"])
        return bool(leaves) and leaves[-1].head.seq == len(self._events)

    def _head(self, *, proven: bool) -> list[Problem]:
        """Compare the head in the instance's row with the last event; only the log can tell which is wrong."""
        stored = self._row["head_seq"], self._row["head_hash"]
        found = (self._events[-1].seq, self._events[-1].hash) if self._events else (0, "—")
        if stored == found:
            at = self._events[-1].at if self._events else NO_EVENTS.at
            if self._row["head_at"] == at:
                return []
            return [Problem(Kind.INSTANCE_CHANGED, None, at, str(self._row["head_at"]), "head_at")]
        if proven or not isinstance(stored[0], int):
            return [Problem(Kind.INSTANCE_CHANGED, None, f"{found[0]} {found[1]}", f"{stored[0]} {stored[1]}", "head")]
        if stored[0] > found[0]:
            return [Problem(Kind.HISTORY_TRUNCATED, found[0] + 1, str(stored[0]), str(found[0]))]
        if stored[0] < found[0]:
            return [Problem(Kind.EVENT_INSERTED, stored[0] + 1, str(stored[0]), str(found[0]))]
        return [Problem(Kind.EVENT_CHANGED, found[0], str(stored[1]), found[1])]

    def _definitions(self, whole: bool) -> list[Problem]:
        """Check the versions and files that the history refers to."""
        found: list[Problem] = []
        try:
            found += self._verifier.definitions.version_problems(self._connection, self._events)
            found += self._verifier.definitions.file_problems(self._connection, self._events)
        except UNREADABLE:
            if whole and self._events:
                bad = next((event for event in self._events if not _readable(event)), self._events[0])
                found.append(Problem(Kind.EVENT_CHANGED, bad.seq, bad.type, "—"))
        return found

    def _executed(self, whole: bool, found: set[Kind], undated: set[str]) -> list[Problem]:
        """Execute the history, where its chain holds and its diagrams are those it ran on, and ask of what was executed
        whether its actors could do it; `undated` are moments of it that are none."""
        if not whole:
            self._reason = lazy_gettext("Its chain does not hold.")
            return []
        if Kind.DIAGRAM_CHANGED in found:
            self._reason = lazy_gettext("The diagram is not the one that it ran on.")
            return []
        try:
            executables = partial(self._verifier.runtime.library.executable, self._connection)
            executable = first_executable(executables, self._events)
        except (*UNREADABLE, NotFound, DiagramRejected) as error:
            self._reason = lazy_gettext(
                "There is nothing to execute: {reason}", reason=str(error) or type(error).__name__
            )
            return [Problem(Kind.EXECUTION_DIVERGED, 1, INSTANCE_STARTED.name, "—")]
        values = self._values(found)
        replay = Replay(
            executable, reference=True, executables=executables, answered=values.answered if values else None
        )
        decided = DecidedChecker(
            self._connection,
            self._verifier.office,
            self._verifier.actors,
            changes=[event for event in self._events if event.type == USER_TASK_DUE_CHANGED.name],
            disposed=is_disposed(self._events),
        )
        try:
            for step in replay.steps(self._events):
                if not undated:
                    decided.look(step)
            if values is not None:
                values.started(self._events[0], executable.processes[executable.process_id])
        except (ReplayDiverged, PrunedDiffers) as error:
            diverged = _diverged(error)
            assert diverged.seq is not None
            refused = values.problems if values is not None else []
            actors = self._actors(self._events[: diverged.seq - 1], executables, undated)
            return [*refused, diverged, *decided.problems, *actors]
        finally:
            self._method, self._reason = ("pruned", replay.limit) if replay.limit else ("plain", None)
        if replay.ended_at is not None:
            self._method = "none" if replay.ended_at == 1 else self._method
        became = read_model_of(self._row["id"], self._row["folio"], self._events)
        actors = self._actors(self._events, executables, undated)
        stored = self._verifier.read_model.problems(self._connection, self._row, became)
        facts = self._verifier.facts.problems(self._connection, self._row["id"], self._events)
        refused = values.problems if values is not None else []
        return [*refused, *decided.problems, *actors, *self._snapshot(replay), *stored, *facts]

    def _values(self, found: set[Kind]) -> ValueChecker | None:
        """What checks the answers; None where they cannot be judged: by a form that is not the one that was used, at
        moments that are none, or since they were disposed of."""
        if found & {Kind.FORM_CHANGED, Kind.TIME_WENT_BACK} or is_disposed(self._events):
            return None
        library, ran_on = self._verifier.runtime.library, runs_on(self._events[0])
        forms = partial(library.form, self._connection)
        marks = library.marks(self._connection, () if ran_on is None else ran_on.versions)
        return ValueChecker(self._connection, self._verifier.office, forms, seen_by(marks, None))

    def _actors(self, events: Sequence[Event], executables: Executables, undated: set[str]) -> list[Problem]:
        return self._verifier.actors.problems(self._connection, events, executables, undated)

    def _snapshot(self, replay: Replay) -> Iterator[Problem]:
        stored, again = self._row["snapshot"], replay.snapshot
        if is_disposed(self._events):
            if stored is not None:
                yield Problem(Kind.SNAPSHOT_CHANGED, None, "—", _sha256(bytes(stored)))
            return
        if stored is not None and again is not None and bytes(stored) != again:
            yield Problem(Kind.SNAPSHOT_CHANGED, None, _sha256(again), _sha256(bytes(stored)))


def _chain(events: Sequence[Event], key: bytes) -> list[Problem]:
    try:
        return broken(events, key)
    except (TypeError, ValueError):
        # A value that no event can have, such as bytes where a text belongs.
        bad = next((event for event in events if not _hashable(event)), events[0])
        return [Problem(Kind.EVENT_CHANGED, bad.seq, str(bad.hash), "—")]


def _readable(event: Event) -> bool:
    try:
        runs_on(event)
    except UNREADABLE:
        return False
    return True


def _hashable(event: Event) -> bool:
    try:
        return bool(digest(event))
    except (TypeError, ValueError):
        return False


def _diverged(error: ReplayDiverged | PrunedDiffers) -> Problem:
    kind = Kind.PRUNING_DIVERGED
    if isinstance(error, ReplayDiverged):
        kind = Kind.EVENT_UNKNOWN if isinstance(error, UnknownEventType) else Kind.EXECUTION_DIVERGED
    seq = error.details["seq"]
    assert isinstance(seq, int)
    return Problem(kind, seq, str(error.details["expected"]), str(error.details["found"]))


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
