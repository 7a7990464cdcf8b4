"""What the rules about soundness share: the problems of the flow as findings."""

from collections.abc import Iterator
from dataclasses import replace

from bpmn.findings import Finding, Repair
from bpmn.messages import Message, lazy_gettext
from bpmn.model import FlowNode
from bpmn.rules import Context, error
from bpmn.soundness import Problem


def problems(context: Context, code: str) -> Iterator[tuple[Problem, FlowNode, FlowNode | None]]:
    """The problems of a code, each with the node where it is and the node that is its cause."""
    for nodes, found in context.soundness:
        for problem in found:
            if problem.code == code:
                yield problem, nodes[problem.element], nodes.get(problem.cause or "")


def finding(context: Context, problem: Problem, node: FlowNode, message: Message) -> Finding:
    """A finding that refuses the diagram, with its way and its repair."""
    return replace(error(problem.code, node, message), way=problem.way, repair=_repair(context, problem))


def _repair(context: Context, problem: Problem) -> Repair | None:
    if problem.repair is None:
        return None
    id, value = problem.repair
    name = context.label(next(each for each in context.nodes if each.id == id))
    match value:
        case "interrupting":
            return Repair("interrupting", id, "true", lazy_gettext("Let {name} interrupt its activity", name=name))
        case "exclusiveGateway":
            text = lazy_gettext("Make {name} an exclusive gateway (X)", name=name)
        case "inclusiveGateway":
            text = lazy_gettext("Make {name} an inclusive gateway (O)", name=name)
        case _:
            text = lazy_gettext("Make {name} a parallel gateway (+)", name=name)
    return Repair("gateway", id, value, text)
