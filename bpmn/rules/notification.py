"""A notification says to whom it goes, and its places are names of variables (``{cliente}``) and nothing else."""

import re
from collections.abc import Iterator
from string import Formatter

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error

CODE = "notification"
EXPLANATION = Explanation(
    Topic.PEOPLE,
    what=lazy_gettext("A notice goes to nobody, or has a gap that cannot be filled."),
    why=lazy_gettext("It would never be sent, or would arrive with the name of a field instead of its value."),
    how=lazy_gettext("Say which role it goes to; between braces stands the name of one field and nothing else."),
    wrong=Sketch(
        "start > review > end",
        inside=(
            '<userTask id="review">\n'
            "  <extensionElements>\n"
            '    <cauce:notification subject="OK"/>\n'
            "  </extensionElements>\n"
            "</userTask>"
        ),
    ),
    right=Sketch(
        "start > review > end",
        inside=(
            '<userTask id="review">\n'
            "  <extensionElements>\n"
            '    <cauce:notification to="sales" subject="OK"/>\n'
            "  </extensionElements>\n"
            "</userTask>"
        ),
    ),
    in_the_file=True,
)


def check(context: Context) -> Iterator[Finding]:
    for node in context.nodes:
        for notification in node.notifications:
            if not notification.to and not notification.to_expression:
                text = lazy_gettext(
                    "A notice of {name} goes to nobody; say which role gets it.", name=context.label(node)
                )
                yield error(CODE, node, text)
            for template in (notification.subject, notification.body):
                place = bad_place(template)
                if place is not None:
                    text = lazy_gettext(
                        "A notice of {name} has “{place}” in its text; between braces write the name of a field, and "
                        "braces that are text twice.",
                        name=context.label(node),
                        place=place,
                    )
                    yield error(CODE, node, text)


def bad_place(template: str) -> str | None:
    """The first place that is no plain variable, nor one with its number of decimals, if there is one."""
    try:
        for _, field, format_spec, conversion in Formatter().parse(template):
            wrong = conversion or (format_spec and re.fullmatch(r"\d", format_spec, re.ASCII) is None)
            if field is not None and (not field.isidentifier() or wrong):
                return f"{{{field[:80]}}}"
    except ValueError:
        return template[:80]
    return None
