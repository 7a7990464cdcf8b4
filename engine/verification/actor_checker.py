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
from engine.clock import from_text
from engine.execution.compiler import Executable, Executables
from engine.history.chain import Event, visit_of
from engine.history.event_types import (
    CLIENT_ANSWER_FORWARDED,
    CLIENT_LINK_MADE,
    CLIENT_LINK_REVOKED,
    HAND_OFF_CONFIRMED,
    INCIDENT_RAISED,
    INCIDENT_RESOLVED,
    INSTANCE_CANCELLED,
    INSTANCE_MIGRATED,
    INSTANCE_RETURNED,
    INSTANCE_STARTED,
    USER_TASK_ASKED_FOR,
    USER_TASK_ASSIGNED,
    USER_TASK_CLAIMED,
    USER_TASK_COMPLETED,
    USER_TASK_DUE_CHANGED,
    USER_TASK_ENABLED,
    USER_TASK_HANDED_BACK,
    USER_TASK_MOVED,
    USER_TASK_RELEASED,
    USER_TASK_TAKEN_OVER,
    VALUES_CHANGED,
    VALUES_DISPOSED,
    Assigns,
    EventType,
    Origin,
    Part,
    Subject,
    type_of,
)
from engine.history.problems import Kind, Problem
from engine.history.versions import runs_on
from engine.history.visits import Visit, parse_visit
from engine.identity.past import Asked, PeoplePast, PersonThen, Span, is_within
from engine.identity.queries import NOT_WORK
from engine.identity.record import PEOPLE
from engine.identity.rights import Right
from engine.identity.role_ids import ADMINISTRATOR
from engine.instances import rights
from engine.verification.holders import Holders
from engine.verification.ledger_then import LedgerThen
from engine.verification.sealed_heads import SealedHeads

NOBODY = "—"
UNKNOWN = ""
"""Who has work that somebody took or gave who could not: that event is named, and whoever did the work is not."""
_BY_HEADS = (INSTANCE_CANCELLED, USER_TASK_ASSIGNED)
"""What whoever heads a role does by it, without holding it."""
_BY_THEIR_CAUSE = (CLIENT_LINK_MADE, INCIDENT_RESOLVED)
"""What nobody does by a client's link but as a consequence."""


class ActorChecker:
    """Checks the actors of many instances of one database; the ledger of people is read once for all of them."""

    def __init__(self, connection: Connection, sealed: SealedHeads) -> None:
        self._ledger = LedgerThen(connection, sealed, PEOPLE, begun=True)
        self._look()

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
        if found and self.read_on(connection):
            found = list(_Walk(self._people, executables, undated).problems(events))
        return found

    def read_on(self, connection: Connection) -> bool:
        """Read who was registered or given a role meanwhile; whether there was anything."""
        if not self._ledger.read_on(connection):
            return False
        self._look()
        return True

    def _look(self) -> None:
        past = PeoplePast(self._ledger.entries) if self._ledger.holds else None
        self.holders = None if past is None else Holders(past)
        """Who held which role; None where the ledger does not hold."""
        self._people = _People(past)


class _People:
    """Who could do what, and when; each question is asked of the ledger once. Without a past everybody could."""

    def __init__(self, past: PeoplePast | None) -> None:
        self.past = past
        self._spans: dict[tuple[str, str, str], tuple[Span, ...]] = {}

    def were_here(self, actor: str, when: Asked) -> bool:
        return self._had((actor, "", ""), when, lambda then: then.active)

    def held(self, actor: str, role: str, when: Asked) -> bool:
        return self._had((actor, "role", role), when, lambda then: then.active and role in then.roles)

    def headed(self, actor: str, role: str, when: Asked) -> bool:
        if self.past is None or when is None:
            return self.past is None or self.past.now().get(actor) is not None
        return any(self.past.headed(actor, from_text(moment), role) for moment in when)

    def might_repair(self, actor: str, process_id: str, when: Asked) -> bool:
        wanted = {(str(right), over) for right in rights.REPAIRING for over in ("", process_id)}
        return self._had((actor, "right", process_id), when, lambda then: then.active and bool(wanted & then.rights))

    def controlled(self, actor: str, process_id: str, when: Asked) -> bool:
        wanted = {(str(Right.CONTROL), over) for over in ("", process_id)}
        return self._had((actor, "control", process_id), when, lambda then: then.active and bool(wanted & then.rights))

    def stood_in(self, actor: str, absent: str, when: Asked) -> bool:
        """Whether somebody stood in for a person who was here then."""
        if self.past is None:
            return True
        spans = self.past.stood_in(actor, absent)
        return bool(spans) and (when is None or is_within(spans, when)) and self.were_here(absent, when)

    def stood_in_before(self, actor: str, absent: str, when: Asked) -> bool:
        """Whether somebody stood in for a person who was here, and did not any more."""
        if self.past is None:
            return True
        spans = self.past.stood_in(actor, absent)
        over = when is None or any(span.ended is not None and span.ended <= each for span in spans for each in when)
        return bool(spans) and over and self.were_here(absent, when)

    def might_work(self, actor: str, role: str, when: Asked) -> bool:
        """Whether somebody might do the work of a role, themselves or as a substitute."""
        if self.held(actor, role, when) or self.past is None:
            return True
        if role in NOT_WORK or not self.were_here(actor, when):
            return False
        away = self.past.ever_stood_in_for(actor)
        return any(self.stood_in(actor, each, when) and self.held(each, role, when) for each in away)

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
        self._done: dict[str, tuple[str | None, frozenset[str]]] = {}
        """Who completed each step last, and for which roles it was."""
        self._cause: Event | None = None
        self._enabled: set[Visit] = set()
        """What was enabled by the cause."""
        self._before: Event | None = None

    def problems(self, events: Sequence[Event]) -> Iterator[Problem]:
        for event in events:
            type_ = type_of(event)
            if type_ is INSTANCE_STARTED or type_.part is Part.MIGRATION:
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
        if cause is None or _by(event) != _by(cause):
            return False
        if type_ is INCIDENT_RESOLVED:
            return True
        if event.at != cause.at:
            return False
        moved = type_of(cause).part is Part.MIGRATION
        if type_ is CLIENT_LINK_MADE:
            return moved or visit_of(event) in self._enabled
        return moved and type_ in (USER_TASK_RELEASED, CLIENT_LINK_REVOKED)

    def _is_entitled(self, event: Event, type_: EventType) -> bool:
        actor, role = event.actor, event.role
        if event.in_place_of is not None and not self._stands_in(event):
            return False
        if actor is None:
            by_a_job = role is None and Origin.JOB in type_.origins and type_ is not INCIDENT_RESOLVED
            return by_a_job and (type_ is not USER_TASK_HANDED_BACK or self._goes_back(event))
        if is_link(actor):
            return Origin.LINK in type_.origins and type_ not in _BY_THEIR_CAUSE and actor.rpartition(":")[0] == role
        if Origin.PERSON not in type_.origins or type_ is INCIDENT_RESOLVED:
            return False
        people, when = self._people, self._when(event)
        held = people.were_here(actor, when)
        if role is not None and not people.held(actor, role, when):
            held &= event.in_place_of is not None and people.held(event.in_place_of, role, when)
            held |= type_ in _BY_HEADS and people.headed(actor, role, when)
        return held and self._might(event, type_)

    def _stands_in(self, event: Event) -> bool:
        """Whether whoever caused an event stood in then for whom it says, and by a role in whose work one may."""
        actor, absent = event.actor, event.in_place_of
        if actor is None or absent is None or is_link(actor) or event.role in NOT_WORK:
            return False
        return self._people.stood_in(actor, absent, self._when(event))

    def _might(self, event: Event, type_: EventType) -> bool:
        """Whether somebody who holds the role that an event says might do it by that role; without one, by none."""
        if type_ is INSTANCE_STARTED:
            return self._is_starter(event)
        if type_ is INSTANCE_CANCELLED:
            return event.role == ADMINISTRATOR or self._is_starter(event)
        if type_ in (VALUES_CHANGED, USER_TASK_DUE_CHANGED, HAND_OFF_CONFIRMED):
            return self._is_starter(event) or event.role == ADMINISTRATOR
        if type_ is INSTANCE_MIGRATED:
            return self._might_move(event)
        if type_ is INSTANCE_RETURNED:
            return self._gives_step_back(event)
        if type_ is VALUES_DISPOSED:
            return self._might_dispose(event)
        if type_ in (CLIENT_LINK_MADE, CLIENT_LINK_REVOKED, CLIENT_ANSWER_FORWARDED):
            return self._manages_links(event)
        if type_ is USER_TASK_COMPLETED:
            return self._sent_on(event) or self._is_candidate(event)
        if type_ is USER_TASK_CLAIMED:
            return self._is_candidate(event)
        if type_ is USER_TASK_RELEASED:
            return event.role == ADMINISTRATOR or self._gives_back(event)
        if type_ is USER_TASK_ASSIGNED:
            return (event.role == ADMINISTRATOR or self._is_candidate(event) or self._heads(event)) and self._suits(
                event
            )
        if type_ in (USER_TASK_TAKEN_OVER, USER_TASK_ASKED_FOR):
            return self._is_colleague(event)
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

    def _might_dispose(self, event: Event) -> bool:
        assert self._executable is not None and event.actor is not None
        over = self._executable.process_id
        return event.role is None and self._people.controlled(event.actor, over, self._when(event))

    def _is_candidate(self, event: Event) -> bool:
        work = self._at(event)
        return event.role in work.roles and work.assignee in _theirs(event)

    def _heads(self, event: Event) -> bool:
        """Whether whoever gives work to another heads the role that the event says, of those that it is for."""
        role, actor = event.role, event.actor
        assert actor is not None
        return role in self._at(event).roles and self._people.headed(actor, str(role), self._when(event))

    def _is_colleague(self, event: Event) -> bool:
        """Whether an event is about work that somebody else has, as it says, by who might do it too."""
        work = self._at(event)
        has = event.payload["from" if type_of(event) is USER_TASK_TAKEN_OVER else "assignee"]
        return event.role in work.roles and has not in _theirs(event) and work.assignee in (has, UNKNOWN)

    def _gives_back(self, event: Event) -> bool:
        """Whether an event gives back work by whoever has it, who may have lost the role meanwhile."""
        work = self._at(event)
        return (
            work.assignee is not None
            and work.assignee in _theirs(event)
            and (event.role is None or event.role in work.roles)
        )

    def _goes_back(self, event: Event) -> bool:
        """Whether work goes back from who stood in for somebody, and has it, to that one, who might do it."""
        has, to = str(event.payload["from"]), str(event.payload["assignee"])
        return (
            self._at(event).assignee in (has, UNKNOWN)
            and self._people.stood_in_before(has, to, self._when(event))
            and self._suits(event)
        )

    def _gives_step_back(self, event: Event) -> bool:
        """Whether somebody gives a step back that they may do, or before which they completed the one it goes to."""
        work, done = self._given_back(event)
        completed = done is not None and done[0] == event.actor and event.role in done[1]
        return work.assignee in _theirs(event) and (event.role in work.roles or completed)

    def _given_back(self, event: Event) -> tuple[_Work, tuple[str | None, frozenset[str]] | None]:
        """The work that is given back, and who completed, for which roles, the step to which it goes."""
        mapping = event.payload["mapping"]
        assert isinstance(mapping, dict)
        works = [work for visit, work in self._before_move.items() if visit.element in mapping]
        done = [self._done.get(str(to)) for to in mapping.values()]
        return (works[0] if works else _Work(frozenset())), (done[0] if done else None)

    def _suits(self, event: Event) -> bool:
        """Whether whoever work is given to might do it."""
        to, when = str(event.payload["assignee"]), self._when(event)
        return any(self._people.might_work(to, role, when) for role in self._at(event).roles)

    def _sent_on(self, event: Event) -> bool:
        """Whether an event completes work with what a client answered, by whoever sent that on."""
        before = self._before
        sent = before is not None and before.type == CLIENT_ANSWER_FORWARDED.name
        return before is not None and sent and _by(before) == _by(event)

    def _assign(self, event: Event, type_: EventType, able: bool) -> None:
        """Follow who set off what happens, and who has taken work."""
        if type_ is USER_TASK_COMPLETED:
            self._done[str(event.element)] = event.actor, self._at(event).roles
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
        if type_ is INSTANCE_RETURNED:
            work, _ = self._given_back(event)
            return ", ".join(sorted(work.roles)) + (f": {work.assignee}" if work.assignee else "")
        if type_.subject not in (Subject.USER_TASK, Subject.INCIDENT):
            return ", ".join(sorted(self._starters)) or ADMINISTRATOR
        work = self._at(event)
        return ", ".join(sorted(work.roles)) + (f": {work.assignee}" if work.assignee else "")


def _roles(event: Event) -> frozenset[str]:
    found = event.payload["roles"]
    assert isinstance(found, list)
    return frozenset(map(str, found))


def _by(event: Event) -> tuple[str | None, str | None, str | None]:
    """Who caused an event, by which role, and in whose place."""
    return event.actor, event.role, event.in_place_of


def _theirs(event: Event) -> tuple[str | None, ...]:
    """Who may have the work that whoever caused an event may do."""
    return None, UNKNOWN, event.actor, event.in_place_of


def _told(event: Event) -> str:
    to = event.payload.get("assignee") if event.type == USER_TASK_ASSIGNED.name else None
    instead = "" if event.in_place_of is None else f" × {event.in_place_of}"
    return f"{event.actor or NOBODY}{instead} ({event.role or NOBODY})" + (f" → {to}" if to is not None else "")
