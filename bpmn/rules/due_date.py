"""A due date is a number of business days from 0 on, and perhaps before the date in a variable.

Activities have one, and timers that fire on a business day; nothing else is ever due.
"""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.extension import extensions, read_due
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.model import Activity, Event, FlowNode
from bpmn.rules import Context, error

CODE = "due_date"
EXPLANATION = Explanation(
    Topic.TIME,
    what=lazy_gettext("A term is not a number of working days."),
    why=lazy_gettext("Without a whole number the step would never be due, and nobody would be reminded."),
    how=lazy_gettext("Write how many working days there are, such as 2."),
    wrong=Sketch(
        "start > review > end",
        inside=(
            '<userTask id="review">\n'
            "  <extensionElements>\n"
            '    <cauce:due businessDays="2,5"/>\n'
            "  </extensionElements>\n"
            "</userTask>"
        ),
    ),
    right=Sketch(
        "start > review > end",
        inside=(
            '<userTask id="review">\n'
            "  <extensionElements>\n"
            '    <cauce:due businessDays="2"/>\n'
            "  </extensionElements>\n"
            "</userTask>"
        ),
    ),
    in_the_file=True,
)


def check(context: Context) -> Iterator[Finding]:
    for owner in context.nodes:
        for node in extensions(context.elements[owner.id], "due"):
            if not _may_be_due(owner):
                yield error(
                    CODE,
                    owner,
                    lazy_gettext(
                        "{name} has a term, and only activities and timers can have one; move it to one of them.",
                        name=context.label(owner),
                    ),
                )
            due = read_due(node)
            days = node.attributes.get("businessDays")
            if due is None and days is not None:
                text = lazy_gettext(
                    "The term of {name} is “{value}”; write a whole number of working days, such as 2.",
                    name=context.label(owner),
                    value=days[:40],
                )
                yield error(CODE, owner, text)
            if due is not None and due.before is not None and not due.before.isidentifier():
                text = lazy_gettext(
                    "The term of {name} counts from “{value}”, which cannot be the name of a field; write that of a "
                    "date.",
                    name=context.label(owner),
                    value=due.before[:80],
                )
                yield error(CODE, owner, text)


def _may_be_due(node: FlowNode) -> bool:
    return isinstance(node, Activity) or (
        isinstance(node, Event) and any(definition.kind == "timer" for definition in node.definitions)
    )
