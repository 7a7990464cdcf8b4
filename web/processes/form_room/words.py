"""A component in words, as a list of fields shows it: what it is called, of which kind it is, what holds for it."""

from collections.abc import Iterator
from dataclasses import dataclass

from bpmn.forms.editing.components import HOLDERS, Json, Place, checks_of, walk, within
from bpmn.forms.editing.condition_reader import read_hidden
from bpmn.forms.editing.conditions import write
from bpmn.forms.editing.given import at
from bpmn.forms.editing.marks import is_marked, readers_of
from bpmn.forms.editing.options import CHOICES, options_from, options_of
from bpmn.forms.editing.palette import OFFERS, Offer, label_of
from bpmn.messages import Message, lazy_gettext
from web.pages.names import role_name
from web.processes.form_room.room import text_of
from web.texts.differences.conditions import in_words
from web.texts.differences.forms import KINDS
from web.texts.differences.namer import Namer, humanised

NAMELESS = lazy_gettext("without a name")
MOST_OPTIONS = 6
"""Options that a row of the list of fields names."""


@dataclass(frozen=True, slots=True)
class Row:
    """A component in the list of a form's fields. `place` is as addresses have it."""

    place: str
    id: str
    label: str
    kind: str
    traits: tuple[str, ...]
    findings: tuple[str, ...]
    rows: tuple["Row", ...]
    holds: bool
    first: bool
    last: bool
    asks: bool


def name_of(component: Json, namer: Namer) -> str:
    """What people know a component by, never by its variable."""
    label = label_of(component)
    if label:
        return label if len(label) <= 80 else label[:79] + "…"
    if component.get("type") == "separator":
        return namer.gettext.render(kind_of(component))
    key = component.get("key") or component.get("path")
    return humanised(str(key)) if key else namer.gettext.render(NAMELESS)


def kind_of(component: Json) -> Message:
    """What people call the kind of a component."""
    offer = offer_of(component)
    if offer is not None:
        return offer.label
    kind = str(component.get("type"))
    return KINDS.get(kind, Message(kind))


def offer_of(component: Json) -> Offer | None:
    """As what a component would be put on a form; None for what is not offered."""
    own = [offer for offer in OFFERS if offer.type == component.get("type")]
    if component.get("type") == "datetime":
        own = [offer for offer in own if offer.properties["subtype"] == component.get("subtype", "date")]
    if component.get("type") == "number":
        money = at(component, ("appearance", "prefixAdorner")) == "$"
        own = [offer for offer in own if (offer.name == "amount") is money]
    if component.get("type") == "radio":
        yes_no = {each.get("value") for each in component.get("values") or [] if isinstance(each, dict)} == {
            True,
            False,
        }
        own = [offer for offer in own if (offer.name == "yes_no") is yes_no]
    return own[0] if own else None


def rows(holder: Json, namer: Namer, findings: dict[Place, list[str]], place: Place = ()) -> tuple[Row, ...]:
    """The components of a form, one below the other."""
    listed = within(holder)
    found = []
    for number, each in listed:
        here = (*place, number)
        found.append(
            Row(
                text_of(here),
                str(each.get("id") or ""),
                name_of(each, namer),
                namer.gettext.render(kind_of(each)),
                tuple(traits(each, namer)),
                tuple(findings.get(here, ())),
                rows(each, namer, findings, here),
                each.get("type") in HOLDERS,
                number == listed[0][0],
                number == listed[-1][0],
                "key" in each and each.get("readonly") is not True and each.get("type") != "expression",
            )
        )
    return tuple(found)


def traits(component: Json, namer: Namer) -> Iterator[str]:
    """What holds for a component, in a few words each."""
    _ = namer.gettext
    required, readonly = at(component, ("validate", "required")), component.get("readonly")
    if component.get("disabled") is True or (readonly is True and component.get("type") != "expression"):
        yield _("only to read")
    elif isinstance(readonly, str):
        yield _("only to read if {condition}", condition=in_words(readonly, namer))
    if isinstance(required, str):
        yield _("required if {condition}", condition=in_words(required, namer))
    elif required is True:
        yield _("obligatory")
    if component.get("type") == "expression" and component.get("expression") not in (None, "=null"):
        yield "= " + in_words(str(component["expression"]), namer)
    hide = at(component, ("conditional", "hide"))
    if isinstance(hide, str) and hide:
        condition = read_hidden(hide)
        if condition is not None:
            yield _("shown if {condition}", condition=in_words(write(condition), namer))
        else:
            yield _("hidden if {condition}", condition=in_words(hide, namer))
    yield from _options(component, namer)
    if readers := readers_of(component):
        yield _("confidential: {roles}", roles=", ".join(map(role_name, readers)))
    if is_marked(component, "personal"):
        yield _("personal data")
    if is_marked(component, "searchable"):
        yield _("found by auditors")
    if is_marked(component, "start"):
        yield _("asked before it begins")
    if count := len(checks_of(component)):
        yield _.ngettext("{n} check", "{n} checks", count)


def _options(component: Json, namer: Namer) -> Iterator[str]:
    if component.get("type") not in CHOICES:
        return
    source, named = options_from(component)
    if source == "variable":
        yield namer.gettext("options from {field}", field=namer.variable(named))
    elif source == "list":
        labels = [label for _, label in options_of(component)]
        yield " · ".join(labels[:MOST_OPTIONS]) + (" …" if len(labels) > MOST_OPTIONS else "")


@dataclass(frozen=True, slots=True)
class Destination:
    """A place into which a component can be moved, with what it says: after which one, or at the beginning of what."""

    place: str
    text: str
    depth: int


def destinations(form: Json, moved: Place | None, namer: Namer) -> tuple[Destination, ...]:
    """Where a component can go (None: a new one), in the form's order; not where it is already, nor into itself."""
    _ = namer.gettext
    found: list[tuple[Place, str]] = [((0,), _("At the beginning"))]
    for place, each in walk(form):
        inside = moved is not None and place[: len(moved)] == moved
        named = f"«{name_of(each, namer)}»"
        if each.get("type") in HOLDERS and not inside:
            found.append(((*place, 0), _("At the beginning of {field}", field=named)))
    after = [((*p[:-1], p[-1] + 1), _("After {field}", field=f"«{name_of(c, namer)}»"), p) for p, c in walk(form)]
    for to, text, at_ in after:
        if moved is None or at_[: len(moved)] != moved:
            found.append((to, text))
    if moved is not None:
        stays = {moved, (*moved[:-1], moved[-1] + 1)}
        found = [each for each in found if each[0] not in stays]
    ordered = sorted(found, key=lambda each: _order(each[0]))
    return tuple(Destination(text_of(to), text, len(to) - 1) for to, text in ordered)


def _order(place: Place) -> tuple[float, ...]:
    """Before what has that place now, and so after all that is within the one before it."""
    return (*place[:-1], place[-1] - 0.5)
