"""Diagrams too deep or too large for the engine: refused before they hurt it.

SpiffWorkflow follows the flows recursively, depth first, and dies of a RecursionError above some 480 nodes in a row;
its inclusive gateways look back over all that can lead to them in the same way; nested sub-processes cost the square
of their depth.
"""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.graph import reverse
from bpmn.messages import lazy_gettext
from bpmn.model import FlowNode
from bpmn.rules import Container, Context, error

CODE = "too_deep"
EXPLANATION = Explanation(
    Topic.FLOW,
    what=lazy_gettext("The diagram is too long or too deeply nested."),
    why=lazy_gettext("Nobody can keep hundreds of steps in view, and beyond a bound they cannot be executed safely."),
    how=lazy_gettext("Make procedures of their own of parts of it, and call them."),
    wrong=Sketch(
        " > ".join(("start", *(f"step{number}" for number in range(300)), "end")),
        part=Sketch("start > ask > review > approve > answer > pay > archive > end"),
    ),
    right=Sketch(
        "start > ask > call > archive > end",
        inside='<callActivity id="call" calledElement="buying"/>',
        beside=(
            '<process id="buying" isExecutable="true"><startEvent id="b1"/><endEvent id="b2"/>'
            '<sequenceFlow id="b3" sourceRef="b1" targetRef="b2"/></process>'
        ),
    ),
)

MAX_DEPTH = 300
MAX_NODES = 1000
MAX_NESTING = 20


def check(context: Context) -> Iterator[Finding]:
    for process in context.definitions.processes:
        if len(process.nodes) > MAX_NODES:
            text = lazy_gettext(
                "{name} has {count} steps; it may have {limit}. Split it into several procedures that call one "
                "another.",
                name=context.label(process),
                count=len(process.nodes),
                limit=MAX_NODES,
            )
            yield error(CODE, process, text)
    nesting: dict[str, int] = {}
    for container in context.containers:
        owner = container.owner
        nesting[owner.id] = nesting.get(owner.parent, 0) + 1 if isinstance(owner, FlowNode) else 0
        if nesting[owner.id] == MAX_NESTING + 1:
            text = lazy_gettext(
                "Sub-processes stand inside one another more than {limit} deep; make some of them procedures that "
                "are called.",
                limit=MAX_NESTING,
            )
            yield error(CODE, owner, text)
        beyond = _beyond_depth(container)
        if beyond is not None:
            text = lazy_gettext(
                "{name} is step {limit} of a single chain, which is too long to run; split it into several "
                "procedures that call one another.",
                name=context.label(beyond),
                limit=MAX_DEPTH + 1,
            )
            yield error(CODE, beyond, text)
        yield from _check_inclusive(context, container)


def _beyond_depth(container: Container) -> FlowNode | None:
    """The first node below `MAX_DEPTH` when the flows are followed as SpiffWorkflow's parser does."""
    seen: set[str] = set()
    for start in container.starts:
        if start.id in seen:
            continue
        seen.add(start.id)
        path = [iter(container.successors[start.id])]
        while path:
            node = next(path[-1], None)
            if node is None:
                path.pop()
            elif node not in seen:
                seen.add(node)
                path.append(iter(container.successors[node]))
                if len(path) > MAX_DEPTH:
                    return container.nodes[node]
    return None


def _check_inclusive(context: Context, container: Container) -> Iterator[Finding]:
    if len(container.nodes) <= MAX_DEPTH:
        return
    predecessors = reverse(container.successors)
    for node in container.nodes.values():
        joins = node.kind == "inclusiveGateway" and len(container.incoming[node.id]) > 1
        if joins and _many_lead_to(node.id, predecessors):
            text = lazy_gettext(
                "More than {limit} steps can lead to {name}; put what is joined there in a sub-process.",
                limit=MAX_DEPTH,
                name=context.label(node),
            )
            yield error(CODE, node, text)


def _many_lead_to(id: str, predecessors: dict[str, list[str]]) -> bool:
    """Whether more than `MAX_DEPTH` nodes do; it stops counting there, so that many gateways cost no more."""
    seen = {id}
    pending = [id]
    while pending and len(seen) <= MAX_DEPTH:
        for predecessor in predecessors.get(pending.pop(), ()):
            if predecessor not in seen:
                seen.add(predecessor)
                pending.append(predecessor)
    return len(seen) > MAX_DEPTH
