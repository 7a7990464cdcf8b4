"""A task without a type does not say how it is done (10.2.3): people are asked, as for a manual task."""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, warning

CODE = "untyped_task"
EXPLANATION = Explanation(
    Topic.PEOPLE,
    what=lazy_gettext("A step does not say how it is done."),
    why=lazy_gettext(
        "It is given to people as a task without a form. Whether that was meant cannot be told from the drawing."
    ),
    how=lazy_gettext("Make it a user task, with the little person; the editor's wrench does it."),
    wrong=Sketch("start > review > end", inside='<task id="review"/>'),
    right=Sketch("start > review > end"),
)


def check(context: Context) -> Iterator[Finding]:
    for node in context.nodes:
        if node.kind == "task":
            text = lazy_gettext(
                "{name} is a task without a type: somebody says in the inbox that it is done. Make it a user task, "
                "if something is to be filled in.",
                name=context.label(node),
            )
            yield warning(CODE, node, text)
