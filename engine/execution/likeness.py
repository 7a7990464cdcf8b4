"""Whether an element of one version of a diagram is, for a token that stands at it, still what it was in another.

Names, texts, lanes, forms and people may change under a token; what it waits for may not.
"""

from typing import Any

from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent, EventBasedGateway
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import SubWorkflowTask

from bpmn.model import Activity, Event, FlowNode
from engine.execution.events import CompetingEvent
from engine.execution.joins import Join

_INSTANCES = ("kind", "collection", "cardinality", "input_item", "output_collection", "output_item")


def alike(scope: Any, spec: Any, node: FlowNode, other_scope: Any, other: Any, other_node: FlowNode) -> bool:
    """Whether a token that waits at `spec` of `scope` can wait at `other` of `other_scope` just as well."""
    return _kind(scope, spec, node) == _kind(other_scope, other, other_node)


def same_timer(node: FlowNode, other: FlowNode) -> bool:
    """Whether two timer events say the same."""
    return _timing(node) == _timing(other)


def takes_a_token(spec: Any) -> bool:
    """Whether a token may be put at an element from outside: not where it would stand for one of several that meet or
    compete, nor on the boundary of an activity that nobody does."""
    if isinstance(spec, (BoundaryEvent, CompetingEvent)) or not spec._inputs:
        return False
    return not isinstance(spec, Join) or len(set(spec._inputs)) < 2


def _kind(scope: Any, spec: Any, node: FlowNode) -> object:
    if isinstance(spec, LoopTask):
        loop = node.loop if isinstance(node, Activity) else None
        repeats = [getattr(loop, name) for name in _INSTANCES]
        return "instances", repeats, _kind(scope, scope.task_specs[spec.task_spec], node)
    if isinstance(spec, SubWorkflowTask):
        return "scope", node.kind, node.called_element if isinstance(node, Activity) else None
    if isinstance(spec, EventBasedGateway):
        return "events"
    if isinstance(spec, Join):
        return "join"
    if isinstance(spec, CatchingEvent):
        return "timer", isinstance(spec, BoundaryEvent), isinstance(spec, CompetingEvent)
    return "human" if spec.manual else node.kind


def _timing(node: FlowNode) -> object:
    if not isinstance(node, Event):
        return None
    return node.due, [(each.kind, (each.expression or "").strip()) for each in node.definitions]
