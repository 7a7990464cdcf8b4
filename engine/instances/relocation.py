"""Writes the move of an instance to other versions of its diagrams, with everything that goes along.

A work item keeps its id, and with it whoever has taken it, what was written into its form, and the links to it. Who has
taken work that they may not do any more has it no longer; a link to work to which nobody outside is invited any more is
revoked, and one is made to work to which somebody is invited now.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from engine.client_access import links
from engine.client_access.invitations import invited
from engine.errors import NotFound
from engine.execution.compiler import Executable
from engine.execution.moving import CarriedWork, Moved
from engine.execution.runner import Enabled
from engine.history.chain import NewEvent, event_at
from engine.history.event_types import CLIENT_LINK_REVOKED, USER_TASK_MOVED, USER_TASK_RELEASED
from engine.history.visits import Visit, parse_visit
from engine.instances.event_recorder import EventRecorder
from engine.instances.incident_letters import repaired
from engine.instances.projection import Projection, Timer, WorkItem
from engine.instances.session import InstanceSession

Items = Mapping[Visit, WorkItem]


def relocate(
    session: InstanceSession,
    cause: NewEvent,
    new: Executable,
    versions: Mapping[str, int],
    moved: Moved,
    *,
    at: datetime,
) -> Projection:
    """Write everything that a move to `versions`, which are `new`, did, set off by `cause`. Raises ExecutionFailed."""
    at = session.moment(at)
    old, open_items, timers = session.executable, session.open_items(), session.waiting_timers()
    items = {item.visit: item for item in open_items}
    recorded = EventRecorder(new, session.calendar, session.people).record_move(cause, old, moved, items, at)
    ended = [*_ended(moved, [*open_items, *timers])]
    over = {each.id for each in ended}
    stays = [each for each in moved.work if each.now.visit not in moved.step.withdrawn]
    gone = [*_revoked(session, old, new, stays, items, cause)]
    uninvited = {event.payload["link"] for event in gone}
    goes_on = [item for item in open_items if item.id not in over]
    events, sent = session.with_links(
        new,
        (*moved.step.enabled, *_newly_invited(old, new, stays)),
        (
            *recorded.events,
            *session.resolved(ended, cause),
            *_given_back(session, recorded.events, items, moved, cause, at),
            *gone,
        ),
        (*recorded.notifications, *repaired(session, goes_on, uninvited, at)),
        cause,
        at=at,
    )
    known: list[WorkItem | Timer] = [*open_items, *timers]
    return session.record_move(events, new, versions, moved.step.snapshot, at=at, known=known, sent=sent)


def _ended(moved: Moved, waiting: Sequence[WorkItem | Timer]) -> Iterator[WorkItem | Timer]:
    """What does not wait any more, or waits at another element: an incident of it is none any more."""
    now = {each.visit: each.now.visit for each in moved.work} | {each.visit: each.now.visit for each in moved.timers}
    withdrawn = {*moved.step.withdrawn, *moved.step.timers_withdrawn}
    for each in waiting:
        visit = now.get(each.visit)
        if visit is None:
            yield each
        elif visit in withdrawn or visit.element != each.visit.element:
            yield each._replace(visit=visit)


def _given_back(
    session: InstanceSession, events: tuple[NewEvent, ...], items: Items, moved: Moved, cause: NewEvent, at: datetime
) -> Iterator[NewEvent]:
    for event in events:
        if event.type != USER_TASK_MOVED.name:
            continue
        assignee, roles = items[parse_visit(str(event.payload["from"]))].assignee, event.payload["roles"]
        assert event.element is not None and event.round is not None and isinstance(roles, list)
        visit = Visit(event.scope, event.element, event.round, event.index)
        if assignee is not None and visit not in moved.step.withdrawn and not _may(session, assignee, roles, at):
            yield event_at(USER_TASK_RELEASED, visit, actor=cause.actor, role=cause.role)


def _may(session: InstanceSession, person: str, roles: list[object], at: datetime) -> bool:
    try:
        return session.acting(person, at).role_for(map(str, roles)) is not None
    except NotFound:  # they have left
        return False


def _revoked(
    session: InstanceSession,
    old: Executable,
    new: Executable,
    stays: list[CarriedWork],
    items: Items,
    cause: NewEvent,
) -> Iterator[NewEvent]:
    for each in stays:
        if _role(old, each.process_id, each.visit) in (None, _role(new, each.now.process_id, each.now.visit)):
            continue
        link = links.standing(session.connection, items[each.visit].id)
        if link is not None:
            by = {"actor": cause.actor, "role": cause.role}
            yield event_at(CLIENT_LINK_REVOKED, each.now.visit, **by, payload={"link": link.id})


def _newly_invited(old: Executable, new: Executable, stays: list[CarriedWork]) -> list[Enabled]:
    return [
        each.now
        for each in stays
        if _role(old, each.process_id, each.visit) != _role(new, each.now.process_id, each.now.visit)
        and _role(new, each.now.process_id, each.now.visit) is not None
    ]


def _role(executable: Executable, process_id: str, visit: Visit) -> str | None:
    """The role in which somebody outside is invited to do work."""
    who = invited(executable, process_id, visit.element)
    return None if who is None else who.role
