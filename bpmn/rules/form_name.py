"""The name of a form is the name of a file beside the diagram, and nothing that leads elsewhere."""

import re
from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error

CODE = "form_name"
_NAME = re.compile(r"[a-z_][a-z0-9_-]{0,99}", re.IGNORECASE | re.ASCII)


def check(context: Context) -> Iterator[Finding]:
    for activity in context.activities:
        if activity.form and not _NAME.fullmatch(activity.form):
            text = lazy_gettext(
                "“{form}” cannot be the name of a form; use letters, digits, “-” and “_”.", form=activity.form[:80]
            )
            yield error(CODE, activity, text)
