"""A parallel or inclusive gateway that joins branches inside a loop: right here, wrong in plain SpiffWorkflow.

SpiffWorkflow counts the tokens of earlier passes as well: from the second pass on, the gateway goes ahead although a
branch has not arrived, whenever the branches finish in another order than before. The engine corrects it
(`engine.execution.corrections`); whoever takes the diagram elsewhere should know. Inside a sub-process each pass gets
gateways of its own, and joins right everywhere.
"""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.graph import cycles
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, info

CODE = "join_in_loop"
EXPLANATION = Explanation(
    Topic.FLOW,
    what=lazy_gettext("Ways are brought together inside a loop."),
    why=lazy_gettext(
        "It is right here: each time round all of them are waited for. Other programs may go "
        "on too early from the second time on, should the diagram be taken there."
    ),
    how=lazy_gettext("Nothing has to be done. In a sub-process it is right everywhere."),
    wrong=Sketch(
        ("start > xor2 > and > review > and2 > xor3 > end [ok]; and > ask > and2; xor3 > xor2 [default]"),
        forms={"ask": "checkbox ok"},
    ),
    right=Sketch(
        "start > xor2 > sub > xor3 > end [ok]; xor3 > xor2 [default]",
        within={"sub": "start2 > and > review > and2 > end2; and > ask > and2"},
        forms={"ask": "checkbox ok"},
    ),
)


def check(context: Context) -> Iterator[Finding]:
    for container in context.containers:
        for ring in cycles(container.successors):
            for id in ring:
                node = container.nodes[id]
                if node.kind in ("parallelGateway", "inclusiveGateway") and len(container.incoming[id]) > 1:
                    text = lazy_gettext(
                        "{name} joins ways inside a loop; here all of them are waited for each time, but other "
                        "programs may not do so. In a sub-process it is right everywhere.",
                        name=context.label(node),
                    )
                    yield info(CODE, node, text)
