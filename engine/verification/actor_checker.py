"""Checks that whoever did something in an instance could do it at that time: was here, held the role by which they did
it, and by that role or right might.

Work is done by whoever holds one of the roles that it was enabled for and from whom nobody else has taken it; starting,
cancelling, moving and clients' links have rules of their own (`engine.instances.rights`). People are taken from their
ledger. Where that does not hold itself, nobody is blamed for what it says, and `ActorChecker.holds` tells.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from engine.client_access.links import is_link
from engine.execution.compiler import Executable, Executables
from engine.history import ledger, ledger_check
from engine.history.chain import Event, visit_of
from engine.history.event_types import (
    CLIENT_ANSWER_FORWARDED,
    CLIENT_LINK_MADE,
    CLIENT_LINK_REVOKED,
    INCIDENT_RAISED,
    INCIDENT_RESOLVED,
    INSTANCE_CANCELLED,
    INSTANCE_MIGRATED,
    INSTANCE_STARTED,
    USER_TASK_ASSIGNED,
    USER_TASK_CLAIMED,
    USER_TASK_COMPLETED,
    USER_TASK_ENABLED,
    USER_TASK_MOVED,
    USER_TASK_RELEASED,
    Assigns,
    EventType,
    Origin,
    Part,
    Subject,
    type_of,
)
from engine.history.ledger import Entry
from engine.history.problems import Kind, Problem
from engine.history.versions import runs_on
from engine.history.visits import Visit, parse_visit
from engine.identity.past import Asked, PeoplePast, PersonThen, Span, is_within
from engine.identity.record import PEOPLE
from engine.identity.role_ids import ADMINISTRATOR
from engine.instances import rights
from engine.verification.sealed_heads import SealedHeads

NOBODY = "—"
UNKNOWN = ""
"""Who has work that somebody took or gave who could not: that event is named, and whoever did the work is not."""
_BY_THEIR_CAUSE = (CLIENT_LINK_MADE, INCIDENT_RESOLVED)
"""What nobody does by a client's link but as a consequence."""


class ActorChecker:
    """Checks the actors of many instances of one database; the ledger of people is read once for all of them."""

    def __init__(self, connection: Connection, sealed: SealedHeads) -> None:
        self._sealed = sealed
        self._entries: list[Entry] = []
        self._read_on(connection)

    @property
    def holds(self) -> bool:
        """Whether the ledger of people holds, so that it can be asked."""
        return self._people.past is not None

    def problems(
        self, connection: Connection, events: Sequence[Event], executables: Executables, undated: Collection[str]
    ) -> list[Problem]:
        """What is wrong with the actors of events that were executed again; `undated` are moments that are none."""
        found = list(_Walk(self._people, executables, undated).problems(events))
        # Somebody may have been registered since: what is read again is only what was entered meanwhile.
        if found and self._read_on(connection):
            found = list(_Walk(self._people, executables, undated).problems(events))
        return found

    def _read_on(self, connection: Connection) -> bool:
        new = ledger.read(connection, PEOPLE, after=self._entries[-1].seq if self._entries else 0)
        if self._entries and not new:
            return False
        self._entries += new
        whole = bool(self._entries) and not ledger_check.problems(self._entries)
        holds = whole and self._sealed.problem(connection, PEOPLE, self._entries) is None
        self._people = _People(PeoplePast(self._entries) if holds else None)
        return True


class _People:
    """Who could do what, and when; each question is asked of the ledger once. Without a past everybody could."""

    def __init__(self, past: PeoplePast | None) -> None:
        self.past = past
        self._spans: dict[tuple[str, str, str], tuple[Span, ...]] = {}

    def were_here(self, actor: str, when: Asked) -> bool:
        return self._had((actor, "", ""), when, lambda then: then.active)

    def held(self, actor: str, role: str, when: Asked) -> bool:
        return self._had((actor, "role", role), when, lambda then: then.active and role in then.roles)

    def might_repair(self, actor: str, process_id: str, when: Asked) -> bool:
        wanted = {(str(right), over) for right in rights.REPAIRING for over in ("", process_id)}
        return self._had((actor, "right", process_id), when, lambda then: then.active and bool(wanted & then.rights))

    def _had(self, key: tuple[str, str, str], when: Asked, holds: Callable[[PersonThen], bool]) -> bool:
        if self.past is None:
            return True
        spans = self._spans.get(key)
        if spans is None:
            spans = self._spans[key] = self.past.spans(key[0], holds)
        return bool(spans) and (when is None or is_within(spans, when))


@dataclass(slots=True)
class _Work:
    """Open work: for whom it was enabled, who has taken it, and whether a client's answer could not complete it."""

    roles: frozenset[str]
    assignee: str | None = None
    stopped: bool = False


class _Walk:
    """Goes through one history."""

    def __init__(self, people: _People, executables: Executables, undated: Collection[str]) -> None:
        self._people, self._executables, self._undated = people, executables, undated
        self._executable: Executable | None = None
        self._starters: frozenset[str] = frozenset()
        self._work: dict[Visit, _Work] = {}
        self._before_move: dict[Visit, _Work] = {}
        self._cause: Event | None = None
        self._enabled: set[Visit] = set()
        """What was enabled by the cause."""
        self._before: Event | None = None

    def problems(self, events: Sequence[Event]) -> Iterator[Problem]:
        for event in events:
            type_ = type_of(event)
            if type_ is INSTANCE_STARTED or type_ is INSTANCE_MIGRATED:
                self._run_on(event)
            if type_.part is not Part.CONSEQUENCE:
                able = self._follows(event, type_) or self._is_entitled(event, type_)
                if not able:
                    yield Problem(Kind.ACTOR_NOT_ENTITLED, event.seq, self._expected(event, type_), _told(event))
                self._assign(event, type_, able)
            elif type_ is USER_TASK_ENABLED:
                self._work[visit_of(event)] = _Work(_roles(event))
                self._enabled.add(visit_of(event))
            elif type_ is USER_TASK_MOVED:
                work = self._before_move[parse_visit(str(event.payload["from"]))]
                self._work[visit_of(event)] = _Work(_roles(event), work.assignee, work.stopped)
            self._before = event

    def _run_on(self, event: Event) -> None:
        found = runs_on(event)
        assert found is not None
        id_ = str(event.payload["process"]) if self._executable is None else self._executable.process_id
        self._executable = self._executables(id_, found.versions)
        self._starters = rights.starters(self._executable)
        self._before_move, self._work = self._work, {}  # what goes on is told, by what it was called before

    def _follows(self, event: Event, type_: EventType) -> bool:
        """Whether an event follows from the cause before it, in the name of whoever set that off."""
        cause = self._cause
        if cause is None or (event.actor, event.role) != (cause.actor, cause.role):
            return False
        if type_ is INCIDENT_RESOLVED:
            return True
        if event.at != cause.at:
            return False
        moved = cause.type == INSTANCE_MIGRATED.name
        if type_ is CLIENT_LINK_MADE:
            return moved or visit_of(event) in self._enabled
        return moved and type_ in (USER_TASK_RELEASED, CLIENT_LINK_REVOKED)

    def _is_entitled(self, event: Event, type_: EventType) -> bool:
        actor, role = event.actor, event.role
        if actor is None:
            return role is None and Origin.JOB in type_.origins and type_ is not INCIDENT_RESOLVED
        if is_link(actor):
            return Origin.LINK in type_.origins and type_ not in _BY_THEIR_CAUSE and actor.rpartition(":")[0] == role
        if Origin.PERSON not in type_.origins or type_ is INCIDENT_RESOLVED:
            return False
        people, when = self._people, self._when(event)
        held = people.were_here(actor, when) if role is None else people.held(actor, role, when)
        return held and self._might(event, type_)

    def _might(self, event: Event, type_: EventType) -> bool:
        """Whether somebody who holds the role that an event says might do it by that role; without one, by none."""
        if type_ is INSTANCE_STARTED:
            return self._is_starter(event)
        if type_ is INSTANCE_CANCELLED:
            return event.role == ADMINISTRATOR or self._is_starter(event)
        if type_ is INSTANCE_MIGRATED:
            return self._might_move(event)
        if type_ in (CLIENT_LINK_MADE, CLIENT_LINK_REVOKED, CLIENT_ANSWER_FORWARDED):
            return self._manages_links(event)
        if type_ is USER_TASK_COMPLETED:
            return self._sent_on(event) or self._is_candidate(event)
        if type_ is USER_TASK_CLAIMED:
            return self._is_candidate(event)
        if type_ is USER_TASK_RELEASED:
            return event.role == ADMINISTRATOR or self._gives_back(event)
        if type_ is USER_TASK_ASSIGNED:
            return (event.role == ADMINISTRATOR or self._is_candidate(event)) and self._suits(event)
        if type_ is INCIDENT_RAISED:
            return self._is_candidate(event) or (self._at(event).stopped and self._manages_links(event))
        return True

    def _is_starter(self, event: Event) -> bool:
        return event.role in self._starters if self._starters else event.role is None

    def _manages_links(self, event: Event) -> bool:
        return self._is_starter(event) or (bool(self._starters) and event.role == ADMINISTRATOR)

    def _might_move(self, event: Event) -> bool:
        assert self._executable is not None and event.actor is not None
        process = self._executable.processes[self._executable.process_id]
        if event.role is None:
            return self._people.might_repair(event.actor, process.id, self._when(event))
        return event.role in (ADMINISTRATOR, process.document.owner)

    def _is_candidate(self, event: Event) -> bool:
        work = self._at(event)
        return event.role in work.roles and work.assignee in (None, UNKNOWN, event.actor)

    def _gives_back(self, event: Event) -> bool:
        """Whether an event gives back work by whoever has it, who may have lost the role meanwhile."""
        work = self._at(event)
        return work.assignee in (UNKNOWN, event.actor) and (event.role is None or event.role in work.roles)

    def _suits(self, event: Event) -> bool:
        """Whether whoever work is given to might do it."""
        to, when = str(event.payload["assignee"]), self._when(event)
        return any(self._people.held(to, role, when) for role in self._at(event).roles)

    def _sent_on(self, event: Event) -> bool:
        """Whether an event completes work with what a client answered, by whoever sent that on."""
        before = self._before
        sent = before is not None and before.type == CLIENT_ANSWER_FORWARDED.name
        return before is not None and sent and (before.actor, before.role) == (event.actor, event.role)

    def _assign(self, event: Event, type_: EventType, able: bool) -> None:
        """Follow who set off what happens, and who has taken work."""
        if type_.part in (Part.CAUSE, Part.CANCELLATION, Part.MIGRATION):
            self._cause = event
            self._enabled = set()
        elif type_ is INCIDENT_RAISED:
            self._at(event).stopped |= is_link(event.actor)
        elif type_.assigns is not None:
            to = event.payload["assignee"] if type_.assigns is Assigns.NAMED else event.actor
            nobody = type_.assigns is Assigns.NOBODY
            self._at(event).assignee = UNKNOWN if not able else None if nobody else str(to)

    def _at(self, event: Event) -> _Work:
        """The work that an event is about; none where it is about a timer."""
        return self._work.get(visit_of(event)) or _Work(frozenset())

    def _when(self, event: Event) -> Asked:
        """The moments at which an event may have happened: where a clock went back, also what it said. None where the
        event says no moment that can be believed."""
        if event.at in self._undated:
            return None
        return (event.at,) if event.clock is None else (event.at, event.clock)

    def _expected(self, event: Event, type_: EventType) -> str:
        """By which roles an event could have been, or by whom."""
        if Origin.PERSON not in type_.origins:
            return NOBODY
        if type_ is INCIDENT_RESOLVED and self._cause is not None:
            return _told(self._cause)
        if type_ is INSTANCE_MIGRATED:
            return ADMINISTRATOR
        if type_.subject not in (Subject.USER_TASK, Subject.INCIDENT):
            return ", ".join(sorted(self._starters)) or ADMINISTRATOR
        work = self._at(event)
        return ", ".join(sorted(work.roles)) + (f": {work.assignee}" if work.assignee else "")


def _roles(event: Event) -> frozenset[str]:
    found = event.payload["roles"]
    assert isinstance(found, list)
    return frozenset(map(str, found))


def _told(event: Event) -> str:
    to = event.payload.get("assignee") if event.type == USER_TASK_ASSIGNED.name else None
    return f"{event.actor or NOBODY} ({event.role or NOBODY})" + (f" → {to}" if to is not None else "")
