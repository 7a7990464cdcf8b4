"""Data associations that change what they carry (10.3.2): nothing here executes that.

An arrow between a step and a data object is documentation, as whoever draws one means it, and is left out of execution:
every step sees all data. One with an assignment or a transformation says that values change on the way.
"""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error

CODE = "data_association"
EXPLANATION = Explanation(
    Topic.DATA,
    what=lazy_gettext("An arrow between a document and a step would change values."),
    why=lazy_gettext(
        "Such arrows are drawn for people to read and are not executed; what the arrow is to "
        "compute would never be computed."
    ),
    how=lazy_gettext("Compute it in a script task, and leave the arrow without its assignments."),
    wrong=Sketch(
        "start > review > end",
        inside=(
            '<dataObject id="data"/>\n'
            '<dataObjectReference id="offer" dataObjectRef="data"/>\n'
            '<userTask id="review">\n'
            '  <property id="place"/>\n'
            '  <dataInputAssociation id="arrow">\n'
            "    <sourceRef>offer</sourceRef>\n"
            "    <targetRef>place</targetRef>\n"
            "    <assignment><from>5</from><to>total</to></assignment>\n"
            "  </dataInputAssociation>\n"
            "</userTask>"
        ),
    ),
    right=Sketch(
        "start > review > end",
        inside=(
            '<dataObject id="data"/>\n'
            '<dataObjectReference id="offer" dataObjectRef="data"/>\n'
            '<userTask id="review">\n'
            '  <property id="place"/>\n'
            '  <dataInputAssociation id="arrow">\n'
            "    <sourceRef>offer</sourceRef>\n"
            "    <targetRef>place</targetRef>\n"
            "  </dataInputAssociation>\n"
            "</userTask>"
        ),
    ),
    in_the_file=True,
)


def check(context: Context) -> Iterator[Finding]:
    for node in context.xml("dataInputAssociation", "dataOutputAssociation"):
        if node.first("assignment") is not None or node.first("transformation") is not None:
            text = lazy_gettext(
                "The arrow between the data and the step would change values, which is not executed; write a script, "
                "or remove its assignments and its transformation."
            )
            yield error(CODE, node, text)
