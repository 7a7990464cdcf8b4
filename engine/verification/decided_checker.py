"""Checks what was decided once and recorded: for which roles work was, by when it had to be done, when timers were due.

Roles follow from diagram and data, and the administrator stands in where nobody held one of them. Terms follow from
diagram, data and the calendar as it was. Where the ledger of people or of the calendar does not hold, nobody knows.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from sqlalchemy import Connection

from engine.calendar.office import OfficeCalendar
from engine.clock import from_text
from engine.errors import ExecutionFailed
from engine.execution.compiler import Executable
from engine.history.chain import Event, NewEvent, visit_of
from engine.history.event_types import (
    TIMER_FIRED,
    TIMER_MOVED,
    TIMER_SET,
    USER_TASK_ENABLED,
    USER_TASK_MOVED,
)
from engine.history.problems import Kind, Problem
from engine.history.statuses import WorkItemStatus
from engine.history.visits import Visit, parse_visit
from engine.identity.role_ids import ADMINISTRATOR
from engine.instances.event_recorder import EventRecorder
from engine.instances.projection import WorkItem
from engine.verification.actor_checker import ActorChecker
from engine.verification.everybody import Everybody
from engine.verification.office_then import OfficeThen
from engine.verification.replay_steps import ReplayStep

NOTHING = "—"
_DECIDED = frozenset(each.name for each in (USER_TASK_ENABLED, USER_TASK_MOVED, TIMER_SET, TIMER_MOVED))


class DecidedChecker:
    """Goes along with the execution of one history; of one whose values were `disposed` of it asks only whether the
    administrator stood in where the diagram names the roles itself."""

    def __init__(
        self,
        connection: Connection,
        office: OfficeThen,
        actors: ActorChecker,
        *,
        changes: Iterable[Event] = (),
        disposed: bool = False,
    ) -> None:
        """`changes` are the events by which terms were changed since, in order."""
        self._connection, self._office, self._actors = connection, office, actors
        self._disposed = disposed
        self._executable: Executable | None = None
        self._changes = iter(changes)
        self._change = next(self._changes, None)
        self._work: dict[Visit, WorkItem] = {}
        self._timers: dict[Visit, object] = {}
        self.problems: list[Problem] = []

    def look(self, step: ReplayStep) -> None:
        """Check the events of a step, whose execution gave them but for what was decided."""
        while self._change is not None and self._change.seq < step.cause.seq:
            self._changed(self._change)
            self._change = next(self._changes, None)
        if step.cause.type == TIMER_FIRED.name and not self._disposed:
            self._fired(step.cause)
        told = [(place, event) for place, event in enumerate(step.consequences) if event.type in _DECIDED]
        if told:
            payloads = {place: event.payload for place, event in told}
            self._roles(step, told, payloads)
            if not self._disposed:
                self._terms(step, told, payloads)
                for place, event in told:
                    self._follow(event, payloads[place])
        self._executable = step.executable

    def _roles(
        self, step: ReplayStep, told: Sequence[tuple[int, Event]], payloads: Mapping[int, Mapping[str, object]]
    ) -> None:
        for place, event in told:
            able, found = step.expected[place].payload.get("roles"), payloads[place].get("roles")
            if not isinstance(able, list) or not isinstance(found, list) or ADMINISTRATOR in able:
                continue
            stands_in = ADMINISTRATOR in found
            if self._disposed and found != [*able, *([ADMINISTRATOR] if stands_in else [])]:
                continue  # some of them followed from a value
            if not self._could(able, stands_in, step.cause) and (
                not self._actors.read_on(self._connection) or not self._could(able, stands_in, step.cause)
            ):
                expected = able if stands_in else [*able, ADMINISTRATOR]
                self._wrong(Kind.ROLES_CHANGED, event, ", ".join(expected), ", ".join(found))

    def _could(self, roles: list[str], stands_in: bool, cause: Event) -> bool:
        """Whether the administrator stood in where nobody held a role, and only there."""
        holders = self._actors.holders
        if holders is None:
            return True
        return not holders.surely(roles, cause) if stands_in else holders.perhaps(roles, cause)

    def _terms(
        self, step: ReplayStep, told: Sequence[tuple[int, Event]], payloads: Mapping[int, Mapping[str, object]]
    ) -> None:
        if not self._office.holds or not any(
            payloads[place].get("due_at") or step.expected[place].payload.get("due_at") for place, _ in told
        ):
            return  # nothing here has a term, nor should have
        first = self._other(step, told, payloads, self._office.at(step.cause))
        if first:
            # Another calendar may have counted at that very moment; and days may have been decided since.
            self._office.read_on(self._connection)
            calendars = [calendar for _, calendar in self._office.around(step.cause)]
            others = [self._other(step, told, payloads, each) for each in calendars]
            if not all(others) or self._is_right_elsewhere(step, told, payloads):
                return
            for event, expected, found in others[0]:
                self._wrong(Kind.TERM_CHANGED, event, expected, found)

    def _is_right_elsewhere(
        self, step: ReplayStep, told: Sequence[tuple[int, Event]], payloads: Mapping[int, Mapping[str, object]]
    ) -> bool:
        """Whether the terms are those of an office in another time zone."""
        return any(
            not self._other(step, told, payloads, calendar) for _, calendar in self._office.elsewhere(step.cause)
        )

    def _other(
        self,
        step: ReplayStep,
        told: Sequence[tuple[int, Event]],
        payloads: Mapping[int, Mapping[str, object]],
        calendar: OfficeCalendar,
    ) -> list[tuple[Event, str, str]]:
        """The events whose terms are others by a calendar, with what they would be and what they are."""
        cause = step.cause
        recorder = EventRecorder(step.executable, calendar, Everybody())
        told_by, at = NewEvent(cause.type, payload=cause.payload), from_text(cause.at)
        try:
            if step.moved is None:
                recorded = recorder.record_step(told_by, None, {}, step.step, at)
            else:
                assert self._executable is not None
                recorded = recorder.record_move(told_by, self._executable, step.moved, self._work, at)
        except ExecutionFailed:  # a timer that counts from no date: it could not have been recorded either
            return []
        expected = list(islice(recorded.events, 1, None))
        found = []
        for place, event in told:
            wanted, said = expected[place].payload.get("due_at"), payloads[place].get("due_at")
            if wanted != said:
                found.append((event, str(wanted or NOTHING), str(said or NOTHING)))
        return found

    def _fired(self, event: Event) -> None:
        """A timer fires when it was due, or later."""
        due, said = self._timers.pop(visit_of(event), None), event.payload.get("due_at")
        if due is not None and (said != due or event.at < str(due)):
            self._wrong(Kind.TERM_CHANGED, event, f"≥ {due}", f"{event.at} {said}")

    def _follow(self, event: Event, payload: Mapping[str, object]) -> None:
        """Remember since when work waits and by when it has to be done, and when timers are due."""
        visit = visit_of(event)
        before = parse_visit(str(payload["from"])) if "from" in payload else None
        if event.type == TIMER_SET.name:
            self._timers[visit] = payload["due_at"]
        elif event.type == TIMER_MOVED.name:
            assert before is not None
            self._timers[visit] = self._timers.pop(before, None)
        else:
            item = self._work.pop(before, None) if before is not None else None
            since = from_text(event.at) if item is None else item.enabled_at
            due = payload["due_at"]
            term = None if due is None else from_text(str(due))
            about = "", visit, str(payload["process"]), "", None, None, (), WorkItemStatus.OPEN, None
            self._work[visit] = WorkItem(*about, since, term)

    def _changed(self, event: Event) -> None:
        """A term that somebody changed is the one that goes on when the work is moved to another version."""
        item, due = self._work.get(visit_of(event)), event.payload["due_at"]
        if item is not None:
            self._work[item.visit] = item._replace(due_at=None if due is None else from_text(str(due)))

    def _wrong(self, kind: Kind, event: Event, expected: str, found: str) -> None:
        self.problems.append(Problem(kind, event.seq, expected, found))
