"""Where an event stands in the life of a step: the transitions of the standard lifecycle of XES. Pure.

IEEE 1849-2016 declares them in its extension ``lifecycle``. What it has no word for is ``unknown``, as it says itself;
the type of the event is told beside it (``cauce:type``).
"""

from typing import TYPE_CHECKING

from engine.history.chain import Event
from engine.history.event_types import (
    INSTANCE_CANCELLED,
    INSTANCE_COMPLETED,
    INSTANCE_STARTED,
    Assigns,
    EventType,
    Subject,
    VisitEffect,
)

if TYPE_CHECKING:
    from engine.mining.case import StepDone

SCHEDULE, ASSIGN, REASSIGN, START, COMPLETE = "schedule", "assign", "reassign", "start", "complete"
WITHDRAW, ABORT, UNKNOWN = "withdraw", "pi_abort", "unknown"
_OF_THE_INSTANCE = {INSTANCE_STARTED: START, INSTANCE_COMPLETED: COMPLETE, INSTANCE_CANCELLED: ABORT}


def transition(type_: EventType, event: Event, step: "StepDone | None", aborted: bool) -> str:
    """The transition of an event. `step` is what was known of its step before; `aborted`: its instance was cancelled by
    the command that caused it."""
    if type_ in _OF_THE_INSTANCE:
        return _OF_THE_INSTANCE[type_]
    if type_.assigns not in (None, Assigns.NOBODY):
        return REASSIGN if step is not None and step.had else ASSIGN
    if type_.visit is VisitEffect.BEGINS:
        return SCHEDULE
    if type_.visit is VisitEffect.ENDS:
        return COMPLETE
    if type_.visit is VisitEffect.WITHDRAWS:
        return ABORT if aborted else WITHDRAW
    return COMPLETE if type_.subject is Subject.ELEMENT and event.element is not None else UNKNOWN
