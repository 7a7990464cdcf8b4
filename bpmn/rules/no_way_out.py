"""From every step an end can be reached: a token in a ring without an exit never finishes."""

from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.graph import reachable, reverse
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error, label
from bpmn.rules._flow import paths, stands_aside

CODE = "no_way_out"


def check(context: Context) -> Iterator[Finding]:
    for container in context.containers:
        successors = paths(container)
        # Dead ends have a rule of their own; what leads only to them needs no second finding.
        stops = [id for id in container.nodes if not successors.get(id)]
        stops += [end.id for end in container.ends]
        ending = reachable(stops, reverse(successors))
        for node in container.nodes.values():
            if node.id not in ending and not stands_aside(node):
                text = lazy_gettext(
                    "No end can be reached from “{name}”; draw a way out to an end event.", name=label(node)
                )
                yield error(CODE, node, text)
