"""Event-based gateways: which way the token goes is decided by the event that happens first (10.5.6, 13.4.4).

SpiffWorkflow takes the definitions away from the events after the gateway and lets one token wait at the gateway for
all of them. Its timers keep what they say and when they are due with their token, so that the first one's time becomes
everybody's. Here each event keeps its own definition and gets a token of its own, as the events on a boundary do: each
timer is set, fires and is withdrawn like any other.
"""

from typing import Any

from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.util.task import TaskState


class Holding:
    """Mixin for specs whose token must stay in the snapshot while any child token is unfinished."""


class EventGateway(Holding):
    """An event-based gateway that makes a token for each of its events and completes at once."""

    def give_back(self) -> list[Any]:
        """Give the events, which are returned, their definitions back."""
        spec: Any = self
        events: list[Any] = spec.outputs
        for event, definition in zip(events, spec.event_definition.event_definitions, strict=True):
            event.event_definition = definition
        return events

    def _update_hook(self, token: Any) -> bool:
        # What every element does on being entered, without what one that waits adds.
        return bool(super(CatchingEvent, self)._update_hook(token))  # type: ignore[misc]

    def _run_hook(self, token: Any) -> bool:
        return True


class CompetingEvent:
    """An event after an event-based gateway; when it happens, the others are cancelled."""

    def _run_hook(self, token: Any) -> bool:
        for other in token.parent.children:
            if other is not token and not other.state & TaskState.FINISHED_MASK:
                other.cancel()
        return bool(super()._run_hook(token))  # type: ignore[misc]
