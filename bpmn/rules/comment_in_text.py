"""An XML comment or processing instruction inside text that the engine reads.

SpiffWorkflow reads only what stands before it: ``a <!-- --> + 1`` is ``a``. Beside the script of a script task it dies
of an AttributeError.
"""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import Message, lazy_gettext
from bpmn.rules import Context, error
from bpmn.xml import SPIFFWORKFLOW

CODE = "comment_in_text"
EXPLANATION = Explanation(
    Topic.FILE,
    what=lazy_gettext("A comment stands in the middle of a formula."),
    why=lazy_gettext("What comes after it would not be read, and the formula would mean something else."),
    how=lazy_gettext("Move the comment to the description of the step."),
    wrong=Sketch(
        "start > price > end",
        inside='<scriptTask id="price">\n  <script>total = 5 <!-- 4 --> * 20</script>\n</scriptTask>',
    ),
    right=Sketch(
        "start > price > end", inside='<scriptTask id="price">\n  <script>total = 5 * 20</script>\n</scriptTask>'
    ),
    in_the_file=True,
)
READ = (
    "completionCondition", "conditionExpression", "expression", "flowNodeRef", "formalExpression", "loopCardinality",
    "loopCondition", "loopDataInputRef", "loopDataOutputRef", "resourceRef", "script", "scriptTask",
)  # fmt: skip


def check(context: Context) -> Iterator[Finding]:
    for node in context.xml(*READ):
        if node.commented:
            yield error(CODE, node, _message(node.name))
    for holder in context.xml("extensionElements"):
        for node in holder.children:
            if node.namespace == SPIFFWORKFLOW and node.commented:
                yield error(CODE, node, _message(node.name))


def _message(tag: str) -> Message:
    return lazy_gettext(
        "A comment of the file cuts a text short (“{tag}”); move the comment to the documentation.", tag=tag[:80]
    )
