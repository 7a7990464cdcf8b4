"""Completing work so that nobody is stranded: where the diagram cannot go on, the instance records an incident.

The step stays as it was, open, and what was answered is kept as its draft, in the same transaction: whoever answered
can send it again, and then it completes or fails anew. A timer that cannot fire waits for a repair.
"""

import logging
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, select

from bpmn.messages import Message, lazy_gettext
from engine import canonical_json
from engine.client_access.links import Link, is_link
from engine.db import Database
from engine.errors import Conflict, ExecutionFailed
from engine.form_drafts import commands as drafting
from engine.history.chain import event_at
from engine.history.event_types import INCIDENT_RAISED
from engine.instances import client_links, commands, incidents, models, timers
from engine.instances.commands import ANY_END
from engine.instances.incident_letters import name_of, raised, reason_told
from engine.instances.incidents import Incident
from engine.instances.projection import Projection, Timer, WorkItem
from engine.instances.rights import require_candidate
from engine.instances.runtime import Runtime
from engine.instances.session import InstanceSession
from engine.instances.visible import without_values

LIMIT = 1000

log = logging.getLogger("cauce.incidents")


class StoppedByIncident(Conflict):
    """The step could not be completed, and an incident says so; what was answered is kept.

    Details: `folio`, `step` (its name), `element` (the id of the one that failed), `reason` (a Message).
    """

    code = "stopped_by_incident"

    def __init__(self, *, folio: str, step: str, element: str | None, reason: Message) -> None:
        super().__init__(folio=folio, step=step, element=element, reason=reason)


def complete(
    connection: Connection,
    runtime: Runtime,
    id: str,
    submitted: Mapping[str, object],
    *,
    actor: str,
    at: datetime,
    confirmed_end: str = ANY_END,
) -> Projection | StoppedByIncident:
    """As `engine.instances.commands.complete`; where the diagram cannot go on, what says so is given and not raised,
    since the transaction must end well: the incident is recorded and the answer kept. Whoever calls may raise it then.
    """
    try:
        return commands.complete(connection, runtime, id, submitted, actor=actor, at=at, confirmed_end=confirmed_end)
    except ExecutionFailed as error:
        return _stopped(connection, runtime, id, submitted, error, actor, None, at)


def answer(
    connection: Connection,
    runtime: Runtime,
    link: Link,
    submitted: Mapping[str, object],
    *,
    at: datetime,
    confirmed_end: str = ANY_END,
    by_code: bool = False,
) -> Projection | StoppedByIncident:
    """As `complete`, by a client's link (`engine.instances.client_links.answer`), which can be used again."""
    give = client_links.answer
    try:
        return give(connection, runtime, link, submitted, at=at, confirmed_end=confirmed_end, by_code=by_code)
    except ExecutionFailed as error:
        return _stopped(connection, runtime, link.work_item, submitted, error, link.actor, link.role, at)


def fire(connection: Connection, runtime: Runtime, id: str, *, at: datetime) -> Projection | None:
    """As `engine.instances.timers.fire`; None also where the diagram cannot go on, which the instance then records."""
    try:
        return timers.fire(connection, runtime, id, at=at)
    except ExecutionFailed as error:
        session, timer = InstanceSession.open_timer(connection, runtime, id)
        _record(session, timer, error, None, None, at)
        return None


def fire_due(database: Database, runtime: Runtime, at: datetime) -> int:
    """Fire the timers that are due (`engine.instances.timers.fire_due`). Raises StoreUnavailable."""
    return timers.fire_due(database, runtime, at, firing=fire)


def fire_stopped(database: Database, runtime: Runtime, at: datetime) -> int:
    """Try the timers again that could not fire: what stopped them may have been repaired without another version, such
    as a role that nobody held. Gives how many fired. Raises StoreUnavailable."""
    stopped = models.incidents.c.waiting_id == models.timers.c.id
    query = select(models.timers.c.id).join(models.incidents, stopped).where(models.UNRESOLVED, models.WAITING)
    with database.reading() as connection:
        ids = list(connection.scalars(query.order_by(models.timers.c.due_at, models.timers.c.id).limit(LIMIT)))
    fired = 0
    for id_ in ids:
        with database.transaction() as connection:
            fired += fire(connection, runtime, id_, at=at) is not None
    return fired


def _stopped(
    connection: Connection,
    runtime: Runtime,
    id: str,
    submitted: Mapping[str, object],
    error: ExecutionFailed,
    actor: str,
    role: str | None,
    at: datetime,
) -> StoppedByIncident:
    """`role` is that of a client's link; None where a person tried."""
    session, item = commands.open_work(connection, runtime, id)
    if submitted or is_link(actor):
        drafting.keep_sent(connection, id, actor, submitted, at=at)
    role = role or require_candidate(session.acting(actor, at), item)
    return stopped(session, item, error, at, actor=actor, role=role)


def stopped(
    session: InstanceSession, item: WorkItem, error: ExecutionFailed, at: datetime, *, actor: str, role: str | None
) -> StoppedByIncident:
    """Record that `actor`, who may by `role`, could not complete a step; gives what says so."""
    _record(session, item, error, actor, role, at)
    failure = incidents.failure_of(error)
    reason = reason_told(session, failure)
    return StoppedByIncident(folio=session.folio, step=item.name, element=failure.failed, reason=reason)


def _record(
    session: InstanceSession,
    waiting: WorkItem | Timer,
    error: ExecutionFailed,
    actor: str | None,
    role: str | None,
    at: datetime,
) -> None:
    """Record the failure, unless it is the one that is known; those who repair are told of the first one."""
    failure, known = incidents.failure_of(error), session.incidents().get(waiting.id)
    if known is not None and _is_known(known, failure, session, actor):
        return
    event = event_at(INCIDENT_RAISED, waiting.visit, actor=actor, role=role, payload=incidents.payload_of(failure))
    sent = [] if known is not None else raised(session, waiting, failure)
    session.record([event], at=at, known=[waiting], sent=sent)
    log.error(
        lazy_gettext(
            "incident {code} in {folio}: «{step}» could not be completed, the flow stops at {element}: {reason}",
            code=failure.cause,
            folio=session.folio,
            step=name_of(session, waiting),
            element=failure.failed or "—",
            reason=incidents.reason_of(canonical_json.dumps(without_values(canonical_json.loads(failure.reason)))),
        ),
        exc_info=error.__cause__ if failure.cause == "engine" else None,
    )


def _is_known(known: Incident, failure: incidents.Failure, session: InstanceSession, actor: str | None) -> bool:
    versions = canonical_json.dumps(dict(session.versions))
    return (known.failure, known.versions, known.raised_by) == (failure, versions, actor)
