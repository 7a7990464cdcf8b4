"""The forms of a draft, and one of them: what the pages of the room show."""

from dataclasses import dataclass

from bpmn.findings import Finding
from bpmn.forms.editing.components import Json, Place, walk
from bpmn.forms.schema.json_lines import load
from bpmn.model import Activity
from engine.records.kinds import key_of
from web.pages.names import procedure_names, role_names
from web.processes.form_room.room import Room, tree_of
from web.processes.form_room.words import Destination, Row, destinations, name_of, rows
from web.site import presenter
from web.texts.differences.namer import Namer
from web.texts.findings import told

MOST_FIELDS = 4
"""Fields by which a form that no step uses is known."""


@dataclass(frozen=True, slots=True)
class FormLine:
    """A form in the list: the names of the steps that have it, or of its first fields; how many fields it has, and how
    much is found in it."""

    id: str
    steps: tuple[str, ...]
    fields: tuple[str, ...]
    count: int
    findings: int
    readable: bool


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step of people that has no form; `missing`: it names one that is not there."""

    id: str
    name: str
    missing: bool


@dataclass(frozen=True, slots=True)
class RecordLine:
    """A record that the steps with a form leave."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class FormPage:
    """One form: its rows, what is found of it and at no field, the steps that have it, and where fields can go."""

    id: str
    title: str
    source: Json | None
    rows: tuple[Row, ...]
    findings: tuple[str, ...]
    users: tuple[str, ...]
    steps: tuple[Activity, ...]
    records: tuple[RecordLine, ...]
    destinations: tuple[Destination, ...]


def namer(room: Room) -> Namer | None:
    """Names what the draft says; None where the diagram cannot be read."""
    found = room.edition
    return None if found is None else Namer(found, presenter(), role_names(), procedure_names())


def forms_of(room: Room, names: Namer) -> tuple[FormLine, ...]:
    """The forms of the draft, those of the first steps first; those that no step has at the end."""
    order = {each.form: number for number, each in reversed(list(enumerate(room.steps())))}
    ids = sorted(room.draft.forms, key=lambda id: (order.get(id, len(order)), id))
    return tuple(_line(room, id, names) for id in ids)


def _line(room: Room, id: str, names: Namer) -> FormLine:
    form = tree_of(room.draft.forms[id])
    fields = [each for _, each in walk(form) if "key" in each or each.get("type") == "dynamiclist"] if form else []
    known = tuple(name_of(each, names) for each in fields[:MOST_FIELDS])
    findings = room.reading(id).findings
    return FormLine(id, step_names(room, id), known, len(fields), len(findings), form is not None)


def step_names(room: Room, form_id: str) -> tuple[str, ...]:
    """What the steps that have a form are called."""
    names = {each.id: each.name for each in room.users(form_id)}
    return tuple(name or id for id, name in names.items())


def without_form(room: Room) -> tuple[StepLine, ...]:
    """The steps of people that have no form, or one that is not there."""
    return tuple(
        StepLine(each.id, each.name or "", each.form is not None)
        for each in room.steps()
        if each.form not in room.draft.forms
    )


def form_page(room: Room, form_id: str, names: Namer) -> FormPage:
    """One form of the draft. Raises NotFound."""
    source = room.source(form_id)
    form, (by_place, other) = tree_of(source), placed(room, form_id)
    users = room.users(form_id)
    kinds = {key_of(record): record for each in users for record in each.records}
    return FormPage(
        form_id,
        title(room, form_id, names),
        form,
        () if form is None else rows(form, names, by_place),
        tuple(other),
        tuple(each.id for each in users),
        room.steps(),
        tuple(RecordLine(key, f"{each.code or ''} {each.name}".strip()) for key, each in kinds.items()),
        () if form is None else destinations(form, None, names),
    )


def title(room: Room, form_id: str, names: Namer) -> str:
    """What people know a form by: the steps that have it."""
    steps = step_names(room, form_id)
    return names.joined(steps) if steps else names.gettext("A form that no step has")


def placed(room: Room, form_id: str) -> tuple[dict[Place, list[str]], list[str]]:
    """What is found in a form: by the place of the component, and what is about the form as a whole."""
    gettext, source = presenter().gettext, room.source(form_id)
    lines = _lines(source)
    found: dict[Place, list[str]] = {}
    other: list[str] = []
    for finding in room.reading(form_id).findings:
        place = _place(finding, lines)
        (found.setdefault(place, []) if place else other).append(told(finding, gettext))
    return found, other


def _lines(source: bytes) -> list[tuple[int, Place, Json]]:
    """On which line each component of a form begins."""
    form = tree_of(source)
    if form is None:
        return []
    raw, lines = load(source)
    return [(lines[id(each)], place, each) for place, each in walk(raw) if id(each) in lines]


def _place(finding: Finding, lines: list[tuple[int, Place, Json]]) -> Place:
    """The component that a finding is about: the last that begins before its line, and is called so."""
    if finding.line is None:
        named = [place for _, place, each in lines if finding.element in (each.get("key"), each.get("path"))]
        return named[0] if finding.element and named else ()
    before = [place for line, place, _ in lines if line <= finding.line]
    return before[-1] if before else ()
