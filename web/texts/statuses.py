"""Statuses of instances in words: the same on pages and in the terminal."""

from bpmn.messages import Message, lazy_gettext
from engine.history.statuses import InstanceStatus, WorkItemStatus

INSTANCE_STATUSES: dict[str, Message] = {
    InstanceStatus.RUNNING: lazy_gettext("running"),
    InstanceStatus.COMPLETED: lazy_gettext("completed"),
    InstanceStatus.CANCELLED: lazy_gettext("cancelled"),
}
ENDED_STATUSES: dict[str, Message] = {
    **INSTANCE_STATUSES,
    WorkItemStatus.WITHDRAWN: lazy_gettext("no longer needed"),
}
"""Of a work item too: what a refusal says of what was found closed."""
