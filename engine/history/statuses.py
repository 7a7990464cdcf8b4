"""What becomes of an instance, a work item and a timer: the words that the database and JSON have for it. Pure.

Each word stands here alone. Event types say which one they give (`engine.history.event_types`); a row and a value bound
in a statement may hold a member as it is, since it is its word.
"""

from enum import StrEnum


class InstanceStatus(StrEnum):
    """What became of an instance."""

    RUNNING = "running"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class WorkItemStatus(StrEnum):
    """What became of a work item. `WITHDRAWN`: the flow went another way, or its instance was cancelled."""

    OPEN = "open"
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"


class TimerStatus(StrEnum):
    """What became of a timer. `WITHDRAWN` as of a work item."""

    WAITING = "waiting"
    FIRED = "fired"
    WITHDRAWN = "withdrawn"


Status = InstanceStatus | WorkItemStatus | TimerStatus
