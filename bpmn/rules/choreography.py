"""Choreographies (clause 11) describe what happens between organisations; there is nobody to execute them."""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.kinds import CHOREOGRAPHY
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error

CODE = "choreography"
EXPLANATION = Explanation(
    Topic.NOT_EXECUTED,
    what=lazy_gettext("The file says what organisations agree on, not what is done."),
    why=lazy_gettext("A choreography is about messages between companies. There is nobody here to give its steps to."),
    how=lazy_gettext("Draw the procedure of your own company."),
    wrong=Sketch(
        "start > review > end", beside='<choreography id="dance">\n  <choreographyTask id="step"/>\n</choreography>'
    ),
    right=Sketch("start > review > end", inside='<userTask id="review"/>'),
    in_the_file=True,
)


def check(context: Context) -> Iterator[Finding]:
    for node in context.xml("choreography", "globalChoreographyTask", *sorted(CHOREOGRAPHY)):
        yield error(
            CODE, node, lazy_gettext("Choreographies are not executed; draw the process of each participant instead.")
        )
