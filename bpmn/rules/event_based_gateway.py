"""Event-based gateways are not executed yet, since none of the events they wait for is."""

from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.messages import msg
from bpmn.rules import Context
from bpmn.rules._refused import refuse_kind

CODE = "event_based_gateway"
_MESSAGE = msg(
    "Event-based gateways are not executed yet; use a user task that records what happened, and an exclusive gateway."
)


def check(context: Context) -> Iterator[Finding]:
    return refuse_kind(context, CODE, "eventBasedGateway", _MESSAGE)
