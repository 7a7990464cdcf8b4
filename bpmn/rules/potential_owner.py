"""A potential owner names a role or an expression that yields roles (10.2.1); other performers are not looked at."""

from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error, warning

CODE = "potential_owner"


def check(context: Context) -> Iterator[Finding]:
    for activity in context.activities:
        for owner in activity.potential_owners:
            if (owner.role is None) == (owner.expression is None):
                text = lazy_gettext(
                    "A potential owner names either a role (resourceRef) or an expression; write one of them."
                )
                yield error(CODE, activity, text)
    for node in context.xml("performer", "humanPerformer", "resourceRole"):
        text = lazy_gettext("“{tag}” is not looked at; write it as potentialOwner.", tag=node.name)
        yield warning(CODE, node, text)
