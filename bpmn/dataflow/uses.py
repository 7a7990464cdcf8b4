"""Where the diagram and its forms read variables."""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

from bpmn.expressions import ExpressionError, parse_expression, reads
from bpmn.forms.form import Form
from bpmn.model import Activity, Element, Event, FlowNode, Lane, Process
from bpmn.timing import read_timing

PLACE = re.compile(r"\{(\w+)(?::\d)?\}")
EXPIRES = "expires"
"""The place of an invitation's text that is no variable."""


class Role(StrEnum):
    """What a variable is read for."""

    CONDITION = "condition"
    LOOP = "loop"
    SCRIPT = "script"
    TIMER = "timer"
    TERM = "term"
    PERFORMER = "performer"
    RECIPIENT = "recipient"
    PLACE = "place"
    COLLECTION = "collection"
    OUTPUT = "output"
    INVITATION = "invitation"
    FORM = "form"


STEERING = frozenset({Role.CONDITION, Role.LOOP, Role.SCRIPT, Role.TIMER, Role.TERM, Role.COLLECTION})
"""What a run goes by: where it goes on, how often, and when."""


class Point(StrEnum):
    """When, at an element, something is read.

    `BEFORE` it; `INSIDE` an instance of it; once it is `ENABLED`; once an instance of it is `DONE`, and `LEFT` after
    its script; once it is `COMPLETED`, before its last script; `AFTER` it; or where a `FLOW` is decided.
    """

    BEFORE = "before"
    ENABLED = "enabled"
    INSIDE = "inside"
    DONE = "done"
    LEFT = "left"
    COMPLETED = "completed"
    AFTER = "after"
    FLOW = "flow"


class Use(NamedTuple):
    """A text of `element` that reads variables, the `names`, at a point of the flow."""

    element: Element
    role: Role
    point: Point
    text: str
    names: frozenset[str]


def uses(process: Process, forms: Mapping[str, Form] | None) -> Iterator[Use]:
    """Every use in a process, and in the forms of its activities."""
    for flow in process.flows:
        if flow.condition:
            yield Use(flow, Role.CONDITION, Point.FLOW, flow.condition, reads(flow.condition))
    lanes = {lane.id: lane for lane in process.lanes}
    for node in process.nodes:
        yield from _of_node(node)
        if isinstance(node, Activity):
            yield from _of_activity(node)
            lane = lanes.get(node.lane or "")
            if lane is not None and lane.invitation is not None and node.kind in ("userTask", "manualTask"):
                yield from _of_invitation(node, lane)
            form = (forms or {}).get(node.form or "")
            if form is not None:
                yield Use(node, Role.FORM, Point.ENABLED, node.form or "", form.reads)
        if isinstance(node, Event):
            yield from _of_event(node)


def _of_node(node: FlowNode) -> Iterator[Use]:
    for notification in node.notifications:
        if notification.to_expression:
            text = notification.to_expression
            yield Use(node, Role.RECIPIENT, Point.COMPLETED, text, reads(text))
        for text in (notification.subject, notification.body):
            places = frozenset(PLACE.findall(text))
            if places:
                yield Use(node, Role.PLACE, Point.COMPLETED, text, places)


def _of_activity(node: Activity) -> Iterator[Use]:
    inside = node.loop is not None and node.loop.scripts_on_instances
    if node.pre_script:
        point = Point.INSIDE if inside else Point.BEFORE
        yield Use(node, Role.SCRIPT, point, node.pre_script, reads(node.pre_script, script=True))
    if node.script:
        yield Use(node, Role.SCRIPT, Point.ENABLED, node.script, reads(node.script, script=True))
    if node.post_script:
        point = Point.DONE if inside else Point.COMPLETED
        yield Use(node, Role.SCRIPT, point, node.post_script, reads(node.post_script, script=True))
    if node.due is not None and node.due.before:
        yield Use(node, Role.TERM, Point.ENABLED, node.due.before, frozenset((node.due.before,)))
    for owner in node.potential_owners:
        if owner.expression:
            yield Use(node, Role.PERFORMER, Point.ENABLED, owner.expression, reads(owner.expression))
    loop = node.loop
    if loop is None:
        return
    if loop.collection:
        yield Use(node, Role.COLLECTION, Point.BEFORE, loop.collection, frozenset((loop.collection,)))
    if loop.cardinality:
        yield Use(node, Role.COLLECTION, Point.BEFORE, loop.cardinality, reads(loop.cardinality))
    if loop.condition:
        yield Use(node, Role.LOOP, Point.LEFT, loop.condition, reads(loop.condition))
    if loop.output_item and loop.output_collection:
        yield Use(node, Role.OUTPUT, Point.LEFT, loop.output_item, frozenset((loop.output_item,)))


def _of_invitation(node: Activity, lane: Lane) -> Iterator[Use]:
    invitation = lane.invitation
    assert invitation is not None
    for name in (invitation.email, invitation.person, invitation.until):
        if name:
            yield Use(node, Role.INVITATION, Point.ENABLED, name, frozenset((name,)))
    if invitation.when:
        yield Use(node, Role.INVITATION, Point.ENABLED, invitation.when, reads(invitation.when))
    for text in (invitation.subject or "", invitation.text):
        places = frozenset(PLACE.findall(text)) - {EXPIRES}
        if places:
            yield Use(node, Role.PLACE, Point.ENABLED, text, places)


def _of_event(event: Event) -> Iterator[Use]:
    if event.due is not None and event.due.before:
        yield Use(event, Role.TERM, Point.BEFORE, event.due.before, frozenset((event.due.before,)))
    for definition in event.definitions:
        if definition.kind == "timer" and definition.expression and _is_expression(definition.expression):
            yield Use(event, Role.TIMER, Point.BEFORE, definition.expression, reads(definition.expression))


def _is_expression(text: str) -> bool:
    for kind in ("date", "duration", "cycle"):
        try:
            read_timing(kind, text)
        except ValueError:
            continue
        return False
    try:
        return bool(parse_expression(text))
    except ExpressionError:
        return False
