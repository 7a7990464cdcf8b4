"""Event-based gateways wait for the first of several timers, each on a way of its own (10.5.6, 13.4.4).

BPMN also lets them wait for messages, signals and conditions, which are not executed yet, and begin a process, which
SpiffWorkflow runs as if somebody had begun it. What happens decides, so that their flows have no conditions. An event
that can be entered by another flow as well is refused: SpiffWorkflow would pass it there without waiting.
"""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import Message, lazy_gettext
from bpmn.model import Event, FlowNode
from bpmn.rules import Container, Context, error

CODE = "event_based_gateway"
EXPLANATION = Explanation(
    Topic.TIME,
    what=lazy_gettext("After a wait for what happens first stands something that does not happen by itself."),
    why=lazy_gettext(
        "This gateway waits, and takes the way of the clock that comes first. A task is not "
        "something that happens, so it could never be chosen."
    ),
    how=lazy_gettext("Put a clock on each way, two or more, each with one arrow into it and no condition."),
    wrong=Sketch(
        "start > wait > timer > archive > end; wait > review > end2",
        inside=(
            '<eventBasedGateway id="wait"/><intermediateCatchEvent id="timer"><timerEventDefinition>'
            "<timeDuration>P3D</timeDuration></timerEventDefinition></intermediateCatchEvent>"
        ),
    ),
    right=Sketch(
        "start > wait > timer > archive > end; wait > timer2 > review > end2",
        inside=(
            '<eventBasedGateway id="wait"/><intermediateCatchEvent id="timer"><timerEventDefinition>'
            "<timeDuration>P3D</timeDuration></timerEventDefinition></intermediateCatchEvent>"
            '<intermediateCatchEvent id="timer2"><timerEventDefinition>'
            "<timeDuration>P1M</timeDuration></timerEventDefinition></intermediateCatchEvent>"
        ),
    ),
)
_KIND = "eventBasedGateway"


def check(context: Context) -> Iterator[Finding]:
    for node in context.nodes:
        if node.kind == _KIND:
            attributes = context.elements[node.id].attributes
            for text in _of_itself(context, node, attributes.get("instantiate"), attributes.get("eventGatewayType")):
                yield error(CODE, node, text)
    for container in context.containers:
        for flow in container.flows:
            gateway = container.nodes[flow.source]
            if gateway.kind == _KIND and flow.condition is not None:
                text = lazy_gettext(
                    "An arrow that leaves {name} has a condition, which does not count: what happens first decides. "
                    "Put an exclusive gateway (X) after the event.",
                    name=context.label(gateway),
                )
                yield error(CODE, flow, text)
        for node in container.nodes.values():
            if problem := _of_what_follows(context, container, node):
                yield error(CODE, node, problem)


def _of_itself(context: Context, node: FlowNode, instantiate: str | None, type_: str | None) -> Iterator[Message]:
    if (instantiate or "false").strip() not in ("false", "0"):
        yield lazy_gettext(
            "{name} would begin the procedure, and none begins by itself; draw a start before it, and take from it "
            "what makes it a beginning (“instantiate” in the file).",
            name=context.label(node),
        )
    if type_ not in (None, "Exclusive"):
        yield lazy_gettext(
            "{name} would wait for all its events (“{type}” in the file), and only the first one counts there; draw "
            "the events after a parallel gateway (+) instead.",
            name=context.label(node),
            type=type_[:40],
        )
    if len(node.outgoing) < 2:
        yield lazy_gettext(
            "{name} needs two events or more to choose from; draw them, or remove it.", name=context.label(node)
        )
    if node.notifications:
        yield lazy_gettext(
            "{name} cannot send a notice, since it is not passed before an event happens; let the events send it.",
            name=context.label(node),
        )


def _of_what_follows(context: Context, container: Container, node: FlowNode) -> Message | None:
    """What is wrong with a node that stands after an event-based gateway."""
    entering = container.incoming[node.id]
    if not any(container.nodes[flow.source].kind == _KIND for flow in entering):
        return None
    timed = isinstance(node, Event) and [definition.kind for definition in node.definitions] == ["timer"]
    if not timed or node.kind != "intermediateCatchEvent":
        return lazy_gettext(
            "{name} stands right after a gateway that waits for what happens first, where only timers are executed; "
            "put a timer there.",
            name=context.label(node),
        )
    if len(entering) > 1:
        return lazy_gettext(
            "Another arrow leads to {name}, which belongs to a gateway that waits for what happens first; lead it to "
            "an event of its own.",
            name=context.label(node),
        )
    return None
