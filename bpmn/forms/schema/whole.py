"""What is wrong with a form as a whole: two fields in one place, rows that cannot be told apart, circles."""

from collections.abc import Iterator

from bpmn.findings import Finding, Severity
from bpmn.forms.computations import ROW, computations, resolve
from bpmn.forms.feel import Feel
from bpmn.forms.form import Form
from bpmn.forms.kinds import Choice, Component, Container, DynamicList, Field, Refused
from bpmn.forms.marks import LISTED, marks_of
from bpmn.messages import Message, lazy_gettext

Path = tuple[str, ...]


def check_form(form: Form) -> list[Finding]:
    """The findings of the form as a whole."""
    return [
        *_ids(form.components, {form.id}),
        *_places(form),
        *_defaults(form),
        *_fixed_rows(form.components),
        *_checks(form),
        *_marks(form),
        *_circles(form),
    ]


def _finding(code: str, component: Component, message: Message) -> Finding:
    path = component.path if isinstance(component, (Field, Container)) else ()
    element = ".".join(path) or component.id
    return Finding(code, Severity.ERROR, element, component.line, message)


def _ids(components: tuple[Component, ...], seen: set[str]) -> Iterator[Finding]:
    for component in components:
        if component.id in seen:
            yield _finding(
                "form_duplicate_id",
                component,
                lazy_gettext("Another component has the id “{id}”; change one.", id=component.id),
            )
        seen.add(component.id)
        if isinstance(component, Container):
            yield from _ids(component.components, seen)


def _listed(
    components: tuple[Component, ...], base: Path = (), around: tuple[Component, ...] = ()
) -> Iterator[tuple[Path, Component, tuple[Component, ...]]]:
    """Fields and lists with their place in the data and the containers around them, in the form's order."""
    for component in components:
        if isinstance(component, Field):
            yield base + component.path, component, around
        elif isinstance(component, Container):
            place = base + component.path
            if isinstance(component, DynamicList):
                yield place, component, around
                place += (ROW,)
            yield from _listed(component.components, place, (*around, component))


def _places(form: Form) -> Iterator[Finding]:
    """Each field and list has a place of its own, and none lies within another's (as in form-js's path registry)."""
    taken: dict[Path, Component] = {}
    for place, component, around in _listed(form.components):
        ends = [place[:length] for length in range(1, len(place) + 1)]
        within = any(end in taken and not any(taken[end] is holder for holder in around) for end in ends)
        above = any(other[: len(place)] == place for other in taken)
        if within or above:
            yield _finding(
                "form_duplicate_key",
                component,
                lazy_gettext("Another field keeps its value in “{key}”; change one key.", key=".".join(place)),
            )
        taken.setdefault(place, component)


def _defaults(form: Form) -> Iterator[Finding]:
    for _, field in form.fields():
        options = field.values if isinstance(field, Choice) else ()
        if field.default is not None and options is not None:
            try:
                field.convert(field.default, options, field.label)
            except Refused as refused:
                yield _finding("form_default", field, refused.message)


def _fixed_rows(components: tuple[Component, ...]) -> Iterator[Finding]:
    for _, component, around in _listed(components):
        rows = [holder for holder in around if isinstance(holder, DynamicList) and holder.add_remove]
        if (
            rows
            and isinstance(component, Field)
            and not component.computed
            and (component.only_shown or component.readonly)
        ):
            yield _finding(
                "form_readonly_rows",
                component,
                lazy_gettext(
                    "“{label}” cannot be read-only in a list whose rows may be removed; set allowAddRemove to false.",
                    label=component.label,
                ),
            )


def _checks(form: Form) -> Iterator[Finding]:
    """Checks stand where their message has a place on the page, and have a name each."""
    names = [check.name for check in form.checks]
    for component in _all(form.components):
        names += [check.name for check in component.checks]
        if component.checks and not isinstance(component, (Field, DynamicList)):
            yield _finding(
                "form_check", component, lazy_gettext("Put the check on a field, on a list, or on the form itself.")
            )
    for name in sorted({name for name in names if names.count(name) > 1}):
        message = lazy_gettext("Two checks are called “{name}”; change one.", name=name)
        yield Finding("form_check", Severity.ERROR, form.id, None, message)


def _marks(form: Form) -> Iterator[Finding]:
    """Marks stand on what holds a value, and on nothing that every list shows."""
    for component in _all(form.components):
        marked = component.confidential or component.personal
        if marked and not isinstance(component, (Field, Container)):
            yield _finding(
                "form_mark",
                component,
                lazy_gettext("Only a field, a list or a group can be confidential or personal: it holds no value."),
            )
        if component.searchable and not isinstance(component, Field):
            message = lazy_gettext("Only a field can be one by which instances are found: it holds no value.")
            yield _finding("form_mark", component, message)
        if component.start and not isinstance(component, Field):
            message = lazy_gettext("Only a field can be asked before the process begins.")
            yield _finding("form_mark", component, message)
    for name in sorted({chain[0] for chain in marks_of(form.components)}.intersection(LISTED)):
        message = lazy_gettext(
            "“{name}” names each instance in the lists, so that it can be neither confidential nor personal; ask for "
            "what is so in another field.",
            name=name,
        )
        yield Finding("form_mark", Severity.ERROR, name, None, message)


def _all(components: tuple[Component, ...]) -> Iterator[Component]:
    for component in components:
        yield component
        if isinstance(component, Container):
            yield from _all(component.components)


def _circles(form: Form) -> Iterator[Finding]:
    """Fields that are shown, may be written or are computed depending on one another have no state that is right.

    The value of a field that is only shown does not depend on anything, so it may hide itself while it is empty.
    """
    listed = list(_listed(form.components))
    computed = {each.place: each for each in computations(form.components)}
    fields = {
        place
        for place, component, _ in listed
        if isinstance(component, Field) and (component.computed or not component.only_shown)
    }
    needs = {place: _needs(place, component, around, fields) for place, component, around in listed if place in fields}
    for place, computation in computed.items():
        needs[place] |= {other for other in fields if computation.reads(other)}
    for place, component, _ in listed:
        if place in needs and _depends_on_itself(place, needs):
            label = component.label
            if place in computed:
                message = lazy_gettext("The value of “{label}” depends on itself.", label=label)
            else:
                message = lazy_gettext("Whether “{label}” is shown or may be written depends on itself.", label=label)
            yield _finding("form_circular", component, message)


def _needs(place: Path, component: Component, around: tuple[Component, ...], fields: set[Path]) -> set[Path]:
    """The fields that say whether the one in `place` is shown and may be written."""
    found: set[Path] = set()
    for holder in (*around, component):
        for condition in (holder.hide, holder.readonly if isinstance(holder, Field) else None):
            if isinstance(condition, Feel):
                found |= {other for path in condition.paths if (other := resolve(path, place)) in fields}
    return found


def _depends_on_itself(place: Path, needs: dict[Path, set[Path]]) -> bool:
    seen: set[Path] = set()
    waiting = list(needs[place])
    while waiting:
        needed = waiting.pop()
        if needed not in seen:
            seen.add(needed)
            waiting.extend(needs[needed])
    return place in seen
