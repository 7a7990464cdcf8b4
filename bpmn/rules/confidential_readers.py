"""Who reads a confidential value is said in two ways, or by a role that no step of the file has.

Where two forms say it differently of one value, it is read by whom both let: perhaps by nobody. A role that the diagram
knows from nowhere else may be misspelt.
"""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.forms.marks import Chain, Mark
from bpmn.messages import lazy_gettext
from bpmn.model import Activity
from bpmn.rules import Context, info, warning
from bpmn.rules._marks import marked_forms
from bpmn.rules._reads import called

CODE = "confidential_readers"
EXPLANATION = Explanation(
    Topic.PEOPLE,
    what=lazy_gettext("It is not clear who reads a confidential value."),
    why=lazy_gettext(
        "Where two forms name other roles, it is read by those that both name, perhaps by nobody. A role that no step "
        "has may be misspelt."
    ),
    how=lazy_gettext("Name the same roles in every form that has the value, as they are called in the procedure."),
    wrong=Sketch(
        "start > ask > review > end", forms={"ask": "number! total @everybody", "review": "number! total @office"}
    ),
    right=Sketch(
        "start > ask > review > end", forms={"ask": "number! total @everybody", "review": "number! total @everybody"}
    ),
)


def check(context: Context) -> Iterator[Finding]:
    known = _roles(context)
    said: dict[Chain, tuple[Activity, Mark]] = {}
    for activity, _, marks in marked_forms(context):
        for chain, mark in marks.items():
            if mark.readers is None:
                continue
            before = said.setdefault(chain, (activity, mark))
            if before[1].readers != mark.readers:
                text = lazy_gettext(
                    "Who reads “{name}” is said otherwise in the form of {step} than in that of {other}: it is read by "
                    "whom both let.",
                    name=called(chain[0], context.dataflow) if len(chain) == 1 else ".".join(chain),
                    step=context.label(activity),
                    other=context.label(before[0]),
                )
                yield warning(CODE, activity, text)
            for role in sorted(mark.readers - known):
                text = lazy_gettext(
                    "In the form of {step}, a value is read by the role “{role}”, which does nothing in this "
                    "procedure; is it written as it is called?",
                    step=context.label(activity),
                    role=role,
                )
                yield info(CODE, activity, text)
                known |= {role}


def _roles(context: Context) -> frozenset[str]:
    processes = (*context.definitions.processes, *(each.process for each in context.called.values()))
    lanes = (role for process in processes for lane in process.lanes for role in lane.roles)
    owners = (process.document.owner for process in processes if process.document.owner)
    named = (role for process in processes for each in process.activities() for role in _named(each))
    return frozenset((*lanes, *owners, *named))


def _named(activity: Activity) -> Iterator[str]:
    return (owner.role for owner in activity.potential_owners if owner.role)
