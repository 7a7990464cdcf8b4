"""What the rules about elements that are not executed share."""

from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.messages import Message
from bpmn.rules import Context, error

# Event definitions that a rule of their own judges wherever they stand.
REFUSED = frozenset(
    {"timer", "signal", "conditional", "error", "escalation", "compensate", "link", "cancel", "reference"}
)
# What the engine executes: the event and its only definition.
EXECUTED = frozenset(
    {
        ("startEvent", None),
        ("endEvent", None),
        ("endEvent", "terminate"),
        ("endEvent", "message"),
        ("intermediateThrowEvent", None),
        ("intermediateThrowEvent", "message"),
    }
)


def refuse_definitions(context: Context, code: str, kind: str, message: Message) -> Iterator[Finding]:
    """Refuse every event with a definition of that kind; the message says what to draw instead."""
    for event in context.events:
        if any(definition.kind == kind for definition in event.definitions):
            yield error(code, event, message)


def refuse_kind(context: Context, code: str, kind: str, message: Message) -> Iterator[Finding]:
    """Refuse every flow node of that kind; the message says what to draw instead."""
    for node in context.nodes:
        if node.kind == kind:
            yield error(code, node, message)
