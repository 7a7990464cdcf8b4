"""Attributes of BPMN written with BPMN's own prefix, such as ``bpmn:triggeredByEvent``.

The schema's attributes have no prefix, so that no reader of the standard sees these; SpiffWorkflow looks for two of
them.
"""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error
from bpmn.xml import BPMN

CODE = "prefixed_attribute"
EXPLANATION = Explanation(
    Topic.FILE,
    what=lazy_gettext("A property is written with a prefix that it must not have."),
    why=lazy_gettext("Most programs would not see it, a few would: the same file would be executed in two ways."),
    how=lazy_gettext("Remove the prefix before its name."),
    wrong=Sketch(
        "start > review > end",
        inside=(
            '<userTask id="review" bpmn:startQuantity="1"\n  xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"/>'
        ),
    ),
    right=Sketch("start > review > end", inside='<userTask id="review" startQuantity="1"/>'),
    in_the_file=True,
)
_MARK = f"{{{BPMN}}}"


def check(context: Context) -> Iterator[Finding]:
    for node in context.root.iter():
        for name in node.attributes:
            if name.startswith(_MARK):
                text = lazy_gettext(
                    "In the file, “{name}” is written with a prefix before it and is not read; write it without.",
                    name=name.removeprefix(_MARK)[:80],
                )
                yield error(CODE, node, text)
