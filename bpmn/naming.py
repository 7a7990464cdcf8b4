"""How people know the elements of a process: by their names, or by what they are and where they stand; never by an id.

What is said here is a noun with its article, for the middle of a sentence: “Validate”, the decision after “Validate”.
"""

from collections.abc import Mapping

from bpmn.messages import Message, lazy_gettext
from bpmn.model import Element, Event, FlowNode, Lane, Process, SequenceFlow
from bpmn.placing import is_named, place
from bpmn.surroundings import Surroundings

LONGEST = 80
"""Characters of a name, or of a text of the diagram, that a sentence shows."""
KINDS: Mapping[str, Message] = {
    "task": lazy_gettext("the activity"),
    "userTask": lazy_gettext("the activity"),
    "manualTask": lazy_gettext("the activity outside the system"),
    "sendTask": lazy_gettext("the sending of a message"),
    "receiveTask": lazy_gettext("the wait for a message"),
    "scriptTask": lazy_gettext("the automatic activity"),
    "serviceTask": lazy_gettext("the automatic activity"),
    "businessRuleTask": lazy_gettext("the automatic activity"),
    "callActivity": lazy_gettext("the called procedure"),
    "subProcess": lazy_gettext("the sub-process"),
    "transaction": lazy_gettext("the sub-process"),
    "adHocSubProcess": lazy_gettext("the sub-process"),
    "exclusiveGateway": lazy_gettext("the decision"),
    "inclusiveGateway": lazy_gettext("the decision with several answers"),
    "complexGateway": lazy_gettext("the decision with several answers"),
    "eventBasedGateway": lazy_gettext("the wait for what happens first"),
    "parallelGateway": lazy_gettext("the fork or join"),
    "fork": lazy_gettext("the fork"),
    "parallelJoin": lazy_gettext("the join of what runs at the same time"),
    "join": lazy_gettext("the meeting of ways"),
    "startEvent": lazy_gettext("the start"),
    "endEvent": lazy_gettext("the end"),
    "timer": lazy_gettext("the term"),
    "message": lazy_gettext("the message"),
    "event": lazy_gettext("the event"),
}
"""What a flow node is, by its kind, or by what its event waits for or throws."""


def shortened(text: str) -> str:
    """A text on one line; a long one is cut."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def quoted(text: str) -> Message:
    """A name or a text in quotation marks, on one line; a long one is cut."""
    return lazy_gettext("“{quoted}”", quoted=shortened(text))


def name_of(around: Surroundings, element: Element) -> Message:
    """Anything a diagram says: a flow node, a sequence flow, a lane, a process, or what else has a name."""
    if isinstance(element, FlowNode):
        return name_of_node(around, element)
    if isinstance(element, SequenceFlow):
        return name_of_flow(around, element)
    if is_named(element):
        return quoted(element.name or "")
    if isinstance(element, Process):
        return quoted(element.document.title) if element.document.title else lazy_gettext("the procedure")
    return lazy_gettext("a lane without a name") if isinstance(element, Lane) else lazy_gettext("what has no name")


def name_of_node(around: Surroundings, node: FlowNode) -> Message:
    """A flow node by its name, or else by its kind and place."""
    return quoted(node.name or "") if is_named(node) else thing(around, node)


def thing(around: Surroundings, node: FlowNode) -> Message:
    """What a flow node is, with its name or place: the decision «¿Cumple?», the decision after «Validar»."""
    what = kind(node)
    if is_named(node):
        return lazy_gettext("{thing} {name}", thing=what, name=quoted(node.name or ""))
    found = place(around, node)
    if found is None:
        return what
    step = name_of_node(around, found.neighbour)
    if found.relation == "on":
        return lazy_gettext("{thing} of {step}", thing=what, step=step)
    if found.relation == "after":
        return lazy_gettext("{thing} after {step}", thing=what, step=step)
    return lazy_gettext("{thing} before {step}", thing=what, step=step)


def kind(node: FlowNode) -> Message:
    """What a flow node is."""
    name = node.kind
    if name in ("exclusiveGateway", "inclusiveGateway") and len(node.outgoing) < 2:
        name = "join"
    elif name == "parallelGateway" and len(node.outgoing) != len(node.incoming):
        name = "fork" if len(node.outgoing) > len(node.incoming) else "parallelJoin"
    elif isinstance(node, Event) and name not in ("startEvent", "endEvent"):
        name = next((each.kind for each in node.definitions if each.kind in KINDS), "event")
    return KINDS.get(name, KINDS["event"])


def name_of_flow(around: Surroundings, flow: SequenceFlow) -> Message:
    """A sequence flow by what it leads from and to, with its name where it has one."""
    source, target = (name_of_node(around, around.nodes[id]) for id in (flow.source, flow.target))
    if is_named(flow):
        name = quoted(flow.name or "")
        return lazy_gettext("the flow {name} from {source} to {target}", name=name, source=source, target=target)
    return lazy_gettext("the flow from {source} to {target}", source=source, target=target)
