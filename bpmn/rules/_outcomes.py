"""How the conditions of a gateway come out over the data that there can be at it."""

from collections.abc import Iterator
from typing import NamedTuple

from bpmn.dataflow.conditions import Condition, condition
from bpmn.dataflow.state import UNWRITTEN, State
from bpmn.dataflow.uses import Point
from bpmn.dataflow.worlds import UNKNOWN, World, sample
from bpmn.expressions import EvaluationError
from bpmn.model import Gateway, SequenceFlow
from bpmn.rules import Container, Context
from bpmn.rules._spelling import FOREIGN


class Choice(NamedTuple):
    """A gateway that asks. `flows` are those with conditions, in their order; `default` whether a flow needs none."""

    gateway: Gateway
    flows: tuple[SequenceFlow, ...]
    conditions: tuple[Condition, ...]
    default: bool
    state: State


def choices(context: Context) -> Iterator[Choice]:
    """The gateways whose conditions can all be used, and that some way leads to."""
    for container in context.containers:
        for node in container.nodes.values():
            found = choice_of(context, container, node) if isinstance(node, Gateway) else None
            if found is not None:
                yield found


def choice_of(context: Context, container: Container, node: Gateway) -> Choice | None:
    """What a gateway asks; None where it asks nothing, or what cannot be used, or reads what nothing has written."""
    if node.kind not in ("exclusiveGateway", "inclusiveGateway"):
        return None
    flows = container.outgoing[node.id]
    asking = tuple(flow for flow in flows if flow.condition and flow.id != node.default)
    found = [condition(flow.condition or "") for flow in asking]
    state = context.dataflow.state(node.id, Point.AFTER)
    usable = [each for each in found if each is not None and each.names.isdisjoint(FOREIGN)]
    names = frozenset().union(*(each.names for each in usable))
    if not asking or len(usable) < len(asking) or not all(is_written(state, name) for name in names):
        return None
    return Choice(node, asking, tuple(usable), len(asking) < len(flows), state)


def is_written(state: State, name: str) -> bool:
    """Whether anything on a way to a point can have written a variable."""
    return any(case.of(name).keys() - {UNWRITTEN} for case in state)


class Outcomes(NamedTuple):
    """How conditions come out in each world tried. `complete`: there are no others that matter."""

    worlds: tuple[tuple[World, tuple[bool | None, ...]], ...]
    complete: bool


def outcomes(state: State, conditions: tuple[Condition, ...]) -> Outcomes:
    """How `conditions` come out over what there can be; None in the place of what cannot be told, or stops."""
    names = frozenset().union(*(each.names for each in conditions))
    found: list[tuple[World, tuple[bool | None, ...]]] = []
    complete = True
    for case in state:
        sampled = sample(case, names, conditions)
        if sampled is None:
            complete = False
            continue
        complete = complete and sampled.complete
        found += [(world, tuple(_outcome(each, world) for each in conditions)) for world in sampled.worlds]
    return Outcomes(tuple(found), complete)


def _outcome(each: Condition, world: World) -> bool | None:
    if any(world.get(name) is UNKNOWN for name in each.names):
        return None
    try:
        return each.holds(world)
    except EvaluationError:
        return None
