"""A history written in memory, as the product writes it: the runner's steps, told by the narrator, chained."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from bpmn.canonical import digest
from engine.calendar.office import OfficeCalendar
from engine.definitions.calls import process_ids
from engine.execution.compiler import Executable, compile_process
from engine.execution.moving import move
from engine.execution.runner import Execution, Step
from engine.history.chain import Event, NewEvent, event_at, head_of, link, visit_of
from engine.history.event_types import REGISTRY
from engine.history.visits import Visit
from engine.identity.directory import Directory
from engine.instances.event_recorder import EventRecorder
from tests.support import START

FOLIO = "P-2026-0001"
KEY = bytes(range(32))


class Everybody(Directory):
    """Somebody holds every role."""

    def __init__(self) -> None:
        pass

    def load(self, role_ids: object) -> None:
        pass

    def anybody(self, role_id: str) -> bool:
        return True


class Book:
    """One instance of process `p`. Every command is a minute after the one before."""

    def __init__(self, *sources: bytes, values: Mapping[str, object] | None = None) -> None:
        self.sources, self.versions = sources, [sources]
        self.executable: Executable = compile_process("p", list(sources))
        self.events: list[Event] = []
        self.now: datetime = START
        parts = {id_: {"diagram": digest(source), "forms": {}} for id_, source in self._diagrams().items()}
        told = {"process": "p", "versions": dict.fromkeys(parts, 1), "digests": parts, "values": dict(values or {})}
        self.step: Step = Execution(self.executable).start(values or {})
        self._write(NewEvent("instance_started", actor="ana", payload=told))

    def _diagrams(self) -> dict[str, bytes]:
        return {id_: source for source in self.sources for id_ in process_ids(source)}

    def executables(self, process_id: str, versions: Mapping[str, int]) -> Executable:
        """What it ran on when it ran on those versions: all have one number."""
        return compile_process(process_id, list(self.versions[versions[process_id] - 1]))

    def move(self, *sources: bytes, mapping: Mapping[str, str] | None = None) -> "Book":
        """Go on with the next version."""
        before, old, new = self._diagrams(), self.executable, compile_process("p", list(sources))
        moved = move(old, self.step.snapshot, new, mapping)
        self.sources, self.executable = sources, new
        self.versions.append(sources)
        parts = {id_: {"diagram": digest(source), "forms": {}} for id_, source in self._diagrams().items()}
        numbers = {
            "from": dict.fromkeys(before, len(self.versions) - 1),
            "to": dict.fromkeys(parts, len(self.versions)),
        }
        told = {**numbers, "digests": parts, "mapping": dict(moved.mapping), "waived": [], "reason": "x"}
        cause = NewEvent("instance_migrated", actor="ana", payload=told)
        self.step = moved.step
        self._chain(self._recorder().record_move(cause, old, moved, {}, self.now + timedelta(minutes=1)).events)
        return self

    @property
    def diagrams(self) -> dict[str, bytes]:
        """The diagrams by process."""
        return self._diagrams()

    def open(self) -> list[str]:
        return sorted(str(work.visit) for work in self._execution().enabled())

    def timers(self) -> list[str]:
        return sorted(str(timer.visit) for timer in self._execution().timers())

    def do(self, place: str, **values: object) -> "Book":
        execution = self._execution()
        self.step = execution.complete(self._place(execution, place), values)
        by = {"actor": "ana", "role": self._role(place)}
        self._write(
            event_at(REGISTRY["user_task_completed"], self._place(self._execution_before, place), **by, payload=values)
        )
        return self

    def fire(self, place: str) -> "Book":
        execution = self._execution()
        self.step = execution.fire(self._place(execution, place))
        self._write(event_at(REGISTRY["timer_fired"], self._place(self._execution_before, place)))
        return self

    def claim(self, place: str) -> "Book":
        by = {"actor": "ana", "role": self._role(place)}
        self._chain([event_at(REGISTRY["user_task_claimed"], self._place(self._execution(), place), **by)])
        return self

    def cancel(self) -> "Book":
        execution = self._execution()
        events = [NewEvent("instance_cancelled", actor="ana", payload={"reason": "x"})]
        events += [event_at(REGISTRY["user_task_withdrawn"], work.visit) for work in execution.enabled()]
        events += [event_at(REGISTRY["timer_withdrawn"], timer.visit) for timer in execution.timers()]
        self._chain(events)
        return self

    def _role(self, place: str) -> str:
        """The first role that work is for."""
        for event in reversed(self.events):
            if event.type in ("user_task_enabled", "user_task_moved") and str(visit_of(event)) == place:
                roles = event.payload["roles"]
                assert isinstance(roles, list)
                return str(roles[0])
        raise KeyError(place)

    def _execution(self) -> Execution:
        self._execution_before = Execution(self.executable, self.step.snapshot)
        return Execution(self.executable, self.step.snapshot)

    def _place(self, execution: Execution, place: str) -> Visit:
        waiting = (*execution.enabled(), *execution.timers())
        return next(each.visit for each in waiting if str(each.visit) == place)

    def _write(self, cause: NewEvent) -> None:
        at = self.now + timedelta(minutes=1)
        self._chain(self._recorder().record_step(cause, None, {}, self.step, at).events)

    def _recorder(self) -> EventRecorder:
        return EventRecorder(self.executable, OfficeCalendar("America/Mexico_City"), Everybody())

    def _chain(self, events: list[NewEvent] | tuple[NewEvent, ...]) -> None:
        self.now += timedelta(minutes=1)
        self.events += link(FOLIO, KEY, head_of(self.events), self.now, events, channel="site")


def place(event: Event) -> tuple[str | None, int | None, int | None, str]:
    """Where an event happened, in the order of `NewEvent`."""
    return event.element, event.round, event.index, event.scope


def relinked(events: list[Event]) -> list[Event]:
    """A good chain of events that were changed."""
    told = [NewEvent(each.type, *place(each), each.actor, each.payload, each.role, each.in_place_of) for each in events]
    chained: list[Event] = []
    for event, new in zip(events, told, strict=True):
        at = datetime.fromisoformat(event.at)
        chained += link(FOLIO, KEY, head_of(chained), at, [new], channel=event.channel)
    return chained
