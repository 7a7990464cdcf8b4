"""Histories made by hand, without a database and without executing anything: only what checks of policies read."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path

from bpmn.model import Check, Document, Policy, Process
from bpmn.reader import read
from engine import canonical_json
from engine.calendar.office import OfficeCalendar
from engine.clock import to_text
from engine.history.chain import Event
from engine.policies.judging import Letters, judge
from engine.policies.letters import Letter

OFFICE = OfficeCalendar("America/Mexico_City")
FILE = Path(__file__).parents[3] / "bpmn" / "processes" / "gestion_comercial" / "gestion_comercial.bpmn"


def shipped() -> Process:
    """The shipped procedure."""
    definitions = read(FILE.read_bytes()).definitions
    assert definitions is not None
    return definitions.processes[0]


def moment(day: date, hour: int, minute: int = 0) -> str:
    """A moment at the office, as texts have it."""
    return to_text(datetime.combine(day, time(hour, minute), OFFICE.zone).astimezone(UTC))


class Told:
    """A history as it grows, event by event; `at` is the moment of what comes next."""

    def __init__(self, at: str, values: Mapping[str, object] | None = None, folio: str = "GC-2026-0001") -> None:
        self.folio, self.at = folio, at
        self.events: list[Event] = []
        self.letters: dict[int, list[Letter]] = {}
        self._rounds: dict[tuple[str, int | None], int] = {}
        said = {"process": "gestion_comercial", "versions": {}, "digests": {}, "values": dict(values or {})}
        self.event("instance_started", actor="vendedora", payload=said)

    def event(
        self,
        type_: str,
        element: str | None = None,
        *,
        index: int | None = None,
        scope: str = "",
        actor: str | None = None,
        role: str | None = None,
        instead_of: str | None = None,
        payload: Mapping[str, object] | None = None,
    ) -> int:
        """Add an event; gives its number."""
        seq, round_ = len(self.events) + 1, None if element is None else self._rounds.get((element, index), 1)
        data = canonical_json.dumps(dict(payload or {}))
        about = (self.folio, seq, type_, scope, element, round_, index, actor, role, "site", self.at, None)
        self.events.append(Event(*about, data, "", "", "", instead_of))
        return seq

    def ready(self, element: str, due: str | None = None, *, index: int | None = None, scope: str = "") -> int:
        """A step reaches who does it."""
        self._rounds[element, index] = self._rounds.get((element, index), 0) + 1
        return self.event("user_task_enabled", element, index=index, scope=scope, payload={"due_at": due})

    def done(
        self,
        element: str,
        actor: str = "vendedora",
        role: str = "comercial",
        *,
        index: int | None = None,
        scope: str = "",
        instead_of: str | None = None,
        **values: object,
    ) -> int:
        """A step is done by somebody who has it already."""
        return self.event(
            "user_task_completed",
            element,
            index=index,
            scope=scope,
            actor=actor,
            role=role,
            instead_of=instead_of,
            payload=values,
        )

    def step(self, element: str, actor: str = "vendedora", role: str = "comercial", **values: object) -> int:
        """A step reaches somebody and is done at once; gives the number of the second."""
        self.ready(element)
        return self.done(element, actor, role, **values)

    def sent(self, element: str) -> int:
        """A message leaves by itself."""
        return self.event("message_sent", element)

    def end(self) -> int:
        """It comes to its end."""
        return self.event("instance_completed")


def judged(told: Told, *checks: Check, process: Process | None = None, letters: Letters | None = None):
    """How a history stands with these checks, by key; with the shipped procedure's own where none is given."""
    whole = process or shipped()
    known = told.letters if letters is None else letters
    wanted = checks or tuple(check for policy in whole.document.policies for check in policy.checks)
    return judge(wanted, told.events, whole, lambda _: OFFICE, known)


def with_checks(*checks: Check) -> Document:
    """A document with these checks in one policy."""
    return Document(policies=(Policy(text="Se cumple", checks=checks),))
