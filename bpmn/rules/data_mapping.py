"""Inputs and outputs declared for an activity or process (10.3.1, ``ioSpecification``): documentation here.

BPMN lets a step see only what it declares. Every step of a procedure sees all its data instead, and a declaration is
left out of execution.
"""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, info

CODE = "data_mapping"
EXPLANATION = Explanation(
    Topic.DATA,
    what=lazy_gettext("A step declares which data it takes and gives."),
    why=lazy_gettext(
        "Here every step sees all the data of its instance. The declaration is kept for who "
        "reads the file and changes nothing."
    ),
    how=lazy_gettext("Nothing has to be done."),
    wrong=Sketch(
        "start > review > end",
        inside=(
            '<userTask id="review">\n'
            "  <ioSpecification>\n"
            '    <dataInput id="x"/>\n'
            "    <inputSet><dataInputRefs>x</dataInputRefs></inputSet>\n"
            "    <outputSet/>\n"
            "  </ioSpecification>\n"
            "</userTask>"
        ),
    ),
    right=Sketch("start > review > end", inside='<userTask id="review"/>'),
    in_the_file=True,
)
_SETS = (("inputSet", "dataInputRefs"), ("outputSet", "dataOutputRefs"))


def check(context: Context) -> Iterator[Finding]:
    for node in context.xml("ioSpecification"):
        if any(group.all(reference) for name, reference in _SETS for group in node.all(name)):
            yield info(
                CODE,
                node,
                lazy_gettext(
                    "The file declares which data this step takes and gives; that is documentation only: every step "
                    "sees all data."
                ),
            )
