"""What sends a message says which one, and the message has a name (8.3.11).

Without a message SpiffWorkflow passes straight through; two messages without a name are one to it.
"""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.kinds import THROW_EVENTS
from bpmn.messages import lazy_gettext
from bpmn.model import Activity, Event, FlowNode
from bpmn.rules import Context, error

CODE = "message_name"
EXPLANATION = Explanation(
    Topic.PEOPLE,
    what=lazy_gettext("A step sends a message and does not say which."),
    why=lazy_gettext("Nothing would be sent, and the instance would go on as if it had been."),
    how=lazy_gettext("Choose the message that it sends, and give the message a name."),
    wrong=Sketch("start > review > answer > end", inside='<sendTask id="answer"/>'),
    right=Sketch(
        "start > review > answer > end",
        inside='<sendTask id="answer" messageRef="m1"/>',
        beside='<message id="m1" name="M-1"/>',
    ),
)


def check(context: Context) -> Iterator[Finding]:
    names = {message.id: (message.name or "").strip() for message in context.definitions.messages}
    for node in context.nodes:
        for reference in _sent(node):
            if reference is None:
                text = lazy_gettext(
                    "No message is chosen for {name}; choose the one to send.", name=context.label(node)
                )
                yield error(CODE, node, text)
            elif names.get(reference) == "":
                text = lazy_gettext(
                    "The message of {name} has no name; name it.",
                    name=context.label(node),
                )
                yield error(CODE, node, text)


def _sent(node: FlowNode) -> list[str | None]:
    if isinstance(node, Activity) and node.kind == "sendTask":
        return [node.message or None]
    if isinstance(node, Event) and node.kind in THROW_EVENTS:
        return [definition.ref for definition in node.definitions if definition.kind == "message"]
    return []
