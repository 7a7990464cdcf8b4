"""What two editions of a form ask differently: field by field, found again by the variable that each fills."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from bpmn.diff.differences import Difference, Pair
from bpmn.diff.editions import Edition
from bpmn.diff.fields import Special, by_field, listed
from bpmn.diff.matching import Matching, paired
from bpmn.forms.data import same
from bpmn.forms.form import Form
from bpmn.forms.kinds import Column, Component, Container, DynamicList, Field, Option
from bpmn.forms.kinds.pattern import Pattern
from bpmn.model import Activity

_APART = frozenset({"id", "line", "components"})
# What the reader of forms reads of an object of the schema; all else only concerns the looks.
_READ = frozenset(
    {
        "type", "id", "key", "path", "label", "dateLabel", "timeLabel", "alt", "text", "content", "description",
        "disabled", "readonly", "defaultValue", "validate", "conditional", "values", "valuesKey", "valuesExpression",
        "components", "properties", "subtype", "disallowPassedDates", "timeSerializingFormat", "multiple", "accept",
        "expression", "decimalDigits", "increment", "serializeToString", "dataSource", "columns", "columnsExpression",
        "allowAddRemove", "defaultRepetitions", "isRepeating",
    }
)  # fmt: skip


class Placed(NamedTuple):
    """A component with where its value lies in the data, "" where it has none, and the container it stands in."""

    component: Component
    place: str
    within: Component | None


def form_differences(before: Edition, after: Edition, match: Matching) -> Iterator[Difference]:
    """The differences of the forms of all activities; of one that several activities share, once."""
    told: set[tuple[str | None, str | None]] = set()
    for old, new in match.nodes:
        if not (isinstance(old, Activity) and isinstance(new, Activity)):
            continue
        names = old.form, new.form
        if names == (None, None) or names in told:
            continue
        told.add(names)
        forms = before.forms.get(old.form or ""), after.forms.get(new.form or "")
        if forms[0] is None or forms[1] is None:
            if names[0] != names[1] or (forms[0] is None) != (forms[1] is None):
                yield Difference("Activity.form", (old, new), forms[0] or names[0], forms[1] or names[1])
            continue
        found = tuple(_form(forms[0], forms[1], (old, new)))
        yield from found
        if names[0] != names[1] and not found:
            yield Difference("Activity.form", (old, new), *forms)


def _form(before: Form, after: Form, activity: Pair) -> Iterator[Difference]:
    left, right = list(_placed(before.components)), list(_placed(after.components))
    pairs = paired(
        left,
        right,
        lambda each: (_family(each), each.place) if each.place else None,
        lambda each: (_family(each), each.component.id),
        lambda each: (each.component.type, each.component.label) if each.component.label else None,
    )
    twins = {id(old.component): new.component for old, new in pairs if old is not None and new is not None}
    around: tuple[Pair, ...] = (activity,)
    for old, new in pairs:
        if old is None or new is None:
            yield Difference("Component", (old and old.component, new and new.component), holders=around)
        elif old.component != new.component or old.within != new.within:
            pair: Pair = (old.component, new.component)
            yield from by_field(pair, around, apart=_apart(old.component), special=_SPECIAL)
            if twins.get(id(old.within)) is not new.within:
                yield Difference("Component.within", pair, old.within, new.within, around)
    yield from _CHECKS("Form.checks", (before, after), before.checks, after.checks, around)
    if _looks(before, left, pairs, 0) != _looks(after, right, pairs, 1):
        yield Difference("Form.schema", (before, after), holders=around)


def _placed(components: Sequence[Component], base: str = "", within: Component | None = None) -> Iterator[Placed]:
    """The components in the form's order, each before those within it."""
    for component in components:
        if isinstance(component, Field):
            yield Placed(component, base + ".".join(component.path), within)
        elif isinstance(component, Container):
            place = base + ".".join(component.path)
            yield Placed(component, place if component.path else "", within)
            inner = f"{place}[]." if isinstance(component, DynamicList) else f"{place}." if component.path else base
            yield from _placed(component.components, inner, component)
        else:
            yield Placed(component, "", within)


def _family(placed: Placed) -> str:
    """What a component stays when its kind changes: any field may become another."""
    return "field" if isinstance(placed.component, Field) else placed.component.type


def _apart(component: Component) -> frozenset[str]:
    return _APART | {"path"} if isinstance(component, Field) else _APART


def _options(
    name: str, subject: Pair, before: Sequence[Option] | None, after: Sequence[Option] | None, holders: tuple[Pair, ...]
) -> Iterator[Difference]:
    around = (*holders, subject)
    pairs = paired(
        before or (),
        after or (),
        lambda each: (type(each.value) is bool, each.value),
        lambda each: each.label,
        equal=lambda old, new: old.label == new.label and same(old.value, new.value),
    )
    for old, new in pairs:
        if old is None or new is None:
            yield Difference("Option", (old, new), holders=around)
        elif old.label != new.label:
            yield Difference("Option.label", (old, new), old.label, new.label, around)
        elif not same(old.value, new.value):
            yield Difference("Option.value", (old, new), old.value, new.value, around)


def _columns(
    name: str, subject: Pair, before: Sequence[Column], after: Sequence[Column], holders: tuple[Pair, ...]
) -> Iterator[Difference]:
    around = (*holders, subject)
    for old, new in paired(before, after, lambda each: each.key, lambda each: each.label):
        if old is None or new is None:
            yield Difference("Column", (old, new), holders=around)
            continue
        for field in ("key", "label"):
            if getattr(old, field) != getattr(new, field):
                yield Difference(f"Column.{field}", (old, new), getattr(old, field), getattr(new, field), around)
        if (old.field is None) != (new.field is None) or (
            old.field is not None and next(by_field((old.field, new.field), apart=_APART | {"path", "label"}), None)
        ):
            yield Difference("Column.field", (old, new), old.field, new.field, around)


def _patterns(
    name: str, subject: Pair, before: Pattern | None, after: Pattern | None, holders: tuple[Pair, ...]
) -> Iterator[Difference]:
    if (before and before.text) != (after and after.text):
        yield Difference(name, subject, before, after, holders)


_CHECKS = listed(lambda each: each.name, lambda each: each.condition)
_SPECIAL: Mapping[str, Special] = {
    "checks": _CHECKS,
    "values": _options,
    "columns": _columns,
    "pattern": _patterns,
}


def _looks(
    form: Form, placed: Sequence[Placed], pairs: Sequence[tuple[Placed | None, Placed | None]], side: int
) -> list[Hashable]:
    """The order and the looks of the components that both sides have."""
    number = {id(pair[side].component): at for at, pair in enumerate(pairs) if None not in pair}  # type: ignore[union-attr]
    raw = list(_raw(form.schema))
    if len(raw) != len(placed):
        return []
    return [
        (number[id(each.component)], repr(_unread(own)))
        for each, own in zip(placed, raw, strict=True)
        if id(each.component) in number
    ]


def _raw(schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for component in schema.get("components", ()):
        yield component
        yield from _raw(component)


def _unread(raw: Mapping[str, Any]) -> dict[str, Any]:
    """What only concerns the looks; what stands around a number is its unit, which is compared with the field."""
    found = {name: raw[name] for name in sorted(raw.keys() - _READ)}
    if raw.get("type") in ("number", "expression") and isinstance(found.get("appearance"), dict):
        adorned = found["appearance"].items()
        found["appearance"] = {name: value for name, value in adorned if name not in _UNIT}
    return found


_UNIT = ("prefixAdorner", "suffixAdorner")
