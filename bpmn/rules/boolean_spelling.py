"""``1`` and ``0`` are booleans of XML Schema, but SpiffWorkflow knows only ``true`` and ``false``.

It runs ``isSequential="1"`` in parallel, and ``cancelActivity="1"`` without cancelling.
"""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error
from bpmn.xml import BPMN, SPIFFWORKFLOW

CODE = "boolean_spelling"
EXPLANATION = Explanation(
    Topic.FILE,
    what=lazy_gettext("A yes or no of the file is spelt in another way."),
    why=lazy_gettext(
        "Some programs write 1 for yes. It would be taken for a no, and the opposite would be done of what is drawn."
    ),
    how=lazy_gettext("Write true or false; whoever opens the diagram in the editor and saves it has it so."),
    wrong=Sketch(
        "start > review > end; timer > answer > end2",
        inside=(
            '<boundaryEvent id="timer" attachedToRef="review" cancelActivity="1">\n'
            "  <timerEventDefinition><timeDuration>P3D</timeDuration></timerEventDefinition>\n"
            "</boundaryEvent>"
        ),
    ),
    right=Sketch(
        "start > review > end; timer > answer > end2",
        inside=(
            '<boundaryEvent id="timer" attachedToRef="review" cancelActivity="true">\n'
            "  <timerEventDefinition><timeDuration>P3D</timeDuration></timerEventDefinition>\n"
            "</boundaryEvent>"
        ),
    ),
    in_the_file=True,
)
_BOOLEANS = (
    "cancelActivity", "isExecutable", "isForCompensation", "isInterrupting", "isSequential", "parallelMultiple",
    "testBefore", "triggeredByEvent", f"{{{SPIFFWORKFLOW}}}scriptsOnInstances",
)  # fmt: skip


def check(context: Context) -> Iterator[Finding]:
    for node in context.root.iter():
        if node.namespace != BPMN:
            continue
        for name in _BOOLEANS:
            value = node.attributes.get(name)
            if value is not None and value not in ("true", "false"):
                text = lazy_gettext(
                    "The file says “{value}” for {attribute}, which is neither yes nor no; choose it again in the "
                    "editor, or write “true” or “false”.",
                    attribute=name.rpartition("}")[2],
                    value=value[:40],
                )
                yield error(CODE, node, text)
