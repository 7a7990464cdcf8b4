"""What a substitute took in somebody's place and left goes back to that one, once the substitution is over.

It is an event of the instance, which no person causes. What the substitute wrote stays theirs, and is offered to
whoever goes on (`engine.form_drafts.queries.offered_drafts`). What they took for a role of their own stays with them.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from engine.clock import Clock, from_text
from engine.db import Database
from engine.errors import EngineError, NotFound
from engine.history.chain import Event, event_at, visit_of
from engine.history.event_types import USER_TASK_HANDED_BACK, Subject, type_of
from engine.history.statuses import InstanceStatus
from engine.identity.models import people, substitutions
from engine.identity.substitutions import acting, standing_in
from engine.instances import queries, rights
from engine.instances.models import TAKEN, work_items
from engine.instances.projection import WorkItem
from engine.instances.reading import EVERYTHING
from engine.instances.runtime import Runtime
from engine.instances.session import InstanceSession

LATEST = timedelta(days=7)
"""A substitution that ended longer ago was looked at then."""


class Left(NamedTuple):
    """Work that `substitute` has, who stood in for `person` from one moment to the other."""

    id: str
    person: str
    substitute: str
    began: datetime
    ended: datetime


def hand_back(database: Database, runtime: Runtime, clock: Clock, *, until: datetime) -> int:
    """Give back what substitutes left, until a moment; gives how many steps. Raises StoreUnavailable."""
    with database.reading() as connection:
        found = list(_left(connection, clock()))
    given = 0
    for each in found:
        if clock() >= until:
            break
        with database.transaction() as connection:
            given += _give_back(connection, runtime, each, clock())
    return given


def _left(connection: Connection, at: datetime) -> Iterator[Left]:
    ended = func.coalesce(substitutions.c.ended_at, substitutions.c.ends_at)
    query = (
        select(
            work_items.c.id, substitutions.c.person_id, substitutions.c.substitute_id, substitutions.c.begins_at,
            substitutions.c.ends_at, substitutions.c.ended_at,
        )
        .join(work_items, work_items.c.assignee == substitutions.c.substitute_id)
        .join(people, people.c.id == substitutions.c.person_id)
        .where(TAKEN, people.c.active, ended <= at, ended > at - LATEST, work_items.c.enabled_at <= ended)
        .order_by(work_items.c.id)
    )  # fmt: skip
    for id_, person, substitute, begins_at, ends_at, ended_at in connection.execute(query):
        yield Left(id_, person, substitute, begins_at, ended_at or ends_at)


def _give_back(connection: Connection, runtime: Runtime, left: Left, at: datetime) -> bool:
    """Give back one piece of work, if it was taken in that one's place and is there still; whether it was."""
    try:
        session, item = InstanceSession.open_at(connection, runtime, left.id)
    except NotFound:
        return False
    if session.status is not InstanceStatus.RUNNING or not item.is_open or item.assignee != left.substitute:
        return False
    stands_in = left.person in standing_in(connection, left.substitute, at)
    if stands_in or not _might_do(connection, left.person, item, at):
        return False
    their_own = _might_do(connection, left.substitute, item, at)
    if not _was_theirs(queries.history(connection, EVERYTHING, session.folio), item, left, their_own):
        return False
    payload = {"from": left.substitute, "assignee": left.person}
    session.record([event_at(USER_TASK_HANDED_BACK, item.visit, payload=payload)], at=at, known=[item])
    return True


def _might_do(connection: Connection, person: str, item: WorkItem, at: datetime) -> bool:
    try:
        rights.require_role(acting(connection, person, at), item)
    except EngineError:
        return False
    return True


def _was_theirs(history: Sequence[Event], item: WorkItem, left: Left, their_own: bool) -> bool:
    """Whether the substitute got the work, the last who did, while they stood in: took it in the place of that one, or
    was given it and may not do it otherwise (`their_own`)."""
    for event in reversed(history):
        type_ = type_of(event)
        if type_.subject is Subject.USER_TASK and type_.assigns is not None and visit_of(event) == item.visit:
            taken = event.actor == left.substitute and event.in_place_of == left.person
            return (taken or not their_own) and left.began <= from_text(event.at) <= left.ended
    return False
