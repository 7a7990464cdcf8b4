"""A loop in which nobody does anything spins until the engine gives up, or ends the instance in silence.

A loop passes through a user or manual task, or through a sub-process or called process that cannot be crossed without
one; a standard loop around anything else has a maximum.
"""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.graph import cycles, postorder, reachable
from bpmn.messages import lazy_gettext
from bpmn.model import Activity, FlowNode
from bpmn.rules import Container, Context, error

CODE = "busy_loop"
EXPLANATION = Explanation(
    Topic.FLOW,
    what=lazy_gettext("A loop goes round without anybody doing anything."),
    why=lazy_gettext(
        "Nothing in it waits for a person, so it spins as fast as the computer can and the instance gets stuck."
    ),
    how=lazy_gettext("Put a step that a person does into the loop, or compute it in one go."),
    wrong=Sketch(
        "start > ask > xor2 > price > xor > archive [total > 100] > end; xor > xor2 [default]",
        inside='<scriptTask id="price"><script>total = total + 1</script></scriptTask>',
        forms={"ask": "number! total"},
    ),
    right=Sketch(
        "start > xor2 > ask > price > xor > archive [total > 100] > end; xor > xor2 [default]",
        inside='<scriptTask id="price"><script>total = total + 1</script></scriptTask>',
        forms={"ask": "number! total"},
    ),
)
# Besides what people do: what waits for the world, even where another rule refuses it for now.
_WAITING = frozenset({"task", "userTask", "manualTask", "receiveTask", "intermediateCatchEvent", "eventBasedGateway"})


def check(context: Context) -> Iterator[Finding]:
    waiting = _Waiting(context)
    for container in context.containers:
        for ring in cycles(waiting.shortcuts(container)):
            first = min((container.nodes[id] for id in ring), key=lambda node: (node.line, node.id))
            text = lazy_gettext(
                "The loop through {name} goes round without anybody doing anything; put a user task in it, or "
                "compute it in one script task.",
                name=context.label(first),
            )
            yield error(CODE, first, text)
        for node in container.nodes.values():
            loop = node.loop if isinstance(node, Activity) else None
            if loop and loop.kind == "standard" and loop.maximum is None and not waiting.waits(node):
                text = lazy_gettext(
                    "{name} repeats itself without anybody doing anything; say how many times at most.",
                    name=context.label(node),
                )
                yield error(CODE, node, text)


def _inside(node: FlowNode) -> str:
    """The id of the container that runs when a token enters the node."""
    return (node.called_element or "") if isinstance(node, Activity) and node.kind == "callActivity" else node.id


class _Waiting:
    """Which nodes stop a token until somebody or something outside acts."""

    def __init__(self, context: Context) -> None:
        self._containers = {container.owner.id: container for container in context.containers}
        self._crossed: dict[str, bool] = {}
        inside = {id: [_inside(node) for node in c.nodes.values()] for id, c in self._containers.items()}
        for id in postorder(self._containers, inside):
            if id in self._containers:
                self._crossed[id] = self._can_be_crossed(self._containers[id])

    def waits(self, node: FlowNode) -> bool:
        if node.kind in _WAITING:
            return True
        if node.kind in ("callActivity", "subProcess"):
            # What stands in another file is taken to wait; a process that nobody works in is no procedure.
            return not self._crossed.get(_inside(node), False)
        return False

    def shortcuts(self, container: Container) -> dict[str, list[str]]:
        """The paths that are left when the waiting nodes are taken away."""
        free = {id for id, node in container.nodes.items() if not self.waits(node)}
        return {id: [target for target in container.successors[id] if target in free] for id in free}

    def _can_be_crossed(self, container: Container) -> bool:
        starts = [start.id for start in container.starts]
        reached = reachable(starts, self.shortcuts(container))
        return any(end.id in reached for end in container.ends)
