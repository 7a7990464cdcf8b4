"""A parallel or inclusive gateway that joins branches inside a loop: right here, wrong in plain SpiffWorkflow.

SpiffWorkflow counts the tokens of earlier passes as well: from the second pass on, the gateway goes ahead although a
branch has not arrived, whenever the branches finish in another order than before. The engine corrects it
(`engine.execution.corrections`); whoever takes the diagram elsewhere should know. Inside a sub-process each pass gets
gateways of its own, and joins right everywhere.
"""

from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.graph import cycles
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, info, label

CODE = "join_in_loop"
TITLE = lazy_gettext("A gateway that joins inside a loop")
WHY = lazy_gettext(
    "Here it waits for all its ways in each round. Other programs may count those of an earlier round "
    "again; whoever takes the diagram elsewhere should know."
)


def check(context: Context) -> Iterator[Finding]:
    for container in context.containers:
        for ring in cycles(container.successors):
            for id in ring:
                node = container.nodes[id]
                if node.kind in ("parallelGateway", "inclusiveGateway") and len(container.incoming[id]) > 1:
                    text = lazy_gettext(
                        "“{name}” joins branches inside a loop; here it waits for all of them each time, but other "
                        "engines may not. In a sub-process it is right everywhere.",
                        name=label(node),
                    )
                    yield info(CODE, node, text)
