"""The number of an activity in the procedure's table is such as tables have, and no other activity has it."""

import re
from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.model import Activity
from bpmn.rules import Context, warning

CODE = "activity_number"
EXPLANATION = Explanation(
    Topic.FILE,
    what=lazy_gettext("Two steps have one number, or a number is none."),
    why=lazy_gettext(
        "The table of the document is read by its numbers, and people say “go to step 5”. Where two steps have the "
        "same one, nobody knows which is meant."
    ),
    how=lazy_gettext("Number the steps of one activity under it: 4.1, 4.2, 4.3."),
    wrong=Sketch(
        "start > review > approve > end",
        inside=(
            '<userTask id="review">\n'
            "  <extensionElements>\n"
            '    <cauce:activity number="4"/>\n'
            "  </extensionElements>\n"
            "</userTask>\n"
            '<userTask id="approve">\n'
            "  <extensionElements>\n"
            '    <cauce:activity number="4"/>\n'
            "  </extensionElements>\n"
            "</userTask>"
        ),
    ),
    right=Sketch(
        "start > review > approve > end",
        inside=(
            '<userTask id="review">\n'
            "  <extensionElements>\n"
            '    <cauce:activity number="4.1"/>\n'
            "  </extensionElements>\n"
            "</userTask>\n"
            '<userTask id="approve">\n'
            "  <extensionElements>\n"
            '    <cauce:activity number="4.2"/>\n'
            "  </extensionElements>\n"
            "</userTask>"
        ),
    ),
    in_the_file=True,
)
_NUMBER = re.compile(r"\d{1,3}(\.\d{1,3}){0,3}", re.ASCII)


def check(context: Context) -> Iterator[Finding]:
    for process in context.definitions.processes:
        first: dict[str, Activity] = {}
        for activity in process.activities():
            number = activity.number
            if not number:
                continue
            if not _NUMBER.fullmatch(number):
                text = lazy_gettext(
                    "The number of {name} is “{number}”; write digits, and a point before those of a step under it: "
                    "4.2.",
                    name=context.label(activity),
                    number=number[:40],
                )
                yield warning(CODE, activity, text)
            elif number in first:
                text = lazy_gettext(
                    "{name} has the number {number}, as {other} has; give each a number of its own, such as "
                    "{number}.1 and {number}.2.",
                    name=context.label(activity),
                    number=number,
                    other=context.label(first[number]),
                )
                yield warning(CODE, activity, text)
            else:
                first[number] = activity
