"""A user task without a form asks for nothing: whoever does it can only say that it is done."""

from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, label, warning

CODE = "no_form"


def check(context: Context) -> Iterator[Finding]:
    for activity in context.activities:
        if activity.kind == "userTask" and not activity.form:
            text = lazy_gettext(
                "“{name}” has no form; name it in cauce:activity, attribute form.", name=label(activity)
            )
            yield warning(CODE, activity, text)
