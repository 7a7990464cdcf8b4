"""The name of a form is the name of a file beside the diagram, and nothing that leads elsewhere."""

import re
from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error

CODE = "form_name"
EXPLANATION = Explanation(
    Topic.PEOPLE,
    what=lazy_gettext("The name of a form cannot be one."),
    why=lazy_gettext(
        "A form is a file beside the diagram, found by its name alone. With other signs in the name it is not found."
    ),
    how=lazy_gettext("Use letters, digits, hyphens and underscores only."),
    wrong=Sketch(
        "start > review > end",
        inside=(
            '<userTask id="review">\n'
            "  <extensionElements>\n"
            '    <cauce:activity form="../form 1"/>\n'
            "  </extensionElements>\n"
            "</userTask>"
        ),
    ),
    right=Sketch(
        "start > review > end",
        inside=(
            '<userTask id="review">\n'
            "  <extensionElements>\n"
            '    <cauce:activity form="form-1"/>\n'
            "  </extensionElements>\n"
            "</userTask>"
        ),
    ),
    in_the_file=True,
)
_NAME = re.compile(r"[a-z_][a-z0-9_-]{0,99}", re.IGNORECASE | re.ASCII)


def check(context: Context) -> Iterator[Finding]:
    for activity in context.activities:
        if activity.form and not _NAME.fullmatch(activity.form):
            text = lazy_gettext(
                "“{form}” cannot be the name of a form; use letters, digits, “-” and “_”.", form=activity.form[:80]
            )
            yield error(CODE, activity, text)
