"""One component of a form before who writes it: each of its inputs with what it holds, or what was typed there."""

from collections.abc import Mapping
from dataclasses import dataclass

from bpmn.forms.editing import calculations
from bpmn.forms.editing.checks import check_said
from bpmn.forms.editing.components import Json, Place, checks_of, component, row_of
from bpmn.forms.editing.given import Given, at, one, several
from bpmn.forms.editing.known import Known
from bpmn.forms.editing.known import columns_of as numbers_in_rows
from bpmn.forms.editing.marks import is_marked, readers_of
from bpmn.forms.editing.options import CHOICES, options_from, options_of
from bpmn.forms.editing.properties import Property, properties_of, text_of
from bpmn.forms.editing.shown import calculation_of, sources_of
from bpmn.forms.editing.whens import LOCKED, REQUIRED, SHOWN, How, Said, When, given_in, said_of
from bpmn.forms.starting import first_activity
from bpmn.messages import Message, lazy_gettext
from bpmn.renaming.uses import uses
from web.forms.form_view import anchor
from web.pages.names import role_names
from web.processes.form_room.choices import Group, groups
from web.processes.form_room.known import around, for_checks, lists_of, own_fields
from web.processes.form_room.labels import HOWS, TITLES
from web.processes.form_room.listing import namer, placed
from web.processes.form_room.room import Room
from web.processes.form_room.room import text_of as text_of_place
from web.processes.form_room.words import Destination, destinations, kind_of, name_of
from web.site import presenter
from web.texts.differences.conditions import in_words

SPARE = 1
"""Rows for conditions that a page has besides those that are filled in."""


@dataclass(frozen=True, slots=True)
class InputView:
    """An input of a plain property."""

    property: Property
    text: str


@dataclass(frozen=True, slots=True)
class WhenView:
    """When something holds: how that is said, and what is chosen. `words`: what it says now."""

    name: str
    title: Message
    hows: Mapping[How, Message]
    said: Said
    words: str = ""

    @property
    def rows(self) -> tuple[tuple[str, str], ...]:
        """The rows of the page, some of them to be filled in."""
        return (*self.said.rows, *[("", "")] * SPARE)


@dataclass(frozen=True, slots=True)
class CheckView:
    """A check between fields, or the place for another one."""

    when: WhenView
    message: str
    always: bool
    is_new: bool


@dataclass(frozen=True)
class FieldPage:
    """One component of a form, or the form itself (`place` is ``formulario``)."""

    form_id: str
    place: str
    stamp: str
    component: Json
    name: str
    kind: Message
    variable: str
    inputs: tuple[InputView, ...]
    whens: tuple[WhenView, ...]
    checks: tuple[CheckView, ...]
    can_check: bool
    conditions: tuple[Group, ...]
    check_conditions: tuple[Group, ...]
    findings: tuple[str, ...]
    destinations: tuple[Destination, ...]
    options: tuple[tuple[str, str], ...]
    options_from: tuple[str, str]
    lists: tuple[Known, ...]
    confidential: bool
    readers: frozenset[str]
    roles: Mapping[str, str]
    personal: bool
    searchable: bool
    can_be_searched: bool
    start: bool
    can_start: bool
    holds_value: bool
    calculation: Mapping[str, str] | None
    numbers: tuple[Known, ...]
    rows: tuple[Known, ...]
    expression: str
    sources: tuple[str, ...] | None
    offered: tuple[Known, ...]
    columns: tuple[tuple[str, str, bool], ...]
    source: str
    vocabulary: tuple[Known, ...]
    whole_variable: str
    uses: int

    @property
    def anchor(self) -> str | None:
        """Where the component is on the page of a step, as far as it has a name there."""
        return anchor(self.variable) if self.variable else None

    @property
    def type(self) -> str:
        """The kind of the component, as the schema calls it."""
        return str(self.component.get("type"))

    @property
    def usual(self) -> list[InputView]:
        """The inputs that most need."""
        return [each for each in self.inputs if not each.property.rare]

    @property
    def rare(self) -> list[InputView]:
        """The others."""
        return [each for each in self.inputs if each.property.rare]


def field_page(room: Room, form_id: str, form: Json, place: Place, stamp: str, given: Given | None = None) -> FieldPage:
    """The page of the component in a place of `form`, with what was typed there (`given`) if anything was.

    Raises NoSuchComponent, NotFound.
    """
    names = namer(room)
    assert names is not None
    known_around = around(room, form_id, form, place)
    known, itself = dict(known_around.known), component(form, place)
    kind = str(itself.get("type"))
    asks = "key" in itself and kind != "expression"
    gettext = presenter().gettext
    whens = [SHOWN, *((LOCKED, REQUIRED) if asks else ())] if place else []
    checking = for_checks(room, form_id, form, place)
    own = own_fields(room, form_id, form, place)
    own_names = {each.name for each in own}
    here = room.readable.get(form_id)
    numbers = [each for each in known.values() if each.kind.name in ("number", "any") and not each.files]
    rows = tuple(numbers_in_rows(here)) if here is not None else ()
    lists = tuple(each for each in known.values() if each.kind.name == "list" and not each.files)
    offered = _offered(kind, known, lists_of(room, form_id))
    by_place, _ = placed(room, form_id)
    first = first_activity(room.process) if room.process is not None else None
    starts = first is not None and first.form == form_id and row_of(form, place) is None if place else False
    whole = _variable(form, place)
    return FieldPage(
        form_id=form_id,
        place=text_of_place(place),
        stamp=stamp,
        component=itself,
        name=name_of(itself, names) if place else gettext("The form as a whole"),
        kind=kind_of(itself) if place else lazy_gettext("Checks between fields"),
        variable=str(itself.get("key") or itself.get("path") or ""),
        inputs=tuple(_inputs(itself, given)) if place else (),
        whens=tuple(_when(itself, when, known, given, names) for when in whens),
        checks=tuple(_checks(itself, checking, given)),
        can_check=not place or "key" in itself or kind == "dynamiclist",
        conditions=groups(known.values(), gettext),
        check_conditions=groups(_own_first(checking, own_names), gettext),
        findings=tuple(by_place.get(place, ())),
        destinations=destinations(form, place, names) if place else (),
        options=_options(itself, given),
        options_from=_options_from(itself, given),
        lists=lists,
        confidential=_ticked(given, "confidential", bool(readers_of(itself))),
        readers=frozenset(several(given, "readers") if given and "confidential" in given else readers_of(itself)),
        roles=_roles(readers_of(itself)),
        personal=_ticked(given, "personal", is_marked(itself, "personal")),
        searchable=_ticked(given, "searchable", is_marked(itself, "searchable")),
        can_be_searched=bool(place) and "key" in itself,
        start=_ticked(given, "start", is_marked(itself, "start")),
        can_start=bool(starts and asks),
        holds_value=bool(place) and ("key" in itself or kind in ("dynamiclist", "group")),
        calculation=_calculation(itself, [each.name for each in (*numbers, *rows, *lists)], given),
        numbers=tuple(numbers),
        rows=(*rows, *(each for each in lists if each.name in own_names)),
        expression=_text(given, "calculation-text", str(itself.get("expression") or "").removeprefix("=").strip()),
        sources=_sources(itself, offered, given),
        offered=offered,
        columns=_columns(itself, lists_of(room, form_id), given),
        source=_text(given, "source-text", str(itself.get("dataSource") or "").removeprefix("=").strip()),
        vocabulary=tuple({**checking, **known}.values()),
        whole_variable=whole,
        uses=_uses(room, form_id, whole),
    )


def _variable(form: Json, place: Place) -> str:
    """The variable of the instance that a component fills or shows; "" for none, and for what is within one."""
    itself = component(form, place)
    name = str(itself.get("key") or itself.get("path") or "") if place and row_of(form, place) is None else ""
    return name if name.isidentifier() else ""


def _uses(room: Room, form_id: str, name: str) -> int:
    """In how many other places a variable stands."""
    found = uses(name, room.draft.diagram, room.draft.forms) if name else ()
    return sum(1 for each in found if not (each.name == form_id and each.element == name))


def _ticked(given: Given | None, name: str, now: bool) -> bool:
    return one(given, name) == "on" if given is not None and name in given else now


def _text(given: Given | None, name: str, now: str) -> str:
    return one(given, name) if given is not None and name in given else now


def _inputs(itself: Json, given: Given | None) -> list[InputView]:
    return [InputView(each, _text(given, each.name, text_of(itself, each))) for each in properties_of(itself)]


def _when(itself: Json, when: When, known: dict[str, Known], given: Given | None, names: object) -> WhenView:
    said = (
        given_in(given, when.name)
        if given is not None and f"{when.name}-how" in given
        else said_of(itself, when, known)
    )
    value = at(itself, when.path)
    words = in_words(value, names) if isinstance(value, str) and said.how is How.TEXT else ""  # type: ignore[arg-type]
    return WhenView(when.name, TITLES[when.name], HOWS[when.name], said, words)


def _checks(itself: Json, known: dict[str, Known], given: Given | None) -> list[CheckView]:
    found = []
    hows = {How.ROWS: lazy_gettext("When what I choose holds"), How.TEXT: lazy_gettext("By an expression")}
    for number, check in enumerate([*checks_of(itself), None]):
        name = f"check-{number}"
        typed = given is not None and f"{name}-message" in given
        said = given_in(given or {}, name) if typed else Said(How.ROWS) if check is None else check_said(check, known)
        message = _text(given, f"{name}-message", "" if check is None else str(check.get("message") or ""))
        always = one(given or {}, f"{name}-always") == "on" if typed else bool(check and check.get("always"))
        view = WhenView(name, lazy_gettext("What must hold"), hows, said)
        found.append(CheckView(view, message, always, check is None))
    return found


def _own_first(known: Mapping[str, Known], own: set[str]) -> list[Known]:
    return sorted(known.values(), key=lambda each: each.name not in own)


def _options(itself: Json, given: Given | None) -> tuple[tuple[str, str], ...]:
    if itself.get("type") not in CHOICES:
        return ()
    if given is not None and "option-label" in given:
        return tuple(zip(several(given, "option-value"), several(given, "option-label"), strict=False))
    return (*options_of(itself), ("", ""), ("", ""))


def _options_from(itself: Json, given: Given | None) -> tuple[str, str]:
    if given is not None and "options-from" in given:
        source = one(given, "options-from")
        return source, one(given, "options-variable" if source == "variable" else "options-text")
    return options_from(itself)


def _roles(named: tuple[str, ...]) -> Mapping[str, str]:
    """The roles that can be chosen, by name; those that are named already and are no role any more too."""
    known = role_names()
    both = {**{role: role for role in named}, **known}
    return dict(sorted(both.items(), key=lambda each: each[1].casefold()))


def _calculation(itself: Json, known: list[str], given: Given | None) -> Mapping[str, str] | None:
    """What is chosen of a calculation; None where an expression says it."""
    names = ("operation", "first", "second", "number", "rows")
    if given is not None and "calculation-how" in given:
        chosen = {name: one(given, f"calculation-{name}") for name in names}
        return chosen if one(given, "calculation-how") == "rows" else None
    if str(itself.get("expression") or "=null").replace(" ", "") == "=null":
        return dict.fromkeys(names, "")
    found = calculation_of(itself, known)
    if found is None:
        return None
    typed = found.second if found.second and found.second not in known else ""
    over = found.operation in calculations.OVER_ROWS
    return {
        "operation": found.operation.value,
        "first": "" if over else found.first,
        "second": "" if typed else found.second,
        "number": typed,
        "rows": found.first if over else "",
    }


def _sources(itself: Json, offered: tuple[Known, ...], given: Given | None) -> tuple[str, ...] | None:
    """The variables that are shown; None where an expression says it, or one asks what no form here fills."""
    if given is not None and "source-how" in given:
        return None if one(given, "source-how") == "text" else tuple(filter(None, several(given, "source")))
    found = sources_of(itself)
    return found if found is not None and set(found) <= {each.name for each in offered} else None


def _offered(kind: str, known: Mapping[str, Known], lists: Mapping[str, object]) -> tuple[Known, ...]:
    """What a view of documents or a table can show."""
    if kind == "documentPreview":
        return tuple(each for each in known.values() if each.files)
    return tuple(each for each in known.values() if each.name in lists) if kind == "table" else ()


def _columns(itself: Json, lists: Mapping[str, list[Json]], given: Given | None) -> tuple[tuple[str, str, bool], ...]:
    """The columns that a table can have: key, heading, and whether it has it."""
    if itself.get("type") != "table":
        return ()
    own = [each for each in itself.get("columns") or [] if isinstance(each, dict)]
    source = sources_of(itself)
    listed = lists.get(source[0], []) if source else []
    chosen = set(several(given, "column")) if given is not None and "column" in given else {e.get("key") for e in own}
    both = {str(each.get("key")): str(each.get("label") or each.get("key")) for each in (*listed, *own)}
    return tuple((key, label, key in chosen) for key, label in both.items()) if listed else ()
