"""What a computed value is worked out from, and what a table or a view of documents shows."""

import copy
import re
from collections.abc import Iterable

from bpmn.forms.editing import calculations
from bpmn.forms.editing.calculations import Calculation, Operation
from bpmn.forms.editing.components import Json
from bpmn.forms.editing.given import Given, Problems, one, several
from bpmn.messages import lazy_gettext

_CONCATENATED = re.compile(r"=\s*concatenate\(\s*([\w\s,.]+?)\s*\)\s*")
_ONE = re.compile(r"=\s*([^\W\d][\w.]*)\s*")


def calculation_of(component: Json, known: Iterable[str]) -> Calculation | None:
    """The calculation that works a value out, where it is a common one of fields that are known."""
    names = set(known)
    found = calculations.read(str(component.get("expression") or ""))
    values = () if found is None else (found.first, found.second)
    return found if all(not each or each in names or _is_number(each) for each in values) else None


def apply_calculation(component: Json, given: Given, problems: Problems) -> Json:
    """A computed value with what a page sent about how it is worked out."""
    if "calculation-how" not in given:
        return component
    text = one(given, "calculation-text").removeprefix("=").strip()
    if one(given, "calculation-how") == "rows":
        operation = one(given, "calculation-operation")
        first, second = one(given, "calculation-first"), one(given, "calculation-second")
        number = one(given, "calculation-number").replace(",", "")
        if operation not in tuple(Operation):
            problems.tell("calculation", lazy_gettext("Choose what is done with the values."))
            return component
        if Operation(operation) in calculations.OVER_ROWS:
            first, second = one(given, "calculation-rows"), ""
        elif not second and _is_number(number):
            second = number
        if not first or (not second and Operation(operation) not in calculations.OVER_ROWS):
            problems.tell("calculation", lazy_gettext("Choose the values that it is worked out from."))
            return component
        text = calculations.write(Calculation(Operation(operation), first, second)).removeprefix("=")
    elif not text:
        problems.tell("calculation", lazy_gettext("Write the expression, or choose another way."))
        return component
    if text == str(component.get("expression") or "").removeprefix("=").strip():
        return component
    return {**component, "expression": f"={text}"}


def sources_of(component: Json) -> tuple[str, ...] | None:
    """The variables whose files or rows are shown; None where an expression says it."""
    text = str(component.get("dataSource") or "").strip()
    if text in ("", "=[]"):
        return ()
    if found := _ONE.fullmatch(text):
        return (found[1],)
    if found := _CONCATENATED.fullmatch(text):
        return tuple(name.strip() for name in found[1].split(","))
    return None


def apply_sources(component: Json, given: Given, columns: dict[str, list[Json]], problems: Problems) -> Json:
    """What is shown, as a page sent it. `columns` are those of the lists that a table may show, by their variable."""
    if "source-how" not in given:
        return component
    changed = copy.deepcopy(component)
    if one(given, "source-how") == "text":
        text = one(given, "source-text").removeprefix("=").strip()
        if not text:
            problems.tell("source", lazy_gettext("Write the expression, or choose another way."))
        elif text != str(component.get("dataSource") or "").removeprefix("=").strip():
            changed["dataSource"] = f"={text}"
        return changed
    chosen_names = [name for name in several(given, "source") if name]
    before = [name for name in sources_of(component) or () if name in chosen_names]  # in the order they have
    names = before + [name for name in chosen_names if name not in before]
    if not names:
        problems.tell("source", lazy_gettext("Choose what it shows."))
    elif tuple(names) != sources_of(component):
        changed["dataSource"] = f"={names[0]}" if len(names) == 1 else f"=concatenate({', '.join(names)})"
        if component.get("type") == "table" and names[0] in columns:
            changed["columns"] = copy.deepcopy(columns[names[0]])
            changed.pop("columnsExpression", None)
            return changed
    if component.get("type") == "table" and "column" in given and names:
        chosen = set(several(given, "column"))
        offered = [*(component.get("columns") or []), *columns.get(names[0], [])]
        kept = {each["key"]: each for each in reversed(offered) if isinstance(each, dict) and each.get("key") in chosen}
        if not kept:
            problems.tell("source", lazy_gettext("Choose at least one column."))
        elif set(kept) != {each.get("key") for each in component.get("columns") or [] if isinstance(each, dict)}:
            order = dict.fromkeys(each["key"] for each in offered if isinstance(each, dict) and "key" in each)
            changed["columns"] = [copy.deepcopy(kept[key]) for key in order if key in kept]
    return changed


def _is_number(text: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?", text) is not None
