"""Reads one flow node: an activity, an event or a gateway, with what the standard and our extension say of it."""

from typing import TypedDict

from bpmn.extension import extensions, first_due, read_activity, read_notifications, read_outcome
from bpmn.kinds import ACTIVITIES, EVENT_DEFINITIONS, EVENTS, GATEWAYS
from bpmn.model import (
    Activity,
    Event,
    EventDefinition,
    FlowNode,
    Gateway,
    LoopCharacteristics,
    Notification,
    PotentialOwner,
)
from bpmn.xml import SPIFFWORKFLOW, Node

_EVENT_REFERENCES = ("messageRef", "signalRef", "errorRef", "escalationRef", "activityRef")
_EVENT_EXPRESSIONS = ("timeDate", "timeDuration", "timeCycle", "condition")


class _Common(TypedDict):
    id: str
    name: str | None
    documentation: str | None
    line: int
    kind: str
    parent: str
    lane: str | None
    incoming: tuple[str, ...]
    outgoing: tuple[str, ...]
    notifications: tuple[Notification, ...]


def read_flow_node(
    node: Node, *, parent: str, lane: str | None, incoming: tuple[str, ...], outgoing: tuple[str, ...]
) -> FlowNode:
    """The flow node that an element with an id describes; the arguments are what only its surroundings tell."""
    assert node.id is not None
    common = _Common(
        id=node.id,
        name=node.attributes.get("name"),
        documentation=documentation(node),
        line=node.line,
        kind=node.name,
        parent=parent,
        lane=lane,
        incoming=incoming,
        outgoing=outgoing,
        notifications=read_notifications(node),
    )
    if node.name in ACTIVITIES:
        return _activity(node, common)
    if node.name in EVENTS:
        return _event(node, common)
    if node.name in GATEWAYS:
        return Gateway(**common, default=node.attributes.get("default"))
    return FlowNode(**common)


def documentation(node: Node) -> str | None:
    """The text of its first ``documentation``, without the white space around it."""
    first = node.first("documentation")
    return (first.deep_text.strip() or None) if first is not None else None


def boolean(node: Node, attribute: str, *, default: bool) -> bool:
    """An ``xsd:boolean`` attribute."""
    value = node.attributes.get(attribute)
    return default if value is None else value.strip() in ("true", "1")


def _activity(node: Node, common: _Common) -> Activity:
    script = node.first("script")
    return Activity(
        **common,
        **read_activity(node),
        potential_owners=tuple(_potential_owner(owner) for owner in node.all("potentialOwner")),
        loop=_loop(node),
        called_element=node.attributes.get("calledElement"),
        message=node.attributes.get("messageRef"),
        script=script.text if script is not None else None,
        pre_script=_extension_script(node, "preScript"),
        post_script=_extension_script(node, "postScript"),
        default=node.attributes.get("default"),
        for_compensation=boolean(node, "isForCompensation", default=False),
        triggered_by_event=boolean(node, "triggeredByEvent", default=False),
    )


def _potential_owner(node: Node) -> PotentialOwner:
    assignment = node.first("resourceAssignmentExpression")
    expression = None
    if assignment is not None:
        formal = assignment.first("formalExpression") or assignment.first("expression")
        expression = formal.text.strip() if formal is not None else ""
    return PotentialOwner(
        id=node.id or "",
        name=node.attributes.get("name"),
        documentation=documentation(node),
        line=node.line,
        role=_text(node, "resourceRef"),
        expression=expression,
    )


def _loop(activity: Node) -> LoopCharacteristics | None:
    standard = activity.first("standardLoopCharacteristics")
    if standard is not None:
        maximum = standard.attributes.get("loopMaximum", "").strip()
        return LoopCharacteristics(
            kind="standard",
            maximum=int(maximum) if maximum.isascii() and maximum.isdecimal() and len(maximum) < 10 else None,
            test_before=boolean(standard, "testBefore", default=False),
            scripts_on_instances=_scripts_on_instances(standard),
            condition=_text(standard, "loopCondition"),
            line=standard.line,
        )
    multi = activity.first("multiInstanceLoopCharacteristics")
    if multi is None:
        return None
    item, result = multi.first("inputDataItem"), multi.first("outputDataItem")
    return LoopCharacteristics(
        kind="sequential" if boolean(multi, "isSequential", default=False) else "parallel",
        scripts_on_instances=_scripts_on_instances(multi),
        collection=_text(multi, "loopDataInputRef"),
        cardinality=_text(multi, "loopCardinality"),
        input_item=item.id if item is not None else None,
        output_collection=_text(multi, "loopDataOutputRef"),
        output_item=result.id if result is not None else None,
        condition=_text(multi, "completionCondition"),
        line=multi.line,
    )


def _scripts_on_instances(loop: Node) -> bool:
    return boolean(loop, f"{{{SPIFFWORKFLOW}}}scriptsOnInstances", default=False)


def _event(node: Node, common: _Common) -> Event:
    definitions = []
    for child in node.children:
        if child.is_bpmn("eventDefinitionRef"):
            definitions.append(EventDefinition(kind="reference", ref=child.text.strip(), line=child.line))
        elif child.is_bpmn(*EVENT_DEFINITIONS):
            definitions.append(_event_definition(child))
    return Event(
        **common,
        definitions=tuple(definitions),
        due=first_due(node),
        attached_to=node.attributes.get("attachedToRef"),
        cancel_activity=boolean(node, "cancelActivity", default=True),
        interrupting=boolean(node, "isInterrupting", default=True),
        outcome=read_outcome(node) if node.name == "endEvent" else None,
    )


def _event_definition(node: Node) -> EventDefinition:
    return EventDefinition(
        kind=node.name.removesuffix("EventDefinition"),
        ref=next((node.attributes[name] for name in _EVENT_REFERENCES if node.attributes.get(name)), None),
        expression=next((text for name in _EVENT_EXPRESSIONS if (text := _text(node, name)) is not None), None),
        line=node.line,
    )


def _extension_script(node: Node, name: str) -> str | None:
    # The last one counts, as in SpiffWorkflow.
    found = extensions(node, name, SPIFFWORKFLOW)
    return found[-1].text if found else None


def _text(node: Node, name: str) -> str | None:
    """The trimmed text of the first child of that name: empty where it holds none, None where there is no child."""
    child = node.first(name)
    return child.text.strip() if child is not None else None
