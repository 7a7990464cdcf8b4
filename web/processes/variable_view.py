"""The variables of a draft and where each of them stands, in words."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from bpmn.forms.kinds import Container, DynamicList, Field
from bpmn.forms.schema.reader import read_form
from bpmn.messages import Message, lazy_gettext
from bpmn.model import Element, Process
from bpmn.naming import name_of, shortened
from bpmn.reader import read
from bpmn.renaming.texts import Kind
from bpmn.renaming.uses import Use, Where, count, uses
from bpmn.surroundings import Surrounded
from engine.db import Connection
from engine.definitions import drafts, queries
from engine.definitions.calls import reached
from engine.definitions.drafts import Draft
from engine.errors import NotFound
from engine.records.kinds import RecordKind, record_kinds
from engine.records.models import Format
from engine.records.templates import template
from web.paper.procedure import process_of
from web.texts.uses import USES
from web.texts.wording import title


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable that the forms of a draft ask or show: what people call it, its `name`, the steps whose forms have it,
    and how many places name it."""

    label: str
    name: str
    steps: tuple[str, ...]
    places: int


@dataclass(frozen=True, slots=True)
class Place:
    """One place: where it is and what the variable is there for, in words; `text` is what stands there where that says
    more; `element` is the id of what the drawing can show, `form` that of the form that it is in."""

    where: Message
    what: Message
    text: str
    element: str | None = None
    form: str | None = None


@dataclass(frozen=True, slots=True)
class VariableView:
    """A variable of a draft with its `places`; `templates` of records that show it, and `others`, procedures called
    from here that name it: both keep the name that it has."""

    draft: Draft
    title: str
    variable: Variable
    places: tuple[Place, ...]
    templates: tuple[str, ...]
    others: tuple[str, ...]


def variables(draft: Draft) -> list[Variable]:
    """What the forms of a draft ask or show, by what people call it."""
    labels, asking = dict[str, str](), dict[str, set[str]]()
    places = count(draft.diagram, draft.forms)
    for form_id, source in draft.forms.items():
        form = read_form(source).form
        for name, label in _fields(form.components if form else (), ()):
            labels.setdefault(name, label)
            asking.setdefault(name, set()).add(form_id)
    process = process_of(draft.diagram, draft.process_id)
    found = [Variable(labels[each], each, tuple(_steps(process, asking[each])), places[each]) for each in labels]
    return sorted(found, key=lambda variable: variable.label.casefold())


def variable_view(connection: Connection, draft: Draft, name: str) -> VariableView:
    """A variable and every place that names it. Raises NotFound (kind ``variable``) where none does."""
    kinds = _kinds(draft)
    templates = {kind.title: text for kind in kinds if (text := _template(connection, kind)) is not None}
    found = uses(name, draft.diagram, draft.forms, templates)
    if all(use.where is Where.TEMPLATE for use in found):
        raise NotFound(kind="variable", id=name)
    known = {each.name: each for each in variables(draft)}
    variable = known.get(name, Variable(name, name, (), len(found)))
    process = process_of(draft.diagram, draft.process_id)
    return VariableView(
        draft,
        title(process) if process else draft.process_id,
        variable,
        tuple(_place(use, draft, process, known) for use in found if use.where is not Where.TEMPLATE),
        tuple(use.name for use in found if use.where is Where.TEMPLATE),
        tuple(_others(connection, draft, name)),
    )


def _fields(components: tuple[object, ...], path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The variables of a form with their labels; of an object, under that of the first of its fields."""
    for component in components:
        if isinstance(component, Field | DynamicList):
            yield (path + component.path)[0], component.label or component.id
        elif isinstance(component, Container):
            yield from _fields(component.components, path + component.path)


def _steps(process: Process | None, form_ids: Collection[str]) -> list[str]:
    """The names of the steps that have one of these forms, in the order of the diagram."""
    activities = process.activities() if process else ()
    return [shortened(each.name) for each in activities if each.form in form_ids and each.name]


def _place(use: Use, draft: Draft, process: Process | None, known: Mapping[str, Variable]) -> Place:
    text = (
        "" if use.text in known or use.kind is Kind.FIELD else shortened(use.text)
    )  # the name alone says nothing more
    if use.where is Where.FORM:
        steps = ", ".join(f"«{each}»" for each in _steps(process, (use.name,)))
        field = known[use.element].label if use.element in known else ""
        if steps and field:
            where = lazy_gettext("Form of {steps}, field «{field}»", steps=steps, field=field)
        elif steps:
            where = lazy_gettext("Form of {steps}", steps=steps)
        else:
            where = lazy_gettext("A form that no step has")
        return Place(where, USES[use.kind], text, form=use.name)
    elements = _elements(process)
    if process is None or use.element not in elements:
        return Place(lazy_gettext("The diagram"), USES[use.kind], text)
    return Place(name_of(Surrounded(process), elements[use.element]), USES[use.kind], text, use.element)


def _elements(process: Process | None) -> dict[str, Element]:
    if process is None:
        return {}
    return {each.id: each for each in (process, *process.lanes, *process.nodes, *process.flows)}


def _kinds(draft: Draft) -> tuple[RecordKind, ...]:
    process = process_of(draft.diagram, draft.process_id)
    forms = {name: form for name, source in draft.forms.items() if (form := read_form(source).form)}
    return record_kinds(process, forms) if process else ()


def _template(connection: Connection, kind: RecordKind) -> bytes | None:
    found = (template(connection, kind.process_id, kind.key, format_) for format_ in (Format.TYPST, Format.DOCX))
    return next((each.content for each in found if each is not None), None)


def _others(connection: Connection, draft: Draft, name: str) -> Iterator[str]:
    """The titles of the procedures that are called from a draft and name a variable of it."""
    diagrams = {**drafts.beside(connection, draft), draft.process_id: draft.diagram}
    forms = queries.forms_in_force(connection)
    for id in reached(draft.process_id, diagrams):
        if id != draft.process_id and uses(name, diagrams[id], forms.get(id, {})):
            definitions = read(diagrams[id]).definitions
            yield from (title(each) for each in (definitions.processes if definitions else ()) if each.id == id)
