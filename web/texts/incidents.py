"""What is said of incidents: where one stands, and what it is about."""

from collections.abc import Mapping

from bpmn.messages import Message, lazy_gettext
from engine.incidents.queries import Status, Stopped

STATUSES: Mapping[Status, Message] = {
    Status.STOPPED: lazy_gettext("stopped"),
    Status.REPAIRED: lazy_gettext("in another version: to be tried again"),
    Status.RESOLVED: lazy_gettext("resolved"),
}
TERM = lazy_gettext("a term that ran out")
UNNAMED = lazy_gettext("an element without a name")


def step_text(stopped: Stopped) -> str | Message:
    """What the step that stands still is called."""
    return stopped.step or (TERM if stopped.kind == "timer" else UNNAMED)


def failed_text(stopped: Stopped) -> str | Message:
    """What the element is called at which the diagram could not go on."""
    return stopped.failed or UNNAMED
