"""What becomes of the open work of somebody who leaves: it goes back to its lane.

Their name stays in every history, and their roles stay written for when they come back; nobody is ever deleted. First
they are closed (`engine.identity.commands.deactivate`), in a transaction of its own, and only then is their work looked
for: whatever they took before is there then, and they can take nothing any more.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from engine.errors import InstanceEnded, NotAllowed, TaskAlreadyCompleted
from engine.history.chain import event_at
from engine.history.event_types import USER_TASK_RELEASED
from engine.history.statuses import WorkItemStatus
from engine.identity.queries import anybody, person
from engine.identity.role_ids import ADMINISTRATOR
from engine.instances.commands import open_work
from engine.instances.models import work_items
from engine.instances.runtime import Runtime


def give_back(connection: Connection, runtime: Runtime, person_id: str, *, actor: str, at: datetime) -> Sequence[str]:
    """Give what somebody has taken back to whoever may do it, as an administrator; gives the ids of those work items.

    Only of somebody who has left: nothing happens for anybody else. Raises NotAllowed, NotFound (kind ``person``).
    """
    if ADMINISTRATOR not in person(connection, actor).roles:
        raise NotAllowed(actor=actor, roles=[ADMINISTRATOR])
    if anybody(connection, person_id).active:
        return []
    taken = select(work_items.c.id).where(
        work_items.c.assignee == person_id, work_items.c.status == WorkItemStatus.OPEN.value
    )
    found = list(connection.execute(taken.order_by(work_items.c.id)).scalars())
    return [id_ for id_ in found if _is_given_back(connection, runtime, id_, person_id, actor, at)]


def _is_given_back(
    connection: Connection, runtime: Runtime, id_: str, person_id: str, actor: str, at: datetime
) -> bool:
    try:
        session, item = open_work(connection, runtime, id_)
    except (InstanceEnded, TaskAlreadyCompleted):  # meanwhile
        return False
    if item.assignee != person_id:
        return False
    event = event_at(USER_TASK_RELEASED, item.visit, actor=actor, role=ADMINISTRATOR)
    session.record([event], at=at, known=[item])
    return True
