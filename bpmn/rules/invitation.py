"""An invitation names variables: whose address, whose name, until when; its text has places for variables only.

A misspelt one would be found out when the link should leave and nobody gets it.
"""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error
from bpmn.rules.notification import bad_place

CODE = "invitation"
EXPLANATION = Explanation(
    Topic.PEOPLE,
    what=lazy_gettext("An invitation to somebody outside does not say whom it is for."),
    why=lazy_gettext(
        "It says by the names of fields where the address and the name stand. With a name "
        "that is none, the link would be sent to nobody."
    ),
    how=lazy_gettext("Write the name of the field in which the address is asked for."),
    wrong=Sketch(
        "start > ask > review > end",
        inside=(
            '<laneSet id="lanes">\n'
            '  <lane id="everybody">\n'
            "    <extensionElements>\n"
            '      <cauce:invitation email="e mail"/>\n'
            "    </extensionElements>\n"
            "    <flowNodeRef>review</flowNodeRef>\n"
            "  </lane>\n"
            '  <lane id="office"><flowNodeRef>ask</flowNodeRef></lane>\n'
            "</laneSet>"
        ),
        forms={"ask": "textfield! email"},
    ),
    right=Sketch(
        "start > ask > review > end",
        inside=(
            '<laneSet id="lanes">\n'
            '  <lane id="everybody">\n'
            "    <extensionElements>\n"
            '      <cauce:invitation email="email"/>\n'
            "    </extensionElements>\n"
            "    <flowNodeRef>review</flowNodeRef>\n"
            "  </lane>\n"
            '  <lane id="office"><flowNodeRef>ask</flowNodeRef></lane>\n'
            "</laneSet>"
        ),
        forms={"ask": "textfield! email"},
    ),
    in_the_file=True,
)


def check(context: Context) -> Iterator[Finding]:
    for process in context.definitions.processes:
        for lane in process.lanes:
            invitation = lane.invitation
            if invitation is None:
                continue
            for name in (invitation.email, invitation.person, invitation.until):
                if name and not name.isidentifier():
                    text = lazy_gettext(
                        "The invitation of {lane} names “{value}”, which cannot be the name of a field; correct it.",
                        lane=context.label(lane),
                        value=name[:80],
                    )
                    yield error(CODE, lane, text)
            for template in (invitation.subject or "", invitation.text):
                place = bad_place(template)
                if place is not None:
                    text = lazy_gettext(
                        "The invitation of {lane} has “{place}” in its text; between braces write the name of a "
                        "field, and braces that are text twice.",
                        lane=context.label(lane),
                        place=place,
                    )
                    yield error(CODE, lane, text)
