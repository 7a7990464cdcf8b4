"""What the rules about confidential values share: which variables bear a mark, and in which forms."""

from collections.abc import Iterator, Mapping

from bpmn.forms.form import Form
from bpmn.forms.marks import Marks, marks_of
from bpmn.model import Activity
from bpmn.rules import Context


def marked_forms(context: Context) -> Iterator[tuple[Activity, Form, Marks]]:
    """The forms of the file, each once, with the first step that has it and its marks."""
    seen = set[str]()
    for activity in context.activities:
        form = (context.forms or {}).get(activity.form or "")
        if form is not None and form.id not in seen:
            seen.add(form.id)
            yield activity, form, marks_of(form.components)


def confidential(context: Context) -> dict[str, frozenset[str]]:
    """The variables that are confidential, or hold something that is, in the forms of the file and of what it calls or
    is called by, each with the roles that read all of it."""
    forms: list[Mapping[str, Form]] = [context.forms or {}, *(each.forms or {} for each in context.called.values())]
    found: dict[str, frozenset[str]] = {}
    for marks in (marks_of(form.components) for listed in forms for form in listed.values()):
        for chain, mark in marks.items():
            if mark.readers is not None:
                found[chain[0]] = found.get(chain[0], mark.readers) & mark.readers
    return found


def roles_of(context: Context, activity: Activity) -> frozenset[str]:
    """The roles that the file names for a step; none where an expression gives them."""
    if activity.potential_owners:
        return frozenset(owner.role for owner in activity.potential_owners if owner.role)
    lanes = (lane for process in context.definitions.processes for lane in process.lanes)
    return next((frozenset(lane.roles) for lane in lanes if lane.id == activity.lane), frozenset())
