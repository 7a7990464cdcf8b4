"""Queues: the open work items of one step, in one lane, for one set of roles.

There are few of them, however many work items wait. A work item holds the key of its queue, and the indexes begin with
it: so an inbox is a handful of index ranges, one for each queue, filtered by choosing among queues.
"""

from dataclasses import dataclass

from engine.instances.projection import WorkItem, role_key, roles_of

BETWEEN = "|"
"""Between the parts of a key. No role, process, element or lane has it in its id."""
BEHIND = "}"
"""What sorts behind `BETWEEN`: all keys of a set of roles stand between the two."""


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue: who may do its work, and which step it is, in which lane (None where the procedure draws none)."""

    roles: tuple[str, ...]
    process_id: str
    element: str
    lane: str | None


def queue_key(item: WorkItem) -> str:
    """The key of the queue in which a work item waits."""
    return BETWEEN.join((role_key(item.roles), item.process_id, item.visit.element, item.lane or ""))


def queue_of(key: str) -> Queue:
    """The queue of a key. Raises ValueError for what is none."""
    roles, process_id, element, lane = key.split(BETWEEN)
    return Queue(roles_of(roles), process_id, element, lane or None)
