"""A component, or the form itself, as a page sent it: every part of it that the page had."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bpmn.forms.editing import checks, marks, options, properties, shown, whens
from bpmn.forms.editing.components import Json, Place, check_names, component, put, walk
from bpmn.forms.editing.given import Given, Problems
from bpmn.forms.editing.known import Known


@dataclass(frozen=True, slots=True)
class Around:
    """What a component can ask of what is around it: `known` by the names that its expressions see, and the `columns`
    of the lists that a table may show, by their variable."""

    known: Mapping[str, Known] = field(default_factory=dict)
    columns: Mapping[str, list[Json]] = field(default_factory=dict)


def edited(form: Json, place: Place, given: Given, around: Around) -> tuple[Json, Problems]:
    """The form with what a page sent of the component in a place (the form itself in none), and what cannot be taken.

    Raises NoSuchComponent.
    """
    problems = Problems()
    changed = component(form, place)
    known = dict(around.known)
    if place:
        changed = properties.apply(changed, given, problems)
        for when in (whens.SHOWN, whens.REQUIRED, whens.LOCKED):
            changed = whens.apply(changed, when, given, known, problems)
        changed = options.apply_options(changed, given, problems)
        changed = marks.apply_marks(changed, given, problems)
        changed = shown.apply_calculation(changed, given, problems)
        changed = shown.apply_sources(changed, given, dict(around.columns), problems)
    others = (each for where, each in (((), form), *walk(form)) if where != place)
    names = {name for each in others for name in check_names(each)}
    changed = checks.apply_checks(changed, given, known, names, problems)
    return put(form, place, changed), problems
