"""What can be put on a form, in the words of who makes one: each kind that we run, some of them made ready."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bpmn.forms.editing.components import HOLDERS, Json, variables_of, walk
from bpmn.forms.editing.names import free, identifier, variable_for
from bpmn.messages import Message, lazy_gettext

_YES_NO = [{"label": "Sí", "value": True}, {"label": "No", "value": False}]
_TWO = [{"label": "Opción 1", "value": "opcion_1"}, {"label": "Opción 2", "value": "opcion_2"}]
_PLAIN = frozenset({"text", "separator", "html", "image", "spacer", "button"})
"""Kinds that hold no value and have no label."""
LABELS = {"datetime": "dateLabel", "text": "text", "html": "content", "image": "alt"}
"""Under which property a component keeps what people know it by, where that is not its label."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be put on a form: `type` is its kind, `properties` what it is made with."""

    name: str
    type: str
    label: Message
    hint: Message
    properties: Mapping[str, Any] = field(default_factory=dict)

    @property
    def asks(self) -> bool:
        """Whether somebody answers it."""
        return self.type not in _PLAIN | HOLDERS | {"table", "documentPreview", "expression"}


OFFERS = (
    Offer("text", "textfield", lazy_gettext("Short text"), lazy_gettext("A name, a code: one line.")),
    Offer("long_text", "textarea", lazy_gettext("Long text"), lazy_gettext("A description, reasons: several lines.")),
    Offer("number", "number", lazy_gettext("Number"), lazy_gettext("A quantity, a percentage.")),
    Offer(
        "amount",
        "number",
        lazy_gettext("Amount of money"),
        lazy_gettext("With its sign, its currency and two decimals."),
        {"decimalDigits": 2, "appearance": {"prefixAdorner": "$", "suffixAdorner": "MXN"}, "validate": {"min": 0}},
    ),
    Offer("date", "datetime", lazy_gettext("Date"), lazy_gettext("A day of the calendar."), {"subtype": "date"}),
    Offer("time", "datetime", lazy_gettext("Time"), lazy_gettext("A time of day."), {"subtype": "time"}),
    Offer(
        "moment",
        "datetime",
        lazy_gettext("Date and time"),
        lazy_gettext("A day with its time."),
        {"subtype": "datetime", "timeSerializingFormat": "no_timezone"},
    ),
    Offer(
        "yes_no",
        "radio",
        lazy_gettext("Yes or no"),
        lazy_gettext("A decision, answered by two options."),
        {"values": _YES_NO, "validate": {"required": True}},
    ),
    Offer("one", "radio", lazy_gettext("One option"), lazy_gettext("All are shown; one is chosen."), {"values": _TWO}),
    Offer(
        "one_of_many",
        "select",
        lazy_gettext("One option of a list"),
        lazy_gettext("A list that drops down, for many options."),
        {"values": _TWO},
    ),
    Offer(
        "several",
        "checklist",
        lazy_gettext("Several options"),
        lazy_gettext("All are shown; several may be ticked."),
        {"values": _TWO},
    ),
    Offer(
        "tags",
        "taglist",
        lazy_gettext("Several options of a list"),
        lazy_gettext("Chosen one after the other, in order."),
        {"values": _TWO},
    ),
    Offer("tick", "checkbox", lazy_gettext("Box to tick"), lazy_gettext("Something that is confirmed.")),
    Offer(
        "files",
        "filepicker",
        lazy_gettext("Files"),
        lazy_gettext("One or several, of the kinds that you say."),
        {"multiple": True},
    ),
    Offer(
        "computed",
        "expression",
        lazy_gettext("Computed value"),
        lazy_gettext("It works itself out from others; nobody writes it."),
        {"expression": "=null"},
    ),
    Offer("section", "group", lazy_gettext("Section"), lazy_gettext("Fields that belong together, under a title.")),
    Offer(
        "list",
        "dynamiclist",
        lazy_gettext("List of rows"),
        lazy_gettext("As many rows as there are, each with the same fields."),
    ),
    Offer(
        "table",
        "table",
        lazy_gettext("Table to read"),
        lazy_gettext("Shows the rows of a list that another step filled in."),
        {"dataSource": "=[]", "columns": [{"key": "dato", "label": "Dato"}]},
    ),
    Offer(
        "documents",
        "documentPreview",
        lazy_gettext("Documents to read"),
        lazy_gettext("Shows files that another step brought."),
        {"dataSource": "=[]"},
    ),
    Offer("explanation", "text", lazy_gettext("Explanation"), lazy_gettext("A text that helps whoever fills it in.")),
    Offer("line", "separator", lazy_gettext("Line"), lazy_gettext("Parts what comes before from what follows.")),
)
"""In the order in which they are offered."""

BY_NAME: Mapping[str, Offer] = {offer.name: offer for offer in OFFERS}


def label_of(component: Json) -> str:
    """What people know a component by; "" where it says nothing."""
    names = (LABELS.get(str(component.get("type")), "label"), "label", "dateLabel", "timeLabel", "text")
    texts = (component.get(name) for name in names)
    return next((text.strip() for text in texts if isinstance(text, str) and text.strip()), "")


def label_property(component: Json) -> str:
    """Where a component keeps what people know it by."""
    kind = str(component.get("type"))
    return "timeLabel" if kind == "datetime" and component.get("subtype") == "time" else LABELS.get(kind, "label")


def make(form: Json, offer: Offer, label: str, taken: frozenset[str] = frozenset()) -> Json:
    """A component of that kind, called `label`, to be put on `form`. `taken` are the variables of the procedure besides
    those of the form: what a new field says is a new variable."""
    ids = {str(each.get("id")) for _, each in walk(form)} | {str(form.get("id"))}
    key = variable_for(label, taken | variables_of(form))
    made: Json = {"type": offer.type, "id": free(identifier(f"{_STEMS.get(offer.type, 'campo')} {key}"), ids)}
    if offer.type == "dynamiclist":
        made |= {"path": key}
    elif offer.type not in _PLAIN | {"group", "table", "documentPreview"}:
        made["key"] = key
    if offer.type != "separator":
        made[label_property({"type": offer.type, **offer.properties})] = label
    if offer.type in HOLDERS:
        made |= {"showOutline": True}
    if offer.type == "dynamiclist":
        child = {"type": "textfield", "id": free(f"campo_{key}_concepto", ids), "key": "concepto", "label": "Concepto"}
        made |= {"isRepeating": True, "allowAddRemove": True, "defaultRepetitions": 1, "components": [child]}
    if offer.type == "group":
        made["components"] = []
    return {**made, **_copied(offer.properties)}


_STEMS = {"group": "grupo", "dynamiclist": "lista", "text": "texto", "separator": "separador", "table": "tabla",
          "documentPreview": "documentos"}  # fmt: skip


def _copied(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _copied(each) for name, each in value.items()}
    return [_copied(each) for each in value] if isinstance(value, list) else value
