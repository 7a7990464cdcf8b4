"""What came of an instance: the end of the diagram that it reached, or that it was cancelled."""

from collections.abc import Mapping

from engine.history.chain import Event
from engine.history.statuses import InstanceStatus

UNDER_WAY = ""
CANCELLED = "cancelled"
MISTAKE = "mistake"
"""The outcome of an instance that was cancelled because it had been begun by mistake."""
BESIDE_ENDS = (CANCELLED, MISTAKE)


def outcome_of(status: InstanceStatus, event: Event, payload: Mapping[str, object]) -> str:
    """The outcome that an event gives which ends an instance: the id of the end event, or one of `BESIDE_ENDS`."""
    if event.element is not None:
        return event.element
    return MISTAKE if payload.get("mistake") is True else str(status)
