"""A confidential value stands in a notice, or says who does a step, how often or by when.

No letter brings a confidential value: a dash stands in its place. Who has work, and until when, is seen by everybody
who sees the instance; where a confidential value decides that, it is as good as told.
"""

from collections.abc import Iterator

from bpmn.dataflow.uses import Role
from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.model import Activity
from bpmn.rules import Context, info, warning
from bpmn.rules._marks import confidential, roles_of
from bpmn.rules._reads import called

CODE = "confidential_told"
_NOTICE = (
    '<userTask id="review">\n  <extensionElements>\n    <cauce:notification to="sales" subject="{}"/>\n'
    "  </extensionElements>\n</userTask>"
)
EXPLANATION = Explanation(
    Topic.DATA,
    what=lazy_gettext("A notice, an assignment or a term uses a confidential value."),
    why=lazy_gettext(
        "No letter brings what is confidential: there will be a dash in its place. And who has a step, and until when, "
        "is seen by everybody who sees the instance."
    ),
    how=lazy_gettext("Leave the value out of the notice, or let another field decide."),
    wrong=Sketch("start > ask > review > end", inside=_NOTICE.format("{total}"), forms={"ask": "number! total @sales"}),
    right=Sketch("start > ask > review > end", inside=_NOTICE.format("OK"), forms={"ask": "number! total @sales"}),
    in_the_file=True,
)
_SEEN = (Role.PERFORMER, Role.RECIPIENT, Role.COLLECTION, Role.TERM, Role.TIMER, Role.INVITATION)


def check(context: Context) -> Iterator[Finding]:
    marked = confidential(context)
    for use in context.dataflow.all_uses if marked else ():
        for name in sorted(use.names & marked.keys()):
            said = {"step": context.label(use.element), "name": called(name, context.dataflow)}
            if use.role is Role.PLACE:
                text = lazy_gettext(
                    "A notice of {step} has “{name}” in its text, which is confidential: no letter brings it, and a "
                    "dash will stand in its place.",
                    **said,
                )
                yield warning(CODE, use.element, text)
            elif use.role is Role.FORM and isinstance(use.element, Activity):
                if roles_of(context, use.element) - marked[name]:
                    text = lazy_gettext(
                        "The form of {step} shows or uses “{name}”, which is confidential: whoever does the step reads "
                        "it there, though their role reads it nowhere else.",
                        **said,
                    )
                    yield info(CODE, use.element, text)
            elif use.role in _SEEN:
                text = lazy_gettext(
                    "“{name}” is confidential, and by it is decided who has {step}, how often or until when: that is "
                    "seen by everybody who sees the instance.",
                    **said,
                )
                yield warning(CODE, use.element, text)
