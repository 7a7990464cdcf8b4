"""Fields of one form on another: to read what a step before it said, to ask it again, or as new fields."""

import copy
from collections.abc import Iterable
from enum import StrEnum

from bpmn.forms.editing.components import (
    Json,
    Place,
    add,
    component,
    renewed,
    variables_of,
    walk,
)
from bpmn.forms.editing.names import free, identifier


class Way(StrEnum):
    """What becomes of a field that is copied."""

    READ = "read"
    AGAIN = "again"
    NEW = "new"


_ASKED = ("validate", "defaultValue", "readonly", "disabled", "description")
"""What only whoever answers a field needs."""


def whole(source: Json, form_id: str) -> Json:
    """A form like another, for another step: it asks for the same values again."""
    return {**copy.deepcopy(source), "id": form_id}


def copied(form: Json, source: Json, places: Iterable[Place], way: Way, taken: frozenset[str] = frozenset()) -> Json:
    """`form` with some components of `source` at its end. Of one that stands in another that is copied too, only that.

    What is there to be read or asked already is left out. Raises NoSuchComponent.
    """
    chosen = sorted(set(places))
    outermost = [place for place in chosen if not any(place[: len(each)] == each for each in chosen if each != place)]
    changed = form
    for place in outermost:
        original = component(source, place)
        if way is Way.NEW:
            made: Json | None = renewed(changed, original, taken)
        else:
            made = _without(_to_read(original) if way is Way.READ else copy.deepcopy(original), variables_of(changed))
        if made is not None:
            listed = changed.get("components")
            changed = add(changed, _with_own_ids(changed, made), (len(listed) if isinstance(listed, list) else 0,))
    return changed


def _to_read(original: Json) -> Json:
    """A component that shows what another asks."""
    kind = original.get("type")
    if kind == "dynamiclist":
        return _as_table(original)
    made = {name: copy.deepcopy(value) for name, value in original.items() if name not in _ASKED}
    made.pop("conditional", None)  # it may ask for what is no longer so by then
    own = made.get("properties")
    if isinstance(own, dict):
        own = {name: value for name, value in own.items() if name in ("confidential", "personal")}
        made["properties"] = own
        if not own:
            del made["properties"]
    if kind == "expression":
        made = _as_number(made) if "decimalDigits" in made else {**made, "type": "textfield"}
        made.pop("expression", None)
    if "key" in made:
        made["readonly"] = True
    if isinstance(made.get("components"), list):
        made["components"] = [_to_read(each) for each in made["components"] if isinstance(each, dict)]
    return made


def _as_number(made: Json) -> Json:
    return {**made, "type": "number"}


def _as_table(original: Json) -> Json:
    """The rows of a list, shown."""
    made: Json = {"type": "table", "id": str(original.get("id") or "tabla"), "label": original.get("label") or ""}
    return {**made, "dataSource": f"={original.get('path')}", "columns": columns_of(original)}


def columns_of(original: Json) -> list[Json]:
    """The columns of a table that shows the rows of a list, each shown as its field would be."""
    columns = []
    for _, each in walk(original):
        if isinstance(each.get("key"), str):
            own = {"key": each["key"], "label": each.get("label") or each.get("dateLabel") or each["key"]}
            shown = ("type", "subtype", "values", "decimalDigits", "appearance")
            how = {name: copy.deepcopy(each[name]) for name in shown if name in each}
            if how.get("type") == "expression":
                how["type"] = "number" if "decimalDigits" in how else "textfield"
            columns.append({**own, **how})
    return columns


def _without(made: Json, there: set[str]) -> Json | None:
    """A component without what a form has already; None where nothing is left of it."""
    key = made.get("key") or made.get("path")
    if isinstance(key, str) and key.partition(".")[0] in there:
        return None
    if made.get("type") == "group" and isinstance(made.get("components"), list):
        left = [each for each in (_without(each, there) for each in made["components"]) if each is not None]
        return {**made, "components": left} if left else None
    return made


def _with_own_ids(form: Json, made: Json) -> Json:
    ids = {str(each.get("id")) for _, each in walk(form)} | {str(form.get("id"))}
    made = copy.deepcopy(made)
    for each in (made, *(inner for _, inner in walk(made))):
        each["id"] = free(identifier(str(each.get("id") or "")) or str(each.get("type")), ids)
        ids.add(each["id"])
    return made
