"""What the instances of a multi-instance activity leave behind (10.2.8).

With ``loopDataOutputRef`` and ``outputDataItem`` each instance adds its item to the output. Without both, what the
instances wrote under the same name is written over by the next, as in the rest of the process.
"""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error, warning

CODE = "loop_output"
EXPLANATION = Explanation(
    Topic.TIME,
    what=lazy_gettext("Several people answer the same, and only the last answer is kept."),
    why=lazy_gettext("The step is done once for each; each writes over what the one before wrote."),
    how=lazy_gettext("Say the name of the list in which all answers are gathered, and the field that each adds to it."),
    wrong=Sketch(
        "start > review > end",
        inside=(
            '<userTask id="review">\n'
            '  <extensionElements><cauce:activity form="review"/></extensionElements>\n'
            "  <multiInstanceLoopCharacteristics>\n"
            "    <loopCardinality>3</loopCardinality>\n"
            "  </multiInstanceLoopCharacteristics>\n"
            "</userTask>"
        ),
        forms={"review": "number! total"},
    ),
    right=Sketch(
        "start > review > end",
        inside=(
            '<userTask id="review">\n'
            '  <extensionElements><cauce:activity form="review"/></extensionElements>\n'
            "  <multiInstanceLoopCharacteristics>\n"
            "    <loopCardinality>3</loopCardinality>\n"
            "    <loopDataOutputRef>totals</loopDataOutputRef>\n"
            '    <outputDataItem id="total"/>\n'
            "  </multiInstanceLoopCharacteristics>\n"
            "</userTask>"
        ),
        forms={"review": "number! total"},
    ),
    in_the_file=True,
)


def check(context: Context) -> Iterator[Finding]:
    for activity in context.activities:
        loop = activity.loop
        if loop is None or loop.kind == "standard":
            continue
        if (loop.output_collection is None) != (loop.output_item is None):
            text = lazy_gettext(
                "To keep what each repetition of {name} gives, say which value that is and in which list it "
                "goes; only one of the two is said.",
                name=context.label(activity),
            )
            yield error(CODE, activity, text)
        elif loop.output_collection is None:
            text = lazy_gettext(
                "Each repetition of {name} overwrites what the others wrote; to keep it all, say which value is kept "
                "and in which list.",
                name=context.label(activity),
            )
            yield warning(CODE, activity, text)
