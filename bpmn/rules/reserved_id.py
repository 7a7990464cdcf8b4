"""Ids that SpiffWorkflow keeps for its own: a node named like one of its internal steps is confused with it.

A sub-process named like a process is worse: SpiffWorkflow knows both by that id alone.
"""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.kinds import SUB_PROCESSES
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error

CODE = "reserved_id"
EXPLANATION = Explanation(
    Topic.FILE,
    what=lazy_gettext("An internal name is one that Cauce needs for itself."),
    why=lazy_gettext("Two things would have the same name, and one would be taken for the other."),
    how=lazy_gettext("Choose another."),
    wrong=Sketch(
        "start; end",
        inside=(
            '<userTask id="review.EndJoin"/>\n'
            '<sequenceFlow id="f1" sourceRef="start" targetRef="review.EndJoin"/>\n'
            '<sequenceFlow id="f2" sourceRef="review.EndJoin" targetRef="end"/>'
        ),
    ),
    right=Sketch(
        "start; end",
        inside=(
            '<userTask id="review"/>\n'
            '<sequenceFlow id="f1" sourceRef="start" targetRef="review"/>\n'
            '<sequenceFlow id="f2" sourceRef="review" targetRef="end"/>'
        ),
    ),
    in_the_file=True,
)
_SUFFIXES = (".EndJoin", ".BoundaryEventSplit", ".BoundaryEventJoin")


def check(context: Context) -> Iterator[Finding]:
    for node in context.nodes:
        if node.id.endswith(_SUFFIXES):
            yield error(
                CODE,
                node,
                lazy_gettext(
                    "The identifier “{id}” of the file ends as those that are kept for internal use; choose another.",
                    id=node.id[:80],
                ),
            )
        elif node.kind in SUB_PROCESSES and node.id in context.known_processes:
            text = lazy_gettext(
                "The sub-process has the identifier “{id}”, which is that of a published procedure; choose another.",
                id=node.id[:80],
            )
            yield error(CODE, node, text)
