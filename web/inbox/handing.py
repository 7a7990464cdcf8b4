"""To whom somebody may give a step, each with what they have already."""

from dataclasses import dataclass
from datetime import datetime

from engine.db import Connection
from engine.errors import NotAllowed
from engine.identity.queries import Person, holders
from engine.instances import rights
from engine.instances.projection import WorkItem
from engine.instances.views.load import Load, loads


@dataclass(frozen=True, slots=True)
class Able:
    """Somebody who may do a step, by id, and what they have."""

    id: str
    load: Load


def may_give(person: Person, item: WorkItem) -> bool:
    """Whether somebody may give an open step to others."""
    try:
        rights.require_assigner(person, item)
    except NotAllowed:
        return False
    return item.is_open


def able(connection: Connection, item: WorkItem, giver: Person, now: datetime) -> list[Able]:
    """Those to whom `giver` may give a step, who has least first; nobody where they may give it to nobody."""
    if not may_give(giver, item):
        return []
    held = holders(connection)
    ids = {person for role in item.roles for person in held.get(role, ())} - {item.assignee}
    load = loads(connection, ids, now)
    return sorted((Able(id_, load[id_]) for id_ in ids), key=lambda each: (each.load.taken, each.load.late, each.id))
