"""An invitation names variables: whose address, whose name, until when; its text has places for variables only.

A misspelt one would be found out when the link should leave and nobody gets it.
"""

from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error, label
from bpmn.rules.notification import bad_place

CODE = "invitation"


def check(context: Context) -> Iterator[Finding]:
    for process in context.definitions.processes:
        for lane in process.lanes:
            invitation = lane.invitation
            if invitation is None:
                continue
            for name in (invitation.email, invitation.person, invitation.until):
                if name and not name.isidentifier():
                    text = lazy_gettext(
                        "The invitation of “{lane}” names “{value}”; write the name of a variable.",
                        lane=label(lane),
                        value=name[:80],
                    )
                    yield error(CODE, lane, text)
            for template in (invitation.subject or "", invitation.text):
                place = bad_place(template)
                if place is not None:
                    text = lazy_gettext(
                        "The invitation of “{lane}” has the place “{place}”; write the name of a variable between "
                        "braces, and braces that are text twice.",
                        lane=label(lane),
                        place=place,
                    )
                    yield error(CODE, lane, text)
